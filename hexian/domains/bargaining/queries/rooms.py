"""The room as a delegate sees it: agenda, one topic with both sides' versions, talk, evidence; and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import Case, Evidence, Item, Proposal, Talk
from hexian.domains.bargaining.rules import clauses, rounds
from hexian.domains.bargaining.rules.clauses import Clause, Gap, Kind, Mark, pointed, shown, thawed
from hexian.domains.bargaining.rules.comparing import Piece, Row, difference, table_difference
from hexian.domains.bargaining.rules.contracts import Agreed, Procedure, annex_of
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.rounds import MEETING, OBJECTION, OPENERS, Made, NoBreak, Round, Start
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import seating
from hexian.domains.bargaining.services.drafting import agreed_in
from hexian.domains.bargaining.services.meeting_up import DECLINED, TAKEN_BACK
from hexian.foundation.access import glance
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class Version:
    """A proposal beside the one its side made before."""

    public_id: UUID
    side: str
    number: int
    value: str
    pieces: list[Piece]
    note: str
    by_name: str
    at: datetime
    rows: list[Mapping[str, object]]
    table: list[Row]  # the same beside the rows of the version before, with what was dropped
    paper: UUID | None = None  # the page it was read from
    typed: str = ""  # what the side itself wrote, without the sentence of the model around it
    since: date | None = None  # from which day on the side wants it


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the agenda in short: what was agreed, or how far apart both sides are."""

    public_id: UUID
    number: int
    title: str
    clause: str
    state: str  # agreed, aside, apart, one_side, open
    told: str
    proposed_by: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A piece of evidence."""

    public_id: UUID
    title: str
    figure: str
    source: str
    note: str
    channel: str
    side: str
    by_name: str
    attachment: UUID | None


@dataclass(frozen=True, slots=True)
class Open:
    """The topic one looks at."""

    item: Item
    entry: Clause
    latest: dict[str, Version]
    history: list[Version]
    gap: Gap | None
    agreed: Version | None


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything of the room a page needs."""

    case: Case
    part: str
    is_chief: bool
    version: int
    topics: list[Topic]
    open: Open | None
    talk: list[Talk]
    cards: list[Card]
    rounds: list[Round]  # the first one first; none before the room is opened

    @property
    def settled(self) -> int:
        """How many topics are agreed."""
        return sum(topic.state == "agreed" for topic in self.topics)

    @property
    def side(self) -> Side | None:
        """The side she sits for."""
        return Side(self.part) if self.part in set(Side) else None


def room(case_id: UUID, actor: Actor, item_id: UUID | None = None) -> RoomPage:
    """The room for whoever takes part and has promised.

    Raises `Case.DoesNotExist` for anybody else, `Refused("room.promise_first")`.
    """
    # Asked first: what changes while the rest is read is fetched once more, never missed.
    version = _read_version(case_id) or 0
    rows = access.cases_taking_part(actor)
    case = rows.only(*_OF_CASE).get(public_id=case_id)
    seats = seating.own_seats(case, actor)
    seating.check_seats(seats, actor)
    part = access.part_in(case.public_id, actor)
    items = list(case.items.order_by("number"))
    versions = list(Proposal.objects.filter(case=case).order_by("pk"))
    topics, evidence = [_topic(item, versions) for item in items], _evidence(case, actor)
    chosen = next((item for item in items if item.public_id == item_id), None) or _first_open(items)
    return RoomPage(
        case=case, part=part, is_chief=any((side, role) == (part, Role.CHIEF) for side, role, _promised in seats),
        version=version, topics=topics,
        open=_opened(chosen, versions, evidence, _annex(case, items, versions, chosen)) if chosen else None,
        talk=list(access.talk_heard(case, actor).order_by("-pk")[:80])[::-1], cards=_cards(evidence),
        rounds=_rounds(case, actor, items, versions, chosen),
    )  # fmt: skip


_OF_CASE = ("public_id", "procedure", "state", "due_at", "moved_at", "offered_on", "offered_by", "received_at")


def _annex(case: Case, items: list[Item], versions: list[Proposal], item: Item) -> int | None:
    """The number a settled table has as an annex of the text, once no other can come before it any more."""
    is_table = clauses.clause(item.clause).kind is Kind.TABLE
    if not is_table or any(each.agreed_id is None and not each.set_aside for each in items):
        return None
    if case.procedure == Procedure.AMEND:  # beside those of the contract that is changed
        return annex_of(agreed_in(case), item.clause)
    rows = {row.pk: row for row in versions}
    settled = [(clauses.clause(each.clause), rows[each.agreed_id]) for each in items if each.agreed_id in rows]
    return annex_of([Agreed(entry, thawed(row.value), row.words) for entry, row in settled], item.clause)


def _rounds(case: Case, actor: Actor, items: list[Item], versions: list[Proposal], chosen: Item | None) -> list[Round]:
    """Each round with what came of it; beside one question for when they began everything has been read already."""
    made = [Made(row.side, row.at, str(row.item_id), thawed(row.value).number) for row in versions]
    settled = [(item.agreed_at, item.title) for item in items if item.agreed_at is not None]
    looked_at = str(chosen.pk) if chosen is not None and clauses.clause(chosen.clause).is_numeric else ""
    begun, no_breaks = _begun(case, actor)
    return rounds.rounds(rounds.starts(begun), made, settled, looked_at, no_breaks)


