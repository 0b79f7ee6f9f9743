"""Rights not yet served: found, told once, closed when they are served; her own and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.entitlements import queries, rules, services, texts
from hexian.domains.entitlements.models import Right
from hexian.domains.entitlements.rules import HERS, RIGHT, WAITING, Kind, RightState
from hexian.domains.entitlements.services import Counted
from hexian.domains.members.models import Membership
from hexian.domains.members.services import cards
from hexian.domains.mutualaid import services as aid_services
from hexian.domains.mutualaid.models import Decision, Participation
from hexian.domains.people import privacy
from hexian.domains.people.models import Person
from hexian.foundation import events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices.models import Notice
from hexian.foundation.work import runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.ledger import makers as ledger
from tests.mutualaid.conftest import aid as aid  # noqa: PLC0414 - a fixture
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import officer, put, worker_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

LATER = makers.NOW + timedelta(days=40)


def work_out(now: Any = makers.NOW) -> Counted:
    system = Actor.system("entitlements", now)
    with makers.as_(system):
        return services.work_out(system)


def waiting() -> list[tuple[str, int, str]]:
    rows = Right.objects.filter(state__in=WAITING).order_by("kind", "pk")
    return [(row.kind, row.worth_fen, row.state) for row in rows]


def outside(house: House, *, own: int = 8_000, **given_: Any) -> Decision:
    """A settlement of somebody who takes part only from June on."""
    number = house.member(since=date(2026, 6, 1), covered_from=date(2026, 6, 1), **given_)
    (decision,) = house.decide(settlement(number, own=own))
    assert decision.state == "held"
    return decision


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    assert caught.value.code == code
    assert "%(" not in texts.of(caught.value)


def test_what_was_missed_is_worth_what_the_plan_would_have_paid_and_below_the_minimum_it_is_nothing(aid: House) -> None:
    outside(aid)
    Participation.objects.update(until=date(2026, 6, 10))
    aid.plan.is_raised = False
    aid.plan.save()
    outside(aid, own=100)
    assert work_out() == Counted(1, 0, 0)
    assert waiting() == [("unserved", 2_550_00, "open")]
    viewer = officer(aid)
    with makers.as_(viewer):
        missed = queries.missed(viewer, 2026)
    assert (missed.count, missed.persons, missed.own_fen, missed.worth_fen) == (1, 1, 8_000_00, 2_550_00)


def test_working_it_out_again_changes_nothing_and_what_was_served_is_closed(aid: House) -> None:
    decision = outside(aid)
    work_out()
    assert work_out() == Counted(0, 0, 0)
    Participation.objects.update(since=date(2026, 1, 1), covered_from=date(2026, 1, 1))
    who = officer(aid)
    with makers.as_(who):
        aid_services.pay(decision.public_id, reason="名单补上了", actor=who)
    assert work_out() == Counted(0, 1, 0)
    assert Right.objects.get().state == RightState.SERVED
    assert work_out() == Counted(0, 0, 0)


def test_what_a_file_has_shown_is_found_as_soon_as_it_is_done(aid: House) -> None:
    outside(aid)
    while events.drain():
        pass
    task = Task.objects.get(name="entitlements.work_out")
    runs.run_task(str(task.public_id))
    assert waiting() == [("unserved", 2_550_00, "open")]


def test_a_bill_taken_back_lapses_and_comes_again_when_it_does(aid: House) -> None:
    decision = outside(aid)
    work_out()
    put(decision, state="reversed")
    assert work_out() == Counted(0, 0, 1)
    put(decision, state="held")
    assert work_out() == Counted(1, 0, 0)
    assert waiting() == [("unserved", 2_550_00, "open")]


def test_whoever_was_ill_and_still_takes_no_part_may_join(aid: House) -> None:
    decision = outside(aid)
    person = Person.objects.get(pk=decision.person_id)
    member(aid, person)
    Participation.objects.filter(person=person).update(until=date(2026, 6, 10))
    work_out()
    assert [kind for kind, _fen, _state in waiting()] == ["join", "unserved"]
    Participation.objects.filter(person=person).update(until=date(2026, 12, 31))
    assert work_out() == Counted(0, 1, 0)
    assert [kind for kind, _fen, _state in waiting()] == ["unserved"]


def member(house: House, person: Person) -> None:
    """A living membership in the house's union."""
    Membership.objects.create(
        person=person, org=house.org, code=house.org.code, card_no=cards.new_numbers(house.org, 2026, 1)[0],
        card_token=cards.new_token(), joined_on=date(2020, 1, 5),
    )  # fmt: skip


