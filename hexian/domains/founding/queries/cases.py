"""One case as its founders and the upper union see it; an officer's queue; a contact's own cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hexian.domains.founding import access, rules
from hexian.domains.founding.models import WAITING, Candidate, Case, Declaration, Employer, Intent, Preparer, Step
from hexian.domains.founding.rules import Body, Channel, Side, State
from hexian.domains.founding.services import describing, living, moving, requesting, scans
from hexian.domains.members.queries.paging import PAGE_SIZE, Order, Page, cut, read_cursor
from hexian.domains.orgs.models import JoinPoint, Organisation
from hexian.domains.people import rules as people_rules
from hexian.foundation.access import MOST_SHOWN, HowMany, scope, within
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.clock import queries as clocks
from hexian.foundation.lawbook import texts as law_texts
from hexian.foundation.lawbook.rules import thaw

BY_DUE = Order(("due_at", "pk"))
BY_PLACE = Order(("code", "pk"), descending=True)
TABS = ("waiting", "running", "returned", "founded", "withdrawn")
#: Every page of the desk asks this: as SQL it takes a third of what the same question takes through the ORM.
_WAITING_FOR_HER = """
    SELECT count(*) FROM (
        SELECT FROM founding_case WHERE code = ANY (%(codes)s) AND state = ANY (%(states)s)
            AND contact_id IS DISTINCT FROM %(herself)s AND contact_mobile IS DISTINCT FROM %(mobile)s
        LIMIT %(most)s
    ) AS few
"""
_AT_UPPER = sorted(rules.AT_UPPER)
_RUNNING = (State.DRAFT, State.PREP_APPROVED, State.MEMBER_RECRUIT, State.CONGRESS_HELD)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    public_id: UUID
    code: str
    name: str
    form: str
    upper_name: str
    contact_name: str
    contact_mobile: str  # masked
    intended: int
    state: str
    turn: str
    due_at: datetime | None
    moved_at: datetime
    approved_on: date | None
    union_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer of a case; `is_known` when the tree has it."""

    public_id: UUID
    name: str
    uscc: str
    nature: str
    trade: str
    staff: int
    women: int
    intended: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody of the group, or who stands: what she declared, her votes, her post."""

    public_id: UUID
    name: str
    post: str
    mobile: str  # masked
    body: str = ""
    is_leader: bool = False
    is_written_in: bool = False
    votes: int | None = None
    is_elected: bool = False
    office: str = ""
    declared: Mapping[str, bool] | None = None
    declared_on: date | None = None
    needs_declaring: bool = False
    has_died: bool = False

    @property
    def barred(self) -> tuple[str, ...]:
        """The bans she said yes to."""
        return tuple(sorted(ban for ban, answer in (self.declared or {}).items() if answer))

    @property
    def is_silent(self) -> bool:
        """Whether her declaration is still missing."""
        return self.needs_declaring and not self.declared


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One body's count, and who stood for it."""

    body: str
    seats: int
    issued: int
    returned: int
    valid: int
    invalid: int


