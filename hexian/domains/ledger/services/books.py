"""Books, funds, what comes in, what may go out, and the end of a period."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Account, Book, Budget, Donor, Fund, Gift, Pledge, Posting
from hexian.domains.ledger.rules import AccountKind, DonorKind, GiftKind, Source
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.posting import post, refusing, today
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook

#: Whether fines of workers may feed a fund (罚金): 0 until a union says otherwise and on what ground.
FINES = "ledger.fines"


@transaction.atomic
def open_book(org_id: UUID, *, name: str, opened_on: date, actor: Actor) -> Book:
    """Open a union's book with its standard lines.

    Raises `Refused` with `ledger.name_missing`, `ledger.name_taken`, `Organisation.DoesNotExist` out of reach.
    """
    org = access.unions_kept(actor).get(public_id=org_id)
    with refusing():
        book = Book.objects.create(
            org=org, code=org.code, name=rules.named(name), opened_on=opened_on, is_demo=org.is_demo,
            bank_holder=org.name, created_at=actor.now,
        )  # fmt: skip
    for number, title, kind in reaching.STANDARD:
        Account.objects.create(book=book, code=book.code, number=number, name=title, kind=kind)
    reaching.write(LedgerEvent.BOOK_OPENED, book, book.code, actor)
    return book


@transaction.atomic
def set_bank(book_id: UUID, *, bank_name: str, holder: str, number: str, actor: Actor) -> Book:
    """From which bank the book pays. Raises `Refused("ledger.card_number")`."""
    book = reaching.book_locked(book_id, actor)
    book.bank_name, book.bank_holder, book.bank_number = bank_name.strip(), holder.strip(), rules.card(number)
    book.save(update_fields=["bank_name", "bank_holder", "bank_number"])
    reaching.write(LedgerEvent.BOOK_CHANGED, book, book.code, actor, tail=book.bank_number[-4:])
    return book


@transaction.atomic
def close_period(book_id: UUID, *, through: date, actor: Actor) -> Book:
    """Close everything up to and with a day; nothing is posted there any more, and no period opens again.

    Raises `Refused` with `ledger.period_ahead`, `ledger.period_closed`, `ledger.period_before_book`.
    """
    book = reaching.book_locked(book_id, actor)
    rules.check_closing(through, opened=book.opened_on, closed=book.closed_through, today=today(actor))
    book.closed_through = through
    book.save(update_fields=["closed_through"])
    reaching.write(LedgerEvent.PERIOD_CLOSED, book, book.code, actor, through=through.isoformat())
    return book


@transaction.atomic
def open_fund(
    book_id: UUID, *, name: str, purpose: str, restricted: bool = True, donor: str = "",
    donor_kind: str = DonorKind.BODY, licence: str = "", is_public: bool = False, actor: Actor,
) -> Fund:  # fmt: skip
    """Open a fund with its two lines (income, expense); collecting from the public needs a licence (慈善法 22).

    What a donor has bound (`donor`) takes that donor's money alone, and serves its purpose and nothing else.
    Raises `Refused`: `ledger.name_missing`, `ledger.purpose_missing`, `ledger.name_taken`, `ledger.licence_missing`.
    """
    book = reaching.book_locked(book_id, actor)
    if not purpose.strip():
        raise Refused("ledger.purpose_missing")
    rules.check_public(is_public=is_public, licence=licence)
    bound = donor_of(book, donor, donor_kind or DonorKind.BODY) if donor.strip() else None
    with refusing():
        fund = Fund.objects.create(
            book=book, code=book.code, name=rules.named(name), purpose=purpose.strip(),
            restricted=restricted or bound is not None, donor=bound, is_public=is_public, licence=licence.strip(),
            created_at=actor.now,
        )  # fmt: skip
    _add_lines(fund)
    facts: dict[str, Any] = {"restricted": fund.restricted, "public": is_public, "bound": bound is not None}
    reaching.write(LedgerEvent.FUND_OPENED, fund, book.code, actor, **facts)
    return fund


def _add_lines(fund: Fund) -> None:
    """Numbers follow each other: 4001 and 5001 are the first fund's."""
    count = Fund.objects.filter(book=fund.book).count()
    for head, title, kind in (("4", "收入", AccountKind.INCOME), ("5", "支出", AccountKind.EXPENSE)):
        Account.objects.create(
            book=fund.book, code=fund.code, number=f"{head}{count:03}", name=f"{fund.name}{title}", kind=kind,
            fund=fund, donor=fund.donor,
        )  # fmt: skip


@transaction.atomic
def set_guarantee(fund_id: UUID, *, fen: int, actor: Actor) -> Fund:
    """How far the union answers for a fund beyond what it has, in fen. Raises `Refused("ledger.fund_short")`."""
    fund = reaching.fund_locked(fund_id, actor)
    fund.guarantee_fen = rules.not_negative(fen)
    with refusing():
        fund.save(update_fields=["guarantee_fen"])
    reaching.write(LedgerEvent.FUND_CHANGED, fund, fund.code, actor, guarantee_fen=fen)
    return fund


@transaction.atomic
def set_budget(fund_id: UUID, *, year: int, fen: int, actor: Actor) -> Budget:
    """What may be spent out of a fund in a year, in fen; set again it replaces the former."""
    fund = reaching.fund_locked(fund_id, actor)
    account = reaching.line_of(fund, AccountKind.EXPENSE)
    facts = {"code": fund.code, "fen": rules.not_negative(fen), "set_by": actor.person_id, "set_at": actor.now}
    budget, _ = Budget.objects.update_or_create(account=account, year=year, defaults=facts)
    reaching.write(LedgerEvent.BUDGET_SET, fund, fund.code, actor, year=year, fen=fen)
    return budget


