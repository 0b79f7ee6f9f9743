"""What the founders fill in and do, on a phone; an officer who handles the case uses the same pages at her desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.founding import documents, queries, rules, services, texts
from hexian.domains.founding.queries import CasePage, Entry
from hexian.domains.founding.rules import Body, Channel
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import queries as files
from hexian.web.founding import forms, showing
from hexian.web.members.doing import pdf, within_reach
from hexian.web.screen import ActorRequest, screen


@screen()
def mine(request: ActorRequest) -> HttpResponse:
    """The cases she is the contact of."""
    return render(
        request,
        "found/mine.html",
        {"rows": queries.my_cases(request.actor), "states": texts.STATES, "kinds": showing.KINDS},
    )


@screen()
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One case: the list of steps, what is next, who has it now and until when."""
    page = _page(request, case_id)
    if page.row.contact_mobile and request.actor.offices and not _is_contact(request, page):
        return redirect("founding:case", case_id=case_id)
    return render(
        request,
        "found/case.html",
        {**_shown(request, page), "scan": forms.Scan(initial={"document": showing.scan_of(page)})},
    )


def _is_contact(request: ActorRequest, page: CasePage) -> bool:
    actor = request.actor
    return page.case.contact_mobile == actor.mobile or (
        page.case.contact_id is not None and page.case.contact_id == actor.person_id
    )


def _page(request: ActorRequest, case_id: UUID) -> CasePage:
    """The case as somebody who may work on it sees it; 404 for anybody else."""
    with within_reach():
        page = queries.case(case_id, request.actor)
    if not page.may_work:
        raise Http404
    return page


def _shown(request: ActorRequest, page: CasePage) -> dict[str, Any]:
    """What every page of a case needs; officers stay in the shell of the desk."""
    officer = bool(request.actor.offices) and not _is_contact(request, page)
    home = "founding:case" if officer else "found:case"
    return {
        "page": page,
        "shell": "shells/desk.html" if officer else "shells/phone.html",
        "home_url": reverse(home, args=[page.row.public_id]),
        "states": texts.STATES,
        "kinds": showing.KINDS,
        "steps": showing.steps(page),
        "next_words": showing.next_words(page),
        "jobs": showing.jobs(page),
        "papers": showing.papers(page),
        "trail": showing.timeline(page),
        "due": showing.due(page),
        "trips": showing.trips(page),
        "scan_document": showing.scan_of(page),
        "wants_scan": showing.wants_scan(page),
        "documents": texts.DOCUMENTS,
        "asks_first": showing.wants_scan(page) and not page.obstacle and ("request" in page.acts or bool(page.ballots)),
        "obstacle": texts.of(page.obstacle) if page.obstacle else "",
        "reason": texts.REASONS[page.case.reason].title if page.case.reason else "",
        "posts": texts.POSTS,
        "bodies": texts.BODIES,
        "bans": texts.BANS,
        "blanks": "、".join(str(texts.FIELDS[name]) for name in page.blanks),
        "form_names": texts.FORMS,
    }


