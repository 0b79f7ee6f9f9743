"""What is done with a pen: an employer with nobody in the program, and whoever has no account, each act by its page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case, Item, Meeting, Participant, Proposal
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Break, Consents, Inked, Line, Record, Seat, drafting
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_papers import words
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer
from tests.web.test_bargaining_walked import LISTED, page, seated

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(minutes=5)
TODAY = str(base.TODAY)
AGREED = "每月 10 日前发放。"


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def listed(home: makers.House, **given: Any) -> Case:
    """An employer that answered on paper, its list entered: nobody of it is in the program."""
    case = makers.sent(home, special="grade", topics=makers.SHORT, **given)
    chair, case_id = seated(home, "chair"), case.public_id
    chair.post(
        "bargaining:note_reply", case_id, version=makers.fresh(case).version, at="2026-06-17T08:00", photo=page()
    )
    chief = LISTED | {"name": "孙海", "role": "chief", "origin": "ex_officio", "heads": "on"}
    for each in (chief, *(LISTED | {"name": f"钱{n}企"} for n in "一二三四")):
        chair.post("bargaining:paper_list", case_id, **each)
    return makers.fresh(case)


def at_the_table(home: makers.House, **given: Any) -> Case:
    """Both delegations at one table, the union's chief in the program, the employer's not."""
    case = makers.put(listed(home, **given), State.NEGOTIATING)
    seated(home, "chair").post("bargaining:promise", case.public_id)
    return case


def own_version(home: makers.House, case: Case, text: str = AGREED) -> UUID:
    """What was said at the table, written down as the workers' version."""
    actor = makers.again(home.chair, LATER)
    with as_(actor):
        item = case.items.get(agreed=None)
        return services.propose(item.public_id, Typed(text=text), key=uuid4(), actor=actor).public_id


def item_of(case: Case) -> Item:
    with as_(base.SYSTEM):
        return Item.objects.select_related("agreed").get(case=case)


def people(case: Case, side: Side) -> list[Participant]:
    with as_(base.SYSTEM):
        return list(case.participants.filter(side=side, role__in=("chief", "rep"), until=None).order_by("pk"))


def trail(event: str, **facts: str) -> list[AuditEntry]:
    with as_(base.SYSTEM):
        return list(AuditEntry.objects.filter(event=event, **{f"facts__{key}": value for key, value in facts.items()}))


def recorder(home: makers.House, case: Case) -> Officer:
    actor = makers.again(home.chair, LATER)
    with as_(actor):
        seat = services.appoint_recorder(case.public_id, "记录员", "13811112222", actor=actor)
    with as_(base.SYSTEM):
        person = Participant.objects.select_related("person").get(pk=seat.pk).person
    assert person is not None
    return desk.at_the_desk(makers.again(base.worker(person), LATER))


# — Clauses —


def test_clauses_agreed_on_paper_lock_by_the_page_their_chief_signed() -> None:
    home = makers.house()
    case = at_the_table(home)
    chair, case_id = seated(home, "chair"), case.public_id
    assert "登记企业方在纸上同意的条款" in chair.get("bargaining:case", case_id)
    assert "请先在协商室里提一稿" in chair.get("bargaining:paper_talk", case_id)
    version = own_version(home, case)
    assert AGREED in chair.get("bargaining:paper_talk", case_id)
    refused = chair.client.post(reverse("bargaining:paper_talk", args=[case_id]), {"proposals": str(version)})
    assert refused.status_code == 422
    assert "请上传首席代表签字的那一页" in refused.content.decode()
    assert f'value="{version}" checked' in refused.content.decode(), "what was ticked stays ticked"
    assert "请勾选企业方在纸上同意的条款" in chair.post("bargaining:paper_talk", case_id, status=422, photo=page())
    with as_(base.SYSTEM):
        assert not Item.objects.filter(case=case, agreed__isnull=False).exists()
    chair.post("bargaining:paper_talk", case_id, proposals=str(version), photo=page("纪要.pdf"))
    item = item_of(case)
    assert (item.agreed is not None, item.agreed_paper is not None) == (True, True)
    entry = trail("bargaining.agreed", side="employer")[0]
    assert (entry.facts["paper"], entry.actor_name) == (str(item.agreed_paper), home.chair.name)
    shown = chair.get("bargaining:room", case_id)
    assert "已经谈定并锁定" in shown
    assert "照纸面记录登记" in shown
    kept = desk.streamed(chair.client.get(reverse("bargaining:kept", args=[case_id, item.agreed_paper])))
    assert kept == makers.photo().read()
    # The same once more, from a page somebody else has open.
    assert "刚刚有了变化" in chair.post(
        "bargaining:paper_talk", case_id, status=422, proposals=str(version), photo=page()
    )


