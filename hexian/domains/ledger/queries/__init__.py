"""What pages show of money: books and funds, accounts with their rows, runs with their hands, one yuan followed."""

from hexian.domains.ledger.queries.books import (
    AccountPage,
    AccountRow,
    BookRow,
    FundPage,
    FundRow,
    PostingRow,
    Trial,
    account,
    book,
    books,
    fund,
    funds,
    trial,
)
from hexian.domains.ledger.queries.following import Followed, Piece, follow_gift, follow_order
from hexian.domains.ledger.queries.reports import (
    Faults,
    FundReport,
    Reconciliation,
    Statement,
    faults_of_books,
    fund_report,
    reconciliation,
    statement,
    vouchers,
)
from hexian.domains.ledger.queries.runs import (
    HandRow,
    OrderRow,
    ReplyPage,
    RunPage,
    RunRow,
    WaitingPage,
    count_waiting,
    my_payments,
    my_relations,
    order,
    reply,
    run,
    runs,
    waiting,
)

__all__ = [
    "AccountPage", "AccountRow", "BookRow", "Faults", "Followed", "FundPage", "FundReport", "FundRow", "HandRow",
    "OrderRow", "Piece", "PostingRow", "Reconciliation", "ReplyPage", "RunPage", "RunRow", "Statement", "Trial",
    "WaitingPage", "account", "book", "books", "count_waiting", "faults_of_books", "follow_gift", "follow_order",
    "fund", "fund_report", "funds", "my_payments", "my_relations", "order", "reconciliation", "reply", "run", "runs",
    "statement", "trial", "vouchers", "waiting",
]  # fmt: skip
