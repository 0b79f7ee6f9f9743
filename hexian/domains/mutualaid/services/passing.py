"""What a machine held goes to people: paid or refused, one by one or a like group at once; declined by herself.

Nothing is refused by machine alone (个人信息保护法 24), and nobody decides her own aid or a relative's.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext

from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Decision, Plan
from hexian.domains.mutualaid.rules import DecisionState
from hexian.domains.mutualaid.services import reaching, settling
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

#: As many as one press settles: what a person can answer for having looked at.
AT_ONCE = 1_000


@transaction.atomic
def pay(decision_id: UUID, *, reason: str, actor: Actor) -> Decision:
    """Decide that a held settlement is paid, worked out by the plan's table and the room of this very moment.

    What it corrects is replaced, its order reversed.  Returns the revision that stands now.  Raises `Refused` with
    `aid.reason_missing`, `aid.own_decision`, `aid.relatives_decision`, `aid.not_your_plan`, `aid.not_taking_part`,
    `aid.decision_state`, `aid.later_revision`, `aid.declined_before`, `aid.halted`, `aid.plan_closed`,
    `aid.nothing_to_pay`, what the ledger says; `Decision.DoesNotExist` out of reach.
    """
    said = rules.reason(reason)
    row = access.decisions_held(actor).get(public_id=decision_id)
    with reaching.as_program(actor):
        by = check(row, actor)
        plan = settling.plan_for(row)
        if not actor.may(access.DECIDE, plan.code):
            raise Refused("aid.not_your_plan", union=plan.org.name)
        case = settling.known(row, plan)
        rules.next_decision_state(case.row.state, "pay")
        if any(each.state == DecisionState.DECLINED for each in case.living):
            raise Refused("aid.declined_before")
        made = settling.anew(case, "pay", settling.figures_of(case.row), reason=said, by=by, actor=actor)
    reaching.tell_decision(
        AidEvent.PASSED, made, actor, fen=made.amount_fen, findings=row.findings, revision=made.revision
    )
    return made


def check(row: Decision, actor: Actor) -> int:
    """Who decides is a person, and it is neither her own aid nor a relative's. Raises `Refused`."""
    relatives = reaching.relatives_of(actor.person_id) if actor.person_id else set()
    return rules.check_decider(actor.person_id, about=row.person_id, relatives=relatives)


@transaction.atomic
def refuse(decision_id: UUID, *, reason: str, actor: Actor) -> Decision:
    """Decide that a held settlement is not paid; she is told why and how to contest it.

    What it would have corrected stays as it was.  Raises `Refused` with `aid.reason_missing`, `aid.own_decision`,
    `aid.relatives_decision`, `aid.decision_state`; `Decision.DoesNotExist` out of reach.
    """
    said = rules.reason(reason)
    row = access.decisions_held(actor).select_for_update(of=("self",)).get(public_id=decision_id)
    with reaching.as_program(actor):
        row.decided_by = check(row, actor)
    row.state, row.reason = rules.next_decision_state(row.state, "refuse"), said
    row.save(update_fields=["state", "reason", "decided_by"])
    reaching.tell_decision(AidEvent.REFUSED, row, actor, findings=row.findings)
    return row


@transaction.atomic
def refuse_group(union: UUID, *, findings: int, seen_at: datetime, reason: str, actor: Actor) -> tuple[int, int]:
    """Decide on everything at and below a union that is held for the same plain reason and nothing else, at once.

    Only for findings that are arithmetic (`rules.GROUPABLE`), only what was there when she looked (`seen_at`), never
    what is about herself or a relative: that waits for somebody else.  At most a thousand at once.  Returns how many,
    and how many are left.  Raises `Refused` with `aid.reason_missing`, `aid.group_unlike`, `aid.no_person`.
    """
    said, bits = rules.reason(reason), rules.check_group(findings)
    if actor.person_id is None:
        raise Refused("aid.no_person")
    code = Organisation.objects.get(public_id=union).code
    with reaching.as_program(actor):
        hers = {actor.person_id, *reaching.relatives_of(actor.person_id)}
    rows = access.decisions_held(actor).filter(access.below(code), state=DecisionState.HELD, findings=bits)
    rows = rows.filter(decided_at__lte=seen_at).exclude(person_id__in=hers)
    found = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE])
    Decision.objects.filter(pk__in=[row.pk for row in found]).update(
        state=rules.next_decision_state(DecisionState.HELD, "refuse"), reason=said, decided_by=actor.person_id
    )
    _told_group(found, bits, code, actor)
    return len(found), rows.count()


def _told_group(found: list[Decision], findings: int, code: str, actor: Actor) -> None:
    if not found:
        return
    batch, ids = uuid4(), [row.pk for row in found]
    digest = sha256(",".join(map(str, ids)).encode()).hexdigest()
    kinds = [str(kind.name) for kind in rules.kinds(findings)]
    audit.record(
        AidEvent.GROUP_REFUSED, batch, actor=actor, code=code, duty=access.DECIDE, count=len(ids), digest=digest,
        kinds=kinds,
    )  # fmt: skip
    events.publish(AidEvent.GROUP_REFUSED, batch, actor=actor, code=code, decisions=ids)


@transaction.atomic
def decline(decision_id: UUID, *, actor: Actor) -> Decision:
    """She does not want it: the order is cancelled, as long as no money has left.

    Raises `Refused` with `aid.decision_state`, `aid.money_left`; `Decision.DoesNotExist` when it is not hers.
    """
    row = access.own_decisions(actor).get(public_id=decision_id)
    with reaching.as_program(actor):
        advisory(f"mutualaid.year.{row.plan_id}")
        row = Decision.objects.select_for_update(of=("self",)).get(pk=row.pk)
        after = rules.next_decision_state(row.state, "decline")
        # A payment that was kept when this revision was made, and has come back since, is declined with it.
        revisions = reaching.revisions_of(row)
        out = settling.gone_out(Plan.objects.get(pk=row.plan_id or 0), revisions)
        done = settling.take_back(revisions, gettext("本人谢绝"), uuid4(), actor)
        if done.owed_back or out:
            raise Refused("aid.money_left")
        settling.uncount(row)
        row.state = after
        row.save(update_fields=["state", "is_counted"])
        reaching.tell_decision(AidEvent.DECLINED, row, actor, duty="", fen=row.amount_fen)
    return row


@transaction.atomic
def take_decline_back(decision_id: UUID, *, actor: Actor) -> Decision:
    """She wants it after all: worked out again by the room that is left, and ordered; the new revision.

    Raises `Refused` with `aid.decision_state`, `aid.plan_closed`, `aid.halted`, `aid.nothing_to_pay`,
    `aid.later_revision`; `Decision.DoesNotExist` when it is not hers.
    """
    row = access.own_decisions(actor).get(public_id=decision_id)
    with reaching.as_program(actor):
        case = settling.known(row, Plan.objects.get(pk=row.plan_id or 0))
        rules.next_decision_state(case.row.state, "take_back")
        figures = settling.figures_of(case.row)
        made = settling.anew(case, "take_back", figures, reason="aid.taken_back", by=None, actor=actor)
        reaching.tell_decision(AidEvent.DECLINE_TAKEN_BACK, made, actor, duty="", fen=made.amount_fen)
    return made
