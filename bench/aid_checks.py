"""What must hold of decisions, orders, postings, sums and trail, whatever was killed: asked in SQL, past the program.

Each question of `WRONG` counts rows that are wrong, so that all must come to nought; `EQUAL` asks for two figures that
must be one.  `MONEY` and `BOOKS` hold whatever people did, the rest of a run of files alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench import aid_file

Link = psycopg.Connection[tuple[Any, ...]]

_FIRST_ORDERS = "SELECT * FROM ledger_order WHERE source = 'mutualaid' AND attempt = 1"
_LAST_ORDERS = (
    "SELECT DISTINCT ON (source_id) * FROM ledger_order WHERE source = 'mutualaid' ORDER BY source_id, attempt DESC"
)
#: The digest of `ledger.order_many` over what stands in the book today, beside what the trail said then.
_DIGESTS = """
    WITH said AS (
        SELECT subject_id AS batch, (facts->>'count')::int AS count, (facts->>'fen')::bigint AS fen,
            facts->>'digest' AS digest
        FROM audit_entry WHERE event = 'ledger.ordered'
    ), sliced AS (
        SELECT p.batch, o.source_id, o.payee_id, o.fen,
            (row_number() OVER (PARTITION BY p.batch ORDER BY o.source_id) - 1) / 10000 AS slice
        FROM ledger_posting p JOIN ledger_order o ON o.id = p.order_id
        WHERE p.source = 'mutualaid' AND p.reverses_id IS NULL AND o.attempt = 1
    ), stands AS (
        SELECT batch::text, count(*)::int AS count, sum(fen)::bigint AS fen, encode(sha256(string_agg(
            source_id || ':' || payee_id || ':' || fen, ',' ORDER BY source_id)::bytea), 'hex') AS digest
        FROM sliced GROUP BY batch, slice
    )
    SELECT count(*) FROM said FULL JOIN stands
        ON (said.batch, said.count, said.fen, said.digest) = (stands.batch, stands.count, stands.fen, stands.digest)
    WHERE said.batch IS NULL OR stands.batch IS NULL
