"""What a cell's text means, and how much of a file is too much; plain Python, no Django.

Worked example: HR types 330108199001010011 as a number, the program keeps 15 digits and saves «3.30108E+17»;
`flaw_of` says `sheets.cell_digits`, because nobody can tell the last three digits any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hexian.foundation.actor import Refused

MEGABYTE = 1024 * 1024
#: The largest file we open, packed, in bytes; a million rows of twelve columns take about 70 MB as XLSX, 150 as CSV.
MOST_BYTES = 300 * MEGABYTE
#: The older format knows 65,536 rows only; 64 MB is far beyond a roster.
MOST_OLD_BYTES = 64 * MEGABYTE
#: What all parts of a workbook may come to, unpacked: a million rows of thirty columns stay below.
MOST_UNPACKED = 3072 * MEGABYTE
#: Parts other than sheets and texts (styles, names of sheets) are small.
MOST_SMALL_PART = 32 * MEGABYTE
#: Real sheets pack to a tenth or a thirtieth; a bomb to a thousandth.  Small parts may pack as they like.
MOST_RATIO = 200
SMALL = 4 * MEGABYTE
#: Parts in the ZIP directory: sheets, pictures, notes.
MOST_PARTS = 2_000
#: Excel's own limit.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 200
#: Characters in one cell; the longest address or remark is far shorter.
MOST_CHARACTERS = 4_000

#: What stands in a cell whose formula was never computed: no program has saved a value for it.
UNCOMPUTED = "#FORMULA!"
_ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
})  # fmt: skip
_LOST = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}")
_HASHES = re.compile(r"#{3,}")
#: Days are written so, after full-width digits are made plain and 年月日 turned into dashes.
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T][0-9:.]{4,15})?")
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{4,5}(?:\.[0-9]+)?")
#: Excel counts days from here (1900 was no leap year, which it does not know); 1930 to 2079 are believed.
_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_959, 65_745
#: Spaces of every width, and joiners and marks nobody sees.
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\u3164\ufeff]+")
#: How a line below the list begins that is no person: sums, signatures, remarks.
_TAIL = re.compile(
    r"(?:合\s*计|总计|小计|共计|累计|汇总)(?:人数)?(?:[:：（(0-9=]|$)|(?:总人数|(?:本页|本表|全部|以上)?共[:：]?[0-9]+[人名条页])|"
    r"(?:单位)?(?:制表|填表|填报|审核|复核|经办|负责)(?:人|单位|日期|时间)?(?:签字|签名|签章)?(?:[:：（(]|$)|"
    r"(?:制表人|填表人|审核人|联系人|日期|盖章|单位盖章|备注|注|说明|填表说明)[:：（(]|以下空白|第[0-9]+页"
)


def tidy(text: str) -> str:
    """Full-width digits and letters made half-width, spaces of every width made one, none at the ends.

    Chinese punctuation stays: only what has a half-width form in ASCII letters, digits and signs changes.
    """
    if text.isascii():
        return text if text.isalnum() else " ".join(text.split())
    return _SPACES.sub(" ", text.translate(_HALF)).strip()


_HALF: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if unicodedata.normalize("NFKC", chr(code)).isalnum()
}
_HALF |= {0xFF0B: "+", 0xFF0D: "-", 0xFF0E: ".", 0xFF0F: "/", 0x2212: "-"}


def flaw_of(text: str) -> str | None:
    """What is wrong with a cell before anybody asks what it means; the code of a refusal, or None.

    `sheets.cell_digits` digits were lost, `sheets.cell_error` a formula failed or the column was too narrow,
    `sheets.cell_formula` a formula was never computed.
    """
    text = text.strip()
    if not text or (text[0] != "#" and "+" not in text):
        return None
    if _LOST.fullmatch(text):
        return "sheets.cell_digits"
    if text == UNCOMPUTED:
        return "sheets.cell_formula"
    return "sheets.cell_error" if text in _ERRORS or _HASHES.fullmatch(text) else None


def read_day(text: str) -> date:
    """The day a cell means: 2024-03-01, 2024/3/1, 2024.3.1, 20240301, 2024年3月1日, or a spreadsheet's serial number.

    A time of day after it is dropped.  Raises `Refused("sheets.day", text=…)`; a month or a year alone is no day.
    """
    plain = tidy(text).replace(" ", "") if "年" in text else tidy(text)
    plain = plain.replace("年", "-").replace("月", "-").replace("日", "").replace("号", "")
    if match := _DAY.fullmatch(plain) or _PACKED.fullmatch(plain):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Refused("sheets.day", text=text) from None
    if _SERIAL.fullmatch(plain) and _FIRST_SERIAL <= float(plain) <= _LAST_SERIAL:
        return _ZERO + timedelta(days=int(float(plain)))
    raise Refused("sheets.day", text=text)


def is_tail(cells: Sequence[str]) -> bool:
    """Whether a line is a sum, a signature or a remark below the list, told by the first words in it."""
    first = next((text for text in cells if text and not text.isspace()), "")
    return bool(_TAIL.match(re.sub(r"\s+", "", tidy(first))))


def as_text(value: object) -> str:
    """A typed cell as people read it: whole numbers without a point, days as 2024-03-01, lost digits shown as lost."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time.min else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    """A number keeps fifteen digits in a spreadsheet: one with more has lost the others."""
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)
