"""Applications to join, committee resolutions, memberships, change requests, and the search grams beside them."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, CheckConstraint, F, Q, UniqueConstraint, Value, When
from django.db.models.functions import Coalesce

from hexian.domains.members import rules
from hexian.foundation.access import CodeField


class Resolution(models.Model):
    """A committee's decision on a batch of applications: number, date, votes, and the signed page as evidence."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    number = models.TextField()
    meeting = models.TextField(default="", blank=True)  # 届次会次: 第三届第 12 次
    held_on = models.DateField()
    place = models.TextField(default="", blank=True)
    chair = models.TextField(default="", blank=True)
    seats = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)
    abstained = models.IntegerField(default=0)
    evidence_id = models.UUIDField(null=True)  # attachment: photo or scan of the signed page
    state = models.TextField(default=rules.ResolutionState.DRAFT)
    #: How many a roster brought on it that had not applied: counted as they land, for a roster may bring a million.
    from_rosters = models.IntegerField(default=0, db_default=0)
    drafted_by = models.BigIntegerField(null=True)  # person; null for the program itself
    passed_at = models.DateTimeField(null=True)
    params = models.JSONField(default=dict)  # law parameters as they stood, frozen
    created_at = models.DateTimeField()

    class Meta:
        db_table = "members_resolution"
        constraints = [
            CheckConstraint(
                condition=Q(state__in=list(rules.ResolutionState)), name="members_resolution_state_is_known"
            ),
            CheckConstraint(
                condition=Q(present=F("yes") + F("no") + F("abstained")), name="members_votes_add_up_to_those_present"
            ),
            CheckConstraint(condition=Q(present__lte=F("seats")), name="members_present_at_most_all_seats"),
            UniqueConstraint(
                fields=["org", "number"],
                condition=~Q(state=rules.ResolutionState.CANCELLED),
                name="members_one_resolution_per_number",
            ),
            CheckConstraint(
                condition=~Q(state=rules.ResolutionState.PASSED) | Q(passed_at__isnull=False),
                name="members_a_passed_resolution_has_its_time",
            ),
        ]
        indexes = [
            # The list of a small subtree's resolutions, sorted once they are read; that of a large one in its order.
            models.Index(fields=["code", "id"], name="members_resolution_by_place"),
            models.Index(fields=["held_on", "id"], name="members_resolution_by_date"),
            # Those whose signed page is still to come, few beside all the others.
            models.Index(
                fields=["code", "id"],
                condition=Q(state=str(rules.ResolutionState.PASSED), evidence_id__isnull=True),
                name="members_resolution_unsigned",
            ),
        ]

    def __str__(self) -> str:
        return self.number


#: An application not yet decided.
OPEN = Q(state__in=[str(state) for state in rules.OPEN_APPLICATION])


