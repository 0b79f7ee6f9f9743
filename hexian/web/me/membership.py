"""Her membership: how it stands, going over to another union, having it retained, retiring, leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import queries, services, texts
from hexian.domains.members.queries import MyPassage
from hexian.domains.members.rules import OPEN_PASSAGE, PassageKind, PassageState, Turn
from hexian.foundation.actor import Refused
from hexian.foundation.clock import texts as clock_texts
from hexian.web.me.forms import Objection, PassageWish
from hexian.web.screen import ActorRequest, screen

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Way:
    """One thing she may ask for: its name, what it is for, what it means in plain words, what its button says."""

    kind: str
    icon: str
    tint: str
    what: Words
    means: tuple[Words, ...]
    button: Words

    @property
    def title(self) -> Words:
        """Its name."""
        return texts.PASSAGE_KINDS[self.kind]


WAYS: Mapping[str, Way] = {
    way.kind: way
    for way in (
        Way(
            PassageKind.TRANSFER, "arrows-exchange", "c-blue", _("换了单位、平台或者住处，会籍跟着走"),
            (
                _("先由现在的工会同意转出，再由新的工会接收；两边都同意的那天，您就是新工会的会员。"),
                _("会员卡照旧用，会龄接着算，不用重新入会。"),
                _("两边谁没有按时答复，这里会写明，您可以催；没有人答复，就一直是现在的工会。"),
                _("您写的情况只给现在的工会看；新的工会看到姓名、工种、入会日期和打码的号码。"),
            ),
            _("提出转会"),
        ),
        Way(
            PassageKind.RETAIN, "clock", "c-gold", _("失业、待岗、长期请假、参军时先留着"),
            (
                _("会籍和会龄都留着，会员卡先停用。"),
                _("重新上班以后，可以恢复，也可以直接转到新单位的工会。"),
            ),
            _("申请保留"),
        ),
        Way(
            PassageKind.RESUME, "refresh", "c-green", _("重新上班了，接着当会员"),
            (_("原来的会员卡接着用，会龄接着算。换了工会的，请办转会。"),),
            _("申请恢复"),
        ),
        Way(
            PassageKind.RETIRE, "home", "c-teal", _("到龄或提前退休，会籍保留"),
            (_("会籍留着，不再参加选举和表决。退休后又上班的，可以恢复。"),),
            _("办退休"),
        ),
        Way(
            PassageKind.QUIT, "logout", "c-ink", _("不想再当会员"),
            (
                _("加入和退出都是您的自由，工会只确认，不能不同意。"),
                _("退会后会员卡停用，会员的服务和互助不再享受，会龄从此中断。"),
                _("只是换单位请办转会，暂时没工作请办保留会籍，都不用退会。"),
                _("以后想再加入，随时可以重新申请。"),
            ),
            _("申请退会"),
        ),
    )
}  # fmt: skip

_KINDS = {
    PassageState.DONE: "ok", PassageState.REFUSED: "bad", PassageState.WITHDRAWN: "", PassageState.DROPPED: "",
    PassageState.UNDONE: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage with whose turn it is, in words."""

    row: MyPassage

    @property
    def title(self) -> Words:
        """What it is, and where to."""
        kind = texts.PASSAGE_KINDS[self.row.kind]
        return _("转会到%(union)s") % {"union": self.row.target_name} if self.row.target_name else kind

    @property
    def label(self) -> Words:
        """Where it stands."""
        return _("等您确认") if self.row.may_agree else texts.PASSAGE_STATES[self.row.state]

    @property
    def tint(self) -> str:
        """The colour of where it stands."""
        return "warn" if self.row.waits_for == Turn.HER else _KINDS.get(PassageState(self.row.state), "info")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.row.state in OPEN_PASSAGE

    @property
    def who(self) -> str:
        """Who has it in hand."""
        return self.row.target_name if self.row.waits_for == Turn.TARGET else self.row.source_name

    @property
    def until(self) -> str:
        """By when there is an answer, or she may explain herself."""
        return clock_texts.until(self.row.due_at) if self.row.due_at else ""

    @property
    def reason(self) -> Words:
        """Why the union said no."""
        return texts.PASSAGE_REFUSALS[self.row.refusal].title if self.row.refusal else ""


@screen()
def membership(request: ActorRequest) -> HttpResponse:
    """How her membership stands, what is under way, what she may ask for."""
    standing = queries.my_standing(request.actor)
    shown = [ShownPassage(row) for row in queries.my_passages(request.actor)]
    context = {
        "standing": standing,
        "states": texts.MEMBERSHIP_STATES,
        "open": [each for each in shown if each.is_open],
        "past": [each for each in shown if not each.is_open],
        "ways": [WAYS[kind] for kind in standing.may_ask] if standing else [],
    }
    return render(request, "me/membership.html", context)


@screen(methods=("GET", "POST"))
def ask(request: ActorRequest, kind: str) -> HttpResponse:
    """Read what it means, then ask for it."""
    standing = queries.my_standing(request.actor)
    if kind not in WAYS:
        raise Http404
    if standing is None or kind not in standing.may_ask:
        return redirect("me:membership")
    form = PassageWish(request.POST if request.method == "POST" else None, kind=kind)
    if form.is_valid():
        try:
            services.ask_passage(kind=kind, actor=request.actor, **form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("交给工会了，办到哪一步这里看得到。"))
            return redirect("me:membership")
    follows = queries.what_follows(kind, standing.division, request.actor)
    context = {"way": WAYS[kind], "form": form, "standing": standing, "follows": follows}
    if kind == PassageKind.TRANSFER:
        context |= _places(request)
    return render(request, "me/ask_passage.html", context, status=422 if form.errors else 200)


def _places(request: ActorRequest) -> dict[str, object]:
    """The unions a search finds, and the one chosen."""
    text = request.GET.get("q", "")[:60]
    chosen = _uuid(request.POST.get("union") or request.GET.get("to", ""))
    target = queries.union_to_go_to(chosen) if chosen else None
    return {"q": text, "found": queries.unions_to_go_to(text, request.actor) if text else [], "target": target}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@screen(methods=("POST",))
def agree(request: ActorRequest, passage_id: UUID) -> HttpResponse:
    """Say yes to what her union began for her."""
    return _done(request, passage_id, services.agree, _("确认了。"))


@screen(methods=("POST",))
def withdraw(request: ActorRequest, passage_id: UUID) -> HttpResponse:
    """Take it back, or say no to what her union began."""
    return _done(request, passage_id, services.withdraw_passage, _("撤回了，会籍没有变。"))


def _done(request: ActorRequest, passage_id: UUID, verb: Callable[..., object], said: Words) -> HttpResponse:
    _mine(request, passage_id)
    verb(passage_id, actor=request.actor)
    messages.success(request, str(said))
    return redirect("me:membership")


@screen(methods=("GET", "POST"))
def object_to(request: ActorRequest, passage_id: UUID) -> HttpResponse:
    """Say why the six-month rule does not hold for her."""
    shown = ShownPassage(_mine(request, passage_id))
    if not shown.row.may_object:
        return redirect("me:membership")
    form = Objection(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.object_to(passage_id, words=form.cleaned_data["words"], actor=request.actor)
        messages.success(request, _("写给委员会了。会籍现在没有变。"))
        return redirect("me:membership")
    context = {"passage": shown, "form": form}
    return render(request, "me/object.html", context, status=422 if form.errors else 200)


def _mine(request: ActorRequest, passage_id: UUID) -> MyPassage:
    row = next((each for each in queries.my_passages(request.actor) if each.public_id == passage_id), None)
    if row is None:
        raise Http404
    return row
