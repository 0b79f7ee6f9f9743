"""What is said of a row that is not simply landed, without a word of what stood in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hexian.domains.members.rules import Fate
from hexian.domains.members.services import Entry
from hexian.domains.people.rules import Newcomer
from hexian.domains.rosters import rules
from hexian.domains.rosters.models import Import, ImportRow
from hexian.domains.rosters.rules import Checked, Column, Fault, Verdict

#: Parameters of a refusal that say nothing of the person: lengths, other rows, limits.
_HARMLESS = frozenset({"have", "first", "most", "example", "megabytes"})


def of_fault(roster: Import, checked: Checked, *, at_landing: bool = False) -> ImportRow:
    """A row that cannot be taken, by its first fault; the error sheet names them all, from the file."""
    fault = checked.faults[0]
    return ImportRow(
        roster=roster, code=roster.code, number=checked.row, verdict=Verdict.FAULT, column=fault.column or "",
        fault=fault.refusal.code, params=harmless(fault.refusal.params), at_landing=at_landing,
    )  # fmt: skip


def of_held(roster: Import, fault: Fault) -> ImportRow:
    """A row that is good in itself and that somebody must look at because of another row."""
    return ImportRow(
        roster=roster, code=roster.code, number=fault.row, verdict=Verdict.HELD, column=fault.column or "",
        fault=fault.refusal.code, params=harmless(fault.refusal.params),
    )  # fmt: skip


def of_fate(roster: Import, number: int, fate: Fate, *, at_landing: bool = False) -> ImportRow:
    """A row whose person is known in a way that keeps her out, or that somebody must look at."""
    return ImportRow(
        roster=roster, code=roster.code, number=number, verdict=rules.verdict_of(fate), fault=f"fate.{fate}",
        at_landing=at_landing,
    )  # fmt: skip


def harmless(params: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept of a refusal: never digits or words of hers."""
    return {name: _plain(value) for name, value in params.items() if name in _HARMLESS}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def write(rows: Iterable[ImportRow]) -> None:
    """Write remarks; a row that has one already keeps the first."""
    ImportRow.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


def newcomer_of(entry: rules.Entry) -> Newcomer:
    """A checked row as the room of persons takes it."""
    return Newcomer(entry.name, entry.identity.number if entry.identity else "", entry.mobile)


def entries_of(checked: Sequence[Checked], go: frozenset[int]) -> Iterator[Entry]:
    """Checked rows as the room of members takes them."""
    for each in checked:
        if each.entry is not None:
            yield Entry(
                newcomer_of(each.entry),
                kind_of_work=each.entry.facts.get(Column.KIND_OF_WORK, ""),
                joined_on=each.entry.joined_on,
                go=each.row in go,
            )
