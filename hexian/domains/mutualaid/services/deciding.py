"""A portion of settlements decided in one transaction: decisions, payment orders, ledger, year's sums, trail.

Repeating is harmless: a settlement number of a person is decided once, whatever file it comes in again.  Portions of
one plan's year wait for each other (advisory lock), so that two files never pay the same room below the cap twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext

from hexian.domains.ledger import services as ledger
from hexian.domains.mutualaid import access
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Batch, File, Plan
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.mutualaid.services.portions import Portion
from hexian.domains.mutualaid.services.statement import COLUMNS, PlanTable, deciding, firsts
from hexian.foundation import audit, crypto, events, locks
from hexian.foundation.access import AFTER_ALL, numbered, public_ids, staged
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.rules import Table

SOURCE = "mutualaid"
#: One row of audit stands for so many decisions at most.
MOST_PER_ENTRY = 10_000


class KeysChanged(Exception):  # noqa: N818 - not a fault: the portion is to be read anew
    """The keys a portion was indexed with are no longer those in use."""


@dataclass(frozen=True)
class Year:
    """The open plans of a union with their tables, as they are for one run."""

    plans: Mapping[int, Plan]
    tables: tuple[PlanTable, ...]

    @cached_property
    def deciding(self) -> str:
        """The statement its portions are decided by, put together once."""
        return deciding(self.tables)


def years_of(org_id: int) -> Year:
    """The plans a union's settlements are decided by. Raises `Refused` with `aid.no_plan`, `aid.halted`."""
    plans = {plan.pk: plan for plan in Plan.objects.filter(org_id=org_id, state="open").order_by("starts_on")}
    if not plans:
        raise Refused("aid.no_plan")
    for plan in plans.values():
        if plan.halted_at is not None:
            raise Refused("aid.halted", plan=plan.name, at=plan.halted_at)
    return Year(plans, tuple(PlanTable(plan.pk, plan.version_id or 0, table_of(plan)) for plan in plans.values()))


def table_of(plan: Plan) -> Table:
    """The published table a plan's tiers are read from. Raises `Refused("aid.no_table")`."""
    if plan.version_id is None:
        raise Refused("aid.no_table", plan=plan.name)
    return tables.version_by_id(plan.version_id).table


def _check_running(year: Year) -> None:
    """A plan halted since the run began decides nothing more. Raises `Refused("aid.halted")`."""
    plan = Plan.objects.filter(pk__in=year.plans, halted_at__isnull=False).first()
    if plan is not None:
        raise Refused("aid.halted", plan=plan.name, at=plan.halted_at)


@transaction.atomic
def decide(portion: Portion, file: File, year: Year, *, on: date, actor: Actor) -> Batch:
    """Decide a portion of a file; what became of its rows stands in the batch.

    Runs under the system's scope: whom a settlement belongs to is found among everybody below the union, and by its
    plans alone.  Raises `KeysChanged`, and `Refused("aid.halted")`.
    """
    locks.advisory(*(f"mutualaid.year.{plan}" for plan in year.plans))
    _check_running(year)
    if portion.keys != crypto.index_keys():
        raise KeysChanged
    batch = Batch(file=file, first=portion.first, last=portion.last, at=actor.now)
    batch.save(force_insert=True)
    facts: dict[str, Any] = {
        "batch": batch.pk, "file": file.pk, "now": actor.now, "low": file.code, "high": file.code + AFTER_ALL,
        "code": file.code, "org": file.org_id, "keys": " ".join(portion.keys),
        "unpaid": int(Finding.UNPAID), "corrected": int(Finding.CORRECTED),
    }  # fmt: skip
    with staged("aid_in", COLUMNS, iter((portion.lines,))), connection.cursor() as cursor:
        _work_out(cursor, year, facts)
        counts, low, high = _write(cursor, facts)
        _order(cursor, year, batch, on, actor)
        counts["reversed"] = _take_back(cursor, year, batch, on, actor)
        counts |= _strays(cursor, facts)
        _trail(cursor, batch, file, actor)
        cursor.execute("DROP TABLE pg_temp.aid_out, pg_temp.aid_rest, pg_temp.aid_first")
    batch.counts = counts | {"rows": portion.decidable}
    batch.save(update_fields=["counts"])
    events.publish(
        AidEvent.DECIDED, batch.pk, actor=actor, code=file.code, count=counts.get("ordered", 0), low=low, high=high
    )
    return batch


