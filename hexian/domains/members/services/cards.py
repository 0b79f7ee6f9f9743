"""A member's card: its number and code, reading it at a window, and opening the ID number behind it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import ancestors
from hexian.domains.people import rules as people_rules
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class CardRead:
    """What a window sees of a card: enough to say yes or no, and no more."""

    is_valid: bool
    name_masked: str
    org_name: str
    card_no: str
    joined_on: date


def new_numbers(org: Organisation, year: int, count: int) -> list[str]:
    """So many card numbers never given out before, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('members_card_number') FROM generate_series(1, %s)", [count])
        sequence = [row[0] for row in cursor.fetchall()]
    division = _division(org)
    return [rules.card_number(division, year, each) for each in sequence]


def new_token() -> str:
    """What the worker's one code carries: 128 random bits, nothing of her."""
    return secrets.token_urlsafe(16)


def _division(org: Organisation) -> str:
    """The union's division, or that of the nearest union above that has one."""
    rows = Organisation.objects.filter(code__in=ancestors(org.code)).exclude(division="").order_by("-code")
    return rows.values_list("division", flat=True).first() or ""


@transaction.atomic
def read_card(token: str, *, actor: Actor) -> CardRead:
    """Read a card at a window: the name masked, valid or not; she can see afterwards who did.

    Any officer may read any member's card, as a bus driver may: she was shown it.  Raises `Refused` with
    `card.officers_only`, `card.unknown`.
    """
    if not actor.held and not actor.is_system:
        raise Refused("card.officers_only")
    # The card may be of a union elsewhere; what comes back is masked and on record.
    with scope(Actor.system("window", actor.now)):
        member = Membership.objects.select_related("person", "org").filter(card_token=token).first()
    if member is None:
        raise Refused("card.unknown")
    audit.record(MemberEvent.CARD_READ, member, actor=actor, code=member.code, person_id=member.person_id)
    return CardRead(
        is_valid=member.state == MembershipState.ACTIVE,
        name_masked=people_rules.mask_name(member.person.name),
        org_name=member.org.name,
        card_no=member.card_no,
        joined_on=member.joined_on,
    )


@transaction.atomic
def reveal_id_number(member_id: UUID, *, reason: str, actor: Actor) -> str:
    """Open a member's sealed ID number, with the reason on record for her to read (个保法 51).

    Needs the duty `people.reveal` over her union; nobody opens her own through an office.  Raises `Refused` with
    `reveal.reason_missing`, `id.none`, `Membership.DoesNotExist` out of reach.
    """
    if not reason.strip():
        raise Refused("reveal.reason_missing")
    member = access.members_to_reveal(actor).select_related("person").get(public_id=member_id)
    person = member.person
    if person.id_sealed is None:
        raise Refused("id.none")
    audit.record(
        MemberEvent.REVEALED, member, actor=actor, code=member.code, person_id=person.pk, duty=access.REVEAL,
        why=reason.strip(),
    )  # fmt: skip
    return crypto.open_sealed(person.id_sealed, person.subject)
