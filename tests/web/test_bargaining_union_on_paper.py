"""An enterprise union with nobody in the program: its pages entered by its employer, its congress held from above.

From its offer on paper to the contract all staff read, through a rejection; what the employer may not enter, who hears
of what it does, and what the union's people say of it once they come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import notices, services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.states import Side, State, other
from hexian.domains.decisions.models import Motion, Sitting
from hexian.domains.orgs.models import Office
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock import services as clock
from hexian.foundation.events.services import drain
from tests import makers as base
from tests.bargaining import makers
from tests.bargaining.watch import Watch, worn
from tests.conftest import NOW
from tests.decisions import makers as make
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer
from tests.web.test_bargaining_end_voted import COUNT, opened, sitting_of
from tests.web.test_bargaining_paper_offer import asked_to_end, at_her_desk, page, text_of, told, written

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
ELECTED = {"role": "rep", "origin": "elected", "sex": "女", "post": "装配", "chosen_on": "2026-06-10",
           "votes": "50", "voters": "54"}  # fmt: skip
TERM = {"starts_on": "2026-08-01", "ends_on": "2027-07-31", "womens_content": "within"}


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return worn(monkeypatch, NOW + timedelta(minutes=5))


def house() -> makers.House:
    """A firm whose union has no officer here: her office is over, the one above has two people."""
    home = makers.house()
    with as_(base.SYSTEM):
        Office.objects.filter(person_id=makers.person_of(home.chair)).delete()
    return home


def offered(home: makers.House, **given: Any) -> Case:
    """The union's sealed offer, entered by the employer it was handed to."""
    known = {"handed_by": "工会王主席", "chief_name": "王建国", "materials": "上年度技能人才名册"}
    at_her_desk(home, "manager").post("bargaining:note_offer", **written(home, **{**known, **given}))
    with as_(base.SYSTEM):
        return Case.objects.select_related("union", "employer").latest("pk")


def listed(home: makers.House) -> Case:
    """Answered by a link, five and five named: the union's from its page, the employer's own."""
    case = offered(home)
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    manager.post("bargaining:reply", case_id, version=makers.fresh(case).version, way="paper", note="同意")
    for n in "一二三四":
        manager.post("bargaining:paper_list", case_id, **ELECTED, name=f"刘{n}工")
    assert told()[makers.person_of(home.above)] == [notices.UNION_AWAY], (
        "its page came once; the answer is no page of it"
    )
    makers.seated(replace(home, manager=makers.again(home.manager, timezone.now())), case, Side.EMPLOYER)
    return makers.fresh(case)


def publicised(home: makers.House) -> Case:
    case = listed(home)
    at_her_desk(home, "manager").post(
        "bargaining:publicise", case.public_id, version=case.version, on="2026-06-16", photo=page("公示.pdf")
    )
    return makers.fresh(case)


def adopted(home: makers.House, watch: Watch) -> Case:
    """At the table, the one clause agreed on the union's page, the text adopted and handed to the congress."""
    case = publicised(home)
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    given = {"provided": ["上年度技能人才名册"]}
    manager.post("bargaining:materials", case_id, version=makers.fresh(case).version, **given)
    manager.post("bargaining:promise", case_id)
    watch.put("2026-07-13 09:05")
    manager = at_her_desk(home, "manager")
    manager.post("bargaining:room", case_id)
    actor = makers.again(home.manager, timezone.now())
    with as_(actor):
        item = case.items.get()
        row = services.propose(item.public_id, makers.typed(item.clause), key=uuid4(), actor=actor)
    manager.post("bargaining:paper_talk", case_id, proposals=str(row.public_id), photo=page())
    manager.post("bargaining:draft", case_id, **TERM)
    return handed(home, case)


def handed(home: makers.House, case: Case) -> Case:
    manager = at_her_desk(home, "manager")
    manager.post("bargaining:adopt", case.public_id, hash=text_of(case))
    manager.post("bargaining:submit", case.public_id)
    return makers.fresh(case)