def test_a_version_they_put_on_paper_waits_for_our_chief_as_any_other() -> None:
    home = makers.house()
    case = at_the_table(home)
    chair, case_id, item_id = seated(home, "chair"), case.public_id, item_of(case).public_id
    key = str(uuid4())
    given = {"text": "每月 12 日前发放。", "idempotency_key": key}
    assert "登记企业方在纸上提的方案" in chair.get("bargaining:paper_proposal", case_id, item_id)
    said = chair.post("bargaining:paper_proposal", case_id, item_id, status=422, **given)
    assert "请上传企业方首席代表签字的那一页" in said
    assert "每月 12 日前发放。" in said, "what was typed stays"
    chair.post("bargaining:paper_proposal", case_id, item_id, **given, photo=page())
    chair.post("bargaining:paper_proposal", case_id, item_id, **given, photo=page())
    with as_(base.SYSTEM):
        row = Proposal.objects.get(case=case)
    assert (row.side, row.by_name, row.by_id, row.paper is not None) == ("employer", "孙海", None, True)
    assert trail("bargaining.proposed", side="employer")[0].facts["paper"] == str(row.paper)
    shown = chair.get("bargaining:room", case_id)
    assert "照孙海签字的纸面登记" in shown
    chair.post("bargaining:accept", case_id, row.public_id)
    item = item_of(case)
    assert item.agreed_id == row.pk
    assert item.agreed_paper is None, "she agreed on her own screen"


def test_a_settled_clause_opens_again_once_they_agreed_to_it_on_paper() -> None:
    home = makers.house()
    case = at_the_table(home)
    chair, case_id = seated(home, "chair"), case.public_id
    version = own_version(home, case)
    chair.post("bargaining:paper_talk", case_id, proposals=str(version), photo=page())
    item_id = str(item_of(case).public_id)
    # Nobody has asked: their page alone opens nothing.
    chair.post("bargaining:paper_talk", case_id, status=422, reopened=item_id, photo=page())
    chair.post("bargaining:item_act", case_id, item_id, "reopen")
    assert "同意重新谈已经锁定的" in chair.get("bargaining:paper_talk", case_id)
    chair.post("bargaining:paper_talk", case_id, reopened=item_id, photo=page())
    item = item_of(case)
    assert (item.agreed_id, item.agreed_paper, item.reopen_asked_by) == (None, None, "")
    assert trail("bargaining.reopened", side="employer")[0].facts["paper"]


def test_the_recorder_enters_the_page_too_and_nobody_without_a_part_does() -> None:
    home = makers.house()
    case = at_the_table(home)
    version = own_version(home, case)
    writing, case_id = recorder(home, case), case.public_id
    assert writing.client.get(reverse("bargaining:paper_talk", args=[case_id])).status_code == 302, "promise first"
    writing.post("bargaining:promise", case_id)
    assert "登记企业方在纸上同意的条款" in writing.get("bargaining:case", case_id)
    item_id = item_of(case).public_id
    given = {"text": "每月 12 日前发放。", "idempotency_key": str(uuid4()), "photo": page()}
    writing.post("bargaining:paper_proposal", case_id, item_id, **given)
    writing.post("bargaining:paper_talk", case_id, proposals=str(version), photo=page())
    assert item_of(case).agreed_paper is not None
    for outside in ("above", "manager"):
        url = reverse("bargaining:paper_talk", args=[case_id])
        assert seated(home, outside).client.get(url).status_code == 404, outside


