"""Read-only figures of rosters for screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.members import access as members_access
from hexian.domains.members.queries.paging import Order, Page, cut, read_cursor
from hexian.domains.members.rules import ADMITTING, ResolutionState, fate_of
from hexian.domains.members.services import standing_of
from hexian.domains.orgs.rules import OrgState
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.domains.rosters import access, rules, texts
from hexian.domains.rosters.models import Import, ImportRow, Landed, SenderLayout
from hexian.domains.rosters.rules import Checked, Checker, Column, Guess, Heading, ImportState, Totals, Verdict
from hexian.domains.rosters.services import reading, remarks, undoing
from hexian.domains.rosters.services.uploading import remembered
from hexian.foundation.access import MOST_SHOWN, HowMany, scope, within
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import Book, Row, Sheet
from hexian.foundation.work import queries as work
from hexian.foundation.work.queries import Progress

PAGE = 50
PREVIEWED = 20
#: Cells of a column that are shown as samples.
SAMPLES = 3
#: The view of those who are members of another union.
ELSEWHERE = "elsewhere"
#: Of how many landed members it is told beforehand who would stay; of more it is told while they are taken back.
FORETOLD = 5_000


#: The tabs of the list: which states stand under each.
TABS: Mapping[str, frozenset[str]] = {
    "open": frozenset(rules.AT_IT) - {ImportState.LANDED},
    "landed": frozenset({ImportState.LANDED}),
    "ended": frozenset({ImportState.UNDONE, ImportState.CANCELLED}),
}
_BY_AGE = Order(("created_at", "pk"), descending=True)
_IDLE = sorted(TABS["open"] - rules.BUSY)
_WAITING = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(admit)s::text[]) AS top JOIN rosters_import i ON i.code >= top AND i.code < top || '~'
        WHERE i.state = ANY (%(states)s) LIMIT %(most)s
    ) AS few
"""


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """What narrows the list; unknown values narrow nothing."""

    tab: str = ""
    union: UUID | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> ImportFilter:
        """Out of an address."""
        tab = params.get("tab", "")
        try:
            union = UUID(params.get("union", ""))
        except ValueError:
            union = None
        return cls(tab if tab in TABS else "", union)


@dataclass(frozen=True, slots=True)
class UnionChoice:
    """A union a roster could go to."""

    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ResolutionChoice:
    """A resolution a roster could hang on."""

    public_id: UUID
    number: str
    held_on: date


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
    samples: tuple[tuple[str, ...], ...]  # of each column, numbers masked
    tops: tuple[tuple[int, str], ...]  # number and beginning of each row the headings may stand in
    problem: str  # why the guess is not enough, in words
    confirmed: tuple[str, ...]  # what the columns were confirmed as, where they are these


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
    acts: frozenset[str]
    task_id: UUID | None
    hidden: int | None  # rows that were left out because they are hidden; None where nobody knows
    released: int  # held rows an officer has let in
    corrects_id: UUID | None
    undo_reason: str

    @property
    def totals(self) -> Totals:
        """Its rows by what becomes of them, as the check found them."""
        return rules.totals(self.counts, ADMITTING)

    @property
    def landable(self) -> int:
        """How many become members when it lands now."""
        return self.totals.landable + self.released

    @property
    def kept_out(self) -> int:
        """How many were to land and could not: others had changed the ground meanwhile."""
        came = {f"landed.{fate}" for fate in ADMITTING}
        return sum(count for key, count in self.counts.items() if key.startswith("landed.") and key not in came)

    @property
    def came(self) -> int:
        """How many it had landed, whoever was taken back since."""
        return sum(self.counts.get(f"landed.{fate}", 0) for fate in ADMITTING)

    @property
    def taken_back(self) -> int:
        """How many undoing took back."""
        return self.came - self.landed

    @property
    def needs_her(self) -> bool:
        """Whether it waits for an officer's next act."""
        return self.state in TABS["open"] and not self.is_busy

    @property
    def is_busy(self) -> bool:
        """Whether something is being done to it."""
        return self.state in rules.BUSY


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
    verdict_text: str
    text: str
    what: str
    column: str
    go: bool
    at_landing: bool


