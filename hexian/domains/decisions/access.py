"""Duties about bodies that decide, and the doors to the rows.

The union runs its body: whoever holds the duty there or above it.  Counting is a duty of its own, so that a teller need
see nothing else; a delegate sees her own seat.
"""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.domains.decisions.models import Body, Delegate, Motion, Sitting
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("decisions.view", personal=True)
RUN = duty("decisions.run", personal=True)
COUNT = duty("decisions.count", personal=True)


def _codes(actor: Actor, *duties: str) -> set[str]:
    return {code for each in duties for code in actor.subtrees_for(each)}


def bodies_visible(actor: Actor) -> QuerySet[Body]:
    """The bodies of the unions below her."""
    return Body.objects.filter(within("code", _codes(actor, VIEW)))


def bodies_run(actor: Actor) -> QuerySet[Body]:
    """Those she may change and hold sittings of."""
    return Body.objects.filter(within("code", _codes(actor, RUN)))


def sittings_visible(actor: Actor) -> QuerySet[Sitting]:
    """The sittings of bodies below her; a teller sees those she counts for."""
    return Sitting.objects.filter(within("body__code", _codes(actor, VIEW, COUNT)))


def sittings_run(actor: Actor) -> QuerySet[Sitting]:
    """Those she may move on."""
    return Sitting.objects.filter(within("body__code", _codes(actor, RUN)))


def motions_visible(actor: Actor) -> QuerySet[Motion]:
    """The motions of those sittings."""
    return Motion.objects.filter(within("sitting__body__code", _codes(actor, VIEW, COUNT)))


def motions_run(actor: Actor) -> QuerySet[Motion]:
    """Those she may close or withdraw."""
    return Motion.objects.filter(within("sitting__body__code", _codes(actor, RUN)))


def motions_counted(actor: Actor) -> QuerySet[Motion]:
    """Those whose ballots she may count."""
    return Motion.objects.filter(within("sitting__body__code", _codes(actor, COUNT)))


def delegates_run(actor: Actor) -> QuerySet[Delegate]:
    """The delegates she may replace."""
    return Delegate.objects.filter(within("body__code", _codes(actor, RUN)))


def own_seats(actor: Actor) -> QuerySet[Delegate]:
    """The seats she holds herself."""
    return Delegate.objects.filter(person_id=actor.person_id) if actor.person_id else Delegate.objects.none()


def unions_run(actor: Actor) -> QuerySet[Organisation]:
    """The living unions she may set a body up at."""
    living = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    return living.filter(within("code", _codes(actor, RUN)))
