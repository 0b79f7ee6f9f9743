"""What officers see: plans, who takes part, what waits for a person, the sample, contests, the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from hexian.domains.ledger.models import Fund
from hexian.domains.mutualaid import access, rules, texts
from hexian.domains.mutualaid.models import (
    Contest,
    Decision,
    File,
    HospitalStanding,
    Participation,
    Plan,
    Reading,
    Tally,
)
from hexian.domains.mutualaid.rules import GROUPABLE, ContestState, DecisionState
from hexian.domains.mutualaid.services import reaching
from hexian.domains.orgs.rules import ancestors
from hexian.domains.people import queries as people
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.models import Version
from hexian.foundation.tables.rules import Range

PAGE = 25
#: Exact up to here, «1000+» beyond: what waits is never counted for longer than it is looked at.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the list and its page show it."""

    public_id: UUID
    org_id: UUID
    name: str
    union: str
    starts_on: date
    ends_on: date
    price: str
    payer: str
    per: str
    eligible: str
    deductible: str
    minimum: str
    is_raised: bool
    cap: str
    waiting_days: int
    large: str
    sample_bp: int
    state: str
    state_words: str
    is_unverified: bool
    halted_at: datetime | None
    halt_reason: str
    agreement: str
    agreed_on: date | None
    has_money: bool
    tiers: tuple[tuple[str, str, str], ...]
    version: str
    excluded: tuple[str, ...]
    basis: str
    lacks: tuple[str, ...]
    drafted_by_me: bool
    cap_fen: int | None
    large_fen: int | None


@dataclass(frozen=True, slots=True)
class Taking:
    """One participation as a list shows it."""

    id: int
    name: str
    since: date
    until: date
    covered_from: date
    fee: str
    payer: str
    consented_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Held settlements with the very same findings: how many, their own shares, the oldest."""

    findings: int
    words: tuple[str, ...]
    count: int
    own: str
    since: datetime
    may_refuse_all: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held settlement in the queue."""

    public_id: UUID
    pk: int
    name: str
    hospital: str
    discharged: date
    total: str
    own: str
    words: tuple[str, ...]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some held settlements, and where the next ones begin."""

    rows: tuple[HeldRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What a blind reader works with: the bill, the terms, the tiers; never what the machine said."""

    id: int
    plan: str
    hospital: str
    care: str
    admitted: date
    discharged: date
    total: str
    own: str
    first: str
    share: str
    paid_before: str
    deductible: str
    minimum: str
    is_raised: bool
    cap: str
    per: str
    tiers: tuple[tuple[str, str, str], ...]
    left: int
    year_before: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How readers and machine agree, plan by plan."""

    plan: str
    public_id: UUID
    read: int
    agreed: int
    unread: int

    @property
    def share_bp(self) -> int:
        """Agreement in basis points; the whole before anything was read."""
        return self.agreed * 10_000 // self.read if self.read else 10_000


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A contest that waits, the soonest due first."""

    public_id: UUID
    name: str
    decision_id: UUID
    amount: str
    discharged: date
    state: str
    state_words: str
    reason: str
    appeal: str
    answer: str
    filed_at: datetime
    due_at: datetime | None
    is_over: bool
    total_fen: int
    own_fen: int
    first_fen: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of discharges."""

    month: date
    paid: int
    paid_fen: int
    missed: int
    days_tenths: int | None  # from discharge to the bank's day, of those the bank has paid


@dataclass(frozen=True, slots=True)
class Year:
    """A year beside the one before it; growth in basis points, none without a year before."""

    year: int
    paid: int
    paid_fen: int
    growth_bp: int | None
    growth_fen_bp: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A year beside the year before: paid and missed, average, days from discharge to the money, months."""

    year: int
    paid: int
    paid_fen: int
    missed: int
    missed_fen: int
    held: int
    refused: int
    declined: int
    average_fen: int
    days_tenths: int | None  # from discharge to the bank's day, in tenths of a day
    before_paid: int
    before_fen: int
    months: tuple[Month, ...]
    months_before: tuple[Month, ...]
    outliers: tuple[tuple[str, str], ...]
    counted_at: datetime | None

    @property
    def growth_bp(self) -> int | None:
        """More person-times than the year before, in basis points; none without a year before."""
        return _more(self.paid, self.before_paid)

    @property
    def growth_fen_bp(self) -> int | None:
        """More money than the year before, in basis points."""
        return _more(self.paid_fen, self.before_fen)


