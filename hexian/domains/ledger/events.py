"""Names of what happens in the ledger."""

from __future__ import annotations

from enum import StrEnum


class LedgerEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids and sums in fen only."""

    BOOK_OPENED = "ledger.book_opened"
    BOOK_CHANGED = "ledger.book_changed"
    PERIOD_CLOSED = "ledger.period_closed"
    FUND_OPENED = "ledger.fund_opened"
    FUND_CHANGED = "ledger.fund_changed"
    BUDGET_SET = "ledger.budget_set"
    PLEDGED = "ledger.pledged"
    GIFT_RECEIVED = "ledger.gift_received"
    POSTED = "ledger.posted"
    OWED = "ledger.owed"
    OWED_BACK = "ledger.owed_back"
    OWED_CAME = "ledger.owed_came"
    REVERSED = "ledger.reversed"
    ORDERED = "ledger.ordered"
    ORDERS_REVERSED = "ledger.orders_reversed"
    REOPENED = "ledger.reopened"
    CARD_KEPT = "ledger.card_kept"
    CARDS_KEPT = "ledger.cards_kept"
    RELATION_DECLARED = "ledger.relation_declared"
    RELATION_ENDED = "ledger.relation_ended"
    RUN_DRAFTED = "ledger.run_drafted"
    RUN_CHANGED = "ledger.run_changed"
    RUN_PROPOSED = "ledger.run_proposed"
    RUN_REVIEWED = "ledger.run_reviewed"
    RUN_SECONDED = "ledger.run_seconded"
    RUN_APPROVED = "ledger.run_approved"
    RUN_SENT_BACK = "ledger.run_sent_back"
    RUN_RELEASED = "ledger.run_released"
    RUN_CANCELLED = "ledger.run_cancelled"
    RUN_CLOSED = "ledger.run_closed"
    FILE_MADE = "ledger.file_made"
    REPLY_READ = "ledger.reply_read"
    REPLY_APPLIED = "ledger.reply_applied"
    REPLY_DROPPED = "ledger.reply_dropped"
