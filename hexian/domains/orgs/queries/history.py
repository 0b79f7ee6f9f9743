"""The tree of a past day, and what became of whom.

A code held on a day says where a body stood then; a subtree of that day is one range over the codes of that day.  What
a body was called is not kept in time: it is shown under the name it has now.  Names and places are public knowledge;
who held an office is not, and row security lets through what lies below the asker today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Organisation, Place, Reorganisation
from hexian.domains.orgs.queries.offices import OfficeRow, shown
from hexian.domains.orgs.queries.tree import OrgChoice
from hexian.foundation.access import within
from hexian.foundation.actor import Actor

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A body as it stood on a day; `code` is the one it held then."""

    public_id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    founded_on: date
    dissolved_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """A body moved, merged into another or split off from one: when, why, and what the upper union replied."""

    act: UUID
    kind: str
    on: date
    source: OrgChoice
    target: OrgChoice
    from_parent: OrgChoice | None
    to_parent: OrgChoice | None
    reason: str
    reply_text: str
    reply_number: str
    reply_on: date | None


_PLACED = """
    SELECT o.public_id, p.code, o.name, o.short_name, o.kind, o.founded_on, o.dissolved_on
    FROM orgs_place p JOIN orgs_organisation o ON o.id = p.org_id
    WHERE {where} AND p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
      AND (o.dissolved_on IS NULL OR o.dissolved_on > %(day)s)
    ORDER BY p.code LIMIT %(limit)s
"""
_CHILDREN = _PLACED.format(where="p.parent_id = %(org)s AND p.code > %(after)s")
_SUBTREE = _PLACED.format(where="p.code > %(after)s AND p.code < %(code)s || '~'")
_PATH = _PLACED.format(where="p.code = ANY (%(codes)s)")


def code_on(org_id: UUID, day: date, actor: Actor) -> str | None:
    """The code a body held on a day; None before it stood anywhere. Raises `Organisation.DoesNotExist` out of reach."""
    org = access.organisations_visible(actor).only("pk").get(public_id=org_id)
    rows = Place.objects.filter(Q(until__isnull=True) | Q(until__gt=day), org=org, since__lte=day)
    return rows.values_list("code", flat=True).first()


def children_on(org_id: UUID, day: date, actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> list[PlacedRow]:
    """The living bodies right below one on a day, by code; `after` is the code the last page ended with."""
    org = access.organisations_visible(actor).only("pk").get(public_id=org_id)
    return _placed(_CHILDREN, day, size, org=org.pk, after=after)


def subtree_on(org_id: UUID, day: date, actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> list[PlacedRow]:
    """A page of all living bodies below one on a day, by code; nobody before it stood anywhere."""
    code = code_on(org_id, day, actor)
    return _placed(_SUBTREE, day, size, code=code, after=max(code, after)) if code else []


def path_on(org_id: UUID, day: date, actor: Actor) -> list[PlacedRow]:
    """From the root down to the body itself, as they stood on a day."""
    code = code_on(org_id, day, actor)
    return _placed(_PATH, day, len(code), codes=rules.ancestors(code)) if code else []


def _placed(statement: str, day: date, limit: int, **facts: Any) -> list[PlacedRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": day, "limit": limit, **facts})
        return [PlacedRow(*row) for row in cursor.fetchall()]


def former_codes(actor: Actor, duty: str) -> Iterable[str]:
    """The codes that bodies below the actor held before they moved, for reading what was written under them.

    A query still: whoever narrows by it reads no code that she need not.
    """
    moved = Place.objects.filter(within("org__code", actor.subtrees_for(duty)), until__isnull=False)
    return moved.values_list("code", flat=True)


def offices_on(org_id: UUID, day: date, actor: Actor) -> list[OfficeRow]:
    """Who held which office of a body on a day, as far as the actor may fill its offices."""
    rows = access.offices_managed(actor).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
    found = rows.filter(org__public_id=org_id).select_related("org", "person", "role", "minded_from")
    return [shown(office, actor, day) for office in found.order_by("starts_on", "pk")]


def changes_of(org_id: UUID, actor: Actor) -> list[Change]:
    """What happened to a body, in both directions: where it went, what came to it; newest first."""
    org = access.organisations_visible(actor).filter(public_id=org_id).order_by()
    rows = Reorganisation.objects.filter(Q(source__in=org) | Q(target__in=org))
    related = rows.select_related("source", "target", "from_parent", "to_parent")
    return [_change(row) for row in related.order_by("-on", "-pk")]


def led_to(act: UUID, actor: Actor) -> UUID | None:
    """The body an act has led to, where the actor sees it: what moved, what the others merged into, what is new."""
    rows = Reorganisation.objects.filter(act=act, target__in=access.organisations_visible(actor))
    return rows.order_by("-pk").values_list("target__public_id", flat=True).first()


def successors(org_id: UUID) -> list[OrgChoice]:
    """The living bodies into which one has gone, however many steps that took; itself when it lives."""
    frontier, living, seen = [Organisation.objects.get(public_id=org_id)], [], set[int]()
    while frontier:
        body = frontier.pop()
        if body.state == rules.OrgState.ACTIVE:
            living.append(body)
            continue
        seen.add(body.pk)
        went = Reorganisation.objects.filter(source=body, kind=rules.Act.MERGED).exclude(target__in=seen)
        frontier += [row.target for row in went.select_related("target").order_by("pk")]
    return [_choice(body) for body in living]


def _change(row: Reorganisation) -> Change:
    return Change(
        act=row.act,
        kind=row.kind,
        on=row.on,
        source=_choice(row.source),
        target=_choice(row.target),
        from_parent=_choice(row.from_parent) if row.from_parent else None,
        to_parent=_choice(row.to_parent) if row.to_parent else None,
        reason=row.reason,
        reply_text=row.reply_text,
        reply_number=row.reply_number,
        reply_on=row.reply_on,
    )


def _choice(body: Organisation) -> OrgChoice:
    return OrgChoice(body.public_id, body.short_name)
