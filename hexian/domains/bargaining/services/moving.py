"""What every step shares: the locked case, whose side somebody acts for, the new state, the clocks, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Room, SideRoom, Step
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.contracts import OF_WAGES, Procedure
from hexian.domains.bargaining.rules.states import Act, Side
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from hexian.foundation.clock.rules import end_of
from hexian.foundation.lawbook import rules as lawbook

EVENT_OF = {
    Act.SEND_OFFER: BargainingEvent.OFFER_SENT, Act.REPLY: BargainingEvent.REPLIED,
    Act.LAPSE: BargainingEvent.REPLY_OVERDUE, Act.REFUSE: BargainingEvent.REFUSED,
    Act.PUBLICISE: BargainingEvent.REPS_PUBLICISED, Act.GIVE_MATERIALS: BargainingEvent.MATERIALS_GIVEN,
    Act.MEET: BargainingEvent.ROOM_OPENED, Act.SUSPEND: BargainingEvent.SUSPENDED, Act.RESUME: BargainingEvent.RESUMED,
    Act.ADOPT: BargainingEvent.DRAFT_ADOPTED, Act.SUBMIT: BargainingEvent.SUBMITTED, Act.PASS: BargainingEvent.PASSED,
    Act.REJECT: BargainingEvent.REJECTED, Act.REVISE: BargainingEvent.REVISED, Act.SIGN: BargainingEvent.SIGNED,
    Act.REFUSE_SIGN: BargainingEvent.SIGN_REFUSED, Act.FILE: BargainingEvent.FILED,
    Act.OBJECT: BargainingEvent.OBJECTED, Act.TAKE_EFFECT: BargainingEvent.EFFECTIVE,
    Act.PUBLISH: BargainingEvent.PUBLISHED, Act.DEPOSIT: BargainingEvent.DEPOSITED,
    Act.MODIFY: BargainingEvent.MODIFIED, Act.END_EARLY: BargainingEvent.ENDED_EARLY,
    Act.WINDOW: BargainingEvent.EXPIRING, Act.RENEW: BargainingEvent.RENEWED, Act.EXPIRE: BargainingEvent.EXPIRED,
    Act.ASK_COORDINATION: BargainingEvent.DISPUTE, Act.CLAIM_BREACH: BargainingEvent.DISPUTE,
    Act.FIND_UNLAWFUL: BargainingEvent.UNLAWFUL, Act.SETTLE: BargainingEvent.SETTLED,
}  # fmt: skip


def for_side(case_id: UUID, actor: Actor, *sides: Side, version: int | None = None) -> tuple[Case, Side]:
    """A case locked, and the side the actor acts for, one of these (any by default).

    Raises `Case.DoesNotExist` out of reach, `Refused` with `bargaining.not_your_side` (`sides`), `bargaining.stale`.
    """
    case = locked(access.cases_taking_part(actor), case_id, version)
    part = access.part_in(case.public_id, actor)
    allowed = sides or tuple(Side)
    if part not in allowed:
        raise Refused("bargaining.not_your_side", sides=[str(side) for side in allowed])
    return case, Side(part)


def locked(rows: QuerySet[Case], case_id: UUID, version: int | None = None) -> Case:
    """A case out of some rows, locked. Raises `Case.DoesNotExist`, `Refused("bargaining.stale")`."""
    case = rows.select_related("union", "employer").select_for_update(of=("self",)).get(public_id=case_id)
    states.check_version(version, case.version)
    return case


def check_state(case: Case, *allowed: str, act: str) -> None:
    """Raise `Refused("bargaining.state")` (`state`, `act`) unless the case stands in one of these."""
    if case.state not in allowed:
        raise Refused("bargaining.state", state=case.state, act=act)


def touch(case: Case, actor: Actor, event: str, *fields: str, tell: bool = False, **facts: Any) -> None:
    """Save a change that moves nothing; every form drawn before it is stale now. `facts` hold ids and codes only."""
    case.version += 1
    case.save(update_fields=["version", *fields])
    note(case, actor, event, tell=tell, **facts)


def note(case: Case, actor: Actor, event: str, *, tell: bool = False, within: str = "", **facts: Any) -> None:
    """Into the trail and, where others have to hear of it, into the outbox; the room has changed.

    `within` is the side that keeps it to itself: only its own pages are drawn anew.
    """
    bump(case, within)
    audit.record(event, case, actor=actor, code=case.code, duty=duty_of(case, actor), **facts)
    if tell:
        events.publish(event, case, actor=actor, code=case.code, **facts)


def bump(case: Case, side: str = "") -> None:
    """What both sides see has changed, or what one of them keeps to itself."""
    if side:
        SideRoom.objects.bulk_create([SideRoom(case=case, side=side)], ignore_conflicts=True)
        SideRoom.objects.filter(case=case, side=side).update(version=F("version") + 1)
    else:
        Room.objects.filter(case=case).update(version=F("version") + 1)


def duty_of(case: Case, actor: Actor) -> str:
    """The duty under which somebody acts: none for who acts by her part alone."""
    for duty, code in (
        (access.ACT, case.code), (access.ANSWER, case.employer_code), (access.OVERSEE, case.code),
        (access.EXAMINE, case.examiner_code),
    ):  # fmt: skip
        if code and actor.may(duty, code) and not actor.is_system:
            return duty
    return ""


def move(
    case: Case, act: str, actor: Actor, *, side: str = "", at: datetime | None = None, note: str = "",
    paper: UUID | None = None, **facts: Any,
) -> None:  # fmt: skip
    """Do a step: state, clocks, timeline, trail, event; `at` is when it happened where that was earlier.

    Raises `Refused("bargaining.state")`.
    """
    former = advance(case, act, actor)
    follow(case, act, actor, former=former, side=side, at=at, note=note, paper=paper, **facts)


def follow(
    case: Case, act: str, actor: Actor, *, former: str, side: str = "", at: datetime | None = None, note: str = "",
    paper: UUID | None = None, **facts: Any,
) -> None:  # fmt: skip
    """What a step brings, after `advance`: clocks, the row, timeline, trail, event."""
    _meet(case, act, actor, at or actor.now)
    for rule in starts(case, act) if case.state != former else ():
        start(case, rule, at or actor.now, actor)
    case.due_at = next_due(case)
    case.save()
    write_step(case, act, actor, former=former, side=side, note=note, paper=paper)
    if paper is not None:
        facts["page"] = str(paper)  # who reads the trail finds the page it was entered from
    bump(case)
    event = EVENT_OF[Act(act)]
    audit.record(event, case, actor=actor, code=case.code, duty=duty_of(case, actor), **facts)
    events.publish(event, case, actor=actor, code=case.code, **facts)


def starts(case: Case, act: str) -> tuple[str, ...]:
    """The clocks an act starts; what is ended early is reported on no more.

    A text adopted once more on the same day or later starts none: the promise runs on from the first.
    """
    rules = states.STARTS.get(act, ())
    return rules if case.procedure != Procedure.END else tuple(rule for rule in rules if rule != REPORT)


def advance(case: Case, act: str, actor: Actor) -> str:
    """Put a case where an act leads, not yet saved; returns where it stood. Raises `Refused("bargaining.state")`."""
    former = case.state
    case.state = states.next_state(former, act, case.branch_from)
    case.branch_from = former if case.state in states.BRANCHES else ""
    case.version += 1
    case.moved_at = actor.now
    return former


def move_all(
    cases: Sequence[Case], act: str, actor: Actor, *, side: str, note: str, org_code: str, **facts: Any
) -> None:
    """Do a step that meets no clock with many locked cases, as `move` does it with one, in a few statements.

    `facts` are what it writes on each besides.  Trail and event are the caller's: one for all (`org_code`, whose act
    it was).  Raises `Refused("bargaining.state")`, and then none has moved.
    """
    assert not states.MEETS.get(act)  # noqa: S101 - a step that meets clocks is done case by case
    formers = [advance(case, act, actor) for case in cases]
    for rule in sorted({rule for case in cases for rule in starts(case, act)}):
        start_all([case for case in cases if rule in starts(case, act)], rule, actor, org_code)
    due = clocks.next_due(case.public_id for case in cases)
    alike: dict[tuple[str, str, datetime | None], list[int]] = {}
    for case in cases:
        case.due_at = due.get(case.public_id)
        alike.setdefault((case.state, case.branch_from, case.due_at), []).append(case.pk)
    for (state, branch, due_at), keys in alike.items():
        Case.objects.filter(pk__in=keys).update(
            state=state, branch_from=branch, due_at=due_at, moved_at=actor.now, version=F("version") + 1, **facts
        )
    steps = [
        step_of(case, act, actor, former=former, side=side, note=note)
        for case, former in zip(cases, formers, strict=True)
    ]
    Step.objects.bulk_create(steps, batch_size=1_000)
    Room.objects.filter(case__in=[case.pk for case in cases]).update(version=F("version") + 1)


def write_step(
    case: Case, act: str, actor: Actor, *, former: str, side: str = "", note: str = "", paper: UUID | None = None
) -> None:
    """A line of the timeline, with the office in which it was done; never a figure: those above read it."""
    step_of(case, act, actor, former=former, side=side, note=note, paper=paper).save(force_insert=True)


def step_of(
    case: Case, act: str, actor: Actor, *, former: str, side: str = "", note: str = "", paper: UUID | None = None
) -> Step:
    """The line of the timeline, not yet saved."""
    own, across = (case.employer_code, case.code) if side == Side.EMPLOYER else (case.code, case.employer_code)
    # Who enters a side's page from across the table does so in her own office: that is what is told.
    office = actor.office_over(own) or actor.office_over(across)
    return Step(
        case=case, act=act, side=side, from_state=former, to_state=case.state, note=note, paper=paper,
        by_name="" if actor.is_system else actor.name, at=actor.now,
        by_office=f"{office.org_name} · {office.title}" if office else "",
    )  # fmt: skip


# — Clocks: the rules the case began under —


def frozen(case: Case, rule: str) -> dict[str, Any] | None:
    """A rule as the case keeps it; None where its region has none."""
    found: dict[str, Any] | None = case.params.get(rule)
    return found


def param(case: Case, rule: str) -> lawbook.Param | None:
    """A rule as the case keeps it, thawed."""
    kept = frozen(case, rule)
    return lawbook.thaw(kept) if kept else None


def start(case: Case, rule: str, at: datetime, actor: Actor) -> Deadline | None:
    """Start a clock of the case by the rule it keeps; none where its region has no such rule."""
    kept = frozen(case, rule_of(case, rule))
    if kept is None:
        return None
    return clock.start(
        kept["code"], subject=case, region=case.region, on=at, actor=actor, org_code=case.code, frozen=kept
    )


def start_all(cases: Sequence[Case], rule: str, actor: Actor, org_code: str) -> None:
    """Start a clock of many cases from now, each by the rule it keeps, where it keeps one."""
    running: dict[str, list[clock.Starting]] = {}
    for case in cases:
        kept = frozen(case, rule_of(case, rule))
        if kept is not None:
            running.setdefault(kept["code"], []).append(clock.Starting(case, case.region, kept, case.code))
    for code, starting in running.items():
        clock.start_many(code, starting, on=actor.now, actor=actor, org_code=org_code)


#: Where only the nation speaks, and of wage agreements alone (令 9).
_WAGE_ONLY = {
    "bargaining.file": "bargaining.file_wage", "bargaining.publish": "bargaining.publish_wage",
    "contract.renewal_window": "contract.wage_renewal_window",
}  # fmt: skip
#: The yearly report to the congress.
REPORT = "bargaining.report_every"
#: A text rejected once is back within five working days, not fifteen (浙江 24, 杭州 28).
AGAIN = "bargaining.resubmit"
#: Where ending a contract early has another term than concluding one (浙江 33).
_ENDING = {"bargaining.file": "contract.ended_file"}


def rule_of(case: Case, rule: str) -> str:
    """The rule, or a narrower one: for an early end, for a text that was rejected once (浙江 24), for a wage agreement
    where only the nation speaks.
    """
    if rule == "bargaining.submit_draft" and AGAIN in case.params and case.steps.filter(act=Act.REJECT).exists():
        return AGAIN
    ending = _ENDING.get(rule, "")
    if case.procedure == Procedure.END and ending in case.params:
        return ending
    own = _WAGE_ONLY.get(rule, "")
    general = case.params.get(rule)
    if own in case.params and case.special in OF_WAGES and (general is None or not general["region"]):
        return own
    return rule


def _meet(case: Case, act: str, actor: Actor, at: datetime) -> None:
    """What the step meets is met; what it makes void, and with a case that is over everything, is called off."""
    met = {name for rule in states.MEETS.get(act, ()) for name in (rule, rule_of(case, rule))}
    void = {name for rule in states.VOIDS.get(act, ()) for name in (rule, rule_of(case, rule))}
    for running in clocks.deadlines_of(case.public_id):
        if running.ended_at is not None:
            continue
        if running.rule in met:
            clock.met(running.id, actor=actor, at=at)
        elif case.state in states.ENDED or running.rule in void:
            clock.cancel(running.id, actor=actor, reason=act)


def next_due(case: Case) -> datetime | None:
    """When the earliest of its running clocks ends."""
    return min((each.due_at for each in clocks.deadlines_of(case.public_id) if each.ended_at is None), default=None)


def keep_due(case: Case) -> None:
    """Note the earliest clock after one was started beside a step."""
    case.due_at = next_due(case)
    case.save(update_fields=["due_at"])


def written(text: str, most: int, what: str) -> str:
    """What somebody wrote, whole or not at all. Raises `Refused("words.long")` (`what`, `most`, `have`)."""
    words = text.strip()
    if len(words) > most:
        raise Refused("words.long", what=what, most=most, have=len(words))
    return words


def today(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)


def moment_of(day: date, actor: Actor) -> datetime:
    """The last moment within a day, now if it is today: what a paper dated that day counts from."""
    return min(actor.now, moment_within(day))


def moment_within(day: date) -> datetime:
    """The last moment of a day; not 24:00, which is the next day's first: a term would begin a day late."""
    return end_of(day) - timedelta(microseconds=1)
