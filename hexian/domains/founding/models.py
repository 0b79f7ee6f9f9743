"""Cases of founding a union, what was written in them, elected at their congress and declared; and yearly targets.

Everything of a case is guarded through the case itself; targets are nobody's data.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.founding import rules
from hexian.foundation.access import CodeField

OPEN = ~Q(state__in=[str(state) for state in rules.ENDED])
WAITING = Q(state__in=[str(state) for state in rules.AT_UPPER])


class Case(models.Model):
    """One union to be founded, from the first line typed to its certificate."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    upper = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()  # of the upper union, which decides (工会法 12)
    form = models.TextField()
    leadership = models.TextField(default=rules.Leadership.COMMITTEE)
    name = models.TextField()
    term_years = models.IntegerField()
    address = models.TextField(default="", blank=True)
    scope = models.TextField(default="", blank=True)  # which trade or area
    platform = models.TextField(default="", blank=True)
    station = models.TextField(default="", blank=True)
    staff = models.IntegerField(default=0)
    women = models.IntegerField(default=0)
    intended = models.IntegerField(default=0)
    has_consent = models.BooleanField(default=False)  # 已征得单位或党组织意见
    contact = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    contact_name = models.TextField()
    contact_mobile = models.TextField(db_collation="C")
    entered_by = models.BigIntegerField(null=True)  # person: the officer who entered it for them
    state = models.TextField(default=rules.State.DRAFT)
    returned_from = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    remedy = models.TextField(default="", blank=True)
    requested_on = models.DateField(null=True)
    prep_number = models.TextField(default="", blank=True)
    prep_on = models.DateField(null=True)
    recruit_code = models.TextField(default="", blank=True, db_collation="C")
    result_number = models.TextField(default="", blank=True)
    approved_on = models.DateField(null=True)
    union = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    params = models.JSONField(default=dict)  # the numbers of law it was decided by, frozen
    due_at = models.DateTimeField(null=True)  # what runs now, as the clock computed it
    reminded_at = models.DateTimeField(null=True)  # when whose turn it is was last reminded of `due_at`
    version = models.IntegerField(default=1)  # what a form was drawn from
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "founding_case"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.State)), name="founding_state_is_known"),
            CheckConstraint(condition=Q(form__in=list(rules.Form)), name="founding_form_is_known"),
            CheckConstraint(condition=Q(leadership__in=list(rules.Leadership)), name="founding_leadership_is_known"),
            CheckConstraint(
                condition=~Q(state=rules.State.RETURNED) | (~Q(reason="") & ~Q(remedy="") & ~Q(returned_from="")),
                name="founding_what_is_returned_has_reason_and_remedy",
            ),
            CheckConstraint(
                condition=~Q(state__in=list(rules.FOUNDED)) | Q(union__isnull=False, approved_on__isnull=False),
                name="founding_an_approved_union_exists",
            ),
            CheckConstraint(condition=Q(women__lte=F("staff")), name="founding_women_are_among_the_staff"),
            CheckConstraint(condition=Q(intended__lte=F("staff")), name="founding_members_are_among_the_staff"),
            UniqueConstraint(
                fields=["upper", "prep_number"], condition=~Q(prep_number=""), name="founding_one_reply_per_number"
            ),
            UniqueConstraint(
                fields=["upper", "result_number"],
                condition=~Q(result_number=""),
                name="founding_one_result_reply_per_number",
            ),
            UniqueConstraint(fields=["recruit_code"], condition=~Q(recruit_code=""), name="founding_one_recruit_code"),
        ]
        indexes = [
            models.Index(fields=["code", "due_at", "id"], condition=WAITING, name="founding_case_queue"),
            models.Index(fields=["state", "code", "id"], name="founding_case_by_place"),
            # Targets: how many below a code in a year.
            models.Index(
                fields=["approved_on", "code"], condition=Q(union__isnull=False), name="founding_case_founded"
            ),
            models.Index(fields=["contact_mobile"], name="founding_case_by_mobile"),
            models.Index(fields=["contact"], name="founding_case_by_contact"),
        ]

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    """An employer whose staff found the union; known in the tree once the upper union has agreed."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="employers")
    uscc = models.TextField(db_collation="C")
    name = models.TextField()
    nature = models.TextField()
    trade = models.TextField(default="", blank=True)
    representative = models.TextField(default="", blank=True)
    established_on = models.DateField(null=True)
    address = models.TextField(default="", blank=True)
    business = models.TextField(default="", blank=True)
    staff = models.IntegerField()
    women = models.IntegerField()
    intended = models.IntegerField()
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    is_open = models.BooleanField(default=True)  # until its case has ended

    class Meta:
        db_table = "founding_employer"
        constraints = [
            UniqueConstraint(fields=["uscc"], condition=Q(is_open=True), name="founding_one_open_case_per_credit_code"),
            CheckConstraint(condition=Q(women__lte=F("staff")), name="founding_employer_women_are_among_the_staff"),
            CheckConstraint(condition=Q(intended__lte=F("staff")), name="founding_employer_members_are_staff"),
        ]

    def __str__(self) -> str:
        return self.name


class Preparer(models.Model):
    """A person of the preparatory group (筹备组)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="preparers")
    name = models.TextField()
    sex = models.TextField(default="", blank=True)
    nation = models.TextField(default="", blank=True)
    born_in = models.TextField(default="", blank=True)  # 1990-05
    politics = models.TextField(default="", blank=True)
    education = models.TextField(default="", blank=True)
    post = models.TextField(default="", blank=True)
    mobile = models.TextField(default="", blank=True, db_collation="C")
    is_leader = models.BooleanField(default=False)

    class Meta:
        db_table = "founding_preparer"
        constraints = [
            UniqueConstraint(fields=["case", "name"], name="founding_once_in_the_group"),
            UniqueConstraint(fields=["case"], condition=Q(is_leader=True), name="founding_one_leader_of_the_group"),
        ]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """Somebody who stands for one of the bodies: her votes, whether she was elected, and as what."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="candidates")
    body = models.TextField()
    name = models.TextField()
    pinyin = models.TextField(db_collation="C")
    sex = models.TextField(default="", blank=True)
    nation = models.TextField(default="", blank=True)
    born_in = models.TextField(default="", blank=True)
    politics = models.TextField(default="", blank=True)
    education = models.TextField(default="", blank=True)
    job = models.TextField(default="", blank=True)
    mobile = models.TextField(default="", blank=True, db_collation="C")
    is_written_in = models.BooleanField(default=False)  # 另选人
    votes = models.IntegerField(null=True)
    is_elected = models.BooleanField(default=False)
    post = models.TextField(default="", blank=True)

    class Meta:
        db_table = "founding_candidate"
        constraints = [
            CheckConstraint(condition=Q(body__in=list(rules.Body)), name="founding_candidate_body_is_known"),
            CheckConstraint(condition=Q(post__in=["", *rules.Post]), name="founding_post_is_known"),
            CheckConstraint(condition=Q(votes__isnull=True) | Q(votes__gte=0), name="founding_votes_are_not_negative"),
            CheckConstraint(condition=Q(post="") | Q(is_elected=True), name="founding_a_post_is_for_the_elected"),
            UniqueConstraint(fields=["case", "body", "name"], name="founding_stands_once_for_a_body"),
        ]

    def __str__(self) -> str:
        return self.name


class Declaration(models.Model):
    """What somebody declared of herself: which ban, yes or no, when, on paper or on a screen, and who wrote it down."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="declarations")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="declarations", null=True)
    preparer = models.ForeignKey(Preparer, on_delete=models.CASCADE, related_name="declarations", null=True)
    ban = models.TextField()
    answer = models.BooleanField()  # true: it is so, and she is barred
    channel = models.TextField(default=rules.Channel.PAPER)
    declared_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)  # person

    class Meta:
        db_table = "founding_declaration"
        constraints = [
            CheckConstraint(condition=Q(ban__in=list(rules.Ban)), name="founding_ban_is_known"),
            CheckConstraint(
                condition=Q(candidate__isnull=False, preparer__isnull=True)
                | Q(candidate__isnull=True, preparer__isnull=False),
                name="founding_a_declaration_is_one_persons",
            ),
            UniqueConstraint(fields=["candidate", "ban"], name="founding_a_candidate_declares_each_once"),
            UniqueConstraint(fields=["preparer", "ban"], name="founding_a_preparer_declares_each_once"),
        ]

    def __str__(self) -> str:
        return self.ban


