"""The notice centre, the demo tray, and how the outbox stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q

from hexian.foundation.access import MOST_SHOWN, HowMany, counted
from hexian.foundation.notices.models import DemoMessage, DemoTray, Message, Notice
from hexian.foundation.notices.rules import Channel, MessageState
from hexian.foundation.notices.wordings import say

_UNREAD = """
    SELECT count(*) FROM (
        SELECT FROM notices_notice WHERE person_id = %(person)s AND read_at IS NULL LIMIT %(most)s
    ) AS few
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the centre shows it."""

    public_id: UUID
    kind: str
    text: str
    params: Mapping[str, Any]
    url: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrayMessage:
    """A message as the demo tray shows it."""

    channel: str
    to: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages that went to nobody: by which way, how many, since when."""

    channel: Channel
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the centre ended; the next begins after it, however many came in meanwhile."""

    created_at: datetime
    public_id: UUID


def unread(person_id: int) -> int:
    """How many notices she has not read; counts no further than 100, which shows as «99+»."""
    return counted(unread_by(person_id))[0]


def unread_by(person_id: int) -> HowMany:
    """The question behind `unread`, for a page that asks it together with others."""
    return HowMany(_UNREAD, {"person": person_id, "most": MOST_SHOWN})


def newest(person_id: int, *, after: Place | None = None, limit: int | None = 20) -> list[Line]:
    """A page of her notices, newest first; without a limit all of them."""
    rows = Notice.objects.filter(person_id=person_id).order_by("-created_at", "-public_id")
    if after is not None:
        older = Q(created_at__lt=after.created_at)
        rows = rows.filter(older | Q(created_at=after.created_at, public_id__lt=after.public_id))
    return [
        Line(row.public_id, row.kind, say(row.kind, row.params), row.params, row.url, row.created_at, row.read_at)
        for row in rows[:limit]
    ]


def tray_is_open() -> bool:
    """Whether messages go into the tray instead of out."""
    return DemoTray.objects.exists()


def texts_go_out() -> bool:
    """Whether a text message written now would reach anybody: a gateway is set, or a demo shows it in the tray."""
    return bool(settings.NOTICES.get("sms_url")) or tray_is_open()


def why_given_up(message_id: UUID) -> str:
    """The error code of a message that has failed finally, else nothing; readable for the system only."""
    given_up = Message.objects.filter(id=message_id, state=MessageState.GIVEN_UP)
    return given_up.values_list("error", flat=True).first() or ""


def latest_outcome(template: str, since: datetime) -> str:
    """The error code with which the latest finished message of this kind was given up; nothing if it was sent.

    Readable for the system only.
    """
    done = [MessageState.SENT, MessageState.GIVEN_UP]
    finished = Message.objects.filter(template=template, state__in=done, created_at__gte=since)
    return finished.order_by("-created_at", "id").values_list("error", flat=True).first() or ""


def latest_demo_messages(limit: int = 20) -> list[TrayMessage]:
    """What the demo tray shows, newest first; nothing once the tray is closed."""
    if not tray_is_open():
        return []
    rows = DemoMessage.objects.order_by("-at", "id")[:limit]
    return [TrayMessage(row.channel, row.address, row.text, row.at) for row in rows]


def demo_messages_kept() -> int:
    """How many messages lie in the demo tray; none once it is closed."""
    return DemoMessage.objects.count()


def unsent_for_want_of_a_channel() -> list[Unsent]:
    """Messages given up because no way out was configured, none having gone out there since; for the system only."""
    lacking = Message.objects.filter(state=MessageState.GIVEN_UP, error="channel.missing")
    sent_since = Message.objects.filter(
        channel=OuterRef("channel"), state=MessageState.SENT, sent_at__gt=OuterRef("created_at")
    )
    rows = lacking.filter(~Exists(sent_since)).values("channel").annotate(count=Count("id"), since=Min("created_at"))
    return [Unsent(Channel(row["channel"]), row["count"], row["since"]) for row in rows.order_by("channel")]


def outbox() -> dict[str, int]:
    """How many messages stand in each state; readable for the system only."""
    counted = Message.objects.values_list("state").annotate(count=Count("id")).order_by("state")
    return {str(state): 0 for state in MessageState} | dict(counted)
