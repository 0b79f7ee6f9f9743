"""Landing: portion by portion, each in one transaction with its checkpoint; a kill leaves whole portions only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypedDict
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access as member_access
from hexian.domains.members import rules as member_rules
from hexian.domains.members import services as members
from hexian.domains.members.models import Resolution
from hexian.domains.members.rules import ResolutionState
from hexian.domains.members.services import Outcome, Ready
from hexian.domains.rosters import rules
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import, Portion
from hexian.domains.rosters.rules import Checked, Checker, ImportState, Verdict
from hexian.domains.rosters.services import reading, remarks
from hexian.domains.rosters.services.checking import held
from hexian.domains.rosters.services.uploading import locked, tell
from hexian.foundation import work
from hexian.foundation.access import staged
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.sheets import Sheet
from hexian.foundation.work import services as tasks

LAND = "rosters.land"
UNDO_TIME = "roster.undo"
#: As many as one row of audit may stand for.
PORTION = members.MOST_AT_ONCE
#: Somebody became a member at the very moment a portion was written: looked up anew, so often.
_TRIES = 3
#: What is said of a roster that was stopped on purpose, by the state it was stopped in.
STOPPED = {ImportState.CHECKING: "roster.check_stopped", ImportState.LANDING: "roster.stopped"}


class Minutes(TypedDict):
    """A vote of the committee on a roster, as `members.services.record_resolution` takes it."""

    number: str
    held_on: date
    meeting: str
    place: str
    chair: str
    seats: int
    present: int
    yes: int
    no: int
    abstained: int


@transaction.atomic
def go_ahead(roster_id: UUID, *, numbers: Sequence[int] | None = None, actor: Actor) -> int:
    """Say that held rows were looked into and may land (all, or those of these numbers); returns how many.

    Raises `Refused("roster.state")` once it is landing.
    """
    roster = locked(roster_id, actor)
    rules.next_state(roster.state, "land")
    rows = roster.remarks.filter(verdict=Verdict.HELD, go=False, number__gt=roster.checkpoint)
    given = (rows if numbers is None else rows.filter(number__in=numbers)).update(go=True)
    roster.counts = {**roster.counts, "released": roster.counts.get("released", 0) + given}
    roster.save(update_fields=["counts"])
    tell(RosterEvent.GO_GIVEN, roster, actor, rows=given)
    return given


@transaction.atomic
def start_landing(
    roster_id: UUID, *, resolution_id: UUID, said: int | None = None, actor: Actor, seen_warnings: Collection[str] = ()
) -> Import:
    """Queue the landing of everybody nothing stands in the way of, or go on with one that stopped.

    The roster hangs on a passed resolution of its union's committee (see `start_landing_on_vote`); `said` is how many
    the officer says will land, where she was asked.  Raises `Refused` with `roster.state`, `roster.nobody`,
    `roster.warning` (`warnings`), `roster.number_unlike` (`wanted`), `roster.resolution_other`,
    `roster.resolution_open`, `roster.file_gone`.
    """
    roster = locked(roster_id, actor)
    state = rules.next_state(roster.state, "land")
    if roster.file_dropped_at is not None:
        raise Refused("roster.file_gone")
    if roster.state == ImportState.CHECKED:
        landable = _landable(roster)
        rules.check_may_land(landable=landable, warnings=roster.warnings, seen=seen_warnings)
        if said is not None:
            rules.check_number(said, landable)
        roster.resolution = _resolution(roster, resolution_id, actor)
    roster.state = state
    roster.problem, roster.problem_params = "", {}
    task = tasks.start(
        LAND, actor=actor, code=roster.code, params={"roster": str(roster.public_id)}, title=_("接收名册"),
        total=roster.rows,
    )  # fmt: skip
    roster.task_id = task.public_id
    roster.save()
    tell(RosterEvent.LANDING, roster, actor, resolution=str(resolution_id), warnings=list(seen_warnings))
    return roster


def _landable(roster: Import) -> int:
    sure = sum(roster.counts.get(f"fate.{fate}", 0) for fate in member_rules.ADMITTING)
    return int(sure) + roster.remarks.filter(go=True).count()


def _resolution(roster: Import, resolution_id: UUID, actor: Actor) -> Resolution:
    row = member_access.resolutions_visible(actor).filter(public_id=resolution_id).first()
    if row is None or row.org_id != roster.org_id:
        raise Refused("roster.resolution_other")
    if row.state != ResolutionState.PASSED:
        raise Refused("roster.resolution_open", number=row.number)
    return row


@transaction.atomic
def start_landing_on_vote(
    roster_id: UUID, *, minutes: Minutes, said: int | None = None, actor: Actor, seen_warnings: Collection[str] = ()
) -> Import:
    """The same, with the vote recorded in the same act: both, or neither.

    Raises `Refused` like `start_landing` and `members.services.record_resolution`.
    """
    roster = locked(roster_id, actor)
    resolution = members.record_resolution(roster.org.public_id, **minutes, actor=actor)
    return start_landing(
        roster_id, resolution_id=resolution.public_id, said=said, actor=actor, seen_warnings=seen_warnings
    )


@transaction.atomic
def stop(roster_id: UUID, *, actor: Actor) -> Import:
    """Stop what is under way: a check is given up, a landing finishes its portion and waits to be gone on with.

    Raises `Refused("roster.state")`.
    """
    roster = locked(roster_id, actor)
    before, roster.state = ImportState(roster.state), rules.next_state(roster.state, "stop")
    roster.problem = STOPPED[before]
    roster.save(update_fields=["state", "problem"])
    tell(RosterEvent.STOPPED, roster, actor, problem=roster.problem)
    return roster


@dataclass(frozen=True, slots=True)
class Loaded:
    """A portion ready to be written: its rows, and of those that can be taken everything made ahead."""

    checked: Sequence[Checked]
    good: tuple[int, ...]
    ready: list[Ready]

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.checked[-1].row


@work.runner(LAND)
def land_roster(task: work.Running) -> None:
    """Land portion after portion from the roster's own checkpoint, whichever worker wrote it."""
    roster = held(task, ImportState.LANDING)
    refused, go = _looked_at(roster)
    task.total = roster.rows
    task.done = _dealt_with(roster, refused)
    with reading.opened(roster) as book:
        rows = _rows(roster, reading.sheet_of(book, roster.sheet), task.actor, refused)
        load = partial(_load, go=go)
        for loaded in reading.ahead(reading.portions(rows, PORTION), load):
            roster = held(task, ImportState.LANDING)
            write_portion(roster, loaded, task.actor)
            task.checkpoint(loaded.last, min(task.done + len(loaded.checked), roster.rows))
    _close(held(task, ImportState.LANDING), task)


