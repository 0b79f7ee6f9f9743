"""What was found by pressing the pages of a bargaining once more, as both sides would; each once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from hexian.domains.bargaining import notices, services
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Meeting, Proposal
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Break, Line, Pen, Record, Seat, Sending
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office
from hexian.foundation import events
from hexian.foundation.events.services import drain
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices.models import Notice
from hexian.web import errors
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining import test_papers as papers
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def seated(home: makers.House, who: str) -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), LATER))


def page() -> SimpleUploadedFile:
    return SimpleUploadedFile("页.pdf", makers.photo().read(), content_type="application/pdf")


def read(officer: Officer, route: str, case: Case, *more: object) -> str:
    got = officer.client.get(reverse(f"bargaining:{route}", args=[case.public_id, *more]))
    assert got.status_code == 200
    return got.content.decode()


# — Silence and refusal —


def test_who_hears_a_refusal_after_the_days_were_over_can_still_enter_it() -> None:
    home = makers.house()
    case = makers.put(makers.received(home), State.OFFER_OVERDUE)
    said = read(seated(home, "chair"), "case", case)
    assert reverse("bargaining:refusal", args=[case.public_id]) in said
    assert reverse("bargaining:refusal", args=[case.public_id]) not in read(seated(home, "manager"), "case", case)
    refused = makers.put(case, State.REFUSED)
    assert reverse("bargaining:refusal", args=[case.public_id]) not in read(seated(home, "chair"), "case", refused)


# — At the table —


def asked_to_stop(home: makers.House) -> Case:
    case = makers.talking(home)
    manager = makers.again(home.manager)
    with as_(manager):
        wanted = Break("企业核算成本", (NOW + timedelta(days=5)).date(), "三楼会议室", "工资")
        services.suspend(case.public_id, wanted, actor=manager)
    return makers.fresh(case)


def test_a_suspension_that_was_asked_for_is_the_first_thing_the_other_side_is_told() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    said = desk.words(read(seated(home, "chair"), "case", case))
    assert said.index("对方提出中止协商") < said.index("进协商室")
    assert "对方提出中止协商" not in desk.words(read(seated(home, "manager"), "case", case))


def test_who_turns_a_suspension_down_is_not_told_she_took_it_back_and_nobody_asks_twice() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    chair = seated(home, "chair")
    page = read(chair, "suspension", case)
    assert 'name="reason"' not in page, "one at a time"
    assert re.search(r"完成期限是 \d+ 月 \d+ 日", desk.words(page)), "what a suspension does not stop, with its day"
    answer = chair.client.post(reverse("bargaining:suspension_act", args=[case.public_id, "decline"]), follow=True)
    said = desk.words(answer.content.decode())
    assert "这一次不中止" in said
    assert "撤回" not in said
    assert 'name="reason"' in answer.content.decode()


def heard(kind: str) -> set[int]:
    system = replace(base.SYSTEM, now=LATER)
    with as_(system):
        drain()
        return set(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_who_asked_for_a_suspension_hears_that_it_was_turned_down_and_both_read_it() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    chair = seated(home, "chair")
    chair.post("bargaining:suspension_act", case.public_id, "decline")
    assert heard(notices.NO_BREAK) == told_of(case, Side.EMPLOYER)
    for who in ("chair", "manager"):
        assert "6 月 17 日 职工方不同意中止" in desk.words(read(seated(home, who), "room", case)), "in its round"
        said = desk.words(read(seated(home, who), "suspension", case))
        assert "职工方 · 不同意中止 提议中止到" in said
        assert "不同意中止 · 职工方" in desk.words(read(seated(home, who), "case", case))


def ended(home: makers.House, office: Office) -> None:
    """Under 任职与权限, by the union above."""
    above = makers.again(home.above, LATER)
    with as_(above):
        orgs.end_office(office.public_id, actor=above)


@pytest.mark.parametrize("side", list(Side))
def test_a_chief_whose_office_ended_is_told_of_to_both_sides_and_to_who_follows_her(side: Side) -> None:
    """Nobody heard of it: the vice chair, who may take the case up, had no word of it at all."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    leaves, stays = (home.chair, home.manager) if side is Side.WORKER else (home.manager, home.chair)
    body = home.union if side is Side.WORKER else home.employer
    duties = makers.WORKER_DUTIES if side is Side.WORKER else makers.EMPLOYER_DUTIES
    vice = base.officer_of(body, *duties, name="叶小满")
    both = told_of(case, Side.WORKER) | told_of(case, Side.EMPLOYER)
    with as_(base.SYSTEM):
        office = Office.objects.get(person_id=makers.person_of(leaves), org=body)
    ended(home, office)
    assert heard(notices.CHIEF_LEFT) == {*both, makers.person_of(vice)}
    name = "职工方" if side is Side.WORKER else "企业方"
    for reader, sentence in (
        (vice, f"{name}首席代表{leaves.name}已经不在任。请按产生的程序换一位"),
        (stays, f"{name}首席代表{leaves.name}已经不在任，正等{name}按产生的程序换一位"),
        (home.above, f"{name}首席代表{leaves.name}已经不在任，正等{name}按产生的程序换一位"),
    ):
        said = desk.at_the_desk(makers.again(reader, LATER)).get("bargaining:case", case.public_id)
        assert sentence in said
        assert "代表有空缺" not in said, "said once"
    # She names herself in the other's place, and it goes on.
    officer = desk.at_the_desk(makers.again(vice, LATER))
    officer.post("bargaining:join", case.public_id)
    with as_(base.SYSTEM):
        seat = case.participants.get(role=Role.CHIEF, side=side, until=None).public_id
    officer = desk.at_the_desk(makers.again(vice, LATER))
    officer.post("bargaining:end_delegate", case.public_id, seat, reason="任职结束")
    given = {
        "name": vice.name,
        "mobile": makers.number_of(vice),
        "role": "chief",
        "origin": "ex_officio",
        "heads": "on",
    }
    officer.post("bargaining:delegates", case.public_id, **given)
    said = officer.get("bargaining:case", case.public_id)
    assert "不在任" not in said
    assert "保密承诺" in said


