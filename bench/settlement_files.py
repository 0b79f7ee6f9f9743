"""Settlement files for benches: the same seed makes the same file; every fault of real ones is in it, seldom.

Nobody in it exists: numbers are counted up inside divisions, hospitals have no names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.names import id_number

HEADING = (
    "setl_id,certno,psn_name,med_type,fixmedins_code,adm_date,dscg_date,medfee_sumamt,fulamt_ownpay_amt,"
    "overlmt_selfpay,preselfpay_amt,inscp_scp_amt,fund_pay_sumamt,psn_pay,refd_setl_flag,invo_code,invo_no\n"
)
#: The year the bench's plan covers.
YEAR = 2026
_FIRST = date(YEAR, 1, 1)
#: Today of the bench: after every discharge in the files.
_DAYS = 280
_CARES = ("住院", "住院", "住院", "规定病种门诊", "普通门诊")
_STRIDE = 7_919  # prime: neighbours in the file are no neighbours among the members
_BLOCK = 5_000


def lines(rows: int, members: int, *, begin: int = 0) -> Iterator[str]:
    """So many rows over so many members, in the order the bureau sends them: by number."""
    days = [(_FIRST + timedelta(days=day)).isoformat() for day in range(_DAYS)]
    for serial in range(begin, begin + rows):
        yield _line(serial, members, days)


def _line(serial: int, members: int, days: list[str]) -> str:
    person = serial * _STRIDE % members
    odd = serial % 1_000
    total = 120_000 + serial * 104_729 % 3_000_000  # 1,200 to 31,200 yuan
    outside, first = total * 6 // 100, total * 4 // 100
    scope = total - outside - first
    funds = scope * (40 + serial % 50) // 100
    day = serial * 31 % (_DAYS - 20)
    came, left = days[day], days[day + 1 + serial % 15]
    settlement, invoice, refund = f"S{serial:011d}", f"{serial:010d}", 0
    if odd == 7:  # the same receipt under another number
        invoice = f"{serial - 1:010d}"
    elif odd == 11:  # discharged before admitted
        came, left = left, came
    elif odd == 13:  # funds paid more than there was
        funds = scope + 100
    elif odd == 17:  # nobody's number
        person = members + serial
    elif odd == 19 and serial > 1_000:  # an earlier bill taken back
        settlement, refund = f"S{serial - 1_000 + 2:011d}", 1
        person = (serial - 1_000 + 2) * _STRIDE % members
    elif odd == 23:  # the row before once more
        return _line(serial - 1, members, days)
    return (
        f"{settlement},{id_number(person)},演示职工,{_CARES[serial % 5]},H{serial % 300:05d},{came},{left},"
        f"{_yuan(total)},{_yuan(outside)},0.00,{_yuan(first)},{_yuan(scope)},{_yuan(funds)},{_yuan(total - funds)},"
        f"{refund},033010000123,{invoice}\n"
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def write(path: Path, rows: int, members: int, *, begin: int = 0) -> None:
    """Write one file."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        block: list[str] = []
        for line in lines(rows, members, begin=begin):
            block.append(line)
            if len(block) == _BLOCK:
                file.write("".join(block))
                block.clear()
        file.write("".join(block))
