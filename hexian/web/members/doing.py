"""What the four pages share: out of reach is 404, a printed form is a PDF, a bound form answers 422."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

from hexian.web.screen import ActorRequest


@contextmanager
def within_reach() -> Iterator[None]:
    """Turn «there is none for you» into a page that does not exist."""
    try:
        yield
    except ObjectDoesNotExist as fault:
        raise Http404 from fault


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at and print; `name` is what it is called when it is kept."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or ""
    return response


def status_of(*forms: BaseForm) -> int:
    """422 for a form with errors, so that htmx shows them."""
    return 422 if any(form.is_bound and form.errors for form in forms) else 200


def back(request: ActorRequest, route: str, **kwargs: UUID) -> HttpResponse:
    """Where she came from, when the form says so (a drawer beside its list), else the page of what she acted on."""
    came_from = request.POST.get("next", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return redirect(came_from)
    return redirect(reverse(route, kwargs=kwargs))
