"""What people do with bodies, rolls and ballots, and what the law does not let them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from hexian.domains.decisions import queries, services
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import Body, Count, Delegate, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import BodyKind, Standing
from hexian.domains.decisions.services import Outcome, Staff, following
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import privacy
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.events import services as events
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices.models import Notice
from tests import makers as base
from tests.decisions import makers as make
from tests.districts import PDF
from tests.makers import SYSTEM, TODAY, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=rf"^{code}\(")


def scene() -> tuple[Actor, Actor, Body]:
    """A union with two officers and a congress with all its delegates."""
    union = make.works()
    chair = make.officer(union)
    return chair, make.officer(union, "周可心"), make.full(union, chair)


# — Bodies and seats —


def test_seats_are_those_of_the_place_the_body_is_at() -> None:
    union, nation = make.works(), base.make_org("外省厂工会委员会（演示）", kind="enterprise", division="530102")
    chair, there = make.officer(union), make.officer(nation, "吴远")
    made = make.body(union, chair)
    assert (made.seats, made.least, made.name) == (54, 54, "和畅电子（演示）有限公司职工代表大会")
    assert make.body(nation, there, Staff(3000, 1000)).seats == 100, "five in a hundred, what is beyond is agreed on"
    with as_(chair):
        assert services.seats_for(union.public_id, 999, chair) == 96


def test_one_row_of_the_lawbook_alone_changes_the_seats() -> None:
    union = make.works()
    chair = make.officer(union)
    RuleParam.objects.filter(code="congress.seats", region="33").update(value="[[null, 61, 0, 0, 0]]")
    assert make.body(union, chair).seats == 61


def test_what_the_law_does_not_let_a_body_be() -> None:
    union = make.works()
    chair = make.officer(union)
    for code, given in (
        ("decisions.seats_too_few", {"seats": 53}),
        ("decisions.no_staff", {"staff": Staff(0, 0)}),
        ("decisions.part_beyond_staff", {"staff": Staff(10, 11)}),
        ("decisions.too_many_for_assembly", {"kind": BodyKind.ASSEMBLY}),
        ("decisions.term_number", {"term_number": 0}),
        ("decisions.kind_unknown", {"kind": "club"}),
        ("decisions.term_long", {"ends_on": date(2036, 1, 1)}),
    ):
        with refused(code):
            make.body(union, chair, **given)
    make.body(union, chair)
    with refused("decisions.body_exists"):
        make.body(union, chair)
    with pytest.raises(Organisation.DoesNotExist):
        make.body(make.works("别家（演示）工会委员会"), chair)


def test_seats_are_fixed_anew_but_not_below_who_sits_nor_while_a_roll_is_sealed() -> None:
    chair, _other, body = scene()
    with as_(chair):
        assert services.fix_seats(body.public_id, staff=Staff(600, 200), actor=chair).seats == 75
        with refused("decisions.seats_taken"):
            services.fix_seats(body.public_id, staff=Staff(99, 30), actor=chair)
        services.fix_seats(body.public_id, staff=make.STAFF, actor=chair)
    make.sealed(body, chair)
    with as_(chair), refused("decisions.meeting_now"):
        services.fix_seats(body.public_id, staff=make.STAFF, actor=chair)


# — Delegates —


def test_a_pasted_list_is_entered_whole_or_not_at_all() -> None:
    union = make.works()
    chair = make.officer(union)
    body = make.body(union, chair)
    person = base.make_person("陈小满", org=union)
    base.worker(person)
    bad = f"陈小满 女 一车间 否 {person.mobile}\n周立夏 无 质检科\n陈小满 女 一车间 否 {person.mobile}"
    with as_(chair), pytest.raises(Refused) as refusal:
        services.paste_delegates(body.public_id, bad, actor=chair)
    assert [(fault["line"], fault["code"]) for fault in cast("list[Any]", refusal.value.params["faults"])] == [
        (2, "decisions.line_sex"), (3, "decisions.delegate_twice"),
    ]  # fmt: skip
    assert not body.delegates.exists()
    good = f"陈小满 女 一车间 否 {person.mobile}\n陈小满 女 二车间"
    with as_(chair):
        services.paste_delegates(body.public_id, good, elected_on=TODAY, actor=chair)
        with refused("decisions.delegate_twice"):
            services.add_delegates(body.public_id, [make.line(1, name="陈小满", department="二车间")], actor=chair)
        with refused("decisions.elected_ahead"):
            services.add_delegates(body.public_id, [make.line(1, elected_on=TODAY + timedelta(days=1))], actor=chair)
    rows = body.delegates.order_by("pk")
    assert [(row.person_id, row.elected_on) for row in rows] == [(person.pk, TODAY), (None, TODAY)]
    herself = base.worker(person)
    with as_(herself):
        assert [row.department for row in queries.my_seats(herself)] == ["一车间"]
        assert Delegate.objects.count() == 1, "she sees her own seat and nobody else's"
        assert not Body.objects.exists()


def test_no_more_delegates_than_seats() -> None:
    chair, _other, body = scene()
    with as_(chair):
        with refused("decisions.beyond_seats"):
            services.add_delegates(body.public_id, [make.line(54)], actor=chair)
        observer = make.line(54, standing=Standing.OBSERVER)
        services.add_delegates(body.public_id, [observer], actor=chair)


def test_a_successor_takes_the_seat_and_a_sealed_roll_stays_as_it_was() -> None:
    chair, _other, body = scene()
    sitting = make.sealed(body, chair)
    former = body.delegates.order_by("pk")[0]
    with as_(chair):
        made = services.replace_delegate(former.public_id, make.line(99, name="陶新来"), reason="left", actor=chair)
        assert made.replaces_id == former.pk
        with refused("decisions.delegate_ended"):
            services.end_delegate(former.public_id, reason="left", actor=chair)
        page = queries.sitting(sitting.public_id, chair)
        assert (page.row.roll, page.is_intact) == (54, True)
        names = [row.name for row in queries.roll(sitting.public_id, chair)]
    assert former.name in names
    assert made.name not in names


def test_a_sealed_roll_is_kept_by_the_database_itself() -> None:
    chair, _other, body = scene()
    sitting = make.sealed(body, chair)
    entry = sitting.roll.order_by("position")[0]
    for act in (
        lambda: RollEntry.objects.filter(pk=entry.pk).delete(),
        lambda: RollEntry.objects.filter(pk=entry.pk).update(has_vote=False),
        lambda: RollEntry.objects.filter(pk=entry.pk).update(name="别人"),
    ):
        with pytest.raises(IntegrityError, match="a sealed roll is not changed"), transaction.atomic():
            act()
    RollEntry.objects.filter(pk=entry.pk).update(came_at=chair.now, came_by="screen")


# — Sittings —


def test_a_roll_is_sealed_over_a_lawful_body_only() -> None:
    union = make.works()
    chair = make.officer(union)
    body = make.body(union, chair)
    sitting = make.planned(body, chair)
    with as_(chair), refused("decisions.not_elected"):
        services.seal_roll(sitting.public_id, actor=chair)
    with as_(chair):
        services.add_delegates(body.public_id, make.lines(54), actor=chair)
    more = list(body.delegates.filter(is_manager=False).order_by("pk").values_list("pk", flat=True)[:3])
    Delegate.objects.filter(pk__in=more).update(is_manager=True)
    with as_(chair), pytest.raises(Refused) as refusal:
        services.seal_roll(sitting.public_id, actor=chair)
    assert (refusal.value.code, refusal.value.params["missing"]) == ("decisions.too_many_managers", 2)


def test_numbers_of_sittings_are_given_once_and_again_when_one_was_not_held() -> None:
    chair, _other, body = scene()
    first = make.planned(body, chair)
    with as_(chair):
        with refused("decisions.number_taken"):
            services.plan_sitting(body.public_id, make.plan(), number=1, actor=chair)
        with refused("decisions.why_missing"):
            services.cancel_sitting(first.public_id, reason=" ", actor=chair)
        services.cancel_sitting(first.public_id, reason="停电", actor=chair)
        assert services.plan_sitting(body.public_id, make.plan(), actor=chair).number == 1
        for code, given in (
            ("decisions.in_past", {"at": chair.now - timedelta(days=1)}),
            ("decisions.outside_term", {"at": chair.now + timedelta(days=9 * 365)}),
            ("decisions.place_missing", {"place": " "}),
            ("decisions.chair_missing", {"chair": ""}),
        ):
            with refused(code):
                services.plan_sitting(body.public_id, make.plan(**given), actor=chair)


def test_under_the_quorum_nothing_opens_and_the_missing_number_is_said() -> None:
    chair, _other, body = scene()
    sitting = make.sealed(body, chair)
    motion = make.put(sitting, chair, uuid4())
    make.come(sitting, chair, 35)
    with as_(chair):
        with pytest.raises(Refused) as refusal:
            services.open_sitting(sitting.public_id, actor=chair)
        assert refusal.value.params == {"roll": 54, "need": 36, "present": 35, "missing": 1}
        services.end_without_quorum(sitting.public_id, actor=chair)
        again = services.plan_sitting(body.public_id, make.plan(), actor=chair)
        assert again.number == sitting.number
        services.put_motion(
            again.public_id, title="再次提交", subject_type="tests.case", subject_id=motion.subject_id, actor=chair
        )


def test_enough_are_there_so_nobody_is_sent_home_and_not_before_its_day() -> None:
    chair, _other, body = scene()
    sitting = make.planned(body, chair, at=chair.now + timedelta(days=2))
    with as_(chair):
        services.seal_roll(sitting.public_id, actor=chair)
    make.come(sitting, chair, 36)
    with as_(chair):
        with refused("decisions.quorum_met"):
            services.end_without_quorum(sitting.public_id, actor=chair)
        with refused("decisions.too_early"):
            services.open_sitting(sitting.public_id, actor=chair)
        then = make.later(chair, days=2)
        assert services.open_sitting(sitting.public_id, actor=then).opened_with == 36


def test_a_tap_is_taken_back_until_a_ballot_was_counted_on_it() -> None:
    chair, other, body = scene()
    sitting, motion = make.opened(body, chair, 50)
    absent, present = sitting.roll.filter(came_at=None)[0], sitting.roll.exclude(came_at=None)[0]
    with as_(chair):
        services.check_in(sitting.public_id, absent.public_id, actor=chair)
        services.check_in(sitting.public_id, absent.public_id, actor=chair)
        services.undo_check_in(sitting.public_id, absent.public_id, actor=chair)
        assert queries.presence(sitting.public_id, chair) == (50, 36, 54)
    make.count(motion, make.tally(36, 10), chair)
    with as_(chair), refused("decisions.counting_now"):
        services.check_in(sitting.public_id, absent.public_id, actor=chair)
    make.count(motion, make.tally(36, 10), other)
    with as_(chair):
        services.close_motion(motion.public_id, actor=chair)
        services.check_in(sitting.public_id, absent.public_id, actor=chair)
        with refused("decisions.counted_on_it"):
            services.undo_check_in(sitting.public_id, present.public_id, actor=chair)


def test_attendance_comes_from_a_signed_sheet_with_its_photo() -> None:
    chair, _other, body = scene()
    sitting = make.sealed(body, chair)
    entries = list(sitting.roll.order_by("position").values_list("public_id", flat=True))
    with as_(chair):
        with refused("decisions.scan_missing"):
            services.enter_attendance(sitting.public_id, entries[:40], actor=chair)
        services.keep_scan(sitting.public_id, "sign_in", io.BytesIO(PDF), actor=chair, name="签到册.pdf")
        services.enter_attendance(sitting.public_id, entries[:40], actor=chair)
        services.enter_attendance(sitting.public_id, entries[1:39], actor=chair)
        with refused("decisions.not_on_roll"):
            services.enter_attendance(sitting.public_id, [uuid4()], actor=chair)
        assert queries.presence(sitting.public_id, chair)[0] == 38
        assert services.open_sitting(sitting.public_id, actor=chair).opened_with == 38
        (kept,) = queries.sitting(sitting.public_id, chair).scans
        assert kept.document == "sign_in"


# — Ballots —


def told() -> list[tuple[Outcome, Actor]]:
    """What the room of «tests.case» was told."""
    heard: list[tuple[Outcome, Actor]] = []
    services.follow("tests.case", lambda outcome, actor: heard.append((outcome, actor)))
    return heard


@pytest.fixture(autouse=True)
def _nobody_follows() -> Iterator[None]:
    yield
    following.FOLLOWERS.pop("tests.case", None)


def test_a_result_is_computed_from_two_counts_and_the_room_of_its_subject_is_told() -> None:
    chair, other, body = scene()
    heard, subject = told(), uuid4()
    sitting, motion = make.opened(body, chair, 50, subject)
    make.count(motion, make.tally(28, 20, 1, 1), chair, other)
    with as_(chair):
        closed = services.close_motion(motion.public_id, actor=chair)
    assert closed.state == "carried"
    ((outcome, actor),) = heard
    assert outcome == Outcome(motion.public_id, subject, True, 54, 50, 28, 20, 1, 1, TODAY)
    assert actor == chair
    with as_(chair):
        assert queries.outcome(motion.public_id) == outcome
        assert [row.state for row in queries.motions_about("tests.case", subject)] == ["carried"]
        assert [row.state for row in queries.sittings_to_come(body.union.public_id, base.NOW)] == ["open"]
        services.close_sitting(sitting.public_id, actor=chair)
    entry = AuditEntry.objects.get(event=DecisionEvent.DECIDED)
    assert entry.facts["yes"] == 28


def test_a_count_entered_two_days_later_is_of_the_day_of_the_meeting() -> None:
    """As the resolution prints it; a contract signed meanwhile was signed after the congress, not before."""
    chair, other, body = scene()
    heard = told()
    _sitting, motion = make.opened(body, chair, 50)
    after, third = make.later(chair, days=2), make.later(other, days=2)
    make.count(motion, make.tally(28, 20, 1, 1), after, third)
    with as_(after):
        services.close_motion(motion.public_id, actor=after)
    ((outcome, _actor),) = heard
    assert outcome.on == TODAY


def test_twenty_seven_of_fifty_four_are_not_more_than_half() -> None:
    chair, other, body = scene()
    heard = told()
    _sitting, motion = make.opened(body, chair, 36)
    make.count(motion, make.tally(27, 9), chair, other)
    with as_(chair):
        page = queries.motion(motion.public_id, chair)
        assert (page.needed, page.foreseen, page.share) == (28, "lost", "50.00%")
        assert services.close_motion(motion.public_id, actor=chair).state == "lost"
    assert [outcome.carried for outcome, _actor in heard] == [False]


def test_a_trades_congress_carries_by_half_of_all() -> None:
    chair, other, body = scene()
    sitting, _motion = make.opened(body, chair, 36)
    motion = make.put(sitting, chair, uuid4(), measure="regional")
    make.count(motion, make.tally(27, 9), chair, other)
    with as_(chair):
        assert services.close_motion(motion.public_id, actor=chair).state == "carried"


def test_one_row_of_the_lawbook_alone_changes_the_result_and_not_that_of_a_motion_put_before() -> None:
    chair, other, body = scene()
    sitting, before = make.opened(body, chair, 36)
    RuleParam.objects.filter(code="congress.votes_of", region="33").update(value="present")
    after = make.put(sitting, chair, uuid4())
    for motion in (before, after):
        make.count(motion, make.tally(20, 16), chair, other)
    with as_(chair):
        states = [services.close_motion(motion.public_id, actor=chair).state for motion in (before, after)]
    assert states == ["lost", "carried"]


def test_a_tie_is_voted_on_again_where_the_rule_says_so() -> None:
    chair, other, body = scene()
    for code, value in (("congress.votes_of", "cast"), ("congress.tie", "runoff"), ("congress.runoffs", "1")):
        RuleParam.objects.filter(code=code).update(value=value)
    _sitting, motion = make.opened(body, chair, 40)
    make.count(motion, make.tally(20, 20), chair, other)
    with as_(chair):
        tied = services.close_motion(motion.public_id, actor=chair)
        assert (tied.state, tied.round, tied.counted) == ("put", 2, 0)
    make.count(motion, make.tally(21, 19), other, chair)
    with as_(chair):
        assert services.close_motion(motion.public_id, actor=chair).state == "carried"
        assert len(queries.motion(motion.public_id, chair).earlier) == 2


def test_nothing_is_closed_on_one_count_nor_on_two_that_differ_and_a_recount_keeps_what_was_there() -> None:
    chair, other, body = scene()
    _sitting, motion = make.opened(body, chair, 50)
    with as_(chair):
        with pytest.raises(Refused) as refusal:
            services.close_motion(motion.public_id, actor=chair)
        assert refusal.value.params["missing"] == 2
        with refused("decisions.recount_early"):
            services.recount(motion.public_id, actor=chair)
    make.count(motion, make.tally(36, 10), chair)
    with refused("decisions.same_teller"):
        make.count(motion, make.tally(36, 10), chair)
    with as_(chair), refused("decisions.count_missing"):
        services.close_motion(motion.public_id, actor=chair)
    make.count(motion, make.tally(35, 11), other)
    third = make.officer(body.union, "吴远")
    with refused("decisions.counted_twice"):
        make.count(motion, make.tally(36, 10), third)
    with as_(chair):
        with pytest.raises(Refused) as refusal:
            services.close_motion(motion.public_id, actor=chair)
        assert refusal.value.params["figures"] == ("yes", "no")
        with refused("decisions.counting_begun"):
            services.withdraw_motion(motion.public_id, reason="不想表决了", actor=chair)
        services.recount(motion.public_id, actor=chair)
    make.count(motion, make.tally(36, 10), third, other)
    with as_(chair):
        assert services.close_motion(motion.public_id, actor=chair).state == "carried"
    assert Count.objects.filter(motion=motion).count() == 4


def test_the_second_teller_sees_nothing_of_the_firsts_figures_before_both_are_in() -> None:
    chair, other, body = scene()
    _sitting, motion = make.opened(body, chair, 50)
    make.count(motion, make.tally(36, 10), chair)
    with as_(other):
        assert not Count.objects.exists(), "not even without any filter"
        page = queries.motion(motion.public_id, other)
        assert (page.row.counted, page.counts, page.tally, page.has_mine) == (1, (), None, False)
        Count.objects.update(yes=1)
    with as_(chair):
        assert len(queries.motion(motion.public_id, chair).counts) == 1, "she sees her own"
    for entry in AuditEntry.objects.filter(event=DecisionEvent.COUNT_ENTERED):
        assert set(entry.facts) <= {"slot", "round", "attempt"}, "nor in the trail"
    make.count(motion, make.tally(36, 10), other)
    with as_(other):
        assert [row.tally.yes for row in queries.motion(motion.public_id, other).counts] == [36, 36]


def test_a_count_above_the_roll_or_those_present_is_refused() -> None:
    chair, _other, body = scene()
    _sitting, motion = make.opened(body, chair, 40)
    with refused("decisions.beyond_roll"):
        make.count(motion, make.tally(55), chair)
    with refused("decisions.issued_beyond_present"):
        make.count(motion, make.tally(41), chair)


def test_a_subject_is_put_once_at_a_time_and_a_sitting_closes_with_nothing_open() -> None:
    chair, _other, body = scene()
    subject, put = uuid4(), cast("Any", services.put_motion)
    sitting, motion = make.opened(body, chair, 50, subject)
    with as_(chair):
        for code, given in (
            ("decisions.already_put", {"subject_type": "tests.case", "subject_id": subject}),
            ("decisions.subject_incomplete", {"subject_type": "tests.case"}),
            ("decisions.title_missing", {"title": " "}),
            ("decisions.title_long", {"title": "长" * 121}),
            ("decisions.text_hash", {"text_sha256": "abc"}),
        ):
            with refused(code):
                put(sitting.public_id, **{"title": "草案", **given}, actor=chair)
        with refused("decisions.motions_open"):
            services.close_sitting(sitting.public_id, actor=chair)
        services.withdraw_motion(motion.public_id, reason="改了再提", actor=chair)
        services.close_sitting(sitting.public_id, actor=chair)
        with refused("decisions.sitting_state"):
            services.put_motion(sitting.public_id, title="草案", actor=chair)


def test_a_sitting_opened_another_day_takes_nothing_more_to_vote_on() -> None:
    """Those counted as present were there on that day: nobody knows who is in the room sixteen days later."""
    chair, _other, body = scene()
    sitting, _motion = make.opened(body, chair, 50)
    weeks_on = make.later(chair, days=16)
    with as_(chair):
        assert queries.sittings_to_come(body.union.public_id, chair.now)
        make.put(sitting, chair, title="同一天的另一件事")
    with as_(weeks_on):
        assert queries.sittings_to_come(body.union.public_id, weeks_on.now) == []
        with refused("decisions.sitting_day"):
            make.put(sitting, weeks_on, title="另一件事")


def test_what_the_room_above_cannot_act_on_is_not_decided() -> None:
    chair, other, body = scene()

    def refuse(_outcome: Outcome, _actor: Actor) -> None:
        raise Refused("decisions.why_missing")

    services.follow("tests.case", refuse)
    _sitting, motion = make.opened(body, chair, 50)
    make.count(motion, make.tally(36, 10), chair, other)
    with as_(chair), refused("decisions.why_missing"), transaction.atomic():
        services.close_motion(motion.public_id, actor=chair)
    assert Motion.objects.get(pk=motion.pk).state == "put"


def test_an_assembly_is_everybody() -> None:
    union = make.works()
    chair = make.officer(union)
    body = make.body(union, chair, Staff(40, 10), BodyKind.ASSEMBLY)
    assert (body.seats, body.name) == (40, "和畅电子（演示）有限公司职工大会")
    with as_(chair):
        services.add_delegates(body.public_id, make.lines(39), actor=chair)
    sitting = make.planned(body, chair)
    with as_(chair):
        with refused("decisions.not_everybody"):
            services.seal_roll(sitting.public_id, actor=chair)
        services.add_delegates(body.public_id, [make.line(39)], actor=chair)
        services.seal_roll(sitting.public_id, actor=chair)
        assert queries.presence(sitting.public_id, chair) == (0, 27, 40)


# — Around it —


def test_a_body_ends_with_its_term_and_is_named_while_something_is_open() -> None:
    chair, _other, body = scene()
    sitting = make.planned(body, chair)
    with as_(chair):
        with refused("decisions.sittings_open"):
            services.end_body(body.public_id, actor=chair)
        services.cancel_sitting(sitting.public_id, reason="换届", actor=chair)
        services.end_body(body.public_id, actor=chair)
        with refused("decisions.body_ended"):
            services.add_delegates(body.public_id, [make.line(70)], actor=chair)
        assert queries.bodies(chair) == []
        assert [row.name for row in queries.bodies(chair, ended=True, text="和畅")] == [body.name]
        assert queries.bodies_of(body.union.public_id) == []


def test_delegates_with_an_account_are_told_when_they_sit_and_when_not() -> None:
    chair, _other, body = scene()
    person = base.make_person("陈小满", org=body.union)
    base.worker(person)
    line = make.line(60, name="陈小满", mobile=person.mobile, standing=Standing.OBSERVER)
    with as_(chair):
        services.add_delegates(body.public_id, [line], actor=chair)
    sitting = make.planned(body, chair)
    with as_(chair):
        services.change_sitting(sitting.public_id, make.plan(place="一号楼"), actor=chair)
    events.drain()
    with as_(chair):
        services.cancel_sitting(sitting.public_id, reason="停电", actor=chair)
    events.drain()
    kinds = Notice.objects.filter(person_id=person.pk).order_by("created_at", "pk").values_list("kind", flat=True)
    assert sorted(kinds) == ["decisions.called", "decisions.called_off", "decisions.moved"]


def test_who_is_erased_keeps_her_place_in_the_record_and_loses_her_number() -> None:
    chair, _other, body = scene()
    person = base.make_person("陈小满", org=body.union)
    base.worker(person)
    with as_(chair):
        services.add_delegates(
            body.public_id,
            [make.line(60, name="陈小满", mobile=person.mobile, standing=Standing.OBSERVER)],
            actor=chair,
        )
    held = (
        {holding.key: holding for holding in privacy.holdings()} if hasattr(privacy, "holdings") else privacy._holdings
    )
    rows = list(held["decisions.seat"].export(person.pk))
    assert [row["姓名"] for row in rows] == ["陈小满"]
    held["decisions.seat"].erase(person.pk, SYSTEM)
    row = Delegate.objects.get(person=person)
    assert (row.name, row.mobile) == ("陈小满", "")


def test_a_stranger_reaches_nothing() -> None:
    chair, _other, body = scene()
    sitting, motion = make.opened(body, chair, 50)
    stranger = make.officer(make.works("别家（演示）工会委员会"), "吴远")
    with as_(stranger):
        for ask, ident, missing in (
            (queries.body, body.public_id, Body.DoesNotExist),
            (queries.sitting, sitting.public_id, Sitting.DoesNotExist),
            (queries.motion, motion.public_id, Motion.DoesNotExist),
        ):
            with pytest.raises(missing):
                ask(ident, stranger)
        for model in (Body, Delegate, Sitting, RollEntry, Motion, Count):
            assert not model.objects.exists()
