"""The list before the committee: drawn up, edited, given up, and the signed page kept as evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, Resolution
from hexian.domains.members.rules import ApplicationState, ResolutionState
from hexian.domains.orgs.rules import OrgState
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import PHOTOS, Kind
from hexian.foundation.attachments.services import Readable

#: So many names fit one meeting; each also takes a lock until the transaction ends.
MOST_NAMES = 1_000
EVIDENCE = frozenset({*PHOTOS, Kind.PDF})


@transaction.atomic
def propose(
    application_ids: Collection[UUID],
    *,
    number: str,
    held_on: date,
    actor: Actor,
    meeting: str = "",
    place: str = "",
    chair: str = "",
) -> Resolution:
    """Draw up a draft resolution of one union's committee over a list of applications.

    Raises `Refused` with `resolution.empty`, `resolution.too_many`, `resolution.several_unions`,
    `resolution.number_missing`, `resolution.number_taken`, `resolution.far_ahead`,
    `resolution.before_application`, `resolution.not_ready` (`obstructed`: each a name and its findings),
    `application.state`, `org.dissolved`.
    """
    applications = _chosen(application_ids, actor)
    org = applications[0].org
    if org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    _check_nothing_in_the_way(applications)
    resolution = Resolution(
        org=org, code=org.code, number=checked_number(number), meeting=meeting.strip(), held_on=held_on,
        place=place.strip(), chair=chair.strip(), drafted_by=actor.person_id, created_at=actor.now,
    )  # fmt: skip
    check_day(resolution, applications, actor)
    save(resolution)
    for application in applications:
        application.state = rules.next_application_state(application.state, "propose")
        application.resolution = resolution
    Application.objects.bulk_update(applications, ["state", "resolution"], batch_size=500)
    audit.record_many(
        MemberEvent.PROPOSED, ((row, row.person_id) for row in applications), actor=actor, code=org.code,
        duty=access.ADMIT, resolution=str(resolution.public_id),
    )  # fmt: skip
    events.publish(MemberEvent.PROPOSED, resolution, actor=actor, code=org.code)
    return resolution


def _chosen(application_ids: Collection[UUID], actor: Actor) -> list[Application]:
    """The applications, locked in one order; one of them out of reach is a `DoesNotExist`, as for a single one."""
    wanted = set(application_ids)
    if not wanted:
        raise Refused("resolution.empty")
    if len(wanted) > MOST_NAMES:
        raise Refused("resolution.too_many", most=MOST_NAMES)
    rows = access.applications_to_decide(actor).filter(public_id__in=wanted).select_related("org")
    applications = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(applications) != len(wanted):
        raise Application.DoesNotExist
    if len({row.org_id for row in applications}) > 1:
        raise Refused("resolution.several_unions")
    return applications


def _check_nothing_in_the_way(applications: Sequence[Application]) -> None:
    obstacles = [(row.name, rules.standing_in_the_way(row.findings, row.passed_over)) for row in applications]
    obstructed = [[name, *found] for name, found in obstacles if found]
    if obstructed:
        raise Refused("resolution.not_ready", obstructed=obstructed, count=len(obstructed))


def check_day(resolution: Resolution, applications: Sequence[Application], actor: Actor) -> None:
    """The meeting's day is past or soon, and not before anybody on the list applied."""
    applied = [timezone.localdate(row.applied_at) for row in applications]
    rules.check_meeting_day(resolution.held_on, timezone.localdate(actor.now), applied)


def checked_number(text: str) -> str:
    """A resolution's number as typed, without stray spaces. Raises `Refused("resolution.number_missing")`."""
    number = text.strip()
    if not number:
        raise Refused("resolution.number_missing")
    return number


def save(resolution: Resolution) -> None:
    """Write a resolution. Raises `Refused("resolution.number_taken")` when the union has one of this number."""
    try:
        with transaction.atomic():
            resolution.save()
    except IntegrityError as fault:
        if "members_one_resolution_per_number" in str(fault):
            raise Refused("resolution.number_taken", number=resolution.number) from None
        raise


