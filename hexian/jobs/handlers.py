"""What follows from what happened in the foundation: who began something hears how it went.

The foundation knows nobody's office; here it meets the rooms that do.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs import queries as orgs
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording
from hexian.foundation.notices.services import Told
from hexian.foundation.tables import access as tables_access
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.events import TableEvent
from hexian.foundation.tables.queries import Passed
from hexian.foundation.tables.states import VersionState

#: State of a task → the kind of notice its starter gets; who cancels knows it already.
KINDS = {
    "done": wording("work.done", notice=_("「{title}」做完了，点开看结果。")),
    "failed": wording("work.failed", notice=_("「{title}」没有做成，点开看原因。")),
}

TABLE_WAITS = wording(
    "tables.waits", notice=_("{title}第 {number} 版写好了，等您看过以后发布。发布前可以看看它和上一版差多少钱。")
)
TABLE_BACK = wording("tables.back", notice=_("{title}第 {number} 版退回来了，点开看要改哪里。"))
TABLE_OUT = wording("tables.out", notice=_("{title}第 {number} 版发布了，{on} 起用。"))


@events.on("work.task.ended")
def tell_starter(event: Event, actor: Actor) -> None:
    """Tell whoever started a task that it has ended."""
    person_id, state = event.payload["person_id"], event.payload["state"]
    if person_id is not None and state in KINDS:
        notices.tell(
            person_id,
            KINDS[state],
            params={"title": event.payload["title"]},
            url=f"/desk/tasks/{event.subject}/",
            actor=actor,
        )


@events.on(TableEvent.PROPOSED)
def tell_the_second_person(event: Event, actor: Actor) -> None:
    """Whoever may publish at the table's place and had no hand in the version; the nearest above where nobody may."""
    row = tables.passed(UUID(event.subject))
    if row.state == VersionState.PROPOSED:
        besides = {*row.hands, row.prepared_by or 0}
        _tell_table(
            orgs.holders(row.place, tables_access.PUBLISH, actor, besides=besides), TABLE_WAITS, row, event, actor
        )


@events.on(TableEvent.SENT_BACK)
def tell_of_what_came_back(event: Event, actor: Actor) -> None:
    """Whoever proposed it."""
    row = tables.passed(UUID(event.subject))
    _tell_table([row.prepared_by or 0], TABLE_BACK, row, event, actor)


@events.on(TableEvent.PUBLISHED)
def tell_those_who_wrote(event: Event, actor: Actor) -> None:
    """Everybody who had a hand in it."""
    row = tables.passed(UUID(event.subject))
    _tell_table(sorted({*row.hands, row.prepared_by or 0}), TABLE_OUT, row, event, actor)


def _tell_table(persons: Iterable[int], kind: str, row: Passed, event: Event, actor: Actor) -> None:
    params = {"title": row.title, "number": row.number, "on": row.valid_from.isoformat()}
    url = f"/desk/tables/{event.subject}/"
    notices.tell_many([Told(one, params, url, row.place) for one in persons if one], kind, actor=actor)
