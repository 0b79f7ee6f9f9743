"""Runners by name, and how a starter becomes an actor again inside a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work.running import Running

Runner = Callable[[Running], None]
Words = Callable[[Refused], str]
RUNNERS: dict[str, Runner] = {}
WORDS: dict[str, Words] = {}


@dataclass(frozen=True, slots=True)
class Starter:
    """Who started a task: enough to build her actor again, with the offices she holds by then."""

    person_id: int | None
    account_id: int | None
    office_id: str | None
    name: str
    is_system: bool

    @classmethod
    def of(cls, actor: Actor) -> Starter:
        """The starter as kept on the task's row."""
        office = str(actor.acting.office_id) if actor.acting else None
        return cls(actor.person_id, actor.account_id, office, actor.name, actor.is_system)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Starter:
        """The starter as read from the task's row."""
        return cls(**row)

    def as_row(self) -> dict[str, Any]:
        """The starter for the task's row."""
        return asdict(self)


ActorBuilder = Callable[[Starter, datetime], Actor]
_builder: list[ActorBuilder] = []


def runner(name: str, *, words: Words | None = None) -> Callable[[Runner], Runner]:
    """Register what does the tasks of this name; two for one name are an error.

    `words` puts a refusal into the sentence her page shows; without it the page names its code.
    """

    def register(function: Runner) -> Runner:
        if words is not None:
            WORDS[name] = words
        if RUNNERS.setdefault(name, function) is not function:
            message = f"two runners for {name}"
            raise ValueError(message)
        return function

    return register


def set_actor_builder(builder: ActorBuilder) -> None:
    """Say how a person becomes an actor: the rooms above know accounts and offices, this one does not."""
    _builder[:] = [builder]


@contextmanager
def building(builder: ActorBuilder) -> Iterator[None]:
    """Within, this says how a person becomes an actor: a demonstration plays jobs at moments of its own."""
    former = list(_builder)
    _builder[:] = [builder]
    try:
        yield
    finally:
        _builder[:] = former


def actor_for(starter: Starter, now: datetime) -> Actor:
    """The starter as she is now: an office she has lost meanwhile no longer opens anything."""
    if starter.is_system:
        return Actor.system(starter.name, now)
    if not _builder:
        message = "nobody called set_actor_builder"
        raise LookupError(message)
    actor = _builder[0](starter, now)
    return actor.acting_as(UUID(starter.office_id)) if starter.office_id else actor


Serve = Callable[[int], None]
_worker: list[Serve] = []


def worker(function: Serve) -> Serve:
    """Name the function that is the worker: the command line starts it without knowing where it lives."""
    _worker[:] = [function]
    return function


def serve(concurrency: int) -> None:
    """Be the worker until told to stop, doing so many tasks at once."""
    if not _worker:
        message = "nobody named the worker"
        raise LookupError(message)
    _worker[0](concurrency)