def voted(home: makers.House, case: Case, second: Actor, **count: int) -> Motion:
    """Its congress, held by the union above: put to a sitting, counted by two of its people."""
    above, teller = at_her_desk(home, "above"), desk.at_the_desk(makers.again(second, timezone.now()))
    with as_(base.SYSTEM):
        body = make.full(home.union, replace(home.above, now=timezone.now())) if not Sitting.objects.exists() else None
        body_id = body.public_id if body else Sitting.objects.latest("pk").body.public_id
    sitting = sitting_of(above, body_id)
    assert "在这次会上表决" in above.get("bargaining:congress", case.public_id), "also after a text was rejected"
    above.post("bargaining:congress", case.public_id, sitting=str(sitting.public_id))
    with as_(base.SYSTEM):
        motion = Motion.objects.latest("pk")
    opened(above, sitting)
    for officer in (above, teller):
        officer.post("decisions:count", motion.public_id, **{**COUNT, **count})
    above.post("decisions:move", motion.public_id, "close")
    above.post("decisions:do", sitting.public_id, "close")
    with as_(base.SYSTEM):
        motion.refresh_from_db()
    return motion


def steps(case: Case, act: str) -> list[tuple[str, UUID | None, str]]:
    with as_(base.SYSTEM):
        return list(case.steps.filter(act=act, side="worker").values_list("by_name", "paper", "note"))


def test_a_unions_offer_on_paper_is_its_own_and_the_union_above_hears_of_it() -> None:
    home = house()
    manager = at_her_desk(home, "manager")
    assert "登记收到的要约书" in manager.get("bargaining:desk")
    assert "工会用纸发来了要约书" in manager.get("bargaining:new")
    form = manager.get("bargaining:note_offer")
    assert "登记职工方的纸质要约书" in form
    assert "职代会不能代办" in form
    assert "职工方首席代表" in form
    assert "请上传职工方盖章的要约书" in manager.post(
        "bargaining:note_offer", status=422, **written(home, photo=None, chief_name="王建国")
    )
    case = offered(home)
    with as_(base.SYSTEM):
        sent, chief = case.deliveries.get(), case.participants.get(role="chief")
        handles = case.participants.get(role="handler")
        entry = AuditEntry.objects.get(event="bargaining.offer_sent")
    assert (case.offered_by, case.state, case.offered_on) == (Side.WORKER, State.OFFER_SENT, date(2026, 6, 12))
    assert (sent.to_side, sent.received_by, handles.side) == ("employer", "孙海", "employer")
    assert (chief.name, chief.side, chief.heads) == ("王建国", Side.WORKER, True)
    assert (entry.actor_name, entry.facts["page"]) == ("孙海", str(sent.attachment))
    assert told()[makers.person_of(home.above)] == [notices.UNION_AWAY]
    assert "（照纸面登记）" in at_her_desk(home, "above").get("bargaining:case", case.public_id)


def test_an_employer_without_a_union_of_its_own_has_no_offer_of_one_to_enter() -> None:
    home = makers.house()
    with as_(base.SYSTEM):
        type(home.union).objects.filter(pk=home.union.pk).update(employer=None)
    given = written(home, chief_name="王建国")
    said = at_her_desk(home, "manager").post("bargaining:note_offer", status=422, **given)
    assert "还没有工会" in said
    with as_(base.SYSTEM):
        assert not Case.objects.exists()


