"""The doors to rights not yet served: whoever may see mutual aid sees them, whoever may decide it tells people.

No duty of their own: a right is seen by whoever sees the settlement it comes from.
"""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.domains.entitlements.models import Right
from hexian.domains.mutualaid import access as aid
from hexian.foundation.access import within
from hexian.foundation.actor import Actor

VIEW, TELL = aid.VIEW, aid.DECIDE


def rights_visible(actor: Actor) -> QuerySet[Right]:
    """The rights of the people of the unions below her."""
    return Right.objects.filter(within("code", actor.subtrees_for(VIEW)))


def rights_to_tell(actor: Actor) -> QuerySet[Right]:
    """Those she may tell people of."""
    return Right.objects.filter(within("code", actor.subtrees_for(TELL)))


def own_rights(actor: Actor) -> QuerySet[Right]:
    """Her own."""
    return Right.objects.filter(person_id=actor.person_id or 0)
