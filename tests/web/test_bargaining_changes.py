"""A change that holds from a later day: the contract binds as it was until that midnight, then as it was changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.models import Case, Publication
from hexian.domains.bargaining.queries import Chosen
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Opinion, Plan, superseding
from hexian.foundation.actor import Refused
from hexian.foundation.clock import services as clock
from hexian.jobs import schedule
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.test_to_the_letter import changed
from tests.bargaining.watch import Watch, worn
from tests.conftest import NOW
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
HOLDS = date(2026, 8, 1)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return worn(monkeypatch, NOW)


def at_her_desk(home: makers.House, who: str = "chair") -> Officer:
    return desk.at_the_desk(makers.again(getattr(home, who), timezone.now()))


def contract(home: makers.House, **given: object) -> Case:
    known: dict[str, object] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **given}
    return makers.placed(home, State.MONITORING, **known)


def published(case: Case) -> None:
    with as_(base.SYSTEM):
        draft = makers.with_text(case, base.TODAY)
        body = {
            "title": case.title, "procedure": case.procedure, "contract": case.contract, "special": case.special,
            "employer": {"name": "和畅"}, "union": {"name": "工会"}, "chapters": [],
        }  # fmt: skip
        Publication.objects.create(
            case=case, code=case.code, poster_code=f"poster-{case.pk}", draft_body=body, text_hash=draft.text_hash,
            ways=["app"], at=timezone.now(), by_name="孙海",
        )  # fmt: skip


def to_come(home: makers.House, former: Case, starts: date = HOLDS, procedure: str = "amend") -> Case:
    """A change whose copy has been handed on, and that holds from a later day."""
    later = makers.put(changed(home, former, procedure), State.PUBLISHED, starts_on=starts, title="变更")
    chair = makers.again(home.chair, timezone.now())
    with as_(chair):
        services.deposit(later.public_id, actor=chair)
    return makers.fresh(later)


def ticked(watch: Watch, text: str) -> int:
    """The worker's own job of that minute; how many contracts gave way."""
    now = watch.put(text)
    return schedule.change_contracts(makers.system_at(now))


def listed(home: makers.House, view: str) -> set[str]:
    actor = makers.again(home.chair, timezone.now())
    with as_(actor):
        return {str(row.public_id) for row in queries.cases(actor, Chosen(view)).rows}


def ids(*cases: Case) -> set[str]:
    return {str(case.public_id) for case in cases}


