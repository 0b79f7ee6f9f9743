"""Signed and sealed pages as photos or scans: sheets of signatures, tally reports, resolutions."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.decisions import access
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.rules import Document
from hexian.domains.decisions.services import reaching
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.attachments.services import Readable

OWNER = "decisions.sitting"
PAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.PDF})


def owner_of(document: str) -> str:
    """Under which name the scans of one document are kept."""
    return f"{OWNER}.{document}"


@transaction.atomic
def keep_scan(sitting_id: UUID, document: str, file: Readable, *, actor: Actor, name: str = "") -> Attachment:
    """Keep a photo or scan of a signed page of a sitting.

    Raises `Refused` with `decisions.document_unknown`, `attachments.*`; `Sitting.DoesNotExist` out of reach.
    """
    if document not in list(Document):
        raise Refused("decisions.document_unknown")
    sitting = access.sittings_run(actor).select_related("body").get(public_id=sitting_id)
    kept = attachments.keep(
        file, owner_type=owner_of(document), owner_id=sitting.public_id, code=sitting.body.code, actor=actor,
        name=name, kinds=PAGES,
    )  # fmt: skip
    reaching.write(DecisionEvent.SCAN_KEPT, sitting, sitting.body, actor, document=document)
    return kept


def check_scanned(sitting_id: UUID, document: Document) -> None:
    """Who goes the way of paper has kept the signed page. Raises `decisions.scan_missing` (`document`)."""
    if not files.of(owner_of(document), sitting_id):
        raise Refused("decisions.scan_missing", document=document)
