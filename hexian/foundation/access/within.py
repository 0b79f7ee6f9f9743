"""The first net: rows below the organisations an actor has a duty over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

#: Sorts after every character a code may hold, in the C collation.
AFTER_ALL = "~"


def within(field: str, subtrees: Iterable[str]) -> Q:
    """Rows whose code lies in one of the subtrees; nothing at all for no subtrees.

    Comparisons, not LIKE: pattern operators are not leak-proof, so row-level security would keep them from the index.
    """
    condition = Q(pk__in=[])
    for subtree in subtrees:
        condition |= Q(**{f"{field}__gte": subtree, f"{field}__lt": subtree + AFTER_ALL})
    return condition


def get_or_none(rows: QuerySet[M], **lookup: object) -> M | None:
    """The one row, or None when there is none that this actor may see."""
    try:
        return rows.filter(**lookup).first()
    except (ValidationError, ValueError):
        return None
