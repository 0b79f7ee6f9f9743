"""What a bank is sent (代发文件) and what it answers (回盘).

Worked example: line 3 of run 2026-0007 pays 752.40 to a card ending in 8801.  The bank's row «3, …8801, 752.40, 失败»
returns it; a row about position 3 with 725.40, or with another card, is no answer to what we sent, and the whole file
is refused.  Names are never matched by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from hexian.foundation.actor import Refused
from hexian.foundation.money import rules as money
from hexian.foundation.sheets import rules as sheets

T = TypeVar("T")


class Layout(StrEnum):
    """Which bank's columns: 工行 «批量支付», or the plain five columns most others take (农行 among them)."""

    ICBC = "icbc"
    PLAIN = "plain"


class Format(StrEnum):
    """A workbook, or a text table in one of two encodings."""

    XLSX = "xlsx"
    CSV_GBK = "csv_gbk"
    CSV_UTF8 = "csv_utf8"


@dataclass(frozen=True, slots=True)
class Payment:
    """One line for the bank; `card` and `identity` in the clear only here."""

    position: int
    holder: str
    card: str
    fen: int
    purpose: str
    bank_name: str = ""
    province: str = ""
    city: str = ""
    identity: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as her bank knows her."""

    bank_name: str
    number: str
    holder: str


HEADS: Mapping[Layout, tuple[str, ...]] = {
    Layout.ICBC: (
        "付款开户行", "付款账号", "付款户名", "收款开户行", "省份", "城市", "收款账号", "户名", "金额",
        "汇款用途", "备注", "短信手机",
    ),
    Layout.PLAIN: ("序号", "姓名", "帐号", "金额", "身份证"),
}  # fmt: skip


def yuan(fen: int) -> str:
    """«752.40»: two places, exact, no separators; banks refuse a third."""
    return f"{fen // 100}.{fen % 100:02}"


def cells(layout: Layout, payment: Payment, payer: Payer, number: str) -> list[str]:
    """A line's cells, all of them texts; a plain name has no blanks."""
    if layout == Layout.PLAIN:
        name = re.sub(r"\s", "", payment.holder)
        return [str(payment.position), name, payment.card, yuan(payment.fen), payment.identity]
    return [
        payer.bank_name, payer.number, payer.holder, payment.bank_name, payment.province, payment.city, payment.card,
        payment.holder, yuan(payment.fen), payment.purpose, f"{number}-{payment.position}", payment.mobile,
    ]  # fmt: skip


# — What the bank answers —


class Outcome(StrEnum):
    """What a bank says of a line."""

    PAID = "paid"
    RETURNED = "returned"
    PENDING = "pending"


class Verdict(StrEnum):
    """What a line of the answer means for what we sent."""

    PAID = "paid"
    RETURNED = "returned"
    BOUNCED = "bounced"
    AGAIN = "again"
    PENDING = "pending"
    UNKNOWN = "unknown"
    OTHER_SUM = "other_sum"
    OTHER_CARD = "other_card"
    TWICE = "twice"
    UNREADABLE = "unreadable"


#: One of these, and nothing of the file is booked: it may not be an answer to what was sent.
STOPPING = (Verdict.UNKNOWN, Verdict.OTHER_SUM, Verdict.OTHER_CARD, Verdict.TWICE, Verdict.UNREADABLE)
#: These change something.
CHANGING = (Verdict.PAID, Verdict.RETURNED, Verdict.BOUNCED)

