"""A house whose plan reads its table from the makers, and whose officer starts its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hexian.domains.mutualaid.services import deciding
from hexian.foundation import work
from hexian.foundation.work import registry
from tests.mutualaid import makers
from tests.mutualaid.makers import House


@pytest.fixture
def aid(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A union with an open plan and its officer."""
    monkeypatch.setattr(deciding, "_table", lambda plan: makers.TABLES[plan.version_id or 0])
    former = list(registry._builder)
    made = House.make()
    work.set_actor_builder(lambda _starter, now: replace(made.officer, now=now))
    yield made
    registry._builder[:] = former
