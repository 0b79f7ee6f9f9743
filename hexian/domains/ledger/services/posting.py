"""Writing into the book: one posting, a reversal, a hundred thousand orders in one statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Book, Posting
from hexian.foundation import audit, events
from hexian.foundation.access import numbered, public_ids
from hexian.foundation.actor import Actor, Refused

#: What the database itself refuses, as people read it: forms check first, so this is heard when two acts cross.
REFUSED_BY: Mapping[str, str] = {
    "ledger_a_closed_period_stays_closed": "ledger.period_closed",
    "ledger_money_is_never_below_zero": "ledger.money_short",
    "ledger_a_fund_is_not_overspent": "ledger.fund_short",
    "ledger_nothing_is_paid_that_is_not_owed": "ledger.not_owed",
    "ledger_nobody_repays_more_than_she_owes": "ledger.repaid_too_much",
    "ledger_ordered_once": "ledger.ordered_before",
    "ledger_posting_reverses_id_key": "ledger.reversed_before",
    "ledger_a_reversal_mirrors_what_it_reverses": "ledger.not_reversible",
    "ledger_an_order_is_paid_once": "ledger.paid_before",
    "ledger_an_order_is_of_the_book": "ledger.other_book",
    "ledger_both_accounts_are_of_the_book": "ledger.other_book",
    "ledger_a_posting_has_a_book": "ledger.other_book",
    "ledger_money_leaves_by_an_order": "ledger.money_by_order",
    "ledger_nobody_signs_her_own_money": "ledger.own_money",
    "ledger_a_hand_is_lent_by_its_owner": "ledger.hand_of_another",
    "ledger_nobody_joins_a_run_once_it_is_proposed": "ledger.run_is_fixed",
    "ledger_a_restricted_fund_keeps_its_purpose": "ledger.purpose_stays",
    "ledger_public_collecting_has_a_licence": "ledger.licence_missing",
    "ledger_one_fund_per_name": "ledger.name_taken",
    "ledger_one_book_per_name": "ledger.name_taken",
}
#: As many payments as one entry of the trail stands for.
AT_ONCE = 10_000
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class Ordered:
    """How many payments an act ordered, and their sum in fen."""

    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Reversed:
    """What became of payments whose cause is gone, with sums in fen.

    `cancelled` were not with the bank yet and are not sent; `owed_back` are with the bank or were paid, and have become
    money that is owed back.
    """

    cancelled: int
    cancelled_fen: int
    owed_back: int
    owed_back_fen: int


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the database refuses into a refusal people can read; whatever it does not know goes on as it is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) or ""
        if name not in REFUSED_BY:
            raise
        raise Refused(REFUSED_BY[name]) from fault


def today(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)


def post(
    book: Book, *, debit: int, credit: int, fen: int, on: date, source: str, batch: UUID, actor: Actor, **more: Any
) -> Posting:
    """Write one posting; `more` are `order_id`, `source_id`, `memo`, `reverses_id`.

    Raises `Refused` with what the book does not allow (`ledger.period_closed`, `ledger.money_short`, …).
    """
    with refusing():
        return Posting.objects.create(
            book=book, code=book.code, debit_id=debit, credit_id=credit, fen=fen, on=on, source=str(source),
            batch=batch, posted_by=actor.person_id, at=actor.now, **more,
        )  # fmt: skip


#: Numbers are taken once, so that the order and its posting know each other within the one statement.
_ORDER = """
    WITH given AS MATERIALIZED (
        SELECT nextval(s.name) AS order_id, g.source_id, g.payee_id, g.fen
        FROM {numbered}, (SELECT * FROM pg_temp.{staged} ORDER BY source_id) AS g
    ), ordered AS (
        INSERT INTO ledger_order (id, public_id, book_id, code, payee_id, fen, purpose, source, source_id, attempt,
            expense_id, payable_id, state, bank_ref, bank_code, bank_reason, ordered_at)
        SELECT order_id, {public_id}, %(book)s, %(code)s, payee_id, fen, %(purpose)s, %(source)s, source_id, 1,
            %(expense)s, %(payable)s, 'ordered', '', '', '', %(at)s FROM given
    )
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", order_id, source, source_id, batch, memo,
        posted_by, at)
    SELECT %(book)s, %(code)s, %(expense)s, %(payable)s, fen, %(on)s, order_id, %(source)s, source_id, %(batch)s, '',
        %(by)s, %(at)s FROM given
