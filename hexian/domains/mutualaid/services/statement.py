"""The statement that decides a portion: one text for PostgreSQL and for DuckDB, put together from the plans' tables.

It reads `aid_in` (the portion as sent, see `COLUMNS`) and the tables it stands beside, and gives one row for every
settlement that is new: what it counts for, by which row of the table, what is paid, and why a person has to look.
Running sums are windows over the portion in order of discharge on top of what the year has already; nothing is summed
across a join.  `OFFSET 0` keeps what a step has worked out from being worked out again by each step that asks for it;
repeating the order tells the planner that it still holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hexian.domains.mutualaid.rules import Finding
from hexian.foundation.tables.compiling import compiled
from hexian.foundation.tables.rules import Table

Dialect = Literal["postgres", "duckdb"]

#: The portion as sent; `idx` is the blind index of the ID number, sums are fen, and where `is_alone` no other row of
#: the portion has its number or its invoice: only the others are compared.  What has a fixed width stands first: it is
#: found without reading what stands before it.
COLUMNS = {
    "row_no": "integer", "flags": "integer", "admitted": "date", "discharged": "date", "total": "bigint",
    "own": "bigint", "first": "bigint", "is_refund": "boolean", "is_alone": "boolean", "idx": "bytea",
    "settlement": "text", "care": "text", "hospital": "text", "invoice": "text",
}  # fmt: skip

#: What a plan's table may ask about, and what answers.
INPUTS = {"cost": "{base}", "care": "care", "hospital": "hospital", "total": "total", "discharged": "discharged"}


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A plan under its key, with the table of tiers it settles by."""

    plan_id: int
    version_id: int
    table: Table


