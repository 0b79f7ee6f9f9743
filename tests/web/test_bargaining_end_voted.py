"""The congress of an early end, through the pages of ballots; and a congress that sits on two days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import drafting
from hexian.domains.decisions.models import Motion, Sitting
from hexian.foundation.actor import Actor
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_papers import words
from tests.bargaining.watch import Watch, worn
from tests.conftest import NOW
from tests.decisions import makers as make
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
COUNT = {"issued": 40, "returned": 40, "valid": 40, "void": 0, "yes": 35, "no": 3, "abstain": 2}


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return worn(monkeypatch, NOW + timedelta(minutes=5))


def page() -> SimpleUploadedFile:
    return SimpleUploadedFile("页.pdf", makers.photo().read(), content_type="application/pdf")


def now_as(actor: Actor) -> Officer:
    return desk.at_the_desk(makers.again(actor, timezone.now()))


def ending(home: makers.House) -> Case:
    """An early end on 1 August, adopted by the employer's chief."""
    former = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, former)
    makers.adopted(home, former)
    last = base.TODAY + timedelta(days=200)
    former = makers.put(former, State.MONITORING, starts_on=base.TODAY, ends_on=last, signed_on=base.TODAY)
    chair, proof = makers.again(home.chair), makers.scan(former, "ground")
    with as_(chair):
        case = services.open_case(
            side=Side.WORKER, employer=home.employer.public_id, request_key=uuid4().hex, actor=chair,
            facts=makers.facts(special="grade", topics=()),
            change=services.Change(former.public_id, "end", "as_agreed", "约定的条件出现了。", [proof]),
        )  # fmt: skip
    case = makers.put(case, State.NEGOTIATING, offered_on=base.TODAY)
    makers.join(home, case)
    makers.seated(home, case, Side.EMPLOYER)
    makers.promised(home, case)
    manager = now_as(home.manager)
    manager.post("bargaining:draft", case.public_id, starts_on="2026-08-01")
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    manager.post("bargaining:adopt", case.public_id, hash=text)
    return makers.fresh(case)


def sitting_of(officer: Officer, body_id: Any, **given: Any) -> Sitting:
    """A sitting planned on the page, today."""
    now = timezone.localtime()
    plan = {"day": now.date().isoformat(), "time": "00:01", "place": "食堂", "chair": "王建国", **given}
    officer.post("decisions:plan", body_id, **plan)
    with as_(base.SYSTEM):
        return Sitting.objects.latest("pk")


def opened(officer: Officer, sitting: Sitting, present: int = 40) -> None:
    """The roll sealed, forty at the door by the sheet they signed, open."""
    officer.post("decisions:do", sitting.public_id, "seal")
    with as_(base.SYSTEM):
        came = [str(key) for key in sitting.roll.order_by("position").values_list("public_id", flat=True)[:present]]
    officer.post("decisions:attendance", sitting.public_id, came=came, page=page())
    officer.post("decisions:do", sitting.public_id, "open")


def voted(motion: Motion, *tellers: Officer, **given: int) -> str:
    """Each teller's own count at her own desk, and the result announced."""
    for teller in tellers:
        teller.post("decisions:count", motion.public_id, **{**COUNT, **given})
    return tellers[0].post("decisions:move", motion.public_id, "close")


