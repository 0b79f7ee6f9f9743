"""The settlements of `hx demo mutualaid`: two years whose aid comes to exact sums by what each bill says.

Nobody in them exists, and no figure is anybody's plan: the tiers are made up, and the sums are those a newspaper
printed of a real district, rounded (1,545.13 万余元), so that the growth can be held against what it said.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from hexian.cli.demo_people import name_of_nobody, number_of_nobody
from hexian.foundation.sheets import WorkbookWriter

#: Tiers of the made-up plan: from, to, basis points; sums in fen.
TIERS = ((0, 5_000_00, 2_000), (5_000_00, 15_000_00, 3_000), (15_000_00, None, 4_000))
#: From this own share on a person looks.
LARGE = 20_000_00
EXCLUDED = "整形美容"
Cells = dict[str, str]
#: A hospital that leaves most of its bills to people: over a year it has just enough of them to be compared.
DEAR: Cells = {
    "定点机构编号": "H330109088", "定点机构名称": "湖畔整形医院（演示）", "医疗总费用": "1200.00",
    "政策范围内金额": "1100.00", "基金支付合计": "200.00",
}  # fmt: skip
HEAD = (
    "结算单号", "证件号码", "姓名", "医疗类别", "定点机构编号", "定点机构名称", "入院日期", "出院日期", "医疗总费用",
    "先行自付", "政策范围内金额", "基金支付合计", "退费标志", "票据代码", "票据号码", "币种",
)  # fmt: skip
#: The same by the names of the national interface: another sender, another heading.
NATIONAL = (
    "setl_id", "certno", "psn_name", "med_type", "fixmedins_code", "fixmedins_name", "adm_date", "dscg_date",
    "medfee_sumamt", "preselfpay_amt", "inscp_scp_amt", "fund_pay_sumamt", "refd_setl_flag", "invo_code", "invo_no",
    "currency",
)  # fmt: skip
HOSPITALS = tuple(f"湖畔第{number}医院（演示）" for number in "一二三四五六七八九十")


def aid_of(own: int) -> int:
    """What the made-up tiers give for an own share, in fen, half up; a reader at the desk reckons the same way."""
    taken = sum((min(own, hi or own) - lo) * rate for lo, hi, rate in TIERS if own > lo)
    return (taken * 2 + 10_000) // 20_000


def own_shares(count: int, fen: int, chance: Random) -> list[int]:
    """Own shares whose aid comes to exactly `fen`, for so many stays; thirty of them large."""
    large = [LARGE + chance.randrange(0, 80) * 100_00 for _ in range(30)]
    fillers = count // 4
    left = fen - sum(map(aid_of, large))
    usual = _usual(count - fillers - len(large), left // (count - len(large)), chance)
    left -= sum(map(aid_of, usual))
    shares = [*large, *usual, *_even(fillers, left, chance)]
    assert sum(map(aid_of, shares)) == fen  # noqa: S101 - by construction
    chance.shuffle(shares)
    return shares


def _usual(count: int, mean: int, chance: Random) -> list[int]:
    """As bills are: many small, few large; scaled until their aid is about the mean."""
    drawn = [chance.lognormvariate(0, 0.8) for _ in range(count)]
    scale = 1_000.0
    for _ in range(40):
        shares = [min(19_900_00, max(100_00, int(each * scale) * 5_00)) for each in drawn]
        found = sum(map(aid_of, shares)) / count
        if abs(found - mean) < mean / 200:
            break
        scale *= mean / found
    return shares


def _even(count: int, fen: int, chance: Random) -> list[int]:
    """Own shares within the first tier whose aid is all that is left, spread in pairs about the middle."""
    middle, rest = divmod(fen, count)
    aid = [middle + (1 if place < rest else 0) for place in range(count)]
    room = min(middle - 20_00, 1_000_00 - middle - 1) // 100
    for place in range(0, count - 1, 2):
        apart = chance.randrange(0, max(1, room)) * 100
        aid[place], aid[place + 1] = aid[place] + apart, aid[place + 1] - apart
    # A fifth of its own share is what the first tier gives.
    return [each * 5 for each in aid]


@dataclass(slots=True)
class Book:
    """Numbers settlements and receipts, and knows who is who."""

    year: int
    first: int  # serial of the first person
    chance: Random
    last: int = 0

    def row(self, person: int, own: int, left: date, **given: Any) -> Cells:
        """A bill of a person (her place in the pool), own share in fen, the day she was discharged."""
        self.last += 1
        serial = self.first + person
        nights = 2 + self.last % 9
        total = own * 3 + 2_000_00 + self.last % 97 * 100_00
        hospital = self.last % len(HOSPITALS)
        cells = {
            "结算单号": f"YS{self.year}{self.last:07}", "证件号码": number_of_nobody(serial),
            "姓名": name_of_nobody(serial), "医疗类别": "普通住院", "定点机构编号": f"H330109{hospital:05}",
            "定点机构名称": HOSPITALS[hospital], "入院日期": f"{left - timedelta(days=nights)}", "出院日期": f"{left}",
            "医疗总费用": yuan(total), "先行自付": "0.00", "政策范围内金额": yuan(total - 1_500_00),
            "基金支付合计": yuan(total - 1_500_00 - own), "退费标志": "0", "票据代码": "33060125",
            "票据号码": f"{self.year % 100}{self.last:08}", "币种": "人民币",
        }  # fmt: skip
        return cells | given


def yuan(fen: int) -> str:
    """Fen as a bill writes them."""
    sign, plain = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{plain // 100}.{plain % 100:02}"


def month_of(book: Book, shares: Sequence[int], month: int, pool: int, start: int) -> list[Cells]:
    """A month's bills: people of the pool one after the other, so that nobody comes twice within months."""
    return [
        book.row((start + place) % pool, own, date(book.year, month, _day(place, month)))
        for place, own in enumerate(shares)
    ]


