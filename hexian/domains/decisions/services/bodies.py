"""Setting bodies up, fixing their seats by the number of staff, ending them with their term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import Body
from hexian.domains.decisions.rules import BodyKind, BodyState, National, Sitting
from hexian.domains.decisions.services import reaching
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook import rules as law

#: Every number of law the seats are fixed by, kept on the body.
NUMBERS = (
    "congress.seats", "congress.seats_share", "congress.seats_least", "congress.seats_binding",
    "congress.assembly_below", "congress.managers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people the employer has, how many of them women, how many disabled where it employs many."""

    total: int
    women: int
    disabled: int = 0


@transaction.atomic
def found_body(
    union_id: UUID,
    *,
    kind: str,
    term_number: int,
    begins_on: date,
    ends_on: date,
    staff: Staff,
    seats: int | None = None,
    actor: Actor,
) -> Body:
    """Set up a workers' congress or an assembly of a union's employer for one term (浙江企业民主管理条例 7、10、14).

    Without `seats` it has as many as the law gives.  Raises `Refused` with `decisions.kind_unknown`,
    `decisions.term_*`, `decisions.body_exists`, and what `fix_seats` does; `Organisation.DoesNotExist` out of reach.
    """
    union = access.unions_run(actor).select_for_update(of=("self",)).get(public_id=union_id)
    if kind not in list(BodyKind):
        raise Refused("decisions.kind_unknown")
    if term_number < 1:
        raise Refused("decisions.term_number")
    rules.check_term(begins_on, ends_on, _longest(union, reaching.today(actor)))
    if Body.objects.filter(union=union, kind=kind, term_number=term_number).exists():
        raise Refused("decisions.body_exists", number=term_number, body_kind=kind)
    body = Body(
        union=union, code=union.code, kind=BodyKind(kind), name=name_of(union, kind), term_number=term_number,
        begins_on=begins_on, ends_on=ends_on, is_demo=union.is_demo, created_at=actor.now,
    )  # fmt: skip
    _fix(body, staff, seats, actor)
    body.save()
    facts: dict[str, Any] = {"body_kind": kind, "seats": body.seats}
    reaching.write(DecisionEvent.BODY_FOUND, body, body, actor, **facts)
    return body


def _longest(union: Organisation, on: date) -> int:
    years = lawbook.look_up("union.term_years", union.division, on).table
    return max(line[0] or 0 for line in years)


def name_of(union: Organisation, kind: str) -> str:
    """The employer's name and what meets there; without an employer known, the union's without «工会委员会»."""
    employer = union.employer.name if union.employer else union.name.removesuffix("委员会").removesuffix("工会")
    return employer + ("职工大会" if kind == BodyKind.ASSEMBLY else "职工代表大会")


@transaction.atomic
def fix_seats(body_id: UUID, *, staff: Staff, seats: int | None = None, actor: Actor) -> Body:
    """Fix the seats by the number of staff, and again when it changes clearly (浙江企业民主管理条例 10).

    The numbers of staff stand as entered until they are fixed again.  Raises `Refused` with `decisions.no_staff`,
    `decisions.part_beyond_staff`, `decisions.too_many_for_assembly`, `decisions.seats_too_few`,
    `decisions.seats_taken`, `decisions.meeting_now`, `decisions.body_ended`.
    """
    body = reaching.body_locked(body_id, actor)
    if body.sittings.filter(state__in=[Sitting.ROLL_SEALED, Sitting.OPEN]).exists():
        raise Refused("decisions.meeting_now")
    _fix(body, staff, seats, actor)
    serving = body.delegates.filter(ended_on__isnull=True, standing=rules.Standing.DELEGATE).count()
    if serving > body.seats:
        raise Refused("decisions.seats_taken", seats=body.seats, have=serving)
    body.save()
    facts: dict[str, Any] = {"staff": staff.total, "women": staff.women, "seats": body.seats, "least": body.least}
    reaching.write(DecisionEvent.SEATS_FIXED, body, body, actor, **facts)
    return body


def _fix(body: Body, staff: Staff, seats: int | None, actor: Actor) -> None:
    rules.check_staff(staff.total, staff.women, staff.disabled)
    on = reaching.today(actor)
    book = {code: reaching.law(body, code, on) for code in NUMBERS}
    rules.check_assembly(body.kind, staff.total, book["congress.assembly_below"].number)
    body.least = staff.total if body.kind == BodyKind.ASSEMBLY else _quota(staff.total, book)
    wanted = body.least if seats is None or body.kind == BodyKind.ASSEMBLY else seats
    body.seats = rules.check_seats(wanted, body.least)
    body.staff, body.women, body.disabled = staff.total, staff.women, staff.disabled
    body.fixed_on, body.params = on, {code: law.freeze(row) for code, row in book.items()}


def _quota(staff: int, book: Mapping[str, law.Param]) -> int:
    share = book["congress.seats_share"].ratio
    national = National(
        share.numerator, share.denominator, book["congress.seats_least"].number, book["congress.seats_binding"].number
    )
    return rules.quota(staff, law.bracket(book["congress.seats"].table, staff), national)


def seats_for(union_id: UUID, staff: int, actor: Actor) -> int:
    """How many seats the law gives a congress of so many workers at a union's place today, before anything is kept."""
    union = access.unions_run(actor).get(public_id=union_id)
    on = reaching.today(actor)
    return _quota(staff, {code: lawbook.look_up(code, union.division, on) for code in NUMBERS})


@transaction.atomic
def end_body(body_id: UUID, *, actor: Actor) -> Body:
    """End a body with its term; what it held and decided stays. Raises `decisions.sittings_open` (`count`)."""
    body = reaching.body_locked(body_id, actor)
    running = body.sittings.exclude(state__in=rules.ENDED).count()
    if running:
        raise Refused("decisions.sittings_open", count=running)
    body.state = BodyState.ENDED
    body.save(update_fields=["state"])
    facts: dict[str, Any] = {"number": body.term_number}
    reaching.write(DecisionEvent.BODY_ENDED, body, body, actor, **facts)
    return body
