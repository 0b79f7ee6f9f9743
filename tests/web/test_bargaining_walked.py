"""What two people who walked every page of a bargaining by hand ran into, through the pages; each once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from hexian.domains.bargaining import documents, notices, services, texts
from hexian.domains.bargaining.models import Case, Filing, Proposal
from hexian.domains.bargaining.queries import waiting
from hexian.domains.bargaining.rules.clauses import BLANK, Typed, Value, clause
from hexian.domains.bargaining.rules.contracts import Procedure, text_hash
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Seat, Sending, drafting
from hexian.domains.bargaining.services.law import GRADE, law_of
from hexian.domains.bargaining.services.offering import hashed
from hexian.domains.decisions.models import Motion, Sitting
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import privacy
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from hexian.foundation.events.services import drain
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices.models import Notice
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_papers import words
from tests.conftest import NOW
from tests.decisions import makers as congress
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def page(name: str = "页.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, makers.photo().read(), content_type="application/pdf")


def seated(home: makers.House, who: str) -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), LATER))


# — Delivery and answer —


def test_who_signs_behind_a_link_reads_the_whole_offer_and_until_when_to_answer() -> None:
    home = makers.house()
    case = makers.sent(home)
    with as_(base.SYSTEM):
        case.deliveries.update(
            way=Delivery.LINK, token_hash=hashed("t"), to_address="zhou@example.com", to_name="周经理"
        )
    outside = Client()
    whole = reverse("bargaining:paper_print", args=["t"])
    assert outside.get(whole).status_code == 404, "not before it was signed for"
    unnamed = outside.post(reverse("bargaining:paper", args=["t"]), {"name": " "})
    assert "请写您的姓名，作为签收人" in unnamed.content.decode()
    said = outside.post(reverse("bargaining:paper", args=["t"]), {"name": "周经理"}).content.decode()
    assert whole in said
    assert "请在 7 月 2 日 周四 24:00 之前书面答复" in desk.words(said)
    assert outside.get(whole).content.startswith(b"%PDF")
    assert outside.get(reverse("bargaining:paper_print", args=["other"])).status_code == 404
    # The chair sees to whom it went, without the mailbox.
    sent = seated(home, "chair").get("bargaining:delivery", case.public_id)
    assert "送给 周经理 z***@example.com" in sent
    assert "zhou@" not in sent
    assert "对方已经签收，等书面答复" in seated(home, "chair").get("bargaining:case", case.public_id)


def test_behind_a_link_an_answer_is_printed_to_be_sealed_and_never_given() -> None:
    """Whoever has the link need not speak for the firm: it proves receipt, the answer is a sealed page."""
    home = makers.house()
    case = makers.sent(home, number="和畅工〔2026〕3号")
    with as_(base.SYSTEM):
        case.deliveries.update(way=Delivery.LINK, token_hash=hashed("t"), to_address="zhou@example.com")
    outside = Client()
    form = reverse("bargaining:paper_reply", args=["t"])
    assert outside.get(form).status_code == 404, "not before it was signed for"
    said = outside.post(reverse("bargaining:paper", args=["t"]), {"name": "周经理"}).content.decode()
    assert form in said
    assert "签收链接只证明收到了，不能在这里答复" in desk.words(said)
    printed = words(outside.get(form).content).replace("\n", "")
    for part in (
        "应约书",
        "致：和畅电子有限公司工会委员会（演示）",
        "编号：和畅工〔2026〕3号",
        "2026年6月17日收到",
        "资产负债表",
    ):
        assert part in printed, part
    assert "√" not in printed, "nothing is ticked for them"
    assert home.manager.name not in printed
    assert outside.post(form).status_code == 405
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(replied_at=NOW)
    again = outside.get(reverse("bargaining:paper", args=["t"])).content.decode()
    assert form not in again
    assert "这份要约已经书面答复" in desk.words(again)


def test_a_number_is_masked_where_it_is_told() -> None:
    home = makers.house()
    case = makers.opened(home)
    makers.seated(home, case, Side.WORKER)
    chair = makers.again(home.chair)
    with as_(chair):
        services.send_offer(case.public_id, Sending("link", "", "13800001234"), actor=chair)
    assert "138****1234" in seated(home, "chair").get("bargaining:delivery", case.public_id)


def test_an_answer_that_came_on_paper_is_entered_as_of_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    home = makers.house()
    case = makers.received(home)
    july = makers.moment("2026-07-06 10:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: july)
    system = makers.system_at(july)
    with as_(system):
        clock.mark_overdue(system)
        services.lapse(case.public_id, system)
    chair = desk.at_the_desk(makers.again(home.chair, july))
    assert "对方用纸答复了" in chair.get("bargaining:case", case.public_id)
    case_id, version = case.public_id, makers.fresh(case).version
    for given, sentence in (
        ({"at": "2026-06-29T09:00"}, "请上传对方盖章的应约书照片"),
        ({"at": "2026-07-08T09:00", "photo": page()}, "不能在以后"),
        ({"at": "2026-06-10T09:00", "photo": page()}, "早于发出要约"),
    ):
        said = chair.post("bargaining:note_reply", case_id, status=422, version=version, note="同意", **given)
        assert sentence in said
        assert "同意" in said
    manager = desk.at_the_desk(makers.again(home.manager, july))
    manager.post("bargaining:note_reply", case_id, status=422, version=version, at="2026-06-29T09:00", photo=page())
    chair.post("bargaining:note_reply", case_id, version=version, at="2026-06-29T09:00", photo=page())
    case = makers.fresh(case)
    assert (case.state, case.reply["late"]) == (State.REPLIED, False), "it had come in time"


def test_a_mailbox_nobody_can_have_is_named_beside_its_field() -> None:
    home = makers.house()
    case = makers.opened(home)
    makers.seated(home, case, Side.WORKER)
    chair, version = seated(home, "chair"), makers.fresh(case).version
    given = {"way": "link", "to_name": "周经理", "version": version}
    for address in ("zhou@example", "zhou@@example.com", "zhou @example.com", "zhou@example.c"):
        said = chair.post("bargaining:send", case.public_id, status=422, **given, address=address)
        assert "这不像一个邮箱" in said
        assert address in said
    chair.post("bargaining:send", case.public_id, **given, address="ｚhou＠example.com.cn")
    with as_(base.SYSTEM):
        assert case.deliveries.get().to_address == "zhou@example.com.cn"


def answered_on_paper(home: makers.House) -> Case:
    """An offer whose answer came on paper, from an employer where nobody opened anything."""
    case = makers.sent(home)
    seated(home, "chair").post(
        "bargaining:note_reply", case.public_id, version=makers.fresh(case).version, at="2026-06-17T08:00", photo=page()
    )
    return makers.fresh(case)


LISTED = {"role": "rep", "origin": "appointed", "sex": "男", "post": "生产部"}


def test_who_has_the_list_on_paper_names_the_delegates_of_an_employer_without_an_account() -> None:
    home = makers.house()
    case = answered_on_paper(home)
    chair, case_id = seated(home, "chair"), case.public_id
    assert "照名单登记企业方代表" in chair.get("bargaining:case", case_id)
    chief = LISTED | {"name": "孙海", "role": "chief", "origin": "ex_officio", "heads": "on"}
    chair.post("bargaining:paper_list", case_id, **chief)
    said = chair.post("bargaining:paper_list", case_id, status=422, **chief | {"name": home.chair.name, "role": "rep"})
    assert "名单里已经有一位" in said, "nobody is on both sides here either"
    for n in range(4):
        assert "双方人数应当相等" in chair.get("bargaining:paper_list", case_id)
        chair.post("bargaining:paper_list", case_id, **LISTED, name=f"钱{'一二三四'[n]}企", photo=[page()][n:])
    with as_(base.SYSTEM):
        rows = list(case.participants.filter(side=Side.EMPLOYER).order_by("pk"))
        reply = case.steps.get(act="reply").paper
        named = list(AuditEntry.objects.filter(event="bargaining.delegate_named", facts__side="employer"))
    assert (rows[0].paper, len({row.paper for row in rows[1:]})) == (reply, 1), "the list itself from when it was shown"
    assert rows[1].paper != reply
    # At one moment of the tests' clock: in no order.
    assert Counter(each.facts["paper"] for each in named) == {str(reply): 1, str(rows[1].paper): 4}
    assert {each.actor_name for each in named} == {home.chair.name}
    kept = desk.streamed(chair.client.get(reverse("bargaining:kept", args=[case_id, rows[1].paper])))
    assert kept == makers.photo().read()
    chair.post("bargaining:publicise", case_id, version=makers.fresh(case).version)
    assert makers.state_of(case) is State.REPS_ELECTED


def test_a_misread_name_is_struck_and_the_pen_is_the_sides_own_once_it_takes_the_case_up() -> None:
    home = makers.house()
    case = answered_on_paper(home)
    chair, case_id = seated(home, "chair"), case.public_id
    chair.post("bargaining:paper_list", case_id, **LISTED, name="钱以企")
    with as_(base.SYSTEM):
        seat = case.participants.get(name="钱以企")
    chair.post("bargaining:strike", case_id, seat.public_id, reason="看错了字")
    assert "钱以企" not in chair.get("bargaining:delegates", case_id)
    seated(home, "manager").post("bargaining:join", case_id)
    assert "名单由他们自己登记" in chair.get("bargaining:paper_list", case_id)
    now = makers.again(home.chair, LATER)
    with as_(now), pytest.raises(Refused, match=r"delegates\.names_itself") as refused:
        services.name_from_paper(case_id, Seat("钱一企", origin="appointed"), actor=now)
    assert "已经在本平台自己登记名单" in texts.of(refused.value)


def test_no_list_is_entered_for_who_answered_in_the_program() -> None:
    home = makers.house()
    case = makers.replied(home)
    now = makers.again(home.chair)
    with as_(now), pytest.raises(Refused, match=r"delegates\.no_paper"):
        services.name_from_paper(case.public_id, Seat("钱一企", origin="appointed"), actor=now)
    other = makers.again(home.manager)
    with as_(other), pytest.raises(Refused, match=r"not_your_side"):
        services.name_from_paper(case.public_id, Seat("刘一工", origin="elected"), actor=other)


def test_a_receipt_of_a_day_to_come_is_refused_beside_its_day() -> None:
    home = makers.house()
    case = makers.sent(home)
    with as_(base.SYSTEM):
        delivery = case.deliveries.get().public_id
    chair, url = seated(home, "chair"), [case.public_id]
    for at, sentence in (("2026-06-19T09:00", "签收时间不能在以后"), ("2026-06-10T09:00", "签收时间早于发出时间")):
        given = {"received_by": "周经理", "at": at, "photo": page()}
        answer = chair.client.post(reverse("bargaining:prove", args=[*url, delivery]), given)
        form = answer.content.decode()
        assert answer.status_code == 422
        assert re.search(rf'id="id_at_error"[^>]*>[^<]*{sentence}|name="at"(?:(?!name=).)*{sentence}', form, re.DOTALL)
        assert "周经理" in form


def test_an_answer_names_another_time_where_the_offered_one_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    home = makers.house()
    case = makers.received(home, meet_at=NOW + timedelta(days=3))
    later = NOW + timedelta(days=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    manager = desk.at_the_desk(makers.again(home.manager, later))
    said = manager.post("bargaining:reply", case.public_id, status=422, version="", note="同意协商")
    assert "已经过去，不能照这个时间开会" in said
    assert "同意协商" in said
    manager.post("bargaining:reply", case.public_id, version="", meet_at="2026-07-20T09:00")
    assert makers.state_of(case) is State.REPLIED


# — The union above —


def test_the_union_above_reads_why_and_finds_its_opinion_written() -> None:
    home = makers.house()
    case = makers.received(home)
    chair, above = seated(home, "chair"), seated(home, "above")
    chair.post("bargaining:refusal", case.public_id, version=makers.fresh(case).version, reason="电话里说不协商")
    assert "电话里说不协商" in above.get("bargaining:case", case.public_id)
    form = above.get("bargaining:unlawful", case.public_id)
    assert "你单位拒绝协商。记录的理由和经过：电话里说不协商" in form
    prints = above.get("bargaining:prints", case.public_id)
    assert "意见书" in prints
    assert "会议记录" not in prints, "only what she can open"
    above.post("bargaining:unlawful", case.public_id, version="", words="两次上门都不接要约书。")
    pdf = above.client.get(reverse("bargaining:print", args=[case.public_id, "opinion"])).content
    said = words(pdf)
    assert "两次上门都不接要约书" in said
    assert home.street.name.replace(" ", "") in said.replace("\n", ""), "the union whose officer prints it"


def test_why_somebody_said_no_is_not_told_once_it_is_put_right() -> None:
    home = makers.house()
    case = makers.put(makers.received(home), State.CONGRESS_PASSED, refusal="董事会没有同意")
    assert "董事会没有同意" not in seated(home, "chair").get("bargaining:case", case.public_id)
    assert "本方不签" in seated(home, "manager").get("bargaining:case", case.public_id)
    makers.put(case, State.SIGN_REFUSED)
    assert "董事会没有同意" in seated(home, "above").get("bargaining:case", case.public_id)


# — The text —


def test_a_contract_that_is_over_before_it_is_signed_is_refused_and_one_that_began_is_asked_about() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair = seated(home, "chair")
    given = {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    assert "2025 年 12 月 31 日 已经过去" in chair.post("bargaining:draft", case.public_id, status=422, **given)
    said = chair.post("bargaining:draft", case.public_id, starts_on="2026-01-01", ends_on="2026-12-31")
    assert "合同从 2026 年 1 月 1 日 开始，这一天已经过去" in said


# — An objection —


def objected(home: makers.House) -> Case:
    """A text filed and objected to over a clause both had agreed, before the parties mend it."""
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    with as_(base.SYSTEM):
        draft = case.drafts.get()
        Filing.objects.create(
            case=case, number=1, draft=draft, filed_on=base.TODAY, copies=5, result="objected", opinion_on=base.TODAY,
            objections=[{"clause": "standing.scope", "words": "范围不明", "basis": "条例 18", "remedy": "写明"}],
        )  # fmt: skip
    return makers.put(case, State.OBJECTED)


def test_what_was_objected_to_is_told_where_it_is_mended_and_the_same_text_is_not_filed_again() -> None:
    home = makers.house()
    case = objected(home)
    chair, manager = seated(home, "chair"), seated(home, "manager")
    manager.post("bargaining:revise", case.public_id)
    room = chair.get("bargaining:room", case.public_id)
    assert "范围不明" in room
    assert "提出重新谈" in room, "an agreed clause may be opened here too"
    assert "都谈定了" not in room
    with as_(base.SYSTEM):
        text = case.drafts.get().text_hash
    said = manager.post("bargaining:adopt", case.public_id, status=422, hash=text, substantive="no")
    assert "一字不差" in said
    with as_(base.SYSTEM):
        item = case.items.get().public_id
    for officer in (chair, manager):
        officer.post("bargaining:item_act", case.public_id, item, "reopen")
    makers.settle_all(home, case, {"grade.pay_from": Typed(text="认定次月起，每月 10 日前发放。")})
    assert "采用修订稿 企业方采用；实质改动再过职代会 下一步" in manager.get("bargaining:case", case.public_id)


def mended(home: makers.House, words: str) -> Case:
    """A text the congress passed, objected to, and its clause agreed anew in these words."""
    case = objected(home)
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(passed_on=base.TODAY, passed_hash=case.drafts.get().text_hash)
        item = case.items.get().public_id
    chair, manager = seated(home, "chair"), seated(home, "manager")
    manager.post("bargaining:revise", case.public_id)
    for officer in (chair, manager):
        officer.post("bargaining:item_act", case.public_id, item, "reopen")
    makers.settle_all(home, case, {"grade.pay_from": Typed(text=words)})
    return makers.fresh(case)


def test_what_is_another_agreement_goes_to_the_congress_whatever_its_officer_says() -> None:
    home = makers.house()
    case = mended(home, "认定次月起，每月 25 日前发放。")
    manager = seated(home, "manager")
    said = manager.get("bargaining:draft", case.public_id)
    assert "采用之后再提交职代会：「" in said
    assert "改了约定的数字、日期、选项或者表格" in said
    assert "只改文字" not in said
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    said = manager.post("bargaining:adopt", case.public_id, status=422, hash=text, substantive="no")
    assert "要再提交职代会，不能只签字报送" in said
    assert makers.state_of(case) is State.REVISING
    manager.post("bargaining:adopt", case.public_id, hash=text, substantive="yes")
    assert makers.state_of(case) is State.CONGRESS_SUBMITTED


def test_other_words_for_the_same_agreement_need_no_congress() -> None:
    home = makers.house()
    case = mended(home, "按照双方的约定办理。")
    manager = seated(home, "manager")
    assert "没有增减条款，数字、日期和约束也没有变" in manager.get("bargaining:draft", case.public_id)
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    manager.post("bargaining:adopt", case.public_id, hash=text, substantive="no")
    assert makers.state_of(case) is State.REVISING
    with as_(base.SYSTEM):
        assert not case.drafts.order_by("-number")[0].is_substantive


def test_an_objection_names_its_article_and_the_examiner_finds_the_papers() -> None:
    home = makers.house()
    case = objected(home)
    with as_(base.SYSTEM):
        clause = case.drafts.get().body["chapters"][0]["articles"][0]["clause"]
        Filing.objects.update(objections=[{"clause": clause, "words": "范围不明", "basis": "条例 18"}])
    assert "第 1 条" in seated(home, "chair").get("bargaining:filing", case.public_id).partition("范围不明")[0]
    office = base.make_org("滨江区人社局（演示）", kind=Kind.PARTNER, parent=home.street)
    examiner = desk.officer_of(office, "bargaining.examine", name="唐立夏")
    makers.put(case, State.FILED, examiner=office, examiner_code=office.code)
    said = examiner.get("bargaining:filing", case.public_id)
    assert "报送的材料" in said
    for paper in ("报送说明", "会议记录", "协商代表资格登记表"):
        assert paper in said


# — Dates —


def test_days_that_made_it_binding_were_not_late_and_what_is_overdue_is_not_done() -> None:
    home = makers.house()
    case = makers.received(home)
    july = makers.system_at(makers.moment("2026-07-06 10:00"))
    with as_(july):
        clock.mark_overdue(july)
    said = seated(home, "chair").get("bargaining:dates", case.public_id)
    assert "收到要约后书面答复 已超期" in said
    assert "办了，但晚了" not in said
    filed = makers.placed(makers.house("静候"), State.SIGNED)
    makers.with_filing(filed, base.TODAY)
    system = makers.system_at(makers.moment("2026-07-03 09:00"))
    with as_(base.SYSTEM):
        makers.put(filed, State.FILED)
        services.receive_filing(filed.public_id, base.TODAY, actor=base.SYSTEM)
    with as_(system):
        clock.mark_overdue(system)
        services.fall_silent(filed.public_id, system)
    assert makers.state_of(filed) is State.EFFECTIVE
    officer = desk.officer_of(filed.union, "bargaining.view", name="看表")
    assert "期满，没有异议" in officer.get("bargaining:dates", filed.public_id)


def test_once_the_days_to_object_are_over_nobody_is_late_and_the_page_says_since_when_it_binds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until the worker has come round, the page said that the labour office was late."""
    home = makers.house()
    office = base.make_org("滨江区人社局（演示）", kind=Kind.PARTNER, parent=home.street)
    examiner = base.officer_of(office, "bargaining.examine", "bargaining.view", name="唐立夏")
    case = makers.placed(home, State.SIGNED, examiner=office, examiner_code=office.code)
    makers.with_filing(case, base.TODAY)
    with as_(base.SYSTEM):
        makers.put(case, State.FILED)
        services.receive_filing(case.public_id, base.TODAY, actor=base.SYSTEM)
    case_id = case.public_id

    def looking(moment: str) -> list[Officer]:
        now = makers.moment(moment)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        return [desk.at_the_desk(makers.again(each, now)) for each in (home.chair, home.manager, examiner)]

    last = looking("2026-07-02 23:59")
    assert "现在轮到人社部门" in last[0].get("bargaining:case", case_id)
    assert case.title in last[2].get("bargaining:desk", view="turn")
    for officer in (over := looking("2026-07-03 00:01")):
        said = officer.get("bargaining:case", case_id)
        assert "已过 15 日，正在登记生效 " in said
        assert "合同从 7 月 2 日 周四 24:00 起生效" in said
        assert "期限内收到过异议的，在这里补登记" in said
        assert "期满，没有异议" in officer.get("bargaining:dates", case_id)
        for blame in ("超", "轮到人社", "审查中"):
            assert blame not in said, blame
        row = officer.get("bargaining:desk", view="all").partition(case.title)
        assert "正在登记生效" in row[0][-200:]
        assert "人社" not in row[2][:200]
        assert case.title not in officer.get("bargaining:desk", view="late")
    assert case.title not in over[2].get("bargaining:desk", view="turn")
    assert waiting.waiting_ids(makers.again(examiner, makers.moment("2026-07-03 00:01"))) == []
    system = makers.system_at(makers.moment("2026-07-03 00:02"))
    with as_(system):
        clock.mark_overdue(system)
        drain()
    said = looking("2026-07-03 00:03")[0].get("bargaining:case", case_id)
    assert "正在登记生效" not in said
    assert makers.state_of(case) is State.EFFECTIVE


