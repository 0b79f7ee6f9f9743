"""Read the trail: timelines, who looked at whom, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.foundation.access import scope, within
from hexian.foundation.actor import Actor
from hexian.foundation.audit import anchoring, rules
from hexian.foundation.audit.models import AuditEntry, Block, UnsealedEntry
from hexian.foundation.crypto import keyring
from hexian.foundation.crypto.anchors import Anchor
from hexian.foundation.crypto.keyfiles import KeyFolderError

#: Several looks at one page within this time are one look.
ONE_LOOK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold: the block's number (0 for none), what is wrong, and of which sort that is.

    `lacks_key`: the key to verify with is gone; `is_cut`: the chain does not reach what the key folder knows of.
    """

    block: int
    problem: str
    lacks_key: bool = False
    is_cut: bool = False


def digest(entry: AuditEntry) -> bytes:
    """The entry's digest, over every column."""
    fields: dict[str, Any] = {field.attname: getattr(entry, field.attname) for field in AuditEntry._meta.fields}
    fields["at"] = entry.at.isoformat()
    return rules.digest_entry(fields)


def entries_in_order(ids: Iterable[UUID | str]) -> list[AuditEntry]:
    """The entries with these ids, in the order in which they are digested."""
    return list(AuditEntry.objects.filter(id__in=list(ids)).order_by("at", "id"))


#: Acts over many people leave one entry for all of them; whoever writes such entries tells which ones name a person.
_BATCHES: dict[str, Callable[[int], Iterable[str]]] = {}


def register_batches(key: str, provider: Callable[[int], Iterable[str]]) -> None:
    """Let a room name the subjects of entries over many people, this person among them; asked as the system."""
    _BATCHES[key] = provider


def looks_at(person_id: int, limit: int = 100) -> list[AuditEntry]:
    """Who saw, opened, exported or changed this person's data, alone or with many, newest first; her own acts left out.

    Entries over many carry no person, so they are found as the system, through what the rooms say of her.
    """
    rows = AuditEntry.objects.filter(person_id=person_id).exclude(actor_person_id=person_id)
    alone = list(rows.order_by("-at", "id")[:limit])
    with scope(Actor.system("trail", timezone.now())):
        subjects = [subject for provider in _BATCHES.values() for subject in provider(person_id)]
        together = list(AuditEntry.objects.filter(subject_id__in=subjects, person_id__isnull=True)) if subjects else []
    return sorted([*alone, *together], key=lambda entry: (-entry.at.timestamp(), entry.id))[:limit]


def timeline(subject_id: str, limit: int = 100) -> list[AuditEntry]:
    """Everything that happened to one subject, newest first."""
    return list(AuditEntry.objects.filter(subject_id=str(subject_id)).order_by("-at", "id")[:limit])


def entries_for(actor: Actor, duty: str, former: Iterable[str] = ()) -> QuerySet[AuditEntry]:
    """The entries of the organisations the actor may audit, newest first; `former` codes are those they held before."""
    below = within("code", actor.subtrees_for(duty))
    return AuditEntry.objects.filter(below | Q(code__in=former)).order_by("-at", "id")


def unsealed() -> int:
    """How many entries wait for the sealer."""
    return UnsealedEntry.objects.count()


def verify() -> list[Fault]:
    """Recompute the whole chain; an empty list means that nothing was altered, removed, slipped in or cut off."""
    faults: list[Fault] = []
    previous = rules.GENESIS
    for number, block in enumerate(Block.objects.order_by("number").iterator(chunk_size=50), 1):
        faults.extend(_faults_of(block, number, previous))
        previous = bytes(block.mac)
    faults.extend(_strays())
    faults.extend(_cut())
    return faults


def sealed_since() -> datetime | None:
    """When the first block was sealed; a database put in the place of another begins later than the union did."""
    return Block.objects.order_by("number").values_list("sealed_at", flat=True).first()


def trail_standing() -> anchoring.Standing:
    """How far the trail is sealed here, and what the key folder knows that this database does not have."""
    return anchoring.standing()


def _faults_of(block: Block, number: int, previous: bytes) -> Iterator[Fault]:
    if block.number != number:
        yield Fault(block.number, _("前面少了一段"))
    if bytes(block.previous) != previous:
        yield Fault(block.number, _("和前一段接不上"))
    entries = entries_in_order(block.entry_ids)
    if len(entries) != len(block.entry_ids):
        yield Fault(block.number, _("少了 %(count)s 条记录") % {"count": len(block.entry_ids) - len(entries)})
    key = keyring.audit_key_named(block.key_id)
    if key is None:
        yield Fault(block.number, _("封存用的密钥 %(key)s 不在密钥文件夹里") % {"key": block.key_id}, lacks_key=True)
    elif rules.chain(bytes(block.previous), [digest(entry) for entry in entries], key) != bytes(block.mac):
        yield Fault(block.number, _("里面的记录和封存时不一样"))


def _strays() -> Iterator[Fault]:
    """Entries that are neither sealed nor waiting to be: the trigger was by-passed, or a waiting row removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_entry e"
            " WHERE NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry_id = e.id)"
            " AND NOT EXISTS (SELECT 1 FROM (SELECT unnest(entry_ids) AS id FROM audit_block) b WHERE b.id = e.id)"
        )
        (strays,) = cursor.fetchone() or (0,)
    if strays:
        yield Fault(0, _("%(count)s 条记录没有封存，也不在等待封存") % {"count": strays})


def _cut() -> Iterator[Fault]:
    """What lies with the keys about this chain, and is not in it."""
    try:
        found = anchoring.standing()
    except KeyFolderError as fault:
        yield Fault(0, str(fault), is_cut=True)
        return
    for lost in found.lost:
        yield Fault(lost.number, _cut_sentence(lost, found.last), is_cut=True)


def _cut_sentence(lost: Anchor, last: Anchor) -> str:
    told = {"lost": lost.number, "at": lost.sealed_at[:16].replace("T", " "), "last": last.number}
    if last.number < lost.number:
        return _("密钥文件夹记着封存到了第 %(lost)s 段（%(at)s UTC），库里只到第 %(last)s 段，后面的记录不见了") % told
    return _("密钥文件夹记着第 %(lost)s 段（%(at)s UTC 封存），库里的这一段不是同一段，从这里起被换过") % told