def test_aid_declined_by_mistake_and_a_payment_without_a_card_are_found(aid: House) -> None:
    small, large = aid.decide(settlement(aid.member(), own=200), settlement(aid.member(), own=8_000))
    for row in (small, large):
        with makers.as_(worker_of(row)):
            aid_services.decline(row.public_id, actor=worker_of(row))
    (paid,) = aid.decide(settlement(aid.member(), own=5_000))
    assert work_out() == Counted(1, 0, 0)
    assert work_out(LATER) == Counted(1, 0, 0)
    assert waiting() == [("card", 1_500_00, "open"), ("declined", 2_550_00, "open")]
    ledger.card(Person.objects.get(pk=paid.person_id), "6222000000000017")
    with makers.as_(worker_of(large)):
        aid_services.take_decline_back(large.public_id, actor=worker_of(large))
    assert work_out(LATER) == Counted(1, 2, 0), "what she wants after all waits for a card of hers"


def test_she_is_told_once_a_period_with_what_she_can_do(aid: House) -> None:
    (declined,) = aid.decide(settlement(aid.member(), own=8_000))
    with makers.as_(worker_of(declined)):
        aid_services.decline(declined.public_id, actor=worker_of(declined))
    unserved = outside(aid)
    work_out()
    who = officer(aid)
    hers, theirs = (Right.objects.get(subject=row.pk) for row in (declined, unserved))
    with makers.as_(who):
        services.tell(hers.public_id, actor=who)
        refused("rights.told_lately", lambda: services.tell(hers.public_id, actor=who))
        refused("rights.not_hers", lambda: services.tell(theirs.public_id, actor=who))
        refused("rights.nobody_to_tell", lambda: services.tell_all("declined", actor=who))
    while events.drain():
        pass
    (told,) = Notice.objects.filter(kind__startswith="rights.")
    assert (told.person_id, told.params["sum"], told.url) == (declined.person_id, "2,550.00 元", "/me/rights/")
    assert AuditEntry.objects.filter(event="rights.told", person_id=declined.person_id).count() == 1
    with makers.as_(worker_of(declined)):
        (mine,) = queries.mine(worker_of(declined))
    assert (mine.kind, mine.about) == ("declined", declined.public_id)


def test_all_of_a_kind_are_told_each_person_once(aid: House) -> None:
    number = aid.member()
    first, second = settlement(number, own=8_000), settlement(
        number, own=6_000, adm_date="2026-03-01", dscg_date="2026-03-04"
    )  # fmt: skip
    for row in aid.decide(first, second, settlement(aid.member(), own=9_000)):
        with makers.as_(worker_of(row)):
            aid_services.decline(row.public_id, actor=worker_of(row))
    work_out()
    who = officer(aid)
    with makers.as_(who):
        assert services.tell_all("declined", actor=who) == (2, 0)
    while events.drain():
        pass
    assert Notice.objects.filter(kind="rights.declined").count() == 2


def test_nobody_elsewhere_sees_or_tells(aid: House) -> None:
    outside(aid)
    work_out()
    right = Right.objects.get()
    stranger = makers.officer_of(makers.make_org("别处（演示）"), "mutualaid.view", "mutualaid.decide")
    with makers.as_(stranger):
        assert queries.groups(stranger) == []
        with pytest.raises(Right.DoesNotExist):
            services.tell(right.public_id, actor=stranger)


def test_the_desk_lists_by_kind_with_the_page_that_mends_it(aid: House) -> None:
    decision = outside(aid)
    work_out()
    who = officer(aid)
    with makers.as_(who):
        (group,) = queries.groups(who)
        (row,) = queries.rights(who, kind="unserved").rows
    assert (group.kind, group.count, group.worth_fen, group.may_tell) == ("unserved", 1, 2_550_00, False)
    assert (row.about, row.may_tell) == (decision.public_id, False)


def test_her_own_are_exported_and_go_with_her(aid: House) -> None:
    decision = outside(aid)
    work_out()
    (holding,) = [each for each in privacy.holdings() if each.key == "entitlements.right"]
    assert [row["code"] for row in holding.export(decision.person_id)] == ["open"]
    holding.erase(decision.person_id, makers.SYSTEM)
    assert not Right.objects.exists()


@given(st.sampled_from(RightState), st.sampled_from(("tell", "serve", "lapse", "find")))
def test_a_right_moves_by_the_table_alone(state: RightState, act: str) -> None:
    wanted = RIGHT.get((state, act))
    if wanted is None:
        with pytest.raises(Refused, match=r"rights\.state"):
            rules.next_state(state, act)
    else:
        assert rules.next_state(state, act) == wanted


@given(st.sampled_from(Kind), st.integers(0, 100), st.integers(0, 60))
def test_she_is_left_alone_for_the_gap(kind: Kind, ago: int, gap: int) -> None:
    def ask() -> None:
        rules.check_telling(kind, last=makers.TODAY - timedelta(days=ago), today=makers.TODAY, gap=gap)

    if kind in HERS and ago >= gap:
        ask()
    else:
        with pytest.raises(Refused):
            ask()
