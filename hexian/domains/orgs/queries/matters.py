"""What still stands open at an organisation, as the rooms above declare it with `rules.matter`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hexian.domains.orgs.rules import MATTERS


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One sort of unfinished business: in words with its number, where it is done, and the duty that takes."""

    name: str
    words: str
    count: int
    url: str
    duty: str


def open_matters(org_id: UUID, code: str) -> list[OpenMatter]:
    """Everything that must be done before the organisation can be dissolved; nothing when it can."""
    counted = ((each, each.count(code)) for _name, each in sorted(MATTERS.items()))
    return [
        OpenMatter(each.name, each.label.format(count=count), count, each.address.format(org=org_id), each.duty)
        for each, count in counted
        if count
    ]
