"""Which door answers when a request came to nothing before its own door could: programs get JSON, people a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hexian.api import answers
from hexian.web import errors

_API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request makes no sense (400)."""
    if request.path_info.startswith(_API):
        return answers.problem(400, "request.malformed")
    return errors.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """We are at fault (500); Django has logged the trace under the request's id by now."""
    if request.path_info.startswith(_API):
        return answers.fault(request)
    return errors.server_error(request)
