"""Bodies with their delegates, sittings with their sealed rolls, motions with the counts of their ballots.

Everything of a body is guarded through the body itself; a delegate sees her own seat; a count shows nothing to the
other teller until both are in.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.decisions import rules
from hexian.foundation.access import CodeField

SERVING = Q(ended_on__isnull=True)
HELD = ~Q(state__in=[str(state) for state in rules.NOT_HELD])


class Body(models.Model):
    """A workers' congress of one term, or the assembly of all workers, at a union's employer."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    union = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    code = CodeField()  # of the union, which runs it
    kind = models.TextField()
    name = models.TextField()
    term_number = models.IntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    staff = models.IntegerField()
    women = models.IntegerField()
    disabled = models.IntegerField(default=0)  # asked of employers that employ many (集中安置)
    seats = models.IntegerField()
    least = models.IntegerField()  # the seats the law gives, when they were fixed
    fixed_on = models.DateField()
    params = models.JSONField(default=dict)  # the numbers of law the seats were fixed by, frozen
    state = models.TextField(default=rules.BodyState.ACTIVE)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "decisions_body"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.BodyKind)), name="decisions_kind_is_known"),
            CheckConstraint(condition=Q(state__in=list(rules.BodyState)), name="decisions_body_state_is_known"),
            CheckConstraint(condition=Q(begins_on__lt=F("ends_on")), name="decisions_a_term_ends_after_it_begins"),
            CheckConstraint(
                condition=Q(women__lte=F("staff"), disabled__lte=F("staff")), name="decisions_parts_are_among_the_staff"
            ),
            CheckConstraint(condition=Q(seats__gte=F("least")), name="decisions_seats_are_not_fewer_than_the_law"),
            UniqueConstraint(fields=["union", "kind", "term_number"], name="decisions_one_body_a_term"),
        ]
        indexes = [models.Index(fields=["code", "state"], name="decisions_body_by_place")]

    def __str__(self) -> str:
        return self.name


