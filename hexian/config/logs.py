"""Structured logs, one JSON object a line, without personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: An identity number, a mobile number or an e-mail address must not reach a log line, whoever wrote it.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")


def without_personal_data(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank whatever looks like an ID number, a mobile number or an e-mail address."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _PERSONAL.sub("[…]", value)
    return event


def without_addresses(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what Django says went wrong, not the address: it may carry a card's token. Our own line names the route."""
    if event.get("logger", "").startswith("django."):
        event["event"] = str(event["event"]).partition(":")[0]
    return event


def configure(*, debug: bool) -> None:
    """Send everything through structlog to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_addresses,
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for noisy in ("django.db.backends", "procrastinate", "PIL", "fontTools"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
