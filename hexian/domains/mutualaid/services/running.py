"""A file runs: portion after portion from the stored original, each decided in a transaction of its own.

Whoever kills the worker loses the portion it was in and nothing else; the next worker goes on behind the last row that
was decided.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import File, RowFault
from hexian.domains.mutualaid.rules import FileState, columns
from hexian.domains.mutualaid.services import deciding, naming
from hexian.domains.mutualaid.services.portions import Portion, Source, portions
from hexian.domains.mutualaid.services.receiving import locked, stored, tell
from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import services as tasks

RUN = "mutualaid.run"


@transaction.atomic
def start_run(file_id: UUID, *, actor: Actor) -> File:
    """Queue the run, or go on with one that stopped.

    Raises `Refused` with `aid.file_state`, `aid.columns_missing`, `aid.no_plan`, `aid.halted`, `aid.no_table`.
    """
    row = locked(file_id, actor)
    row.state = rules.next_file_state(row.state, "run")
    columns.check(row.columns)
    deciding.years_of(row.org_id)
    task = tasks.start(
        RUN, actor=actor, code=row.code, params={"file": str(row.public_id)}, title=_("办理医疗互助结算文件")
    )
    row.task_id, row.problem, row.problem_params = task.public_id, "", {}
    row.save()
    tell(AidEvent.RUNNING, row, actor)
    return row


def stop_run(file_id: UUID, *, actor: Actor) -> None:
    """Ask a run to stop behind the portion it is at, whoever or whatever began it. What is decided stands.

    Raises `Refused` with `aid.file_state`, `work.already_ended`; `File.DoesNotExist` out of reach.
    """
    # Not locked: a portion holds the file, and whoever stops a run does not wait for it.
    row = access.files_visible(actor).get(public_id=file_id)
    if row.state != FileState.RUNNING or row.task_id is None:
        raise Refused("aid.file_state", state=row.state, act="stop")
    tasks.cancel_any(row.task_id, actor=actor)


@work.runner(RUN)
def run_file(task: work.Running) -> None:
    """Decide what is left of the file; what cannot be read stops it, with the reason, behind the last portion."""
    row = _held(task)
    try:
        _portions(task, row)
    except Refused as refusal:
        _stop(task, refusal)
        return
    _finish(task)


def _portions(task: work.Running, row: File) -> None:
    year = deciding.years_of(row.org_id)
    with stored(row) as path:
        # Whoever changes the keys meanwhile lets what was read ahead be read once more, behind the last portion.
        while not _is_done(task, row, path, year):
            row = _held(task)


def _is_done(task: work.Running, row: File, path: Path, year: deciding.Year) -> bool:
    """Decide what is left of a file; False when it is to be read anew from where it stands."""
    today = timezone.localdate(task.actor.now)
    behind = max(row.header_row, row.checkpoint)
    source = Source(
        path, row.file_name, row.sheet, tuple(row.columns), behind, today, row.encoding, is_fresh=not row.checkpoint,
        is_sure=row.columns_are_sure,
    )  # fmt: skip
    with closing(portions(source)) as read:
        for portion in read:
            row = _held(task)
            try:
                counts = _decide(portion, row, year, today, task.actor)
            except deciding.KeysChanged:
                return False
            row.checkpoint, row.rows = portion.last, row.rows + portion.count
            row.counts = dict(Counter(row.counts) + Counter(counts))
            row.save(update_fields=["checkpoint", "rows", "counts"])
            done = task.done + portion.count
            task.checkpoint(portion.last, done, total=max(portion.total - row.header_row, done))
    return True


def _decide(portion: Portion, row: File, year: deciding.Year, today: date, actor: Actor) -> dict[str, int]:
    RowFault.objects.bulk_create(
        [
            RowFault(file=row, code=row.code, row=each.row, column=each.column, fault=each.code, params=each.params)
            for each in portion.faults
        ],
        ignore_conflicts=True,
    )
    if not portion.decidable:
        return {"faults": len(portion.faults)}
    system = Actor.system("mutualaid", actor.now)
    with scope(system):
        naming.learn(portion.hospitals, row)
        batch = deciding.decide(portion, row, year, on=today, actor=actor)
    return {**batch.counts, "faults": len(portion.faults)}


def _held(task: work.Running) -> File:
    """The task's file, locked for this portion; whoever has stopped it meanwhile is obeyed."""
    try:
        row = locked(UUID(task.params["file"]), task.actor)
    except File.DoesNotExist:
        raise Refused("aid.file_gone") from None
    if row.state != FileState.RUNNING or row.task_id != task.task_id:
        raise work.Cancelled
    return row


def _stop(task: work.Running, refusal: Refused) -> None:
    row = locked(UUID(task.params["file"]), task.actor)
    row.state = rules.next_file_state(row.state, "stop")
    row.problem = refusal.code
    row.problem_params = {key: value for key, value in refusal.params.items() if isinstance(value, int | str)}
    row.save()
    tell(AidEvent.STOPPED, row, task.actor, problem=refusal.code)
    task.finish(note=_("文件没有办完，请看原因；已经办好的不受影响，改好后接着办。"))


def _finish(task: work.Running) -> None:
    row = _held(task)
    row.state = rules.next_file_state(row.state, "finish")
    row.finished_at = task.actor.now
    row.save()
    counts = row.counts
    tell(AidEvent.FINISHED, row, task.actor, rows=row.rows, ordered=counts.get("ordered", 0))
    said = {"rows": row.rows, "paid": counts.get("ordered", 0), "held": counts.get("held", 0)}
    task.finish(note=_("办完了：%(rows)s 行，%(paid)s 笔自动发放，%(held)s 笔等人看。") % said)