def _looked_at(roster: Import) -> tuple[frozenset[int], frozenset[int]]:
    """The rows the check has kept out, and those an officer has let in after a look."""
    rows = list(roster.remarks.filter(at_landing=False).values_list("number", "go"))
    return frozenset(number for number, go in rows if not go), frozenset(number for number, go in rows if go)


def _dealt_with(roster: Import, refused: frozenset[int]) -> int:
    """How many rows need no work any more: kept out by the check, or in a portion that was written."""
    return min(len(refused) + sum(each.rows for each in roster.portions.all()), roster.rows)


def _rows(roster: Import, sheet: Sheet, actor: Actor, refused: frozenset[int]) -> Iterator[Checked]:
    """The rows still to land. Twins within the file were found by the check, so each row is looked at by itself."""
    heading, today = reading.heading_of(roster), timezone.localdate(actor.now)
    wanted = (row for row in sheet.rows() if row.number > roster.checkpoint and row.number not in refused)
    for portion in reading.portions(wanted, PORTION):
        yield from rules.check_rows(portion, heading, Checker(heading.places, today), rules.Summary())


def _load(checked: Sequence[Checked], *, go: frozenset[int]) -> Loaded:
    good = tuple(place for place, each in enumerate(checked) if each.entry is not None)
    return Loaded(checked, good, members.prepare_entries(list(remarks.entries_of(checked, go))))


