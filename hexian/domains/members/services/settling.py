"""A roster names somebody who has applied herself: her application is decided with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, Resolution
from hexian.domains.members.rules import ApplicationState, Fate
from hexian.domains.members.services import findings, identities
from hexian.domains.people import queries as people_queries
from hexian.domains.people import services as people
from hexian.domains.people.rules import Newcomer
from hexian.foundation import audit, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


def settle(newcomer: Newcomer, resolution: Resolution, actor: Actor) -> tuple[Fate, int]:
    """Approve the open application with this number, as the committee's list would; her fate and her person's id.

    Of several she sent the newest counts; the others stand under a finding afterwards.
    """
    row = _application(newcomer, resolution)
    if people_queries.took_consent_back([row.person_id], actor=actor):
        return Fate.UNWILLING, 0
    findings.refresh([row], {row.pk: newcomer.number})
    try:
        with transaction.atomic():
            identities.confirm([row], {row.pk: newcomer.number}, resolution, actor)
    except Refused:
        return Fate.HAS_ACCOUNT, 0
    if row.state != ApplicationState.PROPOSED:
        row.state = rules.next_application_state(row.state, "propose")
    row.state = rules.next_application_state(row.state, "approve")
    row.resolution, row.decided_at = resolution, actor.now
    row.save(update_fields=["state", "resolution", "decided_at", "person", "findings"])
    facts = {"actor": actor, "code": row.code, "person_id": row.person_id}
    audit.record(MemberEvent.SETTLED, row, duty=access.ADMIT, resolution=str(resolution.public_id), **facts)
    events.publish(MemberEvent.SETTLED, row, **facts)
    return Fate.APPLIED, row.person_id


def _application(newcomer: Newcomer, resolution: Resolution) -> Application:
    rows = Application.objects.select_related("person").select_for_update(of=("self",)).filter(
        org_id=resolution.org_id, id_index__in=people.id_indexes(newcomer.number), name=newcomer.name,
        state__in=rules.OPEN_APPLICATION,
    )  # fmt: skip
    return rows.order_by("-pk")[0]


def warn_rivals(indexes: Sequence[bytes], resolution: Resolution, actor: Actor) -> None:
    """Tell the worker of every open application with one of these numbers: its findings change with this roster."""
    with scope(Actor.system("rivals", actor.now)):
        rows = Application.objects.filter(id_index__in=indexes, state__in=rules.OPEN_APPLICATION)
        rivals = [str(each) for each in rows.values_list("public_id", flat=True)]
    events.publish(MemberEvent.RIVALLED, resolution, actor=actor, applications=rivals)
