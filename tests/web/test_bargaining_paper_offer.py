"""An offer an employer made with a pen: entered by its union, answered, and bargained to a contract all staff read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import notices, services, texts
from hexian.domains.bargaining.models import Case, Delivery, Item, Participant
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Facts, PaperOffer, Seat, Sending, Vote, drafting
from hexian.domains.bargaining.services.offering import hashed
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.events.services import drain
from hexian.foundation.notices.models import Notice
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_papers import words
from tests.bargaining.watch import Watch, worn
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LISTED = {"role": "rep", "origin": "appointed", "sex": "男", "post": "生产部"}
PAY_FROM = makers.SHORT[0]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return worn(monkeypatch, NOW + timedelta(minutes=5))


@pytest.fixture(autouse=True)
def _wednesday(watch: Watch) -> None:
    """Every test begins on that Wednesday, whether it puts the clock forward or not."""


def page(name: str = "页.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, makers.photo().read(), content_type="application/pdf")


def at_her_desk(home: makers.House, who: str = "chair") -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), timezone.now()))


def written(home: makers.House, **given: Any) -> dict[str, Any]:
    """What stands on the page, typed into the form."""
    known = {
        "employer": str(home.employer.public_id), "kind": "special.grade", "title": "2026 年能级工资集体协商",
        "staff": "350", "women": "120", "at": "2026-06-15T10:00", "dated": "2026-06-12", "handed_by": "人事部周经理",
        "meet_at": "2026-07-13T09:00", "place": "公司三楼会议室", "topics": [PAY_FROM], "chief_name": "孙海",
        "chief_heads": "on", "materials": "上年度技能人才名册", "idempotency_key": uuid4().hex,
        "photo": page("要约.pdf"),
    }  # fmt: skip
    return {key: value for key, value in {**known, **given}.items() if value is not None}


def entered(home: makers.House, **given: Any) -> Case:
    """The offer as it stands in the program once the chair has entered it."""
    at_her_desk(home).post("bargaining:note_offer", **written(home, **given))
    with as_(base.SYSTEM):
        return Case.objects.select_related("union", "employer").latest("pk")


def told() -> dict[int, list[str]]:
    system = replace(base.SYSTEM, now=timezone.now())
    with as_(system):
        drain()
        found: dict[int, list[str]] = {}
        for row in Notice.objects.order_by("pk"):
            found.setdefault(row.person_id, []).append(row.kind)
    return found


def running(case: Case) -> dict[str, date]:
    with as_(base.SYSTEM):
        return {row.rule: row.last_day for row in clocks.deadlines_of(case.public_id) if row.ended_at is None}


# — It comes —


def test_an_offer_on_paper_is_the_employers_and_its_days_run_from_when_it_was_handed_over() -> None:
    home = makers.house()
    chair = at_her_desk(home)
    assert "登记收到的要约书" in chair.get("bargaining:desk")
    assert "照原件登记" in chair.get("bargaining:new")
    said = chair.post("bargaining:note_offer", **written(home))
    assert "对方的要约已经照纸面登记" in said
    with as_(base.SYSTEM):
        case = Case.objects.select_related("union").get()
        sent, chief = case.deliveries.get(), case.participants.get(role="chief")
        step = case.steps.get(act="send_offer")
    assert (case.offered_by, case.state, case.offered_on) == (Side.EMPLOYER, State.OFFER_SENT, date(2026, 6, 12))
    assert (sent.way, sent.to_side, sent.sent_by, sent.received_by) == ("paper", "worker", "人事部周经理", "王建国")
    assert timezone.localtime(sent.received_at).isoformat() == "2026-06-15T10:00:00+08:00"
    assert {sent.attachment, chief.paper, step.paper} == {step.paper}, "all of it stands on the one page"
    assert (chief.name, chief.side, chief.heads, step.side) == ("孙海", Side.EMPLOYER, True, Side.EMPLOYER)
    # Ten working days from the 15th, the 19th is a holiday; sixty days from the offer's own day (杭州 24, 29).
    assert running(case) == {"bargaining.reply": date(2026, 6, 30), "bargaining.complete": date(2026, 8, 11)}
    with as_(base.SYSTEM):
        assert {item.asked_by for item in case.items.all()} == {Side.EMPLOYER}
        entry = AuditEntry.objects.get(event="bargaining.offer_sent")
    assert (entry.actor_name, entry.facts["page"]) == (home.chair.name, str(step.paper))
    kept = desk.streamed(chair.client.get(reverse("bargaining:kept", args=[case.public_id, step.paper])))
    assert kept == makers.photo().read()
    shown = chair.get("bargaining:case", case.public_id)
    assert "照名单登记企业方代表" in shown
    assert "（照纸面登记）" in shown
    assert "看盖章的要约书" in chair.get("bargaining:delivery", case.public_id)
    prints = chair.get("bargaining:prints", case.public_id)
    assert "集体协商要约书 PDF" not in prints, "theirs is the page they sealed"
    assert "应约书" in prints


@pytest.mark.parametrize("who", ["chair", "manager"])
def test_another_kind_of_contract_is_chosen_without_losing_what_was_typed_off_the_page(who: str) -> None:
    home = makers.house()
    officer, address = at_her_desk(home, who), reverse("bargaining:note_offer")
    first = officer.client.get(address).context["form"]
    typed = written(home, kind="special.wage", title=first["title"].value(), chief_heads=None, scale="yes", other="1")
    kinds = re.findall(r'<button class="chip[^>]*>', officer.client.get(address).content.decode())
    assert len(kinds) > 3
    assert all('formenctype="application/x-www-form-urlencoded"' in each for each in kinds), "no photo goes for nothing"
    changed = officer.client.post(f"{address}?kind=special.grade", {**typed, "photo": "要约.pdf"})
    assert changed.status_code == 200
    assert not Case.objects.exists()
    form = changed.context["form"]
    for name in ("at", "dated", "handed_by", "meet_at", "place", "chief_name", "materials", "women", "scale"):
        assert form[name].value() == typed[name], name
    assert not form["chief_heads"].value(), "what was struck stays struck"
    assert changed.context["chosen"] == set(makers.SHORT)
    assert "要约书的照片请再选一次" in desk.words(changed.content.decode())
    # What the page proposed for the kind before is the new one's; a name of her own stays.
    plain = officer.client.get(f"{address}?kind=special.grade").context["form"]
    assert [form[name].value() for name in ("title", "kind")] == [plain[name].value() for name in ("title", "kind")]
    named = officer.client.post(f"{address}?kind=special.grade", {**typed, "photo": "", "title": "电工能级协商"})
    assert named.context["form"]["title"].value() == "电工能级协商"
    assert "要约书的照片请再选一次" not in desk.words(named.content.decode())
    # Enter in a field presses the first button of the form: the one that saves.
    buttons = re.findall(r"<button[^>]*>", changed.content.decode().partition("novalidate")[2])
    assert 'name="other"' not in buttons[0]
    assert 'name="other"' in buttons[1]


def test_the_same_form_sent_twice_is_one_case_and_another_beside_it_is_refused() -> None:
    home = makers.house()
    chair, given = at_her_desk(home), written(home)
    chair.post("bargaining:note_offer", **given)
    chair.post("bargaining:note_offer", **{**given, "photo": page()})
    with as_(base.SYSTEM):
        assert Case.objects.count() == 1
    said = chair.post("bargaining:note_offer", status=422, **written(home))
    assert "正在进行" in said
    with as_(base.SYSTEM):
        assert Case.objects.count() == 1, "nothing is left of what was refused"
        assert Delivery.objects.count() == 1


def test_a_draft_of_its_own_does_not_keep_a_union_from_taking_an_offer_in() -> None:
    home = makers.house()
    makers.opened(home, special="grade", topics=makers.SHORT)
    case = entered(home)
    assert case.offered_by == Side.EMPLOYER


def test_what_the_page_lacks_or_cannot_say_stands_beside_its_field_and_nothing_typed_is_lost() -> None:
    home = makers.house()
    chair = at_her_desk(home)
    for given, sentence in (
        ({"photo": None}, "请上传企业方盖章的要约书"),
        ({"place": ""}, "要约书上要写明这一项"),
        ({"meet_at": ""}, "要约书上要写明这一项"),
        ({"topics": []}, "要约书上要写明这一项"),
        ({"chief_name": ""}, "要约书上要写明这一项"),
        ({"handed_by": ""}, "这一项要填"),
        ({"at": "2026-06-18T09:00"}, "收到要约书的时间不能在以后"),
        ({"dated": "2026-06-16"}, "晚于收到的那天"),
        ({"dated": "2025-06-12"}, "一年多以前的"),
        ({"meet_at": "2026-06-11T09:00"}, "协商时间早于要约书自己的日期"),
        ({"at": "上周五"}, "时间写成 2026-06-17 14:00 这样"),
        ({"staff": "0"}, "职工"),
        ({"title": "  "}, "这一项要填"),
        ({"photo": SimpleUploadedFile("a.exe", b"MZ\x90\x00", content_type="application/pdf")}, "这种文件收不了"),
        ({"employer": str(uuid4())}, "没有找到这家用人单位"),
        ({"chief_name": home.chair.name}, "名单里已经有一位"),
    ):
        said = chair.post("bargaining:note_offer", status=422, **written(home, **given))
        assert sentence in said, given
        assert "人事部周经理" in said or "handed_by" in given
    with as_(base.SYSTEM):
        assert not Case.objects.exists()
        assert not Participant.objects.exists()


def test_a_page_is_refused_by_name_where_the_service_is_called_past_the_form() -> None:
    home = makers.house()
    facts = Facts(special="grade", title="能级", staff=350, meet_at=makers.MEETS, place="三楼", topics=makers.SHORT)
    whole = PaperOffer(
        facts, base.TODAY, NOW, "周经理", services.chief_of("孙海", heads=True), makers.photo(), "页.pdf"
    )
    for offer, code in (
        (replace(whole, facts=replace(facts, place="", topics=())), "offer.paper_incomplete"),
        (replace(whole, chief=None), "offer.paper_incomplete"),
        (replace(whole, handed_by=" "), "offer.handed_by"),
        (replace(whole, page=None), "offer.page"),
    ):
        with as_(home.chair), pytest.raises(Refused) as refused:
            services.note_offer(home.employer.public_id, offer, request_key=uuid4().hex, actor=home.chair)
        assert refused.value.code == code
        assert texts.of(refused.value).count("%") == 0
    said = texts.of(Refused("offer.paper_incomplete", fields=["place", "topics"], side="employer", ours="worker"))
    assert "协商地点、协商内容" in said
    assert "请企业方补正盖章以后再登记，等不及的由职工方自己发要约" in said


def test_nobody_enters_an_offer_for_an_employer_whose_union_is_not_hers() -> None:
    home, other = makers.house(), makers.house("远方电子")
    given = written(other)
    assert "没有找到这家用人单位" in at_her_desk(home).post("bargaining:note_offer", status=422, **given)
    offer = PaperOffer(
        makers.facts(), base.TODAY, NOW, "周经理", services.chief_of("孙海", heads=True), makers.photo(), "页.pdf"
    )
    for actor in (home.chair, home.manager, home.above):
        with as_(actor), pytest.raises(Refused) as refused:
            services.note_offer(other.employer.public_id, offer, request_key=uuid4().hex, actor=actor)
        assert refused.value.code in {"bargaining.not_yours", "bargaining.no_such_employer"}
    with as_(home.manager), pytest.raises(Refused, match=r"not_yours"):
        services.note_offer(home.employer.public_id, offer, request_key=uuid4().hex, actor=home.manager)
    with as_(home.manager), pytest.raises(Refused, match=r"not_yours|no_such_employer"):
        services.note_offer(
            other.employer.public_id, offer, request_key=uuid4().hex, actor=home.manager, side=Side.EMPLOYER
        )
    assert at_her_desk(home, "above").client.get(reverse("bargaining:note_offer")).status_code == 404
    assert "远方电子" not in at_her_desk(home, "manager").get("bargaining:note_offer")
    with as_(base.SYSTEM):
        assert not Case.objects.exists()


def test_whoever_may_act_for_the_employer_hears_of_it_at_once_and_ends_the_pen_by_taking_it_up() -> None:
    home = makers.house()
    case = entered(home)
    heard = told()[makers.person_of(home.manager)]
    assert heard == [notices.NOTED_OFFER]
    assert not told().get(makers.person_of(home.chair)), "she has just entered it herself"
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    manager.post("bargaining:join", case_id)
    chair = at_her_desk(home)
    said = chair.post("bargaining:paper_list", case_id, status=422, **LISTED, name="钱一企")
    assert "名单由他们自己登记" in said
    assert "删掉重填" not in chair.get("bargaining:case", case_id)
    actor = makers.again(home.chair, timezone.now())
    for act, code in (
        (lambda: services.name_from_paper(case_id, Seat("钱一企", origin="appointed"), actor=actor),
         "delegates.names_itself"),
        (lambda: services.discard(case_id, actor=actor), "bargaining.state"),
    ):  # fmt: skip
        with as_(actor), pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == code
    # The answer reaches them in the program like any other now: nothing is asked about how it goes.
    assert "应约书怎么送去" not in chair.get("bargaining:reply", case_id)
    chair.post("bargaining:reply", case_id, version=makers.fresh(case).version, note="同意")
    assert makers.state_of(case) is State.REPLIED
    with as_(base.SYSTEM):
        assert case.deliveries.count() == 1, "the offer's own"
    # And they name their own: her list goes on from the chief who stood on the page.
    manager.post("bargaining:delegates", case_id, **LISTED, name="钱二企")
    with as_(base.SYSTEM):
        assert set(case.participants.filter(side="employer").values_list("name", flat=True)) == {"孙海", "钱二企"}


def test_what_was_entered_wrongly_is_struck_with_its_clocks_and_entered_anew() -> None:
    home = makers.house()
    case = entered(home, at="2026-06-10T10:00", dated="2026-06-09")
    chair, case_id = at_her_desk(home), case.public_id
    assert "登记错了，删掉重填" in chair.get("bargaining:case", case_id)
    chair.post("bargaining:discard", case_id)
    with as_(base.SYSTEM):
        assert not Case.objects.exists()
        assert all(row.ended_at for row in clocks.deadlines_of(case_id)), "no clock rings for a case that is gone"
        assert AuditEntry.objects.filter(event="bargaining.discarded").exists()
    assert running(entered(home))["bargaining.reply"] == date(2026, 6, 30)
    case = entered(home, kind="special.wage", topics=list(makers.TOPICS), title="工资")
    chair.post("bargaining:reply", case.public_id, version=makers.fresh(case).version, way="paper")
    actor = makers.again(home.chair, timezone.now())
    with as_(actor), pytest.raises(Refused, match=r"bargaining\.state"):
        services.discard(case.public_id, actor=actor)


# — It is answered —


def test_the_answer_goes_to_them_on_paper_or_by_a_link_and_never_into_an_empty_room() -> None:
    home = makers.house()
    case = entered(home)
    chair, case_id = at_her_desk(home), case.public_id
    shown = chair.get("bargaining:reply", case_id)
    assert "选应约书怎么送去" in shown
    assert "本平台签收" not in shown
    version = makers.fresh(case).version
    assert "请填收件人的手机号" in chair.post("bargaining:reply", case_id, status=422, version=version, way="link")
    actor = makers.again(home.chair, timezone.now())
    for sending in (None, Sending("in_app")):
        with as_(actor), pytest.raises(Refused, match=r"delivery\.nobody_there") as refused:
            services.reply(case_id, services.Answer(), actor=actor, sending=sending)
    assert "请选一次性链接" in texts.of(refused.value)
    assert makers.state_of(case) is State.OFFER_SENT
    said = chair.post(
        "bargaining:reply", case_id, version=version, way="link", address="zhou@example.com", to_name="周经理",
        materials="上年工资总额", note="议题同意",
    )  # fmt: skip
    assert "应约书 · 一次性链接签收" in said
    assert "应约书的送达" in chair.get("bargaining:case", case_id)
    with as_(base.SYSTEM):
        case.deliveries.filter(document="reply").update(token_hash=hashed("r"))
    outside = Client()
    first = desk.words(outside.get(reverse("bargaining:paper", args=["r"])).content.decode())
    assert "书面答复 和畅电子有限公司（演示） 的集体协商要约，同意协商" in first
    assert "议题同意" not in first, "not before it was signed for"
    read = desk.words(outside.post(reverse("bargaining:paper", args=["r"]), {"name": "周经理"}).content.decode())
    assert "议题同意" in read
    assert "看应约书全文" in read
    assert "条例规定不得拒绝" not in read, "it is they who asked"
    pdf = words(outside.get(reverse("bargaining:paper_print", args=["r"])).content)
    assert "集体协商应约书" in pdf
    assert "请你方提供下列资料" in pdf
    assert "应约书的送达" not in at_her_desk(home).get("bargaining:case", case_id)
    receipt = words(chair.client.get(reverse("bargaining:print", args=[case_id, "receipt"])).content)
    assert "应约书" in receipt
    assert "要约书" not in receipt.replace("应约书", "")


def test_an_answer_on_paper_is_proven_by_their_receipt_and_may_go_again_another_way() -> None:
    home = makers.house()
    case = entered(home)
    chair, case_id = at_her_desk(home), case.public_id
    chair.post("bargaining:reply", case_id, version=makers.fresh(case).version, way="paper", to_name="周经理")
    assert "打印应约书" in chair.get("bargaining:delivery", case_id)
    said = chair.post("bargaining:delivery", case_id, version="", way="link", address="13800001234")
    assert "138****1234" in said
    with as_(base.SYSTEM):
        row = case.deliveries.get(document="reply", way="paper")
    given = {"received_by": "周经理", "at": "2026-06-17T09:00", "photo": page()}
    chair.post("bargaining:prove", case_id, row.public_id, status=422, **{**given, "photo": ""})
    chair.post("bargaining:prove", case_id, row.public_id, **{**given, "photo": page()})
    again = chair.client.post(reverse("bargaining:delivery", args=[case_id]), {"way": "link", "address": "13800001234"})
    assert "已经签收" in desk.words(again.content.decode())
    assert running(case) == {"bargaining.complete": date(2026, 8, 11)}, "the days to answer are met"


def test_an_offer_entered_when_its_days_were_over_is_answered_late_and_says_so(watch: Watch) -> None:
    watch.put("2026-07-08 10:00")
    home = makers.then(makers.house(), watch.now)
    case = entered(home)
    system = replace(base.SYSTEM, now=watch.now)
    with as_(system):
        clock.mark_overdue(system)
        drain()
    assert makers.state_of(case) is State.OFFER_OVERDUE
    # It is the union that is late: whoever is above helps it, and sends no opinion to the employer.
    heard = told()[makers.person_of(home.above)]
    assert heard == [notices.UNION_LATE]
    above = at_her_desk(home, "above").get("bargaining:case", case.public_id)
    assert "工会还没有书面答复" in above
    assert "准备意见书" not in above
    chair = at_her_desk(home)
    assert "请工会马上补书面答复" in chair.get("bargaining:case", case.public_id)
    assert "补答复" in chair.get("bargaining:case", case.public_id)
    assert "登记错了，删掉重填" in chair.get("bargaining:case", case.public_id)
    chair.post("bargaining:reply", case.public_id, version=makers.fresh(case).version, way="paper")
    assert makers.fresh(case).reply["late"] is True


def test_the_law_of_its_own_region_counts_the_days_of_an_offer_on_paper() -> None:
    """The same page under national law, where a wage offer is answered within twenty days (令 22 第 32 条)."""
    home = makers.house("外省电子", division="340104001")
    case = entered(home)
    days = running(case)
    assert "bargaining.complete" not in days
    assert days["bargaining.reply"] == date(2026, 7, 6), "the 5th is a Sunday (民法典 203)"


# — And so on, to the contract —


def listed(home: makers.House) -> Case:
    """Answered, the answer in their hands, the rest of their list entered."""
    case = entered(home)
    chair, case_id = at_her_desk(home), case.public_id
    chair.post(
        "bargaining:reply", case_id, version=makers.fresh(case).version, way="paper", materials="上年技能人才工资"
    )
    with as_(base.SYSTEM):
        row = case.deliveries.get(document="reply")
    given = {"received_by": "周经理", "at": timezone.localtime(timezone.now()).strftime("%Y-%m-%dT%H:%M")}
    chair.post("bargaining:prove", case_id, row.public_id, **given, photo=page())
    for name in ("钱一企", "钱二企", "钱三企", "钱四企"):
        chair.post("bargaining:paper_list", case_id, **LISTED, name=name)
    makers.seated(makers.then(home, timezone.now()), case, Side.WORKER)
    return makers.fresh(case)


def at_the_table(home: makers.House, watch: Watch) -> Case:
    """Delegates shown, secrets promised, papers exchanged, the first meeting called by their chief, the room open."""
    case = listed(home)
    chair, case_id = at_her_desk(home), case.public_id
    chair.post("bargaining:publicise", case_id, version=makers.fresh(case).version)
    chair.post("bargaining:promise", case_id)
    with as_(base.SYSTEM):
        theirs = [str(row.public_id) for row in case.participants.filter(side="employer").order_by("pk")]
    chair.post("bargaining:paper_promise", case_id, people=theirs, on=str(base.TODAY), photo=page())
    called = {"meet_at": "2026-07-13T09:00", "place": "三楼"}
    assert "请上传企业方首席代表签发的会议通知" in chair.post("bargaining:meetings", case_id, status=422, **called)
    chair.post("bargaining:meetings", case_id, **called, photo=page())
    assert "上年技能人才工资" in chair.get("bargaining:materials", case_id)
    chair.post("bargaining:materials", case_id, version=makers.fresh(case).version, theirs="1", photo=page())
    assert makers.state_of(case) is State.REPS_ELECTED, "they asked for something too"
    given = {"provided": ["上年度技能人才名册"]}
    chair.post("bargaining:materials", case_id, version=makers.fresh(case).version, **given)
    assert makers.state_of(case) is State.MATERIALS
    watch.put("2026-07-13 09:05")
    at_her_desk(home).post("bargaining:room", case_id)
    assert makers.state_of(case) is State.NEGOTIATING
    return makers.fresh(case)


def agreed(home: makers.House, case: Case) -> None:
    """The one clause, said at the table, agreed to on their page."""
    actor = makers.again(home.chair, timezone.now())
    with as_(actor):
        item = case.items.get()
        typed = makers.typed(item.clause)
        row = services.propose(item.public_id, typed, key=uuid4(), actor=actor)
    at_her_desk(home).post("bargaining:paper_talk", case.public_id, proposals=str(row.public_id), photo=page())


def text_of(case: Case) -> str:
    with as_(base.SYSTEM):
        return text_hash(drafting.body_of(makers.fresh(case)))


def passed(home: makers.House, case: Case) -> str:
    """Adopted with their pen, before the congress, passed; returns the hash of the text."""
    chair, case_id, text = at_her_desk(home), case.public_id, text_of(case)
    chair.post("bargaining:adopt", case_id, hash=text, paper="1", photo=page())
    chair.post("bargaining:submit", case_id)
    system = replace(base.SYSTEM, now=timezone.now())
    with as_(system):
        day = timezone.localdate(timezone.now())
        services.take_result(case_id, Vote(text, True, day, 54, 50, 40), system)
    return text


def test_from_an_employers_offer_on_paper_to_the_contract_all_staff_read(watch: Watch) -> None:
    """Nobody of the employer ever signs in: each of its acts is a page, each of the union's a click."""
    home = makers.house()
    case = at_the_table(home, watch)
    case_id = case.public_id
    agreed(home, case)
    term = {"starts_on": "2026-08-01", "ends_on": "2027-07-31", "womens_content": "within"}
    at_her_desk(home).post("bargaining:draft", case_id, **term)
    text = passed(home, case)
    chair, today = at_her_desk(home), "2026-07-13"
    for side in ("", "employer"):
        chair.post("bargaining:sign", case_id, hash=text, side=side, on=today, photo=page())
    assert makers.state_of(case) is State.SIGNED
    chair.post("bargaining:filing", case_id, version=makers.fresh(case).version, filed_on=today, copies="5")
    chair.post("bargaining:receive", case_id, on=today, received_by="窗口")
    # Silence for fifteen days from receipt: in force at the midnight the clock says, brought by the clock's own event.
    watch.put("2026-07-29 00:01")
    system = replace(base.SYSTEM, now=watch.now)
    with as_(system):
        clock.mark_overdue(system)
        drain()
    case = makers.fresh(case)
    assert case.state == State.EFFECTIVE
    assert timezone.localtime(case.effective_at).isoformat() == "2026-07-29T00:00:00+08:00"
    chair = at_her_desk(home)
    chair.post("bargaining:publish", case_id, version=case.version, ways=["app", "board"])
    chair.post("bargaining:deposit", case_id, version=makers.fresh(case).version)
    case = makers.fresh(case)
    assert (case.state, case.offered_by) == (State.MONITORING, Side.EMPLOYER)
    assert "公布的合同" in chair.get("bargaining:case", case_id)
    with as_(base.SYSTEM):
        # Everything the employer did stands on a page, and everybody who entered one is named.
        acts = dict(case.steps.filter(side="employer").values_list("act", "paper"))
        assert all(acts[act] for act in ("send_offer", "adopt"))
        assert not case.participants.filter(side="employer", paper=None).exists()


