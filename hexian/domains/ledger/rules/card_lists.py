"""A list of cards as a union has it in a spreadsheet: which column is which, what is wrong with a line by itself."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hexian.domains.ledger.rules.checks import card
from hexian.foundation.actor import Refused

#: As many people as one list has: what an officer looks through before she says yes.
MOST = 1_000


class Column(StrEnum):
    """A column of the list."""

    NAME = "name"
    ID_NUMBER = "id_number"
    BANK = "bank_name"
    NUMBER = "number"
    HOLDER = "holder"
    PROVINCE = "province"
    CITY = "city"


#: In this order where a list has no heading; the rest by their heading alone.
NEEDED = (Column.NAME, Column.ID_NUMBER, Column.BANK, Column.NUMBER)
HEADINGS: Mapping[str, Column] = {
    **dict.fromkeys(("姓名", "职工姓名", "会员姓名", "收款人", "收款人姓名"), Column.NAME),
    **dict.fromkeys(("身份证号", "身份证", "身份证号码", "证件号", "证件号码", "居民身份证号"), Column.ID_NUMBER),
    **dict.fromkeys(("开户银行", "开户行", "银行", "开户行名称", "开户银行名称"), Column.BANK),
    **dict.fromkeys(("银行卡号", "卡号", "账号", "帐号", "银行账号", "银行帐号", "收款账号"), Column.NUMBER),
    **dict.fromkeys(("户名", "开户名", "账户名", "账户名称"), Column.HOLDER),
    **dict.fromkeys(("省", "省份", "开户省", "开户行所在省"), Column.PROVINCE),
    **dict.fromkeys(("市", "城市", "开户市", "开户行所在市"), Column.CITY),
}
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line as it came, under the number its sender sees."""

    row: int
    name: str
    id_number: str
    bank_name: str
    number: str
    holder: str = ""
    province: str = ""
    city: str = ""


def tidy(text: str) -> str:
    """What is compared of a name or heading: full-width letters and spaces do not matter, nor which dot is used."""
    return re.sub(r"[\s*:：()（）]|必填", "", unicodedata.normalize("NFKC", text)).replace("•", "·").replace("・", "·")


def cells_of(text: str) -> list[list[str]]:
    """Pasted lines as cells: by tabs, as a spreadsheet copies them, else by commas, else by gaps."""
    lines = [line for line in text.splitlines() if line.strip()]
    by = "\t" if any("\t" in line for line in lines) else r"[,，;；]" if re.search(r"[,，;；]", text) else r"\s+"
    return [[cell.strip().strip('"') for cell in re.split(by, line)] for line in lines]


def read_list(rows: Iterable[tuple[int, Sequence[str]]]) -> list[Listed]:
    """The lines of a list, by its heading, or in the plain order without one.

    Raises `Refused` with `ledger.cards_heading` (`missing`), `ledger.cards_empty`, `ledger.cards_many` (`most`).
    """
    places: dict[Column, int] | None = None
    found: list[Listed] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if places is None:
            places = _places(cells)
            if places:
                continue
            places = {column: place for place, column in enumerate(NEEDED)}
        found.append(Listed(number, **{column: _cell(cells, places.get(column)) for column in Column}))
        if len(found) > MOST:
            raise Refused("ledger.cards_many", most=MOST)
    if not found:
        raise Refused("ledger.cards_empty")
    return found


def _places(cells: Sequence[str]) -> dict[Column, int]:
    """Where each column stands, when this is a heading; none when it is a person already."""
    places: dict[Column, int] = {}
    for place, cell in enumerate(cells):
        column = HEADINGS.get(tidy(cell))
        if column is not None:
            places.setdefault(column, place)
    if places and not set(NEEDED) <= set(places):
        raise Refused("ledger.cards_heading", missing=next(each for each in NEEDED if each not in places))
    return places


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def digits_of(line: Listed) -> str:
    """The card's digits.

    Raises `Refused` with `ledger.card_number`, `ledger.card_rounded` where a spreadsheet has lost the last of them.
    """
    if _SCIENTIFIC.fullmatch(line.number.replace(" ", "")):
        raise Refused("ledger.card_rounded")
    return card(line.number)


def check_line(line: Listed) -> str:
    """The card's digits, where nothing is wrong with the line by itself.

    Raises `Refused` with `ledger.name_of_payee`, `ledger.bank_missing`, `ledger.not_her_card`, and as `digits_of` does.
    """
    if not line.name:
        raise Refused("ledger.name_of_payee")
    if not line.bank_name:
        raise Refused("ledger.bank_missing")
    if line.holder and tidy(line.holder) != tidy(line.name):
        raise Refused("ledger.not_her_card")
    return digits_of(line)


def twice(values: Iterable[str]) -> set[str]:
    """What a list has more than once."""
    return {value for value, count in Counter(values).items() if value and count > 1}
