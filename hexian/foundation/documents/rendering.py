"""From a template and data to a PDF/A, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
import typst

from hexian.foundation.documents import fonts
from hexian.foundation.documents.manuscripts import MANUSCRIPTS
from hexian.foundation.documents.press import Press
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
from hexian.foundation.documents.shapes_bargaining import BARGAINING
from hexian.foundation.documents.shapes_contract import CONTRACTS
from hexian.foundation.documents.shapes_ledger import LEDGER

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
    **BARGAINING,
    **CONTRACTS,
    **LEDGER,
    "legal-person": LegalPersonData.__required_keys__,
    "dossier": DossierData.__required_keys__,
    "roster": RosterData.__required_keys__,
    "sitting-notice": SittingNoticeData.__required_keys__,
    "sign-in": SignInData.__required_keys__,
    "ballots": BallotsData.__required_keys__,
    "tally": TallyData.__required_keys__,
    "congress-resolution": CongressResolutionData.__required_keys__,
}
# A page runs after the page before it: more threads would only wait for one another, and count as work.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
#: Printers' mark for a character that no font has.
GETA = "〓"
_LONG_RUN = re.compile(r"[!-~]{40,}")
_TENS = re.compile(r".{1,10}")
#: Archivable, and readable by a screen reader (ISO 19005-2, level A).
STANDARD: Final = "a-2a"


class UnknownTemplate(LookupError):  # noqa: N818 - it says what is unknown
    """No such template, or data that lack what it needs; a fault of the program, not of its user."""


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The filled template as PDF/A-2a.

    A character that no font has prints as 〓, and a line at the foot asks to write it in by hand.
    Set here, or beside this process once it has asked for that (`print_beside`).  Raises `UnknownTemplate` when the
    template does not exist or a key it needs is missing.
    """
    check(template, data)
    return _beside[0].print(template, data) if _beside else set_here(template, data)


_beside: list[Press] = []


def print_beside(press: Press | None = None) -> None:
    """From now on this process has its prints set by another: for web workers, which are many and long-lived."""
    _beside[:] = [press or Press()]


def print_here() -> None:
    """Set prints in this process again."""
    for press in _beside:
        press.close()
    _beside.clear()


def set_here(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF, set in this very process."""
    places = fonts.folders()
    pdf: Any = _typesetter(template, places).compile(
        format="pdf", sys_inputs=inputs(template, data, places), pdf_standards=STANDARD, timestamp=stamp(data)
    )
    return bytes(pdf)


_mine = threading.local()


def _typesetter(template: str, places: tuple[Path, ...]) -> typst.Compiler:
    """Typst with the template read: it stays so for the next, and belongs to one thread."""
    known: dict[tuple[str, tuple[Path, ...]], typst.Compiler] = _mine.__dict__.setdefault("typesetters", {})
    if (template, places) not in known:
        known[template, places] = typst.Compiler(
            FOLDER / f"{template}.typ",
            root=FOLDER,
            font_paths=fonts.book(places),
            ignore_system_fonts=True,
            # templates import nothing from outside, and could not
            package_path=FOLDER / "none",
            package_cache_path=FOLDER / "none",
        )
    return known[template, places]


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


def render_word(template: str, data: Mapping[str, Any]) -> bytes:
    """The document as .docx, to be edited: the words of the PDF, for the templates that have a manuscript.

    Made where PDFs are set.  Raises `UnknownTemplate` as `render` does, and for a template that leaves only as PDF.
    """
    check(template, data)
    if template not in MANUSCRIPTS:
        raise UnknownTemplate(f"{template} leaves as PDF only")
    return _beside[0].print(template, data, "word") if _beside else word_here(template, data)


def word_here(template: str, data: Mapping[str, Any]) -> bytes:
    """The .docx, made in this very process."""
    # the library and its XML parser take memory that most processes never need
    from hexian.foundation.documents import word  # noqa: PLC0415

    said = cleaned({**data, **MANUSCRIPTS[template].set_out(data)}, frozenset())
    return word.bytes_of(template, said, proof(text_hash(template, data)))


def proof(digest: str) -> str:
    """The first twelve digits as they are printed, four and four."""
    digits = digest[:12].upper()
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def text_hash(template: str, data: Mapping[str, Any]) -> str:
    """SHA-256 over what is said, in hex: any changed word changes it; the first twelve digits are printed.

    Over template and data; for a document with a manuscript over its words alone, so that the draft a congress passed
    and the contract that is signed carry the same code when their texts are the same.
    """
    check(template, data)
    said = MANUSCRIPTS[template].words(data) if template in MANUSCRIPTS else data
    words = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode()
    sources = b"" if template in MANUSCRIPTS else sources_digest()
    return hashlib.sha256(template.encode() + b"\0" + sources + words).hexdigest()


@lru_cache(maxsize=1)
def sources_digest() -> bytes:
    """Over every template: a word changed in one is another text."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.typ")))).digest()