def test_a_contract_of_grades_says_that_nobody_has_confirmed_what_it_is() -> None:
    home = makers.house()
    grade, wage = makers.opened(home, special="grade", topics=makers.SHORT), makers.opened(home)
    chair = seated(home, "chair")
    said = chair.get("bargaining:dates", grade.public_id)
    assert "能级工资专项按工资协议办" in said
    assert "待核实" in said
    assert "能级工资专项" not in chair.get("bargaining:dates", wage.public_id)


def test_a_place_may_say_that_grades_are_no_wages() -> None:
    """Changing the row alone takes 浙江's ordinance instead of 杭州's, and leaves wages as they were."""
    on, city = date(2026, 4, 28), "《杭州市企业工资集体协商条例》"
    assert law_of("330108", on, "special", "grade")["bargaining.reply"]["source"] == city
    RuleParam.objects.filter(code=GRADE).update(value=0)
    assert law_of("330108", on, "special", "grade")["bargaining.reply"]["source"] == "《浙江省集体合同条例》"
    assert law_of("330108", on, "special", "wage")["bargaining.reply"]["source"] == city


# — In force —


def test_both_sides_see_how_many_have_read_and_the_union_above_hears_of_its_copy() -> None:
    home = makers.house()
    case = makers.placed(home, State.EFFECTIVE, effective_at=NOW)
    makers.with_text(case, base.TODAY, signed=True)
    manager, chair = seated(home, "manager"), seated(home, "chair")
    manager.post("bargaining:publish", case.public_id, version=makers.fresh(case).version, ways=["app"])
    with as_(base.SYSTEM):
        base.make_member(home.union)
    chair.post("bargaining:contract", case.public_id)
    said = manager.get("bargaining:contract", case.public_id)
    assert "已读 1 人，共 1 名会员" in said
    # Who is no member gets no message: the notice for the wall is one step away, for both sides and nobody else.
    assert "打印公告，张贴给全体职工" in said
    above = seated(home, "above").client.get(reverse("bargaining:contract", args=[case.public_id]))
    assert "打印公告" not in above.content.decode()
    # By its own name, as on its cover; what was bargained under stands below.
    page = manager.client.get(reverse("bargaining:contract", args=[case.public_id])).content.decode()
    assert re.search(r"<h1[^>]*>\s*能级工资专项集体合同\s*</h1>", page)
    assert case.title in said
    chair.post("bargaining:deposit", case.public_id, version="")
    drain()
    with as_(base.SYSTEM):
        told = Notice.objects.get(kind=notices.COPIED)
        read = Notice.objects.filter(kind=notices.PUBLISHED).first()
    assert told.url == reverse("bargaining:contract", args=[case.public_id])
    assert told.params["title"] == "能级工资专项集体合同"
    assert read is None or read.params["title"] == told.params["title"]


