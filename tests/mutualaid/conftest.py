"""A house whose officer starts its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hexian.foundation import work
from hexian.foundation.work import registry
from tests.mutualaid.makers import House


@pytest.fixture
def aid() -> Iterator[House]:
    """A union with an open plan and its officer."""
    former = list(registry._builder)
    made = House.make()
    work.set_actor_builder(lambda _starter, now: replace(made.officer, now=now))
    yield made
    registry._builder[:] = former
