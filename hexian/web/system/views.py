"""What waits on the desk, acting as another office, search, notices, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries as bargaining
from hexian.domains.bargaining import texts as bargaining_texts
from hexian.domains.bargaining.access import ACT, ANSWER, EXAMINE
from hexian.domains.bargaining.queries import CaseRow
from hexian.domains.bargaining.rules.states import State
from hexian.domains.members import queries as members
from hexian.domains.members.access import ADMIT, CORRECT
from hexian.domains.members.access import VIEW as MEMBERS_VIEW
from hexian.domains.members.rules import UNSIGNED
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import AUDIT, MANAGE, OFFICES
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as trail
from hexian.foundation.notices import queries as notice_queries
from hexian.foundation.notices import services as notice_services
from hexian.foundation.work import queries as work
from hexian.web import nav, searching, tray
from hexian.web.bargaining import showing as bargaining_showing
from hexian.web.orgs.vacancies import AHEAD
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.wording import lines
from hexian.web.templatetags import wording

PAGE = 30
#: Entries of the trail on one page; an act over many people is drawn as one line.
ENTRIES = 60
FOUND = 12


@screen()
def home(request: ActorRequest) -> HttpResponse:
    """What waits for an officer today; a worker without office goes to her own home."""
    actor = request.actor
    if not actor.offices:
        return redirect("me:home")
    figures = members.desk_figures(actor)
    due, talks, money, may_admit = members.next_due(actor, limit=8), _talks(actor), nav.money(actor), actor.may(ADMIT)
    context = {
        "figures": figures,
        "kpis": _kpis(figures, actor),
        "due": due,
        # With no application waiting its panel says so, unless money or, for whoever admits nobody, talks say enough.
        "shows_due": bool(due) or (not money and (may_admit or not talks)),
        "talks": talks,
        "money": money,
        "unsigned": members.unsigned(actor),
        "unsigned_url": f"{reverse('members:resolutions')}?state={UNSIGNED}",
        "tasks": work.mine(actor, limit=5),
        "may_admit": may_admit,
        "idle": _idle(actor),
        "first_steps": _first_steps(figures, actor),
        "can_text": notice_queries.texts_go_out(),
    }
    return render(request, "system/home.html", context)


def _talks(actor: Actor) -> list[tuple[CaseRow, object, object]]:
    """Bargainings that wait for her or her side, the first three."""
    if not any(actor.may(duty) for duty in (ACT, ANSWER, EXAMINE)):
        return []
    rows = [row for row in bargaining.cases(actor, bargaining.Chosen("turn")).rows if row.state != State.MONITORING]
    return [(row, bargaining_texts.STATES[State(row.state)], bargaining_showing.waits(row)) for row in rows[:3]]


def _idle(actor: Actor) -> tuple[str, str]:
    """What an empty desk says: that all is done to whom applications come, where her work lies to everybody else."""
    if actor.may(ADMIT):
        return _("今天的都办完了"), _("新申请来了会在这里提醒您。")
    places = (
        (CORRECT, _("更正申请")), (MEMBERS_VIEW, _("会员")), (MANAGE, _("基层工会")), (OFFICES, _("任职与权限")),
        (AUDIT, _("操作记录")),
    )  # fmt: skip
    own = "、".join(f"「{place}」" for duty, place in places if actor.may(duty))
    text = _("您的职务不办入会申请。您能看、能办的在导航里：%(places)s。") % {"places": own}
    return _("没有要您办的申请"), text if own else _("您的职务不办入会申请，能看的在导航里。")


def _first_steps(figures: members.DeskFigures, actor: Actor) -> list[dict[str, object]]:
    """What to begin with where nobody has joined or applied yet; whatever she may not do is left out."""
    if figures.members or figures.queue.waiting or figures.queue.proposed:
        return []
    steps = [
        (MANAGE, "building-community", _("补上地区和电话，设立下级工会"), _("地区决定按哪里的规定算期限")),
        (MANAGE, "qrcode", _("做一张入会海报"), _("在工会的页面上做，打印出来，职工扫一扫就能申请")),
        (ADMIT, "files", _("导入会员名册"), _("单位已有会员的，把名册原样上传，核对后一次接收")),
        (OFFICES, "id-badge-2", _("任命同事"), _("还没入会的，按姓名和手机号任命")),
    ]
    places = {MANAGE: reverse("orgs:unions"), ADMIT: reverse("rosters:upload"), OFFICES: reverse("orgs:appoint")}
    return [
        {"icon": icon, "title": title, "text": text, "url": places[duty]}
        for duty, icon, title, text in steps
        if actor.may(duty)
    ]


def _kpis(figures: members.DeskFigures, actor: Actor) -> list[dict[str, object]]:
    """The strip; every figure opens to its rows, and is left out where she may not open them."""
    queue = reverse("members:applications")
    cells = [
        (ADMIT, _("待办申请"), figures.queue.waiting, _("按时限排好了"), queue),
        (ADMIT, _("今天到期"), figures.queue.due_today, _("需先处理"), f"{queue}?tab=today"),
        (ADMIT, _("已超期"), figures.queue.overdue, _("请尽快答复"), f"{queue}?tab=overdue"),
        (CORRECT, _("更正申请"), figures.changes, _("看过证件再改"), reverse("members:changes")),
        (MEMBERS_VIEW, _("在册会员"), figures.members, _("本级和以下"), reverse("members:members")),
    ]
    shown = [
        {"label": label, "value": wording.count_words(value), "note": note, "url": url, "current": False}
        for duty, label, value, note, url in cells
        if actor.may(duty)
    ]
    return [*shown, *_terms(actor)]


def _terms(actor: Actor) -> list[dict[str, object]]:
    """Offices whose term ends soon, for whoever fills them; nothing where none does."""
    if not actor.may(OFFICES):
        return []
    count = orgs.count_expiring(actor, timezone.localdate(actor.now) + AHEAD)
    cell = {"label": _("快届满的任职"), "value": wording.count_words(count), "note": _("90 天内，准备换届")}
    return [{**cell, "url": reverse("orgs:expiring"), "current": False}] if count else []


@screen(methods=("POST",))
def act_as(request: ActorRequest) -> HttpResponse:
    """Act as one of the offices one holds, from now on."""
    wanted = request.POST.get("office", "")
    if wanted not in {str(office.office_id) for office in request.actor.offices}:
        raise Http404
    request.session["acting_office"] = wanted
    return redirect("system:home")


@screen(methods=("GET", "POST"))
def search(request: ActorRequest) -> HttpResponse:
    """Find people and unions by name, pinyin, ID number, mobile or card number, within one's offices."""
    actor = request.actor
    if not actor.offices:
        raise Http404
    elsewhere = searching.moved(request, "q")
    if elsewhere is not None:
        return elsewhere
    text = searching.typed(request, "q")
    found = members.search(actor, text, limit=FOUND) if text and actor.may(MEMBERS_VIEW) else []
    more = f"{reverse('members:members')}?{urlencode({'text': text})}"
    context = {
        "find_text": text,
        "members": found,
        "more_url": more if len(found) == FOUND and request.method == "GET" else "",
        "bodies": orgs.search(actor, text, limit=FOUND) if text else [],
        "kinds": org_texts.KINDS,
    }
    return render(request, "system/search.html", context)