def test_the_former_contract_binds_in_every_list_until_the_midnight_the_change_holds_from(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    later = to_come(home, former)
    assert makers.state_of(former) is State.MONITORING, "handing on a copy changes nothing yet"
    assert makers.fresh(former).ended_on is None
    for text in ("2026-06-17 15:00", "2026-07-31 23:59"):
        assert ticked(watch, text) == 0
        assert listed(home, "force") == ids(former), text
        assert listed(home, "open") == ids(later), text
        assert listed(home, "all") == ids(former, later), text
    assert ticked(watch, "2026-08-01 00:00") == 1
    case = makers.fresh(former)
    assert (case.state, case.ended_on) == (State.MODIFIED, HOLDS)
    assert (listed(home, "force"), listed(home, "open")) == (ids(later), set())
    assert ticked(watch, "2026-08-02 00:00") == 0, "once"


def test_both_pages_say_from_when_which_holds(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    later = to_come(home, former)
    chair = at_her_desk(home)
    shown = chair.get("bargaining:case", former.public_id)
    assert "到 2026 年 8 月 1 日 以前照这一份执行" in shown
    assert "变更或解除" not in shown
    assert "履行报告" in shown
    shown = chair.get("bargaining:case", later.public_id)
    assert "2026 年 8 月 1 日起执行" in shown
    assert "到那天以前照原合同执行" in shown
    assert "履行报告" not in shown, "nobody keeps what does not hold yet"
    assert "变更或解除" in shown
    rows = chair.get("bargaining:desk", view="open")
    assert "2026 年 8 月 1 日起执行" in rows
    ics = chair.client.get(reverse("bargaining:calendar", args=[later.public_id])).content.decode()
    assert "变更开始执行" in ics
    former_ics = chair.client.get(reverse("bargaining:calendar", args=[former.public_id])).content.decode()
    assert "合同期满" not in former_ics, "its end is the one the change says"
    ticked(watch, "2026-08-01 00:00")
    chair = at_her_desk(home)
    assert "履行报告" in chair.get("bargaining:case", later.public_id)
    assert "已变更" in chair.get("bargaining:case", former.public_id)


def test_staff_read_on_both_texts_and_behind_both_posters_which_one_holds(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    later = to_come(home, former)
    published(former)
    published(later)
    member = base.worker(base.make_member(home.union).person)
    reader = desk.at_the_desk(member)
    before = "这份合同已经约定变更，执行到 2026 年 8 月 1 日 以前"
    coming = "变更从 2026 年 8 月 1 日 起执行"
    for case, words in ((former, before), (later, coming)):
        assert words in reader.get("bargaining:contract", case.public_id)
        poster = Client().get(reverse("bargaining:notice", args=[f"poster-{case.pk}"])).content.decode()
        assert words in desk.words(poster)
    ticked(watch, "2026-08-01 00:00")
    reader = desk.at_the_desk(makers.again(member, watch.now))
    assert "从 2026 年 8 月 1 日 起不再执行" in reader.get("bargaining:contract", former.public_id)
    shown = reader.get("bargaining:contract", later.public_id)
    assert coming not in shown
    assert before not in shown


def test_a_second_change_is_made_of_the_text_that_is_to_come() -> None:
    home = makers.house()
    former = contract(home)
    later = to_come(home, former)
    with pytest.raises(Refused, match=r"changed_already") as refused:
        changed(home, former, "end")
    assert "2026" in texts.of(refused.value)
    assert "「变更」从" in texts.of(refused.value)
    second = to_come(home, later, date(2026, 9, 1))
    assert second.former_id == later.pk


def test_changes_of_one_another_give_way_in_the_order_of_their_days(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    first = to_come(home, former)
    second = to_come(home, first, HOLDS + timedelta(days=31))
    assert ticked(watch, "2026-08-01 00:00") == 1
    assert listed(home, "force") == ids(first)
    # The worker was off for a while: what it missed comes with the day's own round, each on its own day.
    system = makers.system_at(watch.put("2026-09-05 00:05"))
    assert services.run_clocks(system)["gave_way"] == 1
    assert makers.fresh(first).ended_on == date(2026, 9, 1)
    assert listed(home, "force") == ids(second)


def test_a_change_of_the_last_day_does_not_let_the_former_run_out_when_the_worker_was_off(watch: Watch) -> None:
    home = makers.house()
    former = contract(home, ends_on=date(2026, 8, 31))
    later = makers.put(to_come(home, former), State.MONITORING, ends_on=date(2027, 7, 31))
    system = makers.system_at(watch.put("2026-09-02 00:05"))
    services.run_clocks(system)
    assert makers.state_of(former) is State.MODIFIED
    assert makers.state_of(later) is State.MONITORING


def test_the_window_of_the_next_offer_goes_by_the_end_the_change_says(watch: Watch) -> None:
    home = makers.house()
    former = contract(home, ends_on=date(2026, 8, 31))
    later = makers.put(to_come(home, former), State.MONITORING, ends_on=date(2027, 7, 31))
    system = makers.system_at(watch.put("2026-07-15 09:00"))
    with as_(system):
        assert services.open_windows(system) == 0
    system = makers.system_at(watch.put("2027-06-20 09:00"))
    services.run_clocks(system)
    with as_(base.SYSTEM):
        following = Case.objects.get(former=later)
    assert following.state == State.INIT
    assert makers.state_of(former) is State.MODIFIED


def test_a_change_that_was_objected_to_meanwhile_takes_nobodys_place(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    later = to_come(home, former)
    makers.put(later, State.OBJECTED)
    assert ticked(watch, "2026-08-01 00:00") == 0
    assert makers.state_of(former) is State.MONITORING
    assert "已经约定变更" not in at_her_desk(home).get("bargaining:case", former.public_id)


def test_an_objection_that_came_in_time_is_entered_until_the_former_has_given_way(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    later = makers.put(changed(home, former, "amend"), State.FILED, starts_on=HOLDS)
    makers.with_filing(later, base.TODAY)
    chair = makers.again(home.chair)
    with as_(chair):
        services.receive_filing(later.public_id, base.TODAY, actor=chair)
    system = makers.system_at(watch.put("2026-07-03 00:01"))
    with as_(system):
        clock.mark_overdue(system)
        services.fall_silent(later.public_id, system)
    assert makers.state_of(later) is State.EFFECTIVE
    makers.put(later, State.MONITORING)
    watch.put("2026-07-06 09:00")
    chair = makers.again(home.chair, watch.now)
    objection = {"clause": makers.SHORT[0], "words": "不清楚", "basis": "条例", "remedy": "写清楚"}
    opinion = Opinion(
        date(2026, 6, 30), "9 号", objections=[objection], delivered_on=date(2026, 7, 2),
        paper=makers.scan(later, "opinion"),
    )  # fmt: skip
    with as_(chair):
        services.examine(later.public_id, opinion, actor=chair)
    assert makers.state_of(later) is State.OBJECTED


def test_what_is_disputed_over_on_the_day_gives_way_once_that_is_settled(watch: Watch) -> None:
    home = makers.house()
    former = contract(home)
    to_come(home, former)
    chair = makers.again(home.chair)
    with as_(chair):
        services.claim_breach(former.public_id, "五月工资没有按时发", actor=chair)
        services.settle(former.public_id, "已经补发", actor=chair)
        assert makers.state_of(former) is State.MONITORING, "settled before the day: it binds on"
        services.claim_breach(former.public_id, "七月工资没有按时发", actor=chair)
    assert ticked(watch, "2026-08-01 00:00") == 0
    chair = makers.again(home.chair, watch.put("2026-08-05 09:00"))
    with as_(chair):
        services.settle(former.public_id, "已经补发", actor=chair)
    case = makers.fresh(former)
    assert (case.state, case.ended_on) == (State.MODIFIED, HOLDS)


def test_a_change_from_a_day_before_it_was_in_force_and_an_early_end_go_as_before(watch: Watch) -> None:
    home, other = makers.house(), makers.house("另一家")
    former, ending = contract(home), contract(other)
    to_come(home, former, date(2026, 5, 1))
    assert makers.fresh(former).ended_on == date(2026, 6, 15), "no change before it is in force"
    to_come(other, ending, HOLDS, "end")
    assert makers.state_of(ending) is State.MONITORING
    assert ticked(watch, "2026-08-01 00:00") == 1
    assert makers.state_of(ending) is State.TERMINATED_EARLY


def test_a_contract_that_was_changed_still_stands_in_the_way_of_an_action_of_offers(watch: Watch) -> None:
    home = makers.house()
    former = contract(home, ends_on=date(2027, 12, 31))
    later = makers.put(to_come(home, former), State.MONITORING, ends_on=date(2027, 12, 31))
    plan = Plan(title="2026 年能级工资集体协商", special="grade", topics=makers.SHORT)

    def left_out() -> dict[str, list[str]]:
        actor = makers.again(home.above, timezone.now())
        with as_(actor):
            found = queries.preview(home.street.public_id, plan, actor)
        return {code: [each.name for each in rows] for code, rows in found.left_out.items()}

    assert left_out()["drive.in_force"] == [home.union.name], "while it waits"
    ticked(watch, "2026-08-01 00:00")
    assert left_out()["drive.in_force"] == [home.union.name], "and once it holds"
    assert superseding.holds_from(makers.fresh(later), HOLDS) is None
    assert makers.fresh(later).offered_by == Side.WORKER
