"""Who may read, write and publish decision tables: by duty over the place a table stands at."""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor
from hexian.foundation.tables.models import DecisionTable, Version

VIEW = duty("tables.view")
EDIT = duty("tables.edit")
PUBLISH = duty("tables.publish")


def tables_visible(actor: Actor) -> QuerySet[DecisionTable]:
    """The tables of the bodies below her."""
    return DecisionTable.objects.filter(within("place", actor.subtrees_for(VIEW)))


def versions(actor: Actor, needs: str) -> QuerySet[Version]:
    """The versions she may do this with."""
    return Version.objects.filter(within("table__place", actor.subtrees_for(needs))).select_related("table")
