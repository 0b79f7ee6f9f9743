"""Plans, who takes part, files of settlements, decisions with everything they hang on, and what people say of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.mutualaid import rules
from hexian.foundation.access import CodeField

#: Plain text, so that migrations do not name a class that may be renamed.
AT_IT = [str(state) for state in rules.AT_IT]


def _joined(to: Any, *, null: bool = False) -> Any:
    """A key into another table that PostgreSQL does not look up for every row."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", null=null, db_index=False, db_constraint=False
    )


class Plan(models.Model):
    """One year's plan of one union: what taking part costs and what a settlement is worth."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    name = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day that counts
    price_fen = models.BigIntegerField()  # of one person and year
    payer = models.TextField(default=str(rules.Payer.UNION))
    # Whether whoever leaves early has her fee back; what never began is always given back.
    returns_fee = models.BooleanField(default=False, db_default=False)
    waiting_days = models.IntegerField(default=0)  # calendar days after joining; none after a renewal without a gap
    per = models.TextField(default=str(rules.Per.STAY))
    eligible = models.TextField(default=str(rules.Eligible.SCOPE))
    deductible_fen = models.BigIntegerField(default=0)
    minimum_fen = models.BigIntegerField(default=0)
    is_raised = models.BooleanField(default=False)
    cap_fen = models.BigIntegerField(null=True)
    large_fen = models.BigIntegerField(null=True)
    sample_bp = models.IntegerField(default=0)  # how many of ten thousand are read by a person as well
    excluded = ArrayField(models.TextField(), default=list)  # kinds of care left out
    version_id = models.BigIntegerField(null=True)  # tables: the published version its tiers are read from
    bureau_agreement = models.TextField(default="", blank=True)  # number of the agreement with the 医保 bureau
    bureau_agreed_on = models.DateField(null=True)
    basis = models.TextField(default="", blank=True)
    is_unverified = models.BooleanField(default=True)  # figures nobody has held against the published plan
    book_id = models.BigIntegerField(null=True)  # ledger: whose money, and between which accounts
    expense_id = models.BigIntegerField(null=True)
    payable_id = models.BigIntegerField(null=True)
    receivable_id = models.BigIntegerField(null=True)
    state = models.TextField(default="draft")
    halted_at = models.DateTimeField(null=True)
    halt_reason = models.TextField(default="", blank=True)
    halted_by = models.BigIntegerField(null=True)  # whose act it was, a reading included; another one resumes
    resumed_at = models.DateTimeField(null=True)  # readings before it stop the plan no more
    drafted_by = models.BigIntegerField(null=True)
    opened_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "mutualaid_plan"
        constraints = [
            CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="mutualaid_plan_state_is_known"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mutualaid_a_plan_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(price_fen__gte=0, deductible_fen__gte=0, minimum_fen__gte=0, waiting_days__gte=0),
                name="mutualaid_terms_are_not_negative",
            ),
            CheckConstraint(condition=Q(sample_bp__range=(0, 10_000)), name="mutualaid_a_sample_is_a_share"),
            CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("drafted_by")),
                name="mutualaid_a_second_person_opens_a_plan",
            ),
            UniqueConstraint(fields=["org", "starts_on"], name="mutualaid_one_plan_a_year"),
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """That a person takes part in a plan from one day to another."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="participations", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = CodeField()  # the union that brought her in, then wherever she moves
    since = models.DateField()
    until = models.DateField()  # the last day
    covered_from = models.DateField()  # stays that began earlier are in the waiting time
    fee_fen = models.BigIntegerField()
    fee_came_on = models.DateField(null=True)  # until then it is owed
    consent_version = models.TextField()  # of her consent to health data, of its own kind (个保法 29)
    consented_on = models.DateField()
    payer = models.TextField(default=str(rules.Payer.UNION))
    # Which union or employer that was on the day she joined: it goes on owing wherever she moves.
    payer_org = models.ForeignKey(
        "orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    batch = models.UUIDField()  # the list she came with
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)  # code: she left, took her consent back, has died

    class Meta:
        db_table = "mutualaid_participation"
        constraints = [
            CheckConstraint(condition=Q(until__gte=F("since")), name="mutualaid_taking_part_has_days"),
            UniqueConstraint(fields=["person", "plan", "since"], name="mutualaid_one_participation_from_a_day"),
        ]
        indexes = [models.Index(fields=["plan", "code"], name="mutualaid_part_by_place")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"


class File(models.Model):
    """One settlement file: the stored original, how its columns are read, how far it has come."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    sender = models.TextField(default="", blank=True)
    channel = models.TextField(default="upload")
    file_id = models.UUIDField()
    file_name = models.TextField()
    sha256 = models.TextField()
    sheet = models.TextField(default="", blank=True)
    encoding = models.TextField(default="", blank=True)  # of a text, found out when it came
    header_row = models.IntegerField(default=0)
    titles = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    columns_are_sure = models.BooleanField(default=False, db_default=False)  # confirmed after they looked exchanged
    state = models.TextField(default=str(rules.FileState.RECEIVED))
    counts = models.JSONField(default=dict)
    rows = models.IntegerField(default=0)
    checkpoint = models.IntegerField(default=0)  # the last row number decided
    task_id = models.UUIDField(null=True)
    problem = models.TextField(default="", blank=True)
    problem_params = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_name = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file_dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mutualaid_file"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.FileState)), name="mutualaid_file_state_is_known"),
            CheckConstraint(condition=Q(channel__in=["upload", "folder", "api"]), name="mutualaid_channel_is_known"),
            UniqueConstraint(fields=["org", "sha256"], condition=Q(state__in=AT_IT), name="mutualaid_a_file_runs_once"),
        ]
        indexes = [models.Index(fields=["code", "-created_at"], name="mutualaid_file_by_place")]

    def __str__(self) -> str:
        return str(self.public_id)


class Batch(models.Model):
    """A portion decided in one transaction; its id is the subject in the audit trail and in the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="batches", db_index=False)
    first = models.IntegerField()
    last = models.IntegerField()
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "mutualaid_batch"
        constraints = [UniqueConstraint(fields=["file", "first"], name="mutualaid_a_portion_begins_once")]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

    @property
    def public_id(self) -> UUID:
        """By which the trail knows it: rows «2–401» are in every file."""
        return self.id


