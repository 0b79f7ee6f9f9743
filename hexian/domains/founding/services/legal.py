"""Registration of the new union as a legal person (工会法 15): optional, asked for with a form of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from hexian.domains.founding import rules
from hexian.domains.founding.models import Case, LegalPerson
from hexian.domains.founding.rules import Channel, Document
from hexian.domains.founding.services import moving, scans
from hexian.domains.orgs import rules as orgs
from hexian.domains.people import rules as people_rules
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """What the form asks; sums in fen, areas in square metres (TEMPLATES 1.6)."""

    residence: str
    phone: str
    business: str
    liability: str
    handler: str
    handler_mobile: str
    office_address: str = ""
    email: str = ""
    dues_fen: int = 0
    allocation_fen: int = 0
    other_fen: int = 0
    funds_fen: int = 0
    office_area: int = 0
    activity_area: int = 0
    is_full_time: bool = False


@transaction.atomic
def ask_legal(
    case_id: UUID, facts: LegalFacts, *, actor: Actor, channel: str = Channel.ONLINE, version: int | None = None
) -> Case:
    """Ask for registration as a legal person; asked again after it was returned, the form is replaced.

    A total left out is the sum of dues, allocation and other income.

    Raises `Refused` with `founding.legal_missing` (`fields`), `org.phone`, `mobile.*`, `mailbox.form`,
    `founding.scan_missing`,
    `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    rules.next_state(case.state, "ask_legal", case.returned_from)
    _check(facts)
    LegalPerson.objects.update_or_create(
        case=case,
        defaults=asdict(facts)
        | {
            "phone": orgs.check_phone(facts.phone),
            "email": people_rules.check_mailbox(facts.email) if facts.email.strip() else "",
            "handler_mobile": people_rules.check_mobile(facts.handler_mobile),
            "funds_fen": facts.funds_fen or facts.dues_fen + facts.allocation_fen + facts.other_fen,
        },
    )
    scans.check_scanned(case, Document.LEGAL, channel)
    moving.move(case, "ask_legal", actor, channel=channel)
    return case


def _check(facts: LegalFacts) -> None:
    given = {
        "住所": facts.residence, "电话": facts.phone, "业务范围": facts.business, "承担民事责任能力": facts.liability,
        "经办人": facts.handler,
    }  # fmt: skip
    lacking = [label for label, text in given.items() if not text.strip()]
    sums = (facts.dues_fen, facts.allocation_fen, facts.other_fen, facts.funds_fen)
    if not any(sums):
        lacking.append("经费")
    if lacking or min(sums) < 0:
        raise Refused("founding.legal_missing", fields=lacking)