def plans(actor: Actor) -> list[PlanRow]:
    """The plans she may see, the latest year first."""
    rows = access.plans_visible(actor) | access.plans_to_join(actor)
    return [_plan(row, actor) for row in rows.select_related("org").distinct().order_by("-starts_on", "pk")[:100]]


def plan(plan_id: UUID, actor: Actor) -> PlanRow:
    """One of them. Raises `Plan.DoesNotExist`."""
    rows = access.plans_visible(actor) | access.plans_to_join(actor)
    return _plan(rows.select_related("org").distinct().get(public_id=plan_id), actor)


def _plan(row: Plan, actor: Actor) -> PlanRow:
    version = tables.version_by_id(row.version_id) if row.version_id else None
    return PlanRow(
        row.public_id, row.org.public_id, row.name, row.org.name, row.starts_on, row.ends_on,
        texts.money(row.price_fen), str(texts.PAYERS[row.payer]), str(texts.PERS[row.per]),
        str(texts.ELIGIBLES[row.eligible]),
        texts.money(row.deductible_fen), texts.money(row.minimum_fen), row.is_raised, _sum(row.cap_fen),
        row.waiting_days, _sum(row.large_fen), row.sample_bp, row.state, str(texts.PLANS[row.state]),
        row.is_unverified, row.halted_at, texts.reason(row.halt_reason), row.bureau_agreement, row.bureau_agreed_on,
        row.book_id is not None, _tiers(row), str(version.number) if version else "", tuple(row.excluded), row.basis,
        tuple(_lacks(row)), row.drafted_by is not None and row.drafted_by == actor.person_id, row.cap_fen,
        row.large_fen,
    )  # fmt: skip


def choices(plan_id: UUID, actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[UUID, str]]]:
    """Published versions of tables a draft may be read from (its union's or those above), and the funds of its book."""
    row = access.plans_drafted(actor).get(public_id=plan_id)
    rows = Version.objects.filter(state="published", table__place__in=ancestors(row.code)).select_related("table")
    versions = [
        (each.pk, f"{each.table.title} · {each.number} · {each.valid_from}")
        for each in rows.order_by("-valid_from", "-pk")[:50]
        if each.body.get("policy") == "marginal"
    ]
    funds = Fund.objects.filter(book__org_id=row.org_id, ended_on=None).order_by("pk")
    return versions, [(each.public_id, each.name) for each in funds]


def _sum(fen: int | None) -> str:
    return "" if fen is None else texts.money(fen)


def _lacks(row: Plan) -> list[str]:
    """What keeps a draft from being opened, by the codes of the refusals."""
    wanted = {
        "aid.no_agreement": bool(row.bureau_agreement), "aid.no_table": row.version_id is not None,
        "aid.no_money": row.book_id is not None,
    }  # fmt: skip
    return [code for code, there in wanted.items() if not there] if row.state == "draft" else []


def _tiers(row: Plan) -> tuple[tuple[str, str, str], ...]:
    return _tiers_of(row.version_id)


