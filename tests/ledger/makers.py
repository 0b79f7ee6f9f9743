"""Books, funds, payments and runs at any step, each in one line and plainly invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import uuid4

from django.db import connection, transaction

from hexian.domains.ledger import services
from hexian.domains.ledger.models import Account, Book, Fund, PayeeAccount, PaymentOrder, Run
from hexian.domains.ledger.rules import Hand
from hexian.domains.ledger.rules.files import yuan
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation import crypto
from hexian.foundation.access import staged
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import NOW, SYSTEM, TODAY, as_

SOURCE = "tests.decision"
DUTIES = (
    "ledger.view", "ledger.keep", "ledger.propose", "ledger.review", "ledger.approve", "ledger.release", "ledger.audit",
)  # fmt: skip
COLUMNS = {"source_id": "bigint", "payee_id": "bigint", "code": "text", "fen": "bigint"}
_causes = count(1)


def officer(union: Organisation, name: str = "李敏", *duties: str) -> Actor:
    """Somebody with every duty about money there, or these."""
    return makers.officer_of(union, "orgs.view", *(duties or DUTIES), name=name)


@dataclass(frozen=True)
class Desk:
    """A union's book with a fund that has money, and five people who each could lend any hand."""

    union: Organisation
    book: Book
    fund: Fund
    hands: tuple[Actor, ...]

    @property
    def keeper(self) -> Actor:
        """The first of them."""
        return self.hands[0]

    def line(self, kind: str) -> Account:
        """A line of the book, as it stands."""
        return Account.objects.filter(book=self.book, kind=kind).order_by("pk")[0]

    def balances(self) -> dict[str, int]:
        """Every line by its kind."""
        return dict(Account.objects.filter(book=self.book).values_list("kind", "balance_fen"))


def desk(union: Organisation | None = None, fen: int = 100_000_000) -> Desk:
    """A book of a union with a fund and a gift of so much."""
    place = union or makers.make_org()
    hands = tuple(officer(place, name) for name in ("李敏", "赵国强", "陈晨", "周立夏", "吴远"))
    with as_(hands[0]):
        book = services.open_book(place.public_id, name="互助账（演示）", opened_on=date(2026, 1, 1), actor=hands[0])
        services.set_bank(
            book.public_id,
            bank_name="演示银行长河支行",
            holder=place.name,
            number="9558 0000 0000 0001",
            actor=hands[0],
        )
        fund = services.open_fund(book.public_id, name="互助金（演示）", purpose="医疗互助", actor=hands[0])
        if fen:
            services.receive(
                fund.public_id, donor="和畅电子（演示）", donor_kind="employer", kind="gift", fen=fen, on=TODAY,
                actor=hands[0],
            )  # fmt: skip
    return Desk(place, book, fund, hands)


def payee(union: Organisation, name: str = "王小满", number: str = "6222000000008801") -> Person:
    """Somebody the union knows, with a card unless the number is empty."""
    person = makers.make_person(name, org=union)
    if number:
        card(person, number)
    return person


def card(person: Person, number: str) -> PayeeAccount:
    """Her card from now on."""
    PayeeAccount.objects.filter(person=person).update(is_active=False)
    return PayeeAccount.objects.create(
        person=person, code=person.code, bank_name="演示银行", card=crypto.seal(number, person.subject),
        tail=number[-4:], holder=person.name, added_at=NOW,
    )  # fmt: skip


def order(at: Desk, *payments: tuple[Person, int], causes: Sequence[int] = ()) -> list[PaymentOrder]:
    """Order payments (payee, fen) as a room above does."""
    numbers = list(causes) or [next(_causes) for _ in payments]
    lines = (
        f"{cause}\t{person.pk}\t{at.book.code}\t{fen}\n" for cause, (person, fen) in zip(numbers, payments, strict=True)
    )
    with as_(SYSTEM), transaction.atomic(), staged("aid", COLUMNS, lines):
        services.order_many(
            "aid", book_id=at.book.pk, expense_id=at.line("expense").pk, payable_id=at.line("payable").pk,
            source=SOURCE, purpose="医疗互助金", on=TODAY, batch=uuid4(), actor=SYSTEM,
        )  # fmt: skip
    return list(PaymentOrder.objects.filter(source=SOURCE, source_id__in=numbers, attempt=1).order_by("source_id"))


def take_back(at: Desk, *causes: int) -> services.Reversed:
    """Take payments back as a room above does."""
    with as_(SYSTEM), transaction.atomic(), staged("gone", {"source_id": "bigint"}, (f"{each}\n" for each in causes)):
        return services.reverse_many(
            "gone", book_id=at.book.pk, receivable_id=at.line("receivable").pk, source=SOURCE, memo="退费冲正",
            on=TODAY, batch=uuid4(), actor=SYSTEM,
        )  # fmt: skip


def drafted(at: Desk, title: str = "六月互助金") -> Run:
    """A run of everything that waits."""
    with as_(at.keeper):
        return services.draft(at.book.public_id, title=title, actor=at.keeper)


def lend(run: Run, hand: Hand | str, actor: Actor, committee: str = "") -> Run:
    """One hand."""
    with as_(actor):
        return services.lend(run.public_id, hand, committee=committee, actor=actor)


def released(at: Desk) -> Run:
    """A run that went through three hands and to the bank."""
    run = drafted(at)
    for hand, actor in zip((Hand.PROPOSE, Hand.APPROVE, Hand.RELEASE), at.hands, strict=False):
        run = lend(run, hand, actor)
    return run


Said = tuple[int, str, int, str]


def lines_of(run: Run, outcome: str = "成功") -> list[Said]:
    """What the bank says of each line when nothing goes wrong."""
    orders = PaymentOrder.objects.filter(run=run, account__isnull=False).select_related("account").order_by("position")
    return [(each.position or 0, f"****{each.account.tail}", each.fen, outcome) for each in orders if each.account]


def answer(
    run: Run, lines: Sequence[Said], *, number: str = "", total: bool = True, encoding: str = "gb18030",
    heading: Sequence[str] = ("序号", "账号", "户名", "金额", "处理状态", "失败码", "原因", "交易日期", "流水号"),
) -> bytes:  # fmt: skip
    """A bank's answer as the bank writes it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"批次号：{number or run.number}"])
    writer.writerow(heading)
    for position, card_number, fen, outcome in lines:
        writer.writerow([
            position, card_number, "王小满", yuan(fen), outcome, "" if outcome == "成功" else "E05",
            "" if outcome == "成功" else "账号户名不符", "2026-06-17", f"LS{position:06}",
        ])  # fmt: skip
    if total:
        sums = yuan(sum(each[2] for each in lines))
        writer.writerow(["合计", f"{len(lines)}笔", "", sums, "", "", "", "", ""])
    return out.getvalue().encode(encoding)


def reply(run: Run, actor: Actor, content: bytes, name: str = "reply.csv") -> None:
    """Read an answer and book it."""
    with as_(actor):
        read = services.read_reply(run.public_id, content, name=name, actor=actor)
        services.apply_reply(read.public_id, actor=actor)


def raw(statement: str, *params: int | str | None) -> None:
    """A statement of somebody's own at the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