def write_portion(roster: Import, loaded: Loaded, actor: Actor) -> None:
    """One portion, whole: members, what kept others out, the checkpoint. In the caller's transaction."""
    if roster.resolution is None:
        raise Refused("roster.resolution_other")
    batch = uuid4()
    outcomes = _admitted(loaded, roster.resolution, batch, actor)
    numbers = [loaded.checked[place].row for place in loaded.good]
    came = [(number, each) for number, each in zip(numbers, outcomes, strict=True) if each.membership_id]
    _write_landed(roster, came)
    _write_kept_out(roster, loaded, numbers, outcomes)
    Portion.objects.create(
        batch=batch, roster=roster, first=loaded.checked[0].row, last=loaded.last, rows=len(loaded.checked),
        landed=len(came), at=timezone.now(),
    )  # fmt: skip
    roster.checkpoint, roster.landed = loaded.last, roster.landed + len(came)
    fates = Counter(f"landed.{each.fate}" for each in outcomes)
    roster.counts = {**roster.counts, **{key: roster.counts.get(key, 0) + count for key, count in fates.items()}}
    roster.save(update_fields=["checkpoint", "landed", "counts"])


def _admitted(loaded: Loaded, resolution: Resolution, batch: UUID, actor: Actor) -> list[Outcome]:
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return members.admit_many(loaded.ready, resolution, batch=batch, actor=actor)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


_LANDED = {
    "number": "integer", "person_id": "bigint", "membership_id": "bigint", "fate": "text", "former_code": "text",
}  # fmt: skip
_WRITE_LANDED = """
    INSERT INTO rosters_landed (roster_id, number, code, person_id, membership_id, fate, former_code, kept)
    SELECT %s, number, %s, person_id, membership_id, fate, former_code, '' FROM rosters_landing
"""


def _write_landed(roster: Import, came: Sequence[tuple[int, Outcome]]) -> None:
    lines = (
        f"{number}\t{each.person_id}\t{each.membership_id}\t{each.fate}\t{each.former_code}\n" for number, each in came
    )
    with staged("rosters_landing", _LANDED, lines), connection.cursor() as cursor:
        cursor.execute(_WRITE_LANDED, [roster.pk, roster.code])


def _write_kept_out(roster: Import, loaded: Loaded, numbers: Sequence[int], outcomes: Sequence[Outcome]) -> None:
    """Whoever was shown as landing and could not: others have changed the ground meanwhile."""
    remarks.write(remarks.of_fault(roster, each, at_landing=True) for each in loaded.checked if each.faults)
    remarks.write(
        remarks.of_fate(roster, number, each.fate, at_landing=True)
        for number, each in zip(numbers, outcomes, strict=True)
        if not each.membership_id
    )


def _close(roster: Import, task: work.Running) -> None:
    actor = task.actor
    roster.state = rules.next_state(roster.state, "landed")
    roster.landed_at = timezone.now()
    roster.undo_until = roster.landed_at + undo_time(roster, timezone.localdate(roster.landed_at))
    roster.save(update_fields=["state", "landed_at", "undo_until"])
    task.done = roster.rows
    tell(RosterEvent.LANDED, roster, actor, landed=roster.landed)
    task.finish(note=_("接收了 %(count)s 人。") % {"count": roster.landed})


def undo_time(roster: Import, on: date) -> timedelta:
    """How long a whole roster may be taken back; a number each union may set."""
    return timedelta(hours=lawbook.look_up(UNDO_TIME, roster.org.division, on).number)
