"""Long work by name: started in the caller's transaction, done in chunks, cancelled, left and come back to.

Worked example:

    @work.runner("members.export")
    def export(task: work.Running) -> None:
        for rows in task.chunks(lambda after: next_rows(task.actor, after), cursor_of=lambda row: row.id):
            write(rows)
        task.finish(attachment_id=…)

Everything between two checkpoints is one transaction under the starter's scope, together with the checkpoint itself: a
worker that is killed loses the chunk it was in and nothing else, and the next one goes on from the cursor.
"""

from hexian.foundation.work.registry import Starter, actor_for, building, runner, serve, set_actor_builder, worker
from hexian.foundation.work.running import Cancelled, Interrupted, Running, Superseded

__all__ = [
    "Cancelled", "Interrupted", "Running", "Starter", "Superseded", "actor_for", "building", "runner",
    "serve", "set_actor_builder", "worker",
]  # fmt: skip
