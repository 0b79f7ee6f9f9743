"""A roster is sent: the file, for which union, from whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.rosters import queries, services
from hexian.domains.rosters.access import ADMIT
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import MEGABYTE, MOST_BYTES
from hexian.web.members.doing import status_of, within_reach
from hexian.web.rosters import forms, showing
from hexian.web.screen import ActorRequest, screen

#: Of more unions than these she types part of a name.
_MOST_UNIONS = 200


@screen(needs=ADMIT, methods=("GET", "POST"), uploads=True, most_bytes=MOST_BYTES + MEGABYTE)
def upload(request: ActorRequest) -> HttpResponse:
    """Send a file; what cannot be opened is told on the form."""
    text = request.GET.get("q", "").strip()[:60]
    unions = queries.unions(request.actor, text, limit=_MOST_UNIONS + 1)
    form = _form(request, unions)
    same: UUID | None = None
    if form.is_valid():
        try:
            return _kept(request, form)
        except Refused as refusal:
            form.refuse(refusal)
            same = refusal.params.get("roster")  # type: ignore[assignment]  # of this refusal always a row's id
    context = {
        "form": form,
        "same": same,
        "text": text,
        "is_many": bool(text) or len(unions) > _MOST_UNIONS,
        "senders": queries.senders(request.actor),
        "corrects": form["corrects"].value(),
    }
    return render(request, "rosters/upload.html", context, status=status_of(form))


def _form(request: ActorRequest, unions: list[queries.UnionChoice]) -> forms.Upload:
    if request.method == "POST":
        return forms.Upload(request.POST, request.FILES, unions=unions)
    return forms.Upload(initial=_initial(request), unions=unions)


def _initial(request: ActorRequest) -> dict[str, object]:
    """What the page she came from says: a union, or the roster that is sent again with its errors corrected."""
    try:
        former = showing.read(UUID(request.GET.get("corrects", "")), request.actor)
    except ValueError:
        return {"union": request.GET.get("union", "")}
    return {"union": str(former.org_public_id), "sender": former.sender, "corrects": former.public_id}


def _kept(request: ActorRequest, form: forms.Upload) -> HttpResponse:
    said = form.cleaned_data
    with within_reach():
        made = services.upload(
            said["file"], name=said["file"].name, org_id=said["union"], actor=request.actor, sender=said["sender"],
            corrects=said["corrects"],
        )  # fmt: skip
    messages.success(request, _("名册收到了。请看各列认得对不对。"))
    return redirect("rosters:columns", roster_id=made.public_id)
