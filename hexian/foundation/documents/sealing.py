"""PDFs signed with a certificate, and whether a character of one was changed since (电子签名法 13).

The library and what it draws along take 0.8 s and 40 MB to load: only who signs or checks a PDF pays for them.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

#: Where a print keeps room for a signature's appearance, a link says so: this, and whose; it goes when fields come.
RESERVED = "hexian-sign:"
#: A signature with its certificate and chain takes less; what is not needed stays empty in the file.
ROOM = 16_384
#: What one checks is a contract, not a library.
LARGEST = 30 * 1024 * 1024
_PDF = b"%PDF-"
#: Whose room is whose field.
_FIELDS = {"workers": "hexian-worker", "employer": "hexian-employer"}


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where a certificate with its key lies (PKCS#12), and the file its passphrase stands in; both outside the home."""

    path: Path
    passphrase: Path | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a signature says: its place in the file, who signed, and why."""

    field: str
    name: str
    reason: str
    stamp: bytes = b""  # a page of PDF: what the signature shows where the print keeps room for it


@dataclass(frozen=True, slots=True)
class Held:
    """What a certificate says of itself: its holder, and between which moments it holds."""

    holder: str
    since: datetime
    until: datetime


class CannotSign(Exception):  # noqa: N818 - it says what cannot be done
    """A certificate that cannot be opened: no such file, another passphrase, no PKCS#12. Its message is the file."""


class NoPdf(Exception):  # noqa: N818 - it says what it is
    """What was brought to be looked at is no PDF, or larger than any contract (`LARGEST`, bytes)."""