def test_an_early_end_is_voted_on_with_ballots_and_goes_on_to_its_day() -> None:
    home = makers.house()
    case = ending(home)
    case_id = case.public_id
    chair = now_as(home.chair)
    second = desk.at_the_desk(make.officer(home.union, "周可心"))
    body = make.full(home.union, home.chair)
    assert "职代会" in chair.get("bargaining:case", case_id)
    chair.post("bargaining:submit", case_id)
    assert "还没有安排会议" in chair.get("bargaining:congress", case_id)
    sitting = sitting_of(chair, body.public_id)
    assert "在这次会上表决" in chair.get("bargaining:congress", case_id)
    chair.post("bargaining:congress", case_id, sitting=str(sitting.public_id))
    with as_(base.SYSTEM):
        motion = Motion.objects.get()
    assert motion.title == "《能级工资专项集体合同解除协议（草案）》"
    assert "去会议：封存名单" in chair.get("bargaining:congress", case_id)
    assert "解除协议（草案）" in chair.get("decisions:sitting", sitting.public_id)
    opened(chair, sitting)
    ballots = words(chair.client.get(reverse("decisions:sheet", args=[motion.public_id, "ballots"])).content)
    assert "解除协议" in ballots
    assert "35 票" in voted(motion, chair, second)
    resolution = words(chair.client.get(reverse("decisions:sheet", args=[motion.public_id, "resolution"])).content)
    assert "解除协议" in resolution
    case = makers.fresh(case)
    assert (case.state, case.passed_roll, case.passed_present, case.passed_yes) == (
        State.CONGRESS_PASSED, 54, 40, 35,
    )  # fmt: skip
    today = str(base.TODAY)
    chair = now_as(home.chair)
    manager = now_as(home.manager)
    for officer in (chair, manager):
        officer.post("bargaining:sign", case_id, hash=case.passed_hash, on=today, photo=page())
    manager.post("bargaining:filing", case_id, version=makers.fresh(case).version, filed_on=today, copies="5")
    manager.post("bargaining:receive", case_id, on=today, received_by="窗口")
    assert makers.state_of(case) is State.EFFECTIVE
    manager.post("bargaining:publish", case_id, version=makers.fresh(case).version, ways=["app"])
    chair.post("bargaining:deposit", case_id, version=makers.fresh(case).version)
    assert makers.state_of(case) is State.TERMINATED_EARLY
    with as_(base.SYSTEM):
        former = Case.objects.get(later=case)
    assert former.state == State.MONITORING, "it binds until the day both agreed on"


def test_an_early_end_the_congress_rejects_goes_back_to_the_table() -> None:
    home = makers.house()
    case = ending(home)
    chair = now_as(home.chair)
    second = desk.at_the_desk(make.officer(home.union, "周可心"))
    body = make.full(home.union, home.chair)
    chair.post("bargaining:submit", case.public_id)
    sitting = sitting_of(chair, body.public_id)
    chair.post("bargaining:congress", case.public_id, sitting=str(sitting.public_id))
    with as_(base.SYSTEM):
        motion = Motion.objects.get()
    opened(chair, sitting)
    voted(motion, chair, second, yes=27, no=11)
    assert makers.state_of(case) is State.CONGRESS_REJECTED
    chair.post("bargaining:revise", case.public_id)
    manager = now_as(home.manager)
    said = manager.post("bargaining:draft", case.public_id, starts_on="2026-09-01")
    assert "原合同自 2026 年 9 月 1 日 起解除" in said
    # The text that comes back is put to a vote from the page, the rejected one stands below it.
    with as_(base.SYSTEM):
        text = text_hash(drafting.body_of(makers.fresh(case)))
    manager.post("bargaining:adopt", case.public_id, hash=text)
    chair.post("bargaining:submit", case.public_id)
    shown = chair.get("bargaining:congress", case.public_id)
    assert "在这次会上表决" in shown
    assert "看表决结果" in shown


def test_what_comes_up_on_a_second_day_is_voted_on_in_a_sitting_of_that_day(watch: Watch) -> None:
    """Who was present was so yesterday: the refusal says it, names the way on, and that way is open."""
    home = makers.house()
    case = ending(home)
    chair = now_as(home.chair)
    body = make.full(home.union, home.chair)
    second_teller = make.officer(home.union, "周可心")
    sitting = sitting_of(chair, body.public_id)
    chair.post("decisions:put", sitting.public_id, title="《职工宿舍管理办法（草案）》")
    with as_(base.SYSTEM):
        first = Motion.objects.get()
    opened(chair, sitting)
    voted(first, chair, desk.at_the_desk(second_teller))

    watch.put("2026-06-18 09:00")
    chair = now_as(home.chair)
    chair.post("bargaining:submit", case.public_id)
    said = chair.post("decisions:put", sitting.public_id, status=422, title="《考勤管理办法（草案）》")
    remedy = "这次会议是 2026 年 6 月 17 日开的，到会人数是那天的。请先宣布闭会，另开一次会再表决。"
    assert remedy.replace(" ", "") in said.replace(" ", "")
    assert "《考勤管理办法（草案）》" in said, "nothing typed is lost"
    assert "还没有安排会议" in chair.get("bargaining:congress", case.public_id), "yesterday's is not among them"
    refused = chair.client.post(
        reverse("bargaining:congress", args=[case.public_id]), {"sitting": str(sitting.public_id)}
    )
    assert "请先宣布闭会，另开一次会再表决" in desk.words(refused.content.decode())
    assert refused.status_code == 422

    chair.post("decisions:do", sitting.public_id, "close")
    again = sitting_of(chair, body.public_id)
    chair.post("bargaining:congress", case.public_id, sitting=str(again.public_id))
    with as_(base.SYSTEM):
        motion = Motion.objects.get(sitting=again)
    opened(chair, again)
    voted(motion, chair, desk.at_the_desk(makers.again(second_teller, watch.now)))
    case = makers.fresh(case)
    assert case.state == State.CONGRESS_PASSED
    assert str(case.passed_on) == "2026-06-18"