def test_one_who_leads_by_another_office_too_leads_on() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    with as_(base.SYSTEM):
        office = Office.objects.get(person_id=makers.person_of(home.chair), org=home.union)
        base.officer_of(home.union, *makers.WORKER_DUTIES, person=office.person)
    ended(home, office)
    assert heard(notices.CHIEF_LEFT) == set()
    assert "不在任" not in seated(home, "manager").get("bargaining:case", case.public_id)


def test_both_sides_and_the_union_above_hear_of_coordination_and_of_what_the_office_said() -> None:
    """Who had not asked learned of it only by looking."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair, manager, case_id = seated(home, "chair"), seated(home, "manager"), case.public_id
    both = told_of(case, Side.WORKER) | told_of(case, Side.EMPLOYER)
    hint = chair.get("bargaining:dispute", case_id)
    assert "申请书请自己送到" in hint, "nobody of the office reads it here: nothing is promised for it"
    said = chair.post("bargaining:dispute", case_id, words="增幅谈不拢")
    assert "受理以后请登记受理的日期" in said
    kind = notices._TOLD[BargainingEvent.DISPUTE][1]
    assert heard(kind) == both
    assert heard(notices.ASKED_TO_COORDINATE) == {makers.person_of(home.above)}
    assert "接着自己谈" in manager.get("bargaining:case", case_id)
    # Asked and taken up on paper the day before: the days run from then.
    case = makers.put(case, State.DISPUTE_SIGN, offered_on=base.TODAY - timedelta(days=9))
    manager.post("bargaining:taken_up", case_id, on="2026-06-16")
    assert heard(notices.TAKEN_UP) == both
    said = chair.get("bargaining:case", case_id)
    assert "7 月 16 日" in said
    assert "6 月 16 日受理" in said
    assert "最晚协调到 7 月 16 日 周四 24:00" in said
    chair.post("bargaining:extend", case_id, words="案情复杂")
    for officer in (chair, manager):
        said = officer.get("bargaining:case", case_id)
        assert "最晚协调到 7 月 31 日 周五 24:00" in said
        assert "延长协调期限 人社部门书面说明理由" not in said, "once"
    assert heard(notices.EXTENDED) == both
    assert heard(notices.ASKED_TO_COORDINATE) == {makers.person_of(home.above)}
    assert len(heard(kind)) == len(both)
    assert "协调处理协议书" in manager.get("bargaining:settle", case_id)
    manager.post("bargaining:settle", case_id, words="6 月 17 日达成协调处理协议书")
    assert makers.state_of(case) is State.NEGOTIATING
    # Another dispute is taken up anew.
    chair.post("bargaining:dispute", case_id, words="又谈不拢")
    assert "登记人社部门受理" in chair.get("bargaining:case", case_id)


def test_who_was_asked_hears_that_she_need_not_answer() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    manager = seated(home, "manager")
    manager.post("bargaining:suspension_act", case.public_id, "decline")
    assert heard(notices.BREAK_TAKEN_BACK) == told_of(case, Side.WORKER)
    assert heard(notices.NO_BREAK) == set()
    assert "企业方撤回中止的提议" in desk.words(read(manager, "room", case))
    assert "企业方不同意" not in desk.words(read(manager, "room", case))


def told_of(case: Case, side: Side) -> set[int]:
    """Everybody with an account who sits or handles for a side."""
    with as_(base.SYSTEM):
        rows = case.participants.filter(side=side, until=None, person__isnull=False)
        return set(rows.values_list("person_id", flat=True))


@pytest.mark.parametrize(
    ("state", "words"), [(State.OBJECTED, "按人社部门的异议修订"), (State.CONGRESS_REJECTED, "重新协商")]
)
def test_a_round_says_who_sent_both_back_to_the_table(state: State, words: str) -> None:
    home = makers.house()
    case = makers.placed(home, state)
    if state is State.OBJECTED:
        makers.with_filing(case, base.TODAY)
    chair = seated(home, "chair")
    chair.post("bargaining:revise", case.public_id)
    said = desk.words(read(chair, "room", case))
    assert f"第 1 轮 6 月 17 日 周三 · {words}" in said
    assert ("重新协商" in said) == (words == "重新协商")


def test_minutes_that_wait_for_a_chief_are_named_on_her_page() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair = makers.again(home.chair)
    with as_(chair):
        meeting = services.call_meeting(case.public_id, NOW + timedelta(days=20), "三楼", actor=chair)
    home = makers.then(home, NOW + timedelta(days=21))
    with as_(home.chair):
        record = Record(recorder="邵记", lines=[Line("发薪日", "同意", "每月 10 日", result="agreed")])
        row = services.keep_minutes(meeting.public_id, record, actor=home.chair)
        services.sign_minutes(meeting.public_id, row.text_hash, actor=home.chair)
    asked = "第 1 次会议的记录等本方首席代表签字"
    assert asked in desk.words(read(seated(home, "manager"), "case", case))
    assert asked not in desk.words(read(seated(home, "chair"), "case", case))


def met(home: makers.House) -> tuple[makers.House, Case, Meeting]:
    """A meeting that is over, of a case with three topics, nothing written yet."""
    case = makers.talking(home, topics=("wage.pay_day", "wage.minimum_month", "wage.annual_increase"))
    with as_(base.SYSTEM):
        row = Meeting.objects.create(case=case, number=1, at=NOW, place="三楼会议室", chaired_by=Side.WORKER)
    return home, case, row


def test_a_topic_nobody_wrote_about_is_not_recorded_as_agreed() -> None:
    home, case, row = met(makers.house())
    chair = seated(home, "chair")
    page = read(chair, "minutes", case, row.public_id)
    asked = re.findall(r'<select[^>]*name="result-\d".*?</option>', page, re.DOTALL)
    assert ['value=""' in first for first in asked] == [True] * 3, "nothing is chosen for her"
    lines = {
        "title-1": "发薪日",
        "result-1": "",
        "title-2": "企业最低工资（月）",
        "worker-2": "2,900 元",
        "result-2": "",
    }
    form = {"recorder": "邵记", "present": "", "remarks": "", **lines}
    refused = chair.post("bargaining:minutes", case.public_id, row.public_id, status=422, **form)
    assert "企业最低工资（月）" in desk.words(refused)
    assert "2,900 元" in refused
    chair.post("bargaining:minutes", case.public_id, row.public_id, **{**form, "result-2": "apart"})
    with as_(base.SYSTEM):
        row.refresh_from_db()
    assert [(each["title"], each["result"]) for each in row.minutes] == [("企业最低工资（月）", "apart")]


def test_a_page_written_by_hand_at_a_meeting_can_be_opened_by_both_sides_and_who_wrote_it() -> None:
    home, case, row = met(makers.house())
    chair = seated(home, "chair")
    form = {
        "recorder": "邵记",
        "title-1": "发薪日",
        "result-1": "agreed",
        "present": "职工方 王建国",
        "remarks": "茶歇一次",
    }
    photo = SimpleUploadedFile("记录.pdf", makers.photo().read(), content_type="application/pdf")
    chair.post("bargaining:minutes", case.public_id, row.public_id, **form, photo=photo)
    for who in ("chair", "manager"):
        reader = seated(home, who)
        page = read(reader, "meetings", case)
        [link] = set(re.findall(r'href="([^"]+/kept/[^"]+)"', page))
        opened = reader.client.get(link)
        assert opened.status_code == 200
        assert desk.streamed(opened) == makers.photo().read()
        said = desk.words(page)
        for part in ("邵记", "职工方 王建国", "茶歇一次"):
            assert part in said, "what a chief signs stands before her"
    stranger = desk.at_the_desk(makers.again(makers.house("明川纺织").manager, LATER))
    assert stranger.client.get(link).status_code == 404


def test_nobody_is_asked_to_sign_twice_to_write_before_a_meeting_or_to_call_one_out_of_turn() -> None:
    home, case, row = met(makers.house())
    sign = reverse("bargaining:sign_minutes", args=[case.public_id, row.public_id])
    write = reverse("bargaining:minutes", args=[case.public_id, row.public_id])
    chair, manager = seated(home, "chair"), seated(home, "manager")
    page = read(chair, "meetings", case)
    assert write in page
    assert sign not in page
    assert 'name="meet_at"' not in page, "the employer's chief is next"
    assert 'name="meet_at"' in read(manager, "meetings", case)
    with as_(home.chair):
        actor = makers.again(home.chair)
        record = Record(recorder="邵记", lines=[Line("发薪日", "同意", "每月 10 日", result="agreed")])
        kept = services.keep_minutes(row.public_id, record, actor=actor)
        services.sign_minutes(row.public_id, kept.text_hash, actor=actor)
    assert sign not in read(chair, "meetings", case)
    assert sign in read(manager, "meetings", case)
    with as_(base.SYSTEM):
        Meeting.objects.filter(pk=row.pk).update(at=NOW + timedelta(days=3), minutes=[], signatures=[])
    assert write not in read(chair, "meetings", case)
    over = makers.put(case, State.MONITORING)
    assert 'name="meet_at"' not in read(manager, "meetings", over)


def test_a_form_without_a_file_does_not_ask_for_it_again() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair = seated(home, "chair")
    refused = chair.post(
        "bargaining:suspension",
        case.public_id,
        status=422,
        reason="核算",
        until="2026-01-01",
        next_place="",
        next_topics="",
    )
    assert "您填的都还在" in desk.words(refused)
    assert "选过的文件" not in desk.words(refused)


def test_a_form_with_a_file_asks_for_it_again_only_where_one_was_chosen() -> None:
    home = makers.house()
    case = makers.sent(home)
    chair = seated(home, "chair")
    version = makers.fresh(case).version
    given = {"version": version, "at": "2030-01-01T09:00"}
    bare = chair.post("bargaining:note_reply", case.public_id, status=422, **given)
    assert "您填的都还在，改好再交一次就行。" in bare
    assert "选过的文件" not in bare
    chosen = chair.post("bargaining:note_reply", case.public_id, status=422, **given, photo=page())
    assert "选过的文件要重新选一次" in chosen


def sent(officer: Officer, status: int, route: str, *args: object, **form: str) -> str:
    got = officer.client.post(reverse(f"bargaining:{route}", args=args), form)
    assert got.status_code == status
    return got.content.decode()


def cells(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input class="input" name="(cell-[^"]+)" value="([^"]*)"', page))


def test_a_refused_table_keeps_every_cell_and_lines_are_added_without_losing_any() -> None:
    home = makers.house()
    case = makers.talking(home)
    with as_(base.SYSTEM):
        item = case.items.get(clause="wage.piece_rates").public_id
    chair = seated(home, "chair")
    typed = {"cell-0-process": "贴片装配", "cell-0-unit": "件", "cell-0-quota": "很多", "cell-0-rate": "0.62",
             "cell-1-process": "", "cell-4-process": "包装", "cell-4-rate": "2.9"}  # fmt: skip
    form = {"idempotency_key": str(uuid4()), "note": "车间测过", **typed}
    refused = sent(chair, 422, "propose", case.public_id, item, **form)
    assert "第 1 行「定额」" in desk.words(refused)
    kept = cells(refused)
    assert [kept[f"cell-0-{name}"] for name in ("process", "unit", "quota", "rate")] == [
        "贴片装配",
        "件",
        "很多",
        "0.62",
    ]
    assert (kept["cell-1-process"], kept["cell-1-rate"]) == ("包装", "2.9")
    more = sent(chair, 200, "propose", case.public_id, item, **form, more="1")
    assert len(cells(more)) == 12 * 4
    assert cells(more)["cell-1-process"] == "包装"
    assert "车间测过" in more
    assert "还有 1 处要改" not in more
    with as_(base.SYSTEM):
        assert not Proposal.objects.filter(item__public_id=item).exists()


def test_a_cell_that_is_too_long_is_refused_in_words_and_never_cut() -> None:
    home = makers.house()
    case = makers.talking(home)
    with as_(base.SYSTEM):
        item = case.items.get(clause="wage.piece_rates").public_id
    long = "贴" * 300
    form = {"idempotency_key": str(uuid4()), "cell-0-process": long, "cell-0-rate": "0.62"}
    refused = sent(seated(home, "chair"), 422, "propose", case.public_id, item, **form)
    assert "现在有 300 字" in desk.words(refused)
    assert cells(refused)["cell-0-process"] == long


def test_a_clause_the_other_side_wants_open_again_is_named() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    item = case.items.get(clause="wage.pay_day")
    with as_(chair):
        made = services.propose(item.public_id, makers.typed(item.clause), key=uuid4(), actor=chair)
    with as_(manager):
        services.accept(made.public_id, actor=manager)
        services.reopen(item.public_id, actor=manager)
    assert "「发薪日」，同意的由首席代表打开" in desk.words(read(seated(home, "chair"), "case", case))
    assert "同意的由首席代表打开" not in desk.words(read(seated(home, "manager"), "case", case))


# — Signatures —


def test_one_side_that_agrees_to_sign_electronically_is_told_that_the_other_has_to() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    case = makers.put(makers.adopted(home, case), State.CONGRESS_PASSED, passed_on=NOW.date())
    with as_(base.SYSTEM):
        makers.put(case, State.CONGRESS_PASSED, passed_hash=case.drafts.get().text_hash)
    said = seated(home, "manager").post("bargaining:agree_e_sign", case.public_id)
    assert "本方同意了，等对方也同意" in said
    assert "双方约定好了" not in said
    assert "双方约定好了，可以电子签名" in seated(home, "chair").post("bargaining:agree_e_sign", case.public_id)


# — Days —


def test_the_way_of_a_case_bears_the_days_its_papers_say() -> None:
    home = makers.house()
    case = makers.talking(home)
    with as_(base.SYSTEM):
        for act, day in (("sign", 1), ("take_effect", 9)):
            case.steps.create(act=act, from_state="x", to_state="x", by_name="", at=NOW + timedelta(days=day))
    says = {
        "passed_on": NOW.date(),
        "signed_on": (NOW + timedelta(days=5)).date(),
        "effective_at": NOW + timedelta(days=8),
    }
    case = makers.put(case, State.MONITORING, **says)
    said = desk.words(read(seated(home, "chair"), "case", case))
    way = said[said.index("办到哪一步") : said.index("经过")]
    for state, days in (("已签字", 5), ("已生效", 8)):
        on = (NOW + timedelta(days=days)).date()
        assert f"{state} {on.month} 月 {on.day} 日" in way


# — The next contract —


def expiring(home: makers.House, **given: object) -> Case:
    """A contract of grades in force whose window opens."""
    case = makers.placed(home, State.MONITORING, signed_on=NOW.date(), effective_at=NOW, published_at=NOW,
                         starts_on=NOW.date(), ends_on=(NOW + timedelta(days=60)).date())  # fmt: skip
    return makers.put(case, State.MONITORING, **given)


def test_a_contract_in_its_last_days_leads_to_the_draft_of_the_next() -> None:
    home = makers.house()
    case = expiring(home)
    with as_(base.SYSTEM):
        assert services.open_windows(makers.system_at(LATER)) == 1
        draft = Case.objects.get(former=case)
    there = reverse("bargaining:case", args=[draft.public_id])
    page = read(seated(home, "chair"), "case", case)
    assert there in page
    assert "还是草稿" in desk.words(page)
    assert there not in read(seated(home, "manager"), "case", case), "what is being written is its writer's"


def test_no_second_draft_is_made_beside_a_bargaining_that_has_begun() -> None:
    home = makers.house()
    case = expiring(home, special="women")
    going = makers.sent(home, special="women", topics=("women.check_months",))
    with as_(base.SYSTEM):
        assert services.open_windows(makers.system_at(LATER)) == 1
        assert list(Case.objects.filter(former=case)) == [going]
        end = makers.system_at(NOW + timedelta(days=62))
        assert services.end_terms(end) == 1
    assert makers.state_of(case) is State.RENEWAL
    for who in ("chair", "manager"):
        said = desk.words(read(seated(home, who), "case", case))
        assert f"续签：{going.title}" in said


# — A chief who left —


def left(home: makers.House) -> Case:
    """The employer's chief resigned while both sides talk."""
    case = makers.talking(home)
    seat = case.participants.get(side=Side.EMPLOYER, role=Role.CHIEF, until=None)
    manager = makers.again(home.manager, LATER)
    with as_(manager):
        services.end_delegate(seat.public_id, "辞职", actor=manager)
    return makers.fresh(case)


