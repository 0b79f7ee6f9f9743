"""Notices in the program, messages on their way out, and the tray a demo shows instead of sending."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q

from hexian.foundation.access import CodeField
from hexian.foundation.notices.rules import Channel, MessageState

#: Plain text, so that migrations do not name a class that may be renamed.
WAITING = [str(MessageState.QUEUED), str(MessageState.FAILED)]


class Notice(models.Model):
    """A line in somebody's notice centre; the words are made from `kind` and `params` when it is shown."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    person_id = models.BigIntegerField()
    kind = models.TextField()
    params = models.JSONField(default=dict)  # ids and harmless words only
    url = models.TextField(default="")
    code = CodeField(default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["person_id", "-created_at", "-public_id"], name="notices_newest_first"),
            models.Index(fields=["person_id"], condition=Q(read_at__isnull=True), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Vault(models.Model):
    """The salt messages are sealed with: one for all, since a message is wiped as soon as it is sent."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    subject = models.UUIDField()

    class Meta:
        db_table = "notices_vault"
        constraints = [CheckConstraint(condition=Q(id=1), name="notices_there_is_one_vault")]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """A text message or letter waiting to be sent; address and words are sealed, and gone once it is done."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    channel = models.TextField()
    template = models.TextField()
    subject = models.UUIDField()
    address = models.BinaryField(null=True)
    body = models.BinaryField(null=True)
    state = models.TextField(default=str(MessageState.QUEUED))
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # a code is worth nothing after it
    error = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_message"
        constraints = [
            CheckConstraint(
                condition=Q(state__in=[str(state) for state in MessageState]), name="notices_message_state_is_known"
            ),
            CheckConstraint(
                condition=Q(channel__in=[str(channel) for channel in Channel]), name="notices_message_channel_is_known"
            ),
            CheckConstraint(
                condition=Q(state__in=WAITING) | Q(address__isnull=True, body__isnull=True),
                name="notices_message_is_wiped_when_done",
            ),
            CheckConstraint(
                condition=~Q(state=str(MessageState.SENT)) | Q(sent_at__isnull=False),
                name="notices_sent_message_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=WAITING),
                name="notices_message_by_next_try",
            ),
            models.Index(fields=["created_at"], name="notices_message_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DemoTray(models.Model):
    """There while the tray is open: messages then lie readable in the program and are not sent to anybody."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "notices_demo_tray"
        constraints = [CheckConstraint(condition=Q(id=1), name="notices_there_is_one_demo_tray")]

    def __str__(self) -> str:
        return str(self.pk)


class DemoMessage(models.Model):
    """A message as the tray shows it; row-level security hides it as soon as the tray is closed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    channel = models.TextField()
    address = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_demo_message"
        indexes = [models.Index(fields=["-at"], name="notices_demo_newest_first")]

    def __str__(self) -> str:
        return str(self.pk)