@dataclass(frozen=True, slots=True)
class IntentRow:
    """Somebody who signed up; numbers masked."""

    public_id: UUID
    name: str
    mobile: str
    id_number: str
    kind_of_work: str
    channel: str
    signed_on: date
    is_applied: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the timeline."""

    act: str
    side: str
    channel: str
    by_name: str
    by_office: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A signed page that was photographed."""

    public_id: UUID
    document: str
    name: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class LawRow:
    """A number of law the case was decided by."""

    title: str
    text: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with everything of it, what may be done now, and what stands in the way of handing it in."""

    row: CaseRow
    case: Case
    upper_id: UUID
    upper_phone: str
    employers: tuple[EmployerRow, ...]
    group: tuple[PersonRow, ...]
    candidates: tuple[PersonRow, ...]
    ballots: tuple[BallotRow, ...]
    intents: tuple[IntentRow, ...]
    steps: tuple[StepRow, ...]
    scans: tuple[ScanRow, ...]
    law: tuple[LawRow, ...]
    acts: frozenset[str]
    obstacle: Refused | None
    saved_trips: tuple[str, ...]
    all_trips: int
    started_at: datetime | None
    join_code: str
    may_work: bool
    may_decide: bool
    #: What may still be written: `request` (facts, employers, group), `election` (candidates), `people` (who signs up).
    edits: frozenset[str]
    #: The places of the request that will be printed as blanks, while it is the founders'.
    blanks: tuple[str, ...]

    @property
    def is_on_paper(self) -> bool:
        """Whether somebody entered it for founders who came with paper."""
        return bool(self.steps) and self.steps[0].channel != Channel.ONLINE

    @property
    def registered(self) -> int:
        """How many have signed up to be members."""
        return len(self.intents)

    @property
    def step(self) -> int:
        """The index of the current step on the path, where a returned case stands where it was returned."""
        here = State(self.row.state)
        here = State(self.case.returned_from) if here is State.RETURNED else here
        return rules.PATH.index(here) if here in rules.PATH else 0

    @property
    def dead(self) -> tuple[str, ...]:
        """The names of those who have died since they were put on the group or up for a body, each once."""
        return tuple(dict.fromkeys(each.name for each in (*self.group, *self.candidates) if each.has_died))

    def standing(self, body: str) -> tuple[PersonRow, ...]:
        """Who stands for a body."""
        return tuple(each for each in self.candidates if each.body == body)


def case_row(row: Case) -> CaseRow:
    """A case as a list shows it."""
    turn = rules.turn(row.state)
    return CaseRow(
        public_id=row.public_id,
        code=row.code,
        name=row.name,
        form=row.form,
        upper_name=row.upper.short_name,
        contact_name=row.contact_name,
        contact_mobile=people_rules.mask_mobile(row.contact_mobile),
        intended=row.intended,
        state=row.state,
        turn=turn or "",
        due_at=row.due_at,
        moved_at=row.moved_at,
        approved_on=row.approved_on,
        union_id=row.union.public_id if row.union else None,
        version=row.version,
    )


def case(case_id: UUID, actor: Actor) -> CasePage:
    """One case's page, for its contact or an officer of the upper union. Raises `Case.DoesNotExist` out of reach."""
    reach = access.cases_to_work_on(actor) | access.cases_visible(actor) | access.cases_to_decide(actor)
    row = reach.select_related("upper", "union").get(public_id=case_id)
    may_work = access.cases_to_work_on(actor).filter(pk=row.pk).exists()
    may_decide = access.cases_to_decide(actor).filter(pk=row.pk).exists()
    steps = tuple(_step(each) for each in row.steps.order_by("at", "public_id"))
    told = _Told(row, actor)
    trips = [(each.act, each.channel) for each in steps]
    return CasePage(
        row=case_row(row),
        case=row,
        upper_id=row.upper.public_id,
        upper_phone=row.upper.phone,
        employers=tuple(_employer(each) for each in row.employers.order_by("pk")),
        group=tuple(_preparer(each, row, told) for each in told.group),
        candidates=tuple(_candidate(each, row, told) for each in told.candidates),
        ballots=tuple(_ballots(row)),
        intents=tuple(_intent(each) for each in row.intents.order_by("pk")),
        steps=steps,
        scans=tuple(_scans(row, actor)),
        law=tuple(_law(row)),
        acts=_acts(row, may_work=may_work, may_decide=may_decide),
        obstacle=_obstacle(row, actor),
        saved_trips=rules.saved_trips(trips),
        all_trips=sum(act in rules.TRIPS for act, _ in trips),
        started_at=_started(row),
        join_code=_join_code(row),
        may_work=may_work,
        may_decide=may_decide,
        edits=_edits(row) if may_work else frozenset(),
        blanks=describing.left_blank(row) if moving.is_editable(row, State.DRAFT) else (),
    )


def _acts(row: Case, *, may_work: bool, may_decide: bool) -> frozenset[str]:
    mine = {Side.APPLICANT} if may_work else set()
    mine |= {Side.UPPER} if may_decide else set()
    return frozenset(
        act for act, side in rules.DOES.items() if side in mine and rules.may(row.state, act, row.returned_from)
    )


def _edits(row: Case) -> frozenset[str]:
    states = {"request": (State.DRAFT,), "election": (State.MEMBER_RECRUIT, State.CONGRESS_HELD)}
    open_ones = {part for part, open_in in states.items() if moving.is_editable(row, *open_in)}
    return frozenset(open_ones | ({"people"} if requesting.is_recruiting(row) else set()))


def _obstacle(row: Case, actor: Actor) -> Refused | None:
    """Why the request cannot be handed in yet; None when it can, or is not the matter."""
    if not rules.may(row.state, "request", row.returned_from):
        return None
    try:
        requesting.check_request(row, actor)
    except Refused as refusal:
        return refusal
    return None


