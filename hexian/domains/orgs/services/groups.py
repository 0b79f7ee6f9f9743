"""Parks, trades, groups of companies: bodies that belong together across the tree."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from hexian.domains.orgs import access, facts, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Group, GroupMember, Organisation
from hexian.domains.orgs.services.tree import actor_day
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def make_group(keeper: UUID, *, kind: str, name: str, actor: Actor, trade: str = "") -> Group:
    """Make a group that a union keeps; bodies below that union may belong to it.

    Raises `Refused` with `org.not_listed`, `org.name_missing`, `org.name_long`, `group.name_taken`, `org.dissolved`.
    """
    org = access.organisations_managed(actor).get(public_id=keeper)
    if org.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    group = Group(
        keeper=org,
        kind=rules.check_listed(kind or "?", list(facts.GroupKind), "group_kind"),
        name=rules.check_org_name(name),
        trade=rules.check_listed(trade.upper(), facts.trades(), "trade"),
        created_at=actor.now,
    )
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as fault:
        if "orgs_one_group_per_name" in str(fault):
            raise Refused("group.name_taken", name=group.name) from None
        raise
    audit.record(OrgEvent.GROUP_MADE, group, actor=actor, code=org.code, duty=access.MANAGE, kind=group.kind)
    return group


@transaction.atomic
def close_group(group_id: UUID, *, actor: Actor) -> Group:
    """Close a group; whoever belongs to it does so no longer. Raises `Refused("group.closed")`."""
    group = _locked(group_id, actor)
    for row in group.members.filter(until__isnull=True).order_by("pk"):
        _leave(row, actor_day(actor))
    group.closed_at = actor.now
    group.save(update_fields=["closed_at"])
    audit.record(OrgEvent.GROUP_CLOSED, group, actor=actor, code=group.keeper.code, duty=access.MANAGE)
    return group


@transaction.atomic
def join_group(group_id: UUID, *, org: UUID, actor: Actor, since: date | None = None) -> GroupMember:
    """Let a body belong to a group from a day on (today).

    Raises `Refused` with `group.closed`, `group.in_already`, `act.ahead`, `org.dissolved`, and
    `Organisation.DoesNotExist` for a body out of reach.
    """
    group, day = _locked(group_id, actor), since or actor_day(actor)
    body = access.organisations_managed(actor).get(public_id=org)
    if body.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=body.name)
    if day > actor_day(actor):
        raise Refused("act.ahead", on=day)
    if group.members.filter(Q(until__isnull=True) | Q(until__gt=day), org=body).exists():
        raise Refused("group.in_already", org=body.name, name=group.name)
    row = GroupMember.objects.create(group=group, org=body, since=day)
    _tell(OrgEvent.GROUP_JOINED, group, body, day, actor)
    return row


@transaction.atomic
def leave_group(group_id: UUID, *, org: UUID, actor: Actor, on: date | None = None) -> None:
    """A body belongs to a group no longer, from a day on (today). Raises `Refused` with `group.not_in`, `act.ahead`."""
    group, day = _locked(group_id, actor), on or actor_day(actor)
    row = group.members.select_related("org").filter(org__public_id=org, until__isnull=True).first()
    if row is None:
        raise Refused("group.not_in", name=group.name)
    if day > actor_day(actor):
        raise Refused("act.ahead", on=day)
    _leave(row, day)
    _tell(OrgEvent.GROUP_LEFT, group, row.org, day, actor)


def _leave(row: GroupMember, day: date) -> None:
    """Who never belonged for a whole day never did."""
    if row.since >= day:
        row.delete()
        return
    row.until = day
    row.save(update_fields=["until"])


def _locked(group_id: UUID, actor: Actor) -> Group:
    rows = Group.objects.filter(keeper__in=access.organisations_managed(actor)).select_related("keeper")
    group = rows.select_for_update(of=("self",)).get(public_id=group_id)
    if group.closed_at is not None:
        raise Refused("group.closed", name=group.name)
    return group


def _tell(event: OrgEvent, group: Group, body: Organisation, day: date, actor: Actor) -> None:
    audit.record(
        event, group, actor=actor, code=body.code, duty=access.MANAGE, org=str(body.public_id), on=day.isoformat()
    )
