"""Lists of cases, one case as whoever opens it may see it, and every date of it explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import Case, Item, Meeting, Participant, Signature, Step, Suspension
from hexian.domains.bargaining.queries.waiting import waiting_ids
from hexian.domains.bargaining.rules import meeting as meeting_rules
from hexian.domains.bargaining.rules.contracts import ContractType, Procedure, Special
from hexian.domains.bargaining.rules.delegates import DELEGATES, VACANT, Finding, Role
from hexian.domains.bargaining.rules.states import (
    AT_WORK,
    BRANCHES,
    CASE,
    ENDED,
    IN_FORCE,
    LED,
    Act,
    Side,
    State,
    Turn,
    is_silent,
    turn_of,
)
from hexian.domains.bargaining.services import (
    law,
    listing,
    meeting_up,
    moving,
    noting,
    opening,
    seating,
    standing_in,
    superseding,
)
from hexian.domains.bargaining.services.offering import REPLY
from hexian.domains.bargaining.services.performing import COORDINATION, EXTENSION
from hexian.domains.bargaining.services.standing_in import CONTEST, CONTEST_OVER
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState
from hexian.domains.people.rules import mask_mobile
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock.models import Deadline, current_calendar, span_of
from hexian.foundation.clock.rules import end_of, reckon, start_of
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook.rules import Param

PAGE = 25
WORKER_DIRECTOR = "congress.worker_director"
OBJECTION = "bargaining.objection"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list: state and dates, never a figure."""

    public_id: UUID
    title: str
    union_name: str
    employer_name: str
    contract: str
    special: str
    procedure: str
    state: str
    turn: Turn
    due_at: datetime | None
    moved_at: datetime
    ends_on: date | None
    is_mine: bool
    holds_from: date | None = None  # of a change in force: the later day from which it holds
    is_silent: bool = False  # nobody objected in time: in force at `due_at`, and about to be written down


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a list is narrowed: which view, and who is looked for."""

    view: str = "open"
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases and the key of the next."""

    rows: list[CaseRow]
    after: int | None


VIEWS = ("turn", "open", "force", "late", "all")


def cases(actor: Actor, chosen: Chosen, after: int | None = None) -> CaseList:
    """The cases she may know of, the newest first; `after` is the key of the last row seen."""
    rows = _narrowed(access.cases_visible(actor), chosen, actor)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("union", "employer").order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    mine = set(access.own_ids(actor))
    return CaseList([_row(case, case.public_id in mine, actor.now) for case in found[:PAGE]], more)


def _narrowed(rows: QuerySet[Case], chosen: Chosen, actor: Actor) -> QuerySet[Case]:
    if chosen.text:
        rows = rows.filter(Q(title__icontains=chosen.text) | Q(employer__name__icontains=chosen.text))
    if chosen.view == "turn":
        return rows.filter(pk__in=waiting_ids(actor))
    if chosen.view == "force":
        return rows.filter(state__in=IN_FORCE).exclude(superseding.not_yet(moving.today(actor)))
    if chosen.view == "late":
        # Of what lies with the labour office the end of its days makes it binding, not late.
        return rows.filter(due_at__lt=actor.now).exclude(state__in=[*ENDED, State.FILED])
    if chosen.view == "all":
        return rows
    binds = Q(state__in=IN_FORCE) & ~superseding.not_yet(moving.today(actor))
    return rows.exclude(state__in=ENDED).exclude(binds)


def my_cases(actor: Actor) -> list[CaseRow]:
    """The cases she sits in, what goes on first."""
    rows = (
        access.cases_taking_part(actor).select_related("union", "employer").order_by(F("due_at").asc(nulls_last=True))
    )
    return [_row(case, True, actor.now) for case in rows[:100]]


