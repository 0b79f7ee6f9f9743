"""The duties an office may carry. A route or role that names an undeclared one fails when it is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty: `members.view`; `personal` when it shows personal data, and a second factor is then required."""

    name: str
    personal: bool


DUTIES: dict[str, Duty] = {}


def duty(name: str, *, personal: bool = False) -> str:
    """Declare a duty and return its name; declaring it twice differently is an error."""
    declared = Duty(name, personal)
    if DUTIES.setdefault(name, declared) != declared:
        message = f"duty {name} is declared twice, differently"
        raise ValueError(message)
    return name


def sees_personal_data(actor: Actor) -> bool:
    """Whether one of the actor's offices, acted as or not, shows personal data."""
    names = {name for office in actor.offices for name in office.duties}
    return any(name in DUTIES and DUTIES[name].personal for name in names)
