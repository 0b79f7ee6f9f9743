"""Where bodies stand and stood: every change of the tree writes the days of a place."""

from __future__ import annotations

from typing import Any

from django.db import connection

from hexian.domains.orgs.models import Organisation, Place
from hexian.domains.orgs.services.following import Moved
from hexian.foundation.access import recode_stale

_BELOW = "place.code >= %(old)s AND place.code < %(old)s || '~'"
#: A place that began on the day or later never was where it said.
_REWRITE = f"""
    UPDATE orgs_place AS place SET code = %(new)s || substr(code, length(%(old)s) + 1),
        parent_id = CASE WHEN org_id = %(body)s THEN %(parent)s ELSE parent_id END
    WHERE {_BELOW} AND since >= %(on)s
"""  # noqa: S608
#: What reaches beyond the day ends on it and goes on elsewhere, also for those who have left again since.
_CUT = f"""
    WITH cut AS (
        UPDATE orgs_place AS place SET until = %(on)s FROM orgs_place AS former
        WHERE former.id = place.id AND {_BELOW}
          AND former.since < %(on)s AND (former.until IS NULL OR former.until > %(on)s)
        RETURNING former.org_id, former.parent_id, former.code, former.until
    )
    INSERT INTO orgs_place (org_id, parent_id, code, since, until)
    SELECT org_id, CASE WHEN org_id = %(body)s THEN %(parent)s ELSE parent_id END,
        %(new)s || substr(code, length(%(old)s) + 1), %(on)s, until FROM cut
"""  # noqa: S608


def open_place(body: Organisation, parent: Organisation | None) -> Place:
    """A new body stands where it was founded; not before its parent stood there itself."""
    since = body.founded_on if parent is None else max(body.founded_on, standing(parent).since)
    return Place.objects.create(org=body, parent=parent, code=body.code, since=since)


def standing(body: Organisation) -> Place:
    """Where a body stands now. Every body does."""
    return Place.objects.get(org=body, until__isnull=True)


def follow_late() -> int:
    """Rows written under a code that its body has given up since; as the system, returns how many. For the schedule."""
    former = Place.objects.filter(until__isnull=False).values_list("code", "org__code")
    return sum(recode_stale(dict(former)).values())


def move_places(moved: Moved, parent: Organisation) -> int:
    """Write where a body and all below it stand from the day on; returns how many places were written."""
    facts: dict[str, Any] = {
        "old": moved.old,
        "new": moved.new,
        "on": moved.on,
        "body": moved.body.pk,
        "parent": parent.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REWRITE, facts)
        written: int = cursor.rowcount
        cursor.execute(_CUT, facts)
        written += cursor.rowcount
    return written
