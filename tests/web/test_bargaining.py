"""What people get wrong, through the pages: each a sentence with clause, rule and remedy; what was typed is there.

The same is asked of the services in tests/bargaining/test_bad_input.py; here by who sits before a screen.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hexian.domains.bargaining import queries, services
from hexian.domains.bargaining.models import Case, Draft, Item, Participant, Proposal, Signature, Talk
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Seat
from hexian.domains.decisions import services as decisions
from hexian.domains.orgs.models import Office
from hexian.foundation.actor import Actor
from hexian.foundation.clock import services as clock
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_privacy_of_sides import actor_of
from tests.conftest import NOW
from tests.decisions import makers as congress
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer
from tests.web.test_decisions import COUNT

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
PASTE = "每页约八百字的员工手册全文。" * 12_000
#: What both talk about.
CLAUSES = ("wage.minimum_month", "wage.annual_increase", "wage.pay_day", "wage.overtime_workday", "wage.adjustment")


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


def seated(actor: Actor) -> Officer:
    return desk.at_the_desk(makers.again(actor, NOW + timedelta(minutes=5)))


class Table:
    """A room over wages, both chiefs before their screens."""

    def __init__(self, state: State = State.NEGOTIATING) -> None:
        self.home = makers.house()
        self.case = makers.placed(self.home, state, special="wage")
        with as_(base.SYSTEM):
            for number, code in enumerate(CLAUSES, 2):
                title = clauses.clause(code).title
                Item.objects.create(case=self.case, number=number, clause=code, title=title, asked_by="worker")
        self.chair, self.manager = seated(self.home.chair), seated(self.home.manager)

    def propose(self, clause: str, **typed: str) -> str:
        with as_(base.SYSTEM):
            item = self.case.items.get(clause=clause).public_id
            before = Proposal.objects.count()
        given = {"idempotency_key": str(uuid4()), **typed}
        said = self.chair.post("bargaining:propose", self.case.public_id, item, status=422, **given)
        with as_(base.SYSTEM):
            assert Proposal.objects.count() == before
        return said


#: clause, field, what is typed, what the sentence says beside the clause's own title
TYPED = (
    ("wage.annual_increase", "value", "5", ("没有写百分号", "5%", "请选一个")),
    ("wage.annual_increase", "value", "0.05", ("5%", "0.05%", "还是")),
    ("wage.minimum_month", "value", "2490", ("2,490 元", "应当高于最低工资", "等于也不行", "请提高")),
    ("wage.minimum_month", "value", "2300", ("2,300 元", "当地最低工资标准", "请提高")),
    ("wage.overtime_workday", "value", "140%", ("140%", "劳动法 44", "150%", "请提高")),
    ("wage.pay_day", "since", "2026-06-01", ("已经过去", "请填今天或者以后")),
    ("wage.adjustment", "text", PASTE, ("最多 4000 字", "没有保存", "附件")),
    ("wage.minimum_month", "value", PASTE, ("最多 200 字", "没有保存", "附件")),
)  # fmt: skip


@pytest.mark.parametrize("row", TYPED, ids=[f"{row[0]}-{row[2][:6]}" for row in TYPED])
def test_what_is_typed_into_a_clause_comes_back_with_its_sentence(row: tuple[str, str, str, tuple[str, ...]]) -> None:
    clause, field, typed, words = row
    given = {"value": "10", field: typed} if field == "since" else {field: typed}
    said = Table().propose(clause, **given)
    assert f"「{clauses.clause(clause).title}」" in said
    assert [word for word in words if word not in said] == []
    assert typed in said, "nothing typed is lost"


def test_a_percent_with_its_sign_is_no_question() -> None:
    table = Table()
    with as_(base.SYSTEM):
        item = table.case.items.get(clause="wage.annual_increase").public_id
    given = {"value": "5%", "idempotency_key": str(uuid4())}
    assert "5%" in table.chair.post("bargaining:propose", table.case.public_id, item, **given)
    with as_(base.SYSTEM):
        assert Proposal.objects.get().value["number"] == 500


def test_a_lowering_is_taken_only_after_a_press_on_what_it_is() -> None:
    table = Table()
    with as_(base.SYSTEM):
        item = table.case.items.get(clause="wage.annual_increase").public_id
    for officer in (table.chair, table.manager):
        before = Proposal.objects.count()
        given = {"value": "-3%", "idempotency_key": str(uuid4())}
        answer = officer.client.post(reverse("bargaining:propose", args=[table.case.public_id, item]), given)
        assert answer.status_code == 422
        assert re.search(r'<button[^>]* name="meant" value="-3%">\s*降低 3%', answer.content.decode())
        with as_(base.SYSTEM):
            assert Proposal.objects.count() == before
        # What was typed comes along with what is pressed, and is not what counts.
        officer.post("bargaining:propose", table.case.public_id, item, **given, meant="-3%")
        with as_(base.SYSTEM):
            assert Proposal.objects.latest("pk").value["number"] == -300
    # Asked what «-3» is, she reads which answer lowers pay, and is not asked again.
    given = {"value": "-3", "idempotency_key": str(uuid4())}
    asked = table.chair.post("bargaining:propose", table.case.public_id, item, status=422, **given)
    assert "-3%（降低）" in asked
    table.chair.post("bargaining:propose", table.case.public_id, item, **given, meant="-3%")


def test_a_rise_far_above_the_usual_is_asked_about_with_what_it_may_have_been() -> None:
    table = Table()
    with as_(base.SYSTEM):
        item = table.case.items.get(clause="wage.annual_increase").public_id
    given = {"value": "500%", "idempotency_key": str(uuid4())}
    answer = table.chair.client.post(reverse("bargaining:propose", args=[table.case.public_id, item]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "是不是 5%？" in page
    assert re.search(r'name="meant" value="5%">\s*是 5%', page)
    assert re.search(r'name="meant" value="500%">\s*就是这样', page)
    table.chair.post("bargaining:propose", table.case.public_id, item, **given, meant="5%")
    with as_(base.SYSTEM):
        assert Proposal.objects.latest("pk").value["number"] == 500
    again = {"value": "500%", "idempotency_key": str(uuid4())}
    table.chair.post("bargaining:propose", table.case.public_id, item, **again, meant="500%")
    with as_(base.SYSTEM):
        assert Proposal.objects.latest("pk").value["number"] == 50_000


def test_what_the_draft_lacks_comes_to_the_agenda_from_its_page() -> None:
    table = Table()
    assert "把还缺的加进议题" in table.chair.get("bargaining:draft", table.case.public_id)
    page = table.chair.client.get(reverse("bargaining:topics", args=[table.case.public_id])).content.decode()
    ticked = set(re.findall(r'value="([a-z._]+)"[^>]*checked', page))
    assert ticked
    assert "请至少勾选一项" in table.chair.post("bargaining:topics", table.case.public_id, status=422, version="")
    seen = queries.version_of(table.case.public_id)
    table.chair.post("bargaining:topics", table.case.public_id, topics=sorted(ticked))
    with as_(base.SYSTEM):
        assert ticked <= set(table.case.items.values_list("clause", flat=True))
        assert queries.version_of(table.case.public_id) != seen


def test_two_hundred_pages_said_in_the_room_come_back_whole() -> None:
    table = Table()
    given = {"words": PASTE, "idempotency_key": str(uuid4())}
    said = table.chair.post("bargaining:say", table.case.public_id, status=422, **given)
    assert "一次发言最多 2000 字" in said
    assert "请作为依据上传" in said
    assert PASTE in said
    with as_(base.SYSTEM):
        assert not Talk.objects.exists()


def test_an_offer_for_yesterday_keeps_everything_else() -> None:
    home = makers.house()
    chair = seated(home.chair)
    offer = {
        "employer": f"worker.{home.employer.public_id}", "kind": "special.wage", "title": "2026 年工资集体协商",
        "staff": 350, "women": 120, "meet_at": "2026-06-16T14:00", "place": "三楼会议室", "topics": "wage.pay_day",
        "materials": "上年工资总额", "idempotency_key": "k" * 32,
    }  # fmt: skip
    assert "现金流量表" in chair.get("bargaining:new"), "what is usually asked for is there to be struck"
    said = chair.post("bargaining:new", status=422, **offer)
    assert "会议时间 2026 年 6 月 16 日 14:00 已经过去。请填一个以后的时间" in said
    last_year = chair.post("bargaining:new", status=422, **offer | {"meet_at": "2025-06-18T14:00"})
    assert "会议时间 2025 年 6 月 18 日 14:00 已经过去" in last_year, "a day of another year says which"
    for kept in ("2026 年工资集体协商", "三楼会议室", "上年工资总额", "350"):
        assert kept in said
    with as_(base.SYSTEM):
        assert not Case.objects.exists()


def delegate(name: str, mobile: str = "", **more: object) -> dict[str, object]:
    return {"name": name, "mobile": mobile, "role": "rep", "origin": "appointed", "post": "财务部", **more}


def test_nobody_is_named_twice_nor_for_both_sides() -> None:
    table = Table(State.REPLIED)
    number, case_id = base.mobile(), table.case.public_id
    with as_(table.chair.actor):
        seat = Seat("许明", number, chosen_on=date(2026, 6, 10))
        services.name_delegate(case_id, seat, actor=table.chair.actor)
    for officer, given, words in (
        (table.manager, delegate("许明", number), ("一个人不得兼任双方代表", "请其中一方换人")),
        (table.chair, delegate("许明", number), ("出现了两次", "请删掉一条")),
        # Without a number she is known by her name: asked, not guessed.
        (table.manager, delegate("许明"), ("已经有一位许明", "请换人", "同名，不是同一个人")),
    ):
        said = officer.post("bargaining:delegates", case_id, status=422, **given)
        assert [word for word in words if word not in said] == [], said[:600]
        assert "财务部" in said, "nothing typed is lost"
    said = table.chair.post("bargaining:neutral", case_id, "recorder", status=422, name="许明", mobile=number)
    assert "不能当记录员" in said
    assert number in said
    with as_(base.SYSTEM):
        assert Participant.objects.filter(case=table.case, name="许明").count() == 1
    said = table.manager.post("bargaining:delegates", case_id, **delegate("许明", namesake="on"))
    assert "已加入名单" in said


def test_a_chief_who_left_is_named_with_what_to_do() -> None:
    table = Table(State.REPLIED)
    with as_(base.SYSTEM):
        Office.objects.filter(person_id=makers.person_of(table.home.manager)).update(ends_on=base.TODAY)
    version = makers.fresh(table.case).version
    said = table.chair.post("bargaining:publicise", table.case.public_id, status=422, version=version)
    assert f"企业方首席代表{table.home.manager.name}已经不在任" in said
    assert "换一位" in said
    assert makers.state_of(table.case) is State.REPLIED


def page(content: bytes = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF") -> SimpleUploadedFile:
    return SimpleUploadedFile("签字页.pdf", content, content_type="application/pdf")


def test_two_chiefs_signing_different_versions() -> None:
    table = Table(State.CONGRESS_PASSED)
    old = {"title": "旧的一稿"}
    makers.with_text(table.case, base.TODAY)
    with as_(base.SYSTEM):
        Draft.objects.filter(case=table.case).update(body=old, text_hash=text_hash(old))
    draft = makers.with_text(table.case, base.TODAY)
    given = {"on": "2026-06-17", "photo": page()}
    table.manager.post("bargaining:sign", table.case.public_id, hash=draft.text_hash, **given)
    said = table.chair.post(
        "bargaining:sign", table.case.public_id, status=422, hash=text_hash(old), on="2026-06-17", photo=page()
    )
    assert draft.text_hash[:12] in said
    assert "签字没有生效" in said
    assert "请重新打印" in said
    assert "2026-06-17" in said
    with as_(base.SYSTEM):
        assert [row.side for row in Signature.objects.all()] == [Side.EMPLOYER]


def test_a_text_altered_after_it_was_adopted_is_signed_by_nobody() -> None:
    table = Table(State.CONGRESS_PASSED)
    draft = makers.with_text(table.case, base.TODAY)
    with as_(base.SYSTEM):
        Draft.objects.filter(pk=draft.pk).update(body={"title": table.case.title.replace("工资", "工貲")})
    answer = table.chair.client.post(
        reverse("bargaining:sign", args=[table.case.public_id]),
        {"hash": draft.text_hash, "on": "2026-06-17", "photo": page()},
    )
    said = desk.words(answer.content.decode())
    assert "被改动过，不能再用" in said
    assert "重新采用草案" in said
    with as_(base.SYSTEM):
        assert not Signature.objects.exists()


def test_a_pdf_whose_text_was_altered_is_told_from_the_one_that_was_printed() -> None:
    table = Table()
    makers.settle_all(table.home, table.case)
    with as_(base.SYSTEM):
        Case.objects.filter(pk=table.case.pk).update(special="grade")
    makers.adopted(table.home, table.case)
    address = reverse("bargaining:print", args=[table.case.public_id, "contract"])
    print_of = table.chair.client.get(address).content
    verify = ("bargaining:verify", table.case.public_id)
    assert "和系统里第 1 稿打印出来的一字不差" in table.chair.post(*verify, status=200, photo=page(print_of))
    altered = print_of.replace(b"/Type", b"/type", 1)
    said = table.manager.post(*verify, status=200, photo=page(altered))
    assert "正文被改过，或者是扫描、另存的文件" in said
    assert "请用原文件核对" in said
    signed = print_of + b"/ByteRange [0 1 2 3]"
    assert "对不上" in table.manager.post(*verify, status=200, photo=page(signed))
    other = SimpleUploadedFile("x.docx", b"PK\x03\x04", content_type="application/zip")
    assert "不是 PDF" in table.chair.post(*verify, status=422, photo=other)


def test_a_reply_after_the_deadline_counts_and_is_told_to_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    home = makers.house()
    case = makers.received(home)
    july = makers.moment("2026-07-06 10:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: july)
    system = makers.system_at(july)
    with as_(system):
        clock.mark_overdue(system)
        services.lapse(case.public_id, system)
    manager = desk.at_the_desk(makers.again(home.manager, july))
    said = manager.get("bargaining:reply", case.public_id)
    assert "已经过了" in said
    assert "《杭州市企业工资集体协商条例》第 24 条" in said
    assert "会记为逾期答复" in said
    manager.post("bargaining:reply", case.public_id, version=makers.fresh(case).version, note="同意协商")
    case = makers.fresh(case)
    assert (case.state, case.reply["late"], case.reply["note"]) == (State.REPLIED, True, "同意协商")


def test_a_count_above_the_roll_and_two_counters_who_disagree() -> None:
    union = congress.works()
    first, second = (desk.at_the_desk(congress.officer(union, name)) for name in ("李敏", "周可心"))
    sitting, motion = congress.opened(congress.full(union, first.actor), first.actor)
    roll = sitting.roll.filter(has_vote=True).count()
    more = roll + 1
    tally = {"issued": more, "returned": more, "valid": more, "void": 0, "yes": more, "no": 0, "abstain": 0}
    said = first.post("decisions:count", motion.public_id, status=422, **tally)
    assert "发票填了 55，应到只有 54 人" in said
    assert str(more) in said, "the figures are still there"
    come = sitting.roll.filter(came_at__isnull=False).count()
    right = {**COUNT, "issued": come, "returned": come, "valid": come, "yes": come, "no": 0}
    first.post("decisions:count", motion.public_id, **right)
    second.post("decisions:count", motion.public_id, **{**right, "yes": come - 1, "no": 1})
    said = first.post("decisions:move", motion.public_id, "close", status=422)
    assert "对不上" in said or "不一样" in said
    assert "重新数票" in said


def test_an_opinion_that_is_refused_stands_on_the_page_as_it_was_typed() -> None:
    table = Table(State.FILED)
    makers.with_filing(table.case, base.TODAY)
    table.manager.post("bargaining:receive", table.case.public_id, on="2026-06-17", receipt_number="滨收 7")
    typed = {
        "on": "2026-06-16",
        "number": "滨人社审 9 号",
        "words": "加班基数不明",
        "words-0": "基数不明",
        "basis-0": "条例 19",
    }
    said = table.manager.post("bargaining:examine", table.case.public_id, status=422, **typed)
    assert "早于收到日期" in said
    for kept in ("滨人社审 9 号", "加班基数不明", "基数不明", "条例 19"):
        assert kept in said
    assert makers.state_of(table.case) is State.FILED


def test_word_and_pdf_leave_under_the_name_of_their_paper() -> None:
    table = Table()
    for route, kind in (("print", "application/pdf"), ("word", "officedocument")):
        answer = table.chair.client.get(reverse(f"bargaining:{route}", args=[table.case.public_id, "offer"]))
        assert kind in answer.headers["Content-Type"]
        assert "%E8%A6%81%E7%BA%A6%E4%B9%A6" in answer.headers["Content-Disposition"], "要约书"


def test_what_is_written_of_a_dispute_says_who_reads_it_and_the_office_may_take_longer_once() -> None:
    table = Table()
    case_id = table.case.public_id
    for page_name in ("dispute", "refusal"):
        said = table.chair.get(f"bargaining:{page_name}", case_id)
        assert "上级工会和人社部门也看得到这段话，请不要写薪酬数字和商业秘密" in said
    table.chair.post("bargaining:dispute", case_id, words="增幅谈不拢")
    said = table.manager.get("bargaining:case", case_id)
    assert "延长协调期限" not in said, "no days run before the office has taken it up (浙江 39)"
    assert "等受理" in said
    assert "不能再延长" in table.manager.post("bargaining:extend", case_id, status=422, words="案情复杂")
    for day, sentence in (("2026-06-18", "还没有到"), ("2026-06-16", "早于发出要约的 2026 年 6 月 17 日")):
        assert sentence in table.manager.post("bargaining:taken_up", case_id, status=422, on=day)
    said = table.manager.post("bargaining:taken_up", case_id, on="2026-06-17")
    assert "协调的期限从受理那天起算" in said
    assert "已经登记过受理" in table.chair.post("bargaining:taken_up", case_id, status=422, on="2026-06-17")
    said = table.chair.get("bargaining:dates", case_id)
    assert "7 月 17 日 周五 24:00 起算 6 月 17 日 人社部门受理" in said
    assert "延长协调期限" in table.manager.get("bargaining:case", case_id)
    assert "这一项要填" in table.manager.post("bargaining:extend", case_id, status=422, words="   ")
    said = table.manager.post("bargaining:extend", case_id, words="案情复杂，书面说明附后")
    assert "已延长" in said
    assert "8 月 3 日" in table.manager.get("bargaining:dates", case_id), "thirty days and fifteen, to a Monday"
    assert "不能再延长" in table.chair.post("bargaining:extend", case_id, status=422, words="还要更久")


def test_a_firm_of_three_hundred_is_told_of_the_workers_director_and_the_row_alone_decides() -> None:
    table = Table()
    for page_name in ("case", "congress"):
        said = table.manager.get(f"bargaining:{page_name}", table.case.public_id)
        assert "职工 300 人以上的有限责任公司、股份有限公司，董事会里应当有职工代表" in said
        assert "《中华人民共和国公司法》第 68 条" in said
    with as_(base.SYSTEM):
        kept = {**table.case.params["congress.worker_director"], "text": "351"}
        params = {**table.case.params, "congress.worker_director": kept}
        Case.objects.filter(pk=table.case.pk).update(params=params)
    assert "董事会" not in table.manager.get("bargaining:case", table.case.public_id)


def test_materials_wait_for_who_was_asked_and_may_be_waived_by_who_asked() -> None:
    home = makers.house()
    case = makers.publicised(home)
    chair = seated(home.chair)
    said = chair.get("bargaining:materials", case.public_id)
    assert "等对方提供" in said
    assert "资产负债表" in said
    version = makers.fresh(case).version
    assert "现在等对方提供" in chair.post("bargaining:materials", case.public_id, status=422, version=version)
    assert "已记下" in chair.post("bargaining:materials", case.public_id, waive="1")
    assert makers.state_of(case) is State.MATERIALS


# — Every date —


def test_every_date_says_what_happened_by_which_rule_which_days_were_left_out_and_which_version() -> None:
    home = makers.house()
    case = makers.publicised(home)
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(
            starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31), effective_at=makers.moment("2026-07-23 00:00")
        )
    said = seated(home.chair).get("bargaining:dates", case.public_id)
    for words in (
        "这件协商按 2026 年 6 月 17 日 当天的规定计算",
        # received on 17 June: ten working days
        "收到要约后书面答复", "6 月 17 日 收到要约书，次日起算", "10 个工作日",
        "《杭州市企业工资集体协商条例》第 24 条",
        "2014-05-01 起的版本", "6 月 19 日 端午节", "按期办了", "6 月 17 日办的",
        # sent on 17 June: sixty days that nothing stops; the last is a Sunday
        "发出要约到完成协商", "6 月 17 日 发出要约书，次日起算", "60 日", "中止协商不停这个期限", "8 月 17 日",
        # counted back from the first meeting
        "7 月 17 日 协商会议召开，从这一天往前数", "7 个工作日",
        # without a clock: how long the delegates are shown, from when the next contract may be asked for
        "6 月 17 日 公示开始，次日起算", "5 个工作日", "本平台建议", "待核实",
        "2027 年 5 月 3 日 起可以提出", "2027 年 7 月 31 日 合同期满，从这一天往前数", "第 23 条",
        "合同生效", "7 月 23 日", "合同期限", "2026 年 8 月 1 日 到 2027 年 7 月 31 日",
    ):  # fmt: skip
        assert words in said, words


def unfolded(text: str) -> list[dict[str, str]]:
    """The events of an iCalendar file, by name; lines are put together again as RFC 5545 has it."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in found[-1]:
            found[-1][name] = value
    return found