class RowFault(models.Model):
    """A row that could not be read or whose person nobody knows: for the sender to correct; no cell is kept."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="faults", db_index=False)
    code = CodeField()
    row = models.IntegerField()
    column = models.TextField(default="", blank=True)
    fault = models.TextField()
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "mutualaid_row_fault"
        constraints = [UniqueConstraint(fields=["file", "row"], name="mutualaid_one_fault_a_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.fault}"


class Stray(models.Model):
    """A settlement of somebody not known here, or a refund whose bill has not come: tried again once it is."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="strays", db_index=False)
    code = CodeField()
    row = models.IntegerField()
    id_index = models.BinaryField()  # blind index of her number; the number itself stays in the stored file
    made_with = models.TextField(default="")  # ids of the keys then in use: after a change it is indexed anew
    settlement = models.TextField()
    is_refund = models.BooleanField()
    discharged = models.DateField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mutualaid_stray"
        constraints = [UniqueConstraint(fields=["file", "row"], name="mutualaid_one_stray_a_row")]
        indexes = [
            models.Index(fields=["settlement"], name="mutualaid_stray_by_number"),
            models.Index(fields=["id_index"], name="mutualaid_stray_waiting", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.row}"


class SenderLayout(models.Model):
    """How a sender's columns were confirmed last; a file with the same heading then runs by itself."""

    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+")
    code = CodeField()
    sender = models.TextField()
    words = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "mutualaid_sender_layout"
        constraints = [UniqueConstraint(fields=["org", "sender"], name="mutualaid_one_layout_per_sender")]

    def __str__(self) -> str:
        return self.sender


class Decision(models.Model):
    """One settlement decided: what came in, by which version and row, what came of it. Sums in fen.

    A decision is never changed but in its state; another figure is another revision.  The table has what is asked most
    first, what has a fixed width before texts (migration 0001): a year of millions is read for every portion.
    """

    public_id = models.UUIDField(unique=True, editable=False)
    # Keys without constraints: rows are made out of joins with the tables they name, and none of those is deleted;
    # a look-up for each of four keys would cost as much as deciding.
    plan = _joined(Plan, null=True)
    version_id = models.BigIntegerField(null=True)
    person = _joined("people.Person")
    code = CodeField()
    settlement = models.TextField()
    revision = models.SmallIntegerField(default=1)
    batch = _joined(Batch, null=True)
    file = _joined(File, null=True)
    row = models.IntegerField(default=0)
    care = models.TextField(default="")
    hospital = models.TextField(default="")
    admitted = models.DateField()
    discharged = models.DateField()
    total_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField()
    first_fen = models.BigIntegerField()
    invoice = models.TextField(default="")
    share_fen = models.BigIntegerField()  # of these what counts under the plan
    base_fen = models.BigIntegerField()  # what the tiers apply to
    rule_row = models.IntegerField(null=True)
    parts = ArrayField(models.BigIntegerField(), default=list)
    tiers_fen = models.BigIntegerField()
    raw_fen = models.BigIntegerField()  # after the minimum
    paid_before_fen = models.BigIntegerField()  # this year, before this
    amount_fen = models.BigIntegerField()
    findings = models.IntegerField(default=0)
    state = models.TextField()
    is_counted = models.BooleanField(default=False)  # stands in the year's sum
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)  # null: the table
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "mutualaid_decision"
        constraints = [
            UniqueConstraint(
                fields=["person", "settlement", "revision"], name="mutualaid_a_settlement_is_decided_once"
            ),
            CheckConstraint(condition=Q(state__in=list(rules.DecisionState)), name="mutualaid_decision_state_is_known"),
            CheckConstraint(condition=Q(amount_fen__gte=0), name="mutualaid_aid_is_not_negative"),
        ]
        indexes = [
            models.Index(fields=["invoice"], name="mutualaid_by_invoice", condition=~Q(invoice="")),
            models.Index(
                fields=["code", "id"], name="mutualaid_held", condition=Q(state=str(rules.DecisionState.HELD))
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class YearSum(models.Model):
    """What a person had of a plan's year: own shares that counted, what was paid, how many stays."""

    # No number of its own: a second index would cost a file of a million rows more than a second.
    pk = models.CompositePrimaryKey("plan", "person")
    plan = _joined(Plan)
    person = _joined("people.Person")
    code = CodeField()
    share_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    stays = models.IntegerField(default=0)

    class Meta:
        db_table = "mutualaid_year_sum"
        constraints = [
            CheckConstraint(condition=Q(paid_fen__gte=0, stays__gte=0), name="mutualaid_a_year_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"


class Hospital(models.Model):
    """What a hospital is called, as the files of a union name it beside its number."""

    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "mutualaid_hospital"
        constraints = [UniqueConstraint(fields=["org", "number"], name="mutualaid_one_name_a_hospital")]

    def __str__(self) -> str:
        return self.name


class HospitalStanding(models.Model):
    """How a hospital's bills lie among the others of a plan's year: computed nightly, by middle deviation."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", db_index=False)
    hospital = models.TextField()
    settlements = models.IntegerField()
    middle_bp = models.IntegerField()  # middle share of a bill that is left to the person, in basis points
    is_outlier = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "mutualaid_hospital_standing"
        constraints = [UniqueConstraint(fields=["plan", "hospital"], name="mutualaid_one_standing_a_hospital")]

    def __str__(self) -> str:
        return self.hospital


class Reading(models.Model):
    """A decision read once more by a person who is not shown what the table said, drawn by lot."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="reading")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = CodeField()
    drawn_at = models.DateTimeField()
    terms = models.JSONField(default=dict)  # the plan's as they were then: what is changed later is not read by it
    reader_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)  # what she worked out
    agrees = models.BooleanField(null=True)
    note = models.TextField(default="", blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mutualaid_reading"
        indexes = [
            models.Index(fields=["plan", "id"], name="mutualaid_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}"


class Contest(models.Model):
    """She says a decision is wrong: a person answers within the promised time, another person on appeal."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="contests")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    state = models.TextField(default=str(rules.ContestState.FILED))
    reason = models.TextField()
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # the running promise, as the clock computed it
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    answer = models.TextField(default="", blank=True)
    appeal = models.TextField(default="", blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_by = models.BigIntegerField(null=True)
    appeal_decided_at = models.DateTimeField(null=True)
    appeal_answer = models.TextField(default="", blank=True)

    class Meta:
        db_table = "mutualaid_contest"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.ContestState)), name="mutualaid_contest_state_is_known"),
            CheckConstraint(
                condition=Q(appeal_decided_by__isnull=True) | ~Q(appeal_decided_by=F("decided_by")),
                name="mutualaid_another_person_on_appeal",
            ),
            UniqueConstraint(
                fields=["decision"], condition=~Q(state="closed"), name="mutualaid_one_open_contest_a_decision"
            ),
        ]
        indexes = [
            models.Index(fields=["code", "id"], name="mutualaid_contest_open", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Tally(models.Model):
    """What a union's plans came to in a month of discharges: counted anew each night and after each file."""

    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+")
    code = CodeField(db_index=True)
    month = models.DateField()  # its first day
    paid = models.IntegerField(default=0)  # settlements with a payment ordered
    paid_fen = models.BigIntegerField(default=0)
    persons = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    declined = models.IntegerField(default=0)
    unowed = models.IntegerField(default=0)  # no own share: nothing to pay
    missed = models.IntegerField(default=0)  # an own share, and no plan she takes part in
    missed_fen = models.BigIntegerField(default=0)  # own shares of these
    arrived = models.IntegerField(default=0)  # the bank has paid
    days = models.BigIntegerField(default=0)  # from discharge to the bank's day, over those that arrived
    at = models.DateTimeField()

    class Meta:
        db_table = "mutualaid_tally"
        constraints = [UniqueConstraint(fields=["org", "month"], name="mutualaid_one_tally_a_month")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.month}"
