"""Whom an act of the tree may concern: where a body could go, which unions could merge into one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hexian.domains.orgs import access, facts, rules
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries.tree import OrgRow, rows_of
from hexian.foundation.access import AFTER_ALL, within
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Extent:
    """How much hangs on a body: itself with all that lives below it, and the offices held there."""

    bodies: int
    unions: int
    offices: int
    posters: int


def extent(org_id: UUID, actor: Actor) -> Extent:
    """What goes along when a body moves. Raises `Organisation.DoesNotExist` out of reach."""
    org = access.organisations_visible(actor).only("code").get(public_id=org_id)
    below = Organisation.objects.filter(within("code", [org.code]), state=rules.OrgState.ACTIVE)
    offices = access.offices_managed(actor).filter(within("code", [org.code]))
    today = timezone.localdate(actor.now)
    return Extent(
        bodies=below.count(),
        unions=below.filter(category=rules.Category.UNION).count(),
        offices=offices.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)).count(),
        posters=org.join_points.filter(closed_at__isnull=True).count(),
    )


def could_stand_below(org_id: UUID, actor: Actor, text: str = "", limit: int = 20) -> list[OrgRow]:
    """Unions a body could move to: of a kind that may be above it, neither above it now nor below it."""
    org = access.organisations_managed(actor).select_related("parent").get(public_id=org_id)
    kinds = facts.MAY_STAND_BELOW.get(org.kind, frozenset())
    rows = _living(actor).filter(kind__in=kinds).exclude(pk=org.parent_id or 0)
    return rows_of(_named(rows.exclude(code__gte=org.code, code__lt=org.code + AFTER_ALL), text), limit)


def could_merge_into(org_id: UUID, actor: Actor, text: str = "", limit: int = 20) -> list[OrgRow]:
    """Unions that could merge into one: none above it, and the unions above each within her reach."""
    org = access.organisations_managed(actor).get(public_id=org_id)
    above = within("parent__code", actor.subtrees_for(access.MANAGE))
    rows = _living(actor).filter(above).exclude(code__in=rules.ancestors(org.code))
    # Without a word to look for, those beside it: that is who merges.
    rows = rows if text.strip() else rows.filter(parent=org.parent_id)
    return rows_of(_named(rows, text), limit)


def employers_to_cover(org_id: UUID, actor: Actor, text: str = "", limit: int = 20) -> list[OrgRow]:
    """Employers she sees that a union is not there for yet."""
    org = access.organisations_managed(actor).get(public_id=org_id)
    rows = access.organisations_visible(actor).filter(category=rules.Category.EMPLOYER, state=rules.OrgState.ACTIVE)
    there = Organisation.objects.filter(covered_by__union=org, covered_by__until__isnull=True)
    return rows_of(_named(rows.exclude(pk__in=there), text), limit)


def _living(actor: Actor) -> QuerySet[Organisation]:
    return access.organisations_managed(actor).filter(category=rules.Category.UNION, state=rules.OrgState.ACTIVE)


def _named(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    return rows.filter(name__icontains=text.strip()) if text.strip() else rows
