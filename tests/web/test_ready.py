"""What a web worker does before its first answer."""

from __future__ import annotations

import gc
from pathlib import Path

from django.template.engine import Engine
from django.template.loaders.cached import Loader

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