def donor_of(book: Book, name: str, kind: str, *, anonymous: bool = False, person_id: int | None = None) -> Donor:
    """The donor of that name and kind, written down when she is new. Raises `Refused("ledger.name_missing")`."""
    defaults = {"code": book.code, "is_anonymous": anonymous, "person_id": person_id}
    return Donor.objects.get_or_create(book=book, name=rules.named(name), kind=kind, defaults=defaults)[0]


@transaction.atomic
def pledge(
    fund_id: UUID, *, donor: str, kind: str, yearly_fen: int, cap_fen: int, first_year: int, basis: str,
    is_fines: bool = False, actor: Actor,
) -> Pledge:  # fmt: skip
    """Write a promise down: so much a year, until so much in all; on which paper.

    Raises `Refused` with `ledger.pledge_sums`, `ledger.basis_missing`, `ledger.no_fines`, `ledger.fund_of_donor`.
    """
    fund = reaching.fund_locked(fund_id, actor)
    fines = lawbook.look_up(FINES, fund.book.org.division, today(actor)).number
    rules.check_pledge(yearly_fen=yearly_fen, cap_fen=cap_fen, basis=basis, forbidden=is_fines and not fines)
    giver = donor_of(fund.book, donor, kind)
    _check_bound(fund, giver)
    made = Pledge.objects.create(
        fund=fund, donor=giver, code=fund.code, yearly_fen=yearly_fen, cap_fen=cap_fen,
        first_year=first_year, basis=basis.strip(), is_fines=is_fines, made_at=actor.now,
    )  # fmt: skip
    reaching.write(LedgerEvent.PLEDGED, made, fund.code, actor, yearly_fen=yearly_fen, cap_fen=cap_fen)
    return made


@transaction.atomic
def receive(
    fund_id: UUID, *, donor: str, donor_kind: str, kind: str, fen: int, on: date, item: str = "", voucher: str = "",
    pledge_id: UUID | None = None, anonymous: bool = False, actor: Actor,
) -> Gift:  # fmt: skip
    """Money has come: a gift, a rate of a pledge, the price of something sold; debit money, credit the fund's income.

    Raises `Refused` with `ledger.sum_missing`, `ledger.day_ahead`, `ledger.item_missing`, `ledger.pledge_missing`,
    `ledger.pledge_full` (`left`), `ledger.fund_of_donor`, `ledger.period_closed`.
    """
    fund = reaching.fund_locked(fund_id, actor)
    rules.check_gift(kind, fen=fen, on=on, today=today(actor), item=item, has_pledge=pledge_id is not None)
    promise = _promise(fund, pledge_id, fen) if pledge_id else None
    giver = promise.donor if promise else donor_of(fund.book, donor, donor_kind, anonymous=anonymous)
    _check_bound(fund, giver)
    money, income = reaching.line(fund.book, reaching.MONEY), reaching.line_of(fund, AccountKind.INCOME)
    made = post(
        fund.book, debit=money.pk, credit=income.pk, fen=fen, on=on, source=Source.GIFT, batch=uuid4(), actor=actor,
        memo=item.strip(),
    )  # fmt: skip
    gift = Gift.objects.create(
        fund=fund, donor=giver, pledge=promise, code=fund.code, kind=GiftKind(kind), fen=fen, on=on,
        item=item.strip(), voucher=voucher.strip(), posting=made, received_at=actor.now,
    )  # fmt: skip
    facts: dict[str, Any] = {"fen": fen, "gift_kind": str(kind)}
    reaching.write(LedgerEvent.GIFT_RECEIVED, gift, fund.code, actor, **facts)
    return gift


def _check_bound(fund: Fund, giver: Donor) -> None:
    """What a donor has bound takes nobody else's money. Raises `Refused("ledger.fund_of_donor")`."""
    if fund.donor_id is not None and fund.donor_id != giver.pk:
        raise Refused("ledger.fund_of_donor", donor=fund.donor.name if fund.donor else "")


def _promise(fund: Fund, pledge_id: UUID, fen: int) -> Pledge:
    """The pledge, with room for the sum up to its cap."""
    row = Pledge.objects.select_for_update().select_related("donor").get(public_id=pledge_id, fund=fund)
    given = sum(gift.fen for gift in kept_gifts(row))
    rules.check_room(cap_fen=row.cap_fen, given_fen=given, fen=fen)
    return row


def kept_gifts(row: Pledge) -> list[Gift]:
    """What came on a pledge and was not taken back."""
    return list(row.gifts.filter(posting__reversed_by__isnull=True).order_by("on", "pk"))


@transaction.atomic
def reverse(posting_id: int, *, memo: str, actor: Actor) -> Posting:
    """Take one posting back by another that mirrors it; somebody other than who posted it, with a reason.

    Only what was typed by hand (gifts, repayments); what comes from payments goes through its run.  Raises `Refused`
    with `ledger.memo_missing`, `ledger.not_reversible`, `ledger.reversed_before`, `ledger.same_person`,
    `ledger.period_closed`, `ledger.money_short`, `ledger.fund_short`.
    """
    books = access.books_kept(actor)
    row = Posting.objects.select_related("book").get(pk=posting_id, book__in=books)
    rules.check_reversal(source=row.source, by=actor.person_id, posted_by=row.posted_by, memo=memo)
    made = post(
        row.book, debit=row.credit_id, credit=row.debit_id, fen=row.fen, on=today(actor), source=Source.REVERSAL,
        batch=uuid4(), actor=actor, reverses_id=row.pk, memo=memo.strip(), order_id=row.order_id,
    )  # fmt: skip
    facts: dict[str, Any] = {"posting": row.pk, "fen": row.fen}
    reaching.write(LedgerEvent.REVERSED, row.book, row.code, actor, **facts)
    return made
