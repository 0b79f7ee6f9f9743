"""What an act of the tree would be refused for, before it is done: the same rules, nothing written."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.services import places
from hexian.domains.orgs.services.moving import check_living, leaving
from hexian.domains.orgs.services.tree import actor_day
from hexian.foundation.actor import Actor


def foresee_move(
    org_id: UUID, *, to: UUID, actor: Actor, reason: str, reply: rules.Reply | None = None, on: date | None = None
) -> None:
    """Whether `move` would be refused. Raises like `move`."""
    day = on or actor_day(actor)
    rules.check_grounds(reason, reply, on=day, today=actor_day(actor))
    managed = access.organisations_managed(actor).select_related("parent")
    body, above = managed.get(public_id=org_id), managed.get(public_id=to)
    former = leaving(body, actor)
    rules.check_move(body.kind, body.code, above.kind, above.code, former.code)
    check_living(body, above)
    rules.check_day(day, places.standing(body).since, places.standing(above).since, name=body.name)
