"""Accounts and postings: what a balance means, and that a book always adds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """What an account counts; a balance is debits less credits, so money stands above zero and a fund below."""

    MONEY = "money"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    FUND = "fund"
    INCOME = "income"
    EXPENSE = "expense"


#: Accounts that belong to a fund: together, and turned round, what the fund has free.
KINDS_OF_FUND = (AccountKind.FUND, AccountKind.INCOME, AccountKind.EXPENSE)
#: Accounts whose balance is shown turned round: what is owed, what a fund has, what came in.
NEGATIVE = (AccountKind.PAYABLE, AccountKind.FUND, AccountKind.INCOME)


class DonorKind(StrEnum):
    """Who gives: the employer by its pledge, a body, a person."""

    EMPLOYER = "employer"
    UNION = "union"
    BODY = "body"
    PERSON = "person"


class GiftKind(StrEnum):
    """How money came to a fund: on a pledge, as a gift, for something idle that was sold (闲置物品义卖)."""

    PLEDGE = "pledge"
    GIFT = "gift"
    SALE = "sale"


class Source(StrEnum):
    """What a posting of this room's own comes from; rooms above bring names of their own."""

    GIFT = "ledger.gift"
    OPENING = "ledger.opening"
    PAID = "ledger.paid"
    BOUNCED = "ledger.bounced"
    RECEIVABLE = "ledger.receivable"
    SETTLED = "ledger.settled"
    KEPT = "ledger.kept"
    REPAID = "ledger.repaid"
    OWED_RECEIVED = "ledger.owed_received"
    OWED_SET_OFF = "ledger.owed_set_off"
    REVERSAL = "ledger.reversal"
    MANUAL = "ledger.manual"
    AID = "ledger.aid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting as a rule sees it: from which account to which, and how much."""

    debit: int
    credit: int
    fen: int


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of a trial balance, in fen: what it began with, what moved, what it ends with (debits less credits)."""

    account: int
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """Opening and what moved."""
        return self.opening + self.debit - self.credit


def trial(entries: Iterable[Entry]) -> dict[int, int]:
    """The balance of each account (debits less credits, in fen) after the entries; the sum over all is always 0."""
    balances: dict[int, int] = {}
    for entry in entries:
        balances[entry.debit] = balances.get(entry.debit, 0) + entry.fen
        balances[entry.credit] = balances.get(entry.credit, 0) - entry.fen
    return balances
