"""What rooms above say of their tables: the shapes there can be, and how a version is tried on past decisions.

A shape is declared where its inputs are known.  A comparison says what a draft would have made of decisions already
made; it may call `show` as it goes, so that whoever waits sees how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise

from hexian.foundation.actor import Actor
from hexian.foundation.tables.rules import Input, Output, Policy, Table


@dataclass(frozen=True, slots=True)
class Shape:
    """A table yet without rows: what it is called, what it asks and what it answers."""

    code: str
    title: str | Promise
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    policy: Policy = Policy.FIRST
    band: str | None = None

    def empty(self) -> Table:
        """The table without a row."""
        return Table(self.code, self.inputs, self.outputs, (), self.policy, self.band)


@dataclass(frozen=True, slots=True)
class Example:
    """A sort of case and what becomes of it: fen before and after, and how many decisions are like it."""

    case: Mapping[str, Any]
    before_fen: int
    after_fen: int
    count: int = 1
    ref: str = ""  # the public id of one such decision: it opens nothing to whoever may not see it


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a draft would have made of decisions already made: how many, fen in all, and how many persons it changes.

    Examples name no person: they hold the table's own inputs.
    """

    rows: int
    before_fen: int
    after_fen: int
    better: int
    worse: int
    examples: tuple[Example, ...] = field(default=())
    persons: int = 0  # whom the decisions are about
    about: str = ""  # which decisions they were, in words
    remarks: tuple[str, ...] = field(default=())  # what whoever publishes should know besides
    took_ms: int = 0

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Comparison:
        """As it was stored."""
        examples = tuple(Example(**one) for one in said["examples"])
        return cls(**{**said, "examples": examples, "remarks": tuple(said.get("remarks", ()))})

    @property
    def same(self) -> int:
        """How many persons get what they got."""
        return max(self.persons - self.better - self.worse, 0)


Show = Callable[[int, int | None], None]
Compare = Callable[[Table, Table, Actor], Comparison]

_SHAPES: dict[str, Shape] = {}
_COMPARISONS: dict[str, Compare] = {}
_show: ContextVar[Show | None] = ContextVar("tables_show", default=None)
_stands: ContextVar[tuple[str, str]] = ContextVar("tables_stands", default=("", ""))


def declare(shape: Shape) -> Shape:
    """Declare a shape; declaring a code twice differently is an error."""
    if _SHAPES.setdefault(shape.code, shape) != shape:
        message = f"table {shape.code} is declared twice, differently"
        raise ValueError(message)
    return shape


def shapes() -> list[Shape]:
    """Every shape there is, by code."""
    return [_SHAPES[code] for code in sorted(_SHAPES)]


def shape_of(code: str) -> Shape | None:
    """The shape of a code, if it is declared."""
    return _SHAPES.get(code)


def register_comparison(prefix: str, function: Compare) -> None:
    """Say how tables whose code begins so are tried on past decisions: `function(draft, published, actor)`.

    Two functions for one prefix are an error.
    """
    if _COMPARISONS.setdefault(prefix, function) is not function:
        message = f"two comparisons for {prefix}"
        raise ValueError(message)


def comparison_for(code: str) -> Compare | None:
    """The comparison of the longest prefix that fits."""
    fitting = [prefix for prefix in _COMPARISONS if code.startswith(prefix)]
    return _COMPARISONS[max(fitting, key=len)] if fitting else None


def show(done: int, total: int | None = None) -> None:
    """Called by a comparison under way: so many decisions are tried, of so many."""
    shown = _show.get()
    if shown is not None:
        shown(done, total)


def stands() -> tuple[str, str]:
    """Code and place of the table under comparison: many bodies may have one of the same code."""
    return _stands.get()


@contextmanager
def shown_by(function: Show | None, *, at: tuple[str, str] = ("", "")) -> Iterator[None]:
    """Who hears what comparisons show, and which table at which place it is, for the length of a block."""
    shown, stood = _show.set(function), _stands.set(at)
    try:
        yield
    finally:
        _show.reset(shown)
        _stands.reset(stood)
