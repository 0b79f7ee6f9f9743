"""Runs with their hands and what each may do now; payments that wait, came back, or are her own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Posting, Reply, ReplyLine, Run
from hexian.domains.ledger.rules import HANDS, Hand, Order, Source
from hexian.domains.ledger.rules import Run as Stage
from hexian.domains.ledger.rules.files import STOPPING
from hexian.domains.ledger.services.bank_files import most_lines, parts_of
from hexian.domains.ledger.services.reaching import as_book
from hexian.domains.ledger.services.runs import counted, hands_of, relatives_of
from hexian.domains.ledger.services.setting_off import repaid
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.rules import ancestors
from hexian.foundation.access import MOST_SHOWN, HowMany
from hexian.foundation.actor import Actor, Refused

PAGE = 50

_WAITING_FOR_HER = """
    SELECT count(*) FROM (
        SELECT FROM ledger_run r
        WHERE r.state = ANY (%(states)s::text[]) AND EXISTS (
            SELECT FROM unnest(%(tops)s::text[], %(states)s::text[]) AS waits (top, state)
            WHERE r.state = waits.state AND r.code >= top AND r.code < top || '~'
        )
        AND r.proposed_by IS DISTINCT FROM %(me)s AND r.reviewed_by IS DISTINCT FROM %(me)s
        AND r.seconded_by IS DISTINCT FROM %(me)s AND r.approved_by IS DISTINCT FROM %(me)s
        LIMIT %(most)s
    ) AS few
