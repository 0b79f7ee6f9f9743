"""A form page: shown, filled in, refused beside its field, or done and on to the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hexian.foundation.actor import Refused
from hexian.web.ledger.forms import Refusable
from hexian.web.members.doing import status_of, within_reach
from hexian.web.screen import ActorRequest

Words = Any


def filled(
    request: ActorRequest, form: Refusable, do: Callable[[dict[str, Any]], str], *, title: Words, button: Words,
    back: str, said: Words, hint: Words = "", uploads: bool = False, **context: Any,
) -> HttpResponse:  # fmt: skip
    """Show `form`; when it is right let `do` act on what it says and go to the address it returns."""
    if form.is_valid():
        try:
            with within_reach():
                url = do(form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(said))
            return redirect(url)
    shown = {"form": form, "title": title, "button": button, "back": back, "hint": hint, "uploads": uploads, **context}
    return render(request, "ledger/form.html", shown, status=status_of(form))


def data(request: ActorRequest) -> Any:
    """What was posted, if anything."""
    return request.POST if request.method == "POST" else None