def _row(case: Case, is_mine: bool, now: datetime) -> CaseRow:
    silent = is_silent(case.state, case.due_at, now)
    return CaseRow(
        case.public_id, case.title, case.union.name, case.employer.name, case.contract, case.special, case.procedure,
        case.state, Turn.NOBODY if silent else turn_of(case.state, case.offered_by), case.due_at, case.moved_at,
        case.ends_on, is_mine, superseding.holds_from(case, timezone.localdate()), silent,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody with a part, as both sides and those above see her."""

    public_id: UUID
    name: str
    side: str
    role: str
    origin: str
    post: str
    sex: str
    chosen_on: date | None
    votes: int | None
    voters: int | None
    is_outside: bool
    has_promised: bool
    has_account: bool
    mandate: str
    paper: UUID | None = None  # the page she was named from, where her side answered on paper
    promise_paper: UUID | None = None  # the page she signed, where she promised secrecy with a pen


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case: where it stands, what its reader is in it and may do, who sits, what ran."""

    case: Case
    row: CaseRow
    part: str
    may_join: Side | None
    oversees: bool
    examines: bool
    has_promised: bool
    is_chief: bool
    acts: frozenset[str]
    seats: list[Seat]
    steps: list[Step]
    findings: list[Finding] = field(default_factory=list)
    on_paper: Side | None = None  # the side without anybody in the program whose pages this reader may enter
    pages: Mapping[Side, UUID] = field(default_factory=dict)  # the page by which a side came, its offer or its answer
    reply_waits: bool = False  # the answer to an offer on paper has not been signed for
    may_strike: bool = False  # an offer entered from paper may be taken back
    change: Case | None = None  # what takes this contract's place on a day to come
    stands_in: bool = False  # she is of the union above one that has nobody in the program
    contests: Side | None = None  # for which side she may say that what was entered from its paper is not so
    contested: tuple[Step, ...] = ()  # what is said not to be so and has not been put right, one a side at most
    signed: frozenset[Side] = frozenset()  # whose chief has signed a text that waits for both

    @property
    def side(self) -> Side | None:
        """The side she acts for."""
        return Side(self.part) if self.part in set(Side) else None

    @property
    def signs_next(self) -> Side | None:
        """Whose signature is still wanted once one chief has signed."""
        return next(iter(set(Side) - self.signed)) if len(self.signed) == 1 else None

    @property
    def vacant(self) -> list[Finding]:
        """What leaves a seat empty once both lists stood."""
        return [each for each in self.findings if each.code in VACANT] if self.row.state in AT_WORK else []

    def of(self, side: str) -> list[Seat]:
        """The delegates of a side."""
        return [seat for seat in self.seats if seat.side == side and seat.role in DELEGATES]

    def chief_of(self, side: str) -> Seat | None:
        """The chief of a side."""
        return next((seat for seat in self.of(side) if seat.role == Role.CHIEF), None)


def title_of(case_id: UUID, actor: Actor) -> str:
    """What a case is called, for whoever may know of it; empty for anybody else."""
    return access.cases_visible(actor).filter(public_id=case_id).values_list("title", flat=True).first() or ""


def case(case_id: UUID, actor: Actor) -> CasePage:
    """One case for whoever may know of it. Raises `Case.DoesNotExist`."""
    rows = access.cases_visible(actor).select_related("union", "employer")
    found = rows.get(public_id=case_id)
    part = access.part_in(found.public_id, actor)
    side = Side(part) if part in set(Side) else None
    open_sides = access.sides_open_to(found, actor)
    steps = list(found.steps.order_by("at", "pk"))
    pages = listing.pages_among(steps)
    on_paper = listed_from_paper(found, actor) if part and pages else None
    oversees = access.cases_overseen(actor).filter(pk=found.pk).exists()
    return CasePage(
        case=found, row=_row(found, bool(part), actor.now), part=part,
        may_join=open_sides[0] if open_sides and not part else None,
        oversees=oversees,
        examines=access.cases_examined(actor).filter(pk=found.pk).exists(),
        has_promised=bool(part) and seating.has_promised(found, actor),
        is_chief=side is not None and seating.is_chief(found, side, actor),
        acts=frozenset(acts_from(found.state)),
        seats=[_seat(row) for row in found.participants.filter(until=None).order_by("side", "role", "pk")],
        steps=steps, findings=_findings(found, actor),
        on_paper=on_paper, pages=pages, reply_waits=on_paper == found.offered_by and _reply_waits(found),
        may_strike=on_paper is not None and opening.may_strike(found, part),
        change=superseding.change_to_come(found, moving.today(actor)),
        stands_in=oversees and Side.WORKER in pages and standing_in.above_for_union(found, actor),
        contests=standing_in.contests_for(found, actor) if pages else None, contested=_contested(steps),
        signed=_signed(found),
    )  # fmt: skip


def _contested(steps: list[Step]) -> tuple[Step, ...]:
    """The last word of each side about what was entered from its paper, where that is that it is not so."""
    said = {step.side: step for step in steps if step.act in {CONTEST, CONTEST_OVER}}
    return tuple(step for step in said.values() if step.act == CONTEST)


def _signed(case: Case) -> frozenset[Side]:
    """Whose chief has signed the text the congress passed; of the figures in it nothing is read."""
    if case.state not in {State.CONGRESS_PASSED, State.SIGN_REFUSED}:
        return frozenset()
    text = case.drafts.filter(adopted_at__isnull=False).order_by("-number").values("pk")[:1]
    return frozenset(map(Side, Signature.objects.filter(draft__in=text).values_list("side", flat=True)))


def _findings(case: Case, actor: Actor) -> list[Finding]:
    """What is wrong with both delegations; of a case that is over nothing is asked."""
    if case.state in ENDED:
        return []
    gone = seating.chiefs_gone(case, actor) if case.state in LED else []
    return [*gone, *seating.findings(case)]


def _reply_waits(case: Case) -> bool:
    """Whether an answer is on its way and nobody has signed for it."""
    sent = list(case.deliveries.filter(document=REPLY).values_list("received_at", flat=True))
    return bool(sent) and not any(sent)


def acts_from(state: str) -> list[str]:
    """What may be done from a state."""
    if state in BRANCHES:
        return [Act.SETTLE]
    return [act for (here, act) in CASE if here == state]


def _seat(row: Participant) -> Seat:
    return Seat(
        row.public_id, row.name, row.side, row.role, row.origin, row.post, row.sex, row.chosen_on, row.votes,
        row.voters, row.is_outside, row.promised_at is not None, row.person_id is not None, row.mandate, row.paper,
        row.promise_paper,
    )  # fmt: skip


def listed_from_paper(case: Case, actor: Actor) -> Side | None:
    """The side whose delegates she may enter from the page it came by; None where nobody may, or they do it."""
    try:
        return listing.check_from_paper(case, actor)[0]
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Promising:
    """Somebody who sits, whether she has promised secrecy and how, and whether this reader may enter her pen."""

    public_id: UUID
    name: str
    side: str
    role: str
    number: int  # of her own form among those printed
    has_promised: bool
    paper: UUID | None
    may: bool


def promising(case_id: UUID, actor: Actor) -> list[Promising]:
    """Everybody who sits in a case, for whoever takes part; her form prints by its number."""
    found = access.cases_taking_part(actor).get(public_id=case_id)
    rows = list(found.participants.filter(until=None).order_by("pk"))
    return [
        Promising(
            row.public_id, row.name, row.side, row.role, number, row.promised_at is not None, row.promise_paper,
            row.promised_at is None and noting.may_note_promise(found, row, actor),
        )
        for number, row in enumerate(rows, 1) if row.role != Role.HANDLER
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """How a paper went, and to whom: numbers and mailboxes masked."""

    public_id: UUID
    document: str  # a key of `texts.PAPERS`
    to_side: str
    way: str
    to: str
    sent_by: str
    sent_at: datetime
    received_by: str
    received_at: datetime | None
    witness: str
    attachment: UUID | None


def deliveries(case: Case) -> list[Sent]:
    """How each paper went, the latest first; for whoever takes part."""
    return [
        Sent(
            row.public_id, row.document, row.to_side, row.way,
            " ".join(each for each in (row.to_name, masked_address(row.to_address)) if each),
            row.sent_by, row.sent_at, row.received_by, row.received_at, row.witness, row.attachment,
        )
        for row in case.deliveries.order_by("-sent_at")
    ]  # fmt: skip


def masked_address(address: str) -> str:
    """«138****1234», «z***@example.com»; nothing for none."""
    name, at, home = address.partition("@")
    return f"{name[:1]}***@{home}" if at else mask_mobile(address)


@dataclass(frozen=True, slots=True)
class Body:
    """A union or employer one may begin a case for."""

    side: Side
    employer: UUID
    label: str
    staff: int


def bodies(actor: Actor) -> list[Body]:
    """The employers one may begin a case with: one's own, or one's own union's."""
    unions = access.bodies_acting(access.ACT, actor).filter(employer__isnull=False).select_related("employer")
    ours = [(Side.WORKER, union.name, union.employer) for union in unions]
    employers = access.bodies_acting(access.ANSWER, actor).filter(category=Category.EMPLOYER)
    theirs = [(Side.EMPLOYER, body.name, body) for body in employers]
    return [
        Body(side, employer.public_id, name, employer.staff_total)
        for side, name, employer in [*ours, *theirs]
        if employer is not None
    ]


def proposing(actor: Actor) -> Param | None:
    """What the region of her own union says of workers who ask for bargaining together; None where it says nothing."""
    rows = lawbook.everywhere(opening.PROPOSERS, moving.today(actor))
    unions = access.bodies_acting(access.ACT, actor).filter(employer__isnull=False).select_related("employer")
    places = [union.employer.division or union.division for union in unions if union.employer] if rows else []
    return next((row for place in places for row in rows if place.startswith(row.region)), None)


def proposed(case: Case) -> tuple[Param, int] | None:
    """The same as a case of the workers' side keeps it, and how many of its staff that is."""
    kept = moving.param(case, opening.PROPOSERS) if case.offered_by == Side.WORKER else None
    return (kept, kept.ratio.least(case.staff)) if kept is not None else None


def asked_by(case: Case, side: str) -> list[str]:
    """The topics a side put on the agenda, by title."""
    return list(case.items.filter(asked_by=side).order_by("number").values_list("title", flat=True))


def topics(case: Case) -> list[str]:
    """The clauses on the agenda, in order."""
    return list(case.items.order_by("number").values_list("clause", flat=True))


# — Dates —


@dataclass(frozen=True, slots=True)
class DateRow:
    """One clock of a case, with everything that made its day."""

    deadline: Deadline
    is_clock: bool = True  # a day reckoned by the same rules that nobody waits for: publicity, the window
    is_silence: bool = False  # nobody objected while it ran, and that made the contract binding

    @property
    def is_over(self) -> bool:
        """Whether it was met or called off."""
        return self.deadline.ended_at is not None


def all_settled(case: Case) -> bool:
    """Whether every topic of this round is agreed; an early end has none but itself."""
    if case.procedure == Procedure.END and not case.items.exists():
        return True
    return case.items.exists() and not case.items.filter(agreed=None, set_aside=False).exists()


def due_title(case: Case) -> str:
    """What the earliest of its running clocks is about; nothing where none runs."""
    return clocks.next_title(case.public_id)


def complete_by(case: Case) -> datetime | None:
    """Until when the bargaining has to be completed, where the region says so: a suspension does not stop it."""
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == "bargaining.complete"]
    return rows[-1].due_at if rows and rows[-1].ended_at is None else None


def lacks_minutes(case: Case) -> bool:
    """Whether no meeting's minutes bear both chiefs' signatures, which go along to the labour office (浙江 16)."""
    signed = case.meetings.exclude(minutes=[]).values_list("signatures", flat=True)
    return case.procedure != Procedure.END and not any({each["side"] for each in one} >= set(Side) for one in signed)


def completed_before(case: Case) -> bool:
    """Whether the days to complete the bargaining are over by a text that was adopted, and do not run again."""
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == "bargaining.complete"]
    return bool(rows) and rows[-1].ended_at is not None