@dataclass(frozen=True, slots=True)
class RemarkPage:
    """A page of remarks, and the row numbers the pages around it begin at; 0 where there is none."""

    rows: tuple[Remark, ...]
    previous: int
    next: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A member whom undoing left where she is, and why."""

    number: int
    name: str
    why: str


def imports(actor: Actor, chosen: ImportFilter | None = None, cursor: str = "", size: int = PAGE) -> Page[ImportView]:
    """Rosters of the unions below her, newest first."""
    chosen = chosen or ImportFilter()
    visible = access.imports_visible(actor)
    named, backwards = read_cursor(cursor)
    place = visible.filter(public_id=named).values_list("created_at", "pk").first() if named else None
    rows = visible.filter(org__public_id=chosen.union) if chosen.union else visible
    rows = rows.filter(state__in=TABS[chosen.tab]) if chosen.tab else rows
    found = cut(rows, _BY_AGE, place, backwards=backwards, size=size)
    known = _loaded(visible).in_bulk([pk for _, pk in found.places])
    return found.page([_view(known[pk], actor) for _, pk in found.places if pk in known])


def waiting(actor: Actor) -> HowMany:
    """How many rosters wait for an officer, up to a hundred: to be confirmed, checked or landed, or gone on with."""
    admit = list(actor.subtrees_for(access.ADMIT))
    return HowMany(_WAITING, {"admit": admit, "states": _IDLE, "most": MOST_SHOWN})


def unions(actor: Actor, text: str = "", limit: int = 200) -> list[UnionChoice]:
    """The living unions she may bring rosters to; `text` is part of a name."""
    rows = access.unions_to_admit_to(actor).filter(state=OrgState.ACTIVE).order_by("code")
    rows = rows.filter(name__icontains=text) if text else rows
    return [UnionChoice(*row) for row in rows.values_list("public_id", "short_name")[:limit]]


def senders(actor: Actor, limit: int = 50) -> list[str]:
    """Whose columns are remembered, the latest first: names to choose from when a file is sent."""
    rows = SenderLayout.objects.filter(within("code", actor.subtrees_for(access.ADMIT))).order_by("-confirmed_at")
    return list(dict.fromkeys(filter(None, rows.values_list("sender", flat=True)[:limit])))


def roster(public_id: UUID, actor: Actor) -> ImportView:
    """One roster. Raises `Import.DoesNotExist` out of reach."""
    return _view(_row(public_id, actor), actor)


def progress(public_id: UUID, actor: Actor) -> Progress | None:
    """How far the work on a roster is, whichever officer started it."""
    task_id = _row(public_id, actor).task_id
    if task_id is None:
        return None
    # She sees the roster, so she may see how far it is; the task itself is its starter's.
    with scope(Actor.system("rosters", actor.now)):
        return work.any_of(task_id, actor.now)


def of_task(task_id: UUID, actor: Actor) -> UUID | None:
    """The roster a piece of work was last about, if she sees it."""
    return access.imports_visible(actor).filter(task_id=task_id).values_list("public_id", flat=True).first()


def reached(public_id: UUID, actor: Actor) -> UUID | None:
    """A roster's id if she sees the roster."""
    return access.imports_visible(actor).filter(public_id=public_id).values_list("public_id", flat=True).first()


def on_resolution(resolution_id: UUID, actor: Actor) -> list[ImportView]:
    """The rosters that hang on a resolution, as far as she sees them."""
    rows = _loaded(access.imports_visible(actor)).filter(resolution__public_id=resolution_id)
    return [_view(row, actor) for row in rows.order_by("created_at", "pk")]


def layout(public_id: UUID, actor: Actor, sheet: str = "", at: int | None = None) -> Layout:
    """The sheets of an uploaded roster, and the guessed columns of one with a few cells each.

    `at`: the row in which she says the headings stand, 0 for none.  Raises `Refused` like reading does.
    """
    row = _row(public_id, actor)
    if row.columns and not sheet and at is None:
        sheet, at = row.sheet, row.header_row
    with reading.opened(row) as book:
        words = remembered(row)
        chosen = reading.sheet_of(book, sheet) if sheet else _likely_sheet(book, words)
        rows = reading.first_rows(chosen)
        heading = rules.read_heading(rows, words, at)
        return Layout(
            sheets=tuple(SheetView(each.name, each.is_hidden) for each in book.sheets), sheet=chosen.name,
            heading=heading, samples=tuple(_samples(rows, heading.row, each) for each in heading.guesses),
            tops=tuple(_top(each) for each in rows[: rules.MOST_ROWS_ABOVE]), problem=_lack(heading),
            confirmed=tuple(row.columns) if tuple(row.titles) == heading.words else (),
        )  # fmt: skip


def _likely_sheet(book: Book, words: Mapping[str, str]) -> Sheet:
    """The first sheet that can be seen and holds a list; else the first that can be seen. Raises `Refused`."""
    for sheet in book.visible:
        if not _lack(rules.read_heading(reading.first_rows(sheet), words)):
            return sheet
    return reading.sheet_of(book, "")


