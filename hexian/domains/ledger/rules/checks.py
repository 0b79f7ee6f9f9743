"""What may be written into a book: sums, days, promises, reversals, cards."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from hexian.domains.ledger.rules.books import GiftKind, Source
from hexian.foundation.actor import Refused

#: Longest number a Chinese bank gives, and the shortest seen on passbooks.
_CARD = re.compile(r"[0-9]{10,30}")
#: Typed by a person, so a person may take it back; payments are taken back by their cause.
BY_HAND = (Source.GIFT, Source.REPAID)


def named(name: str) -> str:
    """A name without edges. Raises `Refused("ledger.name_missing")`."""
    if not name.strip():
        raise Refused("ledger.name_missing")
    return name.strip()[:80]


def card(number: str) -> str:
    """The digits of an account number, however it was grouped. Raises `Refused("ledger.card_number")`."""
    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number))
    if not _CARD.fullmatch(digits):
        raise Refused("ledger.card_number")
    return digits


def not_negative(fen: int) -> int:
    """A sum in fen that is nought or more. Raises `Refused("ledger.sum_missing")`."""
    if fen < 0:
        raise Refused("ledger.sum_missing")
    return fen


def check_closing(through: date, *, opened: date, closed: date | None, today: date) -> None:
    """A period ends in the past, after what is closed already.

    Raises `Refused` with `ledger.period_ahead`, `ledger.period_before_book`, `ledger.closed_already`.
    """
    if through >= today:
        raise Refused("ledger.period_ahead")
    if through < opened:
        raise Refused("ledger.period_before_book", opened=opened)
    if closed is not None and through <= closed:
        raise Refused("ledger.closed_already", closed=closed)


def check_public(*, is_public: bool, licence: str) -> None:
    """Who collects from the public has a licence (慈善法 22). Raises `Refused("ledger.licence_missing")`."""
    if is_public and not licence.strip():
        raise Refused("ledger.licence_missing")


def check_pledge(*, yearly_fen: int, cap_fen: int, basis: str, forbidden: bool) -> None:
    """A promise has a yearly sum, a cap that is not below it, and a paper; fines of workers are no source of aid.

    Raises `Refused` with `ledger.pledge_sums`, `ledger.basis_missing`, `ledger.no_fines`.
    """
    if yearly_fen <= 0 or cap_fen < yearly_fen:
        raise Refused("ledger.pledge_sums")
    if not basis.strip():
        raise Refused("ledger.basis_missing")
    if forbidden:
        raise Refused("ledger.no_fines")


def check_gift(kind: str, *, fen: int, on: date, today: date, item: str, has_pledge: bool) -> None:
    """Raises `Refused`: `ledger.sum_missing`, `ledger.day_ahead`, `ledger.item_missing`, `ledger.pledge_missing`."""
    if fen <= 0:
        raise Refused("ledger.sum_missing")
    if on > today:
        raise Refused("ledger.day_ahead")
    if kind == GiftKind.SALE and not item.strip():
        raise Refused("ledger.item_missing")
    if (kind == GiftKind.PLEDGE) != has_pledge:
        raise Refused("ledger.pledge_missing")


def check_room(*, cap_fen: int, given_fen: int, fen: int) -> None:
    """A pledge is not filled beyond its cap. Raises `Refused("ledger.pledge_full")` with what is left in fen."""
    if given_fen + fen > cap_fen:
        raise Refused("ledger.pledge_full", left_fen=cap_fen - given_fen)


def due(*, yearly_fen: int, cap_fen: int, first_year: int, year: int) -> int:
    """What a pledge owes in all by the end of a year, in fen: 1 m a year until 5 m owes 3 m in its third year."""
    return min(cap_fen, yearly_fen * max(0, year - first_year + 1))


def check_reversal(*, source: str, by: int | None, posted_by: int | None, memo: str) -> None:
    """Raises `Refused` with `ledger.not_reversible`, `ledger.memo_missing`, `ledger.same_person`."""
    if source not in BY_HAND:
        raise Refused("ledger.not_reversible")
    if not memo.strip():
        raise Refused("ledger.memo_missing")
    if by is None or by == posted_by:
        raise Refused("ledger.same_person")


def check_reopening(state: str, *, recalled: bool, card: int | None, former: int | None, same_card: bool) -> None:
    """Raises `Refused` with `ledger.not_returned`, `ledger.recalled`, `ledger.card_missing`, `ledger.same_card`."""
    if state != "returned":
        raise Refused("ledger.not_returned")
    if recalled:
        raise Refused("ledger.recalled")
    if card is None:
        raise Refused("ledger.card_missing")
    if card == former and not same_card:
        raise Refused("ledger.same_card")
