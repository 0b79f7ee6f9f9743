"""What every step shares: the locked case, the new state, the clocks, the trail."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.founding import access, rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Case, Step
from hexian.domains.founding.rules import Channel, Side, State
from hexian.domains.orgs.rules import OrgState
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from hexian.foundation.clock.states import Kind

EVENT_OF = {
    "request": FoundingEvent.REQUESTED, "approve_prep": FoundingEvent.PREP_APPROVED, "return": FoundingEvent.RETURNED,
    "recruit": FoundingEvent.RECRUITING, "hold_congress": FoundingEvent.CONGRESS_HELD, "report": FoundingEvent.REPORTED,
    "approve_result": FoundingEvent.APPROVED, "ask_legal": FoundingEvent.LEGAL_ASKED,
    "certify": FoundingEvent.CERTIFIED,
    "activate": FoundingEvent.ACTIVATED, "withdraw": FoundingEvent.WITHDRAWN,
}  # fmt: skip


def workable(case_id: UUID, actor: Actor, version: int | None = None) -> Case:
    """A case of the founders' side, locked. Raises `Case.DoesNotExist` out of reach, `founding.stale`."""
    return _locked(access.cases_to_work_on(actor), case_id, version)


def decidable(case_id: UUID, actor: Actor, version: int | None = None) -> Case:
    """A case the actor may decide, locked. Raises `Case.DoesNotExist` out of reach, `founding.stale`."""
    return _locked(access.cases_to_decide(actor), case_id, version)


def _locked(rows: QuerySet[Case], case_id: UUID, version: int | None) -> Case:
    case = rows.select_related("upper").select_for_update(of=("self",)).get(public_id=case_id)
    rules.check_version(version, case.version)
    return case


def check_editable(case: Case, *states: State) -> None:
    """What is written may be changed in these states, and while a returned case is being mended.

    Raises `Refused("founding.state")`.
    """
    if not is_editable(case, *states):
        raise Refused("founding.state", state=case.state, act="open")


def is_editable(case: Case, *states: State) -> bool:
    """Whether `check_editable` lets pass."""
    return case.state in states or (
        case.state == State.RETURNED and case.returned_from in _MENDED_IN.get(states[0], ())
    )


#: A case returned from there is mended as it was written in this state.
_MENDED_IN: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.PREP_REQUESTED,),
    State.MEMBER_RECRUIT: (State.RESULT_REPORTED,),
    State.APPROVED: (State.LEGAL_PERSON_REG,),
}


def touch(case: Case, actor: Actor, *fields: str, **facts: Any) -> None:
    """Save a change of what is written; every form drawn before it is stale now."""
    case.version += 1
    case.save(update_fields=["version", *fields])
    audit.record(FoundingEvent.EDITED, case, actor=actor, code=case.code, duty=duty_of(case, actor), **facts)


def duty_of(case: Case, actor: Actor) -> str:
    """The duty under which somebody works on a case: none for its own contact."""
    return access.HANDLE if actor.may(access.HANDLE, case.code) else ""


def move(case: Case, act: str, actor: Actor, *, channel: str, note: str = "", **facts: Any) -> None:
    """Do a step: state, clocks, timeline, trail, event. Raises `Refused` with `founding.state`, `org.dissolved`."""
    former = case.state
    case.state = rules.next_state(former, act, case.returned_from)
    if case.upper.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=case.upper.name)
    case.version += 1
    case.moved_at = actor.now
    # Entering a result anew, or beginning to find members, resets no clock.
    if act != "recruit" and former != case.state:
        _turn_clocks(case, act, actor)
    case.save()
    write_step(case, act, actor, former=former, channel=channel, note=note)
    duty = access.APPROVE if rules.DOES[act] is Side.UPPER else duty_of(case, actor)
    event = EVENT_OF[act]
    audit.record(
        event, case, actor=actor, code=case.code, duty=duty, person_id=case.contact_id, channel=channel, **facts
    )
    events.publish(event, case, actor=actor, code=case.code)


def write_step(case: Case, act: str, actor: Actor, *, former: str, channel: str, note: str = "") -> None:
    """A line of the timeline, with the office in which it was done."""
    office = actor.office_over(case.code)
    Step.objects.create(
        case=case,
        act=act,
        side=rules.DOES[act],
        from_state=former,
        to_state=case.state,
        channel=Channel(channel),
        by_name=actor.name,
        by_office=f"{office.org_name}{office.title}" if office else "",
        note=note,
        at=actor.now,
    )


def _turn_clocks(case: Case, act: str, actor: Actor) -> None:
    """What ran is met, or called off with the case; what this step starts begins now."""
    for running in clocks.deadlines_of(case.public_id):
        if running.ended_at is None:
            _stop(running, act, actor)
    rule = rules.STARTS.get(act)
    case.due_at = _start(case, rule, actor).due_at if rule else None


def _stop(running: Deadline, act: str, actor: Actor) -> None:
    if act in {"withdraw", "activate"}:
        clock.cancel(running.id, actor=actor, reason=act)
    else:
        clock.met(running.id, actor=actor)


def _start(case: Case, rule: str, actor: Actor) -> Deadline:
    upper = rules.turn(case.state) is Side.UPPER
    return clock.start(
        rule,
        subject=case,
        region=case.upper.division,
        on=actor.now,
        actor=actor,
        org_code=case.code,
        kind=Kind.PROMISE if upper else Kind.DESK,
        holder="" if upper else str(Side.APPLICANT),
    )


def today(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)
