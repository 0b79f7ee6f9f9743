"""Addresses of the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, register_converter
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import PathView

from hexian.api import (
    aid,
    answers,
    applications,
    bargaining,
    decisions,
    founding,
    groups,
    joining,
    ledger,
    me,
    members,
    orgs,
    passages,
    resolutions,
    rosters,
)
from hexian.api.door import Door, most_bytes

DESCRIPTION = """\
The same data and the same rules as the pages of Hexian, for other programs.

Times are UTC (RFC 3339), days are days in China, money is whole fen, ids are UUIDs. Lists go page by page with the
`cursor` the page before gave. Every refusal has the shape `Problem`. A POST sent again with the same `Idempotency-Key`
gives the first answer again.
"""
#: An address that is none is none for every method.
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "A program's key, `hx_…`, limited to its duties."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "With X-CSRFToken for POST."},
}

api = NinjaAPI(
    title="Hexian 和弦",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    # The page ninja would show loads scripts from elsewhere, which our policy forbids.
    openapi_url=None,
    docs_url=None,
    renderer=answers.Readable(),
)
for router in (
    me.router, joining.router, applications.router, resolutions.router, members.router, passages.router, orgs.router,
    groups.router, founding.router, rosters.router, decisions.router,
    bargaining.router, aid.router, ledger.router,
):  # fmt: skip
    api.add_router("", router)
answers.answer_faults(api)


class _Anything:
    """Any rest of an address, a line break in it included."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    to_url = to_python


register_converter(_Anything, "anything")


@csrf_exempt
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API for programs; it holds nothing of anybody."""
    if request.method != "GET":
        return answers.method_not_allowed(request, ["GET"])
    return HttpResponse(_described(), content_type="application/json")


@cache
def _described() -> bytes:
    """It is the same for everybody and takes half a second to make: once in the life of a process."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    schema["components"]["securitySchemes"] = SECURITY
    return JsonResponse(schema, json_dumps_params=answers.READABLE).content


def _address(route: str, operations: PathView) -> URLPattern:
    """One address with what it declares method by method, and with its own way of saying no."""
    doors = {method: each.view_func.door for each in operations.operations for method in each.methods}  # type: ignore[attr-defined]
    answer = operations.get_view()

    @csrf_exempt
    def opened(request: HttpRequest, **path_params: Any) -> HttpResponse:
        if request.method not in doors:
            return answers.method_not_allowed(request, doors)
        found: HttpResponse = answer(request, **path_params)
        return found

    opened.doors = doors  # type: ignore[attr-defined]
    opened.too_large = answers.too_large  # type: ignore[attr-defined]
    if any(each.most_bytes for each in doors.values()):
        opened.most_bytes = partial(most_bytes, doors)  # type: ignore[attr-defined]
    name = operations.operations[0].view_func.__name__
    return path(route.replace("{", "<").replace("}", ">").lstrip("/"), opened, name=name)


def _public(route: str, view: Callable[..., HttpResponse], name: str, *methods: str) -> URLPattern:
    view.doors = dict.fromkeys(methods, Door(public=True))  # type: ignore[attr-defined]
    view.too_large = answers.too_large  # type: ignore[attr-defined]
    return path(route, view, name=name)


app_name = "api"
urlpatterns = [
    *(_address(route, each) for bound in api._get_bound_routers() for route, each in bound.path_operations.items()),
    _public("openapi.json", openapi, "openapi", "GET"),
    _public("", answers.unknown, "root", *ANY),
    _public("<anything:rest>", answers.unknown, "unknown", *ANY),
]
