"""The room: one topic with both sides' versions, talk, evidence; meetings and minutes; suspensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import CasePage, RoomPage, Version
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.clauses import Clause, Kind
from hexian.domains.bargaining.rules.states import Side, State, other
from hexian.domains.bargaining.services import Line
from hexian.foundation.actor import Actor, Refused
from hexian.web.bargaining import forms, rounds, showing, tickets
from hexian.web.bargaining.shared import done, filled, own_page, photo_of, shown
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen
from hexian.web.templatetags.room import cell


@screen(methods=("GET", "POST"))
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The room; before it is opened, the chief opens it. What has changed since is fetched without the rest."""
    chosen = _uuid(request.GET.get("item", ""))
    if request.htmx and request.htmx.target == "poll":
        with within_reach():
            return _live(request, queries.room(case_id, request.actor, chosen))
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    if request.method == "POST":
        words = _("协商开始了。")
        return done(request, page, lambda: services.open_room(case_id, actor=request.actor), words, "room")
    return render(request, "bargaining/room.html", _room(request, page, queries.room(case_id, request.actor, chosen)))


def _live(request: ActorRequest, found: RoomPage) -> HttpResponse:
    """What changes in the room while somebody looks at it, and nothing of the page around it.

    Parts come and go with the state: then the whole page is fetched anew, and what is being written comes back from
    the device.
    """
    if request.headers.get("X-Room-Shape", _shape(found)) != _shape(found):
        return HttpResponseClientRefresh()
    words = {"sides": texts.SIDES, "roles": texts.ROLES}
    return render(request, "bargaining/_room_live.html", {**_changing(found, request.actor), **words})


def _shape(found: RoomPage) -> str:
    """Which parts the page has: with another state, or a clause agreed, others."""
    agreed = found.open is not None and found.open.item.agreed_id is not None
    return f"{found.case.state}.{'agreed' if agreed else 'open'}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _room(request: ActorRequest, page: Any, found: RoomPage, **more: Any) -> dict[str, Any]:
    opened = found.open
    form = forms.Proposal(initial=_last(found), entry=opened.entry) if opened else None
    return {
        **shown(request, page), **_changing(found, request.actor), "form": form, "columns": _columns(found),
        "kinds": showing.KINDS, "speech": forms.Speech(initial={"idempotency_key": uuid4()}),
        "vacant": showing.vacant_words(page), "on_paper": page.on_paper,
        "workers": page.of(Side.WORKER), "employers": page.of(Side.EMPLOYER), **more,
    }  # fmt: skip


def _changing(found: RoomPage, actor: Actor) -> dict[str, Any]:
    opened, state = found.open, found.case.state
    may_draft = state in {State.NEGOTIATING, State.REVISING}
    return {
        "room": found, "case": found.case, "state": state, "open": opened, "talk": found.talk,
        "history": rounds.history(found), "round": len(found.rounds),
        "channels": texts.CHANNELS, "gap": gap_of(found), "shape": _shape(found), "may_draft": may_draft,
        "objections": queries.objections(found.case) if state == State.REVISING else [],
        "may_propose_topics": state in services.OPEN_AGENDA, "may_speak": state in services.SPEAKING,
        "may_pause": found.side is not None and state in {State.NEGOTIATING, State.SUSPENDED},
        "due": showing.Due(found.case.due_at, found.case.moved_at) if found.case.due_at else None,
        "due_title": queries.due_title(found.case),
        "may_propose": found.side is not None and may_draft and opened is not None and opened.item.agreed_id is None,
        "arrived": queries.last_keys(found.case.public_id, opened.item.public_id if opened else None, actor),
        "own": found.side, "own_worker": found.side == Side.WORKER, "own_employer": found.side == Side.EMPLOYER,
        "changes_url": f"{reverse('bargaining:changes', args=[found.case.public_id])}?seen={found.version}",
    }  # fmt: skip


def _begun_from(found: RoomPage) -> Version | None:
    """What a new version of words or of a table begins with: the side's last one, else what it answers."""
    opened, side = found.open, found.side
    if opened is None or not side or opened.entry.kind not in {Kind.TEXT, Kind.TABLE}:
        return None
    return opened.latest.get(side) or opened.latest.get(other(side))


def _last(found: RoomPage) -> dict[str, Any]:
    """A new version begins with the one before: as it was typed, since the model's sentence is put around it again."""
    initial: dict[str, Any] = {"idempotency_key": uuid4()}
    before = _begun_from(found)
    return {**initial, "text": before.typed, "since": before.since} if before else initial


