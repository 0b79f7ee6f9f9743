"""What was handed over on paper before anybody entered it counts from that day, in the order the law counts by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Receipt, Sending
from hexian.foundation.actor import Refused
from hexian.foundation.clock import queries as clocks
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.watch import Watch, worn
from tests.conftest import NOW
from tests.makers import as_
from tests.web.test_bargaining_paper_offer import at_her_desk, entered, page, running

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return worn(monkeypatch, NOW + timedelta(minutes=5))


def clocks_of(case: Case) -> dict[str, tuple[str, date | None]]:
    with as_(base.SYSTEM):
        rows = clocks.deadlines_of(case.public_id)
        return {row.rule: (row.state, timezone.localdate(row.met_at) if row.met_at else None) for row in rows}


def answered(case: Case, **given: Any) -> dict[str, Any]:
    known = {"version": makers.fresh(case).version, "note": "同意", "way": "paper", "handed_at": "2026-06-16T15:00",
             "handed_to": "人事部周经理", "photo": page("应约书.pdf")}  # fmt: skip
    return {key: value for key, value in {**known, **given}.items() if value is not None}


def test_a_union_that_had_answered_on_paper_enters_that_day_and_was_not_silent() -> None:
    """The offer was handed over on 15 June, answered on the 16th, entered on the 17th."""
    home = makers.house()
    case = entered(home)
    chair, case_id = at_her_desk(home), case.public_id
    assert "登记之前已经用纸答复过" in chair.get("bargaining:reply", case_id)
    for given, sentence in (
        ({"photo": None}, "请上传应约书和对方签收的那一页"),
        ({"handed_to": ""}, "请写签收人的姓名"),
        ({"handed_at": "2026-06-18T09:00"}, "送到的时间不能在以后"),
        ({"handed_at": "2026-06-15T09:00"}, "先收到、再答复"),
        ({"handed_at": "前天"}, "时间写成 2026-06-17 14:00 这样"),
    ):
        assert sentence in chair.post("bargaining:reply", case_id, status=422, **answered(case, **given)), given
    assert makers.state_of(case) is State.OFFER_SENT
    chair.post("bargaining:reply", case_id, **answered(case))
    case = makers.fresh(case)
    assert case.state == State.REPLIED
    assert timezone.localtime(case.replied_at).isoformat() == "2026-06-16T15:00:00+08:00"
    assert case.reply["late"] is False
    assert clocks_of(case)["bargaining.reply"] == ("met", date(2026, 6, 16))
    with as_(base.SYSTEM):
        sent = case.deliveries.get(document="reply")
        step = case.steps.get(act="reply")
    assert (sent.way, sent.received_by, sent.attachment is not None) == ("paper", "人事部周经理", True)
    assert (timezone.localdate(sent.sent_at), timezone.localdate(sent.received_at)) == (date(2026, 6, 16),) * 2
    assert (step.note, step.by_name, step.paper) == ("6 月 16 日用纸答复", "王建国", None)
    # It came on paper itself no more than before: the employer is who has nobody here.
    assert "照名单登记企业方代表" in chair.get("bargaining:case", case_id)
    assert "应约书的送达" not in chair.get("bargaining:case", case_id), "it is in their hands"


def test_an_answer_in_time_entered_when_its_days_were_over_is_in_time_and_one_after_them_late(watch: Watch) -> None:
    home = makers.house()
    case = entered(home)
    assert running(case)["bargaining.reply"] == date(2026, 6, 30)
    watch.put("2026-07-03 09:00")
    chair = at_her_desk(home)
    late = makers.house("远方电子")
    other = entered(late)
    chair.post("bargaining:reply", case.public_id, **answered(case, handed_at="2026-06-30T17:00"))
    assert makers.fresh(case).reply["late"] is False
    given = answered(other, handed_at="2026-07-01T08:00")
    at_her_desk(late).post("bargaining:reply", other.public_id, **given)
    assert makers.fresh(other).reply["late"] is True
    assert clocks_of(other)["bargaining.reply"] == ("late", date(2026, 7, 1))


def test_nobody_says_so_of_an_employer_that_is_in_the_program() -> None:
    home = makers.house()
    case = makers.sent(home, Side.EMPLOYER)
    makers.join(home, case)
    chair = makers.again(home.chair, timezone.now())
    with as_(chair), pytest.raises(Refused, match=r"paper_only"):
        services.reply(
            case.public_id, services.Answer(), actor=chair, handed=Receipt("周经理", NOW, attachment=makers.scan(case))
        )


def test_an_offer_that_went_on_paper_before_it_was_entered_runs_from_that_day() -> None:
    """Sent on the 10th, signed for on the 11th, answered on the 15th, all of it entered on the 17th."""
    home = makers.house()
    case = makers.opened(home, special="grade", topics=makers.SHORT)
    makers.seated(home, case, Side.WORKER)
    chair, case_id = at_her_desk(home), case.public_id
    assert "送出的日期" in chair.get("bargaining:send", case_id)
    for given, sentence in (
        ({"way": "in_app", "sent_on": "2026-06-10"}, "只有用纸送出的要约可以填以前的日期"),
        ({"way": "paper", "sent_on": "2026-06-18"}, "还没有到"),
        ({"way": "paper", "sent_on": "2025-06-10"}, "一年多以前的"),
    ):
        said = chair.post("bargaining:send", case_id, status=422, version=makers.fresh(case).version, **given)
        assert sentence in said, given
    chair.post("bargaining:send", case_id, version=makers.fresh(case).version, way="paper", sent_on="2026-06-10")
    case = makers.fresh(case)
    assert (case.state, case.offered_on) == (State.OFFER_SENT, date(2026, 6, 10))
    assert running(case) == {"bargaining.complete": date(2026, 8, 10)}, "the sixtieth day is a Sunday"
    with as_(base.SYSTEM):
        sent, step = case.deliveries.get(), case.steps.get(act="send_offer")
    assert step.note == "6 月 10 日用纸送出"
    signed = {"received_by": "周经理", "photo": page("签收.pdf")}
    early = chair.post("bargaining:prove", case_id, sent.public_id, status=422, at="2026-06-09T09:00", **signed)
    assert "签收时间早于发出时间" in early
    signed = {"received_by": "周经理", "photo": page("签收.pdf")}
    chair.post("bargaining:prove", case_id, sent.public_id, at="2026-06-11T09:00", **signed)
    assert running(case)["bargaining.reply"] == date(2026, 6, 26), "ten working days after the 11th, the 19th is none"
    version = makers.fresh(case).version
    chair.post("bargaining:note_reply", case_id, version=version, at="2026-06-15T10:00", photo=page("应约.pdf"))
    case = makers.fresh(case)
    assert (case.state, case.reply["late"]) == (State.REPLIED, False)
    assert timezone.localdate(case.replied_at) == date(2026, 6, 15)


def in_hand(home: makers.House, who: str = "worker", **given: Any) -> dict[str, Any]:
    """One's own offer as it was sealed and handed over days ago, typed into the form of a new one."""
    known = {
        "employer": f"{who}.{home.employer.public_id}", "kind": "special.grade", "title": "2026 年能级工资集体协商",
        "staff": 350, "women": 120, "sent_on": "2026-06-10", "meet_at": "2026-06-16T14:00", "place": "三楼会议室",
        "topics": makers.SHORT, "idempotency_key": "k" * 32,
    }  # fmt: skip
    return {key: value for key, value in {**known, **given}.items() if value is not None}


