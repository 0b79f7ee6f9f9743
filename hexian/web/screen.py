"""How every page is opened: who may, in which transaction, under whose row security.

A view without `@screen` does not pass `tests/architecture`.  The decorator checks the duty (anonymous → sign in,
stranger → 404, reader who may not act → 403), runs a GET in a READ ONLY transaction, and turns a refusal into a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from hexian.domains.orgs import queries as orgs
from hexian.foundation import audit
from hexian.foundation.access import DUTIES, reading, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.audit import Look as Look  # noqa: PLC0414 - pages take it from here
from hexian.web import errors
from hexian.web.accounts import second_factor

P = ParamSpec("P")
SAFE = ("GET", "HEAD")


class ActorRequest(HttpRequest):
    """A request once `@screen` has let it in."""

    actor: Actor
    htmx: HtmxDetails
    looks: list[Look]
    lies_under: str  # the address of the entry a page belongs to, where its own does not begin with it


@dataclass(frozen=True, slots=True)
class Screen:
    """What a route declares of itself; the generated matrix walks these."""

    needs: str | None = None
    reads: str | None = None
    public: bool = False
    uploads: bool = False
    most_bytes: int = 0
    methods: tuple[str, ...] = ("GET",)
    guest_of: str | None = field(default=None)


View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
Wrapped = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def screen(
    *,
    needs: str | None = None,
    reads: str | None = None,
    public: bool = False,
    uploads: bool = False,
    most_bytes: int = 0,
    methods: tuple[str, ...] = ("GET",),
) -> Callable[[View[P]], Wrapped[P]]:
    """Declare a route: the duty it needs, the duty that may at least read, its methods; `public` for anybody.

    `uploads`: it takes files, as large as usual, or of whoever is signed in as large as `most_bytes` says.
    Without `needs` and not public, any signed-in person may open it.  Raises KeyError at import for an undeclared duty.
    """
    for name in (needs, reads):
        if name is not None:
            DUTIES[name]
    declared = Screen(needs=needs, reads=reads, public=public, uploads=uploads, most_bytes=most_bytes, methods=methods)

    def decorate(view: View[P]) -> Wrapped[P]:
        @wraps(view)
        def opened(plain: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            _check_text(plain)
            request = _with_actor(plain)
            barrier = _barrier(request, declared)
            if barrier is not None:
                return barrier
            try:
                response = _in_transaction(request, view, *args, **kwargs)
            except Refused as refusal:
                return errors.refused(request, refusal)
            except DataError as fault:
                # What no column can hold, e.g. a NUL character in an address: the reader's mistake, not ours.
                raise BadRequest from fault
            audit.record_looks(request.looks, actor=request.actor)
            return response

        opened.screen = declared  # type: ignore[attr-defined]
        return opened

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, built once: her account, her offices today, the one she acts as."""
    known: Actor | None = getattr(request, "actor", None)
    if known is not None:
        return known
    at, request_id = read_clock(), getattr(request, "request_id", "")
    user = request.user
    if not user.is_authenticated:
        return replace(Actor.anonymous(at.now, request_id), shifted=at.shifted)
    acting = request.session.get("acting_office")
    known = orgs.actor_for(user.pk, at.now, request_id, UUID(acting) if acting else None)
    return replace(known, shifted=at.shifted)


def _check_text(request: HttpRequest) -> None:
    """Nobody types a NUL character, and PostgreSQL keeps none. Raises BadRequest."""
    given = (text for sent in (request.GET, request.POST) for _name, texts in sent.lists() for text in texts)
    if any("\x00" in str(text) for text in given):
        raise BadRequest


def _with_actor(plain: HttpRequest) -> ActorRequest:
    request: Any = plain
    request.actor = actor_of(plain)
    request.looks = []
    typed: ActorRequest = request
    return typed


def _barrier(request: ActorRequest, declared: Screen) -> HttpResponse | None:
    """The response that stands in for the page when it may not be opened; raises Http404 or PermissionDenied."""
    if request.method not in (*declared.methods, *(("HEAD",) if "GET" in declared.methods else ())):
        return errors.not_allowed(request, declared.methods)
    if declared.public:
        return None
    actor = request.actor
    if actor.is_anonymous:
        return _go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _here(request)})}")
    wall = second_factor.wall(request, actor)
    if wall is not None:
        return _go(request, wall)
    if declared.needs and not actor.may(declared.needs):
        if declared.reads and actor.may(declared.reads):
            raise PermissionDenied
        raise Http404
    return None


def _here(request: HttpRequest) -> str:
    """Where to come back to: the page itself, or for a part of one the page it stands on."""
    return request.get_full_path() if request.method == "GET" else "/"


def _go(request: ActorRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _in_transaction(request: ActorRequest, view: View[P], *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
    if request.method in SAFE:
        with reading(request.actor):
            return view(request, *args, **kwargs)
    with scope(request.actor):
        return view(request, *args, **kwargs)