"""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list; sums in fen."""

    public_id: UUID
    number: str
    title: str
    state: str
    count: int
    fen: int
    book_name: str
    org_name: str
    drafted_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class HandRow:
    """One hand of a run: whose it was and when, or whether it is needed, whether she may lend it, why not,
    and who may; the committee's resolution that stands for it, if one does."""

    hand: str
    name: str
    at: datetime | None
    needed: bool
    may: bool
    refusal: Refused | None
    able: tuple[str, ...] = ()  # who has the duty and has lent no hand yet
    committee: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A payment: who, how much, where it stands; `tail` of the card it goes or went to."""

    public_id: UUID
    id: int
    position: int | None
    name: str
    payee_id: UUID
    fen: int
    purpose: str
    state: str
    attempt: int
    tail: str
    bank_name: str
    bank_on: date | None
    bank_reason: str
    recalled: bool
    reopened: bool
    ordered_at: datetime
    run_id: UUID | None = None
    run_number: str = ""
    source: str = ""
    source_id: int = 0
    owed_fen: int = 0  # what of it is owed back, what has come back in the meantime left out
    repaid_fen: int = 0


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """A bank's answer: when, by whom, what it said."""

    public_id: UUID
    file_name: str
    read_at: datetime
    applied_at: datetime | None
    dropped_at: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run with its hands, its lines (those after a position) and what the bank has said.

    `going` is how many payments go to the bank and their sum in fen: what was proposed less what has left it since,
    because its cause is gone or there is no card.
    """

    row: RunRow
    book_id: UUID
    digest: str
    needs_review: bool
    needs_second: bool
    committee: str
    reason: str
    hands: tuple[HandRow, ...]
    lines: tuple[OrderRow, ...]
    next: int
    counts: Mapping[str, int]
    going: tuple[int, int]
    replies: tuple[ReplyRow, ...]
    parts: int
    acts: frozenset[str]
    released_at: datetime | None
    money_fen: int


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """What a bank's answer would change, the lines that stop it first."""

    row: ReplyRow
    run: RunRow
    fen: Mapping[str, int]
    lines: tuple[ReplyLine, ...]
    names: Mapping[int, str]
    stopping: int
    changing: int


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Payments in one state of waiting, a page of them."""

    rows: tuple[OrderRow, ...]
    next: int
    ready: int
    ready_fen: int
    without_card: int
    returned: int
    owed: int


def runs(actor: Actor, *, done: bool = False, before: int = 0) -> tuple[list[RunRow], int]:
    """The runs below her, the latest first, those under way or those that are over; and the cursor of the next page."""
    over = Q(state__in=[Stage.CLOSED, Stage.CANCELLED])
    found = access.runs_visible(actor).filter(over if done else ~over).select_related("book__org").order_by("-pk")
    if before:
        found = found.filter(pk__lt=before)
    rows = [_row(each) for each in found[: PAGE + 1]]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def _row(run: Run) -> RunRow:
    return RunRow(
        run.public_id, run.number, run.title, run.state, run.count, run.fen, run.book.name, run.book.org.name,
        run.drafted_at, run.pk,
    )  # fmt: skip


def runs_waiting(actor: Actor) -> HowMany:
    """How many runs wait for a hand she has the duty for there and has not lent, up to a hundred."""
    waits = {(code, str(state)) for state, duty in _WAITS for code in actor.subtrees_for(duty)}
    tops, states = [code for code, _state in waits], [state for _code, state in waits]
    return HowMany(_WAITING_FOR_HER, {"tops": tops, "states": states, "me": actor.person_id, "most": MOST_SHOWN})


_WAITS = (
    (Stage.PROPOSED, access.REVIEW), (Stage.PROPOSED, access.APPROVE), (Stage.REVIEWED, access.APPROVE),
    (Stage.APPROVED, access.RELEASE),
)  # fmt: skip


def run(run_id: UUID, actor: Actor, after: int = 0) -> RunPage:
    """One run. Raises `Run.DoesNotExist` out of reach."""
    row = access.runs_visible(actor).select_related("book__org", "money").get(public_id=run_id)
    orders = PaymentOrder.objects.filter(run=row)
    page = _page(orders.filter(position__gt=after).order_by("position"), "position", actor)
    counts, acts = _counts(row), _acts(row, actor)
    return RunPage(
        _row(row), row.book.public_id, row.digest, row.needs_review, row.needs_second, row.committee, row.reason,
        tuple(_hands(row, actor)), tuple(page[:PAGE]), (page[PAGE - 1].position or 0) if len(page) > PAGE else 0,
        counts, _going(row, counts), tuple(_reply(each) for each in row.replies.order_by("-pk")[:PAGE]),
        parts_of(sum(counts.values()), most_lines(row)) if "file" in acts else 1, acts,
        row.released_at, row.money.balance_fen,
    )  # fmt: skip


def _page(rows: QuerySet[PaymentOrder], order: str, actor: Actor) -> list[OrderRow]:
    """One page and a row more: the keys by their index first, then those rows with all that is shown of them."""
    keys = list(rows.values_list("pk", flat=True)[: PAGE + 1])
    with as_book(actor):
        return [_order(each) for each in _shown(PaymentOrder.objects.filter(pk__in=keys)).order_by(order)]


def _counts(row: Run) -> dict[str, int]:
    """How many lines stand where: with the bank as it was counted when they changed last, before that as they are."""
    if row.state not in (Stage.RELEASED, Stage.ANSWERED, Stage.CLOSED, Stage.CANCELLED):
        return counted(row)
    return row.standing or counted(row)


def _going(row: Run, counts: Mapping[str, int]) -> tuple[int, int]:
    """How many lines are not cancelled, and their sum."""
    count = sum(counts.values()) - counts.get(Order.CANCELLED, 0)
    if count == row.count:
        return row.count, row.fen
    lines = PaymentOrder.objects.filter(run=row).exclude(state=Order.CANCELLED)
    return count, lines.aggregate(fen=Sum("fen"))["fen"] or 0


def _hands(row: Run, actor: Actor) -> Iterable[HandRow]:
    needed = {Hand.REVIEW: row.needs_review, Hand.SECOND: row.needs_second}
    kin, able = _kin(row, actor), _able(row, actor)
    for hand in HANDS:
        name = _COLUMNS[hand]
        if not (needed.get(hand, True) or getattr(row, f"{name}_by")):
            continue
        refusal, at = _why_not(row, hand, actor, kin), getattr(row, f"{name}_at")
        by = getattr(row, f"{name}_name")
        committee = row.committee if hand == Hand.SECOND and not at else ""
        may_lend = refusal is None and not committee
        yield HandRow(hand, by, at, True, may_lend, refusal, () if at else able.get(hand, ()), committee)


_COLUMNS = {
    Hand.PROPOSE: "proposed", Hand.REVIEW: "reviewed", Hand.SECOND: "seconded", Hand.APPROVE: "approved",
    Hand.RELEASE: "released",
}  # fmt: skip
Kin = tuple[list[int], list[int]]


def _kin(row: Run, actor: Actor) -> Kin:
    """Lines of a run paid to herself, and to relatives she has declared."""
    lines = PaymentOrder.objects.filter(run=row, state=Order.BATCHED, payee_id=actor.person_id)
    return list(lines.values_list("payee_id", flat=True)), relatives_of(actor.person_id or 0, row)


def _able(row: Run, actor: Actor) -> dict[Hand, tuple[str, ...]]:
    """Who could lend each hand: whoever has the duty there or above and has lent none of this run."""
    if row.state in (Stage.RELEASED, Stage.ANSWERED, Stage.CLOSED, Stage.CANCELLED):
        return {}
    lent = {getattr(row, f"{name}_name") for name in _COLUMNS.values()}
    officers = orgs.officers_over(ancestors(row.code), actor.now)
    return {
        hand: tuple(dict.fromkeys(each.name for each in officers if duty in each.duties and each.name not in lent))
        for hand, duty in access.DUTY_OF.items()
    }


def _why_not(row: Run, hand: Hand, actor: Actor, kin: Kin) -> Refused | None:
    """Why she may not lend this hand to a run now; None when she may."""
    if not actor.may(access.DUTY_OF[hand], row.code):
        return Refused("ledger.no_duty", hand=str(hand))
    hands = hands_of(row)
    try:
        rules.next_run(row.state, hand)
        rules.check_thresholds(hand, rules.Needs(review=row.needs_review, second=row.needs_second), hands)
        rules.check_hand(actor.person_id, hands, *kin)
    except Refused as refusal:
        return refusal
    return None


def _acts(row: Run, actor: Actor) -> frozenset[str]:
    """What she may do beside lending a hand."""
    by_duty = {
        "return": (access.PROPOSE, access.REVIEW, access.APPROVE, access.RELEASE), "cancel": (access.PROPOSE,),
        "leave": (access.PROPOSE,), "close": (access.PROPOSE, access.KEEP),
        "answer": (access.PROPOSE, access.KEEP, access.RELEASE), "file": (access.RELEASE,),
    }  # fmt: skip
    held = {act for act, duties in by_duty.items() if any(actor.may(each, row.code) for each in duties)}
    possible = {act for act in by_duty if act != "file" and rules.may(row.state, act)}
    possible |= {"file"} if row.state in (Stage.RELEASED, Stage.ANSWERED) else set()
    if row.state != Stage.DRAFTED:
        possible.discard("leave")
    return frozenset(held & possible)


_BACK = Posting.objects.filter(order=OuterRef("pk"), source=Source.REPAID, reversed_by__isnull=True).order_by()
#: What has come back of what is owed for a payment.
_REPAID = Coalesce(Subquery(_BACK.values("order").annotate(back=Sum("fen")).values("back")), Value(0))


def _shown(orders: QuerySet[PaymentOrder]) -> QuerySet[PaymentOrder]:
    later = PaymentOrder.objects.filter(
        source=OuterRef("source"), source_id=OuterRef("source_id"), attempt__gt=OuterRef("attempt")
    )  # fmt: skip
    return orders.select_related("payee", "account", "run").annotate(reopened=Exists(later), back=_REPAID)


def _order(each: PaymentOrder, card: PayeeAccount | None = None) -> OrderRow:
    account = each.account or card
    return OrderRow(
        each.public_id, each.pk, each.position, each.payee.name, each.payee.public_id, each.fen, each.purpose,
        each.state, each.attempt, account.tail if account else "", account.bank_name if account else "", each.bank_on,
        each.bank_reason, each.recalled_at is not None, bool(getattr(each, "reopened", False)), each.ordered_at,
        each.run.public_id if each.run else None, each.run.number if each.run else "", each.source, each.source_id,
        each.owed_fen or 0, int(getattr(each, "back", 0)),
    )  # fmt: skip


def _reply(each: Reply) -> ReplyRow:
    return ReplyRow(
        each.public_id, each.file_name, each.read_at, each.applied_at, each.dropped_at, each.counts
    )  # fmt: skip


def reply(reply_id: UUID, actor: Actor) -> ReplyPage:
    """A bank's answer with its lines, those that stop it first. Raises `Reply.DoesNotExist` out of reach."""
    seen = access.runs_visible(actor)
    row = Reply.objects.select_related("run__book__org").get(public_id=reply_id, run__in=seen)
    order = {verdict: place for place, verdict in enumerate([*STOPPING, "bounced", "returned", "paid"])}
    stopping = row.lines.filter(verdict__in=list(STOPPING)).order_by("row")[:PAGE]
    others = row.lines.exclude(verdict__in=list(STOPPING)).order_by("-verdict", "row")[:PAGE]
    lines = sorted([*stopping, *others], key=lambda line: (order.get(line.verdict, 99), line.row))[:PAGE]
    with as_book(actor):
        orders = PaymentOrder.objects.filter(pk__in=[line.order_id for line in lines if line.order_id])
        names = dict(orders.values_list("pk", "payee__name"))
    return ReplyPage(
        _reply(row), _row(row.run), row.fen, tuple(lines), names,
        sum(row.counts.get(each, 0) for each in STOPPING),
        sum(row.counts.get(each, 0) for each in ("paid", "returned", "bounced")),
    )  # fmt: skip