@pytest.mark.parametrize("who", list(Side))
def test_ones_own_offer_handed_over_before_keeps_the_meeting_it_named(who: Side) -> None:
    """Sent on the 10th for the 16th, entered on the 17th: the form wanted a day to come, which no such offer names."""
    home = makers.house()
    desk_of = at_her_desk(home, "chair" if who is Side.WORKER else "manager")
    for given, sentence in (
        ({"sent_on": None}, "会议时间 2026 年 6 月 16 日 14:00 已经过去。请填一个以后的时间。以前已经用纸送出的"),
        ({"sent_on": "2026-06-17"}, "会议时间 2026 年 6 月 16 日 14:00 已经过去"),
        ({"sent_on": "2026-06-18"}, "还没有到"),
        ({"sent_on": "2025-06-10"}, "请重新发一份要约"),
        ({"meet_at": "2026-06-09T14:00"}, "早于要约书自己的日期"),
    ):
        said = desk_of.post("bargaining:new", status=422, **in_hand(home, who, **given))
        assert sentence in said, given
        assert "三楼会议室" in said
    desk_of.post("bargaining:new", **in_hand(home, who))
    with as_(base.SYSTEM):
        case = Case.objects.get()
    assert (case.state, case.offered_on) == (State.INIT, date(2026, 6, 10))
    makers.seated(home, case, who)
    # Looked at again it stays as it was, and goes as it went.
    shown = desk_of.client.get(reverse("bargaining:offer", args=[case.public_id])).context["form"]
    again = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    desk_of.post("bargaining:offer", case.public_id, **again | {"meet_at": "2026-06-16T14:00"})
    told = desk_of.get("bargaining:case", case.public_id)
    for sentence in ("6 月 10 日已经用纸送出；登记送出之后", "登记送出 6 月 10 日用纸送出的", "再登记送出和签收"):
        assert sentence in told
    assert "什么时候发由您定" not in told
    assert "登记送出的要约" in desk_of.get("bargaining:send", case.public_id)
    sending = desk_of.client.get(reverse("bargaining:send", args=[case.public_id])).context["form"]
    assert (sending["way"].value(), sending["sent_on"].value()) == ("paper", date(2026, 6, 10))
    version = makers.fresh(case).version
    desk_of.post("bargaining:send", case.public_id, status=422, version=version, way="in_app", sent_on="2026-06-10")
    desk_of.post("bargaining:send", case.public_id, version=version, way="paper", sent_on="2026-06-10")
    case = makers.fresh(case)
    assert (case.state, case.offered_on) == (State.OFFER_SENT, date(2026, 6, 10))
    assert timezone.localtime(case.meet_at).isoformat() == "2026-06-16T14:00:00+08:00"
    told = desk_of.get("bargaining:case", case.public_id)
    assert "已发要约，等答复 6 月 10 日" in told, "the day of the paper, not of whoever entered it"
    told = desk_of.get("bargaining:delivery", case.public_id)
    assert "6 月 10 日" in told
    assert "23:59" not in told, "nobody said at what hour"
    # Their answer came before that meeting too, and named another that is over by now.
    with as_(base.SYSTEM):
        sent = case.deliveries.get()
    signed = {"received_by": "周经理", "photo": page("签收.pdf"), "at": "2026-06-10T09:00"}
    desk_of.post("bargaining:prove", case.public_id, sent.public_id, **signed)
    answer = {"at": "2026-06-12T10:00", "version": makers.fresh(case).version, "place": "二楼"}
    for meet_at, status in (("2026-06-12T09:00", 422), ("2026-06-16T16:00", 302)):
        named = {**answer, "meet_at": meet_at, "photo": page("应约.pdf")}
        desk_of.post("bargaining:note_reply", case.public_id, status=status, **named)
    assert timezone.localtime(makers.fresh(case).meet_at).isoformat() == "2026-06-16T16:00:00+08:00"
    assert "已应约 6 月 12 日" in desk_of.get("bargaining:case", case.public_id)


