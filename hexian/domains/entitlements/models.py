"""Rights not yet served: found by a job, told by people, closed when they have been served."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from hexian.domains.entitlements import rules
from hexian.foundation.access import CodeField

#: Plain text, so that migrations do not name a class that may be renamed.
WAITING = [str(state) for state in rules.WAITING]


class Right(models.Model):
    """That somebody has a right she has not had yet. Sums in fen."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Without a constraint: rows are made out of a join with persons, none of whom is deleted.
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    code = CodeField()
    kind = models.TextField()
    subject = models.BigIntegerField()  # mutual aid: the decision, the stray, the plan; ledger: the order
    happened_on = models.DateField()  # discharge, or since when it waits
    own_fen = models.BigIntegerField(default=0)  # what she paid herself
    worth_fen = models.BigIntegerField(default=0)  # what she would have, or would have had
    state = models.TextField(default=str(rules.RightState.OPEN))
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "entitlements_right"
        constraints = [
            UniqueConstraint(fields=["person", "kind", "subject"], name="entitlements_a_right_is_found_once"),
            CheckConstraint(condition=Q(kind__in=list(rules.Kind)), name="entitlements_kind_is_known"),
            CheckConstraint(condition=Q(state__in=list(rules.RightState)), name="entitlements_state_is_known"),
            CheckConstraint(condition=Q(own_fen__gte=0, worth_fen__gte=0), name="entitlements_sums_are_not_negative"),
            CheckConstraint(
                condition=Q(closed_at__isnull=True, state__in=WAITING)
                | Q(closed_at__isnull=False) & ~Q(state__in=WAITING),
                name="entitlements_what_is_over_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "kind", "id"], name="entitlements_waiting", condition=Q(state__in=WAITING)),
            models.Index(fields=["code", "happened_on"], name="entitlements_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
