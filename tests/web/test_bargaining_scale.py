"""Whether an employer is one of 规上 is said by somebody, asked for where nobody did, and never guessed (浙江 10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from hexian.domains.bargaining import documents
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.delegates import Weight
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import seating
from hexian.domains.orgs.models import Organisation
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_papers import words
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(minutes=5)
UNSAID = "还没写明企业是不是规上企业"


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def house() -> makers.House:
    """A firm of whose scale its record says nothing, as it is for every firm nobody looked up."""
    home = makers.house()
    Organisation.objects.filter(pk=home.employer.pk).update(is_scaled=None)
    return home


def seated(home: makers.House, who: str) -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), LATER))


def weights(case: Case) -> dict[str, Weight]:
    with as_(base.SYSTEM):
        return {found.code: found.weight for found in seating.findings(makers.fresh(case))}


def three_and_three(home: makers.House, **given: object) -> Case:
    case = makers.opened(home, Side.WORKER, wanted_each=None, **given)
    makers.seated(home, case, Side.WORKER, 3)
    makers.put(case, State.REPLIED, offered_on=base.TODAY)
    makers.join(home, case)
    makers.seated(home, case, Side.EMPLOYER, 3)
    return makers.fresh(case)


def test_three_delegates_are_warned_of_until_somebody_says_it_and_stopped_once_it_is_large() -> None:
    home = house()
    case = three_and_three(home)
    assert weights(case) == {"delegates.scale_unknown": Weight.WARNS}
    chair = seated(home, "chair")
    assert UNSAID in chair.get("bargaining:delegates", case.public_id)
    chair.post("bargaining:particulars", case.public_id, scale="yes")
    assert weights(case) == {"delegates.too_few": Weight.BLOCKS}
    said = chair.get("bargaining:delegates", case.public_id)
    assert "至少要 5 名" in said
    assert UNSAID not in said
    chair.post("bargaining:particulars", case.public_id, scale="no")
    assert weights(case) == {}


def test_the_offer_says_it_and_the_employers_record_where_the_offer_does_not() -> None:
    home = house()
    case = three_and_three(home, is_scaled=True)
    assert set(weights(case)) == {"delegates.too_few"}
    known = makers.house("别家电子")
    assert makers.opened(known).is_scaled is True
    assert makers.opened(makers.house("另一家"), is_scaled=False).is_scaled is False


def test_the_form_of_an_offer_asks_and_keeps_what_was_said() -> None:
    home = house()
    case = makers.opened(home)
    chair = seated(home, "chair")
    page = chair.client.get(reverse("bargaining:offer", args=[case.public_id]))
    given = page.context["form"].initial | {"meet_at": "2026-07-17T14:00", "scale": "yes"}
    chair.post(
        "bargaining:offer", case.public_id, **{name: value for name, value in given.items() if value is not None}
    )
    assert makers.fresh(case).is_scaled is True


@pytest.mark.parametrize(("said", "ticked"), [(None, "□是□否"), (True, "□√是□否"), (False, "□是□√否")])
def test_the_register_of_filing_ticks_what_was_said_and_nothing_else(said: bool | None, ticked: str) -> None:
    home = house()
    case = makers.placed(home, State.SIGNED)
    makers.with_text(case, base.TODAY, signed=True)
    makers.put(case, State.SIGNED, is_scaled=said)
    manager = makers.again(home.manager)
    with as_(manager):
        printed = words(documents.printed(case.public_id, "filing-register", actor=manager))
    assert f"规模以上企业{ticked}" in printed
    assert ("规上企业" in seated(home, "manager").get("bargaining:filing", case.public_id)) is (said is None)


@pytest.mark.parametrize(("wanted", "says"), [(2, "规定每方至少 5 名"), (10, "规定每方最多 9 名")])
def test_an_offer_proposes_as_many_delegates_as_may_sit(wanted: int, says: str) -> None:
    home = makers.house()
    case = makers.opened(home)
    chair = seated(home, "chair")
    page = chair.client.get(reverse("bargaining:offer", args=[case.public_id]))
    given = page.context["form"].initial | {"meet_at": "2026-07-17T14:00", "wanted_each": wanted}
    answer = chair.client.post(
        reverse("bargaining:offer", args=[case.public_id]),
        {name: value for name, value in given.items() if value is not None},
    )
    assert answer.status_code == 422
    assert says in answer.context["form"].errors["wanted_each"][0]
    assert makers.fresh(case).wanted_each == 5


def test_nobody_is_warned_of_a_side_that_has_named_nobody_yet() -> None:
    home = house()
    case = makers.opened(home)
    makers.seated(home, case, Side.WORKER, 5)
    assert "delegates.scale_unknown" not in weights(case)
    chair = seated(home, "chair")
    assert UNSAID not in chair.get("bargaining:delegates", case.public_id)
    short = makers.opened(home, special="grade", topics=makers.SHORT)
    makers.seated(home, short, Side.WORKER, 3)
    chair = seated(home, "chair")
    page = chair.client.get(reverse("bargaining:delegates", args=[short.public_id])).content.decode()
    assert UNSAID in page
    assert reverse("bargaining:particulars", args=[short.public_id]) in page, "one click from where it is said"