def _samples(rows: Sequence[Row], above: int, guess: Guess) -> tuple[str, ...]:
    """The first different cells of a column, as they may be shown."""
    cells = (row.cells[guess.place] for row in rows if row.number > above and guess.place < len(row.cells))
    shown = (rules.shown_cell(cell, guess) for cell in cells)
    return tuple(dict.fromkeys(filter(None, islice(shown, PREVIEWED))))[:SAMPLES]


def _top(row: Row) -> tuple[int, str]:
    words = (rules.shown_cell(cell, rules.NO_GUESS) for cell in row.cells if cell.strip())
    return row.number, "、".join(islice(words, 4))


def _lack(heading: Heading) -> str:
    columns = [str(guess.column or "") for guess in heading.guesses]
    try:
        rules.check_usable(heading)
        rules.check_columns(heading.words, columns)
    except Refused as refusal:
        return texts.of(refusal)
    return ""


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
    return [_remark(each) for each in rows[:size]]


def remark_page(
    public_id: UUID, actor: Actor, *, verdict: str = "", after: int = 0, before: int = 0, size: int = PAGE
) -> RemarkPage:
    """A page of what is said of rows: behind the row `after`, or in front of the row `before`.

    `verdict` may also be `ELSEWHERE`; then `Verdict.FAULT` is all faults with those.
    """
    rows = ImportRow.objects.filter(roster=_row(public_id, actor))
    rows = rows.filter(verdict=verdict) if verdict in list(Verdict) else rows
    rows = rows.filter(fault="fate.elsewhere") if verdict == ELSEWHERE else rows
    if before:
        found = list(rows.filter(number__lt=before).order_by("-number")[: size + 1])
        shown, is_first, is_last = found[:size][::-1], len(found) <= size, False
    else:
        found = list(rows.filter(number__gt=after).order_by("number")[: size + 1])
        shown, is_first, is_last = found[:size], not after, len(found) <= size
    return RemarkPage(
        rows=tuple(_remark(each) for each in shown),
        previous=shown[0].number if shown and not is_first else 0,
        next=shown[-1].number if shown and not is_last else 0,
    )  # fmt: skip


def _remark(row: ImportRow) -> Remark:
    return Remark(
        number=row.number, verdict=row.verdict, verdict_text=str(texts.VERDICTS[row.verdict]),
        text=texts.of_row(row.number, row.fault, row.params), what=texts.of_remark(row.fault, row.params),
        column=str(texts.COLUMNS[Column(row.column)]) if row.column else "", go=row.go, at_landing=row.at_landing,
    )  # fmt: skip


def kept(public_id: UUID, actor: Actor, *, after: int = 0, size: int = PAGE) -> list[Kept]:
    """Whom undoing left members, and why, a page from `after` on."""
    rows = Landed.objects.filter(roster=_row(public_id, actor), number__gt=after).exclude(kept="")
    page = list(rows.order_by("number")[:size])
    names = dict(Person.objects.filter(pk__in=[each.person_id for each in page]).values_list("pk", "name"))
    return [Kept(each.number, names.get(each.person_id, ""), str(texts.KEPT[each.kept])) for each in page]


def staying(public_id: UUID, actor: Actor) -> list[Kept] | None:
    """Whom undoing would leave a member if it began now, and why; None of a roster too large to look at at once."""
    row = _row(public_id, actor)
    if row.landed > FORETOLD:
        return None
    landed = list(Landed.objects.filter(roster=row, kept="").select_related("person").order_by("number"))
    why = undoing.why_kept(landed, actor)
    return [
        Kept(each.number, each.person.name, str(texts.KEPT[why[each.number]]))
        for each in landed
        if each.number in why
    ]  # fmt: skip


def resolutions_for(public_id: UUID, actor: Actor, limit: int = 20) -> list[ResolutionChoice]:
    """The passed resolutions a roster could hang on, the latest meeting first."""
    org = _row(public_id, actor).org_id
    rows = members_access.resolutions_visible(actor).filter(org=org, state=ResolutionState.PASSED)
    found = rows.order_by("-held_on", "-pk").values_list("public_id", "number", "held_on")[:limit]
    return [ResolutionChoice(*each) for each in found]


def _loaded(rows: QuerySet[Import]) -> QuerySet[Import]:
    return rows.select_related("org", "resolution", "corrects")


def _row(public_id: UUID, actor: Actor) -> Import:
    return _loaded(access.imports_visible(actor)).get(public_id=public_id)


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
        may_undo=_may_undo(row, actor), has_file=row.file_dropped_at is None,
        acts=frozenset(act for state, act in rules.IMPORT if state == row.state), task_id=row.task_id,
        hidden=row.counts.get("hidden"), released=row.counts.get("released", 0),
        corrects_id=row.corrects.public_id if row.corrects else None, undo_reason=row.undo_reason,
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