@transaction.atomic
def edit_resolution(
    resolution_id: UUID,
    *,
    number: str,
    held_on: date,
    actor: Actor,
    meeting: str = "",
    place: str = "",
    chair: str = "",
) -> Resolution:
    """Change the particulars of a draft. Raises `Refused` with `resolution.state` and like `propose`."""
    resolution = locked_draft(resolution_id, actor)
    resolution.number, resolution.held_on = checked_number(number), held_on
    resolution.meeting, resolution.place, resolution.chair = meeting.strip(), place.strip(), chair.strip()
    check_day(resolution, list(resolution.applications.all()), actor)
    save(resolution)
    _tell(MemberEvent.RESOLUTION_EDITED, resolution, actor)
    return resolution


@transaction.atomic
def take_back(application_id: UUID, *, actor: Actor) -> Application:
    """Take one name off a draft's list. Raises `Refused("application.state")`."""
    rows = access.applications_to_decide(actor).select_related("org")
    application = rows.select_for_update(of=("self",)).get(public_id=application_id)
    application.state = rules.next_application_state(application.state, "take_back")
    application.resolution = None
    application.save(update_fields=["state", "resolution"])
    audit.record(
        MemberEvent.TAKEN_BACK, application, actor=actor, code=application.code, person_id=application.person_id,
        duty=access.ADMIT,
    )  # fmt: skip
    events.publish(MemberEvent.TAKEN_BACK, application, actor=actor, person_id=application.person_id)
    return application


@transaction.atomic
def cancel_resolution(resolution_id: UUID, *, actor: Actor) -> Resolution:
    """Give a draft up; its applications go back to being checked. Raises `Refused("resolution.state")`."""
    resolution = locked_draft(resolution_id, actor, act="cancel")
    resolution.state = ResolutionState.CANCELLED
    resolution.save(update_fields=["state"])
    listed = resolution.applications.filter(state=ApplicationState.PROPOSED)
    back = listed.update(state=ApplicationState.CHECKED, resolution=None)
    _tell(MemberEvent.RESOLUTION_CANCELLED, resolution, actor, applications=back)
    return resolution


@transaction.atomic
def attach_evidence(resolution_id: UUID, upload: Readable, *, actor: Actor, name: str = "") -> Resolution:
    """Keep a photo or scan of the signed page; a newer one takes the place of the former, which is kept too.

    Raises `Refused` with `resolution.cancelled` and `attachments.*`.
    """
    rows = access.resolutions_visible(actor).select_for_update(of=("self",))
    resolution = rows.get(public_id=resolution_id)
    if resolution.state == ResolutionState.CANCELLED:
        raise Refused("resolution.cancelled", number=resolution.number)
    kept = attachments.keep(
        upload, owner_type="members.resolution", owner_id=resolution.public_id, code=resolution.code, actor=actor,
        name=name, kinds=EVIDENCE,
    )  # fmt: skip
    resolution.evidence_id = kept.public_id
    resolution.save(update_fields=["evidence_id"])
    _tell(MemberEvent.EVIDENCE_ATTACHED, resolution, actor, attachment=str(kept.public_id), sha256=kept.sha256)
    return resolution


def locked_draft(resolution_id: UUID, actor: Actor, act: str = "pass") -> Resolution:
    """The draft, locked: of two officers the second waits here and then reads what became of it.

    Raises `Refused("resolution.state")` (`state`, `number`) when it is no draft any more.
    """
    rows = access.resolutions_visible(actor).select_related("org").select_for_update(of=("self",))
    resolution = rows.get(public_id=resolution_id)
    rules.next_resolution_state(resolution.state, act)
    return resolution


def _tell(event: MemberEvent, resolution: Resolution, actor: Actor, **facts: Any) -> None:
    audit.record(event, resolution, actor=actor, code=resolution.code, duty=access.ADMIT, **facts)
    events.publish(event, resolution, actor=actor, code=resolution.code)
