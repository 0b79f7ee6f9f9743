"""What is printed: typst templates filled with data, as PDF/A with the fonts that come along.

Worked example: `render("poster", {"union": "长河街道骑手工会（演示）", "qr_url": "https://…/j/K7Q2MD", …})` gives one
A4 page whose QR code opens that address.  A `#` in a name prints as `#`: data reach typst as values, never as markup.
"""

from hexian.foundation.documents.fonts import missing_glyphs
from hexian.foundation.documents.rendering import TEMPLATES, UnknownTemplate, render, render_apart, text_hash
from hexian.foundation.documents.shapes import (
    ApplicationData,
    BodyResult,
    DossierData,
    ElectionReportData,
    FoundingRequestData,
    GroupMember,
    LegalPersonData,
    LetterData,
    MemberCardData,
    Name,
    NamesData,
    PosterData,
    ResolutionData,
    RosterData,
    RosterLine,
    SignInLine,
    VoteLine,
)

__all__ = [
    "TEMPLATES",
    "ApplicationData",
    "BodyResult",
    "DossierData",
    "ElectionReportData",
    "FoundingRequestData",
    "GroupMember",
    "LegalPersonData",
    "LetterData",
    "MemberCardData",
    "Name",
    "NamesData",
    "PosterData",
    "ResolutionData",
    "RosterData",
    "RosterLine",
    "SignInLine",
    "UnknownTemplate",
    "VoteLine",
    "missing_glyphs",
    "render",
    "render_apart",
    "text_hash",
]
