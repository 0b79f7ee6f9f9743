"""The adopted text before the congress, and what the congress decides (浙江 24, 杭州 28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import drafting, moving, seating
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def submit(case_id: UUID, *, actor: Actor, version: int | None = None) -> Draft:
    """Hand the adopted text to the congress or assembly. Raises `Refused` with `bargaining.state`, `draft.none`."""
    case, side = moving.for_side(case_id, actor, version=version)
    draft = drafting.adopted(case)
    moving.move(case, Act.SUBMIT, actor, side=side, draft=str(draft.public_id))
    return draft


@dataclass(frozen=True, slots=True)
class Vote:
    """What the congress decided, as `decisions` computed it; counts are of delegates, of the whole roll."""

    text_hash: str
    carried: bool
    on: date
    roll: int
    present: int
    yes: int


def take_result(case_id: UUID, vote: Vote, actor: Actor) -> Case:
    """The congress has decided on a text; called in the transaction that closed the vote.

    Raises `Refused` with `congress.other_text` where it voted on another version, `bargaining.state`.
    """
    case = moving.locked(Case.objects.all(), case_id)
    draft = drafting.adopted(case)
    if vote.text_hash != draft.text_hash:
        raise Refused("congress.other_text", have=vote.text_hash[:12], wanted=draft.text_hash[:12])
    if vote.carried:
        case.passed_on, case.passed_hash = vote.on, vote.text_hash
    moving.move(
        case, Act.PASS if vote.carried else Act.REJECT, actor, roll=vote.roll, present=vote.present, yes=vote.yes
    )
    return case


@transaction.atomic
def revise(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """After a rejection the workers' side proposes what is to change: back to the table (浙江 24)."""
    case, side = moving.for_side(case_id, actor, Side.WORKER, version=version)
    seating.check_chief(case, side, actor)
    moving.check_state(case, State.CONGRESS_REJECTED, act=Act.REVISE)
    moving.move(case, Act.REVISE, actor, side=side)
    return case
