"""What a side without anybody in the program did with a pen, entered from its page by who has the page in hand.

Nothing here decides for anybody: the page shows that its chief has.  Who enters it, by which rule, and when that ends
is `listing.check_from_paper`; the words, checks, locks and events are those of the same act on a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Item, Participant, Proposal
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import listing, moving, seating, talking
from hexian.domains.bargaining.services.scans import check_paper
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

#: Minutes, or a page of its own, on which the chief of that side agreed to clauses or proposed some.
TABLE = "table"
#: A promise of secrecy signed with a pen.
PROMISE = "promise"


@transaction.atomic
def note_proposal(
    item_id: UUID, typed: Typed, *, key: UUID, actor: Actor, paper: UUID | None, note: str = ""
) -> Proposal:
    """Enter a version of a clause as a side without anybody in the program put it on paper; once per `key`.

    Without `paper` it is the page the version before was read from.  The workers' side agrees to it on the screen as
    to any other.  Raises `Refused` with `clause.*`, `floor.*`, `room.agreed`, `room.promise_first`, `table.scan`,
    `scan.not_here`, `bargaining.state`, and as `listing.proven_by`.
    """
    case_id = Item.objects.values_list("case__public_id", flat=True).get(public_id=item_id)
    case = _at_the_table(case_id, actor)
    known = Proposal.objects.filter(case=case, key=key).first()
    if known is not None:
        return known
    last = Proposal.objects.filter(case=case, paper__isnull=False).order_by("-pk").first()
    page = paper or (last.paper if last else None)
    side, leading = _signed_by(case, actor, page)
    row = talking.version(case, item_id, side, typed, actor, note=note)
    row.by_name, row.key, row.paper = leading.name, key, page
    # A side's versions are its own to write: its page stands for its pen, and the program writes it down.
    with scope(Actor.system("paper", actor.now)):
        row.save(force_insert=True)
    talking.proposed(row, actor)
    return row


@dataclass(frozen=True, slots=True)
class Consents:
    """What a page says a side agrees to: versions of the other side, and settled clauses to be opened again."""

    proposals: Sequence[UUID] = ()
    reopened: Sequence[UUID] = ()


@transaction.atomic
def note_consents(case_id: UUID, given: Consents, *, actor: Actor, paper: UUID | None) -> int:
    """Enter to which versions and reopenings a side without anybody in the program agreed on paper; returns how many.

    All or none.  Raises `Refused` with `table.nothing`, `table.scan`, `scan.not_here`, `room.own_proposal`,
    `room.not_latest`, `room.agreed`, `room.not_agreed`, `room.asked_already`, `room.promise_first`,
    `bargaining.state`, and as `listing.proven_by`.
    """
    case = _at_the_table(case_id, actor)
    side, _chief = _signed_by(case, actor, paper)
    rows = list(Proposal.objects.filter(case=case, public_id__in=given.proposals).order_by("pk"))
    items = list(case.items.select_for_update().filter(public_id__in=given.reopened).order_by("number"))
    if not rows and not items:
        raise Refused("table.nothing", side=side)
    for row in rows:
        talking.settle(case, row, side, actor, paper=paper)
    for item in items:
        talking.open_again(case, item, side, actor, paper=paper)
    return len(rows) + len(items)


def _signed_by(case: Case, actor: Actor, paper: UUID | None) -> tuple[Side, Participant]:
    theirs, _page = listing.check_from_paper(case, actor)
    if paper is None:
        raise Refused("table.scan", side=theirs)
    return listing.proven_by(case, actor, paper, TABLE)


def _at_the_table(case_id: UUID, actor: Actor) -> Case:
    case = moving.locked(access.cases_taking_part(actor), case_id)
    moving.check_state(case, State.NEGOTIATING, State.REVISING, act="propose")
    seating.check_promised(case, actor)
    return case


@transaction.atomic
def note_promises(
    case_id: UUID, people: Sequence[UUID], on: date, *, actor: Actor, paper: UUID | None
) -> list[Participant]:
    """Enter who promised secrecy with a pen, on which day (杭州 21): all on the page, or none.

    For one's own side who sits without an account; for a side without anybody in the program, whoever sits for it.
    Raises `Refused` with `promise.nobody`, `promise.scan`, `promise.ahead` (`on`), `promise.herself`,
    `promise.already` (`name`), `scan.not_here`, `bargaining.not_your_side`.
    """
    case = moving.locked(access.cases_taking_part(actor), case_id)
    rows = list(case.participants.filter(public_id__in=people, until=None).order_by("pk"))
    if not rows:
        raise Refused("promise.nobody")
    if paper is None:
        raise Refused("promise.scan")
    check_paper(case, paper, PROMISE, actor)
    if on > moving.today(actor):
        raise Refused("promise.ahead", on=on)
    for row in rows:
        _check_pen_of(case, row, actor)
    for row in rows:
        row.promised_at, row.promise_paper = moving.moment_of(on, actor), paper
        row.save(update_fields=["promised_at", "promise_paper"])
        moving.note(
            case, actor, BargainingEvent.PROMISED, participant=str(row.public_id), side=row.side, paper=str(paper)
        )
    return rows


def _check_pen_of(case: Case, row: Participant, actor: Actor) -> None:
    if row.promised_at is not None:
        raise Refused("promise.already", name=row.name)
    if may_note_promise(case, row, actor):
        return
    if row.side and row.side == access.part_in(case.public_id, actor):
        raise Refused("promise.herself", name=row.name)
    raise Refused("bargaining.not_your_side", sides=[row.side or Side.WORKER])


def may_note_promise(case: Case, row: Participant, actor: Actor) -> bool:
    """Whether her pen may be entered: of her own side without an account, or of one without anybody in the program."""
    if row.side and row.side == access.part_in(case.public_id, actor):
        return row.person_id is None
    return listing.enters_for(case, actor, row.side)
