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
#: What a code counts holds all below it: what stands right below is taken off again.
_THEN = """
    WITH stood AS (
        SELECT p.org_id, p.parent_id,
            (SELECT sum(f.delta) FROM members_flow f WHERE f.code = p.code AND f.day <= %(day)s) AS members
        FROM unnest(%(codes)s::text[]) AS top JOIN orgs_place p ON p.code >= top AND p.code < top || '~'
        WHERE p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
    ), own AS (
        SELECT org_id, members FROM stood WHERE members <> 0
        UNION ALL SELECT below.parent_id, -below.members FROM stood below JOIN stood s ON s.org_id = below.parent_id
        WHERE below.members <> 0
    )
    SELECT left(o.division, %(digits)s), sum(own.members)
    FROM own JOIN orgs_organisation o ON o.id = own.org_id
    WHERE o.division ^@ %(inside)s GROUP BY 1
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