def test_a_seat_left_empty_is_the_first_thing_its_side_is_told_and_the_other_waits_for_it() -> None:
    home = makers.house()
    case = left(home)
    own = desk.words(read(seated(home, "manager"), "case", case))
    assert own.index("补选代表") < own.index("进协商室")
    assert "企业方要有 1 名首席代表，现在是 0 名" in own
    chair = seated(home, "chair")
    theirs = desk.words(read(chair, "case", case))
    assert "补选代表" not in theirs
    for said in (theirs, desk.words(read(chair, "room", case))):
        assert "企业方的代表有空缺，正等企业方按原来的程序补选" in said
    assert "代表不再担任 · 企业方" in theirs
    assert "：辞职" in theirs, "who left and why stands where the other side reads it"
    assert "双方代表" in theirs, "the way to the lists, in case her own side has to change somebody"


def test_both_sides_hear_of_who_left_and_of_her_successor() -> None:
    home = makers.house()
    case = left(home)
    manager = makers.again(home.manager, LATER)
    with as_(manager):
        services.name_delegate(case.public_id, Seat("吴立夏", role=Role.CHIEF, heads=True), actor=manager)
    with as_(base.SYSTEM):
        events.drain(500)
        for kind in ("bargaining.delegate_ended", "bargaining.delegate_named"):
            told = list(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))
            both = {makers.person_of(home.chair), makers.person_of(home.manager)}
            assert both <= set(told), kind
            assert len(told) == len(set(told)), "of this one alone, not of everybody named before"
    said = desk.words(read(seated(home, "chair"), "case", case))
    assert "补选代表 · 企业方" in said
    assert "首席代表 吴立夏" in said
    assert "有空缺" not in said


