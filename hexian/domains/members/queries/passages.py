"""What is to become of memberships: the officers' queue of both sides, one passage's page, and a member's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.models import OPEN_PASSAGE, Membership, Participation, Passage
from hexian.domains.members.queries.paging import PAGE_SIZE, Order, Page, cut, read_cursor
from hexian.domains.members.queries.resolutions import ParamView, param_view
from hexian.domains.members.rules import LIVING, PassageKind, PassageState, Turn
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState, matter
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Person
from hexian.foundation.access import scope, within
from hexian.foundation.actor import Actor
from hexian.foundation.clock import states
from hexian.foundation.lawbook import queries as lawbook

UNDO = "membership.undo"
#: The lawbook's numbers that say what follows from a passage.
FOLLOWS = {
    PassageKind.TRANSFER: ("membership.release", "membership.accept"),
    PassageKind.RETAIN: ("membership.answer", "dues.retained", "membership.retained_votes"),
    PassageKind.RESUME: ("membership.answer", "dues.rate"),
    PassageKind.RETIRE: ("membership.answer", "dues.retired"),
    PassageKind.QUIT: ("membership.answer",),
    PassageKind.LAPSE: ("membership.lapse_months", "membership.hearing"),
    PassageKind.DEATH: (),
}


class PassageTab(StrEnum):
    """The saved views of the queue."""

    OURS = "ours"
    THEIRS = "theirs"
    HERS = "hers"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage in the queue; numbers masked."""

    public_id: UUID
    member_id: UUID | None
    person_id: int
    code: str
    target_code: str
    name: str
    mobile_masked: str
    id_masked: str
    kind: str
    state: str
    waits_for: str
    origin: str
    reason: str
    source_name: str
    target_name: str
    asked_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    level: str
    on: date | None
    is_arriving: bool


@dataclass(frozen=True, slots=True)
class PassagePage:
    """One passage with what the reader's side may know of it, and what she may do now."""

    row: PassageRow
    card_no: str
    kind_of_work: str
    joined_on: date
    note: str
    paper: str
    paper_on: date | None
    warning: str
    warned_at: datetime | None
    objection: str
    objected_at: datetime | None
    refusal: str
    answer: str
    resolution_id: UUID | None
    resolution_number: str
    needs_yes: bool
    is_own_proposal: bool
    params: tuple[ParamView, ...]
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class MyPassage:
    """A passage as the member sees it."""

    public_id: UUID
    kind: str
    state: str
    waits_for: str
    origin: str
    reason: str
    note: str
    source_name: str
    target_name: str
    on: date | None
    asked_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    released_at: datetime | None
    warning: str
    objection: str
    refusal: str
    answer: str
    may_withdraw: bool
    may_agree: bool
    may_object: bool


@dataclass(frozen=True, slots=True)
class MyStanding:
    """Her membership as it stands today, retained and retired ones too, and what she may ask for."""

    public_id: UUID
    code: str
    org_name: str
    division: str
    card_no: str
    state: str
    joined_on: date
    since: date
    may_ask: tuple[str, ...]
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class UnionChoice:
    """A union somebody may ask to go to: public knowledge only."""

    public_id: UUID
    name: str
    above: str
    phone: str


def passages(
    actor: Actor, tab: PassageTab = PassageTab.OURS, kind: str = "", cursor: str = "", size: int = PAGE_SIZE
) -> Page[PassageRow]:
    """A page of the queue, of both sides: open ones the oldest first, decided ones the newest first."""
    rows = _in_tab(access.passages_visible(actor), tab, actor)
    rows = rows.filter(kind=kind) if kind in list(PassageKind) else rows
    order = Order(("pk",), descending=tab is PassageTab.DECIDED)
    named, backwards = read_cursor(cursor)
    place = rows.filter(public_id=named).values_list("pk").first() if named else None
    found = cut(rows, order, place, backwards=backwards, size=size)
    return found.page(_load([pk for (pk,) in found.places], actor))


def _in_tab(rows: QuerySet[Passage], tab: PassageTab, actor: Actor) -> QuerySet[Passage]:
    if tab is PassageTab.DECIDED:
        return rows.exclude(OPEN_PASSAGE)
    rows = rows.filter(OPEN_PASSAGE)
    tops = actor.subtrees_for(access.ADMIT)
    here, there = within("code", tops), within("target_code", tops)
    if tab is PassageTab.HERS:
        return rows.filter(waits_for=Turn.HER)
    ours = (Q(waits_for=Turn.SOURCE) & here) | (Q(waits_for=Turn.TARGET) & there)
    return rows.filter(ours) if tab is PassageTab.OURS else rows.exclude(ours).exclude(waits_for=Turn.HER)