def test_publicity_is_entered_from_the_unions_notice_and_from_its_own_day() -> None:
    home = house()
    case = listed(home)
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    assert "登记工会的公示" in manager.get("bargaining:case", case_id)
    assert "公示由工会做" in manager.get("bargaining:publicise", case_id)
    for given, sentence in (
        ({"on": "2026-06-16"}, "请上传工会盖章的代表公示"),
        ({"on": "2026-06-18", "photo": page()}, "还没有到"),
        ({"on": "2026-06-09", "photo": page()}, "公示不能早于那一天"),
        ({"on": "", "photo": page()}, "请填日期"),
    ):
        assert sentence in manager.post("bargaining:publicise", case_id, status=422, **given), given
    assert makers.state_of(case) is State.REPLIED
    with as_(base.SYSTEM):
        before = AuditEntry.objects.filter(event="bargaining.scan_kept").count()
    manager.post("bargaining:publicise", case_id, on="2026-06-16", photo=page("公示.pdf"))
    case = makers.fresh(case)
    assert (case.state, case.publicised_from) == (State.REPS_ELECTED, date(2026, 6, 16))
    [(by, paper, note)] = steps(case, "publicise")
    assert (by, note) == ("孙海", "公示从 6 月 16 日起")
    with as_(base.SYSTEM):
        entry = AuditEntry.objects.get(event="bargaining.reps_publicised")
        assert case.steps.get(act="publicise").by_office.startswith(home.employer.name), "in whose office she did"
        assert AuditEntry.objects.filter(event="bargaining.scan_kept").count() == before + 1
    assert entry.facts["page"] == str(paper)
    assert "协商代表公示" in manager.get("bargaining:prints", case_id), "kept among the pages"


def test_a_union_that_answers_an_employers_offer_with_a_pen_is_publicised_from_its_notice_too() -> None:
    home = house()
    case = makers.sent(home, Side.EMPLOYER, special="grade", topics=makers.SHORT, materials=())
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    manager.post("bargaining:note_reply", case_id, version=case.version, at="2026-06-17T14:00", photo=page())
    assert notices.UNION_AWAY in told()[makers.person_of(home.above)]
    chief = ELECTED | {"name": "王建国", "role": "chief", "origin": "ex_officio", "heads": "on"}
    for each in (chief, *(ELECTED | {"name": f"刘{n}工"} for n in "一二三四")):
        manager.post("bargaining:paper_list", case_id, **each)
    manager.post("bargaining:publicise", case_id, on="2026-06-17", photo=page())
    assert makers.state_of(case) is State.REPS_ELECTED


def test_its_congress_is_not_the_employers_and_the_union_above_holds_it(watch: Watch) -> None:
    home = house()
    second = make.officer(home.street, "周可心")
    case = adopted(home, watch)
    manager, above, case_id = at_her_desk(home, "manager"), at_her_desk(home, "above"), case.public_id
    assert notices.CALL_CONGRESS in told()[makers.person_of(home.above)]
    assert "企业方不能代为提交或者登记结果" in manager.get("bargaining:congress", case_id)
    said = manager.post("bargaining:congress", case_id, status=422, sitting=str(uuid4()))
    assert "职代会由工会召集" in said
    assert "请代它安排会议、提交表决" in above.get("bargaining:case", case_id)
    assert "由上级工会代它安排会议" in above.get("bargaining:congress", case_id)
    motion = voted(home, case, second)
    assert motion.text_sha256 == text_of(case)
    case = makers.fresh(case)
    assert (case.state, case.passed_yes) == (State.CONGRESS_PASSED, 35)
    with as_(base.SYSTEM):
        entry = AuditEntry.objects.get(event="bargaining.submitted", facts__has_key="motion")
    assert (entry.actor_name, entry.facts["motion"]) == ("周岚", str(motion.public_id))
    assert "企业方不能代为提交" not in manager.get("bargaining:congress", case_id)


