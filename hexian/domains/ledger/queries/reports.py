"""Reports: what a donor is told, how a fund stands, whether the books agree, vouchers for another program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from hexian.domains.ledger import access, texts
from hexian.domains.ledger.models import Account, Book, Donor, Fund, Gift, PaymentOrder, Pledge, Posting, Turnover
from hexian.domains.ledger.queries.books import FundPage, GiftRow, PledgeRow, fund, gift_row, pledge_row
from hexian.domains.ledger.queries.following import payments_of, used_of
from hexian.domains.ledger.rules import AccountKind, Order, Source
from hexian.domains.ledger.rules.files import yuan
from hexian.domains.ledger.services.reaching import KEPT, OWED
from hexian.foundation.actor import Actor

#: What of a payment stays hers.
_KEPT = F("fen") - Coalesce(F("owed_fen"), Value(0, output_field=BigIntegerField()))


@dataclass(frozen=True, slots=True)
class GiftUsed:
    """A gift with what of it has been paid out, in fen."""

    row: GiftRow
    fund: str
    purpose: str
    used_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a donor is told about a year (or all years): what she gave, how much of it was paid out, to how many."""

    donor: str
    union: str
    year: int | None
    gifts: tuple[GiftUsed, ...]
    payments: int
    is_demo: bool
    pledges: tuple[PledgeRow, ...] = ()

    @property
    def fen(self) -> int:
        """What she gave, what was taken back left out."""
        return sum(each.row.fen for each in self.gifts if not each.row.is_reversed)

    @property
    def used_fen(self) -> int:
        """What of it has been paid out."""
        return sum(each.used_fen for each in self.gifts)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a fund, in fen."""

    month: date
    in_fen: int
    out_fen: int


@dataclass(frozen=True, slots=True)
class FundReport:
    """How a fund stands in a year, in fen; `opening` and `closing` are what it had free."""

    page: FundPage
    year: int
    opening: int
    months: tuple[Month, ...]
    paid: int
    paid_fen: int
    waiting: int
    waiting_fen: int
    carried: int  # ordered before the year and not paid by its first day
    carried_fen: int
    is_demo: bool
    persons: int = 0  # who were paid in the year, each once
    sources: tuple[tuple[str, int], ...] = ()  # what came in, by where from in words

    @property
    def in_fen(self) -> int:
        """What came in."""
        return sum(each.in_fen for each in self.months)

    @property
    def out_fen(self) -> int:
        """What was spent or promised."""
        return sum(each.out_fen for each in self.months)

    @property
    def closing(self) -> int:
        """What is free at the end of the year."""
        return self.opening + self.in_fen - self.out_fen


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two figures that have to be equal: what the account says, what its rows come to, in fen."""

    what: str
    account_fen: int
    rows_fen: int
    rows: int

    @property
    def agrees(self) -> bool:
        """Whether they are."""
        return self.account_fen == self.rows_fen


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The book against its payments, and the bank against the book, in fen."""

    book_id: UUID
    book: str
    agreements: tuple[Agreement, ...]
    money_fen: int
    with_bank: int
    with_bank_fen: int
    owed_fen: int = 0  # fees that have not come
    kept_fen: int = 0  # what payers are owed back, set off against their next fees

    @property
    def bank_least_fen(self) -> int:
        """What the bank's own statement shows when it has paid all it holds and not answered yet."""
        return self.money_fen - self.with_bank_fen


@dataclass(frozen=True, slots=True)
class Faults:
    """A book that does not hold: which, and what is wrong."""

    book: str
    problem: str


def statement(donor_id: UUID, actor: Actor, year: int | None = None) -> Statement:
    """What a donor is told. Raises `Donor.DoesNotExist` out of reach."""
    donor = Donor.objects.select_related("book__org").get(public_id=donor_id, book__in=access.books_visible(actor))
    found = Gift.objects.filter(donor=donor).select_related("donor", "fund", "posting__reversed_by")
    gifts = list((found.filter(on__year=year) if year else found).order_by("on", "pk"))
    used = used_of(gifts)
    rows = tuple(GiftUsed(gift_row(each), each.fund.name, each.fund.purpose, used[each.pk]) for each in gifts)
    payments = sum(payments_of(fund_id) for fund_id in sorted({each.fund_id for each in gifts}))
    pledges = Pledge.objects.filter(donor=donor).select_related("donor").order_by("pk")
    promised = tuple(pledge_row(each, year or actor.now.year) for each in pledges)
    return Statement(donor.name, donor.book.org.name, year, rows, payments, donor.book.is_demo, promised)


