"""What follows from what happened in the foundation: the starter of a long task is told how it ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

#: State of a task → the kind of notice its starter gets; who cancels knows it already.
KINDS = {
    "done": wording("work.done", notice=_("「{title}」做完了，点开看结果。")),
    "failed": wording("work.failed", notice=_("「{title}」没有做成，点开看原因。")),
}


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