def test_from_a_unions_offer_on_paper_through_a_rejection_to_the_contract_all_staff_read(watch: Watch) -> None:
    """Nobody of the union ever signs in."""
    home = house()
    second = make.officer(home.street, "周可心")
    case = adopted(home, watch)
    case_id = case.public_id
    voted(home, case, second, yes=20, no=18)
    assert makers.state_of(case) is State.CONGRESS_REJECTED
    manager = at_her_desk(home, "manager")
    assert "登记职工方的修改方案" in manager.get("bargaining:case", case_id)
    assert "登记职工方的修改方案" in manager.get("bargaining:congress", case_id)
    for given, sentence in (
        ({"on": "2026-07-13"}, "请上传职工方首席代表签字的修改方案"),
        ({"on": "2026-07-14", "photo": page()}, "还没有到"),
        ({"on": "2026-07-12", "photo": page()}, "早于职代会没有通过的那天"),
    ):
        assert sentence in manager.post("bargaining:paper_plan", case_id, status=422, **given), given
    manager.post("bargaining:paper_plan", case_id, on="2026-07-13", photo=page("方案.pdf"))
    assert makers.state_of(case) is State.NEGOTIATING
    [(by, paper, note)] = steps(case, "revise")
    assert (by, paper is not None, note) == ("孙海", True, "修改方案落款 7 月 13 日")
    watch.put("2026-07-14 10:00")
    case = handed(home, case)
    voted(home, case, second)
    manager, text = at_her_desk(home, "manager"), text_of(case)
    for side in ("", "worker"):
        manager.post("bargaining:sign", case_id, hash=text, side=side, on="2026-07-14", photo=page())
    signed = manager.client.get(reverse("bargaining:sign", args=[case_id])).content.decode()
    with as_(base.SYSTEM):
        for row in case.drafts.latest("number").signatures.all():
            assert reverse("bargaining:kept", args=[case_id, row.attachment]) in signed, "each signature with its page"
            entry = AuditEntry.objects.get(event="bargaining.signature", facts__side=row.side)
            assert (entry.actor_name, entry.facts["page"]) == ("孙海", str(row.attachment))
    version = makers.fresh(case).version
    manager.post("bargaining:filing", case_id, version=version, filed_on="2026-07-14", copies="5")
    manager.post("bargaining:receive", case_id, on="2026-07-14", received_by="窗口")
    watch.put("2026-07-30 00:01")
    system = replace(base.SYSTEM, now=watch.now)
    with as_(system):
        clock.mark_overdue(system)
        drain()
    manager = at_her_desk(home, "manager")
    manager.post("bargaining:publish", case_id, version=makers.fresh(case).version, ways=["app", "board"])
    assert "登记报上一级工会的回执" in manager.get("bargaining:case", case_id)
    for given, sentence in (
        ({"on": "2026-07-30"}, "请上传上一级工会盖章的收件回执"),
        ({"on": "2026-07-31", "photo": page()}, "还没有到"),
        ({"on": "2026-07-29", "photo": page()}, "早于合同生效的 2026 年 7 月 30 日"),
    ):
        assert sentence in manager.post("bargaining:deposit", case_id, status=422, **given), given
    manager.post("bargaining:deposit", case_id, on="2026-07-30", photo=page("回执.pdf"))
    case = makers.fresh(case)
    assert case.state == State.MONITORING
    [(by, paper, _note)] = steps(case, "deposit")
    assert (by, paper is not None) == ("孙海", True)
    with as_(base.SYSTEM):
        # Everything the union did stands on a page; its congress on its own ballots.
        acts = dict(case.steps.filter(side="worker").values_list("act", "paper"))
        assert all(acts[act] for act in ("send_offer", "publicise", "revise", "deposit"))
        assert not case.participants.filter(side="worker", paper=None).exists()
        assert Motion.objects.count() == 2
    assert notices.COPIED in told()[makers.person_of(home.above)]


