"""How many members there were: through the years of one union, and by division on a day.

Counts are nobody's data; whoever asks has shown by then that the union is hers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class CountOn:
    """How many members a union had with all below it on a day; None before it stood anywhere."""

    day: date
    members: int | None


#: The code it held on each day, and the sum of changes under that code.
_THROUGH = """
    SELECT d.day, CASE WHEN p.code IS NULL THEN NULL
        ELSE coalesce((SELECT sum(f.delta) FROM members_flow f WHERE f.code = p.code AND f.day <= d.day), 0) END
    FROM unnest(%(days)s::date[]) AS d(day)
    LEFT JOIN orgs_organisation o ON o.public_id = %(org)s
    LEFT JOIN orgs_place p ON p.org_id = o.id AND p.since <= d.day AND (p.until IS NULL OR p.until > d.day)
    ORDER BY d.day
"""
_NOW = """
    SELECT left(o.division, %(digits)s), sum(t.members)
    FROM unnest(%(codes)s::text[]) AS top JOIN members_tally t ON t.code >= top AND t.code < top || '~'
        JOIN orgs_organisation o ON o.id = t.org_id
    WHERE o.division ^@ %(inside)s GROUP BY 1
"""
#: What a code counts holds all below it.  What stands below in the same division would be taken off its parent and
#: added again: only where the division changes from one to the next is there anything to add up.
_THEN = """
    WITH stood AS (
        SELECT p.org_id, p.parent_id, p.code,
            CASE WHEN o.division ^@ %(inside)s THEN left(o.division, %(digits)s) END AS at
        FROM unnest(%(codes)s::text[]) AS top JOIN orgs_place p ON p.code >= top AND p.code < top || '~'
            JOIN orgs_organisation o ON o.id = p.org_id
        WHERE p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
    ), edge AS (
        SELECT s.at, above.at AS left_out_of,
            (SELECT sum(f.delta) FROM members_flow f WHERE f.code = s.code AND f.day <= %(day)s) AS members
        FROM stood s LEFT JOIN stood above ON above.org_id = s.parent_id
        WHERE s.at IS DISTINCT FROM above.at
    )
    SELECT at, sum(members) FROM (
        SELECT at, members FROM edge UNION ALL SELECT left_out_of, -members FROM edge
    ) AS signed WHERE at IS NOT NULL AND members <> 0 GROUP BY 1
"""


def members_through(org_id: UUID, days: Iterable[date]) -> list[CountOn]:
    """How many members a union had on each of the days, in order of days, under the codes it held then."""
    with connection.cursor() as cursor:
        cursor.execute(_THROUGH, {"org": org_id, "days": list(days)})
        return [CountOn(day, None if total is None else int(total)) for day, total in cursor.fetchall()]


def members_by_division(facts: dict[str, Any], day: date, *, is_today: bool) -> dict[str, int]:
    """How many members the unions of each division had themselves on a day; `facts` as `orgs.division_facts`."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW if is_today else _THEN, {**facts, "day": day})
        return {division: int(total) for division, total in cursor.fetchall()}
