"""The keys of acts already done."""

from __future__ import annotations

from django.db import models


class DoneOnce(models.Model):
    """A request key with what it led to, so that the same request sent again gets the same answer."""

    key = models.TextField(primary_key=True)
    result = models.TextField(default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "locks_done_once"
        indexes = [models.Index(fields=["at"], name="locks_done_once_by_age")]

    def __str__(self) -> str:
        return self.key
