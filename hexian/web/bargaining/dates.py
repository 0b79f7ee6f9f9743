"""The dates of a case explained, and as a calendar other programs read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, texts
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules.states import IN_FORCE
from hexian.foundation.clock.rules import last_day
from hexian.web.bargaining import showing
from hexian.web.bargaining.shared import (
    page_of,
    shown,
)
from hexian.web.screen import ActorRequest, screen

# — Dates —


@screen()
def dates(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every date: event, rule, article, days skipped, version of law."""
    page = page_of(request, case_id)
    context = {
        **shown(request, page), "rows": showing.explained(queries.dates(page.case, request.actor.now)),
        "fixed": showing.fixed(queries.fixed_dates(page.case)), "no_clock": showing.no_clock(page),
        "grade": queries.grade_law(page.case), "law_of": queries.law_day(page),
    }  # fmt: skip
    return render(request, "bargaining/dates.html", context)


@screen()
def calendar(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The case's dates for a calendar program (iCalendar, RFC 5545)."""
    page = page_of(request, case_id)
    url = f"{settings.PUBLIC_URL}{reverse('bargaining:dates', args=[case_id])}"
    response = HttpResponse(
        ics(list(_entries(page, url, request.actor.now)), request.actor.now),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{page.row.public_id}.ics"'
    return response


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: a whole day, or a moment; what it is, and why it is then."""

    uid: str
    words: str
    at: datetime | date
    why: str
    url: str
    place: str = ""


def _entries(page: CasePage, url: str, now: datetime) -> Iterator[Entry]:
    title = page.row.title
    for row in queries.dates(page.case, now):
        if not row.is_over:
            due = row.deadline
            why = f"{showing.event_words(due)}；{showing.law_words(due.basis)}"
            yield Entry(
                f"{due.rule}-{page.row.public_id}", f"{title}：{due.basis['title']}", last_day(due.due_at), why, url
            )
    for meeting in queries.meetings(page.case) if page.part else []:
        words = _("第 %(n)s 次协商会议") % {"n": meeting.number}
        yield Entry(str(meeting.public_id), f"{title}：{words}", meeting.at, "", url, meeting.place)
    for stand in queries.suspensions(page.case) if page.part else []:
        if stand.begun_at is not None and stand.ended_on is None:
            yield Entry(str(stand.public_id), f"{title}：{texts.FIXED['suspension']}", stand.until, "", url)
    if page.row.holds_from is not None:
        yield Entry(f"holds-{page.row.public_id}", f"{title}：{_('变更开始执行')}", page.row.holds_from, "", url)
    if page.case.ends_on is not None and page.row.state in IN_FORCE and page.change is None:
        yield Entry(f"end-{page.row.public_id}", f"{title}：{_('合同期满')}", page.case.ends_on, "", url)


def ics(entries: Sequence[Entry], now: datetime) -> str:
    """Days and moments as an iCalendar file: lines end in CRLF and are folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hexian//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _event(entry, now)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


_STAMP = "%Y%m%dT%H%M%SZ"


def _event(entry: Entry, now: datetime) -> list[str]:
    """A period ends with its last day, which is a day of a calendar and no midnight; a meeting has its hour."""
    told = [("SUMMARY", entry.words), ("DESCRIPTION", entry.why), ("LOCATION", entry.place), ("URL", entry.url)]
    return [
        "BEGIN:VEVENT", f"UID:{entry.uid}@hexian", f"DTSTAMP:{now.astimezone(UTC).strftime(_STAMP)}", *_when(entry.at),
        *(f"{name}:{_escaped(words) if name != 'URL' else words}" for name, words in told if words),
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(entry.words)}", "TRIGGER:-P2D", "END:VALARM",
        "END:VEVENT",
    ]  # fmt: skip


def _when(at: datetime | date) -> list[str]:
    if isinstance(at, datetime):
        return [f"DTSTART:{at.astimezone(UTC).strftime(_STAMP)}"]
    return [f"DTSTART;VALUE=DATE:{at:%Y%m%d}", f"DTEND;VALUE=DATE:{at + timedelta(days=1):%Y%m%d}"]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, rest = [], line.encode()
    while len(rest) > 73:
        cut = 73
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]).decode() + "\r\n"