def test_pages_say_that_their_step_is_hers_to_enter_and_end_where_nothing_more_is_to_be_done(watch: Watch) -> None:
    """What a union that enters everything for its employer was told wrongly, page after page."""
    home = makers.house()
    case = at_the_table(home, watch)
    case_id = case.public_id
    agreed(home, case)
    chair = at_her_desk(home)
    said = chair.get("bargaining:paper_talk", case_id)
    assert "都谈定了" in said
    assert "现在没有职工方提出" not in said
    chair.post("bargaining:draft", case_id, starts_on="2026-08-01", ends_on="2027-07-31", womens_content="within")
    chair.post("bargaining:adopt", case_id, hash=text_of(case), paper="1", photo=page())
    assert "轮到企业方：他们用纸办，由您照纸面登记" in chair.get("bargaining:case", case_id)


def test_what_is_wrong_with_their_signature_stands_in_their_form_and_keeps_what_was_typed(watch: Watch) -> None:
    home = makers.house()
    case = at_the_table(home, watch)
    agreed(home, case)
    chair, case_id = at_her_desk(home), case.public_id
    chair.post("bargaining:draft", case_id, starts_on="2026-08-01", ends_on="2027-07-31", womens_content="within")
    text = passed(home, case)
    assert "同意使用电子签名" not in chair.get("bargaining:sign", case_id), "nobody of theirs could agree too"
    sent = {"hash": text, "side": "employer", "on": "2027-01-01", "photo": page()}
    answer = chair.client.post(reverse("bargaining:sign", args=[case_id]), sent)
    assert answer.status_code == 422
    theirs, own = answer.context["their_form"], answer.context["own_form"]
    assert "签字日期不能在以后" in theirs.errors["on"][0]
    assert not own.errors
    drawn = answer.content.decode()
    assert 'value="2027-01-01"' in drawn
    assert 'href="#theirs_on"' in drawn, "the summary leads to the field that is wrong"
    for side in ("", "employer"):
        chair.post("bargaining:sign", case_id, hash=text, side=side, on="2026-07-13", photo=page())
    assert "本合同" in chair.get("bargaining:filing", case_id)
    package = chair.client.get(reverse("bargaining:filing", args=[case_id]))
    assert "offer" not in dict(package.context["papers"]), "theirs is the page they sealed, and goes along as it came"
    assert [row.document for row in package.context["proofs"]] == ["offer"]
    assert "应约书的送达" not in chair.get("bargaining:case", case_id)


