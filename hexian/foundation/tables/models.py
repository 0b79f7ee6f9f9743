"""Decision tables and their versions. They hold rules and who made them, nobody's data: no row-level security."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.foundation.access import CodeField
from hexian.foundation.tables.states import VersionState


class DecisionTable(models.Model):
    """A table by its code at one place of the tree; what it answers stands in its versions."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.TextField(db_collation="C")
    place = CodeField()
    title = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "tables_table"
        constraints = [
            UniqueConstraint(fields=["place", "code"], name="tables_one_table_of_a_code_at_a_place"),
            CheckConstraint(condition=~Q(title=""), name="tables_a_table_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.place}"


class Version(models.Model):
    """One version of a table: its whole body, from when it holds, and the hands it went through.

    `valid_to` is the first day on which it no longer holds.  `hands` are all who wrote on it; whoever publishes is none
    of them.  `edits` counts changes, so that two at one draft notice each other; `removed` keeps the rows taken out
    last, with their places, so that they can be put back.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    table = models.ForeignKey(DecisionTable, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    state = models.TextField(default=VersionState.DRAFT.value)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    basis = models.TextField(default="")
    body = models.JSONField()
    body_hash = models.TextField()
    edits = models.IntegerField(default=0)
    removed = models.JSONField(default=list)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    hands = ArrayField(models.BigIntegerField(), default=list)
    prepared_by = models.BigIntegerField(null=True)
    prepared_name = models.TextField(default="")
    prepared_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    sent_back_reason = models.TextField(default="")
    published_by = models.BigIntegerField(null=True)
    published_name = models.TextField(default="")
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_name = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(default="")

    class Meta:
        db_table = "tables_version"
        constraints = [
            UniqueConstraint(fields=["table", "number"], name="tables_versions_are_numbered"),
            UniqueConstraint(
                fields=["table", "valid_from"], condition=Q(state="published"), name="tables_one_version_from_a_day"
            ),
            CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "published", "withdrawn"]),
                name="tables_version_state_is_known",
            ),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="tables_version_ends_after_it_begins",
            ),
            CheckConstraint(
                condition=~Q(state="published") | Q(published_by__isnull=False, published_at__isnull=False),
                name="tables_a_published_version_says_by_whom",
            ),
            CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(prepared_by__isnull=True)
                | ~Q(published_by=F("prepared_by")),
                name="tables_a_second_person_publishes",
            ),
            CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="tables_a_withdrawn_version_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}.{self.number}"


class Trial(models.Model):
    """What a version would have made of decisions already made under another: the registered comparison's answer."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="trials")
    against = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body_hash = models.TextField()  # of the draft as it was compared: a later edit makes the answer an old one
    answer = models.JSONField()
    by_name = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "tables_trial"
        indexes = [models.Index(fields=["version", "-at"], name="tables_trial_by_version")]

    def __str__(self) -> str:
        return f"{self.version_id} ~ {self.against_id}"
