"""The tree the members stand in: a city, its thirteen districts, a hundred streets, a thousand unions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hexian.domains.orgs.models import Organisation, Place
from hexian.domains.orgs.rules import Kind, child_code
from hexian.foundation.regions.models import Division

CITY = "3301"
STREETS = 100
UNIONS = 1_000
#: Long before anybody on the list joined.
FOUNDED = date(2000, 1, 1)
_KINDS = (Kind.ENTERPRISE, Kind.JOINT, Kind.TRADE, Kind.NEW_FORM)


@dataclass(frozen=True, slots=True)
class Tree:
    """The bodies by level; the unions at the bottom have the members."""

    city: Organisation
    districts: list[Organisation]
    streets: list[Organisation]
    unions: list[Organisation]


def found(now: datetime) -> Tree:
    """Found them all, in the real divisions of Hangzhou."""
    province = _rows([(None, "33", "浙江省", Kind.PROVINCE)], now)[0]
    city = _rows([(province, CITY, "杭州市", Kind.CITY)], now)[0]
    districts = _rows([(city, code, name, Kind.DISTRICT) for code, name, _ in _divisions("district")], now)
    above = {body.division: body for body in districts}
    known = [row for row in _divisions("street") if row[2] in above]
    chosen = [known[number * len(known) // STREETS] for number in range(STREETS)]
    streets = _rows([(above[parent], code, name, Kind.STREET) for code, name, parent in chosen], now)
    return Tree(city, districts, streets, _unions(streets, now))


def _divisions(level: str) -> list[tuple[str, str, str]]:
    """Code, name and parent of the city's divisions of one level."""
    rows = Division.objects.filter(code__gt=CITY, code__lt=CITY + "~", level=level, administrative=True)
    return list(rows.order_by("code").values_list("code", "name", "parent"))


def _unions(streets: Sequence[Organisation], now: datetime) -> list[Organisation]:
    wanted = []
    for number in range(UNIONS):
        above = streets[number % len(streets)]
        kind = _KINDS[number % len(_KINDS)]
        wanted.append((above, above.division, f"第 {number + 1} 号（演示）工会", kind))
    return _rows(wanted, now)


def _rows(wanted: Sequence[tuple[Organisation | None, str, str, Kind]], now: datetime) -> list[Organisation]:
    children: dict[str, int] = {}
    rows = []
    for parent, division, name, kind in wanted:
        above = parent.code if parent else ""
        children[above] = children.get(above, 0) + 1
        full = name if "工会" in name else f"{name}总工会（演示）"
        rows.append(
            Organisation(
                category="union", kind=kind, name=full, short_name=full, parent=parent, division=division,
                code=child_code(above, children[above]) if above else "A", founded_on=FOUNDED, created_at=now,
            )
        )  # fmt: skip
    bodies = Organisation.objects.bulk_create(rows, batch_size=500)
    standing = (Place(org=body, parent_id=body.parent_id, code=body.code, since=FOUNDED) for body in bodies)
    Place.objects.bulk_create(standing, batch_size=500)
    return bodies