def test_a_union_without_anybody_here_asks_for_an_end_with_a_pen(watch: Watch) -> None:
    home = house()
    case = adopted(home, watch)
    term = {"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}
    former = makers.put(case, State.MONITORING, signed_on=date(2026, 7, 13), **term)
    watch.put("2026-09-01 09:00")
    manager = at_her_desk(home, "manager")
    assert "职工方用纸提出变更或解除" in manager.get("bargaining:case", former.public_id)
    given = asked_to_end(handed_by="工会王主席", photo=None)
    assert "请上传职工方盖章的要约书" in manager.post("bargaining:note_change", former.public_id, status=422, **given)
    manager.post("bargaining:note_change", former.public_id, **asked_to_end(handed_by="工会王主席"))
    with as_(base.SYSTEM):
        ending = Case.objects.get(former=former)
        theirs = ending.participants.filter(side="worker", role__in=("chief", "rep"))
        pages, step = set(theirs.values_list("paper", flat=True)), ending.steps.get(act="send_offer")
    assert (ending.offered_by, ending.state, ending.procedure) == (Side.WORKER, State.OFFER_SENT, "end")
    assert (theirs.count(), pages) == (5, {step.paper}), "who sat then sits again, by the new page"


def test_the_union_above_enters_the_copy_it_was_handed_and_needs_no_page(watch: Watch) -> None:
    home = house()
    case = publicised(home)
    case = makers.put(case, State.PUBLISHED, effective_at=timezone.now(), published_at=timezone.now())
    above = at_her_desk(home, "above")
    assert "登记收到的文本" in above.get("bargaining:case", case.public_id)
    assert "纸质的文本交来了" in above.get("bargaining:deposit", case.public_id)
    above.post("bargaining:deposit", case.public_id, on="2026-06-17")
    assert makers.state_of(case) is State.MONITORING
    assert steps(case, "deposit") == [("周岚", None, "")]


def test_the_unions_officers_hear_of_what_is_entered_for_them_in_words_of_their_own() -> None:
    home = makers.house()
    offered(home)
    assert told()[makers.person_of(home.chair)] == [notices.NOTED_UNION_OFFER]
    assert makers.person_of(home.manager) not in told(), "who has just entered it herself"


@pytest.mark.parametrize("answers", [Side.WORKER, Side.EMPLOYER])
def test_whose_answer_is_entered_from_paper_hears_of_it_at_once(answers: Side) -> None:
    home = makers.house()
    asks, gives = (home.manager, home.chair) if answers is Side.WORKER else (home.chair, home.manager)
    case = makers.sent(home, other(answers), special="grade", topics=makers.SHORT)
    desk.at_the_desk(makers.again(asks, timezone.now())).post(
        "bargaining:note_reply", case.public_id, version=case.version, at="2026-06-17T14:00", photo=page()
    )
    assert notices.NOTED_REPLY in told()[makers.person_of(gives)]
    assert notices.NOTED_REPLY not in told()[makers.person_of(asks)]


def test_a_guide_from_above_stands_in_as_well(watch: Watch) -> None:
    home = house()
    case = adopted(home, watch)
    with as_(base.SYSTEM):
        services.assign_guide(case.public_id, home.above.name, makers.number_of(home.above), actor=base.SYSTEM)
    above = at_her_desk(home, "above")
    body = make.full(home.union, replace(home.above, now=timezone.now()))
    sitting = sitting_of(above, body.public_id)
    above.post("bargaining:congress", case.public_id, sitting=str(sitting.public_id))
    with as_(base.SYSTEM):
        assert Motion.objects.get().subject_id == case.public_id


def test_whoever_of_the_union_comes_ends_the_pen_and_contests_what_is_not_so(watch: Watch) -> None:
    home = makers.house()
    case = listed(home)
    manager, case_id = at_her_desk(home, "manager"), case.public_id
    assert "对登记的内容有异议" not in manager.get("bargaining:case", case_id), "the employer's own entry"
    with as_(home.manager), pytest.raises(Refused, match=r"contest.nothing"):
        services.contest(case_id, "不对", actor=makers.again(home.manager, timezone.now()))
    chair = at_her_desk(home)
    chair.post("bargaining:join", case_id)
    chair = at_her_desk(home)
    assert "名单由他们自己登记" in manager.post("bargaining:paper_list", case_id, status=422, **ELECTED, name="刘五工")
    actor = makers.again(home.manager, timezone.now())
    with as_(actor), pytest.raises(Refused, match=r"names_itself"):
        services.note_publicity(case_id, base.TODAY, actor=actor, paper=makers.scan(case, "publicity"))
    assert "对登记的内容有异议" in chair.get("bargaining:case", case_id)
    assert "这一项要填" in chair.post("bargaining:contest", case_id, status=422, words="  ")
    chair.post("bargaining:contest", case_id, words="刘三工没有当选，选的是陈三工。")
    for officer in (chair, manager, at_her_desk(home, "above")):
        shown = officer.get("bargaining:case", case_id)
        assert "对照职工方的纸面登记的内容有异议" in shown
        assert "刘三工没有当选" in shown
    heard = told()
    for who in ("manager", "above", "chair"):
        assert "bargaining.contested" in heard[makers.person_of(getattr(home, who))], who
    chair.post("bargaining:contest_over", case_id, words="企业方已经改成陈三工。")
    assert "内容有异议</b>" not in manager.client.get(reverse("bargaining:case", args=[case_id])).content.decode()
    actor = makers.again(home.chair, timezone.now())
    with as_(actor), pytest.raises(Refused, match=r"contest.none"):
        services.end_contest(case_id, "再说一遍", actor=actor)


def test_a_union_that_is_in_the_program_is_not_entered_for_nor_stood_in_for(watch: Watch) -> None:
    home = makers.house()
    case = makers.placed(home, State.CONGRESS_SUBMITTED)
    makers.with_text(case, base.TODAY)
    manager, above = makers.again(home.manager), makers.again(home.above)
    case_id, scan = case.public_id, makers.scan(case, "plan")
    for actor, act, code in (
        (manager, lambda who: services.put_to_vote(case_id, uuid4(), actor=who), "bargaining.not_your_side"),
        (above, lambda who: services.put_to_vote(case_id, uuid4(), actor=who), "bargaining.not_your_side"),
        (manager, lambda who: services.note_revision_plan(case_id, base.TODAY, actor=who, paper=scan),
         "bargaining.not_your_side"),
    ):  # fmt: skip
        with as_(actor), pytest.raises(Refused) as refused:
            act(actor)
        assert refused.value.code == code
    makers.put(case, State.PUBLISHED, effective_at=NOW)
    with as_(above), pytest.raises(Refused) as refused:
        services.note_deposit(case_id, base.TODAY, actor=above)
    assert refused.value.code == "bargaining.not_your_side"
    assert at_her_desk(home, "above").client.get(reverse("bargaining:deposit", args=[case_id])).status_code == 404


def test_no_text_is_put_before_another_unions_congress(watch: Watch) -> None:
    home = house()
    case = adopted(home, watch)
    firm = base.make_org("邻居公司（演示）", kind=Kind.EMPLOYER, parent=home.street, division="330108002")
    neighbour = base.make_org(
        "邻居工会（演示）", kind=Kind.ENTERPRISE, parent=home.street, division="330108002", employer=firm
    )
    above = replace(makers.again(home.above, timezone.now()))
    body = make.full(neighbour, above)
    sitting = sitting_of(at_her_desk(home, "above"), body.public_id)
    with as_(above), pytest.raises(Refused, match=r"other_body"):
        services.put_to_vote(case.public_id, sitting.public_id, actor=above)
    with as_(base.SYSTEM):
        assert not Motion.objects.exists()


def test_seat_of_the_officer(watch: Watch) -> None:
    """An officer of the union above is no party: she reads no figure while she stands in."""
    home = house()
    case = adopted(home, watch)
    above: Officer = at_her_desk(home, "above")
    for name in ("draft", "room", "delegates"):
        status = above.client.get(reverse(f"bargaining:{name}", args=[case.public_id])).status_code
        assert status == (200 if name == "delegates" else 404), name