def waiting(book_id: UUID, actor: Actor, view: str = "ready", before: int = 0) -> WaitingPage:
    """Payments that wait: ready for a run, without a card («待补卡»), or returned; the latest first."""
    with as_book(actor):
        return _waiting(book_id, actor, view, before)


def _waiting(book_id: UUID, actor: Actor, view: str, before: int) -> WaitingPage:
    rows = access.orders_visible(actor).filter(book__public_id=book_id)
    has_card = Exists(PayeeAccount.objects.filter(person_id=OuterRef("payee_id"), is_active=True))
    later = Exists(
        PaymentOrder.objects.filter(
            source=OuterRef("source"), source_id=OuterRef("source_id"), attempt__gt=OuterRef("attempt")
        )
    )
    ordered = rows.filter(state=Order.ORDERED)
    wanted = {
        "ready": ordered.filter(has_card), "card": ordered.filter(~has_card),
        "returned": rows.filter(~later, state=Order.RETURNED, recalled_at__isnull=True),
        "owed": rows.filter(state=Order.PAID, owed_fen__gt=0).alias(back=_REPAID).filter(owed_fen__gt=F("back")),
    }  # fmt: skip
    shown = wanted.get(view, wanted["ready"])
    keys = list(
        (shown.filter(pk__lt=before) if before else shown).order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]
    )
    found = list(_shown(PaymentOrder.objects.filter(pk__in=keys)).order_by("-pk"))
    cards = {
        card.person_id: card
        for card in PayeeAccount.objects.filter(person_id__in=[each.payee_id for each in found], is_active=True)
    }
    page = [_order(each, cards.get(each.payee_id)) for each in found]
    sums = wanted["ready"].aggregate(count=Count("pk"), fen=Sum("fen"))
    return WaitingPage(
        tuple(page[:PAGE]), page[PAGE - 1].id if len(page) > PAGE else 0, sums["count"], sums["fen"] or 0,
        wanted["card"].count(), wanted["returned"].count(), wanted["owed"].count(),
    )  # fmt: skip


