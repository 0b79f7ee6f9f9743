"""Two bargainings in the browser's story: one in the middle of its talks, one with a contract published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Participant
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor
from tests import bargaining_story
from tests.bargaining import makers
from tests.browser import desk_story
from tests.makers import as_

#: What is said in the rooms.
SAID = "先看一下上年的工资总额。"


def tell(street: Organisation, officer: Person) -> tuple[dict[str, str], Person, Person]:
    """The ids of both, as `room_…` and `contract_…`; who leads the workers' sides; one of her delegates."""
    chair = desk_story.actor_of(officer)

    def make(name: str, kind: str, employer: Organisation | None = None) -> Organisation:
        above = employer.public_id if employer else None
        return orgs.found(
            kind=kind, name=name, parent=street.public_id, employer=above, division="330108002", is_demo=True,
            actor=chair,
        )  # fmt: skip

    system = Actor.system("story", chair.now)
    leader = people.register_person("何立秋", "13800000041", street.code, actor=system)
    people.open_account(leader.mobile, leader, actor=system, is_demo=True)
    room, home = _one(make, "清河机械", street, leader, is_whole=False)
    contract, _home = _one(make, "明川纺织", street, leader, is_whole=True)
    seat = Participant.objects.select_related("person").get(public_id=room["seat_id"])
    assert seat.person is not None
    delegate = replace(desk_story.actor_of(seat.person), now=home.chair.now)
    with as_(delegate):
        services.promise(seat.case.public_id, actor=delegate)
    ids = {f"room_{name}": str(value) for name, value in room.items()}
    paper = bargaining_story.on_paper(_house(make, "石桥印染", street, leader)[0])
    ids |= {f"paper_{name}": str(value) for name, value in paper.items()}
    ids["drive"] = str(bargaining_story.driven(street, chair))
    return ids | {f"contract_{name}": str(value) for name, value in contract.items()}, leader, seat.person


def _one(make: Any, name: str, street: Organisation, leader: Person, *, is_whole: bool) -> tuple[Any, makers.House]:
    home, office = _house(make, name, street, leader)
    return bargaining_story.tell(home, SAID, office if is_whole else None), home


def _house(make: Any, name: str, street: Organisation, leader: Person) -> tuple[makers.House, Organisation]:
    employer, union, office = bargaining_story.bodies(make, name)
    Office.objects.create(
        org=union, code=union.code, person=leader, role=Role.objects.get(org=None, key="chair"), title="工会主席",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    return bargaining_story.house(street, employer, union, desk_story.actor_of(leader)), office
