"""One salt per person, the keys this database was ever sealed with, and how far a rotation has come."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Subject(models.Model):
    """A person's salt: without it nothing sealed for her opens. What is left tells only when it was destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    salt = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crypto_subject"
        constraints = [
            models.CheckConstraint(
                condition=Q(salt__isnull=False, destroyed_at__isnull=True)
                | Q(salt__isnull=True, destroyed_at__isnull=False),
                name="crypto_subject_has_a_salt_until_destroyed",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class KnownKey(models.Model):
    """A key this database has been sealed with: so that an empty key folder is noticed before new keys are used."""

    key_id = models.TextField(primary_key=True)
    noted_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crypto_known_key"

    def __str__(self) -> str:
        return self.key_id


class Rotation(models.Model):
    """How far one column has come in being sealed with one key: what `hx keys rotate` goes on from."""

    column = models.TextField()
    key_id = models.TextField()
    started_at = models.DateTimeField()
    checking = models.BooleanField(default=False)
    cursor = models.TextField(null=True)
    resealed = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crypto_rotation"
        constraints = [
            models.UniqueConstraint(fields=["column", "key_id"], name="crypto_rotation_is_one_per_column_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.column} → {self.key_id}"
