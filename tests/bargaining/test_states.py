"""The table equals the diagram of RULES §2.1, and whatever both sides do, nobody is left without a next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hexian.domains.bargaining import access, services, texts
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import BRANCHES, CASE, ENDED, POSTS, Act, Side, State, Turn
from hexian.domains.bargaining.services import Break, Opinion, Package, Pen, Vote, drafting, superseding
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline
from tests import makers as base
from tests.bargaining import makers
from tests.makers import as_

S = State
#: RULES §2.1, arrow by arrow; «{A|B}→C» is an arrow from each.
DIAGRAM = {
    (S.INIT, S.OFFER_SENT),
    (S.OFFER_SENT, S.REPLIED), (S.OFFER_SENT, S.OFFER_OVERDUE), (S.OFFER_SENT, S.REFUSED),
    (S.REPLIED, S.REPS_ELECTED), (S.OFFER_OVERDUE, S.REPS_ELECTED), (S.REFUSED, S.REPS_ELECTED),
    (S.REPS_ELECTED, S.MATERIALS), (S.MATERIALS, S.NEGOTIATING),
    (S.NEGOTIATING, S.SUSPENDED), (S.SUSPENDED, S.NEGOTIATING), (S.NEGOTIATING, S.DRAFT_AGREED),
    (S.DRAFT_AGREED, S.CONGRESS_SUBMITTED),
    (S.CONGRESS_SUBMITTED, S.CONGRESS_PASSED), (S.CONGRESS_SUBMITTED, S.CONGRESS_REJECTED),
    (S.CONGRESS_REJECTED, S.NEGOTIATING), (S.CONGRESS_PASSED, S.SIGNED),
    (S.SIGNED, S.FILED), (S.FILED, S.OBJECTED), (S.OBJECTED, S.REVISING), (S.REVISING, S.FILED), (S.FILED, S.EFFECTIVE),
    (S.EFFECTIVE, S.PUBLISHED), (S.PUBLISHED, S.MONITORING),
    (S.MONITORING, S.MODIFIED), (S.MONITORING, S.TERMINATED_EARLY), (S.MONITORING, S.EXPIRING),
    (S.EXPIRING, S.RENEWAL), (S.EXPIRING, S.EXPIRED),
    (S.CONGRESS_PASSED, S.SIGN_REFUSED),
}  # fmt: skip
#: Arrows the diagram leaves open, each with its reason.
ADDED: Mapping[tuple[S, S], str] = {
    (S.OFFER_OVERDUE, S.REPLIED): "a late answer is an answer (§2.5: refusing is unlawful, answering late is late)",
    (S.REFUSED, S.REPLIED): "who refused may think better of it",
    (S.OFFER_OVERDUE, S.REFUSED): "silence may turn into a refusal",
    (S.DRAFT_AGREED, S.DRAFT_AGREED): "the employer's text may be mended until the congress has it (杭州 27)",
    (S.SIGN_REFUSED, S.SIGNED): "the remedy of a refused signature is the signature (杭州 47(一))",
    (S.REVISING, S.CONGRESS_SUBMITTED): "a change of substance goes before the congress again (§2.5)",
    **{(here, S.OBJECTED): "an objection that came in time and was entered late: there was no silence (浙江 34)"
       for here in (S.EFFECTIVE, S.PUBLISHED, S.MONITORING)},
    **{(here, there): "a contract in force may be changed or ended early wherever its papers are (浙江 31, 32)"
       for here in (S.EFFECTIVE, S.PUBLISHED, S.EXPIRING) for there in (S.MODIFIED, S.TERMINATED_EARLY)},
    **{(here, there): "a term ends on its day, whatever nobody entered meanwhile (浙江 30)"
       for here in (S.EFFECTIVE, S.PUBLISHED) for there in (S.RENEWAL, S.EXPIRED)},
    **{(here, S.DISPUTE_SIGN): "side branch: while there is no contract (浙江 39)" for here in (
        S.OFFER_OVERDUE, S.REFUSED, S.NEGOTIATING, S.SUSPENDED, S.SIGN_REFUSED)},
    **{(here, S.DISPUTE_PERFORM): "side branch: while it binds (浙江 40)" for here in (S.MONITORING, S.EXPIRING)},
    **{(here, S.UNLAWFUL): "side branch: the union above gives its opinion (杭州 43)" for here in (
        S.OFFER_OVERDUE, S.REFUSED, S.REPS_ELECTED, S.MATERIALS, S.NEGOTIATING, S.SIGN_REFUSED, S.SIGNED,
        S.MONITORING)},
}  # fmt: skip


def test_the_table_is_the_diagram_and_what_is_added_says_why() -> None:
    assert {(here, there) for (here, _act), there in CASE.items()} == DIAGRAM | set(ADDED)
    assert not DIAGRAM & set(ADDED)


def reachable() -> set[S]:
    """Every state some way leads to."""
    found, news = {S.INIT}, {S.INIT}
    while news:
        news = {there for (here, _act), there in CASE.items() if here in news} - found
        found |= news
    return found


@pytest.mark.parametrize("state", S)
def test_every_state_is_reachable_and_has_an_owner_a_next_step_and_a_clock_or_a_reason(state: S) -> None:
    assert state in reachable()
    post = POSTS[state]
    onward = [act for act in Act if states.may(state, act)]
    assert (post.turn is Turn.NOBODY) == (state in ENDED)
    assert bool(onward) == (state not in ENDED)
    assert post.clock or post.why_none
    assert not post.why_none or post.why_none in texts.NO_CLOCK


@given(walk=st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_branches_go_back_where_they_came_from_and_nothing_leaves_an_ended_state(walk: list[int]) -> None:
    state, came_from = S.INIT, ""
    for step in walk:
        onward = [act for act in Act if states.may(state, act)]
        if not onward:
            assert state in ENDED
            with pytest.raises(Refused):
                states.next_state(state, list(Act)[step % len(Act)], came_from)
            return
        act = onward[step % len(onward)]
        following = states.next_state(state, act, came_from)
        if state in BRANCHES:
            assert (act, following) == (Act.SETTLE, came_from)
        came_from = state if following in BRANCHES else ""
        state = following


def test_whose_turn_it_is_follows_who_made_the_offer() -> None:
    assert states.turn_of(S.INIT, Side.EMPLOYER) is Turn.EMPLOYER
    assert states.turn_of(S.OFFER_SENT, Side.EMPLOYER) is Turn.WORKER
    assert states.turn_of(S.OFFER_OVERDUE, Side.WORKER) is Turn.EMPLOYER


# — Through the services —


def code_of(act: Callable[[], object]) -> str:
    """The code an act is refused with; empty when it is done."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    except Case.DoesNotExist:
        return "out of reach"
    return ""


