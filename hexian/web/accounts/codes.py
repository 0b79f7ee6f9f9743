"""The one-time codes asked for in this browser, so that its pages can say when one will not arrive."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from hexian.domains.people import queries
from hexian.domains.people.rules import CodePurpose
from hexian.web.accounts import who

_NAME = "codes_asked"


def note_asked(request: HttpRequest, purpose: CodePurpose, code_id: UUID) -> None:
    """Remember which code was asked for last: its id, no number."""
    request.session[_NAME] = request.session.get(_NAME, {}) | {str(purpose): str(code_id)}


def trouble(request: HttpRequest, purpose: CodePurpose) -> str:
    """Why the code asked for last will not arrive, as a sentence; nothing while it may, or once it is too old."""
    asked: dict[str, Any] = request.session.get(_NAME, {})
    known = asked.get(str(purpose))
    return queries.code_trouble(UUID(known), actor=who.actor_at(request)) if known else ""


def waits(request: HttpRequest, purpose: CodePurpose) -> bool:
    """Whether a code asked for here can still be used: after a reload, too, its field stands open."""
    known = request.session.get(_NAME, {}).get(str(purpose))
    return bool(known) and queries.code_waits(UUID(known), actor=who.actor_at(request))
