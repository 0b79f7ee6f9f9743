"""Which bodies belong together across the tree: today, or on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from hexian.domains.orgs import access
from hexian.domains.orgs.models import Group, GroupMember
from hexian.domains.orgs.queries.tree import OrgChoice
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list."""

    public_id: UUID
    kind: str
    name: str
    trade: str
    keeper: OrgChoice
    is_closed: bool


def groups(actor: Actor, *, kind: str = "", closed: bool = False) -> list[GroupRow]:
    """The groups kept by the unions an officer works with."""
    rows = Group.objects.filter(keeper__in=access.organisations_visible(actor), closed_at__isnull=not closed)
    rows = rows.filter(kind=kind) if kind else rows
    return [_row(group) for group in rows.select_related("keeper").order_by("kind", "name", "pk")]


def group(group_id: UUID, actor: Actor) -> GroupRow:
    """One group kept by a union she works with. Raises `Group.DoesNotExist` out of reach."""
    rows = Group.objects.filter(keeper__in=access.organisations_visible(actor)).select_related("keeper")
    return _row(rows.get(public_id=group_id))


def group_members(
    group_id: UUID, day: date, actor: Actor, *, after: UUID | None = None, size: int = 50
) -> list[OrgChoice]:
    """Who belonged to a group on a day, by the code they hold now; `after` is the public id of the last one seen.

    Raises `Group.DoesNotExist` out of reach.
    """
    group = Group.objects.get(public_id=group_id, keeper__in=access.organisations_visible(actor))
    rows = GroupMember.objects.filter(_on(day), group=group)
    if after:
        rows = rows.filter(org__code__gt=rows.filter(org__public_id=after).values("org__code")[:1])
    found = rows.select_related("org").order_by("org__code")[:size]
    return [OrgChoice(row.org.public_id, row.org.short_name) for row in found]


def groups_of(org_id: UUID, day: date) -> list[GroupRow]:
    """The groups a body belonged to on a day."""
    rows = Group.objects.filter(
        pk__in=GroupMember.objects.filter(_on(day), org__public_id=org_id).values("group")
    ).select_related("keeper")
    return [_row(group) for group in rows.order_by("kind", "name", "pk")]


def _on(day: date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def _row(group: Group) -> GroupRow:
    keeper = OrgChoice(group.keeper.public_id, group.keeper.short_name)
    return GroupRow(group.public_id, group.kind, group.name, group.trade, keeper, group.closed_at is not None)
