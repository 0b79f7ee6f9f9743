"""会籍变动: the queue of both sides, one passage with what may be done to it, beginning one for a member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import ADMIT, VIEW
from hexian.domains.members.queries import PassageTab
from hexian.domains.members.rules import BEGUN_BY_OFFICER, PassageKind, PassageState, passages_from
from hexian.domains.orgs import queries as orgs
from hexian.foundation.access import counted
from hexian.foundation.actor import Refused
from hexian.foundation.audit import queries as trail
from hexian.web.members import forms
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.filters import chip, onward, turned
from hexian.web.screen import ActorRequest, Look, screen
from hexian.web.system.wording import lines

Verb = Callable[..., Any]
TABS: Mapping[PassageTab, Promise] = {
    PassageTab.OURS: gettext_lazy("等我们办"),
    PassageTab.THEIRS: gettext_lazy("等对方答复"),
    PassageTab.HERS: gettext_lazy("等本人确认"),
    PassageTab.DECIDED: gettext_lazy("已办结"),
}
#: What each act calls, and what is said afterwards.
VERBS: Mapping[str, tuple[Verb, Promise]] = {  # in the order they are offered
    "release": (services.release, gettext_lazy("同意转出了，等对方工会接收。")),
    "accept": (services.accept, gettext_lazy("接收了，从今天起是本工会的会员。")),
    "confirm": (services.confirm, gettext_lazy("办好了，已经告诉本人。")),
    "warn": (services.warn, gettext_lazy("记下了，本人看得到。")),
    "lapse": (services.decide_lapse, gettext_lazy("记录了委员会的决定，已经告诉本人。")),
    "recall": (services.recall, gettext_lazy("收回了，对方工会看不到了。")),
    "drop": (services.drop, gettext_lazy("不作处理，已经告诉本人。")),
    "withdraw": (services.withdraw_begun, gettext_lazy("撤回了，会籍没有变。")),
    "refuse": (services.refuse_passage, gettext_lazy("没有同意，原因和怎么办已经告诉本人。")),
    "undo": (services.undo_passage, gettext_lazy("撤销了，会籍恢复到原来的样子。")),
}
#: Acts that take words, and under which name.
_WORDS = {"warn": "note", "drop": "why", "undo": "why"}


@screen(needs=ADMIT)
def passages(request: ActorRequest) -> HttpResponse:
    """What waits for us, for the other side, for her; and what was decided."""
    asked = request.GET.get("tab", "")
    tab = PassageTab(asked) if asked in list(PassageTab) else PassageTab.OURS
    kind = request.GET.get("kind", "")
    page = queries.passages(request.actor, tab, kind, request.GET.get("cursor", ""))
    waiting = counted(queries.passages_waiting(request.actor))[0]
    context = {
        "page": page,
        "tabs": [_tab(request, each, tab, waiting) for each in PassageTab],
        "chips": [chip(request.GET, "kind", _("事项"), texts.PASSAGE_KINDS.items())],
        "is_narrowed": kind in list(PassageKind),
        "all_url": turned(request.GET, kind=""),
        "is_first_tab": tab is PassageTab.OURS,
        "kinds": texts.PASSAGE_KINDS,
        "states": texts.PASSAGE_STATES,
        "previous_url": onward(request.GET, page.previous),
        "next_url": onward(request.GET, page.next),
    }
    return render(request, "members/passages.html", context)


def _tab(request: ActorRequest, each: PassageTab, current: PassageTab, waiting: int) -> dict[str, object]:
    count = waiting if each is PassageTab.OURS else None
    return {"label": TABS[each], "url": turned(request.GET, tab=each), "count": count, "current": each is current}


@screen(needs=ADMIT)
def passage(request: ActorRequest, passage_id: UUID) -> HttpResponse:
    """One passage; she can see afterwards who looked."""
    return _shown(request, passage_id)


def _shown(
    request: ActorRequest, passage_id: UUID, act: str = "", given: django_forms.Form | None = None
) -> HttpResponse:
    with within_reach():
        page = queries.passage(passage_id, request.actor)
    code = page.row.target_code if page.row.is_arriving else page.row.code
    request.looks.append(Look(page.row, code, page.row.person_id, ADMIT))
    held = orgs.held_by(page.row.person_id, request.actor) if page.row.state == PassageState.DONE else []
    context = {
        "page": page,
        "held": held,
        "left": queries.left(held),
        "went": texts.MEMBERSHIP_STATES,
        "kinds": texts.PASSAGE_KINDS,
        "states": texts.PASSAGE_STATES,
        "reason": texts.PASSAGE_REASONS[page.row.reason],
        "origin": texts.ORIGINS[page.row.origin],
        "paper": texts.PAPERS.get(page.paper, ""),
        "refusal": texts.PASSAGE_REFUSALS[page.refusal].title if page.refusal else "",
        "answer": _("本人交了会费或参加了活动") if page.answer == "took_part" else page.answer,
        "refusals": texts.PASSAGE_REFUSALS,
        "forms": {
            name: given if given is not None and name == act else _blank(name) for name in VERBS if name in page.acts
        },
        "trail": lines(trail.timeline(str(passage_id), limit=20), request.actor),
    }
    return render(request, "members/passage.html", context, status=status_of(*filter(None, [given])))


def _blank(act: str, data: Any = None) -> django_forms.Form:
    """The form an act takes; one without fields for a plain button."""
    kinds: Mapping[str, type[django_forms.Form]] = {
        "refuse": forms.PassageNo, "warn": forms.Said, "drop": forms.Said, "undo": forms.Said, "lapse": forms.Decision,
    }  # fmt: skip
    return kinds.get(act, django_forms.Form)(data, prefix=act)


@screen(needs=ADMIT, methods=("POST",))
def do(request: ActorRequest, passage_id: UUID, verb: str) -> HttpResponse:
    """One act on it, where the rules allow it from here."""
    if verb not in VERBS:
        raise Http404
    with within_reach(), services.unless_recalled(passage_id, request.actor):
        queries.passage(passage_id, request.actor)
    form = _blank(verb, request.POST)
    if form.is_valid():
        act, said = VERBS[verb]
        try:
            with within_reach():
                act(passage_id, actor=request.actor, **_facts(verb, form))
        except Refused as refusal:
            # Done by somebody else meanwhile: its sentence needs a page of its own.
            if refusal.code in {"passage.state", "passage.recalled"}:
                raise
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, str(said))
            return redirect("members:passage", passage_id=passage_id)
    return _shown(request, passage_id, verb, form)


def _facts(act: str, form: django_forms.Form) -> dict[str, Any]:
    if act in _WORDS:
        return {_WORDS[act]: form.cleaned_data["said"]}
    return form.facts() if isinstance(form, forms.PassageNo) else dict(form.cleaned_data)


@screen(needs=ADMIT, reads=VIEW, methods=("GET", "POST"))
def begin(request: ActorRequest, member_id: UUID, kind: str) -> HttpResponse:
    """Begin a passage for a member, or record her death."""
    with within_reach():
        page = queries.member(member_id, request.actor)
    if kind not in ways(page.row.state) or page.row.person_id == request.actor.person_id:
        raise Http404
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, VIEW))
    is_death = kind == PassageKind.DEATH
    data = request.POST if request.method == "POST" else None
    form = forms.Death(data) if is_death else forms.Begin(data, kind=kind)
    if form.is_valid():
        try:
            with within_reach():
                made = _begun(member_id, kind, form.facts(), request)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("登记了。") if is_death else _("提出来了，等本人确认，或由另一位同事办理。"))
            return redirect("members:passage", passage_id=made)
    context = {"page": page, "form": form, "kind": kind, "title": texts.PASSAGE_KINDS[kind], **_places(request, kind)}
    return render(request, "members/begin.html", context, status=status_of(form))


def _begun(member_id: UUID, kind: str, facts: dict[str, Any], request: ActorRequest) -> UUID:
    if kind == PassageKind.DEATH:
        return services.record_death(member_id, actor=request.actor, **facts).public_id
    return services.begin_passage(member_id, kind=kind, actor=request.actor, **facts).public_id


def ways(state: str) -> list[str]:
    """What an officer may begin for a member in this state."""
    return [str(kind) for kind in passages_from(state) if kind in BEGUN_BY_OFFICER]


def _places(request: ActorRequest, kind: str) -> dict[str, object]:
    """The unions a search finds, and the one chosen."""
    if kind != PassageKind.TRANSFER:
        return {}
    text = request.GET.get("q", "")[:60]
    try:
        target = queries.union_to_go_to(UUID(request.POST.get("union") or request.GET.get("to", "")))
    except ValueError:
        target = None
    return {"q": text, "found": queries.unions_to_go_to(text, request.actor) if text else [], "target": target}


@screen(needs=ADMIT, reads=VIEW, methods=("POST",))
def took_part(request: ActorRequest, member_id: UUID) -> HttpResponse:
    """Record that she paid dues, or took part."""
    form = forms.TookPart(request.POST)
    if not form.is_valid():
        raise Refused("part.kind")
    with within_reach():
        services.note_part([member_id], actor=request.actor, **form.cleaned_data)
    messages.success(request, _("记下了。"))
    return redirect("members:member", member_id=member_id)
