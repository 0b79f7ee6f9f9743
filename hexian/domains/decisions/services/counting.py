"""Two people count the same ballots, each alone: neither sees the other's figures before both are in."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import Count, Motion
from hexian.domains.decisions.rules import FIGURES, Tally
from hexian.domains.decisions.services import reaching
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def enter_count(motion_id: UUID, tally: Tally, *, actor: Actor) -> Motion:
    """Enter what one teller counted; with the second count it is known whether they agree.

    Raises `Refused` with `decisions.same_teller`, `decisions.counted_twice`, `decisions.teller_unknown`, what
    `rules.check_tally` does, `decisions.motion_state`, `decisions.sitting_state`; `Motion.DoesNotExist` out of reach.
    """
    motion = reaching.motion_locked(motion_id, actor, to_count=True)
    rules.next_motion(motion.state, "count")
    rules.next_sitting(motion.sitting.state, "count")
    if motion.counted >= rules.TELLERS:
        raise Refused("decisions.counted_twice")
    # Before both are in she sees only her own: a row here is hers.
    rules.check_teller(actor.person_id, [row.entered_by for row in _rows(motion) if row.entered_by == actor.person_id])
    roll, present = reaching.attendance(motion.sitting)
    rules.check_tally(tally, roll=roll, present=present)
    Count.objects.create(
        motion=motion, round=motion.round, attempt=motion.attempt, slot=motion.counted + 1,
        entered_by=actor.person_id or 0, name=actor.name, entered_at=actor.now, **asdict(tally),
    )  # fmt: skip
    motion.counted += 1
    motion.save(update_fields=["counted"])
    _tell(motion, actor)
    return motion


def _tell(motion: Motion, actor: Actor) -> None:
    """Both in: the two are held against each other. No figure goes into the trail before that."""
    body = motion.sitting.body
    facts = {"slot": motion.counted, "round": motion.round, "attempt": motion.attempt}
    reaching.write(DecisionEvent.COUNT_ENTERED, motion, body, actor, duty=access.COUNT, **facts)
    if motion.counted < rules.TELLERS:
        return
    differing = rules.differing(*tallies(motion))
    if differing:
        figures = list(differing)
        reaching.write(DecisionEvent.COUNTS_DIFFER, motion, body, actor, duty=access.COUNT, figures=figures)


def _rows(motion: Motion) -> list[Count]:
    return list(motion.counts.filter(round=motion.round, attempt=motion.attempt).order_by("slot"))


def tallies(motion: Motion) -> list[Tally]:
    """What the tellers of this attempt counted, as far as the scope shows them."""
    return [Tally(**{figure: getattr(row, figure) for figure in FIGURES}) for row in _rows(motion)]


def some(motion: Motion) -> list[Tally]:
    """As many empty counts as are in: enough to say how many are missing, without looking at any."""
    return [Tally(0, 0, 0, 0, 0, 0, 0)] * motion.counted


@transaction.atomic
def recount(motion_id: UUID, *, actor: Actor) -> Motion:
    """Both count again, because they differ or somebody doubts the count; what was entered before is kept.

    Raises `Refused` with `decisions.recount_early` before both are in, `decisions.motion_state`, `.sitting_state`.
    """
    motion = reaching.motion_locked(motion_id, actor)
    rules.next_motion(motion.state, "recount")
    rules.next_sitting(motion.sitting.state, "count")
    if motion.counted < rules.TELLERS:
        raise Refused("decisions.recount_early")
    motion.attempt, motion.counted = motion.attempt + 1, 0
    motion.save(update_fields=["attempt", "counted"])
    reaching.write(DecisionEvent.RECOUNT, motion, motion.sitting.body, actor, attempt=motion.attempt)
    return motion


def next_round(motion: Motion, actor: Actor) -> Motion:
    """A tie is voted on again: new ballots, new counts."""
    motion.state = rules.next_motion(motion.state, "runoff")
    motion.round, motion.attempt, motion.counted = motion.round + 1, 1, 0
    motion.save(update_fields=["state", "round", "attempt", "counted"])
    reaching.write(DecisionEvent.RUNOFF, motion, motion.sitting.body, actor, round=motion.round)
    return motion
