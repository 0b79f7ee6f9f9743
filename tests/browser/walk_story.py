"""An employer and its union before their first bargaining: `python -m tests.browser.walk_story`.

Everything is invented, so that the demo clock may be put forward.  The last line it prints is JSON: sessions by name
and where the congress meets.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.browser import story  # sets Django up  # isort: skip

from django.utils import timezone

from hexian.domains.decisions import services as decisions
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.clock import demo
from hexian.foundation.notices import services as notices
from tests.browser import desk_story
from tests.decisions import makers as make


def tell() -> dict[str, Any]:
    """Who bargains, who counts, and a sitting of the congress in six days."""
    system = Actor.system("story", timezone.now())
    with scope(system):
        notices.open_tray(actor=system)
        demo.make_movable()
        street = _body(Kind.STREET, "长河街道总工会（演示）", None, system)
        employer = _body(Kind.EMPLOYER, "和畅电子（演示）有限公司", street, system, staff_total=350)
        union = _body(
            Kind.ENTERPRISE, "和畅电子（演示）工会委员会", street, system, employer=employer.public_id, staff_total=350
        )
        chair = _officer(("何清明", "13800000004"), union, ("chair", "工会主席"), system)
        teller = _officer(("叶小满", "13800000008"), union, ("chair", "工会副主席"), system)
        head = _officer(("孙惊蛰", "13800000006"), employer, ("employer", "总经理"), system)
    _congress(union, replace(desk_story.actor_of(chair), now=system.now))
    people_ = {"chair": chair, "teller": teller, "head": head}
    return {"sessions": {name: story._session(who, second_factor=True) for name, who in people_.items()}}


def _body(kind: Kind, name: str, above: Organisation | None, system: Actor, **facts: Any) -> Organisation:
    return orgs.found(
        kind=kind, name=name, parent=above.public_id if above else None, division="330108002", is_demo=True,
        actor=system, **facts,
    )  # fmt: skip


def _officer(who: tuple[str, str], body: Organisation, office: tuple[str, str], system: Actor) -> Person:
    (name, mobile), (role, title) = who, office
    person = people.register_person(name, mobile, body.code, actor=system)
    people.open_account(mobile, person, actor=system, is_demo=True)
    Office.objects.create(
        org=body, code=body.code, person=person, role=Role.objects.get(org=None, key=role), title=title,
        starts_on=date(system.now.year, 1, 1),
    )  # fmt: skip
    return person


def _congress(union: Organisation, chair: Actor) -> None:
    year = chair.now.year
    body = make.body(union, chair, begins_on=date(year, 1, 1), ends_on=date(year + 4, 12, 31))
    with scope(chair):
        decisions.add_delegates(body.public_id, make.lines(54), actor=chair)
    make.planned(body, chair, at=chair.now + timedelta(days=6))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tell()) + "\n")
