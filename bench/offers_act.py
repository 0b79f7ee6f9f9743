"""An action of offers as officer and worker do it: `python -m bench.offers_act '{…}'`, as the app role; ends with JSON.

The officer of a district looks at the preview; what she starts is done as the worker does it, outbox and notices
included.  In between every union completes its own draft and entrusts it: that is its own work and is not timed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.memory import peak  # noqa: E402
from hexian.domains.bargaining import documents, queries, services  # noqa: E402
from hexian.domains.bargaining.models import Case, Delivery, Drive, DriveEntry, Item, Participant, Step  # noqa: E402
from hexian.domains.bargaining.rules import contracts  # noqa: E402
from hexian.domains.bargaining.rules.delegates import Origin, Role  # noqa: E402
from hexian.domains.bargaining.rules.states import Side, State  # noqa: E402
from hexian.domains.bargaining.services import Plan  # noqa: E402
from hexian.domains.orgs.queries.actors import actor_for  # noqa: E402
from hexian.foundation import events  # noqa: E402
from hexian.foundation.access import reading, scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.clock.models import Deadline  # noqa: E402
from hexian.foundation.notices.models import Notice  # noqa: E402
from hexian.foundation.work import runs  # noqa: E402

PREVIEWS = 7
SAMPLE = 200


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Seconds of each part, and what there is afterwards."""
    officer, district = actor_for(told["account"], timezone.now(), uuid4().hex), UUID(told["district"])
    plan = Plan(title="2026 年工资集体协商", topics=_topics(), materials=("上年工资总额和人均工资", "利润表"))
    previews, found = _previewed(district, plan, officer)
    seconds: dict[str, float] = {}
    with scope(officer):
        drive = _timed(seconds, "start", lambda: services.start_drive(
            district, plan, request_key=uuid4().hex, actor=officer))  # fmt: skip
    _timed(seconds, "prepare", lambda: runs.run_task(str(drive.task)))
    _timed(seconds, "prepare_notices", _handled)
    made = _completed(drive)
    with scope(officer):
        drive = _timed(seconds, "start_sending", lambda: services.start_sending(drive.public_id, actor=officer))
    _timed(seconds, "send", lambda: runs.run_task(str(drive.task)))
    _timed(seconds, "send_notices", _handled)
    return {
        "previews": previews, "seconds": seconds, "new": found.new, "missing": found.missing, "completed": made,
        "counts": _counts(), "data": _data_ms(), "peak": peak(),
    }  # fmt: skip


def _topics() -> tuple[str, ...]:
    """What the law asks of a wage contract."""
    return tuple(each.code for each in contracts.lacking("special", "wage", []))


def _timed(seconds: dict[str, float], name: str, act: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    found = act()
    seconds[name] = time.perf_counter() - began
    return found


def _previewed(district: UUID, plan: Plan, officer: Actor) -> tuple[list[float], queries.Preview]:
    """Milliseconds of each look, each in a transaction of its own as a GET has it."""
    took = []
    for _ in range(PREVIEWS):
        began = time.perf_counter()
        with reading(officer):
            found = queries.preview(district, plan, officer)
        took.append((time.perf_counter() - began) * 1000)
    return took, found


def _handled() -> None:
    """What the worker's pulse does with the outbox."""
    while events.drain():
        pass


def _completed(drive: Drive) -> int:
    """Time, place, a chief and two delegates, entrusted: each union's own part, put there in a few statements."""
    system = Actor.system("bench", timezone.now())
    with scope(system):
        cases = Case.objects.filter(driven__drive=drive)
        rows = list(cases.only("pk"))
        Participant.objects.bulk_create(
            [
                Participant(
                    case=case, side=Side.WORKER, role=role, name=f"{name}（演示）", origin=Origin.ELECTED,
                    since=timezone.localdate(system.now), chosen_on=timezone.localdate(system.now),
                )
                for case in rows
                for role, name in ((Role.CHIEF, "王小满"), (Role.REP, "李知夏"), (Role.REP, "陈立秋"))
            ],
            batch_size=1_000,
        )  # fmt: skip
        Case.objects.filter(pk__in=[case.pk for case in rows]).update(
            meet_at=system.now + timedelta(days=30), place="公司三楼会议室", version=2
        )
        DriveEntry.objects.filter(drive=drive, case__isnull=False).update(
            entrusted_version=2, entrusted_by="王小满（演示）", entrusted_at=system.now
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bargaining_case, bargaining_participant, bargaining_item, bargaining_drive_entry")
    return len(rows)


def _counts() -> dict[str, int]:
    with scope(Actor.system("bench", timezone.now())):
        sent = Case.objects.filter(state=State.OFFER_SENT)
        ids = list(sent.values_list("public_id", flat=True))
        return {
            "cases": len(ids), "topics": Item.objects.filter(case__in=sent).count(),
            "steps": Step.objects.filter(case__in=sent).count(),
            "deadlines": Deadline.objects.filter(subject_id__in=ids).count(),
            "deliveries": Delivery.objects.filter(case__in=sent).count(),
            "notices": Notice.objects.filter(kind="bargaining.offer_sent").count(),
            "prepared_notices": Notice.objects.filter(kind="bargaining.prepared").count(),
            "lawful": sum(1 for kept in sent.values_list("params", flat=True)[:SAMPLE] if "bargaining.reply" in kept),
        }  # fmt: skip


def _data_ms() -> float:
    """Milliseconds to put one offer's data together as it is printed, over some of them."""
    with scope(Actor.system("bench", timezone.now())):
        rows = list(Case.objects.filter(state=State.OFFER_SENT).select_related("union", "employer")[:SAMPLE])
        began = time.perf_counter()
        for case in rows:
            documents.data_of(case, "offer")
    return (time.perf_counter() - began) * 1000 / max(1, len(rows))


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
