"""Whom a resolution admits, as its annex lists them: by name, first those who applied, then those of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from hexian.domains.members.models import Application, Membership, Resolution


def applicants(resolution: Resolution) -> list[Application]:
    """The names on the committee's list, by name; at most a thousand."""
    return list(resolution.applications.order_by("pinyin", "pk"))


def roster_size(resolution: Resolution) -> int:
    """How many it admitted that never applied: everybody on its rosters, once each."""
    return _from_roster(resolution).values("person").distinct().count()


def roster_names(resolution: Resolution, after: Sequence[Any] | None, size: int) -> list[Membership]:
    """The next of those, by name; `after` is pinyin and person of the last one seen.

    Whoever has gone over to another union since has two rows of it, one for each stay: she is named once.
    """
    rows = _from_roster(resolution).select_related("person")
    if after:
        pinyin, person = after
        rows = rows.filter(Q(person__pinyin__gt=pinyin) | Q(person__pinyin=pinyin, person__gt=person))
    return list(
        rows.order_by("person__pinyin", "person", "joined_on", "pk").distinct("person__pinyin", "person")[:size]
    )


def _from_roster(resolution: Resolution) -> QuerySet[Membership]:
    applied = Application.objects.filter(resolution=resolution).values("person")
    return Membership.objects.filter(resolution=resolution).exclude(person__in=applied)
