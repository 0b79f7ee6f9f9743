"""Delegates of a side that came on paper, entered from its list by who has the list in hand.

An employer may offer or answer with a pen and have no account: its delegates stand on the page it sealed.  The other
side, or the recorder, writes them down by the same rules; each says from which paper, and from the moment the side
names somebody itself the pen is its own again.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import Case, Participant, Step
from hexian.domains.bargaining.rules.states import Act, Side, other
from hexian.domains.bargaining.services import moving, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.domains.bargaining.services.seating import Seat
from hexian.foundation.actor import Actor, Refused

#: A list of delegates that came apart from the answer.
LIST = "delegates"


#: By which acts a side comes to a case: its page is one of these.
COMING = frozenset({Act.SEND_OFFER, Act.REPLY})


def pages_of(case: Case) -> dict[Side, UUID]:
    """The page by which a side came to the case, its offer or its answer, for each that came on paper."""
    return pages_among(case.steps.filter(act__in=COMING).order_by("at", "pk"))


def pages_among(steps: Iterable[Step]) -> dict[Side, UUID]:
    """The same of steps at hand, the earliest first: a side that came twice came by the later page."""
    last = {step.side: step.paper for step in steps if step.act in COMING}
    return {Side(side): page for side, page in last.items() if page is not None}


def is_away(case: Case, side: str) -> bool:
    """Whether a side came on paper and has nobody in the program: what it is to read has to reach it elsewhere."""
    return side in pages_of(case) and not acts_itself(case, side)


def check_from_paper(case: Case, actor: Actor) -> tuple[Side, UUID]:
    """The side whose acts she may enter, and the page it came by.

    Raises `Refused` with `bargaining.not_your_side`, `delegates.no_paper`, `delegates.names_itself` (`side`).
    """
    pages = pages_of(case)
    theirs = next(iter(pages), other(case.offered_by))
    ours = other(theirs)
    if access.part_in(case.public_id, actor) not in {ours, access.RECORDER}:
        raise Refused("bargaining.not_your_side", sides=[ours])
    page = pages.get(theirs)
    if page is None:
        raise Refused("delegates.no_paper", side=theirs)
    if acts_itself(case, theirs):
        raise Refused("delegates.names_itself", side=theirs)
    return theirs, page


def acts_itself(case: Case, side: str) -> bool:
    """Whether somebody of a side is in the program: named by it, or has promised secrecy on a screen of her own."""
    rows = case.participants.filter(side=side, until=None)
    return rows.filter(Q(paper=None) | Q(promised_at__isnull=False, promise_paper=None)).exists()


def acting_for(case_id: UUID, actor: Actor, side: Side, version: int | None = None) -> Case:
    """The case locked, for who acts for a side, or enters its papers while it has nobody in the program.

    Raises `Case.DoesNotExist`, `Refused` with `bargaining.not_your_side`, `bargaining.stale`.
    """
    case = moving.locked(access.cases_taking_part(actor), case_id, version)
    if access.part_in(case.public_id, actor) != side and not enters_for(case, actor, side):
        raise Refused("bargaining.not_your_side", sides=[side])
    return case


def proven_by(case: Case, actor: Actor, paper: UUID, document: str) -> tuple[Side, Participant]:
    """Which side's act she enters from a page, and the chief who signed it. Every paper act of the table begins so.

    Raises `Refused` with `bargaining.not_your_side`, `delegates.no_paper`, `delegates.names_itself`, `scan.not_here`,
    `delegates.one_chief`, `delegates.chief_left`.
    """
    theirs, _answer = check_from_paper(case, actor)
    check_paper(case, paper, document, actor)
    return theirs, seating.named_chief(case, theirs, actor)


def enters_for(case: Case, actor: Actor, side: str) -> bool:
    """Whether she enters what a side signed on paper: it came so, and nobody of it has taken the case up."""
    try:
        return check_from_paper(case, actor)[0] == side
    except Refused:
        return False


@transaction.atomic
def name_from_paper(case_id: UUID, seat: Seat, *, actor: Actor, paper: UUID | None = None) -> Participant:
    """Name a delegate of the side that came on paper, as its list has her.

    `paper` is a scan of a list of its own; without one it is the list entered from before, else the page it came by.
    Raises like `seating.name_delegate`, and `Refused` with `bargaining.not_your_side`, `delegates.no_paper`,
    `delegates.names_itself`, `scan.not_here`.
    """
    case = moving.locked(access.cases_taking_part(actor), case_id)
    side, page = check_from_paper(case, actor)
    if paper is not None:
        check_paper(case, paper, LIST, actor)
    last = case.participants.filter(side=side, paper__isnull=False).order_by("-pk").first()
    known = last.paper if last is not None else None
    return seating.seat_delegate(case, seat, side, actor, paper=paper or known or page)


@transaction.atomic
def strike_from_paper(participant_id: UUID, reason: str, *, actor: Actor) -> Participant:
    """Take off somebody who was entered from paper: misread, or replaced by a later list.

    Raises `Refused` with `delegates.reason`, `bargaining.not_your_side`, `delegates.names_itself`.
    """
    row = Participant.objects.select_related("case").get(public_id=participant_id, until=None)
    case = moving.locked(access.cases_taking_part(actor), row.case.public_id)
    theirs, _page = check_from_paper(case, actor)
    if row.side != theirs:
        raise Refused("bargaining.not_your_side", sides=[row.side])
    return seating.unseat(case, row, reason, actor)
