"""The list of a past day by name: as many as were counted, whatever became of members and unions since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hexian.domains.members import queries, services
from hexian.domains.members.models import Membership, Passage
from hexian.domains.members.queries import MemberFilter
from hexian.domains.members.rules import MembershipState, PassageKind, PassageState
from hexian.domains.members.services import carrying, flow
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries import division_facts
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.makers import NOW, SYSTEM, TODAY, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YESTERDAY = TODAY - timedelta(days=1)
BEGINNING = date(2020, 1, 1)
_cards = count(1)


def found_in(name: str, kind: str, above: Organisation, division: str) -> Organisation:
    return orgs.found(
        kind=kind, name=name, parent=above.public_id, founded_on=BEGINNING, division=division, actor=SYSTEM
    )


def names(actor: Actor, day: date, union: UUID | None = None, size: int = 3) -> list[str]:
    """Everybody on the pages of a day, as many as their head says, whatever still waits to be summed up."""
    with as_(actor):
        listed, cursor = [], ""
        while True:
            found = queries.members_named_on(actor, day, MemberFilter(union=union), cursor, size)
            listed += [row.name for row in found.page.rows]
            cursor = found.page.next
            if not cursor:
                assert found.total == len(listed), (day, found)
                return listed


class City:
    """A city of two districts with two unions each; whoever joins has a number for a name."""

    def __init__(self) -> None:
        self.city = makers.long_standing("杭州市总工会（演示）")
        Organisation.objects.filter(pk=self.city.pk).update(kind="city")
        self.districts = [found_in(f"第 {n} 区（演示）", "district", self.city, f"33010{n}") for n in (6, 8)]
        # One of them lies in the other district's division, one nowhere that is known.
        self.unions = [
            found_in(f"第 {n} 号工会（演示）", "enterprise", self.districts[n % 2], division)
            for n, division in enumerate(("330106001", "330106002", "", "330108002"))
        ]
        duties = ("orgs.view", "members.view")
        self.officers = [makers.officer_of(org, *duties) for org in (self.city, *self.districts)]
        self.done: list[Passage] = []
        self.days = {BEGINNING, YESTERDAY}

    def join(self, where: int, on: date) -> None:
        org = Organisation.objects.get(pk=self.unions[where].pk)
        member = makers.make_member(org, f"员{chr(0x4E00 + next(_cards) % 2000)}")
        Membership.objects.filter(pk=member.pk).update(joined_on=on)
        self.days |= {on, on - timedelta(days=1)}

    def passage(self, kind: PassageKind, which: int, where: int, on: date) -> None:
        rows = list(Membership.objects.exclude(state=MembershipState.TRANSFERRED).order_by("pk"))
        if not rows:
            return
        member = rows[which % len(rows)]
        made = Passage(
            kind=kind, state="asked", waits_for="source", membership=member, person_id=member.person_id,
            source=member.org, code=member.code, origin="officer", reason="other", asked_at=NOW,
        )  # fmt: skip
        if kind is PassageKind.TRANSFER:
            made.target = Organisation.objects.get(pk=self.unions[where].pk)
            made.target_code = made.target.code
        try:
            with transaction.atomic():
                made.save()
                carrying.carry_out(made, on, SYSTEM)
        except Refused:
            return
        made.state, made.waits_for, made.decided_at = PassageState.DONE, "nobody", NOW
        made.save()
        self.done.append(made)
        self.days |= {on, on - timedelta(days=1)}

    def undo(self) -> None:
        if self.done:
            try:
                with transaction.atomic():
                    carrying.take_back(self.done.pop(), SYSTEM)
            except Refused:
                return

    def move(self, which: int, where: int, on: date) -> None:
        body, above = self.unions[which], self.districts[where % 2]
        try:
            with transaction.atomic():
                orgs.move(body.public_id, to=above.public_id, on=on, reason="区划调整", actor=SYSTEM)
        except Refused:
            return
        self.days |= {on, on - timedelta(days=1)}

    def take_roster_back(self, which: int) -> None:
        """A roster is taken back: who came with it was never there."""
        rows = Membership.objects.filter(state=MembershipState.ACTIVE, passages=None).order_by("pk")
        alone = [row for row in rows if Membership.objects.filter(person=row.person_id).count() == 1]
        if alone:
            row = alone[which % len(alone)]
            services.take_back_many({row.pk: None}, batch=uuid4(), code=row.code, actor=SYSTEM)


DAYS = st.integers(0, (YESTERDAY - BEGINNING).days).map(lambda days: BEGINNING + timedelta(days=days))
FEW = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("join"), FEW, DAYS),
    st.tuples(st.just("passage"), st.sampled_from(PassageKind), st.integers(0, 9), FEW, DAYS),
    st.tuples(st.just("move"), FEW, FEW, DAYS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("take_roster_back"), st.integers(0, 9)),
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.thorough
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.lists(st.tuples(FEW, DAYS), min_size=3, max_size=5), acts=st.lists(ACTS, min_size=3, max_size=10))
def test_the_names_of_a_day_are_as_many_as_were_counted(
    first: list[tuple[int, date]], acts: list[tuple[Any, ...]]
) -> None:
    with undone():
        city = City()
        for where, on in first:
            city.join(where, on)
        for verb, *facts in acts:
            getattr(city, verb)(*facts)
        flow.drain()
        assert flow.recount() == 0
        for day in sorted(city.days):
            assert len(names(city.officers[0], day, size=100)) == counted_on(city.city, day)
            _each_district_counts_what_it_may_see(city, day)
            _divisions_count_the_same(city, day)


def counted_on(org: Organisation, day: date) -> int:
    """As the sums have it, under the code held on the day; nobody before it stood anywhere."""
    held = org.places.filter(since__lte=day).exclude(until__lte=day)
    return sum(queries.members_on(held.values_list("code", flat=True), day).values())


def _divisions_count_the_same(city: City, day: date) -> None:
    actor = city.officers[0]
    with as_(actor):
        counted = queries.members_by_division(division_facts(actor, day, "33", 6), day, is_today=False)
        listed = queries.members_named_on(actor, day, size=100).page.rows
    places = dict(Organisation.objects.values_list("short_name", "division"))
    should = Counter(places[row.org_name][:6] for row in listed if places[row.org_name])
    assert {place: n for place, n in counted.items() if n} == should, day


def _each_district_counts_what_it_may_see(city: City, day: date) -> None:
    for officer, org in zip(city.officers[1:], city.districts, strict=True):
        seen = names(officer, day, size=100)
        with as_(officer):
            unseen = queries.members_named_on(officer, day).unseen
        assert len(seen) + unseen == counted_on(org, day)


def test_a_union_that_has_gone_elsewhere_is_counted_and_not_named_and_its_new_district_sees_its_past() -> None:
    city = City()
    for where, name in enumerate(("王小满", "周可心")):
        member = makers.make_member(city.unions[where], name)
        Membership.objects.filter(pk=member.pk).update(joined_on=date(2021, 3, 1))
    orgs.move(
        city.unions[0].public_id, to=city.districts[1].public_id, on=date(2024, 7, 1), reason="区划调整", actor=SYSTEM
    )
    before = date(2023, 1, 1)
    assert names(city.officers[0], before) == ["周可心", "王小满"]
    assert names(city.officers[1], before) == []
    with as_(city.officers[1]):
        assert queries.members_named_on(city.officers[1], before).unseen == 1
    assert names(city.officers[2], before) == ["周可心"], "of the district as it stood then"
    assert names(city.officers[2], before, city.unions[0].public_id) == ["王小满"]
    assert names(city.officers[1], before, city.unions[0].public_id) == []
    assert names(city.officers[1], before, city.city.public_id) == []
    assert names(city.officers[0], date(2019, 1, 1)) == []


def test_only_a_day_that_has_come_and_only_by_union() -> None:
    city = City()
    officer = city.officers[0]
    for code, day, chosen in (
        ("list.ahead", TODAY + timedelta(days=1), MemberFilter()),
        ("list.narrowed", YESTERDAY, MemberFilter(kind_of_work="快递员")),
        ("list.narrowed", YESTERDAY, MemberFilter(text="小满")),
        ("list.narrowed", YESTERDAY, MemberFilter(state=MembershipState.QUIT)),
    ):
        with as_(officer), pytest.raises(Refused) as caught:
            queries.members_named_on(officer, day, chosen)
        assert caught.value.code == code


def test_pages_of_a_day_go_back_as_they_went() -> None:
    city = City()
    for n in range(7):
        city.join(n % 4, date(2022, 5, 1))
    officer = city.officers[0]
    flow.drain()
    with as_(officer):
        first = queries.members_named_on(officer, YESTERDAY, size=3).page
        second = queries.members_named_on(officer, YESTERDAY, cursor=first.next, size=3).page
        back = queries.members_named_on(officer, YESTERDAY, cursor=second.previous, size=3).page
        assert (back.rows, back.previous) == (first.rows, "")
        strange = queries.members_named_on(officer, YESTERDAY, cursor=f"before:{uuid4()}", size=3).page
        assert strange.rows == first.rows
