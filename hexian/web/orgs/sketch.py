"""The map: one tile for each division, where it lies among its neighbours; a sketch, for nobody has its outlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import queries as members
from hexian.domains.orgs import queries
from hexian.domains.orgs.access import VIEW
from hexian.foundation.actor import Refused
from hexian.foundation.regions import queries as regions
from hexian.web.members.filters import turned
from hexian.web.orgs import explorer
from hexian.web.orgs.asof import AsOf, as_of
from hexian.web.screen import ActorRequest, screen
from hexian.web.templatetags import wording

#: A tile and the space around it, in the drawing's own units.
WIDTH, HEIGHT, GAP = 118, 84, 6
#: Tiles in a row where nobody wrote down who lies where.
ACROSS = 4
#: Shades from hardly any to most.
SHADES = 5
#: Streets are the last level that has a page of its own; below them villages are listed.
LEAF_DIGITS = 9

SHOWN: Mapping[str, str | Promise] = {
    "unions": gettext_lazy("工会数"),
    "members": gettext_lazy("会员数"),
    "coverage": gettext_lazy("建会率"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What stood in a division on the day; `share` is covered employers in percent, None where none are known."""

    code: str
    name: str
    unions: int
    members: int
    employers: int
    covered: int
    url: str
    list_url: str

    @property
    def share(self) -> int | None:
        """建会率: of the employers known here, how many have a union, in whole percent."""
        return self.covered * 100 // self.employers if self.employers else None

    def value(self, show: str) -> int:
        """The number a tile is shaded by."""
        return {"unions": self.unions, "members": self.members}.get(show, self.share or 0)

    def words(self, show: str) -> str:
        """The number as a tile says it."""
        if show == "coverage":
            return _("无单位") if self.share is None else f"{self.share}%"
        unit = _("家") if show == "unions" else _("名")
        return f"{wording.count_words(self.value(show))} {unit}"

    @property
    def spoken(self) -> str:
        """All of it in a sentence, for whoever does not see the shade."""
        said = _("%(name)s：工会 %(unions)s 家，会员 %(members)s 名，用人单位 %(employers)s 家") % {
            "name": self.name, "unions": self.unions, "members": self.members, "employers": self.employers,
        }  # fmt: skip
        return said if self.share is None else said + _("，建会率 %(share)s%%") % {"share": self.share}


@dataclass(frozen=True, slots=True)
class Tile:
    """A division's place in the drawing and its shade (0 none … 4 most)."""

    figures: Figures
    x: int
    y: int
    shade: int
    words: str

    @property
    def spoken(self) -> str:
        """What is seen of it, then all of it in a sentence."""
        return f"{self.label} {self.words}。{self.figures.spoken}"

    @property
    def label(self) -> str:
        """The name as far as a tile has room."""
        name = self.figures.name
        return name if len(name) <= 5 else f"{name[:4]}…"


@screen(needs=VIEW)
def sketch(request: ActorRequest) -> HttpResponse:
    """Divisions inside one, shaded by unions, members or coverage, each a link; the same numbers as a table."""
    when, show = as_of(request), request.GET.get("show", "")
    show = show if show in SHOWN else "unions"
    inside = _inside(request)
    rows, rest = _figures(request, when, inside)
    tiles = _tiles(rows, inside, show)
    context = {
        **explorer.frame(request, when, "orgs:map"),
        "inside": inside,
        "title": _full_name(inside),
        "up_url": turned(request.GET, at=_above(inside)) if _above(inside) else "",
        "measures": _measures(request, show),
        "tiles": tiles,
        "rows": rows,
        "rest": rest,
        "box": _box(tiles),
        "is_sketched": bool(regions.sketch(inside)),
    }
    return render(request, "orgs/map.html", context)


def _inside(request: ActorRequest) -> str:
    """The division looked into: the one asked for, else where her tree begins."""
    asked = request.GET.get("at", "")
    return asked if regions.find(asked) else queries.home_division(request.actor)


def _figures(request: ActorRequest, when: AsOf, inside: str) -> tuple[list[Figures], Figures | None]:
    """Each division inside one, and what is known less exactly."""
    divisions = regions.children(inside)
    digits = len(divisions[0].code) if divisions else max(len(inside), 2)
    sums = queries.division_sums(request.actor, when.day, inside=inside, digits=digits)
    facts = queries.division_facts(request.actor, when.day, inside, digits)
    counted = members.members_by_division(facts, when.day, is_today=not when.is_past)
    rows = [_row(each.code, each.name, sums, counted, when) for each in divisions]
    known = {row.code for row in rows}
    rest = [code for code in {*sums, *counted} if code not in known]
    return rows, _rest(rest, inside, sums, counted, when) if rest else None


def _row(
    code: str, name: str, sums: Mapping[str, queries.DivisionSum], counted: Mapping[str, int], when: AsOf
) -> Figures:
    found = sums.get(code) or queries.DivisionSum(code, 0, 0, 0)
    day = {"day": when.param} if when.is_past else {}
    list_url = f"{reverse('orgs:list')}?{urlencode({'place': code, **day})}"
    inner_url = f"{reverse('orgs:map')}?{urlencode({'at': code, **day})}"
    url = list_url if len(code) >= LEAF_DIGITS else inner_url
    return Figures(code, name, found.unions, counted.get(code, 0), found.employers, found.covered, url, list_url)


def _rest(
    codes: Iterable[str],
    inside: str,
    sums: Mapping[str, queries.DivisionSum],
    counted: Mapping[str, int],
    when: AsOf,
) -> Figures:
    """Bodies whose division is written down less exactly than this map is drawn."""
    found = [sums[code] for code in codes if code in sums]
    whole = {
        inside: queries.DivisionSum(
            inside, sum(each.unions for each in found), sum(each.employers for each in found),
            sum(each.covered for each in found),
        )
    }  # fmt: skip
    return _row(inside, _("没有填到这一级"), whole, {inside: sum(counted.get(code, 0) for code in codes)}, when)


def _tiles(rows: list[Figures], inside: str, show: str) -> list[Tile]:
    places = regions.sketch(inside)
    most = max((row.value(show) for row in rows), default=0)
    spots = [places.get(row.code) for row in rows]
    if None in spots:
        spots = [(index % ACROSS, index // ACROSS) for index in range(len(rows))]
    return [
        Tile(row, spot[0] * (WIDTH + GAP), spot[1] * (HEIGHT + GAP), shade(row.value(show), most), row.words(show))
        for row, spot in zip(rows, spots, strict=True)
        if spot is not None
    ]


def shade(value: int, most: int) -> int:
    """Which of the shades a number gets among numbers up to the largest; none for none."""
    return 0 if value <= 0 else min(SHADES - 1, 1 + value * (SHADES - 1) // (most + 1))


def _box(tiles: list[Tile]) -> str:
    """The part of the drawing that is seen: as wide as four tiles at least, so that two are not as large as a hand."""
    right = max((tile.x + WIDTH for tile in tiles), default=WIDTH)
    bottom = max((tile.y + HEIGHT for tile in tiles), default=HEIGHT)
    width = max(right, ACROSS * (WIDTH + GAP) - GAP)
    return f"{(right - width) // 2 - 2} -2 {width + 4} {bottom + 4}"


def _measures(request: ActorRequest, show: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": turned(request.GET, show=name), "current": name == show}
        for name, label in SHOWN.items()
    ]


def _above(inside: str) -> str:
    found = regions.find(inside)
    return found.parent if found else ""


def _full_name(inside: str) -> str:
    try:
        return regions.full_name(inside) if inside else ""
    except Refused:
        return inside
