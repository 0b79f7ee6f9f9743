"""A real worker with a few runners for trials: `python -m tests.jobs.worker_process`."""

from __future__ import annotations

import os
import time
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
django.setup()

from hexian.foundation import events, work  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.events import Event  # noqa: E402
from hexian.foundation.locks.models import DoneOnce  # noqa: E402


@work.runner("trial.count")
def count(task: work.Running) -> None:
    """Write a line per number, a few at a time and not too fast; a line written twice would break a constraint."""
    task.total = task.params["up_to"]
    size = task.params["size"]

    def after(cursor: int | None) -> range:
        return range(cursor or 0, min((cursor or 0) + size, task.params["up_to"]))

    for portion in task.chunks(after, cursor_of=lambda number: number + 1):
        DoneOnce.objects.bulk_create(DoneOnce(key=f"{task.task_id}:{number}") for number in portion)
        time.sleep(task.params["seconds"])
    task.finish(note="数完了")


@events.on("trial.happened")
def heard(event: Event, actor: Actor) -> None:
    """Leave a mark that the event was handled."""
    DoneOnce.objects.create(key=f"heard:{event.subject}", result=actor.name)


def build(starter: work.Starter, now: datetime) -> Actor:
    """People become themselves, without any office."""
    return Actor(now=now, request_id="job", name=starter.name, person_id=starter.person_id)


work.set_actor_builder(build)

if __name__ == "__main__":
    work.serve(2)