"""
#: A settlement keeps what earlier revisions of it were paid, less what of that is owed back: one order per decision, or
#: none, or several together.
MONEY = {
    "settlements decided twice": "SELECT count(*) FROM (SELECT 1 FROM mutualaid_decision"
    " GROUP BY person_id, settlement, revision HAVING count(*) > 1) AS each",
    "settlements whose orders and claims do not come to what is decided": "SELECT count(*) FROM (SELECT person_id,"
    " settlement, coalesce(sum(amount_fen) FILTER (WHERE state = 'ordered'), 0) AS fen FROM mutualaid_decision"
    " GROUP BY person_id, settlement) d LEFT JOIN (SELECT d.person_id, d.settlement,"
    " sum(o.fen - coalesce(o.owed_fen, 0)) AS fen FROM"
    f" ({_LAST_ORDERS}) o JOIN mutualaid_decision d ON d.id = o.source_id WHERE o.recalled_at IS NULL"
    " AND o.state <> 'cancelled' GROUP BY d.person_id, d.settlement) o USING (person_id, settlement)"
    " WHERE d.fen <> coalesce(o.fen, 0)",
    "orders for somebody else than the decision": "SELECT count(*) FROM ledger_order o JOIN mutualaid_decision d"
    " ON d.id = o.source_id WHERE o.source = 'mutualaid' AND o.payee_id <> d.person_id",
    "orders of nothing, or ordered twice": "SELECT count(*) - count(DISTINCT d.id) + count(*) FILTER (WHERE d.id IS"
    f" NULL) FROM ({_FIRST_ORDERS}) o LEFT JOIN mutualaid_decision d ON d.id = o.source_id",
    "orders without their one posting": f"SELECT count(*) FROM ({_FIRST_ORDERS}) o LEFT JOIN (SELECT order_id,"
    " count(*) AS count, sum(fen) AS fen FROM ledger_posting WHERE source = 'mutualaid' GROUP BY order_id) p"
    " ON p.order_id = o.id WHERE p.count IS DISTINCT FROM 1 OR p.fen <> o.fen",
    "postings of no order": "SELECT count(*) FROM ledger_posting p WHERE p.source = 'mutualaid'"
    " AND NOT EXISTS (SELECT FROM ledger_order o WHERE o.id = p.order_id)",
    "orders taken back not once": "SELECT count(*) FROM ledger_order o LEFT JOIN (SELECT p.order_id,"
    " count(*) FILTER (WHERE p.source = 'ledger.reversal' AND r.source IS DISTINCT FROM 'ledger.repaid') AS reversed,"
    " sum(CASE p.source WHEN 'ledger.receivable' THEN p.fen WHEN 'ledger.kept' THEN -p.fen ELSE 0 END) AS owed,"
    " sum(p.fen) FILTER (WHERE p.source = 'ledger.settled') AS settled"
    " FROM ledger_posting p LEFT JOIN ledger_posting r ON r.id = p.reverses_id WHERE p.source IN ('ledger.reversal',"
    " 'ledger.receivable', 'ledger.kept', 'ledger.settled') GROUP BY p.order_id) b ON b.order_id = o.id"
    " WHERE o.source = 'mutualaid' AND (coalesce(b.owed, 0) <> coalesce(o.owed_fen, 0)"
    " OR coalesce(b.settled, 0) <> CASE WHEN o.state = 'returned' THEN coalesce(o.owed_fen, 0) ELSE 0 END"
    " OR coalesce(b.reversed, 0) <> (o.recalled_at IS NOT NULL AND o.state IN ('cancelled', 'returned')"
    " AND coalesce(o.owed_fen, 0) < o.fen)::int)",
    "postings reversed by another sum": "SELECT count(*) FROM ledger_posting r JOIN ledger_posting p"
    " ON p.id = r.reverses_id WHERE (r.debit_id, r.credit_id, r.fen) <> (p.credit_id, p.debit_id, p.fen)",
    "accounts beside their postings": "SELECT count(*) FROM ledger_account a LEFT JOIN (SELECT account, sum(fen) AS fen"
    " FROM (SELECT debit_id AS account, fen FROM ledger_posting UNION ALL SELECT credit_id, -fen FROM ledger_posting)"
    " AS side GROUP BY account) m ON m.account = a.id WHERE a.balance_fen <> coalesce(m.fen, 0)",
    "months of an account beside their postings": "SELECT count(*) FROM ledger_account a WHERE a.balance_fen <>"
    " coalesce((SELECT sum(debit_fen - credit_fen) FROM ledger_turnover t WHERE t.account_id = a.id), 0)",
    "sums of a year beside what counts": "SELECT count(*) FROM mutualaid_year_sum y FULL JOIN (SELECT plan_id,"
    " person_id, sum(greatest(share_fen, 0)) AS share, sum(amount_fen) AS paid, count(*) AS stays"
    " FROM mutualaid_decision WHERE is_counted GROUP BY plan_id, person_id) d"
    " ON d.plan_id = y.plan_id AND d.person_id = y.person_id WHERE (coalesce(y.share_fen, 0), coalesce(y.paid_fen, 0),"
    " coalesce(y.stays, 0)) <> (coalesce(d.share, 0), coalesce(d.paid, 0), coalesce(d.stays, 0))",
}
RUN = {
    "portions that overlap": "SELECT count(*) FROM mutualaid_batch a JOIN mutualaid_batch b ON a.file_id = b.file_id"
    " AND a.id < b.id AND a.first <= b.last AND b.first <= a.last",
    "portions beside their decisions": "SELECT count(*) FROM mutualaid_batch b LEFT JOIN (SELECT batch_id, count(*)"
    " FROM mutualaid_decision WHERE revision = 1 GROUP BY batch_id) d ON d.batch_id = b.id WHERE"
    " coalesce(d.count, 0) <>"
    " coalesce((b.counts->>'ordered')::int, 0) + coalesce((b.counts->>'held')::int, 0)"
    " + coalesce((b.counts->>'nothing')::int, 0)",
    "portions beside the trail": "SELECT count(*) FROM (SELECT batch_id::text, count(*)::bigint AS count,"
    " sum(amount_fen)::bigint AS fen FROM mutualaid_decision WHERE revision = 1 GROUP BY batch_id) d FULL JOIN"
    " (SELECT subject_id, sum((facts->>'count')::int) AS count, sum((facts->>'fen')::bigint) AS fen FROM audit_entry"
    " WHERE event = 'aid.decided' GROUP BY subject_id) e ON e.subject_id = d.batch_id WHERE (d.count, d.fen)"
    " IS DISTINCT FROM (e.count::bigint, e.fen::bigint)",
    "orders beside the digests of the trail": _DIGESTS,
    "files not done, or with other rows than their portions": "SELECT count(*) FROM mutualaid_file f WHERE"
    " f.state <> 'done' OR f.checkpoint <> (SELECT max(last) FROM mutualaid_batch b WHERE b.file_id = f.id)",
    "readings of what is not paid": "SELECT count(*) FROM mutualaid_reading r JOIN mutualaid_decision d"
    " ON d.id = r.decision_id WHERE d.amount_fen = 0",
    "tasks never ended, or ended badly": "SELECT count(*) FROM work_task WHERE name = 'mutualaid.run'"
    " AND state <> 'done'",
    "who is paid and was told not once": "SELECT count(*) FROM mutualaid_decision d LEFT JOIN (SELECT url, count(*)"
    " FROM notices_notice WHERE kind = 'aid.paid' GROUP BY url) n ON n.url = '/me/aid/' || d.public_id || '/'"
    " WHERE (d.state = 'ordered' AND n.count IS DISTINCT FROM 1) OR n.count > 1",
    "events nobody handled": "SELECT count(*) FROM events_outbox",
}
WRONG = MONEY | RUN
BOOKS = {
    "all accounts together": "SELECT sum(balance_fen), 0 FROM ledger_account",
    "the fund and its accounts": "SELECT (SELECT sum(free_fen) FROM ledger_fund), (SELECT -sum(balance_fen) FROM"
    " ledger_account WHERE fund_id IS NOT NULL)",
    **{
        f"{words} and the trail": f"SELECT (SELECT count(*) FROM ledger_posting p LEFT JOIN ledger_posting r"
        f" ON r.id = p.reverses_id WHERE p.order_id IS NOT NULL AND p.source IN ({sources})"
        " AND r.source IS DISTINCT FROM 'ledger.repaid'), (SELECT coalesce(sum((facts->>'count')::int), 0)"
        f" FROM audit_entry WHERE event = '{event}')"
        for words, sources, event in (
            ("what was taken back", "'ledger.reversal', 'ledger.receivable'", "ledger.orders_reversed"),
            ("what is owed no longer", "'ledger.kept'", "ledger.claims_dropped"),
        )
    },
}
EQUAL = BOOKS | {
    "payees told and lines booked": "SELECT (SELECT count(*) FROM notices_notice WHERE kind IN ('ledger.paid',"
    " 'ledger.returned')), (SELECT count(*) FROM ledger_reply_line l JOIN ledger_reply r ON r.id = l.reply_id"
    " WHERE r.applied_at IS NOT NULL AND l.verdict IN ('paid', 'returned', 'bounced'))",
    "rows and what became of them": "SELECT rows, (SELECT count(*) FROM mutualaid_row_fault) + (SELECT sum((counts->>"
    "'rows')::int) FROM mutualaid_batch) FROM mutualaid_file",
}
_DUE = """
    SELECT coalesce(e.person_id, d.person_id), coalesce(e.settlement, d.settlement), e.states, d.state, e.fen,
        d.amount_fen
    FROM due e FULL JOIN mutualaid_decision d
        ON d.person_id = e.person_id AND d.settlement = e.settlement AND d.revision = e.revision
    WHERE e.person_id IS NULL OR d.id IS NULL OR d.state <> ALL (string_to_array(e.states, ','))
        OR d.amount_fen <> CASE WHEN d.state = 'held' THEN 0 ELSE e.fen END
