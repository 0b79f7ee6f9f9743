"""Which exchange layout holds for a union, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from hexian.domains.members import access, facts
from hexian.domains.members.facts import Layout
from hexian.domains.members.models import ExchangeLayout
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import ancestors
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor

#: What the layouts above a union are called, by key, the nearest union's latest version: the member list asks it.
_NAMES = """
    SELECT DISTINCT ON (key) key, name FROM (
        SELECT DISTINCT ON (key, code) key, code, name, is_dropped FROM members_exchange_layout
        WHERE code = ANY (%s) ORDER BY key, code, version DESC
    ) AS latest WHERE NOT is_dropped ORDER BY key, length(code) DESC
"""


@dataclass(frozen=True, slots=True)
class LayoutVersion:
    """One version a union wrote."""

    version: int
    created_at: datetime
    by: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """The layout that holds for a union, whose it is (empty: packaged), and the union's own versions, newest first."""

    key: str
    org_public_id: UUID
    org_name: str
    layout: Layout
    origin: str
    is_own: bool
    versions: tuple[LayoutVersion, ...]


def layout_for(key: str, code: str) -> Layout:
    """The layout that holds for the organisation with this code: its own, the nearest above's, or the packaged one.

    Raises `Refused("layout.unknown")`.
    """
    row = _holding(key, code)
    return _read(row) if row else facts.packaged(key)


def _holding(key: str, code: str) -> ExchangeLayout | None:
    facts.packaged(key)
    rows = ExchangeLayout.objects.filter(key=key, org__code__in=ancestors(code)).select_related("org")
    latest = {row.org.code: row for row in rows.order_by("version")}
    living = [row for row in latest.values() if not row.is_dropped]
    return max(living, key=lambda row: len(row.org.code), default=None)


def _read(row: ExchangeLayout) -> Layout:
    return facts.read(row.name, row.note, row.day, row.columns_text, row.tables_text)


def layouts(actor: Actor) -> list[tuple[str, str]]:
    """The layouts there are, by key, each with its name for the actor's topmost union."""
    tops = actor.subtrees_for(access.EXPORT)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [ancestors(tops[0]) if tops else []])
        own = dict(cursor.fetchall())
    return [(key, own.get(key) or facts.packaged(key).name) for key in facts.PACKAGED]


def layout_page(key: str, actor: Actor) -> LayoutPage:
    """A layout as it holds for the actor's topmost union.

    Raises `Refused("layout.unknown")`; `Organisation.DoesNotExist` for whoever takes nothing out.
    """
    tops = actor.subtrees_for(access.EXPORT)
    org = Organisation.objects.get(code=tops[0] if tops else "")
    holding = _holding(key, org.code)
    rows = list(ExchangeLayout.objects.filter(org=org, key=key).order_by("-version")[:20])
    names = people.names_of(row.edited_by for row in rows if row.edited_by is not None)
    return LayoutPage(
        key=key,
        org_public_id=org.public_id,
        org_name=org.name,
        layout=_read(holding) if holding else facts.packaged(key),
        origin=holding.org.name if holding else "",
        is_own=holding is not None and holding.org_id == org.pk,
        versions=tuple(
            LayoutVersion(row.version, row.created_at, names.get(row.edited_by or 0, ""), row.is_dropped)
            for row in rows
        ),
    )
