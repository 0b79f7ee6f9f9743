"""Rosters on their way in: the import, what is wrong with its rows, what it landed and in which portions."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from hexian.domains.rosters import rules
from hexian.foundation.access import CodeField

#: Plain text, so that migrations do not name a class that may be renamed.
AT_IT = [str(state) for state in rules.AT_IT]


class Import(models.Model):
    """One roster: the stored file, how its columns are read, how far it has come."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    sender = models.TextField(default="", blank=True)  # whose system wrote it, as the officer calls it
    file_id = models.UUIDField()  # attachment; gone once `file_dropped_at`
    file_name = models.TextField()
    sha256 = models.TextField()
    sheet = models.TextField(default="", blank=True)
    header_row = models.IntegerField(default=0)  # as the sender's spreadsheet counts
    titles = models.JSONField(default=list)  # the headings as they stand in that row
    columns = models.JSONField(default=list)  # what stands in each column, left to right; "" is not read
    state = models.TextField(default=str(rules.ImportState.UPLOADED))
    counts = models.JSONField(default=dict)  # by verdict and fate
    warnings = models.JSONField(default=list)
    rows = models.IntegerField(default=0)  # data rows, once checked
    checkpoint = models.IntegerField(default=0)  # the last row number dealt with in landing
    landed = models.IntegerField(default=0)
    resolution = models.ForeignKey("members.Resolution", on_delete=models.PROTECT, related_name="+", null=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrected_by", null=True)
    task_id = models.UUIDField(null=True)  # the work under way, or the last
    sheet_id = models.UUIDField(null=True)  # attachment: the error sheet last made
    problem = models.TextField(default="", blank=True)  # code of what stopped it
    problem_params = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)  # person; null for the program itself
    created_name = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    landed_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(default="", blank=True)  # why it was taken back, as the officer wrote it
    file_dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rosters_import"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.ImportState)), name="rosters_import_state_is_known"),
            UniqueConstraint(
                fields=["org", "sha256"], condition=Q(state__in=AT_IT), name="rosters_one_import_per_file"
            ),
            CheckConstraint(
                condition=~Q(state=rules.ImportState.LANDED) | Q(landed_at__isnull=False, resolution__isnull=False),
                name="rosters_a_landed_roster_has_its_resolution",
            ),
            CheckConstraint(condition=Q(landed__gte=0), name="rosters_landed_is_not_negative"),
        ]
        indexes = [models.Index(fields=["code", "-created_at"], name="rosters_import_by_place")]

    def __str__(self) -> str:
        return str(self.public_id)


class ImportRow(models.Model):
    """A row that is not simply landed, and why; never what stood in it."""

    roster = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="remarks", db_index=False)
    code = CodeField()
    number = models.IntegerField()  # as the sender's spreadsheet counts
    verdict = models.TextField()
    column = models.TextField(default="", blank=True)
    fault = models.TextField()  # code of the refusal
    params = models.JSONField(default=dict)
    go = models.BooleanField(default=False)  # an officer has looked: it lands
    at_landing = models.BooleanField(default=False)  # found only when it was to land

    class Meta:
        db_table = "rosters_import_row"
        constraints = [
            CheckConstraint(condition=Q(verdict__in=list(rules.Verdict)), name="rosters_verdict_is_known"),
            UniqueConstraint(fields=["roster", "number"], name="rosters_one_remark_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.fault}"


class Landed(models.Model):
    """Whom a row of a roster made a member: for undoing, and for herself, who may ask how she came here."""

    roster = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="members", db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    code = CodeField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    membership_id = models.BigIntegerField()
    fate = models.TextField()
    former_code = models.TextField(default="", db_collation="C")  # where a linked person was known before
    kept = models.TextField(default="", blank=True)  # why undoing left her a member

    class Meta:
        db_table = "rosters_landed"
        constraints = [UniqueConstraint(fields=["roster", "number"], name="rosters_a_row_lands_once")]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.number}"


class Portion(models.Model):
    """A portion that was landed in one transaction; `batch` is the subject of its row in the audit trail."""

    batch = models.UUIDField(primary_key=True, default=uuid4)
    roster = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="portions", db_index=False)
    first = models.IntegerField()
    last = models.IntegerField()
    rows = models.IntegerField()
    landed = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "rosters_portion"
        constraints = [
            CheckConstraint(condition=Q(last__gte=models.F("first")), name="rosters_a_portion_has_its_rows"),
            UniqueConstraint(fields=["roster", "first"], name="rosters_a_portion_begins_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class SenderLayout(models.Model):
    """How a sender's columns were confirmed last: proposed again when a file with the same header comes."""

    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+")
    code = CodeField()
    sender = models.TextField()
    words = models.JSONField(default=dict)  # word of a heading → column, "" for one that is not wanted
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "rosters_sender_layout"
        constraints = [UniqueConstraint(fields=["org", "sender"], name="rosters_one_layout_per_sender")]

    def __str__(self) -> str:
        return self.sender
