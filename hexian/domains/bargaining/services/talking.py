"""The room: proposals, agreement, talk, evidence. What comes twice from a bad line is there once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Evidence, Item, Proposal, Talk
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.clauses import Floors, Typed
from hexian.domains.bargaining.rules.delegates import DELEGATES
from hexian.domains.bargaining.rules.meeting import Channel
from hexian.domains.bargaining.rules.states import AT_THE_TABLE, Act, Side, State
from hexian.domains.bargaining.services import moving, seating
from hexian.domains.bargaining.services.opening import put_topics
from hexian.domains.bargaining.services.scans import check_paper
from hexian.foundation.actor import Actor, Refused

LONGEST_WORD = 2_000
#: While topics come and go.
OPEN_AGENDA = (State.REPLIED, State.REPS_ELECTED, *AT_THE_TABLE, State.REVISING)
#: While something may be said in the room, and figures laid down.
SPEAKING = frozenset({
    *AT_THE_TABLE, State.REPLIED, State.REPS_ELECTED, State.SUSPENDED, State.DRAFT_AGREED, State.CONGRESS_REJECTED,
    State.REVISING, State.OBJECTED,
})  # fmt: skip


@transaction.atomic
def open_room(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """Begin to negotiate, on line or at the table: either chief may; raises `bargaining.chief_only`."""
    case, side = moving.for_side(case_id, actor, version=version)
    seating.check_chief(case, side, actor)
    seating.check_promised(case, actor)
    seating.check_chiefs_in_office(case, actor)
    moving.move(case, Act.MEET, actor, side=side)
    return case


@transaction.atomic
def add_topics(case_id: UUID, topics: list[str], *, actor: Actor) -> None:
    """Put more clauses on the agenda. Raises `clause.*`, `bargaining.topics`, `bargaining.state`."""
    case, side = moving.for_side(case_id, actor)
    moving.check_state(case, *OPEN_AGENDA, act="add_topics")
    put_topics(case, side, topics)
    moving.touch(case, actor, BargainingEvent.EDITED, what="topics")


@transaction.atomic
def propose(item_id: UUID, typed: Typed, *, key: UUID, actor: Actor, note: str = "") -> Proposal:
    """A side's next version of a clause, signed with her name; it is never edited, and comes once per `key`.

    Raises `Refused` with `clause.*`, `floor.*` (below the law), `room.agreed` (`title`), `room.promise_first`,
    `bargaining.state`, `bargaining.delegates_only`.
    """
    case, side = moving.for_side(Item.objects.values_list("case__public_id", flat=True).get(public_id=item_id), actor)
    known = Proposal.objects.filter(case=case, key=key).first()
    if known is not None:
        return known
    check_may_speak(case, side, actor)
    row = version(case, item_id, side, typed, actor, note=note)
    row.by_id, row.by_name, row.key = actor.person_id, actor.name, key
    row.save(force_insert=True)
    proposed(row, actor)
    return row


def version(case: Case, item_id: UUID, side: Side, typed: Typed, actor: Actor, *, note: str = "") -> Proposal:
    """A side's next version of a clause as it was typed, not yet saved. Raises `clause.*`, `floor.*`, `room.agreed`."""
    item = case.items.get(public_id=item_id)
    if item.agreed_id is not None:
        raise Refused("room.agreed", title=item.title)
    entry = clauses.clause(item.clause)
    asked = moving.param(case, "wage.rise_asked")
    value = clauses.read(entry, typed, moving.today(actor), asked_above=asked.number if asked else None)
    clauses.check_floor(entry, value, floors_of(case))
    return Proposal(
        item=item, case=case, side=side, number=_next_number(item, side), value=value.frozen(),
        words=clauses.words_of(entry, value), note=moving.written(note, 500, "note"), at=actor.now,
    )  # fmt: skip


def proposed(row: Proposal, actor: Actor) -> None:
    """A version is there: into the trail, with the page it was read from."""
    proof: dict[str, Any] = {"paper": str(row.paper)} if row.paper else {}
    moving.note(
        row.case, actor, BargainingEvent.PROPOSED, item=str(row.item.public_id), number=row.number, side=row.side,
        **proof,
    )  # fmt: skip


def check_may_speak(case: Case, side: Side, actor: Actor) -> None:
    """A delegate who has promised, while both sides negotiate or mend what was objected to. Raises as `propose`."""
    moving.check_state(case, State.NEGOTIATING, State.REVISING, act="propose")
    seats = seating.own_seats(case, actor)
    if not any(seat == side and role in DELEGATES for seat, role, _promised in seats):
        raise Refused("bargaining.delegates_only")
    seating.check_seats(seats, actor)


