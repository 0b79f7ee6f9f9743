"""Rooms, contracts to sign and ballots to count for `bench.faults_bargaining`; needs Django set up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bench import prepare
from bench.names import NAMES
from hexian.domains.bargaining import services as bargaining
from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.delegates import Origin, Role
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Facts, Seat
from hexian.domains.decisions import services as decisions
from hexian.domains.decisions.models import RollEntry
from hexian.domains.decisions.services import Line, Plan, Staff
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.models import Role as Duties
from hexian.domains.orgs.queries.actors import actor_for
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

#: One clause anybody can fill: a text.
CLAUSE = "grade.pay_from"
PRESENT, SEATS = 45, 54


@dataclass(frozen=True)
class House:
    """An employer with its union and whoever leads either."""

    employer: Organisation
    union: Organisation
    chair: Person
    head: Person


def ground(rooms: int, contracts: int, motions: int) -> dict[str, Any]:
    """Sessions of everybody who acts, and what they act upon."""
    system = Actor.system("faults", timezone.now())
    with transaction.atomic(), scope(system):
        street = orgs.found(
            kind=Kind.STREET, name="长河街道总工会（演示）", parent=None, division="330108002", actor=system
        )
        houses = [_house(street, number, system) for number in range(rooms + contracts)]
        teller = _officer(street, "13900000001", "chair", system)
    cases = [_case(house, system) for house in houses]
    for number, (house, case) in enumerate(zip(houses, cases, strict=True)):
        _into(case, house, State.NEGOTIATING if number < rooms else State.CONGRESS_PASSED, system)
    with transaction.atomic(), scope(system):
        sides = [{"worker": prepare.session_of(house.chair, second_factor=True),
                  "employer": prepare.session_of(house.head, second_factor=True)} for house in houses]  # fmt: skip
        tellers = {str(each.pk): prepare.session_of(each, second_factor=True) for each in (houses[0].chair, teller)}
        told = [{"case": str(case.public_id), **side} for case, side in zip(cases, sides, strict=True)]
        for line, case in zip(told[:rooms], cases[:rooms], strict=True):
            line["item"] = str(case.items.get().public_id)
        for line, case in zip(told[rooms:], cases[rooms:], strict=True):
            line["hash"] = case.drafts.get().text_hash
    return {
        "rooms": told[:rooms], "contracts": told[rooms:], "tellers": tellers,
        "motions": _motions(houses[0], motions, system),
    }  # fmt: skip


def _officer(body: Organisation, mobile: str, role: str, system: Actor) -> Person:
    person = people.register_person(NAMES[int(mobile) % len(NAMES)], mobile, body.code, actor=system)
    people.open_account(mobile, person, actor=system)
    duties = Duties.objects.get(org=None, key=role).public_id
    orgs.appoint(body.public_id, person_id=person.public_id, role_id=duties, title="主席", actor=system)
    return person


def _house(street: Organisation, number: int, system: Actor) -> House:
    where: dict[str, Any] = {"parent": street.public_id, "division": "330108002", "actor": system}
    employer = orgs.found(kind=Kind.EMPLOYER, name=f"第 {number} 电子（演示）有限公司", staff_total=350, **where)
    union = orgs.found(
        kind=Kind.ENTERPRISE, name=f"第 {number} 电子（演示）工会委员会", employer=employer.public_id, **where
    )
    chair = _officer(union, f"1391000{number:04}", "chair", system)
    return House(employer, union, chair, _officer(employer, f"1392000{number:04}", "employer", system))


def _now(person: Person, system: Actor) -> Actor:
    with scope(system):
        account = Account.objects.get(person=person)
    return actor_for(account.pk, system.now, uuid4().hex)


def _case(house: House, system: Actor) -> Case:
    chair = _now(house.chair, system)
    facts = Facts(
        title="2026 年能级工资集体协商", special="grade", staff=350, women=120, topics=(CLAUSE,), wanted_each=3,
        meet_at=system.now + timedelta(days=20), place="三楼会议室",
    )  # fmt: skip
    with scope(chair):
        return bargaining.open_case(
            side=Side.WORKER, employer=house.employer.public_id, facts=facts, request_key=uuid4().hex, actor=chair
        )


def _put(case: Case, system: Actor, **columns: Any) -> None:
    with transaction.atomic(), scope(system):
        Case.objects.filter(pk=case.pk).update(**columns)


def _into(case: Case, house: House, state: State, system: Actor) -> None:
    """Both delegations sit and have promised; the way there is not what is tried here."""
    _delegation(case, house.chair, Origin.ELECTED, system)
    _put(case, system, state=State.REPLIED, offered_on=timezone.localdate(system.now))
    head = _now(house.head, system)
    with scope(head):
        bargaining.take_part(case.public_id, actor=head)
    _delegation(case, house.head, Origin.APPOINTED, system)
    for person in (house.chair, house.head):
        actor = _now(person, system)
        with scope(actor):
            bargaining.promise(case.public_id, actor=actor)
            bargaining.agree_to_e_sign(case.public_id, actor=actor)
    columns = _passed(case, system) if state is State.CONGRESS_PASSED else {}
    _put(case, system, state=state, **columns)


def _delegation(case: Case, leader: Person, origin: Origin, system: Actor) -> None:
    actor = _now(leader, system)
    first = Seat(leader.name, leader.mobile, role=Role.CHIEF, origin=Origin.EX_OFFICIO, heads=True)
    day, place = timezone.localdate(system.now), NAMES.index(leader.name)
    others = [
        Seat(NAMES[(place + 300 * n) % len(NAMES)], "", origin=origin, chosen_on=day, votes=50, voters=SEATS)
        for n in (1, 2)
    ]
    with scope(actor):
        for seat in (first, *others):
            bargaining.name_delegate(case.public_id, seat, actor=actor)


def _passed(case: Case, system: Actor) -> dict[str, Any]:
    body = {"title": case.title}
    today = timezone.localdate(system.now)
    with transaction.atomic(), scope(system):
        draft = Draft.objects.create(
            case=case, number=1, body=body, text_hash=text_hash(body), made_at=system.now, adopted_by="孙海",
            adopted_at=system.now,
        )  # fmt: skip
    return {"passed_on": today, "passed_hash": draft.text_hash}


def _motions(house: House, wanted: int, system: Actor) -> list[str]:
    """An open sitting at which ballots about so many matters wait to be counted."""
    chair = replace(_now(house.chair, system), now=system.now)
    today = timezone.localdate(system.now)
    with scope(chair):
        body = decisions.found_body(
            house.union.public_id, kind="congress", term_number=1, begins_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=1000), staff=Staff(350, 120), actor=chair,
        )  # fmt: skip
        lines = [
            Line(
                NAMES[n],
                "女" if n % 5 < 2 else "男",
                "车间",
                is_manager=n % 6 == 0,
                elected_on=today - timedelta(days=40),
            )
            for n in range(body.seats)
        ]
        decisions.add_delegates(body.public_id, lines, actor=chair)
        plan = Plan(system.now + timedelta(minutes=5), "食堂", "主席", "工作报告")
        sitting = decisions.plan_sitting(body.public_id, plan, actor=chair)
        decisions.seal_roll(sitting.public_id, actor=chair)
        found = [
            str(decisions.put_motion(sitting.public_id, title=f"第 {n} 项", actor=chair).public_id)
            for n in range(wanted)
        ]
    with transaction.atomic(), scope(system):
        there = RollEntry.objects.filter(sitting=sitting, has_vote=True).order_by("position")[:PRESENT]
        keys: list[int] = [entry.pk for entry in there]
        RollEntry.objects.filter(pk__in=keys).update(came_at=system.now, came_by="screen", noted_by=chair.person_id)
    with scope(chair):
        decisions.open_sitting(sitting.public_id, actor=chair)
    return found
