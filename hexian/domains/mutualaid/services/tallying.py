"""What a union's plans came to, month by month of discharge: counted anew, never added to, so that it cannot drift."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from hexian.domains.mutualaid.models import File
from hexian.domains.mutualaid.rules import Finding
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory

#: One scan of what the union's files brought; a settlement counts by the revision that stands.
_TALLY = """
    INSERT INTO mutualaid_tally (org_id, code, month, paid, paid_fen, persons, held, refused, declined, missed,
        missed_fen, arrived, days, at)
    SELECT f.org_id, max(f.code), date_trunc('month', d.discharged)::date,
        count(*) FILTER (WHERE d.state = 'ordered'),
        coalesce(sum(d.amount_fen) FILTER (WHERE d.state = 'ordered'), 0),
        count(DISTINCT d.person_id) FILTER (WHERE d.state = 'ordered'),
        count(*) FILTER (WHERE d.state = 'held'), count(*) FILTER (WHERE d.state = 'refused'),
        count(*) FILTER (WHERE d.state = 'declined'),
        count(*) FILTER (WHERE d.findings & %(unserved)s > 0 AND d.state IN ('held', 'refused') AND d.own_fen > 0),
        coalesce(sum(d.own_fen) FILTER (
            WHERE d.findings & %(unserved)s > 0 AND d.state IN ('held', 'refused') AND d.own_fen > 0), 0),
        count(o.bank_on), coalesce(sum(o.bank_on - d.discharged), 0), %(now)s
    FROM mutualaid_decision d
    JOIN mutualaid_file f ON f.id = d.file_id
    LEFT JOIN ledger_order o ON o.source = 'mutualaid' AND o.source_id = d.id AND o.state = 'paid'
    WHERE f.org_id = %(org)s AND d.state NOT IN ('replaced', 'reversed')
    GROUP BY f.org_id, date_trunc('month', d.discharged)
"""


@transaction.atomic
def tally(org_id: int, now: datetime) -> int:
    """Count one union's months anew; returns how many there are. As the system."""
    advisory(f"mutualaid.tally.{org_id}")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mutualaid_tally WHERE org_id = %s", [org_id])
        cursor.execute(_TALLY, {"org": org_id, "unserved": int(Finding.UNSERVED), "now": now})
        return int(cursor.rowcount)


def tally_all(actor: Actor) -> int:
    """Count every union's months that has taken files in. For the schedule."""
    orgs = File.objects.order_by("org_id").values_list("org_id", flat=True).distinct()
    return sum(tally(org_id, actor.now) for org_id in orgs)
