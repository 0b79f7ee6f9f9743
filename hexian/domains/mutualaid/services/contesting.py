"""She says a decision is wrong: a person answers within the promised time, on appeal another one.

A corrected payment is another revision, with postings of its own; the former one is reversed, never changed.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Contest, Decision
from hexian.domains.mutualaid.rules import CONTESTABLE, ContestState, Figures
from hexian.domains.mutualaid.services import passing, reaching, settling
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.locks import advisory

REPLY, APPEAL, WITHIN = "aid.contest_reply", "aid.appeal_reply", "aid.appeal_within"
UPHELD, CORRECTED = "upheld", "corrected"
#: The program's own manners, no figure of law.
AHEAD = timedelta(days=1)


@transaction.atomic
def contest(decision_id: UUID, *, reason: str, actor: Actor) -> Contest:
    """She says what is wrong; the promise to answer begins.

    Raises `Refused` with `aid.reason_missing`, `aid.reason_long`, `aid.not_decided_yet`, `aid.contested_before`;
    `Decision.DoesNotExist` when it is not hers.
    """
    said = rules.reason(reason)
    row = access.own_decisions(actor).get(public_id=decision_id)
    advisory(f"mutualaid.contest.{row.person_id}.{row.settlement}")
    if row.state not in CONTESTABLE:
        raise Refused(
            "aid.not_decided_yet" if row.state == "held" else "aid.decision_state", state=row.state, act="contest"
        )
    if access.own_contests(actor).filter(decision__settlement=row.settlement).exclude(state="closed").exists():
        raise Refused("aid.contested_before")
    made = Contest.objects.create(decision=row, person_id=row.person_id, code=row.code, reason=said, filed_at=actor.now)
    with reaching.as_program(actor):
        _promise(made, REPLY, actor)
    _tell(AidEvent.CONTESTED, made, actor, duty="")
    return made


def _promise(row: Contest, rule: str, actor: Actor) -> None:
    """Start the clock of an answer in the place of the plan, or of the union for want of one."""
    region = region_of(row)
    deadline = clock.start(rule, subject=row, region=region, on=actor.now, actor=actor, org_code=row.code)
    row.due_at, row.reminded_at = deadline.due_at, None
    row.save(update_fields=["due_at", "reminded_at"])


def region_of(row: Contest) -> str:
    """Where the promise was made: the division of the union whose plan it is, or whose file."""
    decision = Decision.objects.select_related("plan__org", "file__org").get(pk=row.decision_id)
    org = decision.plan.org if decision.plan else decision.file.org if decision.file else None
    return org.division if org else ""


@transaction.atomic
def answer(contest_id: UUID, *, outcome: str, answer: str, actor: Actor, figures: Figures | None = None) -> Contest:
    """Answer a contest or its appeal: it stands (`upheld`), or it is corrected, by other figures where the bill's were
    wrong.

    Whoever decided before does not answer, on appeal neither who answered first; nobody her own or a relative's.
    Raises `Refused` with `aid.contest_state`, `aid.outcome`, `aid.reason_missing`, `aid.own_work`,
    `aid.another_person`, `aid.own_decision`, `aid.relatives_decision`, `aid.nothing_changes`, and what `passing.pay`
    raises; `Contest.DoesNotExist` out of reach.
    """
    said = rules.reason(answer)
    if outcome not in (UPHELD, CORRECTED):
        raise Refused("aid.outcome")
    row = access.contests_visible(actor).select_for_update(of=("self",)).get(public_id=contest_id)
    after = rules.next_contest_state(row.state, "decide")
    is_appeal = row.state == ContestState.APPEALED
    with reaching.as_program(actor):
        by = check(row, actor)
        if outcome == CORRECTED:
            _correct(row, figures, said, by, actor)
        _keep_promise(row, APPEAL if is_appeal else REPLY, actor)
    _write(row, after, outcome, said, by=by, actor=actor)
    _tell(AidEvent.APPEAL_DECIDED if is_appeal else AidEvent.CONTEST_DECIDED, row, actor, outcome=outcome)
    return row


def check(row: Contest, actor: Actor) -> int:
    """Who answers has neither decided nor answered it before, and is nobody of hers. Raises `Refused`."""
    by = passing.check(row.decision, actor)
    if row.decided_by == by:
        raise Refused("aid.another_person")
    if row.decision.decided_by == by:
        raise Refused("aid.own_work")
    return by


def _correct(row: Contest, figures: Figures | None, reason: str, by: int, actor: Actor) -> None:
    """Replace what stands now of the settlement by a revision worked out anew."""
    last = Decision.objects.filter(person_id=row.person_id, settlement=row.decision.settlement).order_by("-revision")[0]
    plan = settling.plan_for(last)
    if not actor.may(access.DECIDE, plan.code):
        raise Refused("aid.not_your_plan", union=plan.org.name)
    case = settling.known(last, plan)
    before = case.row.amount_fen
    made = settling.anew(case, "replace", figures or settling.figures_of(case.row), reason=reason, by=by, actor=actor)
    if made.amount_fen == before:
        raise Refused("aid.nothing_changes", fen=before)
    reaching.tell_decision(AidEvent.PASSED, made, actor, fen=made.amount_fen, revision=made.revision)


def _write(row: Contest, after: ContestState, outcome: str, said: str, *, by: int, actor: Actor) -> None:
    if row.state == ContestState.APPEALED:
        row.appeal_decided_by, row.appeal_decided_at, row.appeal_answer = by, actor.now, said
    else:
        row.decided_by, row.decided_at, row.answer = by, actor.now, said
    row.state, row.outcome, row.due_at = after, outcome, None
    row.save()


def _keep_promise(row: Contest, rule: str, actor: Actor) -> None:
    running = clocks.open_deadline(row.public_id, rule)
    if running is not None:
        clock.met(running.id, actor=actor)


@transaction.atomic
def appeal(contest_id: UUID, *, reason: str, actor: Actor) -> Contest:
    """She asks for another person to look. Raises `Refused`: `aid.contest_state`, `aid.reason_missing`."""
    row = access.own_contests(actor).select_for_update(of=("self",)).get(public_id=contest_id)
    row.state = rules.next_contest_state(row.state, "appeal")
    row.appeal, row.appealed_at = rules.reason(reason), actor.now
    row.save()
    with reaching.as_program(actor):
        _promise(row, APPEAL, actor)
    _tell(AidEvent.APPEALED, row, actor, duty="")
    return row


@transaction.atomic
def accept(contest_id: UUID, *, actor: Actor) -> Contest:
    """She is content with the answer. Raises `Refused("aid.contest_state")`."""
    row = access.own_contests(actor).select_for_update(of=("self",)).get(public_id=contest_id)
    return _close(row, actor)


def _close(row: Contest, actor: Actor) -> Contest:
    row.state = rules.next_contest_state(row.state, "accept")
    row.save(update_fields=["state"])
    _tell(AidEvent.CONTEST_CLOSED, row, actor, duty="")
    return row


@transaction.atomic
def close_answered(actor: Actor, limit: int = 1_000) -> int:
    """Close what was answered and not appealed in the time for it; returns how many. For the schedule."""
    rows = Contest.objects.filter(state=ContestState.DECIDED).select_for_update(of=("self",), skip_locked=True)
    closed = 0
    for row in rows.order_by("pk")[:limit]:
        days = reaching.days(WITHIN, region_of(row), actor)
        if row.decided_at is not None and row.decided_at + timedelta(days=days) < actor.now:
            _close(row, actor)
            closed += 1
    return closed


@transaction.atomic
def remind(actor: Actor, limit: int = 1_000) -> int:
    """Remind of every answer that is due within a day or late, each at most twice; returns how many."""
    near = Contest.objects.filter(state__in=[ContestState.FILED, ContestState.APPEALED], due_at__lte=actor.now + AHEAD)
    never = Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("due_at") - AHEAD)
    once = Q(due_at__lte=actor.now, reminded_at__lt=F("due_at"))
    found = list(near.filter(never | once).select_for_update(of=("self",)).order_by("pk")[:limit])
    for row in found:
        is_over = row.due_at is not None and row.due_at <= actor.now
        events.publish(AidEvent.CONTEST_DUE, row, actor=actor, code=row.code, is_over=is_over)
    Contest.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=actor.now)
    return len(found)


def _tell(event: AidEvent, row: Contest, actor: Actor, *, duty: str = access.DECIDE, **facts: str) -> None:
    audit.record(event, row, actor=actor, code=row.code, person_id=row.person_id, duty=duty, **facts)
    events.publish(event, row, actor=actor, code=row.code, person_id=row.person_id)