def _filled(
    request: ActorRequest,
    page: CasePage,
    form: forms.Versioned,
    template: str,
    verb: Callable[[], object],
    *,
    done: str,
    route: str = "",
    **more: Any,
) -> HttpResponse:
    """Show a form, or take it: a refusal stands beside its field, what is taken leads on."""
    if request.method == "POST" and form.is_valid():
        try:
            with within_reach():
                verb()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect(reverse(route, args=[page.row.public_id]) if route else _shown(request, page)["home_url"])
    context = {**_shown(request, page), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _data(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


@screen(methods=("GET", "POST"))
def facts(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Name, form, term and the like."""
    page = _page(request, case_id)
    row = page.case
    fields = ("name", "leadership", "term_years", "address", "scope", "platform", "station", "has_consent")
    known = {name: getattr(row, name) for name in fields} | {"version": page.row.version, "founding_form": row.form}
    if row.form == rules.Form.NEW_FORM:
        known |= {"staff": row.staff, "women": row.women, "intended": row.intended}
    form = forms.FactsForm(_data(request), initial=known)

    def verb() -> object:
        return services.describe(case_id, form.facts(), actor=request.actor, version=form.cleaned_data["version"])

    return _filled(request, page, form, "found/facts.html", verb, done=_("记下了。"))


@screen(methods=("GET", "POST"))
def employers(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The employers whose staff found the union."""
    page = _page(request, case_id)
    form = forms.EmployerForm(_data(request), initial={"version": page.row.version})

    def verb() -> object:
        return services.add_employer(case_id, form.facts(), actor=request.actor, version=form.cleaned_data["version"])

    more = {"natures": orgs.NATURES}
    return _filled(
        request, page, form, "found/employers.html", verb, done=_("加上了。"), route="found:employers", **more
    )


@screen(methods=("GET", "POST"))
def group(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The preparatory group, its leader and her declaration."""
    page = _page(request, case_id)
    form = forms.Person(_data(request), initial={"version": page.row.version, "is_leader": not page.group})

    def verb() -> object:
        return services.add_preparer(
            case_id, form.facts(), is_leader=form.cleaned_data["is_leader"], actor=request.actor,
            version=form.cleaned_data["version"],
        )  # fmt: skip

    return _filled(request, page, form, "found/group.html", verb, done=_("加上了。"), route="found:group")


@screen(methods=("GET", "POST"))
def people(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who signed up; applications signed on paper are entered here."""
    page = _page(request, case_id)
    form = forms.PaperIntent(_data(request))

    def verb() -> object:
        return services.add_intent(case_id, form.wish(), signed_on=form.cleaned_data["signed_on"], actor=request.actor)

    url = documents.recruit_url(page.case.recruit_code) if page.case.recruit_code else ""
    return _filled(
        request, page, form, "found/people.html", verb, done=_("记下了。"), route="found:people", recruit_url=url
    )


@screen(methods=("GET", "POST"))
def candidates(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who stands for which body."""
    page = _page(request, case_id)
    form = forms.CandidateForm(_data(request), initial={"version": page.row.version})

    def verb() -> object:
        said = form.cleaned_data
        return services.add_candidate(
            case_id, said["body"], form.facts(), is_written_in=said["is_written_in"], actor=request.actor,
            version=said["version"],
        )  # fmt: skip

    lists = [(texts.BODIES[body], page.standing(body)) for body in Body if page.standing(body)]
    return _filled(
        request, page, form, "found/candidates.html", verb, done=_("加上了。"), route="found:candidates", lists=lists
    )


def _entry(
    request: ActorRequest,
    entry: Entry,
    form: forms.Versioned,
    verb: Callable[[], object],
    *,
    part: str,
    route: str,
) -> HttpResponse:
    """Write one line of a list anew; where the list is not the founders' any more, it says so at once."""
    page = _page(request, entry.case_id)
    if part not in page.edits:
        messages.error(request, texts.of(Refused("founding.state", state=page.row.state, act="open")))
        return redirect(route, case_id=entry.case_id)
    if not form.is_bound:
        form.initial = {**entry.known, "version": page.row.version}
    more = {"entry": entry, "back": reverse(route, args=[entry.case_id])}
    return _filled(request, page, form, "found/edit.html", verb, done=_("改好了。"), route=route, **more)


@screen(methods=("GET", "POST"))
def edit_employer(request: ActorRequest, employer_id: UUID) -> HttpResponse:
    """Correct what is written about an employer."""
    with within_reach():
        entry = queries.employer(employer_id, request.actor)
    form = forms.EmployerForm(_data(request))

    def verb() -> object:
        version = form.cleaned_data["version"]
        return services.edit_employer(employer_id, form.facts(), actor=request.actor, version=version)

    return _entry(request, entry, form, verb, part="request", route="found:employers")


@screen(methods=("GET", "POST"))
def edit_preparer(request: ActorRequest, preparer_id: UUID) -> HttpResponse:
    """Correct what is written about somebody of the group."""
    with within_reach():
        entry = queries.preparer(preparer_id, request.actor)
    form = forms.Person(_data(request))
    form.keep_mobile(entry.mobile)

    def verb() -> object:
        said = form.cleaned_data
        return services.edit_preparer(
            preparer_id, form.facts(), is_leader=said["is_leader"], actor=request.actor, version=said["version"]
        )

    return _entry(request, entry, form, verb, part="request", route="found:group")


@screen(methods=("GET", "POST"))
def edit_candidate(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Correct what is written about somebody who stands."""
    with within_reach():
        entry = queries.candidate(candidate_id, request.actor)
    form = forms.CandidateEdit(_data(request))
    form.keep_mobile(entry.mobile)

    def verb() -> object:
        said = form.cleaned_data
        return services.edit_candidate(
            candidate_id, form.facts(), is_written_in=said["is_written_in"], actor=request.actor,
            version=said["version"],
        )  # fmt: skip

    return _entry(request, entry, form, verb, part="election", route="found:candidates")


@screen(methods=("GET", "POST"))
def declare(request: ActorRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """What somebody who stands, or leads the group, declares of herself."""
    page = _page(request, case_id)
    who = next((each for each in (*page.group, *page.candidates) if each.public_id == person_id), None)
    if who is None:
        raise Http404
    form = forms.Declaring(_data(request), bans=rules.bans_for(page.case.form, Body.COMMITTEE))
    route = "found:candidates" if who.body else "found:group"
    if request.method == "POST" and form.is_valid():
        try:
            with within_reach():
                services.declare(
                    person_id, form.answers(), declared_on=form.cleaned_data["declared_on"], channel=Channel.PAPER,
                    actor=request.actor,
                )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            _say_declared(request, form, who.name)
            return redirect(route, case_id=case_id)
    context = {**_shown(request, page), "form": form, "who": who, "back_route": route}
    return render(request, "found/declare.html", context, status=422 if form.errors else 200)


def _say_declared(request: ActorRequest, form: forms.Declaring, name: str) -> None:
    if any(form.answers().values()):
        messages.error(request, _("记下了。按规定%(name)s不能担任，请换一位人选。") % {"name": name})
    else:
        messages.success(request, _("%(name)s的声明记下了。") % {"name": name})


@screen(methods=("GET", "POST"))
def congress(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The result of the congress, as the minutes and the tellers' sheets say."""
    page = _page(request, case_id)
    form = forms.CongressForm(_data(request), page=page, initial=_congress_known(page))

    def verb() -> object:
        return services.hold_congress(
            case_id, form.minutes(), actor=request.actor, version=form.cleaned_data["version"]
        )

    return _filled(request, page, form, "found/congress.html", verb, done=_("结果录好了。核对一遍，就可以上报。"))


def _congress_known(page: CasePage) -> dict[str, Any]:
    known: dict[str, Any] = {"version": page.row.version}
    held = getattr(page.case, "congress", None)
    if held is not None:
        plain = ("held_on", "place", "kind", "members", "women_members", "due", "present", "heads_by")
        known |= {name: getattr(held, name) for name in plain}
    for ballot in page.ballots:
        known |= {
            f"{ballot.body}-{name}": getattr(ballot, name)
            for name in ("seats", "issued", "returned", "valid", "invalid")
        }
    for each in page.candidates:
        known |= {f"votes-{each.public_id}": each.votes, f"post-{each.public_id}": each.office}
    return known


@screen(methods=("GET", "POST"))
def legal(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Ask for registration as a legal person."""
    page = _page(request, case_id)
    known = {"version": page.row.version, "handler": page.case.contact_name, "residence": page.case.address}
    form = forms.Legal(_data(request), initial=known)

    def verb() -> object:
        said = form.cleaned_data
        return services.ask_legal(
            case_id, form.facts(), actor=request.actor, channel=said["channel"], version=said["version"]
        )

    return _filled(request, page, form, "found/legal.html", verb, done=_("交上去了。"))


@screen(methods=("POST",), uploads=True)
def keep_scan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Keep a photo of a signed page."""
    page = _page(request, case_id)
    form = forms.Scan(request.POST, request.FILES)
    if form.is_valid():
        kept = form.cleaned_data["page"]
        try:
            with within_reach():
                services.keep_scan(case_id, form.cleaned_data["document"], kept, actor=request.actor, name=kept.name)
        except Refused as refusal:
            form.add_error("page", texts.of(refusal))
        else:
            messages.success(request, _("照片存好了。"))
            return redirect(_shown(request, page)["home_url"])
    return render(request, "found/scan.html", {**_shown(request, page), "scan": form}, status=422)


@screen()
def scan(request: ActorRequest, case_id: UUID, scan_id: UUID) -> HttpResponseBase:
    """A signed page of a case, to its founders and the unions above."""
    with within_reach():
        kept = queries.scan(case_id, scan_id, request.actor)
    response = StreamingHttpResponse(files.stream(kept), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name) or ""
    response["Content-Length"] = str(kept.size)
    return response


_DONE = {
    "request": "交上去了，上级工会会按时答复，不用跑。", "recruit": "开始了。把二维码发给职工吧。",
    "report": "报上去了，等上级工会批复。", "withdraw": "撤回了。", "activate": "办结了。",
}  # fmt: skip


@screen(methods=("POST",))
def do(request: ActorRequest, case_id: UUID, act: str) -> HttpResponse:
    """One of the founders' steps that ask for nothing but the press of a button."""
    page = _page(request, case_id)
    if act not in _DONE:
        raise Http404
    form = forms.Doing(request.POST)
    form.is_valid()
    given: dict[str, Any] = {"actor": request.actor, "version": form.cleaned_data.get("version")}
    if act in {"request", "recruit", "report"}:
        given["channel"] = form.way()
    with within_reach():
        getattr(services, act)(case_id, **given)
    messages.success(request, _(_DONE[act]))
    return redirect(_shown(request, page)["home_url"])


@screen()
def printed(request: ActorRequest, case_id: UUID, document: str) -> HttpResponse:
    """A document to print, for the founders and the unions above."""
    with within_reach():
        content = documents.printed(case_id, document, actor=request.actor, looks=request.looks)
    return pdf(content, str(texts.DOCUMENTS[document]))


@screen()
def record(request: ActorRequest, case_id: UUID, intent_id: UUID) -> HttpResponse:
    """One person's application and record card."""
    _page(request, case_id)
    with within_reach():
        content = documents.record(case_id, intent_id, actor=request.actor, looks=request.looks)
    return pdf(content, str(texts.DOCUMENTS["record"]))


def _dropped(request: ActorRequest, verb: Callable[..., Any], ident: UUID, route: str) -> HttpResponse:
    with within_reach():
        found = verb(ident, actor=request.actor)
    messages.success(request, _("去掉了。"))
    return redirect(route, case_id=found.public_id)


@screen(methods=("POST",))
def drop_employer(request: ActorRequest, employer_id: UUID) -> HttpResponse:
    """Take an employer out."""
    return _dropped(request, services.drop_employer, employer_id, "found:employers")


@screen(methods=("POST",))
def drop_preparer(request: ActorRequest, preparer_id: UUID) -> HttpResponse:
    """Take somebody out of the group."""
    return _dropped(request, services.drop_preparer, preparer_id, "found:group")


@screen(methods=("POST",))
def drop_candidate(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Take somebody off a list."""
    return _dropped(request, services.drop_candidate, candidate_id, "found:candidates")


@screen(methods=("POST",))
def drop_intent(request: ActorRequest, intent_id: UUID) -> HttpResponse:
    """Take a name off the list of those who want to join."""
    return _dropped(request, services.drop_intent, intent_id, "found:people")
