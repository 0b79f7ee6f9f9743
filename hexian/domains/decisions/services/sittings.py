"""A sitting from its plan to its end; the roll is sealed before it opens, and nobody is on it twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hexian.domains.decisions import rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import HELD, SERVING, Body, Delegate, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import Entry, Standing
from hexian.domains.decisions.rules import Motion as Fate
from hexian.domains.decisions.rules import Sitting as State
from hexian.domains.decisions.services import makeup, reaching
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook.rules import freeze, thaw

PRESENCE = "congress.present"


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where a sitting is, who leads it, what is on its agenda."""

    held_at: datetime
    place: str
    chair: str
    agenda: str = ""


@transaction.atomic
def plan_sitting(body_id: UUID, plan: Plan, *, number: int | None = None, actor: Actor) -> Sitting:
    """Plan a sitting; without a number it is the next of the term.

    Raises `Refused` with `decisions.in_past`, `decisions.outside_term` (`begins`, `ends`), `decisions.place_missing`,
    `decisions.chair_missing`, `decisions.number_taken` (`number`), `decisions.body_ended`.
    """
    body = reaching.body_locked(body_id, actor)
    held = body.sittings.filter(HELD)
    chosen = number or (held.aggregate(last=Max("number"))["last"] or 0) + 1
    if held.filter(number=chosen).exists():
        raise Refused("decisions.number_taken", number=chosen)
    sitting = Sitting(body=body, number=chosen, created_at=actor.now)
    _fill(sitting, body, plan, actor)
    sitting.save()
    reaching.write(DecisionEvent.SITTING_PLANNED, sitting, body, actor, number=chosen)
    return sitting


@transaction.atomic
def change_sitting(sitting_id: UUID, plan: Plan, *, actor: Actor) -> Sitting:
    """Move a sitting that has not begun to another time or place. Raises like `plan_sitting`, `.sitting_state`."""
    sitting = reaching.sitting_locked(sitting_id, actor)
    rules.next_sitting(sitting.state, "change")
    _fill(sitting, sitting.body, plan, actor)
    sitting.save()
    reaching.write(DecisionEvent.SITTING_CHANGED, sitting, sitting.body, actor)
    return sitting


def _fill(sitting: Sitting, body: Body, plan: Plan, actor: Actor) -> None:
    day = timezone.localdate(plan.held_at)
    if day < reaching.today(actor):
        raise Refused("decisions.in_past", on=day)
    if not body.begins_on <= day <= body.ends_on:
        raise Refused("decisions.outside_term", on=day, begins=body.begins_on, ends=body.ends_on)
    place, chair = " ".join(plan.place.split())[:80], " ".join(plan.chair.split())[:40]
    if not place:
        raise Refused("decisions.place_missing")
    if not chair:
        raise Refused("decisions.chair_missing")
    sitting.held_at, sitting.place, sitting.chair = plan.held_at, place, chair
    sitting.agenda = plan.agenda.strip()[:2000]