_WORDS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"批次号", "批次", "批号", "批次编号", "代发批次号"}),
    "position": frozenset({"序号", "编号", "笔序", "顺序号"}),
    "card": frozenset({"账号", "帐号", "收款账号", "收款帐号", "卡号"}),
    "name": frozenset({"户名", "姓名", "收款户名", "收款人", "收款人姓名"}),
    "fen": frozenset({"金额", "交易金额", "发放金额", "入账金额"}),
    "outcome": frozenset({"处理状态", "状态", "处理结果", "交易结果", "结果"}),
    "code": frozenset({"失败码", "错误码", "返回码"}),
    "reason": frozenset({"原因", "失败原因", "错误原因", "失败码/原因", "返回信息"}),
    "on": frozenset({"交易日期", "入账日期", "日期"}),
    "ref": frozenset({"流水号", "交易流水号"}),
}
_NEEDED = ("position", "card", "fen", "outcome")
_OUTCOMES: Mapping[str, Outcome] = {
    "成功": Outcome.PAID, "处理成功": Outcome.PAID, "交易成功": Outcome.PAID,
    "已入账": Outcome.PAID, "入账成功": Outcome.PAID,
    "失败": Outcome.RETURNED, "处理失败": Outcome.RETURNED, "交易失败": Outcome.RETURNED, "退回": Outcome.RETURNED,
    "退票": Outcome.RETURNED, "已退汇": Outcome.RETURNED, "退汇": Outcome.RETURNED,
    "处理中": Outcome.PENDING, "已受理": Outcome.PENDING, "待处理": Outcome.PENDING,
}  # fmt: skip
_NUMBER = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{4,6}(?![0-9])")
_COUNT = re.compile(r"([0-9]+)\s*笔")
_TOTAL = re.compile(r"(合计|总计|共计|总笔数|总金额)")
#: Where a heading may still begin.
_MOST_ABOVE = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a bank's answer as it was read; `fault` is what could not be read."""

    row: int
    position: int | None
    tail: str
    fen: int | None
    outcome: Outcome | None
    on: date | None = None
    ref: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole answer: which run it names, and its lines."""

    number: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A line we sent: its order, sum, last four digits of the card, and where it stands."""

    order: int
    fen: int
    tail: str
    state: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with what it means, and the order it is about."""

    answer: Answer
    verdict: Verdict
    order: int | None = None
    fen: int = 0


def read_answer(rows: Iterable[tuple[int, Sequence[str]]], file_name: str, wanted: str) -> Sheet:
    """Read a bank's answer about the run `wanted`, which it has to name: in a column, above the heading, in its name.

    Raises `Refused` with `ledger.reply_heading`, `ledger.reply_number`, `ledger.reply_other_run` (`told`, `wanted`),
    `ledger.reply_swapped`, `ledger.reply_half` (`lines`, `total`), `ledger.reply_empty`.
    """
    listed = [(number, [sheets.tidy(cell) for cell in row]) for number, row in rows]
    head, columns = _heading(listed)
    told = {found for _, row in listed[:head] for cell in row for found in _NUMBER.findall(cell)}
    told |= set(_NUMBER.findall(file_name))
    answers, total = [], None
    for number, row in listed[head + 1 :]:
        if _TOTAL.search("".join(row[:2])):
            total = row
            continue
        said = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        told |= set(_NUMBER.findall(said.get("number", "")))
        answers.append(_answer(number, said))
    _check_run(told, wanted)
    _check_whole(answers, total, columns)
    return Sheet(wanted, tuple(answers))


def _heading(listed: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
    for place, (_, row) in enumerate(listed[:_MOST_ABOVE]):
        columns = {name: at for at, cell in enumerate(row) for name, words in _WORDS.items() if cell in words}
        if all(name in columns for name in _NEEDED):
            return place, columns
    raise Refused("ledger.reply_heading")


def _answer(row: int, said: Mapping[str, str]) -> Answer:
    digits = re.sub(r"[^0-9]", "", said["card"])
    return Answer(
        row,
        position=int(said["position"]) if said["position"].isascii() and said["position"].isdigit() else None,
        tail=digits[-4:], fen=_or_none(money.parse, said["fen"]), outcome=_OUTCOMES.get(said["outcome"]),
        on=_or_none(sheets.read_day, said.get("on", "")), ref=said.get("ref", "")[:60],
        code=said.get("code", "")[:20], reason=said.get("reason", "")[:80],
    )  # fmt: skip


def _or_none(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text)
    except (Refused, ValueError):
        return None


def _check_run(told: set[str], wanted: str) -> None:
    if not told:
        raise Refused("ledger.reply_number", wanted=wanted)
    if told != {wanted}:
        raise Refused("ledger.reply_other_run", told="、".join(sorted(told - {wanted})), wanted=wanted)


def _check_whole(answers: Sequence[Answer], total: Sequence[str] | None, columns: Mapping[str, int]) -> None:
    if not answers:
        raise Refused("ledger.reply_empty")
    # An account number where the sum should stand is beyond any sum, and the sum has no ten digits.
    if all(each.tail == "" or each.fen is None or each.fen > 10**12 for each in answers):
        raise Refused("ledger.reply_swapped")
    if total is None:
        return
    count = _COUNT.search(" ".join(total))
    if count and int(count[1]) != len(answers):
        raise Refused("ledger.reply_half", lines=len(answers), total=count[1])
    said = _or_none(money.parse, total[columns["fen"]] if columns["fen"] < len(total) else "")
    if said is not None and said != sum(each.fen or 0 for each in answers):
        raise Refused("ledger.reply_half", lines=len(answers), total=f"{yuan(said)} 元")


def judge(answers: Sequence[Answer], sent: Mapping[int, Sent]) -> list[Judged]:
    """What each line means for what was sent, by position alone; sum and card have to be the ones sent."""
    seen = Counter(each.position for each in answers if each.position is not None)
    return [_judged(each, sent, twice=each.position is not None and seen[each.position] > 1) for each in answers]


def _judged(answer: Answer, sent: Mapping[int, Sent], *, twice: bool) -> Judged:
    if answer.position is None or answer.outcome is None or answer.fen is None:
        return Judged(answer, Verdict.UNREADABLE)
    line = sent.get(answer.position)
    if line is None:
        return Judged(answer, Verdict.UNKNOWN)
    if twice:
        return Judged(answer, Verdict.TWICE, line.order, line.fen)
    if answer.fen != line.fen:
        return Judged(answer, Verdict.OTHER_SUM, line.order, line.fen)
    if answer.tail != line.tail:
        return Judged(answer, Verdict.OTHER_CARD, line.order, line.fen)
    return Judged(answer, _meaning(answer.outcome, line.state), line.order, line.fen)


def _meaning(outcome: Outcome, state: str) -> Verdict:
    if outcome == Outcome.PENDING:
        return Verdict.PENDING
    if state == "released":
        return Verdict.PAID if outcome == Outcome.PAID else Verdict.RETURNED
    if state == "paid" and outcome == Outcome.RETURNED:
        return Verdict.BOUNCED
    # A line that came back is paid under its next attempt, never again under this one.
    return Verdict.AGAIN if state == str(outcome) else Verdict.UNKNOWN


def check_applicable(judged: Iterable[str]) -> None:
    """Raises `Refused` with `ledger.reply_stops` (`count`) or `ledger.reply_nothing_new`."""
    verdicts = Counter(judged)
    stopping = sum(verdicts[each] for each in STOPPING)
    if stopping:
        raise Refused("ledger.reply_stops", count=stopping)
    if not any(verdicts[each] for each in CHANGING):
        raise Refused("ledger.reply_nothing_new")
