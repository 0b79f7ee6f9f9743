"""When tests happen; apart from the fixtures, so that a process a test starts may know it too."""

from __future__ import annotations

from datetime import UTC, datetime

#: A Wednesday, an ordinary working day; tests that need «now» take this one.
NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
