"""From a template and data to a PDF/A, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst

from hexian.foundation.documents import fonts
from hexian.foundation.documents.shapes import (
    ApplicationData,
    BallotsData,
    CongressResolutionData,
    DossierData,
    ElectionReportData,
    FoundingRequestData,
    LegalPersonData,
    LetterData,
    MemberCardData,
    NamesData,
    PosterData,
    ResolutionData,
    RosterData,
    SignInData,
    SittingNoticeData,
    TallyData,
)

FOLDER = Path(__file__).parent / "typst"
#: Template → the keys it cannot do without.
TEMPLATES: dict[str, frozenset[str]] = {
    "poster": PosterData.__required_keys__,
    "resolution": ResolutionData.__required_keys__,
    "names": NamesData.__required_keys__,
    "application": ApplicationData.__required_keys__,
    "letter": LetterData.__required_keys__,
    "member-card": MemberCardData.__required_keys__,
    "founding-request": FoundingRequestData.__required_keys__,
    "election-report": ElectionReportData.__required_keys__,
    "legal-person": LegalPersonData.__required_keys__,
    "dossier": DossierData.__required_keys__,
    "roster": RosterData.__required_keys__,
    "sitting-notice": SittingNoticeData.__required_keys__,
    "sign-in": SignInData.__required_keys__,
    "ballots": BallotsData.__required_keys__,
    "tally": TallyData.__required_keys__,
    "congress-resolution": CongressResolutionData.__required_keys__,
}
#: Printers' mark for a character that no font has.
GETA = "〓"
#: Archivable, and readable by a screen reader (ISO 19005-2, level A).
STANDARD: Final = "a-2a"


class UnknownTemplate(LookupError):  # noqa: N818 - it says what is unknown
    """No such template, or data that lack what it needs; a fault of the program, not of its user."""


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The filled template as PDF/A-2a.

    A character that no font has prints as 〓, and a line at the foot asks to write it in by hand.
    Raises `UnknownTemplate` when the template does not exist or a key it needs is missing.
    """
    check(template, data)
    places = fonts.folders()
    pdf = typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=fonts.book(places),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs(template, data, places),
        pdf_standards=STANDARD,
        timestamp=stamp(data),
        # templates import nothing from outside, and could not
        package_path=FOLDER / "none",
        package_cache_path=FOLDER / "none",
    )
    return bytes(pdf)


def render_apart(template: str, data: Mapping[str, Any]) -> bytes:
    """As `render`, in a process of its own: typst keeps what large prints took for some prints on.

    For jobs that print thousands of lines again and again.  Raises `CalledProcessError` when the process fails.
    """
    check(template, data)
    done = subprocess.run(
        [sys.executable, "-m", "hexian.foundation.documents", template],
        input=json.dumps(data, ensure_ascii=False).encode(), stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return done.stdout


def text_hash(template: str, data: Mapping[str, Any]) -> str:
    """SHA-256 over template and data, in hex: any changed word changes it; the first twelve digits are printed."""
    check(template, data)
    sources = b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.typ")))
    words = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()
    return hashlib.sha256(template.encode() + b"\0" + hashlib.sha256(sources).digest() + words).hexdigest()


def check(template: str, data: Mapping[str, Any]) -> None:
    """Refuse an unknown template and data that lack a key."""
    if template not in TEMPLATES:
        raise UnknownTemplate(f"no template {template!r}")
    lacking = sorted(key for key in TEMPLATES[template] if key not in data)
    if lacking:
        raise UnknownTemplate(f"{template} needs {', '.join(lacking)}")


def inputs(template: str, data: Mapping[str, Any], places: tuple[Path, ...]) -> dict[str, str]:
    """What the template reads: cleaned data, the QR code, the fonts there are, the characters there are not."""
    missing = fonts.missing_glyphs("".join(texts_in(data)))
    values = cleaned(dict(data), frozenset(missing))
    values["missing"] = [f"U+{ord(char):04X}" for char in missing]
    values["hash"] = text_hash(template, data)[:12]
    if "qr_url" in data:
        values["qr"] = qr_svg(str(data["qr_url"]))
    return {"data": json.dumps(values, ensure_ascii=False), "fonts": json.dumps(fonts.families(places))}


def texts_in(value: object) -> list[str]:
    """Every text inside nested data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in texts_in(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts_in(part)]
    return []


def cleaned(value: Any, missing: frozenset[str]) -> Any:
    """The data with characters no font has as 〓, and silent ones gone."""
    if isinstance(value, str):
        kept = (GETA if char in missing else char for char in value if char == "\n" or not fonts.is_silent(char))
        return "".join(kept)
    if isinstance(value, Mapping):
        return {key: cleaned(part, missing) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part, missing) for part in value]
    return value


def qr_svg(address: str) -> str:
    """A QR code that still reads with a corner torn off (error correction H), as SVG with its quiet zone."""
    sheet = io.BytesIO()
    segno.make_qr(address, error="h").save(sheet, kind="svg", border=4, xmldecl=False, nl=False, dark="#151a21")
    return sheet.getvalue().decode()


def stamp(data: Mapping[str, Any]) -> datetime:
    """The moment in the metadata: the document's own date, so that printing twice gives the same bytes."""
    day = date.fromisoformat(str(data.get("dated") or "2026-01-01"))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