"""


def faults(url: str) -> Iterator[str]:
    """Every sentence about rows that do not hold."""
    with psycopg.connect(url, options="-c hexian.system=on") as link:
        for words, query in WRONG.items():
            [(wrong,)] = link.execute(query.encode()).fetchall()
            if wrong:
                yield f"{wrong} {words}"
        for words, query in EQUAL.items():
            [(one, other)] = link.execute(query.encode()).fetchall()
            if one != other:
                yield f"{words}: {one} and {other}"


def faults_of_file(url: str, path: Path, members: int) -> Iterator[str]:
    """Where what stands is not what must come of the file, settlement by settlement."""
    due = aid_file.reckoned(path, members)
    with psycopg.connect(url, options="-c hexian.system=on") as link:
        link.execute("CREATE TEMP TABLE due (person_id bigint, settlement text, revision int, states text, fen bigint)")
        with link.cursor() as cursor, cursor.copy("COPY due FROM STDIN") as target:
            for line in aid_file.lines(due):
                target.write(line)
        link.execute("ANALYZE due")
        wrong = link.execute(_DUE).fetchall()
        yield from (f"must be {due}, is {one}" for one, due in ((each, each[2]) for each in wrong[:5]))
        if wrong:
            yield f"{len(wrong)} settlements are not decided as the file has it"
        for words, table, rows in (("rows to be corrected", "row_fault", due.faults), ("strays", "stray", due.strays)):
            listed = [row for (row,) in link.execute(f'SELECT "row" FROM mutualaid_{table}'.encode()).fetchall()]
            if len(listed) != len(set(listed)) or set(listed) != rows:
                yield f"{words}: {sorted(set(listed) ^ rows)[:5]} of {len(listed)}"
