"""Every answer that is not what was asked for: one shape, a code to compare, a sentence to show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from hexian.api import texts
from hexian.domains.bargaining import texts as bargaining
from hexian.domains.founding import texts as founding
from hexian.domains.ledger import texts as ledger
from hexian.domains.mutualaid import texts as mutualaid
from hexian.domains.rosters import texts as rosters
from hexian.foundation.actor import Refused

#: Chinese is written as it is, for whoever reads along.
READABLE: dict[str, Any] = {"ensure_ascii": False}


class Readable(JSONRenderer):
    """JSON in UTF-8."""

    json_dumps_params = READABLE


def problem(status: int, code: str, **params: object) -> HttpResponse:
    """An answer of the API's own, e.g. 404 `request.unknown`."""
    return _answer(status, code, texts.of(code, **params), params)


def refused(refusal: Refused) -> HttpResponse:
    """A rule said no (422): its code, its sentence and what the sentence is made of."""
    rooms = (mutualaid, ledger, rosters, bargaining)
    room = next((each for each in rooms if each.knows(refusal.code)), founding)
    return _answer(422, refusal.code, room.of(refusal), refusal.params)


@csrf_exempt
def unknown(request: HttpRequest, **_path: Any) -> HttpResponse:
    """There is no such address, or nothing there for this reader (404)."""
    return problem(404, "request.unknown")


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """The body is larger than `limit` bytes (413)."""
    return problem(413, "request.too_large", limit_mb=limit // (1024 * 1024))


def method_not_allowed(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """The address is there, but not for this method (405)."""
    listed = ", ".join(sorted(allowed))
    response = problem(405, "request.method", method=request.method, allowed=listed)
    response["Allow"] = listed
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """We are at fault (500): nothing was changed, and the id under which the log has the trace."""
    return problem(500, "request.fault", request_id=getattr(request, "request_id", ""))


def answer_faults(api: NinjaAPI) -> None:
    """Let the API answer in this shape whatever goes wrong between the door and the rooms."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ObjectDoesNotExist, _unknown)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _malformed)


def _answer(status: int, code: str, sentence: str, params: Any) -> HttpResponse:
    said = {"code": code, "sentence": sentence, "params": params}
    return JsonResponse(said, status=status, encoder=_Encoder, json_dumps_params=READABLE)


class _Encoder(DjangoJSONEncoder):
    """What sentences are made of: days and moments, sets, anything else by its words."""

    def default(self, o: Any) -> Any:
        """A value JSON has no word for."""
        if isinstance(o, set | frozenset):
            return sorted(o)
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _refused(_request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    assert isinstance(fault, Refused)  # noqa: S101 - registered for nothing else
    return refused(fault)


def _unknown(_request: HttpRequest, _fault: Exception | type[Exception]) -> HttpResponse:
    return problem(404, "request.unknown")


def _malformed(_request: HttpRequest, _fault: Exception | type[Exception]) -> HttpResponse:
    return problem(400, "request.malformed")


def _invalid(_request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    """Which fields do not fit the schema, as they are called in the request; a path that cannot be leads nowhere."""
    assert isinstance(fault, ValidationError)  # noqa: S101 - registered for nothing else
    places = [error["loc"] for error in fault.errors]
    if any(place[0] == "path" for place in places):
        return problem(404, "request.unknown")
    fields = sorted({".".join(str(part) for part in place[2:] or place[1:]) or str(place[0]) for place in places})
    return problem(422, "request.invalid", fields="、".join(fields))