def acts(case: Case, meeting: Meeting, actor: Any) -> dict[str, Any]:
    """Everything that is entered for a side without anybody in the program."""
    case_id = case.public_id
    with as_(base.SYSTEM):
        item = case.items.get()
        versions = list(Proposal.objects.filter(case=case, side="worker").values_list("public_id", flat=True))
        sitting = list(case.participants.filter(side="employer").values_list("public_id", flat=True)[:1])
    scans = {name: makers.scan(case, name) for name in (
        "table", "promise", "minutes", "meeting", "materials", "suspension", "draft", "delegates",
    )}  # fmt: skip
    at, until = makers.moment("2026-07-30 09:00"), date(2026, 6, 25)
    inked = Inked(meeting.text_hash, ["employer"], base.TODAY, scans["minutes"])
    typed = Typed(text="按双方约定办理。")
    return {
        "consent": lambda: services.note_consents(case_id, Consents(versions), actor=actor, paper=scans["table"]),
        "version": lambda: services.note_proposal(
            item.public_id, typed, key=uuid4(), actor=actor, paper=scans["table"]
        ),
        "promise": lambda: services.note_promises(
            case_id, sitting, base.TODAY, actor=actor, paper=scans["promise"]
        ),
        "minutes": lambda: services.note_minutes_signed(meeting.public_id, inked, actor=actor),
        "meeting": lambda: services.call_meeting(case_id, at, "三楼", actor=actor, paper=scans["meeting"]),
        "suspend": lambda: services.suspend(case_id, Break("核账", until), actor=actor, paper=scans["suspension"]),
        "draft": lambda: services.note_adoption(case_id, "0", scans["draft"], actor=actor),
        "name": lambda: services.name_from_paper(case_id, Seat("钱五企", origin="appointed"), actor=actor),
    }  # fmt: skip


def with_minutes(home: makers.House, case: Case) -> Meeting:
    actor = makers.again(home.chair, LATER)
    with as_(base.SYSTEM):
        row = Meeting.objects.create(
            case=case, number=1, at=NOW - timedelta(hours=1), place="三楼", chaired_by=Side.WORKER, recorder="记录员"
        )
    with as_(actor):
        record = Record(recorder="记录员", lines=[Line("发薪日", "同意", "同意", result="agreed")])
        return services.keep_minutes(row.public_id, record, actor=actor)


def test_once_the_employer_acts_itself_nothing_is_entered_for_it_any_more() -> None:
    """Its officer took the case up: whatever its page says, the pen is its own again."""
    home = makers.house()
    case = at_the_table(home)
    own_version(home, case)
    meeting = with_minutes(home, case)
    seated(home, "manager").post("bargaining:join", case.public_id)
    chair = makers.again(home.chair, LATER)
    for name, act in acts(case, meeting, chair).items():
        with as_(chair), pytest.raises(Refused) as refused:
            act()
        assert refused.value.code in {"delegates.names_itself", "bargaining.not_your_side"}, name
    at_her_desk = seated(home, "chair")
    case_id, item_id = case.public_id, item_of(case).public_id
    assert "条款由他们自己同意" in at_her_desk.get("bargaining:paper_talk", case_id)
    assert "方案由他们自己提" in at_her_desk.get("bargaining:paper_proposal", case_id, item_id)
    assert "登记企业方在纸上同意的条款" not in at_her_desk.get("bargaining:case", case_id)