def test_who_may_not_lead_does_not_take_the_place_of_a_chief_who_left() -> None:
    home = makers.house()
    case = left(home)
    manager = seated(home, "manager")
    address = reverse("bargaining:delegates", args=[case.public_id])
    form = manager.client.get(address).context["form"]
    assert form["role"].value() == "chief"
    assert not form["name"].value(), "who resigned is not proposed anew"
    answer = manager.client.post(address, {"name": "吴立夏", "role": "chief", "origin": "appointed"})
    assert answer.status_code == 422
    assert "吴立夏不是法定代表人，当首席代表要有书面委托" in answer.context["form"].errors["mandate"][0]
    assert '<details class="topics" open>' in answer.content.decode(), "the field that is wrong is not folded away"
    assert not case.participants.filter(name="吴立夏").exists()


# — One has signed, one has not —


def half_signed(home: makers.House, state: State) -> Case:
    """The employer's chief has signed on paper, the workers' has not."""
    case = makers.placed(home, state, passed_on=NOW.date(), refusal="总部还没有批准")
    draft = makers.with_text(case, NOW.date())
    manager = makers.again(home.manager, LATER)
    with as_(manager):
        scan = makers.scan(case)
        services.sign(case.public_id, Pen(draft.text_hash, on=LATER.date(), attachment=scan), actor=manager)
    return makers.fresh(case)


