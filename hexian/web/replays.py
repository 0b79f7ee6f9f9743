"""Forms sent again because their answer was lost: what came of them is shown, nothing is made twice.

Signing in gives a page a new token and a new session.  A phone that never heard the answer sends the form with the old
ones, and must not read that nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from hexian.foundation import locks

#: Where what a form made is shown, by the name of the form's address; None when nothing came of it.
Finder = Callable[[HttpRequest], str | None]
_FINDERS: dict[str, Finder] = {}


def knows(route: str) -> Callable[[Finder], Finder]:
    """Declare what finds the outcome of a form whose token no longer fits."""

    def keep(finder: Finder) -> Finder:
        _FINDERS[route] = finder
        return finder

    return keep


def answer(request: HttpRequest) -> HttpResponse | None:
    """The way to what this very form has made already; None for a form nobody has taken.

    Only a way: the page it leads to decides by itself who may read it.
    """
    match = request.resolver_match
    finder = _FINDERS.get(match.view_name) if match else None
    url = finder(request) if finder else None
    return go(request, url) if url else None


def done(act: str, key: str) -> str | None:
    """What was kept for a form's key; waits for a twin that is under way."""
    with transaction.atomic():
        return locks.once(act, key)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on, in the way the asker understands."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
