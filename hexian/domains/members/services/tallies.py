"""How many members each union has, and whom a resolution names: changed with every admission, recounted at night."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.db.models import F

from hexian.domains.members.models import Resolution
from hexian.domains.orgs.models import Organisation

_ADD = """
    INSERT INTO members_tally AS t (org_id, code, members) VALUES (%(org)s, %(code)s, greatest(%(count)s, 0))
    ON CONFLICT (org_id) DO UPDATE SET members = t.members + %(count)s, code = excluded.code
"""

#: One statement over every union; only rows that are wrong are written.
_RECOUNT = """
    INSERT INTO members_tally AS t (org_id, code, members)
    SELECT o.id, o.code, coalesce(n.members, 0) FROM orgs_organisation o
        LEFT JOIN (SELECT org_id, count(*) AS members FROM members_membership WHERE state = 'active' GROUP BY org_id) n
            ON n.org_id = o.id
    WHERE o.category = 'union'
    ON CONFLICT (org_id) DO UPDATE SET members = excluded.members, code = excluded.code
        WHERE (t.members, t.code) IS DISTINCT FROM (excluded.members, excluded.code)
"""


#: One row for each stay of hers: a person is named once, and not again where she has applied.
_RENAME = """
    UPDATE members_resolution r SET from_rosters = n.people FROM (
        SELECT x.id, count(DISTINCT m.person_id) FILTER (WHERE a.id IS NULL) AS people
        FROM members_resolution x
            LEFT JOIN members_membership m ON m.resolution_id = x.id
            LEFT JOIN members_application a ON a.resolution_id = x.id AND a.person_id = m.person_id
        WHERE x.state = 'passed' GROUP BY x.id
    ) AS n WHERE n.id = r.id AND r.from_rosters <> n.people
"""


def name(brought: Mapping[int, int]) -> None:
    """Count those a roster brought on resolutions in (or out, with negative numbers); by the resolutions' ids."""
    for pk in sorted(brought):
        Resolution.objects.filter(pk=pk).update(from_rosters=F("from_rosters") + brought[pk])


def recount_names() -> int:
    """Count whom rosters brought on every resolution anew; returns how many counts were wrong."""
    with connection.cursor() as cursor:
        cursor.execute(_RENAME)
        corrected: int = cursor.rowcount
    return corrected


def add(org: Organisation, count: int) -> None:
    """Count members in (or out, with a negative number)."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"org": org.pk, "code": org.code, "count": count})


def recount() -> int:
    """Count every union anew; returns how many rows were wrong or new."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        corrected: int = cursor.rowcount
    return corrected
