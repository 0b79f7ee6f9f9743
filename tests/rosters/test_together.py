"""Two officers at one roster at the same moment: real threads on connections of their own."""

from __future__ import annotations

import pytest

from hexian import embedded
from hexian.domains.rosters import services
from hexian.domains.rosters.models import Import
from hexian.foundation.access import scope
from hexian.foundation.attachments.models import Attachment
from tests import makers
from tests.makers import SYSTEM, as_
from tests.members.test_together import at_once
from tests.rosters.makers import House, person, table

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_of_two_with_one_file_one_brings_it_and_the_other_hears_of_her(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        house = House.make()
        other = makers.officer_of(house.org, *makers.CHAIR, name="吴远")
    content = table([person()])
    answers = at_once(
        lambda: house.upload(content, "名册.csv").state, lambda: house.upload(content, "同一份.csv", other).state
    )
    assert answers == ["roster.same_file", "uploaded"]
    with scope(SYSTEM):
        assert (Import.objects.count(), Attachment.objects.count()) == (1, 1)


def test_of_two_who_start_the_check_one_does(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        house = House.make()
        other = makers.officer_of(house.org, *makers.CHAIR, name="吴远")
    roster = house.map(house.upload(table([person()])))

    def check(place: int) -> str:
        officer = (house.officer, other)[place]
        with as_(officer):
            return services.start_check(roster.public_id, actor=officer).state

    assert at_once(lambda: check(0), lambda: check(1)) == ["checking", "roster.state"]
