"""Books, funds and accounts; every figure opens to the rows it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, Sum

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.models import Account, Book, Budget, Fund, Gift, Pledge, Posting, Turnover
from hexian.domains.ledger.rules import Tally
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor

#: Rows on a page.
PAGE = 50
MOST_BOOKS = 100


@dataclass(frozen=True, slots=True)
class BookRow:
    """A book with what lies in the bank and what is owed, in fen."""

    public_id: UUID
    name: str
    org_id: UUID
    org_name: str
    code: str
    opened_on: date
    closed_through: date | None
    money_fen: int
    payable_fen: int
    receivable_fen: int
    bank_name: str
    bank_holder: str
    bank_tail: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund: what came in, what is spent or promised, what is free; in fen, above zero as people say it."""

    public_id: UUID
    name: str
    purpose: str
    restricted: bool
    is_public: bool
    licence: str
    book_id: UUID
    book_name: str
    org_name: str
    in_fen: int
    out_fen: int
    free_fen: int
    guarantee_fen: int
    income_id: UUID | None
    expense_id: UUID | None


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A promise, what is due by the end of this year, what has come."""

    public_id: UUID
    donor: str
    yearly_fen: int
    cap_fen: int
    first_year: int
    basis: str
    due_fen: int
    given_fen: int

    @property
    def missing_fen(self) -> int:
        """What is due and has not come."""
        return max(0, self.due_fen - self.given_fen)


@dataclass(frozen=True, slots=True)
class GiftRow:
    """Money that came."""

    public_id: UUID
    donor_id: UUID
    donor: str
    kind: str
    fen: int
    on: date
    item: str
    voucher: str
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A year's budget beside what was spent in it, in fen."""

    year: int
    fen: int
    spent_fen: int

    @property
    def left_fen(self) -> int:
        """What may still be spent; below zero when it was exceeded."""
        return self.fen - self.spent_fen


@dataclass(frozen=True, slots=True)
class FundPage:
    """One fund with its promises, gifts and budgets."""

    row: FundRow
    pledges: tuple[PledgeRow, ...]
    gifts: tuple[GiftRow, ...]
    budgets: tuple[BudgetRow, ...]
    donor: str
    may_keep: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the trial balance, in fen: debits less credits."""

    public_id: UUID
    number: str
    name: str
    kind: str
    tally: Tally

    @property
    def opening_debit(self) -> int:
        """What stood on the left."""
        return max(0, self.tally.opening)

    @property
    def opening_credit(self) -> int:
        """What stood on the right."""
        return max(0, -self.tally.opening)

    @property
    def closing_debit(self) -> int:
        """What stands on the left."""
        return max(0, self.tally.closing)

    @property
    def closing_credit(self) -> int:
        """What stands on the right."""
        return max(0, -self.tally.closing)


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial balance over whole months; both sides have the same sums."""

    book: BookRow
    since: date
    until: date
    rows: tuple[AccountRow, ...]

    @property
    def opening_debit(self) -> int:
        """Every opening balance on the left."""
        return sum(row.opening_debit for row in self.rows)

    @property
    def opening_credit(self) -> int:
        """Every opening balance on the right."""
        return sum(row.opening_credit for row in self.rows)

    @property
    def debit(self) -> int:
        """All that moved on the left."""
        return sum(row.tally.debit for row in self.rows)

    @property
    def credit(self) -> int:
        """All that moved on the right."""
        return sum(row.tally.credit for row in self.rows)

    @property
    def closing_debit(self) -> int:
        """Every closing balance on the left."""
        return sum(row.closing_debit for row in self.rows)

    @property
    def closing_credit(self) -> int:
        """Every closing balance on the right."""
        return sum(row.closing_credit for row in self.rows)


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting as one of its accounts sees it: `fen` above zero for debit, below for credit."""

    id: int
    on: date
    other: str
    other_id: UUID
    fen: int
    source: str
    memo: str
    order_id: UUID | None
    by: str
    reverses: int | None
    reversed_by: int | None
    may_reverse: bool

    @property
    def credit_fen(self) -> int:
        """The sum of a credit, above zero."""
        return -self.fen

    @property
    def key(self) -> str:
        """Its number as pages name it."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account with a page of its postings, the latest first; `next` is the cursor of those before."""

    book: BookRow
    public_id: UUID
    number: str
    name: str
    kind: str
    balance_fen: int
    rows: tuple[PostingRow, ...]
    next: int


