"""A union's list of bank cards: pasted or sent as a file, looked through line by line, kept in one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger import services, texts
from hexian.domains.ledger.access import KEEP
from hexian.domains.ledger.rules import Listed
from hexian.foundation.actor import Refused
from hexian.web.ledger import forms
from hexian.web.members.doing import status_of
from hexian.web.screen import ActorRequest, screen

#: What keeping a line would mean: its colour and words.
STATES: dict[str, tuple[str, Promise]] = {
    "new": ("ok", _("新登记")), "other": ("info", _("换掉原来的卡")), "same": ("", _("已经是这张，不变")),
    "fault": ("bad", _("有问题")),
}  # fmt: skip


@screen(needs=KEEP, methods=("GET", "POST"), uploads=True)
def cards(request: ActorRequest) -> HttpResponse:
    """The list is asked for, then shown back with what is wrong with each line; nothing is kept yet."""
    form = forms.CardList(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            lines = _read(form)
            return _looked(request, lines)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "ledger/cards.html", {"form": form}, status=status_of(form))


def _read(form: forms.CardList) -> Sequence[Listed]:
    file = form.cleaned_data["file"]
    return services.read_pasted(form.cleaned_data["text"]) if file is None else services.read_file(file)


def _looked(request: ActorRequest, lines: Sequence[Listed]) -> HttpResponse:
    looked = services.look_through(lines, request.actor)
    counts = Counter(each.state for each in looked)
    rows = [
        {
            "row": each.line.row, "name": each.line.name, "bank": each.line.bank_name, "tail": each.tail,
            "kind": STATES[each.state][0], "state": STATES[each.state][1],
            "why": texts.of(each.fault) if each.fault else "",
        }
        for each in sorted(looked, key=lambda each: each.state != "fault")
    ]  # fmt: skip
    context = {
        "rows": rows, "faults": counts["fault"], "good": counts["new"] + counts["other"], "same": counts["same"],
        "other": counts["other"], "sealed": services.sealed(lines, request.actor),
    }  # fmt: skip
    return render(request, "ledger/cards_looked.html", context)


@screen(needs=KEEP, methods=("POST",))
def keep(request: ActorRequest) -> HttpResponse:
    """She has looked and says yes."""
    lines = services.unsealed(request.POST.get("sealed", ""), request.actor)
    done = services.keep_list(lines, only_good=request.POST.get("only_good") == "1", actor=request.actor)
    said = _("登记了 %(kept)s 张银行卡，%(same)s 张没有变，跳过 %(left_out)s 行。本人会收到通知。")
    messages.success(request, said % {"kept": done.kept, "same": done.same, "left_out": done.left_out})
    return redirect("ledger:cards")
