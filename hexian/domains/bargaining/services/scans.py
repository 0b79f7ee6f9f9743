"""Signed and sealed pages as photos or scans: every step has its paper form."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.services import moving
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.attachments.services import Readable

OWNER = "bargaining.case"
PAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.PDF})


@transaction.atomic
def keep_paper(case_id: UUID, document: str, file: Readable, *, actor: Actor, name: str = "") -> Attachment:
    """Keep a photo or scan of a page of a case, by whoever takes part. Raises `attachments.*`, `Case.DoesNotExist`."""
    return keep_page(access.cases_taking_part(actor).get(public_id=case_id), document, file, actor, name)


def keep_page(case: Case, document: str, file: Readable, actor: Actor, name: str = "") -> Attachment:
    """As `keep_paper`, of a case that is at hand. Raises `attachments.*`."""
    kept = attachments.keep(
        file, owner_type=f"{OWNER}.{document[:40]}", owner_id=case.public_id, code=case.code, actor=actor, name=name,
        kinds=PAGES,
    )  # fmt: skip
    moving.note(case, actor, BargainingEvent.SCAN_KEPT, document=document[:40])
    return kept


def check_paper(case: Case, scan: UUID, document: str, actor: Actor) -> None:
    """A scan proves something of its own case and of its own sort, nothing else. Raises `scan.not_here` (`paper`).

    What the other side keeps is not hers to list: the program looks.
    """
    with scope(Actor.system("scans", actor.now)):
        kept = files.find(scan)
    if kept is None or kept.owner_id != case.public_id or kept.owner_type != f"{OWNER}.{document}":
        raise Refused("scan.not_here", paper=document)
