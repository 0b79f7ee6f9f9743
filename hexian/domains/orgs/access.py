"""Duties about the tree and its offices, and the doors to their rows.

Organisations, join codes, roles and switches hold no personal data and are public knowledge: every door may read them,
and row-level security leaves them alone.  Offices and parts say who somebody is, and are guarded.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Role
from hexian.domains.orgs.rules import ancestors
from hexian.foundation.access import DUTIES, duty, within
from hexian.foundation.actor import Actor

VIEW = duty("orgs.view")
MANAGE = duty("orgs.manage")  # found, edit, close join points, switch features
OFFICES = duty("orgs.offices", personal=True)  # appoint and end offices, edit roles
AUDIT = duty("audit.view", personal=True)


def organisations_visible(actor: Actor) -> QuerySet[Organisation]:
    """The organisations an officer works with: those below her offices."""
    return Organisation.objects.filter(within("code", actor.subtrees_for(VIEW)))


def organisations_managed(actor: Actor) -> QuerySet[Organisation]:
    """The organisations she may change."""
    return Organisation.objects.filter(within("code", actor.subtrees_for(MANAGE)))


def organisations_staffed(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose offices and roles she may fill and edit."""
    return Organisation.objects.filter(within("code", actor.subtrees_for(OFFICES)))


def join_points_visible(actor: Actor) -> QuerySet[JoinPoint]:
    """The join points of the organisations she works with."""
    return JoinPoint.objects.filter(within("org__code", actor.subtrees_for(VIEW)))


def join_points_managed(actor: Actor) -> QuerySet[JoinPoint]:
    """The join points she may close or renew."""
    return JoinPoint.objects.filter(within("org__code", actor.subtrees_for(MANAGE)))


def offices_visible(actor: Actor) -> QuerySet[Office]:
    """Her own offices, and those she may fill."""
    own = Q(person_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    return Office.objects.filter(own | within("code", actor.subtrees_for(OFFICES)))


def offices_managed(actor: Actor) -> QuerySet[Office]:
    """The offices she may end or hand over."""
    return Office.objects.filter(within("code", actor.subtrees_for(OFFICES)))


def roles_of(code: str) -> QuerySet[Role]:
    """The roles one can hold in an organisation: the standard ones, its own, and those of the unions above it."""
    return Role.objects.filter(Q(org__isnull=True) | Q(org__code__in=ancestors(code)), retired_at__isnull=True)


def roles_managed(actor: Actor) -> QuerySet[Role]:
    """The unions' own roles she may edit; standard roles are edited by nobody."""
    return Role.objects.filter(within("org__code", actor.subtrees_for(OFFICES)), org__isnull=False)


def duties_over(actor: Actor, code: str) -> frozenset[str]:
    """Every duty she has over an organisation, through whichever of her offices."""
    if actor.is_system:
        return frozenset(DUTIES)
    return frozenset(duty for office in actor.held if code.startswith(office.org_code) for duty in office.duties)


def is_other_side(actor: Actor, employer: Organisation) -> bool:
    """Whether she reaches an employer only through unions that are there for its own staff: they bargain with it."""
    if actor.is_system:
        return False
    own = set(Organisation.objects.filter(covers__employer=employer, covers__until=None).values_list("code", flat=True))
    own |= set(Organisation.objects.filter(employer=employer).values_list("code", flat=True))
    reaching = {office.org_code for office in actor.held if employer.code.startswith(office.org_code)}
    return reaching <= own