class Application(models.Model):
    """A worker's wish to join, as she typed it: nothing here is verified before a union has looked at it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    join_point = models.ForeignKey("orgs.JoinPoint", on_delete=models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="applications")
    name = models.TextField()
    pinyin = models.TextField(db_collation="C")
    mobile = models.TextField(db_collation="C")
    subject = models.UUIDField()
    id_sealed = models.BinaryField(null=True)  # null once erased
    id_index = models.BinaryField(null=True)
    id_tail = models.TextField()
    kind_of_work = models.TextField()
    platform = models.TextField(default="", blank=True)
    station = models.TextField(default="", blank=True)
    employer = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.TextField(default=rules.ApplicationState.APPLIED)
    findings = ArrayField(models.TextField(), default=list)
    passed_over = ArrayField(models.TextField(), default=list)  # findings an officer looked into and cleared
    note = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)  # code of the refusal
    remedy = models.TextField(default="", blank=True)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="applications", null=True)
    applied_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)  # when an officer checked it; a list may be drawn up without
    due_at = models.DateTimeField(null=True)  # the promise, as the clock computed it
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_application"
        constraints = [
            CheckConstraint(
                condition=Q(state__in=list(rules.ApplicationState)), name="members_application_state_is_known"
            ),
            UniqueConstraint(
                fields=["org", "id_index", "mobile"],
                condition=OPEN,
                name="members_one_open_application_per_number_and_mobile",
            ),
            CheckConstraint(
                condition=~Q(state=rules.ApplicationState.REFUSED) | (~Q(reason="") & ~Q(remedy="")),
                name="members_a_refusal_has_reason_and_remedy",
            ),
        ]
        indexes = [
            # The queue and its figures read open applications only; they stay few while admitted ones grow for ever.
            models.Index(fields=["code", "due_at", "id"], condition=OPEN, name="members_application_queue"),
            # The same for a city, where a range of codes is everything and the order is what narrows.
            models.Index(fields=["due_at", "id"], condition=OPEN, name="members_application_by_due"),
            # Decided ones by state, in the order they are listed: equality, then a range, read backwards.
            models.Index(fields=["state", "code", "id"], name="members_application_by_state"),
            # «The same number elsewhere», for every new application and every batch.
            models.Index(fields=["id_index"], name="members_application_by_number"),
            models.Index(fields=["mobile"], name="members_application_by_mobile"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


#: Nought for a valid card; a void one may share its number with others, so it counts by its own row's.
_VOID_ONES_BY_THEMSELVES = Case(
    When(state=rules.MembershipState.ACTIVE, then=Value(0)), default=F("id"), output_field=models.BigIntegerField()
)


class Membership(models.Model):
    """A person is a member of one union, since a day, by a resolution; she is counted from that day until she left.

    Whoever comes from another union begins a new row on the day she came (`came_on`) and keeps the day she joined and
    her card; the former row has ended.  So does whoever takes a retained membership up again.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="memberships")
    org = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    state = models.TextField(default=rules.MembershipState.ACTIVE)
    card_no = models.TextField(db_collation="C")  # hers in every row of hers
    card_token = models.TextField(db_collation="C")  # what the worker's one code carries
    kind_of_work = models.TextField(default="", blank=True)
    is_new_form = models.BooleanField(default=False)
    platform = models.TextField(default="", blank=True)
    station = models.TextField(default="", blank=True)
    employer = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="memberships", null=True)
    joined_on = models.DateField()
    came_on = models.DateField(null=True)  # since when in this union; null: since she joined
    ended_on = models.DateField(null=True)
    # Which membership of hers a retained one gave way to, and what it was before: a roster may be taken back.
    gave_way_to = models.BigIntegerField(null=True)
    gave_way_as = models.TextField(default="", db_default="", blank=True)

    class Meta:
        db_table = "members_membership"
        constraints = [
            CheckConstraint(
                condition=Q(state__in=list(rules.MembershipState)), name="members_membership_state_is_known"
            ),
            UniqueConstraint(
                fields=["person"],
                condition=Q(state=rules.MembershipState.ACTIVE),
                name="members_member_of_one_union_at_a_time",
            ),
            # A card is shown or typed, also one that is void by now: one index finds it and keeps valid ones apart.
            UniqueConstraint(F("card_no"), _VOID_ONES_BY_THEMSELVES, name="members_one_card_number_each"),
            UniqueConstraint(F("card_token"), _VOID_ONES_BY_THEMSELVES, name="members_one_card_each"),
            CheckConstraint(
                condition=Q(state=rules.MembershipState.ACTIVE, ended_on__isnull=True)
                | (~Q(state=rules.MembershipState.ACTIVE) & Q(ended_on__isnull=False)),
                name="members_who_left_did_so_on_a_day",
            ),
            CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=Coalesce("came_on", "joined_on")),
                name="members_a_membership_ends_after_it_began",
            ),
            CheckConstraint(
                condition=Q(came_on__isnull=True) | Q(came_on__gte=F("joined_on")),
                name="members_nobody_comes_before_she_joined",
            ),
        ]
        indexes = [
            # A page of the list: one state, a range of codes, read backwards from the cursor; page 1,000 costs what
            # page 1 does, because order and cursor are the index's own.
            models.Index(fields=["state", "code", "id"], name="members_membership_by_place"),
            # The same with the filter on kind of work, which would otherwise read a whole city to find a rare one.
            models.Index(fields=["state", "kind_of_work", "code", "id"], name="members_membership_by_work"),
            models.Index(
                fields=["gave_way_to"], condition=Q(gave_way_to__isnull=False), name="members_membership_gave_way"
            ),
        ]

    def __str__(self) -> str:
        return self.card_no