#: Everybody in a room asks this with every change in it: written out, it costs a third.
_BEGUN = """
    SELECT at, CASE WHEN from_state = %s THEN %s ELSE act END, 0, side
    FROM bargaining_step WHERE case_id = %s AND act = ANY(%s)
    UNION ALL SELECT at, %s, number, '' FROM bargaining_meeting WHERE case_id = %s AND at <= %s
"""
_ASKED = [*(str(act) for act in OPENERS), DECLINED, TAKEN_BACK]


def _begun(case: Case, actor: Actor) -> tuple[list[Start], list[NoBreak]]:
    """What began rounds, and the breaks that were asked for and not had."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGUN, [str(State.OBJECTED), OBJECTION, case.pk, _ASKED, MEETING, case.pk, actor.now]
        )  # fmt: skip
        rows = [(at, timezone.localdate(at), why, number, side) for at, why, number, side in cursor.fetchall()]
    breaks = {DECLINED, TAKEN_BACK}
    return (
        [Start(at, on, why, number) for at, on, why, number, _side in rows if why not in breaks],
        [NoBreak(at, on, side, why == TAKEN_BACK) for at, on, why, _number, side in sorted(rows) if why in breaks],
    )


@dataclass(frozen=True, slots=True)
class Agenda:
    """A topic with every version of it, the first one first, and the words both sides agreed on."""

    topic: Topic
    versions: list[Version]
    agreed: Version | None


def versions(case_id: UUID, actor: Actor) -> list[Agenda]:
    """Every topic with all that was proposed, for whoever takes part and has promised. Raises as `room`."""
    case = access.cases_taking_part(actor).get(public_id=case_id)
    seating.check_promised(case, actor)
    rows = list(Proposal.objects.filter(case=case).order_by("pk"))
    found, items = [], list(case.items.order_by("number"))
    for item in items:
        opened = _opened(item, rows, [], _annex(case, items, rows, item))
        found.append(Agenda(_topic(item, rows), opened.history[::-1], opened.agreed))
    return found


@dataclass(frozen=True, slots=True)
class Awaited:
    """What waits for a side at the table: a suspension it was asked for, meetings whose minutes its chief has to sign,
    settled clauses the other side wants to open again.
    """

    pause: bool = False
    minutes: tuple[int, ...] = ()
    reopening: tuple[str, ...] = ()


def awaited(case: Case, side: str) -> Awaited:
    """What the other side waits for; for a side at the table."""
    pending = case.suspensions.filter(begun_at=None, ended_on=None).exclude(asked_by=side)
    written = case.meetings.exclude(minutes=[]).order_by("number").values_list("number", "signatures")
    asked = case.items.filter(agreed__isnull=False).exclude(reopen_asked_by__in=["", side]).order_by("number")
    return Awaited(
        pause=pending.exists(),
        minutes=tuple(number for number, signed in written if all(each["side"] != side for each in signed)),
        reopening=tuple(asked.values_list("title", flat=True)),
    )


def asked_again(case: Case, side: str) -> set[UUID]:
    """The settled clauses a side asked to open again: the other has to agree."""
    return set(case.items.filter(reopen_asked_by=side, agreed__isnull=False).values_list("public_id", flat=True))


#: Read with every change in a room, as `_BEGUN` is.
_LAST_KEYS = """
    SELECT (SELECT t.key FROM bargaining_talk t JOIN bargaining_case c ON c.id = t.case_id
             WHERE c.public_id = %s AND t.by_id = %s ORDER BY t.id DESC LIMIT 1),
           (SELECT p.key FROM bargaining_proposal p JOIN bargaining_item i ON i.id = p.item_id
             WHERE i.public_id = %s AND p.by_id = %s ORDER BY p.id DESC LIMIT 1)
"""


def last_keys(case_id: UUID, item_id: UUID | None, actor: Actor) -> tuple[str, str]:
    """Under which keys what she said and what she proposed last arrived: a form that sends it again knows it by that.

    Nothing where she has not.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST_KEYS, [case_id, actor.person_id, item_id, actor.person_id])
        said, made = cursor.fetchone()
    return str(said or ""), str(made or "")


def clause_of(case_id: UUID, item_id: UUID, actor: Actor) -> Clause:
    """What a topic of a case she takes part in is about. Raises `Item.DoesNotExist` for anybody else."""
    rows = Item.objects.filter(case__in=access.cases_taking_part(actor).filter(public_id=case_id))
    return clauses.clause(rows.values_list("clause", flat=True).get(public_id=item_id))


def _first_open(items: list[Item]) -> Item | None:
    waiting = [item for item in items if item.agreed_id is None and not item.set_aside]
    return waiting[0] if waiting else items[0] if items else None


def _latest(versions: list[Proposal], item: Item) -> dict[str, Proposal]:
    return {row.side: row for row in versions if row.item_id == item.pk}


