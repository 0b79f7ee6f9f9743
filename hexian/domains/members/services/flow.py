"""How many members there were on a past day, without reading a million memberships.

A trigger writes who came and went beside every change of a membership.  The worker drains that queue into one row per
code and day, for the body's own code and each above it, mapped through the places the body held; so a change dated back
counts where the union stood then.  Draining and moving take one lock, for both read places and write sums.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hexian.domains.orgs.services.following import Moved
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory

LOCK = "members.flow"
#: So many rows of the queue in one transaction; more wait for the next.
PORTION = 50_000

#: From `own (org_id, day, delta)` to `spread (code, day, delta)`: a change counts under every code the body held since,
#: from the day it happened or the body came there, until it left; and under each code above.
_SPREAD = """
    placed AS (
        SELECT p.code, greatest(own.day, p.since) AS day, own.delta
        FROM own JOIN orgs_place p ON p.org_id = own.org_id AND (p.until IS NULL OR p.until > own.day)
        UNION ALL
        SELECT p.code, p.until, -own.delta FROM own JOIN orgs_place p ON p.org_id = own.org_id AND p.until > own.day
    ), spread AS (
        SELECT left(placed.code, 1 + 4 * n) AS code, placed.day, sum(placed.delta) AS delta
        FROM placed, generate_series(0, (length(placed.code) - 1) / 4) AS n
        GROUP BY 1, 2 HAVING sum(placed.delta) <> 0
    )
"""
_ADD = """
    INSERT INTO members_flow AS f (code, day, delta) SELECT code, day, delta FROM spread
    ON CONFLICT (code, day) DO UPDATE SET delta = f.delta + excluded.delta
"""
_DRAIN = f"""
    WITH taken AS (
        DELETE FROM members_flow_pending
        WHERE id IN (SELECT id FROM members_flow_pending ORDER BY id LIMIT %s) RETURNING org_id, day, delta
    ), own AS (
        SELECT org_id, day, sum(delta) AS delta FROM taken GROUP BY org_id, day HAVING sum(delta) <> 0
    ), {_SPREAD}, added AS ({_ADD})
    SELECT count(*) FROM taken
"""  # noqa: S608
#: What the sums should be: the spans of all memberships, less what still waits in the queue, seen at one moment.
_MEND = f"""
    WITH own AS (
        SELECT org_id, day, sum(delta) AS delta FROM (
            SELECT org_id, coalesce(came_on, joined_on) AS day, 1 AS delta FROM members_membership
            UNION ALL SELECT org_id, ended_on, -1 FROM members_membership WHERE ended_on IS NOT NULL
            UNION ALL SELECT org_id, day, -delta FROM members_flow_pending
        ) AS span GROUP BY org_id, day HAVING sum(delta) <> 0
    ), {_SPREAD}, wrong AS (
        SELECT code, day, coalesce(spread.delta, 0) AS delta FROM spread FULL JOIN members_flow f USING (code, day)
        WHERE coalesce(spread.delta, 0) <> coalesce(f.delta, 0)
    )
    INSERT INTO members_flow (code, day, delta) SELECT code, day, delta FROM wrong
    ON CONFLICT (code, day) DO UPDATE SET delta = excluded.delta
"""  # noqa: S608
#: A moved body hands its sums over: what it had on the day and every change since, from its old codes to its new ones.
_HAND_OVER = f"""
    WITH handed AS (
        SELECT code, greatest(day, %(on)s) AS day, sum(delta) AS delta FROM members_flow
        WHERE code >= %(old)s AND code < %(old)s || '~' GROUP BY 1, 2 HAVING sum(delta) <> 0
    ), written AS (
        SELECT %(new)s || substr(code, length(%(old)s) + 1) AS code, day, delta FROM handed
        UNION ALL SELECT code, day, -delta FROM handed
        UNION ALL SELECT above, day, delta FROM handed, unnest(%(above_new)s::text[]) AS above WHERE code = %(old)s
        UNION ALL SELECT above, day, -delta FROM handed, unnest(%(above_old)s::text[]) AS above WHERE code = %(old)s
    ), spread AS (
        SELECT code COLLATE "C" AS code, day, sum(delta) AS delta FROM written GROUP BY 1, 2 HAVING sum(delta) <> 0
    ) {_ADD}
"""  # noqa: S608


def drain(limit: int = PORTION) -> int:
    """Count in what waits, as the system; returns how many rows of the queue. For the worker."""
    taken = limit
    total = 0
    while taken >= limit:
        taken = _drain_once(limit)
        total += taken
    return total


def _drain_once(limit: int) -> int:
    with scope(Actor.system("flow", timezone.now())):
        advisory(LOCK)
        with connection.cursor() as cursor:
            cursor.execute(_DRAIN, [limit])
            (taken,) = cursor.fetchone() or (0,)
    return int(taken)


@transaction.atomic
def recount() -> int:
    """Compare every sum with the memberships themselves and mend what is wrong; returns how many were."""
    advisory(LOCK)
    with connection.cursor() as cursor:
        cursor.execute(_MEND)
        mended: int = cursor.rowcount
        cursor.execute("DELETE FROM members_flow WHERE delta = 0")
    return mended


def hand_over(moved: Moved) -> None:
    """Let the sums follow a body to its new codes, from the day it moved on; in the move's own transaction."""
    advisory(LOCK)
    facts: dict[str, Any] = {
        "old": moved.old, "new": moved.new, "on": moved.on,
        "above_old": moved.above_old, "above_new": moved.above_new,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, facts)