def test_the_union_above_hears_of_an_early_end_too() -> None:
    home = makers.house()
    case = makers.placed(home, State.EFFECTIVE, effective_at=NOW)
    makers.with_text(case, base.TODAY, signed=True)
    makers.put(case, State.PUBLISHED, procedure=Procedure.END)
    seated(home, "chair").post("bargaining:deposit", case.public_id, version="")
    drain()
    with as_(base.SYSTEM):
        told = Notice.objects.get(kind=notices.COPIED)
    assert told.params["title"] == "能级工资专项集体合同解除协议"


def test_a_report_tells_what_was_agreed_and_keeps_what_was_typed() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    makers.put(makers.adopted(home, case), State.MONITORING)
    chair = seated(home, "chair")
    said = chair.get("bargaining:performance", case.public_id)
    assert "本合同适用于甲方" not in said, "what the law itself says is not reported on"
    given = {
        "held_on": "2026-06-17",
        "clause-0": "grade.pay_from",
        "words-0": "按约定",
        "done-0": "全部发放",
        "rate-0": "100%",
    }
    kept = chair.post("bargaining:performance", case.public_id, status=422, **given)
    for typed in ("全部发放", "100%"):
        assert typed in kept
    chair.post("bargaining:performance", case.public_id, **given, conclusion="履行良好")
    with as_(base.SYSTEM):
        assert case.reports.get().rows[0]["rate"] == "100%"