def _next_number(item: Item, side: Side) -> int:
    last = item.proposals.filter(side=side).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def floors_of(case: Case) -> Floors:
    """What the law grants at least where the employer is, as the case keeps it."""
    month, hour = moving.param(case, "wage.minimum_month"), moving.param(case, "wage.minimum_hour")
    over, piece = moving.param(case, "bargaining.over_minimum_wage"), moving.param(case, "bargaining.piecework")
    given = {
        "150": moving.param(case, "wage.overtime_150"),
        "200": moving.param(case, "wage.overtime_200"),
        "300": moving.param(case, "wage.overtime_300"),
    }
    probation, hours = moving.param(case, "wage.probation"), moving.param(case, "wage.hours_week")
    publish, copies = moving.param(case, "bargaining.publish"), moving.param(case, "bargaining.file_copies")
    return Floors(
        minimum_wage=month.number if month else None,
        minimum_hourly=hour.number if hour else None,
        minimum_strict=over is not None and over.ratio.op == "gt",
        piecework=piece.ratio.numerator * 10_000 // piece.ratio.denominator if piece else 0,
        overtime={name: found.number if found else 0 for name, found in given.items()},
        probation=probation.number if probation else 0,
        hours_week=hours.number if hours else 168,
        publish=publish.number if publish else None,
        # Besides those that are filed each side has one, and the union above.
        copies=(copies.number if copies else 1) + 3,
    )


@transaction.atomic
def accept(proposal_id: UUID, *, actor: Actor) -> Item:
    """Agree to the other side's latest version: the clause is settled and locked. Its chief may.

    Raises `Refused` with `bargaining.chief_only`, `room.own_proposal`, `room.not_latest`, `room.agreed`,
    `bargaining.state`, `room.promise_first`.
    """
    row = Proposal.objects.select_related("item", "case").get(public_id=proposal_id)
    case, side = moving.for_side(row.case.public_id, actor)
    check_may_speak(case, side, actor)
    seating.check_chief(case, side, actor)
    return settle(case, row, side, actor)


def settle(case: Case, row: Proposal, side: Side, actor: Actor, *, paper: UUID | None = None) -> Item:
    """A side agrees to the other's version, `paper` the page that shows it. Raises as `accept`."""
    item = Item.objects.select_for_update().get(pk=row.item_id)
    if row.side == side:
        raise Refused("room.own_proposal")
    if item.agreed_id is not None:
        raise Refused("room.agreed", title=item.title)
    if item.proposals.filter(side=row.side, number__gt=row.number).exists():
        raise Refused("room.not_latest", title=item.title)
    item.agreed, item.agreed_at, item.agreed_paper, item.reopen_asked_by = row, actor.now, paper, ""
    item.save(update_fields=["agreed", "agreed_at", "agreed_paper", "reopen_asked_by"])
    proof: dict[str, Any] = {"paper": str(paper)} if paper else {}
    moving.note(
        case, actor, BargainingEvent.AGREED, item=str(item.public_id), proposal=str(row.public_id), side=side, **proof
    )
    return item


@transaction.atomic
def reopen(item_id: UUID, *, actor: Actor) -> Item:
    """Ask that a settled clause be opened again, or agree to it: both chiefs have to.

    Raises `Refused` with `bargaining.chief_only`, `room.not_agreed`, `room.asked_already`, `bargaining.state`.
    """
    case, side, item = _for_chief(item_id, actor)
    check_may_speak(case, side, actor)
    return open_again(case, item, side, actor)


def open_again(case: Case, item: Item, side: Side, actor: Actor, *, paper: UUID | None = None) -> Item:
    """A side asks for a settled clause to be opened again, or agrees, `paper` the page that shows it.

    Raises `Refused` with `room.not_agreed`, `room.asked_already`.
    """
    if item.agreed_id is None:
        raise Refused("room.not_agreed", title=item.title)
    if item.reopen_asked_by == side:
        raise Refused("room.asked_already", title=item.title)
    if item.reopen_asked_by:
        item.agreed, item.agreed_at, item.agreed_paper, item.reopen_asked_by = None, None, None, ""
    else:
        item.reopen_asked_by = side
    item.save(update_fields=["agreed", "agreed_at", "agreed_paper", "reopen_asked_by"])
    proof: dict[str, Any] = {"paper": str(paper)} if paper else {}
    moving.note(case, actor, BargainingEvent.REOPENED, item=str(item.public_id), side=side, **proof)
    return item


def _for_chief(item_id: UUID, actor: Actor) -> tuple[Case, Side, Item]:
    """A topic for its side's chief. The case is locked before its rows, everywhere: nobody waits for each other."""
    item = Item.objects.select_related("case").get(public_id=item_id)
    case, side = moving.for_side(item.case.public_id, actor)
    seating.check_chief(case, side, actor)
    item.refresh_from_db(fields=["agreed", "agreed_at", "reopen_asked_by", "set_aside"])
    return case, side, item