#: Whose number is whose and whether she takes part.  Ours is whoever takes part in one of the plans, wherever she has
#: moved since, and whoever stands below the union.  While keys are being changed a row stands here under each of them.
#: A number twice in one portion is one settlement: the earlier row, `nth` 1, counts; `several` are a person's rows.
#: Most stand in a portion once; whoever does is neither counted nor compared with herself.
#: A table of its own: the planner has to know how many rows the rest is about.  Sorted, because neighbours in an index
#: lie on one page: looking people up in its order, and writing what is decided in theirs, costs half.
_FIRSTS = """
SELECT k.row_no, coalesce(c.nth, 1) AS nth, coalesce(c.several, 1) AS several, k.flags, k.admitted, k.discharged,
    k.total, k.own, k.first, k.is_refund, k.is_alone, t.plan_id IS NOT NULL OR k.is_below AS is_ours, k.person_id,
    t.plan_id, t.covered_from, k.settlement, k.hospital, k.invoice, k.care, coalesce(t.code, k.place) AS code, k.idx
FROM (
    SELECT i.*, p.id AS person_id, p.code AS place, coalesce({below}, FALSE) AS is_below
    FROM (SELECT * FROM aid_in ORDER BY idx) AS i LEFT JOIN people_person p ON p.id_index = i.idx
    ORDER BY p.id
    OFFSET 0
) AS k
LEFT JOIN (
    SELECT row_no, idx, row_number() OVER (PARTITION BY idx, settlement, is_refund ORDER BY row_no) AS nth,
        count(*) OVER (PARTITION BY idx) AS several
    FROM aid_in WHERE NOT is_alone
) AS c ON c.row_no = k.row_no AND c.idx = k.idx
LEFT JOIN mutualaid_participation t
    ON t.person_id = k.person_id AND t.plan_id IN ({plans}) AND k.discharged BETWEEN t.since AND t.until
"""
#: What is decided of the portion.
_ASKED = "f.is_ours AND NOT f.is_refund AND f.nth = 1"
#: What of hers was decided before; each settlement is compared, nothing is added up.  Looked up by key for every row,
#: whatever the planner thinks of a table that has grown since anybody counted it: `LATERAL` with `OFFSET 0` leaves no
#: other way, and so the end of a year costs what its beginning costs.
_PAST = """
past AS (
    SELECT f.row_no,
        bool_or(d.settlement = f.settlement) AS is_known,
        bool_or(d.settlement <> f.settlement AND d.hospital = f.hospital AND d.discharged = f.discharged
            AND d.total_fen = f.total AND f.total > 0) AS is_same_bill,
        bool_or(d.settlement <> f.settlement AND d.hospital = f.hospital AND f.admitted <= d.discharged + 1
            AND f.discharged >= d.admitted - 1) AS is_split
    FROM aid_first f CROSS JOIN LATERAL (
        SELECT * FROM mutualaid_decision WHERE person_id = f.person_id OFFSET 0
    ) AS d
    WHERE {asked} AND (d.state NOT IN ('reversed', 'replaced') OR d.settlement = f.settlement)
        AND (d.settlement = f.settlement OR d.hospital = f.hospital)
    GROUP BY f.row_no
)"""
_BILLS = """
bills AS (
    SELECT f.row_no
    FROM aid_first f CROSS JOIN LATERAL (
        SELECT * FROM mutualaid_decision WHERE invoice = f.invoice AND invoice <> '' OFFSET 0
    ) AS d
    WHERE {asked} AND (d.settlement <> f.settlement OR d.person_id <> f.person_id)
        AND d.state NOT IN ('reversed', 'replaced')
)"""
_EARLY = """
early AS (
    SELECT f.row_no
    FROM aid_first f JOIN mutualaid_stray s ON s.settlement = f.settlement AND s.id_index = f.idx
    WHERE {asked} AND s.is_refund AND s.settled_at IS NULL
)"""
#: What the portion shows of itself; one who stands in it once is not compared with herself.
_WITHIN = """
same_invoice AS (
    SELECT row_no FROM (
        SELECT f.row_no, min(f.row_no) OVER (PARTITION BY f.invoice) AS first_row FROM aid_first f
        WHERE {asked} AND NOT f.is_alone AND f.invoice <> ''
    ) AS i WHERE first_row < row_no
), same_bill AS (
    SELECT f.person_id, f.hospital, f.discharged, f.total, min(f.row_no) AS first_row
    FROM aid_first f WHERE {asked} AND f.several > 1 AND f.total > 0
    GROUP BY f.person_id, f.hospital, f.discharged, f.total HAVING count(*) > 1
), stays AS (
    SELECT f.row_no, f.admitted <= lag(f.discharged)
        OVER (PARTITION BY f.person_id, f.hospital ORDER BY f.admitted, f.discharged, f.row_no) + 1 AS is_split
    FROM aid_first f WHERE {asked} AND f.several > 1
)"""
_LOOKED = """
looked{s} AS (
    SELECT f.row_no, f.person_id, f.code, f.plan_id, f.settlement, f.care, f.hospital, f.admitted, f.discharged,
        f.total, f.own, f.first, f.invoice, p.per, p.deductible_fen, p.minimum_fen, p.is_raised, p.cap_fen,
        coalesce(y.share_fen, 0) AS year_share, coalesce(y.paid_fen, 0) AS year_paid,
        y.person_id IS NOT NULL AS has_year,
        CASE WHEN f.plan_id IS NULL THEN 0 WHEN p.eligible = 'scope' THEN f.own ELSE f.own + f.first END AS share,
        f.flags
            + CASE WHEN f.row_no IN (SELECT row_no FROM same_invoice) OR f.row_no IN (SELECT row_no FROM bills)
                THEN {SAME_INVOICE} ELSE 0 END
            + CASE WHEN {again_billed} a.is_same_bill THEN {SAME_BILL}
                WHEN {again_split} a.is_split THEN {SPLIT} ELSE 0 END
            + CASE WHEN f.row_no IN (SELECT row_no FROM early) THEN {REFUNDED} ELSE 0 END
            + CASE WHEN f.admitted < f.covered_from THEN {WAITING} ELSE 0 END
            + CASE WHEN h.is_outlier THEN {OUTLIER} ELSE 0 END
            + CASE WHEN p.large_fen <= f.own THEN {LARGE} ELSE 0 END
            + CASE WHEN f.plan_id IS NULL THEN {UNSERVED} ELSE 0 END
            + CASE WHEN f.care = ANY (p.excluded) THEN {EXCLUDED} ELSE 0 END AS findings
    FROM aid_first f
    LEFT JOIN past a ON a.row_no = f.row_no
    {compared}
    LEFT JOIN mutualaid_plan p ON p.id = f.plan_id
    LEFT JOIN mutualaid_year_sum y ON y.plan_id = f.plan_id AND y.person_id = f.person_id
    LEFT JOIN mutualaid_hospital_standing h ON h.plan_id = f.plan_id AND h.hospital = f.hospital
    WHERE {asked} AND {who} AND a.is_known IS NOT TRUE
    {sorted}
    OFFSET 0
)"""
#: What the tiers apply to: each stay by itself, or the year's shares so far with and without this one.
_BASED = """
based{s} AS (
    SELECT l.*,
        CASE WHEN share <= 0 THEN 0 WHEN per = 'stay' THEN greatest(share - deductible_fen, 0)
            ELSE greatest(year_share + running + held_share - deductible_fen, 0) END AS base,
        CASE WHEN share <= 0 OR per = 'stay' THEN 0
            ELSE greatest(year_share + running - own_running - deductible_fen, 0) END AS base_before
    FROM (
        SELECT l.*,
            CASE WHEN findings = 0 THEN 0 ELSE greatest(share, 0) END AS held_share,
            CASE WHEN findings = 0 THEN greatest(share, 0) ELSE 0 END AS own_running,
            {running} AS running
        FROM looked{s} l
    ) AS l
    {order}
    OFFSET 0
)"""
_TIERED = """
tiered{s} AS (
    SELECT b.*, {rule_row} AS rule_row, {parts} AS parts, {version} AS version_id,
        coalesce({amount} - CASE WHEN per = 'year' THEN {amount_before} ELSE 0 END, 0) AS tiers
    FROM based{s} b
    {order}
    OFFSET 0
)"""
_RAISED = """
raised{s} AS (
    SELECT t.*, CASE WHEN tiers <= 0 THEN 0 WHEN tiers >= minimum_fen THEN tiers WHEN is_raised THEN minimum_fen ELSE 0
        END AS raw
    FROM tiered{s} t
    {order}
    OFFSET 0
)"""
_SUMMED = """
summed{s} AS (
    SELECT r.*, year_paid + {paying} AS reached
    FROM raised{s} r
)"""
_CAPPED = """
capped{s} AS (
    SELECT s.*,
        CASE WHEN findings <> 0 THEN 0 WHEN cap_fen IS NULL THEN raw
            ELSE least(cap_fen, reached) - least(cap_fen, reached - raw) END AS amount,
        CASE WHEN cap_fen IS NULL OR findings <> 0 THEN reached - CASE WHEN findings = 0 THEN raw ELSE 0 END
            ELSE greatest(year_paid, least(cap_fen, reached - raw)) END AS paid_before
    FROM summed{s} s
    OFFSET 0
)"""
_ANSWER = """
SELECT person_id, total, own, first, share, base, tiers, raw, paid_before, amount, row_no, admitted, discharged,
    settlement, hospital, invoice, care, code, plan_id, version_id, rule_row, parts, has_year,
    {is_once} AS is_once,
    findings + CASE WHEN findings = 0 AND share > 0 AND amount = 0 THEN {UNPAID} ELSE 0 END AS findings,
    CASE WHEN findings <> 0 THEN 'held' WHEN share <= 0 THEN 'nothing' WHEN amount = 0 THEN 'held' ELSE 'ordered' END
        AS state
FROM capped{s}
"""
_BESIDE = (_PAST, _BILLS, _EARLY, _WITHIN)
_STEPS = (_BASED, _TIERED, _RAISED, _SUMMED, _CAPPED)
#: Two ways through the steps: who stands in the portion once has no sums to run and is not compared with herself, which
#: spares two windows and two joins over all.  Findings that few rows have are asked for by row number (`IN`, which is
#: hashed): joined, the planner might go through the many by the few, and whoever lies beside each other no longer does.
_COUNTS = "CASE WHEN findings = 0 THEN greatest(share, 0) ELSE 0 END"
_PAYS = "CASE WHEN findings = 0 THEN raw ELSE 0 END"
_RUNS = "CAST(sum({each}) OVER (PARTITION BY plan_id, person_id ORDER BY discharged, row_no) AS bigint)"
_COMPARED = """LEFT JOIN stays t ON t.row_no = f.row_no
    LEFT JOIN same_bill m ON m.person_id = f.person_id AND m.hospital = f.hospital AND m.discharged = f.discharged
        AND m.total = f.total"""