#: A portion is sorted and hashed in memory, and most of what stands beside it lies in memory too: a row found by its
#: key costs little there, a table of a year's millions read whole costs much.  A small sample tells the planner what it
#: needs of tables that live for one portion.
_SETTINGS = """
    SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL seq_page_cost = 0.05;
    SET LOCAL random_page_cost = 0.05; SET LOCAL cpu_operator_cost = 0.001; SET LOCAL cpu_tuple_cost = 0.02;
    SET LOCAL default_statistics_target = 10; SET LOCAL enable_bitmapscan = off
"""
#: What decides nothing anew: refunds, numbers that are known, whom nobody knows.
_REST = """
    CREATE TEMPORARY TABLE aid_rest ON COMMIT DROP AS
    SELECT * FROM aid_first WHERE row_no NOT IN (SELECT row_no FROM aid_out)
"""


def _work_out(cursor: CursorWrapper, year: Year, facts: Mapping[str, Any]) -> None:
    cursor.execute(_SETTINGS)
    cursor.execute("ANALYZE pg_temp.aid_in (row_no, idx, discharged)")
    cursor.execute(f"CREATE TEMPORARY TABLE aid_first ON COMMIT DROP AS {firsts(year.tables)}", facts)
    cursor.execute(
        "ANALYZE pg_temp.aid_first (row_no, idx, person_id, plan_id, settlement, hospital, invoice, is_ours, is_refund,"
        " nth, several)"
    )
    cursor.execute(
        "CREATE TEMPORARY TABLE aid_out ON COMMIT DROP AS"  # noqa: S608 - compiled, no text of anybody's
        f" SELECT nextval(s.name) AS id, a.* FROM {numbered('mutualaid_decision')},"
        f" ({year.deciding}) AS a"
    )
    cursor.execute(_REST)
    cursor.execute("ANALYZE pg_temp.aid_rest")


_DECISIONS = """
    INSERT INTO mutualaid_decision (id, public_id, plan_id, version_id, person_id, code, settlement, revision, batch_id,
        file_id, "row", care, hospital, admitted, discharged, total_fen, own_fen, first_fen, invoice, share_fen,
        base_fen, rule_row, parts, tiers_fen, raw_fen, paid_before_fen, amount_fen, findings, state, is_counted,
        decided_at, reason)
    SELECT id, {public_id}, plan_id, version_id, person_id, code, settlement, 1, %(batch)s, %(file)s, row_no,
        care, hospital, admitted, discharged, total, own, first, invoice, share, base, rule_row,
        coalesce(parts, '{{}}'), tiers, raw, paid_before, amount, findings, state, findings IN (0, %(unpaid)s),
        %(now)s, ''
    FROM aid_out
"""
#: A year's shares count whatever was paid for them; what waits for a person does not yet.  Nobody else writes a year's
#: sums meanwhile (`decide`), so whoever had none before has none now.  Whoever stands in the portion once needs no
#: adding up.
_SUMMED = """
    SELECT plan_id, person_id, code, greatest(share, 0) AS share, amount AS paid, 1 AS stays
    FROM aid_out WHERE is_once AND findings IN (0, %(unpaid)s) AND {which}
    UNION ALL
    SELECT plan_id, person_id, max(code), sum(greatest(share, 0))::bigint, sum(amount)::bigint, count(*)
    FROM aid_out WHERE NOT is_once AND findings IN (0, %(unpaid)s) AND {which} GROUP BY plan_id, person_id
"""
_FIRST_SUMS = f"""
    INSERT INTO mutualaid_year_sum (plan_id, person_id, code, share_fen, paid_fen, stays)
    {_SUMMED.format(which="NOT has_year AND plan_id IS NOT NULL")}
"""
_MORE_SUMS = f"""
    UPDATE mutualaid_year_sum y SET share_fen = y.share_fen + s.share, paid_fen = y.paid_fen + s.paid,
        stays = y.stays + s.stays
    FROM ({_SUMMED.format(which="has_year")}) AS s WHERE y.plan_id = s.plan_id AND y.person_id = s.person_id
"""  # noqa: S608 - its own text
#: A number that is known, with other figures: another revision, which waits for a person.
_CORRECTED = """
    INSERT INTO mutualaid_decision (public_id, plan_id, version_id, person_id, code, settlement, revision, batch_id,
        file_id, "row", care, hospital, admitted, discharged, total_fen, own_fen, first_fen, invoice, share_fen,
        base_fen, rule_row, parts, tiers_fen, raw_fen, paid_before_fen, amount_fen, findings, state, is_counted,
        decided_at, reason)
    SELECT DISTINCT ON (d.person_id, d.settlement) {public_id}, d.plan_id, d.version_id, d.person_id, d.code,
        d.settlement, d.revision + 1, %(batch)s, %(file)s, i.row_no, i.care, i.hospital, i.admitted, i.discharged,
        i.total, i.own, i.first, i.invoice, 0, 0, NULL, '{{}}', 0, 0, 0, 0, i.flags | %(corrected)s, 'held', FALSE,
        %(now)s, ''
    FROM aid_rest i JOIN mutualaid_decision d ON d.person_id = i.person_id AND d.settlement = i.settlement
    WHERE i.is_ours AND NOT i.is_refund
        AND NOT EXISTS (SELECT FROM mutualaid_decision l WHERE l.person_id = d.person_id
            AND l.settlement = d.settlement AND l.revision > d.revision)
        AND (d.total_fen, d.own_fen, d.first_fen, d.admitted, d.discharged)
            IS DISTINCT FROM (i.total, i.own, i.first, i.admitted, i.discharged)
    ORDER BY d.person_id, d.settlement, i.row_no
"""
_SAMPLE = """
    INSERT INTO mutualaid_reading (decision_id, plan_id, code, drawn_at, terms, note)
    SELECT o.id, o.plan_id, o.code, %(now)s, jsonb_build_object('per', p.per, 'deductible', p.deductible_fen,
        'minimum', p.minimum_fen, 'is_raised', p.is_raised, 'cap', p.cap_fen), ''
    FROM aid_out o JOIN mutualaid_plan p ON p.id = o.plan_id
    WHERE o.state = 'ordered' AND random() * 10000 < p.sample_bp
"""


