"""What a web worker has loaded is left alone by the collector."""

from __future__ import annotations

import gc
from typing import Any

from hexian.web.settling import AT, Settling


def test_after_some_answers_all_that_lives_is_left_alone() -> None:
    asked: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        asked.append(environ)
        return [b"said"]

    settling = Settling(application)
    gc.unfreeze()
    try:
        for number in range(1, min(AT) + 1):
            assert gc.get_freeze_count() == 0
            assert settling({"number": number}, print) == [b"said"]
        assert gc.get_freeze_count() > 100_000
        assert [each["number"] for each in asked] == list(range(1, min(AT) + 1))
    finally:
        # As tests.conftest left it: else the collector looks all the tests over for the rest of the run.
        gc.freeze()
