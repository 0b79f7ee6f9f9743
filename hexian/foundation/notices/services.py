"""Tell somebody in the program; put messages into the outbox; send what is due; wipe and forget."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import connection, transaction
from django.utils import timezone

from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.notices import channels, rules
from hexian.foundation.notices.channels import GiveUp, Letter, TryLater
from hexian.foundation.notices.models import DemoMessage, DemoTray, Message, Notice, Vault
from hexian.foundation.notices.rules import Channel, MessageState
from hexian.foundation.notices.wordings import WORDINGS, Wording, Words, check_places, filled

log = structlog.get_logger(__name__)

#: How long a notice that was read, a message that is done, a message in the demo tray are kept.
READ_KEPT = timedelta(days=180)
DONE_KEPT = timedelta(days=30)
TRAY_KEPT = timedelta(days=1)


_silent: list[Callable[[Set[int]], Set[int]]] = []


def keep_silent(among: Callable[[Set[int]], Set[int]]) -> None:
    """Let a room say to whom of some people nothing is told any more; asked with their ids before every notice."""
    _silent.append(among)


def tell(
    person_id: int, kind: str, *, params: Mapping[str, Any] | None = None, url: str = "", actor: Actor, code: str = ""
) -> Notice:
    """Put a line into a person's notice centre; `params` are ids and harmless words, `code` the union it comes from.

    Nothing is kept for whom a room asked silence for (`keep_silent`): the notice comes back unsaved.
    Raises `KeyError` when they lack a place of the wording: a fault of the program.
    """
    (notice,) = tell_many([Told(person_id, params or {}, url, code)], kind, actor=actor)
    return notice


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, with what words in the places of the wording, which page, of which union."""

    person_id: int
    params: Mapping[str, Any]
    url: str = ""
    code: str = ""


def tell_many(lines: Iterable[Told], kind: str, *, actor: Actor) -> list[Notice]:
    """Put a line into the notice centre of each of these people, in few statements; otherwise as `tell`."""
    made = []
    for each in lines:
        check_places(kind, each.params)
        made.append(
            Notice(
                person_id=each.person_id, kind=kind, params=dict(each.params), url=each.url, code=each.code,
                created_at=actor.now,
            )
        )  # fmt: skip
    silent = _silent_among({notice.person_id for notice in made})
    Notice.objects.bulk_create([each for each in made if each.person_id not in silent], batch_size=1_000)
    return made


def _silent_among(person_ids: Set[int]) -> set[int]:
    """To whom of these nothing is told any more."""
    return {person_id for among in _silent for person_id in among(person_ids)}


def mark_read(public_id: UUID, *, actor: Actor) -> bool:
    """Mark one of the actor's own notices as read; False when she has no such notice."""
    if actor.person_id is None:
        return False
    mine = Notice.objects.filter(public_id=public_id, person_id=actor.person_id)
    return bool(mine.filter(read_at__isnull=True).update(read_at=actor.now)) or mine.exists()


def mark_all_read(*, actor: Actor) -> int:
    """Mark all of the actor's notices as read; returns how many were not."""
    if actor.person_id is None:
        return 0
    return Notice.objects.filter(person_id=actor.person_id, read_at__isnull=True).update(read_at=actor.now)


def forget(person_id: int) -> int:
    """Delete all that was told to a person who is forgotten; returns how many notices."""
    return Notice.objects.filter(person_id=person_id).delete()[0]


def send_text(
    mobile: str,
    template: str,
    params: Mapping[str, Any],
    *,
    actor: Actor,
    good_for: timedelta | None = None,
    message_id: UUID | None = None,
) -> UUID:
    """Put a text message into the outbox, in the caller's transaction; returns its id.

    It is not sent any more `good_for` later.  A caller that wants to ask later what became of it names it by a fresh
    `message_id`.  Raises `Refused("notices.no_words")` for a template without words.
    """
    words = _words(template)
    text = filled(_some(words.sms, template), params)
    return _post(Channel.SMS, mobile, Letter(template, dict(params), text), actor, good_for, message_id=message_id)


def send_mail(
    address: str, template: str, params: Mapping[str, Any], *, actor: Actor, good_for: timedelta | None = None
) -> UUID:
    """Put an e-mail into the outbox, in the caller's transaction; returns its id. Raises like `send_text`."""
    words = _words(template)
    subject = filled(_some(words.subject, template), params)
    text = filled(_some(words.mail, template), params)
    return _post(Channel.MAIL, address, Letter(template, dict(params), text, subject), actor, good_for)


def deliver_due(limit: int = 20) -> int:
    """Send messages that are due, one by one; returns how many were tried."""
    tried = 0
    while tried < limit and deliver_next():
        tried += 1
    return tried