class Gram(models.Model):
    """A piece of a member's name, found by equality: pattern operators would not use an index under row security."""

    gram = models.TextField(db_collation="C")
    code = CodeField()
    # Made from names and made again from them: checking eight of them for every member that comes would cost a landing
    # a fifteenth of its time. What is left of a membership that is gone finds nobody; a nightly job sweeps it.
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="grams", db_constraint=False, db_index=False
    )
    # No number of its own: a move rewrites five pieces for every member, and every index of theirs with them.
    pk = models.CompositePrimaryKey("membership_id", "gram")

    class Meta:
        db_table = "members_gram"
        # Equality or a prefix, a range of codes, and the membership itself: a search never leaves the index.
        indexes = [models.Index(fields=["gram", "code", "membership"], name="members_gram_by_piece")]

    def __str__(self) -> str:
        return f"{self.gram} {self.code}"


class Tally(models.Model):
    """How many active members one union has itself; a subtree's number is the sum over its range."""

    org = models.OneToOneField("orgs.Organisation", on_delete=models.CASCADE, primary_key=True, related_name="+")
    code = CodeField(db_index=True)
    members = models.IntegerField(default=0)

    class Meta:
        db_table = "members_tally"
        constraints = [CheckConstraint(condition=Q(members__gte=0), name="members_tally_is_not_negative")]

    def __str__(self) -> str:
        return f"{self.code}: {self.members}"


class FlowPending(models.Model):
    """Members who came or went, written by a trigger beside every change of a membership; the worker drains it."""

    org_id = models.BigIntegerField()
    day = models.DateField()
    delta = models.IntegerField()

    class Meta:
        db_table = "members_flow_pending"

    def __str__(self) -> str:
        return f"{self.org_id} {self.day}: {self.delta}"