def test_once_one_chief_has_signed_it_is_the_others_turn_and_a_refusal_is_over() -> None:
    home = makers.house()
    case = half_signed(home, State.SIGN_REFUSED)
    theirs, own = (desk.words(read(seated(home, who), "case", case)) for who in ("manager", "chair"))
    assert "企业方首席代表已经签了，等职工方首席代表签字" in theirs
    assert "现在轮到职工方" in theirs
    assert "本方已经签了，等对方" in theirs
    assert "轮到您这一方" in own
    assert "企业方首席代表已经签了，请本方首席代表也在同一个文本上签字" in own
    assert "总部还没有批准" not in theirs + own, "it has been put right"


def test_who_has_signed_does_not_refuse_to() -> None:
    home = makers.house()
    case = half_signed(home, State.CONGRESS_PASSED)
    refusal = reverse("bargaining:refuse_sign", args=[case.public_id])
    for who in ("manager", "chair"):
        assert refusal not in read(seated(home, who), "case", case)
    answer = seated(home, "manager").client.post(refusal, {"reason": "不签了"})
    assert answer.status_code == 422
    assert "企业方已经签过字了" in desk.words(answer.content.decode())


# — An offer on the proposal of a third of the workers, where a region says so —


def a_third_may_ask() -> None:
    """浙江 says so, for this test: copied from the row that says how many outsiders may sit."""
    with as_(base.SYSTEM):
        row = RuleParam.objects.get(code="delegates.outside", region="33", value="1/3")
        row.pk, row.code, row.op, row.source, row.note = None, "bargaining.proposers", "ge", "《（演示）条例》", ""
        row.save(force_insert=True)


