"""The clock everybody reads in a test, put forward by hand: days of the law pass between two acts."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.bargaining import makers


class Watch:
    """A moment everybody takes for now, until it is put forward."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def put(self, text: str) -> datetime:
        """It is that moment, as `makers.moment` reads it."""
        self.now = makers.moment(text)
        return self.now


def worn(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Watch:
    """A watch that shows a moment, to services and pages alike."""
    kept = Watch(now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: kept.now)
    return kept
