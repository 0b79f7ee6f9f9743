"""Files people hand in and files the program makes, kept in a store outside the database."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q

from hexian.foundation.access import CodeField


class Attachment(models.Model):
    """One file: whose it is, what it is, where it lies, and the digest that shows whether it is still the same."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_type = models.TextField()  # «members.resolution»
    owner_id = models.UUIDField()
    code = CodeField()
    name = models.TextField()  # as she named it; shown, never used as a path
    media_type = models.TextField()
    size = models.BigIntegerField()  # bytes
    sha256 = models.TextField()
    path = models.TextField(unique=True)  # below the store's folder
    kept_at = models.DateTimeField()
    kept_by = models.BigIntegerField(null=True)  # person; null for the program itself

    class Meta:
        db_table = "attachments_attachment"
        constraints = [
            CheckConstraint(condition=Q(size__gt=0), name="attachments_file_is_not_empty"),
            CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachments_digest_is_sha256"),
        ]
        indexes = [
            models.Index(fields=["owner_type", "owner_id", "kept_at"], name="attachments_by_owner"),
            models.Index(fields=["code"], name="attachments_by_code"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
