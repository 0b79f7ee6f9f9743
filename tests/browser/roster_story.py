"""Rosters in the browser's story, one in each state there is a page about; the worker's part is done at once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.rosters import queries, services
from hexian.domains.rosters.models import Import
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.work import runs
from tests.browser.desk_story import actor_of
from tests.rosters.makers import HEAD, person, table

#: Whoever has this number and name is known, but not as a member.
KNOWN = ("褚小暑", "13800000091")


def tell(union: Organisation, officer: Person) -> dict[str, str]:
    """Send six rosters for a union; returns the id of each by the state it is left in."""
    chair = actor_of(officer)
    with scope(Actor.system("story", timezone.now())):
        people.register_person(*KNOWN, union.code, actor=Actor.system("story", timezone.now()))
    wrong = person("吴雨水", number="330108199001010011")
    rosters = {
        "sent": _sent(union, chair, [person("郑立春")]),
        "mapped": _mapped(union, chair, [person("郑雨水"), wrong]),
        "checked": _checked(union, chair, [person("郑惊蛰"), wrong, person(KNOWN[0], number="", mobile=KNOWN[1])]),
        "landed": _landed(union, chair, [person("郑春分"), wrong]),
        "undone": _undone(union, chair, [person("郑清明")]),
        "given_up": _sent(union, chair, [person("郑谷雨")]),
    }
    with scope(chair):
        services.cancel(rosters["given_up"], actor=chair)
    return {f"roster_{state}": str(roster) for state, roster in rosters.items()}


Rows = Sequence[Sequence[str]]


def _sent(union: Organisation, chair: Actor, rows: Rows) -> UUID:
    with scope(chair):
        return services.upload(
            io.BytesIO(table(rows, HEAD, [["骑手花名册（演示）"]])), name=f"{rows[0][1]}等（演示）.csv",
            org_id=union.public_id, actor=chair, sender="蓝骑（演示）",
        ).public_id  # fmt: skip


def _mapped(union: Organisation, chair: Actor, rows: Rows) -> UUID:
    roster = _sent(union, chair, rows)
    with scope(chair):
        seen = queries.layout(roster, chair)
        services.confirm_columns(
            roster, sheet=seen.sheet, header_row=seen.heading.row, titles=seen.heading.words,
            columns=[str(guess.column or "") for guess in seen.heading.guesses], actor=chair,
        )  # fmt: skip
    return roster


def _checked(union: Organisation, chair: Actor, rows: Rows) -> UUID:
    roster = _mapped(union, chair, rows)
    with scope(chair):
        services.start_check(roster, actor=chair)
    return _worked(roster)


def _landed(union: Organisation, chair: Actor, rows: Rows) -> UUID:
    roster = _checked(union, chair, rows)
    minutes: services.Minutes = {
        "number": f"骑工〔2026〕{rows[0][1]}", "held_on": timezone.localdate(), "meeting": "", "place": "", "chair": "",
        "seats": 5, "present": 5, "yes": 5, "no": 0, "abstained": 0,
    }  # fmt: skip
    with scope(chair):
        services.start_landing_on_vote(roster, minutes=minutes, said=1, actor=chair)
    return _worked(roster)


def _undone(union: Organisation, chair: Actor, rows: Rows) -> UUID:
    roster = _landed(union, chair, rows)
    with scope(chair):
        services.start_undo(roster, reason="发错了（演示）", actor=chair)
    return _worked(roster)


def _worked(roster: UUID) -> UUID:
    with scope(Actor.system("story", timezone.now())):
        task_id = Import.objects.get(public_id=roster).task_id
    runs.run_task(str(task_id))
    return roster
