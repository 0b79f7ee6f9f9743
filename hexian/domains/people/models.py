"""Persons, the accounts they sign in with, what they consented to, one-time codes and lock-outs."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.domains.people import rules
from hexian.foundation.access import CodeField


class Person(models.Model):
    """A human being, known to one or more unions. Her ID number is sealed; equality look-up goes through its index."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.TextField()
    pinyin = models.TextField(db_collation="C")  # «wangxiaoman»: sort key and prefix search
    initials = models.TextField(db_collation="C")  # «wxm»
    mobile = models.TextField(default="", blank=True, db_collation="C")
    subject = models.UUIDField(unique=True)  # whose salt her sealed values are opened with
    id_sealed = models.BinaryField(null=True)
    id_index = models.BinaryField(null=True)  # set only once a union has checked the document
    id_tail = models.TextField(default="", blank=True)  # last four characters, for masked display
    verified_at = models.DateTimeField(null=True)
    # A committee took the number for hers; no officer checked it.
    verified_by_resolution = models.BooleanField(default=False, db_default=False)
    code = CodeField()  # the union that knows her; row-level security starts here
    origin = models.TextField(default=rules.Origin.SELF, db_default=rules.Origin.SELF)  # who told the union of her
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_person"
        constraints = [
            UniqueConstraint(fields=["id_index"], name="people_one_person_per_id_number"),
            CheckConstraint(
                condition=Q(id_index__isnull=True) | Q(verified_at__isnull=False) | Q(erased_at__isnull=False),
                name="people_only_a_checked_id_number_is_indexed",
            ),
            CheckConstraint(condition=~Q(name="") | Q(erased_at__isnull=False), name="people_person_has_a_name"),
            CheckConstraint(condition=Q(origin__in=list(rules.Origin)), name="people_origin_is_known"),
        ]
        indexes = [
            models.Index(fields=["mobile"], name="people_person_by_mobile", condition=~Q(mobile="")),
            models.Index(fields=["code"], name="people_person_by_code"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class AccountManager(BaseUserManager["Account"]):
    """Django's door to accounts; look-ups by mobile number go through row-level security like any other."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account that signs in with this mobile number."""
        return self.get(mobile=username)


class Account(AbstractBaseUser):
    """What a person signs in with: a proven mobile number, perhaps a password, perhaps an e-mail address."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", null=True)
    mobile = models.TextField(unique=True, db_collation="C")
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "mobile"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        db_table = "people_account"
        constraints = [
            CheckConstraint(condition=Q(mobile__regex=r"^1[3-9][0-9]{9}$"), name="people_account_has_a_mobile")
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Consent(models.Model):
    """A person's yes to one purpose, in the words of one version, until she takes it back (个人信息保护法 14, 15)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    code = CodeField()
    purpose = models.TextField()
    version = models.TextField()
    text_hash = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_consent"
        constraints = [
            UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_one_live_consent_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class OneTimeCode(models.Model):
    """A code sent to a mobile number for one purpose; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    mobile = models.TextField(db_collation="C")
    purpose = models.TextField()
    asker = models.TextField(default="", blank=True)  # a device she signed in on before; "" for everybody else
    code_hash = models.TextField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    #: As the lawbook said when it was sent; kept in the database for code that does not know the column yet.
    most_tries = models.IntegerField(default=5, db_default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_one_time_code"
        indexes = [models.Index(fields=["mobile", "purpose", "-sent_at"], name="people_code_by_mobile")]
        constraints = [
            CheckConstraint(condition=Q(tries__lte=F("most_tries")), name="people_code_is_tried_so_often_at_most")
        ]

    def __str__(self) -> str:
        return self.purpose


class LockOut(models.Model):
    """Failed tries under one key (a hashed mobile number, address or session), shared by all processes."""

    key = models.TextField(primary_key=True)
    failures = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_lock_out"

    def __str__(self) -> str:
        return f"{self.failures}"


class ApiToken(models.Model):
    """A key with which another program acts as one account; only its hash is kept, and it ends by itself."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.TextField()
    token_hash = models.TextField(unique=True)
    duties = ArrayField(models.TextField(), default=list)
    # Office by office what of these she held when she made the key, so that what she gains later does not reach it.
    grants = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_api_token"

    def __str__(self) -> str:
        return str(self.id)


class Secret(models.Model):
    """A sealed secret of a second factor; the authenticator holds only this row's id, so that keys can be rotated."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    subject = models.UUIDField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "people_secret"

    def __str__(self) -> str:
        return str(self.id)