def _tiers_of(version_id: int | None) -> tuple[tuple[str, str, str], ...]:
    """A version's tiers: from, to, rate."""
    if version_id is None:
        return ()
    table = tables.version_by_id(version_id).table
    found = []
    for each in table.rows:
        cell = each.cell(table.band or "")
        low, high = table.tier(each) if isinstance(cell, Range) else (0, None)
        rate = each.then.get("rate")
        found.append(
            (f"{low // 100:,}", "" if high is None else f"{high // 100:,}", f"{rate if isinstance(rate, int) else 0}")
        )
    return tuple(
        (low, high, f"{int(rate) // 100}.{int(rate) % 100:02}".rstrip("0").rstrip(".") + "%")
        for low, high, rate in found
    )


def taking_part(plan_id: UUID, actor: Actor, *, after: int = 0) -> tuple[list[Taking], int | None]:
    """Who takes part in a plan, below her; by keyset, the newest first, and where the next page begins."""
    rows = access.participations_visible(actor).filter(plan__public_id=plan_id).select_related("person")
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return [_taking(row) for row in found[:PAGE]], more


def _taking(row: Participation) -> Taking:
    return Taking(
        row.pk, row.person.name, row.since, row.until, row.covered_from, texts.money(row.fee_fen),
        str(texts.PAYERS.get(row.payer, row.payer)), row.consented_on,
    )  # fmt: skip


def fees(plan_id: UUID, actor: Actor) -> dict[str, tuple[int, int, int]]:
    """By who pays: how many take part, the sum of their fees in fen, and what of it has not come yet."""
    rows = access.participations_visible(actor).filter(plan__public_id=plan_id).values("payer")
    owed = Sum("fee_fen", filter=Q(fee_came_on__isnull=True))
    found = rows.annotate(n=Count("pk"), fen=Sum("fee_fen"), owed=owed)
    return {row["payer"]: (row["n"], row["fen"], row["owed"] or 0) for row in found}


def groups(actor: Actor) -> list[Group]:
    """What waits for a person, by the very same findings, the most numerous first."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD).values("findings")
    counted = rows.annotate(n=Count("pk"), own=Sum("own_fen"), since=Max("decided_at")).order_by("-n", "findings")
    return [
        Group(
            row["findings"], tuple(str(texts.FINDINGS[kind]) for kind in rules.kinds(row["findings"])), row["n"],
            texts.money(row["own"]), row["since"], row["findings"] in GROUPABLE,
        )
        for row in counted
    ]  # fmt: skip


def held(actor: Actor, *, findings: int | None = None, after: int = 0) -> HeldPage:
    """What waits for a person, the oldest first, of one group or all; by keyset."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD).select_related("person")
    if findings is not None:
        rows = rows.filter(findings=findings)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return HeldPage(tuple(_held(row) for row in found[:PAGE]), more)


def _held(row: Decision) -> HeldRow:
    return HeldRow(
        row.public_id, row.pk, row.person.name, row.hospital, row.discharged, texts.money(row.total_fen),
        texts.money(row.own_fen), tuple(str(texts.FINDINGS[kind]) for kind in rules.kinds(row.findings)),
        row.decided_at,
    )  # fmt: skip


def held_count(actor: Actor) -> int:
    """How many wait, up to `MOST_COUNTED`."""
    rows = access.decisions_held(actor).filter(state=DecisionState.HELD).order_by()
    return rows.values("pk")[: MOST_COUNTED + 1].count()


def next_sample(actor: Actor) -> Sample | None:
    """The oldest drawn settlement nobody has read, never her own or a relative's; None when all are read."""
    hers = {actor.person_id or 0, *(reaching.kin_of(actor) if actor.person_id else ())}
    rows = access.readings_to_do(actor).filter(read_at__isnull=True).exclude(decision__person_id__in=hers)
    row = rows.select_related("decision", "plan").order_by("pk").first()
    return None if row is None else _sample(row, rows.count())


