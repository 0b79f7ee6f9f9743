"""Take the packaged divisions into the database."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, cast

from django.db import connection, transaction
from django.utils import timezone

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.regions import rules
from hexian.foundation.regions.models import Division, Edition

DATA: Final = Path(__file__).parent / "data"
_COLUMNS: Final = ("code", "name", "level", "parent", "administrative", "pinyin", "initials")
_LIST: Final = ", ".join(_COLUMNS)
#: Letters and marks are kept one by one, so that every character has its syllable.
_CHARACTERS: Final = cast("Callable[[str], str]", list)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the packaged files."""

    code: str
    name: str
    level: str
    parent: str
    administrative: bool


def packaged(folder: Path = DATA) -> Iterator[Row]:
    """Every packaged division, city by city, parents before children."""
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                yield Row(
                    line["code"], line["name"], line["level"], line["parent"], line["administrative"] == "yes"
                )  # fmt: skip


def digest(folder: Path = DATA) -> str:
    """What the packaged files and the reading of names amount to: another digest means loading again."""
    mark = sha256(repr((rules.READINGS, rules.PHRASES)).encode())
    for file in sorted(folder.glob("*.csv")):
        mark.update(file.read_bytes())
    return mark.hexdigest()


@transaction.atomic
def load(folder: Path = DATA) -> int:
    """Make the table equal to the packaged files; returns how many divisions it holds.

    Nothing is read or written when this edition is loaded already.  Raises `Refused` (`regions.data_is_broken`).
    """
    _one_at_a_time()
    wanted = digest(folder)
    loaded = Edition.objects.filter(digest=wanted).first()
    if loaded:
        return loaded.rows
    rows = list(packaged(folder))
    check(rows)
    _stage(rows)
    _merge()
    Edition.objects.all().delete()
    Edition.objects.create(digest=wanted, rows=len(rows), loaded_at=timezone.now())
    return len(rows)


def _one_at_a_time() -> None:
    """A second loader waits here and then finds the work done."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Edition._meta.db_table} IN EXCLUSIVE MODE")


def check(rows: list[Row]) -> None:
    """Refuse a list with a repeated code, a code of the wrong length, or a parent that is missing."""
    codes = {row.code for row in rows}
    if not rows or len(codes) != len(rows):
        raise Refused("regions.data_is_broken", problem=f"{len(rows) - len(codes)} codes twice")
    for row in rows:
        if rules.level_of(row.code) != row.level:
            raise Refused("regions.data_is_broken", problem=f"{row.code} {row.level}")
        if row.parent not in codes and row.level != rules.Level.PROVINCE:
            raise Refused("regions.data_is_broken", problem=f"{row.code} < {row.parent}")


def pinyin_keys(name: str) -> tuple[str, str]:
    """The pinyin and initials under which a place is found: 乐清市 → (`yueqingshi`, `yqs`)."""
    # Its dictionaries take a quarter of a second and 45 MB: only programs that need them load them.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return rules.keys(rules.correct(name, lazy_pinyin(name, errors=_CHARACTERS)))


def _stage(rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE regions_staged (LIKE regions_division INCLUDING DEFAULTS) ON COMMIT DROP",
        )
        with cursor.copy(f"COPY regions_staged ({_LIST}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.code, row.name, row.level, row.parent, row.administrative, *pinyin_keys(row.name)))


def _merge() -> None:
    """Insert, correct and remove, so that a row which did not change is not written again."""
    table = Division._meta.db_table
    changed = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    old = ", ".join(f"{table}.{column}" for column in _COLUMNS)
    new = ", ".join(f"excluded.{column}" for column in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({_LIST}) SELECT {_LIST} FROM regions_staged ORDER BY code "  # noqa: S608
            f"ON CONFLICT (code) DO UPDATE SET {changed} WHERE ({old}) IS DISTINCT FROM ({new})"
        )
        cursor.execute(f"DELETE FROM {table} d WHERE NOT EXISTS (SELECT 1 FROM regions_staged s WHERE s.code = d.code)")  # noqa: S608
        cursor.execute(f"ANALYZE {table}")