def test_a_chief_of_the_same_name_can_be_said_to_be_another() -> None:
    home = makers.house()
    chair = at_her_desk(home)
    given = written(home, chief_name=home.chair.name)
    answer = chair.client.post(reverse("bargaining:note_offer"), given)
    assert answer.status_code == 422
    assert "勾选「同名，不是同一个人」" in answer.context["form"].errors["namesake"][0]
    assert 'name="namesake"' in answer.content.decode(), "the box it speaks of is there"
    chair.post("bargaining:note_offer", **{**given, "photo": page(), "namesake": "on"})
    with as_(base.SYSTEM):
        assert Participant.objects.get(role="chief").namesake


def test_what_is_wrong_is_listed_in_the_order_of_the_page() -> None:
    home = makers.house()
    answer = at_her_desk(home).client.post(reverse("bargaining:note_offer"), {"kind": "special.grade"})
    names = [name for name in answer.context["form"].fields if name in answer.context["form"].errors]
    assert names[:3] == ["at", "dated", "handed_by"]


# — A change or an early end of such a contract —


def in_force(home: makers.House, watch: Watch) -> Case:
    """A contract made with the employer's pen alone, being kept."""
    case = at_the_table(home, watch)
    agreed(home, case)
    term = {"starts_on": "2026-08-01", "ends_on": "2027-07-31", "womens_content": "within"}
    at_her_desk(home).post("bargaining:draft", case.public_id, **term)
    passed(home, case)
    watch.put("2026-09-01 09:00")
    return makers.put(case, State.MONITORING, signed_on=date(2026, 7, 13))