def new_offer(chair: Officer, **given: object) -> dict[str, object]:
    form = chair.client.get(reverse("bargaining:new") + "?kind=special.grade").context["form"]
    known = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {**known, "meet_at": "2026-07-13T09:00", "place": "三楼会议室", "topics": makers.SHORT, **given}


def test_nobody_is_asked_how_many_workers_proposed_where_no_region_lets_them() -> None:
    chair = seated(makers.house(), "chair")
    assert 'name="proposers"' not in chair.client.get(reverse("bargaining:new")).content.decode()


def test_so_many_workers_as_the_region_asks_for_propose_an_offer_and_both_sides_read_it() -> None:
    home = makers.house()
    a_third_may_ask()
    chair = seated(home, "chair")
    drawn = chair.client.get(reverse("bargaining:new") + "?kind=special.grade").content.decode()
    assert 'name="proposers"' in drawn
    assert "职工 1/3 以上可以提议" in desk.words(drawn)
    for number, words in (
        ("116", "职工提议要有 117 人以上（职工 350 人），现在写了 116 人"),
        ("351", "比职工总数 350 人还多"),
    ):
        answer = chair.client.post(reverse("bargaining:new"), new_offer(chair, proposers=number))
        assert answer.status_code == 422
        assert words in answer.context["form"].errors["proposers"][0]
        assert f'value="{number}"' in answer.content.decode(), "what was typed is there"
    assert chair.client.post(reverse("bargaining:new"), new_offer(chair, proposers="117")).status_code == 302
    with as_(base.SYSTEM):
        case = Case.objects.latest("pk")
    assert case.proposers == 117
    assert "本单位要 117 人以上" in desk.words(read(chair, "offer", case))
    makers.seated(home, case, Side.WORKER)
    with as_(makers.again(home.chair, LATER)):
        services.send_offer(case.public_id, Sending(), actor=makers.again(home.chair, LATER))
    for who in ("chair", "manager"):
        assert "由职工 117 人联名提议" in desk.words(read(seated(home, who), "case", case))
    printed = chair.client.get(reverse("bargaining:print", args=[case.public_id, "offer"]))
    assert "应职工117人联名提议" in papers.words(printed.content)


