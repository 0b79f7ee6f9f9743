"""Ten million decisions with payment orders: `python -m bench.explain_fill 10000000 500000`, as owner; JSON at the end.

Decisions are worked out by the plan's own table, set by set; everybody has as many as the next.  Rows are written with
indexes and triggers laid aside and both put back after, so that what is measured has everything production has.  There
are no postings: no page of a decision reads any.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
import psycopg

django.setup()

from django.utils import timezone  # noqa: E402

from bench import adjudicate_fill, frame, prepare  # noqa: E402
from bench.loading import Link, advance_serial, laid_open, run  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.ledger.models import Account, Book  # noqa: E402
from hexian.domains.mutualaid.models import Plan  # noqa: E402
from hexian.foundation.access import public_ids, scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.tables import queries as tables  # noqa: E402
from hexian.foundation.tables.compiling import compiled  # noqa: E402

TABLES = ("mutualaid_decision", "mutualaid_contest", "ledger_order", "ledger_payee_account", "ledger_run")
#: Payments of one run.
_RUN = 100_000
#: Decisions the officer opens, none of them twice.
_OPENED = 4_000
#: One in a hundred waits for a person; of the others nine tenths are paid.
_DECISIONS = """
    INSERT INTO mutualaid_decision (id, public_id, plan_id, version_id, person_id, code, settlement, revision, "row",
        care, hospital, admitted, discharged, total_fen, own_fen, first_fen, invoice, share_fen, base_fen, rule_row,
        parts, tiers_fen, raw_fen, paid_before_fen, amount_fen, findings, state, is_counted, decided_at, reason)
    SELECT id, {public_id}, %(plan)s, %(version)s, person_id, code, 'S' || lpad(id::text, 11, '0'), 1, id,
        '住院', 'H' || lpad((id %% 300)::text, 5, '0'), day, day + 5, base * 3, base, 0, '033010000123 ' || id, base,
        base, rule_row, parts, amount, amount, 0, CASE WHEN is_held THEN 0 ELSE amount END,
        CASE WHEN is_held THEN 32 ELSE 0 END, CASE WHEN is_held THEN 'held' ELSE 'ordered' END, NOT is_held, %(now)s, ''
    FROM (
        SELECT given.*, id %% 100 = 7 AS is_held, {rule} AS rule_row, {parts} AS parts, {amount} AS amount
        FROM (
            SELECT k * %(members)s + p.id AS id, p.id AS person_id, p.code,
                30000 + (k * %(members)s + p.id) * 104729 %% 4000000 AS base,
                %(first)s::date + ((k * 37 + p.id) %% 300)::int AS day
            FROM generate_series(0, %(each)s - 1) AS k, people_person p WHERE p.id <= %(members)s
        ) AS given
        OFFSET 0
    ) AS worked_out
"""
_CARDS = """
    INSERT INTO ledger_payee_account (id, public_id, person_id, code, bank_name, province, city, card, tail, holder,
        is_active, checked_at, added_at)
    SELECT id, {public_id}, id, code, '演示银行', '浙江', '杭州', decode(repeat(md5(id::text), 3), 'hex'),
        lpad((id %% 10000)::text, 4, '0'), name, TRUE, %(now)s, %(now)s
    FROM people_person WHERE id <= %(members)s AND id %% 50 <> 0
"""
_RUNS = """
    INSERT INTO ledger_run (id, public_id, book_id, code, number, title, money_id, state, count, fen, digest,
        needs_review, needs_second, params, committee, proposed_by, proposed_name, proposed_at, approved_by,
        approved_name, approved_at, released_by, released_name, released_at, reviewed_name, seconded_name, reason,
        drafted_at, closed_at, standing)
    SELECT at, {public_id}, %(book)s, %(code)s, '2026-' || lpad(at::text, 4, '0'), '测速', %(money)s, 'closed', %(run)s,
        1, '', FALSE, FALSE, '{{}}', '', 1, '', %(now)s, 2, '', %(now)s, 3, '', %(now)s, '', '', '', %(now)s, %(now)s,
        jsonb_build_object('paid', CAST(%(run)s AS integer))
    FROM (SELECT at::bigint FROM generate_series(1, %(decisions)s / %(run)s + 1) AS at) AS runs
"""
_ORDERS = """
    INSERT INTO ledger_order (id, public_id, book_id, code, payee_id, fen, purpose, source, source_id, attempt,
        expense_id, payable_id, state, run_id, position, account_id, bank_on, bank_ref, bank_code, bank_reason,
        ordered_at, released_at, ended_at)
    SELECT id, {public_id}, %(book)s, %(code)s, person_id, amount_fen, '测速计划', 'mutualaid', id, 1, %(expense)s,
        %(payable)s, CASE WHEN is_paid THEN 'paid' ELSE 'ordered' END, CASE WHEN is_paid THEN id / %(run)s + 1 END,
        CASE WHEN is_paid THEN id %% %(run)s + 1 END, CASE WHEN is_paid THEN person_id END,
        CASE WHEN is_paid THEN discharged + 9 END, '', '', '', %(now)s, CASE WHEN is_paid THEN %(now)s END,
        CASE WHEN is_paid THEN %(now)s END
    FROM (
        SELECT d.*, id < %(decisions)s * 9 / 10 AND person_id %% 50 <> 0 AS is_paid FROM mutualaid_decision d
        WHERE amount_fen > 0
    ) AS decided
