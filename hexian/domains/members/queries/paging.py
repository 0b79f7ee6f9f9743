"""Pages by keyset: a cursor names a row, and the page goes on from it in the index's own order.

Page 1,000 costs what page 1 costs, and rows added meanwhile shift nothing.  The cursor holds a public id,
never a serial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


class Keyed(Protocol):
    """A row a cursor can name."""

    @property
    def public_id(self) -> UUID:
        """Its opaque id."""


K = TypeVar("K", bound=Keyed)
M = TypeVar("M", bound=Model)

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[K]):
    """Some rows, and the cursors of the pages before and after; empty where there is none."""

    rows: tuple[K, ...]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """The places (values of the order's columns) a page consists of, and whether there is more on either side."""

    places: tuple[tuple[Any, ...], ...]
    has_previous: bool
    has_next: bool

    def page(self, rows: Sequence[K]) -> Page[K]:
        """The page, once the rows of its places have been read, in their order."""
        if not rows:
            return Page(())
        return Page(
            tuple(rows),
            f"before:{rows[0].public_id}" if self.has_previous else "",
            f"after:{rows[-1].public_id}" if self.has_next else "",
        )


@dataclass(frozen=True, slots=True)
class Order:
    """Columns in the order of an index, all in one direction."""

    columns: tuple[str, ...]
    descending: bool = False

    def by(self, *, backwards: bool) -> list[str]:
        """What `order_by` takes."""
        sign = "-" if self.descending != backwards else ""
        return [sign + column for column in self.columns]

    def beyond(self, place: Sequence[Any], *, backwards: bool) -> TupleGreaterThan | TupleLessThan:
        """Rows past a place: one row comparison, which a B-tree follows; `a > x OR (a = x AND b > y)` it would not."""
        columns = Tuple(*self.columns)
        if self.descending != backwards:
            return TupleLessThan(columns, list(place))
        return TupleGreaterThan(columns, list(place))


def read_cursor(text: str) -> tuple[UUID | None, bool]:
    """The row a cursor names and whether to go backwards; none for an empty or foreign text."""
    direction, _, key = text.partition(":")
    try:
        return UUID(key), direction == "before"
    except ValueError:
        return None, False


def cut(
    rows: QuerySet[M], order: Order, place: Sequence[Any] | None, *, backwards: bool = False, size: int = PAGE_SIZE
) -> Slice:
    """The places of one page, from a place on or back from it; from the beginning for none."""
    if place is None:
        backwards = False
    else:
        rows = rows.filter(order.beyond(place, backwards=backwards))
    found = list(rows.order_by(*order.by(backwards=backwards)).values_list(*order.columns)[: size + 1])
    more, kept = len(found) > size, found[:size]
    if backwards:
        return Slice(tuple(reversed(kept)), has_previous=more, has_next=True)
    return Slice(tuple(kept), has_previous=place is not None, has_next=more)
