"""What bargaining prints, out of a case: every step has its paper form; what nobody has said yet prints as a blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.documents import common, contract, filing, table
from hexian.domains.bargaining.documents.common import Made, day, moment
from hexian.domains.bargaining.documents.filing import blanks
from hexian.domains.bargaining.models import Case, Delivery, Draft, Participant
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES
from hexian.domains.bargaining.services import sealing, seating
from hexian.domains.bargaining.services.offering import OFFER, REPLY, hashed
from hexian.foundation import documents
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import Verdict

__all__ = [
    "Checked",
    "Made",
    "blanks",
    "checked",
    "data_of",
    "day",
    "moment",
    "not_yet",
    "printed",
    "reached",
    "worded",
]


def printed(case_id: UUID, document: str, *, actor: Actor, number: int | None = None) -> bytes:
    """A paper of a case as PDF, for whoever takes part or examines; `number` picks a meeting or a draft.

    Raises `Refused` with `paper.none` for one there is not yet, `room.promise_first`, `Case.DoesNotExist`.
    """
    case = reached(case_id, document, actor)
    if document == "contract" and (signed := _sealed(case, number, actor)) is not None:
        return signed
    template, data = data_of(case, document, number)
    return documents.render(template, {**data, **_own_words(case, document, actor, number)})


def by_link(token: str, actor: Actor) -> bytes:
    """The whole offer for whoever has signed for it behind its one-time link, account or none.

    Raises `Refused` with `delivery.no_link`, and `paper.none` before it was signed for.
    """
    with scope(Actor.system("link", actor.now)):
        row = _signed_for(token)
        return documents.render(*data_of(row.case, row.document))


def answer_by_link(token: str, actor: Actor) -> bytes:
    """An answer to fill in with a pen, for whoever has signed for an offer behind its one-time link.

    The link proves that the offer came, not who speaks for the firm: its answer is its seal and its chief's pen (浙江
    7), so nothing is answered there, and nothing of its side is filled in.  Raises as `by_link`.
    """
    with scope(Actor.system("link", actor.now)):
        row = _signed_for(token)
        if row.document != OFFER:
            raise Refused("paper.none")
        template, data = data_of(row.case, REPLY)
        return documents.render(template, {name: data[name] for name in _OF_THE_OFFER if name in data})


#: Of an answer, what the offer says.
_OF_THE_OFFER = (
    "side", "subject", "to", "sender", "offer_number", "received_on", "materials", "demo", "dated",
)  # fmt: skip


def _signed_for(token: str) -> Delivery:
    row = Delivery.objects.select_related("case__union", "case__employer").filter(token_hash=hashed(token)).first()
    if row is None:
        raise Refused("delivery.no_link")
    if row.received_at is None:
        raise Refused("paper.none")
    return row


def data_of(case: Case, document: str, number: int | None = None) -> Made:
    """The template and what is filled in, for whoever has reached the case. Raises `paper.none`."""
    make = MAKERS.get(document)
    if make is None:
        raise Refused("paper.none")
    template, data = text_of(case, number) if document == "contract" else make(case, number)
    return template, {**data, **_frame(case, document, number)}


def not_yet(case: Case) -> frozenset[str]:
    """Papers of something that has not happened: a second version, a filing, a change, somebody who left."""
    there = {
        "comparison": case.drafts.count() > 1, "examination": case.filings.exists(),
        "amendment": case.former_id is not None,
        "replacement": case.participants.filter(role__in=DELEGATES, until__isnull=False).exists(),
    }  # fmt: skip
    return frozenset(name for name, has_been in there.items() if not has_been)


def text_of(case: Case, number: int | None) -> Made:
    """What is voted on and signed: the contract, or what ends one early, in which no clause of a contract stands."""
    if case.procedure != Procedure.END:
        return contract.contract(case, number)
    template, data = MAKERS["amendment"](case, number)
    return template, {**data, **contract.signatures(contract.draft(case, number))}


def _frame(case: Case, document: str, number: int | None) -> dict[str, Any]:
    """Whether it is a demo, and the day a print is of: a contract's is its draft's, so that it prints alike later;
    so does what was written of a meeting.
    """
    at = case.moved_at
    if document == "contract" and (row := contract.draft(case, number)) is not None:
        at = row.made_at
    elif document == "minutes" and (held := table.meeting(case, number)) is not None:
        at = held.at
    return {"demo": case.is_demo, "dated": timezone.localdate(at).isoformat()}


def _sealed(case: Case, number: int | None, actor: Actor) -> bytes | None:
    """The contract as both chiefs signed it with certificates: that file is the contract, no print of it."""
    row = contract.draft(case, number)
    return sealing.signed_pdf(row, actor) if row is not None and sealing.is_sealed(row) else None


def _to_sign(case: Case, row: Draft) -> bytes:
    """The very text as it is signed in the file: no draft mark, room for what both signatures show."""
    template, data = text_of(case, row.number)
    own = {"version", "signatures", "signed_days", "signed_on"}
    plain = {name: value for name, value in data.items() if name not in own}
    frame = _frame(case, "contract", row.number)
    return documents.render(template, {**plain, "draft": False, "reserved": True, **frame})


sealing.print_with(_to_sign)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a PDF somebody brought: the verdict of `texts.VERDICTS`, which draft it is, its signatures."""

    verdict: str
    number: int | None
    signatures: tuple[documents.Signed, ...]