def check(template: str, data: Mapping[str, Any]) -> None:
    """Refuse an unknown template and data that lack a key."""
    if template not in TEMPLATES:
        raise UnknownTemplate(f"no template {template!r}")
    lacking = sorted(key for key in TEMPLATES[template] if key not in data)
    if lacking:
        raise UnknownTemplate(f"{template} needs {', '.join(lacking)}")


def inputs(template: str, data: Mapping[str, Any], places: tuple[Path, ...]) -> dict[str, str]:
    """What the template reads: cleaned data, the QR code, the fonts there are, the characters there are not."""
    said = {**data, **MANUSCRIPTS[template].set_out(data)} if template in MANUSCRIPTS else dict(data)
    words = "".join(texts_in(said))
    missing = fonts.missing_glyphs(words)
    values = cleaned(said, frozenset(missing), words)
    # a run across two texts is found as well, and breaks nothing in either
    if _LONG_RUN.search(words):
        values = mapped(values, breakable)
    values["missing"] = [f"U+{ord(char):04X}" for char in missing]
    values["hash"] = text_hash(template, data)[:12]
    if "qr_url" in data:
        values["qr"], values["qr_url"] = qr_svg(str(data["qr_url"])), str(data["qr_url"])
    return {"data": json.dumps(values, ensure_ascii=False), "fonts": families_json(places)}


@lru_cache(maxsize=4)
def families_json(places: tuple[Path, ...]) -> str:
    """The families of each role, as templates read them."""
    return json.dumps(fonts.families(places))


def texts_in(value: object) -> list[str]:
    """Every text inside nested data, as it is read."""
    found: list[str] = []
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, Mapping):
            parts.extend(reversed(list(part.values())))
        elif isinstance(part, list | tuple):
            parts.extend(reversed(part))
    return found


def cleaned(value: Any, missing: frozenset[str], words: str | None = None) -> Any:
    """The data with characters no font has as 〓, and silent ones gone; `words` are all its texts where known."""
    chars = set("".join(texts_in(value)) if words is None else words)
    odd = {char: GETA if char in missing else None for char in chars if char in missing or is_dropped(char)}
    table = str.maketrans(odd)
    return mapped(value, lambda text: text.translate(table)) if odd else value


def is_dropped(char: str) -> bool:
    """Whether a character goes without a trace; a new line stays."""
    return char != "\n" and fonts.is_silent(char)


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Nested data with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: mapped(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(part, change) for part in value]
    return value


def breakable(text: str) -> str:
    """A text whose long runs of Latin letters or figures may break: typst would set them over the edge of the page."""
    return _LONG_RUN.sub(lambda run: "\u200b".join(_TENS.findall(run[0])), text)


def qr_svg(address: str) -> str:
    """A QR code that still reads with a corner torn off (error correction H), as SVG with its quiet zone."""
    sheet = io.BytesIO()
    segno.make_qr(address, error="h").save(sheet, kind="svg", border=4, xmldecl=False, nl=False, dark="#151a21")
    return sheet.getvalue().decode()


def stamp(data: Mapping[str, Any]) -> datetime:
    """The moment in the metadata: the document's own date, so that printing twice gives the same bytes."""
    day = date.fromisoformat(str(data.get("dated") or "2026-01-01"))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
