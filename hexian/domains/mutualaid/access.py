"""Duties about mutual aid, and the doors to the rows.

Taking files in, deciding what a machine held, answering contests and reading the sample are duties of their own:
whoever brings a settlement in need not be who decides it. A person sees what is hers.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hexian.domains.mutualaid.models import Contest, Decision, File, Participation, Plan, Reading
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState, ancestors
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("mutualaid.view", personal=True)
INTAKE = duty("mutualaid.intake", personal=True)
DECIDE = duty("mutualaid.decide", personal=True)
READ = duty("mutualaid.read", personal=True)
PLAN = duty("mutualaid.plan")
ENROL = duty("mutualaid.enrol", personal=True)


def _codes(actor: Actor, *duties: str) -> set[str]:
    return {code for each in duties for code in actor.subtrees_for(each)}


def below(code: str) -> Q:
    """Rows at and below one union."""
    return within("code", [code])


def plans_visible(actor: Actor) -> QuerySet[Plan]:
    """The plans of the unions below her."""
    return Plan.objects.filter(within("code", _codes(actor, VIEW, PLAN)))


def plans_of(codes: Iterable[str]) -> QuerySet[Plan]:
    """The plans of the unions in these subtrees."""
    return Plan.objects.filter(within("code", codes))


def plans_to_join(actor: Actor) -> QuerySet[Plan]:
    """The plans she may bring people into: her own union's, and those of the unions above it, which cover it too."""
    mine = _codes(actor, ENROL)
    above = {each for code in mine for each in ancestors(code)}
    return Plan.objects.filter(within("code", mine) | Q(code__in=above))


def participations_visible(actor: Actor) -> QuerySet[Participation]:
    """Who takes part, in the unions below her."""
    return Participation.objects.filter(within("code", _codes(actor, ENROL, VIEW)))


def own_contests(actor: Actor) -> QuerySet[Contest]:
    """What she herself has contested."""
    return Contest.objects.filter(person_id=actor.person_id or 0)


def plans_drafted(actor: Actor) -> QuerySet[Plan]:
    """Those she may change or open."""
    return Plan.objects.filter(within("code", _codes(actor, PLAN)))


def files_visible(actor: Actor) -> QuerySet[File]:
    """The settlement files of the unions below her."""
    return File.objects.filter(within("code", _codes(actor, INTAKE)))


def decisions_visible(actor: Actor) -> QuerySet[Decision]:
    """The decisions about people of the unions below her."""
    return Decision.objects.filter(within("code", _codes(actor, VIEW)))


def decisions_held(actor: Actor) -> QuerySet[Decision]:
    """Those she may decide."""
    return Decision.objects.filter(within("code", _codes(actor, DECIDE)))


def decisions_open(actor: Actor) -> QuerySet[Decision]:
    """Those she may open: to look at, or to decide."""
    return Decision.objects.filter(within("code", _codes(actor, VIEW, DECIDE)))


def own_decisions(actor: Actor) -> QuerySet[Decision]:
    """What was decided about herself."""
    return Decision.objects.filter(person_id=actor.person_id or 0)


def own_participations(actor: Actor) -> QuerySet[Participation]:
    """The plans she takes part in."""
    return Participation.objects.filter(person_id=actor.person_id or 0)


def contests_visible(actor: Actor) -> QuerySet[Contest]:
    """The contests she may answer."""
    return Contest.objects.filter(within("code", _codes(actor, DECIDE)))


def readings_to_do(actor: Actor) -> QuerySet[Reading]:
    """The sample she may read."""
    return Reading.objects.filter(within("code", _codes(actor, READ)))


def unions_taking_in(actor: Actor) -> QuerySet[Organisation]:
    """The living unions she may bring settlement files to."""
    living = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    return living.filter(within("code", _codes(actor, INTAKE)))


def unions_planning(actor: Actor) -> QuerySet[Organisation]:
    """The living unions she may draw a plan up for."""
    living = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    return living.filter(within("code", _codes(actor, PLAN)))


def agreeing() -> Q:
    """Readings whose reader came to the table's figure."""
    return Q(agrees=True)


def unions_deciding(actor: Actor) -> QuerySet[Organisation]:
    """The unions she decides for, from the topmost on."""
    codes = actor.subtrees_for(DECIDE)
    return Organisation.objects.filter(code__in=codes).order_by("code")


def unions_enrolling(actor: Actor) -> QuerySet[Organisation]:
    """The living unions she may bring into a plan, from the topmost on."""
    living = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    return living.filter(within("code", _codes(actor, ENROL))).order_by("code")
