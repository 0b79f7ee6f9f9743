"""What the union right above decides: agree to founding, return with a remedy, approve the result, register."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from hexian.domains.founding import rules
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Channel
from hexian.domains.founding.services import establishing, living, moving, scans
from hexian.domains.orgs import rules as orgs
from hexian.domains.orgs import services as org_services
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def approve_prep(
    case_id: UUID, *, number: str, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None
) -> Case:
    """Agree that a union be founded (TEMPLATES 1.2); employers the tree did not know are entered into it.

    Raises `Refused` with `founding.number`, `founding.number_taken`, `founding.state`, `founding.stale`,
    `founding.has_union`, `founding.group_died`.
    """
    case = moving.decidable(case_id, actor, version)
    rules.next_state(case.state, "approve_prep", case.returned_from)
    living.check_group(case, actor)
    case.prep_number, case.prep_on = rules.check_number(number), moving.today(actor)
    _save_number(case)
    establishing.enter_employers(case, actor)
    moving.move(case, "approve_prep", actor, channel=channel)
    return case


@transaction.atomic
def return_case(
    case_id: UUID, *, reason: str, remedy: str, note: str = "", actor: Actor, version: int | None = None
) -> Case:
    """Send a case back with what is wrong and how to mend it.

    Raises `Refused` with `founding.reason`, `founding.note_missing`, `founding.remedy_missing`, `founding.state`.
    """
    case = moving.decidable(case_id, actor, version)
    former = case.state
    rules.next_state(former, "return", case.returned_from)
    case.reason, case.note, case.remedy = rules.check_reason(reason, note, remedy), note.strip(), remedy.strip()
    case.returned_from = former
    moving.move(case, "return", actor, channel=Channel.ONLINE, note=case.remedy, reason=case.reason)
    return case


@transaction.atomic
def approve_result(
    case_id: UUID, *, number: str, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None
) -> Case:
    """Approve the election: from now on the union exists, with its officers, its poster and applications to join.

    Raises `Refused` with `founding.number`, `founding.number_taken`, `founding.state`, `founding.stale`,
    `founding.elected_died`, and what `orgs.found` and `orgs.appoint` raise (工会法 12；TEMPLATES 1.4).
    """
    case = moving.decidable(case_id, actor, version)
    rules.next_state(case.state, "approve_result", case.returned_from)
    living.check_elected(case, actor)
    case.result_number, case.approved_on = rules.check_number(number), moving.today(actor)
    _save_number(case)
    case.union = establishing.establish(case, actor)
    moving.move(case, "approve_result", actor, channel=channel, union=str(case.union.public_id))
    establishing.pass_on_intents(case, actor)
    scans.forget_numbers(case)
    case.employers.update(is_open=False)
    return case


def _save_number(case: Case) -> None:
    """A number given out already is a sentence, not a fault."""
    try:
        with transaction.atomic():
            case.save(update_fields=["prep_number", "prep_on", "result_number", "approved_on"])
    except IntegrityError as fault:
        if "_reply_per_number" in str(fault):
            raise Refused("founding.number_taken", number=case.result_number or case.prep_number) from None
        raise


@transaction.atomic
def certify(
    case_id: UUID, *, certificate: str, uscc: str, actor: Actor, channel: str = Channel.ONLINE,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Register the union as a legal person: its certificate and credit code (工会法 15).

    Raises `Refused` with `founding.certificate`, `uscc.*`, `org.uscc_taken`, `founding.state`.
    """
    case = moving.decidable(case_id, actor, version)
    rules.next_state(case.state, "certify", case.returned_from)
    if not certificate.strip():
        raise Refused("founding.certificate")
    legal = case.legal
    legal.certificate, legal.uscc = certificate.strip()[:60], orgs.check_uscc(uscc)
    legal.certified_on = moving.today(actor)
    legal.save(update_fields=["certificate", "uscc", "certified_on"])
    program = establishing.program_of(actor)
    with scope(program):
        assert case.union is not None  # noqa: S101 - a constraint says so
        org_services.edit(case.union.public_id, actor=program, uscc=legal.uscc)
    moving.move(case, "certify", actor, channel=channel)
    return case
