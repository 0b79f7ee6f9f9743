"""The field every scoped table carries, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models


class CodeField(models.TextField):  # type: ignore[type-arg]
    """An organisation's place in the tree, compared byte by byte so that a subtree is a B-tree range.

    When a body moves, every such column is rewritten with it.  `stays` names the reason why a column is not: its rows
    tell where something was, or may not be changed at all.
    """

    def __init__(self, *args: Any, stays: str = "", **kwargs: Any) -> None:
        kwargs["db_collation"] = "C"
        self.stays = stays
        super().__init__(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """A column of codes: its table, its name, and why it stays when a body moves («» when it moves along)."""

    table: str
    column: str
    stays: str

    @property
    def name(self) -> str:
        """As tests and messages call it."""
        return f"{self.table}.{self.column}"


def coded_columns() -> list[CodedColumn]:
    """Every column of codes of every room, in the order in which the rooms were installed."""
    return list(_coded())


def _coded() -> Iterator[CodedColumn]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, CodeField) and model._meta.managed:
                yield CodedColumn(model._meta.db_table, str(field.column), field.stays)