def _topic(item: Item, versions: list[Proposal]) -> Topic:
    entry, latest = clauses.clause(item.clause), _latest(versions, item)
    agreed = next((row for row in versions if row.pk == item.agreed_id), None)
    if agreed is not None:
        return Topic(item.public_id, item.number, item.title, item.clause, "agreed", told(entry, agreed))
    state = "aside" if item.set_aside else ("open", "one_side", "apart")[len(latest)]
    numbers = [thawed(row.value).number for row in latest.values()]
    far = ""
    if len(numbers) == 2 and None not in numbers and entry.is_numeric:
        far = clauses.distance(entry, abs((numbers[0] or 0) - (numbers[1] or 0)))
    return Topic(
        item.public_id, item.number, item.title, item.clause, state, far, next(iter(latest), "") if latest else ""
    )


def told(entry: Clause, row: Proposal) -> str:
    """A proposal's value in short."""
    value = thawed(row.value)
    if entry.is_numeric or entry.kind is Kind.DATE:
        return shown(entry.kind, value.number, entry.unit)
    return f"{len(value.rows)} 行" if value.rows else value.text[:40]


def _opened(item: Item, versions: list[Proposal], evidence: list[Evidence], annex: int | None = None) -> Open:
    entry = clauses.clause(item.clause)
    ours = [row for row in versions if row.item_id == item.pk]
    made = [_version(entry, row, _before(ours, row), annex) for row in ours]
    latest = {each.side: each for each in made}
    numbers = {row.side: thawed(row.value).number for row in ours}
    marks = [Mark(row.title, row.number) for row in evidence if row.clause == item.clause and row.number is not None]
    gap = clauses.gap(numbers.get(Side.WORKER), numbers.get(Side.EMPLOYER), marks) if entry.is_numeric else None
    agreed = next((each for row, each in zip(ours, made, strict=True) if row.pk == item.agreed_id), None)
    return Open(item, entry, latest, made[::-1], gap, agreed)


def _before(ours: list[Proposal], row: Proposal) -> Proposal | None:
    former = [each for each in ours if each.side == row.side and each.number < row.number]
    return former[-1] if former else None


def _version(entry: Clause, row: Proposal, former: Proposal | None, annex: int | None) -> Version:
    words = pointed(entry, row.words, annex)
    pieces = difference(pointed(entry, former.words, annex), words) if former else [Piece("same", words)]
    value = thawed(row.value)
    return Version(
        row.public_id,
        row.side,
        row.number,
        told(entry, row),
        pieces,
        row.note,
        row.by_name,
        row.at,
        list(value.rows),
        _table(entry, value.rows, former),
        row.paper,
        value.text,
        value.since,
    )


def _table(entry: Clause, rows: Sequence[Mapping[str, Any]], former: Proposal | None) -> list[Row]:
    if not entry.columns or former is None:
        return [Row("same", row) for row in rows]
    return table_difference(entry.columns[0].key, thawed(former.value).rows, rows)


def _evidence(case: Case, actor: Actor) -> list[Evidence]:
    part = access.part_in(case.public_id, actor)
    heard = ["room", part] if part in set(Side) else ["room"]
    return list(case.evidence.filter(channel__in=heard).order_by("-pk"))


def _cards(evidence: list[Evidence]) -> list[Card]:
    return [
        Card(
            row.public_id, row.title, row.figure, row.source, row.note, row.channel, row.side, row.by_name,
            row.attachment,
        )
        for row in evidence
    ]  # fmt: skip


#: Row security shows her what her own side keeps to itself, and nothing of the other's; both only ever grow.
_VERSION = "r.version + coalesce((SELECT sum(s.version) FROM bargaining_side_room s WHERE s.case_id = r.case_id), 0)"


def version_of(case_id: UUID) -> int:
    """How often the room has changed for her; one look at two rows. Raises `Refused("room.gone")`."""
    version = _read_version(case_id)
    if version is None:
        raise Refused("room.gone")
    return version


def _read_version(case_id: UUID) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_VERSION} FROM bargaining_room r JOIN bargaining_case c ON c.id = r.case_id"  # noqa: S608
            " WHERE c.public_id = %s",
            [case_id],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


#: Row security finds the room for whoever has a part in it; signed in is whose session is still kept.
_GLANCE = f"""
    SELECT {_VERSION} FROM bargaining_case c JOIN bargaining_room r ON r.case_id = c.id
    WHERE c.public_id = %s
      AND EXISTS (SELECT FROM django_session s WHERE s.session_key = %s AND s.expire_date > %s)
      AND EXISTS (SELECT FROM people_account a WHERE a.id = %s AND a.person_id = %s AND a.is_active)
"""  # noqa: S608 - a piece of our own


def version_seen(case_id: UUID, session_key: str, actor: Actor) -> int | None:
    """As `version_of`, for an actor and session a ticket vouches for; all in one message to the database.

    None once she has signed out, her account is closed or her part has ended: row security and the session are asked
    every time.
    """
    row = glance(actor, _GLANCE, [case_id, session_key, actor.now, actor.account_id, actor.person_id])
    return int(row[0]) if row else None
