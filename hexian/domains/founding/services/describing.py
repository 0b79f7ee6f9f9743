"""Employers and the preparatory group of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hexian.domains.founding import rules
from hexian.domains.founding.models import Candidate, Case, Employer, Preparer
from hexian.domains.founding.rules import State
from hexian.domains.founding.services import moving, opening
from hexian.domains.orgs import facts as org_facts
from hexian.domains.orgs import rules as orgs
from hexian.domains.orgs.models import Coverage, Organisation
from hexian.domains.orgs.rules import OrgState
from hexian.domains.people.rules import check_mobile, check_name
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What is asked about one employer."""

    uscc: str
    name: str
    staff: int
    women: int
    intended: int
    nature: str = org_facts.Nature.ENTERPRISE
    trade: str = ""
    representative: str = ""
    established_on: date | None = None
    address: str = ""
    business: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is asked about somebody of the preparatory group, or somebody who stands."""

    name: str
    sex: str = ""
    nation: str = ""
    born_in: str = ""
    politics: str = ""
    education: str = ""
    post: str = ""
    mobile: str = ""


@transaction.atomic
def add_employer(case_id: UUID, facts: EmployerFacts, *, actor: Actor, version: int | None = None) -> Employer:
    """Name an employer by its credit code; one the tree knows is linked, one with a union needs none.

    Raises `Refused` with `uscc.*`, `founding.has_union`, `founding.uscc_open`, `founding.uscc_twice`,
    `founding.no_employer`, `founding.*` of its figures, `org.not_listed`, `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    moving.check_editable(case, State.DRAFT)
    if case.form == rules.Form.NEW_FORM:
        raise Refused("founding.no_employer", have=1)
    employer = _checked(case, facts)
    check_no_union(employer)
    _save(employer)
    _recounted(case, actor, "employer_added")
    return employer


def _checked(case: Case, facts: EmployerFacts) -> Employer:
    rules.check_figures(facts.staff, facts.women, facts.intended)
    uscc = orgs.check_uscc(facts.uscc)
    known = Organisation.objects.filter(uscc=uscc, category=orgs.Category.EMPLOYER, state=OrgState.ACTIVE).first()
    return Employer(
        case=case,
        uscc=uscc,
        name=known.name if known else orgs.check_org_name(facts.name),
        nature=orgs.check_listed(facts.nature, list(org_facts.Nature), "nature"),
        trade=orgs.check_listed(facts.trade.upper(), org_facts.trades(), "trade"),
        representative=facts.representative.strip(),
        established_on=facts.established_on,
        address=facts.address.strip(),
        business=facts.business.strip(),
        staff=facts.staff,
        women=facts.women,
        intended=facts.intended,
        org=known,
    )


def check_no_union(employer: Employer) -> None:
    """An employer whose staff have a union already needs no second one. Raises `founding.has_union`."""
    if employer.org is None:
        return
    covering = Coverage.objects.filter(
        employer=employer.org, until__isnull=True, union__state=OrgState.ACTIVE, union__category=orgs.Category.UNION
    )
    union = covering.order_by("pk").values_list("union__name", flat=True).first()
    if union is not None:
        raise Refused("founding.has_union", employer=employer.name, union=union)


def _save(employer: Employer) -> None:
    """Save; a credit code in another open case, or twice in this one, is a sentence and not a fault."""
    if employer.case.employers.filter(uscc=employer.uscc).exclude(pk=employer.pk).exists():
        raise Refused("founding.uscc_twice", name=employer.name)
    try:
        with transaction.atomic():
            employer.save()
    except IntegrityError as fault:
        if "founding_one_open_case_per_credit_code" in str(fault):
            raise Refused("founding.uscc_open", name=employer.name) from None
        raise


@transaction.atomic
def edit_employer(employer_id: UUID, facts: EmployerFacts, *, actor: Actor, version: int | None = None) -> Case:
    """Write an employer's facts anew while the case is the founders'. Raises what `add_employer` does, but
    `founding.no_employer`.
    """
    former = Employer.objects.select_related("case").get(public_id=employer_id)
    case = moving.workable(former.case.public_id, actor, version)
    moving.check_editable(case, State.DRAFT)
    employer = _checked(case, facts)
    employer.pk, employer.public_id = former.pk, former.public_id
    check_no_union(employer)
    _save(employer)
    _recounted(case, actor, "employer_edited")
    return case


@transaction.atomic
def drop_employer(employer_id: UUID, *, actor: Actor) -> Case:
    """Take an employer out of a case that is being written. Raises `founding.state`, `Employer.DoesNotExist`."""
    employer = Employer.objects.select_related("case").get(public_id=employer_id)
    case = moving.workable(employer.case.public_id, actor)
    moving.check_editable(case, State.DRAFT)
    employer.delete()
    _recounted(case, actor, "employer_dropped")
    return case


def _recounted(case: Case, actor: Actor, what: str) -> None:
    opening.recount(case)
    moving.touch(case, actor, "staff", "women", "intended", what=what)


@transaction.atomic
def add_preparer(
    case_id: UUID, facts: PersonFacts, *, is_leader: bool = False, actor: Actor, version: int | None = None
) -> Preparer:
    """Add somebody to the preparatory group; a new leader takes the former one's place.

    Raises `Refused` with `name.*`, `founding.person_twice`, `mobile.*`, `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    moving.check_editable(case, State.DRAFT)
    fields = person_fields(facts)
    if case.preparers.filter(name=fields["name"]).exists():
        raise Refused("founding.person_twice", name=fields["name"])
    if is_leader:
        case.preparers.filter(is_leader=True).update(is_leader=False)
    person = Preparer.objects.create(case=case, is_leader=is_leader, **fields)
    moving.touch(case, actor, what="group")
    return person


