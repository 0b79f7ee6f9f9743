"""The whole roster is checked before anybody lands: every row, in words, and who is known already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import rules as member_rules
from hexian.domains.members import services as members
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import ancestors
from hexian.domains.rosters import rules
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import, ImportRow
from hexian.domains.rosters.rules import Checked, Checker, Column, ImportState
from hexian.domains.rosters.services import reading, remarks
from hexian.domains.rosters.services.uploading import drop_sheet, locked, tell
from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import services as tasks

CHECK = "rosters.check"
PORTION = 10_000


@transaction.atomic
def start_check(roster_id: UUID, *, actor: Actor) -> Import:
    """Queue the check of every row. Raises `Refused("roster.state")`."""
    roster = locked(roster_id, actor)
    roster.state = rules.next_state(roster.state, "check")
    roster.problem, roster.problem_params = "", {}
    drop_sheet(roster, actor)
    task = tasks.start(
        CHECK, actor=actor, code=roster.code, params={"roster": str(roster.public_id)}, title=_("核对名册")
    )
    roster.task_id = task.public_id
    roster.save()
    tell(RosterEvent.CHECKING, roster, actor)
    return roster


@work.runner(CHECK)
def check_roster(task: work.Running) -> None:
    """Check every row and look everybody up; a run that was cut off begins anew: it has landed nobody."""
    task.cursor, task.done = None, 0
    roster = held(task, ImportState.CHECKING)
    roster.remarks.all().delete()
    tally = _Tally(roster)
    try:
        _read(task, roster, tally)
    except Refused as refusal:
        _give_back(roster, refusal, task.actor)
        task.finish(note=_("名册没有读完，请看原因。"))
        return
    _close(held(task, ImportState.CHECKING), tally, task.actor)
    task.finish(note=_("核对完了：%(rows)s 行，可以接收 %(good)s 人。") % {"rows": tally.rows, "good": tally.landable})


class _Tally:
    """Figures of the check as they add up."""

    def __init__(self, roster: Import) -> None:
        self.summary = rules.Summary()
        self.fates: Counter[str] = Counter()
        self.other_unions = 0
        self.hidden: int | None = None
        self._names = (roster.org.name, roster.org.short_name)
        self._others: dict[str, bool] = {}

    @property
    def rows(self) -> int:
        """Rows of persons."""
        return self.summary.rows

    @property
    def landable(self) -> int:
        """How many would become members if nobody does anything more."""
        return sum(self.fates[fate] for fate in member_rules.ADMITTING)

    def look_at(self, checked: Sequence[Checked]) -> None:
        """Count rows that name another union as theirs."""
        for each in checked:
            self.other_unions += each.entry is not None and self._is_of_another(each.entry.facts)

    def _is_of_another(self, facts: Mapping[Column, str]) -> bool:
        """Whether a row's union, or the union written where its employer stands, is not the roster's."""
        employer = facts.get(Column.EMPLOYER, "")
        named = facts.get(Column.UNION) or (employer if "工会" in employer else "")
        if named not in self._others:
            self._others[named] = bool(named) and not any(rules.is_same_union(named, name) for name in self._names)
        return self._others[named]


def _read(task: work.Running, roster: Import, tally: _Tally) -> None:
    checker = Checker(reading.heading_of(roster).places, timezone.localdate(task.actor.now))
    with reading.opened(roster) as book:
        sheet = reading.sheet_of(book, roster.sheet)
        total = max(0, sheet.count() - roster.header_row)
        # Told before the first portion: until then a page could only say how many rows were looked at.
        task.checkpoint(None, 0, total=total)
        held(task, ImportState.CHECKING)
        rows = reading.checked_rows(roster, sheet, checker, tally.summary)
        for portion in reading.ahead(reading.portions(rows, PORTION), list):
            note_portion(roster, portion, tally)
            done = task.done + len(portion)
            task.checkpoint(portion[-1].row, done, total=max(total, done))
            held(task, ImportState.CHECKING)
        tally.hidden = sheet.hidden_rows


def note_portion(roster: Import, portion: Sequence[Checked], tally: _Tally) -> None:
    """Write the faults, look the others up, write what is known of them."""
    remarks.write(remarks.of_fault(roster, each) for each in portion if each.faults)
    held = {each.row: each.held for each in portion if each.held}
    good = [each.entry for each in portion if each.entry is not None]
    standing = members.standing_of(roster.org_id, [remarks.newcomer_of(entry) for entry in good])
    fates = [_fate(flags, is_held=entry.row in held) for entry, flags in zip(good, standing, strict=True)]
    tally.fates.update(fates)
    tally.look_at(portion)
    remarks.write(
        remarks.of_held(roster, fault)
        for entry, fate in zip(good, fates, strict=True)
        if fate is member_rules.Fate.LOOKALIKE and (fault := held.get(entry.row))
    )
    kept_out = (
        (entry.row, fate) for entry, fate in zip(good, fates, strict=True) if fate not in member_rules.ADMITTING
    )
    remarks.write(remarks.of_fate(roster, number, fate) for number, fate in kept_out)


def _fate(flags: int, *, is_held: bool) -> member_rules.Fate:
    """What becomes of a row; one that shares its telephone with another waits like somebody's lookalike."""
    fate = member_rules.fate_of(flags)
    return member_rules.Fate.LOOKALIKE if is_held and fate in member_rules.ADMITTING else fate