def test_a_change_keeps_its_reason_and_proof_and_both_sides_open_it() -> None:
    home = makers.house()
    case = makers.placed(home, State.MONITORING, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    chair, manager = seated(home, "chair"), seated(home, "manager")
    asked = {"procedure": "amend", "ground": "as_agreed"}
    assert "请附证明材料" in chair.post("bargaining:change", case.public_id, status=422, words="订单减少", **asked)
    said = chair.post("bargaining:change", case.public_id, status=422, photo=page(), **asked)
    assert "这一项要填" in said
    chair.post("bargaining:change", case.public_id, words="订单减少三成", photo=page("减产说明.pdf"), **asked)
    with as_(base.SYSTEM):
        change = Case.objects.get(former=case)
    assert (change.ground_words, len(change.ground_papers)) == ("订单减少三成", 1)
    makers.put(change, State.OFFER_SENT, offered_on=base.TODAY)
    manager.post("bargaining:join", change.public_id)
    file = reverse("bargaining:kept", args=[change.public_id, change.ground_papers[0]])
    for officer in (seated(home, "chair"), seated(home, "manager")):
        prints = officer.client.get(reverse("bargaining:prints", args=[change.public_id])).content.decode()
        assert file in prints
        shown = officer.client.get(reverse("bargaining:case", args=[change.public_id])).content.decode()
        assert file in shown
        assert "订单减少三成" in shown
        assert desk.streamed(officer.client.get(file)).startswith(b"%PDF")
    assert seated(home, "above").client.get(file).status_code == 404
    stranger = seated(makers.house("别家"), "chair")
    assert stranger.client.get(file).status_code == 404


# — Papers and forms —


@pytest.mark.parametrize("special", ["wage", "safety", "women", "grade", "heat", ""])
def test_every_paper_calls_a_contract_by_the_name_on_its_cover(special: str) -> None:
    """An office sends back papers that call one contract by two names."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    with as_(base.SYSTEM):
        case.special, case.contract = special, "special" if special else "general"
        case.save()
    name = texts.contract_name(case.contract, case.special)
    chair = makers.again(home.chair)
    with as_(chair):
        for paper in ("contract", "filing-register", "filing-statement"):
            assert name in words(documents.printed(case.public_id, paper, actor=chair)), paper


def test_what_would_print_as_a_blank_is_asked_for_before_it_is_filed() -> None:
    home = makers.house()
    case = makers.placed(home, State.SIGNED)
    makers.with_text(case, base.TODAY, signed=True)
    manager = seated(home, "manager")
    said = manager.get("bargaining:filing", case.public_id)
    assert "打印出来还有空的：法定代表人" in said
    assert "上年度职工人均工资" in said
    known = {
        "legal_representative": "孙海", "handler_phone": "0571-0", "former": "首次签订", "employer_phone": "0571-1",
        "wage_average": "9.8 万元", "wage_front_line": "6%",
    }  # fmt: skip
    manager.post("bargaining:particulars", case.public_id, **known)
    assert "打印出来还有空的" not in manager.get("bargaining:filing", case.public_id)


def test_one_law_is_named_once_however_many_of_its_articles_are() -> None:
    home = makers.house()
    case = makers.sent(home)
    chair = makers.again(home.chair)
    with as_(chair):
        said = words(documents.printed(case.public_id, "offer", actor=chair))
    assert "《杭州市企业工资集体协商条例》第24条、第25条" in said


def test_a_meeting_is_proposed_for_a_time_it_can_be_called_for() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING, meet_at=NOW - timedelta(days=2))
    page_of = seated(home, "chair").client.get(reverse("bargaining:meetings", args=[case.public_id])).content.decode()
    found = re.search(r'name="meet_at" value="(2026-[\d-]+T09:00)"', page_of)
    assert found, "not the day that is over"
    assert makers.moment(found[1].replace("T", " ")) > LATER


def test_a_number_that_cannot_be_one_is_told_beside_where_it_was_typed() -> None:
    home = makers.house()
    case = makers.opened(home)
    makers.seated(home, case, Side.WORKER)
    chair = seated(home, "chair")
    given = {"version": makers.fresh(case).version, "way": "link", "address": "1380000"}
    sent = chair.client.post(reverse("bargaining:send", args=[case.public_id]), given).content.decode()
    assert 'href="#id_address"' in sent
    assert "手机号应有 11 位" in desk.words(sent)


# — A change, and an early end —


def in_force(home: makers.House) -> Case:
    """A contract being kept, both delegations as they were, with its papers' particulars."""
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    makers.adopted(home, case)
    manager = makers.again(home.manager)
    with as_(manager):
        services.keep_particulars(case.public_id, {"legal_representative": "孙海", "former": "首次签订"}, actor=manager)
    return makers.put(case, State.MONITORING, starts_on=base.TODAY, ends_on=base.TODAY + timedelta(days=200))


def changed(home: makers.House, former: Case, procedure: str) -> Case:
    chair = seated(home, "chair")
    given = {"procedure": procedure, "ground": "as_agreed", "words": "订单减少三成", "photo": page("减产说明.pdf")}
    chair.post("bargaining:change", former.public_id, **given)
    with as_(base.SYSTEM):
        return Case.objects.get(former=former)


def at_the_table(home: makers.House, case: Case) -> Case:
    """Sent, signed for, answered, publicised, promised, opened: nobody names anybody a second time."""
    chair, case_id = seated(home, "chair"), case.public_id
    for name, given in (
        ("offer", {"kind": "special.grade", "title": case.title, "staff": 350, "meet_at": "2026-07-20T09:00",
                   "place": "三楼", "topics": makers.SHORT if case.procedure == "amend" else []}),
        ("send", {"way": "in_app"}),
    ):  # fmt: skip
        chair.post(f"bargaining:{name}", case_id, version=makers.fresh(case).version, **given)
    manager = seated(home, "manager")
    manager.post("bargaining:join", case_id)
    manager = seated(home, "manager")
    with as_(base.SYSTEM):
        delivery = case.deliveries.get().public_id
    manager.post("bargaining:confirm", case_id, delivery)
    manager.post("bargaining:reply", case_id, version=makers.fresh(case).version)
    chair.post("bargaining:publicise", case_id, version=makers.fresh(case).version)
    for officer in (chair, manager):
        officer.post("bargaining:promise", case_id)
    chair.post("bargaining:materials", case_id, version=makers.fresh(case).version)
    chair.post("bargaining:room", case_id)
    return makers.fresh(case)


def test_a_change_asks_for_nothing_the_contract_has_said() -> None:
    home = makers.house()
    former = in_force(home)
    case = changed(home, former, "amend")
    assert "只勾要变更的条款" in seated(home, "chair").get("bargaining:offer", case.public_id)
    case = at_the_table(home, case)
    with as_(base.SYSTEM):
        for side in Side:
            seats = [
                list(
                    each.participants.filter(side=side, role__in=("chief", "rep"))
                    .order_by("name")
                    .values_list("name", "chosen_on", "role")
                )
                for each in (former, case)
            ]
            assert seats[0] == seats[1], "delegates are so for the term of the contract"
        assert case.particulars.known == {"legal_representative": "孙海"}
    makers.settle_all(home, case, {makers.SHORT[0]: Typed(text="认定次月起按新标准发放。")})
    manager = seated(home, "manager")
    outside = (former.starts_on or base.TODAY) - timedelta(days=1)
    last = former.ends_on or base.TODAY
    said = manager.post("bargaining:draft", case.public_id, status=422, starts_on=outside, ends_on=last)
    assert "不在原合同的期限里" in said
    # Two hundred days are no year: a contract in its last months may be changed.
    said = manager.post("bargaining:draft", case.public_id, starts_on="2026-08-01", ends_on=last)
    assert "企业方采用这个文本" in said
    assert "合同期限至少" not in said


def test_a_contract_has_a_number_of_its_own_and_its_change_names_it() -> None:
    """The number of the offer stood on its cover, and was what a change cited."""
    home = makers.house()
    former = in_force(home)
    Case.objects.filter(pk=former.pk).update(number="和畅工〔2026〕3号")
    chair = seated(home, "chair")
    assert "不填就用要约书的文号" in chair.get("bargaining:particulars", former.public_id)
    known = chair.client.get(reverse("bargaining:particulars", args=[former.public_id])).context["form"].initial
    chair.post("bargaining:particulars", former.public_id, **{**known, "contract_number": "和畅集合〔2026〕1号"})
    case = changed(home, former, "amend")
    with as_(base.SYSTEM):
        cover = words(documents.printed(former.public_id, "contract", actor=makers.again(home.chair)))
        offer = words(documents.printed(former.public_id, "offer", actor=makers.again(home.chair)))
        change = words(documents.printed(case.public_id, "amendment", actor=makers.again(home.chair)))
        assert "contract_number" not in case.particulars.known
    assert "和畅集合〔2026〕1号" in cover
    assert "〔2026〕3号" not in cover
    assert "和畅工〔2026〕3号" in offer
    assert "（编号：和畅集合〔2026〕1号）" in change


def test_an_early_end_needs_its_day_and_no_clause_and_its_paper_is_the_agreement() -> None:
    home = makers.house()
    case = changed(home, in_force(home), "end")
    assert "提前解除不用勾" in seated(home, "chair").get("bargaining:offer", case.public_id)
    case = at_the_table(home, case)
    manager = seated(home, "manager")
    assert "这一次只谈提前解除" in manager.get("bargaining:room", case.public_id)
    said = manager.post("bargaining:draft", case.public_id, starts_on="2026-08-01")
    assert "能级工资专项集体合同解除协议" in said
    assert "原合同自 2026 年 8 月 1 日 起解除" in said
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    manager.post("bargaining:adopt", case.public_id, hash=text)
    assert makers.state_of(case) is State.DRAFT_AGREED
    printed = manager.client.get(reverse("bargaining:print", args=[case.public_id, "contract"]))
    assert "集体合同解除协议" in words(printed.content)
    assert "自2026年8月1日起解除" in words(printed.content)


def test_what_is_over_offers_nothing_to_settle() -> None:
    home = makers.house()
    case = makers.put(in_force(home), State.MODIFIED, ended_on=base.TODAY)
    assert "处理完毕" not in seated(home, "chair").get("bargaining:case", case.public_id)


def test_the_next_offer_after_a_change_speaks_of_the_whole_contract_by_its_first_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = makers.house()
    former = in_force(home)
    former = makers.put(former, State.MONITORING, starts_on=date(2026, 1, 1))
    case = makers.put(changed(home, former, "amend"), State.NEGOTIATING, offered_on=base.TODAY)
    with as_(base.SYSTEM):
        case.items.create(number=1, clause="grade.notice_days", title="公示天数", asked_by=Side.WORKER)
    makers.put(case, State.MONITORING, starts_on=date(2026, 8, 1), ends_on=date(2026, 12, 31))
    makers.put(former, State.MODIFIED)
    chair = seated(home, "chair")
    chair.post("bargaining:promise", case.public_id)
    given = {"held_on": "2026-06-17", "conclusion": "都做到了", "clause-0": "grade.pay_from", "done-0": "按期"}
    chair.post("bargaining:performance", case.public_id, **given)
    pdf = chair.client.get(reverse("bargaining:print", args=[case.public_id, "performance"])).content
    assert "2026年1月1日至2026年6月17日" in words(pdf), "the year of the contract that was changed goes on"
    system = makers.system_at(makers.moment("2026-11-02 09:00"))
    with as_(system):
        assert services.open_windows(system) == 1
        following = Case.objects.get(former=case)
        topics = set(following.items.values_list("clause", flat=True))
    assert following.title == former.title.replace("2026", "2027")
    assert topics == {"grade.pay_from", "grade.notice_days"}
    assert following.state == State.INIT, "a draft only"


def test_a_report_says_of_every_clause_how_it_was_kept() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        services.add_topics(case.public_id, ["grade.notice_days"], actor=chair)
    makers.settle_all(home, case)
    makers.adopted(home, case)
    makers.put(case, State.MONITORING, starts_on=base.TODAY, ends_on=base.TODAY + timedelta(days=200))
    at_her_desk, case_id = seated(home, "chair"), case.public_id
    given = {"held_on": "2026-06-17", "conclusion": "都做到了", "clause-0": "grade.pay_from", "done-0": "按期发放",
             "clause-1": "grade.notice_days", "why-1": "还没到时候"}  # fmt: skip
    said = at_her_desk.post("bargaining:performance", case_id, status=422, **given)
    assert "这几条还空着：公示天数" in said
    raw = at_her_desk.client.post(reverse("bargaining:performance", args=[case_id]), given).content.decode()
    assert all(f'value="{kept}"' in raw for kept in ("按期发放", "还没到时候")), "nothing typed is lost"
    with as_(base.SYSTEM):
        assert not case.reports.exists()
    at_her_desk.post("bargaining:performance", case_id, **given, **{"done-1": "没有履行"})
    with as_(base.SYSTEM):
        assert [row["clause"] for row in case.reports.get().rows] == ["grade.pay_from", "grade.notice_days"]


def test_an_employer_that_does_everything_on_paper_comes_to_a_filed_contract() -> None:
    home = makers.house()
    case = makers.sent(home, special="grade", topics=makers.SHORT)
    chair, case_id = seated(home, "chair"), case.public_id
    chair.post(
        "bargaining:note_reply", case_id, version=makers.fresh(case).version, at="2026-06-17T08:00", photo=page()
    )
    chief = LISTED | {"name": "孙海", "role": "chief", "origin": "ex_officio", "heads": "on"}
    for given in (chief, *(LISTED | {"name": f"钱{n}企"} for n in "一二三四")):
        chair.post("bargaining:paper_list", case_id, **given)
    chair.post("bargaining:promise", case_id)
    makers.put(case, State.NEGOTIATING)
    with as_(base.SYSTEM):
        item = case.items.get()
        proposal = Proposal.objects.create(
            item=item, case=case, side=Side.WORKER, number=1, value=Value(text="每月 10 日前发放。").frozen(),
            words="每月 10 日前发放。", by_name="王建国", key=uuid4(), at=NOW,
        )  # fmt: skip
        case.items.update(agreed=proposal, agreed_at=NOW)
    term = {"starts_on": "2026-08-01", "ends_on": "2027-07-31", "womens_content": "within"}
    chair.post("bargaining:draft", case_id, **term)
    assert "企业方在纸上采用了，登记一下" in chair.get("bargaining:draft", case_id)
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    assert "请上传企业方首席代表签字采用的草案" in chair.post(
        "bargaining:adopt", case_id, status=422, hash=text, paper="1"
    )
    chair.post("bargaining:adopt", case_id, hash=text, paper="1", photo=page())
    assert makers.state_of(case) is State.DRAFT_AGREED
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(passed_on=base.TODAY, passed_hash=text)
    makers.put(case, State.CONGRESS_PASSED)
    assert "替他们登记" in chair.get("bargaining:sign", case_id)
    for side in ("", "employer"):
        chair.post("bargaining:sign", case_id, hash=text, side=side, on="2026-06-17", photo=page())
    assert makers.state_of(case) is State.SIGNED
    chair.post("bargaining:filing", case_id, version=makers.fresh(case).version, filed_on="2026-06-17", copies="5")
    assert makers.state_of(case) is State.FILED
    with as_(base.SYSTEM):
        assert case.drafts.get().adopted_by == "孙海"
        assert {row.by_name for row in case.signatures.all()} == {"王建国", "孙海"}


def test_for_a_side_that_is_in_the_program_nobody_else_signs_files_or_adopts() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    makers.with_text(case, base.TODAY)
    makers.put(case, State.CONGRESS_PASSED)
    chair = makers.again(home.chair)
    pen = services.Pen("0", "paper", base.TODAY, makers.scan(case, "signature"))
    with as_(chair):
        for verb in (
            lambda: services.sign(case.public_id, pen, actor=chair, side="employer"),
            lambda: services.file(case.public_id, services.Package(base.TODAY, 5), actor=chair),
            lambda: services.note_adoption(case.public_id, "0", None, actor=chair),
        ):
            with pytest.raises(Refused, match=r"not_your_side"):
                verb()


def ending(home: makers.House) -> tuple[Case, Case]:
    """A contract in force and the text of its early end, from the first of August, with one thing settled for later."""
    former = in_force(home)
    case = at_the_table(home, changed(home, former, "end"))
    chair, manager = makers.again(home.chair, LATER), seated(home, "manager")
    with as_(chair):
        services.add_topics(case.public_id, [makers.SHORT[0]], actor=chair)
    makers.settle_all(home, case, {makers.SHORT[0]: Typed(text="未结清的能级工资九月底前发放。")})
    manager.post("bargaining:draft", case.public_id, starts_on="2026-08-01")
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    manager.post("bargaining:adopt", case.public_id, hash=text)
    return former, makers.fresh(case)


def test_an_early_end_goes_to_its_last_day_and_the_contract_binds_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    home = makers.house()
    former, case = ending(home)
    chair, manager, case_id = seated(home, "chair"), seated(home, "manager"), case.public_id
    chair.post("bargaining:submit", case_id)
    with as_(base.SYSTEM):
        text = case.drafts.get().text_hash
        services.take_result(case_id, services.Vote(text, True, base.TODAY, 54, 50, 40), makers.system_at(LATER))
    for officer in (chair, manager):
        officer.post("bargaining:sign", case_id, hash=text, on="2026-06-17", photo=page())
    # Five working days from the day it ends, not from the signatures (浙江 33).
    assert "8 月 7 日" in manager.get("bargaining:dates", case_id)
    manager.post("bargaining:filing", case_id, version=makers.fresh(case).version, filed_on="2026-06-17", copies="5")
    assert "解除只要备案，没有 15 天的审查" in chair.get("bargaining:case", case_id)
    assert "解除协议生效了" in manager.post("bargaining:receive", case_id, on="2026-06-17")
    assert makers.state_of(case) is State.EFFECTIVE
    with as_(base.SYSTEM):
        assert case.filings.get().result == "noted"
    assert "期限内收到过异议" not in chair.get("bargaining:case", case_id)
    manager.post("bargaining:publish", case_id, version=makers.fresh(case).version, ways=["app", "board"])
    chair.post("bargaining:deposit", case_id, version=makers.fresh(case).version)
    assert makers.state_of(case) is State.TERMINATED_EARLY
    assert makers.state_of(former) is State.MONITORING, "it binds until the day both agreed on"
    for day, state in (("2026-07-31 09:00", State.MONITORING), ("2026-08-01 09:00", State.TERMINATED_EARLY)):
        system = makers.system_at(makers.moment(day))
        with as_(system):
            services.run_clocks(system)
        assert makers.state_of(former) is state
    assert makers.fresh(former).ended_on == date(2026, 8, 1)
    assert makers.fresh(case).ended_on == date(2026, 8, 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: makers.moment("2026-08-02 09:00"))
    assert "处理完毕" not in desk.at_the_desk(makers.again(home.chair, makers.moment("2026-08-02 09:00"))).get(
        "bargaining:case", former.public_id
    )


def test_the_papers_of_an_early_end_say_so_and_leave_as_word() -> None:
    home = makers.house()
    _former, case = ending(home)
    chair, case_id = seated(home, "chair"), case.public_id
    makers.put(case, State.PUBLISHED, signed_on=base.TODAY, effective_at=NOW)
    link = reverse("bargaining:word", args=[case_id, "contract"])
    assert link in chair.client.get(reverse("bargaining:prints", args=[case_id])).content.decode()
    for name in ("contract", "amendment"):
        answer = chair.client.get(reverse("bargaining:word", args=[case_id, name]))
        said = "".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
        assert "集体合同解除协议" in said
        assert "自2026年8月1日起解除" in said
        assert "未结清的能级工资九月底前发放。" in said, "what was agreed on for afterwards"
    for name in ("contract", "publication", "filing-register"):
        said = words(chair.client.get(reverse("bargaining:print", args=[case_id, name])).content)
        assert "解除协议" in said, name
        assert "自2026年8月1日起解除" in said, name
        assert "2026年8月1日至" not in said, name
        assert "2026年8月1日—" not in said, name


# — What a contract is about —


def test_an_offer_about_nothing_is_not_ready_and_says_where_to_put_it_right() -> None:
    """A contract of grades has no list of the law: nothing is ticked, and nobody is told that it is."""
    home = makers.house()
    chair = seated(home, "chair")
    told = chair.client.get(f"{reverse('bargaining:new')}?kind=special.grade").content.decode()
    assert "已经勾上法律规定应当包括的" not in told
    assert "至少一项" in told
    # Nor once she has ticked some herself and something else has to be put right.
    ticked = chair.post("bargaining:new", status=422, kind="special.grade", topics=["grade.pay_from"], staff="350")
    assert "已经勾上法律规定应当包括的" not in ticked
    assert "勾上的是选好的" in ticked
    case = makers.opened(home)
    assert re.search("要约内容.*?填好了", chair.get("bargaining:case", case.public_id))
    with as_(base.SYSTEM):
        case.items.all().delete()
    assert not re.search("要约内容.*?填好了.*?本方代表名单", chair.get("bargaining:case", case.public_id))
    refused = chair.post("bargaining:send", case.public_id, status=422, way="in_app", version="")
    assert "要约书还缺：协商内容" in refused
    assert "改要约内容" in refused


def test_what_an_item_of_the_law_names_besides_is_said_of_a_draft_and_ticked_among_the_topics() -> None:
    """浙江 19(三) wants the average of every post: a rise for all alone is sent back (TEMPLATES 2.8)."""
    home = makers.house()
    case = makers.talking(home)
    makers.settle_all(home, case)
    chair = seated(home, "chair")
    draft = chair.get("bargaining:draft", case.public_id)
    warned = re.search("浙江集体合同条例 19(.*?)列举的内容里，合同没有单独写「(.*?)」", draft)
    assert warned
    assert "各岗位年度平均工资水平及调整幅度" in warned[2]
    assert "年度工资增长幅度" not in warned[2]
    assert "把还缺的加进议题" in draft
    page = chair.client.get(reverse("bargaining:topics", args=[case.public_id])).content.decode()
    assert re.search(r'value="wage.post_levels"[^>]*checked', page)
    assert not re.search(r'value="wage.minimum_hour"[^>]*checked', page)
    # Named, it stops nobody: the employer may adopt the text as it is.
    makers.adopted(home, case)


def test_every_paper_that_is_offered_can_be_printed() -> None:
    """Four of them are of something that may never happen: they are named, and no link leads to a refusal."""
    home = makers.house()
    case = makers.talking(home)
    chair = seated(home, "chair")
    told = chair.client.get(reverse("bargaining:prints", args=[case.public_id])).content.decode()
    links = re.findall(r'href="([^"]+/print/[^"]+[.]pdf)"', told)
    assert len(links) == len(texts.PAPERS) - 4
    assert told.count("办到那一步才有") == 4
    assert {chair.client.get(link).status_code for link in links} == {200}
    actor = makers.again(home.chair)
    with as_(actor):
        leaving = case.participants.filter(side=Side.WORKER, role="rep")[0].public_id
        services.end_delegate(leaving, "调离", actor=actor)
    again = chair.client.get(reverse("bargaining:prints", args=[case.public_id])).content.decode()
    assert "replacement.pdf" in again


def test_a_contract_in_force_is_not_offered_for_adoption() -> None:
    home = makers.house()
    case = makers.talking(home)
    makers.settle_all(home, case)
    makers.adopted(home, case)
    chair = seated(home, "chair")
    assert "可以由企业方采用" in chair.get("bargaining:draft", case.public_id)
    makers.put(case, State.MONITORING)
    assert "可以由企业方采用" not in chair.get("bargaining:draft", case.public_id)


@pytest.mark.parametrize("who", ["chair", "manager"])
def test_a_second_version_begins_with_what_was_typed_and_an_answer_with_what_it_answers(who: str) -> None:
    """The model's sentence around the words is put there by the program: begun with, it would stand there twice."""
    home = makers.house()
    case = makers.talking(home)
    chair = makers.again(home.chair)
    with as_(chair):
        words_item, table_item = (case.items.get(clause=each) for each in ("wage.adjustment", "wage.piece_rates"))
        since = date(2030, 1, 1)
        for item, given in (
            (words_item, Typed(text="每年一月调整一次。", since=since)),
            (table_item, makers.typed(table_item.clause)),
        ):
            services.propose(item.public_id, given, key=uuid4(), actor=chair)
        assert Proposal.objects.get(item=words_item).words != "每年一月调整一次。"
    officer = seated(home, who)

    def room(item: str) -> str:
        return officer.client.get(reverse("bargaining:room", args=[case.public_id]), {"item": item}).content.decode()

    begun = room(str(words_item.public_id))
    assert re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", begun)[1] == "每年一月调整一次。"  # type: ignore[index]
    assert 'value="2030-01-01"' in begun
    assert re.search(r'name="cell-0-[^"]+" value="[^"]+"', room(str(table_item.public_id)))


def test_the_employer_reads_that_the_congress_is_the_unions_to_hold() -> None:
    """«下一步» led to a page with nothing on it."""
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_SUBMITTED)
    manager, chair = seated(home, "manager"), seated(home, "chair")
    assert "眼下不用您办" in manager.get("bargaining:congress", case.public_id)
    assert "眼下不用您办" not in chair.get("bargaining:congress", case.public_id)
    said = {who: desk.words(who.get("bargaining:case", case.public_id)) for who in (manager, chair)}
    assert "等工会开会、投票、计票" in said[manager]
    assert "下一步" not in said[manager]
    assert "两人分别计票 下一步" in said[chair]


