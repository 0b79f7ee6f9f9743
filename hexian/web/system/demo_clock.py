"""The clock of a demonstration: what time it says, the ends coming up, and putting it forward."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day
from hexian.web.screen import ActorRequest, screen

#: By how many days one press may put it forward.
DAYS = (1, 3, 7, 15, 30)
_A_MINUTE = timedelta(minutes=1)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@screen(methods=("GET", "POST"))
def demo_clock(request: ActorRequest) -> HttpResponse:
    """What the clock says and how to put it forward; a POST with `days` or the `end` of a period does it."""
    if not orgs.has_demo_data():
        raise Http404
    if request.method == "POST":
        return _advance(request)
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    context = {
        "clock_now": request.actor.now, "ahead": request.actor.now - timezone.now(), "days": DAYS, "page": page or "/",
        "ends": [(end, _until(end.due_at, request.actor.now)) for end in _coming(request, page)],
        "is_only_demo": orgs.is_only_demo(),
    }  # fmt: skip
    return render(request, "ui/demo_clock.html", context)


def _until(due_at: datetime, now: datetime) -> str:
    """The end of a period; of another year with it: «8 月 5 日» of the next one looks like one that is over."""
    year = last_day(due_at).year
    return clock.until(due_at) if year == timezone.localtime(now).year else f"{year} 年 {clock.until(due_at)}"


def _coming(request: ActorRequest, page: str) -> list[clocks.End]:
    """Those of the case whose page lies behind the sheet, when it has any."""
    found = _ID.search(page)
    return clocks.coming(request.actor.now, UUID(found[0]) if found else None)


def _typed(text: str) -> datetime | None:
    """A moment as the field of a browser sends it, in Shanghai."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def _advance(request: ActorRequest) -> HttpResponse:
    now = request.actor.now
    ends = {end.key: end.due_at + _A_MINUTE for end in _coming(request, request.POST.get("next", ""))}
    days = request.POST.get("days", "")
    to = ends.get(request.POST.get("end", "")) or _typed(request.POST.get("to", "")) if not days else None
    to = to or now + timedelta(days=int(days) if days.isdecimal() else 0)
    reached = services.advance_demo(to, actor=request.actor)
    day = timezone.localdate(reached)
    said = _("演示时钟现在是 %(day)s %(weekday)s。") % {"day": clock.on(day), "weekday": clock.weekday(day)}
    messages.success(request, said)
    page = request.POST.get("next", "")
    return redirect(page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "system:home")