def fund_report(fund_id: UUID, actor: Actor, year: int) -> FundReport:
    """How a fund stands in a year, month by month. Raises `Fund.DoesNotExist` out of reach."""
    page = fund(fund_id, actor)
    row = access.funds_visible(actor).select_related("book").get(public_id=fund_id)
    moved = Turnover.objects.filter(account__fund=row)
    before = moved.filter(month__lt=date(year, 1, 1)).aggregate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    months = tuple(_month(date(year, number, 1), moved) for number in range(1, 13))
    orders = PaymentOrder.objects.filter(expense__fund=row)
    paid = orders.filter(state=Order.PAID, ended_at__year=year, recalled_at__isnull=True).aggregate(
        n=Count("pk"), fen=Sum(_KEPT), persons=Count("payee", distinct=True)
    )
    carried, open_ = _waiting(orders, year - 1), _waiting(orders, year)
    return FundReport(
        page, year, (before["c"] or 0) - (before["d"] or 0), months, paid["n"], paid["fen"] or 0, *open_, *carried,
        row.book.is_demo, paid["persons"], _sources(row, year),
    )  # fmt: skip


def _waiting(orders: QuerySet[PaymentOrder], year: int) -> tuple[int, int]:
    """What was owed at the end of a year: ordered by then, neither paid nor taken back; how many, and fen.

    What the bank had brought back is still owed; ordered anew, it is owed once.
    """
    again = PaymentOrder.objects.filter(
        source=OuterRef("source"), source_id=OuterRef("source_id"), attempt__gt=OuterRef("attempt")
    )
    back = Q(state=Order.RETURNED) & ~Exists(again.filter(ordered_at__year__lte=year))
    owed = orders.filter(Q(recalled_at__isnull=True) | Q(recalled_at__year__gt=year), ordered_at__year__lte=year)
    sums = owed.filter(Q(ended_at__isnull=True) | Q(ended_at__year__gt=year) | back).aggregate(
        n=Count("pk"), fen=Sum(_KEPT)
    )
    return sums["n"], sums["fen"] or 0


def _sources(fund_: Fund, year: int) -> tuple[tuple[str, int], ...]:
    """What came in in a year: gifts by their kind, the rest by its source; what was taken back is below nought."""
    gifts = Gift.objects.filter(fund=fund_, posting__on__year=year).values("kind").annotate(fen=Sum("fen"))
    found = [(str(texts.GIFTS[each["kind"]]), each["fen"]) for each in gifts.order_by("kind")]
    rows = Posting.objects.filter(book_id=fund_.book_id, on__year=year, gift=None)
    in_ = rows.filter(credit__fund=fund_).exclude(credit__kind=AccountKind.EXPENSE).values("source")
    out = rows.filter(debit__fund=fund_).exclude(debit__kind=AccountKind.EXPENSE).values("source")
    found += [(texts.source(each["source"]), each["fen"]) for each in in_.annotate(fen=Sum("fen")).order_by("source")]
    found += [(texts.source(each["source"]), -each["fen"]) for each in out.annotate(fen=Sum("fen")).order_by("source")]
    return tuple(found)


def _month(month: date, moved: QuerySet[Turnover]) -> Month:
    rows = moved.filter(month=month)
    income = rows.exclude(account__kind=AccountKind.EXPENSE).aggregate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    expense = rows.filter(account__kind=AccountKind.EXPENSE).aggregate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    return Month(
        month, (income["c"] or 0) - (income["d"] or 0), (expense["d"] or 0) - (expense["c"] or 0)
    )  # fmt: skip


def reconciliation(book_id: UUID, actor: Actor) -> Reconciliation:
    """Whether what accounts say is what their rows come to. Raises `Book.DoesNotExist` out of reach."""
    return _reconciled(access.books_visible(actor).get(public_id=book_id))


