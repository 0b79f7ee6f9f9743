"""Transfer by both sides, retaining, retiring, quitting, six months, a death: rows, counts, notices, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hexian.domains.members import queries, services
from hexian.domains.members.access import LAPSE_WATCH
from hexian.domains.members.models import Membership, Participation, Passage, Tally
from hexian.domains.members.queries import MemberFilter, PassageTab, members_on
from hexian.domains.members.rules import MembershipState, PassageState
from hexian.domains.members.services import flow, handing_over
from hexian.domains.orgs import queries as org_queries
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.orgs.services.following import Chosen, HandedOver
from hexian.domains.people.models import Account, Person
from hexian.foundation import events
from hexian.foundation.access import counted
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from hexian.foundation.notices import queries as notices
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.makers import NOW, SYSTEM, TODAY, as_
from tests.members.test_checking import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
VOTE = {"seats": 5, "present": 5, "yes": 4, "no": 1, "abstained": 0}


class Two:
    """Two unions side by side, each with an officer, and a member of the first."""

    def __init__(self) -> None:
        self.here = makers.long_standing("长河街道总工会（演示）")
        self.there = makers.long_standing("浦沿街道总工会（演示）")
        self.officer = makers.officer_of(self.here, *makers.CHAIR)
        self.colleague = makers.officer_of(self.here, *makers.CHAIR, name="赵一舟")
        self.other = makers.officer_of(self.there, *makers.CHAIR, name="吴远")
        self.member = makers.make_member(self.here, "王小满")
        self.her = makers.worker(Person.objects.get(pk=self.member.person_id))

    def ask(self, kind: str, **facts: Any) -> Passage:
        if kind == "transfer":
            facts["target"] = self.there.public_id
        made: Passage = act(self.her, services.ask_passage, kind=kind, **facts)
        return made

    def row(self) -> Membership:
        return Membership.objects.get(pk=self.member.pk)

    def counts(self) -> tuple[int, int]:
        return tuple(
            sum(Tally.objects.filter(org=org).values_list("members", flat=True)) for org in (self.here, self.there)
        )  # type: ignore[return-value]


@pytest.fixture
def two() -> Two:
    return Two()


def act(actor: Actor, verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
    with as_(actor):
        return verb(*args, actor=actor, **facts)


def told(two: Two) -> list[str]:
    events.drain()
    return [line.text for line in notices.newest(two.her.person_id or 0, limit=20)]


def on_day(org: Organisation, day: date) -> int:
    flow.drain()
    return members_on([org.code], day)[org.code]


def test_a_transfer_needs_both_sides_and_ends_one_stay_on_the_day_the_other_begins(two: Two) -> None:
    passage = two.ask("transfer", reason="new_job", note="厂里搬走了")
    assert Deadline.objects.get(subject_id=passage.public_id).rule == "membership.release"
    with as_(two.other), pytest.raises(Passage.DoesNotExist):
        services.accept(passage.public_id, actor=two.other)
    with as_(two.other):
        assert queries.passages(two.other).rows == ()
        assert counted(queries.passages_waiting(two.other)) == (0,)
        assert not Passage.objects.exists(), "the other union sees nothing before she is let go"
    act(two.officer, services.release, passage.public_id)
    with as_(two.other):
        page = queries.passage(passage.public_id, two.other)
        assert (page.row.name, page.note, page.row.member_id) == ("王小满", "", None)
        assert page.row.mobile_masked.count("*") == 4
        assert page.acts == {"accept", "refuse"}
        assert counted(queries.passages_waiting(two.other)) == (1,)
        assert not Membership.objects.filter(pk=two.member.pk).exists()
    assert two.row().org_id == two.here.pk
    act(two.other, services.accept, passage.public_id)
    row, stay = two.row(), Membership.objects.get(person=two.member.person_id, state="transferred")
    assert (row.org_id, row.came_on, row.ended_on, row.state) == (two.there.pk, TODAY, None, "active")
    assert (stay.org_id, stay.joined_on, stay.ended_on) == (two.here.pk, date(2026, 1, 5), TODAY)
    assert (row.card_no, row.card_token) == (two.member.card_no, two.member.card_token)
    assert two.counts() == (0, 1)
    yesterday = TODAY - timedelta(days=1)
    assert [on_day(org, day) for org in (two.here, two.there) for day in (yesterday, TODAY)] == [1, 0, 0, 1]
    with as_(two.other):
        assert [found.name for found in queries.members(two.other, MemberFilter(text="小满")).page.rows] == ["王小满"]
    assert {entry.code for entry in AuditEntry.objects.filter(event="members.passage_done")} == {two.there.code}
    assert any("您已经转到浦沿街道总工会" in text for text in told(two))
    assert not Deadline.objects.filter(subject_id=passage.public_id, ended_at__isnull=True).exists()


def test_either_side_may_say_no_with_a_remedy_and_the_first_may_take_its_yes_back(two: Two) -> None:
    passage = two.ask("transfer")
    assert_refused("passage.state", two.officer, services.confirm, passage.public_id)
    act(two.officer, services.release, passage.public_id)
    act(two.officer, services.recall, passage.public_id)
    assert_refused("passage.recalled", two.other, services.accept, passage.public_id)
    with as_(two.other), pytest.raises(Passage.DoesNotExist):
        queries.passage(passage.public_id, two.other)
    act(two.officer, services.release, passage.public_id)
    with as_(two.officer), pytest.raises(Passage.DoesNotExist):
        services.refuse_passage(passage.public_id, reason="other", remedy="x", actor=two.officer)
    refuse = services.refuse_passage
    assert_refused("passage.remedy_missing", two.other, refuse, passage.public_id, reason="not_here", remedy=" ")
    act(two.other, refuse, passage.public_id, reason="not_here", remedy="请转到西兴街道总工会")
    with as_(two.her):
        (mine,) = queries.my_passages(two.her)
        assert (mine.state, mine.refusal, mine.answer) == ("refused", "not_here", "请转到西兴街道总工会")
        assert queries.my_standing(two.her) is not None
    assert two.row().org_id == two.here.pk
    assert two.counts() == (1, 0)
    assert "浦沿街道总工会（演示）这次没有同意您的转会申请。原因和接下来可以怎么办，点开能看到。" in told(two)


def test_what_an_officer_begins_needs_her_yes_or_a_second_officers(two: Two) -> None:
    begin = services.begin_passage
    assert_refused("passage.why_missing", two.officer, begin, two.member.public_id, kind="retain", note=" ")
    passage = act(two.officer, begin, two.member.public_id, kind="retain", reason="unemployed", note="街道失业登记表")
    assert_refused("passage.second", two.officer, services.confirm, passage.public_id)
    assert "要为您办理保留会籍" in told(two)[0]
    act(two.her, services.agree, passage.public_id)
    assert two.row().state == MembershipState.RETAINED
    assert_refused("passage.not_asked", two.her, services.agree, passage.public_id)
    passage = act(two.officer, begin, two.member.public_id, kind="resume", note="本人来电，重新上班")
    act(two.colleague, services.confirm, passage.public_id)
    assert two.row().state == MembershipState.ACTIVE
    passage = act(two.officer, begin, two.member.public_id, kind="quit", note="本人书面申请")
    act(two.her, services.withdraw_passage, passage.public_id)
    assert Passage.objects.get(pk=passage.pk).state == PassageState.WITHDRAWN
    assert two.row().state == MembershipState.ACTIVE


def test_a_retained_membership_is_not_counted_and_goes_on_with_its_card(two: Two) -> None:
    since = date(2026, 4, 1)
    passage = two.ask("retain", reason="unemployed", on=since)
    act(two.officer, services.confirm, passage.public_id)
    assert (two.row().state, two.row().ended_on) == ("retained", since)
    assert [on_day(two.here, day) for day in (date(2026, 3, 31), since, TODAY)] == [1, 0, 0]
    assert two.counts() == (0, 0)
    passage = two.ask("transfer")
    act(two.officer, services.release, passage.public_id)
    act(two.other, services.accept, passage.public_id)
    row = two.row()
    assert (row.org_id, row.state, row.came_on, row.card_no) == (two.there.pk, "active", TODAY, two.member.card_no)
    assert [on_day(two.here, since), on_day(two.there, date(2026, 5, 1)), on_day(two.there, TODAY)] == [0, 0, 1]
    assert two.counts() == (0, 1)


def test_nobody_refuses_a_quit_and_it_is_undone_within_a_week(two: Two) -> None:
    passage = two.ask("quit")
    assert_refused("passage.state", two.officer, services.refuse_passage, passage.public_id, reason="other", remedy="x")
    act(two.officer, services.confirm, passage.public_id)
    assert (two.row().state, two.counts()) == ("quit", (0, 0))
    late = replace(two.officer, now=NOW + timedelta(days=8))
    assert_refused("passage.too_late", late, services.undo_passage, passage.public_id, why="办错了人")
    assert_refused("passage.why_missing", two.officer, services.undo_passage, passage.public_id, why="")
    act(two.officer, services.undo_passage, passage.public_id, why="办错了人")
    assert (two.row().state, two.row().ended_on, two.counts()) == ("active", None, (1, 0))
    assert on_day(two.here, TODAY) == 1


def test_what_cannot_be_asked_is_said(two: Two) -> None:
    two.ask("retain")
    verb = services.ask_passage
    assert_refused("passage.open_already", two.her, verb, kind="quit")
    assert_refused("passage.kind", two.her, verb, kind="lapse")
    assert_refused("passage.membership", two.her, verb, kind="resume")
    assert_refused("passage.reason", two.her, verb, kind="retain", reason="died")
    assert_refused("passage.note_missing", two.her, verb, kind="retain", reason="other")
    assert_refused("passage.target", two.her, verb, kind="transfer", target=two.here.public_id)
    assert_refused("passage.ahead", two.her, verb, kind="retain", on=TODAY + timedelta(days=1))
    assert_refused("passage.before", two.her, verb, kind="retain", on=date(2025, 1, 1))
    assert_refused("passage.no_membership", makers.worker(makers.make_person()), verb, kind="quit")
    own = makers.officer_of(two.here, *makers.CHAIR, person=two.member.person)
    (passage,) = Passage.objects.all()
    with as_(own), pytest.raises(Passage.DoesNotExist):
        services.confirm(passage.public_id, actor=own)


def test_a_death_ends_what_is_open_silences_notices_and_can_be_taken_back(two: Two) -> None:
    two.ask("transfer")
    act(two.her, services.ask_change, field="kind_of_work", after="货车司机")
    told(two)
    before = Notice.objects.count()
    verb, facts = services.record_death, {"paper": "medical", "paper_on": TODAY}
    member_id, died = two.member.public_id, date(2026, 6, 1)
    assert_refused("death.paper", two.officer, verb, member_id, died_on=died, paper="letter", paper_on=TODAY)
    early = {"paper": "medical", "paper_on": date(2026, 5, 1)}
    assert_refused("death.paper_early", two.officer, verb, member_id, died_on=died, **early)
    passage = act(two.officer, verb, member_id, died_on=died, **facts)
    assert (two.row().state, two.row().ended_on, two.counts()) == ("deceased", died, (0, 0))
    assert not Account.objects.get(person=two.member.person_id).is_active
    assert not Passage.objects.filter(state=PassageState.ASKED).exists()
    assert not Deadline.objects.filter(ended_at__isnull=True).exists()
    told(two)
    assert Notice.objects.count() == before
    with as_(two.officer):
        assert services.read_card(two.member.card_token, actor=two.officer).is_valid is False
    long_after = replace(two.officer, now=NOW + timedelta(days=400))
    act(long_after, services.undo_passage, passage.public_id, why="同名同姓，登记错了人")
    assert (two.row().state, two.counts()) == ("active", (1, 0))
    assert Account.objects.get(person=two.member.person_id).is_active
    assert "撤销了办过的去世登记" in told(two)[0]


def office_of(two: Two, role: str = "chair") -> Any:
    """She is an officer of her union as well, for three years."""
    chair = Role.objects.get(org=None, key=role).public_id
    person = Person.objects.get(pk=two.member.person_id)
    days: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2029, 1, 1)}
    return orgs.appoint(two.here.public_id, person_id=person.public_id, role_id=chair, actor=SYSTEM, **days)


def test_the_offices_of_somebody_who_died_end_that_day_and_those_who_appoint_hear_of_it(two: Two) -> None:
    office, later = office_of(two), office_of(two, "organiser")
    type(later).objects.filter(pk=later.pk).update(starts_on=TODAY + timedelta(days=9))
    events.drain()
    died = date(2026, 6, 1)
    act(two.officer, services.record_death, two.member.public_id, died_on=died, paper="medical", paper_on=TODAY)
    office.refresh_from_db()
    later.refresh_from_db()
    assert (office.ends_on, office.end_reason) == (died, "died")
    assert later.ends_on == later.starts_on, "what had not begun never does"
    assert AuditEntry.objects.filter(event="orgs.office_ended", person_id=two.member.person_id).count() == 2
    before = Notice.objects.filter(person_id=two.member.person_id).count()
    events.drain()
    heard = [line.text for line in notices.newest(two.officer.person_id or 0, limit=5)]
    assert sum("空缺了：原任已去世" in text for text in heard) == 2
    assert Notice.objects.filter(person_id=two.member.person_id).count() == before


def as_they_stand(person_id: int) -> list[tuple[Any, ...]]:
    """Every office of hers with all that ending one writes."""
    fields = ("title", "starts_on", "ends_on", "end_reason", "ended_because", "former_ends_on", "former_end_reason")
    return list(Office.objects.filter(person=person_id).order_by("pk").values_list(*fields))


def test_a_death_recorded_by_mistake_gives_every_office_back_as_it_was(two: Two) -> None:
    who = two.member.person_id
    office_of(two)
    later = office_of(two, "organiser")
    Office.objects.filter(pk=later.pk).update(starts_on=TODAY + timedelta(days=9), ends_on=None)
    below = makers.make_org("长河骑手（演示）工会", kind="new_form", parent=two.here)
    minding = {"role_id": Role.objects.get(org=None, key="chair").public_id, "ends_on": date(2026, 9, 1)}
    person = Person.objects.get(pk=who)
    act(SYSTEM, orgs.mind, below.public_id, person_id=person.public_id, **minding)
    ended = Office.objects.create(
        org=two.there, code=two.there.code, person=person, role=later.role, title="前任干事",
        starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1), end_reason="换届",
    )  # fmt: skip
    before = as_they_stand(who)
    passage = act(
        two.officer, services.record_death, two.member.public_id, died_on=TODAY, paper="medical", paper_on=TODAY
    )
    during = as_they_stand(who)
    assert [row[4] for row in during] == [passage.public_id] * 3 + [None]
    assert all(row[2] is not None and row[2] >= TODAY for row in during[:3])
    events.drain()
    act(two.officer, services.undo_passage, passage.public_id, why="同名同姓，登记错了人")
    assert as_they_stand(who) == before
    back = AuditEntry.objects.filter(event="orgs.office_returned", person_id=who)
    assert back.count() == 3
    assert str(ended.public_id) not in {entry.subject_id for entry in back}
    assert sum("恢复了" in text for text in told(two)) == 3
    assert any("任命过别人的" in line.text for line in notices.newest(two.officer.person_id or 0, limit=5))


def test_what_cannot_stand_again_stays_ended(two: Two) -> None:
    who = Person.objects.get(pk=two.member.person_id)
    gone = makers.make_org("撤掉的（演示）工会", kind="enterprise", parent=two.here)
    role = Role.objects.get(org=None, key="organiser")
    orgs.appoint(gone.public_id, person_id=who.public_id, role_id=role.public_id, actor=SYSTEM)
    office_of(two)
    later = office_of(two, "organiser")
    begins = TODAY + timedelta(days=9)
    Office.objects.filter(pk=later.pk).update(starts_on=begins, ends_on=None)
    passage = act(
        two.officer, services.record_death, two.member.public_id, died_on=TODAY, paper="medical", paper_on=TODAY
    )
    act(two.officer, orgs.end_office, later.public_id, reason="不设这个岗位了")
    orgs.dissolve(gone.public_id, on=TODAY, actor=SYSTEM)
    anew = office_of(two)
    Office.objects.filter(pk=anew.pk).update(starts_on=TODAY)
    act(two.officer, services.undo_passage, passage.public_id, why="同名同姓，登记错了人")
    assert not AuditEntry.objects.filter(event="orgs.office_returned").exists()
    assert [row[2] for row in as_they_stand(who.pk)] == [TODAY, TODAY, begins, date(2029, 1, 1)]


def test_an_officer_who_leaves_is_asked_about_and_nothing_ends_by_itself(two: Two) -> None:
    office = office_of(two)
    events.drain()

    def flagged() -> list[tuple[str, date]]:
        with as_(two.officer):
            rows = org_queries.offices(two.officer, org_id=two.here.public_id)
            return [(gone.state, gone.on) for gone in queries.left(rows).values()]

    assert flagged() == []
    passage = two.ask("quit")
    act(two.officer, services.confirm, passage.public_id)
    office.refresh_from_db()
    assert office.ends_on == date(2029, 1, 1)
    assert flagged() == [("quit", TODAY)]
    events.drain()
    assert "已经不是这里的会员，任职还在" in notices.newest(two.officer.person_id or 0, limit=1)[0].text
    act(two.officer, services.undo_passage, passage.public_id, why="办错了人")
    assert flagged() == []


def test_an_officer_who_moves_within_her_office_or_came_from_outside_is_not_asked_about(two: Two) -> None:
    root = makers.root()
    chair = Role.objects.get(org=None, key="chair").public_id
    person = Person.objects.get(pk=two.member.person_id)
    above = orgs.appoint(root.public_id, person_id=person.public_id, role_id=chair, actor=SYSTEM)
    act(two.officer, services.release, (passage := two.ask("transfer")).public_id)
    act(two.other, services.accept, passage.public_id)
    rows = org_queries.offices(SYSTEM)
    assert above.public_id in {row.public_id for row in rows}
    assert queries.left(rows) == {}


@pytest.fixture
def watched(two: Two) -> Two:
    """A union that keeps records since January; she paid in January and has not been seen since."""
    orgs.switch_feature(two.here.public_id, feature=LAPSE_WATCH, is_on=True, actor=SYSTEM)
    early = replace(two.officer, now=NOW - timedelta(days=160))
    act(early, services.note_part, [two.member.public_id], kind="dues", on=date(2026, 1, 6))
    return two


def propose(days: int = 0) -> int:
    return services.propose_lapses(Actor.system("tests", NOW + timedelta(days=days)))


def test_six_months_are_only_ever_proposed_to_people(watched: Two) -> None:
    two = watched
    assert propose() == 0, "less than six months"
    assert propose(18) == 0, "5 July: one day short"
    assert propose(19) == 1
    assert propose(19) == 0, "one open proposal each"
    passage = Passage.objects.get()
    assert (passage.state, passage.params["since"], two.row().state) == ("proposed", "2026-01-06", "active")
    assert any("没有查到您最近半年" in text for text in told(two))
    later = replace(two.officer, now=NOW + timedelta(days=21))
    meeting = {"number": "2026-9", "held_on": later.now.date(), **VOTE}
    assert_refused("passage.state", later, services.decide_lapse, passage.public_id, **meeting)
    assert_refused("passage.why_missing", later, services.warn, passage.public_id, note="")
    act(later, services.warn, passage.public_id, note="上门谈过，说在外地")
    assert_refused("passage.hearing", later, services.decide_lapse, passage.public_id, **meeting)
    act(replace(two.her, now=later.now), services.object_to, passage.public_id, words="我在外地打工，会费托同事交了")
    assert_refused(
        "committee.majority", later, services.decide_lapse, passage.public_id, **meeting | {"yes": 2, "no": 3}
    )
    assert two.row().state == "active"
    act(later, services.decide_lapse, passage.public_id, **meeting)
    assert (two.row().state, two.row().ended_on, two.counts()[0]) == ("auto_quit", later.now.date(), 0)
    assert Passage.objects.get().resolution is not None
    act(later, services.undo_passage, passage.public_id, why="会费查到了")
    assert (two.row().state, two.counts()[0]) == ("active", 1)


def test_whoever_pays_or_comes_is_no_case_any_more_and_no_records_mean_no_proposals(watched: Two) -> None:
    two = watched
    makers.make_member(two.there, "周可心")
    assert propose(30) == 1
    later = replace(two.officer, now=NOW + timedelta(days=31))
    act(later, services.note_part, [two.member.public_id], kind="activity", on=later.now.date())
    assert [row.state for row in Passage.objects.all()] == ["dropped"]
    assert propose(32) == 0
    assert Participation.objects.count() == 2
    orgs.switch_feature(two.here.public_id, feature=LAPSE_WATCH, is_on=False, actor=SYSTEM)
    assert propose(400) == 0


def test_a_merged_union_hands_its_passages_and_retained_members_on(two: Two) -> None:
    retained = makers.make_member(two.here, "周可心")
    her = makers.worker(Person.objects.get(pk=retained.person_id))
    passage = act(her, services.ask_passage, kind="retain")
    act(two.officer, services.confirm, passage.public_id)
    third = makers.make_org("西兴街道总工会（演示）")
    going = act(two.her, services.ask_passage, kind="transfer", target=third.public_id)
    coming = makers.make_member(two.there, "李知夏")
    lady = makers.worker(Person.objects.get(pk=coming.person_id))
    arriving = act(lady, services.ask_passage, kind="transfer", target=two.here.public_id)
    handing_over.inherit(HandedOver(two.here, two.there, TODAY, SYSTEM, Chosen(), ends=True))
    going.refresh_from_db()
    arriving.refresh_from_db()
    retained.refresh_from_db()
    assert (going.source_id, going.state) == (two.there.pk, "asked")
    assert arriving.state == "withdrawn", "she is there already"
    assert (retained.org_id, retained.state) == (two.there.pk, "retained")
    assert two.counts() == (0, 2)
    assert [on_day(org, TODAY) for org in (two.here, two.there)] == [0, 2]


def test_the_queue_says_whose_turn_it_is(two: Two) -> None:
    passage = two.ask("transfer")
    tab = PassageTab

    def seen(actor: Actor, which: PassageTab) -> int:
        with as_(actor):
            return len(queries.passages(actor, which).rows)

    assert [seen(two.officer, each) for each in tab] == [1, 0, 0, 0]
    act(two.officer, services.release, passage.public_id)
    assert [seen(two.officer, each) for each in tab] == [0, 1, 0, 0]
    assert [seen(two.other, each) for each in tab] == [1, 0, 0, 0]
    act(two.other, services.accept, passage.public_id)
    assert [seen(two.officer, each) for each in tab] == [0, 0, 0, 1]
    begun = act(two.other, services.begin_passage, two.member.public_id, kind="retire", note="看过退休证")
    assert [seen(two.other, each) for each in tab] == [0, 0, 1, 1]
    assert begun.waits_for == "her"


def test_whoever_joins_anew_is_retained_nowhere_any_more(two: Two) -> None:
    number = makers.id_number()
    retained = makers.make_member(two.here, "周可心", number=number)
    her = makers.worker(Person.objects.get(pk=retained.person_id))
    passage = act(her, services.ask_passage, kind="retain")
    act(two.officer, services.confirm, passage.public_id)
    act(her, services.ask_passage, kind="resume")
    row = makers.make_application(two.there, "周可心", number=number, phone=her.mobile)
    makers.pass_it(makers.make_resolution(row, officer=two.other), two.other)
    states = Membership.objects.filter(person=retained.person_id).order_by("pk").values_list("org_id", "state")
    assert list(states) == [(two.here.pk, "resumed"), (two.there.pk, "active")]
    assert [each.state for each in Passage.objects.order_by("pk")] == ["done", "withdrawn"]
