"""Doing a thing once, and one at a time."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexian.foundation.locks.services import advisory as advisory
    from hexian.foundation.locks.services import advisory_shared as advisory_shared
    from hexian.foundation.locks.services import forget_old as forget_old
    from hexian.foundation.locks.services import once as once
    from hexian.foundation.locks.services import remember as remember

_SERVICES = frozenset({"advisory", "advisory_shared", "forget_old", "once", "remember"})


def __getattr__(name: str) -> object:
    """Reach the room's services late: Django loads this package before its tables may be."""
    if name not in _SERVICES:
        raise AttributeError(name)
    return getattr(import_module("hexian.foundation.locks.services"), name)