def _reconciled(row: Book) -> Reconciliation:
    orders = PaymentOrder.objects.filter(book=row)
    owed = orders.filter(
        Q(state__in=[Order.ORDERED, Order.BATCHED, Order.RELEASED]) | Q(state=Order.RETURNED, recalled_at__isnull=True)
    )
    # A payment that was ordered anew is owed once: under its last attempt.
    owed = owed.exclude(pk__in=_superseded(row))
    claimed = orders.filter(state__in=[Order.RELEASED, Order.PAID], owed_fen__gt=0)
    lines = _balances(row)
    given = Posting.objects.filter(book=row, source=Source.REPAID, reversed_by__isnull=True)
    hers = given.filter(order=OuterRef("pk")).order_by().values("order").annotate(fen=Sum("fen")).values("fen")
    # What has come back whole is no claim any more.
    still = Case(When(owed_fen__gt=Coalesce(Subquery(hers), Value(0, output_field=BigIntegerField())), then=1))
    back = claimed.aggregate(n=Count(still), fen=Sum("owed_fen"))
    repaid = given.aggregate(fen=Sum("fen"))
    # What came back is owed to her as far as it was not owed back.
    due = Case(When(state=Order.RETURNED, then=_KEPT), default=F("fen"), output_field=BigIntegerField())
    sums = owed.aggregate(n=Count("pk"), fen=Sum(due))
    sent = orders.filter(state=Order.RELEASED).aggregate(n=Count("pk"), fen=Sum("fen"))
    return Reconciliation(
        row.public_id, row.name,
        (
            Agreement("payable", -lines.get("payable", 0), sums["fen"] or 0, sums["n"]),
            Agreement("receivable", lines.get("receivable", 0), (back["fen"] or 0) - (repaid["fen"] or 0), back["n"]),
            Agreement("balance", sum(lines.values()), 0, len(lines)),
        ),
        lines.get("money", 0), sent["n"], sent["fen"] or 0, lines.get(OWED, 0), -lines.get(KEPT, 0),
    )  # fmt: skip


def _balances(row: Book) -> dict[str, int]:
    """By kind; fees have lines of their own, which stand beside no payment."""
    sums: Counter[str] = Counter()
    for number, kind, fen in Account.objects.filter(book=row).values_list("number", "kind", "balance_fen"):
        fees = next((each for each in (OWED, KEPT) if number.startswith(each)), "")
        sums[fees or kind] += fen
    return dict(sums)


def kept(book_id: int, actor: Actor) -> dict[str, int]:
    """What payers of fees have in hand with a book she sees, in fen, by the end of their line's number."""
    lines = Account.objects.filter(book_id=book_id, book__in=access.books_visible(actor), number__startswith=KEPT)
    return {number.removeprefix(KEPT): -fen for number, fen in lines.values_list("number", "balance_fen")}


def _superseded(row: Book) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id FROM ledger_order o WHERE o.book_id = %s AND o.state = 'returned' AND EXISTS (SELECT FROM"
            " ledger_order n WHERE n.source = o.source AND n.source_id = o.source_id AND n.attempt > o.attempt)",
            [row.pk],
        )
        return [each[0] for each in cursor.fetchall()]


#: Whether kept balances are what the postings come to; asked of every book by `hx doctor`.
_DRIFT = """
    SELECT b.name, a.number, a.name FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id
    LEFT JOIN (
        SELECT account, sum(fen)::bigint AS fen FROM (
            SELECT debit_id AS account, fen FROM ledger_posting UNION ALL SELECT credit_id, -fen FROM ledger_posting
        ) side GROUP BY account
    ) moved ON moved.account = a.id
    WHERE a.balance_fen <> coalesce(moved.fen, 0)
"""


def faults_of_books() -> list[Faults]:
    """Every book that does not hold, asked as the system: balances beside postings, debts beside payments."""
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT)
        found = [Faults(book, f"{number} {name}") for book, number, name in cursor.fetchall()]
    for row in Book.objects.order_by("pk"):
        found += [Faults(row.name, each.what) for each in _reconciled(row).agreements if not each.agrees]
    return found


#: Heading of the export: a union's finance program reads these by name (docs/reference/vouchers.md).
VOUCHER_HEAD = ("日期", "凭证号", "摘要", "科目编号", "科目名称", "借方金额", "贷方金额", "笔数", "批次")


def vouchers(book_id: UUID, actor: Actor, since: date, until: date) -> Iterator[tuple[str, ...]]:
    """Vouchers between two days, two lines each: a batch's postings over the same accounts on one day are one voucher.

    Sums in yuan with two places. Raises `Book.DoesNotExist` out of reach.
    """
    row = access.books_visible(actor).get(public_id=book_id)
    groups = (
        Posting.objects.filter(book=row, on__gte=since, on__lte=until)
        .values("on", "batch", "source", "debit__number", "debit__name", "credit__number", "credit__name")
        .annotate(fen=Sum("fen"), count=Count("pk"))
        .order_by("on", "batch", "source", "debit__number", "credit__number")
    )
    for place, each in enumerate(groups.iterator(chunk_size=2_000), 1):
        number = f"{each['on']:%Y%m}-{place:05}"
        words = texts.source(each["source"])
        head, tail = (each["on"].isoformat(), number, words), (str(each["count"]), str(each["batch"]))
        sum_ = yuan(each["fen"])
        yield (*head, each["debit__number"], each["debit__name"], sum_, "", *tail)
        yield (*head, each["credit__number"], each["credit__name"], "", sum_, *tail)