class Bargaining(RuleBasedStateMachine):
    """Both sides, the union above, the labour office and the clock act in any order; the table decides."""

    def __init__(self) -> None:
        super().__init__()
        self.home = makers.house()
        self.case = makers.opened(self.home, special="grade", topics=makers.SHORT)
        makers.seated(self.home, self.case, Side.WORKER)
        self.now, self.state, self.came_from = base.NOW, S.INIT, ""

    # What may be done is done, one way or another, half of the time; so that walks get far.
    @rule(chosen=st.integers(0, 40))
    def onward(self, chosen: int) -> None:
        acts = [act for act in Act if states.may(self.state, act)]
        if acts:
            self.act(acts[chosen % len(acts)])

    @rule(act=st.sampled_from(Act))
    def anything(self, act: Act) -> None:
        self.act(act)

    def act(self, act: Act) -> None:
        allowed = states.may(self.state, act)
        before = makers.fresh(self.case)
        self.by("chair")
        if allowed:
            self.prepare(act)
        code = code_of(lambda: self.do(act))
        after = makers.fresh(self.case)
        if allowed:
            following = states.next_state(self.state, act, self.came_from)
            assert (code, after.state) == ("", following), f"{act} from {self.state}: {code}"
            self.came_from = self.state if following in BRANCHES else ""
            self.state = following
            return
        assert after.state == before.state, f"{act} from {self.state} moved to {after.state}"
        assert code or after.version == before.version, f"{act} from {self.state} left something"

    def by(self, who: str) -> Actor:
        """Somebody of the house now; makers find everybody at this moment too."""
        self.home = makers.then(self.home, self.now)
        held: Actor = getattr(self.home, who)
        return held

    def do(self, act: Act) -> None:
        theirs = {Act.REPLY, Act.ADOPT, Act.FILE, Act.OBJECT, Act.GIVE_MATERIALS, Act.PUBLISH}
        who = "above" if act is Act.FIND_UNLAWFUL else "manager" if act in theirs else "chair"
        program = act in {Act.LAPSE, Act.PASS, Act.REJECT, Act.TAKE_EFFECT, Act.WINDOW, Act.EXPIRE, Act.RENEW,
                          Act.MODIFY, Act.END_EARLY}  # fmt: skip
        actor = makers.system_at(self.now) if program else self.by(who)
        with as_(actor):
            self.verb(act, actor)

    def verb(self, act: Act, actor: Actor) -> None:
        case_id = self.case.public_id
        given: dict[Act, Callable[[], object]] = {
            Act.SEND_OFFER: lambda: services.send_offer(case_id, services.Sending(), actor=actor),
            Act.REPLY: lambda: services.reply(case_id, services.Answer(), actor=actor),
            Act.LAPSE: lambda: services.lapse(case_id, actor),
            Act.REFUSE: lambda: services.refuse(case_id, "电话答复不协商", actor=actor),
            Act.PUBLICISE: lambda: services.publicise(case_id, actor=actor),
            Act.GIVE_MATERIALS: lambda: services.give_materials(case_id, makers.ASKED, actor=actor),
            Act.MEET: lambda: services.open_room(case_id, actor=actor),
            Act.SUSPEND: lambda: services.suspend(case_id, Break("再算一算", self.day(1)), actor=actor),
            Act.RESUME: lambda: services.resume(case_id, actor=actor),
            Act.ADOPT: lambda: services.adopt(case_id, self.read(), actor=actor),
            Act.SUBMIT: lambda: self.submit(actor),
            Act.PASS: lambda: services.take_result(case_id, self.vote(carried=True), actor),
            Act.REJECT: lambda: services.take_result(case_id, self.vote(carried=False), actor),
            Act.REVISE: lambda: self.revise(actor),
            Act.SIGN: self.sign,
            Act.REFUSE_SIGN: lambda: services.refuse_to_sign(case_id, "企业方首席代表不签", actor=actor),
            Act.FILE: lambda: services.file(case_id, Package(self.day(), 5, late_reason="（演示）"), actor=actor),
            Act.OBJECT: lambda: services.examine(case_id, self.objection(), actor=actor),
            Act.TAKE_EFFECT: lambda: services.fall_silent(case_id, actor),
            Act.PUBLISH: lambda: services.publish(case_id, ["app"], actor=actor),
            Act.DEPOSIT: lambda: services.deposit(case_id, actor=actor),
            Act.MODIFY: lambda: self.supersede("amend", actor),
            Act.END_EARLY: lambda: self.supersede("end", actor),
            Act.WINDOW: lambda: services.open_windows(actor),
            Act.RENEW: lambda: services.end_terms(actor),
            Act.EXPIRE: lambda: services.end_terms(actor),
            Act.ASK_COORDINATION: lambda: services.ask_coordination(case_id, "谈不拢", actor=actor),
            Act.CLAIM_BREACH: lambda: services.claim_breach(case_id, "没有按时发", actor=actor),
            Act.FIND_UNLAWFUL: lambda: services.find_unlawful(case_id, "拒绝提供资料", actor=actor),
            Act.SETTLE: lambda: services.settle(case_id, "已经办妥", actor=actor),
        }  # fmt: skip
        given[act]()

    def day(self, ahead: int = 0) -> date:
        return (self.now + timedelta(hours=8, days=ahead)).date()

    def vote(self, *, carried: bool) -> Vote:
        draft = makers.fresh(self.case).drafts.order_by("-number").first()
        return Vote(draft.text_hash if draft else "", carried, self.day(), 54, 50, 40 if carried else 20)

    def read(self) -> str:
        """The hash of the text as it stands."""
        with as_(base.SYSTEM):
            return text_hash(drafting.body_of(makers.fresh(self.case)))

    def submit(self, actor: Actor) -> None:
        """From a revision the employer's chief hands in the mended text herself."""
        if self.state is not S.REVISING:
            services.submit(self.case.public_id, actor=actor)
            return
        manager = self.by("manager")
        with as_(manager):
            services.adopt_revision(self.case.public_id, self.read(), substantive=True, actor=manager)

    def revise(self, actor: Actor) -> None:
        verb = services.answer_objection if self.state is S.OBJECTED else services.revise
        verb(self.case.public_id, actor=actor)

    def objection(self) -> Opinion:
        """Today's; once silence has made the contract effective, one that reached both sides before, with its paper."""
        if self.state not in services.SILENT:
            return Opinion(self.day(), objections=[OBJECTION])
        day = makers.received_on(self.case)
        paper = makers.scan(self.case, "opinion")
        return Opinion(day, objections=[OBJECTION], delivered_on=day + timedelta(days=15), paper=paper)

    def sign(self) -> None:
        draft = makers.fresh(self.case).drafts.order_by("-number").first()
        pen = Pen(draft.text_hash if draft else "", Form.PAPER, attachment=makers.scan(self.case))
        for who in ("chair", "manager"):
            actor = self.by(who)
            with as_(actor):
                side = access.part_in(self.case.public_id, actor)
                if draft is None or not draft.signatures.filter(side=side).exists():
                    services.sign(self.case.public_id, pen, actor=actor)

    def supersede(self, procedure: str, actor: Actor) -> None:
        """As the deposit of an amendment, or of an early end, does."""
        later = makers.fresh(self.case)
        later.procedure, later.starts_on = procedure, self.day()
        superseding.supersede(self.case, later, actor)

    def prepare(self, act: Act) -> None:
        """What a step needs besides the state: papers, time, the other side's part."""
        ready: dict[Act, Callable[[], object]] = {
            Act.REPLY: lambda: makers.join(self.home, self.case), Act.LAPSE: self.let_the_answer_lapse,
            Act.PUBLICISE: self.seat_everybody, Act.MEET: self.promise,
            Act.ADOPT: self.settle_and_set_term, Act.SIGN: self.unsigned, Act.OBJECT: self.receive,
            Act.SUBMIT: self.settle_again, Act.FILE: self.mend_and_sign, Act.TAKE_EFFECT: self.wait_in_silence,
            Act.WINDOW: lambda: self.wait_for(self.ends() - timedelta(days=60)),
            Act.EXPIRE: self.last_day_over, Act.RENEW: lambda: self.last_day_over(offered=True),
        }  # fmt: skip
        if act in ready:
            ready[act]()

    def ends(self) -> datetime:
        last = makers.fresh(self.case).ends_on
        assert last is not None
        return makers.moment(f"{last} 12:00")

    def wait_for(self, when: datetime) -> None:
        self.now = max(self.now, when)

    def last_day_over(self, *, offered: bool = False) -> None:
        self.wait_for(self.ends() + timedelta(days=2))
        with as_(makers.system_at(self.now)):
            services.open_windows(makers.system_at(self.now))  # what days bring, also to one not published yet
            following = Case.objects.filter(former=self.case, procedure="conclude")
            assert following.count() == 1
            following.update(state=S.OFFER_SENT if offered else S.INIT, offered_on=self.day())

    def let_the_answer_lapse(self) -> None:
        makers.join(self.home, self.case)
        manager = self.by("manager")
        with as_(manager):
            delivery = self.case.deliveries.get()
            if delivery.received_at is None:
                services.confirm(delivery.public_id, actor=manager)
        self.now += timedelta(days=20)
        with as_(makers.system_at(self.now)):
            clock.mark_overdue(makers.system_at(self.now))

    def seat_everybody(self) -> None:
        makers.join(self.home, self.case)
        with as_(base.SYSTEM):
            here = self.case.participants.filter(side=Side.EMPLOYER, role="chief").exists()
        if not here:
            makers.seated(self.home, self.case, Side.EMPLOYER)

    def promise(self) -> None:
        makers.promised(self.home, self.case)

    def settle_and_set_term(self) -> None:
        makers.settle_all(self.home, self.case)
        manager = self.by("manager")
        # A day more after each objection: the very text that was objected to is not filed again.
        days = 364 + makers.fresh(self.case).filings.count()
        with as_(manager):
            services.set_term(self.case.public_id, self.day(30), self.day(30 + days), actor=manager)

    def settle_again(self) -> None:
        if self.state is S.REVISING:
            self.settle_and_set_term()

    def unsigned(self) -> None:
        assert makers.fresh(self.case).passed_on is not None

    def mend_and_sign(self) -> None:
        """After an objection: the clause is agreed anew, the text adopted and signed, without another congress."""
        if self.state is not S.REVISING:
            return
        # Other words for the same agreement, and others than those objected to before.
        times = makers.fresh(self.case).filings.count()
        makers.settle_all(self.home, self.case, {makers.SHORT[0]: Typed(text=f"按双方{'共同' * times}约定办理。")})
        manager = self.by("manager")
        with as_(manager):
            services.adopt_revision(self.case.public_id, self.read(), substantive=False, actor=manager)
        self.sign()

    def receive(self) -> None:
        if self.state in services.SILENT:
            return
        manager = self.by("manager")
        with as_(manager):
            if self.case.filings.order_by("-number")[0].received_at is None:
                services.receive_filing(self.case.public_id, self.day(), actor=manager)

    def wait_in_silence(self) -> None:
        self.receive()
        self.now += timedelta(days=25)

    @invariant()
    def nobody_is_left_alone(self) -> None:
        case = makers.fresh(self.case)
        assert (case.state, case.branch_from) == (self.state, self.came_from)
        with as_(base.SYSTEM):
            running = list(Deadline.objects.filter(subject_id=case.public_id, ended_at__isnull=True))
        post = POSTS[self.state]
        assert running or post.why_none, f"{self.state}: no clock, and no reason for none"
        assert (post.turn is Turn.NOBODY) == (self.state in ENDED)
        assert any(states.may(self.state, act) for act in Act) != (self.state in ENDED)
        assert not (self.state in ENDED and running)
        assert case.due_at == min((each.due_at for each in running), default=None)