@transaction.atomic
def seal_roll(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """Seal who is entitled to this sitting: from now on nobody is added or left out, whatever becomes of the seats.

    Raises `Refused` with `decisions.term_over`, what `rules.check_makeup` does, and `decisions.sitting_state`.
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    target = rules.next_sitting(sitting.state, "seal")
    body = reaching.body_locked(sitting.body.public_id, actor)
    _check_term(body, sitting)
    rules.check_makeup(makeup.checks_of(body))
    entries = _entries(sitting)
    RollEntry.objects.bulk_create(entries)
    day = timezone.localdate(sitting.held_at)
    sitting.state, sitting.sealed_at = target, actor.now
    sitting.seal = seal_of(sitting, entries)
    sitting.params = {PRESENCE: freeze(reaching.law(body, PRESENCE, day))}
    sitting.save()
    voters = sum(entry.has_vote for entry in entries)
    reaching.write(DecisionEvent.ROLL_SEALED, sitting, body, actor, roll=voters, seal=sitting.seal)
    return sitting


def _check_term(body: Body, sitting: Sitting) -> None:
    day = timezone.localdate(sitting.held_at)
    if day > body.ends_on:
        raise Refused("decisions.term_over", ends=body.ends_on)


def _entries(sitting: Sitting) -> list[RollEntry]:
    serving = Delegate.objects.filter(SERVING, body_id=sitting.body_id)
    rows = sorted(serving, key=lambda row: (row.standing != Standing.DELEGATE, row.department, row.pinyin, row.pk))
    return [
        RollEntry(
            sitting=sitting, delegate=row, position=place, name=row.name, pinyin=row.pinyin, sex=row.sex,
            department=row.department, post=row.post, has_vote=row.standing == Standing.DELEGATE,
        )
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip


def seal_of(sitting: Sitting, entries: list[RollEntry]) -> str:
    """The seal these entries give; an honest roll's is the one that was kept."""
    return rules.seal(
        str(sitting.public_id),
        [
            Entry(row.position, str(row.delegate.public_id), row.name, row.department, row.has_vote)
            for row in entries
        ],
    )  # fmt: skip


@transaction.atomic
def open_sitting(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """Open a sitting when enough are there (浙江企业民主管理条例 15).

    Raises `Refused` with `decisions.no_quorum` (`roll`, `need`, `present`, `missing`), `decisions.too_early` (`on`),
    `decisions.roll_broken`, `decisions.sitting_state`.
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    target = rules.next_sitting(sitting.state, "open")
    day = timezone.localdate(sitting.held_at)
    if reaching.today(actor) < day:
        raise Refused("decisions.too_early", on=day)
    if seal_of(sitting, list(sitting.roll.select_related("delegate"))) != sitting.seal:
        raise Refused("decisions.roll_broken")
    roll, present = reaching.attendance(sitting)
    rules.check_quorum(roll, present, thaw(sitting.params[PRESENCE]).ratio)
    sitting.state, sitting.opened_at, sitting.opened_with = target, actor.now, present
    sitting.save(update_fields=["state", "opened_at", "opened_with"])
    reaching.write(DecisionEvent.OPENED, sitting, sitting.body, actor, roll=roll, present=present)
    return sitting


@transaction.atomic
def end_without_quorum(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """Send everybody home: too few came. Its motions may be put to another sitting, its number given again.

    Raises `Refused` with `decisions.quorum_met` when enough are there, `decisions.sitting_state`.
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    target = rules.next_sitting(sitting.state, "no_quorum")
    roll, present = reaching.attendance(sitting)
    if thaw(sitting.params[PRESENCE]).ratio.met_by(present, roll):
        raise Refused("decisions.quorum_met", roll=roll, present=present)
    _end(sitting, target, actor)
    reaching.write(DecisionEvent.NO_QUORUM, sitting, sitting.body, actor, roll=roll, present=present)
    return sitting


@transaction.atomic
def cancel_sitting(sitting_id: UUID, *, reason: str, actor: Actor) -> Sitting:
    """Call a sitting off before it opens. Raises `Refused` with `decisions.why_missing`, `decisions.sitting_state`."""
    sitting = reaching.sitting_locked(sitting_id, actor)
    target = rules.next_sitting(sitting.state, "cancel")
    sitting.reason = " ".join(reason.split())[:200]
    if not sitting.reason:
        raise Refused("decisions.why_missing")
    _end(sitting, target, actor)
    reaching.write(DecisionEvent.CANCELLED, sitting, sitting.body, actor)
    return sitting


@transaction.atomic
def close_sitting(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """Close a sitting once everything put to it is decided or withdrawn.

    Raises `Refused` with `decisions.motions_open` (`count`), `decisions.sitting_state`.
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    target = rules.next_sitting(sitting.state, "close")
    waiting = sitting.motions.filter(state=Fate.PUT).count()
    if waiting:
        raise Refused("decisions.motions_open", count=waiting)
    _end(sitting, target, actor)
    reaching.write(DecisionEvent.CLOSED, sitting, sitting.body, actor)
    return sitting


@transaction.atomic
def go_on(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """The second day of a congress: close the sitting that was opened on an earlier one, hold the next today.

    At the same place and under the same chair; who is there signs in anew, for two thirds have to be on the day of the
    vote (浙江企业民主管理条例 15).  Raises `Refused` with `decisions.same_day`, and as `close_sitting`, `plan_sitting`.
    """
    sitting = reaching.sitting_locked(sitting_id, actor)
    if not is_of_earlier_day(sitting, actor):
        raise Refused("decisions.same_day")
    close_sitting(sitting_id, actor=actor)
    plan = Plan(actor.now, sitting.place, sitting.chair, sitting.agenda)
    return plan_sitting(sitting.body.public_id, plan, actor=actor)


def is_of_earlier_day(sitting: Sitting, actor: Actor) -> bool:
    """Whether a sitting is open still that was opened on a day before."""
    opened_on = timezone.localdate(sitting.opened_at) if sitting.opened_at else None
    return sitting.state == State.OPEN and not rules.may_add(opened_on, reaching.today(actor))


def _end(sitting: Sitting, target: State, actor: Actor) -> None:
    sitting.state, sitting.ended_at = target, actor.now
    sitting.save(update_fields=["state", "ended_at", "reason"])
    if target in rules.NOT_HELD:
        for motion in Motion.objects.select_for_update().filter(sitting=sitting, state=Fate.PUT):
            withdraw(motion, sitting.body, str(target), actor)


def withdraw(motion: Motion, body: Body, reason: str, actor: Actor) -> None:
    """Take a motion off, so that its subject may be put again."""
    motion.state, motion.reason = rules.next_motion(motion.state, "withdraw"), reason
    motion.save(update_fields=["state", "reason"])
    facts = {"subject_type": motion.subject_type, "about": str(motion.subject_id or "")}
    reaching.write(DecisionEvent.MOTION_WITHDRAWN, motion, body, actor, **facts)