def test_the_calendar_has_last_days_as_days_and_meetings_at_their_hour() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair = makers.again(home.chair)
    with as_(chair):
        services.call_meeting(case.public_id, makers.moment("2026-07-20 14:00"), "三楼, 会议室", actor=chair)
    answer = seated(home.chair).client.get(reverse("bargaining:calendar", args=[case.public_id]))
    entries = unfolded(answer.content.decode())
    complete = next(each for each in entries if "完成协商" in each["SUMMARY"])
    # Sixty days from 17 June end with 16 August, a Sunday; so with Monday the 17th, the whole day.
    assert (complete["DTSTART;VALUE=DATE"], complete["DTEND;VALUE=DATE"]) == ("20260817", "20260818")
    assert "发出要约书，次日起算；《杭州市企业工资集体协商条例》第 29 条" in complete["DESCRIPTION"]
    assert complete["URL"].endswith(reverse("bargaining:dates", args=[case.public_id]))
    meeting = next(each for each in entries if "第 1 次协商会议" in each["SUMMARY"])
    assert (meeting["DTSTART"], meeting["LOCATION"]) == ("20260720T060000Z", "三楼\\, 会议室")
    assert len({each["UID"] for each in entries}) == len(entries)
    # Who may only know where it stands gets the dates, no meetings.
    above = seated(home.above).client.get(reverse("bargaining:calendar", args=[case.public_id])).content.decode()
    assert "完成协商" in "".join(each["SUMMARY"] for each in unfolded(above))
    assert "会议室" not in above