OBJECTION = {"clause": makers.SHORT[0], "words": "起算日不明", "basis": "浙江集体合同条例 19", "remedy": "写明日期"}


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.thorough
def test_whatever_is_done_in_whatever_order_the_table_holds() -> None:
    run_state_machine_as_test(
        Bargaining,
        settings=settings(
            max_examples=6, stateful_step_count=24, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


#: Ways that between them use every arrow of the table.
WAYS = tuple(
    way.split()
    for way in """
    send_offer lapse refuse reply publicise give_materials meet suspend ask_coordination settle resume adopt adopt \
    submit reject revise adopt submit pass refuse_sign ask_coordination settle find_unlawful settle sign \
    find_unlawful settle file object revise file object revise submit pass sign file take_effect publish deposit \
    claim_breach settle find_unlawful settle window claim_breach settle renew
    send_offer refuse ask_coordination settle find_unlawful settle publicise find_unlawful settle give_materials \
    find_unlawful settle meet find_unlawful settle ask_coordination settle adopt submit pass sign file take_effect \
    publish deposit modify
    send_offer lapse ask_coordination settle find_unlawful settle reply publicise give_materials meet adopt submit \
    pass sign file take_effect object revise file take_effect publish object revise file take_effect publish deposit \
    object revise file take_effect publish deposit window expire
    send_offer lapse publicise give_materials meet adopt submit pass sign file take_effect publish deposit end_early
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish deposit end_early
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect renew
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect expire
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish renew
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish expire
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect modify
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect end_early
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish modify
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish end_early
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish deposit window modify
    send_offer reply publicise give_materials meet adopt submit pass sign file take_effect publish deposit window \
    end_early
    """.strip().splitlines()
)


@pytest.mark.django_db
@pytest.mark.thorough
@pytest.mark.parametrize("way", range(len(WAYS)))
def test_every_arrow_is_walked_through_the_services(way: int) -> None:
    walk = Bargaining()
    for act in WAYS[way]:
        walk.act(Act(act))
        walk.nobody_is_left_alone()
    assert walk.state in ENDED
    assert code_of(lambda: walk.do(Act.SETTLE)) == "bargaining.state"


def test_the_ways_use_every_arrow() -> None:
    used = set()
    for way in WAYS:
        state, came_from = S.INIT, ""
        for act in way:
            used.add((state, act))
            following = states.next_state(state, act, came_from)
            came_from = state if following in BRANCHES else ""
            state = following
    assert {(state, str(act)) for state, act in CASE} <= used
