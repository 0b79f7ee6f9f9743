"""Import one roster as the worker does: `python -m bench.importing roster.csv`, as the app role; ends with JSON.

An officer of one union uploads, confirms the guessed columns, has everything checked and lands it on a resolution;
what is timed is what she waits for.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench.memory import peak  # noqa: E402
from hexian.domains.members import services as members  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import Organisation, Role  # noqa: E402
from hexian.domains.orgs.queries.actors import actor_for  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.domains.rosters import queries, services  # noqa: E402
from hexian.domains.rosters.models import Import  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.work import runs  # noqa: E402


def main(path: Path) -> dict[str, Any]:
    """The whole way; seconds by stage, rows landed, peak memory in MiB."""
    union, officer = _officer()
    resolution = _resolution(union, officer)
    before = peak()
    seconds: dict[str, float] = {}
    began = time.monotonic()
    roster = _upload(path, union, officer)
    seconds["upload"] = time.monotonic() - began
    seconds["check"] = _worked(officer, lambda: services.start_check(roster.public_id, actor=officer))
    seconds["land"] = _worked(officer, lambda: _start_landing(roster.public_id, resolution, officer))
    with scope(officer):
        ended = Import.objects.get(public_id=roster.public_id)
    if ended.state != "landed":
        message = f"the roster is {ended.state}: {ended.problem}"
        raise SystemExit(message)
    return {
        "seconds": seconds, "rows": ended.rows, "landed": ended.landed, "counts": ended.counts,
        "idle_mib": before, "peak_mib": peak(),
    }  # fmt: skip


def _worked(officer: Actor, start: Callable[[], Import]) -> float:
    """Start a piece of work and do it as a worker would; how many seconds that took."""
    began = time.monotonic()
    with scope(officer):
        task_id = start().task_id
    runs.run_task(str(task_id))
    return time.monotonic() - began


def queue(path: Path) -> None:
    """Check a roster here and leave its landing to whatever worker comes."""
    union, officer = _officer()
    resolution = _resolution(union, officer)
    roster = _upload(path, union, officer)
    with scope(officer):
        task_id = services.start_check(roster.public_id, actor=officer).task_id
    runs.run_task(str(task_id))
    with scope(officer):
        _start_landing(roster.public_id, resolution, officer)


def _officer() -> tuple[Organisation, Actor]:
    system = Actor.system("bench", timezone.now())
    with scope(system):
        union = Organisation.objects.filter(kind="enterprise").order_by("code").first() or _founded(system)
        person = people.register_person("李敏", "13800000099", union.code, actor=system)
        account = people.open_account(person.mobile, person, actor=system)
        chair = Role.objects.get(org=None, key="chair").public_id
        orgs.appoint(union.public_id, person_id=person.public_id, role_id=chair, title="工会主席", actor=system)
        return union, actor_for(account.pk, timezone.now(), uuid4().hex)


def _founded(system: Actor) -> Organisation:
    top = orgs.found(kind="nation", name="全国总工会（演示）", parent=None, actor=system)
    return orgs.found(kind="enterprise", name="锦程（演示）工会", parent=top.public_id, division="330108", actor=system)


def _resolution(union: Organisation, officer: Actor) -> Any:
    with scope(officer):
        return members.record_resolution(
            union.public_id, number="测速 1", held_on=timezone.localdate(officer.now), seats=5, present=5, yes=5, no=0,
            abstained=0, actor=officer,
        ).public_id  # fmt: skip


def _upload(path: Path, union: Organisation, officer: Actor) -> Import:
    with scope(officer), path.open("rb") as file:
        roster = services.upload(file, name=path.name, org_id=union.public_id, actor=officer)
        seen = queries.layout(roster.public_id, officer)
        columns = [str(guess.column or "") for guess in seen.heading.guesses]
        services.confirm_columns(
            roster.public_id, sheet=seen.sheet, header_row=seen.heading.row, titles=seen.heading.words,
            columns=columns, actor=officer,
        )  # fmt: skip
        return roster


def _start_landing(roster_id: Any, resolution_id: Any, officer: Actor) -> Import:
    return services.start_landing(roster_id, resolution_id=resolution_id, actor=officer)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