def test_a_table_in_the_room_says_in_which_unit_its_figures_are() -> None:
    """«标准 400» beside «有效期 36»: yuan a month, and months."""
    home = makers.house()
    case = makers.talking(home)
    item, chair = case.items.get(clause="wage.piece_rates"), makers.again(home.chair)
    with as_(chair):
        services.propose(item.public_id, makers.typed(item.clause), key=uuid4(), actor=chair)
    unit = next(f"{each.title}（{each.unit}）" for each in clause(item.clause).columns if each.unit)
    room = reverse("bargaining:room", args=[case.public_id])
    page = seated(home, "manager").client.get(room, {"item": str(item.public_id)}).content.decode()
    assert f'aria-label="{unit}"' in page
    assert f'<td data-label="{unit}">' in page.partition("<form")[0]
    assert f"<th>{unit}</th>" in page.partition('class="prop employer"')[0]


def test_a_table_is_pointed_to_by_its_number_once_it_has_one_and_never_by_a_blank() -> None:
    home = makers.house()
    case = makers.talking(home, special="grade", topics=("grade.title", *makers.SHORT, "grade.skill", "grade.board"))
    with as_(base.SYSTEM):
        tables = [row for row in case.items.order_by("number") if clause(row.clause).columns]
    item = tables[-1]
    chair = makers.again(home.chair)
    with as_(chair):
        services.propose(item.public_id, makers.typed(item.clause), key=uuid4(), actor=chair)
        exported = str([dict(row) for each in privacy.holdings() for row in each.export(makers.person_of(chair))])
    assert "见附件" in exported
    assert BLANK not in exported
    about, asked = clause(item.clause).wording, str(item.public_id)
    first = seated(home, "chair").get("bargaining:room", case.public_id, item=asked)
    assert about.format(annex="") in first, "others may yet come before it"
    assert BLANK not in first
    makers.settle_all(home, case)
    told = []
    for row in tables:
        page = seated(home, "manager").get("bargaining:room", case.public_id, item=str(row.public_id))
        number = re.search(r"附件(\d+)", page)
        assert number, clause(row.clause).title
        told.append(int(number[1]))
        draft = seated(home, "manager").get("bargaining:draft", case.public_id)
        assert clause(row.clause).wording.format(annex=number[1]) in draft
    assert sorted(told) == list(range(1, len(tables) + 1))


