"""How every address of the API is opened: who asks, may she, in which transaction, under whose row security.

The same order as for pages: anonymous → 401, stranger → 404, reader who may not act → 403; all of it before the body is
looked at, so that nobody learns from a complaint about her JSON that there is something here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import check_csrf, contribute_operation_callback

from hexian.api import answers
from hexian.domains.orgs import queries as orgs
from hexian.domains.people import services as people
from hexian.foundation import audit
from hexian.foundation.access import DUTIES, reading, scope, sees_personal_data
from hexian.foundation.actor import Actor
from hexian.foundation.actor.wall import read_clock

V = TypeVar("V", bound=Callable[..., Any])
SAFE = ("GET", "HEAD")


class ApiRequest(HttpRequest):
    """A request once the door has let it in."""

    actor: Actor
    looks: list[audit.Look]
    key_owner: AbstractBaseUser | None


@dataclass(frozen=True, slots=True)
class Door:
    """What an address declares of itself; the generated matrix walks these."""

    needs: str | None = None
    reads: str | None = None
    public: bool = False
    most_bytes: int = 0  # of a body with a file, for whoever is known by key or session


@dataclass(slots=True)
class _Asks:
    """What an address reads of a request, known once ninja has looked at it."""

    names: frozenset[str] = frozenset()  # what may stand after the question mark


#: Who asks, or the answer that says why nobody can be let in.
_Caller = Actor | HttpResponse
_Run = Callable[..., HttpResponse]


def door(
    *, needs: str | None = None, reads: str | None = None, public: bool = False, most_bytes: int = 0
) -> Callable[[V], V]:
    """Declare an address: the duty it needs, the duty that may at least read, or `public` for anybody.

    Without `needs` and not public, any account may ask; `most_bytes` is for files larger
    than bodies usually are.  Raises KeyError at import for an undeclared duty.
    """
    for name in (needs, reads):
        if name is not None:
            DUTIES[name]
    declared = Door(needs, reads, public, most_bytes)

    def decorate(view: V) -> V:
        @wraps(view)
        def within(request: ApiRequest, **given: Any) -> Any:
            found = _in_transaction(request, view, **given)
            audit.record_looks(request.looks, actor=request.actor)
            return found

        within.door = declared  # type: ignore[attr-defined]
        asks = _Asks()
        contribute_operation_callback(within, partial(_describe, declared, asks))
        return cast("V", decorate_view(_guarded(declared, asks))(within))

    return decorate


def _guarded(declared: Door, asks: _Asks) -> Callable[[_Run], _Run]:
    """Stand before ninja's own reading of the request."""

    def before(run: _Run) -> _Run:
        @wraps(run)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            caller = _caller(request)
            if isinstance(caller, HttpResponse):
                return caller
            request.actor, request.looks = caller, []
            return _barrier(request, declared) or _unasked(request, asks) or run(request, *args, **kwargs)

        return opened

    return before


def _unasked(request: ApiRequest, asks: _Asks) -> HttpResponse | None:
    """A name after the question mark that is not asked for is an error, not a silent nothing."""
    strange = request.GET.keys() - asks.names
    return answers.problem(422, "request.invalid", fields="、".join(sorted(strange))) if strange else None


def _describe(declared: Door, asks: _Asks, operation: Operation) -> None:
    """Tell the readers of the description how to ask, and which duty it takes."""
    asked = [model for model in operation.models if str(model.__ninja_param_source__) == "query"]
    asks.names = frozenset(name for model in asked for name in model.__ninja_flatten_map__)
    operation.openapi_extra = {"security": [{}] if declared.public else [{"key": []}, {"session": []}]}
    if declared.needs:
        operation.description = f"{operation.description}\n\nNeeds the duty `{declared.needs}`."


def _caller(request: ApiRequest) -> _Caller:
    """The actor behind a key or a session; a key that is sent counts, whatever cookie lies beside it."""
    request.key_owner = None
    header = request.headers.get("Authorization", "")
    if header:
        return _by_key(request, header)
    at, request_id = read_clock(), getattr(request, "request_id", "")
    if not request.user.is_authenticated:
        return Actor.anonymous(at.now, request_id)
    if request.method not in SAFE and check_csrf(request) is not None:
        return answers.problem(403, "auth.csrf")
    acting = request.session.get("acting_office")
    known = orgs.actor_for(request.user.pk, at.now, request_id, UUID(acting) if acting else None)
    return replace(known, shifted=at.shifted)


def _by_key(request: ApiRequest, header: str) -> _Caller:
    """The key's account, no mightier than the key nor than she was when she made it."""
    kind, _, text = header.partition(" ")
    at = read_clock()
    token = people.resolve_token(text.strip(), at.now) if kind.lower() == "bearer" else None
    if token is None:
        return _unauthorised("auth.token")
    request.key_owner = token.account
    known = orgs.actor_for(token.account_id, at.now, getattr(request, "request_id", ""))
    return replace(known.limited_to(token.grants), shifted=at.shifted)


def most_bytes(doors: Mapping[str, Door], request: HttpRequest) -> int:
    """How large a body may be here: nobody who is not known can make the disk full."""
    declared = doors.get(request.method or "")
    if declared is None or not declared.most_bytes:
        return 0
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    known = kind.lower() == "bearer" and people.resolve_token(text.strip(), read_clock().now) is not None
    return declared.most_bytes if known or request.user.is_authenticated else 0


def _barrier(request: ApiRequest, declared: Door) -> HttpResponse | None:
    """The answer that stands in for what was asked when it may not be given."""
    actor = request.actor
    if declared.public:
        return None
    if actor.is_anonymous:
        return _unauthorised("auth.missing")
    if sees_personal_data(actor) and not _has_second_factor(request):
        return answers.problem(403, "auth.second_factor")
    if declared.needs is None or actor.may(declared.needs):
        return None
    if declared.reads and actor.may(declared.reads):
        return answers.problem(403, "request.forbidden")
    return answers.problem(404, "request.unknown")


def _has_second_factor(request: ApiRequest) -> bool:
    """A session must have used it; a program cannot, so whoever gave it a key must at least have one."""
    if request.key_owner is None:
        return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
    with scope(request.actor):
        return bool(is_mfa_enabled(request.key_owner, [Authenticator.Type.TOTP]))


def _unauthorised(code: str) -> HttpResponse:
    response = answers.problem(401, code)
    response["WWW-Authenticate"] = 'Bearer realm="hexian"'
    return response


def _in_transaction(request: ApiRequest, view: Callable[..., Any], **given: Any) -> Any:
    if request.method in SAFE:
        with reading(request.actor):
            return view(request, **given)
    with scope(request.actor):
        return view(request, **given)
