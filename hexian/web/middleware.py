"""Around every request: a name for it in the logs, figures, headers, size limits, and the door to the accounts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.handlers.wsgi import LimitedStream
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from hexian.foundation.access import reading, scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.wall import read_clock
from hexian.web import errors
from hexian.web.accounts import known_devices
from hexian.web.screen import SAFE, Screen

Next = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("hexian.web")

REQUESTS = Counter("hexian_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("hexian_request_seconds", "Time to answer", ["route"])

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: A stranger may make methods up; each would be a row of figures of its own, for ever.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Of a body sent in pieces so much is held in memory, in bytes.
IN_MEMORY = 1024 * 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestLog:
    """One log line and one tally per request, by route and never by address, so that no personal data is written."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under a request id; what a proxy sent in X-Request-ID is kept."""
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        self._note(request, response, time.perf_counter() - started)
        response["X-Request-ID"] = request_id
        return response

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = match.view_name if match else "none"
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        if route not in {"front:healthz", "front:metrics"}:
            log.info(
                "request", route=route, method=request.method, status=response.status_code, ms=round(seconds * 1000, 1)
            )


class Csp:
    """Scripts, styles and forms only from here; nothing may frame us."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the policy, and forbid keeping personal pages in shared caches."""
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)")
        response.setdefault("Cache-Control", "private, no-store")
        return response


class BodyLimit:
    """Refuse a body that is too large before reading it, with a sentence that says how large it may be."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the limit depends on the view and is checked in `process_view`."""
        with ExitStack() as spools:
            request.spools = spools  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer 413 when the body is larger than this view takes; a view may say so in its own way (`too_large`)."""
        limit = _limit(request, getattr(view, "screen", None))
        more: Callable[[HttpRequest], int] = getattr(view, "most_bytes", lambda _request: 0)
        limit = max(limit, more(request))
        length = read_unmeasured(request, limit) or measured(request)
        say: Callable[[HttpRequest, int], HttpResponse] = getattr(view, "too_large", errors.too_large)
        return say(request, limit) if length > limit else None


def _limit(request: HttpRequest, declared: Screen | None) -> int:
    """How many bytes a view takes; nobody who is not signed in can make the disk full."""
    if declared is None or not declared.uploads:
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    usual: int = settings.BODY_LIMIT
    return max(usual, declared.most_bytes) if declared.most_bytes and request.user.is_authenticated else usual


def measured(request: HttpRequest) -> int:
    """The size a body is said to have, in bytes."""
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0


def read_unmeasured(request: HttpRequest, limit: int) -> int:
    """Read a body sent in pieces, without its length, and let Django find it; returns its size in bytes.

    Django takes a body without a length for an empty one.  Reading stops behind the limit.  Only where the server says
    that the body ends by itself (`wsgi.input_terminated`): elsewhere reading might wait for ever.
    """
    environ: dict[str, Any] = request.META
    if environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated") or request.method in SAFE:
        return 0
    # A large body lies on the disk, not in memory, until the view has read it.
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when the answer has been made
    request.spools.enter_context(body)  # type: ignore[attr-defined]
    while body.tell() <= limit and (block := environ["wsgi.input"].read(min(IN_MEMORY, limit + 1 - body.tell()))):
        body.write(block)
    length: int = body.tell()
    body.seek(0)
    environ["CONTENT_LENGTH"] = str(length)
    request._stream = LimitedStream(body, length)  # type: ignore[arg-type, assignment]  # as Django makes it itself
    return length


class KnownDevice:
    """A device somebody has just signed in on is known from now on."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, with the cookie if it signed somebody in."""
        response = self.get_response(request)
        known_devices.remember(request, response)
        return response


#: Pages under /accounts/ on which django-allauth writes while it shows them: the list of devices drops those whose
#: session has ended, recovery codes are marked as seen. Every other GET there runs READ ONLY.
WRITES_ON_GET = frozenset({"/accounts/sessions/", "/accounts/2fa/recovery-codes/"})


class AccountsDoor:
    """Before somebody has signed in nobody is known, so sign-in pages run as the program itself, in one transaction."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run /accounts/ under the system's scope; all else decides its own."""
        if not request.path_info.startswith("/accounts/"):
            return self.get_response(request)
        # Before the transaction: a session whose account has gone or has a new password is thrown away, in a GET too.
        bool(request.user.is_authenticated)
        at = read_clock()
        with self._transaction(request)(Actor.system("accounts", at.now, shifted=at.shifted)):
            response = self.get_response(request)
            # A fault in a view has become a 500 page by now; what it half did must not be kept.
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    @staticmethod
    def _transaction(request: HttpRequest) -> Callable[[Actor], AbstractContextManager[None]]:
        only_reads = request.method in SAFE and request.path_info not in WRITES_ON_GET
        return reading if only_reads else scope