def test_who_is_listed_without_her_day_has_a_button_for_it() -> None:
    table = Table(State.REPLIED)
    with as_(base.SYSTEM):
        row = table.case.participants.filter(side="worker", role="rep")[0]
        row.chosen_on, row.origin = None, "elected"
        row.save(update_fields=["chosen_on", "origin"])
    args = (table.case.public_id, row.public_id)
    assert "补产生日期" in table.chair.get("bargaining:delegates", table.case.public_id)
    assert "补产生日期" not in table.manager.get("bargaining:delegates", table.case.public_id)
    table.manager.get("bargaining:chosen", *args, status=404)
    assert row.name in table.chair.get("bargaining:chosen", *args)
    assert "还没有到" in table.chair.post("bargaining:chosen", *args, status=422, chosen_on="2026-06-20")
    said = table.chair.post("bargaining:chosen", *args, chosen_on="2026-06-01", votes="49", voters="54")
    assert "补产生日期" not in said
    assert "49／54 票" in said


def test_a_decided_motion_leads_back_to_the_bargaining_that_asked_for_it() -> None:
    home = makers.house()
    talked = makers.talking(home)
    makers.settle_all(home, talked)
    case, chair = makers.adopted(home, talked), makers.again(home.chair)
    teller = base.officer_of(home.union, "decisions.view", "decisions.count", name="何清明")
    sitting = congress.planned(congress.full(home.union, chair), chair)
    with as_(chair):
        services.submit(case.public_id, actor=chair)
        motion = services.put_to_vote(case.public_id, sitting.public_id, actor=chair)
        decisions.seal_roll(sitting.public_id, actor=chair)
        congress.come(sitting, chair, 50)
        decisions.open_sitting(sitting.public_id, actor=chair)
    congress.count(motion, congress.tally(40, 10), chair, teller)
    with as_(chair):
        decisions.close_motion(motion.public_id, actor=chair)
    assert makers.fresh(case).state == State.CONGRESS_PASSED
    link = f'href="{reverse("bargaining:case", args=[case.public_id])}"'
    address = reverse("decisions:motion", args=[motion.public_id])
    shown = [desk.at_the_desk(actor).client.get(address).content.decode() for actor in (chair, teller)]
    # Who counted the ballots and has nothing to do with the bargaining is not led to a page that is not there for her.
    assert [link in page for page in shown] == [True, False]
    assert ["回到集体协商" in page for page in shown] == [True, False]