def test_whoever_was_listed_with_a_number_and_promises_on_her_own_screen_acts_herself() -> None:
    home = makers.house()
    case = at_the_table(home)
    chair, case_id = seated(home, "chair"), case.public_id
    four = people(case, Side.EMPLOYER)[-1]
    chair.post("bargaining:strike", case_id, four.public_id, reason="换人")
    chair.post("bargaining:paper_list", case_id, **LISTED, name="钱五企", mobile="13855556666")
    version = own_version(home, case)
    chair.post("bargaining:paper_talk", case_id, proposals=str(version), photo=page())
    with as_(base.SYSTEM):
        person = case.participants.get(name="钱五企").person
    assert person is not None
    desk.at_the_desk(makers.again(base.worker(person), LATER)).post("bargaining:promise", case_id)
    said = chair.post("bargaining:paper_list", case_id, status=422, **LISTED, name="钱六企")
    assert "名单由他们自己登记" in said
    assert people(case, Side.EMPLOYER)[-1].name == "钱五企"


# — Promises —


def test_promises_signed_with_a_pen_are_printed_for_each_and_entered_with_the_page() -> None:
    home = makers.house()
    case = listed(home)
    chair, case_id = seated(home, "chair"), case.public_id
    shown = chair.get("bargaining:paper_promise", case_id)
    assert "没有账号的代表，打印承诺书" in shown
    link = f"{reverse('bargaining:print', args=[case_id, 'promise'])}?n="
    prints = [words(chair.client.get(f"{link}{n}").content) for n in range(1, 12)]
    with as_(base.SYSTEM):
        order = list(case.participants.filter(until=None).order_by("pk").values_list("name", flat=True))
    number = order.index("孙海")
    assert "本人孙海" in prints[number]
    assert "企业方首席代表" in prints[number]
    assert "本人孙海" not in words(chair.client.get(f"{link}0").content), "a form to fill in by hand"
    makers.put(case, State.REPS_ELECTED)
    # Five of the employer, three of the union.
    assert "还有 8 位没有账号的" in chair.get("bargaining:case", case_id)
    theirs = [str(row.public_id) for row in people(case, Side.EMPLOYER)]
    for given, sentence in (
        ({"people": theirs, "on": TODAY}, "请上传签了名的保密承诺书"),
        ({"on": TODAY, "photo": page()}, "请勾选在纸上签了保密承诺的人"),
        ({"people": theirs, "on": "2026-06-18", "photo": page()}, "还没有到"),
    ):
        assert sentence in chair.post("bargaining:paper_promise", case_id, status=422, **given)
    assert not any(row.promised_at for row in people(case, Side.EMPLOYER))
    chair.post("bargaining:paper_promise", case_id, people=theirs, on="2026-06-16", photo=page())
    rows = people(case, Side.EMPLOYER)
    assert {str(row.promised_at and row.promised_at.date()) for row in rows} == {"2026-06-16"}
    assert len({row.promise_paper for row in rows}) == 1
    noted = trail("bargaining.promised", side="employer")
    assert len(noted) == 5
    assert {each.facts["paper"] for each in noted} == {str(rows[0].promise_paper)}
    assert "签名的承诺书" in chair.get("bargaining:paper_promise", case_id)
    assert "在纸质承诺书上签字" in words(chair.client.get(f"{link}{number + 1}").content)
    # And they are still on paper: a pen brings nobody into the program.
    chair.post("bargaining:strike", case_id, rows[-1].public_id, reason="换人")
    chair.post("bargaining:paper_list", case_id, **LISTED, name="钱五企")