def deliver_next() -> bool:
    """Lease one due message, send it outside any transaction, write down what came of it; False when none is due.

    A worker killed in between leaves the lease to run out: the message is tried again, under the same reference, by
    which a gateway knows it for the same.
    """
    now = timezone.now()
    row = _lease(now)
    if row is None:
        return False
    try:
        _send(row, now)
    except TryLater as trouble:
        _put_off(row, trouble.code, trouble.wait)
    except GiveUp as trouble:
        _finish(row, MessageState.GIVEN_UP, error=trouble.code)
    except Refused as refusal:
        # sealed with a key that is gone: no later try will open it
        _finish(row, MessageState.GIVEN_UP, error=refusal.code)
    else:
        _finish(row, MessageState.SENT)
    return True


def purge(now: datetime) -> int:
    """Delete what has been kept long enough; returns how many rows."""
    done = [MessageState.SENT, MessageState.GIVEN_UP]
    gone = (
        Notice.objects.filter(read_at__lt=now - READ_KEPT).delete(),
        Message.objects.filter(state__in=done, created_at__lt=now - DONE_KEPT).delete(),
        DemoMessage.objects.filter(at__lt=now - TRAY_KEPT).delete(),
    )
    return sum(count for count, _ in gone)


def open_tray(*, actor: Actor) -> None:
    """From now on messages lie readable in the program and go to nobody: only for demo data."""
    DemoTray.objects.get_or_create(id=1, defaults={"opened_at": actor.now})
    audit.record("notices.tray.opened", actor=actor)


def close_tray(*, actor: Actor) -> None:
    """Send messages again; what lay in the tray is thrown away."""
    DemoMessage.objects.all().delete()
    DemoTray.objects.all().delete()
    audit.record("notices.tray.closed", actor=actor)


def _words(template: str) -> Wording:
    if template not in WORDINGS:
        raise Refused("notices.no_words", name=template)
    return WORDINGS[template]


def _some(words: Words, template: str) -> Words:
    if not str(words):
        raise Refused("notices.no_words", name=template)
    return words


@transaction.atomic
def _post(
    channel: Channel,
    address: str,
    letter: Letter,
    actor: Actor,
    good_for: timedelta | None,
    *,
    message_id: UUID | None = None,
) -> UUID:
    subject = _vault()
    now = timezone.now()
    sealed = crypto.seal_many([(address, subject), (letter.as_json(), subject)])
    message = Message(
        id=message_id or uuid4(),
        channel=channel,
        template=letter.template,
        subject=subject,
        address=sealed[0],
        body=sealed[1],
        created_at=now,
        next_try_at=now,
        expires_at=now + good_for if good_for else None,
    )
    Message.objects.bulk_create([message])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('hexian_outbox', '')")
    log.info("message queued", channel=channel, template=letter.template, request_id=actor.request_id)
    return message.id


def _vault() -> UUID:
    found = Vault.objects.first()
    if found is None:
        advisory("notices.vault")
        found = Vault.objects.first() or Vault.objects.create(subject=crypto.new_subject())
    return found.subject


def _lease(now: datetime) -> Message | None:
    with scope(_system(now)):
        row = (
            Message.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state__in=[MessageState.QUEUED, MessageState.FAILED], next_try_at__lte=now)
            .order_by("next_try_at")
            .first()
        )
        if row is not None:
            row.attempts += 1
            row.next_try_at = now + rules.LEASE
            row.save(update_fields=["attempts", "next_try_at"])
    return row


def _send(row: Message, now: datetime) -> None:
    if row.expires_at is not None and row.expires_at <= now:
        raise GiveUp("expired")
    with scope(_system(now)):
        address, body = crypto.open_many([(row.address or b"", row.subject), (row.body or b"", row.subject)])
        tray = DemoTray.objects.exists()
    if address is None or body is None:
        raise GiveUp("crypto.destroyed")
    letter = Letter.from_json(json.loads(body))
    if tray:
        _lay_into_tray(row, address, letter, now)
    else:
        channels.configured(Channel(row.channel)).send(address, letter, reference=str(row.id))


def _lay_into_tray(row: Message, address: str, letter: Letter, now: datetime) -> None:
    with scope(_system(now)):
        DemoMessage.objects.get_or_create(
            id=row.id, defaults={"channel": row.channel, "address": address, "text": letter.text, "at": now}
        )


def _put_off(row: Message, error: str, wait: float) -> None:
    now = timezone.now()
    again = rules.next_try(row.attempts, now, row.expires_at, wait)
    if again is None:
        worn_out = row.attempts > len(rules.PAUSES)
        _finish(row, MessageState.GIVEN_UP, error="too_often" if worn_out else "expired")
        return
    with scope(_system(now)):
        Message.objects.filter(id=row.id, attempts=row.attempts).update(
            state=MessageState.FAILED, next_try_at=again, error=error
        )
    log.warning("message put off", channel=row.channel, error=error, attempts=row.attempts)


def _finish(row: Message, state: MessageState, error: str = "") -> None:
    now = timezone.now()
    sent_at = now if state == MessageState.SENT else None
    with scope(_system(now)):
        Message.objects.filter(id=row.id).update(state=state, address=None, body=None, error=error, sent_at=sent_at)
    log.info("message done", channel=row.channel, state=state, error=error, attempts=row.attempts)


def _system(now: datetime) -> Actor:
    return Actor.system("messages", now)
