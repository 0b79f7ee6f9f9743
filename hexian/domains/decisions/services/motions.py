"""Putting a motion with the thresholds of the day, and closing it: the result is computed, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import Motion
from hexian.domains.decisions.rules import FIGURES, Measure, Tally, Verdict
from hexian.domains.decisions.rules import Motion as Fate
from hexian.domains.decisions.services import counting, following, reaching, sittings
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook.rules import freeze


@transaction.atomic
def put_motion(
    sitting_id: UUID,
    *,
    title: str,
    subject_type: str = "",
    subject_id: UUID | None = None,
    text_sha256: str = "",
    measure: str = Measure.CONGRESS,
    law: Mapping[str, dict[str, Any]] | None = None,
    actor: Actor,
) -> Motion:
    """Put a matter to a sitting's secret ballot; what it needs is what the law says on the day of the sitting.

    `law` are the frozen rules a room above keeps for its subject: they speak first.  A subject of a room
    above has one open motion at a time; `text_sha256` is of the very text that is voted on.
    Raises `Refused` with `decisions.title_*`, `decisions.text_hash`, `decisions.subject_incomplete`,
    `decisions.already_put`, `decisions.sitting_state`, `decisions.sitting_day` (`day`).
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    rules.next_sitting(sitting.state, "put")
    opened_on = timezone.localdate(sitting.opened_at) if sitting.opened_at else None
    if not rules.may_add(opened_on, timezone.localdate(actor.now)):
        raise Refused("decisions.sitting_day", day=opened_on)
    if bool(subject_type) != (subject_id is not None):
        raise Refused("decisions.subject_incomplete")
    if (
        subject_id is not None
        and Motion.objects.filter(subject_type=subject_type, subject_id=subject_id, state=Fate.PUT).exists()
    ):
        raise Refused("decisions.already_put")
    day = timezone.localdate(sitting.held_at)
    codes = rules.MEASURES[Measure(measure)].values()
    motion = Motion.objects.create(
        sitting=sitting,
        position=(sitting.motions.aggregate(last=Max("position"))["last"] or 0) + 1,
        subject_type=subject_type,
        subject_id=subject_id,
        title=rules.check_title(title),
        text_sha256=rules.check_sha256(text_sha256),
        measure=Measure(measure),
        params={code: (law or {}).get(code) or freeze(reaching.law(sitting.body, code, day)) for code in codes},
        put_at=actor.now,
    )
    facts = {"subject_type": subject_type, "about": str(subject_id or ""), "text": text_sha256}
    reaching.write(DecisionEvent.MOTION_PUT, motion, sitting.body, actor, **facts)
    return motion


@transaction.atomic
def withdraw_motion(motion_id: UUID, *, reason: str, actor: Actor) -> Motion:
    """Take a motion off before its ballots are counted. Raises `.why_missing`, `.counting_begun`, `.motion_state`."""
    motion = reaching.motion_locked(motion_id, actor)
    rules.next_motion(motion.state, "withdraw")
    # Nobody withdraws a vote because she does not like its result.
    if motion.counted or motion.attempt > 1 or motion.round > 1:
        raise Refused("decisions.counting_begun")
    why = " ".join(reason.split())[:200]
    if not why:
        raise Refused("decisions.why_missing")
    sittings.withdraw(motion, motion.sitting.body, why, actor)
    return motion


@transaction.atomic
def close_motion(motion_id: UUID, *, actor: Actor) -> Motion:
    """Compute the result of a ballot both tellers counted alike, and let the room of its subject act on it.

    A tie that is to be voted on again leaves the motion put, in its next round.  Raises `Refused` with
    `decisions.count_missing` (`missing`), `decisions.counts_differ` (`figures`), `decisions.no_quorum` (`missing`),
    `decisions.motion_state`, `decisions.sitting_state`.
    """
    motion = reaching.motion_locked(motion_id, actor)
    sitting = motion.sitting
    rules.next_motion(motion.state, "carry")
    rules.next_sitting(sitting.state, "count")
    tally = rules.check_counts(counting.tallies(motion) if motion.counted == rules.TELLERS else counting.some(motion))
    roll, present = reaching.attendance(sitting)
    rules.check_tally(tally, roll=roll, present=present)
    needed = reaching.thresholds(motion.params, motion.measure)
    verdict = rules.decide(tally, needed, roll=roll, present=present, round_=motion.round)
    if verdict is Verdict.RUNOFF:
        return counting.next_round(motion, actor)
    _decide(motion, verdict, tally, roll=roll, present=present, actor=actor)
    return motion


def _decide(motion: Motion, verdict: Verdict, tally: Tally, *, roll: int, present: int, actor: Actor) -> None:
    motion.state = rules.next_motion(motion.state, "carry" if verdict is Verdict.CARRIED else "lose")
    motion.roll, motion.present, motion.decided_at = roll, present, actor.now
    for figure in FIGURES:
        setattr(motion, figure, getattr(tally, figure))
    motion.save()
    following.tell(motion, actor)
    carried = verdict is Verdict.CARRIED
    facts = {"subject_type": motion.subject_type, "about": str(motion.subject_id or ""), "carried": carried}
    numbers = {"roll": roll, "present": present, "yes": tally.yes, "no": tally.no, "abstain": tally.abstain}
    reaching.write(DecisionEvent.DECIDED, motion, motion.sitting.body, actor, duty=access.RUN, **facts, **numbers)
