"""The row of filters above a table: what is chosen stands as a red chip one can take off, what could be as a menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's menu."""

    label: Words
    url: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: what is chosen now and how to take it off, or what may be chosen; `typed` takes any word."""

    name: str
    label: Words
    shown: Words
    clear_url: str
    choices: tuple[Choice, ...]
    typed: bool
    kept: tuple[tuple[str, str], ...]


def turned(params: QueryDict, **changes: object) -> str:
    """The page's own address with other parameters, from the first page on unless the change is the page itself."""
    wanted = params.copy()
    wanted.pop("cursor", None)
    for name, value in changes.items():
        wanted[name] = str(value)
    for name in [name for name, value in wanted.items() if not value]:
        del wanted[name]
    return f"?{wanted.urlencode()}"


def onward(params: QueryDict, cursor: str) -> str:
    """The address of another page of the same list; empty where there is none."""
    return turned(params, cursor=cursor) if cursor else ""


def chip(
    params: QueryDict, name: str, label: Words, options: Iterable[tuple[object, Words]], *, typed: bool = False
) -> Chip:
    """A filter over these values; of a typed one the options are only suggestions."""
    known = [(str(value), words) for value, words in options]
    now = params.get(name, "")
    # A city's menu holds a hundred unions: the rest of the address is put together once, not for each.
    without = turned(params, **{name: ""})
    onto = f"{without}&" if without != "?" else without
    return Chip(
        name=name,
        label=label,
        shown=dict(known).get(now, now if typed else ""),
        clear_url=without,
        choices=tuple(Choice(words, onto + urlencode({name: value})) for value, words in known),
        typed=typed,
        kept=tuple((key, str(text)) for key, text in params.items() if key not in {name, "cursor"} and text),
    )