def _columns(found: RoomPage) -> list[dict[str, Any]]:
    """The rows of a table clause to fill in: those it begins with, and empty ones."""
    opened = found.open
    if opened is None or opened.entry.kind is not Kind.TABLE:
        return []
    latest = _begun_from(found)
    return rows_of(opened.entry, latest.rows if latest else [])


#: So many lines a table has at least to type in, and so many are empty.
_LEAST_ROWS, _SPARE_ROWS, _MORE_ROWS = 6, 3, 10


def rows_of(entry: Clause, filled_in: Sequence[Any], spare: int = _SPARE_ROWS) -> list[dict[str, Any]]:
    """Lines of a table clause to type in: what stands there, a number or as it was typed, and empty ones."""
    empty = max(spare, _LEAST_ROWS - len(filled_in))
    rows: list[Any] = [*filled_in, *({} for _row in range(empty))]
    return [{"cells": [_cell(column, number, row) for column in entry.columns]} for number, row in enumerate(rows)]


def _cell(column: clauses.Column, number: int, row: Any) -> dict[str, str]:
    # On a phone the label is all there is of the head of the table: the unit belongs to it.
    label = f"{column.title}（{column.unit}）" if column.unit else column.title
    return {"name": f"cell-{number}-{column.key}", "label": label, "value": cell(row, column)}