class Verdict(StrEnum):
    """What is known of a PDF."""

    WHOLE = "whole"  # signed, and as it was signed
    ALTERED = "altered"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature in a PDF: whose, when as the signer says, whether it holds, whether its issuer is trusted here."""

    field: str
    name: str
    holder: str
    reason: str
    at: datetime | None
    is_whole: bool
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """A PDF looked at: the verdict, and its signatures in their order."""

    verdict: Verdict
    signatures: tuple[Signed, ...] = ()


def held(certificate: Certificate) -> Held:
    """Whom a certificate is made out to, and from when until when it holds. Raises `CannotSign`."""
    found = _signer(certificate).signing_cert
    return Held(_holder(found), found.not_valid_before, found.not_valid_after)


def sign_pdf(pdf: bytes, certificate: Certificate, mark: Mark) -> tuple[bytes, str]:
    """The PDF with one more signature, appended without touching what stands there, and whose certificate it was.

    It shows its stamp in the room the print keeps for its field (`hexian-worker` in that of «hexian-sign:workers»),
    and nothing where there is none.  Raises `CannotSign`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    signer = _signer(certificate)
    about = signers.PdfSignatureMetadata(
        field_name=mark.field, name=mark.name, reason=mark.reason, md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    with _quiet(), _shown(mark.stamp) as style:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        _reserve(writer)
        known = [name for name, _value, _field in fields.enumerate_sig_fields(writer)]
        place = None if mark.field in known else fields.SigFieldSpec(mark.field)
        looks = {"stamp_style": style} if style is not None and place is None else {}
        made = signers.PdfSigner(about, signer, new_field_spec=place, **looks).sign_pdf(writer, bytes_reserved=ROOM)
    return bytes(made.getvalue()), _holder(signer.signing_cert)


def _reserve(writer: Any) -> None:
    """Empty fields in the rooms a print keeps, before anybody has signed; the marks of the rooms go."""
    from pyhanko.pdf_utils.generic import ArrayObject  # noqa: PLC0415
    from pyhanko.sign import fields  # noqa: PLC0415

    for number in range(int(writer.root["/Pages"]["/Count"])):
        page = writer.find_page_for_modification(number)[0].get_object()
        marks = page.get("/Annots", ())
        rooms = {index: found for index, mark in enumerate(marks) if (found := _room(mark.get_object()))}
        if not rooms:
            continue
        page["/Annots"] = ArrayObject(raw for index, raw in enumerate(marks) if index not in rooms)
        writer.update_container(page)
        for index, field in rooms.items():
            box = tuple(round(float(side)) for side in marks[index].get_object()["/Rect"])
            fields.append_signature_field(writer, fields.SigFieldSpec(field, on_page=number, box=box))


def _room(mark: Any) -> str:
    """The field a room is kept for; nothing for any other annotation."""
    address = str(mark.get("/A", {}).get("/URI", ""))
    return _FIELDS.get(address.removeprefix(RESERVED), "") if address.startswith(RESERVED) else ""


@contextmanager
def _shown(stamp: bytes) -> Iterator[Any]:
    """A signature's appearance out of a page of PDF; None for none."""
    from pyhanko.pdf_utils.content import ImportedPdfPage  # noqa: PLC0415
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415

    if not stamp:
        yield None
        return
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(stamp)
        file.flush()
        yield StaticStampStyle(border_width=0, background=ImportedPdfPage(file.name), background_opacity=1.0)


def _signer(certificate: Certificate) -> Any:
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    try:
        secret = certificate.passphrase.read_bytes().strip() if certificate.passphrase else None
        with _quiet():
            return SimpleSigner.load_pkcs12_data(certificate.path.read_bytes(), other_certs=[], passphrase=secret)
    except (OSError, ValueError) as fault:
        raise CannotSign(certificate.path.name) from fault


def _holder(found: Any) -> str:
    """The name a certificate is made out to."""
    names = found.subject.native
    return str(names.get("common_name") or names.get("organization_name") or found.subject.human_friendly)


def examine_pdf(pdf: bytes, roots: Path | None = None) -> Examined:
    """Whether a PDF is as it was signed; `roots` are certificates (PEM) of issuers trusted here.

    Raises `NoPdf`.
    """
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    if len(pdf) > LARGEST or not pdf.startswith(_PDF):
        raise NoPdf
    try:
        with _quiet():
            found = list(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures)
            signatures = [_looked_at(each, roots, is_last=each is found[-1]) for each in found]
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        # What no longer reads as a PDF was one when it was signed.
        return Examined(Verdict.ALTERED if b"/ByteRange" in pdf else Verdict.UNSIGNED)
    if not signatures:
        return Examined(Verdict.UNSIGNED)
    whole = all(each.is_whole for each in signatures)
    return Examined(Verdict.WHOLE if whole else Verdict.ALTERED, tuple(signatures))


def _looked_at(found: Any, roots: Path | None, *, is_last: bool) -> Signed:
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=_certificates(roots), allow_fetching=False)
    status = validate_pdf_signature(found, signer_validation_context=context)
    # A later signature fills in its own field and nothing else; behind the last one nothing stands.
    later = status.modification_level or ModificationLevel.OTHER
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE or not is_last
    return Signed(
        field=str(found.field_name), name=str(found.sig_object.get("/Name", "")), holder=_holder(status.signing_cert),
        reason=str(found.sig_object.get("/Reason", "")), at=found.self_reported_timestamp,
        is_whole=bool(status.intact and status.valid and covers and later <= ModificationLevel.FORM_FILLING),
        is_trusted=bool(status.trusted),
    )  # fmt: skip


def _certificates(roots: Path | None) -> Sequence[Any]:
    from asn1crypto import pem, x509  # noqa: PLC0415

    if roots is None or not roots.is_file():
        return []
    return [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(roots.read_bytes(), multiple=True)]


@contextmanager
def _quiet() -> Iterator[None]:
    """The library logs what it finds wrong with a certificate; the verdict says so already."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    former = [each.disabled for each in loggers]
    for each in loggers:
        each.disabled = True
    try:
        yield
    finally:
        for each, was in zip(loggers, former, strict=True):
            each.disabled = was
