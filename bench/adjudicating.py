"""Run one settlement file as the worker does: `python -m bench.adjudicating file.csv`, as app role; ends with JSON.

An officer hands the file in and starts it; what is timed is from the stored file to the last decision with its payment
order, its posting, the year's sums, findings and the trail.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench.memory import peak  # noqa: E402
from hexian.domains.mutualaid import services  # noqa: E402
from hexian.domains.mutualaid.models import File, Plan  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import Role  # noqa: E402
from hexian.domains.orgs.queries.actors import actor_for  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.work import runs  # noqa: E402

DUTIES = ("mutualaid.intake", "mutualaid.view", "orgs.view")


def main(path: Path) -> dict[str, Any]:
    """The whole way of one file; seconds, rows, what became of them, peak memory in MiB."""
    plan, officer = _officer()
    idle = peak()
    began = time.monotonic()
    with scope(officer), path.open("rb") as stream:
        file = services.receive(
            stream, name=path.name, org_id=plan.org.public_id, actor=officer, sender="测速", channel="folder"
        )
    received = time.monotonic()
    with scope(officer):
        task = services.start_run(file.public_id, actor=officer).task_id
    runs.run_task(str(task))
    done = time.monotonic()
    with scope(officer):
        ended = File.objects.get(public_id=file.public_id)
    if ended.state != "done":
        message = f"the file is {ended.state}: {ended.problem} {ended.problem_params}"
        raise SystemExit(message)
    return {
        "seconds": {"receive": received - began, "decide": done - received}, "rows": ended.rows,
        "counts": ended.counts, "idle_mib": idle, "peak_mib": peak() + _aside(),
    }  # fmt: skip


def _aside() -> float:
    """The most the process aside held, in MiB: a large file is read there."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _officer() -> tuple[Plan, Actor]:
    system = Actor.system("bench", timezone.now())
    with scope(system):
        plan = Plan.objects.select_related("org").get()
        person = people.register_person("李敏", "13800000099", plan.org.code, actor=system)
        account = people.open_account(person.mobile, person, actor=system)
        role = Role.objects.create(org=plan.org, key=uuid4().hex[:8], name="测速", duties=sorted(DUTIES))
        orgs.appoint(plan.org.public_id, person_id=person.public_id, role_id=role.public_id, title="测速", actor=system)
        return plan, actor_for(account.pk, timezone.now(), uuid4().hex)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