class Delegate(models.Model):
    """Somebody with a seat, or who attends without a vote; she keeps her row when she leaves."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.TextField()
    pinyin = models.TextField(db_collation="C")
    sex = models.TextField()
    department = models.TextField()  # 选区
    post = models.TextField(default="", blank=True)
    mobile = models.TextField(default="", blank=True, db_collation="C")
    standing = models.TextField(default=rules.Standing.DELEGATE)
    is_manager = models.BooleanField(default=False)
    is_disabled = models.BooleanField(default=False)
    elected_on = models.DateField(null=True)
    votes = models.IntegerField(null=True)
    since = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(default="", blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)

    class Meta:
        db_table = "decisions_delegate"
        constraints = [
            CheckConstraint(condition=Q(standing__in=list(rules.Standing)), name="decisions_standing_is_known"),
            CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, end_reason__in=list(rules.Reason)),
                name="decisions_who_left_has_a_reason",
            ),
            CheckConstraint(condition=Q(votes__isnull=True) | Q(votes__gte=0), name="decisions_votes_not_negative"),
            UniqueConstraint(
                fields=["body", "mobile"], condition=SERVING & ~Q(mobile=""), name="decisions_one_seat_per_number"
            ),
            UniqueConstraint(
                fields=["body", "name", "department", "mobile"], condition=SERVING, name="decisions_sits_once"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "standing"], condition=SERVING, name="decisions_delegate_serving"),
            models.Index(fields=["person"], name="decisions_delegate_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Sitting(models.Model):
    """One sitting of a body, «第 N 届第 M 次», from its plan to its end."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sittings")
    number = models.IntegerField()
    held_at = models.DateTimeField()
    place = models.TextField()
    chair = models.TextField()
    agenda = models.TextField(default="", blank=True)
    state = models.TextField(default=rules.Sitting.PLANNED)
    params = models.JSONField(default=dict)  # the quorum, frozen with the roll
    sealed_at = models.DateTimeField(null=True)
    seal = models.TextField(default="", blank=True)  # SHA-256 of the roll
    opened_at = models.DateTimeField(null=True)
    opened_with = models.IntegerField(null=True)  # present when it was opened
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)  # why it was called off
    created_at = models.DateTimeField()

    class Meta:
        db_table = "decisions_sitting"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.Sitting)), name="decisions_sitting_state_is_known"),
            CheckConstraint(condition=Q(number__gte=1), name="decisions_sittings_count_from_one"),
            CheckConstraint(
                condition=Q(state__in=[rules.Sitting.PLANNED, rules.Sitting.CANCELLED]) | ~Q(seal=""),
                name="decisions_nothing_happens_before_the_roll_is_sealed",
            ),
            CheckConstraint(
                condition=~Q(state__in=[rules.Sitting.OPEN, rules.Sitting.CLOSED])
                | Q(opened_at__isnull=False, opened_with__isnull=False),
                name="decisions_an_open_sitting_was_opened",
            ),
            CheckConstraint(
                condition=Q(state__in=list(rules.ENDED), ended_at__isnull=False)
                | (~Q(state__in=list(rules.ENDED)) & Q(ended_at__isnull=True)),
                name="decisions_an_ended_sitting_has_its_end",
            ),
            UniqueConstraint(fields=["body", "number"], condition=HELD, name="decisions_one_sitting_per_number"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RollEntry(models.Model):
    """Somebody on the roll of a sitting, as she was when it was sealed; and whether she came.

    A trigger keeps who is on it from being changed once the roll is sealed.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="roll")
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="entries")
    position = models.IntegerField()
    name = models.TextField()
    pinyin = models.TextField(db_collation="C")
    sex = models.TextField()
    department = models.TextField()
    post = models.TextField(default="", blank=True)
    has_vote = models.BooleanField(default=True)
    came_at = models.DateTimeField(null=True)
    came_by = models.TextField(default="", blank=True)  # Channel
    noted_by = models.BigIntegerField(null=True)  # person

    class Meta:
        db_table = "decisions_roll_entry"
        constraints = [
            UniqueConstraint(fields=["sitting", "delegate"], name="decisions_once_on_the_roll"),
            UniqueConstraint(fields=["sitting", "position"], name="decisions_one_place_each_on_the_roll"),
            CheckConstraint(
                condition=Q(came_at__isnull=True, came_by="")
                | Q(came_at__isnull=False, came_by__in=list(rules.Channel)),
                name="decisions_who_came_came_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Motion(models.Model):
    """What a sitting votes on by secret ballot: its subject in a room above, its thresholds, its result."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="motions")
    position = models.IntegerField()
    subject_type = models.TextField(default="", blank=True)  # whose matter it is; empty: the body's own
    subject_id = models.UUIDField(null=True)
    title = models.TextField()
    text_sha256 = models.TextField(default="", blank=True, db_collation="C")
    measure = models.TextField(default=rules.Measure.CONGRESS)
    params = models.JSONField(default=dict)
    state = models.TextField(default=rules.Motion.PUT)
    round = models.IntegerField(default=1)  # 2 and on after a tie
    attempt = models.IntegerField(default=1)  # 2 and on after a recount
    counted = models.IntegerField(default=0)  # counts entered in this attempt
    roll = models.IntegerField(null=True)
    present = models.IntegerField(null=True)
    issued = models.IntegerField(null=True)
    returned = models.IntegerField(null=True)
    valid = models.IntegerField(null=True)
    void = models.IntegerField(null=True)
    yes = models.IntegerField(null=True)
    no = models.IntegerField(null=True)
    abstain = models.IntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)  # why it was withdrawn
    put_at = models.DateTimeField()

    class Meta:
        db_table = "decisions_motion"
        constraints = [
            CheckConstraint(condition=Q(state__in=list(rules.Motion)), name="decisions_motion_state_is_known"),
            CheckConstraint(condition=Q(measure__in=list(rules.Measure)), name="decisions_measure_is_known"),
            CheckConstraint(condition=Q(counted__range=(0, rules.TELLERS)), name="decisions_two_tellers_at_most"),
            CheckConstraint(
                condition=~Q(state__in=list(rules.DECIDED))
                | Q(
                    present__lte=F("roll"), issued__lte=F("present"), returned__lte=F("issued"),
                    returned=F("valid") + F("void"), valid=F("yes") + F("no") + F("abstain"),
                    decided_at__isnull=False,
                ),
                name="decisions_a_result_adds_up",
            ),
            UniqueConstraint(fields=["sitting", "position"], name="decisions_one_place_each_on_the_agenda"),
            UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=Q(state=rules.Motion.PUT, subject_id__isnull=False),
                name="decisions_one_open_motion_per_subject",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.public_id)


class Count(models.Model):
    """The ballots of a motion as one teller counted them; kept even when a recount follows."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="counts")
    round = models.IntegerField()
    attempt = models.IntegerField()
    slot = models.IntegerField()
    entered_by = models.BigIntegerField()  # person
    name = models.TextField()  # of the teller, for the report
    issued = models.IntegerField()
    returned = models.IntegerField()
    valid = models.IntegerField()
    void = models.IntegerField()
    yes = models.IntegerField()
    no = models.IntegerField()
    abstain = models.IntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "decisions_count"
        constraints = [
            CheckConstraint(condition=Q(slot__range=(1, rules.TELLERS)), name="decisions_slot_is_one_or_two"),
            UniqueConstraint(fields=["motion", "round", "attempt", "slot"], name="decisions_one_count_a_slot"),
            UniqueConstraint(
                fields=["motion", "round", "attempt", "entered_by"], name="decisions_two_different_tellers"
            ),
            CheckConstraint(
                condition=Q(
                    returned__lte=F("issued"), returned=F("valid") + F("void"),
                    valid=F("yes") + F("no") + F("abstain"),
                ),
                name="decisions_a_count_adds_up",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.public_id)
