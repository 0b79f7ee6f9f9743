"""Whatever happens to the tree, in any order: its places, codes and counts agree with plain reckoning."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hexian.domains.members import queries as members
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.members.services import flow, tallies
from hexian.domains.orgs import facts, queries, services
from hexian.domains.orgs.models import Organisation, Place
from hexian.domains.orgs.rules import Kind, Reply
from hexian.domains.people.models import Person
from hexian.foundation.access import coded_columns
from hexian.foundation.actor import Refused
from tests import makers
from tests.makers import SYSTEM, TODAY
from tests.tree.oracle import Oracle, Stay

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

BEGINNING = date(2020, 1, 1)
DAYS = st.integers(0, (TODAY - BEGINNING).days).map(lambda days: BEGINNING + timedelta(days=days))
KINDS = st.sampled_from([Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.JOINT, Kind.ENTERPRISE])
#: A place lies inside the days and below the code of its parent's.
INSIDE_ITS_PARENTS = """
    SELECT count(*) FROM orgs_place p LEFT JOIN orgs_place a ON a.org_id = p.parent_id AND a.since <= p.since
        AND coalesce(a.until, 'infinity') >= coalesce(p.until, 'infinity') AND left(p.code, -4) = a.code
    WHERE p.parent_id IS NOT NULL AND a.id IS NULL