_ONCE = {
    "s": "_once", "who": "f.several = 1", "is_once": "TRUE", "compared": "", "again_billed": "", "again_split": "",
    "sorted": "", "order": "", "running": _COUNTS, "paying": _PAYS,
}  # fmt: skip
_AGAIN = {
    "s": "_again", "who": "f.several > 1", "is_once": "FALSE", "compared": _COMPARED,
    "again_billed": "m.first_row < f.row_no OR", "again_split": "t.is_split OR",
    "sorted": "ORDER BY f.plan_id, f.person_id, f.discharged, f.row_no",
    "order": "ORDER BY plan_id, person_id, discharged, row_no",
    "running": _RUNS.format(each=_COUNTS), "paying": _RUNS.format(each=_PAYS),
}  # fmt: skip

#: Whoever stands below the union, codes from `low` up to `high`, and whoever has gone elsewhere and took part in a plan
#: of hers: asked of those alone whom the range does not find (as one value, which the planner looks up by key).
BELOW = """(p.code >= %(low)s AND p.code < %(high)s OR coalesce((
            SELECT TRUE FROM mutualaid_participation e JOIN mutualaid_plan q ON q.id = e.plan_id
            WHERE e.person_id = p.id AND q.org_id = %(org)s LIMIT 1), FALSE))"""


