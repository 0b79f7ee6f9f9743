"""The committee has voted: everybody on the list becomes a member, or nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, Membership, Resolution
from hexian.domains.members.rules import ApplicationState, ResolutionState
from hexian.domains.members.services import cards, carrying, findings, grams, identities, tallies
from hexian.domains.members.services.resolutions import check_day, checked_number, locked_draft, save
from hexian.domains.orgs.rules import Kind, OrgState
from hexian.domains.people import queries as people
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people_services
from hexian.foundation import audit, crypto, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import advisory

#: How many of a committee's seats must be present, and how many must say yes.
QUORUM, MAJORITY = "committee.present", "committee.votes"


@transaction.atomic
def pass_resolution(
    resolution_id: UUID, *, seats: int, present: int, yes: int, no: int, abstained: int, actor: Actor
) -> Resolution:
    """Record the vote and admit everybody on the list, as of the day of the meeting (中国工会章程 2).

    The lawbook's numbers of that day are frozen into the resolution.  All or nothing: raises `Refused` with
    `resolution.in_the_way` (`names`), `resolution.no_names`, `resolution.state`, `resolution.ahead`,
    `resolution.before_application`, `resolution.own_name`, `org.dissolved`, `committee.*`.
    """
    resolution = locked_draft(resolution_id, actor)
    applications = _listed(resolution, actor)
    rules.check_meeting_held(resolution.held_on, timezone.localdate(actor.now))
    check_day(resolution, applications, actor)
    _vote(resolution, seats=seats, present=present, yes=yes, no=no, abstained=abstained)
    numbers = findings.numbers_of(applications)
    _check_nothing_in_the_way(applications, numbers, actor)

    identities.confirm(applications, numbers, resolution, actor)
    carrying.supersede([row.person_id for row in applications], actor)
    members = _admit(applications, resolution, actor)
    _close(applications, resolution, actor)
    _tell(applications, members, resolution, actor)
    return resolution


@transaction.atomic
def record_resolution(
    org_id: UUID,
    *,
    number: str,
    held_on: date,
    seats: int,
    present: int,
    yes: int,
    no: int,
    abstained: int,
    actor: Actor,
    meeting: str = "",
    place: str = "",
    chair: str = "",
) -> Resolution:
    """Record a vote that was held on a roster: a passed resolution without applications, on which a roster may hang.

    Raises `Refused` with `resolution.number_missing`, `resolution.number_taken`, `resolution.ahead`, `org.dissolved`,
    `committee.*`; `Organisation.DoesNotExist` out of reach.
    """
    org = access.unions_to_admit_to(actor).get(public_id=org_id)
    if org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    resolution = Resolution(
        org=org, code=org.code, number=checked_number(number), meeting=meeting.strip(), held_on=held_on,
        place=place.strip(), chair=chair.strip(), drafted_by=actor.person_id, state=ResolutionState.PASSED,
        passed_at=actor.now, created_at=actor.now,
    )  # fmt: skip
    rules.check_meeting_held(held_on, timezone.localdate(actor.now))
    _vote(resolution, seats=seats, present=present, yes=yes, no=no, abstained=abstained)
    save(resolution)
    facts = {"actor": actor, "code": resolution.code}
    audit.record(
        MemberEvent.RESOLUTION_PASSED, resolution, duty=access.ADMIT, count=0, held_on=held_on.isoformat(), **facts
    )
    events.publish(MemberEvent.RESOLUTION_PASSED, resolution, count=0, **facts)
    return resolution


def _listed(resolution: Resolution, actor: Actor) -> list[Application]:
    """The names on the list, locked in one order. Nobody admits herself."""
    if resolution.org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=resolution.org.name)
    rows = Application.objects.filter(resolution=resolution, state=ApplicationState.PROPOSED).select_related("person")
    applications = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not applications:
        raise Refused("resolution.no_names", number=resolution.number)
    if any(row.person_id == actor.person_id for row in applications):
        raise Refused("resolution.own_name")
    return applications


def _vote(resolution: Resolution, *, seats: int, present: int, yes: int, no: int, abstained: int) -> None:
    region, day = resolution.org.division, resolution.held_on
    quorum, majority = lawbook.look_up(QUORUM, region, day), lawbook.look_up(MAJORITY, region, day)
    rules.check_committee_vote(
        seats=seats, present=present, yes=yes, no=no, abstained=abstained, quorum=quorum.ratio, majority=majority.ratio
    )
    resolution.seats, resolution.present = seats, present
    resolution.yes, resolution.no, resolution.abstained = yes, no, abstained
    resolution.params = {code: lawbook.freeze(code, region, day) for code in (QUORUM, MAJORITY)}


def _check_nothing_in_the_way(applications: Sequence[Application], numbers: dict[int, str], actor: Actor) -> None:
    """Look everybody up again, with every number locked: whoever was admitted elsewhere meanwhile stands out now.

    So does whoever took her consent back a moment ago, before the worker has stopped her application.
    """
    people_services.share_numbers()
    advisory(*(crypto.lock_name(number, people_rules.ID_PURPOSE) for number in numbers.values()))
    found = findings.look_up(numbers)
    for row in applications:
        row.findings = sorted(found.get(row.pk, frozenset()) | (set(row.findings) & {rules.Finding.ID_OF_OLD_DIVISION}))
    obstructed = {row.name for row in applications if rules.standing_in_the_way(row.findings, row.passed_over)}
    unreadable = {row.name for row in applications if row.pk not in numbers}
    withdrawn = people.took_consent_back((row.person_id for row in applications), actor=actor)
    unwilling = {row.name for row in applications if row.person_id in withdrawn}
    names = sorted(obstructed | unreadable | unwilling | _twice(applications, numbers))
    if names:
        raise Refused("resolution.in_the_way", names=names, count=len(names))


def _twice(applications: Sequence[Application], numbers: dict[int, str]) -> set[str]:
    """Names whose ID number stands on the list twice."""
    known = [numbers[row.pk] for row in applications if row.pk in numbers]
    return {row.name for row in applications if row.pk in numbers and known.count(numbers[row.pk]) > 1}


def _admit(applications: Sequence[Application], resolution: Resolution, actor: Actor) -> list[Membership]:
    org = resolution.org
    card_numbers = cards.new_numbers(org, resolution.held_on.year, len(applications))
    members = [
        Membership(
            person_id=row.person_id,
            org=org,
            code=org.code,
            card_no=card_no,
            card_token=cards.new_token(),
            kind_of_work=row.kind_of_work,
            is_new_form=org.kind == Kind.NEW_FORM,
            platform=row.platform,
            station=row.station,
            employer_id=row.employer_id,
            resolution=resolution,
            joined_on=resolution.held_on,
        )
        for row, card_no in zip(applications, card_numbers, strict=True)
    ]
    Membership.objects.bulk_create(members, batch_size=1_000)
    grams.add({member.pk: row.person for member, row in zip(members, applications, strict=True)}, org.code)
    tallies.add(org, len(members))
    return members


def _close(applications: Sequence[Application], resolution: Resolution, actor: Actor) -> None:
    for row in applications:
        row.state, row.decided_at = rules.next_application_state(row.state, "approve"), actor.now
    Application.objects.bulk_update(applications, ["state", "decided_at", "findings", "person"], batch_size=500)
    resolution.state, resolution.passed_at = ResolutionState.PASSED, actor.now
    resolution.save()


def _tell(
    applications: Sequence[Application], members: Sequence[Membership], resolution: Resolution, actor: Actor
) -> None:
    """One row of audit for each person's data, one with the digest of the whole list, one event for the worker."""
    where: dict[str, Any] = {"code": resolution.code, "duty": access.ADMIT}
    audit.record_many(
        MemberEvent.ADMITTED, ((member, member.person_id) for member in members), actor=actor,
        resolution=str(resolution.public_id), **where,
    )  # fmt: skip
    digest = sha256("\n".join(f"{row.public_id} {row.person_id}" for row in applications).encode()).hexdigest()
    audit.record(
        MemberEvent.RESOLUTION_PASSED, resolution, actor=actor, count=len(members), digest=digest,
        held_on=resolution.held_on.isoformat(), **where,
    )  # fmt: skip
    events.publish(MemberEvent.RESOLUTION_PASSED, resolution, actor=actor, code=resolution.code, count=len(members))
