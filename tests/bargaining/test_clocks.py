"""The clocks of RULES §2.2: three places side by side with dates worked out by hand, and every row by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case, Filing
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import Break, Opinion, Package, Pen, Seat, Vote, drafting, performing
from hexian.foundation.actor import Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from hexian.foundation.clock.states import State as ClockState
from hexian.foundation.lawbook.models import RuleParam
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.makers import House
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
HANGZHOU, NINGBO, SUZHOU = "330108", "330203", "320508"


def due(case: Case, rule: str) -> str:
    """The last day of a clock of the case, whether it runs or has ended; «—» where none ever began."""
    with as_(base.SYSTEM):
        rows = list(Deadline.objects.filter(subject_id=case.public_id, rule=rule))
    rows.sort(key=lambda row: (row.ended_at is None, row.started_at))
    return rows[-1].last_day.isoformat() if rows else "—"


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


# — One story, three places —

#: What is due when, by hand: (rule, 杭州, 浙江, 国家); why is written where the day is not plain.
DUE = (
    # received on Tuesday 28 April: ten working days skip 1 to 5 May and count Saturday 9 May; twenty days do not
    ("bargaining.reply", "2026-05-14", "2026-05-14", "2026-05-18"),
    # sent on 28 April: the sixtieth day is Saturday 27 June, so Monday
    ("bargaining.complete", "2026-06-29", "—", "—"),
    # before Wednesday 20 May: seven working days (9 May is one of them), seven days, five days
    ("bargaining.materials", "2026-05-11", "2026-05-13", "2026-05-15"),
    # from Friday 22 May: thirty days end on Sunday 21 June, in 端午; sixty on Tuesday 21 July
    ("bargaining.suspend_limit", "2026-06-22", "2026-07-21", "—"),
    # adopted on Tuesday 2 June: fifteen working days leave out 19 June
    ("bargaining.submit_draft", "2026-06-24", "2026-06-24", "—"),
    # adopted again on Friday 12 June after a rejection: five working days, 19 June is none
    ("bargaining.resubmit", "2026-06-22", "2026-06-22", "—"),
    # signed on Thursday 18 June: the tenth day is Sunday; a wage agreement has seven where only the nation speaks
    ("bargaining.file", "2026-06-29", "2026-06-29", "—"),
    ("bargaining.file_wage", "—", "—", "2026-06-25"),
    # received anew on Tuesday 7 July: fifteen days from that receipt
    ("bargaining.objection", "2026-07-22", "2026-07-22", "2026-07-22"),
    # in force on 23 July at 0:00: five working days; five days for a wage agreement
    ("bargaining.publish", "2026-07-30", "2026-07-30", "—"),
    ("bargaining.publish_wage", "—", "—", "2026-07-28"),
    # in force on 23 July, deposited on the 27th: the year runs from the day it binds
    ("bargaining.report_every", "2027-07-23", "2027-07-23", "—"),
)
#: Contract until 31 July 2027: ninety days before it is over, or sixty for a wage agreement of the nation.
WINDOW = ("2027-05-03", "2027-05-03", "2027-06-02")


def tell(home: House, case: Case) -> Case:
    """The story after the room is open, to the contract in force: a suspension, a rejection, an objection."""
    home = makers.at(home, "2026-05-22 10:00")
    with as_(home.chair):
        services.suspend(case.public_id, Break("双方再测算", date(2026, 6, 1)), actor=home.chair)
    with as_(home.manager):
        if makers.state_of(case) is not State.SUSPENDED:  # 杭州 27: her consent is enough; elsewhere both
            services.consent_to_suspend(case.public_id, actor=home.manager)
    home = makers.at(home, "2026-06-01 09:00")
    with as_(home.manager):
        services.resume(case.public_id, actor=home.manager)
    home = makers.at(home, "2026-06-02 11:00")
    makers.settle_all(home, case)
    makers.adopted(home, case)
    voted(home, case, "2026-06-10 15:00", carried=False)
    home = makers.at(home, "2026-06-11 10:00")
    with as_(home.chair):
        services.revise(case.public_id, actor=home.chair)
    makers.adopted(makers.at(home, "2026-06-12 16:00"), case)
    voted(home, case, "2026-06-17 15:00", carried=True)
    signed_by_both(makers.at(home, "2026-06-18 10:00"), case)
    filed(home, case, "2026-06-22 10:00", "2026-06-23 10:00")
    objected(makers.at(home, "2026-07-01 10:00"), case)
    home = makers.at(home, "2026-07-03 10:00")
    with as_(base.SYSTEM):
        said = case.items.get(clause="wage.pay_day").proposals.order_by("-pk")[0].words
    makers.settle_all(home, case, {"wage.pay_day": Typed("10", text=said.replace("。", "，遇节假日提前。", 1))})
    with as_(home.manager):
        services.adopt_revision(
            case.public_id, text_hash(drafting.body_of(makers.fresh(case))), substantive=False, actor=home.manager
        )
    signed_by_both(home, case)
    filed(home, case, "2026-07-06 10:00", "2026-07-07 10:00")
    return makers.fresh(case)


def voted(home: House, case: Case, at: str, *, carried: bool) -> None:
    home = makers.at(home, at)
    with as_(home.chair):
        draft = services.submit(case.public_id, actor=home.chair)
    system = makers.system_at(makers.moment(at))
    with as_(system):
        vote = Vote(draft.text_hash, carried, date.fromisoformat(at[:10]), 54, 50, 40 if carried else 20)
        services.take_result(case.public_id, vote, system)


def signed_by_both(home: House, case: Case, on: date | None = None) -> None:
    for actor in (home.chair, home.manager):
        with as_(actor):
            draft = drafting.adopted(makers.fresh(case))
            pen = Pen(draft.text_hash, Form.PAPER, on=on, attachment=makers.scan(case))
            services.sign(case.public_id, pen, actor=actor)


def filed(home: House, case: Case, sent: str, received: str) -> None:
    for at, verb in ((sent, "file"), (received, "receive")):
        manager = makers.at(home, at).manager
        on = date.fromisoformat(at[:10])
        with as_(manager):
            if verb == "file":
                services.file(case.public_id, Package(on, 5), actor=manager)
            else:
                services.receive_filing(case.public_id, on, actor=manager)


def objected(home: House, case: Case) -> None:
    objection = {"clause": "wage.pay_day", "words": "遇节假日未约定", "basis": "工资支付规定", "remedy": "写明提前支付"}
    with as_(home.manager):
        opinion = Opinion(date(2026, 7, 1), "滨人社审〔2026〕9 号", objections=[objection])
        services.examine(case.public_id, opinion, actor=home.manager)
    with as_(home.chair):
        services.answer_objection(case.public_id, actor=home.chair)


def begun(place: int) -> tuple[House, Case]:
    """Sent and received on 28 April, answered on 6 May, the first meeting on 20 May."""
    home = makers.at(makers.house(division=(HANGZHOU, NINGBO, SUZHOU)[place]), "2026-04-28 10:00")
    case = makers.received(home, meet_at=makers.moment("2026-05-20 14:00"))
    home = makers.at(home, "2026-05-06 10:00")
    with as_(home.manager):
        services.reply(case.public_id, services.Answer(), actor=home.manager)
    makers.seated(home, case, Side.EMPLOYER)
    home = makers.at(home, "2026-05-07 10:00")
    with as_(home.chair):
        services.publicise(case.public_id, actor=home.chair)
    makers.promised(home, case)
    with as_(home.manager):
        services.give_materials(case.public_id, ["资产负债表", "上年工资总额"], actor=home.manager)
    with as_(home.chair):
        services.open_room(case.public_id, actor=home.chair)
    return home, case


@pytest.mark.parametrize("place", range(3), ids=["杭州", "浙江", "国家"])
def test_the_same_story_side_by_side(place: int) -> None:
    home, case = begun(place)
    case = tell(home, case)
    first_moment = makers.moment("2026-07-23 00:00")
    system = makers.system_at(first_moment - timedelta(minutes=1))
    with as_(system):
        services.fall_silent(case.public_id, system)
    assert makers.state_of(case) is State.FILED, "a minute too early"
    system = makers.system_at(first_moment + timedelta(hours=9))
    with as_(system):
        services.fall_silent(case.public_id, system)
    case = makers.fresh(case)
    assert (case.state, case.effective_at) == (State.EFFECTIVE, first_moment), "to the minute, whenever it is noticed"
    home = makers.at(home, "2026-07-24 10:00")
    with as_(home.manager):
        services.publish(case.public_id, ["board"], actor=home.manager)
    home = makers.at(home, "2026-07-27 10:00")
    with as_(home.chair):
        services.deposit(case.public_id, actor=home.chair)
    assert {row[0]: due(case, row[0]) for row in DUE} == {row[0]: row[1 + place] for row in DUE}
    assert performing.window_opens(makers.fresh(case)) == date.fromisoformat(WINDOW[place])
    late = {row.rule for row in clocks.deadlines_of(case.public_id) if row.state == ClockState.LATE}
    assert not late, "everything in the story was done in time"


# — Every row by itself: the row of the lawbook alone changes what comes out —


def received_on_the_day(home: House) -> str:
    return due(makers.received(home), "bargaining.reply")


def sent_on_the_day(home: House) -> str:
    return due(makers.sent(home), "bargaining.complete")


def materials_before(home: House) -> str:
    return due(makers.publicised(home), "bargaining.materials")


def suspended_for(days: int) -> Callable[[House], str]:
    def suspend(home: House) -> str:
        case = makers.placed(home, State.NEGOTIATING)
        chair = makers.again(home.chair)
        wanted = Break("再测算", base.TODAY + timedelta(days=days))
        with as_(chair):
            return code_of(lambda: services.suspend(case.public_id, wanted, actor=chair)) or makers.state_of(case)

    return suspend


def adopted_on_the_day(home: House) -> str:
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    return due(makers.adopted(home, case), "bargaining.submit_draft")


def adopted_again(home: House) -> str:
    case = makers.placed(home, State.NEGOTIATING)
    makers.settle_all(home, case)
    makers.adopted(home, case)
    voted(home, case, "2026-06-17 15:00", carried=False)
    home = makers.at(home, "2026-06-17 16:00")
    with as_(home.chair):
        services.revise(case.public_id, actor=home.chair)
    makers.adopted(home, case)
    # Fifteen working days no longer run beside the five.
    assert clocks.open_deadline(case.public_id, "bargaining.submit_draft") is None
    return due(case, "bargaining.resubmit")


def both_signed(home: House) -> Case:
    case = makers.placed(home, State.CONGRESS_PASSED)
    makers.with_text(case, base.TODAY)
    signed_by_both(makers.at(home, "2026-06-17 15:00"), case)
    return makers.fresh(case)


def signed_on_the_day(home: House) -> str:
    return due(both_signed(home), "bargaining.file")


def ended_on_the_day(home: House) -> str:
    """An early end is filed within five working days, not ten days (浙江 33)."""
    case = makers.placed(home, State.CONGRESS_PASSED, procedure="end")
    makers.with_text(case, base.TODAY)
    signed_by_both(makers.at(home, "2026-06-17 15:00"), case)
    assert due(case, "bargaining.file") == "—"
    return due(case, "contract.ended_file")


def filed_with_four(home: House) -> str:
    case = both_signed(home)
    manager = makers.again(home.manager, makers.moment("2026-06-17 16:00"))
    with as_(manager):
        return code_of(lambda: services.file(case.public_id, Package(base.TODAY, 4), actor=manager)) or "filed"


def received_by_the_office(home: House) -> Case:
    case = makers.placed(home, State.FILED)
    makers.with_filing(case, base.TODAY)
    manager = makers.again(home.manager)
    with as_(manager):
        services.receive_filing(case.public_id, base.TODAY, actor=manager)
    return case


def objection_until(home: House) -> str:
    return due(received_by_the_office(home), "bargaining.objection")


def lawful_on_the_day(home: House) -> str:
    case = received_by_the_office(home)
    manager = makers.again(home.manager)
    with as_(manager):
        services.examine(case.public_id, Opinion(base.TODAY), actor=manager)
    return due(case, "bargaining.publish")


def reported_within(home: House) -> str:
    case = received_by_the_office(home)
    manager = makers.again(home.manager)
    with as_(manager):
        services.examine(case.public_id, Opinion(base.TODAY), actor=manager)
    return due(case, "bargaining.report_every")


def term_of(years: int) -> Callable[[House], str]:
    def term(home: House) -> str:
        case = makers.placed(home, State.NEGOTIATING, special="wage")
        chair = makers.again(home.chair)
        starts, ends = date(2026, 8, 1), date(2026 + years, 7, 31)
        with as_(chair):
            try:
                found = services.set_term(case.public_id, starts, ends, actor=chair)
            except Refused as refusal:
                return refusal.code
        return "、".join(each.code for each in found) or "kept"

    return term


def window_on(day: str) -> Callable[[House], str]:
    def window(home: House) -> str:
        case = makers.placed(home, State.MONITORING, starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
        system = makers.system_at(makers.moment(f"{day} 08:00"))
        with as_(system):
            services.open_windows(system)
        return makers.state_of(case)

    return window


def coordinated_until(home: House) -> str:
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        services.ask_coordination(case.public_id, "增幅谈不拢", actor=chair)
        assert clocks.open_deadline(case.public_id, "contract.dispute") is None, "nobody has taken it up"
        services.take_up_coordination(case.public_id, base.TODAY, actor=chair)
    return due(case, "contract.dispute")


def longer_until(home: House) -> str:
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        services.ask_coordination(case.public_id, "增幅谈不拢", actor=chair)
        services.take_up_coordination(case.public_id, base.TODAY, actor=chair)
        services.extend_coordination(case.public_id, "案情复杂，书面说明附后", actor=chair)
    assert clocks.open_deadline(case.public_id, "contract.dispute") is None
    return due(case, "contract.dispute_extension")


def vacant_from_the_day(home: House) -> str:
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        for leaving in case.participants.filter(side=Side.WORKER, role="rep")[:2]:
            services.end_delegate(leaving.public_id, "调离", actor=chair)
    return due(case, "delegates.refill")


#: (rule, region of its row, changed value, what is done on Wednesday 17 June 2026, what comes of it, and of the change)
ROWS = (
    ("bargaining.reply", "3301", "3", received_on_the_day, "2026-07-02", "2026-06-23"),
    ("bargaining.complete", "3301", "50", sent_on_the_day, "2026-08-17", "2026-08-06"),
    ("bargaining.materials", "3301", "2", materials_before, "2026-07-08", "2026-07-15"),
    ("bargaining.suspend_limit", "3301", "40", suspended_for(31), "suspend.too_long", "suspended"),
    ("bargaining.suspend_consent", "3301", "both", suspended_for(30), "suspended", "negotiating"),
    ("bargaining.submit_draft", "3301", "4", adopted_on_the_day, "2026-07-09", "2026-06-24"),
    ("bargaining.resubmit", "3301", "2", adopted_again, "2026-06-25", "2026-06-22"),
    ("bargaining.file", "3301", "7", signed_on_the_day, "2026-06-29", "2026-06-24"),
    ("contract.ended_file", "33", "3", ended_on_the_day, "2026-06-25", "2026-06-23"),
    ("bargaining.file_copies", "33", "3", filed_with_four, "file.copies", "filed"),
    ("bargaining.objection", "3301", "9", objection_until, "2026-07-02", "2026-06-26"),
    ("bargaining.publish", "3301", "3", lawful_on_the_day, "2026-06-25", "2026-06-23"),
    ("bargaining.report_every", "3301", "2", reported_within, "2027-06-17", "2028-06-19"),
    ("contract.term_years", "33", "[[1, 5]]", term_of(4), "term.long", "term.unusual"),
    ("contract.wage_term_years", "3301", "2", term_of(2), "term.unusual", "kept"),
    ("contract.renewal_window", "3301", "30", window_on("2027-05-03"), "expiring", "monitoring"),
    ("contract.dispute", "33", "20", coordinated_until, "2026-07-17", "2026-07-07"),
    ("contract.dispute_extension", "33", "10", longer_until, "2026-08-03", "2026-07-27"),
    ("delegates.refill", "", "5", vacant_from_the_day, "2026-07-02", "2026-06-22"),
)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_row_of_the_lawbook_alone_changes_what_comes_out(
    row: tuple[str, str, str, Callable[[House], str], str, str],
) -> None:
    rule, region, value, story, before, after = row
    home = makers.house()
    assert story(home) == before
    Case.objects.update(state=State.EXPIRED, offered_on=base.TODAY)
    assert RuleParam.objects.filter(code=rule, region=region).update(value=value) == 1
    assert story(home) == after


def test_the_rows_are_those_of_the_table_of_clocks() -> None:
    """RULES §2.2, row by row; what the nation says of wages alone is told in the story."""
    told = {row[0] for row in ROWS} | {row[0] for row in DUE} | {"contract.wage_renewal_window"}
    packaged = set(RuleParam.objects.filter(unit__in=["day", "month", "year"]).values_list("code", flat=True))
    ours = {code for code in packaged if code.split(".")[0] in {"bargaining", "contract", "delegates"}}
    # Our own proposal; and what a letter of the union says of itself. Neither is a clock of the case.
    assert ours - told == {"bargaining.publicity", "bargaining.opinion_reply"}


# — By itself —


@pytest.mark.parametrize(
    ("division", "skipped"),
    [(HANGZHOU, ["2026-03-01", *(f"2026-02-{day}" for day in range(15, 24))]), (SUZHOU, [])],
)
def test_an_offer_received_on_the_friday_before_the_spring_festival(division: str, skipped: list[str]) -> None:
    """Ten working days: 14 (a worked Saturday), 24 to 28 (again one), 2 to 5 March. Twenty days: the same day."""
    home = makers.at(makers.house(division=division), "2026-02-13 16:00")
    case = makers.received(home, meet_at=makers.moment("2026-03-20 14:00"))
    running = clocks.open_deadline(case.public_id, "bargaining.reply")
    assert running is not None
    assert running.last_day == date(2026, 3, 5)
    assert running.due_at == makers.moment("2026-03-06 00:00")
    assert sorted(day.isoformat() for day in running.skipped) == sorted(skipped)
    assert sorted(each.day.isoformat() for each in running.explain()) == sorted(skipped)


def test_the_sixty_days_run_from_sending_and_nothing_stops_them() -> None:
    home = makers.house()
    case = makers.sent(home)
    running = clocks.open_deadline(case.public_id, "bargaining.complete")
    assert running is not None
    makers.join(home, case)
    with as_(base.SYSTEM):
        assert code_of(lambda: clock.pause(running.id, actor=base.SYSTEM)) == "clock.not_pausable"
    makers.promised(home, makers.put(case, State.REPLIED))
    makers.seated(home, case, Side.EMPLOYER)
    makers.put(case, State.NEGOTIATING)
    for start, end in (("2026-06-22", "2026-07-02"), ("2026-07-06", "2026-07-26")):
        home = makers.at(home, f"{start} 10:00")
        with as_(home.chair):
            services.suspend(case.public_id, Break("再测算", date.fromisoformat(end)), actor=home.chair)
        # Twenty days are left after the first ten; not thirty again.
        assert due(case, "bargaining.suspend_limit") == {"2026-06-22": "2026-07-22", "2026-07-06": "2026-07-27"}[start]
        home = makers.at(home, f"{end} 10:00")
        with as_(home.chair):
            services.resume(case.public_id, actor=home.chair)
    with as_(home.chair):
        more = Break("再测算", date(2026, 7, 27))
        assert code_of(lambda: services.suspend(case.public_id, more, actor=home.chair)) == "suspend.too_long"
    running.refresh_from_db()
    assert (running.last_day, running.pauses, running.ended_at) == (date(2026, 8, 17), [], None)


@pytest.mark.parametrize("state", [State.EFFECTIVE, State.PUBLISHED])
def test_a_term_ends_on_its_day_though_nobody_entered_that_it_was_published(state: State) -> None:
    """Ninety days before, the next offer lies ready, once; the contract goes on asking for what is not done."""
    home = makers.house()
    case = makers.placed(home, state, special="wage", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
    for day, opened in (("2027-05-02", 0), ("2027-05-03", 1), ("2027-05-04", 0)):
        system = makers.system_at(makers.moment(f"{day} 08:00"))
        with as_(system):
            assert services.open_windows(system) == opened, day
    with as_(base.SYSTEM):
        assert makers.state_of(case) is state
        assert [each.state for each in Case.objects.filter(former=case)] == [State.INIT]
        assert case.steps.filter(act=Act.WINDOW).count() == 1
    for day, ended in (("2027-07-31", 0), ("2027-08-01", 1)):
        system = makers.system_at(makers.moment(f"{day} 08:00"))
        with as_(system):
            assert services.end_terms(system) == ended, day
    assert makers.state_of(case) is State.EXPIRED
    assert makers.fresh(case).ended_on == date(2027, 7, 31)


def test_a_paper_entered_later_counts_from_its_own_day() -> None:
    """Signed, received and found lawful on Monday 15 June, entered on Wednesday: nobody gains the two days."""
    home, monday = makers.house(), date(2026, 6, 15)
    case = makers.placed(home, State.CONGRESS_PASSED)
    makers.with_text(case, date(2026, 6, 12))
    signed_by_both(makers.at(home, "2026-06-17 15:00"), case, on=monday)
    assert due(case, "bargaining.file") == "2026-06-25"
    with as_(home.manager):
        manager = makers.again(home.manager, makers.moment("2026-06-17 16:00"))
        services.file(case.public_id, Package(monday, 5), actor=manager)
        services.receive_filing(case.public_id, monday, actor=manager)
        assert due(case, "bargaining.objection") == "2026-06-30"
        services.examine(case.public_id, Opinion(monday), actor=manager)
    assert due(case, "bargaining.publish") == "2026-06-23"
    since = makers.fresh(case).effective_at
    assert since is not None
    assert since < makers.moment("2026-06-16 00:00")


def test_an_opinion_that_comes_after_silence_does_not_put_it_off() -> None:
    home = makers.house()
    case = received_by_the_office(home)
    manager = makers.again(home.manager, makers.moment("2026-07-06 10:00"))
    objection = {"words": "（演示）", "basis": "（演示）"}
    with as_(manager):
        late = Opinion(date(2026, 7, 3), objections=[objection])
        assert code_of(lambda: services.examine(case.public_id, late, actor=manager)) == "opinion.late"
        services.examine(case.public_id, Opinion(date(2026, 7, 6)), actor=manager)
    assert makers.fresh(case).effective_at == makers.moment("2026-07-03 00:00")
    with as_(base.SYSTEM):
        assert Filing.objects.get(case=case).result == "lawful"


def test_a_lawbook_changed_later_does_not_touch_a_running_case() -> None:
    home = makers.house()
    case = makers.sent(home)
    before = dict(case.params)
    RuleParam.objects.filter(code__startswith="bargaining.", unit="day").update(value="1")
    makers.join(home, case)
    manager = makers.again(home.manager)
    with as_(manager):
        services.confirm(case.deliveries.get().public_id, actor=manager)
    assert due(case, "bargaining.reply") == "2026-07-02"
    assert makers.fresh(case).params == before


@pytest.mark.parametrize(
    ("moment", "noticed", "late"),
    [("2026-07-02 23:59", False, False), ("2026-07-03 00:01", False, True), ("2026-07-06 09:00", True, True)],
)
def test_an_answer_after_the_deadline_counts_and_stays_late(moment: str, noticed: bool, late: bool) -> None:
    home = makers.house()
    case = makers.received(home)
    system, manager = makers.system_at(makers.moment(moment)), makers.at(home, moment).manager
    if noticed:
        with as_(system):
            clock.mark_overdue(system)
            services.lapse(case.public_id, system)
        assert makers.state_of(case) is State.OFFER_OVERDUE
    with as_(manager):
        answered = services.reply(case.public_id, services.Answer(), actor=manager)
    assert (answered.state, answered.reply["late"]) == (State.REPLIED, late)
    row = Deadline.objects.get(subject_id=case.public_id, rule="bargaining.reply")
    assert row.state == (ClockState.LATE if late else ClockState.MET)


def test_a_filled_seat_stops_its_clock() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair = makers.again(home.chair)
    with as_(chair):
        seat = makers.seats(home, Side.WORKER, 2)[1]
        leaving = case.participants.get(side=Side.WORKER, name=seat.name)
        services.end_delegate(leaving.public_id, "调离", actor=chair)
        assert clocks.open_deadline(case.public_id, "delegates.refill") is not None
        services.name_delegate(case.public_id, seat, actor=chair, replaces=leaving.public_id)
        assert clocks.open_deadline(case.public_id, "delegates.refill") is None


def test_who_is_taken_off_a_list_still_being_made_leaves_no_seat_empty() -> None:
    """A sixth name too many is struck before the lists are publicised: nobody has to be chosen instead."""
    home = makers.house()
    case = makers.replied(home)
    manager = makers.again(home.manager)
    with as_(manager):
        sixth = services.name_delegate(case.public_id, Seat("褚小寒", origin="appointed"), actor=manager)
        services.end_delegate(sixth.public_id, "多了一位", actor=manager)
        assert clocks.open_deadline(case.public_id, "delegates.refill") is None
    case = makers.put(case, State.REPS_ELECTED)
    with as_(manager):
        leaving = case.participants.filter(side=Side.EMPLOYER, role="rep", until=None)[0]
        services.end_delegate(leaving.public_id, "调离", actor=manager)
        assert clocks.open_deadline(case.public_id, "delegates.refill") is not None


def test_a_meeting_called_for_another_day_moves_what_is_due_before_it() -> None:
    home = makers.house()
    case = makers.publicised(home)
    makers.promised(home, case)
    chair = makers.again(home.chair)
    with as_(chair):
        soon = makers.moment("2026-06-26 14:00")
        refused = code_of(lambda: services.call_meeting(case.public_id, soon, "三楼", actor=chair))
        assert refused == "meeting.too_soon"
        services.call_meeting(case.public_id, makers.moment("2026-07-10 14:00"), "三楼", actor=chair)
    assert due(case, "bargaining.materials") == "2026-07-01"
    assert makers.fresh(case).due_at == makers.moment("2026-07-02 00:00")