"""
_CONTESTS = """
    INSERT INTO mutualaid_contest (public_id, decision_id, person_id, code, state, reason, filed_at, outcome, answer,
        appeal, appeal_answer)
    SELECT {public_id}, id, person_id, code, 'closed', '少报了一天（演示）', %(now)s, 'kept', '核对过，天数对。', '', ''
    FROM mutualaid_decision WHERE id %% 500 = 1
"""
_YEARS = """
    INSERT INTO mutualaid_year_sum (plan_id, person_id, code, share_fen, paid_fen, stays)
    SELECT plan_id, person_id, max(code), sum(share_fen), sum(amount_fen), count(*) FROM mutualaid_decision
    WHERE is_counted GROUP BY plan_id, person_id
"""


def main(decisions: int, members: int) -> dict[str, Any]:
    """Everything from an empty schema; who asks for what."""
    began = time.monotonic()
    told = prepare.main(members)
    adjudicate_fill.main()
    facts, texts = _facts(decisions, members)
    with psycopg.connect(environment.database_urls()["owner"]) as link:
        run(link, "SET hexian.system = 'on'")
        run(link, "SET maintenance_work_mem = '512MB'")
        run(link, "SET work_mem = '256MB'")
        with laid_open(link, TABLES), _untriggered(link):
            for words, statement in _STATEMENTS.items():
                frame.say(f"  {words}")
                _make(link, statement, facts, texts)
            frame.say("  rows are in, building indexes")
        for table in TABLES:
            advance_serial(link, table)
        asks = _asks(link, told, facts)
    with psycopg.connect(environment.database_urls()["owner"], autocommit=True) as link:
        for table in (*TABLES, "mutualaid_year_sum"):
            run(link, f"VACUUM (ANALYZE) {table}")
    return {**asks, "decisions": facts["each"] * members, "seconds": time.monotonic() - began}


_STATEMENTS = {
    "decisions": _DECISIONS, "contests": _CONTESTS, "cards": _CARDS, "runs": _RUNS, "orders": _ORDERS,
    "sums of the year": _YEARS,
}  # fmt: skip


def _make(link: Link, statement: str, facts: dict[str, Any], texts: dict[str, str]) -> None:
    key = "at" if statement is _RUNS else "id"
    public_id, salt = public_ids(key)
    link.execute(statement.format(public_id=public_id, **texts).encode(), {**facts, **salt})


def _facts(decisions: int, members: int) -> tuple[dict[str, Any], dict[str, str]]:
    """What the statements stand on: keys, and the plan's table as it is compiled."""
    with scope(Actor.system("bench", timezone.now())):
        plan, book = Plan.objects.get(), Book.objects.get()
        lines = dict(Account.objects.filter(book=book).values_list("kind", "pk"))
        table = compiled(tables.version_by_id(plan.version_id or 0).table, {"cost": "base"}, "postgres")
    each = max(1, decisions // members)
    facts: dict[str, Any] = {
        "plan": plan.pk, "version": plan.version_id, "members": members, "each": each, "first": plan.starts_on,
        "now": timezone.now(), "book": book.pk, "code": book.code, "run": _RUN, "decisions": each * members,
        **{name: lines[name] for name in ("money", "expense", "payable")},
    }  # fmt: skip
    texts = {"rule": table.row_id, "amount": table.amount or "0", "parts": table.parts or "'{}'"}
    return facts, {name: text.replace("%", "%%") for name, text in texts.items()}


@contextmanager
def _untriggered(link: Link) -> Iterator[None]:
    """Without the triggers of these tables, the owner's own only; foreign keys are laid aside already."""
    for table in TABLES:
        run(link, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        run(link, f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _asks(link: Link, told: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Workers with their sessions and decisions, an officer over everything with decisions of anybody."""
    workers = prepare._workers(facts["members"])
    own = "SELECT public_id::text FROM mutualaid_decision WHERE person_id = %s ORDER BY id LIMIT 40"
    hers = [
        (session, [key for (key,) in link.execute(own, [person]).fetchall()])
        for session, person in zip(told["workers"], workers, strict=True)
    ]
    step = max(1, facts["decisions"] // _OPENED)
    spread = "SELECT public_id::text FROM mutualaid_decision WHERE id = ANY (%s)"
    listed = link.execute(spread, [list(range(1, facts["decisions"] + 1, step))]).fetchall()
    return {"hers": hers, "officer": told["places"]["city"]["session"], "seen": [key for (key,) in listed]}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
