"""An officer looks into an application: checks it, clears a finding, refuses it, or takes a refusal back."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application
from hexian.domains.members.services import findings, promises
from hexian.domains.orgs import services as orgs
from hexian.foundation import audit, crypto, events
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def check(application_id: UUID, *, actor: Actor) -> Application:
    """Basic check (基本核对): the application may go before the committee.

    Raises `Refused` with `application.state`, and `application.in_the_way` (`findings`) while something stands there.
    """
    application = to_decide(application_id, actor)
    state = rules.next_application_state(application.state, "check")
    findings.refresh([application])
    obstacles = rules.standing_in_the_way(application.findings, application.passed_over)
    if obstacles:
        raise Refused("application.in_the_way", name=application.name, findings=obstacles)
    application.state, application.checked_at = state, actor.now
    application.save(update_fields=["state", "checked_at"])
    _tell(MemberEvent.CHECKED, application, actor)
    return application


@transaction.atomic
def clear_finding(application_id: UUID, *, finding: str, note: str, actor: Actor) -> Application:
    """Write down that a finding was looked into and does not stand in the way, e.g. «it is the same person».

    Raises `Refused` with `finding.absent`, `finding.blocking`, `finding.note_missing`, `application.closed`.
    """
    application = to_decide(application_id, actor)
    if application.state not in rules.OPEN_APPLICATION:
        raise Refused("application.closed", name=application.name)
    cleared = rules.check_finding_may_be_cleared(finding, application.findings, note)
    application.passed_over = sorted({*application.passed_over, cleared})
    application.note = "\n".join(filter(None, (application.note, note.strip())))
    application.save(update_fields=["passed_over", "note"])
    _tell(MemberEvent.FINDING_CLEARED, application, actor, finding=str(cleared))
    return application


@transaction.atomic
def refuse(application_id: UUID, *, reason: str, remedy: str, actor: Actor, note: str = "") -> Application:
    """Refuse an application, with a reason and what she can do instead; she is told both and may apply again.

    Raises `Refused` with `application.state`, `refusal.reason`, `refusal.remedy_missing`, `refusal.note_missing`.
    """
    application = to_decide(application_id, actor)
    application.reason = rules.check_refusal(reason, note)
    application.remedy = remedy.strip()
    if not application.remedy:
        raise Refused("refusal.remedy_missing")
    application.state = rules.next_application_state(application.state, "refuse")
    application.note = "\n".join(filter(None, (application.note, note.strip())))
    application.resolution, application.decided_at = None, actor.now
    application.save(update_fields=["state", "reason", "remedy", "note", "resolution", "decided_at"])
    promises.keep(application.public_id, actor)
    _tell(MemberEvent.REFUSED, application, actor, reason=application.reason)
    return application


@transaction.atomic
def reopen(application_id: UUID, *, actor: Actor) -> Application:
    """Take a refusal back, as if it had not been; a new promise begins now.

    Raises `Refused` with `application.state`, `application.applied_again` when she has an open one there by now,
    `org.dissolved`.
    """
    application = to_decide(application_id, actor)
    if not orgs.stand_by(application.org_id):
        raise Refused("org.dissolved", name=application.org.name)
    application.state = rules.next_application_state(application.state, "reopen")
    application.reason = application.remedy = ""
    application.decided_at = None
    application.due_at = promises.begin(application, application.org.division, actor).due_at
    try:
        with transaction.atomic():
            application.save(update_fields=["state", "reason", "remedy", "decided_at", "due_at"])
    except IntegrityError:
        raise Refused("application.applied_again", name=application.name) from None
    findings.refresh([application])
    _tell(MemberEvent.REOPENED, application, actor)
    return application


@transaction.atomic
def reveal_applicant_number(application_id: UUID, *, reason: str, actor: Actor) -> str:
    """Open an applicant's ID number to compare it with the document; she can see afterwards who did and why.

    Needs `people.reveal` besides `members.admit`.  Raises `Refused` with `reveal.reason_missing`,
    `reveal.no_duty`, `id.none`.
    """
    if not reason.strip():
        raise Refused("reveal.reason_missing")
    application = access.applications_to_decide(actor).get(public_id=application_id)
    if not actor.may(access.REVEAL, application.code):
        raise Refused("reveal.no_duty")
    if application.id_sealed is None:
        raise Refused("id.none")
    audit.record(
        MemberEvent.REVEALED, application, actor=actor, code=application.code, person_id=application.person_id,
        duty=access.REVEAL, why=reason.strip(),
    )  # fmt: skip
    return crypto.open_sealed(application.id_sealed, application.subject)


def to_decide(application_id: UUID, actor: Actor) -> Application:
    """The application, locked, out of those she may decide. Raises `Application.DoesNotExist`."""
    rows = access.applications_to_decide(actor).select_related("org")
    return rows.select_for_update(of=("self",)).get(public_id=application_id)


def _tell(event: MemberEvent, application: Application, actor: Actor, **facts: str) -> None:
    audit.record(
        event,
        application,
        actor=actor,
        code=application.code,
        person_id=application.person_id,
        duty=access.ADMIT,
        **facts,
    )
    events.publish(event, application, actor=actor, person_id=application.person_id, code=application.code)
