"""Read tables: the version in force for a machine, lists and versions for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hexian.foundation.access import MOST_SHOWN, HowMany
from hexian.foundation.actor import Actor
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.actor.refusals import Refused
from hexian.foundation.tables import access, bodies, registry
from hexian.foundation.tables.models import Trial, Version
from hexian.foundation.tables.registry import Comparison
from hexian.foundation.tables.rules import Table
from hexian.foundation.tables.states import VersionState

#: How wide one level of a place's code is, after the root's letter.
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class InForce:
    """The version that decides: kept with each decision, so that it can be explained years later."""

    version_id: int
    public_id: UUID
    number: int
    valid_from: date
    valid_to: date | None
    body_hash: str
    table: Table


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as lists show it."""

    public_id: UUID
    number: int
    state: str
    valid_from: date
    valid_to: date | None
    basis: str
    rows: int
    prepared_name: str
    prepared_at: datetime
    proposed_at: datetime | None
    sent_back_reason: str
    published_name: str
    published_at: datetime | None
    withdrawn_name: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    holds: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table with its versions, the latest first."""

    public_id: UUID
    code: str
    place: str
    title: str
    versions: tuple[VersionRow, ...]

    @property
    def waiting(self) -> int:
        """How many versions wait for the second person."""
        return sum(one.state == VersionState.PROPOSED for one in self.versions)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a version would have made of the past."""

    public_id: UUID
    against: int
    answer: Comparison
    by_name: str
    at: datetime
    is_old: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version with everything its page says."""

    row: VersionRow
    code: str
    place: str
    title: str
    table: Table
    body_hash: str
    edits: int
    removed: int
    others: tuple[VersionRow, ...]
    trials: tuple[Tried, ...]
    is_comparable: bool
    had_a_hand: bool
    may_edit: bool
    may_publish: bool


def version_for(code: str, place: str, on: date) -> InForce:
    """The version of a table in force on a day at a place: its own, or the nearest body's above that has one.

    The latest published one to have begun decides; when it has ended, none does: an older one never comes back by
    itself.  Raises `Refused` (`tables.no_version`).
    """
    rows = Version.objects.filter(
        table__code=code, table__place__in=_upwards(place), state=VersionState.PUBLISHED, valid_from__lte=on
    ).select_related("table")
    nearest = sorted(rows, key=lambda row: (len(row.table.place), row.valid_from), reverse=True)
    if not nearest or (nearest[0].valid_to is not None and nearest[0].valid_to <= on):
        raise Refused("tables.no_version", table=code, on=on)
    return _in_force(nearest[0])


def version_by_id(version_id: int) -> InForce:
    """The very version a decision was made by, whatever became of it since. Raises `Version.DoesNotExist`."""
    return _in_force(Version.objects.select_related("table").get(pk=version_id))


def _in_force(row: Version) -> InForce:
    return InForce(
        row.pk, row.public_id, row.number, row.valid_from, row.valid_to, row.body_hash, bodies.from_json(row.body)
    )


def _upwards(place: str) -> list[str]:
    """A place and every body above it."""
    return [place[:length] for length in range(len(place), len(ROOT_CODE), -_LEVEL)]


def tables(actor: Actor) -> list[TableRow]:
    """The tables of the bodies below her, by title."""
    found = access.tables_visible(actor).order_by("title", "place").prefetch_related("versions")
    return [TableRow(one.public_id, one.code, one.place, one.title, _rows(one.versions.all(), actor)) for one in found]


def _rows(versions: Iterable[Version], actor: Actor) -> tuple[VersionRow, ...]:
    known = sorted(versions, key=lambda one: one.number, reverse=True)
    today = timezone.localdate(actor.now)
    holding = _holding(known, today)
    return tuple(_row(one, holds=one is holding) for one in known)


def _holding(versions: Sequence[Version], on: date) -> Version | None:
    begun = [one for one in versions if one.state == VersionState.PUBLISHED and one.valid_from <= on]
    last = max(begun, key=lambda one: one.valid_from, default=None)
    return None if last is None or (last.valid_to is not None and last.valid_to <= on) else last


def _row(one: Version, *, holds: bool) -> VersionRow:
    return VersionRow(
        public_id=one.public_id, number=one.number, state=one.state, valid_from=one.valid_from, valid_to=one.valid_to,
        basis=one.basis, rows=len(one.body["rows"]), prepared_name=one.prepared_name, prepared_at=one.prepared_at,
        proposed_at=one.proposed_at, sent_back_reason=one.sent_back_reason, published_name=one.published_name,
        published_at=one.published_at, withdrawn_name=one.withdrawn_name, withdrawn_at=one.withdrawn_at,
        withdrawn_reason=one.withdrawn_reason, holds=holds,
    )  # fmt: skip


def version(public_id: UUID, actor: Actor) -> VersionPage:
    """One version she may see. Raises `Version.DoesNotExist`."""
    one = access.versions(actor, access.VIEW).get(public_id=public_id)
    rows = _rows(one.table.versions.all(), actor)
    own = next(row for row in rows if row.public_id == one.public_id)
    place = one.table.place
    return VersionPage(
        row=own, code=one.table.code, place=place, title=one.table.title, table=bodies.from_json(one.body),
        body_hash=one.body_hash, edits=one.edits, removed=len(one.removed),
        others=tuple(row for row in rows if row is not own), trials=_trials(one),
        is_comparable=registry.comparison_for(one.table.code) is not None,
        had_a_hand=actor.person_id in one.hands or actor.person_id == one.prepared_by,
        may_edit=actor.may(access.EDIT, place), may_publish=actor.may(access.PUBLISH, place),
    )  # fmt: skip


def _trials(one: Version) -> tuple[Tried, ...]:
    rows: list[Trial] = list(one.trials.select_related("against").order_by("-at", "-pk")[:5])
    return tuple(
        Tried(row.public_id, row.against.number, Comparison.from_json(row.answer), row.by_name, row.at,
              row.body_hash != one.body_hash)
        for row in rows
    )  # fmt: skip


def former_of(page: VersionPage) -> VersionRow | None:
    """What a version is compared with when nobody says otherwise: the published one that begins before it."""
    begun = [one for one in page.others if one.state == VersionState.PUBLISHED and one.valid_from < page.row.valid_from]
    return max(begun, key=lambda one: one.valid_from, default=None)


def waiting(actor: Actor) -> HowMany:
    """How many proposals wait for her as the second person, up to a hundred."""
    publish = list(actor.subtrees_for(access.PUBLISH))
    return HowMany(_WAITING, {"publish": publish, "herself": actor.person_id or 0, "most": MOST_SHOWN})


_WAITING = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(publish)s::text[]) AS top JOIN tables_table t ON t.place >= top AND t.place < top || '~'
            JOIN tables_version v ON v.table_id = t.id
        WHERE v.state = 'proposed' AND NOT v.hands @> ARRAY[%(herself)s]::bigint[] LIMIT %(most)s
    ) AS few
"""


@dataclass(frozen=True, slots=True)
class Passed:
    """A version on its way between two people, for whoever tells them."""

    title: str
    number: int
    place: str
    valid_from: date
    prepared_by: int | None
    hands: tuple[int, ...]
    published_by: int | None
    state: str


def passed(public_id: UUID) -> Passed:
    """A version whoever asks, for notices. Raises `Version.DoesNotExist`."""
    one = Version.objects.select_related("table").get(public_id=public_id)
    return Passed(
        one.table.title, one.number, one.table.place, one.valid_from, one.prepared_by, tuple(one.hands),
        one.published_by, one.state,
    )  # fmt: skip
