"""A settlement file with every fault, and what must become of each row, worked out from the file alone.

Nothing of the program is used to read it: whoever checks a reckoning does not ask the one who reckoned.
"""

from __future__ import annotations

import csv
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from bench import settlement_files
from bench.names import id_number

#: As the bench's plan has it (`bench.adjudicate_fill`), in fen and basis points.
TIERS = ((0, 500_000, 3_000), (500_000, 1_000_000, 3_500), (1_000_000, 2_000_000, 4_000), (2_000_000, 3_000_000, 4_500),
         (3_000_000, None, 5_000))  # fmt: skip
LEAST, CAP = 5_000, 5_000_000
#: A cell in a row, by its place.
_NUMBER, _PERSON, _HOSPITAL, _CAME, _LEFT, _TOTAL, _SCOPE, _FUNDS, _REFUND, _BOOK, _INVOICE = (
    0, 1, 4, 5, 6, 7, 11, 12, 14, 15, 16,
)  # fmt: skip
_WIDTH = 17
#: How many rows back the one that is corrected stands.
_BACK = 5

Stay = tuple[date, date, tuple[int, str]]


def write(path: Path, rows: int, members: int) -> None:
    """The benches' file with four more faults: a wrong check digit, no day, words for a sum, a correction."""
    with path.open("w", encoding="utf-8") as file:
        file.write(settlement_files.HEADING)
        file.writelines(_spoilt(settlement_files.lines(rows, members)))


def _spoilt(lines: Iterator[str]) -> Iterator[str]:
    last: deque[list[str]] = deque(maxlen=_BACK)
    for serial, line in enumerate(lines):
        cells = line.rstrip("\n").split(",")
        odd = serial % 1_000
        if odd == 27:
            cells[_PERSON] = cells[_PERSON][:-1] + ("0" if cells[_PERSON][-1] != "0" else "1")
        elif odd == 29:
            cells[_LEFT] = ""
        elif odd == 31:  # the row five before again, with another sum
            cells = [*last[0]]
            yuan = int(cells[_FUNDS].partition(".")[0])
            cells[_FUNDS] = f"{yuan - 1}.00"
        elif odd == 37:
            cells[_TOTAL] = "三千元"
        last.append(cells)
        yield ",".join(cells) + "\n"


@dataclass
class Due:
    """What must stand of one settlement: how many revisions, the first one's state, the sum if it is paid."""

    states: set[str]
    fen: int
    revisions: int = 1
    figures: tuple[str, ...] = ()


@dataclass
class Reckoned:
    """Everything that must come of a file: by person and number; rows for the sender, rows of nobody known."""

    due: dict[tuple[int, str], Due] = field(default_factory=dict)
    faults: set[int] = field(default_factory=set)
    strays: set[int] = field(default_factory=set)
    invoices: set[str] = field(default_factory=set)
    stays: defaultdict[tuple[int, str], list[Stay]] = field(default_factory=lambda: defaultdict(list))


def reckoned(path: Path, members: int) -> Reckoned:
    """What must come of a file handed in once, everybody taking part all year. Raises `ValueError` above the cap."""
    known = {id_number(serial): serial + 1 for serial in range(members)}
    found = Reckoned()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for number, cells in enumerate(rows, 2):
            if not _can_be_read(cells):
                found.faults.add(number)
            elif cells[_PERSON] not in known:
                found.strays.add(number)
            else:
                _one(found, number, cells, known[cells[_PERSON]])
    _leave_open(found)
    _check_cap(found)
    return found


def _can_be_read(cells: Sequence[str]) -> bool:
    weights, checks = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
    number = cells[_PERSON]
    rest = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) % 11
    sums = (cells[place].replace(".", "", 1).isdecimal() for place in (_TOTAL, _SCOPE, _FUNDS))
    return len(cells) == _WIDTH and checks[rest] == number[17] and bool(cells[_LEFT] and cells[_CAME]) and all(sums)


def _one(found: Reckoned, number: int, cells: Sequence[str], person: int) -> None:
    key = person, cells[_NUMBER]
    due, figures = found.due.get(key), tuple(cells[place] for place in (_CAME, _LEFT, _TOTAL, _SCOPE, _FUNDS))
    if cells[_REFUND] == "1":
        if due is None:
            found.strays.add(number)
        else:
            due.states = {"reversed"}
    elif due is not None:
        due.revisions += due.figures != figures
    else:
        found.due[key] = _first(found, cells, key, figures)


def _first(found: Reckoned, cells: Sequence[str], key: tuple[int, str], figures: tuple[str, ...]) -> Due:
    came, left = date.fromisoformat(cells[_CAME]), date.fromisoformat(cells[_LEFT])
    own, invoice = _fen(cells[_SCOPE]) - _fen(cells[_FUNDS]), f"{cells[_BOOK]} {cells[_INVOICE]}"
    held = invoice in found.invoices or left < came or own < 0
    found.invoices.add(invoice)
    found.stays[key[0], cells[_HOSPITAL]].append((came, left, key))
    fen = 0 if held else aid(own)
    return Due({"held" if held else "ordered" if fen else "nothing"}, fen, figures=figures)


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


def aid(own: int) -> int:
    """What the plan pays for an own share: tier by tier, rounded half up once, raised to the least."""
    parts = sum((min(own, hi or own) - lo) * rate for lo, hi, rate in TIERS if own > lo)
    return max((parts + 5_000) // 10_000, LEAST) if own > 0 else 0


def _leave_open(found: Reckoned) -> None:
    """Two stays that touch: which of them is held depends on the portions they fall into. Either will do."""
    for each in found.stays.values():
        for (came, left, key), (other_came, other_left, other) in combinations(each, 2):
            if (came - other_left).days <= 1 and (other_came - left).days <= 1:
                for due in (found.due[key], found.due[other]):
                    due.states |= set() if due.states == {"reversed"} else {"held", "ordered"}


def _check_cap(found: Reckoned) -> None:
    sums: dict[int, int] = defaultdict(int)
    for (person, _), due in found.due.items():
        sums[person] += due.fen
    if max(sums.values(), default=0) > CAP:
        message = "somebody reaches the cap: take more members, so that order does not matter"
        raise ValueError(message)


def lines(found: Reckoned) -> Iterator[str]:
    """What must be there, for COPY: person, settlement, revision, states, fen."""
    for (person, number), due in found.due.items():
        yield f"{person}\t{number}\t1\t{','.join(sorted(due.states))}\t{due.fen}\n"
        for revision in range(2, due.revisions + 1):
            yield f"{person}\t{number}\t{revision}\theld\t0\n"


def card_of(person: int, turn: int = 0) -> str:
    """The number of somebody's card; of her next one after the bank has sent money back."""
    return f"6222{turn:03}{person:012}"