class Flow(models.Model):
    """By how much the number of members below a code changed on a day; summed up to a day it is that day's number."""

    code = CodeField(stays="history: a past day is counted under the code held then")
    day = models.DateField()
    delta = models.IntegerField()

    class Meta:
        db_table = "members_flow"
        constraints = [
            UniqueConstraint(fields=["code", "day"], include=["delta"], name="members_one_flow_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.day}: {self.delta}"


class ChangeRequest(models.Model):
    """A wish to have one of a member's data corrected, hers or an officer's; nothing of it is edited silently."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="change_requests")
    code = CodeField()
    field = models.TextField()
    before = models.BinaryField()  # sealed
    after = models.BinaryField()  # sealed
    why = models.TextField(default="", blank=True)
    proposed_by = models.BigIntegerField(null=True)  # the officer who proposed it (person); null for her own wish
    state = models.TextField(default=rules.ChangeState.ASKED)
    answer = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "members_change_request"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.ChangeState)), name="members_change_state_is_known"),
            CheckConstraint(
                condition=Q(field__in=["name", "id_number", "kind_of_work", "mobile"]),
                name="members_change_field_is_known",
            ),
            UniqueConstraint(
                fields=["person", "field"],
                condition=Q(state=rules.ChangeState.ASKED),
                name="members_one_open_change_per_field",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "id"], condition=Q(state=rules.ChangeState.ASKED), name="members_change_queue")
        ]

    def __str__(self) -> str:
        return str(self.public_id)


#: A passage on which somebody still has to act.
OPEN_PASSAGE = Q(state__in=[str(state) for state in rules.OPEN_PASSAGE])


class Passage(models.Model):
    """What is to become of a membership: over to another union, retained, resumed, retired, quit, lapsed, or death.

    `source` keeps the membership, `target` is asked to take it; the target sees nothing before the source lets go.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.TextField()
    state = models.TextField()
    waits_for = models.TextField()  # rules.Turn
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="passages")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="passages")
    source = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    target = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    target_code = CodeField(default="")
    origin = models.TextField()
    asked_by = models.BigIntegerField(null=True)  # the officer who began it (person); else null
    reason = models.TextField()
    note = models.TextField(default="", blank=True)  # in her words or the officer's; the target does not see it
    on = models.DateField(null=True)  # the day it counts from; null until it is known
    paper = models.TextField(default="", blank=True)  # what a death is recorded by
    paper_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)  # when she, or a second officer, said yes to what an officer began
    released_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    warning = models.TextField(default="", blank=True)
    objected_at = models.DateTimeField(null=True)
    objection = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True)  # the running promise, as the clock computed it
    decided_at = models.DateTimeField(null=True)
    refusal = models.TextField(default="", blank=True)
    answer = models.TextField(default="", blank=True)  # the remedy, or why it was dropped or undone
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="+", null=True)
    former_state = models.TextField(default="", blank=True)
    former_ended_on = models.DateField(null=True)
    params = models.JSONField(default=dict)  # law parameters as they stood, frozen
    gave_way_as = models.TextField(default="", blank=True)  # its state before the membership it is about gave way

    class Meta:
        db_table = "members_passage"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.PassageKind)), name="members_passage_kind_is_known"),
            CheckConstraint(condition=Q(state__in=list(rules.PassageState)), name="members_passage_state_is_known"),
            CheckConstraint(condition=Q(waits_for__in=list(rules.Turn)), name="members_passage_turn_is_known"),
            CheckConstraint(
                condition=Q(kind=rules.PassageKind.TRANSFER, target__isnull=False)
                | (~Q(kind=rules.PassageKind.TRANSFER) & Q(target__isnull=True)),
                name="members_a_transfer_and_nothing_else_has_a_target",
            ),
            CheckConstraint(
                condition=~Q(state=rules.PassageState.REFUSED) | (~Q(refusal="") & ~Q(answer="")),
                name="members_a_refused_passage_has_reason_and_remedy",
            ),
            CheckConstraint(
                condition=~Q(state=rules.PassageState.DONE) | Q(on__isnull=False, decided_at__isnull=False),
                name="members_a_passage_that_is_done_has_its_day",
            ),
            UniqueConstraint(fields=["membership"], condition=OPEN_PASSAGE, name="members_one_open_passage_each"),
        ]
        indexes = [
            # The queue of either side: open ones are few beside all that were decided.
            models.Index(fields=["code", "id"], condition=OPEN_PASSAGE, name="members_passage_queue"),
            models.Index(fields=["target_code", "id"], condition=OPEN_PASSAGE, name="members_passage_arriving"),
            models.Index(fields=["code", "kind", "id"], name="members_passage_by_place"),
            models.Index(fields=["target_code", "kind", "id"], name="members_passage_by_target"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Participation(models.Model):
    """When a member last paid dues, or last took part: what the six-month rule looks at, and nothing more."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="participation")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    code = CodeField(db_index=True)
    kind = models.TextField()
    on = models.DateField()

    class Meta:
        db_table = "members_participation"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.Part)), name="members_part_is_known"),
            UniqueConstraint(fields=["membership", "kind"], name="members_last_part_of_each_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class ExchangeLayout(models.Model):
    """A version of a sheet another system wants, as a union wrote it for itself and all below; the last one holds."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey("orgs.Organisation", on_delete=models.CASCADE, related_name="+")
    code = CodeField()
    key = models.TextField()
    version = models.IntegerField()
    name = models.TextField()
    note = models.TextField(default="", blank=True)
    day = models.TextField()
    columns_text = models.TextField()
    tables_text = models.TextField(default="", blank=True)
    is_dropped = models.BooleanField(default=False)  # back to what comes from above, or with the program
    edited_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "members_exchange_layout"
        constraints = [
            UniqueConstraint(fields=["org", "key", "version"], name="members_one_layout_of_each_version"),
            CheckConstraint(condition=Q(version__gte=1), name="members_layout_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