def gap_of(found: RoomPage) -> dict[str, Any] | None:
    """The gap bar in units of a hundred wide."""
    opened = found.open
    if opened is None or opened.gap is None:
        return None
    gap, entry = opened.gap, opened.entry

    def words(number: int | None) -> str:
        return clauses.shown(entry.kind, number, entry.unit)

    places = {Side.EMPLOYER: gap.place(gap.employer), Side.WORKER: gap.place(gap.worker)}
    numbers = {Side.EMPLOYER: gap.employer, Side.WORKER: gap.worker}
    known = [place for place in places.values() if place is not None]
    # Who asks less stands on the left, as on the bar.
    ends = sorted(places, key=lambda side: places[side] or 0)
    return {
        "ends": [(str(side), words(numbers[side])) for side in ends],
        "labels": [
            (str(side), words(numbers[side]), _of_hundred(places[side]), anchor)
            for side, anchor in _anchored([(side, places[side] or 0) for side in ends if places[side] is not None])
        ],
        "from": _of_hundred(min(known)), "width": _of_hundred(max(known) - min(known)),
        "distance": clauses.distance(entry, gap.distance) if gap.distance is not None else "",
        "marks": [(label, words(number), _of_hundred(place)) for label, number, place in gap.marks],
        "ticks": list(dict.fromkeys(words(gap.low + (gap.high - gap.low) * part // 4) for part in range(5))),
    }  # fmt: skip


#: Labels nearer than this, of 10,000, would run into each other; nearer than `_EDGE` to an end, over it.
_NEAR, _EDGE = 2_600, 1_500


def _anchored(sides: list[tuple[Side, int]]) -> list[tuple[Side, str]]:
    """Beside which point of its label each mark of the bar stands, from the left; no label where two have no room."""
    if len(sides) == 2 and sides[1][1] - sides[0][1] < _NEAR:
        roomy = sides[0][1] >= _NEAR and sides[1][1] <= 10_000 - _NEAR
        return [(sides[0][0], "end"), (sides[1][0], "start")] if roomy else [(side, "") for side, _at in sides]
    return [(side, "start" if at < _EDGE else "end" if at > 10_000 - _EDGE else "middle") for side, at in sides]


def _of_hundred(place: int | None) -> str:
    return "" if place is None else f"{place / 100:.2f}"


def changes(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Whether the room has changed since: 204 when not, else what to fetch. Asked every three seconds."""
    version = tickets.version(request, case_id) if request.method == "GET" else None
    return _changes(request, case_id) if version is None else _told(request, version)


@screen()
def _changes(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The whole way to the same answer, with a ticket for the next minute."""
    if not any(part.subject == case_id for part in request.actor.parts) or request.actor.person_id is None:
        raise Http404
    with within_reach():
        version = queries.version_of(case_id)
    return tickets.give(_told(request, version), request, case_id, request.actor)


changes.screen = _changes.screen  # type: ignore[attr-defined]


def _told(request: HttpRequest, version: int) -> HttpResponse:
    if str(version) == request.GET.get("seen", ""):
        return HttpResponse(status=204)
    response = HttpResponse(status=200)
    response["HX-Trigger"] = "room:changed"
    return response


@screen(methods=("POST",))
def propose(request: ActorRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """A side's next version of a clause; refused ones come back as they were typed."""
    with within_reach():
        entry = queries.clause_of(case_id, item_id, request.actor)
    if "more" in request.POST:
        form = forms.Proposal(initial=request.POST.dict(), entry=entry)
        return _typed_again(request, case_id, item_id, form, [], spare=_MORE_ROWS)
    form = forms.Proposal(request.POST, entry=entry)
    with within_reach():
        unsure = _refused(request, form, item_id)
    return _to_item(case_id, item_id) if unsure is None else _typed_again(request, case_id, item_id, form, unsure)


def _typed_again(
    request: ActorRequest, case_id: UUID, item_id: UUID, form: forms.Proposal, unsure: list[tuple[str, str]],
    *, spare: int = _SPARE_ROWS,
) -> HttpResponse:  # fmt: skip
    """The room with what was typed into its form, also into the lines of a table."""
    page = own_page(request, case_id)
    with within_reach():
        found = queries.room(case_id, request.actor, item_id)
    context = {**_room(request, page, found), "form": form, "unsure": unsure, "answered": True}
    if form.entry.kind is Kind.TABLE:
        context["columns"] = rows_of(form.entry, forms.filled_rows(request.POST.dict(), form.entry), spare)
    return render(request, "bargaining/room.html", context, status=422 if form.is_bound else 200)


def _refused(request: ActorRequest, form: forms.Proposal, item_id: UUID) -> list[tuple[str, str]] | None:
    """None once a version is made; else what is wrong stands in the form, and what she may have meant comes back."""
    if not form.is_valid():
        return []
    rows, given = forms.table_rows(request.POST.dict(), form.entry), form.cleaned_data
    try:
        services.propose(
            item_id, form.typed(rows), key=given["idempotency_key"], actor=request.actor, note=given["note"]
        )
    except Refused as refusal:
        form.refuse(refusal)
        return options(refusal)
    return None


def options(refusal: Refused) -> list[tuple[str, str]]:
    """What she may have meant, to press: what is sent, and the words on it. Empty where nothing is asked."""
    if refusal.code == "clause.lowers":
        shares: Any = refusal.params["shares"]
        return [(clauses.shown(Kind.PERCENT, shares[0]), texts.lowering(refusal.params))]
    if refusal.code == "clause.leaps":
        return _leaps(refusal.params)
    if refusal.code == "clause.bygone":
        return [("1", _("就是这一天"))]
    options: Any = refusal.params["options"] if refusal.code == "clause.percent_unsure" else []
    # Who is asked what she meant sees here at once that it lowers pay.
    return [(clauses.shown(Kind.PERCENT, each), _said_of(each)) for each in options]


def _leaps(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a share far above the usual was meant as, then itself; a table is mended in its own lines."""
    meant = (clauses.shown(Kind.PERCENT, params["shares"][0]), _("就是这样"))
    if params["is_table"]:
        return [meant]
    likely = clauses.shown(Kind.PERCENT, params["instead"][0])
    return [(likely, _("是 %(share)s") % {"share": likely}), meant]


def _said_of(share: int) -> str:
    words = clauses.shown(Kind.PERCENT, share)
    return _("%(share)s（降低）") % {"share": words} if share < 0 else words


def _to_item(case_id: UUID, item_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('bargaining:room', args=[case_id])}?item={item_id}")


@screen(methods=("POST",))
def item_act(request: ActorRequest, case_id: UUID, item_id: UUID, act: str) -> HttpResponse:
    """Open a settled clause again, leave it aside, take it up."""
    verbs = {
        "reopen": lambda: services.reopen(item_id, actor=request.actor),
        "aside": lambda: services.set_aside(item_id, actor=request.actor),
        "back": lambda: services.set_aside(item_id, actor=request.actor, aside=False),
    }
    if act not in verbs:
        raise Http404
    own_page(request, case_id)
    with within_reach():
        verbs[act]()
    return _to_item(case_id, item_id)


@screen(methods=("POST",))
def accept(request: ActorRequest, case_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Agree to the other side's version: the clause is locked."""
    own_page(request, case_id)
    with within_reach():
        item = services.accept(proposal_id, actor=request.actor)
    messages.success(request, _("「%(title)s」谈定了，已锁定。") % {"title": item.title})
    return redirect("bargaining:room", case_id=case_id)


@screen(methods=("POST",))
def say(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Say something in the room, or to one's own side."""
    page = own_page(request, case_id)
    form = forms.Speech(request.POST)
    item_id = _uuid(request.GET.get("item", ""))
    if form.is_valid():
        given = form.cleaned_data
        try:
            with within_reach():
                services.say(
                    case_id, given["words"], key=given["idempotency_key"], actor=request.actor,
                    private=given["private"], item_id=item_id,
                )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _to_item(case_id, item_id) if item_id else redirect("bargaining:room", case_id=case_id)
    with within_reach():
        found = queries.room(case_id, request.actor, item_id)
    return render(request, "bargaining/room.html", {**_room(request, page, found), "speech": form}, status=422)


@screen(methods=("GET", "POST"))
def cite(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Lay down a figure with its source."""
    page = own_page(request, case_id)
    clause = request.GET.get("clause", "")
    form = forms.Evidence(request.POST or None)
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.cite(
            case_id, form.fact(clause), actor=request.actor, private=form.cleaned_data["private"]
        ),
        done=_("依据已放好。"), route="room", title=_("加一条依据"),
    )  # fmt: skip


@screen(methods=("POST",))
def show(request: ActorRequest, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Show the other side what was one's own so far."""
    page = own_page(request, case_id)
    return done(request, page, lambda: services.show(evidence_id, actor=request.actor), _("对方也能看到了。"), "room")


# — Meetings —


@screen(methods=("GET", "POST"))
def topics(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Put more on the agenda; what the law says the contract should have and nobody has named is ticked."""
    page = own_page(request, case_id)
    more = _not_yet(page)
    lacking = contracts.lacking(page.case.contract, page.case.special, [])
    named = [clauses.clause(code) for code in queries.topics(page.case)]
    besides = contracts.unsaid(page.case.contract, page.case.special, [*named, *lacking])
    wanted = {each.code for each in (*lacking, *besides)}
    chosen = [each.code for each in more if each.code in wanted]
    form = forms.Topics(request.POST or None, more=more, initial={"topics": chosen, "version": page.case.version})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.add_topics(case_id, form.cleaned_data["topics"], actor=request.actor),
        done=_("议题加好了，双方都能提方案。"), route="room", title=_("增加议题"),
        hint=_("法律规定应当包括、还没有列的，已经替您勾上。"),
    )  # fmt: skip


def _not_yet(page: CasePage) -> list[Clause]:
    """The clauses that fit the contract and are not on the agenda."""
    have = set(queries.topics(page.case))
    lists = contracts.lists_of(page.case.contract, page.case.special)
    return [each for each in clauses.of_lists(lists) if each.code not in have]


@screen(methods=("GET", "POST"), uploads=True)
def meetings(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Meetings there were, and the next one called."""
    page = own_page(request, case_id)
    rows = queries.meetings(page.case)
    earliest = None if rows else queries.earliest_meeting(page.case, request.actor)
    initial = {"meet_at": _next_time(page.case.meet_at, earliest, request.actor.now), "place": page.case.place}
    form = forms.Meeting(request.POST or None, request.FILES or None, initial=initial)
    former = [row.chaired_by for row in rows]
    turn = queries.next_chair(former, page.case.offered_by)
    form.ask_notice(turn if turn == page.on_paper else None)

    def verb() -> None:
        given = form.cleaned_data
        photo = photo_of(request, page, "meeting") if turn == page.on_paper else None
        services.call_meeting(case_id, given["meet_at"], given["place"], actor=request.actor, paper=photo)

    return filled(
        request, page, form, "bargaining/meetings.html", verb,
        done=_("会议已召集，双方都会收到通知。"), route="meetings", rows=rows, turn=turn,
        is_turn=(page.is_chief and page.side == turn) or turn == page.on_paper, earliest=earliest,
        by_paper=turn == page.on_paper, notes=_notes_by_meeting(request, page, rows), to_sign=_to_sign(page, rows),
        may_call=page.row.state in services.MAY_MEET,
    )  # fmt: skip


def _notes_by_meeting(request: ActorRequest, page: CasePage, rows: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
    """Each meeting with the pages somebody wrote by hand at it."""
    kept = queries.kept(page.case, request.actor) if rows else []
    return [(row, [each for each in kept if each.meeting == row.number]) for row in rows]


def _to_sign(page: CasePage, rows: Sequence[Any]) -> set[UUID]:
    """The minutes this chief has not signed."""
    if not page.is_chief:
        return set()
    return {
        row.public_id for row in rows if row.minutes and all(each["side"] != page.side for each in row.signatures)
    }  # fmt: skip


def _next_time(offered: datetime | None, earliest: datetime | None, now: datetime) -> datetime:
    """The time both settled on, where it may still be; else nine o'clock on the first day it may be."""
    least = max(now, earliest or now)
    if offered is not None and offered > least:
        return timezone.localtime(offered)
    nine = timezone.localtime(least).replace(hour=9, minute=0, second=0, microsecond=0)
    return nine if nine > least else nine + timedelta(days=1)


@screen(methods=("GET", "POST"), uploads=True)
def minutes(request: ActorRequest, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Write the minutes of a meeting: each topic with both views and what came of it."""
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    with within_reach():
        row = queries.meeting(page.case, meeting_id)
    form = forms.Minutes(request.POST or None, request.FILES or None, initial=_minutes_initial(row, page))
    keys = ("title", "employer", "worker", "basis", "result", "clause")
    lines = forms.lines_from(request.POST.dict(), *keys) if request.method == "POST" else _lines_of(row, page)

    def verb() -> None:
        photo_of(request, page, queries.notes_of(row.number))
        given = [Line(**{key: line.get(key, "") for key in keys}) for line in lines if _was_talked_about(line)]
        services.keep_minutes(meeting_id, form.record(given), actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/minutes.html", verb, done=_("会议记录已保存，请双方首席代表签字。"),
        route="meetings", meeting=row, lines=lines, results=texts.RESULTS, photos=_photos(request, page, row.number),
    )  # fmt: skip


def _was_talked_about(line: Mapping[str, str]) -> bool:
    """A topic nobody wrote anything about was not talked about; one without its result is asked for it."""
    return bool(line.get("title")) and any(line.get(key) for key in ("employer", "worker", "basis", "result"))


def _photos(request: ActorRequest, page: CasePage, number: int) -> list[Any]:
    return [each for each in queries.kept(page.case, request.actor) if each.meeting == number]


def _minutes_initial(row: Any, page: Any) -> dict[str, Any]:
    present = [f"{texts.SIDES[seat.side]} {seat.name}" for side in Side for seat in page.of(side)]
    return {
        "version": row.version, "recorder": row.recorder, "remarks": row.remarks,
        "until": timezone.localtime(row.until) if row.until else None,
        "present": "\n".join(each["name"] for each in row.present) or "\n".join(present),
    }  # fmt: skip


def _lines_of(row: Any, page: Any) -> list[dict[str, str]]:
    if row.minutes:
        return [dict(line) for line in row.minutes]
    return [{"title": topic.title, "clause": topic.clause} for topic in queries.agenda(page.case)]


@screen(methods=("POST",))
def sign_minutes(request: ActorRequest, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """A chief confirms the minutes she has read."""
    page = own_page(request, case_id)
    seen = request.POST.get("hash", "")
    return done(
        request, page, lambda: services.sign_minutes(meeting_id, seen, actor=request.actor), _("会议记录已签字。"),
        "meetings",
    )  # fmt: skip


@screen(methods=("GET", "POST"), uploads=True)
def suspension(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Ask for a suspension, agree to one, go on."""
    page = own_page(request, case_id)
    form = forms.Suspension(request.POST or None, request.FILES or None)
    if not page.on_paper:
        del form.fields["photo"]

    def verb() -> None:
        given, photo = form.cleaned_data, photo_of(request, page, "suspension")
        wanted = services.Break(given["reason"], given["until"], given["next_place"], given["next_topics"])
        services.suspend(case_id, wanted, actor=request.actor, paper=photo)

    left = queries.left_to_suspend(page.case)
    rows = queries.suspensions(page.case)
    return filled(
        request, page, form, "bargaining/suspension.html", verb, done=_("已提出，需要的一方同意后开始。"),
        route="suspension", left=left, rows=rows, asked=any(row.ended_on is None for row in rows),
        complete=queries.complete_by(page.case), no_breaks=queries.no_breaks(page.case), acts=texts.ACTS,
    )  # fmt: skip


@screen(methods=("POST",))
def suspension_act(request: ActorRequest, case_id: UUID, answer: str) -> HttpResponse:
    """Agree to a suspension, turn it down, go on."""
    verbs = {"agree": services.consent_to_suspend, "decline": services.decline_to_suspend, "resume": services.resume}
    words = {"agree": _("已同意。"), "decline": _("这一次不中止，接着谈。"), "resume": _("恢复协商了。")}
    if answer not in verbs:
        raise Http404
    page = own_page(request, case_id)
    return done(request, page, lambda: verbs[answer](case_id, actor=request.actor), words[answer], "suspension")