def passages_of(member_id: UUID, actor: Actor, limit: int = 20) -> list[PassageRow]:
    """What became, or is to become, of one membership, newest first, as far as the actor may see it."""
    rows = access.passages_from(actor).filter(membership__public_id=member_id).order_by("-pk")
    return _load(list(rows.values_list("pk", flat=True)[:limit]), actor)


def passage(public_id: UUID, actor: Actor) -> PassagePage:
    """One passage's page. Raises `Passage.DoesNotExist` out of reach."""
    rows = access.passages_visible(actor).select_related("source", "target", "resolution")
    row = rows.get(public_id=public_id)
    (shown,) = _load([row.pk], actor)
    here = _is_here(row, actor)
    with scope(Actor.system("passage", actor.now)):
        member = Membership.objects.get(pk=row.membership_id)
    return PassagePage(
        row=shown,
        card_no=member.card_no,
        kind_of_work=member.kind_of_work,
        joined_on=member.joined_on,
        # The former union's talk with her is not the other's business.
        note=row.note if here else "",
        paper=row.paper,
        paper_on=row.paper_on,
        warning=row.warning,
        warned_at=row.warned_at,
        objection=row.objection,
        objected_at=row.objected_at,
        refusal=row.refusal,
        answer=row.answer,
        resolution_id=row.resolution.public_id if row.resolution else None,
        resolution_number=row.resolution.number if row.resolution else "",
        needs_yes=_needs_yes(row),
        is_own_proposal=row.asked_by is not None and row.asked_by == actor.person_id,
        params=_params(row.kind, row.source.division, actor),
        acts=_acts(row, actor),
    )


def what_follows(kind: str, division: str, actor: Actor) -> tuple[ParamView, ...]:
    """The lawbook's numbers a member should know before she asks for a passage."""
    return _params(kind, division, actor)


def _params(kind: str, division: str, actor: Actor) -> tuple[ParamView, ...]:
    today = timezone.localdate(actor.now)
    return tuple(param_view(lawbook.look_up(code, division, today)) for code in FOLLOWS[PassageKind(kind)])


def _is_here(row: Passage, actor: Actor) -> bool:
    return actor.may(access.ADMIT, row.code)


def _needs_yes(row: Passage) -> bool:
    return row.origin == rules.Origin.OFFICER and row.agreed_at is None and row.state == PassageState.ASKED


def _acts(row: Passage, actor: Actor) -> frozenset[str]:
    """What the tables let this officer do from here, on the side that is hers."""
    if row.person_id == actor.person_id:
        return frozenset()
    possible = {act for state, act in rules.PASSAGE[PassageKind(row.kind)] if state == row.state} - {"object"}
    own = row.asked_by is not None and row.asked_by == actor.person_id
    here = _is_here(row, actor)
    there = bool(row.target_code) and actor.may(access.ADMIT, row.target_code)
    theirs = {"accept", "refuse"} if row.state == PassageState.RELEASED else {"accept"}
    acts = (possible - theirs if here else set()) | (possible & theirs if there else set())
    if not (here and own):
        acts -= {"withdraw"}
    if own and _needs_yes(row):
        acts -= {"release", "confirm"}
    return frozenset(acts - {"undo"} if not _may_undo(row, actor) else acts)


def _may_undo(row: Passage, actor: Actor) -> bool:
    if row.decided_at is None or row.state != PassageState.DONE:
        return False
    if row.kind == PassageKind.DEATH:
        return True
    today = timezone.localdate(actor.now)
    days = lawbook.look_up(UNDO, row.source.division, today).number
    return (today - timezone.localdate(row.decided_at)).days <= days


def _load(ids: Sequence[int], actor: Actor) -> list[PassageRow]:
    found = Passage.objects.select_related("source", "target").in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    people = _people({row.person_id for row in rows}, actor)
    members = _members({row.membership_id for row in rows}, actor)
    return [_row(row, people[row.person_id], members, actor) for row in rows]


def _people(ids: Iterable[int], actor: Actor) -> dict[int, Person]:
    """Names of whom these passages are about; the receiving union knows her through the passage alone so far."""
    with scope(Actor.system("passages", actor.now)):
        return Person.objects.in_bulk(list(ids))


def _members(ids: Iterable[int], actor: Actor) -> dict[int, UUID]:
    """Public ids of the memberships whose page the actor may open."""
    rows = access.members_visible(actor).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "public_id"))


