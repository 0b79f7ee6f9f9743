"""What a union without anybody in the program did with a pen, entered across the table; or seen to by the one above."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import services, texts
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules.states import Side
from hexian.web.bargaining import forms
from hexian.web.bargaining.shared import filled, finding_words, own_page, photo_of
from hexian.web.screen import ActorRequest, screen

#: What everybody sees who enters something for a side that is not here.
_FROM_PAPER = gettext_lazy(
    "照职工方首席代表签字、工会盖章的那一页填。谁登记的、照的哪一页，双方和上级工会都看得到；"
    "工会的人登录以后可以提出异议。"
)


def publicity(request: ActorRequest, page: CasePage) -> HttpResponse:
    """The notice its union hung up, entered by the employer: from which day, with the page."""
    form = forms.FromPaper(
        request.POST or None, request.FILES or None, day=_("公示上的开始日期"), page=_("工会盖章的公示"),
        lacks="publicity.scan", initial={"version": page.case.version},
    )  # fmt: skip

    def verb() -> None:
        services.note_publicity(
            page.row.public_id, form.cleaned_data["on"], actor=request.actor, version=form.seen(),
            paper=photo_of(request, page, "publicity"),
        )  # fmt: skip

    return filled(
        request, page, form, "bargaining/publicise.html", verb, done=_("已照工会的公示登记。"), by_paper=True,
        findings=finding_words(page), lists=[(texts.SIDES[side], side, page.of(side)) for side in Side],
    )  # fmt: skip


@screen(methods=("GET", "POST"), uploads=True)
def plan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What its union proposed on paper after the congress said no, entered by the employer."""
    page = own_page(request, case_id)
    form = forms.FromPaper(
        request.POST or None, request.FILES or None, day=_("修改方案上的日期"), page=_("签字的修改方案"),
        lacks="plan.scan", initial={"version": page.case.version},
    )  # fmt: skip

    def verb() -> None:
        services.note_revision_plan(
            case_id, form.cleaned_data["on"], actor=request.actor, version=form.seen(),
            paper=photo_of(request, page, "plan"),
        )  # fmt: skip

    return filled(
        request, page, form, "bargaining/form.html", verb, done=_("已照修改方案登记，回到协商。"), has_file=True,
        title=_("登记职工方的修改方案"), hint=_FROM_PAPER,
    )  # fmt: skip


def copied(request: ActorRequest, page: CasePage) -> HttpResponse:
    """That a copy is with the union above: from its receipt, or by itself."""
    own = page.stands_in and page.side is None
    form = _copy_form(request, page, own=own)

    def verb() -> None:
        services.note_deposit(
            page.row.public_id, form.cleaned_data["on"], actor=request.actor, version=form.seen(),
            paper=None if own else photo_of(request, page, "copy"),
        )  # fmt: skip

    hint = _("工会还没有人在本平台经办。纸质的文本交来了，登记收到的日期。") if own else _FROM_PAPER
    return filled(
        request, page, form, "bargaining/form.html", verb, done=_("已登记报上一级工会。"), has_file=not own,
        title=_("登记文本已报上一级工会"), hint=hint,
    )  # fmt: skip


def _copy_form(request: ActorRequest, page: CasePage, *, own: bool) -> forms.Versioned:
    initial = {"version": page.case.version}
    if own:
        return forms.Handed(request.POST or None, initial={**initial, "on": timezone.localdate(request.actor.now)})
    return forms.FromPaper(
        request.POST or None, request.FILES or None, day=_("回执上的收到日期"), page=_("上一级工会盖章的回执"),
        lacks="copy.scan", initial=initial,
    )  # fmt: skip
