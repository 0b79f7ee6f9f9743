"""How a job becomes its starter again: by her account, with the offices she holds by then."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from hexian.domains.orgs.queries.actors import actor_for
from hexian.foundation import work
from hexian.foundation.actor import Actor


def build(starter: work.Starter, now: datetime) -> Actor:
    """The starter's actor; nobody at all once her account is gone or locked."""
    if starter.account_id is None:
        return Actor.anonymous(now)
    return actor_for(starter.account_id, now, uuid4().hex)


work.set_actor_builder(build)