def coordinated_until(case: Case) -> Deadline | None:
    """The days the labour office has to coordinate a dispute about signing; none before it has taken that up."""
    rules = {COORDINATION, EXTENSION}
    return next(
        (row for row in clocks.deadlines_of(case.public_id) if row.rule in rules and row.ended_at is None), None
    )


def following(case: Case, actor: Actor) -> CaseRow | None:
    """The bargaining about the contract after this one, where its reader may know of it."""
    rows = access.cases_visible(actor).filter(former=case, procedure=Procedure.CONCLUDE)
    found = rows.select_related("union", "employer").order_by("-pk").first()
    return _row(found, bool(access.part_in(found.public_id, actor)), actor.now) if found else None


def running(actor: Actor, contract: str, special: str) -> list[CaseRow]:
    """Bargainings under way about the same kind of contract: a second one is not opened beside them."""
    rows = cases(actor, Chosen("open")).rows
    return [row for row in rows if row.is_mine and (row.contract, row.special) == (contract, special)]


def dates(case: Case, now: datetime) -> list[DateRow]:
    """Every clock there was and is, and what is reckoned without one, in order of their days."""
    rows = [DateRow(row, is_silence=_made_binding(case, row, now)) for row in clocks.deadlines_of(case.public_id)]
    return sorted([*rows, *_reckoned(case)], key=lambda each: each.deadline.due_at)


