"""A house whose officer starts its jobs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hexian.foundation import work
from hexian.foundation.work import registry
from tests.mutualaid.makers import House


@pytest.fixture(autouse=True)
def builder_kept() -> Iterator[None]:
    """Whoever says who starts jobs says it for her own test."""
    former = list(registry._builder)
    yield
    registry._builder[:] = former


@pytest.fixture
def aid() -> Iterator[House]:
    """A union with an open plan and its officer."""
    former = list(registry._builder)
    made = House.make()
    # At the tests' own moment: what is discharged tomorrow must not be yesterday's one day.
    work.set_actor_builder(lambda _starter, _now: made.officer)
    yield made
    registry._builder[:] = former
