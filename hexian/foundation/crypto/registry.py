"""Which columns are sealed: rooms declare theirs in `privacy.py`, rotation and `hx doctor` walk them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Field, Model


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column, the way from its row to the person's subject id, and the blind index beside it, if any."""

    model: str | type[Model]
    sealed_field: str
    subject_path: str
    index_field: str | None = None
    purpose: str | None = None

    @property
    def model_class(self) -> type[Model]:
        """The model, once Django's applications are loaded."""
        return apps.get_model(self.model) if isinstance(self.model, str) else self.model

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model_class._meta.db_table

    @property
    def name(self) -> str:
        """`table.column`, for people and for the rotation's own notes."""
        return f"{self.table}.{self.column_of(self.sealed_field)}"

    def column_of(self, field_name: str) -> str:
        """The database's name for a field of the model."""
        field = cast("Field[Any, Any]", self.model_class._meta.get_field(field_name))
        return str(field.column)


_columns: dict[tuple[str, str], SealedColumn] = {}


def register(
    model: str | type[Model],
    sealed_field: str,
    subject_path: str,
    index_field: str | None = None,
    purpose: str | None = None,
) -> SealedColumn:
    """Declare a sealed column, e.g. `register("people.Person", "id_number", "subject", "id_index", "id_number")`.

    `subject_path` is Django's way to the person's salt (`"person__subject"`).  An index holds `blind(text, purpose)` of
    the very text that is sealed, or NULL where it is not to be found by; an index without its sealed value could not
    survive a rotation.
    """
    if (index_field is None) != (purpose is None):
        message = "an index and its purpose go together"
        raise ValueError(message)
    column = SealedColumn(model, sealed_field, subject_path, index_field, purpose)
    label = model if isinstance(model, str) else model._meta.label
    _columns[label.lower(), sealed_field] = column
    return column


def forget(column: SealedColumn) -> None:
    """Take a declaration back: for a table that is being removed, and for trials."""
    for key in [key for key, known in _columns.items() if known is column]:
        del _columns[key]


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every declared column, in a fixed order."""
    return tuple(_columns[key] for key in sorted(_columns))