def _write(cursor: CursorWrapper, facts: Mapping[str, Any]) -> tuple[dict[str, int], int, int]:
    """Decisions, sums of the year, the sample; how many by state, and between which keys they lie.

    Whoever tells people of them need not look for them.
    """
    new, salt = public_ids("id")
    cursor.execute(_DECISIONS.format(public_id=new), {**facts, **salt})
    cursor.execute(_MORE_SUMS, facts)
    cursor.execute(_FIRST_SUMS, facts)
    corrected, salt = public_ids("d.id")
    cursor.execute(_CORRECTED.format(public_id=corrected), {**facts, **salt})
    revisions = cursor.rowcount
    cursor.execute(_SAMPLE, facts)
    cursor.execute("SELECT state, count(*), min(id), max(id) FROM aid_out GROUP BY state")
    found = cursor.fetchall()
    counts = {str(state): int(count) for state, count, _, _ in found}
    low, high = min((each[2] for each in found), default=0), max((each[3] for each in found), default=-1)
    return {**counts, "corrected": revisions}, low, high


def _order(cursor: CursorWrapper, year: Year, batch: Batch, on: date, actor: Actor) -> None:
    """Payment orders and what they mean in the books, plan by plan: each has its own money."""
    for plan in year.plans.values():
        rows = f"FROM aid_out WHERE amount > 0 AND plan_id = {plan.pk:d}"
        cursor.execute(f"SELECT EXISTS (SELECT {rows})")
        if not (cursor.fetchone() or (False,))[0]:
            continue
        cursor.execute(
            "CREATE TEMPORARY VIEW aid_orders AS SELECT id AS source_id, person_id AS payee_id, code, amount AS fen"
            f" {rows}"
        )
        ledger.order_many(
            "aid_orders", book_id=plan.book_id or 0, expense_id=plan.expense_id or 0, payable_id=plan.payable_id or 0,
            source=SOURCE, purpose=plan.name, on=on, batch=batch.pk, actor=actor,
        )  # fmt: skip
        cursor.execute("DROP VIEW pg_temp.aid_orders")


