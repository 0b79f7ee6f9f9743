"""The outbox."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class OutboxEvent(models.Model):
    """One event for one handler, waiting to be handled; ids only, never personal data."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.TextField()
    handler = models.TextField()
    subject = models.TextField(default="")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        db_table = "events_outbox"
        indexes = [models.Index(fields=["due_at"], name="events_outbox_by_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
