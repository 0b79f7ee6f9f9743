"""From offer to a published contract through the services, as both sides would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Publication
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import State
from hexian.domains.bargaining.services import Package, Pen, Vote
from hexian.foundation.clock import queries as clocks
from tests.bargaining import makers
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def test_the_whole_way() -> None:
    home = makers.house()
    case = makers.talking(home)
    assert makers.state_of(case) is State.NEGOTIATING
    makers.settle_all(home, case)
    case = makers.adopted(home, case)
    assert case.state == State.DRAFT_AGREED
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(chair):
        draft = services.submit(case.public_id, actor=chair)
    with as_(SYSTEM):
        services.take_result(case.public_id, Vote(draft.text_hash, True, date(2026, 6, 17), 54, 50, 40), SYSTEM)
    for actor in (chair, manager):
        with as_(actor):
            services.agree_to_e_sign(case.public_id, actor=actor)
    for actor in (chair, manager):
        with as_(actor):
            services.sign(case.public_id, Pen(draft.text_hash, Form.ELECTRONIC), actor=actor)
    assert makers.state_of(case) is State.SIGNED
    with as_(manager):
        services.file(case.public_id, Package(date(2026, 6, 17), 5), actor=manager)
        services.receive_filing(case.public_id, date(2026, 6, 17), actor=manager)
    due = clocks.open_deadline(case.public_id, "bargaining.objection")
    assert due is not None
    late = makers.later(home.manager, 30)
    with as_(SYSTEM):
        services.fall_silent(case.public_id, SYSTEM)
    assert makers.state_of(case) is State.FILED
    far = replace(SYSTEM, now=SYSTEM.now + timedelta(days=30))
    with as_(far):
        services.fall_silent(case.public_id, far)
    case = makers.fresh(case)
    assert case.state == State.EFFECTIVE
    assert case.effective_at == due.due_at
    with as_(late):
        services.publish(case.public_id, ["app", "board"], actor=late)
    chair = makers.later(home.chair, 31)
    with as_(chair):
        services.deposit(case.public_id, actor=chair)
        assert Publication.objects.get(case=case).text_hash == draft.text_hash
    assert makers.state_of(case) is State.MONITORING
