"""An offer a side without anybody in the program made on paper, entered by the one it was handed to (杭州 24).

The sealed page stands for the offering side's pen: the case says whose offer it is, by which page it came, and its days
run from the day it was handed over, not from the day somebody typed it in.  Who was asked answers like anybody; what
the side that offered does with a pen afterwards is entered as `listing` says, until somebody of it takes the case up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules import meeting
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import Act, Side, other
from hexian.domains.bargaining.services import listing, moving, offering, opening, scans, seating
from hexian.domains.bargaining.services.carrying import carry_over, carry_particulars
from hexian.domains.bargaining.services.offering import OFFER, Receipt, Sending
from hexian.domains.bargaining.services.opening import Change, Facts
from hexian.domains.bargaining.services.seating import Seat
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments.services import Readable
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import start_of
from hexian.foundation.locks import once, remember

_ONCE = "bargaining.note_offer"


@dataclass(frozen=True, slots=True)
class PaperOffer:
    """What a sealed offer says and how it came: its own day, when and by whom it was handed over, the chief it names.

    `page` is its photo or scan.
    """

    facts: Facts
    dated: date
    at: datetime
    handed_by: str
    chief: Seat | None = None
    page: Readable | None = None
    page_name: str = ""


@transaction.atomic
def note_offer(
    employer: UUID, offer: PaperOffer, *, request_key: str, actor: Actor, union: UUID | None = None,
    change: Change | None = None, side: Side = Side.WORKER,
) -> Case:  # fmt: skip
    """Enter an offer that came on paper to the side she acts for, `side`; once per `request_key`.

    With `change` it asks to change or end a contract in force whose other side did everything with a pen: who sat then
    sits again.  Sixty days run from the offer's own day, the days to answer from when it was handed over (杭州 29,
    24).  Raises `Refused` with `offer.paper_incomplete` (`fields`), `offer.page`, `offer.handed_by`, `offer.ahead`,
    `offer.after_receipt`, `offer.long_ago`, `offer.meets_before` (`on`), `attachments.*`, `delegates.*` of the chief,
    `delegates.names_itself` where somebody of the side that offers had a part in that contract, `offer.not_theirs`
    where that employer has no union of its own, and as `opening.open_case`.
    """
    known = once(_ONCE, f"{request_key}.{actor.person_id}")
    if known is not None:
        return Case.objects.get(public_id=known)
    speaker, body, has_union = opening.parties(side, employer, union, actor)
    if side is Side.EMPLOYER and not has_union:
        raise Refused("offer.not_theirs", name=body.name)
    _check_days(offer, actor)
    _check_said(offer, change, side)
    case = opening.make(other(side), speaker, body, has_union=has_union, actor=actor)
    if change is not None:
        opening.put_change(case, change, actor)
        _check_pen(case)
    opening.fill(case, offer.facts, actor, since=start_of(offer.dated))
    _come(case, offer, actor)
    remember(_ONCE, f"{request_key}.{actor.person_id}", str(case.public_id))
    return case


def _check_days(offer: PaperOffer, actor: Actor) -> None:
    if offer.at > actor.now:
        raise Refused("offer.ahead")
    if offer.dated > timezone.localdate(offer.at):
        raise Refused("offer.after_receipt", on=timezone.localdate(offer.at))
    if moving.today(actor) - offer.dated > opening.OLDEST:
        raise Refused("offer.long_ago", on=offer.dated)
    if offer.facts.meet_at is not None and offer.facts.meet_at <= start_of(offer.dated):
        raise Refused("offer.meets_before", on=offer.dated)


def _check_pen(case: Case) -> None:
    """A side that made the contract in the program asks there for its change."""
    if case.former is not None and listing.acts_itself(case.former, case.offered_by):
        raise Refused("delegates.names_itself", side=case.offered_by)


def _check_said(offer: PaperOffer, change: Change | None, side: Side) -> None:
    """An offer on paper names what any offer names; whoever takes it in has its page, and knows who brought it.

    An early end is about itself, and delegates are so for the term of the contract (浙江 13).
    """
    facts = offer.facts
    ends = change is not None and change.procedure == Procedure.END
    given = {
        "meet_at": facts.meet_at, "place": facts.place.strip(), "topics": facts.topics or ends,
        "chief": offer.chief or change,
    }  # fmt: skip
    lacking = [name for name, said in given.items() if not said]
    if lacking:
        raise Refused("offer.paper_incomplete", fields=lacking, side=other(side), ours=side)
    if not offer.handed_by.strip():
        raise Refused("offer.handed_by")
    if offer.page is None:
        raise Refused("offer.page", side=other(side))


def _come(case: Case, offer: PaperOffer, actor: Actor) -> None:
    """The case is there, sent and received; nobody here has written it, so it was never a draft."""
    assert offer.page is not None  # noqa: S101 - asked before
    case.offered_on, theirs = offer.dated, Side(case.offered_by)
    former = moving.advance(case, Act.SEND_OFFER, actor)
    opening.keep_new(case, offer.facts.topics, actor, other(theirs))
    opening.check_alone(case)
    page = scans.keep_page(case, OFFER, offer.page, actor, offer.page_name).public_id
    moving.follow(
        case, Act.SEND_OFFER, actor, former=former, side=theirs, paper=page,
        at=min(moving.moment_within(offer.dated), offer.at), note=_came(offer),
    )  # fmt: skip
    if offer.chief is not None:
        seating.seat_delegate(case, offer.chief, theirs, actor, paper=page)
    carry_over(case, theirs, actor, paper=page)
    carry_particulars(case)
    row = offering.delivery_of(case, OFFER, other(theirs), Sending(meeting.Delivery.PAPER), actor)
    row.sent_at, row.sent_by = offer.at, offer.handed_by.strip()[:60]
    row.save()
    offering.receive(case, row, Receipt(actor.name, offer.at, attachment=page), actor)


def _came(offer: PaperOffer) -> str:
    """The timeline stands by the day something was entered: what the page says stands beside it."""
    on = clock.on(timezone.localdate(offer.at))
    return _("要约书落款 %(dated)s，%(on)s 收到") % {"dated": clock.on(offer.dated), "on": on}


def chief_of(name: str, *, heads: bool, mandate: str = "", post: str = "", namesake: bool = False) -> Seat:
    """The chief an offer names: who heads the union or firm, or somebody with its written mandate."""
    origin = "ex_officio" if heads else "appointed"
    return Seat(name, role=Role.CHIEF, origin=origin, heads=heads, mandate=mandate, post=post, namesake=namesake)