def _started(row: Case) -> datetime | None:
    running = [each for each in clocks.deadlines_of(row.public_id) if each.ended_at is None]
    return running[0].started_at if running else None


def _join_code(row: Case) -> str:
    found = JoinPoint.objects.filter(org=row.union, closed_at__isnull=True) if row.union else JoinPoint.objects.none()
    return found.order_by("pk").values_list("join_code", flat=True).first() or ""


class _Told:
    """Those of the group and those who stand, with what is known of each: what she declared, whether she has died."""

    def __init__(self, row: Case, actor: Actor) -> None:
        self.group = list(row.preparers.order_by("-is_leader", "pk"))
        self.candidates = list(row.candidates.order_by("body", F("votes").desc(nulls_last=True), "pinyin", "pk"))
        self._declared = _declared(row)
        # Once the union stands it has officers, whose offices end by themselves.
        is_open = row.union_id is None and row.state not in rules.ENDED
        self._dead = living.died(row, [*self.group, *self.candidates], actor) if is_open else {}

    def of(self, who: UUID) -> dict[str, Any]:
        """What `PersonRow` says of her besides who she is."""
        return _said(self._declared, who) | {"has_died": who in self._dead}


def _declared(row: Case) -> Mapping[UUID, list[Declaration]]:
    found: dict[UUID, list[Declaration]] = {}
    for each in row.declarations.select_related("candidate", "preparer"):
        who = each.candidate or each.preparer
        if who is not None:
            found.setdefault(who.public_id, []).append(each)
    return found


def _said(declared: Mapping[UUID, list[Declaration]], who: UUID) -> dict[str, Any]:
    rows = declared.get(who, [])
    return {
        "declared": {row.ban: row.answer for row in rows} or None,
        "declared_on": max((row.declared_on for row in rows), default=None),
    }


def _employer(row: Employer) -> EmployerRow:
    return EmployerRow(
        row.public_id,
        row.name,
        row.uscc,
        row.nature,
        row.trade,
        row.staff,
        row.women,
        row.intended,
        row.org_id is not None,
    )


def _preparer(row: Preparer, case: Case, told: _Told) -> PersonRow:
    return PersonRow(
        public_id=row.public_id,
        name=row.name,
        post=row.post,
        mobile=people_rules.mask_mobile(row.mobile),
        is_leader=row.is_leader,
        needs_declaring=row.is_leader and bool(rules.bans_for(case.form, Body.COMMITTEE)),
        **told.of(row.public_id),
    )


def _candidate(row: Candidate, case: Case, told: _Told) -> PersonRow:
    return PersonRow(
        public_id=row.public_id,
        name=row.name,
        post=row.job,
        mobile=people_rules.mask_mobile(row.mobile),
        body=row.body,
        is_written_in=row.is_written_in,
        votes=row.votes,
        is_elected=row.is_elected,
        office=row.post,
        needs_declaring=bool(rules.bans_for(case.form, row.body)),
        **told.of(row.public_id),
    )


def _ballots(row: Case) -> Iterable[BallotRow]:
    order = list(Body)
    for each in sorted(row.ballots.all(), key=lambda ballot: order.index(Body(ballot.body))):
        yield BallotRow(each.body, each.seats, each.issued, each.returned, each.valid, each.invalid)


def _intent(row: Intent) -> IntentRow:
    return IntentRow(
        public_id=row.public_id,
        name=row.name,
        mobile=people_rules.mask_mobile(row.mobile),
        id_number=people_rules.mask_id_tail(row.id_tail),
        kind_of_work=row.kind_of_work,
        channel=row.channel,
        signed_on=row.signed_on,
        is_applied=row.application_id is not None,
        refusal=row.refusal,
    )


def _step(row: Step) -> StepRow:
    return StepRow(row.act, row.side, row.channel, row.by_name, row.by_office, row.note, row.at)


def _scans(row: Case, actor: Actor) -> Iterable[ScanRow]:
    """The signed pages of both sides; the contact sees the upper union's, which lie in its place and not in hers."""
    with scope(Actor.system("founding", actor.now)):
        found = [file for document in rules.Document for file in files.of(scans.owner_of(document), row.public_id)]
    for file in sorted(found, key=lambda file: file.kept_at):
        yield ScanRow(file.public_id, file.owner_type.rpartition(".")[2], file.name, file.kept_at)