def test_the_table_of_a_change_is_numbered_beside_those_of_the_contract_it_changes() -> None:
    home = makers.house()
    former = makers.placed(home, State.NEGOTIATING)
    with as_(base.SYSTEM):
        former.items.all().delete()
        former.items.create(number=1, clause="grade.skill", title="技能", asked_by="worker")
        former.items.create(number=2, clause="grade.title", title="职称", asked_by="worker")
    makers.settle_all(home, former)
    former = makers.put(former, State.MONITORING, starts_on=base.TODAY, ends_on=base.TODAY + timedelta(days=200))
    case = at_the_table(home, changed(home, former, "amend"))
    with as_(base.SYSTEM):
        case.items.all().delete()
        item = case.items.create(number=1, clause="grade.title", title="职称", asked_by="worker")
    makers.settle_all(home, case)
    for who in ("chair", "manager"):
        page = seated(home, who).get("bargaining:room", case.public_id, item=str(item.public_id))
        assert clause("grade.title").wording.format(annex=2) in page


def test_another_kind_of_contract_is_chosen_without_losing_what_was_typed() -> None:
    chair = seated(makers.house(), "chair")
    new = reverse("bargaining:new")
    first = chair.client.get(new).context["form"]
    typed = {name: first[name].value() for name in first.fields if first[name].value() is not None}
    typed |= {"women": "120", "place": "三楼会议室", "meet_at": "2026-07-13T09:00", "other": "1"}
    changed = chair.client.post(f"{new}?kind=special.grade", typed)
    form = changed.context["form"]
    assert changed.status_code == 200
    assert not Case.objects.exists()
    assert [form[name].value() for name in ("women", "place", "meet_at")] == ["120", "三楼会议室", "2026-07-13T09:00"]
    # What the kind before proposed is the new one's; a name of her own stays.
    plain = chair.client.get(f"{new}?kind=special.grade").context["form"]
    assert [form[name].value() for name in ("title", "topics", "kind")] == [
        plain[name].value() for name in ("title", "topics", "kind")
    ]
    named = chair.client.post(f"{new}?kind=special.grade", {**typed, "title": "电工能级协商"}).context["form"]
    assert named["title"].value() == "电工能级协商"
    # Enter in a field presses the first button of the form: the one that saves.
    buttons = re.findall(r"<button[^>]*>", changed.content.decode().partition("novalidate")[2])
    assert 'name="other"' not in buttons[0]
    assert 'name="other"' in buttons[1]


