"""Founding a union: the founders' verbs, the upper union's answers, targets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID, uuid4

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from ninja import Header, Query, Router
from ninja.responses import Status

from hexian.api import answers as say
from hexian.api.door import ApiRequest, door
from hexian.api.shapes import founding as shapes
from hexian.api.shapes.base import RequestKey, answers
from hexian.domains.founding import queries, services, texts
from hexian.domains.founding.access import APPROVE, HANDLE, TARGETS, VIEW
from hexian.domains.founding.queries import CaseFilter
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

router = Router(tags=["founding"])
Given = dict[str, object]


@router.get("/founding/uppers", response=answers(list[shapes.UpperOut]))
@door(public=True)
def founding_uppers(request: ApiRequest, wanted: Query[shapes.UpperQuery]) -> list[queries.Upper]:
    """Which union to turn to, by its name or by the division an employer lies in."""
    return queries.uppers(wanted.text)


@router.post("/founding/code", response=answers(shapes.ContactCode))
@door(public=True)
def founding_code(request: ApiRequest, wanted: shapes.ContactNumber) -> shapes.ContactCode:
    """Send a one-time code to the contact's number, to begin a case with."""
    number = people_rules.check_mobile(wanted.mobile)
    people.send_code(number, CodePurpose.LOGIN, actor=request.actor, address=get_client_ip(request) or "")
    return shapes.ContactCode(mobile_masked=people_rules.mask_mobile(number))