def _day(place: int, month: int) -> int:
    """In January late enough that nobody was admitted before the year began."""
    return 12 + place % 9 if month == 1 else 1 + place % 20


@dataclass(frozen=True, slots=True)
class Strangers:
    """People apart from the pool, about whom rows are wrong: places of those enrolled, of those not, of nobody here."""

    known: int
    outside: int
    unknown: int


def faults_of(book: Book, clean: Sequence[Cells], who: Strangers, arrives: date) -> list[Cells]:
    """One of every fault beside a month's bills; none of them pays anything by itself."""
    left = arrives - timedelta(days=12)
    known = iter(range(who.known, who.known + 200))

    def bad(own: int = 900_00, **given: Any) -> Cells:
        return book.row(next(known), own, left, **given)

    def dear() -> Cells:
        return bad(医疗类别=EXCLUDED) | DEAR

    def twin(place: int, **given: Any) -> Cells:
        return clean[place] | {"结算单号": f"{clean[place]['结算单号']}B", "票据号码": f"9{place:09}"} | given

    shared = bad(定点机构编号="H330109099", 票据号码=clean[0]["票据号码"])
    next_day = date.fromisoformat(clean[4]["出院日期"]) + timedelta(days=1)
    rows = [
        bad(基金支付合计="99999.00"), bad(出院日期=f"{arrives + timedelta(days=2)}"),
        bad(入院日期=f"{left + timedelta(days=3)}"), bad(入院日期="1950-01-01"), bad(政策范围内金额="99999.00"),
        bad(币种="USD"), bad(证件号码="3.30109E+17"), bad(出院日期="上星期"), bad(医疗总费用=""), bad(结算单号=""),
        dear(), dear(), dict(clean[1]), dict(clean[2]), shared, twin(3),
        twin(4, 入院日期=f"{next_day}", 出院日期=f"{next_day + timedelta(days=3)}"),
        bad(退费标志="1"), clean[5] | {"政策范围内金额": yuan(_fen(clean[5]["政策范围内金额"]) + 100_00)},
    ]  # fmt: skip
    rows += [bad(own=0) for _ in range(40)]
    rows += [book.row(who.outside + place, 1_200_00 + place * 10_00, left) for place in range(12)]
    return rows + [book.row(who.unknown + place, 800_00, left) for place in range(6)]


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


def waiting_of(book: Book, first: int, left: date) -> list[Cells]:
    """Bills of people whose waiting days are not over."""
    return [book.row(first + place, 700_00, left) for place in range(5)]


def csv_of(rows: Iterable[Cells], encoding: str = "utf-8-sig") -> bytes:
    """A text table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows([row[name] for name in HEAD] for row in rows)
    return out.getvalue().encode(encoding)


def _json_lines(rows: Iterable[Cells], _folder: Path) -> bytes:
    named = ({national: row[name] for national, name in zip(NATIONAL, HEAD, strict=True)} for row in rows)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in named).encode()


def _parquet(rows: Iterable[Cells], folder: Path) -> bytes:
    source, made = folder / "source.jsonl", folder / "made.parquet"
    source.write_bytes(_json_lines(rows, folder))
    with duckdb.connect() as database:
        kinds = dict.fromkeys(NATIONAL, "VARCHAR")
        database.read_json(str(source), format="newline_delimited", columns=kinds).write_parquet(str(made))
    return made.read_bytes()


def _workbook(rows: Iterable[Cells], folder: Path) -> bytes:
    path = folder / "made.xlsx"
    with WorkbookWriter(path, "结算明细", heading=HEAD) as book:
        for row in rows:
            book.row([row[name] for name in HEAD])
    return path.read_bytes()


Made = Callable[[Iterable[Cells], Path], bytes]
#: As bureaus send: one after the other, so that every format comes.
FORMATS: tuple[tuple[str, Made], ...] = (
    ("csv", lambda rows, _folder: csv_of(rows)), ("xlsx", _workbook), ("parquet", _parquet), ("jsonl", _json_lines),
    ("csv", lambda rows, _folder: csv_of(rows, "gb18030")),
)  # fmt: skip


def bad_files(rows: Sequence[Cells], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files as they should not be; each has a name of its own, and none of them pays anything."""
    whole = csv_of(rows)
    for ending, write in (("xlsx", _workbook), ("parquet", _parquet)):
        content = write(rows, folder)
        yield f"半份.{ending}", content[: len(content) // 2]
    yield "乱码.csv", bytes(range(256)) * 64
    yield "断在半行.csv", whole[: len(whole) // 2]
    turned = [row | {"政策范围内金额": row["基金支付合计"], "基金支付合计": row["政策范围内金额"]} for row in rows]
    yield "两列颠倒.csv", csv_of(turned)
    yield (
        "证件号和单号颠倒.csv",
        csv_of(row | {"证件号码": row["结算单号"], "结算单号": row["证件号码"]} for row in rows),
    )