def asked_to_end(**given: Any) -> dict[str, Any]:
    known = {
        "at": "2026-08-31T10:00", "dated": "2026-08-28", "handed_by": "人事部周经理", "photo": page("要约.pdf"),
        "procedure": "end", "ground": "employer_changed", "words": "分立为两家", "proof": page("决议.pdf"),
        "meet_at": "2026-09-21T09:00", "place": "三楼",
    }  # fmt: skip
    return {key: value for key, value in {**known, **given}.items() if value is not None}


@pytest.mark.parametrize(("procedure", "topics"), [("end", None), ("amend", [PAY_FROM])])
def test_an_employer_without_anybody_here_asks_for_a_change_or_an_end_with_a_pen(
    watch: Watch, procedure: str, topics: list[str] | None
) -> None:
    home = makers.house()
    former = in_force(home, watch)
    chair = at_her_desk(home)
    assert "企业方用纸提出变更或解除" in chair.get("bargaining:case", former.public_id)
    chair.post("bargaining:note_change", former.public_id, **asked_to_end(procedure=procedure, topics=topics))
    with as_(base.SYSTEM):
        case = Case.objects.get(former=former)
        theirs = case.participants.filter(side="employer", role__in=("chief", "rep"))
        pages = set(theirs.values_list("paper", flat=True))
        step = case.steps.get(act="send_offer")
    assert (case.offered_by, case.state, case.procedure) == (Side.EMPLOYER, State.OFFER_SENT, procedure)
    assert (theirs.count(), pages) == (5, {step.paper}), "who sat then sits again, by the new page"
    assert running(case)["bargaining.reply"] == date(2026, 9, 14)
    assert case.ground_papers, "their proof is kept with it"
    chair.post("bargaining:reply", case.public_id, version=makers.fresh(case).version, way="paper")
    assert "打印应约书" in chair.get("bargaining:delivery", case.public_id)
    chair.post("bargaining:publicise", case.public_id, version=makers.fresh(case).version)
    assert makers.state_of(case) is State.REPS_ELECTED


