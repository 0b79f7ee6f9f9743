"""What the letter of the law asks at the edges: whose regulation speaks, what came in time, who may still look."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from hexian.domains.bargaining import access, queries, services, texts
from hexian.domains.bargaining.models import Case, Participant, Publication, Reading, Suspension
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Answer, Break, Change, Opinion, Pen, Receipt, Seat
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office
from hexian.domains.people.models import Person
from hexian.foundation import events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices.models import Notice
from hexian.foundation.work import queue, scheduling
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.makers import House
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
OBJECTION = {"clause": makers.SHORT[0], "words": "起算日不明", "basis": "浙江集体合同条例 19", "remedy": "写明日期"}


def refusal_of(actor: Actor, act: object) -> str:
    """With which code an act is refused."""
    with as_(actor), pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    assert "%(" not in texts.of(refused.value)
    return refused.value.code


# — Whose regulation speaks —

#: (contract, special, days to finish, kind of days before a meeting, most delegates, who keeps the minutes)
PLACES = (
    ("special", "wage", "60", "work", 9, "not_delegate"),
    ("special", "grade", "60", "work", 9, "not_delegate"),
    ("special", "safety", None, "cal", None, "any"),
    ("special", "women", None, "cal", None, "any"),
    ("general", "", None, "cal", None, "any"),
)


@pytest.mark.parametrize("row", PLACES, ids=[row[1] or row[0] for row in PLACES])
def test_the_ordinance_on_wages_speaks_of_wages_only(row: tuple[str, str, str | None, str, int | None, str]) -> None:
    contract, special, complete, days, most, recorder = row
    home = makers.house()
    topics = clauses_of(contract, special)[:2]
    case = makers.opened(home, contract=contract, special=special or "wage", topics=topics)
    kept = case.params
    assert (kept.get("bargaining.complete", {}).get("text"), kept["bargaining.materials"]["day_type"]) == (
        complete,
        days,
    )
    assert kept["bargaining.recorder"]["text"] == recorder
    assert (int(kept["delegates.most"]["text"]) if "delegates.most" in kept else None) == most
    # The minimum wage is the city's for every contract: another source, another scope.
    assert kept["wage.minimum_month"]["region"] == "3301"
    sources = {each["source"] for each in kept.values()}
    assert ("《杭州市企业工资集体协商条例》" in sources) == (complete is not None)


def clauses_of(contract: str, special: str) -> list[str]:
    return [each.code for each in clauses.of_lists(contracts.lists_of(contract, special))]


def test_an_offer_that_becomes_another_contract_comes_under_its_law_and_the_row_alone_decides() -> None:
    home = makers.house()
    case = makers.opened(home)
    chair = makers.again(home.chair)
    safety = makers.facts(special="safety", topics=())
    with as_(chair):
        assert "bargaining.complete" not in services.edit_offer(case.public_id, safety, actor=chair).params
        assert "bargaining.complete" in services.edit_offer(case.public_id, makers.facts(), actor=chair).params
    RuleParam.objects.filter(code="bargaining.scope").update(value="any")
    with as_(chair):
        assert "bargaining.complete" in services.edit_offer(case.public_id, safety, actor=chair).params


# — Materials: each side gives what it was asked for —


def test_the_case_goes_on_when_whoever_was_asked_has_given() -> None:
    home = makers.house()
    case = makers.received(home)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(manager):
        services.reply(case.public_id, Answer(materials=["职工工资诉求说明"]), actor=manager)
    makers.seated(home, case, Side.EMPLOYER)
    with as_(chair):
        services.publicise(case.public_id, actor=chair)
        # The side that made the offer gives its own; the case waits for the other.
        services.give_materials(case.public_id, ["职工工资诉求说明"], actor=chair)
    assert makers.state_of(case) is State.REPS_ELECTED
    assert refusal_of(manager, lambda: services.give_materials(case.public_id, [makers.ASKED[0]], actor=manager)) == (
        "materials.missing"
    )
    assert queries.materials(makers.fresh(case), "worker") == (["职工工资诉求说明"], list(makers.ASKED))
    with as_(manager):
        services.give_materials(case.public_id, makers.ASKED, actor=manager)
    assert makers.state_of(case) is State.MATERIALS
    assert due_of(case, "bargaining.materials").ended_at is not None


def test_the_side_that_asked_may_go_on_without_but_not_alone_and_not_unseen() -> None:
    home = makers.house()
    case = makers.publicised(home)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    assert refusal_of(chair, lambda: services.give_materials(case.public_id, [], actor=chair)) == "materials.not_yours"
    assert refusal_of(manager, lambda: services.waive_materials(case.public_id, actor=manager)) == (
        "materials.nothing_asked"
    )
    with as_(chair):
        services.waive_materials(case.public_id, actor=chair)
    case = makers.fresh(case)
    assert (case.state, case.materials_given) == (State.MATERIALS, {"employer": "waived"})
    with as_(base.SYSTEM):
        assert "不等资料" in case.steps.order_by("-pk")[0].note


# — What takes a contract's place —


def changed(home: House, former: Case, procedure: str) -> Case:
    """An amendment or early end, published and not yet deposited."""
    chair, proof = makers.again(home.chair), makers.scan(former, "ground")
    with as_(chair):
        facts = makers.facts(special="grade", topics=makers.SHORT)
        later = services.open_case(
            side=Side.WORKER, employer=home.employer.public_id, facts=facts, request_key=uuid4().hex, actor=chair,
            change=Change(former.public_id, procedure, "as_agreed", "约定的条件出现了。", [proof]),
        )  # fmt: skip
    effective = makers.moment("2026-06-15 00:00")
    return makers.put(later, State.PUBLISHED, offered_on=base.TODAY, effective_at=effective)


@pytest.mark.parametrize("procedure", ["amend", "end"])
@pytest.mark.parametrize("state", [State.EFFECTIVE, State.PUBLISHED, State.MONITORING, State.EXPIRING])
def test_a_change_reaches_the_former_contract_wherever_in_force_it_stands(state: State, procedure: str) -> None:
    home = makers.house()
    former = makers.placed(home, state, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    later = changed(home, former, procedure)
    chair = makers.again(home.chair)
    with as_(chair):
        services.deposit(later.public_id, actor=chair)
    wanted = State.MODIFIED if procedure == "amend" else State.TERMINATED_EARLY
    former = makers.fresh(former)
    assert (former.state, former.ended_on) == (wanted, date(2026, 6, 15)), "from the day the later one took effect"
    # What only ends a contract is over with it; nobody reports on it.
    assert makers.state_of(later) is (State.MONITORING if procedure == "amend" else State.TERMINATED_EARLY)


def test_a_contract_being_disputed_over_gives_way_when_that_is_settled() -> None:
    home = makers.house()
    former = makers.placed(home, State.MONITORING, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    later = changed(home, former, "amend")
    chair = makers.again(home.chair)
    with as_(chair):
        services.claim_breach(former.public_id, "五月工资没有按时发", actor=chair)
        services.deposit(later.public_id, actor=chair)
        assert makers.state_of(former) is State.DISPUTE_PERFORM, "what is owed under it is still owed"
        services.settle(former.public_id, "已经补发", actor=chair)
    assert makers.state_of(former) is State.MODIFIED


# — An objection that came in time, entered late —


def silent(home: House) -> Case:
    """Received by the labour office on 17 June, in force by silence on 3 July, published."""
    case = makers.placed(home, State.FILED)
    makers.with_filing(case, base.TODAY)
    manager = makers.again(home.manager)
    with as_(manager):
        services.receive_filing(case.public_id, base.TODAY, actor=manager)
    system = makers.system_at(makers.moment("2026-07-03 06:00"))
    with as_(system):
        clock.mark_overdue(system)
        services.fall_silent(case.public_id, system)
    manager = makers.then(home, makers.moment("2026-07-06 09:00")).manager
    with as_(manager):
        services.publish(case.public_id, ["app"], actor=manager)
    return makers.fresh(case)


def late(case: Case, **given: object) -> Opinion:
    known: dict[str, object] = {
        "on": date(2026, 6, 30), "number": "滨人社审〔2026〕9 号", "objections": [OBJECTION],
        "delivered_on": date(2026, 7, 2), "paper": makers.scan(case, "opinion"),
    }  # fmt: skip
    return Opinion(**{**known, **given})  # type: ignore[arg-type]


def test_an_objection_that_came_in_time_undoes_silence_with_its_proof() -> None:
    home = makers.house()
    case = silent(home)
    member = base.worker(base.make_member(home.union).person)
    with as_(member):
        services.mark_read(case.public_id, actor=member)
    manager = makers.then(home, makers.moment("2026-07-07 09:00")).manager
    for given, code in (
        ({"delivered_on": None}, "opinion.delivered"),
        ({"delivered_on": date(2026, 6, 29)}, "opinion.delivered_before"),
        ({"delivered_on": date(2026, 7, 3)}, "opinion.late"),
        ({"on": date(2026, 7, 3)}, "opinion.late"),
        ({"paper": None}, "opinion.paper"),
        ({"paper": uuid4()}, "scan.not_here"),
        ({"paper": makers.scan(case, "signature")}, "scan.not_here"),
    ):
        opinion = late(case, **given)
        assert refusal_of(manager, lambda: services.examine(case.public_id, opinion, actor=manager)) == code  # noqa: B023
    assert makers.state_of(case) is State.PUBLISHED
    with as_(manager):
        services.examine(case.public_id, late(case), actor=manager)
    case = makers.fresh(case)
    assert (case.state, case.effective_at, case.published_at) == (State.OBJECTED, None, None)
    running = {row.rule for row in clocks.deadlines_of(case.public_id) if row.ended_at is None}
    assert not running & {"bargaining.publish", "bargaining.report_every"}, "nothing binds that one would report on"
    with as_(member):
        assert queries.published(case.public_id, member).publication.withdrawn_at is not None
    with as_(base.SYSTEM):
        events.drain(500)
        assert Notice.objects.filter(person_id=makers.person_of(member), kind="bargaining.withdrawn").count() == 1
        row = case.filings.get()
        assert (row.result, row.delivered_on) == ("objected", date(2026, 7, 2))
        # Mended and in force again, it stands behind the same code, and is to be read anew.
        poster = Publication.objects.get(case=case).poster_code
        Case.objects.filter(pk=case.pk).update(state=State.EFFECTIVE)
    manager = makers.then(home, makers.moment("2026-08-03 09:00")).manager
    with as_(manager):
        assert services.publish(case.public_id, ["app"], actor=manager).poster_code == poster
    with as_(member):
        assert not queries.has_read(case.public_id, member)
        later = makers.again(member, makers.moment("2026-08-04 09:00"))
        services.mark_read(case.public_id, actor=later)
        assert queries.has_read(case.public_id, later)
        assert Reading.objects.count() == 1


def test_what_was_said_to_be_lawful_or_never_received_in_time_stays_in_force() -> None:
    home = makers.house()
    case = silent(home)
    with as_(base.SYSTEM):
        case.filings.update(result="lawful")
    manager = makers.then(home, makers.moment("2026-07-07 09:00")).manager
    assert (
        refusal_of(manager, lambda: services.examine(case.public_id, late(case), actor=manager)) == "bargaining.state"
    )
    with as_(base.SYSTEM):
        case.filings.update(result="silence")
        Case.objects.filter(pk=case.pk).update(state=State.MONITORING, procedure="amend", former=case)
    assert refusal_of(manager, lambda: services.examine(case.public_id, late(case), actor=manager)) == (
        "opinion.superseded"
    )


# — Scans prove their own case —


def test_a_scan_is_of_this_case_and_of_the_right_sort() -> None:
    home, elsewhere = makers.house(), makers.house("另一家")
    case, other = makers.placed(home, State.CONGRESS_PASSED), makers.placed(elsewhere, State.CONGRESS_PASSED)
    draft = makers.with_text(case, base.TODAY)
    chair = makers.again(home.chair)
    for scan in (uuid4(), makers.scan(other), makers.scan(case, "receipt")):
        pen = Pen(draft.text_hash, Form.PAPER, attachment=scan)
        assert refusal_of(chair, lambda: services.sign(case.public_id, pen, actor=chair)) == "scan.not_here"  # noqa: B023
    with as_(chair):
        services.sign(case.public_id, Pen(draft.text_hash, Form.PAPER, attachment=makers.scan(case)), actor=chair)
    sent = makers.sent(elsewhere, special="wage")
    delivery, asking = sent.deliveries.get().public_id, makers.again(elsewhere.chair)
    receipt = Receipt("孙海", base.NOW, attachment=makers.scan(sent, "signature"))
    assert refusal_of(asking, lambda: services.prove(delivery, receipt, actor=asking)) == "scan.not_here"
    talking = makers.placed(makers.house("第三家"), State.NEGOTIATING)
    leading = makers.again(base.worker(chief_of(talking, Side.EMPLOYER)))
    wanted = Break("核账", date(2026, 6, 20))
    assert refusal_of(leading, lambda: services.suspend(talking.public_id, wanted, actor=leading, paper=uuid4())) == (
        "scan.not_here"
    )


def chief_of(case: Case, side: Side) -> Person:
    with as_(base.SYSTEM):
        found = case.participants.get(side=side, role="chief").person
    assert found is not None
    return found


# — Who may still look —


def test_who_handled_papers_by_office_loses_the_case_with_it() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    clerk = base.officer_of(home.union, *makers.WORKER_DUTIES, name="陈办")
    with as_(clerk):
        services.take_part(case.public_id, actor=clerk)
        office = Office.objects.get(person_id=makers.person_of(clerk))
    assert access.part_in(case.public_id, makers.again(clerk)) == Side.WORKER
    with as_(base.SYSTEM):
        orgs.end_office(office.public_id, actor=base.SYSTEM, reason="调离")
        events.drain(500)
    gone = makers.again(clerk)
    assert access.part_in(case.public_id, gone) == ""
    with as_(gone):
        assert not Case.objects.filter(pk=case.pk).exists()
    # The chief led by election as well as by office: her seat is for the workers to fill.
    assert access.part_in(case.public_id, makers.again(home.chair)) == Side.WORKER


def test_an_office_whose_term_runs_out_is_noticed_the_next_day() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    clerk = base.officer_of(home.employer, *makers.EMPLOYER_DUTIES, name="郑办")
    with as_(clerk):
        services.take_part(case.public_id, actor=clerk)
    with as_(base.SYSTEM):
        Office.objects.filter(person_id=makers.person_of(clerk)).update(ends_on=date(2026, 6, 30))
    for day, part in (("2026-06-29", Side.EMPLOYER), ("2026-06-30", "")):
        system = makers.system_at(makers.moment(f"{day} 00:05"))
        services.run_clocks(system)
        assert access.part_in(case.public_id, makers.again(clerk, system.now)) == part


def test_a_number_is_nowhere_in_the_rows_of_a_seat() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    chair, number = makers.again(home.chair), base.mobile()
    with as_(chair):
        services.name_delegate(case.public_id, Seat("许明", number, chosen_on=date(2026, 6, 10)), actor=chair)
    for actor in (home.above, chair, makers.again(home.manager)):
        with as_(actor):
            assert number not in str(list(Participant.objects.values()))


def test_a_name_that_is_there_already_is_asked_about() -> None:
    home = makers.house()
    case = makers.placed(home, State.REPLIED)
    chair, manager = makers.again(home.chair), makers.again(home.manager)
    with as_(chair):
        services.name_delegate(case.public_id, Seat("许明", chosen_on=date(2026, 6, 10)), actor=chair)
    for seat in (Seat("许明", origin="appointed"), Seat("许明", base.mobile(), origin="appointed")):
        code = refusal_of(manager, lambda: services.name_delegate(case.public_id, seat, actor=manager))  # noqa: B023
        assert code == "delegates.same_name"
    # Twice on one's own list too; and the minutes are kept by nobody's delegate.
    again = Seat("许明", chosen_on=date(2026, 6, 10))
    assert (
        refusal_of(chair, lambda: services.name_delegate(case.public_id, again, actor=chair)) == "delegates.same_name"
    )
    number = base.mobile()
    assert refusal_of(chair, lambda: services.appoint_recorder(case.public_id, "许明", number, actor=chair)) == (
        "delegates.same_name"
    )
    with as_(manager):
        other = Seat("许明", base.mobile(), origin="appointed", namesake=True)
        services.name_delegate(case.public_id, other, actor=manager)
        assert not [each for each in queries.case(case.public_id, manager).findings if "same" in each.code]
    # Entered without the question (an older row): it is asked before anybody is publicised.
    with as_(base.SYSTEM):
        Participant.objects.filter(case=case, name="许明").update(namesake=False)
    assert refusal_of(chair, lambda: services.publicise(case.public_id, actor=chair)) == "delegates.same_name"


# — The draft page —


def test_what_is_still_open_is_not_said_to_lack_as_well() -> None:
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING, special="wage")
    with as_(base.SYSTEM):
        for number, code in enumerate(("wage.piece_rates", "wage.pay_day"), 2):
            case.items.create(number=number, clause=code, title=code, asked_by="worker")
    chair = makers.again(home.chair)
    with as_(chair):
        page = queries.draft_page(case.public_id, chair)
        lacking = [each.params["articles"] for each in page.findings if each.code == "draft.lacking"]
        said = str(lacking)
        assert lacking
        assert "19(一)" not in said, "piece rates are on the agenda: named among what is open"
        case.items.exclude(clause="wage.pay_day").update(set_aside=True)
        again = str([each.params["articles"] for each in queries.draft_page(case.public_id, chair).findings
                     if each.code == "draft.lacking"])  # fmt: skip
        assert "19(一)" in again, "left for another time, it lacks"


# — By the schedule —


def due_of(case: Case, rule: str) -> Deadline:
    with as_(base.SYSTEM):
        return Deadline.objects.filter(subject_id=case.public_id, rule=rule).latest("started_at")


def run_the_schedule(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Whatever the worker would find due at a moment: queued by its time, run, and what follows from it handled."""
    moment = makers.moment(at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    queued: list[str] = []
    monkeypatch.setattr(queue, "put", lambda _task, *, lock, name: queued.append(name))
    with scope(base.SYSTEM):
        scheduling.queue_due(moment)
    for name in queued:
        if name.split(".")[0] in {"clock", "bargaining"}:
            scheduling.run_scheduled(name)
    with scope(base.SYSTEM):
        while events.drain(500):
            pass


def test_days_bring_what_they_bring_through_the_real_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(base.SYSTEM):
        scheduling.write_down(base.NOW)
    firms = {name: makers.house(name) for name in ("沉默", "不答", "续签", "中止", "届满")}
    filed = makers.placed(firms["沉默"], State.FILED)
    makers.with_filing(filed, base.TODAY)
    manager = makers.again(firms["沉默"].manager)
    with as_(manager):
        services.receive_filing(filed.public_id, base.TODAY, actor=manager)
    asked = makers.received(firms["不答"])
    bound = makers.placed(firms["续签"], State.MONITORING, starts_on=date(2025, 9, 1), ends_on=date(2026, 9, 28))
    over = makers.placed(firms["届满"], State.EXPIRING, starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30))
    resting = makers.placed(firms["中止"], State.NEGOTIATING)
    chair = makers.again(firms["中止"].chair)
    wanted = Break("核账", date(2026, 6, 20), "三楼")
    with as_(chair):
        services.suspend(resting.public_id, wanted, actor=chair)

    run_the_schedule(monkeypatch, "2026-06-19 08:00")
    assert (makers.state_of(resting), makers.state_of(filed)) == (State.SUSPENDED, State.FILED)
    run_the_schedule(monkeypatch, "2026-06-20 08:00")
    assert makers.state_of(resting) is State.NEGOTIATING, "the day both agreed on has come"
    with as_(base.SYSTEM):
        told = Notice.objects.filter(kind="bargaining.suspension_over").values_list("person_id", flat=True)
        seats = resting.participants.filter(person__isnull=False).values_list("person_id", flat=True)
        assert set(seats) == set(told), "both sides hear of it"
        assert Suspension.objects.get(case=resting).ended_on == date(2026, 6, 20)
    run_the_schedule(monkeypatch, "2026-06-30 08:00")
    with as_(base.SYSTEM):
        assert not Notice.objects.filter(kind="bargaining.due").exists(), "no sooner than two days ahead"
    run_the_schedule(monkeypatch, "2026-07-01 08:00")
    assert [makers.state_of(each) for each in (filed, bound, over, asked)] == [
        State.FILED, State.EXPIRING, State.EXPIRED, State.OFFER_SENT,
    ]  # fmt: skip
    with as_(base.SYSTEM):
        reminded = set(Notice.objects.filter(kind="bargaining.due").values_list("person_id", flat=True))
    assert makers.person_of(firms["不答"].manager) in reminded, "two days ahead, whoever has to answer"
    assert makers.person_of(firms["沉默"].manager) not in reminded, "the labour office keeps its own time"
    run_the_schedule(monkeypatch, "2026-07-04 08:00")
    filed, asked = makers.fresh(filed), makers.fresh(asked)
    assert (filed.state, filed.effective_at) == (State.EFFECTIVE, makers.moment("2026-07-03 00:00")), "to the minute"
    assert asked.state == State.OFFER_OVERDUE
    with as_(base.SYSTEM):
        following = Case.objects.get(former=bound)
        # Ninety days before 28 September.
        assert (following.state, following.deliveries.count(), following.offered_on) == (State.INIT, 0, None), "a draft"
        assert Notice.objects.filter(kind="bargaining.over", person_id=makers.person_of(firms["不答"].manager)).exists()
    # Nothing of it happens twice.
    run_the_schedule(monkeypatch, "2026-07-05 08:00")
    with as_(base.SYSTEM):
        assert Case.objects.filter(former=bound).count() == 1
        assert Notice.objects.filter(kind="bargaining.suspension_over").count() == len(set(told))
