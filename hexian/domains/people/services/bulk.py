"""Registering thousands of persons a union has checked, as `register_person` and `verify_identity` would one by one.

Two steps, because the first may be done in a thread while the database is busy with the portion before: `prepare` makes
everything that needs no row (numbers sealed, indexes, readings of names); `register_many` writes it, set-based.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction

from hexian.domains.people import rules
from hexian.domains.people.rules import Newcomer, Origin
from hexian.foundation import crypto, locks
from hexian.foundation.access import NULL, escaped, next_ids, staged
from hexian.foundation.actor import Actor

#: Whoever checks one number shares this lock; whoever lands thousands takes it alone for the length of a portion,
#: because a lock for each number would not fit into PostgreSQL's table of locks.
NUMBERS = "people.numbers"

#: Names repeat, readings are slow; bounded, because a million rosters pass through one worker.
pinyin_of: Callable[[str], rules.Pinyin] = lru_cache(maxsize=100_000)(rules.pinyin_of)

_COLUMNS = {
    "id": "bigint", "name": "text", "pinyin": "text", "initials": "text", "mobile": "text", "subject": "uuid",
    "salt": "bytea", "id_sealed": "bytea", "id_index": "bytea", "id_tail": "text",
}  # fmt: skip
_SALTS = "INSERT INTO crypto_subject (id, salt) SELECT subject, salt FROM people_landing"
_PERSONS = """
    INSERT INTO people_person (id, public_id, name, pinyin, initials, mobile, subject, id_sealed, id_index, id_tail,
        verified_at, verified_by_resolution, code, origin, created_at)
    SELECT id, gen_random_uuid(), name, pinyin, initials, mobile, subject, id_sealed, id_index, id_tail,
        CASE WHEN id_index IS NOT NULL THEN %(now)s END, id_index IS NOT NULL, %(code)s, %(origin)s, %(now)s
    FROM people_landing
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One person ready to be written: her number sealed, how her name reads, and her line for COPY.

    `candidates` are the indexes a row with her number may carry, newest first, none without a number; they were made
    with the keys named in `keys`, and a look-up must not use them under others (`crypto.index_keys`).
    """

    newcomer: Newcomer
    candidates: tuple[bytes, ...]
    keys: tuple[str, ...]
    pinyin: rules.Pinyin
    line: str


def prepare(newcomers: Sequence[Newcomer]) -> list[Prepared]:
    """Seal and index everybody; no row is touched."""
    keys = crypto.index_keys()
    fresh = crypto.seal_fresh([each.number for each in newcomers])
    found = crypto.blind_candidates_many([each.number for each in newcomers], rules.ID_PURPOSE)
    return [_prepared(*each, keys) for each in zip(newcomers, fresh, found, strict=True)]


def _prepared(newcomer: Newcomer, fresh: crypto.Fresh, found: Sequence[bytes], keys: tuple[str, ...]) -> Prepared:
    pinyin, number = pinyin_of(newcomer.name), newcomer.number
    # Whoever gave no number has a salt for what she may give later, and nothing sealed.
    sealed = f"\\\\x{fresh.sealed.hex()}\t\\\\x{found[0].hex()}\t{number[-4:]}" if number else f"{NULL}\t{NULL}\t"
    line = (
        f"{escaped(newcomer.name)}\t{pinyin.key}\t{pinyin.initials}\t{newcomer.mobile}\t{fresh.subject}\t"
        f"\\\\x{fresh.salt.hex()}\t{sealed}\n"
    )
    return Prepared(newcomer, tuple(found) if number else (), keys, pinyin, line)


def candidates_of(prepared: Sequence[Prepared]) -> list[tuple[bytes, ...]]:
    """The indexes to look each up by, made anew where the keys have changed since they were prepared."""
    keys = crypto.index_keys()
    if all(each.keys == keys for each in prepared):
        return [each.candidates for each in prepared]
    return candidates_for([each.newcomer for each in prepared])


def candidates_for(newcomers: Sequence[Newcomer]) -> list[tuple[bytes, ...]]:
    """The indexes rows with their numbers may carry, newest first; none for whoever gave no number."""
    found = crypto.blind_candidates_many([each.number for each in newcomers], rules.ID_PURPOSE)
    return [tuple(each) if newcomer.number else () for each, newcomer in zip(found, newcomers, strict=True)]


@transaction.atomic
def register_many(
    prepared: Sequence[Prepared], *, code: str, actor: Actor, origin: Origin = Origin.EMPLOYER
) -> list[int]:
    """Make persons known to the organisation with that code, their documents checked; returns their ids in order.

    The caller has found that nobody of these numbers is known, holding the lock `take_numbers` takes, and writes the
    audit of the whole portion.  Two of one number are an `IntegrityError`, and nobody is registered then.
    """
    ids = next_ids("people_person", len(prepared))
    crypto.note_sealing()
    lines = (f"{pk}\t{each.line}" for pk, each in zip(ids, prepared, strict=True))
    with staged("people_landing", _COLUMNS, lines), connection.cursor() as cursor:
        cursor.execute(_SALTS)
        cursor.execute(_PERSONS, {"now": actor.now, "code": code, "origin": origin})
    return ids


def take_numbers() -> None:
    """Wait until nobody is having a number checked, and let nobody begin until this transaction ends."""
    locks.advisory(NUMBERS)


def share_numbers() -> None:
    """Check numbers one by one beside others who do; thousands landing at once wait for the end, or are waited for."""
    locks.shared(NUMBERS)


def forget_many(person_ids: Iterable[int]) -> int:
    """Take persons back whom `register_many` made and nothing has happened to since; returns how many.

    Their salts are destroyed, so that no copy of their numbers opens.  Somebody another row still names is an
    `IntegrityError` at the end of the transaction.
    """
    wanted = list(person_ids)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person WHERE id = ANY (%s) RETURNING subject", [wanted])
        subjects = [row[0] for row in cursor.fetchall()]
    return crypto.destroy(*subjects)
