"""How rooms above learn what was decided: each registers for its own sort of subject, and is told in the same act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from hexian.domains.decisions.models import Motion
from hexian.domains.decisions.rules import Motion as State
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sitting decided about a subject; the numbers are people and ballots."""

    motion: UUID
    subject: UUID
    carried: bool
    roll: int
    present: int
    yes: int
    no: int
    abstain: int
    void: int
    on: date  # of the meeting


Follower = Callable[[Outcome, Actor], None]

FOLLOWERS: dict[str, Follower] = {}


def follow(subject_type: str, function: Follower) -> None:
    """Do this whenever a motion about such a subject is decided, in the same transaction and under the system's scope.

    The actor is who closed the motion.  What it raises undoes the decision: nothing is decided that nobody can act on.
    """
    FOLLOWERS[subject_type] = function


def outcome_of(motion: Motion) -> Outcome | None:
    """What was decided about its subject; None before, and for a motion of the body's own."""
    if motion.state not in (State.CARRIED, State.LOST) or motion.subject_id is None or motion.decided_at is None:
        return None
    numbers = {name: getattr(motion, name) or 0 for name in ("roll", "present", "yes", "no", "abstain", "void")}
    # The day of the meeting, as its resolution has it: counts may be entered on a later one.
    on = min(timezone.localdate(motion.sitting.held_at), timezone.localdate(motion.decided_at))
    return Outcome(motion.public_id, motion.subject_id, motion.state == State.CARRIED, **numbers, on=on)


def tell(motion: Motion, actor: Actor) -> None:
    """Let the room of the subject act on the decision."""
    outcome, function = outcome_of(motion), FOLLOWERS.get(motion.subject_type)
    if outcome is None or function is None:
        return
    with scope(Actor.system("decisions", actor.now)):
        function(outcome, actor)
