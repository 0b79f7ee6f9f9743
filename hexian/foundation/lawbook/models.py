"""The rows of the lawbook."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Length

from hexian.foundation.lawbook import rules


def _one_of(column: str, kinds: type[StrEnum]) -> Q:
    """The column holds one of the words; spelled out, so that a migration reads without the code."""
    return Q((f"{column}__in", [kind.value for kind in kinds]))


class TextSpan(Func):
    """A text as the range that holds nothing else, so that an exclusion needs no extension to compare it."""

    function = "lawbook_text"
    output_field = models.TextField()

    def __init__(self, column: str) -> None:
        super().__init__(F(column), F(column), Value("[]"))


class Validity(Func):
    """The days a row is in force, the last one left out."""

    function = "DATERANGE"
    output_field = DateRangeField()


class RuleParamQuerySet(models.QuerySet["RuleParam"]):
    """Ways to narrow rows."""

    def in_force(self, on: date) -> Self:
        """Those valid on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def nearest_first(self) -> Self:
        """County before city before province before the nation."""
        return self.order_by(Length("region").desc())


class RuleParam(models.Model):
    """A number of law or promise for one place and time, with its source and how sure it is.

    `value` is text, so that «2/3» stays exact; `value_type` says how to read it.  `valid_to` is the first day on which
    it no longer applies.  `seeded` rows follow the packaged files until an officer changes them.
    """

    code = models.TextField(db_collation="C")
    region = models.TextField(db_collation="C", default=rules.NATION)
    title = models.TextField()
    value = models.TextField()
    value_type = models.TextField()
    op = models.TextField(default=rules.Op.NONE.value)
    unit = models.TextField(default=rules.Unit.NONE.value)
    day_type = models.TextField(default=rules.DayType.NONE.value)
    direction = models.TextField(default=rules.Direction.AFTER.value)
    pausable = models.BooleanField(default=False)
    pause_limit = models.IntegerField(null=True)
    source = models.TextField()
    article = models.TextField(default="")
    sure = models.TextField()
    note = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    seeded = models.BooleanField(default=False)

    objects = RuleParamQuerySet.as_manager()

    class Meta:
        db_table = "lawbook_rule_param"
        constraints = [
            ExclusionConstraint(
                name="lawbook_one_value_at_a_time",
                expressions=[
                    (TextSpan("code"), RangeOperators.EQUAL),
                    (TextSpan("region"), RangeOperators.EQUAL),
                    (Validity(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            CheckConstraint(condition=_one_of("value_type", rules.ValueType), name="lawbook_value_type_is_known"),
            CheckConstraint(condition=_one_of("op", rules.Op), name="lawbook_comparison_is_known"),
            CheckConstraint(condition=_one_of("unit", rules.Unit), name="lawbook_unit_is_known"),
            CheckConstraint(condition=_one_of("day_type", rules.DayType), name="lawbook_day_type_is_known"),
            CheckConstraint(condition=_one_of("direction", rules.Direction), name="lawbook_direction_is_known"),
            CheckConstraint(condition=_one_of("sure", rules.Sure), name="lawbook_says_how_sure_it_is"),
            CheckConstraint(condition=~Q(source=""), name="lawbook_names_its_source"),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="lawbook_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["code", "region", "valid_from"], name="lawbook_by_code_and_region")]

    def __str__(self) -> str:
        return f"{self.code}@{self.region or '-'} = {self.value}"

    def as_param(self) -> rules.Param:
        """The row as a value."""
        return rules.Param(
            code=self.code,
            region=self.region,
            title=self.title,
            text=self.value,
            value_type=rules.ValueType(self.value_type),
            op=rules.Op(self.op),
            unit=rules.Unit(self.unit),
            day_type=rules.DayType(self.day_type),
            direction=rules.Direction(self.direction),
            pausable=self.pausable,
            pause_limit=self.pause_limit,
            source=self.source,
            article=self.article,
            sure=rules.Sure(self.sure),
            note=self.note,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            row=self.pk or 0,
        )

    @classmethod
    def from_param(cls, param: rules.Param, *, seeded: bool) -> Self:
        """A row, not yet saved, that holds the value."""
        return cls(
            code=param.code,
            region=param.region,
            title=param.title,
            value=param.text,
            value_type=param.value_type,
            op=param.op,
            unit=param.unit,
            day_type=param.day_type,
            direction=param.direction,
            pausable=param.pausable,
            pause_limit=param.pause_limit,
            source=param.source,
            article=param.article,
            sure=param.sure,
            note=param.note,
            valid_from=param.valid_from,
            valid_to=param.valid_to,
            seeded=seeded,
        )