def scan(case_id: UUID, scan_id: UUID, actor: Actor) -> Attachment:
    """A signed page of a case she may see. Raises `Case.DoesNotExist`."""
    reach = access.cases_to_work_on(actor) | access.cases_visible(actor)
    row = reach.get(public_id=case_id)
    with scope(Actor.system("founding", actor.now)):
        kept = files.find(scan_id)
    if kept is None or kept.owner_id != row.public_id or not kept.owner_type.startswith(f"{scans.OWNER}."):
        raise Case.DoesNotExist
    return kept


def _law(row: Case) -> Iterable[LawRow]:
    for frozen in row.params.values():
        param = thaw(frozen)
        yield LawRow(param.title, law_texts.say(param), param.source, param.sure)


def my_cases(actor: Actor) -> list[CaseRow]:
    """The cases she is the contact of, those under way first."""
    rows = access.own_cases(actor).select_related("upper", "union").order_by("-pk")
    return sorted((case_row(row) for row in rows), key=lambda row: row.state in rules.ENDED)


# — The officer's queue —


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What narrows the queue: a tab, a form, a year of founding, a union and all below it."""

    tab: str = "waiting"
    form: str = ""
    year: int | None = None
    union: UUID | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> CaseFilter:
        """The filter as an address carries it; whatever is unknown is left out."""
        tab, form, year = (str(params.get(name) or "") for name in ("tab", "form", "year"))
        try:
            union = UUID(str(params.get("union") or ""))
        except ValueError:
            union = None
        return cls(
            tab=tab if tab in TABS else "waiting",
            form=form if form in list(rules.Form) else "",
            year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
            union=union,
        )


def queue(actor: Actor, chosen: CaseFilter, cursor: str = "", size: int = PAGE_SIZE) -> Page[CaseRow]:
    """A page of the cases below an officer: what waits for her union's answer by due time, the rest by place."""
    visible = access.cases_visible(actor)
    rows = _narrowed(_in_tab(visible, chosen.tab), chosen)
    order = BY_DUE if chosen.tab == "waiting" else BY_PLACE
    named, backwards = read_cursor(cursor)
    known = visible.filter(public_id=named) if named else Case.objects.none()
    found = cut(rows, order, known.values_list(*order.columns).first(), backwards=backwards, size=size)
    return found.page(_load(place[-1] for place in found.places))


def _in_tab(rows: QuerySet[Case], tab: str) -> QuerySet[Case]:
    states = {
        "running": Q(state__in=_RUNNING), "returned": Q(state=State.RETURNED),
        "founded": Q(union__isnull=False), "withdrawn": Q(state=State.WITHDRAWN),
    }  # fmt: skip
    return rows.filter(states.get(tab, WAITING))


def _narrowed(rows: QuerySet[Case], chosen: CaseFilter) -> QuerySet[Case]:
    if chosen.form:
        rows = rows.filter(form=chosen.form)
    if chosen.year is not None:
        rows = rows.filter(approved_on__year=chosen.year)
    if chosen.union is not None:
        rows = rows.filter(
            within("code", Organisation.objects.filter(public_id=chosen.union).values_list("code", flat=True))
        )
    return rows


def _load(ids: Iterable[int]) -> list[CaseRow]:
    order = list(ids)
    found = Case.objects.select_related("upper", "union").in_bulk(order)
    return [case_row(found[pk]) for pk in order if pk in found]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many cases stand where."""

    waiting: int
    overdue: int
    running: int
    returned: int
    founded: int  # this year


def figures(actor: Actor) -> Figures:
    """The key figures over the queue."""
    rows = access.cases_visible(actor)
    year = timezone.localdate(actor.now).year
    return Figures(
        waiting=rows.filter(WAITING).count(),
        overdue=rows.filter(WAITING, due_at__lt=actor.now).count(),
        running=_in_tab(rows, "running").count(),
        returned=_in_tab(rows, "returned").count(),
        founded=rows.filter(union__isnull=False, approved_on__year=year).count(),
    )


def waiting(actor: Actor) -> HowMany:
    """How many cases of `access.cases_to_decide` wait for an officer's answer, up to a hundred."""
    return HowMany(_WAITING_FOR_HER, {
        "codes": access.unions_deciding(actor), "states": _AT_UPPER, "most": MOST_SHOWN,
        "herself": actor.person_id, "mobile": actor.mobile or None,
    })  # fmt: skip
