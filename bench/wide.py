"""Fill a database for `bench.tree`: `python -m bench.wide 50000 1000000`, as owner; the last line it prints is JSON.

A province, two cities, ten districts, their streets and unions; every district has as many unions and members as the
next, one of them is moved later.  A street moved half a year ago, so that last year's tree is another one.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import django
import psycopg

django.setup()

from django.utils import timezone  # noqa: E402

from bench import bodies, frame  # noqa: E402
from bench.bodies import Tree  # noqa: E402
from bench.crowd import TABLES, Crowd  # noqa: E402
from bench.loading import Link, laid_open, run  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.members.services import flow, tallies  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import Organisation  # noqa: E402
from hexian.domains.orgs.rules import Kind  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402

DISTRICTS, STREETS = 10, 100
_KINDS = (Kind.ENTERPRISE, Kind.JOINT, Kind.TRADE, Kind.INSTITUTION)
HALF_A_YEAR = timedelta(days=182)


def main(unions: int, members: int) -> dict[str, Any]:
    """Everything from an empty schema to something to measure."""
    began = time.monotonic()
    actor = Actor.system("bench", timezone.now())
    with scope(actor):
        root, cities, tree = found(unions, actor.now)
        crowd = Crowd(tree, members, actor.now)
        crowd.seal_some()
    with psycopg.connect(environment.database_urls()["owner"]) as link:
        _load(link, crowd)
    drained = _count(actor)
    with scope(actor):
        orgs.move(
            tree.streets[-1].public_id, to=tree.districts[-2].public_id, on=(actor.now - HALF_A_YEAR).date(),
            reason="区划调整", actor=actor,
        )  # fmt: skip
    with psycopg.connect(environment.database_urls()["owner"], autocommit=True) as link:
        run(link, "VACUUM (ANALYZE)")
    told = {"root": root, "from": cities[0], "to": cities[1], "moved": tree.districts[0], "street": tree.streets[1]}
    ids = {name: str(body.public_id) for name, body in told.items()}
    return {"ids": ids, "seconds": time.monotonic() - began, "drain": drained}


def found(unions: int, now: datetime) -> tuple[Organisation, list[Organisation], Tree]:
    """The tree: as many unions in all, evenly below the districts."""
    root = bodies.rows([(None, "33", "浙江省", Kind.PROVINCE)], now)[0]
    cities = bodies.rows([(root, "3301", f"第 {n} 市", Kind.CITY) for n in (1, 2)], now)
    # The districts to be moved and measured lie in the first city; the second has its own.
    districts = bodies.rows([(cities[n % 2], "330108", f"第 {n} 区", Kind.DISTRICT) for n in range(DISTRICTS)], now)
    streets_each = min(STREETS, max(2, unions // DISTRICTS // 20))
    streets = bodies.rows(
        [(district, "330108002", f"{district.name}第 {n} 街道", Kind.STREET) for district in districts
         for n in range(streets_each)], now,
    )  # fmt: skip
    left = unions - 3 - len(districts) - len(streets)
    kinds = cycle(_KINDS)
    leaves = bodies.rows(
        [(streets[n % len(streets)], "330108002", f"第 {n + 1} 号（演示）工会", next(kinds)) for n in range(left)],
        now,
    )
    return root, cities, Tree(cities[0], districts, streets, leaves)


def _load(link: Link, crowd: Crowd) -> None:
    run(link, "SET hexian.system = 'on'")
    run(link, "SET maintenance_work_mem = '512MB'")
    run(link, "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_is_to_be_sealed")
    with laid_open(link, TABLES):
        crowd.load(link)
        frame.say("  rows are in, building indexes")
    run(link, "ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_is_to_be_sealed")


def _count(actor: Actor) -> float:
    """Tallies, and the sums of every past day as the worker makes them; seconds for the latter."""
    with scope(actor):
        tallies.recount()
    frame.say("  counting every past day")
    began = time.monotonic()
    flow.drain()
    return time.monotonic() - began


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