def test_a_worker_without_an_account_signs_with_a_pen_and_one_with_an_account_does_it_herself() -> None:
    home = makers.house()
    case = listed(home)
    chair, case_id = seated(home, "chair"), case.public_id
    before = people(case, Side.WORKER)[-1]
    chair.post("bargaining:end_delegate", case_id, before.public_id, reason="调离")
    named = {"name": "周纸工", "role": "rep", "origin": "elected", "chosen_on": "2026-06-10"}
    chair.post("bargaining:delegates", case_id, **named)
    rows = {row.name: row for row in people(case, Side.WORKER)}
    pen, account = rows["周纸工"], next(row for row in rows.values() if row.person_id and row.role == "rep")
    actor = makers.again(home.chair, LATER)
    scan = makers.scan(case, "promise")

    def enter(*ids: UUID, paper: UUID | None = scan, actor: Any = actor) -> str:
        with as_(actor):
            try:
                services.note_promises(case_id, ids, base.TODAY, actor=actor, paper=paper)
            except Refused as refusal:
                return refusal.code
        return ""

    assert enter(pen.public_id, account.public_id) == "promise.herself"
    assert enter(pen.public_id, paper=makers.scan(case, "delegates")) == "scan.not_here"
    assert enter(uuid4()) == "promise.nobody"
    with as_(base.SYSTEM):
        pen.refresh_from_db()
    assert pen.promised_at is None, "all on the page, or none"
    assert enter(pen.public_id) == ""
    assert enter(pen.public_id) == "promise.already"
    # An employer that is in the program enters its own, never the union's.
    manager = makers.again(home.manager, LATER)
    with as_(manager):
        services.take_part(case_id, actor=manager)
    there = makers.again(home.manager, LATER)
    theirs = people(case, Side.EMPLOYER)[1].public_id
    assert enter(theirs) == "bargaining.not_your_side"
    assert enter(theirs, actor=there) == ""


# — Minutes, meetings, materials, suspensions —


def test_minutes_both_signed_with_a_pen_count_as_signed_and_say_who_entered_them() -> None:
    home = makers.house()
    case = at_the_table(home)
    row = with_minutes(home, case)
    chair, case_id = seated(home, "chair"), case.public_id
    assert "在纸上签了" in chair.get("bargaining:meetings", case_id)
    both = {"sides": ["worker", "employer"], "hash": row.text_hash}
    for given, sentence in (
        ({**both, "on": TODAY}, "请上传首席代表签了字的会议记录"),
        ({"hash": row.text_hash, "on": TODAY, "photo": page()}, "请勾选在纸上签了字的一方"),
        ({**both, "on": "2026-06-16", "photo": page()}, "签字日期早于会议那天"),
        ({**both, "on": "2026-06-18", "photo": page()}, "还没有到"),
        ({**both, "hash": "0", "on": TODAY, "photo": page()}, "在您看过之后改过"),
    ):
        assert sentence in chair.post("bargaining:paper_minutes", case_id, row.public_id, status=422, **given)
    with as_(base.SYSTEM):
        assert Meeting.objects.get(pk=row.pk).signatures == []
    chair.post("bargaining:paper_minutes", case_id, row.public_id, **both, on=TODAY, photo=page())
    with as_(base.SYSTEM):
        signed = Meeting.objects.get(pk=row.pk).signatures
    assert [(each["side"], each["name"], each["form"], each["on"], each["by"]) for each in signed] == [
        ("worker", "王建国", "paper", TODAY, "王建国"), ("employer", "孙海", "paper", TODAY, "王建国"),
    ]  # fmt: skip
    assert {each.facts["paper"] for each in trail("bargaining.minutes_signed")} == {signed[0]["paper"]}
    shown = chair.get("bargaining:meetings", case_id)
    assert "双方已签字" in shown
    raw = chair.client.get(reverse("bargaining:meetings", args=[case_id])).content.decode()
    assert reverse("bargaining:kept", args=[case_id, signed[0]["paper"]]) in raw
    assert "没有要由您登记的签字" in chair.get("bargaining:paper_minutes", case_id, row.public_id)
    printed = words(chair.client.get(reverse("bargaining:print", args=[case_id, "minutes"])).content)
    assert "孙海（在纸质记录上签字）" in printed
    assert "在本平台确认" not in printed
    actor = makers.again(home.chair, LATER)
    with as_(actor), pytest.raises(Refused, match=r"sign\.twice"):
        services.note_minutes_signed(
            row.public_id, Inked(row.text_hash, ["worker"], base.TODAY, makers.scan(case, "minutes")), actor=actor
        )


