"""Read-only figures of rosters for screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.utils import timezone

from hexian.domains.members.rules import ADMITTING, fate_of
from hexian.domains.members.services import standing_of
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.domains.rosters import access, rules, texts
from hexian.domains.rosters.models import Import, ImportRow, Landed
from hexian.domains.rosters.rules import Checked, Checker, Column, Heading, Verdict
from hexian.domains.rosters.services import reading, remarks
from hexian.domains.rosters.services.uploading import remembered
from hexian.foundation.actor import Actor
from hexian.foundation.work import queries as work
from hexian.foundation.work.queries import Progress

PAGE = 50
PREVIEWED = 20


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet of the file."""

    name: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file could be read: its sheets, and the headings of one with what they are taken for."""

    sheets: tuple[SheetView, ...]
    sheet: str
    heading: Heading
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ImportView:
    """One roster in a list or on its page."""

    public_id: UUID
    org_name: str
    org_public_id: UUID
    sender: str
    file_name: str
    state: str
    state_text: str
    rows: int
    landed: int
    counts: Mapping[str, int]
    warnings: tuple[str, ...]
    warning_texts: tuple[str, ...]
    problem: str
    resolution_id: UUID | None
    resolution_number: str
    created_name: str
    created_at: datetime
    landed_at: datetime | None
    undo_until: datetime | None
    may_undo: bool
    has_file: bool
    error_sheet_id: UUID | None
    acts: frozenset[str]
    task_id: UUID | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would land, numbers masked; or what is wrong with it."""

    number: int
    name: str
    id_number: str
    mobile: str
    kind_of_work: str
    joined_on: date | None
    fate: str
    problem: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A row that is not simply landed, in words."""

    number: int
    verdict: str
    text: str
    go: bool
    at_landing: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A member whom undoing left where she is, and why."""

    number: int
    name: str
    why: str


def imports(actor: Actor, *, org_id: UUID | None = None, before: datetime | None = None) -> list[ImportView]:
    """Rosters of the unions below her, newest first, a page from `before` on."""
    rows = access.imports_visible(actor).select_related("org", "resolution").order_by("-created_at", "-pk")
    rows = rows.filter(org__public_id=org_id) if org_id else rows
    rows = rows.filter(created_at__lt=before) if before else rows
    return [_view(row, actor) for row in rows[:PAGE]]


def roster(public_id: UUID, actor: Actor) -> ImportView:
    """One roster. Raises `Import.DoesNotExist` out of reach."""
    return _view(_row(public_id, actor), actor)


def progress(public_id: UUID, actor: Actor) -> Progress | None:
    """How far the work on a roster is; for the officer who started it."""
    task_id = _row(public_id, actor).task_id
    return work.find(task_id, actor=actor) if task_id else None


def layout(public_id: UUID, actor: Actor, sheet: str = "") -> Layout:
    """The sheets and guessed columns of an uploaded roster, with a few rows. Raises `Refused` like reading does."""
    row = _row(public_id, actor)
    with reading.opened(row) as book:
        chosen = reading.sheet_of(book, sheet)
        rows = reading.first_rows(chosen)
        heading = rules.find_heading(rows, remembered(row))
        sample = tuple(tuple(each.cells) for each in rows if each.number > heading.row)[:PREVIEWED]
        return Layout(tuple(SheetView(each.name, each.is_hidden) for each in book.sheets), chosen.name, heading, sample)


def preview(public_id: UUID, actor: Actor, count: int = PREVIEWED) -> list[PreviewRow]:
    """The first rows of a mapped roster as they would land. Raises `Refused` like reading does."""
    row = _row(public_id, actor)
    checker = Checker(reading.heading_of(row).places, timezone.localdate(actor.now))
    with reading.opened(row) as book:
        sheet = reading.sheet_of(book, row.sheet)
        found = list(islice(reading.checked_rows(row, sheet, checker, rules.Summary()), count))
    good = [each for each in found if each.entry]
    flags = standing_of(row.org_id, [_newcomer(each) for each in good])
    fates = {each.row: fate_of(flag) for each, flag in zip(good, flags, strict=True)}
    return [_preview(each, fates.get(each.row, "")) for each in found]


