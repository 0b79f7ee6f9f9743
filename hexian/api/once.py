"""Sent again with the same key, a request gives the first answer again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hexian.foundation import locks
from hexian.foundation.actor import Actor


def made_once(act: str, key: str | None, actor: Actor, make: Callable[[], UUID]) -> UUID:
    """What `make` made, or what it made when this account sent the same key for the same act first.

    A twin still under way is waited for. Without a key every request makes anew.
    """
    if key is None:
        return make()
    scope = f"api.{act}.{actor.account_id}"
    known = locks.once(scope, key)
    if known is not None:
        return UUID(known)
    made = make()
    locks.remember(scope, key, str(made))
    return made
