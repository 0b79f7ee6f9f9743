"""How codes nest and how place names are read. Plain Python.

A code is a prefix of the codes below it: `33` province, `3301` city, `330108` district, `330108002` street,
`330108002001` community.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """The five levels, widest first."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


LENGTHS: Final = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY}

#: How a character is read in the place names of Zhejiang where dictionaries of words guess otherwise.
READINGS: Final = {
    "长": "chang", "都": "du", "弄": "long", "乐": "le", "佛": "fo", "湫": "qiu", "缪": "miao", "曾": "zeng",
    "仇": "qiu", "卜": "bu", "泊": "bo", "澄": "cheng", "栅": "zha", "杉": "shan", "降": "jiang", "巷": "xiang",
    "晟": "sheng", "埔": "pu",
}  # fmt: skip

#: Words in which a character is read otherwise than above, or than dictionaries say: first match wins.
PHRASES: Final = {
    "乐清": "yue qing", "丽水": "li shui", "台州": "tai zhou", "天台": "tian tai", "会稽": "kuai ji",
    "江厦": "jiang xia", "崧厦": "song xia", "广厦": "guang sha", "莘塍": "xin cheng", "重兆": "chong zhao",
    "单家": "shan jia", "解家": "xie jia", "查家": "zha jia", "盛家": "sheng jia", "区家": "ou jia",
    "华家": "hua jia", "任家": "ren jia", "盖家": "ge jia", "翟家": "zhai jia", "尉迟": "yu chi",
    "成长": "cheng zhang", "生长": "sheng zhang", "学长": "xue zhang", "家长": "jia zhang",
}  # fmt: skip


def chain(code: str) -> tuple[str, ...]:
    """The code and everything it lies in, widest first: `330108002` → `33`, `3301`, `330108`, `330108002`."""
    return tuple(code[:length] for length in LENGTHS if length <= len(code))


def level_of(code: str) -> Level | None:
    """The level a code belongs to by its length; None when it cannot be a division's code."""
    return LENGTHS.get(len(code)) if code.isascii() and code.isdigit() else None


def correct(name: str, syllables: Sequence[str]) -> list[str]:
    """The syllables of a place name, one per character, with the readings above put right."""
    read = [READINGS.get(char, syllable) for char, syllable in zip(name, syllables, strict=True)]
    for phrase, reading in PHRASES.items():
        at = name.find(phrase)
        if at >= 0:
            read[at : at + len(phrase)] = reading.split()
    return read


def keys(syllables: Sequence[str]) -> tuple[str, str]:
    """What one types to find a name: all syllables run together, and their first letters."""
    spoken = ["".join(char for char in syllable.lower() if char.isalnum()) for syllable in syllables]
    return "".join(spoken), "".join(syllable[:1] for syllable in spoken)
