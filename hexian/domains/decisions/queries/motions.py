"""One motion: what it needs, what was counted, what came of it; a count shows nothing before both are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.models import Count, Motion
from hexian.domains.decisions.queries.bodies import article_of
from hexian.domains.decisions.queries.sittings import MotionRow, motion_row
from hexian.domains.decisions.rules import FIGURES, TELLERS, Base, Tally, Verdict
from hexian.domains.decisions.services import reaching
from hexian.domains.decisions.services.following import Outcome, outcome_of
from hexian.domains.orgs import queries as orgs
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import texts as law_texts
from hexian.foundation.lawbook.rules import thaw


@dataclass(frozen=True, slots=True)
class CountRow:
    """One teller's count; before both are in, her own only."""

    round: int
    attempt: int
    slot: int
    name: str
    is_mine: bool
    tally: Tally
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A number of law the motion is decided by."""

    title: str
    text: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class MotionPage:
    """One motion with its counts; `needed` yes votes carry it (of the whole roll, those present or the valid)."""

    row: MotionRow
    sitting_id: UUID
    sitting_state: str
    body_name: str
    roll: int
    present: int
    base: Base
    needed: int
    needs: tuple[NeedRow, ...]
    tally: Tally | None
    counts: tuple[CountRow, ...]
    earlier: tuple[CountRow, ...]
    differing: tuple[str, ...]
    foreseen: Verdict | None
    obstacle: Refused | None
    has_mine: bool
    reason: str
    may_run: bool
    may_count: bool
    subject_type: str  # whose matter it is; empty: the body's own
    subject_id: UUID | None
    tellers: tuple[str, ...] = ()  # by name and office, whose accounts may count here, while a count is wanted

    @property
    def is_counted(self) -> bool:
        """Whether both counts are in."""
        return self.row.counted >= TELLERS

    @property
    def share(self) -> str:
        """Yes of all on the roll, as reports print it."""
        return rules.percent(self.tally.yes if self.tally else 0, self.roll)


def motion(motion_id: UUID, actor: Actor) -> MotionPage:
    """One motion's page. Raises `Motion.DoesNotExist` out of reach."""
    row = access.motions_visible(actor).select_related("sitting__body").get(public_id=motion_id)
    roll, present = (row.roll, row.present) if row.state in rules.DECIDED else reaching.attendance(row.sitting)
    counts = [
        _count(each, actor) for each in row.counts.order_by("round", "attempt", "slot") if shows(each, row, actor)
    ]
    now = [each for each in counts if (each.round, each.attempt) == (row.round, row.attempt)]
    needed = reaching.thresholds(row.params, row.measure)
    tally = _decided(row) or _agreed(row, now)
    whole = needed.whole(roll=roll or 0, present=present or 0, cast=tally.valid if tally else 0)
    foreseen, obstacle = _foresee(row, tally, needed, roll or 0, present or 0)
    code = row.sitting.body.code
    return MotionPage(
        row=motion_row(row), sitting_id=row.sitting.public_id, sitting_state=row.sitting.state,
        body_name=row.sitting.body.name, roll=roll or 0, present=present or 0, base=needed.base,
        needed=needed.approval.least(whole), needs=_needs(row), tally=tally, counts=tuple(now),
        earlier=tuple(each for each in counts if each not in now),
        differing=rules.differing(now[0].tally, now[1].tally) if len(now) == TELLERS else (),
        foreseen=foreseen, obstacle=obstacle, has_mine=any(each.is_mine for each in now), reason=row.reason,
        may_run=actor.may(access.RUN, code), may_count=actor.may(access.COUNT, code),
        subject_type=row.subject_type, subject_id=row.subject_id, tellers=_tellers(row, code, actor),
    )  # fmt: skip


def _tellers(row: Motion, code: str, actor: Actor) -> tuple[str, ...]:
    """Who may count at the body itself; whoever stands above it may too, and is not the one to be asked first."""
    if row.state != rules.Motion.PUT or row.counted >= TELLERS:
        return ()
    seers = orgs.officers_over([code], actor.now)
    own = [each for each in seers if each.org_code == code and access.COUNT in each.duties]
    return tuple(dict.fromkeys(f"{each.name}（{each.title}）" for each in own))


def shows(count: Count, row: Motion, actor: Actor) -> bool:
    """Whether a count may be shown: one's own, of an attempt that is over, or once both are in."""
    own = actor.person_id is not None and count.entered_by == actor.person_id
    is_over = (count.round, count.attempt) != (row.round, row.attempt)
    return own or is_over or row.counted >= TELLERS


def _count(row: Count, actor: Actor) -> CountRow:
    tally = Tally(**{figure: getattr(row, figure) for figure in FIGURES})
    mine = actor.person_id is not None and row.entered_by == actor.person_id
    return CountRow(row.round, row.attempt, row.slot, row.name, mine, tally, row.entered_at)


def _decided(row: Motion) -> Tally | None:
    if row.state not in rules.DECIDED:
        return None
    return Tally(**{figure: getattr(row, figure) or 0 for figure in FIGURES})


def _agreed(row: Motion, now: list[CountRow]) -> Tally | None:
    if row.counted < TELLERS or len(now) < TELLERS or rules.differing(now[0].tally, now[1].tally):
        return None
    return now[0].tally


def _foresee(
    row: Motion, tally: Tally | None, needed: rules.Thresholds, roll: int, present: int
) -> tuple[Verdict | None, Refused | None]:
    """What closing would give, or why it cannot be closed yet."""
    if row.state != rules.Motion.PUT or tally is None:
        return None, None
    try:
        return rules.decide(tally, needed, roll=roll, present=present, round_=row.round), None
    except Refused as refusal:
        return None, refusal


def _needs(row: Motion) -> tuple[NeedRow, ...]:
    params = [thaw(row.params[code]) for code in dict.fromkeys(rules.MEASURES[rules.Measure(row.measure)].values())]
    # Whom a share is taken of stands beside the share; ties and runoffs only matter where they are allowed.
    said = [param for param in params if param.code == "congress.present" or param.code.endswith("votes")]
    return tuple(
        NeedRow(param.title, law_texts.say(param), f"{param.source}{article_of(param.article)}", param.sure)
        for param in said
    )


def motions_about(subject_type: str, subject_id: UUID) -> list[MotionRow]:
    """The motions there were about a subject of a room above, newest first, as far as the scope in force shows them."""
    rows = Motion.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-pk")
    return [motion_row(row) for row in rows]


def sitting_of(motion_id: UUID) -> UUID | None:
    """The sitting that votes on a motion; None where the scope in force does not show it."""
    found: UUID | None = Motion.objects.filter(public_id=motion_id).values_list("sitting__public_id", flat=True).first()
    return found


def outcome(motion_id: UUID) -> Outcome | None:
    """What was decided, as followers are told it; None before. Raises `Motion.DoesNotExist` out of scope."""
    return outcome_of(Motion.objects.get(public_id=motion_id))
