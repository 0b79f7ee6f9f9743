"""One column on its way to a new key: read a chunk, open, seal again, index again, write, note how far.

Every chunk is a transaction of its own under the system's scope, so others wait for a row a few hundredths of a second
at most, and what was done stays done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField, F, Model, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.crypto import cipher, keyring, services
from hexian.foundation.crypto.keyfiles import Key
from hexian.foundation.crypto.models import Rotation
from hexian.foundation.crypto.registry import SealedColumn

#: Rows per transaction.
CHUNK = 500


@dataclass(slots=True)
class Outcome:
    """What a run did: how many rows it re-sealed, and which (`table.column pk`) it had to leave as they were.

    `destroyed` belong to persons destroyed; `damaged` do not open; `doubled` hold a text that another row holds too.
    """

    key_id: str
    resealed: int = 0
    destroyed: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a row is to hold from now on."""

    pk: Any
    sealed: bytes
    index: bytes | None


@dataclass(slots=True)
class Walk:
    """One column, one key, how far it has come, and what was met on the way."""

    column: SealedColumn
    key: Key
    state: Rotation
    outcome: Outcome

    def reseal_chunk(self) -> bool:
        """Re-seal the next rows; False at the end of the table. Rows locked by others are stepped over."""
        with scope(system()):
            waiting = self._onward(_other_keys(self.column, self.key))
            rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
            if not rows:
                return False
            written = self._write(self._renew(rows))
            self.move(cursor=str(rows[-1].pk), resealed=self.state.resealed + written)
            self.outcome.resealed += written
        return True

    def check(self) -> None:
        """Open every value and put right those whose index does not belong to them."""
        while chunk := self._check_chunk():
            last, wrong = chunk
            for pk in wrong:
                self._reseal_one(pk)
            self.move(cursor=str(last))

    def left_over(self) -> int:
        """How many values another key has sealed could still be opened; those met as damaged or doubled left out."""
        unable = self.outcome.damaged | self.outcome.doubled
        return sum(1 for pk, _ in sealed_by_others(self.column, self.key) if self._name(pk) not in unable)

    def move(self, **changes: Any) -> None:
        """Note how far the walk has come."""
        for name, value in changes.items():
            setattr(self.state, name, value)
        self.state.save(update_fields=list(changes))

    def _onward(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        if self.state.cursor is None:
            return rows
        return rows.filter(pk__gt=self.column.model_class._meta.pk.to_python(self.state.cursor))

    def _check_chunk(self) -> tuple[Any, list[Any]] | None:
        """The last key of the next rows and the keys of those that are not right; None at the end of the table."""
        with scope(system()):
            rows = list(self._onward(_rows(self.column))[:CHUNK])
            return (rows[-1].pk, [fresh.pk for fresh in self._renew(rows)]) if rows else None

    def _reseal_one(self, pk: Any) -> None:
        """Put one row right, waiting for whoever holds it while holding nothing oneself: so nobody deadlocks."""
        with scope(system()):
            rows = list(_rows(self.column).filter(pk=pk).select_for_update(of=("self",)))
            self.outcome.resealed += self._write(self._renew(rows))

    def _renew(self, rows: list[Model]) -> list[Fresh]:
        """What each row is to hold; rows that are right already, destroyed or damaged are left out."""
        ring, salts = keyring.ring(), services.salts_of(_subject(row) for row in rows)
        fresh: list[Fresh] = []
        for row in rows:
            try:
                text = services.open_with(_blob(row, self.column), _subject(row), salts, ring)
            except Refused as refusal:
                met = self.outcome.destroyed if refusal.code == "crypto.destroyed" else self.outcome.damaged
                met.add(self._name(row.pk))
                continue
            renewed = self._renewed(row, text, cast("bytes", salts[_subject(row)]))
            fresh += [renewed] if renewed else []
        return fresh

    def _renewed(self, row: Model, text: str, salt: bytes) -> Fresh | None:
        held = getattr(row, self.column.index_field) if self.column.index_field else None
        # No index where there was none: the room does not want this row to be found by its text (yet).
        index = None if held is None else cipher.blind(text, self.column.purpose or "", self.key.secrets["index"])
        right = held is None or bytes(held) == index
        if right and cipher.key_id_of(_blob(row, self.column)) == self.key.id:
            return None
        sealed = cipher.seal(text, _subject(row), salt, key_id=self.key.id, master=self.key.secrets["seal"])
        return Fresh(row.pk, sealed, index)

    def _write(self, fresh: list[Fresh]) -> int:
        """Write the rows; one whose text another row holds already is left as it is, and named."""
        try:
            with transaction.atomic():
                _update(self.column, fresh)
        except IntegrityError:
            if len(fresh) > 1:
                return sum(self._write([one]) for one in fresh)
            self.outcome.doubled.add(self._name(fresh[0].pk))
            return 0
        return len(fresh)

    def _name(self, pk: Any) -> str:
        return f"{self.column.name} {pk}"


def system() -> Actor:
    """Who walks: it sees every row."""
    return Actor.system("key rotation", timezone.now())


def count(column: SealedColumn) -> list[tuple[str, int]]:
    """The ids of the keys that sealed the column's values, each with how many; under the caller's scope."""
    name = connection.ops.quote_name(column.column_of(column.sealed_field))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT encode(substring({name} FROM 2 FOR 4), 'hex'), count(*) "  # noqa: S608 - names of our own models
            f"FROM {connection.ops.quote_name(column.table)} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        return cast("list[tuple[str, int]]", cursor.fetchall())


def sealed_by_others(column: SealedColumn, key: Key) -> Iterator[tuple[Any, str]]:
    """Primary key and key id of every value that another key has sealed and whose person is not destroyed."""
    with scope(system()):
        rows = _other_keys(column, key).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            salts = services.salts_of(_subject(row) for row in chunk)
            living = [row for row in chunk if salts.get(_subject(row), b"") is not None]
            yield from ((row.pk, _blob(row, column)[1:5].hex()) for row in living)


def _rows(column: SealedColumn) -> QuerySet[Model]:
    """The rows that hold a sealed value, with the person's id beside them, in the order of the primary key."""
    names = ["pk", column.sealed_field, *([column.index_field] if column.index_field else [])]
    manager = column.model_class._base_manager
    rows: QuerySet[Model] = manager.filter(**{f"{column.sealed_field}__isnull": False})
    return cast("QuerySet[Model]", rows.annotate(_subject_id=F(column.subject_path)).only(*names).order_by("pk"))


def _other_keys(column: SealedColumn, key: Key) -> QuerySet[Model]:
    head = Substr(column.sealed_field, 1, cipher.PREFIX_SIZE, output_field=BinaryField())
    return cast("QuerySet[Model]", _rows(column).annotate(_head=head).exclude(_head=cipher.prefix(key.id)))


def _update(column: SealedColumn, fresh: list[Fresh]) -> None:
    if not fresh:
        return
    quote, pk = connection.ops.quote_name, column.model_class._meta.pk
    fields = {"s": column.sealed_field, "i": column.index_field}
    sets = ", ".join(f"{quote(column.column_of(name))} = v.{letter}" for letter, name in fields.items() if name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(column.table)} t SET {sets} FROM "  # noqa: S608 - names of our own models
            f"unnest(%s::{pk.rel_db_type(connection)}[], %s::bytea[], %s::bytea[]) v (pk, s, i) "
            f"WHERE t.{quote(str(pk.column))} = v.pk",
            [[one.pk for one in fresh], [one.sealed for one in fresh], [one.index for one in fresh]],
        )


def _subject(row: Model) -> UUID:
    return cast("UUID", getattr(row, "_subject_id"))  # noqa: B009 - an annotation, which the type does not know


def _blob(row: Model, column: SealedColumn) -> bytes:
    return bytes(getattr(row, column.sealed_field))