def test_what_a_change_on_paper_lacks_stands_beside_its_field(watch: Watch) -> None:
    home = makers.house()
    former = in_force(home, watch)
    chair = at_her_desk(home)
    for given, sentence in (
        ({"photo": None}, "请上传企业方盖章的要约书"),
        ({"proof": None}, "请附证明材料"),
        ({"words": ""}, "这一项要填"),
        ({"meet_at": ""}, "要约书上要写明这一项"),
        ({"procedure": "amend"}, "这份要约书还缺：协商内容"),
        ({"at": "2026-09-02T10:00"}, "收到要约书的时间不能在以后"),
        ({"proof": SimpleUploadedFile("a.exe", b"MZ\x90\x00", content_type="application/pdf")}, "这种文件收不了"),
    ):
        said = chair.post("bargaining:note_change", former.public_id, status=422, **asked_to_end(**given))
        assert sentence in said, given
        assert "人事部周经理" in said
    with as_(base.SYSTEM):
        assert not Case.objects.filter(former=former).exists()


@pytest.mark.parametrize(("broken", "whole"), [("proof", "photo"), ("photo", "proof")])
def test_of_two_pages_the_one_that_cannot_be_read_says_so(watch: Watch, broken: str, whole: str) -> None:
    """A photo of the proof that broke off on the line was told of beside the offer."""
    home = makers.house()
    former = in_force(home, watch)
    cut_off = SimpleUploadedFile("证明.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", content_type="image/jpeg")
    address = reverse("bargaining:note_change", args=[former.public_id])
    answer = at_her_desk(home).client.post(address, asked_to_end(**{broken: cut_off}))
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert "照片打不开" in errors[broken][0]
    assert whole not in errors


