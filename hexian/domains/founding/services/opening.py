"""The first lines of a case, and everything that is written before it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from hexian.domains.founding import access, rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Channel, Form, Leadership, State
from hexian.domains.founding.services import moving
from hexian.domains.orgs import rules as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import once, remember

_ONCE = "founding.open"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked about a union to be, besides its employers and people."""

    form: str
    name: str
    leadership: str = Leadership.COMMITTEE
    term_years: int = 5
    address: str = ""
    scope: str = ""
    platform: str = ""
    station: str = ""
    staff: int = 0
    women: int = 0
    intended: int = 0
    has_consent: bool = False


@transaction.atomic
def open_case(
    upper: UUID,
    facts: Facts,
    *,
    contact_name: str,
    contact_mobile: str,
    request_key: str,
    actor: Actor,
    channel: str = Channel.ONLINE,
) -> Case:
    """Begin a case below a union; sent again with the same key, it gives the same case.

    A contact has proved her number (`actor.mobile`); an officer who handles cases there enters it for them.  Raises
    `Refused` with `founding.not_upper`, `founding.mobile_unproved`, `founding.*` of the facts, `name.*`, `mobile.*`.
    """
    body = access.uppers().filter(public_id=upper).first()
    if body is None:
        raise Refused("founding.not_upper", name=_name_of(upper))
    mobile = people_rules.check_mobile(contact_mobile)
    on_behalf = _check_may_open(body, mobile, actor)
    known = once(_ONCE, f"{request_key}.{mobile}")
    if known is not None:
        return Case.objects.get(public_id=known)
    case = _write(body, facts, people_rules.check_name(contact_name), mobile, actor)
    case.contact = None if on_behalf else _contact(case, actor)
    case.entered_by = actor.person_id if on_behalf else None
    case.save()
    _tell(case, actor, channel)
    remember(_ONCE, f"{request_key}.{mobile}", str(case.public_id))
    return case


def _name_of(upper: UUID) -> str:
    return Organisation.objects.filter(public_id=upper).values_list("name", flat=True).first() or ""


def _check_may_open(body: Organisation, mobile: str, actor: Actor) -> bool:
    """Whether an officer enters it for them; the contact herself must have proved her number."""
    if actor.mobile == mobile:
        return False
    if not actor.may(access.HANDLE, body.code):
        raise Refused("founding.mobile_unproved")
    return True


def _write(body: Organisation, facts: Facts, name: str, mobile: str, actor: Actor) -> Case:
    case = Case(
        upper=body, code=body.code, contact_name=name, contact_mobile=mobile, is_demo=body.is_demo,
        created_at=actor.now, moved_at=actor.now,
    )  # fmt: skip
    _fill(case, facts, actor)
    return case


def _contact(case: Case, actor: Actor) -> Person:
    """The contact as a person with an account, so that she can come back: signed in, known by her number, or new."""
    if actor.person_id is not None:
        return Person.objects.get(pk=actor.person_id)
    person = people.person_for(case.contact_mobile)
    person = person or people.register_person(case.contact_name, case.contact_mobile, case.code, actor=actor)
    people.open_account(case.contact_mobile, person, actor=actor)
    return person


def _tell(case: Case, actor: Actor, channel: str) -> None:
    moving.write_step(case, "open", actor, former="", channel=channel)
    duty = moving.duty_of(case, actor)
    audit.record(
        FoundingEvent.OPENED, case, actor=actor, code=case.code, duty=duty, person_id=case.contact_id, form=case.form,
        channel=channel,
    )  # fmt: skip
    events.publish(FoundingEvent.OPENED, case, actor=actor, code=case.code)


@transaction.atomic
def describe(case_id: UUID, facts: Facts, *, actor: Actor, version: int | None = None) -> Case:
    """Change what is written about the union to be. Raises like `open_case`, `founding.state`, `founding.stale`."""
    case = moving.workable(case_id, actor, version)
    moving.check_editable(case, State.DRAFT)
    _fill(case, facts, actor)
    recount(case)
    case.save()
    moving.touch(case, actor, what="facts")
    return case


def _fill(case: Case, facts: Facts, actor: Actor) -> None:
    if facts.form not in list(Form):
        raise Refused("founding.form")
    region, day = case.upper.division, moving.today(actor)
    terms = lawbook.look_up("union.term_years", region, day).table
    rules.check_term(facts.term_years, (line[0] for line in terms))
    case.form, case.leadership = Form(facts.form), Leadership(facts.leadership)
    orgs.check_place(kind_of(case.form, ""), case.upper.kind)
    case.name = rules.check_union_name(facts.name, case.leadership)
    case.term_years, case.has_consent = facts.term_years, facts.has_consent
    for field, text in _texts(facts).items():
        setattr(case, field, " ".join(text.split())[:200])
    if case.form == Form.NEW_FORM:
        _fill_new_form(case, facts)


def _texts(facts: Facts) -> Mapping[str, str]:
    return {"address": facts.address, "scope": facts.scope, "platform": facts.platform, "station": facts.station}


def _fill_new_form(case: Case, facts: Facts) -> None:
    """Workers without employer count themselves; nothing need be known yet when a case is begun."""
    if facts.intended or facts.staff or facts.women:
        rules.check_figures(facts.staff, facts.women, facts.intended)
    case.staff, case.women, case.intended = facts.staff, facts.women, facts.intended


#: What kind of union an employer's nature makes; every other nature founds as an enterprise does.
_KIND_OF_NATURE = {"government": orgs.Kind.GOVERNMENT, "institution": orgs.Kind.INSTITUTION}
_KIND_OF_FORM = {
    Form.JOINT: orgs.Kind.JOINT, Form.TRADE: orgs.Kind.TRADE, Form.AREA: orgs.Kind.AREA,
    Form.NEW_FORM: orgs.Kind.NEW_FORM,
}  # fmt: skip


def kind_of(form: str, nature: str) -> orgs.Kind:
    """The kind of union a form founds; alone it follows from what the employer is."""
    return _KIND_OF_FORM.get(Form(form)) or _KIND_OF_NATURE.get(nature, orgs.Kind.ENTERPRISE)


def recount(case: Case) -> None:
    """The people of a union of employers' staff are those of its employers together."""
    if case.form == Form.NEW_FORM:
        return
    rows = list(case.employers.all())
    case.staff, case.women = sum(row.staff for row in rows), sum(row.women for row in rows)
    case.intended = sum(row.intended for row in rows)
