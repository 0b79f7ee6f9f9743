"""From a phone to a union in the tree, step by step, in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hexian.domains.founding import services
from hexian.domains.founding.models import Intent, Step
from hexian.domains.founding.rules import Form, State
from hexian.domains.members.models import Application, Membership
from hexian.domains.orgs.models import Coverage, JoinPoint, Office, Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Refused
from tests.founding import makers as make
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def test_a_union_is_founded_from_a_phone_without_a_trip() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.intent(case)
    make.with_candidates(case, contact)
    with as_(contact):
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)
        services.report(case.public_id, actor=contact)
    with as_(chair):
        case = services.approve_result(case.public_id, number="长工组〔2026〕900号", actor=chair)

    union = case.union
    assert union is not None
    assert (union.kind, union.parent_id, union.name) == (Kind.ENTERPRISE, upper.pk, case.name)
    assert union.employer is not None
    assert Coverage.objects.filter(union=union, employer=union.employer).count() == 1
    assert set(Office.objects.filter(org=union).values_list("title", flat=True)) == {
        "工会主席", "经审委主任", "女工委主任",
    }  # fmt: skip
    assert JoinPoint.objects.filter(org=union).count() == 1
    assert Application.objects.filter(org=union).count() == 1
    assert Membership.objects.count() == 0
    assert Intent.objects.get().application_id == Application.objects.get().public_id
    assert Intent.objects.get().id_sealed is None
    assert (
        list(Step.objects.filter(case=case).order_by("at", "pk").values_list("to_state", flat=True)).count("approved")
        == 1
    )


@pytest.mark.parametrize("form", [Form.JOINT, Form.TRADE, Form.AREA, Form.NEW_FORM])
def test_every_other_form_ends_in_a_union_of_its_kind(form: Form) -> None:
    upper = make.street()
    case = make.founded(upper, make.contact(upper), make.officer(upper), form)
    assert case.union is not None
    assert case.union.kind == form
    employers = 0 if form == Form.NEW_FORM else 2
    assert Coverage.objects.filter(union=case.union).count() == employers
    assert Organisation.objects.filter(kind=Kind.EMPLOYER).count() == employers


def test_registration_as_a_legal_person_ends_with_its_number() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.founded(upper, contact, chair)
    asked = services.LegalFacts(
        residence="滨江区演示路 1 号", phone="0571-5550 0009", business="维护职工合法权益", liability="以经费独立承担",
        handler="周立夏", handler_mobile="13811112222", dues_fen=120_000,
    )  # fmt: skip
    with as_(contact):
        with pytest.raises(Refused, match=r"mailbox\.form"):
            services.ask_legal(case.public_id, replace(asked, email="zhou@example"), actor=contact)
        services.ask_legal(case.public_id, asked, actor=contact)
    with as_(chair):
        case = services.certify(case.public_id, certificate="浙工法证字第 1 号", uscc=make.uscc(), actor=chair)
    assert case.state == State.ACTIVE
    assert case.legal.funds_fen == 120_000, "a total left out is the sum of what comes in"
    assert Organisation.objects.get(pk=case.union_id or 0).uscc == case.legal.uscc


def test_a_returned_request_is_mended_and_handed_in_again() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.requested(upper, contact)
    with as_(chair):
        services.return_case(case.public_id, reason="name", remedy="请用全称", actor=chair)
    with as_(contact), pytest.raises(Refused, match=r"founding.state"):
        services.report(case.public_id, actor=contact)
    with as_(contact):
        services.describe(case.public_id, make.facts(name="新苗电子（演示）股份有限公司工会委员会"), actor=contact)
        services.request(case.public_id, actor=contact)
    assert make.state_of(case) is State.PREP_REQUESTED
