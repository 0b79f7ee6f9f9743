"""One function per verb; the rooms above order and take back payments with `order_many` and `reverse_many`."""

from hexian.domains.ledger.services.bank_files import BankFile, make_file
from hexian.domains.ledger.services.books import (
    close_period,
    open_book,
    open_fund,
    pledge,
    receive,
    reverse,
    set_bank,
    set_budget,
    set_guarantee,
)
from hexian.domains.ledger.services.card_lists import (
    Looked,
    keep_list,
    look_through,
    read_file,
    read_pasted,
    sealed,
    unsealed,
)
from hexian.domains.ledger.services.cards import (
    Card,
    declare,
    end_relation,
    keep_card,
    keep_cards,
    keep_own_card,
    reopen,
    repay,
)
from hexian.domains.ledger.services.owing import (
    Payer,
    in_hand,
    income_of,
    keep_for,
    owe_many,
    receive_owed,
    take_owed_back,
)
from hexian.domains.ledger.services.posting import Ordered, Reversed, order_many, post, refusing, reverse_many
from hexian.domains.ledger.services.replies import apply_reply, drop_reply, read_reply
from hexian.domains.ledger.services.runs import cancel, close, draft, leave_out, lend, send_back
from hexian.domains.ledger.services.setting_off import SetOff, gone_out, set_off

__all__ = [
    "BankFile", "Card", "Looked", "Ordered", "Payer", "Reversed", "SetOff", "apply_reply", "cancel", "close",
    "close_period", "declare", "draft", "drop_reply", "end_relation", "gone_out", "in_hand", "income_of", "keep_card",
    "keep_cards", "keep_for", "keep_list", "keep_own_card", "leave_out", "lend", "look_through", "make_file",
    "open_book", "open_fund", "order_many", "owe_many", "pledge", "post", "read_file", "read_pasted", "read_reply",
    "receive", "receive_owed", "refusing", "reopen", "repay", "reverse", "reverse_many", "sealed", "send_back",
    "set_bank", "set_budget", "set_guarantee", "set_off", "take_owed_back", "unsealed",
]  # fmt: skip
