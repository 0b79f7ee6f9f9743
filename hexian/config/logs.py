"""Structured logs, one JSON object a line, without personal data."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

#: An identity number, a mobile number or an e-mail address must not reach a log line, whoever wrote it.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")


#: Exceptions whose messages name parts of the program, never what it works on.
_ABOUT_CODE = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError)


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


def without_messages(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn `exc_info` into a trace: where and which exceptions, without what they say.

    A message may hold whatever was being worked on («Failing row contains (…, 王小满, …)»); only those that speak of
    the code itself, and the name of a constraint that was met, are kept.
    """
    given = event.pop("exc_info", None)
    fault = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event["exception"] = "\n".join(_traced(fault))
    return event


def _traced(fault: BaseException) -> Iterator[str]:
    """The exception that came first, first; each with the lines it passed through."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _traced(before)
    yield from (line.rstrip() for line in traceback.format_tb(fault.__traceback__))
    yield f"{type(fault).__module__}.{type(fault).__qualname__}{_harmless(fault)}"


def _harmless(fault: BaseException) -> str:
    if isinstance(fault, _ABOUT_CODE):
        return f": {fault}"
    constraint = getattr(getattr(fault, "diag", None), "constraint_name", None)
    return f" ({constraint})" if constraint else ""


def configure(*, debug: bool) -> None:
    """Send everything through structlog to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
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
    # Whether an issuer is trusted is said where it was asked; forty lines of traceback each time say nothing more.
    for noisy in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