#: A refund takes back the latest revision of its number, whatever state it is in.
_BACK = """
    CREATE TEMPORARY TABLE aid_back ON COMMIT DROP AS
    SELECT DISTINCT d.id AS source_id, d.plan_id, d.person_id, d.amount_fen, d.share_fen, d.is_counted, d.state,
        i.row_no
    FROM aid_rest i JOIN mutualaid_decision d ON d.person_id = i.person_id AND d.settlement = i.settlement
    WHERE i.is_ours AND i.is_refund AND (d.state <> 'replaced' OR EXISTS (
        SELECT FROM ledger_order o WHERE o.source = 'mutualaid' AND o.source_id = d.id AND o.recalled_at IS NULL
            AND o.state <> 'cancelled'))
"""
_REVERSED = """
    UPDATE mutualaid_decision SET state = 'reversed', is_counted = FALSE, reason = 'aid.refunded'
    WHERE id IN (SELECT source_id FROM aid_back WHERE state NOT IN ('reversed', 'replaced'))
"""
_LESS = """
    UPDATE mutualaid_year_sum y SET share_fen = y.share_fen - b.share, paid_fen = y.paid_fen - b.paid,
        stays = y.stays - b.stays
    FROM (SELECT plan_id, person_id, sum(greatest(share_fen, 0)) AS share, sum(amount_fen) AS paid, count(*) AS stays
        FROM aid_back WHERE state <> 'reversed' AND is_counted GROUP BY plan_id, person_id) AS b
    WHERE y.plan_id = b.plan_id AND y.person_id = b.person_id
"""


def _take_back(cursor: CursorWrapper, year: Year, batch: Batch, on: date, actor: Actor) -> int:
    """Reverse what refunds in the portion take back: decision, sums, order and posting; how many."""
    cursor.execute("SELECT EXISTS (SELECT FROM aid_rest WHERE is_ours AND is_refund)")
    if not (cursor.fetchone() or (False,))[0]:
        return 0
    cursor.execute(_BACK)
    for plan in year.plans.values():
        _reverse(cursor, plan, batch, on, actor)
    cursor.execute(_LESS)
    cursor.execute(_REVERSED)
    count: int = cursor.rowcount
    cursor.execute("DROP TABLE pg_temp.aid_back")
    return count


def _reverse(cursor: CursorWrapper, plan: Plan, batch: Batch, on: date, actor: Actor) -> None:
    # What was paid before a correction, or came back from the bank since, stands under a revision that was replaced.
    rows = f"FROM aid_back WHERE state IN ('ordered', 'replaced') AND plan_id = {plan.pk:d}"
    cursor.execute(f"SELECT EXISTS (SELECT {rows})")
    if not (cursor.fetchone() or (False,))[0]:
        return
    cursor.execute(f"CREATE TEMPORARY VIEW aid_reversals AS SELECT source_id {rows}")
    ledger.reverse_many(
        "aid_reversals", book_id=plan.book_id or 0, receivable_id=plan.receivable_id or 0, source=SOURCE,
        memo=gettext("医疗结算退费冲正"), on=on, batch=batch.pk, actor=actor,
    )  # fmt: skip
    cursor.execute("DROP VIEW pg_temp.aid_reversals")


_STRAYS = """
    INSERT INTO mutualaid_stray (file_id, code, "row", id_index, made_with, settlement, is_refund, discharged)
    SELECT DISTINCT ON (i.row_no) %(file)s, %(code)s, i.row_no, i.idx, %(keys)s, i.settlement, i.is_refund, i.discharged
    FROM aid_rest i
    WHERE NOT EXISTS (SELECT FROM aid_rest o WHERE o.row_no = i.row_no AND o.is_ours AND NOT (o.is_refund
        AND NOT EXISTS (SELECT FROM mutualaid_decision d WHERE d.person_id = o.person_id
            AND d.settlement = o.settlement)))
    ORDER BY i.row_no
    ON CONFLICT DO NOTHING
"""


def _strays(cursor: CursorWrapper, facts: Mapping[str, Any]) -> dict[str, int]:
    """Keep what belongs to nobody known here, to be tried again; how many."""
    cursor.execute(_STRAYS, facts)
    return {"strays": cursor.rowcount}


_DIGESTS = """
    SELECT count(*), coalesce(sum(amount), 0)::bigint, encode(sha256(
        string_agg(id || ' ' || person_id || ' ' || state || ' ' || amount, E'\n' ORDER BY id)::bytea), 'hex')
    FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / %s AS slice FROM aid_out) AS sliced
    GROUP BY slice ORDER BY slice
"""


def _trail(cursor: CursorWrapper, batch: Batch, file: File, actor: Actor) -> None:
    """One entry, with the digest of its decisions, for every ten thousand."""
    cursor.execute(_DIGESTS, [MOST_PER_ENTRY])
    for count, fen, digest in cursor.fetchall():
        audit.record(
            AidEvent.DECIDED, batch, actor=actor, code=file.code, duty=access.INTAKE, count=count, fen=fen,
            digest=digest, file=str(file.public_id),
        )  # fmt: skip