"""
#: What a portion of the trail stands for: nobody can say later that other payments were meant.
_DIGESTS = """
    SELECT count(*), sum(fen)::bigint,
        encode(sha256(string_agg(source_id || ':' || payee_id || ':' || fen, ',' ORDER BY source_id)::bytea), 'hex')
    FROM (SELECT *, (row_number() OVER (ORDER BY source_id) - 1) / {at_once} AS portion FROM pg_temp.{staged}) s
    GROUP BY portion ORDER BY portion
"""


@transaction.atomic
def order_many(
    staged: str, *, book_id: int, expense_id: int, payable_id: int, source: str, purpose: str, on: date, batch: UUID,
    actor: Actor,
) -> Ordered:  # fmt: skip
    """Order every payment of a staged table, with its posting (debit expense, credit payable), set by set.

    `pg_temp.<staged>(source_id bigint, payee_id bigint, code text, fen bigint)`, one row per cause; the orders carry
    the book's own code, whatever the row says: they stay with who pays them.  For the rooms above, in their decision's
    transaction; who may decide is theirs to ask.  Raises `Refused` with `ledger.ordered_before`, `ledger.fund_short`,
    `ledger.period_closed`, `ledger.other_book`, `ledger.nothing_to_pay`.
    """
    book = Book.objects.get(pk=book_id)
    facts = {
        "book": book.pk, "code": book.code, "expense": expense_id, "payable": payable_id, "source": source,
        "purpose": purpose, "on": on, "batch": batch, "by": actor.person_id, "at": actor.now,
    }  # fmt: skip
    with refusing(), connection.cursor() as cursor:
        public_id, salt = public_ids("order_id")
        order = _ORDER.format(staged=_named(staged), numbered=numbered("ledger_order"), public_id=public_id)
        cursor.execute(order, {**facts, **salt})
    return _told(LedgerEvent.ORDERED, staged, book, batch=batch, source=source, actor=actor)


def _named(staged: str) -> str:
    """The name of a staging table as it may stand in a statement."""
    if not _NAME.fullmatch(staged):
        message = f"{staged!r} is no name of a staging table"
        raise ValueError(message)
    return staged


def _told(event: LedgerEvent, staged: str, book: Book, *, batch: UUID, source: str, actor: Actor) -> Ordered:
    """An entry for each portion with the digest of its payments, one event for all."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS.format(staged=_named(staged), at_once=AT_ONCE))
        portions = cursor.fetchall()
    for count, fen, digest in portions:
        audit.record(event, batch, actor=actor, code=book.code, source=source, count=count, fen=fen, digest=digest)
    done = Ordered(sum(row[0] for row in portions), sum(row[1] for row in portions))
    if not done.count:
        raise Refused("ledger.nothing_to_pay")
    events.publish(event, batch, actor=actor, code=book.code, source=source, count=done.count, fen=done.fen)
    return done


