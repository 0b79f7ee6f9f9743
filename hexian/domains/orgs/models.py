"""The tree of unions, employers and partner bodies; their offices, roles, join codes and switches."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint, Value

from hexian.domains.orgs import rules
from hexian.foundation.access import CodeField


def _never_two_at_once(*fields: str, name: str) -> ExclusionConstraint:
    """No two rows with the same fields overlap in days; a range of one number stands for «equal», so no extension."""
    same = [(Func(F(field), F(field), Value("[]"), function="int8range"), RangeOperators.OVERLAPS) for field in fields]
    days = (Func(F("since"), F("until"), function="daterange"), RangeOperators.OVERLAPS)
    return ExclusionConstraint(name=name, expressions=[*same, days])


class Organisation(models.Model):
    """A union, an employer or a partner body: one node of the tree."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    category = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    short_name = models.TextField()
    code = CodeField(unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    last_child = models.IntegerField(default=0)  # the last number given to a child, for the next one's code
    division = models.TextField(default="", blank=True, db_collation="C")
    uscc = models.TextField(default="", blank=True)  # 统一社会信用代码
    employer = models.ForeignKey("self", on_delete=models.PROTECT, related_name="unions", null=True)
    phone = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    staff_total = models.IntegerField(default=0)
    nature = models.TextField(default="", blank=True)  # of an employer: facts.Nature
    ownership = models.TextField(default="", blank=True)  # 登记注册类型: facts.ownerships
    trade = models.TextField(default="", blank=True)  # 门类 of GB/T 4754: facts.trades
    is_scaled = models.BooleanField(null=True)  # 规上; null when not known
    partner = models.TextField(default="", blank=True)  # of a partner body: facts.Partner
    founded_on = models.DateField()
    state = models.TextField(default=rules.OrgState.ACTIVE)
    dissolved_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "orgs_organisation"
        constraints = [
            CheckConstraint(condition=Q(category__in=list(rules.Category)), name="orgs_category_is_known"),
            CheckConstraint(condition=Q(kind__in=list(rules.Kind)), name="orgs_kind_is_known"),
            CheckConstraint(condition=Q(state__in=list(rules.OrgState)), name="orgs_state_is_known"),
            CheckConstraint(condition=Q(code__regex=r"^A([0-9A-Z]{4})*$"), name="orgs_code_is_four_characters_a_level"),
            CheckConstraint(condition=Q(staff_total__gte=0), name="orgs_staff_is_not_negative"),
            UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="orgs_one_body_per_credit_code"),
            CheckConstraint(
                condition=Q(state=rules.OrgState.DISSOLVED, dissolved_on__isnull=False)
                | (~Q(state=rules.OrgState.DISSOLVED) & Q(dissolved_on__isnull=True)),
                name="orgs_a_dissolved_body_has_its_date",
            ),
            CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=F("founded_on")),
                name="orgs_dissolved_after_it_was_founded",
            ),
            CheckConstraint(condition=Q(nature__in=["", *rules.Nature]), name="orgs_nature_is_known"),
            CheckConstraint(condition=Q(partner__in=["", *rules.Partner]), name="orgs_partner_is_known"),
            CheckConstraint(condition=Q(trade__regex=r"^[A-T]?$"), name="orgs_trade_is_a_letter"),
        ]
        indexes = [
            # How many unions there are below a body, without touching a row.
            models.Index(
                fields=["code"],
                condition=Q(category=rules.Category.UNION, state=rules.OrgState.ACTIVE),
                name="orgs_organisation_unions",
            ),
            # 应建未建: employers from the largest down, in a range of codes.
            models.Index(
                fields=["code", "staff_total"],
                condition=Q(category=rules.Category.EMPLOYER, state=rules.OrgState.ACTIVE),
                name="orgs_organisation_employers",
            ),
            models.Index(fields=["parent", "code"], name="orgs_organisation_by_parent"),
            models.Index(fields=["is_demo"], condition=Q(is_demo=True), name="orgs_organisation_of_a_demo"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where a body stood in the tree from one day until another (half-open); the open one is where it stands now.

    A dissolved body keeps its place: its records stay somewhere.  Within its days a place lies inside its parent's.
    """

    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    code = CodeField(unique=True, stays="history: a code belongs to one body for ever")
    since = models.DateField()
    until = models.DateField(null=True)
    # The body's own, kept by triggers: a past day's unions are counted inside one index.
    is_union = models.BooleanField(default=False, db_default=False, editable=False)
    dissolved_on = models.DateField(null=True, editable=False)

    class Meta:
        db_table = "orgs_place"
        indexes = [
            models.Index(
                fields=["code"],
                include=["since", "until", "dissolved_on"],
                condition=Q(is_union=True),
                name="orgs_place_unions",
            ),
            # 应建未建 looks at employers, among many more unions.
            models.Index(fields=["code"], condition=Q(is_union=False), name="orgs_place_others"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="orgs_a_place_has_its_days"
            ),
            UniqueConstraint(fields=["org"], condition=Q(until__isnull=True), name="orgs_one_open_place_each"),
            _never_two_at_once("org", name="orgs_one_place_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.code} since {self.since}"


class Reorganisation(models.Model):
    """What became of what: a body moved, merged into another, or split off from one (工会法 13).

    A move has the body on both sides and its parents; rows of one act share `act`.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    act = models.UUIDField()
    kind = models.TextField()
    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="went")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="came")
    from_parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    to_parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    on = models.DateField()
    reason = models.TextField()
    reply_text = models.TextField(default="", blank=True)  # 上级批复
    reply_number = models.TextField(default="", blank=True)
    reply_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "orgs_mapping"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.Act)), name="orgs_mapping_kind_is_known"),
            CheckConstraint(condition=~Q(reason=""), name="orgs_mapping_has_a_reason"),
            CheckConstraint(
                condition=Q(kind=rules.Act.MOVED, source=F("target"))
                | (~Q(kind=rules.Act.MOVED) & ~Q(source=F("target"))),
                name="orgs_only_a_move_stays_itself",
            ),
        ]
        indexes = [models.Index(fields=["act"], name="orgs_mapping_by_act")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.on}"