def test_the_union_above_sends_a_guide_who_speaks_and_does_not_vote() -> None:
    table = Table()
    case_id, number = table.case.public_id, base.mobile()
    above = seated(table.home.above)
    assert "协商指导员" in above.get("bargaining:case", case_id)
    assert "派协商指导员" in above.get("bargaining:delegates", case_id)
    assert "派协商指导员" not in table.chair.get("bargaining:delegates", case_id), "nobody sends her own"
    said = above.post("bargaining:neutral", case_id, "guide", name="钱导", mobile=number)
    assert "钱导" in said
    assert "钱导 协商指导员" in table.chair.get("bargaining:delegates", case_id), "both sides know who listens"

    guide = seated(actor_of(number))
    assert "保密承诺" in guide.get("bargaining:case", case_id), "before anything is seen"
    guide.post("bargaining:promise", case_id)
    guide.post("bargaining:say", case_id, words="工资指导线今年是 5.1%。", idempotency_key=str(uuid4()))
    with as_(base.SYSTEM):
        item, seat = table.case.items.first(), Participant.objects.get(case=table.case, role="guide")
        assert Talk.objects.get().by_role == "guide"
    assert item is not None
    offered = guide.get("bargaining:room", case_id)
    assert [each for each in ("休会", "形成草案", "提新稿", "同意这一稿") if each in offered] == []
    given = {"text": "次月", "idempotency_key": str(uuid4())}
    said = guide.post("bargaining:propose", case_id, item.public_id, status=422, **given)
    with as_(base.SYSTEM):
        assert not Proposal.objects.exists(), said[:300]

    table.chair.post("bargaining:end_delegate", case_id, seat.public_id, status=404, reason="不要了")
    above.post("bargaining:end_delegate", case_id, seat.public_id, reason="号码写错了")
    assert "钱导" not in above.get("bargaining:delegates", case_id)
    assert guide.client.get(reverse("bargaining:room", args=[case_id])).status_code in {302, 404}
