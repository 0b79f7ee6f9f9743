"""一企一档: what all rooms know of one body.  Rooms above this one register what they have; none is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Coverage, Office, Organisation, Place
from hexian.domains.orgs.queries.offices import OfficeRow, shown
from hexian.domains.orgs.queries.tree import OrgChoice
from hexian.foundation.access import within
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One sort of record a room keeps about a body: what it is, how many, and the page that lists them."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a body stood from one day until another; `until` is the first day on which it no longer did."""

    parent: OrgChoice | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Covered:
    """An employer a union is (or was) there for; seen from the employer, the union."""

    body: OrgChoice
    kind: str
    staff_total: int
    since: date
    until: date | None


Chapter = Callable[[UUID, str], Iterable[Entry]]
_CHAPTERS: dict[str, tuple[str, Chapter]] = {}


def register_chapter(room: str, duty: str, function: Chapter) -> None:
    """Let a room tell what it keeps about the body with this public id and code, to whoever has the duty there."""
    _CHAPTERS[room] = (duty, function)


def chapters(org_id: UUID, code: str, actor: Actor) -> list[Entry]:
    """Everything rooms keep about a body, as far as the actor may see it; nothing that is not there."""
    return [
        entry
        for _room, (duty, tell) in sorted(_CHAPTERS.items())
        if actor.may(duty, code)
        for entry in tell(org_id, code)
        if entry.count
    ]


def stays_of(org_id: UUID, actor: Actor) -> list[Stay]:
    """Below whom a body has stood, newest first; stays under the same parent are one, whatever happened above it."""
    rows = Place.objects.filter(org__in=_one(org_id, actor)).select_related("parent").order_by("-since")
    merged: list[Stay] = []
    for place in rows:
        parent = OrgChoice(place.parent.public_id, place.parent.name) if place.parent else None
        if merged and merged[-1].parent == parent and merged[-1].since == place.until:
            merged[-1] = Stay(parent, place.since, merged[-1].until)
        else:
            merged.append(Stay(parent, place.since, place.until))
    return merged


def offices_of(org_id: UUID, actor: Actor, limit: int = 200) -> tuple[list[OfficeRow], list[OfficeRow]]:
    """The offices of this very body, held now or later and those that have ended (the last to end first).

    As far as the actor may fill its offices.
    """
    today = timezone.localdate(actor.now)
    rows = access.offices_managed(actor).filter(org__public_id=org_id)
    related = rows.select_related("org", "person", "role", "minded_from").order_by("-ends_on", "starts_on", "pk")
    known = [shown(office, actor, today) for office in related[:limit]]
    ended = [row for row in known if row.ends_on is not None and row.ends_on <= today]
    held = sorted((row for row in known if row not in ended), key=lambda row: row.starts_on)
    return held, ended


def covers(org_id: UUID, actor: Actor, day: date | None = None) -> list[Covered]:
    """The employers a union is there for on a day, or ever was (None): those of today first."""
    rows = Coverage.objects.filter(union__in=_one(org_id, actor)).select_related("employer")
    return [_covered(row.employer, row) for row in _on(rows, day)]


def covered_by(org_id: UUID, actor: Actor, day: date | None = None) -> list[Covered]:
    """The unions that are there for an employer on a day, or ever were."""
    rows = Coverage.objects.filter(employer__in=_one(org_id, actor)).select_related("union")
    return [_covered(row.union, row) for row in _on(rows, day)]


def _one(org_id: UUID, actor: Actor) -> QuerySet[Organisation]:
    """The body, if she works with it: a condition of one statement instead of a statement of its own."""
    return access.organisations_visible(actor).filter(public_id=org_id).order_by()


def _on(rows: QuerySet[Coverage], day: date | None) -> list[Coverage]:
    found = list(rows.order_by("since", "pk"))
    if day is not None:
        return [row for row in found if row.since <= day and (row.until is None or day < row.until)]
    return sorted(found, key=lambda row: (row.until is not None, row.since))


def _covered(body: Organisation, row: Coverage) -> Covered:
    return Covered(OrgChoice(body.public_id, body.name), body.kind, body.staff_total, row.since, row.until)


def minders(org_id: UUID, actor: Actor, limit: int = 50) -> list[OfficeRow]:
    """Officers of the unions above a body whom the actor sees and who could mind it; never herself (上级代管)."""
    org = access.organisations_staffed(actor).only("code").get(public_id=org_id)
    today = timezone.localdate(actor.now)
    above = Office.objects.filter(
        within("code", actor.subtrees_for(access.OFFICES)), code__in=rules.ancestors(org.code)[:-1],
        minded_from__isnull=True, starts_on__lte=today,
    ).exclude(ends_on__lte=today).exclude(person_id=actor.person_id or 0)  # fmt: skip
    related = above.select_related("org", "person", "role", "minded_from").order_by("-code", "starts_on", "pk")
    return [shown(office, actor, today) for office in related[:limit]]