def test_an_offer_saved_without_its_topics_says_so_on_the_page_of_the_case() -> None:
    """It was saved without a word, and the case named no next step."""
    home = makers.house()
    case = makers.opened(home)
    Case.objects.filter(pk=case.pk).update(place="")
    told = desk.words(seated(home, "chair").get("bargaining:case", case.public_id))
    assert re.search(r"要约内容 还没有写：协商地点 下一步", told)


def test_the_employer_whose_list_is_complete_reads_whom_it_waits_for() -> None:
    home = makers.house()
    case = makers.replied(home)
    told = desk.words(seated(home, "manager").get("bargaining:case", case.public_id))
    assert "等职工方公示双方代表 填好了" in told
    chair = desk.words(seated(home, "chair").get("bargaining:case", case.public_id))
    assert "等职工方公示双方代表" not in chair


def test_after_a_rejection_nobody_is_told_that_the_place_has_no_term() -> None:
    """杭州 29 has sixty days: a text that was adopted has met them, and the page says so instead of denying them."""
    home = makers.house()
    case = makers.talking(home)
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    chair = makers.again(home.chair)
    with as_(chair):
        text = services.submit(case.public_id, actor=chair).text_hash
    with as_(base.SYSTEM):
        services.take_result(case.public_id, services.Vote(text, False, base.TODAY, 54, 50, 20), base.SYSTEM)
    page = seated(home, "chair")
    for said in (page.get("bargaining:case", case.public_id), page.get("bargaining:dates", case.public_id)):
        assert "本地没有完成协商的期限" not in said
        assert "上一次采用草案时已经算完" in said


