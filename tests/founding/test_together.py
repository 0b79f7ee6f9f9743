"""Several people at once: real threads on connections of their own, committing to a database of their own."""

from __future__ import annotations

import pytest

from hexian import embedded
from hexian.domains.founding import services
from hexian.domains.founding.models import Case, Employer
from hexian.domains.orgs.models import Office, Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.access import scope
from tests.founding import makers as make
from tests.makers import SYSTEM, as_
from tests.members.test_together import at_once

pytestmark = [pytest.mark.database]


def test_of_two_approvers_at_once_one_founds_the_union_and_the_other_gets_a_sentence(
    own_database: embedded.DatabaseUrls,
) -> None:
    with scope(SYSTEM):
        upper = make.street()
        officers = [make.officer(upper, name) for name in ("李敏", "周可心")]
        case = make.reported(upper, make.contact(upper), officers[0])

    def approve(place: int) -> str:
        officer = officers[place]
        with as_(officer):
            return services.approve_result(case.public_id, number=f"长工组〔2026〕{800 + place}号", actor=officer).state

    answers = at_once(lambda: approve(0), lambda: approve(1))
    assert answers == ["approved", "founding.state"]
    with scope(SYSTEM):
        assert Organisation.objects.filter(kind=Kind.ENTERPRISE).count() == 1
        assert Office.objects.filter(org__kind=Kind.ENTERPRISE).count() == 3


def test_of_two_cases_for_one_employer_at_once_the_second_is_told_of_the_first(
    own_database: embedded.DatabaseUrls,
) -> None:
    with scope(SYSTEM):
        upper = make.street()
        contacts = [make.contact(upper), make.contact(upper)]
        cases = [make.draft(upper, contact) for contact in contacts]
    firm = make.employer()

    def name(place: int) -> str:
        with as_(contacts[place]):
            services.add_employer(cases[place].public_id, firm, actor=contacts[place])
        return "named"

    assert at_once(lambda: name(0), lambda: name(1)) == ["founding.uscc_open", "named"]
    with scope(SYSTEM):
        assert Employer.objects.count() == 1


def test_the_same_case_sent_five_times_at_once_is_one(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        upper = make.street()
    contact = make.contact(upper)

    def send() -> str:
        return str(make.draft(upper, contact, key="0123456789abcdef").public_id)

    answers = at_once(*[send] * 5)
    with scope(SYSTEM):
        assert answers == [str(Case.objects.get().public_id)] * 5
