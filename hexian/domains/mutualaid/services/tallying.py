"""What mutual aid came to, union by union and month by month of discharge: counted anew, never added to.

A settlement counts for the union its person stood in when it was decided, wherever she has gone since, and whichever
union's file it came in: so each figure of the board is that of the rows behind it, for the district as for one firm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from hexian.domains.mutualaid.models import File, Tally
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.orgs.models import Organisation
from hexian.foundation.access import AFTER_ALL
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory

#: A decision that was corrected without anything more to pay has come with what was paid under an earlier revision.
_KEPT = """
    SELECT max(k.bank_on) FROM mutualaid_decision e
    JOIN ledger_order k ON k.source = 'mutualaid' AND k.source_id = e.id AND k.state = 'paid' AND k.recalled_at IS NULL
    WHERE e.person_id = d.person_id AND e.settlement = d.settlement AND e.revision < d.revision
      AND NOT EXISTS (SELECT FROM ledger_order w WHERE w.source = 'mutualaid' AND w.source_id = d.id)
"""
#: One scan of what stands below a union; a settlement counts by the revision that stands.
_TALLY = f"""
    INSERT INTO mutualaid_tally (org_id, code, month, paid, paid_fen, persons, held, refused, declined, unowed,
        missed, missed_fen, arrived, days, at)
    SELECT u.id, u.code, date_trunc('month', d.discharged)::date,
        count(*) FILTER (WHERE d.state = 'ordered'),
        coalesce(sum(d.amount_fen) FILTER (WHERE d.state = 'ordered'), 0),
        count(DISTINCT d.person_id) FILTER (WHERE d.state = 'ordered'),
        count(*) FILTER (WHERE d.state = 'held'), count(*) FILTER (WHERE d.state = 'refused'),
        count(*) FILTER (WHERE d.state = 'declined'), count(*) FILTER (WHERE d.state = 'nothing'),
        count(*) FILTER (WHERE d.findings & %(unserved)s > 0 AND d.state IN ('held', 'refused') AND d.own_fen > 0),
        coalesce(sum(d.own_fen) FILTER (
            WHERE d.findings & %(unserved)s > 0 AND d.state IN ('held', 'refused') AND d.own_fen > 0), 0),
        count(p.day), coalesce(sum(p.day - d.discharged), 0), %(now)s
    FROM mutualaid_decision d
    JOIN orgs_organisation u ON u.code = d.code
    LEFT JOIN ledger_order o ON o.source = 'mutualaid' AND o.source_id = d.id AND o.state = 'paid'
    CROSS JOIN LATERAL (SELECT CASE WHEN o.id IS NOT NULL OR d.revision = 1 OR d.state <> 'ordered' THEN o.bank_on
        ELSE ({_KEPT}) END AS day) p
    WHERE d.code >= %(low)s AND d.code < %(high)s AND d.state NOT IN ('replaced', 'reversed')
    GROUP BY u.id, u.code, date_trunc('month', d.discharged)
"""  # noqa: S608 - a piece of our own


@transaction.atomic
def tally(org_id: int, now: datetime) -> int:
    """Count the months of a union and of those below it anew; returns how many there are. As the system."""
    # One after another: a city and its district count the same months.
    advisory("mutualaid.tally")
    code = Organisation.objects.values_list("code", flat=True).get(pk=org_id)
    reach = {"low": code, "high": code + AFTER_ALL}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mutualaid_tally WHERE code >= %(low)s AND code < %(high)s", reach)
        cursor.execute(_TALLY, {**reach, "unserved": int(Finding.UNSERVED), "now": now})
        return int(cursor.rowcount)


def tally_all(actor: Actor) -> int:
    """Count the months of every union that has taken files in or stands on a board, and of those below.

    For the schedule.  Whoever was decided below one union and stands below another by now is counted there: months of
    a union that has moved are no less hers because no union above takes files.
    """
    known = Q(pk__in=File.objects.values("org_id")) | Q(pk__in=Tally.objects.values("org_id"))
    takers = Organisation.objects.filter(known).order_by("code")
    return sum(tally(each.pk, actor.now) for each in _topmost(takers))


def _topmost(unions: Iterable[Organisation]) -> Iterator[Organisation]:
    """Those that stand below none of the others; given from above."""
    last = ""
    for each in unions:
        if not last or not each.code.startswith(last):
            last = each.code
            yield each