class Coverage(models.Model):
    """A union is there for an employer's staff from one day until another; a joint union for several (工会法 11)."""

    union = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="covers")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="covered_by")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "orgs_coverage"
        constraints = [
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="orgs_a_coverage_has_its_days"
            ),
            _never_two_at_once("union", "employer", name="orgs_one_coverage_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} {self.employer_id}"


class Group(models.Model):
    """A further axis across the tree: a park, a trade, a group of companies; kept by a union, never a second parent."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.TextField()
    name = models.TextField()
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups")
    trade = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orgs_group"
        constraints = [
            CheckConstraint(condition=Q(kind__in=list(rules.GroupKind)), name="orgs_group_kind_is_known"),
            UniqueConstraint(
                fields=["keeper", "kind", "name"], condition=Q(closed_at__isnull=True), name="orgs_one_group_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A body belongs to a group from one day until another (half-open)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="in_groups")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "orgs_group_member"
        constraints = [
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="orgs_group_membership_has_its_days"
            ),
            _never_two_at_once("group", "org", name="orgs_in_a_group_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.org_id}"


class JoinPoint(models.Model):
    """A code on a poster: the union it leads to, and for workers without employer the platform and station."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_points")
    join_code = models.TextField(unique=True, db_collation="C")
    label = models.TextField(default="", blank=True)
    platform = models.TextField(default="", blank=True)
    station = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "orgs_join_point"
        constraints = [
            CheckConstraint(condition=Q(join_code__regex=rules.JOIN_CODE_FORM), name="orgs_join_code_is_well_formed")
        ]

    def __str__(self) -> str:
        return self.join_code


class Role(models.Model):
    """A named group of duties; standard ones have no organisation, a union may make and edit its own."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles", null=True)
    key = models.TextField()
    name = models.TextField()
    duties = ArrayField(models.TextField(), default=list)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orgs_role"
        constraints = [
            UniqueConstraint(fields=["org", "key"], nulls_distinct=False, name="orgs_one_role_per_key_and_body")
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A person holds an office of an organisation, in a role, from one day until another."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    code = CodeField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="offices")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="offices")
    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_reason = models.TextField(default="", blank=True)
    # 上级代管: the upper union whose officer minds this vacant one for a time.
    minded_from = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    announced_on = models.DateField(null=True)  # when its nearing end was announced
    # Ended by a record that may prove mistaken: which one, and what stood here before, so that it can be given back.
    ended_because = models.UUIDField(null=True)
    former_ends_on = models.DateField(null=True)
    former_end_reason = models.TextField(default="", db_default="", blank=True)

    class Meta:
        db_table = "orgs_office"
        constraints = [
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="orgs_an_office_ends_after_it_starts",
            ),
            UniqueConstraint(
                fields=["org", "person", "role"], condition=Q(ends_on__isnull=True), name="orgs_one_open_office_each"
            ),
            CheckConstraint(
                condition=Q(minded_from__isnull=True) | Q(ends_on__isnull=False),
                name="orgs_minding_a_union_is_for_a_time",
            ),
            CheckConstraint(
                condition=Q(ended_because__isnull=True, former_ends_on__isnull=True, former_end_reason="")
                | Q(ended_because__isnull=False, ends_on__isnull=False),
                name="orgs_only_what_was_ended_can_be_given_back",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="orgs_office_by_person"),
            models.Index(fields=["code"], name="orgs_office_by_code"),
        ]

    def __str__(self) -> str:
        return self.title


class FeatureSwitch(models.Model):
    """A feature turned on or off for one union and all below it, unless one below says otherwise."""

    org = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="switches")
    feature = models.TextField()
    is_on = models.BooleanField()

    class Meta:
        db_table = "orgs_feature_switch"
        constraints = [UniqueConstraint(fields=["org", "feature"], name="orgs_one_switch_per_feature")]

    def __str__(self) -> str:
        return f"{self.feature}: {self.is_on}"


class Part(models.Model):
    """A part in one case or room: a grant of its own, beside any office."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="parts")
    kind = models.TextField()
    subject = models.UUIDField()
    role = models.TextField()
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orgs_part"
        constraints = [
            UniqueConstraint(
                fields=["person", "kind", "subject", "role"],
                condition=Q(ended_at__isnull=True),
                name="orgs_one_part_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.role}"


class SavedFilter(models.Model):
    """A way of narrowing the list of bodies that somebody named and kept for herself."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "orgs_saved_filter"
        constraints = [UniqueConstraint(fields=["person", "name"], name="orgs_one_saved_filter_per_name")]

    def __str__(self) -> str:
        return self.name
