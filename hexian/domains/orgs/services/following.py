"""How rooms above this one follow when bodies move, merge or split: each registers what it does, in the same act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hexian.domains.orgs import rules
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """A body stands somewhere else from a day on: its code before and after."""

    body: Organisation
    old: str
    new: str
    on: date

    @property
    def above_old(self) -> list[str]:
        """The codes it stood below and no longer does."""
        return [code for code in rules.ancestors(self.old)[:-1] if code not in rules.ancestors(self.new)]

    @property
    def above_new(self) -> list[str]:
        """The codes it stands below now and did not before."""
        return [code for code in rules.ancestors(self.new)[:-1] if code not in rules.ancestors(self.old)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a new union takes along: everybody of these employers, at these stations, or by name; all when empty."""

    employers: tuple[UUID, ...] = ()
    stations: tuple[str, ...] = ()
    members: tuple[UUID, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.employers or self.stations or self.members)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one union leaves to another on a day; `ends` when it exists no longer afterwards."""

    source: Organisation
    target: Organisation
    on: date
    actor: Actor
    chosen: Chosen
    ends: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """Something unfinished in a union: what it is, in words, and how many."""

    label: str
    count: int


Follower = Callable[[Moved], None]
Heir = Callable[[HandedOver], Mapping[str, int]]
Unfinished = Callable[[Organisation], list[Matter]]

FOLLOWERS: dict[str, Follower] = {}
HEIRS: dict[str, Heir] = {}
UNFINISHED: dict[str, Unfinished] = {}


def follow(room: str, function: Follower) -> None:
    """Do this whenever a body has moved, as the system; rewriting codes is done already."""
    FOLLOWERS[room] = function


def inherit(room: str, function: Heir) -> None:
    """Do this whenever a union leaves something to another, as the system; returns how many of what, for the audit."""
    HEIRS[room] = function


def name_unfinished(room: str, function: Unfinished) -> None:
    """Name what of this room is unfinished in a union, so that nobody merges it away unseen."""
    UNFINISHED[room] = function


def unfinished(body: Organisation) -> list[Matter]:
    """What is unfinished in a union, over all rooms."""
    return [matter for _room, ask in sorted(UNFINISHED.items()) for matter in ask(body) if matter.count]