def firsts(plans: Sequence[PlanTable], *, below: str = BELOW) -> str:
    """The SELECT that makes `aid_first`; `below` says in SQL of a person `p` whether she stands below the union."""
    return _FIRSTS.format(plans=_ids(plans), below=below)


def _ids(plans: Sequence[PlanTable]) -> str:
    return ", ".join(str(int(plan.plan_id)) for plan in plans) or "-1"


def deciding(plans: Sequence[PlanTable], *, dialect: Dialect = "postgres") -> str:
    """The SELECT over `aid_first`."""
    bits = {finding.name or "": int(finding) for finding in Finding}
    facts = {"asked": _ASKED, **bits, **_tiers(plans, dialect)}
    ways = [",".join((_LOOKED, *_STEPS)).format(**facts, **way) for way in (_ONCE, _AGAIN)]
    answer = "UNION ALL".join(_ANSWER.format(**facts, **way) for way in (_ONCE, _AGAIN))
    return "WITH" + ",".join((*_BESIDE, "")).format(**facts) + ",".join(ways) + answer


def _tiers(plans: Sequence[PlanTable], dialect: Dialect) -> dict[str, str]:
    """By plan, what its table says of the base."""
    if not plans:
        none = "CAST(NULL AS bigint)"
        return dict.fromkeys(("rule_row", "version", "amount", "amount_before", "parts"), none)
    now = [compiled(plan.table, _columns(plan.table, "base"), dialect) for plan in plans]
    before = [compiled(plan.table, _columns(plan.table, "base_before"), dialect) for plan in plans]
    return {
        "rule_row": _by_plan(plans, [each.row_id for each in now]),
        "version": _by_plan(plans, [str(int(plan.version_id)) for plan in plans]),
        "amount": _by_plan(plans, [each.amount or "0" for each in now]),
        "amount_before": _by_plan(plans, [each.amount or "0" for each in before]),
        "parts": _by_plan(plans, [each.parts or "NULL" for each in now]),
    }


def _columns(table: Table, base: str) -> dict[str, str]:
    return {each.name: INPUTS[each.name].format(base=base) for each in table.inputs}


def _by_plan(plans: Sequence[PlanTable], texts: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {int(plan.plan_id)} THEN {text}" for plan, text in zip(plans, texts, strict=True))
    return f"CASE plan_id {cases} END"


#: Decisions made before, as if the year began with them: `aid_looked` has what `looked` has.
_GIVEN = """
looked{s} AS (SELECT * FROM aid_looked)"""
_TRIED = """
SELECT row_no, person_id, base, raw, amount FROM capped{s}
"""


def trying(plans: Sequence[PlanTable], *, dialect: Dialect = "postgres") -> str:
    """The SELECT over `aid_looked`: the same steps from the tiers on, for a table tried on what was decided."""
    steps = ",".join((_GIVEN, *_STEPS))
    return "WITH" + (steps + _TRIED).format(**_tiers(plans, dialect), **_AGAIN)