def _close(roster: Import, tally: _Tally, actor: Actor) -> None:
    roster.state = rules.next_state(roster.state, "checked")
    roster.rows = tally.rows
    roster.counts = counts_of(tally)
    roster.warnings = rules.warnings_of(
        rows=tally.rows, elsewhere=tally.fates[member_rules.Fate.ELSEWHERE], faults=tally.summary.refused,
        other_unions=tally.other_unions,
        is_titled_otherwise=rules.is_titled_otherwise(tally.summary.titles, _names_over(roster)),
    )  # fmt: skip
    roster.checked_at = actor.now
    roster.save()
    tell(RosterEvent.CHECKED, roster, actor, rows=tally.rows, landable=tally.landable)


def _names_over(roster: Import) -> list[str]:
    """The union's names and those of the unions above it: a form is often headed by the union that made it."""
    with scope(Actor.system("rosters", timezone.now())):
        rows = Organisation.objects.filter(code__in=[roster.code, *ancestors(roster.code)])
        return [name for names in rows.values_list("name", "short_name") for name in names]


def counts_of(tally: _Tally) -> dict[str, int]:
    """The figures an officer sees: rows by what becomes of them."""
    summary = tally.summary
    fates = {f"fate.{fate}": count for fate, count in sorted(tally.fates.items())}
    warnings = {f"warning.{code}": count for code, count in sorted(summary.warnings.items())}
    hidden = {} if tally.hidden is None else {"hidden": tally.hidden}
    return {"rows": summary.rows, "faults": summary.refused, "tails": summary.tails, **hidden, **fates, **warnings}


def _give_back(roster: Import, refusal: Refused, actor: Actor) -> None:
    """The file itself cannot be read to its end: the officer is told where, and nothing of it counts."""
    fresh = locked(roster.public_id, actor)
    fresh.state = rules.next_state(fresh.state, "stop")
    fresh.problem, fresh.problem_params = refusal.code, remarks.harmless(refusal.params) | _row(refusal)
    fresh.save()
    ImportRow.objects.filter(roster=fresh).delete()
    tell(RosterEvent.STOPPED, fresh, actor, problem=refusal.code)


def _row(refusal: Refused) -> dict[str, object]:
    return {"row": refusal.params["row"]} if isinstance(refusal.params.get("row"), int) else {}


def held(task: work.Running, state: ImportState) -> Import:
    """The task's roster, locked for this portion; whoever has stopped it meanwhile is obeyed.

    Raises `work.Cancelled`; `Refused("roster.not_found")` when the officer no longer reaches it.
    """
    try:
        roster = locked(UUID(task.params["roster"]), task.actor)
    except Import.DoesNotExist:
        raise Refused("roster.not_found") from None
    # Stopped, or stopped and begun again: then another task has it.
    if roster.state != state or roster.task_id != task.task_id:
        raise work.Cancelled
    return roster
