"""Figures that come from sums and small indexes, never from counting a city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from hexian.domains.members import access
from hexian.domains.members.models import OPEN, Application, Resolution
from hexian.domains.members.rules import ApplicationState, ResolutionState
from hexian.domains.orgs.rules import matter
from hexian.foundation.access import MOST_SHOWN, HowMany, counted, within
from hexian.foundation.actor import Actor
from hexian.foundation.clock.rules import end_of

_APPLICATIONS = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(admit)s::text[]) AS top JOIN members_application a ON a.code >= top AND a.code < top || '~'
        WHERE a.state IN ('applied', 'checked') LIMIT %(most)s
    ) AS few
"""
#: Passages wait for either side below her; never her own.
_PASSAGES = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(admit)s::text[]) AS top JOIN members_passage p ON p.code >= top AND p.code < top || '~'
        WHERE p.state IN ('asked', 'proposed', 'released', 'warned', 'objected') AND p.waits_for = 'source'
            AND p.person_id IS DISTINCT FROM %(herself)s
        UNION ALL
        SELECT FROM unnest(%(admit)s::text[]) AS top
            JOIN members_passage p ON p.target_code >= top AND p.target_code < top || '~'
        WHERE p.state IN ('asked', 'proposed', 'released', 'warned', 'objected') AND p.waits_for = 'target'
            AND p.person_id IS DISTINCT FROM %(herself)s
        LIMIT %(most)s
    ) AS few
"""
_CHANGES = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(correct)s::text[]) AS top
            JOIN members_change_request c ON c.code >= top AND c.code < top || '~'
        WHERE c.state = 'asked' AND c.person_id IS DISTINCT FROM %(herself)s
            AND (c.proposed_by IS NULL OR c.proposed_by IS DISTINCT FROM %(herself)s)
        LIMIT %(most)s
    ) AS few
"""
#: The strip above the queue looks at so many applications, the first due first, and says so when there are more.
MOST_FIGURED = 2_000


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The strip above the queue, over the first two thousand open applications due; `is_more` when there are more."""

    waiting: int
    due_today: int
    overdue: int
    with_findings: int
    proposed: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """An officer's first page: her queue, her members, wishes for correction (up to a hundred)."""

    queue: QueueFigures
    members: int
    changes: int


def queue_figures(actor: Actor) -> QueueFigures:
    """The figures of an officer's queue, in one pass over the open applications below her."""
    now = actor.now
    midnight = end_of(timezone.localdate(now))
    waiting = ~Q(state=ApplicationState.PROPOSED)
    first = access.applications_visible(actor).filter(OPEN).order_by("due_at", "pk")[: MOST_FIGURED + 1]
    figures = first.aggregate(
        waiting=Count("pk", filter=waiting),
        due_today=Count("pk", filter=waiting & Q(due_at__gte=now, due_at__lte=midnight)),
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        with_findings=Count("pk", filter=waiting & ~Q(findings=[])),
        proposed=Count("pk", filter=~waiting),
    )
    is_more = figures["waiting"] + figures["proposed"] > MOST_FIGURED
    return QueueFigures(**figures, is_more=is_more)


def applications_waiting(actor: Actor) -> HowMany:
    """How many applications wait for an officer, up to a hundred."""
    return HowMany(_APPLICATIONS, {"admit": list(actor.subtrees_for(access.ADMIT)), "most": MOST_SHOWN})


def passages_waiting(actor: Actor) -> HowMany:
    """How many passages wait for an officer, up to a hundred: never her own."""
    admit = list(actor.subtrees_for(access.ADMIT))
    return HowMany(_PASSAGES, {"admit": admit, "herself": actor.person_id, "most": MOST_SHOWN})


def changes_waiting(actor: Actor) -> HowMany:
    """How many wishes for correction wait for an officer, up to a hundred: neither her own nor what she proposed."""
    correct = list(actor.subtrees_for(access.CORRECT))
    return HowMany(_CHANGES, {"correct": correct, "herself": actor.person_id, "most": MOST_SHOWN})


def desk_figures(actor: Actor) -> DeskFigures:
    """What an officer's first page says in numbers."""
    return DeskFigures(
        queue=queue_figures(actor),
        members=sum(members_below(actor.subtrees_for(access.VIEW)).values()),
        changes=counted(changes_waiting(actor))[0],
    )


def member_total(code: str) -> int:
    """How many members an organisation has together with all below it."""
    return members_below([code])[code]


def members_on(codes: Iterable[str], day: date) -> dict[str, int]:
    """How many members each code had below it on a day, the code being one held on that day.

    A sum of changes: what was entered in the last seconds waits for the worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c, coalesce((SELECT sum(f.delta) FROM members_flow f WHERE f.code = c AND f.day <= %s), 0)"
            " FROM unnest(%s::text[]) AS c",
            [day, list(codes)],
        )
        return {code: int(total) for code, total in cursor.fetchall()}


def members_below(codes: Iterable[str]) -> dict[str, int]:
    """How many members each organisation has together with all below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c, coalesce((SELECT sum(t.members) FROM members_tally t"
            " WHERE t.code >= c AND t.code < c || '~'), 0) FROM unnest(%s::text[]) AS c",
            [list(codes)],
        )
        return {code: int(total) for code, total in cursor.fetchall()}


@matter("members.applications", "{count} 份入会申请", duty=access.ADMIT, address="/desk/applications/?union={org}")
def applications_open(code: str) -> int:
    """How many applications at and below an organisation wait for an answer; those on a draft are counted with it."""
    waiting = ~Q(state=ApplicationState.PROPOSED)
    return Application.objects.filter(OPEN, waiting, within("code", [code])).count()


@matter("members.resolutions", "{count} 份决议草稿", duty=access.ADMIT, address="/desk/resolutions/?state=draft")
def resolutions_open(code: str) -> int:
    """How many drafts at and below an organisation are neither voted on nor given up."""
    return Resolution.objects.filter(within("code", [code]), state=ResolutionState.DRAFT).count()