@transaction.atomic
def edit_preparer(
    preparer_id: UUID, facts: PersonFacts, *, is_leader: bool = False, actor: Actor, version: int | None = None
) -> Case:
    """Write anew who somebody of the group is; no mobile number keeps the one there is.

    Another name is another person, whose declaration is still to be signed.  Raises what `add_preparer` does.
    """
    person = Preparer.objects.select_related("case").get(public_id=preparer_id)
    case = moving.workable(person.case.public_id, actor, version)
    moving.check_editable(case, State.DRAFT)
    others = case.preparers.exclude(pk=person.pk)
    fields = edited_fields(facts, person, others)
    if is_leader:
        others.filter(is_leader=True).update(is_leader=False)
    Preparer.objects.filter(pk=person.pk).update(is_leader=is_leader, **fields)
    moving.touch(case, actor, what="group")
    return case


def edited_fields(
    facts: PersonFacts, former: Preparer | Candidate, others: QuerySet[Preparer] | QuerySet[Candidate]
) -> dict[str, str]:
    """What was typed anew about a person; under another name what she declared is gone.

    Raises `name.*`, `founding.person_twice`, `mobile.*`.
    """
    fields = dict(person_fields(facts))
    if others.filter(name=fields["name"]).exists():
        raise Refused("founding.person_twice", name=fields["name"])
    if fields["name"] != former.name:
        former.declarations.all().delete()
    return fields | {"mobile": fields["mobile"] or former.mobile}


def person_fields(facts: PersonFacts) -> Mapping[str, str]:
    """What was typed about a person, tidied.

    Who is elected becomes an officer under this name: what no person may be called is refused now, not when all is
    voted and only the approval is left. Raises `name.*`, `mobile.*`.
    """
    name = check_name(facts.name)
    mobile = people_mobile(facts.mobile)
    kept = {"sex": facts.sex, "nation": facts.nation, "born_in": facts.born_in, "politics": facts.politics}
    kept |= {"education": facts.education, "post": facts.post}
    return {"name": name, "mobile": mobile, **{key: " ".join(text.split())[:60] for key, text in kept.items()}}


def people_mobile(text: str) -> str:
    """A mobile number as typed, or none. Raises `mobile.*`."""
    return check_mobile(text) if text.strip() else ""


@transaction.atomic
def drop_preparer(preparer_id: UUID, *, actor: Actor) -> Case:
    """Take somebody out of the group. Raises `founding.state`, `Preparer.DoesNotExist`."""
    person = Preparer.objects.select_related("case").get(public_id=preparer_id)
    case = moving.workable(person.case.public_id, actor)
    moving.check_editable(case, State.DRAFT)
    person.delete()
    moving.touch(case, actor, what="group")
    return case


#: What the request prints of an employer and of somebody of the group, by the name of the place.
_OF_EMPLOYER = {
    "established_on": "established_on", "residence": "address", "business": "business",
    "representative": "representative",
}  # fmt: skip
_OF_PERSON = ("sex", "nation", "born_in", "politics", "education", "post")


def left_blank(case: Case) -> tuple[str, ...]:
    """The places of the request that nobody has to fill in and nobody has: they print as blanks, to fill by hand."""
    lacking: list[str] = []
    for employer in case.employers.all():
        lacking += [place for place, name in _OF_EMPLOYER.items() if not getattr(employer, name)]
    for person in case.preparers.all():
        lacking += [name for name in _OF_PERSON if not getattr(person, name)]
    return tuple(dict.fromkeys(lacking))