def _row(row: Passage, person: Person, members: dict[int, UUID], actor: Actor) -> PassageRow:
    ended = row.state not in rules.OPEN_PASSAGE
    return PassageRow(
        public_id=row.public_id,
        member_id=members.get(row.membership_id),
        person_id=row.person_id,
        code=row.code,
        target_code=row.target_code,
        name=person.name,
        mobile_masked=people_rules.mask_mobile(person.mobile),
        id_masked=people_rules.mask_id_tail(person.id_tail),
        kind=row.kind,
        state=row.state,
        waits_for=row.waits_for,
        origin=row.origin,
        reason=row.reason,
        source_name=row.source.short_name,
        target_name=row.target.short_name if row.target else "",
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        level=str(states.level(states.State.RUNNING, row.due_at or actor.now, ended=ended, now=actor.now)),
        on=row.on,
        is_arriving=not _is_here(row, actor),
    )


def my_standing(actor: Actor) -> MyStanding | None:
    """The actor's membership as it stands, retained or retired too; None for whoever has none."""
    rows = access.own_memberships(actor).filter(state__in=LIVING).select_related("org").order_by("-pk")
    row = rows.first()
    if row is None:
        return None
    under_way = access.own_passages(actor).filter(OPEN_PASSAGE, membership=row).exists()
    may = [str(kind) for kind in rules.passages_from(row.state) if kind in rules.ASKED_BY_HER]
    return MyStanding(
        public_id=row.public_id,
        code=row.code,
        org_name=row.org.name,
        division=row.org.division,
        card_no=row.card_no,
        state=row.state,
        joined_on=row.joined_on,
        since=row.ended_on or row.came_on or row.joined_on,
        may_ask=() if under_way else tuple(may),
        is_under_way=under_way,
    )


def my_passages(actor: Actor, limit: int = 20) -> list[MyPassage]:
    """What the actor asked for and what was begun about her, newest first."""
    rows = access.own_passages(actor).select_related("source", "target").order_by("-pk")[:limit]
    return [_mine(row) for row in rows]


def _mine(row: Passage) -> MyPassage:
    acts = {act for state, act in rules.PASSAGE[PassageKind(row.kind)] if state == row.state}
    return MyPassage(
        public_id=row.public_id,
        kind=row.kind,
        state=row.state,
        waits_for=row.waits_for,
        origin=row.origin,
        reason=row.reason,
        note=row.note,
        source_name=row.source.name,
        target_name=row.target.name if row.target else "",
        on=row.on,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        released_at=row.released_at,
        warning=row.warning,
        objection=row.objection,
        refusal=row.refusal,
        answer="" if row.answer == "took_part" else row.answer,
        may_withdraw="withdraw" in acts,
        may_agree=_needs_yes(row),
        may_object="object" in acts,
    )


def unions_to_go_to(text: str, actor: Actor, limit: int = 20) -> list[UnionChoice]:
    """Living unions whose name holds the text, or whose poster has it for a code; what anybody may know of them."""
    wanted = text.strip()
    if not wanted:
        return []
    standing = my_standing(actor)
    rows = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE, name__icontains=wanted)
    rows = rows.exclude(code=standing.code) if standing else rows
    return _choices(list(rows.order_by("code")[:limit]))


def union_to_go_to(public_id: UUID) -> UnionChoice | None:
    """One living union by its id; None for anything else."""
    rows = Organisation.objects.filter(public_id=public_id, category=Category.UNION, state=OrgState.ACTIVE)
    return next(iter(_choices(list(rows))), None)


def _choices(rows: Sequence[Organisation]) -> list[UnionChoice]:
    above = orgs.names_by_code({row.code[:-4] for row in rows})
    return [UnionChoice(row.public_id, row.name, above.get(row.code[:-4], ""), row.phone) for row in rows]


def last_parts(member_id: UUID, actor: Actor) -> dict[str, date]:
    """When a member last paid dues and last took part, as far as her union records it."""
    rows = Participation.objects.filter(membership__public_id=member_id, membership__in=access.members_visible(actor))
    return dict(rows.values_list("kind", "on"))


@matter("members.passages", "{count} 件会籍变动", duty=access.ADMIT, address="/desk/passages/")
def passages_open(code: str) -> int:
    """How many passages at and below an organisation, coming or going, wait for somebody."""
    return Passage.objects.filter(OPEN_PASSAGE).filter(within("code", [code]) | within("target_code", [code])).count()
