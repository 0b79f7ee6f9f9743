"""Entries, the sealed blocks over them, and the entries not yet sealed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hexian.foundation.access.fields import CodeField


class AuditEntry(models.Model):
    """One act. The actor's name and office are copied in, so that the entry still reads when both are gone."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    at = models.DateTimeField()
    event = models.TextField()
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    office = models.TextField(default="")
    request_id = models.TextField(default="")
    code = CodeField(default="", stays="append-only: an entry keeps the place it was written in")
    person_id = models.BigIntegerField(null=True)
    subject_type = models.TextField(default="")
    subject_id = models.TextField(default="")
    facts = models.JSONField(default=dict)
    shifted = models.BooleanField(default=False)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["code", "-at"], name="audit_entry_by_place"),
            models.Index(fields=["person_id", "-at"], name="audit_entry_by_person"),
            models.Index(fields=["subject_id", "-at"], name="audit_entry_by_subject"),
            models.Index(fields=["-at"], name="audit_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"


class UnsealedEntry(models.Model):
    """An entry waiting for the sealer; a trigger writes it together with the entry."""

    entry_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "audit_unsealed"

    def __str__(self) -> str:
        return str(self.entry_id)


class Block(models.Model):
    """A sealed run of entries: their digests under a key that is not in the database, chained to the block before."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entry_ids = ArrayField(models.UUIDField())
    previous = models.BinaryField()
    mac = models.BinaryField()
    key_id = models.TextField()

    class Meta:
        db_table = "audit_block"

    def __str__(self) -> str:
        return f"block {self.number}"