def books(actor: Actor) -> list[BookRow]:
    """The books below her."""
    found = access.books_visible(actor).select_related("org").order_by("code", "pk")[:MOST_BOOKS]
    return _book_rows(found)


def book(book_id: UUID, actor: Actor) -> BookRow:
    """One of them. Raises `Book.DoesNotExist`."""
    return _book_rows([access.books_visible(actor).select_related("org").get(public_id=book_id)])[0]


def _book_rows(found: Iterable[Book]) -> list[BookRow]:
    listed = list(found)
    own = Account.objects.filter(book__in=listed, fund__isnull=True)
    sums = own.values("book", "kind").annotate(fen=Sum("balance_fen"))
    by = {(row["book"], row["kind"]): row["fen"] for row in sums}
    return [
        BookRow(
            each.public_id, each.name, each.org.public_id, each.org.name, each.code, each.opened_on,
            each.closed_through, by.get((each.pk, "money"), 0), -by.get((each.pk, "payable"), 0),
            by.get((each.pk, "receivable"), 0), each.bank_name, each.bank_holder, each.bank_number[-4:], each.is_demo,
        )
        for each in listed
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnionChoice:
    """A union a book may be opened for."""

    public_id: UUID
    name: str


def unions(actor: Actor) -> list[UnionChoice]:
    """The unions she may open a book for, those nearest to the top first."""
    found = access.unions_kept(actor).order_by("code").values_list("public_id", "name")[:MOST_BOOKS]
    return [UnionChoice(*each) for each in found]


def funds(actor: Actor, book_id: UUID | None = None) -> list[FundRow]:
    """The funds below her, or of one book; those that have ended last."""
    found = access.funds_visible(actor).select_related("book__org").order_by(F("ended_on").desc(nulls_first=True), "pk")
    if book_id is not None:
        found = found.filter(book__public_id=book_id)
    return _fund_rows(found[:MOST_BOOKS])


def _fund_rows(found: Iterable[Fund]) -> list[FundRow]:
    listed = list(found)
    lines = {(row.fund_id, row.kind): row for row in Account.objects.filter(fund__in=listed).order_by("-pk")}
    return [_fund_row(each, lines.get((each.pk, "income")), lines.get((each.pk, "expense"))) for each in listed]


def _fund_row(each: Fund, income: Account | None, expense: Account | None) -> FundRow:
    out = expense.balance_fen if expense else 0
    return FundRow(
        each.public_id, each.name, each.purpose, each.restricted, each.is_public, each.licence, each.book.public_id,
        each.book.name, each.book.org.name, -(income.balance_fen if income else 0), out, each.free_fen,
        each.guarantee_fen, income.public_id if income else None, expense.public_id if expense else None,
    )  # fmt: skip


def fund(fund_id: UUID, actor: Actor) -> FundPage:
    """One fund. Raises `Fund.DoesNotExist`."""
    row = access.funds_visible(actor).select_related("book__org", "donor").get(public_id=fund_id)
    gifts = Gift.objects.filter(fund=row).select_related("donor", "posting__reversed_by").order_by("-on", "-pk")
    return FundPage(
        _fund_rows([row])[0],
        tuple(pledge_row(each, actor.now.year) for each in row.pledges.select_related("donor").order_by("pk")),
        tuple(gift_row(each) for each in gifts[:PAGE]), tuple(_budgets(row)), row.donor.name if row.donor else "",
        actor.may(access.KEEP, row.code),
    )  # fmt: skip


def pledge_row(row: Pledge, year: int) -> PledgeRow:
    """A promise as pages show it, with what is due by the end of a year."""
    given = row.gifts.filter(posting__reversed_by__isnull=True).aggregate(fen=Sum("fen"))["fen"] or 0
    due = rules.due(yearly_fen=row.yearly_fen, cap_fen=row.cap_fen, first_year=row.first_year, year=year)
    return PledgeRow(
        row.public_id, row.donor.name, row.yearly_fen, row.cap_fen, row.first_year, row.basis, due, given
    )  # fmt: skip


def gift_row(row: Gift) -> GiftRow:
    """A gift as pages show it."""
    return GiftRow(
        row.public_id, row.donor.public_id, row.donor.name, row.kind, row.fen, row.on, row.item, row.voucher,
        hasattr(row.posting, "reversed_by"),
    )  # fmt: skip


def _budgets(row: Fund) -> Iterable[BudgetRow]:
    for budget in Budget.objects.filter(account__fund=row).order_by("-year"):
        moved = Turnover.objects.filter(account=budget.account, month__year=budget.year)
        sums = moved.aggregate(debit=Sum("debit_fen"), credit=Sum("credit_fen"))
        yield BudgetRow(budget.year, budget.fen, (sums["debit"] or 0) - (sums["credit"] or 0))


def trial(book_id: UUID, actor: Actor, since: date, until: date) -> Trial:
    """The trial balance from the month of one day to the end of the month of another. Raises `Book.DoesNotExist`."""
    row = book(book_id, actor)
    first, last = since.replace(day=1), until.replace(day=1)
    end = (last + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    moved = F("turnover__debit_fen") - F("turnover__credit_fen")
    within = Q(turnover__month__gte=first, turnover__month__lte=last)
    accounts = Account.objects.filter(book__public_id=book_id).order_by("number").annotate(
        opened=Sum(moved, filter=Q(turnover__month__lt=first), default=0),
        debit=Sum("turnover__debit_fen", filter=within, default=0),
        credit=Sum("turnover__credit_fen", filter=within, default=0),
    )  # fmt: skip
    rows = tuple(
        AccountRow(
            each.public_id, each.number, each.name, each.kind,
            Tally(each.pk, int(each.opened), int(each.debit), int(each.credit)),
        )
        for each in accounts
    )  # fmt: skip
    return Trial(row, first, end, rows)


def account(account_id: UUID, actor: Actor, before: int = 0) -> AccountPage:
    """An account with its postings, those before a number. Raises `Account.DoesNotExist` out of reach."""
    seen = access.books_visible(actor)
    row = Account.objects.select_related("book").get(public_id=account_id, book__in=seen)
    found = _postings(row, before)
    names = people.names_of({each.posted_by for each in found if each.posted_by})
    rows = tuple(_posting(each, row, names, actor) for each in found[:PAGE])
    return AccountPage(
        book(row.book.public_id, actor), row.public_id, row.number, row.name, row.kind, row.balance_fen, rows,
        rows[-1].id if len(found) > PAGE else 0,
    )  # fmt: skip


def _postings(row: Account, before: int) -> list[Posting]:
    """Both sides by their own indexes, a page of each, put together: an `OR` would read a million rows."""
    keys: list[int] = []
    for side in (Posting.objects.filter(debit=row), Posting.objects.filter(credit=row)):
        wanted = side.filter(pk__lt=before) if before else side
        keys += wanted.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]
    newest = sorted(keys, reverse=True)[: PAGE + 1]
    rows = Posting.objects.filter(pk__in=newest).select_related("debit", "credit", "order", "reversed_by")
    return list(rows.order_by("-pk"))


def _posting(each: Posting, row: Account, names: dict[int, str], actor: Actor) -> PostingRow:
    is_debit = each.debit_id == row.pk
    other = each.credit if is_debit else each.debit
    mirrored = each.reversed_by.pk if hasattr(each, "reversed_by") else None
    by_hand = each.source in rules.BY_HAND and mirrored is None
    return PostingRow(
        each.pk, each.on, f"{other.number} {other.name}", other.public_id, each.fen if is_debit else -each.fen,
        each.source, each.memo, each.order.public_id if each.order else None, names.get(each.posted_by or 0, ""),
        each.reverses_id, mirrored,
        by_hand and each.posted_by != actor.person_id and actor.may(access.KEEP, each.code),
    )  # fmt: skip
