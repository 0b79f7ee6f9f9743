"""What a web worker does before its first answer."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from django.template.engine import Engine
from django.template.loaders.cached import Loader
from structlog.testing import capture_logs

from hexian.web import ready


def test_every_page_is_read_and_left_alone_by_the_collector() -> None:
    loader = Engine.get_default().template_loaders[0]
    assert isinstance(loader, Loader)
    loader.reset()
    try:
        ready.get_ready()
        files = list(Path(ready.__file__).with_name("templates").rglob("*.html"))
        assert len(vars(loader)["get_template_cache"]) >= len(files) > 300
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()


def test_a_page_that_cannot_be_read_keeps_no_worker_from_answering(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.html").write_text("{% if %}")
    monkeypatch.setattr(ready, "_TEMPLATES", tmp_path)
    loader = Engine.get_default().template_loaders[0]
    assert isinstance(loader, Loader)
    monkeypatch.setattr(loader.loaders[0], "dirs", [tmp_path])
    loader.reset()
    try:
        with capture_logs() as logged:
            ready.get_ready()
        assert [(each["event"], each["template"]) for each in logged] == [("page.unreadable", "broken.html")]
    finally:
        loader.reset()
        gc.unfreeze()
