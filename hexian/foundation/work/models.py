"""Long work, the workers doing it, and the schedule."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Q

from hexian.foundation.access import CodeField
from hexian.foundation.work.rules import TaskState

#: Plain text, so that migrations do not name a class that may be renamed.
OPEN_STATES = [str(TaskState.QUEUED), str(TaskState.RUNNING)]


class Task(models.Model):
    """A piece of long work: who started it, how far it is, where it goes on after a crash, what came of it."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.TextField()  # of the runner, «members.export»
    title = models.TextField()  # for people, without personal data
    state = models.TextField(default=str(TaskState.QUEUED))
    code = CodeField(default="")
    params = models.JSONField(default=dict)
    cursor = models.JSONField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    note = models.TextField(default="")
    started_by = models.BigIntegerField(null=True)  # person; null for the program itself
    starter = models.JSONField(default=dict)  # what her actor is built from again
    run = models.IntegerField(default=0)  # counts starts; only the latest may write
    strikes = models.IntegerField(default=0)  # starts since the last chunk that was finished
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")  # a code, never a stack trace
    problem = models.TextField(default="")  # the sentence of the room that refused; «» where the code's own will do
    attachment_id = models.UUIDField(null=True)

    class Meta:
        db_table = "work_task"
        constraints = [
            CheckConstraint(
                condition=Q(state__in=[str(state) for state in TaskState]), name="work_task_state_is_known"
            ),
            CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="work_task_does_at_most_everything"
            ),
            CheckConstraint(
                condition=Q(state__in=OPEN_STATES) | Q(finished_at__isnull=False),
                name="work_ended_task_has_a_time",
            ),
            CheckConstraint(condition=~Q(state=str(TaskState.FAILED)) | ~Q(error=""), name="work_failed_task_says_why"),
        ]
        indexes = [
            models.Index(fields=["started_by", "-created_at"], name="work_task_by_starter"),
            models.Index(fields=["finished_at"], name="work_task_by_end"),
            models.Index(fields=["beat_at"], condition=Q(finished_at__isnull=True), name="work_task_open"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class WorkerBeat(models.Model):
    """A worker that is alive, or was until it stopped beating."""

    id = models.UUIDField(primary_key=True)
    host = models.TextField()
    pid = models.IntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "work_worker_beat"
        indexes = [models.Index(fields=["beat_at"], name="work_worker_by_beat")]

    def __str__(self) -> str:
        return str(self.pk)


class ScheduledJob(models.Model):
    """When a job of the schedule ran last, how that ended, and when it runs next."""

    name = models.TextField(primary_key=True)
    cron = models.TextField()
    next_run_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_ended_at = models.DateTimeField(null=True)
    last_outcome = models.TextField(default="")  # «ok: 12» or the error's code

    class Meta:
        db_table = "work_scheduled_job"
        indexes = [models.Index(fields=["next_run_at"], name="work_scheduled_by_next_run")]

    def __str__(self) -> str:
        return str(self.pk)