"""
REPLY = Reply("同意", "总工〔2026〕1 号", TODAY)


class Tree(RuleBasedStateMachine):
    """Everything runs in one transaction that is rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.around = ExitStack()
        self.around.enter_context(transaction.atomic())
        self.oracle = Oracle()
        self.bodies: dict[str, Organisation] = {}
        self.serial = count(1)
        self.days: set[date] = {BEGINNING, TODAY}

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            transaction.set_rollback(True)
            self.around.close()

    @initialize()
    def begin(self) -> None:
        self._found("root", Kind.NATION, None, BEGINNING)
        for number, kind in enumerate((Kind.CITY, Kind.CITY, Kind.DISTRICT)):
            self._found(f"seat{number}", kind, "root", BEGINNING)

    def _found(self, name: str, kind: str, parent: str | None, founded_on: date) -> None:
        above = self.bodies[parent].public_id if parent else None
        self.bodies[name] = services.found(
            kind=kind, name=name, parent=above, founded_on=founded_on, is_demo=True, actor=SYSTEM
        )
        self.oracle.found(name, kind, parent, founded_on)
        self.days.add(founded_on)

    def _living(self, data: st.DataObject, *, unions: bool = True) -> str:
        names = [name for name, body in self.oracle.bodies.items() if body.dissolved_on is None]
        return data.draw(st.sampled_from(names))

    def _fresh(self, name: str) -> Organisation:
        self.bodies[name].refresh_from_db()
        return self.bodies[name]

    @rule(data=st.data(), kind=KINDS, founded_on=DAYS)
    def found(self, data: st.DataObject, kind: str, founded_on: date) -> None:
        parent = self._living(data)
        if self.oracle.bodies[parent].kind in facts.MAY_STAND_BELOW[kind]:
            self._found(f"body{next(self.serial)}", kind, parent, founded_on)

    @rule(data=st.data(), on=DAYS)
    def move(self, data: st.DataObject, on: date) -> None:
        name, parent = self._living(data), self._living(data)
        body, above = self.oracle.bodies[name], self.oracle.bodies[parent]
        may = (
            name != "root"
            and not self.oracle.is_below(parent, name, TODAY)
            and body.parent_on(TODAY) != parent
            and above.kind in facts.MAY_STAND_BELOW[body.kind]
            and on >= self.oracle.since(name, parent)
        )
        act: dict[str, Any] = {"to": self._fresh(parent).public_id, "on": on, "reason": "区划调整"}
        if may:
            services.move(self.bodies[name].public_id, actor=SYSTEM, **act)
            self.oracle.move(name, parent, on)
            self.days |= {on, on - timedelta(days=1)}
        else:
            with pytest.raises(Refused), transaction.atomic():
                services.move(self.bodies[name].public_id, actor=SYSTEM, **act)

    @rule(data=st.data(), on=DAYS)
    def merge(self, data: st.DataObject, on: date) -> None:
        name, target = self._living(data), self._living(data)
        children = self.oracle.children(name, TODAY)
        kind = self.oracle.bodies[target].kind
        may = (
            name != "root"
            and not self.oracle.is_below(target, name, TODAY)
            and on >= self.oracle.since(name, target, *children)
            and all(kind in facts.MAY_STAND_BELOW[self.oracle.bodies[child].kind] for child in children)
        )
        merge = partial(
            services.merge, [self._fresh(name).public_id], into=self._fresh(target).public_id, on=on,
            reason="机构改革", reply=REPLY, actor=SYSTEM,
        )  # fmt: skip
        if may:
            merge()
            self.oracle.merge(name, target, on, TODAY)
            self.days |= {on, on - timedelta(days=1)}
        else:
            with pytest.raises(Refused), transaction.atomic():
                merge()

    @rule(data=st.data(), on=DAYS)
    def split(self, data: st.DataObject, on: date) -> None:
        """One member goes over to a new union beside hers."""
        name = self._living(data)
        persons = [stay.person for stay in self.oracle.stays if stay.body == name and stay.until is None]
        if name == "root" or len(persons) < 2 or on < self.oracle.since(name):
            return
        person = data.draw(st.sampled_from(persons))
        member = Membership.objects.get(person_id=person, state=MembershipState.ACTIVE).public_id
        body, new = self.oracle.bodies[name], f"body{next(self.serial)}"
        self.bodies[new] = services.split(
            self._fresh(name).public_id, chosen=services.Chosen(members=(member,)), kind=body.kind, name=new, on=on,
            reason="企业分立", reply=REPLY, is_demo=True, actor=SYSTEM,
        )  # fmt: skip
        self.oracle.found(new, body.kind, body.parent_on(TODAY), on)
        self.oracle.transfer(name, new, on, person)
        self.days |= {on, on - timedelta(days=1)}

    @rule(data=st.data(), joined_on=DAYS)
    def join(self, data: st.DataObject, joined_on: date) -> None:
        name, person = self._living(data), makers.make_person(org=None)
        org = self._fresh(name)
        card = f"{next(self.serial)}"
        Membership.objects.create(
            person=person, org=org, code=org.code, card_no=card, card_token=card, joined_on=joined_on
        )
        tallies.add(org, 1)
        self.oracle.stays.append(Stay(person.pk, name, joined_on))
        self.days.add(joined_on)

    @precondition(lambda self: any(stay.until is None for stay in self.oracle.stays))
    @rule(data=st.data(), later=st.integers(0, 900))
    def leave(self, data: st.DataObject, later: int) -> None:
        stay = data.draw(st.sampled_from([stay for stay in self.oracle.stays if stay.until is None]))
        stay.until = min(TODAY, stay.since + timedelta(days=later))
        rows = Membership.objects.filter(person_id=stay.person, state=MembershipState.ACTIVE)
        rows.update(state=MembershipState.QUIT, ended_on=stay.until)
        tallies.add(self._fresh(stay.body), -1)
        self.days.add(stay.until)

    @rule(data=st.data(), joined_on=DAYS)
    def date_back(self, data: st.DataObject, joined_on: date) -> None:
        """A day of joining is corrected."""
        open_ = [stay for stay in self.oracle.stays if stay.until is None or stay.until >= joined_on]
        first = [stay for stay in open_ if sum(each.person == stay.person for each in self.oracle.stays) == 1]
        if first:
            stay = data.draw(st.sampled_from(first))
            Membership.objects.filter(person_id=stay.person).update(joined_on=joined_on, came_on=None)
            stay.since = joined_on
            self.days.add(joined_on)

    @rule(data=st.data())
    def dissolve(self, data: st.DataObject) -> None:
        name = self._living(data)
        if name != "root" and not self.oracle.children(name, TODAY):
            services.dissolve(self.bodies[name].public_id, on=TODAY, actor=SYSTEM)
            self.oracle.bodies[name].dissolved_on = TODAY

    @rule()
    def work(self) -> None:
        """The worker comes round in between."""
        flow.drain()

    @rule()
    def night(self) -> None:
        """Nothing to mend when everything is right, whatever still waits in the queue."""
        assert flow.recount() == 0

    @rule()
    def look(self) -> None:
        """Look at everything, in the middle of it."""
        self.check()

    def check(self) -> None:
        flow.drain()
        self._places_and_rows_agree()
        self._no_row_carries_an_old_code()
        placed = list(Place.objects.values_list("org__name", "code", "since", "until"))
        for day in sorted(self.days):
            self._a_day_is_counted_right(
                day,
                {name: code for name, code, since, until in placed if since <= day and (until is None or day < until)},
            )
        self._past_trees_are_seen()
        self._past_members_are_named()

    def _places_and_rows_agree(self) -> None:
        standing = Place.objects.filter(until__isnull=True)
        assert standing.filter(code=F("org__code"), parent=F("org__parent")).count() == len(self.bodies) - 1
        assert standing.count() == len(self.bodies)
        with connection.cursor() as cursor:
            cursor.execute(INSIDE_ITS_PARENTS)
            assert cursor.fetchone() == (0,)

    def _no_row_carries_an_old_code(self) -> None:
        living = set(Organisation.objects.values_list("code", flat=True)) | {""}
        with connection.cursor() as cursor:
            for column in coded_columns():
                if not column.stays:
                    cursor.execute(f"SELECT DISTINCT {column.column} FROM {column.table}")  # noqa: S608
                    assert {code for (code,) in cursor.fetchall()} <= living, column.name
        assert not Membership.objects.exclude(code=F("org__code")).exists()

    def _a_day_is_counted_right(self, day: date, codes: dict[str, str]) -> None:
        assert set(codes) == {name for name, body in self.oracle.bodies.items() if body.stands_on(day)}
        counted = members.members_on(codes.values(), day)
        should = {name: self.oracle.members(name, day) for name in codes}
        assert {name: counted[code] for name, code in codes.items()} == should, day
        unions = queries.unions_on(codes.values(), day)
        standing = {name: self.oracle.bodies_at(name, day) for name in codes}
        assert {name: unions[code] for name, code in codes.items()} == standing, day
        if day == TODAY:
            today = members.members_below(codes.values())
            assert {name: today[code] for name, code in codes.items()} == should

    def _past_trees_are_seen(self) -> None:
        for day in {min(self.days), max(self.days), sorted(self.days)[len(self.days) // 2]}:
            for name, body in self.bodies.items():
                seen = {row.name for row in queries.children_on(body.public_id, day, SYSTEM)}
                assert seen == self.oracle.children(name, day)

    def _past_members_are_named(self) -> None:
        """Whoever was a member below a body on a day, by name, and as many as were counted."""
        known = dict(Person.objects.values_list("public_id", "pk"))
        for day in {min(self.days), sorted(self.days)[len(self.days) // 2], max(self.days - {TODAY})}:
            for name in ("root", "seat0"):
                wanted = members.MemberFilter(union=self.bodies[name].public_id)
                found = members.members_named_on(SYSTEM, day, wanted, size=1_000)
                named = sorted(known[row.person_public_id] for row in found.page.rows)
                assert named == self.oracle.persons(name, day)
                assert (found.total, found.unseen) == (len(named), 0)


def test_the_tree_holds_whatever_is_done_to_it() -> None:
    run_state_machine_as_test(
        Tree,
        settings=settings(
            max_examples=12, stateful_step_count=18, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip
