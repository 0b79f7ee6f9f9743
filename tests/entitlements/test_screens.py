"""The desk's list, telling one and all, the board beside what was paid, and her own page."""

from __future__ import annotations

import pytest

from hexian.domains.entitlements import services
from hexian.domains.entitlements.models import Right
from hexian.domains.mutualaid import services as aid_services
from hexian.domains.mutualaid.services import tallying
from tests import makers
from tests.entitlements.test_rights import outside, work_out
from tests.mutualaid.conftest import aid as aid  # noqa: PLC0414 - a fixture
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import officer, worker_of
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_officer_sees_what_was_missed_beside_what_was_paid_and_tells_who_can_do_something(aid: House) -> None:
    (declined,) = aid.decide(settlement(aid.member("李知夏（演示）"), own=8_000))
    with makers.as_(worker_of(declined)):
        aid_services.decline(declined.public_id, actor=worker_of(declined))
    aid.decide(settlement(aid.member(), own=5_000))
    outside(aid)
    work_out()
    tallying.tally(aid.org.pk, makers.NOW)
    desk = Browser(officer(aid))
    board = desk.get("aiddesk:board", year="2026")
    assert "应享未享" in board
    assert "2,550" in board
    listed = desk.get("rightsdesk:rights", kind="declined")
    assert "李知夏（演示）" in listed
    assert "都去告诉" in listed
    right = Right.objects.get(kind="declined")
    desk.post("rightsdesk:tell", right.public_id)
    assert "已告诉" in desk.get("rightsdesk:rights")
    assert "刚告诉过她" in desk.post("rightsdesk:tell", right.public_id, status=422)
    assert "都告诉过了" in desk.post("rightsdesk:tell_all", status=422, kind="declined")
    desk.post("rightsdesk:tell_all", status=404, kind="nonsense")
    hers = Browser(worker_of(declined))
    assert "您谢绝过这一笔" in hers.get("rights:mine")
    assert "您可能还能得到" in hers.get("aid:home")


def test_whoever_has_nothing_open_reads_so(aid: House) -> None:
    (paid,) = aid.decide(settlement(aid.member(), own=5_000))
    assert services.work_out(makers.SYSTEM).found == 0
    assert "没有落下的" in Browser(worker_of(paid)).get("rights:mine")
    assert "没有应享未享的" in Browser(officer(aid)).get("rightsdesk:rights")
