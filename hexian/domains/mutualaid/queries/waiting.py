"""What waits for a person: settlements a machine held, the blind sample, contests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum

from hexian.domains.mutualaid import access, rules, texts
from hexian.domains.mutualaid.models import Contest, Decision, Reading
from hexian.domains.mutualaid.queries.naming import Hospitals, Names
from hexian.domains.mutualaid.queries.plans import sum_or_blank, tiers_of
from hexian.domains.mutualaid.rules import GROUPABLE, ContestState, DecisionState
from hexian.domains.mutualaid.services import contesting, passing, reaching
from hexian.foundation.access import MOST_SHOWN, HowMany, under
from hexian.foundation.actor import Actor, Refused

PAGE = 25
#: Behind the settlement she decides so many are counted and no more: a count is never longer than a look.
MOST_COUNTED = 1_000

#: Taken in the order of their index: a planner that expects few would read a hundred thousand for the first hundred.
_HELD = """
    SELECT count(*) FROM (
        SELECT FROM mutualaid_decision d WHERE d.state = 'held' AND ({within})
        ORDER BY d.code, d.id LIMIT %(most)s
    ) AS few
"""
_CONTESTS = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(decide)s::text[]) AS top JOIN mutualaid_contest c ON c.code >= top AND c.code < top || '~'
        WHERE c.state IN ('filed', 'appealed') LIMIT %(most)s
    ) AS few
"""
_SAMPLE = """
    SELECT count(*) FROM (
        SELECT FROM unnest(%(read)s::text[]) AS top JOIN mutualaid_reading r ON r.code >= top AND r.code < top || '~'
        WHERE r.read_at IS NULL LIMIT %(most)s
    ) AS few
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Held settlements with the very same findings: how many, their own shares, the oldest."""

    findings: int
    words: tuple[str, ...]
    count: int
    own: str
    since: datetime
    may_refuse_all: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held settlement in the queue."""

    public_id: UUID
    pk: int
    name: str
    hospital: str
    discharged: date
    total: str
    own: str
    words: tuple[str, ...]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some held settlements, and where the next ones begin."""

    rows: tuple[HeldRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What a blind reader works with: the bill, the terms, the tiers; never what the machine said."""

    id: int
    plan: str
    hospital: str
    care: str
    admitted: date
    discharged: date
    total: str
    own: str
    first: str
    share: str
    paid_before: str
    deductible: str
    minimum: str
    is_raised: bool
    cap: str
    per: str
    tiers: tuple[tuple[str, str, str], ...]
    left: int
    year_before: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How readers and machine agree, plan by plan."""

    plan: str
    public_id: UUID
    read: int
    agreed: int
    unread: int
    is_halted: bool = False

    @property
    def share_bp(self) -> int:
        """Agreement in basis points; the whole before anything was read."""
        return self.agreed * 10_000 // self.read if self.read else 10_000


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A contest that waits, the soonest due first."""

    public_id: UUID
    name: str
    decision_id: UUID
    amount: str
    discharged: date
    state: str
    state_words: str
    reason: str
    appeal: str
    answer: str
    filed_at: datetime
    due_at: datetime | None
    is_over: bool
    total_fen: int
    own_fen: int
    first_fen: int


def groups(actor: Actor) -> list[Group]:
    """What waits for a person, by the very same findings, the most numerous first."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD).values("findings")
    counted = rows.annotate(n=Count("pk"), own=Sum("own_fen"), since=Max("decided_at")).order_by("-n", "findings")
    return [
        Group(
            row["findings"], tuple(str(texts.FINDINGS[kind]) for kind in rules.kinds(row["findings"])), row["n"],
            texts.money(row["own"]), row["since"], row["findings"] in GROUPABLE,
        )
        for row in counted
    ]  # fmt: skip


def held(actor: Actor, *, findings: int | None = None, after: int = 0) -> HeldPage:
    """What waits for a person, the oldest first, of one group or all; by keyset."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD)
    if findings is not None:
        rows = rows.filter(findings=findings)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    names, places = Names((row.person_id for row in found), actor), Hospitals(found, actor)
    return HeldPage(tuple(_held(row, names, places) for row in found[:PAGE]), more)


def _held(row: Decision, names: Names, places: Hospitals) -> HeldRow:
    return HeldRow(
        row.public_id, row.pk, names[row.person_id], places[row], row.discharged, texts.money(row.total_fen),
        texts.money(row.own_fen), tuple(str(texts.FINDINGS[kind]) for kind in rules.kinds(row.findings)),
        row.decided_at,
    )  # fmt: skip


def held_waiting(actor: Actor) -> HowMany:
    """How many held settlements wait for her decision, up to a hundred."""
    within, tops = under("d.code", actor.subtrees_for(access.DECIDE))
    return HowMany(_HELD.format(within=within), {**tops, "most": MOST_SHOWN})


def contests_waiting(actor: Actor) -> HowMany:
    """How many contests wait for an answer, up to a hundred."""
    return HowMany(_CONTESTS, {"decide": list(actor.subtrees_for(access.DECIDE)), "most": MOST_SHOWN})


def sample_waiting(actor: Actor) -> HowMany:
    """How many drawn settlements nobody has read, up to a hundred."""
    return HowMany(_SAMPLE, {"read": list(actor.subtrees_for(access.READ)), "most": MOST_SHOWN})


def next_held(actor: Actor, *, after: UUID, findings: int | None = None) -> tuple[UUID | None, int]:
    """The settlement that waits next in the same queue, and how many wait behind it; the first again at the end."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD)
    rows = rows if findings is None else rows.filter(findings=findings)
    place = Decision.objects.filter(public_id=after).values("pk")[:1]
    keys = rows.order_by("pk").values_list("public_id", flat=True)
    behind = list(keys.filter(pk__gt=place)[:MOST_COUNTED])
    return behind[0] if behind else keys.exclude(public_id=after).first(), len(behind)


def barred(decision_id: UUID, actor: Actor) -> str:
    """Why somebody else has to decide a settlement she sees, for her to read before she writes; nothing if she may."""
    row = access.decisions_open(actor).get(public_id=decision_id)
    return _why_not(passing.check, row, actor)


def barred_answer(contest_id: UUID, actor: Actor) -> str:
    """Why somebody else has to answer a contest she sees; nothing if she may."""
    row = access.contests_visible(actor).select_related("decision").get(public_id=contest_id)
    return _why_not(contesting.check, row, actor)


def _why_not(check: Callable[[Any, Actor], int], row: Decision | Contest, actor: Actor) -> str:
    try:
        with reaching.as_program(actor):
            check(row, actor)
    except Refused as refusal:
        return texts.of(refusal)
    return ""


def next_sample(actor: Actor) -> Sample | None:
    """The oldest drawn settlement nobody has read, never her own or a relative's; None when all are read."""
    hers = {actor.person_id or 0, *(reaching.kin_of(actor) if actor.person_id else ())}
    rows = access.readings_to_do(actor).filter(read_at__isnull=True).exclude(decision__person_id__in=hers)
    row = rows.select_related("decision", "plan").order_by("pk").first()
    return None if row is None else _sample(row, rows.count(), Hospitals([row.decision], actor))


def _sample(row: Reading, left: int, places: Hospitals) -> Sample:
    decision, its = row.decision, row.plan
    then = _terms_then(row)
    return Sample(
        row.pk, its.name, places[decision], decision.care, decision.admitted, decision.discharged,
        texts.money(decision.total_fen), texts.money(decision.own_fen), texts.money(decision.first_fen),
        texts.money(decision.share_fen), texts.money(decision.paid_before_fen), texts.money(then["deductible"]),
        texts.money(then["minimum"]), then["is_raised"], sum_or_blank(then["cap"]), then["per"],
        tiers_of(decision.version_id), left, _year_before(decision, then),
    )  # fmt: skip


def _terms_then(row: Reading) -> dict[str, Any]:
    """The plan's terms as they were when the settlement was decided, whatever was changed since."""
    its = row.plan
    now = {"per": its.per, "deductible": its.deductible_fen, "minimum": its.minimum_fen, "is_raised": its.is_raised,
           "cap": its.cap_fen}  # fmt: skip
    return {**now, **row.terms}


def _year_before(decision: Decision, then: dict[str, Any]) -> str:
    """What of the year's own shares came before this settlement, where a plan adds them up; else nothing."""
    if then["per"] != rules.Per.YEAR or decision.base_fen <= 0:
        return ""
    return texts.money(max(decision.base_fen + then["deductible"] - decision.share_fen, 0))


def agreement(actor: Actor) -> list[Agreement]:
    """How readers and machine agree, for each plan that has been read."""
    rows = access.readings_to_do(actor).values("plan__name", "plan__public_id", "plan__halted_at")
    rows = rows.order_by("plan__name")
    counted = rows.annotate(n=Count("read_at"), agreed=Count("pk", filter=access.agreeing()), drawn=Count("pk"))
    return [
        Agreement(
            row["plan__name"],
            row["plan__public_id"],
            row["n"],
            row["agreed"],
            row["drawn"] - row["n"],
            row["plan__halted_at"] is not None,
        )
        for row in counted
    ]


def contests(actor: Actor, limit: int = 200) -> list[ContestRow]:
    """What waits for an answer, the soonest due first."""
    rows = access.contests_visible(actor).filter(state__in=[ContestState.FILED, ContestState.APPEALED])
    found = list(rows.select_related("decision").order_by("due_at", "pk")[:limit])
    names = Names((row.person_id for row in found), actor)
    return [_contest(row, names, actor) for row in found]


def contest(contest_id: UUID, actor: Actor) -> ContestRow:
    """One of them, whatever its state. Raises `Contest.DoesNotExist`."""
    row = access.contests_visible(actor).select_related("decision").get(public_id=contest_id)
    return _contest(row, Names([row.person_id], actor), actor)


def _contest(row: Contest, names: Names, actor: Actor) -> ContestRow:
    last = Decision.objects.filter(person_id=row.person_id, settlement=row.decision.settlement).order_by("-revision")[0]
    return ContestRow(
        row.public_id, names[row.person_id], last.public_id,
        texts.money(last.amount_fen), last.discharged, row.state, str(texts.CONTESTS[row.state]), row.reason,
        row.appeal, row.answer, row.filed_at, row.due_at, row.due_at is not None and row.due_at <= actor.now,
        last.total_fen, last.own_fen, last.first_fen,
    )  # fmt: skip
