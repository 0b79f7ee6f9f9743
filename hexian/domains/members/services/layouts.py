"""Editing exchange layouts: every version is kept."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hexian.domains.members import access, facts
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.facts import Layout
from hexian.domains.members.models import ExchangeLayout
from hexian.domains.members.queries.layouts import layout_for
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory


@transaction.atomic
def edit_layout(
    org_id: UUID, key: str, *, name: str, note: str, day: str, columns_text: str, tables_text: str, actor: Actor
) -> ExchangeLayout:
    """Write a union's own version, which holds for it and all below from now on.

    Raises `Refused` with `layout.*`; `Organisation.DoesNotExist` out of reach.
    """
    facts.packaged(key)
    layout = facts.read(name, note, day, columns_text, tables_text)
    return _next(_org(org_id, actor), key, layout, actor)


@transaction.atomic
def drop_layout(org_id: UUID, key: str, *, actor: Actor) -> ExchangeLayout:
    """Go back to the layout from above, or the packaged one. Raises like `edit_layout`."""
    org = _org(org_id, actor)
    return _next(org, key, layout_for(key, org.code), actor, is_dropped=True)


def _org(org_id: UUID, actor: Actor) -> Organisation:
    return Organisation.objects.filter(within("code", actor.subtrees_for(access.EXPORT))).get(public_id=org_id)


def _next(org: Organisation, key: str, layout: Layout, actor: Actor, *, is_dropped: bool = False) -> ExchangeLayout:
    advisory(f"members.layout.{org.pk}.{key}")
    last = ExchangeLayout.objects.filter(org=org, key=key).aggregate(last=Max("version"))["last"] or 0
    row = ExchangeLayout.objects.create(
        org=org, code=org.code, key=key, version=last + 1, name=layout.name, note=layout.note, day=layout.day,
        columns_text=layout.columns_text, tables_text=layout.tables_text, is_dropped=is_dropped,
        edited_by=actor.person_id, created_at=actor.now,
    )  # fmt: skip
    audit.record(
        MemberEvent.LAYOUT_EDITED, row, actor=actor, code=org.code, duty=access.EXPORT, layout=key, version=row.version,
        dropped=is_dropped,
    )  # fmt: skip
    return row
