"""Settlements of people who took no part: what the plan of that day would have paid, by the very steps that decide.

For whoever publishes what was missed beside what was paid.  Each is worked out by itself, from an empty year: it is
what a right not served was worth, no promise.
"""

from __future__ import annotations

from datetime import date

from django.db.backends.utils import CursorWrapper

from hexian.domains.mutualaid.models import Plan
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.mutualaid.services import deciding
from hexian.domains.mutualaid.services.statement import PlanTable, trying

#: The revision that stands, held or refused for want of taking part; the plan is that of the union whose file it was.
_LOOKED = """
    CREATE TEMPORARY TABLE aid_missing ON COMMIT DROP AS
    SELECT d.id AS row_no, d.person_id, d.code, d.settlement, p.id AS plan_id, d.care, d.hospital, d.discharged,
        d.own_fen, d.total_fen AS total, CASE WHEN p.eligible = 'scope' THEN d.own_fen ELSE d.own_fen + d.first_fen END
        AS share, p.per, p.deductible_fen, p.minimum_fen, p.is_raised, p.cap_fen, 0::bigint AS year_share,
        0::bigint AS year_paid, 0 AS findings
    FROM mutualaid_decision d
    JOIN mutualaid_file f ON f.id = d.file_id
    JOIN mutualaid_plan p ON p.org_id = f.org_id AND p.state <> 'draft' AND p.version_id IS NOT NULL
        AND d.discharged BETWEEN p.starts_on AND p.ends_on
    WHERE d.findings & %(unserved)s > 0 AND d.state IN ('held', 'refused') AND d.own_fen > 0
        AND d.discharged >= %(since)s AND d.plan_id IS NULL
"""
#: A settlement each by itself: two of one person do not share a year.
_WORTH = """
    CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
    SELECT m.row_no AS decision_id, m.person_id, m.code, m.plan_id, m.discharged, m.own_fen, t.amount AS worth_fen
    FROM aid_missing m JOIN ({tried}) AS t ON t.row_no = m.row_no WHERE t.amount > 0
"""


def stage_missed(cursor: CursorWrapper, name: str, *, since: date) -> None:
    """Make `pg_temp.<name>(decision_id, person_id, code, plan_id, discharged, own_fen, worth_fen)`, fen.

    What would have come to nothing (below the minimum, below the deductible) is not in it.  As the system.
    """
    cursor.execute(_LOOKED, {"unserved": int(Finding.UNSERVED), "since": since})
    cursor.execute("ANALYZE pg_temp.aid_missing")
    cursor.execute("SELECT DISTINCT plan_id FROM aid_missing")
    plans = Plan.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()])
    tables = [PlanTable(plan.pk, plan.version_id or 0, deciding.table_of(plan)) for plan in plans]
    cursor.execute(
        "CREATE TEMPORARY VIEW aid_looked AS SELECT row_no, -row_no AS person_id, plan_id, care, hospital, discharged,"
        " total, share, per, deductible_fen, minimum_fen, is_raised, cap_fen, year_share, year_paid, findings"
        " FROM aid_missing"
    )
    cursor.execute(_WORTH.format(name=name, tried=trying(tables)))
    cursor.execute("DROP VIEW pg_temp.aid_looked")
    cursor.execute("DROP TABLE pg_temp.aid_missing")
    cursor.execute(f"ANALYZE pg_temp.{name}")
