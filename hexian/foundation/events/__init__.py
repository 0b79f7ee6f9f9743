"""What happened, told to siblings through an outbox row in the same transaction."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexian.foundation.events.services import Dead as Dead
    from hexian.foundation.events.services import Event as Event
    from hexian.foundation.events.services import dead as dead
    from hexian.foundation.events.services import drain as drain
    from hexian.foundation.events.services import on as on
    from hexian.foundation.events.services import publish as publish
    from hexian.foundation.events.services import retry_dead as retry_dead
    from hexian.foundation.events.services import waiting as waiting

_SERVICES = frozenset({"Dead", "Event", "dead", "drain", "on", "publish", "retry_dead", "waiting"})


def __getattr__(name: str) -> object:
    """Reach the room's services late: Django loads this package before its tables may be."""
    if name not in _SERVICES:
        raise AttributeError(name)
    return getattr(import_module("hexian.foundation.events.services"), name)