def test_the_second_day_of_a_congress_is_one_button_from_where_it_is_refused(watch: Watch) -> None:
    """Yesterday's sitting closed, today's planned at the same place; who is there signs in anew."""
    home = makers.house()
    case = ending(home)
    chair = now_as(home.chair)
    body = make.full(home.union, home.chair)
    second_teller = make.officer(home.union, "周可心")
    first = sitting_of(chair, body.public_id)
    chair.post("decisions:put", first.public_id, title="《职工宿舍管理办法（草案）》")
    with as_(base.SYSTEM):
        motion = Motion.objects.get()
    opened(chair, first)
    assert "闭会，今天接着开一次" not in chair.get("decisions:put", first.public_id), "it is the day itself"
    said = chair.post("decisions:go_on", first.public_id, status=422)
    assert "就是今天开的，不用另开" in said

    watch.put("2026-06-18 09:00")
    chair = now_as(home.chair)
    assert "请先公布结果或撤下，再闭会" in chair.post("decisions:go_on", first.public_id, status=422, title="甲")
    voted(motion, chair, desk.at_the_desk(makers.again(second_teller, watch.now)))
    refused = chair.post("decisions:put", first.public_id, status=422, title="《考勤管理办法（草案）》")
    assert "闭会，今天接着开一次，提交这一项" in refused
    chair.post("bargaining:submit", case.public_id)
    assert "闭会，今天接着开一次，提交表决" in chair.get("bargaining:congress", case.public_id)
    assert "在这次会上表决" not in chair.get("bargaining:congress", case.public_id)

    chair.post("bargaining:congress", case.public_id, sitting=str(first.public_id), go_on="1")
    with as_(base.SYSTEM):
        today = Sitting.objects.exclude(pk=first.pk).get()
        first.refresh_from_db()
        put = Motion.objects.get(sitting=today)
    assert (first.state, today.state, today.number) == ("closed", "planned", first.number + 1)
    assert (today.place, today.chair, str(timezone.localdate(today.held_at))) == ("食堂", "王建国", "2026-06-18")
    assert put.subject_id == case.public_id
    assert today.roll.count() == 0, "nobody is present before the roll of this day is sealed and signed"
    opened(chair, today)
    voted(put, chair, desk.at_the_desk(makers.again(second_teller, watch.now)))
    assert makers.state_of(case) is State.CONGRESS_PASSED


def test_a_matter_of_its_own_goes_on_to_the_second_day_with_what_was_typed(watch: Watch) -> None:
    home = makers.house()
    chair = now_as(home.chair)
    body = make.full(home.union, home.chair)
    first = sitting_of(chair, body.public_id)
    opened(chair, first)
    watch.put("2026-06-18 09:00")
    chair = now_as(home.chair)
    said = chair.post("decisions:go_on", first.public_id, title="《考勤管理办法（草案）》")
    assert "《考勤管理办法（草案）》" in said
    with as_(base.SYSTEM):
        assert Motion.objects.get().sitting.number == first.number + 1
    assert "闭会，今天接着开一次" not in chair.get("decisions:put", latest_sitting())


def latest_sitting() -> Any:
    with as_(base.SYSTEM):
        return Sitting.objects.latest("pk").public_id
