"""Which fonts a print may use, and which characters none of them can draw.

Only the fonts that come with pip count, and those a deployment lays into `FONTS_DIR` (仿宋, 小标宋): the same data must
give the same page on every machine, so the system's own fonts are never asked.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import structlog
import typst
from django.conf import settings

log = structlog.get_logger(__name__)

#: The Chinese wheel has no 𠮷; the Japanese one does.
PACKAGES = ("pylopdf_fonts_zh_cn", "pylopdf_fonts_jp")
SUFFIXES = frozenset({".otf", ".ttf", ".ttc"})

#: Role → families in order of wish; the last one always exists.
WISHES: dict[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02", "Noto Serif SC"),
    "song": ("SimSun", "STSong", "Noto Serif SC"),
    "biaosong": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif SC"),
    "hei": ("SimHei", "STHeiti", "Noto Sans SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif SC"),
    "sans": ("Noto Sans SC",),
}
FALLBACKS = ("Noto Serif JP", "Noto Sans JP")


def folders() -> tuple[Path, ...]:
    """The folders fonts are taken from: the wheels', then the deployment's own."""
    own = Path(settings.FONTS_DIR)
    return (*_packaged(), *([own] if own.is_dir() else []))


@lru_cache(maxsize=1)
def _packaged() -> tuple[Path, ...]:
    specs = (find_spec(name) for name in PACKAGES)
    return tuple(Path(spec.origin).parent for spec in specs if spec and spec.origin)


@lru_cache(maxsize=4)
def book(places: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of these folders, read once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(places))


def families(places: tuple[Path, ...]) -> dict[str, list[str]]:
    """For each role the families that are really there, best first, then those that know rare characters."""
    present = set(book(places).families())
    rare = [name for name in FALLBACKS if name in present]
    return {role: [name for name in wished if name in present] + rare for role, wished in WISHES.items()}


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of a text that no font can draw, each once, in order."""
    known = coverage(folders())
    return tuple(char for char in dict.fromkeys(text) if ord(char) not in known and not is_silent(char))


@lru_cache(maxsize=8192)
def is_silent(char: str) -> bool:
    """Whether a character draws nothing anyhow: control and format characters, variation selectors."""
    return unicodedata.category(char) in {"Cc", "Cf"} or "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100"


@lru_cache(maxsize=4)
def coverage(places: tuple[Path, ...]) -> frozenset[int]:
    """Every code point that some font draws. Private-use code points count as unknown: each font means another sign."""
    files = (path for place in places for path in sorted(place.iterdir()) if path.suffix.lower() in SUFFIXES)
    points = (point for path in files for point in code_points_of(path))
    return frozenset(point for point in points if unicodedata.category(chr(point)) != "Co")


def code_points_of(path: Path) -> frozenset[int]:
    """The code points of one file; a broken one has none, and is left out of prints as well."""
    try:
        return frozenset(code_points(path.read_bytes()))
    except (struct.error, OSError, ValueError) as fault:
        log.warning("font not readable", file=path.name, error=type(fault).__name__)
        return frozenset()


def code_points(font: bytes) -> Iterator[int]:
    """The code points of a font file or collection, from its `cmap` tables (OpenType 1.9, formats 4 and 12)."""
    for start in offsets_of_fonts(font):
        for table in subtables(font, start):
            kind = struct.unpack_from(">H", font, table)[0]
            if kind == 12:
                yield from segmented_coverage(font, table)
            elif kind == 4:
                yield from segment_mapping(font, table)


def offsets_of_fonts(font: bytes) -> Iterable[int]:
    """Where each font of a collection begins; a plain file is a collection of one."""
    if font[:4] != b"ttcf":
        return (0,)
    count: int = struct.unpack_from(">L", font, 8)[0]
    return struct.unpack_from(f">{count}L", font, 12)


def subtables(font: bytes, start: int) -> Iterator[int]:
    """Where each encoding subtable of the font's `cmap` begins."""
    tables: int = struct.unpack_from(">H", font, start + 4)[0]
    for record in range(start + 12, start + 12 + 16 * tables, 16):
        tag, _, cmap, _ = struct.unpack_from(">4sLLL", font, record)
        if tag == b"cmap":
            count: int = struct.unpack_from(">H", font, cmap + 2)[0]
            for number in range(count):
                yield cmap + struct.unpack_from(">HHL", font, cmap + 4 + 8 * number)[2]


def segmented_coverage(font: bytes, table: int) -> Iterator[int]:
    """Format 12: groups of consecutive code points over all of Unicode."""
    groups: int = struct.unpack_from(">L", font, table + 12)[0]
    for first, last, _ in struct.iter_unpack(">LLL", font[table + 16 : table + 16 + 12 * groups]):
        yield from range(first, last + 1)


def segment_mapping(font: bytes, table: int) -> Iterator[int]:
    """Format 4: segments of the basic plane; the closing segment 0xFFFF is no character."""
    twice: int = struct.unpack_from(">H", font, table + 6)[0]
    ends = struct.unpack_from(f">{twice // 2}H", font, table + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, table + 16 + twice)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
