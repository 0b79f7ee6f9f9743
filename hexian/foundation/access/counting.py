"""How many things wait, asked by many rooms at once: the side bar stands on every page of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from django.db import connection

#: Side bars show «99+» beyond.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class HowMany:
    """A statement that answers one number, and the facts it names (`%(name)s`).

    Rooms write such statements out: building one through the ORM takes longer than PostgreSQL takes to answer it.
    """

    sql: LiteralString = "SELECT 0"
    facts: Mapping[str, Any] = field(default_factory=dict)


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
