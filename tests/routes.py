"""Every address of the program with what it declares of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: Pages before somebody has signed in are guarded by django-allauth; no other address may do without a door.
UNDECLARED = "accounts/"


@dataclass(frozen=True)
class Need:
    """What one method of an address needs: a duty, a duty that may at least read, or nothing at all."""

    needs: str | None
    reads: str | None
    public: bool


@dataclass(frozen=True)
class Route:
    """One address: its name for `reverse`, its parameters, and what it declares for each method."""

    name: str
    pattern: str
    params: tuple[str, ...]
    doors: Mapping[str, Need]

    @property
    def is_api(self) -> bool:
        """Whether programs ask here."""
        return self.name.startswith("api:")

    def url(self, named: Mapping[str, object]) -> str:
        """The address for these samples."""
        return reverse(self.name, kwargs={param: named[param] for param in self.params})


@cache
def routes() -> tuple[Route, ...]:
    """Every address of the resolver, those under /accounts/ left out."""
    found = _walk(get_resolver().url_patterns, "", "")
    return tuple(route for route in found if not route.pattern.startswith(UNDECLARED))


def undeclared() -> list[str]:
    """Addresses outside /accounts/ that declare nothing."""
    return [route.pattern for route in routes() if not route.doors]


def _walk(patterns: Any, prefix: str, namespace: str) -> Iterator[Route]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each.url_patterns, prefix + str(each.pattern), inner)
        elif isinstance(each, URLPattern):
            params = tuple(each.pattern.converters)
            yield Route(f"{namespace}{each.name}", prefix + str(each.pattern), params, _doors(each.callback))


def _doors(view: Any) -> dict[str, Need]:
    if hasattr(view, "doors"):
        return {method: Need(door.needs, door.reads, door.public) for method, door in view.doors.items()}
    if not hasattr(view, "screen"):
        return {}
    declared = view.screen
    return {method: Need(declared.needs, declared.reads, declared.public) for method in declared.methods}