def _sample(row: Reading, left: int) -> Sample:
    decision, its = row.decision, row.plan
    then = _terms_then(row)
    return Sample(
        row.pk, its.name, decision.hospital, decision.care, decision.admitted, decision.discharged,
        texts.money(decision.total_fen), texts.money(decision.own_fen), texts.money(decision.first_fen),
        texts.money(decision.share_fen), texts.money(decision.paid_before_fen), texts.money(then["deductible"]),
        texts.money(then["minimum"]), then["is_raised"], _sum(then["cap"]), then["per"],
        _tiers_of(decision.version_id), left, _year_before(decision, then),
    )  # fmt: skip


def _terms_then(row: Reading) -> dict[str, Any]:
    """The plan's terms as they were when the settlement was decided, whatever was changed since."""
    its = row.plan
    now = {"per": its.per, "deductible": its.deductible_fen, "minimum": its.minimum_fen, "is_raised": its.is_raised,
           "cap": its.cap_fen}  # fmt: skip
    return {**now, **row.terms}


def _year_before(decision: Decision, then: dict[str, Any]) -> str:
    """What of the year's own shares came before this settlement, where a plan adds them up; else nothing."""
    if then["per"] != rules.Per.YEAR or decision.base_fen <= 0:
        return ""
    return texts.money(max(decision.base_fen + then["deductible"] - decision.share_fen, 0))


def agreement(actor: Actor) -> list[Agreement]:
    """How readers and machine agree, for each plan that has been read."""
    rows = access.readings_to_do(actor).values("plan__name", "plan__public_id").order_by("plan__name")
    counted = rows.annotate(n=Count("read_at"), agreed=Count("pk", filter=access.agreeing()), drawn=Count("pk"))
    return [
        Agreement(row["plan__name"], row["plan__public_id"], row["n"], row["agreed"], row["drawn"] - row["n"])
        for row in counted
    ]


def contests(actor: Actor, limit: int = 200) -> list[ContestRow]:
    """What waits for an answer, the soonest due first."""
    rows = access.contests_visible(actor).filter(state__in=[ContestState.FILED, ContestState.APPEALED])
    found = rows.select_related("decision", "person").order_by("due_at", "pk")[:limit]
    return [_contest(row, actor) for row in found]


def contest(contest_id: UUID, actor: Actor) -> ContestRow:
    """One of them, whatever its state. Raises `Contest.DoesNotExist`."""
    rows = access.contests_visible(actor).select_related("decision", "person")
    return _contest(rows.get(public_id=contest_id), actor)


def _contest(row: Contest, actor: Actor) -> ContestRow:
    last = Decision.objects.filter(person_id=row.person_id, settlement=row.decision.settlement).order_by("-revision")[0]
    return ContestRow(
        row.public_id, people.names_of([row.person_id]).get(row.person_id, ""), last.public_id,
        texts.money(last.amount_fen), last.discharged, row.state, str(texts.CONTESTS[row.state]), row.reason,
        row.appeal, row.answer, row.filed_at, row.due_at, row.due_at is not None and row.due_at <= actor.now,
        last.total_fen, last.own_fen, last.first_fen,
    )  # fmt: skip


def board(actor: Actor, year: int) -> Board:
    """A year of the unions below her beside the year before, as counted last."""
    codes = actor.subtrees_for(access.VIEW)
    now, before = _months(codes, year), _months(codes, year - 1)
    days, arrived = sum(row.days for row in now), sum(row.arrived for row in now)
    paid, fen = sum(row.paid for row in now), sum(row.paid_fen for row in now)
    return Board(
        year, paid, fen, sum(row.missed for row in now), sum(row.missed_fen for row in now),
        sum(row.held for row in now), sum(row.refused for row in now), sum(row.declined for row in now),
        (fen * 2 + paid) // (paid * 2) if paid else 0, days * 10 // arrived if arrived else None,
        sum(row.paid for row in before), sum(row.paid_fen for row in before), _by_month(now, year),
        _by_month(before, year - 1), _outliers(codes), max((row.at for row in now), default=None),
    )  # fmt: skip