# — What was answered —


def test_what_the_other_side_answered_stands_on_the_page_of_both_and_is_no_bodys_above() -> None:
    home = makers.house()
    case = makers.received(home, special="grade", topics=makers.SHORT[:1])
    manager = makers.again(home.manager, LATER)
    answer = services.Answer(NOW + timedelta(days=30), "总部会议室", makers.SHORT[1:2], ["工资总额"], "今年利润降了 3%")
    with as_(manager):
        services.reply(case.public_id, answer, actor=manager)
    for who in ("chair", "manager"):
        said = desk.words(read(seated(home, who), "case", case))
        for words in (
            "企业方的书面答复",
            "按期答复",
            "总部会议室",
            "今年利润降了 3%",
            "工资总额",
            "另提了时间或者地点",
        ):
            assert words in said, (who, words)
    above = desk.words(read(seated(home, "above"), "case", case))
    assert "另提了时间或者地点" in above
    assert "今年利润降了 3%" not in above, "a figure"
    assert "总部会议室" not in above


def test_an_answer_that_came_late_says_so_in_the_timeline() -> None:
    home = makers.house()
    case = makers.put(makers.received(home), State.OFFER_OVERDUE)
    manager = makers.again(home.manager, LATER)
    with as_(manager):
        services.reply(case.public_id, services.Answer(), actor=manager)
    said = desk.words(read(seated(home, "chair"), "case", case))
    assert said.count("逾期答复") >= 2, "on the answer and in the timeline"


