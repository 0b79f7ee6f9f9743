"""The part of the demo in which workers decide: a congress of 54 for 350 staff, one sitting held, one to come.

Played through the services as two officers would; plainly invented people throughout.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hexian.cli.demo_people import NAMES
from hexian.domains.decisions import queries, services
from hexian.domains.decisions.rules import BodyKind, Line, Standing
from hexian.domains.decisions.services import Plan, Staff, Tally
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

_TITLE = "《职工食堂和宿舍管理办法（草案）》"
_PLACES = ("装配一车间", "装配二车间", "装配三车间", "质检科", "仓储科", "设备科")


def play(union: UUID, chair: Actor, second: Actor, now: datetime) -> int:
    """Set the congress up twelve days ago, hold a sitting ten days ago, plan the next; returns how many sit."""
    begun = replace(chair, now=now - timedelta(days=12))
    year, day = begun.now.year, begun.now.date()
    with scope(begun):
        body = services.found_body(
            union, kind=BodyKind.CONGRESS, term_number=3, begins_on=date(year, 1, 1), ends_on=date(year + 4, 12, 31),
            staff=Staff(350, 120), actor=begun,
        )  # fmt: skip
        lines = [_line(place, day) for place in range(body.seats)]
        observers = [replace(_line(place, day), standing=Standing.OBSERVER) for place in range(54, 57)]
        services.add_delegates(body.public_id, [*lines, *observers], actor=begun)
        sitting = services.plan_sitting(body.public_id, _plan(now - timedelta(days=10)), actor=begun)
        motion = services.put_motion(sitting.public_id, title=_TITLE, actor=begun)
        services.seal_roll(sitting.public_id, actor=begun)
    _hold(
        sitting.public_id, motion.public_id, [replace(each, now=now - timedelta(days=10)) for each in (chair, second)]
    )
    today = replace(chair, now=now)
    with scope(today):
        services.plan_sitting(body.public_id, _plan(now + timedelta(days=6)), actor=today)
    return body.seats


def _line(place: int, on: date) -> Line:
    """A sixth of them manage something, two fifths are women."""
    return Line(
        name=NAMES[place], sex="女" if place % 5 < 2 else "男", department=_PLACES[place % len(_PLACES)],
        is_manager=place % 6 == 5, post="主管" if place % 6 == 5 else "操作工", votes=20 + place % 9,
        elected_on=on,
    )  # fmt: skip


def _plan(at: datetime) -> Plan:
    return Plan(at, "公司食堂二楼", "何清明", "听取企业生产经营情况报告\n听取集体合同履行情况报告")


def _hold(sitting: UUID, motion: UUID, tellers: list[Actor]) -> None:
    """Fifty come, thirty-nine say yes; both tellers count alike."""
    chair = tellers[0]
    with scope(chair):
        for row in [each for each in queries.roll(sitting, chair) if each.has_vote][:50]:
            services.check_in(sitting, row.public_id, actor=chair)
        services.open_sitting(sitting, actor=chair)
    for teller in tellers:
        with scope(teller):
            services.enter_count(motion, Tally(50, 50, 49, 1, 39, 7, 3), actor=teller)
    with scope(chair):
        services.close_motion(motion, actor=chair)
        services.close_sitting(sitting, actor=chair)