def _months(codes: Sequence[str], year: int) -> list[Tally]:
    return list(Tally.objects.filter(within("code", codes), month__range=(date(year, 1, 1), date(year, 12, 31))))


def _by_month(rows: Sequence[Tally], year: int) -> tuple[Month, ...]:
    return tuple(_month([row for row in rows if row.month.month == at], date(year, at, 1)) for at in range(1, 13))


def _month(rows: Sequence[Tally], month: date) -> Month:
    arrived = sum(row.arrived for row in rows)
    return Month(
        month, sum(row.paid for row in rows), sum(row.paid_fen for row in rows), sum(row.missed for row in rows),
        sum(row.days for row in rows) * 10 // arrived if arrived else None,
    )  # fmt: skip


def by_year(actor: Actor, most: int = 6) -> list[Year]:
    """Every year beside the one before, the earliest first, the last few of them."""
    rows = Tally.objects.filter(within("code", actor.subtrees_for(access.VIEW)))
    sums = rows.values("month__year").annotate(n=Sum("paid"), fen=Sum("paid_fen")).order_by("month__year")
    known = {row["month__year"]: (row["n"], row["fen"]) for row in sums}
    found = []
    for year, (paid, fen) in known.items():
        before, before_fen = known.get(year - 1, (0, 0))
        found.append(Year(year, paid, fen, _more(paid, before), _more(fen, before_fen)))
    return found[-most:]


def _more(now: int, before: int) -> int | None:
    return (now - before) * 10_000 // before if before else None


def _outliers(codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    rows = HospitalStanding.objects.filter(within("plan__code", codes), is_outlier=True).order_by("-middle_bp")[:10]
    return tuple((row.hospital, f"{row.middle_bp // 100}%") for row in rows)


def years(actor: Actor) -> list[int]:
    """The years there is something of, the latest first."""
    rows = Tally.objects.filter(within("code", actor.subtrees_for(access.VIEW)))
    return [day.year for day in rows.dates("month", "year", order="DESC")]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A settlement file as the list and its page show it."""

    public_id: UUID
    name: str
    sender: str
    union: str
    state: str
    state_words: str
    rows: int
    ordered: int
    held: int
    nothing: int
    faults: int
    strays: int
    reversed: int
    corrected: int
    created_at: datetime
    created_name: str
    finished_at: datetime | None
    task_id: UUID | None
    problem: str
    problem_params: dict[str, object]
    titles: tuple[str, ...]
    columns: tuple[str, ...]


def files(actor: Actor, *, after: int = 0) -> tuple[list[FileRow], int | None]:
    """The files she may take in, the newest first; and where the next page begins."""
    rows = access.files_visible(actor).select_related("org")
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    return [_file(row) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def file(file_id: UUID, actor: Actor) -> FileRow:
    """One of them. Raises `File.DoesNotExist`."""
    return _file(access.files_visible(actor).select_related("org").get(public_id=file_id))


def _file(row: File) -> FileRow:
    count = row.counts.get
    return FileRow(
        row.public_id, row.file_name, row.sender, row.org.name, row.state, str(texts.FILES[row.state]), row.rows,
        count("ordered", 0), count("held", 0), count("nothing", 0), count("faults", 0), count("strays", 0),
        count("reversed", 0), count("corrected", 0), row.created_at, row.created_name, row.finished_at, row.task_id,
        row.problem, row.problem_params, tuple(row.titles), tuple(row.columns),
    )  # fmt: skip


def faults(
    file_id: UUID, actor: Actor, limit: int = 100, *, after: int = 0
) -> list[tuple[int, str, str, dict[str, object]]]:
    """Rows that could not be read, behind a number: number, column in words, code of the refusal and its figures."""
    row = access.files_visible(actor).get(public_id=file_id)
    found = row.faults.filter(row__gt=after).order_by("row")[:limit]
    return [(each.row, str(texts.COLUMNS.get(each.column, "")), each.fault, each.params) for each in found]
