"""How many things wait, asked by many rooms at once: the side bar stands on every page of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

#: Side bars show «99+» beyond.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class HowMany:
    """A statement that answers one number, and the facts it names (`%(name)s`).

    Rooms write such statements out: building one through the ORM takes longer than PostgreSQL takes to answer it.
    """

    sql: str = "SELECT 0"
    facts: Mapping[str, Any] = field(default_factory=dict)


def under(column: str, tops: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The condition that a row lies under one of these codes, written out, and its facts.

    The planner knows how many rows lie between two codes it can read; of codes in an array it believes a two-hundredth,
    and reads all of a hundred thousand for the first hundred.
    """
    facts = {f"top_{number}": top for number, top in enumerate(tops)}
    ranges = [f"{column} >= %({name})s AND {column} < %({name})s || '~'" for name in facts]
    return " OR ".join(ranges) or "FALSE", facts


def counted(*counts: HowMany) -> tuple[int, ...]:
    """The numbers in their order, in one question. Each keeps its own facts: two may use the same name."""
    if not counts:
        return ()
    pieces, facts = [], dict[str, Any]()
    for number, count in enumerate(counts):
        pieces.append(f"({count.sql.replace('%(', f'%(of{number}_')})")
        facts |= {f"of{number}_{name}": value for name, value in count.facts.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", facts)
        numbers: tuple[int, ...] = cursor.fetchone()
    return numbers