class Congress(models.Model):
    """The members' meeting that elected, as its minutes say; entered from paper."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="congress")
    held_on = models.DateField()
    place = models.TextField()
    kind = models.TextField()
    members = models.IntegerField()
    women_members = models.IntegerField()
    due = models.IntegerField()
    present = models.IntegerField()
    heads_by = models.TextField(default="committee")  # how chairs came: the congress itself, or the committee

    class Meta:
        db_table = "founding_congress"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.Meeting)), name="founding_meeting_is_known"),
            CheckConstraint(condition=Q(present__lte=F("due")), name="founding_present_at_most_those_due"),
            CheckConstraint(condition=Q(women_members__lte=F("members")), name="founding_women_are_among_the_members"),
        ]

    def __str__(self) -> str:
        return self.place


class Ballot(models.Model):
    """The count of one body's ballots."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ballots")
    body = models.TextField()
    seats = models.IntegerField()
    issued = models.IntegerField()
    returned = models.IntegerField()
    valid = models.IntegerField()
    invalid = models.IntegerField()

    class Meta:
        db_table = "founding_ballot"
        constraints = [
            UniqueConstraint(fields=["case", "body"], name="founding_one_count_per_body"),
            CheckConstraint(condition=Q(returned__lte=F("issued")), name="founding_returned_at_most_issued"),
            CheckConstraint(
                condition=Q(returned=F("valid") + F("invalid")), name="founding_valid_and_invalid_make_up_returned"
            ),
        ]

    def __str__(self) -> str:
        return self.body


