"""Start, meet, pause, resume and cancel deadlines. What happened decides; nobody edits a due date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import rules
from hexian.foundation.clock.calendars import enter_calendar, recompute, seed_calendar
from hexian.foundation.clock.events import CANCELLED, MET, OVERDUE, PAUSED, RESUMED, STARTED
from hexian.foundation.clock.models import Deadline, current_calendar, span_of
from hexian.foundation.clock.rules import Pause
from hexian.foundation.clock.states import Kind, State, Verb, meeting, next_state
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import advisory

__all__ = [
    "Starting", "cancel", "enter_calendar", "hand_over", "mark_overdue", "met", "pause", "recompute", "resume",
    "seed_calendar", "start", "start_many",
]  # fmt: skip

#: The row of the lawbook that says over what a last day rolls.
ROLLOVER = "clock.rollover"


@transaction.atomic
def start(
    code: str,
    *,
    subject: Model,
    region: str,
    on: datetime,
    actor: Actor,
    org_code: str = "",
    kind: Kind = Kind.PROMISE,
    holder: str = "",
    frozen: Mapping[str, Any] | None = None,
) -> Deadline:
    """Start the clock of a rule on a case (`subject.public_id`) from the event at `on`, and freeze the rule into it.

    `org_code` is the organisation it counts for; `holder` the office a desk clock lies with; `frozen` the rule as the
    case has kept it, where it began under an older one.  Raises `Refused`: `clock.already_running` (a promise is never
    reset), `lawbook.no_such_rule`, `clock.calendar_missing`.
    """
    basis = dict(frozen) if frozen is not None else lawbook.freeze(code, region, rules.local_day(on))
    (deadline,) = _started(code, [Starting(subject, region, basis, org_code)], on=on, kind=kind, holder=holder)
    _tell(STARTED, deadline, actor)
    return deadline


@dataclass(frozen=True, slots=True)
class Starting:
    """A case whose clock is to start, the rule as it has kept it, and the organisation it counts for."""

    subject: Model
    region: str
    frozen: Mapping[str, Any]
    org_code: str = ""


@transaction.atomic
def start_many(code: str, wanted: Sequence[Starting], *, on: datetime, actor: Actor, org_code: str) -> list[Deadline]:
    """Start the clock of a rule on many cases from one event, as `start` does for each, in a few statements.

    The trail has one entry for all of them, at `org_code`, whose act it was; no event is published: the room above
    tells its own.  Raises like `start`, and then none runs.
    """
    deadlines = _started(code, wanted, on=on, kind=Kind.PROMISE)
    if deadlines:
        audit.record(STARTED, actor=actor, code=org_code, rule=code, deadlines=len(deadlines))
    return deadlines


def _started(code: str, wanted: Sequence[Starting], *, on: datetime, kind: Kind, holder: str = "") -> list[Deadline]:
    """The deadlines of some cases, saved; the end of each sort of period is reckoned once."""
    ids = [_id_of(each.subject) for each in wanted]
    advisory(*(f"clock.{subject_id}" for subject_id in ids))
    if Deadline.objects.filter(subject_id__in=ids).open().filter(rule=code, kind=kind).exists():
        raise Refused("clock.already_running", rule=code)
    calendar, rollovers, ends = current_calendar(), dict[str, str](), dict[rules.Span, rules.Due]()
    made = []
    for subject_id, each in zip(ids, wanted, strict=True):
        if each.region not in rollovers:
            rollovers[each.region] = str(lawbook.look_up(ROLLOVER, each.region, rules.local_day(on)).value)
        basis = {**each.frozen, "rollover": rollovers[each.region]}
        span = span_of(basis)
        deadline = Deadline(
            rule=code, kind=kind, subject_type=type(each.subject).__name__.lower(), subject_id=subject_id,
            region=each.region, code=each.org_code, holder=holder, started_at=on, n=span.n, unit=span.unit,
            day_type=span.day_type, basis=basis,
        )  # fmt: skip
        deadline.keep_due(ends.get(span) or ends.setdefault(span, rules.reckon(on, span, calendar)))
        made.append(deadline)
    return Deadline.objects.bulk_create(made, batch_size=500)


def _id_of(subject: Model) -> UUID:
    found = getattr(subject, "public_id", None)
    if not isinstance(found, UUID):
        message = f"{type(subject).__name__} has no public_id to hang a clock on"
        raise TypeError(message)
    return found


@transaction.atomic
def met(deadline_id: UUID, *, actor: Actor, at: datetime | None = None) -> Deadline:
    """What the deadline asked for was done at `at` (now by default), in time or late.

    Raises `Refused`: `clock.not_possible` when it has ended already.
    """
    deadline = _locked(deadline_id)
    moment = at or actor.now
    verb = meeting(deadline.due_at, moment, State(deadline.state))
    deadline.state = next_state(_open_state(deadline, verb), verb)
    deadline.met_at = deadline.ended_at = moment
    deadline.save(update_fields=["state", "met_at", "ended_at"])
    _tell(MET, deadline, actor)
    return deadline


@transaction.atomic
def pause(deadline_id: UUID, *, actor: Actor) -> Deadline:
    """Stop the clock where its rule allows; the time left is kept.

    Raises `Refused`: `clock.not_pausable` (民法典 and the rule's own article decide), `clock.not_possible`,
    `clock.already_over`.
    """
    deadline = _locked(deadline_id)
    if not deadline.span.pausable:
        raise Refused("clock.not_pausable", rule=deadline.rule)
    deadline.state = next_state(_open_state(deadline, Verb.PAUSE), Verb.PAUSE)
    if actor.now > deadline.due_at:
        raise Refused("clock.already_over", rule=deadline.rule)
    deadline.keep_pauses((*deadline.stood, Pause(actor.now)))
    deadline.save(update_fields=["state", "pauses"])
    _tell(PAUSED, deadline, actor)
    return deadline


@transaction.atomic
def resume(deadline_id: UUID, *, actor: Actor) -> Deadline:
    """Let the clock run on; it ends later by the time it stood, up to the rule's limit. Raises `clock.not_possible`."""
    deadline = _locked(deadline_id)
    deadline.state = next_state(_open_state(deadline, Verb.RESUME), Verb.RESUME)
    *closed, last = deadline.stood
    deadline.keep_pauses((*closed, Pause(last.since, max(last.since, actor.now))))
    deadline.keep_due(deadline.reckoned())
    deadline.save(update_fields=["state", "pauses", "due_at", "provisional", "skipped"])
    _tell(RESUMED, deadline, actor)
    return deadline


@transaction.atomic
def cancel(deadline_id: UUID, *, actor: Actor, reason: str) -> Deadline:
    """The case no longer asks for it; one that is late already stays late. Raises `clock.not_possible` once ended."""
    deadline = _locked(deadline_id)
    deadline.state = next_state(_open_state(deadline, Verb.CANCEL), Verb.CANCEL)
    deadline.ended_at = actor.now
    deadline.save(update_fields=["state", "ended_at"])
    _tell(CANCELLED, deadline, actor, reason=reason)
    return deadline


@transaction.atomic
def hand_over(code: str, *, subject: Model, region: str, actor: Actor, org_code: str, holder: str) -> Deadline:
    """Pass a case to another desk: the desk clock in whose hands it lay is met, and the next one starts now.

    The promise to the person runs on untouched.  Raises like `start`.
    """
    for running in Deadline.objects.about(_id_of(subject)).open().filter(kind=Kind.DESK).order_by("id"):
        met(running.id, actor=actor)
    return start(
        code,
        subject=subject,
        region=region,
        on=actor.now,
        actor=actor,
        org_code=org_code,
        kind=Kind.DESK,
        holder=holder,
    )


@transaction.atomic
def mark_overdue(actor: Actor, limit: int = 1_000) -> int:
    """Mark what has run over as late and publish `clock.overdue` once for each; returns how many. Paused ones wait."""
    rows = Deadline.objects.overrun(actor.now).order_by("due_at", "id")
    late = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
    for deadline in late:
        deadline.state = next_state(State.RUNNING, Verb.OVERRUN)
        events.publish(OVERDUE, deadline, actor=actor, **_about(deadline))
    Deadline.objects.bulk_update(late, ["state"], batch_size=500)
    if late:
        audit.record(OVERDUE, actor=actor, deadlines=len(late))
    return len(late)


def _locked(deadline_id: UUID) -> Deadline:
    return Deadline.objects.select_for_update(of=("self",)).get(pk=deadline_id)


def _open_state(deadline: Deadline, verb: Verb) -> State:
    """Its state, refused when it has ended: a late deadline keeps its state when it is over."""
    if deadline.ended_at is not None:
        raise Refused("clock.not_possible", state=deadline.state, verb=verb)
    return State(deadline.state)


def _about(deadline: Deadline) -> dict[str, Any]:
    return {
        "rule": deadline.rule,
        "kind": deadline.kind,
        "code": deadline.code,
        "subject_type": deadline.subject_type,
        "subject_id": str(deadline.subject_id),
    }


def _tell(event: str, deadline: Deadline, actor: Actor, **facts: str) -> None:
    """One row of audit and one event, in the act's own transaction."""
    about = _about(deadline) | {"due": deadline.due_at.isoformat(), "state": str(deadline.state)} | facts
    code = about.pop("code")
    audit.record(event, deadline, actor=actor, code=code, **about)
    events.publish(event, deadline, actor=actor, code=code, **about)