@screen()
def notices(request: ActorRequest) -> HttpResponse:
    """The notice centre, newest first."""
    place = _place(request)
    rows = notice_queries.newest(request.actor.person_id or 0, after=place, limit=PAGE + 1)
    older = rows[PAGE - 1] if len(rows) > PAGE else None
    return render(request, "system/notices.html", {"rows": rows[:PAGE], "older": older, "is_first": place is None})


def _place(request: HttpRequest) -> notice_queries.Place | None:
    at, public_id = request.GET.get("at"), request.GET.get("id")
    if not at or not public_id:
        return None
    try:
        return notice_queries.Place(datetime.fromisoformat(at), UUID(public_id))
    except ValueError as fault:
        raise BadRequest from fault


@screen(methods=("POST",))
def read_notices(request: ActorRequest) -> HttpResponse:
    """Mark every notice as read."""
    notice_services.mark_all_read(actor=request.actor)
    return redirect("system:notices")


@screen(methods=("POST",))
def open_notice(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    """Mark one notice as read and go where it points."""
    if not notice_services.mark_read(notice_id, actor=request.actor):
        raise Http404
    target = request.POST.get("url", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if safe else "system:notices")


@screen(needs=AUDIT)
def audit_trail(request: ActorRequest) -> HttpResponse:
    """Who did what in the unions one audits, newest first; one subject's own trail with `?subject=`."""
    subject, everything = request.GET.get("subject", ""), request.GET.get("by") == "all"
    rows = trail.entries_for(request.actor, AUDIT, orgs.former_codes(request.actor, AUDIT))
    if subject:
        rows = rows.filter(subject_id=subject)
    elif not everything:
        rows = rows.filter(actor_person_id__isnull=False)
    entries = list(_before(rows, request.GET.get("before", ""))[: ENTRIES + 1])
    context = {
        "entries": lines(entries[:ENTRIES], request.actor),
        "views": _whose(everything=everything),
        "older": _older(request, entries),
        "subject": subject,
        "unsealed": trail.unsealed(),
    }
    return render(request, "system/audit.html", context)


def _before(rows: QuerySet[Any], place: str) -> QuerySet[Any]:
    """Entries after a place in the list: many are written in one moment, so the place is moment and id."""
    if not place:
        return rows
    moment, _space, ident = place.partition(" ")
    try:
        at, after = datetime.fromisoformat(moment), UUID(ident)
    except ValueError as fault:
        raise BadRequest from fault
    return rows.filter(Q(at__lt=at) | Q(at=at, id__gt=after))


def _older(request: ActorRequest, entries: Sequence[Any]) -> str:
    """The address of the next page; empty on the last."""
    if len(entries) <= ENTRIES:
        return ""
    kept = request.GET.copy()
    kept["before"] = f"{entries[ENTRIES - 1].at.isoformat()} {entries[ENTRIES - 1].id}"
    return f"?{kept.urlencode()}"


def _whose(*, everything: bool) -> list[dict[str, object]]:
    views = [(_("人办的"), "?", not everything), (_("连同程序自动做的"), "?by=all", everything)]
    return [{"label": label, "url": url, "current": current, "count": None} for label, url, current in views]


@screen(public=True)
def demo_messages(request: ActorRequest) -> HttpResponse:
    """What lies in the tray of demo messages; nothing where there is no demo."""
    return render(request, "ui/sms_list.html", {"demo_messages": tray.slips(), "is_refreshed": True})
