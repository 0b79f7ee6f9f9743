"""Rosters for measuring: as many invented people as wanted, as CSV or XLSX, some known already, some with faults.

Numbers begin where the crowd's end; of a hundred rows one names a member who is there already and one in two hundred
has a fault, so that every part of the work is done.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from bench.names import FAMILIES, GIVEN, id_number

HEAD = ("序号", "姓名", "身份证号", "手机号", "工种", "入会时间")
#: Beyond any crowd.
FIRST = 3_000_000
KNOWN_EVERY, FAULT_EVERY = 100, 200
_WORK = ("装配工", "检验员", "仓储管理", "设备维修", "质量管理", "外卖配送员", "网约车司机", "快递员", "保洁员", "厨师")
#: Any two of these behind a family name: half a million names, so that no cache makes a million rows easy.
_CHARACTERS = tuple(sorted(set("".join(GIVEN)) - {"𠮷"}))


def rows(count: int, existing: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Rows of a roster, every one a person of her own."""
    chance = Random(seed)
    for serial in range(count):
        name = chance.choice(FAMILIES) + chance.choice(_CHARACTERS) + chance.choice(_CHARACTERS)
        known = existing and serial % KNOWN_EVERY == KNOWN_EVERY - 1
        number = id_number(chance.randrange(existing) if known else FIRST + serial)
        if serial % FAULT_EVERY == FAULT_EVERY // 2:
            number = number[:16]
        joined = date(2015, 1, 1) + timedelta(days=serial * 31 % 4_000)
        yield (
            str(serial + 1),
            name,
            number,
            str(13_000_000_000 + serial),
            _WORK[serial % len(_WORK)],
            f"{joined:%Y/%m/%d}",
        )


def write_csv(path: Path, count: int, existing: int) -> None:
    """As most systems export."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(rows(count, existing))


def write_xlsx(path: Path, count: int, existing: int) -> None:
    """As HR sends it, with a title over the headings."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("花名册")
    sheet.write_string(0, 0, "职工花名册（演示）")
    for line, cells in enumerate([HEAD, *rows(count, existing)], start=1):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text)
    book.close()