def grade_law(case: Case) -> Param | None:
    """Whether this contract of grades counts as a wage agreement, as the case keeps it; nothing for any other."""
    if (case.contract, case.special) != (ContractType.SPECIAL, Special.GRADE):
        return None
    return moving.param(case, law.GRADE)


def law_day(page: CasePage) -> date:
    """As of which day the case keeps the law: when it was begun, or made, where it came on paper and late."""
    begun = page.case.offered_on if page.case.offered_by in page.pages else None
    return begun or timezone.localdate(page.case.created_at)


def _made_binding(case: Case, row: Deadline, now: datetime) -> bool:
    """Whether a contract is in force because these days were over, also before that is written down."""
    silent = row.ended_at is None and is_silent(case.state, row.due_at, now)
    return row.rule == OBJECTION and (silent or row.due_at == case.effective_at)


def _reckoned(case: Case) -> Iterable[DateRow]:
    """How long the delegates are shown, and from when the next contract may be asked for."""
    if case.publicised_from is not None:
        yield from _by(case, "bargaining.publicity", start_of(case.publicised_from))
    ends = case.ends_on is not None and case.state not in ENDED and case.procedure != Procedure.END
    # Where a change is to come the end, and with it the window, is the one that says.
    if ends and case.ends_on is not None and superseding.change_to_come(case, timezone.localdate()) is None:
        yield from _by(case, moving.rule_of(case, "contract.renewal_window"), end_of(case.ends_on))


