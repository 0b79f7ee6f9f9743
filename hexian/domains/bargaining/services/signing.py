"""Both chiefs sign one text, electronically once they have agreed to it, else on paper (电子签名法 3; 浙江 24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Draft, ESigning, Signature
from hexian.domains.bargaining.rules import meeting
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.meeting import Form, Signed
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import drafting, listing, moving, sealing, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import Mark


@transaction.atomic
def agree_to_e_sign(case_id: UUID, *, actor: Actor) -> bool:
    """A side's chief agrees to electronic signatures (电子签名法 3); returns whether both have now."""
    case, side = moving.for_side(case_id, actor)
    leading = seating.check_chief(case, side, actor)
    ESigning.objects.get_or_create(case=case, side=side, defaults={"by_name": leading.name, "at": actor.now})
    moving.note(case, actor, BargainingEvent.E_SIGNING_AGREED, side=side)
    return may_e_sign(case)


def may_e_sign(case: Case) -> bool:
    """Whether both sides have agreed to electronic signatures."""
    return case.e_signing.count() == len(Side)


@dataclass(frozen=True, slots=True)
class Pen:
    """How a chief signed: on which day, electronically or on paper with a scan; the hash is of the text she read."""

    text_hash: str
    form: str = Form.PAPER
    on: date | None = None
    attachment: UUID | None = None


@transaction.atomic
def sign(case_id: UUID, pen: Pen, *, actor: Actor, side: str = "") -> Case:
    """A chief signs the text the congress passed; with both signatures the case is signed, on the later day.

    Paper may be entered by anybody handling for that side, with its scan, or for a side without anybody in the program
    (`listing.enters_for`).  Raises `Refused` with `sign.other_text`,
    `sign.twice`, `sign.before_congress`, `sign.ahead`, `sign.not_agreed`, `sign.scan`, `scan.not_here`,
    `bargaining.chief_only`, `seal.certificate`, `seal.altered`.
    """
    case = _to_sign(case_id, pen, side, actor)
    side = side or access.part_in(case.public_id, actor)
    moving.check_state(case, State.CONGRESS_PASSED, State.SIGN_REFUSED, State.REVISING, act=Act.SIGN)
    draft = drafting.adopted(case)
    on = pen.on or moving.today(actor)
    name = _check_pen(case, side, pen, actor)
    wanted = draft.text_hash
    meeting.check_signature(side, pen.text_hash, wanted, signed(draft))
    meeting.check_signing_day(on, case.passed_on or on, moving.today(actor))
    is_electronic = pen.form == Form.ELECTRONIC
    sealed = sealing.seal(case, draft, side, _mark(case, side, name), actor) if is_electronic else None
    Signature.objects.create(
        case=case, draft=draft, side=side, by_id=actor.person_id if is_electronic else None, by_name=name,
        form=pen.form, on=on, text_hash=wanted, attachment=sealed.attachment if sealed else pen.attachment,
        certificate=sealed.certificate if sealed else "", at=actor.now,
    )  # fmt: skip
    proof: dict[str, Any] = {"page": str(pen.attachment)} if pen.attachment else {}
    moving.note(case, actor, BargainingEvent.SIGNATURE, tell=True, side=side, form=pen.form, **proof)
    done = meeting.complete_on(signed(draft), wanted)
    if done is not None:
        _all_signed(case, done, actor)
    return case


def _to_sign(case_id: UUID, pen: Pen, side: str, actor: Actor) -> Case:
    """The case for her own side; for another's only its paper, while it has nobody in the program."""
    if side and pen.form == Form.PAPER:
        return listing.acting_for(case_id, actor, Side(side))
    case, own = moving.for_side(case_id, actor)
    if side and side != own:
        raise Refused("bargaining.not_your_side", sides=[side])
    return case


def _mark(case: Case, side: str, name: str) -> Mark:
    """What a signature in a PDF says: a field of each side's own, who signed, for what."""
    what = texts.contract_name(case.contract, case.special)
    return Mark(f"hexian-{side}", name, f"《{what}》{texts.SIDES[side]}首席代表签字")


def _check_pen(case: Case, side: str, pen: Pen, actor: Actor) -> str:
    """Who signs, by name."""
    if pen.form == Form.ELECTRONIC:
        if not may_e_sign(case):
            raise Refused("sign.not_agreed")
        return seating.check_chief(case, side, actor).name
    if pen.attachment is None:
        raise Refused("sign.scan")
    check_paper(case, pen.attachment, "signature", actor)
    sealing.check_unaltered(pen.attachment, actor)
    return seating.named_chief(case, side, actor).name


def signed(draft: Draft) -> list[Signed]:
    """The signatures under a text."""
    return [Signed(row.side, row.text_hash, row.on) for row in draft.signatures.all()]


def _all_signed(case: Case, on: date, actor: Actor) -> None:
    case.signed_on = on
    if case.state == State.REVISING:
        moving.touch(case, actor, BargainingEvent.SIGNED, "signed_on", tell=True, revised=True)
        return
    # From the last chief's day, whenever it was entered; an early end is filed within days of its own day (浙江 33).
    at = moving.moment_of(on, actor)
    if case.procedure == Procedure.END and case.starts_on is not None and case.starts_on > on:
        at = moving.moment_within(case.starts_on)
    moving.move(case, Act.SIGN, actor, at=at)


@transaction.atomic
def refuse_to_sign(case_id: UUID, reason: str, *, actor: Actor, version: int | None = None) -> Case:
    """The employer's chief will not sign what the congress passed: unlawful (杭州 47(一)), with its remedy.

    Raises `Refused` with `refusal.reason`, `bargaining.state`, `sign.twice` where she has signed already.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    if not reason.strip():
        raise Refused("refusal.reason")
    if case.state == State.CONGRESS_PASSED and Side.EMPLOYER in {row.side for row in signed(drafting.adopted(case))}:
        raise Refused("sign.twice", side=Side.EMPLOYER)
    case.refusal = moving.written(reason, 500, "reason")
    moving.move(case, Act.REFUSE_SIGN, actor, side=side)
    return case
