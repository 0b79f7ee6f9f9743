"""Who was a member on a past day, by name; under the codes held on that day.

Nothing is kept for it beside what is there: a membership is one stay in one union, whoever goes over leaves the ended
stay behind, and a union has its places.  The names are therefore those whom `members_on` counts; members of unions
that have gone elsewhere since are somebody else's data today: they are counted and not named.  What a member is called
and does is shown as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.queries.counts import members_on
from hexian.domains.members.queries.lists import MemberFilter, MemberList, load
from hexian.domains.members.queries.paging import PAGE_SIZE, Slice, read_cursor
from hexian.domains.orgs.models import Organisation, Place
from hexian.foundation.access import within
from hexian.foundation.actor import Actor, outermost

#: A stay of a body that stood below one of these codes on the day, and whose members she may see today.
_STAYED = """
    p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
    AND coalesce(m.came_on, m.joined_on) <= %(day)s AND (m.ended_on IS NULL OR m.ended_on > %(day)s)
    AND EXISTS (SELECT FROM unnest(%(mine)s::text[]) AS own WHERE m.code >= own AND m.code < own || '~')
"""
#: The last founded union first and in each the newest member, as in the list of today; each range of codes is cut by
#: itself, so that a page reads no more than a page of each.
_PAGE = f"""
    SELECT found.* FROM unnest(%(codes)s::text[]) AS top, LATERAL (
        SELECT p.code, m.id FROM orgs_place p JOIN members_membership m ON m.org_id = p.org_id
        WHERE p.code >= top AND p.code < top || '~' AND {_STAYED} AND {{beyond}}
        ORDER BY p.code {{way}}, m.id {{way}} LIMIT %(most)s
    ) AS found ORDER BY found.code {{way}}, found.id {{way}} LIMIT %(most)s
"""  # noqa: S608
_BEYOND = {
    None: "true",
    "DESC": "p.code <= %(code)s AND (p.code < %(code)s OR m.id < %(id)s)",
    "ASC": "p.code >= %(code)s AND (p.code > %(code)s OR m.id > %(id)s)",
}
_NAMED = f"""
    SELECT p.code, m.id FROM members_membership m JOIN orgs_place p ON p.org_id = m.org_id
    WHERE m.public_id = %(named)s AND {_STAYED}
"""  # noqa: S608
#: Bodies that left a place under these codes since: how many members stood there with those no longer hers.  Sums hold
#: all below, so only the edges count: where what is gone begins, less where inside of it something came back.
_UNSEEN = """
    WITH stood AS (
        SELECT p.org_id, p.parent_id, p.code, NOT EXISTS (
            SELECT FROM unnest(%(mine)s::text[]) AS own WHERE o.code >= own AND o.code < own || '~') AS is_gone
        FROM unnest(%(codes)s::text[]) AS top JOIN orgs_place p ON p.code >= top AND p.code < top || '~'
            JOIN orgs_organisation o ON o.id = p.org_id
        WHERE p.since <= %(day)s AND p.until > %(day)s
    ), edge AS (
        SELECT s.code, CASE WHEN s.is_gone THEN 1 ELSE -1 END AS sign
        FROM stood s LEFT JOIN stood above ON above.org_id = s.parent_id
        WHERE s.is_gone <> coalesce(above.is_gone, false)
    )
    SELECT coalesce(sum(edge.sign * f.delta), 0) FROM edge JOIN members_flow f ON f.code = edge.code
    WHERE f.day <= %(day)s
"""
#: Who came and went in the last seconds stands in the list already, and not yet in the sums.
_WAITING = """
    SELECT coalesce(sum(delta) FILTER (WHERE is_mine), 0), coalesce(sum(delta) FILTER (WHERE NOT is_mine), 0) FROM (
        SELECT w.delta, EXISTS (
            SELECT FROM unnest(%(mine)s::text[]) AS own WHERE o.code >= own AND o.code < own || '~') AS is_mine
        FROM unnest(%(codes)s::text[]) AS top JOIN orgs_place p ON p.code >= top AND p.code < top || '~'
            JOIN orgs_organisation o ON o.id = p.org_id JOIN members_flow_pending w ON w.org_id = p.org_id
        WHERE p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s) AND w.day <= %(day)s
    ) AS waiting
"""


def members_named_on(
    actor: Actor, day: date, chosen: MemberFilter | None = None, cursor: str = "", size: int = PAGE_SIZE
) -> MemberList:
    """A page of those who were members on a day, below the actor's offices as they stood then.

    Of the filter only the union narrows: work and words are not kept in time.  `total` is everybody she may see,
    `unseen` how many more there were in unions that have gone elsewhere since.  Raises `Refused` with `list.ahead`,
    `list.narrowed`.
    """
    wanted = chosen or MemberFilter()
    rules.check_past_list(day, timezone.localdate(actor.now), is_narrowed=wanted != MemberFilter(union=wanted.union))
    facts: dict[str, Any] = {
        "day": day, "codes": _reach(actor, day, wanted.union), "mine": list(actor.subtrees_for(access.VIEW)),
    }  # fmt: skip
    found = _cut(facts, cursor, size)
    unseen = int(_asked(_UNSEEN, facts)[0][0])
    hers, others = _asked(_WAITING, facts)[0]
    total = sum(members_on(facts["codes"], day).values()) - unseen + int(hers)
    return MemberList(found.page(load(pk for _, pk in found.places)), total, is_more=False, unseen=unseen + int(others))


def _reach(actor: Actor, day: date, union: UUID | None) -> list[str]:
    """The codes held on the day by the bodies in which she holds offices, or by one of them or below or above them."""
    own = actor.subtrees_for(access.VIEW)
    held = _held(day, Q(org__code__in=own))
    if union is None:
        return list(outermost(held))
    body = Organisation.objects.filter(public_id=union)
    codes = _held(day, Q(org__in=body))
    if body.filter(within("code", own)).exists():
        return codes
    return [code for code in outermost(held) if any(code.startswith(above) for above in codes)]


def _held(day: date, which: Q) -> list[str]:
    stood = Place.objects.filter(Q(until__isnull=True) | Q(until__gt=day), which, since__lte=day)
    return list(stood.order_by("code").values_list("code", flat=True))


def _cut(facts: dict[str, Any], cursor: str, size: int) -> Slice:
    """One page from the row a cursor names, or from the beginning."""
    named, backwards = read_cursor(cursor)
    places = _asked(_NAMED, {**facts, "named": named}) if named else []
    code, pk = places[0] if places else ("", 0)
    backwards = backwards and bool(places)
    way = "ASC" if backwards else "DESC"
    statement = _PAGE.format(way=way, beyond=_BEYOND[way if places else None])
    found = _asked(statement, {**facts, "code": code, "id": pk, "most": size + 1})
    more, kept = len(found) > size, found[:size]
    if backwards:
        return Slice(tuple(reversed(kept)), has_previous=more, has_next=True)
    return Slice(tuple(kept), has_previous=bool(places), has_next=more)


def _asked(statement: str, facts: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        found: Iterable[tuple[Any, ...]] = cursor.fetchall()
        return list(found)
