"""The numbers of law and the working calendar: read them, and change them with a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts
from hexian.foundation.actor import Refused
from hexian.foundation.clock import queries as clock
from hexian.foundation.clock import services as clock_services
from hexian.foundation.clock.access import ENTER_CALENDAR
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook import services as lawbook_services
from hexian.foundation.lawbook import texts as lawbook_texts
from hexian.foundation.lawbook import waiting
from hexian.foundation.lawbook.access import CHANGE
from hexian.foundation.lawbook.rules import BOUNDS, Param
from hexian.foundation.regions import queries as regions
from hexian.web.screen import ActorRequest, screen
from hexian.web.system import forms

#: The parts of the lawbook by what their codes begin with.
AREAS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("入会与会籍"), ("join.", "membership.", "dues.", "data.", "roster.")),
    (_("组织与选举"), ("union.", "committee.", "election.", "founding.")),
    (_("集体协商"), ("bargaining.", "contract.", "delegates.", "congress.", "wage.")),
    (_("互助与账"), ("ledger.", "aid.", "rights.")),
    (_("期限与保存"), ("clock.", "arbitration.", "privacy.", "security.")),
)
_KINDS = {"V": "ok", "V2": "info", "V报道": "info", "U": "warn"}
#: So much of a table fits a cell; the whole of it stands on the rule's own page.
MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A rule's value as the page shows it."""

    code: str
    region: str
    title: str
    place: str
    value: str
    source: str
    sure: str | Promise
    kind: str
    valid_from: date
    valid_to: date | None
    idle: str | Promise  # why nothing reads it yet


@screen(needs=CHANGE)
def law(request: ActorRequest) -> HttpResponse:
    """Every number in force today, with source and how sure we are of it."""
    chosen = request.GET.get("area", "")
    number = int(chosen) if chosen in {str(place) for place in range(len(AREAS))} else 0
    views = [
        {"label": label, "url": f"?area={place}", "current": place == number, "count": None}
        for place, (label, _prefixes) in enumerate(AREAS)
    ]
    today = timezone.localdate(request.actor.now)
    rows = [row for prefix in AREAS[number][1] for row in lawbook.in_force(today, prefix)]
    return render(request, "system/law.html", {"rows": _lines(rows), "views": views})


def _lines(rows: Sequence[Param]) -> list[Line]:
    places = {code: _place(code) for code in {row.region for row in rows}}
    return [
        Line(
            code=row.code,
            region=row.region,
            title=row.title,
            place=places[row.region],
            value=lawbook_texts.say(row),
            source=_source(row),
            sure=lawbook_texts.SURE[row.sure],
            kind=_KINDS[row.sure],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            idle=waiting.why(row.code),
        )
        for row in rows
    ]


def _place(code: str) -> str:
    if not code:
        return str(_("全国"))
    try:
        return regions.name_of(code)
    except Refused:
        return code


def _source(row: Param) -> str:
    """The source with its article; articles are numbers, at times several."""
    if not row.article:
        return row.source
    article = row.article if not row.article[0].isdigit() else f"第 {row.article} 条"
    return f"{row.source} {article}"


@screen(needs=CHANGE, methods=("GET", "POST"))
def change_law(request: ActorRequest) -> HttpResponse:
    """Give a rule another value from a day on; cases begun before keep theirs."""
    code, region = request.GET.get("code", ""), request.GET.get("region", "")
    today = timezone.localdate(request.actor.now)
    now = _in_force(code, region, today)
    form = forms.LawChange(
        request.POST if request.method == "POST" else None, initial={"value": now.text, "source": now.source}
    )
    if code in BOUNDS:
        form.fields["value"].help_text = str(_WITHIN) % BOUNDS[code]
    if form.is_valid():
        try:
            lawbook_services.change(code, region, **form.cleaned_data, actor=request.actor)
        except Refused as refusal:
            form.add_error(_FIELDS.get(refusal.code), texts.of(refusal))
        else:
            messages.success(request, _("记下了。从那天起的新事按新的值办。"))
            return redirect("system:law")
    context = {
        "form": form,
        "line": _lines([now])[0],
        "place": _place(region),
        "raw": now.text if len(now.text) > MOST_CHARACTERS else "",
        "history": _lines(lawbook.history(code, region)),
    }
    return render(request, "system/change_law.html", context, status=422 if form.errors else 200)


_WITHIN = _("只能填 %s 到 %s：登录要靠它，太小大家进不来，太大验证码会被猜中。")
_FIELDS = {
    "lawbook.unreadable": "value",
    "lawbook.out_of_bounds": "value",
    "lawbook.no_source": "source",
    "lawbook.already_changed_from": "valid_from",
}


def _in_force(code: str, region: str, today: date) -> Param:
    """What holds at the place today; a rule or a place that does not exist is a page that does not, either."""
    try:
        return lawbook.look_up(code, region, today)
    except Refused as refusal:
        raise Http404 from refusal


@screen(needs=ENTER_CALENDAR)
def calendar(request: ActorRequest) -> HttpResponse:
    """Which years' working days are known, which only provisional."""
    coverage = clock.coverage(timezone.localdate(request.actor.now))
    context = {
        "coverage": coverage,
        "known": _spans(coverage.known),
        "provisional": _spans(coverage.provisional),
        "missing": _spans(coverage.missing),
    }
    return render(request, "system/calendar.html", context)


def _spans(years: Iterable[int]) -> str:
    """Years in a row as one span: 「2004–2026、2028」."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


@screen(needs=ENTER_CALENDAR, methods=("GET", "POST"))
def enter_calendar(request: ActorRequest) -> HttpResponse:
    """Enter the State Council's notice for a year; provisional deadlines are then counted anew, once."""
    form = forms.CalendarNotice(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moved = clock_services.enter_calendar(**form.facts(), actor=request.actor)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, str(_("录入了，%(n)s 个时限改了日期。")) % {"n": moved})
            return redirect("system:calendar")
    return render(request, "system/enter_calendar.html", {"form": form}, status=422 if form.errors else 200)