def test_a_page_that_stays_does_not_speak_of_the_page_before() -> None:
    request = RequestFactory().post("/", content_type="application/x-www-form-urlencoded")
    answer = errors.too_large(request, 2 * 1024 * 1024)
    told = json.loads(answer.headers["HX-Trigger"])["hx:toast"]["text"]
    assert "还在这一页" in told
    assert "上一页" not in told
    assert "上一页" in answer.content.decode()


@pytest.mark.parametrize("side", list(Side))
def test_who_strikes_herself_off_the_list_is_led_on(side: Side) -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    leaves = home.chair if side is Side.WORKER else home.manager
    with as_(base.SYSTEM):
        office = Office.objects.get(person_id=makers.person_of(leaves))
        seat = case.participants.get(role=Role.CHIEF, side=side, until=None).public_id
    ended(home, office)
    assert heard(notices.CHIEF_LEFT), "and what she handled by her office is closed to her"
    officer = desk.at_the_desk(makers.again(leaves, LATER))
    said = officer.post("bargaining:end_delegate", case.public_id, seat, reason="任职结束")
    assert "没找到" not in said, said[:300]
    assert "已从名单里去掉" in said


@pytest.mark.parametrize("by", ["successor", "herself"])
@pytest.mark.parametrize("side", list(Side))
def test_who_follows_a_chief_takes_her_seat_in_one_step(side: Side, by: str) -> None:
    """Named by a successor, or by the chief herself, of whom nobody else at her firm may be in the program."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    leaves, stays = (home.chair, home.manager) if side is Side.WORKER else (home.manager, home.chair)
    body = home.union if side is Side.WORKER else home.employer
    duties = makers.WORKER_DUTIES if side is Side.WORKER else makers.EMPLOYER_DUTIES
    with as_(base.SYSTEM):
        office = Office.objects.get(person_id=makers.person_of(leaves), org=body)
    ended(home, office)
    assert heard(notices.CHIEF_LEFT)
    vice = base.officer_of(body, *duties, name="叶小满")
    names = vice if by == "successor" else leaves
    if by == "successor":
        desk.at_the_desk(makers.again(vice, LATER)).post("bargaining:join", case.public_id)
    officer = desk.at_the_desk(makers.again(names, LATER))
    form = officer.client.get(reverse("bargaining:delegates", args=[case.public_id])).context["form"]
    assert (form["role"].value(), form["heads"].value(), form["name"].value()) == ("chief", True, None)
    given = {
        "name": vice.name,
        "mobile": makers.number_of(vice),
        "role": "chief",
        "origin": "ex_officio",
        "heads": "on",
    }
    if side is Side.WORKER:
        lame = {**given, "is_outside": "on", "mandate": "1 号"}
        assert "外聘" in officer.post("bargaining:delegates", case.public_id, status=422, **lame)
    said = officer.post("bargaining:delegates", case.public_id, **given)
    assert "已加入名单" in said
    assert "没找到" not in said
    with as_(base.SYSTEM):
        old = case.participants.get(person_id=makers.person_of(leaves), role=Role.CHIEF)
        new = case.participants.get(role=Role.CHIEF, side=side, until=None)
        notes = list(case.steps.order_by("pk").values_list("note", flat=True))[-2:]
    assert (old.until, old.end_reason, new.name, new.replaces_id) == (base.TODAY, "任职已经结束", "叶小满", old.pk)
    assert notes == [f"首席代表 {leaves.name}：任职已经结束", "首席代表 叶小满"]
    assert "不在任" not in desk.at_the_desk(makers.again(stays, LATER)).get("bargaining:case", case.public_id)
    gone = desk.at_the_desk(makers.again(leaves, LATER))
    gone.get("bargaining:case", case.public_id, status=404)
    assert "保密承诺" in desk.at_the_desk(makers.again(vice, LATER)).get("bargaining:case", case.public_id)


def test_a_chief_in_office_is_not_pushed_off_her_seat() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    given = {"name": "叶小满", "role": "chief", "origin": "ex_officio", "heads": "on"}
    said = seated(home, "chair").post("bargaining:delegates", case.public_id, status=422, **given)
    assert "首席代表" in said
    with as_(base.SYSTEM):
        assert case.participants.get(role=Role.CHIEF, side=Side.WORKER, until=None).name == home.chair.name
