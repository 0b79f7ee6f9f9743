"""What was done, by whom, as what, to whose data: append-only and sealed into a chain."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexian.foundation.audit.services import Look as Look
    from hexian.foundation.audit.services import accept_end as accept_end
    from hexian.foundation.audit.services import record as record
    from hexian.foundation.audit.services import record_looks as record_looks
    from hexian.foundation.audit.services import record_many as record_many
    from hexian.foundation.audit.services import record_view as record_view
    from hexian.foundation.audit.services import seal_block as seal_block

_SERVICES = frozenset({"Look", "accept_end", "record", "record_looks", "record_many", "record_view", "seal_block"})


def __getattr__(name: str) -> object:
    """Reach the room's services late: Django loads this package before its tables may be."""
    if name not in _SERVICES:
        raise AttributeError(name)
    return getattr(import_module("hexian.foundation.audit.services"), name)
