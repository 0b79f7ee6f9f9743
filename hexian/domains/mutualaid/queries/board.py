"""The board: a year beside the year before, month by month, as counted last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from hexian.domains.mutualaid import access
from hexian.domains.mutualaid.models import Hospital, HospitalStanding, Tally
from hexian.foundation.access import within
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Month:
    """One month of discharges."""

    month: date
    paid: int
    paid_fen: int
    missed: int
    days_tenths: int | None  # from discharge to the bank's day, of those the bank has paid


@dataclass(frozen=True, slots=True)
class Dear:
    """A hospital that leaves far more of its bills to people than others do: the middle of its bills, in basis points.

    `settlements` is how many of the year's were compared.
    """

    number: str
    name: str
    middle_bp: int
    settlements: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year beside the one before it; growth in basis points, none without a year before."""

    year: int
    paid: int
    paid_fen: int
    growth_bp: int | None
    growth_fen_bp: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A year beside the year before: paid and missed, average, days from discharge to the money, months."""

    year: int
    paid: int
    paid_fen: int
    missed: int
    missed_fen: int
    held: int
    refused: int
    declined: int
    unowed: int  # no own share: nothing to pay
    average_fen: int
    days_tenths: int | None  # from discharge to the bank's day, in tenths of a day
    before_paid: int
    before_fen: int
    months: tuple[Month, ...]
    months_before: tuple[Month, ...]
    outliers: tuple[Dear, ...]
    counted_at: datetime | None

    @property
    def growth_bp(self) -> int | None:
        """More person-times than the year before, in basis points; none without a year before."""
        return _more(self.paid, self.before_paid)

    @property
    def growth_fen_bp(self) -> int | None:
        """More money than the year before, in basis points."""
        return _more(self.paid_fen, self.before_fen)


#: What is counted of a month, as a tally names it.
_COUNTED = ("paid", "paid_fen", "missed", "missed_fen", "held", "refused", "declined", "unowed", "arrived", "days")


@dataclass(frozen=True, slots=True)
class _Counted:
    """One month of all unions below her: each figure by its name."""

    month: date
    of: Mapping[str, int]
    at: datetime


def board(actor: Actor, year: int) -> Board:
    """A year of the unions below her beside the year before, as counted last."""
    codes = actor.subtrees_for(access.VIEW)
    now, before = _months(codes, year), _months(codes, year - 1)
    sums = {each: sum(row.of[each] for row in now) for each in _COUNTED}
    paid, fen = sums["paid"], sums["paid_fen"]
    return Board(
        year, paid, fen, sums["missed"], sums["missed_fen"], sums["held"], sums["refused"], sums["declined"],
        sums["unowed"], (fen * 2 + paid) // (paid * 2) if paid else 0, _tenths(sums),
        sum(row.of["paid"] for row in before), sum(row.of["paid_fen"] for row in before),
        _by_month(now, year), _by_month(before, year - 1), _outliers(codes, year),
        max((row.at for row in now), default=None),
    )  # fmt: skip


def _months(codes: Sequence[str], year: int) -> list[_Counted]:
    rows = Tally.objects.filter(within("code", codes), month__range=(date(year, 1, 1), date(year, 12, 31)))
    summed = rows.values("month").annotate(counted=Max("at"), **{f"sum_{each}": Sum(each) for each in _COUNTED})
    found = summed.order_by("month").values_list("month", "counted", *(f"sum_{each}" for each in _COUNTED))
    return [_Counted(month, dict(zip(_COUNTED, sums, strict=True)), at) for month, at, *sums in found]


def _by_month(rows: Sequence[_Counted], year: int) -> tuple[Month, ...]:
    known = {row.month.month: row.of for row in rows}
    return tuple(_month(known.get(at, {}), date(year, at, 1)) for at in range(1, 13))


def _month(of: Mapping[str, int], month: date) -> Month:
    return Month(month, of.get("paid", 0), of.get("paid_fen", 0), of.get("missed", 0), _tenths(of))


def _tenths(of: Mapping[str, int]) -> int | None:
    """Days from discharge to the bank's day, in tenths; none while the bank has paid nothing."""
    return of["days"] * 10 // of["arrived"] if of.get("arrived") else None


def by_year(actor: Actor, most: int = 6) -> list[Year]:
    """Every year beside the one before, the earliest first, the last few of them."""
    rows = Tally.objects.filter(within("code", actor.subtrees_for(access.VIEW)))
    sums = rows.values("month__year").annotate(n=Sum("paid"), fen=Sum("paid_fen")).order_by("month__year")
    # A stay of 1901 that waits for a person makes no year of its own.
    known = {row["month__year"]: (row["n"], row["fen"]) for row in sums if row["n"]}
    found = []
    for year, (paid, fen) in known.items():
        before, before_fen = known.get(year - 1, (0, 0))
        found.append(Year(year, paid, fen, _more(paid, before), _more(fen, before_fen)))
    return found[-most:]


def _more(now: int, before: int) -> int | None:
    return (now - before) * 10_000 // before if before else None


def _outliers(codes: Sequence[str], year: int) -> tuple[Dear, ...]:
    """Of the plans that began in the year, each hospital once: as it lies in the plan it lies highest in."""
    rows = HospitalStanding.objects.filter(within("plan__code", codes), plan__starts_on__year=year, is_outlier=True)
    found: dict[str, HospitalStanding] = {}
    for row in rows.select_related("plan").order_by("-middle_bp")[:100]:
        found.setdefault(row.hospital, row)
    known = Hospital.objects.filter(number__in=found).values_list("org_id", "number", "name")
    names = {(org, number): name for org, number, name in known}
    return tuple(
        Dear(number, names.get((row.plan.org_id, number), number), row.middle_bp, row.settlements)
        for number, row in list(found.items())[:10]
    )


def years(actor: Actor) -> list[int]:
    """The years there is something of, the latest first."""
    rows = Tally.objects.filter(within("code", actor.subtrees_for(access.VIEW)))
    return [day.year for day in rows.dates("month", "year", order="DESC")]