def test_their_turn_to_call_a_meeting_their_materials_and_a_suspension_come_on_paper() -> None:
    home = makers.house()
    case = listed(home, materials=("资产负债表",))
    chair, case_id = seated(home, "chair"), case.public_id
    makers.put(case, State.REPS_ELECTED)
    version = makers.fresh(case).version
    said = chair.post("bargaining:materials", case_id, status=422, version=version, theirs="1")
    assert "请上传对方交资料的清单" in said
    chair.post("bargaining:materials", case_id, version=version, theirs="1", photo=page())
    assert makers.state_of(case) is State.MATERIALS
    with as_(base.SYSTEM):
        step = case.steps.get(act="give_materials")
    assert (step.side, step.paper is not None) == ("employer", True)
    makers.put(case, State.NEGOTIATING)
    chair.post("bargaining:promise", case_id)
    chair.post("bargaining:meetings", case_id, meet_at="2026-07-20T09:00", place="三楼")
    called = {"meet_at": "2026-07-27T09:00", "place": "三楼"}
    assert "请上传企业方首席代表签发的会议通知" in chair.post("bargaining:meetings", case_id, status=422, **called)
    chair.post("bargaining:meetings", case_id, **called, photo=page())
    with as_(base.SYSTEM):
        rows = list(case.meetings.order_by("number").values_list("chaired_by", "paper"))
    assert [(side, paper is not None) for side, paper in rows] == [("worker", False), ("employer", True)]
    chair.post("bargaining:suspension", case_id, reason="核账", until="2026-06-25", photo=page())
    with as_(base.SYSTEM):
        stood = case.suspensions.get()
    assert {each["side"] for each in stood.consents} == {"worker", "employer"}
    assert makers.state_of(case) is State.SUSPENDED


# — Texts —


def adopted_on_paper(home: makers.House, case: Case) -> str:
    """The employer's chief has signed the text as it stands; returns its hash."""
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    seated(home, "chair").post("bargaining:adopt", case.public_id, hash=text, paper="1", photo=page())
    return text


def agreed_on_paper(home: makers.House, case: Case, text: str) -> None:
    version = own_version(home, case, text)
    seated(home, "chair").post("bargaining:paper_talk", case.public_id, proposals=str(version), photo=page())


TERM = {"starts_on": "2026-08-01", "ends_on": "2027-07-31", "womens_content": "within"}


def test_a_second_text_after_a_rejection_is_talked_over_and_adopted_on_paper() -> None:
    home = makers.house()
    case = at_the_table(home)
    chair, case_id = seated(home, "chair"), case.public_id
    agreed_on_paper(home, case, AGREED)
    chair.post("bargaining:draft", case_id, **TERM)
    adopted_on_paper(home, case)
    chair.post("bargaining:submit", case_id)
    makers.put(case, State.CONGRESS_REJECTED)
    chair.post("bargaining:revise", case_id)
    assert makers.state_of(case) is State.NEGOTIATING
    item_id = item_of(case).public_id
    chair.post("bargaining:item_act", case_id, item_id, "reopen")
    chair.post("bargaining:paper_talk", case_id, reopened=str(item_id), photo=page())
    agreed_on_paper(home, case, "每月 8 日前发放。")
    adopted_on_paper(home, case)
    with as_(base.SYSTEM):
        drafts = list(case.drafts.order_by("number"))
    assert [row.adopted_by for row in drafts] == ["孙海", "孙海"]
    assert all(row.paper for row in drafts)
    assert makers.state_of(case) is State.DRAFT_AGREED


