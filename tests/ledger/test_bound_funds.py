"""A fund a donor has bound takes that donor's money alone, and keeps its purpose."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hexian.domains.ledger import services
from hexian.domains.ledger.models import Fund
from hexian.foundation.actor import Refused
from tests import makers
from tests.ledger import makers as make
from tests.makers import as_
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_what_a_donor_has_bound_takes_nobody_elses_money() -> None:
    at = make.desk()
    client = at_the_desk(at.keeper).client
    url = reverse("ledger:new_fund", args=[at.book.public_id])
    said = {
        "name": "和畅助学金（演示）",
        "purpose": "职工子女上学",
        "donor": "和畅电子（演示）",
        "donor_kind": "employer",
    }
    assert client.post(url, said).status_code == 302
    fund = Fund.objects.get(name="和畅助学金（演示）")
    # The same donor who has given to another fund of this book; restricted although nobody ticked it.
    assert (fund.donor and fund.donor.kind, fund.restricted) == ("employer", True)
    page = client.get(reverse("ledger:fund", args=[fund.public_id])).content.decode()
    assert "和畅电子（演示）" in page
    receive = reverse("ledger:receive", args=[fund.public_id])
    gift = {"kind": "gift", "donor_kind": "employer", "fen": "500", "on": makers.TODAY.isoformat()}
    other = client.post(receive, gift | {"donor": "别家公司（演示）"})
    assert other.status_code == 422
    assert "只收它的钱" in other.content.decode()
    assert client.post(receive, gift | {"donor": "和畅电子（演示）"}).status_code == 302
    with as_(at.keeper), pytest.raises(Refused, match=r"ledger\.fund_of_donor"):
        services.pledge(
            fund.public_id, donor="别家公司（演示）", kind="employer", yearly_fen=100, cap_fen=100, first_year=2026,
            basis="协议", actor=at.keeper,
        )  # fmt: skip
