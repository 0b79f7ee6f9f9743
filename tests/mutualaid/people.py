"""What tests of the people's side arrange: held decisions, officers of different duties, a worker on her phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from bench import aid_checks
from hexian.domains.ledger import queries
from hexian.domains.ledger.models import Account, Book, PaymentOrder, Posting, Run
from hexian.domains.ledger.rules import Entry, trial
from hexian.domains.ledger.services import runs
from hexian.domains.mutualaid.models import Decision, YearSum
from hexian.domains.mutualaid.services import deciding
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor
from tests import makers
from tests.ledger import makers as ledger
from tests.mutualaid.makers import HEAD, House, csv_of, settlement

__all__ = ["HEAD", "csv_of", "settlement"]


def officer(house: House, *duties: str, name: str = "陈思远") -> Actor:
    """Another officer of the house's union."""
    return makers.officer_of(house.org, *(duties or ("mutualaid.decide", "mutualaid.view")), name=name)


def worker_of(decision: Decision) -> Actor:
    """Whoever a decision is about, signed in on her phone."""
    return makers.worker(Person.objects.get(pk=decision.person_id))


def held(house: House, *, own: int = 5_000, number: str | None = None, **given: Any) -> Decision:
    """A settlement a machine holds because its sum is large."""
    house.plan.large_fen = 1
    house.plan.save()
    try:
        (decision,) = house.decide(settlement(number or house.member(), own=own, **given))
    finally:
        house.plan.large_fen = None
        house.plan.save()
    return decision


def sums(house: House) -> Iterator[str]:
    """What must always be so of a house: the year's sums are those of what counts, orders and books agree with them."""
    rows = Decision.objects.filter(plan=house.plan, is_counted=True)
    for year in YearSum.objects.filter(plan=house.plan):
        mine = [row for row in rows if row.person_id == year.person_id]
        paid, share = sum(row.amount_fen for row in mine), sum(max(row.share_fen, 0) for row in mine)
        if (year.paid_fen, year.share_fen, year.stays) != (paid, share, len(mine)):
            kept = (year.paid_fen, year.share_fen, year.stays)
            yield f"year of {year.person_id}: {kept} but {(paid, share, len(mine))}"
        if house.plan.cap_fen is not None and year.paid_fen > house.plan.cap_fen:
            yield f"{year.person_id} has had {year.paid_fen} of {house.plan.cap_fen}"
    yield from _orders(house)
    yield from _books()


def _orders(house: House) -> Iterator[str]:
    """A settlement's orders come to the sum that stands for it, whatever revision each is of; nobody is paid twice.

    Its own side of the books says the same without the orders: what was spent on it is its sum, and it neither owes nor
    is owed less than nothing.
    """
    latest = {(each.source_id or 0): each for each in _ours().order_by("source_id", "attempt")}
    attempts = _ours().exclude(state__in=["returned", "cancelled"])
    if attempts.values("source_id").distinct().count() != attempts.count():
        yield "a decision was ordered twice"
    of = {row.pk: (row.person_id, row.settlement) for row in Decision.objects.filter(plan=house.plan)}
    orders = Counter[tuple[int, str]]()
    for cause, order in latest.items():
        if order.recalled_at is None and order.state != "cancelled":
            orders[of[cause]] += order.fen - (order.owed_fen or 0)
    standing = Decision.objects.filter(plan=house.plan, state="ordered")
    decided = Counter({of[row.pk]: row.amount_fen for row in standing})
    if orders != decided:
        yield f"orders {orders} but decisions {decided}"
    settlements = list(standing.values_list("person_id", "settlement"))
    if len(settlements) != len(set(settlements)):
        yield "two revisions of a settlement are paid"
    yield from _sides(house, of, decided)


def _ours() -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(source=deciding.SOURCE)


def _sides(house: House, of: dict[int, tuple[int, str]], decided: Counter[tuple[int, str]]) -> Iterator[str]:
    """What every settlement's own postings come to, line by line."""
    sides: dict[str, Counter[tuple[int, str]]] = {name: Counter() for name in house.accounts}
    name_of = {account.pk: name for name, account in house.accounts.items()}
    ours = Posting.objects.filter(order__source=deciding.SOURCE)
    for debit, credit, fen, cause in ours.values_list("debit_id", "credit_id", "fen", "order__source_id"):
        sides[name_of[debit]][of[cause]] += fen
        sides[name_of[credit]][of[cause]] -= fen
    spent = {each: fen for each, fen in sides["expense"].items() if fen}
    if spent != {each: fen for each, fen in decided.items() if fen}:
        yield f"spent {spent} but decided {decided}"
    for name, sign in (("receivable", 1), ("payable", -1), ("money", -1)):
        for each, fen in sides[name].items():
            if fen * sign < 0:
                yield f"{each} stands at {fen} of {name}"
    yield from (f"hx doctor: {each}" for each in queries.faults_of_books())
    yield from _asked()


def _asked() -> Iterator[str]:
    """The questions of the benches about money, past the program."""
    with connection.cursor() as cursor:
        for words, query in aid_checks.MONEY.items():
            cursor.execute(query)
            wrong = cursor.fetchone()
            if wrong != (0,):
                yield f"{wrong} {words}"
        for words, query in aid_checks.BOOKS.items():
            cursor.execute(query)
            one, other = cursor.fetchone() or (0, 1)
            if one != other:
                yield f"{words}: {one} and {other}"


def _books() -> Iterator[str]:
    entries = [Entry(*row) for row in Posting.objects.values_list("debit_id", "credit_id", "fen")]
    balances = trial(entries)
    if sum(balances.values()):
        yield "the books do not balance"
    for account in Account.objects.all():
        if account.balance_fen != balances.get(account.pk, 0):
            yield f"{account} keeps {account.balance_fen}, its postings come to {balances.get(account.pk, 0)}"


def put(decision: Decision, **columns: Any) -> None:
    """Arrange a decision's state behind the services' back, where a test needs what time would bring."""
    Decision.objects.filter(pk=decision.pk).update(**columns)


def release(house: House, *decisions: Decision, by: Sequence[Actor] = ()) -> Run:
    """The bank has the money of everything ordered: these have cards, three other people lend their hands."""
    for decision in decisions:
        ledger.card(Person.objects.get(pk=decision.person_id), f"62220000{decision.pk:08}")
    hands = by or hands_of(house)
    book = Book.objects.get(pk=house.plan.book_id or 0)
    with makers.as_(hands[0]):
        run = runs.draft(book.public_id, title="互助金（演示）", actor=hands[0])
    for hand, actor in zip(("propose", "approve", "release"), hands, strict=True):
        with makers.as_(actor):
            run = runs.lend(run.public_id, hand, actor=actor)
    return run


def hands_of(house: House) -> list[Actor]:
    """Three people with every duty about money."""
    return [ledger.officer(house.org, name) for name in ("赵国强", "陈晨", "周立夏")]


def bank_says(run: Run, actor: Actor, *outcomes: str) -> None:
    """The bank answers a run, line by line in this order, then over again; booked at once."""
    lines = ledger.lines_of(run)
    said = [(*line[:3], outcomes[place % len(outcomes)]) for place, line in enumerate(lines)]
    ledger.reply(run, actor, ledger.answer(run, said))


NEW_YEAR = date(2026, 1, 1)
