"""What a web worker does once before it answers anybody."""

from __future__ import annotations

import gc
from pathlib import Path

import structlog
from django.template import TemplateSyntaxError, engines
from django.urls import reverse

log = structlog.get_logger("hexian.web")
_TEMPLATES = Path(__file__).with_name("templates")


def get_ready() -> None:
    """Read every page's view and template now rather than while somebody waits, then keep the collector off them.

    What is loaded stands for good: a full round over it stops a worker for a fifth of a second, once in some hundred
    pages, and whoever asks then waits that long.
    """
    reverse("system:home")
    drawn = engines["django"]
    for file in sorted(_TEMPLATES.rglob("*.html")):
        name = file.relative_to(_TEMPLATES).as_posix()
        try:
            drawn.get_template(name)
        except (OSError, ValueError, LookupError, TemplateSyntaxError):
            # Without its style sheets, say, a page is a fault when it is opened; all that needs no page still works.
            log.exception("page.unreadable", template=name)
    gc.collect()
    gc.freeze()
