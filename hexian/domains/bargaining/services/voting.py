"""The adopted text before the congress, and what the congress decides (浙江 24, 杭州 28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules.contracts import ContractType, Procedure
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import drafting, moving, seating, standing_in
from hexian.domains.decisions import services as decisions
from hexian.domains.decisions.models import Motion
from hexian.domains.decisions.services import Measure, Outcome
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def submit(case_id: UUID, *, actor: Actor, version: int | None = None) -> Draft:
    """Hand the adopted text to the congress or assembly. Raises `Refused` with `bargaining.state`, `draft.none`."""
    case, side = moving.for_side(case_id, actor, version=version)
    draft = drafting.adopted(case)
    moving.move(case, Act.SUBMIT, actor, side=side, draft=str(draft.public_id))
    return draft


#: As what a draft is put before a congress.
SUBJECT = "bargaining.case"


@transaction.atomic
def put_to_vote(case_id: UUID, sitting_id: UUID, *, actor: Actor) -> Motion:
    """Put the submitted text before a sitting of the congress: the very text, by its hash.

    Needs the workers' side, or the union above while the workers' has nobody in the program; and, over the congress of
    that union, `decisions.run`.  Raises `Refused` with `congress.union_calls`, `congress.other_body`,
    `congress.before_text`, `bargaining.not_your_side`, `bargaining.state`, `decisions.*`.
    """
    case = moving.locked(access.cases_taking_part(actor) | access.cases_overseen(actor), case_id)
    standing_in.check_may_call(case, actor)
    moving.check_state(case, State.CONGRESS_SUBMITTED, act=Act.PASS)
    # Who only stands in sees no figure of it: the program looks which text it is.
    with scope(Actor.system("congress", actor.now)):
        draft = drafting.adopted(case)
    measure = Measure.REGIONAL if case.contract in {ContractType.AREA, ContractType.TRADE} else Measure.CONGRESS
    motion = decisions.put_motion(
        sitting_id, title=_title(case), subject_type=SUBJECT, subject_id=case.public_id,
        text_sha256=draft.text_hash, measure=measure, law=case.params, actor=actor,
    )  # fmt: skip
    if motion.sitting.body.union_id != case.union_id:
        raise Refused("congress.other_body", union=case.union.name)
    _check_day(draft, timezone.localdate(motion.sitting.held_at))
    moving.note(case, actor, BargainingEvent.SUBMITTED, motion=str(motion.public_id), side=Side.WORKER)
    return motion


def _check_day(draft: Draft, held: date) -> None:
    """A resolution bears the day of its sitting: of one before the text was adopted nobody could have voted on it.

    What was adopted with a pen was so on a day before it was entered: nothing is held against that.
    """
    if draft.adopted_at is not None and draft.paper is None and held < timezone.localdate(draft.adopted_at):
        raise Refused("congress.before_text", on=held, since=timezone.localdate(draft.adopted_at))


def _title(case: Case) -> str:
    """What is voted on, by the name on its cover: 「《工资专项集体合同（草案）》」."""
    name = texts.contract_name(case.contract, case.special)
    change = (
        "" if case.procedure == Procedure.CONCLUDE else _("%(what)s协议") % {"what": texts.PROCEDURES[case.procedure]}
    )
    return f"《{name}{change}（草案）》"


def decided(outcome: Outcome, actor: Actor) -> None:
    """The congress has voted: called in the act that closed the motion."""
    case = moving.locked(Case.objects.all(), outcome.subject)
    text = drafting.adopted(case).text_hash
    counted = Vote(text, outcome.carried, outcome.on, outcome.roll, outcome.present, outcome.yes)
    take_result(outcome.subject, counted, actor)


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
        case.passed_roll, case.passed_present, case.passed_yes = vote.roll, vote.present, vote.yes
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
