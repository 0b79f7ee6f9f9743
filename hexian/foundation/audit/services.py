"""Write entries in the act's own transaction; seal committed ones into blocks a few seconds later.

A chain row by row would make every writer wait for the last; so entries are written unchained, and one sealer at a time
takes whatever has been committed.  An entry that is neither sealed nor waiting has been tampered with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from hexian.foundation.access import at_once, scope
from hexian.foundation.actor import Actor, OfficeHeld
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.audit import anchoring, queries, rules
from hexian.foundation.audit.models import AuditEntry, Block
from hexian.foundation.crypto import keyring
from hexian.foundation.crypto.keyfiles import KeyFolderError
from hexian.foundation.locks import advisory, try_advisory

#: One block holds at most so many entries; more wait for the next.
BLOCK_SIZE = 5_000


@dataclass(frozen=True, slots=True)
class Look:
    """An officer's look at a person's data, written once the read-only transaction that showed them has ended."""

    subject: object
    code: str
    person_id: int | None  # none is known yet of somebody who only signed up
    duty: str


def record(
    event: str,
    subject: object = None,
    *,
    actor: Actor,
    code: str = "",
    person_id: int | None = None,
    duty: str = "",
    **facts: Any,
) -> None:
    """Write who did what to which subject, and whose data (`person_id`) it was.

    `facts` hold ids, codes, counts and sums in fen, never personal data in the clear.  The row has a key made here and
    is inserted without RETURNING: the writer need not be allowed to read it back.
    """
    entry = _entry(event, subject, actor=actor, code=code, person_id=person_id, duty=duty, facts=facts)
    AuditEntry.objects.bulk_create([entry])


def record_many(
    event: str,
    subjects: Iterable[tuple[object, int | None]],
    *,
    actor: Actor,
    code: str = "",
    duty: str = "",
    **facts: Any,
) -> int:
    """Write one act over many subjects, each with the person whose data it was, in few statements; returns how many."""
    entries = [
        _entry(event, subject, actor=actor, code=code, person_id=person_id, duty=duty, facts=facts)
        for subject, person_id in subjects
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=1_000)
    return len(entries)


def _entry(
    event: str,
    subject: object,
    *,
    actor: Actor,
    code: str,
    person_id: int | None,
    duty: str,
    facts: dict[str, Any],
) -> AuditEntry:
    own = person_id is not None and person_id == actor.person_id
    # Where no duty is named, she acts as an officer of the place, unless it is about herself.
    office = actor.office_for(duty, code) if duty else actor.acting or (None if own else actor.office_over(code))
    title = f"{office.org_name} · {office.title}" if office else ""
    return AuditEntry(
        at=actor.now,
        event=event,
        actor_person_id=actor.person_id,
        actor_name=_name(actor, office, own=own),
        office=title,
        request_id=actor.request_id,
        code=code,
        person_id=person_id,
        subject_type=_type_of(subject),
        subject_id=_id_of(subject),
        facts=facts,
        shifted=actor.shifted,
    )


def _type_of(subject: object) -> str:
    return type(subject).__name__.lower() if subject is not None else ""


def _id_of(subject: object) -> str:
    return str(getattr(subject, "public_id", subject or ""))


def _name(actor: Actor, office: OfficeHeld | None, *, own: bool) -> str:
    """The name that stays when the person is gone: an officer's, who answers for what she did in office; a program's.

    Whoever acts for herself is known by her id alone: nothing of her is left here once she is erased (个保法 47).
    An officer may act beyond her own offices: a member's card is read at any window.
    """
    in_office = office is not None or (bool(actor.held) and not own)
    return actor.name if actor.is_system or in_office else ""


_FIELDS = AuditEntry._meta.concrete_fields
_LOOK = f"""
    INSERT INTO audit_entry ({", ".join(str(field.column) for field in _FIELDS)})
    SELECT {", ".join("%s" for _ in _FIELDS)}
    WHERE NOT EXISTS (
        SELECT FROM audit_entry WHERE subject_id = %s AND at > %s AND event = %s AND subject_type = %s
        AND actor_person_id IS NOT DISTINCT FROM %s AND person_id IS NOT DISTINCT FROM %s)
"""  # noqa: S608 - the columns are the model's own


def record_view(subject: object, *, actor: Actor, code: str, person_id: int | None, duty: str) -> None:
    """Write that an officer looked at a person's page, at most once in ten minutes for the same eyes and page.

    Every page about a person ends with this: asked and written in one message to the server.
    """
    if person_id is not None and actor.person_id == person_id:
        return
    entry = _entry("person.viewed", subject, actor=actor, code=code, person_id=person_id, duty=duty, facts={})
    written = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _FIELDS]
    same = [entry.subject_id, actor.now - queries.ONE_LOOK, entry.event, entry.subject_type, actor.person_id, person_id]
    with connection.cursor() as cursor:
        at_once(cursor, actor, _LOOK, [*written, *same])


def record_looks(looks: Iterable[Look], *, actor: Actor) -> None:
    """Write the looks a request has taken, each by itself, in the actor's own scope. For doors."""
    for look in looks:
        record_view(look.subject, actor=actor, code=look.code, person_id=look.person_id, duty=look.duty)


def seal_block() -> int:
    """Chain the committed entries that wait; returns how many were sealed. Only one sealer works at a time.

    Another that finds it at work leaves it to it: were that one asleep, its pulse would hang with it.
    """
    now = timezone.now()
    with scope(Actor.system("sealer", now)):
        if not try_advisory("audit.seal"):
            return 0
        waiting = _take_waiting()
        entries = queries.entries_in_order(waiting)
        if not entries:
            return 0
        last = Block.objects.order_by("-number").first()
        previous = bytes(last.mac) if last else rules.GENESIS
        key_id, key = keyring.audit_key()
        Block.objects.create(
            number=last.number + 1 if last else 1,
            sealed_at=now,
            entry_ids=[entry.id for entry in entries],
            previous=previous,
            mac=rules.chain(previous, [queries.digest(entry) for entry in entries], key),
            key_id=key_id,
        )
        anchoring.follow()
    return len(entries)


def accept_end(*, actor: Actor) -> anchoring.Standing:
    """Take the chain as it stands here for whole, though the key folder may know of later blocks; says which.

    For a restored backup, or a fault that has been looked into: what is given up is written into the trail.
    """
    with scope(actor):
        advisory("audit.seal")
        try:
            found = anchoring.standing()
        except KeyFolderError:
            found = anchoring.Standing(anchoring.last(), ())
            record("keys.anchor_reset", "trail", actor=actor, code=ROOT_CODE, to=found.last.number)
        for lost in found.lost:
            facts: dict[str, Any] = {"block": lost.number, "sealed_at": lost.sealed_at, "to": found.last.number}
            record("keys.anchor_reset", "trail", actor=actor, code=ROOT_CODE, **facts)
    anchoring.put(found.last)
    return found


def _take_waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM audit_unsealed WHERE entry_id IN "
            "(SELECT entry_id FROM audit_unsealed LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING entry_id",
            [BLOCK_SIZE],
        )
        return [row[0] for row in cursor.fetchall()]
