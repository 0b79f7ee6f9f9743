"""Acts on the tree as pages: whom it concerns, on what grounds, what will follow, and then the act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.members import queries as members
from hexian.domains.members import texts
from hexian.domains.orgs import facts, queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import MANAGE, VIEW
from hexian.domains.orgs.rules import check_place
from hexian.foundation.actor import Actor, Refused
from hexian.web.members.doing import status_of
from hexian.web.orgs.grounds import Grounds, Merging, Splitting
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen
from hexian.web.templatetags import wording

#: A merger of more unions than this at once nobody oversees.
MOST_MERGED = 20


def _step(request: ActorRequest) -> str:
    """Whether the form was sent to be looked at (`preview`), done (`do`) or gone on with (`edit`)."""
    return request.POST.get("step", "preview") if request.method == "POST" else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown(
    request: ActorRequest, template: str, form: BaseForm, foreseen: Sequence[str], **context: Any
) -> HttpResponse:
    """The form, or when it was sent to be looked at and nothing is wrong, what will follow."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    hidden = [(name, value) for name, value in sent if name not in {"csrfmiddlewaretoken", "step"}]
    whole = {**context, "form": form, "foreseen": foreseen, "hidden": hidden, "kinds": org_texts.KINDS}
    return render(request, template, whole, status=status_of(form))


def _led(request: ActorRequest, outcome: services.Outcome, done: str) -> HttpResponse:
    """To the body when it is done, to the task when it takes its time."""
    if outcome.task is None:
        messages.success(request, done)
        return redirect("orgs:union", org_id=outcome.body)
    messages.success(request, _("开始办了。要改的记录多，在后台一次办完；可以离开这一页，办完会通知您。"))
    return redirect("system:task", task_id=outcome.task)


def _number(count: int, words: str) -> str:
    return words % {"n": wording.count_words(count)}


