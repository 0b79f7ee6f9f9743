"""Signed and sealed pages as photos or scans, and forgetting the numbers of those who signed up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.founding import access
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Channel, Document
from hexian.foundation import audit, crypto
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.attachments.services import Readable

OWNER = "founding.case"
PAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.PDF})


def owner_of(document: Document) -> str:
    """Under which name the scans of one document are kept."""
    return f"{OWNER}.{document}"


@transaction.atomic
def keep_scan(case_id: UUID, document: str, file: Readable, *, actor: Actor, name: str = "") -> Attachment:
    """Keep a photo or scan of a signed page, from either side. Raises `attachments.*`, `Case.DoesNotExist`."""
    both = access.cases_to_work_on(actor) | access.cases_to_decide(actor)
    case = both.get(public_id=case_id)
    kept = attachments.keep(
        file, owner_type=owner_of(Document(document)), owner_id=case.public_id, code=case.code, actor=actor, name=name,
        kinds=PAGES,
    )  # fmt: skip
    audit.record(FoundingEvent.SCAN_KEPT, case, actor=actor, code=case.code, document=document)
    return kept


def check_scanned(case: Case, document: Document, channel: str) -> None:
    """Who goes the way of paper has sent the signed page. Raises `founding.scan_missing` (`document`)."""
    if channel == Channel.PAPER and not files.of(owner_of(document), case.public_id):
        raise Refused("founding.scan_missing", document=document)


def forget_numbers(case: Case) -> None:
    """Nobody needs the identity numbers any more: they open nowhere from now on (个保法 47)."""
    rows = case.intents.filter(id_sealed__isnull=False)
    subjects = list(rows.values_list("subject", flat=True))
    rows.update(id_sealed=None, id_index=None)
    if subjects:
        crypto.destroy(*subjects)