#: Held until the end: the bank's answer waits, or we see what it said.
_HOLD = """
    SELECT count(*) FROM (
        SELECT o.id FROM ledger_order o
        WHERE o.source = %(source)s AND o.source_id IN (SELECT source_id FROM pg_temp.{staged}) AND o.book_id = %(book)s
        ORDER BY o.id FOR UPDATE OF o
    ) held
"""
#: The last attempt of each cause; counted, because nobody else tells the planner how large a fresh table is.
_LAST = """
    CREATE TEMPORARY TABLE ledger_recalled ON COMMIT DROP AS
    SELECT DISTINCT ON (o.source_id) o.id AS order_id, o.source_id FROM pg_temp.{staged} s
    JOIN ledger_order o ON o.source = %(source)s AND o.source_id = s.source_id AND o.book_id = %(book)s
    ORDER BY o.source_id, o.attempt DESC
"""
#: What of a payment is owed back already, or was when it came back, is not taken back a second time; what is left of
#: one mirrors no posting.
_FACTS = """
    CREATE TEMPORARY TABLE ledger_reversing ON COMMIT DROP AS
    SELECT o.id AS order_id, o.source_id, o.payee_id, o.code, o.fen - coalesce(o.owed_fen, 0) AS fen, o.expense_id,
        o.payable_id, o.state, CASE WHEN p.fen = o.fen - coalesce(o.owed_fen, 0) THEN p.id END AS posting_id,
        o.state IN ('released', 'paid') AS owed_back
    FROM ledger_recalled r JOIN ledger_order o ON o.id = r.order_id
    JOIN ledger_order f ON f.source = o.source AND f.source_id = o.source_id AND f.attempt = 1
    JOIN ledger_posting p ON p.order_id = f.id AND p.source = o.source AND p.reverses_id IS NULL
    WHERE o.recalled_at IS NULL AND o.state <> 'cancelled'
"""
_CANCEL = """
    UPDATE ledger_order o SET state = CASE WHEN o.state = 'returned' THEN o.state ELSE 'cancelled' END,
        recalled_at = %(at)s, ended_at = coalesce(o.ended_at, %(at)s)
    FROM pg_temp.ledger_reversing r WHERE o.id = r.order_id AND NOT r.owed_back
"""
_RECALL = """
    UPDATE ledger_order o SET recalled_at = %(at)s, owed_fen = o.fen FROM pg_temp.ledger_reversing r
    WHERE o.id = r.order_id AND r.owed_back
"""
_REVERSE = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", order_id, source, source_id, reverses_id,
        batch, memo, posted_by, at)
    SELECT %(book)s, %(code)s, CASE WHEN owed_back THEN %(receivable)s ELSE payable_id END, expense_id, fen, %(on)s,
        order_id, CASE WHEN owed_back THEN 'ledger.receivable' ELSE 'ledger.reversal' END, source_id,
        CASE WHEN owed_back THEN NULL ELSE posting_id END, %(batch)s, %(memo)s, %(by)s, %(at)s
    FROM pg_temp.ledger_reversing ORDER BY order_id
"""
_SUMS = """
    SELECT count(*) FILTER (WHERE NOT owed_back), coalesce(sum(fen) FILTER (WHERE NOT owed_back), 0)::bigint,
        count(*) FILTER (WHERE owed_back), coalesce(sum(fen) FILTER (WHERE owed_back), 0)::bigint
    FROM pg_temp.ledger_reversing
"""


@transaction.atomic
def reverse_many(
    staged: str, *, book_id: int, receivable_id: int, source: str, memo: str, on: date, batch: UUID, actor: Actor
) -> Reversed:
    """Take back every payment whose cause stands in a staged table `pg_temp.<staged>(source_id bigint)`.

    What the bank does not have yet is cancelled and its posting reversed; what it has, or has paid, becomes money owed
    back (debit receivable, credit expense), and is not sent again should it return.  A cause that was taken back
    before, or never ordered, is left alone: the sums of the answer say so.  Raises `Refused` with
    `ledger.period_closed`, `ledger.reversed_before`.
    """
    book = Book.objects.get(pk=book_id)
    facts = {
        "book": book.pk, "code": book.code, "receivable": receivable_id, "source": source, "memo": memo, "on": on,
        "batch": batch, "by": actor.person_id, "at": actor.now,
    }  # fmt: skip
    with refusing(), connection.cursor() as cursor:
        cursor.execute(f"ANALYZE pg_temp.{_named(staged)}")
        for statement in (_HOLD.format(staged=staged), _LAST.format(staged=staged)):
            cursor.execute(statement, facts)
        cursor.execute("ANALYZE pg_temp.ledger_recalled")
        cursor.execute(_FACTS, facts)
        cursor.execute("ANALYZE pg_temp.ledger_reversing")
        for statement in (_CANCEL, _RECALL, _REVERSE):
            cursor.execute(statement, facts)
        cursor.execute(_SUMS)
        done = Reversed(*(cursor.fetchone() or (0, 0, 0, 0)))
    if done.cancelled or done.owed_back:
        _told(LedgerEvent.ORDERS_REVERSED, "ledger_reversing", book, batch=batch, source=source, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE pg_temp.ledger_recalled, pg_temp.ledger_reversing")
    return done