def revising(home: makers.House, text: str) -> Case:
    """The office objected to the one clause; both have agreed to other words on paper."""
    case = at_the_table(home)
    agreed_on_paper(home, case, AGREED)
    seated(home, "chair").post("bargaining:draft", case.public_id, **TERM)
    passed = adopted_on_paper(home, case)
    with as_(base.SYSTEM):
        draft = case.drafts.get()
        objection = {"clause": makers.SHORT[0], "words": "不清楚", "basis": "条例", "remedy": "写清楚"}
        case.filings.create(
            number=1, draft=draft, filed_on=base.TODAY, copies=5, received_at=NOW, result="objected",
            objections=[objection],
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(passed_on=base.TODAY, passed_hash=passed)
    makers.put(case, State.OBJECTED)
    seated(home, "chair").post("bargaining:revise", case.public_id)
    assert item_of(case).agreed_paper is None, "what was objected to is open again"
    agreed_on_paper(home, case, text)
    return makers.fresh(case)


def test_other_words_after_an_objection_are_adopted_on_paper_and_signed() -> None:
    home = makers.house()
    case = revising(home, "每月 10 日前发给。")
    chair, case_id = seated(home, "chair"), case.public_id
    shown = chair.get("bargaining:draft", case_id)
    assert "企业方在纸上采用了，登记一下" in shown
    assert "只改文字" in shown
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(case))
    refused = chair.post("bargaining:adopt", case_id, status=422, hash=text, paper="1", substantive="no")
    assert "请上传企业方首席代表签字采用的草案" in refused
    stale = chair.post("bargaining:adopt", case_id, status=422, hash="0", paper="1", substantive="no", photo=page())
    assert "在您看过之后变了" in stale
    chair.post("bargaining:adopt", case_id, hash=text, paper="1", substantive="no", photo=page())
    with as_(base.SYSTEM):
        row = case.drafts.order_by("-number").first()
    assert row is not None
    assert (row.adopted_by, row.is_substantive, row.paper is not None) == ("孙海", False, True)
    assert trail("bargaining.draft_adopted", paper=str(row.paper))
    for side in ("", "employer"):
        chair.post("bargaining:sign", case_id, hash=text, side=side, on=TODAY, photo=page())
    chair.post("bargaining:filing", case_id, version=makers.fresh(case).version, filed_on=TODAY, copies="5")
    assert makers.state_of(case) is State.FILED


def test_another_sum_after_an_objection_goes_to_the_congress_again_from_paper_too() -> None:
    home = makers.house()
    case = revising(home, "每月 12 日前发放。")
    chair, case_id = seated(home, "chair"), case.public_id
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(case))
    assert "改动了实质内容" in chair.get("bargaining:draft", case_id)
    given = {"hash": text, "paper": "1"}
    said = chair.post("bargaining:adopt", case_id, status=422, **given, substantive="no", photo=page())
    assert "职代会" in said
    chair.post("bargaining:adopt", case_id, **given, substantive="yes", photo=page())
    assert makers.state_of(case) is State.CONGRESS_SUBMITTED
    with as_(base.SYSTEM):
        assert case.steps.filter(act="submit", side="employer", paper__isnull=False).exists()


def test_a_change_of_a_contract_made_on_paper_is_made_on_paper_again() -> None:
    """Delegates carried over from a list on paper bring nobody into the program."""
    home = makers.house()
    case = at_the_table(home)
    agreed_on_paper(home, case, AGREED)
    seated(home, "chair").post("bargaining:draft", case.public_id, **TERM)
    adopted_on_paper(home, case)
    former = makers.put(case, State.MONITORING)
    chair = seated(home, "chair")
    given = {"procedure": "end", "ground": "as_agreed", "words": "双方同意", "photo": page("说明.pdf")}
    chair.post("bargaining:change", former.public_id, **given)
    with as_(base.SYSTEM):
        ending = Case.objects.get(former=former)
    chair.post("bargaining:offer", ending.public_id, version=makers.fresh(ending).version, kind="special.grade",
               title=ending.title, staff=350, meet_at="2026-07-20T09:00", place="三楼", topics=[])  # fmt: skip
    chair.post("bargaining:send", ending.public_id, version=makers.fresh(ending).version, way="in_app")
    chair.post("bargaining:note_reply", ending.public_id, version=makers.fresh(ending).version,
               at="2026-06-17T08:04", photo=page())  # fmt: skip
    rows = people(ending, Side.EMPLOYER)
    with as_(base.SYSTEM):
        reply = ending.steps.get(act="reply").paper
    assert {row.paper for row in rows} == {reply}
    assert "没有账号也不影响" in chair.get("bargaining:delegates", ending.public_id)
