"""Fill a database for `bench.offers`: `python -m bench.offers_fill 5000`, as owner; the last line it prints is JSON.

Of every twenty unions one more stands beside them that an action leaves out: without staff, without an officer, in the
midst of a bargaining, with a contract that holds for long; and a tenth of those it reaches has a contract that ends.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

import django
import psycopg

django.setup()

from django.utils import timezone  # noqa: E402

from bench import firms  # noqa: E402
from bench.firms import Firm  # noqa: E402
from bench.loading import run  # noqa: E402
from bench.prepare import officer_over  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.bargaining.models import Case  # noqa: E402
from hexian.domains.bargaining.rules.states import Side, State  # noqa: E402
from hexian.domains.bargaining.services import opening  # noqa: E402
from hexian.domains.bargaining.services.law import FROZEN  # noqa: E402
from hexian.domains.orgs.models import Office, Organisation  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.lawbook import queries as lawbook  # noqa: E402

#: Of so many more that are left out, a quarter each for one reason.
LEFT_OUT = 20
RENEWING = 10


def main(unions: int) -> dict[str, Any]:
    """Everything from an empty schema to something to measure."""
    began = time.monotonic()
    actor = Actor.system("bench", timezone.now())
    with scope(actor):
        district, made = firms.found(unions + unions // LEFT_OUT, actor)
        _lack(made[unions:], actor)
        _cases(made[: unions // RENEWING], State.EXPIRING, 60, actor)
        officer = officer_over(district, 1, actor)
    with psycopg.connect(environment.database_urls()["owner"], autocommit=True) as link:
        run(link, "VACUUM (ANALYZE)")
    return {
        "district": str(district.public_id), "account": officer.account.pk, "unions": unions,
        "left_out": len(made) - unions, "seconds": time.monotonic() - began,
    }  # fmt: skip


def _lack(others: list[Firm], actor: Actor) -> None:
    """What keeps each of these out."""
    fourth = max(1, len(others) // 4)
    Organisation.objects.filter(pk__in=[each.employer.pk for each in others[:fourth]]).update(staff_total=0)
    Office.objects.filter(org__in=[each.union.pk for each in others[fourth : 2 * fourth]]).update(ends_on=firms.SINCE)
    _cases(others[2 * fourth : 3 * fourth], State.NEGOTIATING, 60, actor)
    _cases(others[3 * fourth :], State.MONITORING, 600, actor)


def _cases(chosen: list[Firm], state: State, ends_in: int, actor: Actor) -> None:
    """A bargaining of the same sort, put where it is to stand."""
    today = timezone.localdate(actor.now)
    law = lawbook.law_on(today, FROZEN)
    made = []
    for firm in chosen:
        case = opening.make(Side.WORKER, firm.union, firm.employer, has_union=True, actor=actor)
        opening.fill(case, opening.Facts(title="2025 年工资集体协商", staff=firm.employer.staff_total), actor, law=law)
        case.state, case.offered_on, case.ends_on = state, today, today + timedelta(days=ends_in)
        made.append(case)
    Case.objects.bulk_create(made, batch_size=200)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
