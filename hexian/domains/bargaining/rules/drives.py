"""An action of offers (集体要约行动): which unions below may have one prepared for them, and why others are left out.

The parties of a bargaining are the employer and its own workers' side (浙江 7, 杭州 24): a union above organises,
guides and helps (浙江 4, 杭州 6) and is none of them.  So it prepares drafts, each the offer of the union it lies with,
and sends only what that union has completed (time, place, its elected delegates: nobody above can name those, 浙江 10)
and entrusted to it, as it then stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hexian.domains.bargaining.rules.states import IN_FORCE, State
from hexian.foundation.actor import Refused


@dataclass(frozen=True, slots=True)
class Kept:
    """A bargaining of the same sort that the employer has: where it stands, and when its next may be asked for."""

    title: str
    state: str
    ends_on: date | None = None
    window_opens: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a union when an action is prepared."""

    name: str
    has_employer: bool
    region: str
    staff: int
    has_officer: bool
    kept: tuple[Kept, ...] = ()


def check_included(standing: Standing, today: date) -> None:
    """Whether an offer may be prepared for a union.

    Raises `Refused` with `drive.no_employer`, `bargaining.region`, `drive.no_staff`, `drive.no_officer` (each `name`),
    `bargaining.running` (`title`), `drive.in_force` (`title`, `ends_on`, `opens`).
    """
    name = standing.name
    if not standing.has_employer:
        raise Refused("drive.no_employer", name=name)
    if not standing.region:
        raise Refused("bargaining.region", name=name)
    if standing.staff < 1:
        raise Refused("drive.no_staff", name=name)
    if not standing.has_officer:
        raise Refused("drive.no_officer", name=name)
    for kept in standing.kept:
        _check_over(kept, today)


def _check_over(kept: Kept, today: date) -> None:
    """A contract in force stands in the way until its window opens; what is being written does not."""
    if kept.state == State.INIT:
        return
    if kept.state not in IN_FORCE:
        raise Refused("bargaining.running", title=kept.title)
    is_open = kept.state == State.EXPIRING or (kept.window_opens is not None and kept.window_opens <= today)
    if not is_open:
        raise Refused("drive.in_force", title=kept.title, ends_on=kept.ends_on, opens=kept.window_opens)


def check_entrusted(version: int, entrusted: int | None) -> None:
    """What is sent for a union is what it has read. Raises `Refused("drive.changed")`."""
    if entrusted != version:
        raise Refused("drive.changed")


def is_untouched(*, state: str, version: int, made_version: int, joined: bool, taken_up: bool) -> bool:
    """Whether a draft is still as the action made it, in nobody's hands: only then may it be thrown away from above."""
    return state == State.INIT and version == made_version and not joined and not taken_up