def _by(case: Case, rule: str, at: datetime) -> Iterable[DateRow]:
    kept = moving.frozen(case, rule)
    if kept is None:
        return
    span = span_of(kept)
    row = Deadline(
        rule=rule, subject_id=case.public_id, started_at=at, n=span.n, unit=span.unit, day_type=span.day_type,
        basis=kept,
    )  # fmt: skip
    row.keep_due(reckon(at, span, current_calendar()))
    yield DateRow(row, is_clock=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day that was agreed or followed: what it is, when, and the row of the lawbook behind it."""

    what: str  # a key of `texts.FIXED`
    on: date
    until: date | None
    note: str
    law: Param | None


def fixed_dates(case: Case) -> list[Fixed]:
    """When the contract took effect and why, and from when until when it binds."""
    found = []
    if case.effective_at is not None:
        filing = case.filings.order_by("-number").first()
        result, law = (filing.result if filing else ""), moving.param(case, "bargaining.objection")
        found.append(Fixed("effect", timezone.localdate(case.effective_at), None, result, law))
    if case.starts_on is not None:
        found.append(Fixed("term", case.starts_on, case.ends_on, "", moving.param(case, "contract.term_years")))
    return found


def calendars(rows: Sequence[CaseRow]) -> list[tuple[CaseRow, list[Deadline]]]:
    """The running clocks of several cases, for a calendar."""
    found = []
    for row in rows:
        running = [each for each in clocks.deadlines_of(row.public_id) if each.ended_at is None]
        found.append((row, running))
    return found


def meetings(case: Case) -> list[Meeting]:
    """The meetings of a case, the first one first; for whoever takes part."""
    return list(case.meetings.order_by("number"))


def meeting(case: Case, meeting_id: UUID) -> Meeting:
    """One of them. Raises `Meeting.DoesNotExist`."""
    return case.meetings.get(public_id=meeting_id)


def next_chair(former: Sequence[str], offered_by: str) -> Side:
    """Whose chief calls the next meeting."""
    return meeting_rules.next_chair(former, offered_by)


def agenda(case: Case) -> list[Item]:
    """The topics of a case in order."""
    return list(case.items.order_by("number"))


def suspensions(case: Case) -> list[Suspension]:
    """The suspensions of a case, the latest first."""
    return list(case.suspensions.order_by("-since", "-pk"))


def no_breaks(case: Case) -> list[Step]:
    """Suspensions that were asked for and turned down or taken back, the latest first."""
    found = case.steps.filter(act__in=(meeting_up.DECLINED, meeting_up.TAKEN_BACK))
    return list(found.order_by("-at", "-pk"))


def left_to_suspend(case: Case) -> int | None:
    """Natural days both sides may still stand; None without a limit."""
    return meeting_up.left_to_suspend(case)


def examiners(case: Case) -> list[Organisation]:
    """The labour offices a contract may be filed with: those of the employer's division and above."""
    rows = Organisation.objects.filter(category=Category.PARTNER, partner="labour", state=OrgState.ACTIVE)
    return [body for body in rows.order_by("-division") if case.region.startswith(body.division)][:10]


def materials(case: Case, side: str) -> tuple[list[str], list[str]]:
    """What a side was asked for, and what it still waits for; nothing for who belongs to neither."""
    if side not in set(Side):
        return [], []
    return meeting_up.owed(case, side), meeting_up.waited_for(case, side)


def answer_late(case: Case, actor: Actor) -> Deadline | None:
    """The clock of the answer, where it is over: a late answer still counts, and is noted as late."""
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == "bargaining.reply"]
    return rows[-1] if rows and rows[-1].ended_at is None and rows[-1].due_at <= actor.now else None


def worker_director(case: Case) -> Param | None:
    """From how many staff on a board should have a workers' director, where the employer has so many (公司法 68).

    None where it has fewer, or where the case speaks for many employers.
    """
    if case.contract in {ContractType.AREA, ContractType.TRADE}:
        return None
    kept = moving.param(case, WORKER_DIRECTOR)
    return kept if kept is not None and case.staff >= kept.number else None


def copies_needed(case: Case) -> int:
    """How many copies are to be filed."""
    kept = moving.param(case, "bargaining.file_copies")
    return kept.number if kept else 1


def earliest_meeting(case: Case, actor: Actor) -> datetime | None:
    """Before which no first meeting may be called."""
    return meeting_up.earliest_meeting(case, actor)
