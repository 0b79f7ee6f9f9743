"""The room's head and history: who sits on each side, which round it is and what came of the former ones."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.states import State
from hexian.domains.bargaining.services import Break
from hexian.foundation.actor import Refused
from tests import makers as base
from tests.bargaining import makers
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.test_me import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
LATER = NOW + timedelta(days=4)
LIVE = {"HX-Request": "true", "HX-Target": "poll"}


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def propose(home: makers.House, case: Case, who: str, clause: str, value: str) -> None:
    actor = makers.again(getattr(home, who))
    with as_(actor):
        item = case.items.get(clause=clause)
        services.propose(item.public_id, Typed(value), key=uuid4(), actor=actor)


def gone_on(home: makers.House) -> tuple[makers.House, Case]:
    """Two rounds with a suspension between: the rise three and a half points apart, then one and a half."""
    case = makers.talking(home)
    for who, rise in (("chair", "6.5%"), ("manager", "3%")):
        propose(home, case, who, "wage.annual_increase", rise)
    propose(home, case, "chair", "wage.pay_day", "10")
    manager = makers.again(home.manager)
    with as_(manager):
        services.accept(case.items.get(clause="wage.pay_day").proposals.get().public_id, actor=manager)
        wanted = Break("企业核算成本", (NOW + timedelta(days=3)).date(), "三楼会议室", "工资")
        services.suspend(case.public_id, wanted, actor=manager)
    chair = makers.again(home.chair)
    with as_(chair):
        services.consent_to_suspend(case.public_id, actor=chair)
    home = makers.then(home, NOW + timedelta(days=3))
    with as_(home.chair):
        services.resume(case.public_id, actor=home.chair)
    for who, rise in (("chair", "5.5%"), ("manager", "4%")):
        propose(home, case, who, "wage.annual_increase", rise)
    return home, makers.fresh(case)


def room(client: Client, case: Case, clause: str = "wage.annual_increase", **headers: str) -> str:
    with as_(base.SYSTEM):
        item = case.items.get(clause=clause).public_id
    got = client.get(reverse("bargaining:room", args=[case.public_id]), {"item": str(item)}, headers=headers or None)
    assert got.status_code == 200
    return got.content.decode()


def test_the_room_tells_its_round_and_what_came_of_the_former_ones() -> None:
    home, case = gone_on(makers.house())
    for actor in (home.chair, home.manager):
        whole = room(sign_in(makers.again(actor, LATER)), case)
        said = desk.words(whole)
        assert "第 2 轮 · 共" in said
        history = said[said.index("历史轮次") :]
        assert history.index("第 2 轮") < history.index("第 1 轮") < history.index("发出要约")
        assert "恢复协商" in history
        assert "本项差距 3.5 个百分点 → 1.5 个百分点" in history
        assert "谈定发薪日" in history
        assert "提方案：职工方 2 稿，企业方 1 稿" in history


def test_both_delegations_stand_in_the_head_by_number_and_first_sign() -> None:
    home = makers.house()
    case = makers.talking(home)
    head = room(sign_in(makers.again(home.chair, LATER)), case).partition('class="room-live"')[0]
    for side, sign in (("worker", "王"), ("employer", "孙")):
        avatars = re.findall(rf'class="avatar {side} small"[^>]*>(.)<', head)
        assert (len(avatars), avatars[0]) == (3, sign)
    assert "职工方 5" in desk.words(head)
    assert "企业方 5" in desk.words(head)


def test_what_follows_the_room_asks_for_its_rounds_once() -> None:
    home, case = gone_on(makers.house())
    client = sign_in(makers.again(home.chair, LATER))
    room(client, case, **LIVE)
    with CaptureQueriesContext(connection) as asked:
        live = room(client, case, **LIVE)
    told = [each["sql"] for each in asked.captured_queries if "bargaining_step" in each["sql"]]
    assert len(told) == 1
    assert "第 2 轮" in live


def test_the_history_of_one_side_holds_nothing_the_other_keeps_to_itself() -> None:
    home, case = gone_on(makers.house())
    manager = makers.again(home.manager)
    with as_(manager):
        services.say(case.public_id, "最多给到四点八", key=uuid4(), actor=manager, private=True)
    assert "四点八" in room(sign_in(makers.again(home.manager, LATER)), case)
    assert "四点八" not in room(sign_in(makers.again(home.chair, LATER)), case)


def test_once_the_talks_are_over_the_room_is_for_reading() -> None:
    home = makers.house()
    case = makers.put(makers.talking(home), State.MONITORING)
    chair = makers.again(home.chair, LATER)
    whole = room(sign_in(chair), case)
    said = desk.words(whole)
    assert 'id="say"' not in whole
    assert "现在不在协商阶段" in said
    for gone in ("加一条依据", "休会", "形成草案"):
        assert gone not in said
    assert "合同文本" in said
    with as_(chair), pytest.raises(Refused, match=r"bargaining\.state"):
        services.cite(case.public_id, services.Fact("物价", "公报"), actor=chair)


def test_a_table_proposed_anew_shows_which_cells_differ_and_a_day_as_a_day() -> None:
    home = makers.house()
    case = makers.talking(home, topics=(*makers.TOPICS, "wage.quota_test", "wage.adjustment_from"))
    chair = makers.again(home.chair)
    with as_(chair):
        item = case.items.get(clause="wage.quota_test")
        for reached in ("37", "38"):
            row = {"process": "贴片", "sample": "40", "reached": reached, "tested_on": "2026年4月14日"}
            services.propose(item.public_id, Typed(rows=[row]), key=uuid4(), actor=chair)
        other = case.items.get(clause="wage.adjustment_from")
        services.propose(other.public_id, Typed("2026年8月1日"), key=uuid4(), actor=chair)
    whole = room(sign_in(makers.again(home.chair, LATER)), case, "wage.quota_test")
    assert "<ins>38</ins>" in whole
    assert "<ins>40</ins>" not in whole
    assert "739" not in re.sub(r"[0-9a-f-]{36}", "", whole), "a day is not told as a number"
    assert 'value="2026年4月14日"' in whole, "the next version begins with a day that can be read again"
    assert "2026年4月14日" in desk.words(whole)
