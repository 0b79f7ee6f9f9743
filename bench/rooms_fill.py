"""Fill a database for `bench.rooms`: `python -m bench.rooms_fill 500`, as owner; the last line it prints is JSON.

Rooms in the midst of bargaining over a wage contract: what has been said and proposed in some weeks, the chiefs of both
sides with accounts and sessions as signing in leaves them.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django
import psycopg

django.setup()

from django.utils import timezone  # noqa: E402

from bench import firms  # noqa: E402
from bench.firms import Firm  # noqa: E402
from bench.loading import run  # noqa: E402
from bench.prepare import session_of  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.bargaining import access  # noqa: E402
from hexian.domains.bargaining.models import Case, Evidence, Item, Participant, Proposal, Talk  # noqa: E402
from hexian.domains.bargaining.rules import clauses, contracts  # noqa: E402
from hexian.domains.bargaining.rules.clauses import Typed  # noqa: E402
from hexian.domains.bargaining.rules.delegates import Origin, Role  # noqa: E402
from hexian.domains.bargaining.rules.states import Side, State  # noqa: E402
from hexian.domains.bargaining.services import opening  # noqa: E402
from hexian.domains.bargaining.services.law import FROZEN  # noqa: E402
from hexian.domains.orgs.models import Part  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.lawbook import queries as lawbook  # noqa: E402

#: What everybody watches and proposes for.
WATCHED = "wage.annual_increase"
TALKS, VERSIONS, FIGURES = 40, 6, 5


def main(rooms: int) -> dict[str, Any]:
    """Everything from an empty schema to something to measure."""
    began = time.monotonic()
    actor = Actor.system("bench", timezone.now())
    with scope(actor):
        _district, made = firms.found(rooms, actor)
        cases = _opened(made, actor)
        items = dict(Item.objects.filter(clause=WATCHED).values_list("case_id", "public_id"))
        _said(cases, made, actor)
        told = [
            {
                "case": str(case.public_id), "item": str(items[case.pk]),
                "sessions": [_session(person, actor) for person in (firm.chair, firm.manager)],
            }
            for case, firm in zip(cases, made, strict=True)
        ]  # fmt: skip
    with psycopg.connect(environment.database_urls()["owner"], autocommit=True) as link:
        run(link, "VACUUM (ANALYZE)")
    return {"rooms": told, "seconds": time.monotonic() - began}


def _opened(made: list[Firm], actor: Actor) -> list[Case]:
    """A case of each firm, at the table, with a chief for either side."""
    law = lawbook.law_on(timezone.localdate(actor.now), FROZEN)
    topics = list(dict.fromkeys([WATCHED, *(each.code for each in contracts.lacking("special", "wage", []))]))
    cases = []
    for firm in made:
        case = opening.make(Side.WORKER, firm.union, firm.employer, has_union=True, actor=actor)
        opening.fill(case, opening.Facts(title="2026 年工资集体协商", staff=firm.employer.staff_total), actor, law=law)
        case.state, case.offered_on = State.NEGOTIATING, timezone.localdate(actor.now)
        cases.append(case)
    opening.save_all(cases)
    opening.keep_rows([(case, opening.items_of(case, Side.WORKER, topics)) for case in cases], actor)
    sitting = [
        (case, person, side)
        for case, firm in zip(cases, made, strict=True)
        for person, side in ((firm.chair, Side.WORKER), (firm.manager, Side.EMPLOYER))
    ]
    Participant.objects.bulk_create(
        [
            Participant(
                case=case, person=person, side=side, role=Role.CHIEF, name=person.name,
                origin=Origin.EX_OFFICIO, heads=True, promised_at=actor.now, since=timezone.localdate(actor.now),
            )
            for case, person, side in sitting
        ],
        batch_size=500,
    )  # fmt: skip
    Part.objects.bulk_create(
        [
            Part(person=person, kind=access.PART, subject=case.public_id, role=side, granted_at=actor.now)
            for case, person, side in sitting
        ],
        batch_size=500,
    )
    return cases


def _said(cases: list[Case], made: list[Firm], actor: Actor) -> None:
    """Some weeks of talk, versions of the first clauses, figures with their sources."""
    chairs = {case.pk: firm.chair for case, firm in zip(cases, made, strict=True)}
    _talked(cases, chairs, actor)
    _proposed(cases, chairs, actor)
    _cited(cases, chairs, actor)


def _talked(cases: list[Case], chairs: dict[int, Any], actor: Actor) -> None:
    at = [actor.now - timedelta(hours=number) for number in range(TALKS, 0, -1)]
    Talk.objects.bulk_create(
        [
            Talk(
                case=case, channel="room", side=Side.WORKER, words=f"第 {number} 句：请把上年的数字也摆出来。",
                by=chairs[case.pk], by_name=chairs[case.pk].name, by_role=Side.WORKER, key=uuid4(), at=moment,
            )
            for case in cases
            for number, moment in enumerate(at, 1)
        ],
        batch_size=1_000,
    )  # fmt: skip


def _proposed(cases: list[Case], chairs: dict[int, Any], actor: Actor) -> None:
    entry = clauses.clause(WATCHED)
    values = [
        clauses.read(entry, Typed(f"{5 + number}.5%"), timezone.localdate(actor.now)) for number in range(VERSIONS)
    ]
    items = {item.case_id: item for item in Item.objects.filter(clause=WATCHED)}
    Proposal.objects.bulk_create(
        [
            Proposal(
                item=items[case.pk], case=case, side=Side.WORKER, number=number, value=value.frozen(),
                words=clauses.words_of(entry, value), by=chairs[case.pk], by_name=chairs[case.pk].name, key=uuid4(),
                at=actor.now,
            )
            for case in cases
            for number, value in enumerate(values, 1)
        ],
        batch_size=500,
    )  # fmt: skip


def _cited(cases: list[Case], chairs: dict[int, Any], actor: Actor) -> None:
    Evidence.objects.bulk_create(
        [
            Evidence(
                case=case, clause=WATCHED, channel="room", side=Side.WORKER, title=f"本市数字 {number}（演示）",
                source="市统计局公报（演示）", number=200 + number, by_name=chairs[case.pk].name, at=actor.now,
            )
            for case in cases
            for number in range(FIGURES)
        ],
        batch_size=500,
    )  # fmt: skip


def _session(person: Any, actor: Actor) -> str:
    people.open_account(person.mobile, person, actor=actor)
    return session_of(person, second_factor=True)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