def remarks_on(public_id: UUID, actor: Actor, *, verdict: str = "", after: int = 0, size: int = PAGE) -> list[Remark]:
    """What is said of rows, by their numbers, a page from `after` on."""
    rows = ImportRow.objects.filter(roster=_row(public_id, actor), number__gt=after).order_by("number")
    rows = rows.filter(verdict=verdict) if verdict in list(Verdict) else rows
    return [
        Remark(each.number, each.verdict, texts.of_row(each.number, each.fault, each.params), each.go, each.at_landing)
        for each in rows[:size]
    ]


def kept(public_id: UUID, actor: Actor, *, after: int = 0, size: int = PAGE) -> list[Kept]:
    """Whom undoing left members, and why, a page from `after` on."""
    rows = Landed.objects.filter(roster=_row(public_id, actor), number__gt=after).exclude(kept="")
    page = list(rows.order_by("number")[:size])
    names = dict(Person.objects.filter(pk__in=[each.person_id for each in page]).values_list("pk", "name"))
    return [Kept(each.number, names.get(each.person_id, ""), str(texts.KEPT[each.kept])) for each in page]


def _row(public_id: UUID, actor: Actor) -> Import:
    return access.imports_visible(actor).select_related("org", "resolution").get(public_id=public_id)


def _view(row: Import, actor: Actor) -> ImportView:
    return ImportView(
        public_id=row.public_id, org_name=row.org.name, org_public_id=row.org.public_id, sender=row.sender,
        file_name=row.file_name, state=row.state, state_text=str(texts.STATES[row.state]), rows=row.rows,
        landed=row.landed, counts=row.counts, warnings=tuple(row.warnings),
        warning_texts=tuple(str(texts.WARNINGS[each]) for each in row.warnings),
        problem=texts.of_problem(row.problem, row.problem_params),
        resolution_id=row.resolution.public_id if row.resolution else None,
        resolution_number=row.resolution.number if row.resolution else "", created_name=row.created_name,
        created_at=row.created_at, landed_at=row.landed_at, undo_until=row.undo_until,
        may_undo=_may_undo(row, actor), has_file=row.file_dropped_at is None, error_sheet_id=row.sheet_id,
        acts=frozenset(act for state, act in rules.IMPORT if state == row.state), task_id=row.task_id,
    )  # fmt: skip


def _may_undo(row: Import, actor: Actor) -> bool:
    in_time = row.undo_until is None or actor.now < row.undo_until
    return (row.state, "undo") in rules.IMPORT and in_time


def _newcomer(checked: Checked) -> Newcomer:
    if checked.entry is None:
        message = "a row with faults names nobody"
        raise ValueError(message)
    return remarks.newcomer_of(checked.entry)


def _preview(checked: Checked, fate: str) -> PreviewRow:
    entry = checked.entry
    warnings = tuple(texts.what_is_wrong(each) for each in checked.warnings)
    if entry is None:
        problem = "；".join(texts.what_is_wrong(each) for each in checked.faults)
        return PreviewRow(checked.row, "", "", "", "", None, "", problem, warnings)
    problem = "" if fate in ADMITTING else texts.of_remark(f"fate.{fate}", {})
    return PreviewRow(
        number=checked.row, name=entry.name,
        id_number=people_rules.mask_id_tail(entry.identity.tail if entry.identity else ""),
        mobile=people_rules.mask_mobile(entry.mobile), kind_of_work=entry.facts.get(Column.KIND_OF_WORK, ""),
        joined_on=entry.joined_on, fate=fate, problem=problem, warnings=warnings,
    )  # fmt: skip
