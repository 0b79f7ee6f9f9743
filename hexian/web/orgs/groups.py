"""Parks, trades and groups of companies that cross the tree; and the employers a union is there for."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import texts
from hexian.domains.orgs import facts, queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import MANAGE, VIEW
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of
from hexian.web.orgs.asof import as_of
from hexian.web.orgs.forms import DATE, MISSING
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen

#: A page of a group's members.
SIZE = 50


class NewGroup(forms.Form):
    """A group: which union keeps it, its kind and name."""

    keeper = forms.ChoiceField(label=gettext_lazy("由哪个工会管"))
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=list(org_texts.GROUP_KINDS.items()))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100, error_messages=MISSING)
    trade = forms.ChoiceField(label=gettext_lazy("行业门类"), required=False)

    def __init__(self, *args: object, keepers: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        keeper, trade = self.fields["keeper"], self.fields["trade"]
        assert isinstance(keeper, forms.ChoiceField)  # noqa: S101 - declared so above
        assert isinstance(trade, forms.ChoiceField)  # noqa: S101 - declared so above
        keeper.choices = keepers
        trade.choices = [("", _("不填")), *facts.trades().items()]


class FromDay(forms.Form):
    """Whom, and from which day on."""

    org = forms.UUIDField(widget=forms.HiddenInput)
    on = forms.DateField(required=False, error_messages=DATE)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@screen(needs=VIEW)
def groups(request: ActorRequest) -> HttpResponse:
    """The groups kept by one's unions."""
    closed = request.GET.get("closed") == "1"
    views = [
        {"label": _("在用"), "url": "?", "current": not closed, "count": None},
        {"label": _("已停用"), "url": "?closed=1", "current": closed, "count": None},
    ]
    context = {
        "rows": queries.groups(request.actor, closed=closed),
        "kinds": org_texts.GROUP_KINDS,
        "views": views,
        "closed": closed,
        "may_manage": request.actor.may(MANAGE),
    }
    return render(request, "orgs/groups.html", context)


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def new_group(request: ActorRequest) -> HttpResponse:
    """Make a group."""
    keepers = [(str(body.public_id), body.name) for body in queries.unions(request.actor)]
    form = NewGroup(request.POST if request.method == "POST" else None, keepers=keepers)
    if form.is_valid():
        data = form.cleaned_data
        try:
            with within_reach():
                made = services.make_group(
                    UUID(data["keeper"]), kind=data["kind"], name=data["name"], trade=data["trade"],
                    actor=request.actor,
                )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("建好了，现在把组织加进来。"))
            return redirect("orgs:group", group_id=made.public_id)
    return render(request, "orgs/group_new.html", {"form": form}, status=status_of(form))


@screen(needs=VIEW)
def group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """Who belongs to a group, today or on a day; and, for whoever may, whom to add."""
    when, actor = as_of(request), request.actor
    with within_reach():
        row = queries.group(group_id, actor)
        found = queries.group_members(
            group_id, when.day, actor, after=_uuid(request.GET.get("after", "")), size=SIZE + 1
        )
    text = request.GET.get("q", "").strip()[:80]
    inside = {each.public_id for each in found}
    candidates = queries.search(actor, text, limit=20) if text else []
    context = {
        "group": row,
        "kinds": org_texts.GROUP_KINDS,
        "org_kinds": org_texts.KINDS,
        "trade": facts.trades().get(row.trade, ""),
        "when": when,
        "kept": [],
        "today_url": "?",
        "members": found[:SIZE],
        "next": found[SIZE - 1].public_id if len(found) > SIZE else None,
        "text": text,
        "found": [each for each in candidates if not each.is_dissolved and each.public_id not in inside],
        "may_manage": actor.may(MANAGE) and not row.is_closed and not when.is_past,
    }
    return render(request, "orgs/group.html", context)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def join_group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """Let a body belong to a group from a day on."""
    form = FromDay(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有加上：请从列表里选一个组织，日期写成 2026-07-01 这样。"))
        return redirect("orgs:group", group_id=group_id)
    try:
        with within_reach():
            services.join_group(
                group_id, org=form.cleaned_data["org"], since=form.cleaned_data["on"], actor=request.actor
            )
    except Refused as refusal:
        messages.error(request, texts.of(refusal))
    else:
        messages.success(request, _("加进来了。"))
    return redirect("orgs:group", group_id=group_id)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def leave_group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """A body belongs to a group no longer."""
    form = FromDay(request.POST)
    try:
        with within_reach():
            org = form.cleaned_data["org"] if form.is_valid() else group_id
            services.leave_group(group_id, org=org, on=form.cleaned_data.get("on"), actor=request.actor)
    except Refused as refusal:
        messages.error(request, texts.of(refusal))
    else:
        messages.success(request, _("移出去了，以前在过的日子还记着。"))
    return redirect("orgs:group", group_id=group_id)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def close_group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """Close a group; whoever belongs to it does so no longer."""
    with within_reach():
        services.close_group(group_id, actor=request.actor)
    messages.success(request, _("分组停用了。以前谁在里面，还查得到。"))
    return redirect("orgs:groups")


# — Employers a union is there for —


@screen(needs=MANAGE, reads=VIEW)
def covers(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """The employers a union is and was there for, and whom to attach."""
    page, actor = page_of(org_id, request), request.actor
    text = request.GET.get("q", "").strip()[:80]
    with within_reach():
        found = queries.employers_to_cover(org_id, actor, text) if text else []
        rows = queries.covers(org_id, actor)
    context = {
        "page": page, "rows": rows, "found": found, "text": text, "today": timezone.localdate(actor.now),
        "kinds": org_texts.KINDS,
    }  # fmt: skip
    return render(request, "orgs/covers.html", context)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def cover(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Attach an employer from a day on, or detach it (`act=end`)."""
    page_of(org_id, request)
    form, ends = FromDay(request.POST), request.POST.get("act") == "end"
    if not form.is_valid():
        messages.error(request, _("没有办成：请从列表里选一家单位，日期写成 2026-07-01 这样。"))
        return redirect("orgs:covers", org_id=org_id)
    employer, day = form.cleaned_data["org"], form.cleaned_data["on"]
    try:
        with within_reach():
            if ends:
                services.uncover(org_id, employer, on=day, actor=request.actor)
            else:
                services.cover(org_id, employer, since=day, actor=request.actor)
    except Refused as refusal:
        messages.error(request, texts.of(refusal))
    else:
        messages.success(request, _("解除了，以前挂着的日子还记着。") if ends else _("挂好了，这家单位算建了会。"))
    return redirect("orgs:covers", org_id=org_id)