def order(order_id: UUID, actor: Actor) -> OrderRow:
    """One payment. Raises `PaymentOrder.DoesNotExist` out of reach."""
    with as_book(actor):
        return _order(_shown(access.orders_visible(actor)).get(public_id=order_id))


def book_of(order_id: UUID, actor: Actor) -> UUID:
    """The book a payment is of. Raises `PaymentOrder.DoesNotExist` out of reach."""
    return access.orders_visible(actor).select_related("book").get(public_id=order_id).book.public_id


def owed_back(orders: Sequence[PaymentOrder], actor: Actor) -> int:
    """What of payments she may see is owed back and has not come, in fen."""
    out = [each for each in orders if each.owed_fen and each.state in (Order.RELEASED, Order.PAID)]
    if not out:
        return 0
    with as_book(actor):
        return sum((each.owed_fen or 0) - repaid(each) for each in out)


def my_payments(actor: Actor) -> list[OrderRow]:
    """What is paid to herself, the latest first."""
    return [_order(each) for each in _shown(access.own_orders(actor)).order_by("-pk")[:PAGE]]


def my_relations(actor: Actor) -> list[tuple[UUID, str, datetime]]:
    """The relatives she has declared: their key, the word, since when."""
    return list(access.own_relations(actor).order_by("pk").values_list("public_id", "word", "declared_at"))
