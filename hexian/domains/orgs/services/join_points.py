"""Open, renew and close the codes on posters."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import IntegrityError, transaction

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import JoinPoint
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused

#: With 32^8 codes a clash is a miracle; three in a row are a broken random generator.
_TRIES = 3


@transaction.atomic
def open_join_point(org_id: UUID, *, actor: Actor, label: str = "", platform: str = "", station: str = "") -> JoinPoint:
    """Open a code for a union's poster; platform and station spare riders two fields.

    Raises `Refused` with `org.dissolved`, `join.not_a_union`, and `Organisation.DoesNotExist` out of reach.
    """
    org = access.organisations_managed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    if org.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    if org.category != rules.Category.UNION:
        raise Refused("join.not_a_union", name=org.name)
    point = JoinPoint(
        org=org, label=label.strip(), platform=platform.strip(), station=station.strip(), created_at=actor.now
    )
    _save_with_new_code(point)
    audit.record(OrgEvent.JOIN_POINT_OPENED, point, actor=actor, code=org.code, duty=access.MANAGE)
    return point


@transaction.atomic
def close_join_point(point_id: UUID, *, actor: Actor) -> JoinPoint:
    """Close a poster's code; whoever scans it is told where to turn. Raises `Refused("join.closed_already")`."""
    point = _locked(point_id, actor)
    if point.closed_at is not None:
        raise Refused("join.closed_already", label=point.label or point.join_code)
    point.closed_at = actor.now
    point.save(update_fields=["closed_at"])
    audit.record(OrgEvent.JOIN_POINT_CLOSED, point, actor=actor, code=point.org.code, duty=access.MANAGE)
    return point


@transaction.atomic
def renew_join_code(point_id: UUID, *, actor: Actor) -> JoinPoint:
    """Close a code and open another for the same place, for a poster that fell into wrong hands.

    Raises `Refused` with `join.closed_already`, `org.dissolved`.
    """
    former = close_join_point(point_id, actor=actor)
    point = open_join_point(
        former.org.public_id, label=former.label, platform=former.platform, station=former.station, actor=actor
    )
    audit.record(
        OrgEvent.JOIN_CODE_RENEWED, point, actor=actor, code=point.org.code, duty=access.MANAGE,
        former=str(former.public_id),
    )  # fmt: skip
    return point


def _locked(point_id: UUID, actor: Actor) -> JoinPoint:
    return (
        access.join_points_managed(actor).select_related("org").select_for_update(of=("self",)).get(public_id=point_id)
    )


def _save_with_new_code(point: JoinPoint) -> None:
    for left in reversed(range(_TRIES)):
        point.join_code = "".join(secrets.choice(rules.JOIN_ALPHABET) for _ in range(rules.JOIN_CODE_LENGTH))
        try:
            with transaction.atomic():
                point.save()
        except IntegrityError:
            if not left:
                raise
        else:
            return