class Intent(models.Model):
    """Somebody who wants to be a member of the union to be: becomes an application, never a member, once it exists."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="intents")
    name = models.TextField()
    mobile = models.TextField(db_collation="C")
    subject = models.UUIDField()
    id_sealed = models.BinaryField(null=True)  # null once passed on or erased
    id_index = models.BinaryField(null=True)
    id_tail = models.TextField(default="", blank=True)
    kind_of_work = models.TextField()
    platform = models.TextField(default="", blank=True)
    station = models.TextField(default="", blank=True)
    consents = models.JSONField(default=dict)  # purpose → version of the text she said yes to
    channel = models.TextField()
    signed_on = models.DateField()
    application_id = models.UUIDField(null=True)
    refusal = models.TextField(default="", blank=True)  # why it could not become an application
    entered_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "founding_intent"
        constraints = [
            UniqueConstraint(
                fields=["case", "id_index"], condition=Q(id_index__isnull=False), name="founding_signs_up_once"
            )
        ]
        indexes = [models.Index(fields=["mobile"], name="founding_intent_by_mobile")]

    def __str__(self) -> str:
        return str(self.public_id)


class LegalPerson(models.Model):
    """What the form for registration as a legal person asks (TEMPLATES 1.6), and the certificate in the end."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="legal")
    residence = models.TextField()
    office_address = models.TextField(default="", blank=True)
    phone = models.TextField()
    email = models.TextField(default="", blank=True)
    dues_fen = models.BigIntegerField(default=0)
    allocation_fen = models.BigIntegerField(default=0)
    other_fen = models.BigIntegerField(default=0)
    funds_fen = models.BigIntegerField(default=0)
    office_area = models.IntegerField(default=0)  # square metres
    activity_area = models.IntegerField(default=0)
    business = models.TextField()
    liability = models.TextField()
    is_full_time = models.BooleanField(default=False)
    handler = models.TextField()
    handler_mobile = models.TextField(db_collation="C")
    certificate = models.TextField(default="", blank=True)
    uscc = models.TextField(default="", blank=True)
    certified_on = models.DateField(null=True)

    class Meta:
        db_table = "founding_legal_person"
        constraints = [
            CheckConstraint(
                condition=Q(dues_fen__gte=0, allocation_fen__gte=0, other_fen__gte=0, funds_fen__gte=0),
                name="founding_funds_are_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.certificate


class Step(models.Model):
    """What happened: which step, from where to where, by whom, through which channel."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    act = models.TextField()
    side = models.TextField()
    from_state = models.TextField(default="", blank=True)
    to_state = models.TextField()
    channel = models.TextField()
    by_name = models.TextField(default="", blank=True)
    by_office = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "founding_step"
        constraints = [
            CheckConstraint(condition=Q(channel__in=list(rules.Channel)), name="founding_channel_is_known"),
            CheckConstraint(condition=Q(side__in=list(rules.Side)), name="founding_side_is_known"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="founding_step_by_case")]

    def __str__(self) -> str:
        return self.act


class Target(models.Model):
    """How many unions of a kind are to be founded below a union in a year; set by the union above it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+")
    code = CodeField()
    year = models.IntegerField()
    kind = models.TextField()
    number = models.IntegerField()
    set_at = models.DateTimeField()

    class Meta:
        db_table = "founding_target"
        constraints = [
            UniqueConstraint(fields=["org", "year", "kind"], name="founding_one_target_per_union_year_and_kind"),
            CheckConstraint(condition=Q(kind__in=list(rules.TARGET_KINDS)), name="founding_target_kind_is_known"),
            CheckConstraint(condition=Q(number__gte=0), name="founding_target_is_not_negative"),
        ]
        indexes = [models.Index(fields=["year", "code"], name="founding_target_by_place")]

    def __str__(self) -> str:
        return f"{self.year} {self.kind}: {self.number}"
