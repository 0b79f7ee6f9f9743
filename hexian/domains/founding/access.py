"""Duties about founding unions, and the doors to the rows.

Applicants reach their own cases by person or by the number they have proved.  Officers of the upper union handle what
lies below them; approving is for the union right above alone, whatever offices somebody holds higher up (工会法 12).
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hexian.domains.founding.models import Case, Target
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import OrgState
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("founding.view", personal=True)
HANDLE = duty("founding.handle", personal=True)  # enter and move a case for those who found
APPROVE = duty("founding.approve", personal=True)
TARGETS = duty("founding.targets")

_NOBODY = Q(pk__in=[])
#: What may agree to a union being founded below it.
APPROVING = ("city", "district", "street", "park", "industrial", "trade", "area", "group", "community", "province")


def _hers(actor: Actor) -> Q:
    mine = Q(contact_id=actor.person_id) if actor.person_id is not None else _NOBODY
    return mine | Q(contact_mobile=actor.mobile) if actor.mobile else mine


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases she is the contact of."""
    return Case.objects.filter(_hers(actor))


def cases_visible(actor: Actor) -> QuerySet[Case]:
    """The cases an officer sees: those of the unions below her."""
    return Case.objects.filter(within("code", actor.subtrees_for(VIEW)))


def cases_to_work_on(actor: Actor) -> QuerySet[Case]:
    """Those she may fill in and move for the founders: her own, and those she handles at the desk."""
    return Case.objects.filter(_hers(actor) | within("code", actor.subtrees_for(HANDLE)))


def cases_to_decide(actor: Actor) -> QuerySet[Case]:
    """Those of the very union she may approve for; nobody decides a case of her own."""
    if actor.is_system:
        return Case.objects.all()
    return Case.objects.filter(code__in=unions_deciding(actor)).exclude(_hers(actor))


def unions_deciding(actor: Actor) -> list[str]:
    """The codes of the unions she may approve for: of her offices there, not of those above."""
    return sorted({office.org_code for office in actor.held if APPROVE in office.duties})


def uppers() -> QuerySet[Organisation]:
    """The unions that may agree to one being founded below them; public knowledge."""
    return Organisation.objects.filter(kind__in=APPROVING, state=OrgState.ACTIVE)


def targets_visible(actor: Actor) -> QuerySet[Target]:
    """The targets of the unions below her."""
    return Target.objects.filter(within("code", actor.subtrees_for(VIEW)))


def bodies_targeted(actor: Actor) -> QuerySet[Organisation]:
    """The unions she may set a target for: those below the bodies of her office, not these themselves."""
    codes = actor.subtrees_for(TARGETS)
    return Organisation.objects.filter(within("code", codes)).exclude(code__in=[c for c in codes if c != "A"])