def checked(case_id: UUID, content: bytes, *, actor: Actor) -> Checked:
    """Whether a PDF of the contract was altered, for whoever may print it.

    Raises `Refused` with `seal.not_a_pdf`, `room.promise_first`, `Case.DoesNotExist`.
    """
    case = reached(case_id, "contract", actor)
    found = sealing.examined(content)
    numbers = list(case.drafts.order_by("-number").values_list("number", flat=True)[:_COMPARED])
    if found.verdict is not Verdict.UNSIGNED:
        return Checked(str(found.verdict), None, found.signatures)
    number = next((each for each in numbers if content in _prints(case, each)), None)
    return Checked("same" if number else str(found.verdict), number, ())


#: A paper is held against so many of the latest drafts.
_COMPARED = 20


def _prints(case: Case, number: int) -> list[bytes]:
    """A draft as it prints today, and as it is signed."""
    row = case.drafts.get(number=number)
    template, data = text_of(case, number)
    return [documents.render(template, {**data, **_frame(case, "contract", number)}), _to_sign(case, row)]


def worded(case_id: UUID, document: str, *, actor: Actor) -> bytes:
    """What leaves as Word, to be edited where the sides want their own text. Raises like `printed`."""
    case = reached(case_id, document, actor)
    if document not in WORDED:
        raise Refused("paper.none")
    return documents.render_word(*data_of(case, document))


#: What leaves as Word too: the texts both sides may want in words of their own.
WORDED = frozenset({"contract", "offer", "amendment"})


def _own_words(case: Case, document: str, actor: Actor, number: int | None) -> dict[str, Any]:
    """A promise of secrecy is one person's: whoever prints it prints her own, or that of the `number`th who sits."""
    if document == "opinion":
        return _issuer(case, actor)
    if document != "promise":
        return {}
    sitting = case.participants.filter(until=None)
    own = sitting.filter(person_id=actor.person_id or 0).order_by("role").first()
    if number is not None:
        own = next(iter(sitting.order_by("pk")[number - 1 : number]), None) if number else None
    return {} if own is None else _promised(own)


def _promised(own: Participant) -> dict[str, Any]:
    """Who promises, as what, and how she has; on paper she signs with a pen."""
    side = f"{texts.SIDES[own.side]}" if own.side else ""
    said = {"name": own.name, "capacity": f"{side}{texts.ROLES[own.role]}", "signed_on": day(own.promised_at)}
    if own.promised_at is not None:
        words = _("%(name)s已于%(at)s在本平台逐条阅读并确认以上承诺。")
        if own.promise_paper is not None:
            words = _("%(name)s已于%(on)s在纸质承诺书上签字，影像存档。")
        said["accepted"] = words % {"name": own.name, "at": moment(own.promised_at), "on": day(own.promised_at)}
    return common.without_blanks(said)


def _issuer(case: Case, actor: Actor) -> dict[str, Any]:
    """An opinion is of the union whose officer prints it; for anybody else of the one next above."""
    above = access.bodies_acting(access.OVERSEE, actor).order_by("-code")
    own = next((body for body in above if case.code.startswith(body.code) and body.code != case.code), None)
    return {} if own is None else common.without_blanks({"issuer": own.name, "phone": own.phone})


#: Papers with figures: for the parties who have promised, and the examiner.
_FIGURES = frozenset({"contract", "minutes", "comparison", "filing-statement", "performance"})


def reached(case_id: UUID, document: str, actor: Actor) -> Case:
    """The case, for whoever may print this paper of it. Raises `room.promise_first`, `Case.DoesNotExist`."""
    reach = access.cases_taking_part(actor) | access.cases_examined(actor)
    if document == "opinion":
        reach = reach | access.cases_overseen(actor)
    case = reach.select_related("union", "employer", "examiner", "former").get(public_id=case_id)
    if document in _FIGURES and access.part_in(case.public_id, actor):
        seating.check_promised(case, actor)
    return case


#: Every paper by its name.
MAKERS = {**table.MAKERS, **contract.MAKERS, **filing.MAKERS}
