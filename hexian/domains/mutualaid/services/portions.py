"""A stored file read portion by portion, with all that needs no row of ours: figures, indexes, lines for COPY."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from hexian.domains.mutualaid.rules import Column, Fault, Reader, Record, check_plausible
from hexian.domains.mutualaid.rules.records import _short
from hexian.domains.people.rules import ID_PURPOSE
from hexian.foundation import crypto, sheets
from hexian.foundation.access import escaped
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import Book, Sheet
from hexian.foundation.sheets.kinds import Kind
from hexian.foundation.sheets.rules import MEGABYTE, is_tail
from hexian.foundation.work import aside

#: Rows of one transaction: the larger, the less each costs; the smaller, the sooner somebody sees it move.
PORTION = 50_000
#: The first one is small, and each twice the one before: until it is read nobody decides anything.
FIRST = 10_000
#: Settlements of a large city's year; more is a province's, or a mistake.
MOST_SETTLEMENTS = 10_000_000
#: What so many take with every column filled, some 200 bytes each: what a folder of ours may hold. Over the line 300 MB
#: are the most.
MOST_BYTES = 2_048 * MEGABYTE
#: Lines above the heading (a title, a date) a sender may write.
ABOVE = 10
#: Bytes from which a file is read in a process of its own; another needs half a second to begin.
LARGE = 4 * MEGABYTE


def opened(path: Path, name: str, *, encoding: str = "") -> Book:
    """A file of settlements, of any kind and of any city's size. Raises what `open_sheet` says."""
    most = MOST_SETTLEMENTS + ABOVE
    return sheets.open_sheet(
        path, name, taking=frozenset(Kind), most_rows=most, most_bytes=MOST_BYTES, encoding=encoding
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a file on disk under the name its sender gave it, and what its columns hold.

    Rows up to `after` were decided before, none where `is_fresh`; `today` is Shanghai's day; a text's `encoding` is as
    it was told before.  `is_sure` when somebody has said that the columns are right, however odd what they hold.
    """

    path: Path
    name: str
    sheet: str
    columns: tuple[str, ...]
    after: int
    today: date
    encoding: str = ""
    is_fresh: bool = False
    is_sure: bool = False

    def opened(self) -> Sheet:
        """Its sheet. Raises `Refused` with `aid.no_sheet`, what `open_sheet` says."""
        book = opened(self.path, self.name, encoding=self.encoding)
        found = next((sheet for sheet in book.sheets if sheet.name == self.sheet), None)
        if found is None:
            raise Refused("aid.no_sheet", name=self.sheet)
        return found


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows `first` to `last` of a file, `count` that say something: lines of those that could be read, others' faults.

    The lines were made with the keys named in `keys`; `decidable` rows are in them.  `total` is about how many rows the
    sheet has.
    """

    first: int
    last: int
    count: int
    keys: tuple[str, ...]
    lines: str
    decidable: int
    faults: tuple[Fault, ...] = field(default=())
    total: int = 0
    hospitals: tuple[tuple[str, str], ...] = ()  # number and name, of rows that have both


def portions(source: Source) -> Generator[Portion, None, None]:
    """The portions of a file, a large one's read ahead in another process. Raises `Refused` as `Source.opened`."""
    return read(source) if source.path.stat().st_size < LARGE else _read_ahead(source)


def _read_ahead(source: Source) -> Generator[Portion, None, None]:
    """The first portion is read here, while the other process, which reads the rest, begins."""
    with aside.begun(f"{__name__}:read", source, 1) as others:
        yield from islice(read(source), 1)
        yield from others


def _sizes() -> Iterator[int]:
    size = min(FIRST, PORTION)
    while True:
        yield size
        size = min(2 * size, PORTION)


def read(source: Source, behind: int = 0) -> Generator[Portion, None, None]:
    """The portions of a file, one after another, without the first so many."""
    reader, sheet = Reader(source.columns, source.today), source.opened()
    total, places, sizes = sheet.count(), _places(source.columns), _sizes()
    left = islice((each for each in sheet.rows() if each.number > source.after), sum(islice(sizes, behind)), None)
    # Only of the first portion can it be that it is the whole file, and so short that each of its rows counts.
    is_first = source.is_fresh and not behind
    while rows := list(islice(left, next(sizes))):
        said = [
            _flawed(each.number, each.flaw) if each.flaw else reader.read(each.number, each.cells)
            for each in rows
            if not is_tail(each.cells)
        ]
        if not source.is_sure:
            check_plausible(said, is_whole=is_first)
        is_first = False
        portion = made([each for each in said if isinstance(each, Record)], rows[0].number, rows[-1].number)
        faults = tuple(each for each in said if isinstance(each, Fault))
        hospitals = hospitals_of((each.cells for each in rows if not each.flaw), *places)
        yield replace(portion, count=len(said), faults=faults, total=total, hospitals=hospitals)


def _places(columns: Sequence[str]) -> tuple[int, ...]:
    """Where a file has the number and the name of a hospital; nothing unless it has both."""
    wanted = (Column.HOSPITAL, Column.HOSPITAL_NAME)
    return tuple(columns.index(each) for each in wanted) if set(wanted) <= set(columns) else ()


def hospitals_of(rows: Iterable[Sequence[str]], *places: int) -> tuple[tuple[str, str], ...]:
    """Numbers and names that stand in the same rows, each pair once."""
    if not places:
        return ()
    number, name = places
    found = {(row[number], row[name]) for row in rows if len(row) > max(places) and row[number] and row[name]}
    return tuple({_short(each): _short(said) for each, said in sorted(found)}.items())


def _flawed(row: int, flaw: Refused) -> Fault:
    return Fault(row, "", flaw.code, {key: value for key, value in flaw.params.items() if isinstance(value, int)})


def made(records: Sequence[Record], first: int, last: int) -> Portion:
    """A portion of records that could all be read, everybody's number indexed; in the order people are looked up in."""
    keys = crypto.index_keys()
    found = crypto.blind_candidates_many([record.number for record in records], ID_PURPOSE)
    indexed = [(index, at) for at, each in enumerate(found) for index in each]
    numbers = Counter(index for index, _at in indexed)
    invoices = Counter(each.invoice for each in records if each.invoice)
    lines = "".join(
        [
            _line(records[at], index, is_alone=numbers[index] == 1 and invoices[records[at].invoice] < 2)
            for index, at in sorted(indexed)
        ]
    )
    return Portion(first, last, len(records), keys, lines, len(records))


def _line(record: Record, index: bytes, *, is_alone: bool) -> str:
    is_refund, alone = ("t" if each else "f" for each in (record.is_refund, is_alone))
    return (
        f"{record.row}\t{record.flags}\t{record.admitted}\t{record.discharged}\t{record.total}\t{record.own}\t"
        f"{record.first}\t{is_refund}\t{alone}\t\\\\x{index.hex()}\t{escaped(record.settlement)}\t"
        f"{escaped(record.care)}\t{escaped(record.hospital)}\t{escaped(record.invoice)}\n"
    )