@router.post("/founding/cases", response=answers(shapes.CasePageOut, 201))
@door(public=True)
def found(
    request: ApiRequest,
    wanted: shapes.NewCase,
    idempotency_key: Annotated[RequestKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[Given] | HttpResponse:
    """Begin a case below a union. The same `Idempotency-Key` gives the same case again (工会法 11、12)."""
    try:
        actor = _founder(request.actor, wanted, _upper(wanted.upper_id))
        with scope(actor):
            return Status(201, _opened(wanted, idempotency_key, actor))
    except Refused as refusal:
        # Answered here, not raised: a wrong code must stay counted when the rest is rolled back.
        return say.refused(refusal)


@router.post("/founding/on-behalf", response=answers(shapes.CasePageOut, 201))
@door(needs=HANDLE, reads=VIEW)
def found_on_behalf(
    request: ApiRequest,
    wanted: shapes.NewCase,
    idempotency_key: Annotated[RequestKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[Given]:
    """Begin a case for somebody who came with paper, called or wrote."""
    upper = _upper(wanted.upper_id)
    if not request.actor.may(HANDLE, upper.code):
        raise ObjectDoesNotExist
    return Status(201, _opened(wanted, idempotency_key, request.actor))


def _upper(upper_id: UUID) -> queries.Upper:
    """A union that may agree; raises `ObjectDoesNotExist` for any other."""
    found = queries.upper(upper_id)
    if found is None:
        raise ObjectDoesNotExist
    return found


def _opened(wanted: shapes.NewCase, key: str | None, actor: Actor) -> Given:
    case = services.open_case(
        wanted.upper_id, wanted.facts(), contact_name=wanted.contact_name, contact_mobile=wanted.contact_mobile,
        request_key=key or uuid4().hex, actor=actor, channel=wanted.channel,
    )  # fmt: skip
    return _page(case.public_id, actor)


def _founder(asker: Actor, wanted: shapes.NewCase, upper: queries.Upper) -> Actor:
    """The contact with her number proved; offices count for nothing at a door that is open to anybody."""
    plain = replace(asker, offices=(), acting=None, guest_code=upper.code)
    mobile = people_rules.check_mobile(wanted.contact_mobile)
    if not wanted.code or asker.mobile == mobile:
        return plain
    people.check_code(mobile, CodePurpose.LOGIN, wanted.code, actor=asker)
    return replace(plain, mobile=mobile)


@router.get("/founding/cases", response=answers(shapes.Cases))
@door(needs=VIEW)
def founding_cases(request: ApiRequest, wanted: Query[shapes.CaseQuery]) -> queries.Page[queries.CaseRow]:
    """The cases below her offices: what waits for an answer first, by its time."""
    chosen = CaseFilter(wanted.tab, wanted.form or "", wanted.year, wanted.union)
    return queries.queue(request.actor, chosen, wanted.cursor, wanted.size)


@router.get("/founding/mine", response=answers(list[shapes.CaseOut]))
@door()
def founding_mine(request: ApiRequest) -> list[queries.CaseRow]:
    """The cases she is the contact of."""
    return queries.my_cases(request.actor)


@router.get("/founding/cases/{uuid:case_id}", response=answers(shapes.CasePageOut))
@door()
def founding_case(request: ApiRequest, case_id: UUID) -> Given:
    """One case, to its contact and the unions above."""
    return _page(case_id, request.actor)


def _done(request: ApiRequest, case_id: UUID, verb: Callable[..., object], *given: object, **more: object) -> Given:
    verb(case_id, *given, actor=request.actor, **more)
    return _page(case_id, request.actor)


@router.post("/founding/cases/{uuid:case_id}/facts", response=answers(shapes.CasePageOut))
@door()
def describe_founding(request: ApiRequest, case_id: UUID, wanted: shapes.EditedFacts) -> Given:
    """Change what is written about the union to be."""
    return _done(request, case_id, services.describe, wanted.facts(), version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/employers", response=answers(shapes.CasePageOut))
@door()
def add_founding_employer(request: ApiRequest, case_id: UUID, wanted: shapes.EmployerIn) -> Given:
    """Name an employer by its credit code; one with a union already needs no second one."""
    return _done(request, case_id, services.add_employer, wanted.facts())


@router.post("/founding/cases/{uuid:case_id}/group", response=answers(shapes.CasePageOut))
@door()
def add_founding_preparer(request: ApiRequest, case_id: UUID, wanted: shapes.PreparerIn) -> Given:
    """Add somebody to the preparatory group."""
    return _done(request, case_id, services.add_preparer, wanted.facts(), is_leader=wanted.is_leader)


@router.post("/founding/cases/{uuid:case_id}/candidates", response=answers(shapes.CasePageOut))
@door()
def add_founding_candidate(request: ApiRequest, case_id: UUID, wanted: shapes.CandidateIn) -> Given:
    """Put somebody up for a body."""
    verb, facts = services.add_candidate, wanted.facts()
    return _done(request, case_id, verb, wanted.body, facts, is_written_in=wanted.is_written_in)


def _entry(case_id: UUID, find: Callable[[UUID, Actor], queries.Entry], ident: UUID, actor: Actor) -> queries.Entry:
    """One entry of this very case; raises `ObjectDoesNotExist` for another's."""
    found = find(ident, actor)
    if found.case_id != case_id:
        raise ObjectDoesNotExist
    return found


@router.get("/founding/cases/{uuid:case_id}/employers/{uuid:employer_id}", response=answers(shapes.EmployerEntry))
@door()
def founding_employer(request: ApiRequest, case_id: UUID, employer_id: UUID) -> Given:
    """All that is written about one employer, to whoever works on the case."""
    return {"id": employer_id, **_entry(case_id, queries.employer, employer_id, request.actor).known}


@router.post("/founding/cases/{uuid:case_id}/employers/{uuid:employer_id}", response=answers(shapes.CasePageOut))
@door()
def edit_founding_employer(
    request: ApiRequest, case_id: UUID, employer_id: UUID, wanted: shapes.EditedEmployer
) -> Given:
    """Write an employer's facts anew while the request is the founders'."""
    _entry(case_id, queries.employer, employer_id, request.actor)
    services.edit_employer(employer_id, wanted.facts(), actor=request.actor, version=wanted.version)
    return _page(case_id, request.actor)


@router.post("/founding/cases/{uuid:case_id}/employers/{uuid:employer_id}/drop", response=answers(shapes.CasePageOut))
@door()
def drop_founding_employer(request: ApiRequest, case_id: UUID, employer_id: UUID) -> Given:
    """Take an employer out."""
    _entry(case_id, queries.employer, employer_id, request.actor)
    services.drop_employer(employer_id, actor=request.actor)
    return _page(case_id, request.actor)


@router.get("/founding/cases/{uuid:case_id}/group/{uuid:preparer_id}", response=answers(shapes.PersonEntry))
@door()
def founding_preparer(request: ApiRequest, case_id: UUID, preparer_id: UUID) -> Given:
    """All that is written about somebody of the group, to whoever works on the case."""
    return _person(preparer_id, _entry(case_id, queries.preparer, preparer_id, request.actor))


@router.post("/founding/cases/{uuid:case_id}/group/{uuid:preparer_id}", response=answers(shapes.CasePageOut))
@door()
def edit_founding_preparer(
    request: ApiRequest, case_id: UUID, preparer_id: UUID, wanted: shapes.EditedPreparer
) -> Given:
    """Write anew who somebody of the group is; under another name her declaration is gone."""
    _entry(case_id, queries.preparer, preparer_id, request.actor)
    facts, leads = wanted.facts(), wanted.is_leader
    services.edit_preparer(preparer_id, facts, is_leader=leads, actor=request.actor, version=wanted.version)
    return _page(case_id, request.actor)


@router.post("/founding/cases/{uuid:case_id}/group/{uuid:preparer_id}/drop", response=answers(shapes.CasePageOut))
@door()
def drop_founding_preparer(request: ApiRequest, case_id: UUID, preparer_id: UUID) -> Given:
    """Take somebody out of the group."""
    _entry(case_id, queries.preparer, preparer_id, request.actor)
    services.drop_preparer(preparer_id, actor=request.actor)
    return _page(case_id, request.actor)


@router.get("/founding/cases/{uuid:case_id}/candidates/{uuid:candidate_id}", response=answers(shapes.PersonEntry))
@door()
def founding_candidate(request: ApiRequest, case_id: UUID, candidate_id: UUID) -> Given:
    """All that is written about somebody who stands, to whoever works on the case."""
    return _person(candidate_id, _entry(case_id, queries.candidate, candidate_id, request.actor))


@router.post("/founding/cases/{uuid:case_id}/candidates/{uuid:candidate_id}", response=answers(shapes.CasePageOut))
@door()
def edit_founding_candidate(
    request: ApiRequest, case_id: UUID, candidate_id: UUID, wanted: shapes.EditedCandidate
) -> Given:
    """Write anew who somebody standing is; not her name once votes are entered under it."""
    _entry(case_id, queries.candidate, candidate_id, request.actor)
    facts, added = wanted.facts(), wanted.is_written_in
    services.edit_candidate(candidate_id, facts, is_written_in=added, actor=request.actor, version=wanted.version)
    return _page(case_id, request.actor)


@router.post("/founding/cases/{uuid:case_id}/candidates/{uuid:candidate_id}/drop", response=answers(shapes.CasePageOut))
@door()
def drop_founding_candidate(request: ApiRequest, case_id: UUID, candidate_id: UUID) -> Given:
    """Take somebody off the list of a body."""
    _entry(case_id, queries.candidate, candidate_id, request.actor)
    services.drop_candidate(candidate_id, actor=request.actor)
    return _page(case_id, request.actor)


def _person(ident: UUID, entry: queries.Entry) -> Given:
    return {"id": ident, "mobile_masked": entry.mobile, **entry.known}


@router.post("/founding/cases/{uuid:case_id}/declarations/{uuid:person_id}", response=answers(shapes.CasePageOut))
@door()
def declare_founding(request: ApiRequest, case_id: UUID, person_id: UUID, wanted: shapes.DeclarationIn) -> Given:
    """Write down what a candidate or the group's leader declared of herself; a yes bars her (工会法 10)."""
    _page(case_id, request.actor)
    answers_given = {str(ban): answer for ban, answer in wanted.answers.items()}
    services.declare(person_id, answers_given, declared_on=wanted.declared_on, actor=request.actor)
    return _page(case_id, request.actor)


@router.post("/founding/cases/{uuid:case_id}/request", response=answers(shapes.CasePageOut))
@door()
def request_founding(request: ApiRequest, case_id: UUID, wanted: shapes.StepIn) -> Given:
    """Hand the request in, or again after it was returned."""
    return _done(request, case_id, services.request, channel=wanted.channel, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/recruit", response=answers(shapes.CasePageOut))
@door()
def recruit_founding(request: ApiRequest, case_id: UUID, wanted: shapes.StepIn) -> Given:
    """Begin to find members."""
    return _done(request, case_id, services.recruit, channel=wanted.channel, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/congress", response=answers(shapes.CasePageOut))
@door()
def hold_founding_congress(request: ApiRequest, case_id: UUID, wanted: shapes.CongressIn) -> Given:
    """Enter the result of the congress; quorum and majority are shares of those due (RULES 13.3)."""
    return _done(request, case_id, services.hold_congress, wanted.minutes(), version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/report", response=answers(shapes.CasePageOut))
@door()
def report_founding(request: ApiRequest, case_id: UUID, wanted: shapes.StepIn) -> Given:
    """Report the result to be approved."""
    return _done(request, case_id, services.report, channel=wanted.channel, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/legal", response=answers(shapes.CasePageOut))
@door()
def ask_founding_legal(request: ApiRequest, case_id: UUID, wanted: shapes.LegalIn) -> Given:
    """Ask for registration as a legal person (工会法 15)."""
    return _done(request, case_id, services.ask_legal, wanted.facts(), version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/activate", response=answers(shapes.CasePageOut))
@door()
def activate_founding(request: ApiRequest, case_id: UUID, wanted: shapes.StepIn) -> Given:
    """Close a case without registration as a legal person."""
    return _done(request, case_id, services.activate, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/withdraw", response=answers(shapes.CasePageOut))
@door()
def withdraw_founding(request: ApiRequest, case_id: UUID, wanted: shapes.StepIn) -> Given:
    """Give a case up."""
    return _done(request, case_id, services.withdraw, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/approve-prep", response=answers(shapes.CasePageOut))
@door(needs=APPROVE, reads=VIEW)
def approve_founding_prep(request: ApiRequest, case_id: UUID, wanted: shapes.ReplyIn) -> Given:
    """Agree that a union be founded; only the union right above may (工会法 12)."""
    return _done(request, case_id, services.approve_prep, number=wanted.number, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/approve-result", response=answers(shapes.CasePageOut))
@door(needs=APPROVE, reads=VIEW)
def approve_founding_result(request: ApiRequest, case_id: UUID, wanted: shapes.ReplyIn) -> Given:
    """Approve the election: from now on the union exists."""
    return _done(request, case_id, services.approve_result, number=wanted.number, version=wanted.version)


@router.post("/founding/cases/{uuid:case_id}/return", response=answers(shapes.CasePageOut))
@door(needs=APPROVE, reads=VIEW)
def return_founding(request: ApiRequest, case_id: UUID, wanted: shapes.ReturnIn) -> Given:
    """Send a case back with what is wrong and how to mend it."""
    return _done(request, case_id, services.return_case, **wanted.model_dump())


@router.post("/founding/cases/{uuid:case_id}/certify", response=answers(shapes.CasePageOut))
@door(needs=APPROVE, reads=VIEW)
def certify_founding(request: ApiRequest, case_id: UUID, wanted: shapes.CertificateIn) -> Given:
    """Enter the certificate of a legal person."""
    return _done(request, case_id, services.certify, **wanted.model_dump())


@router.get("/founding/targets", response=answers(shapes.TargetsOut))
@door(needs=VIEW)
def founding_targets(request: ApiRequest, wanted: Query[shapes.TargetQuery]) -> Given:
    """Targets and how far they are met, for a union and those right below it."""
    return _targets(request.actor, wanted.year, wanted.org)


@router.post("/founding/targets", response=answers(shapes.TargetsOut))
@door(needs=TARGETS, reads=VIEW)
def set_founding_target(request: ApiRequest, wanted: shapes.TargetIn) -> Given:
    """Set a target for a union below her own."""
    said = wanted.model_dump(exclude={"org_id"})
    services.set_target(wanted.org_id, **said, actor=request.actor)
    return _targets(request.actor, wanted.year, None)


def _targets(actor: Actor, year: int, org: UUID | None) -> Given:
    found = queries.overview(actor, year, org)
    return {"year": year, "rows": [found.top, *found.below] if found else []}


_EMPLOYER = ("name", "uscc", "staff", "women", "intended", "is_known")


def _employer(row: queries.EmployerRow) -> Given:
    return {"id": row.public_id, **{name: getattr(row, name) for name in _EMPLOYER}}


def _page(case_id: UUID, actor: Actor) -> Given:
    page = queries.case(case_id, actor)
    row: dict[str, Any] = {name: getattr(page.row, name) for name in page.row.__slots__}
    return row | {
        "employers": [_employer(each) for each in page.employers],
        "group": page.group,
        "candidates": page.candidates,
        "ballots": [{name: getattr(each, name) for name in each.__slots__} for each in page.ballots],
        "signed_up": len(page.intents),
        "reason": page.case.reason,
        "remedy": page.case.remedy,
        "note": page.case.note,
        "acts": sorted(page.acts),
        "obstacle": texts.of(page.obstacle) if page.obstacle else "",
        "saved_trips": list(page.saved_trips),
    }  # fmt: skip