def test_an_employer_that_made_the_contract_in_the_program_asks_there_for_its_change() -> None:
    home = makers.house()
    former = makers.placed(home, State.MONITORING, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    chair = at_her_desk(home)
    assert "企业方用纸提出变更或解除" not in chair.get("bargaining:case", former.public_id)
    given = asked_to_end(at="2026-06-16T09:00", dated="2026-06-15", meet_at="2026-07-13T09:00")
    said = chair.post("bargaining:note_change", former.public_id, status=422, **given)
    assert "企业方已经在本平台自己登记名单、自己办理" in said
    shown = chair.get("bargaining:note_change", former.public_id)
    assert "由他们自己提出，或者由职工方提出" in shown
    assert "盖章的要约书" not in shown, "nothing to fill in for nothing"
    shown = at_her_desk(home, "manager").get("bargaining:note_change", former.public_id)
    assert "职工方不是全程用纸办的这份合同" in shown
    assert "盖章的要约书" not in shown
    with as_(base.SYSTEM):
        assert not Case.objects.filter(former=former).exists()


# — The other way round —


def test_an_offer_made_in_the_program_is_sent_received_and_answered_as_before() -> None:
    """Workers who ask together, and an employer that offers on a screen: neither goes by a page."""
    home = makers.house()
    asked = makers.opened(home, special="grade", topics=makers.SHORT, proposers=120)
    assert makers.fresh(asked).proposers == 120
    case = makers.sent(home, Side.EMPLOYER)
    chair, case_id = at_her_desk(home), case.public_id
    chair.post("bargaining:join", case_id)
    with as_(base.SYSTEM):
        row = case.deliveries.get()
    chair.post("bargaining:confirm", case_id, row.public_id)
    assert "选应约书怎么送去" not in chair.get("bargaining:reply", case_id)
    chair.post("bargaining:reply", case_id, version=makers.fresh(case).version, note="同意")
    assert makers.state_of(case) is State.REPLIED
    actor = makers.again(home.chair, timezone.now())
    with as_(actor), pytest.raises(Refused) as refused:
        services.name_from_paper(case_id, Seat("钱一企", origin="appointed"), actor=actor)
    assert refused.value.code in {"delegates.no_paper", "bargaining.not_your_side"}
    with as_(actor), pytest.raises(Refused, match=r"not_your_side"):
        services.deliver_again(case_id, Sending("paper"), actor=actor)


def test_so_many_workers_ask_their_own_side_and_nobody_asks_on_an_employers_page() -> None:
    home = makers.house()
    assert entered(home, proposers="1").proposers is None


def test_rows_of_an_employers_paper_stay_hidden_from_those_without_a_part() -> None:
    """The union above knows that there is a case; its page, its list's numbers and its delivery are the parties'."""
    home = makers.house()
    case = entered(home)
    above = at_her_desk(home, "above")
    assert "孙海" in above.get("bargaining:case", case.public_id)
    with as_(base.SYSTEM):
        kept = case.deliveries.get().attachment
    assert isinstance(kept, UUID)
    assert above.client.get(reverse("bargaining:kept", args=[case.public_id, kept])).status_code == 404
    assert above.client.get(reverse("bargaining:delivery", args=[case.public_id])).status_code == 404
    with as_(makers.again(home.above, timezone.now())):
        assert not Delivery.objects.exists()
        assert not Item.objects.exists()
    assert Typed("1").text == ""
