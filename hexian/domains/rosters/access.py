"""Who may bring rosters in: whoever admits members in that union."""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.domains.members.access import ADMIT, unions_to_admit_to
from hexian.domains.rosters.models import Import, Landed
from hexian.foundation.access import within
from hexian.foundation.actor import Actor

__all__ = ["ADMIT", "imports_visible", "landed_of", "unions_to_admit_to"]


def imports_visible(actor: Actor) -> QuerySet[Import]:
    """The rosters of the unions below her."""
    return Import.objects.filter(within("code", actor.subtrees_for(ADMIT)))


def landed_of(actor: Actor) -> QuerySet[Landed]:
    """The actor's own rows: with which rosters she came."""
    return Landed.objects.filter(person_id=actor.person_id or 0)
