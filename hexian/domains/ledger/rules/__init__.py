"""What money may do and who may let it: accounts, orders, runs with their hands, funds, files. Plain Python.

Worked example: aid of 752.40 yuan is ordered → debit 互助金支出 75240, credit 应付互助金 75240.  The bank has paid it →
debit 应付互助金 75240, credit 银行存款 75240.  Each row is zero-sum by itself: whatever is posted, the book balances.
"""

from hexian.domains.ledger.rules.books import (
    KINDS_OF_FUND,
    NEGATIVE,
    AccountKind,
    DonorKind,
    Entry,
    GiftKind,
    Source,
    Tally,
    trial,
)
from hexian.domains.ledger.rules.runs import (
    ALIVE,
    HANDS,
    OPEN,
    ORDER,
    RUN,
    Hand,
    Hands,
    Needs,
    Order,
    Run,
    check_hand,
    check_thresholds,
    may,
    needs,
    next_order,
    next_run,
)

__all__ = [
    "ALIVE", "HANDS", "KINDS_OF_FUND", "NEGATIVE", "OPEN", "ORDER", "RUN", "AccountKind", "DonorKind", "Entry",
    "GiftKind", "Hand", "Hands", "Needs", "Order", "Run", "Source", "Tally", "check_hand", "check_thresholds", "may",
    "needs", "next_order", "next_run", "trial",
]  # fmt: skip
