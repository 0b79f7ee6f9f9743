"""The tree of unions, employers and partner bodies; their offices, roles, join codes and switches."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.orgs import rules
from hexian.foundation.access import CodeField


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
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="orgs_organisation_by_parent"),
            models.Index(fields=["is_demo"], condition=Q(is_demo=True), name="orgs_organisation_of_a_demo"),
        ]

    def __str__(self) -> str:
        return self.name


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
