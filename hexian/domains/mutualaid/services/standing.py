"""How hospitals' bills lie among each other in a plan's year: counted anew each night, in two statements a plan."""

from __future__ import annotations

from django.db import connection, transaction

from hexian.domains.mutualaid import rules
from hexian.domains.mutualaid.models import HospitalStanding, Plan
from hexian.domains.mutualaid.services import reaching
from hexian.foundation.actor import Actor

TIMES, HOSPITALS, BILLS = "aid.outlier_times", "aid.outlier_hospitals", "aid.outlier_bills"

#: The share of a bill that is left to the person: dearer care at the same reimbursement shows in it.
_MIDDLES = """
    SELECT hospital, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY own_fen * 10000 / total_fen)
    FROM mutualaid_decision
    WHERE plan_id = %s AND total_fen > 0 AND own_fen >= 0 AND hospital <> '' AND state NOT IN ('replaced', 'reversed')
    GROUP BY hospital HAVING count(*) >= %s ORDER BY hospital
"""


@transaction.atomic
def stand(actor: Actor) -> int:
    """Compute every open plan's hospitals; returns how many lie far above the middle. For the schedule."""
    plans = Plan.objects.filter(state="open").select_related("org").order_by("pk")
    return sum(_stand(plan, actor) for plan in plans)


def _stand(plan: Plan, actor: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MIDDLES, [plan.pk, reaching.figure(BILLS, plan, actor)])
        found = cursor.fetchall()
    times, least = (reaching.figure(code, plan, actor) for code in (TIMES, HOSPITALS))
    marks = rules.outliers([middle for _, _, middle in found], times=times, least=least)
    rows = [
        HospitalStanding(
            plan=plan, hospital=hospital, settlements=count, middle_bp=middle, is_outlier=mark, at=actor.now
        )
        for (hospital, count, middle), mark in zip(found, marks, strict=True)
    ]
    HospitalStanding.objects.filter(plan=plan).delete()
    HospitalStanding.objects.bulk_create(rows, batch_size=1_000)
    return sum(marks)
