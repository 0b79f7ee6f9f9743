"""What is known of a body besides its place: each fact checked before it is put on the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypedDict
from uuid import UUID

from hexian.domains.orgs import facts, rules
from hexian.domains.orgs.models import Coverage, Organisation
from hexian.foundation.actor import Refused

_TEXTS: Mapping[str, Callable[[str], str]] = {
    "name": rules.check_org_name,
    "short_name": rules.check_org_name,
    "phone": rules.check_phone,
    "division": rules.check_division,
    "uscc": lambda text: rules.check_uscc(text) if text else "",
    "nature": lambda text: rules.check_listed(text, list(facts.Nature), "nature"),
    "ownership": lambda text: rules.check_listed(text, facts.ownerships(), "ownership"),
    "trade": lambda text: rules.check_listed(text.upper(), facts.trades(), "trade"),
    "partner": lambda text: rules.check_listed(text, list(facts.Partner), "partner"),
}
#: What of a body may be changed after its founding; its place, its kind and the day it was founded may not.
EDITABLE = (
    "name", "short_name", "division", "uscc", "phone", "address", "staff_total", "employer", "nature", "ownership",
    "trade", "is_scaled", "partner",
)  # fmt: skip


class Particulars(TypedDict, total=False):
    """What may be known of a body when it is founded; each fact is checked like in `edit`."""

    short_name: str  # the name where it is empty
    division: str
    uscc: str
    phone: str
    address: str
    staff_total: int
    employer: UUID | None  # whose union it is
    nature: str
    ownership: str
    trade: str
    is_scaled: bool | None
    partner: str


def fill(body: Organisation, given: Mapping[str, object]) -> None:
    """Check each fact given and put it on the row."""
    for field, value in given.items():
        setattr(body, field, _checked(field, value))


def _checked(field: str, value: object) -> object:
    if field == "employer":
        return _employer(value)
    if field == "staff_total":
        return rules.check_staff_total(value)
    check = _TEXTS.get(field)
    return check(str(value)) if check else value


def _employer(public_id: object) -> Organisation | None:
    if public_id is None:
        return None
    found_body = Organisation.objects.filter(public_id=str(public_id), category=rules.Category.EMPLOYER).first()
    if found_body is None:
        raise Refused("org.no_such_employer")
    return found_body


def cover(union: Organisation, employer: Organisation, since: date) -> None:
    """The union is there for the employer's staff from a day on; nothing happens when it is already."""
    if not Coverage.objects.filter(union=union, employer=employer, until__isnull=True).exists():
        Coverage.objects.create(union=union, employer=employer, since=since)


def uncover(union: Organisation, on: date, *, employer: Organisation | None = None) -> int:
    """It is there for them no longer, from a day on; for all of its employers unless one is named."""
    rows = Coverage.objects.filter(union=union, until__isnull=True)
    rows = rows.filter(employer=employer) if employer else rows
    gone = rows.filter(since__gte=on).delete()[0]
    return gone + rows.update(until=on)
