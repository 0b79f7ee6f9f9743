"""Read the tree as an officer of the province does: `python -m bench.tree_reads '{…}'`, as the app role.

With `until` in what it is told, it goes on until that file is there, and holds each total against the first; the last
line it prints is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from hexian.domains.members import queries as members  # noqa: E402
from hexian.domains.orgs import queries as orgs  # noqa: E402
from hexian.domains.orgs.models import Organisation  # noqa: E402
from hexian.foundation.access import reading  # noqa: E402
from hexian.foundation.actor import Actor, OfficeHeld  # noqa: E402

DUTIES = frozenset({"orgs.view", "orgs.manage", "orgs.offices", "members.view"})
ROUNDS = 100
#: All members of a body by the sum of tallies, whatever its code is at that moment: one statement sees one tree.
_TOTAL = """
    SELECT (SELECT coalesce(sum(t.members), 0) FROM members_tally t WHERE t.code >= o.code AND t.code < o.code || '~'),
        (SELECT count(*) FROM orgs_organisation b WHERE b.code >= o.code AND b.code < o.code || '~')
    FROM orgs_organisation o WHERE o.public_id = %s
"""


def officer(root: str) -> Actor:
    """An officer over everything."""
    body = Organisation.objects.get(public_id=root)
    office = OfficeHeld(uuid4(), body.pk, body.code, body.name, "工会主席", DUTIES)
    return Actor(now=timezone.now(), request_id="bench", name="李敏", person_id=1, account_id=1, offices=(office,))


def today(org_id: UUID, actor: Actor) -> None:
    """A page of the subtree, and the children, each with its unions and members."""
    for rows in (orgs.below(org_id, actor), orgs.children(org_id, actor)):
        codes = [row.code for row in rows]
        orgs.unions_below(codes)
        members.members_below(codes)


def as_of(day: date) -> Callable[[UUID, Actor], None]:
    """The same on a past day."""

    def read(org_id: UUID, actor: Actor) -> None:
        orgs.path_on(org_id, day, actor)
        for rows in (orgs.subtree_on(org_id, day, actor), orgs.children_on(org_id, day, actor)):
            codes = [row.code for row in rows]
            orgs.unions_on(codes, day)
            members.members_on(codes, day)

    return read


def total(org_id: str) -> tuple[int, int]:
    """Members and bodies below one, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, [org_id])
        row: tuple[int, int] = cursor.fetchone()
    return int(row[0]), row[1]


def timed(read: Callable[[UUID, Actor], None], org_id: str, actor: Actor) -> float:
    """Milliseconds for one page's reading, in a transaction of its own as a GET has it."""
    began = time.perf_counter()
    with reading(actor):
        read(UUID(org_id), actor)
    return (time.perf_counter() - began) * 1000


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Either so many rounds of every kind, or one kind until told to stop."""
    actor = officer(told["ids"]["root"])
    if "until" in told:
        return _watch(told, actor)
    kinds = {"today": today, "as_of": as_of(date.today() - timedelta(days=365))}  # noqa: DTZ011
    places = {name: told["ids"][name] for name in ("root", "from", "moved", "street")}
    rounds = told.get("rounds", ROUNDS)
    for read in kinds.values():
        timed(read, places["root"], actor)
    return {
        f"{kind}.{name}": [timed(read, place, actor) for _ in range(rounds)]
        for kind, read in kinds.items()
        for name, place in places.items()
    }


def _watch(told: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Read the place that moves, over and over; a total that is neither before nor after is a torn tree."""
    moved, until = told["ids"]["moved"], Path(told["until"])
    first, waits, torn, failed = total(moved), [], 0, 0
    print("ready", file=sys.stderr, flush=True)
    while not until.exists():
        try:
            waits.append(timed(today, moved, actor))
            torn += total(moved) != first
        except DatabaseError:
            failed += 1
    return {"waits": waits, "torn": torn, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
