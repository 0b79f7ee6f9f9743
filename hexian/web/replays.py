"""Forms sent again because their answer was lost: what came of them is shown, nothing is made twice.

Signing in gives a page a new token and a new session.  A phone that never heard the answer sends the form with the old
ones, and must not read that nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from hexian.domains.people import rules
from hexian.foundation import locks
from hexian.foundation.actor import Refused

#: By the name of a form's address: under which act its key was kept, and where what it made is shown.
_KNOWN: dict[str, tuple[str, Callable[[str], str]]] = {}


def knows(route: str, act: str, shown: Callable[[str], str]) -> None:
    """Declare a form whose token may no longer fit; `shown` gives the address of what `locks.remember` kept."""
    _KNOWN[route] = (act, shown)


def key_of(idempotency_key: str, mobile: str) -> str:
    """The key of a form that proves a number: another number's form is another form."""
    return f"{idempotency_key}.{mobile}"


def answer(request: HttpRequest) -> HttpResponse | None:
    """The way to what this very form has made already; None for a form nobody has taken.

    Only a way: the page it leads to decides by itself who may read it.
    """
    known = _KNOWN.get(request.resolver_match.view_name) if request.resolver_match else None
    if known is None or not request.POST.get("idempotency_key"):
        return None
    act, shown = known
    made = _made(act, request.POST)
    return go(request, shown(made)) if made else None


def _made(act: str, form: QueryDict) -> str | None:
    """What was kept for a form's key; waits for a twin that is under way."""
    try:
        key = key_of(form.get("idempotency_key", ""), rules.check_mobile(form.get("mobile", "")))
    except Refused:
        return None
    with transaction.atomic():
        return locks.once(act, key)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on, in the way the asker understands."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
