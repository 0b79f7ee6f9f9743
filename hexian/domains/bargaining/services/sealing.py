"""The signed contract as a PDF, where certificates are supplied; and whether a PDF somebody brings was altered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services.scans import OWNER
from hexian.foundation import documents
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.documents import Certificate, Examined, Mark, Verdict

SIGNED = f"{OWNER}.signed"
#: How a text is printed to be signed: the room's `documents` says it, which stands above its services.
Printer = Callable[[Case, Draft], bytes]
_printer: Final[list[Printer]] = []


def print_with(printer: Printer) -> None:
    """Say how a text is printed; once, when the room is opened."""
    _printer[:] = [printer]


def certificate_of(side: str) -> Certificate | None:
    """With which certificate a side signs: its own, else the deployment's seal; None without any."""
    found = settings.SIGN_CERTIFICATES.get(side) or settings.SIGN_CERTIFICATES.get("seal")
    return Certificate(*found) if found else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed PDF as it is kept, and whose certificate signed it."""

    attachment: UUID
    certificate: str


def seal(case: Case, draft: Draft, side: str, mark: Mark, actor: Actor) -> Kept | None:
    """Sign the very text for a side, on top of the other side's signature; None where no certificate is supplied.

    Raises `Refused` with `seal.certificate`.
    """
    certificate = certificate_of(side)
    if certificate is None:
        return None
    content = signed_pdf(draft, actor) or _printer[0](case, draft)
    try:
        shown = replace(mark, stamp=_stamp(documents.held(certificate).holder, mark.name, actor))
        made, holder = documents.sign_pdf(content, certificate, shown)
    except documents.CannotSign as fault:
        raise Refused("seal.certificate", path=str(fault)) from fault
    with scope(Actor.system("seal", actor.now)):
        kept = attachments.keep_made(
            [made], owner_type=SIGNED, owner_id=case.public_id, code=case.code, actor=actor,
            name=f"{texts.contract_name(case.contract, case.special)}.pdf", kind=Kind.PDF,
        )  # fmt: skip
    return Kept(kept.public_id, holder)


def _stamp(holder: str, name: str, actor: Actor) -> bytes:
    """What a signature shows on the page: who, when, by which means."""
    at = timezone.localtime(actor.now)
    lines = [
        str(_("已电子签名：%(name)s")) % {"name": name},
        texts.means(holder),
        f"{at.year}年{at.month}月{at.day}日{at:%H:%M}",
    ]
    return documents.render("signature-stamp", {"lines": lines, "dated": at.date().isoformat()})


def signed_pdf(draft: Draft, actor: Actor) -> bytes | None:
    """The text as signed so far, with certificates; None where nobody has."""
    signed = draft.signatures.filter(form=Form.ELECTRONIC, attachment__isnull=False).exclude(certificate="")
    row = signed.order_by("-at", "-pk").first()
    return _bytes(row.attachment, actor) if row is not None and row.attachment is not None else None


def is_sealed(draft: Draft) -> bool:
    """Whether both chiefs have signed the very text with certificates."""
    signed = draft.signatures.filter(form=Form.ELECTRONIC).exclude(certificate="")
    return signed.count() == len(Side)


def _bytes(public_id: UUID, actor: Actor) -> bytes | None:
    """A file both sides share, whichever of them kept it."""
    with scope(Actor.system("seal", actor.now)):
        found = files.find(public_id)
        return b"".join(files.stream(found)) if found is not None else None


def check_unaltered(scan: UUID, actor: Actor) -> None:
    """A page that comes as a signed PDF is as it was signed. Raises `Refused` with `seal.altered`."""
    content = _bytes(scan, actor) or b""
    # A photograph, or a page scanned without a signature in it, says nothing either way.
    if b"/ByteRange" in content and examined(content).verdict is Verdict.ALTERED:
        raise Refused("seal.altered")


def examined(content: bytes) -> Examined:
    """A PDF looked at, by the issuers this deployment trusts. Raises `Refused` with `seal.not_a_pdf`."""
    try:
        return documents.examine_pdf(content, settings.SIGN_ROOTS)
    except documents.NoPdf as fault:
        raise Refused("seal.not_a_pdf") from fault
