"""What a worker sees of mutual aid: how she takes part, what she had this year, what was decided, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from hexian.domains.mutualaid import access, texts
from hexian.domains.mutualaid.models import Decision, Participation, YearSum
from hexian.domains.mutualaid.queries.naming import Hospitals
from hexian.domains.mutualaid.rules import DecisionState
from hexian.domains.people import queries as people
from hexian.domains.people.rules import Purpose
from hexian.foundation.actor import Actor

#: As many as one page shows; her whole life rarely has more.
MOST = 100


@dataclass(frozen=True, slots=True)
class MyPlan:
    """A plan she takes part in, and what she had of it."""

    name: str
    since: date
    until: date
    covered_from: date
    waits: bool
    fee: str
    payer: str
    paid_fen: int
    paid: str
    cap: str
    left: str
    share_bp: int  # how much of the cap is used, for the bar
    is_above_cap: bool  # the cap was lowered after she had had more
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class MyDecision:
    """One line of her history."""

    public_id: UUID
    discharged: date
    hospital: str
    state: str
    state_words: str
    amount_fen: int
    amount: str


@dataclass(frozen=True, slots=True)
class MyAid:
    """Her page: whether she has said yes, her plans today, her decisions."""

    has_consented: bool
    plans: tuple[MyPlan, ...]
    decisions: tuple[MyDecision, ...]
    total: str


def my_aid(actor: Actor) -> MyAid:
    """Everything about herself; nothing for whoever is no person."""
    today = timezone.localdate(actor.now)
    rows = access.own_participations(actor).filter(until__gte=today).select_related("plan").order_by("since", "pk")
    found = history(actor)
    places = Hospitals(found, actor)
    decisions = tuple(_decision(row, places) for row in found)
    had = sum(row.amount_fen for row in decisions if row.state == DecisionState.ORDERED)
    return MyAid(
        people.has_consented(actor.person_id or 0, Purpose.HEALTH),
        tuple(_plan(row, today) for row in rows), decisions, texts.money(had),
    )  # fmt: skip


def history(actor: Actor) -> list[Decision]:
    """What stands of her settlements, newest first; revisions that were replaced are one step behind theirs."""
    rows = access.own_decisions(actor).exclude(state=DecisionState.REPLACED)
    return list(rows.order_by("-discharged", "-pk")[:MOST])


def _plan(row: Participation, today: date) -> MyPlan:
    year = YearSum.objects.filter(plan=row.plan, person_id=row.person_id).first()
    paid, cap = year.paid_fen if year else 0, row.plan.cap_fen
    return MyPlan(
        row.plan.name, row.since, row.until, row.covered_from, row.covered_from > today, texts.money(row.fee_fen),
        str(texts.PAYERS.get(row.payer, row.payer)), paid, texts.money(paid), "" if cap is None else texts.money(cap),
        "" if cap is None else texts.money(max(cap - paid, 0)), min(10_000, paid * 10_000 // cap) if cap else 0,
        cap is not None and paid > cap, row.plan.is_unverified,
    )  # fmt: skip


def _decision(row: Decision, places: Hospitals) -> MyDecision:
    return MyDecision(
        row.public_id, row.discharged, places[row], row.state, str(texts.DECISIONS[row.state]), row.amount_fen,
        texts.money(row.amount_fen),
    )  # fmt: skip
