"""The officer's list of rights not yet served, by kind, and telling people of theirs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.entitlements import access, queries, services
from hexian.domains.entitlements.queries import RightRow
from hexian.domains.entitlements.rules import Kind
from hexian.domains.ledger import access as ledger
from hexian.domains.mutualaid import access as aid
from hexian.foundation.actor import Actor
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.rows import number
from hexian.web.screen import ActorRequest, screen

#: Where each kind is mended, and the duty that opens it.
_PAGES = {
    Kind.JOIN: ("aiddesk:people", aid.ENROL), Kind.UNSERVED: ("aiddesk:decision", aid.DECIDE),
    Kind.DECLINED: ("aiddesk:decision", aid.DECIDE), Kind.CARD: ("ledger:card", ledger.KEEP),
    Kind.STRAY: ("aiddesk:file", aid.INTAKE),
}  # fmt: skip


@screen(needs=access.VIEW)
def rights(request: ActorRequest) -> HttpResponse:
    """What waits, by kind, one by one."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(Kind) else ""
    page = queries.rights(request.actor, kind=kind, after=number(request.GET.get("after", "")))
    found = queries.groups(request.actor)
    narrow = f"&kind={kind}" if kind else ""
    context = {
        "rows": [(row, _page(row, request.actor)) for row in page.rows], "groups": found, "kind": kind,
        "chosen": next((each for each in found if each.kind == kind), None),
        "may_tell": request.actor.may(access.TELL),
        "next_url": f"?after={page.next}{narrow}" if page.next else "",
    }  # fmt: skip
    return render(request, "entitlements/rights.html", context)


def _page(row: RightRow, actor: Actor) -> str:
    """Where it can be mended; nothing where she may not."""
    name, duty = _PAGES[Kind(row.kind)]
    return reverse(name, args=[row.about]) if row.about is not None and actor.may(duty) else ""


@screen(needs=access.TELL, reads=access.VIEW, methods=("POST",))
def tell(request: ActorRequest, right_id: UUID) -> HttpResponse:
    """Have one person told."""
    with within_reach():
        row = services.tell(right_id, actor=request.actor)
    messages.success(request, _("告诉她了，她的手机上看得到怎么办。"))
    return redirect(f"{reverse('rightsdesk:rights')}?kind={row.kind}")


@screen(needs=access.TELL, reads=access.VIEW, methods=("POST",))
def tell_all(request: ActorRequest) -> HttpResponse:
    """Have everybody of a kind told, a thousand at a time."""
    kind = request.POST.get("kind", "")
    if kind not in set(Kind):
        raise Http404
    count, left = services.tell_all(kind, actor=request.actor)
    said = _("告诉了 %(count)s 人，还有 %(left)s 人（一次最多 1,000 人）。")
    messages.success(request, said % {"count": f"{count:,}", "left": f"{left:,}"})
    return redirect(f"{reverse('rightsdesk:rights')}?kind={kind}")