# — Move —


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def move(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Let a body stand below another union."""
    page, actor = page_of(org_id, request), request.actor
    to, step = _uuid(request.GET.get("to", "")), _step(request)
    above = page_of(to, request) if to else None
    form, foreseen = Grounds(request.POST if step in {"preview", "do"} else None, initial=request.POST.dict()), []
    if to and above and step in {"preview", "do"} and form.is_valid():
        try:
            with within_reach():
                if step == "do":
                    outcome = services.begin_move(org_id, to=to, actor=actor, **form.grounds())
                    words = _("划转好了。它和下级、会员都到了新上级下面，相关的干部会收到消息。")
                    return _led(request, outcome, words)
                services.foresee_move(org_id, to=to, actor=actor, **form.grounds())
                foreseen = _after_move(page, above, actor)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    text = request.GET.get("q", "").strip()[:80]
    with within_reach():
        found = [] if above else queries.could_stand_below(org_id, actor, text)
    return _shown(request, "orgs/move.html", form, foreseen, page=page, above=above, found=found, text=text)


def _after_move(page: queries.OrgPage, above: queries.OrgPage, actor: Actor) -> list[str]:
    """What will follow, in sentences."""
    moving = queries.extent(page.row.public_id, actor)
    counted = members.member_total(page.row.code)
    former = page.path[-2].name if len(page.path) > 1 else ""
    return [
        _("「%(name)s」不再隶属于「%(former)s」，改为隶属于「%(above)s」。")
        % {"name": page.row.name, "former": former, "above": above.row.name},
        _number(moving.bodies, _("它和它下面的组织一共 %(n)s 个，一起划过去。")),
        _number(counted, _("会员 %(n)s 名跟着过去，会员证号和入会日期不变。")),
        _number(moving.offices, _("任职 %(n)s 个照旧，不用重新任命；权限改到新上级下面。")),
        _("入会海报照旧能用。以前的隶属关系留在档案里，「看这一天」还看得到。"),
    ]


# — Merge —


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def merge(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Let other unions merge into this one."""
    page, actor = page_of(org_id, request), request.actor
    picked = [key for text in request.GET.getlist("from")[:MOST_MERGED] if (key := _uuid(text))]
    sources, step = [page_of(key, request) for key in dict.fromkeys(picked)], _step(request)
    ids = [source.row.public_id for source in sources]
    offices = _offices(sources, actor)
    sent = request.POST if step in {"preview", "do"} else None
    form, foreseen = Merging(sent, initial=_initial(request, "keep"), offices=offices), []
    if ids and sent is not None and form.is_valid():
        facts_ = {
            **form.grounds(), "hand_over_unfinished": form.cleaned_data["hand_over_unfinished"],
            "keep_offices": [UUID(key) for key in form.cleaned_data["keep"]],
        }  # fmt: skip
        try:
            with within_reach():
                if step == "do":
                    outcome = services.begin_merge(ids, into=org_id, actor=actor, **facts_)
                    words = _("合并好了。会员、海报和用人单位都转到了这里，相关的干部会收到消息。")
                    return _led(request, outcome, words)
                services.foresee_merge(ids, into=org_id, actor=actor, **facts_)
                foreseen = _after_merge(page, sources, form, actor)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    text = request.GET.get("q", "").strip()[:80]
    with within_reach():
        found = [row for row in queries.could_merge_into(org_id, actor, text) if row.public_id not in ids]
    context = {"page": page, "sources": sources, "found": found, "text": text}
    context |= {"undone": services.left_undone(ids, actor), "picked": urlencode([("from", key) for key in ids])}
    return _shown(request, "orgs/merge.html", form, foreseen, offices=offices, **context)


def _after_merge(page: queries.OrgPage, sources: Sequence[queries.OrgPage], form: Merging, actor: Actor) -> list[str]:
    """What will follow, in sentences."""
    names = "、".join(source.row.short_name for source in sources)
    each = [queries.extent(source.row.public_id, actor) for source in sources]
    counted = sum(members.member_total(source.row.code) for source in sources)
    kept, all_ = len(form.cleaned_data["keep"]), len(_offices(sources, actor))
    return [
        _("%(names)s 撤销，并入「%(name)s」。") % {"names": names, "name": page.row.name},
        _number(counted, _("会员 %(n)s 名转过来，会员证号和入会日期不变。")),
        _number(sum(extent.bodies - 1 for extent in each), _("下级组织 %(n)s 个改到本工会下面。")),
        _number(sum(extent.posters for extent in each), _("入会海报 %(n)s 张照旧能用，改为加入本工会。")),
        _("任职接着干的 %(kept)s 个，结束的 %(ended)s 个。") % {"kept": kept, "ended": all_ - kept},
        _("挂着的用人单位转到本工会名下。这件事不能撤回。"),
    ]


def _offices(bodies: Iterable[queries.OrgPage], actor: Actor) -> list[tuple[str, str]]:
    """Offices of these very bodies that others hold, as choices."""
    return [
        (str(row.public_id), f"{row.person_name} · {row.title}（{row.org_name}）")
        for body in bodies
        if body.may_staff
        for row in queries.offices(actor, org_id=body.row.public_id)
        if row.org_public_id == body.row.public_id and not row.is_mine and not row.minded_from
    ]


def _initial(request: ActorRequest, *many: str) -> dict[str, Any]:
    """What was sent before she went back to change it."""
    return {name: request.POST.getlist(name) if name in many else request.POST.get(name) for name in request.POST}


# — Split —


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def split(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Let some of a union's members go over to a new one beside it."""
    page, actor, step = page_of(org_id, request), request.actor, _step(request)
    sent = request.POST if step in {"preview", "do"} else None
    initial = _initial(request, "employers", "stations", "keep")
    form, foreseen = Splitting(sent, initial=initial, **_split_choices(page, request)), []
    if sent is not None and form.is_valid():
        try:
            with within_reach():
                facts_ = _split_facts(page, form, actor)
                if step == "do":
                    return _split_done(request, page, form, facts_)
                services.foresee_split(org_id, actor=actor, **facts_)
                foreseen = _after_split(page, form, facts_["chosen"], actor)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    return _shown(request, "orgs/split.html", form, foreseen, page=page)


def _split_choices(page: queries.OrgPage, request: ActorRequest) -> dict[str, Any]:
    actor, org_id = request.actor, page.row.public_id
    with within_reach():
        above = page_of(page.path[-2].public_id, request).row.kind if _may_leave(page, actor) else ""
        portions = members.by_employer(org_id, actor), members.by_station(org_id, actor)
    employers, stations = (
        [(each.key, _("%(name)s（%(n)s 名）") % {"name": each.name, "n": each.members}) for each in found]
        for found in portions
    )
    kinds = [(kind, words) for kind, words in org_texts.KINDS.items() if _fits(kind, above)]
    kinds.sort(key=lambda pair: pair[0] != page.row.kind)
    return {"kinds": kinds, "employers": employers, "stations": stations, "offices": _offices([page], actor)}


def _may_leave(page: queries.OrgPage, actor: Actor) -> bool:
    return len(page.path) > 1 and actor.may(VIEW, page.row.code[:-4])


def _fits(kind: str, above: str) -> bool:
    try:
        check_place(kind, above)
    except Refused:
        return False
    return kind not in facts.CATEGORY_OF


def _split_facts(page: queries.OrgPage, form: Splitting, actor: Actor) -> dict[str, Any]:
    """What the service takes. Raises `split.no_such_card` (`cards`) for numbers of nobody there."""
    data = form.cleaned_data
    found = members.with_cards(page.row.public_id, form.card_numbers(), actor)
    chosen = services.Chosen(
        tuple(UUID(key) for key in data["employers"]), tuple(data["stations"]), tuple(found.values())
    )
    return {**form.grounds(), "chosen": chosen, "kind": data["kind"], "name": data["name"]}


def _after_split(page: queries.OrgPage, form: Splitting, chosen: services.Chosen, actor: Actor) -> list[str]:
    """What will follow, in sentences. Raises `split.no_member` and `split.everybody` like the act itself."""
    taken, there = members.chosen_of(page.row.public_id, chosen, actor)
    if not taken:
        raise Refused("split.no_member", name=page.row.name)
    if taken == there:
        raise Refused("split.everybody", name=page.row.name)
    data = form.cleaned_data
    return [
        _("新设「%(name)s」，和「%(source)s」同一个上级。") % {"name": data["name"], "source": page.row.name},
        _("会员 %(n)s 名转到新工会，会员证号和入会日期不变；留下 %(rest)s 名。")
        % {"n": wording.count_words(taken), "rest": wording.count_words(there - taken)},
        _number(len(data["employers"]), _("用人单位 %(n)s 家改挂到新工会。")),
        _number(len(data["keep"]), _("%(n)s 位干部同时到新工会任职；原来的任职照旧。")),
        _("没办完的入会申请留在原来的工会。"),
    ]


def _split_done(request: ActorRequest, page: queries.OrgPage, form: Splitting, facts_: dict[str, Any]) -> HttpResponse:
    data = form.cleaned_data
    outcome = services.begin_split(
        page.row.public_id, actor=request.actor, keep_offices=[UUID(key) for key in data["keep"]],
        short_name=data["short_name"], division=page.division, is_demo=page.is_demo, **facts_,
    )  # fmt: skip
    return _led(request, outcome, _("分立好了，这是新工会的档案。相关的干部会收到消息。"))
