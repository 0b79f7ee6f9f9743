"""The same rules compiled for DuckDB decide the same portions: `python -m bench.adjudicate_duck lines`, as owner.

It reads people, plans and participations of the database PostgreSQL has just decided in, decides the file once more in
DuckDB from an empty year, and holds every decision against PostgreSQL's: state, findings, row, tiers and sum.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django
import duckdb

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from hexian.domains.mutualaid.models import Plan  # noqa: E402
from hexian.domains.mutualaid.services.deciding import years_of  # noqa: E402
from hexian.domains.mutualaid.services.portions import PORTION  # noqa: E402
from hexian.domains.mutualaid.services.statement import COLUMNS, deciding, firsts  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402

#: What stands beside a portion, and how DuckDB gets it.
_READ = {
    "people_person": "SELECT id, '\\x' || encode(id_index, 'hex') AS id_index, code FROM people_person",
    "mutualaid_participation": "SELECT plan_id, person_id, code, since, until, covered_from FROM"
    " mutualaid_participation",
    "mutualaid_plan": "SELECT id, per, eligible, deductible_fen, minimum_fen, is_raised, cap_fen, large_fen FROM"
    " mutualaid_plan",
}
_EMPTY = """
    CREATE TABLE mutualaid_decision (person_id BIGINT, settlement VARCHAR, hospital VARCHAR, admitted DATE,
        discharged DATE, total_fen BIGINT, invoice VARCHAR, state VARCHAR, findings BIGINT, rule_row BIGINT,
        tiers_fen BIGINT, amount_fen BIGINT, parts BIGINT[]);
    CREATE TABLE mutualaid_year_sum (plan_id BIGINT, person_id BIGINT, share_fen BIGINT, paid_fen BIGINT);
    CREATE TABLE mutualaid_stray (settlement VARCHAR, id_index VARCHAR, is_refund BOOLEAN, settled_at TIMESTAMP);
    CREATE TABLE mutualaid_hospital_standing (plan_id BIGINT, hospital VARCHAR, is_outlier BOOLEAN);
    ALTER TABLE mutualaid_plan ADD COLUMN excluded VARCHAR[] DEFAULT []
"""
_KEEP = """
    INSERT INTO mutualaid_decision SELECT person_id, settlement, hospital, admitted, discharged, total, invoice, state,
        findings, rule_row, tiers, amount, parts FROM aid_out;
    CREATE OR REPLACE TABLE mutualaid_year_sum AS SELECT plan_id, person_id,
        CAST(sum(share_fen) AS BIGINT) AS share_fen, CAST(sum(paid_fen) AS BIGINT) AS paid_fen
        FROM (SELECT * FROM mutualaid_year_sum
            UNION ALL SELECT plan_id, person_id, greatest(share, 0), amount FROM aid_out
            WHERE findings IN (0, 8192) AND plan_id IS NOT NULL) AS every GROUP BY plan_id, person_id
"""
#: A refund takes back what it names, and its bill counts no more.
_BACK = """
    CREATE OR REPLACE TEMP TABLE back AS SELECT DISTINCT d.person_id, d.settlement, d.amount_fen FROM aid_first i
        JOIN mutualaid_decision d ON d.person_id = i.person_id AND d.settlement = i.settlement
        WHERE i.is_ours AND i.is_refund AND d.state <> 'reversed';
    UPDATE mutualaid_year_sum SET paid_fen = paid_fen - b.fen
        FROM (SELECT person_id, sum(amount_fen) AS fen FROM back GROUP BY person_id) AS b
        WHERE mutualaid_year_sum.person_id = b.person_id;
    UPDATE mutualaid_decision SET state = 'reversed' FROM back b
        WHERE mutualaid_decision.person_id = b.person_id AND mutualaid_decision.settlement = b.settlement
"""
_THEIRS = (
    "SELECT person_id, settlement, state, findings, rule_row, tiers_fen, amount_fen, parts FROM mutualaid_decision"
)


def main(lines: Path) -> dict[str, Any]:
    """Settlements decided, how long it took, and how many were decided otherwise than by PostgreSQL."""
    link = duckdb.connect()
    with scope(Actor.system("bench", timezone.now())):
        year = years_of(Plan.objects.get().org_id)
        for table, query in _READ.items():
            _take(link, table, query)
        link.execute(_EMPTY)
        types = {"bytea": "VARCHAR"}
        columns = ", ".join(f"{name} {types.get(kind, kind)}" for name, kind in COLUMNS.items())
        link.execute(f"CREATE TABLE aid_in ({columns})")
        spent = _decide(link, lines, year.tables)
        _take(link, "theirs", _THEIRS.replace(", parts", ", array_to_string(parts, ' ') AS parts"))
    return {"seconds": spent, **_compared(link)}


def _take(link: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """A table of PostgreSQL's, by way of a file."""
    path = Path(f"/tmp/{table}-{time.monotonic_ns()}.csv")  # noqa: S108 - gone at once
    copy = f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)"
    with path.open("wb") as target, connection.cursor() as cursor, cursor.copy(copy) as source:
        target.writelines(source)
    link.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', header = true, sample_size = -1)")
    path.unlink()


def _decide(link: duckdb.DuckDBPyConnection, lines: Path, tables: Any) -> float:
    spent = 0.0
    for portion in _portions(lines):
        link.execute("TRUNCATE aid_in")
        _load(link, portion)
        began = time.monotonic()
        link.execute(f"CREATE OR REPLACE TEMP TABLE aid_first AS {firsts(tables, below='p.id IS NOT NULL')}")
        link.execute(f"CREATE OR REPLACE TEMP TABLE aid_out AS {deciding(tables, dialect='duckdb')}")
        link.execute(_KEEP)
        link.execute(_BACK)
        spent += time.monotonic() - began
    return spent


def _load(link: duckdb.DuckDBPyConnection, portion: list[str]) -> None:
    path = Path(f"/tmp/portion-{time.monotonic_ns()}.csv")  # noqa: S108 - gone at once
    path.write_text("".join(portion).replace("\\\\x", "\\x"), encoding="utf-8")
    # Portions are cut anew here: whoever was alone in hers may not be in this one, so every row is compared.
    link.execute(f"INSERT INTO aid_in SELECT * FROM read_csv('{path}', delim = '\t', header = false, quote = '')")
    link.execute("UPDATE aid_in SET is_alone = FALSE")
    path.unlink()


def _portions(lines: Path) -> Iterator[list[str]]:
    with lines.open(encoding="utf-8") as file:
        while portion := list(islice(file, PORTION)):
            yield portion


def _compared(link: duckdb.DuckDBPyConnection) -> dict[str, int]:
    fields = ("state", "findings", "rule_row", "tiers_fen", "amount_fen")
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM t.{name}" for name in fields)
    parts = "coalesce(array_to_string(o.parts, ' '), '') IS DISTINCT FROM coalesce(CAST(t.parts AS VARCHAR), '')"
    row = link.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {differs} OR {parts}), CAST(sum(o.amount_fen) AS BIGINT)"
        " FROM mutualaid_decision o FULL JOIN theirs t ON t.person_id = o.person_id AND t.settlement = o.settlement"
    ).fetchone()
    decided, different, fen = row or (0, 0, 0)
    return {"decided": decided, "different": different, "fen": fen}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
