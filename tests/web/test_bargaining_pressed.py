"""What was found by pressing the pages of a bargaining once more, as both sides would; each once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.states import State
from hexian.domains.bargaining.services import Break, Line, Record
from tests.bargaining import makers
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def seated(home: makers.House, who: str) -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), LATER))


def read(officer: Officer, route: str, case: Case, *more: object) -> str:
    got = officer.client.get(reverse(f"bargaining:{route}", args=[case.public_id, *more]))
    assert got.status_code == 200
    return got.content.decode()


# — Silence and refusal —


def test_who_hears_a_refusal_after_the_days_were_over_can_still_enter_it() -> None:
    home = makers.house()
    case = makers.put(makers.received(home), State.OFFER_OVERDUE)
    said = read(seated(home, "chair"), "case", case)
    assert reverse("bargaining:refusal", args=[case.public_id]) in said
    assert reverse("bargaining:refusal", args=[case.public_id]) not in read(seated(home, "manager"), "case", case)
    refused = makers.put(case, State.REFUSED)
    assert reverse("bargaining:refusal", args=[case.public_id]) not in read(seated(home, "chair"), "case", refused)


# — At the table —


def asked_to_stop(home: makers.House) -> Case:
    case = makers.talking(home)
    manager = makers.again(home.manager)
    with as_(manager):
        wanted = Break("企业核算成本", (NOW + timedelta(days=5)).date(), "三楼会议室", "工资")
        services.suspend(case.public_id, wanted, actor=manager)
    return makers.fresh(case)


def test_a_suspension_that_was_asked_for_is_the_first_thing_the_other_side_is_told() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    said = desk.words(read(seated(home, "chair"), "case", case))
    assert said.index("对方提出中止协商") < said.index("进协商室")
    assert "对方提出中止协商" not in desk.words(read(seated(home, "manager"), "case", case))


def test_who_turns_a_suspension_down_is_not_told_she_took_it_back_and_nobody_asks_twice() -> None:
    home = makers.house()
    case = asked_to_stop(home)
    chair = seated(home, "chair")
    page = read(chair, "suspension", case)
    assert 'name="reason"' not in page, "one at a time"
    assert re.search(r"完成期限是 \d+ 月 \d+ 日", desk.words(page)), "what a suspension does not stop, with its day"
    answer = chair.client.post(reverse("bargaining:suspension_act", args=[case.public_id, "decline"]), follow=True)
    said = desk.words(answer.content.decode())
    assert "这一次不中止" in said
    assert "撤回" not in said
    assert 'name="reason"' in answer.content.decode()


def test_minutes_that_wait_for_a_chief_are_named_on_her_page() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair = makers.again(home.chair)
    with as_(chair):
        meeting = services.call_meeting(case.public_id, NOW + timedelta(days=20), "三楼", actor=chair)
    home = makers.then(home, NOW + timedelta(days=21))
    with as_(home.chair):
        record = Record(recorder="邵记", lines=[Line("发薪日", "同意", "每月 10 日", result="agreed")])
        row = services.keep_minutes(meeting.public_id, record, actor=home.chair)
        services.sign_minutes(meeting.public_id, row.text_hash, actor=home.chair)
    asked = "第 1 次会议的记录等本方首席代表签字"
    assert asked in desk.words(read(seated(home, "manager"), "case", case))
    assert asked not in desk.words(read(seated(home, "chair"), "case", case))


def test_a_clause_the_other_side_wants_open_again_is_named() -> None:
    home = makers.house()
    case = makers.talking(home)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    item = case.items.get(clause="wage.pay_day")
    with as_(chair):
        made = services.propose(item.public_id, makers.typed(item.clause), key=uuid4(), actor=chair)
    with as_(manager):
        services.accept(made.public_id, actor=manager)
        services.reopen(item.public_id, actor=manager)
    assert "「发薪日」，同意的由首席代表打开" in desk.words(read(seated(home, "chair"), "case", case))
    assert "同意的由首席代表打开" not in desk.words(read(seated(home, "manager"), "case", case))