def test_a_draft_that_says_it_went_keeps_that_days_law_until_the_day_is_taken_out() -> None:
    home = makers.house()
    chair = makers.again(home.chair, timezone.now())
    key, gone = "bargaining.reply", makers.facts(special="grade", topics=makers.SHORT, sent_on=date(2026, 6, 10))
    with as_(chair):
        case = services.open_case(
            side=Side.WORKER, employer=home.employer.public_id, facts=gone, request_key="k", actor=chair
        )
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(params={**case.params, key: {**case.params[key], "text": "9"}})
    chair = makers.again(chair)
    with as_(chair):
        kept = services.edit_offer(case.public_id, gone, actor=chair)
        assert kept.params[key]["text"] == "9", "as it was frozen"
        now = services.edit_offer(case.public_id, makers.facts(special="grade", topics=makers.SHORT), actor=chair)
    assert (now.params[key]["text"], now.offered_on) == ("10", None)


def test_an_offer_of_an_earlier_day_keeps_that_days_law_and_named_a_later_meeting() -> None:
    home = makers.house()
    case = makers.opened(home, special="grade", topics=makers.SHORT)
    makers.seated(home, case, Side.WORKER)
    chair = makers.again(home.chair, timezone.now())
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(meet_at=makers.moment("2026-06-09 09:00"), params={})
    with as_(chair), pytest.raises(Refused, match=r"meets_before"):
        services.send_offer(case.public_id, Sending(Delivery.PAPER, on=date(2026, 6, 10)), actor=chair)
    with as_(base.SYSTEM):
        Case.objects.filter(pk=case.pk).update(meet_at=makers.moment("2026-06-16 09:00"))
    with as_(chair):
        services.send_offer(case.public_id, Sending(Delivery.PAPER, on=date(2026, 6, 10)), actor=chair)
    assert makers.fresh(case).params["bargaining.reply"]["text"] == "10", "frozen anew, as of the 10th"
    with as_(base.SYSTEM):
        again = case.deliveries.get()
    with as_(chair):
        services.deliver_again(case.public_id, Sending(Delivery.PAPER, on=date(2026, 6, 1)), actor=chair)
    with as_(base.SYSTEM):
        newer = case.deliveries.exclude(pk=again.pk).get()
    assert timezone.localdate(newer.sent_at) == base.TODAY, "once more is now"