def test_a_day_of_another_year_names_it_and_the_first_day_for_a_meeting_is_that_day() -> None:
    home = makers.house()
    case = makers.publicised(home)
    makers.promised(home, case)
    chair = seated(home, "chair")
    # Seven working days from Wednesday the 17th, the 19th being a holiday: Tuesday the 30th at the earliest.
    told = chair.get("bargaining:meetings", case.public_id)
    found = re.search(r"最早： *(\d+) 月 (\d+) 日", told)
    assert found is not None, told[:800]
    assert "24:00" not in told[found.start() : found.end() + 12]
    day = f"2026-{int(found[1]):02}-{int(found[2]):02}"
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    refused = chair.post("bargaining:meetings", case.public_id, status=422, meet_at=f"{before}T23:00", place="三楼")
    assert f"会议最早定在 2026 年 {int(found[1])} 月 {int(found[2])} 日" in refused
    chair.post("bargaining:meetings", case.public_id, meet_at=f"{day}T09:00", place="三楼")

    other = makers.house("明川")
    talking = makers.talking(other)
    with as_(base.SYSTEM):
        rows = Deadline.objects.about(talking.public_id).filter(rule="bargaining.complete")
        rows.update(due_at=datetime(2027, 1, 22, 16, tzinfo=UTC))
    assert "2027 年 1 月 22 日" in seated(other, "manager").get("bargaining:suspension", talking.public_id)


def test_who_bargained_without_a_meeting_is_told_that_its_minutes_are_wanted() -> None:
    """浙江 16: minutes both chiefs signed go along to the labour office; a blank form would come back."""
    home = makers.house()
    case = makers.talking(home)
    makers.settle_all(home, case)
    manager = seated(home, "manager")
    assert "还没有双方首席代表签字的会议记录" in manager.get("bargaining:draft", case.public_id)
    signed = [{"side": str(side), "name": "（演示）", "at": NOW.isoformat(), "hash": "0" * 64} for side in Side]
    line = {"title": "发薪日", "employer": "", "worker": "", "basis": "", "result": "agreed", "clause": ""}
    with as_(base.SYSTEM):
        row = case.meetings.create(number=1, at=NOW, place="三楼", chaired_by="worker", minutes=[line])
    assert "还没有双方首席代表签字的会议记录" in manager.get("bargaining:draft", case.public_id), "signed by nobody"
    with as_(base.SYSTEM):
        row.signatures = signed
        row.save(update_fields=["signatures"])
    assert "还没有双方首席代表签字的会议记录" not in manager.get("bargaining:draft", case.public_id)
    filed = makers.put(case, State.SIGNED)
    with as_(base.SYSTEM):
        filed.meetings.all().delete()
    makers.with_text(filed, base.TODAY, signed=True)
    assert "打印出来是空表" in manager.get("bargaining:filing", case.public_id)


def test_the_sitting_proposed_for_a_vote_is_one_that_is_not_over_and_another_is_planned_in_one_step() -> None:
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_SUBMITTED)
    makers.with_text(case, base.TODAY)
    chair = makers.again(home.chair, LATER)
    body = congress.full(home.union, chair)
    over, ahead = (congress.planned(body, chair, at=LATER + timedelta(days=days)) for days in (1, 3))
    with as_(base.SYSTEM):
        Sitting.objects.filter(pk=over.pk).update(held_at=LATER - timedelta(days=2))
    said = seated(home, "chair").client.get(reverse("bargaining:congress", args=[case.public_id])).content.decode()
    chosen = re.findall(r'value="([0-9a-f-]{36})" checked', said)
    assert chosen == [str(ahead.public_id)]
    assert str(over.public_id) in said
    assert reverse("decisions:plan", args=[body.public_id]) in said


def test_a_text_is_not_voted_on_at_a_sitting_before_it_was_adopted() -> None:
    """The resolution bears the day of the sitting: it would have passed what was not yet written."""
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_SUBMITTED)
    draft, chair = makers.with_text(case, base.TODAY), makers.again(home.chair, LATER)
    body = congress.full(home.union, chair)
    sitting = congress.planned(body, chair, at=LATER + timedelta(days=1))
    with as_(base.SYSTEM):
        Sitting.objects.filter(pk=sitting.pk).update(held_at=LATER - timedelta(days=1))
        type(draft).objects.filter(pk=draft.pk).update(adopted_at=LATER)
    page = seated(home, "chair")
    said = page.post("bargaining:congress", case.public_id, status=422, sitting=str(sitting.public_id))
    assert "6 月 16 日" in said
    assert "另外安排一次会议" in said
    with as_(base.SYSTEM):
        assert not Motion.objects.exists(), "and nothing is left behind"
        type(draft).objects.filter(pk=draft.pk).update(adopted_at=LATER - timedelta(days=1))
    page.post("bargaining:congress", case.public_id, sitting=str(sitting.public_id))