@transaction.atomic
def set_aside(item_id: UUID, *, actor: Actor, aside: bool = True) -> Item:
    """Leave a topic for another time, or take it up again; a settled one stays settled.

    Raises `Refused` with `room.agreed`, `bargaining.chief_only`, `bargaining.state`.
    """
    case, _side, item = _for_chief(item_id, actor)
    moving.check_state(case, *OPEN_AGENDA, act="set_aside")
    if item.agreed_id is not None:
        raise Refused("room.agreed", title=item.title)
    item.set_aside = aside
    item.save(update_fields=["set_aside"])
    moving.note(case, actor, BargainingEvent.EDITED, item=str(item.public_id), what="set_aside")
    return item


@transaction.atomic
def say(
    case_id: UUID, words: str, *, key: UUID, actor: Actor, private: bool = False, item_id: UUID | None = None
) -> Talk:
    """Say something in the room, or to one's own side; it stays said, and comes once per `key`.

    Raises `Refused` with `talk.empty`, `talk.long` (`most`), `talk.no_side`, `room.promise_first`, `bargaining.over`.
    """
    case = access.cases_taking_part(actor).select_related("union", "employer").get(public_id=case_id)
    known = Talk.objects.filter(case=case, key=key).first()
    if known is not None:
        return known
    part = access.part_in(case.public_id, actor)
    _check_words(case, words)
    seating.check_promised(case, actor)
    side = part if part in set(Side) else ""
    if private and not side:
        raise Refused("talk.no_side")
    row = Talk.objects.create(
        case=case, item=case.items.filter(public_id=item_id).first() if item_id else None,
        channel=side if private else Channel.ROOM, side=side, words=words.strip(), by_id=actor.person_id,
        by_name=actor.name, by_role=part, key=key, at=actor.now,
    )  # fmt: skip
    moving.note(case, actor, BargainingEvent.SPOKEN, within=side if private else "", talk=str(row.public_id))
    return row


def _check_words(case: Case, words: str) -> None:
    if case.state not in SPEAKING:
        raise Refused("bargaining.state", state=case.state, act="say")
    if not words.strip():
        raise Refused("talk.empty")
    if len(words) > LONGEST_WORD:
        raise Refused("talk.long", most=LONGEST_WORD, have=len(words))


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its source, for one clause or for all."""

    title: str
    source: str
    figure: str = ""
    number: str = ""  # as typed, in the clause's own kind: a mark on its gap bar
    clause: str = ""
    note: str = ""
    attachment: UUID | None = None


@transaction.atomic
def cite(case_id: UUID, fact: Fact, *, actor: Actor, private: bool = False) -> Evidence:
    """Lay down a figure with its source, for both sides or first for one's own.

    Raises `Refused` with `evidence.title`, `evidence.source`, `clause.*`, `bargaining.state`.
    """
    case, side = moving.for_side(case_id, actor)
    moving.check_state(case, *SPEAKING, act="cite")
    seating.check_promised(case, actor)
    if not fact.title.strip():
        raise Refused("evidence.title")
    if not fact.source.strip():
        raise Refused("evidence.source")
    if fact.attachment is not None:
        check_paper(case, fact.attachment, "evidence", actor)
    entry = clauses.clause(fact.clause) if fact.clause else None
    given = fact.number.strip()
    number = clauses.read_number(entry.kind, given, entry.title, entry.unit) if entry and given else None
    row = Evidence.objects.create(
        case=case, clause=fact.clause, channel=side if private else Channel.ROOM, side=side,
        title=moving.written(fact.title, 100, "title"), figure=moving.written(fact.figure, 100, "figure"),
        source=moving.written(fact.source, 200, "source"), note=moving.written(fact.note, 500, "note"), number=number,
        attachment=fact.attachment, by_name=actor.name, at=actor.now,
    )  # fmt: skip
    moving.note(
        case, actor, BargainingEvent.EVIDENCE_SHOWN, within=side if private else "", evidence=str(row.public_id),
        private=private,
    )  # fmt: skip
    return row


@transaction.atomic
def show(evidence_id: UUID, *, actor: Actor) -> Evidence:
    """Lay a figure of one's own side before the other."""
    row = Evidence.objects.select_related("case").get(public_id=evidence_id)
    case, side = moving.for_side(row.case.public_id, actor)
    if row.side != side:
        raise Refused("bargaining.not_your_side", sides=[row.side])
    row.channel = Channel.ROOM
    row.save(update_fields=["channel"])
    moving.note(case, actor, BargainingEvent.EVIDENCE_SHOWN, evidence=str(row.public_id), private=False)
    return row
