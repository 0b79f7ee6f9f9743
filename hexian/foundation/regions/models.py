"""Divisions, and the edition of the packaged data they came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q

from hexian.foundation.regions import rules


def _one_of(column: str, kinds: type[StrEnum]) -> Q:
    """The column holds one of the words; spelled out, so that a migration reads without the code."""
    return Q((f"{column}__in", [kind.value for kind in kinds]))


class DivisionQuerySet(models.QuerySet["Division"]):
    """Ways to narrow divisions."""

    def below(self, code: str) -> Self:
        """Everything inside a division, itself left out."""
        return self.filter(code__gt=code, code__lt=code + "~")

    def matching(self, text: str) -> Self:
        """Names that hold the text, or whose pinyin or initials begin with it."""
        typed = text.lower()
        return self.filter(Q(name__contains=text) | Q(pinyin__startswith=typed) | Q(initials__startswith=typed))


class Division(models.Model):
    """One division of the official statistical list; `administrative` is false for statistical zones (开发区、农场)."""

    code = models.TextField(primary_key=True, db_collation="C")
    name = models.TextField()
    level = models.TextField()
    parent = models.TextField(db_collation="C", default="")
    administrative = models.BooleanField(default=True)
    pinyin = models.TextField(db_collation="C")
    initials = models.TextField(db_collation="C")

    objects = DivisionQuerySet.as_manager()

    class Meta:
        db_table = "regions_division"
        constraints = [
            CheckConstraint(condition=_one_of("level", rules.Level), name="regions_level_is_known"),
            CheckConstraint(
                condition=Q(parent="", level=rules.Level.PROVINCE.value)
                | Q(code__startswith=F("parent"), parent__gt=""),
                name="regions_code_lies_inside_its_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="regions_division_by_parent"),
            models.Index(fields=["pinyin"], name="regions_division_by_pinyin"),
            models.Index(fields=["initials"], name="regions_division_by_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """Which packaged data the table holds: its digest, how many rows, and when it was loaded."""

    digest = models.TextField(primary_key=True)
    rows = models.IntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "regions_edition"

    def __str__(self) -> str:
        return self.digest
