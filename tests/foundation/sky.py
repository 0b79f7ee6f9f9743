"""New moons and solar terms after Meeus, *Astronomical Algorithms* (chapters 25 and 49), as days at 120° E.

An independent witness for the festivals the program has in a table: GB/T 33661—2017 defines the calendar by these.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

EAST_120 = timezone(timedelta(hours=8))
EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
#: Terms of the new moon: coefficient, power of E, multiples of the sun's anomaly, the moon's, its latitude argument.
MOON = [
    (-0.40720, 0, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0), (0.01039, 0, 0, 0, 2), (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0), (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2), (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0), (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2), (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0), (-0.00007, 0, 2, 1, 0), (0.00004, 0, 0, 2, -2), (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2), (0.00003, 0, 0, 2, 2), (-0.00003, 0, 1, 1, 2), (0.00003, 0, -1, 1, 2),
]  # fmt: skip
PLANETS = [
    (299.77, 0.107408, 325), (251.88, 0.016321, 165), (251.83, 26.651886, 164), (349.42, 36.412478, 126),
    (84.66, 18.206239, 110), (141.74, 53.303771, 62), (207.14, 2.453732, 60), (154.84, 7.306860, 56),
    (34.52, 27.261239, 47), (207.19, 0.121824, 42), (291.34, 1.844379, 40), (161.72, 24.198154, 37),
    (239.56, 25.513099, 35), (331.55, 3.592518, 23),
]  # fmt: skip


def sine(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def slowing(year: float) -> float:
    """Dynamical minus universal time, in days."""
    return (62.92 + 0.32217 * (year - 2000) + 0.005589 * (year - 2000) ** 2) / 86_400


def new_moon(k: int) -> date:
    """The day of the k-th new moon since January 2000."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t + 0.00001238 * t**3
    node = 160.7108 + 390.67050284 * k - 0.0016118 * t * t - 0.00000227 * t**3
    omega = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
    # Days since the epoch in dynamical time.
    days = 5.09766 + 29.530588861 * k + 0.00015437 * t * t - 0.00017 * sine(omega)
    days += sum(c * e**power * sine(s * sun + m * moon + f * node) for c, power, s, m, f in MOON)
    days += sum(size * 1e-6 * sine(start + speed * k) for start, speed, size in PLANETS)
    moment = EPOCH + timedelta(days=days - slowing(2000 + k / 12.3685))
    return moment.astimezone(EAST_120).date()


def longitude(moment: datetime) -> float:
    """The sun's apparent longitude in degrees."""
    t = ((moment - EPOCH).total_seconds() / 86_400 + slowing(moment.year)) / 36_525
    mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t
    anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t
    centre = (1.914602 - 0.004817 * t) * sine(anomaly) + (0.019993 - 0.000101 * t) * sine(2 * anomaly)
    return (mean + centre + 0.000289 * sine(3 * anomaly) - 0.00569 - 0.00478 * sine(125.04 - 1_934.136 * t)) % 360


def solar_term(year: int, degrees: int) -> date:
    """The day of the year on which the sun stands at a longitude."""
    low = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=((degrees - 280) % 360) * 365.2422 / 360 - 4)
    high = low + timedelta(days=8)
    for _ in range(40):
        middle = low + (high - low) / 2
        before = (longitude(middle) - degrees + 180) % 360 < 180
        low, high = (middle, high) if before else (low, middle)
    return low.astimezone(EAST_120).date()


def lunar_months(year: int) -> dict[int, date]:
    """First days of the lunar months 1 to 10 of a year; the month without a principal term is a leap month."""
    first, last = solar_term(year - 1, 270), solar_term(year, 270)
    k = int((year - 2001) * 12.3685) - 2
    moons = [new_moon(k + n) for n in range(32)]
    begin = max(n for n, day in enumerate(moons) if day <= first)
    end = max(n for n, day in enumerate(moons) if day <= last)
    principal = [solar_term(y, degrees) for y in (year - 1, year) for degrees in range(0, 360, 30)]
    months: dict[int, date] = {}
    number, leap_is_due = 10, end - begin == 13
    for start, following in zip(moons[begin:end], moons[begin + 1 : end + 1], strict=True):
        if leap_is_due and not any(start <= day < following for day in principal):
            leap_is_due = False
            continue
        number = number % 12 + 1
        months[number] = start
    return months
