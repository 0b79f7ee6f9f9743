"""Move a body, with all below it, from one union to another in one act (工会法 12、13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import structlog
from django.db import transaction

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office, Organisation, Reorganisation, Role
from hexian.domains.orgs.services import places
from hexian.domains.orgs.services.following import FOLLOWERS, Moved
from hexian.domains.orgs.services.tree import TREE_LOCK, actor_day
from hexian.foundation import audit, events
from hexian.foundation.access import AFTER_ALL, Tell, recode, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

log = structlog.get_logger(__name__)


@transaction.atomic
def move(
    org_id: UUID,
    *,
    to: UUID,
    actor: Actor,
    reason: str,
    reply: rules.Reply | None = None,
    on: date | None = None,
    number: UUID | None = None,
    tell: Tell | None = None,
) -> Organisation:
    """Let a body stand below another from a day on (today), with everything below it; officers keep their offices.

    Needs `orgs.manage` over the union it leaves and the one it joins.  Raises `Refused` with `move.root`,
    `move.only_from_above`, `move.there_already`, `move.below_itself`, `move.too_early` (`since`), `act.ahead`,
    `act.reason_missing`, `act.reply_incomplete`, `act.reply_ahead`, `org.place`, `org.dissolved`,
    `org.too_many_children`, and `Organisation.DoesNotExist` out of reach.  `number` is the one the act is known by,
    `tell` is given the rows written so far, portion by portion.
    """
    advisory(TREE_LOCK)
    day = on or actor_day(actor)
    grounds = rules.check_grounds(reason, reply, on=day, today=actor_day(actor))
    body, above = locked(org_id, actor), locked(to, actor)
    former = leaving(body, actor)
    rules.check_move(body.kind, body.code, above.kind, above.code, former.code)
    check_living(body, above)
    act = number or uuid4()
    moved = relocate(body, above, day, actor, tell)
    note(
        rules.Act.MOVED, body, body, act=act, grounds=grounds, on=day, actor=actor, from_parent=former, to_parent=above
    )
    _tell(moved, former, above, act, actor)
    return body


def locked(org_id: UUID, actor: Actor) -> Organisation:
    """A body the actor manages, locked."""
    rows = access.organisations_managed(actor).select_related("parent").select_for_update(of=("self",))
    return rows.get(public_id=org_id)


def leaving(body: Organisation, actor: Actor) -> Organisation:
    """The union a body would leave, which the actor must manage. Raises `move.root`, `move.only_from_above`."""
    if body.parent is None:
        raise Refused("move.root", name=body.name)
    if not actor.may(access.MANAGE, body.parent.code):
        raise Refused("move.only_from_above", name=body.name, parent=body.parent.name)
    return body.parent


def check_living(*bodies: Organisation) -> None:
    """All of them exist. Raises `org.dissolved` for the first that does not."""
    for body in bodies:
        if body.state != rules.OrgState.ACTIVE:
            raise Refused("org.dissolved", name=body.name)


def relocate(body: Organisation, above: Organisation, on: date, actor: Actor, tell: Tell | None = None) -> Moved:
    """Give a body its new code and place, and let everything that carries the old code follow.

    The rules have said yes by now.  Only here does the act run as the system: the rows in between lie neither where
    the actor sees them nor where she will.  Raises `move.too_early`.
    """
    rules.check_day(on, places.standing(body).since, places.standing(above).since, name=body.name)
    above.last_child += 1
    above.save(update_fields=["last_child"])
    moved = Moved(body, body.code, rules.child_code(above.code, above.last_child), on)
    with scope(Actor.system("moving", actor.now)):
        _keep_roles(moved)
        changed = _rewrite(moved, above, tell)
    log.info("body moved", rows=changed)
    body.code, body.parent = moved.new, above
    return moved


def _rewrite(moved: Moved, above: Organisation, tell: Tell | None) -> Mapping[str, int]:
    Organisation.objects.filter(pk=moved.body.pk).update(parent=above)
    changed = recode(moved.old, moved.new, tell)
    places.move_places(moved, above)
    for _room, follow in sorted(FOLLOWERS.items()):
        follow(moved)
    return changed


def _keep_roles(moved: Moved) -> None:
    """A role lent by a union it no longer stands below becomes the moved body's own: officers keep their duties."""
    lent = Office.objects.filter(
        code__gte=moved.old, code__lt=moved.old + AFTER_ALL, role__org__code__in=moved.above_old
    ).order_by("role_id")
    for role in Role.objects.filter(pk__in=lent.values("role_id")).order_by("pk"):
        own = Role.objects.create(org=moved.body, key=f"own-{uuid4().hex[:8]}", name=role.name, duties=role.duties)
        lent.filter(role=role).order_by().update(role=own)


def note(
    kind: rules.Act,
    source: Organisation,
    target: Organisation,
    *,
    act: UUID,
    grounds: rules.Grounds,
    on: date,
    actor: Actor,
    from_parent: Organisation | None = None,
    to_parent: Organisation | None = None,
) -> Reorganisation:
    """Keep what became of a body, why, and what the upper union replied."""
    return Reorganisation.objects.create(
        act=act,
        kind=kind,
        source=source,
        target=target,
        from_parent=from_parent,
        to_parent=to_parent,
        on=on,
        reason=grounds.reason,
        reply_text=grounds.reply.text,
        reply_number=grounds.reply.number,
        reply_on=grounds.reply.on,
        recorded_at=actor.now,
    )


def _tell(moved: Moved, former: Organisation, above: Organisation, act: UUID, actor: Actor) -> None:
    """Both unions find it in their trail, the one it left under the code it had there."""
    for code in (moved.old, moved.new):
        audit.record(
            OrgEvent.MOVED, moved.body, actor=actor, code=code, duty=access.MANAGE, act=str(act),
            on=moved.on.isoformat(), former=str(former.public_id), above=str(above.public_id),
        )  # fmt: skip
    events.publish(
        OrgEvent.MOVED, moved.body, actor=actor, old=moved.old, new=moved.new, former=former.pk, above=above.pk,
        on=moved.on.isoformat(),
    )  # fmt: skip
