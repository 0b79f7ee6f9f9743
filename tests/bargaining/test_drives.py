"""An action of offers: who is left out and why, drafts as single ones are, sent only what a union entrusts, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.models import Case, Drive, DriveEntry, Item, Participant
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Plan
from hexian.domains.orgs.models import Office, Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation import events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from hexian.foundation.notices.models import Notice
from hexian.foundation.work import runs
from tests import makers
from tests.bargaining import makers as bargain
from tests.bargaining.makers import TOPICS, House, again
from tests.makers import NOW, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

#: Later than any clock the worker may have.
MEETS = bargain.moment("2040-06-17 14:00")
PLAN = Plan(title="2026 年工资集体协商", topics=TOPICS, materials=("资产负债表", "上年工资总额"))


def neighbour(home: House, name: str, *, staff: int = 80, officer: bool = True, firm: bool = True) -> House:
    """Another firm with its union in the same street."""
    where = {"parent": home.street, "division": "330108002"}
    employer = makers.make_org(f"{name}有限公司（演示）", kind=Kind.EMPLOYER, **where)  # type: ignore[arg-type]
    Organisation.objects.filter(pk=employer.pk).update(staff_total=staff)
    employer.refresh_from_db()
    union = makers.make_org(
        f"{name}工会（演示）",
        kind=Kind.ENTERPRISE,
        employer=employer if firm else None,
        **where,  # type: ignore[arg-type]
    )
    chair = makers.officer_of(union, *(bargain.WORKER_DUTIES if officer else makers.CHAIR), name="陈立秋")
    manager = makers.officer_of(employer, *bargain.EMPLOYER_DUTIES, name="钱海")
    return replace(home, employer=employer, union=union, chair=chair, manager=manager)


def driven(home: House, plan: Plan = PLAN) -> Drive:
    """An action started and prepared by a worker."""
    with as_(home.above):
        drive = services.start_drive(home.street.public_id, plan, request_key=uuid4().hex, actor=home.above)
    return worked(drive)


def worked(drive: Drive) -> Drive:
    """Its work done, and what it published handled."""
    runs.run_task(str(drive.task))
    while events.drain():
        pass
    with as_(makers.SYSTEM):
        return Drive.objects.get(pk=drive.pk)


def case_of(drive: Drive, home: House) -> Case:
    with as_(makers.SYSTEM):
        return Case.objects.select_related("union", "employer").get(driven__drive=drive, union=home.union)


def completed(home: House, case: Case) -> None:
    """Its union takes the draft up: time, place, its own delegates."""
    chair = again(home.chair)
    with as_(chair):
        services.take_part(case.public_id, actor=chair)
    chair = again(home.chair)
    with as_(chair):
        services.edit_offer(
            case.public_id, bargain.facts(staff=home.employer.staff_total, women=None, meet_at=MEETS), actor=chair
        )
    bargain.seated(home, case, Side.WORKER, 3)


def handed_over(home: House, case: Case) -> None:
    chair = again(home.chair)
    with as_(chair):
        services.entrust(case.public_id, actor=chair)


@pytest.fixture
def home() -> House:
    return bargain.house()


def told(person: Actor, kind: str) -> list[str]:
    with as_(makers.SYSTEM):
        return list(Notice.objects.filter(person_id=bargain.person_of(person), kind=kind).values_list("url", flat=True))


def test_a_preview_counts_and_says_to_each_union_left_out_why(home: House) -> None:
    neighbour(home, "无企", firm=False)
    neighbour(home, "无人", staff=0)
    neighbour(home, "无主席", officer=False)
    busy = neighbour(home, "在谈")
    bargain.sent(busy)
    drafted = neighbour(home, "有稿")
    bargain.opened(drafted)
    renewing, kept = neighbour(home, "到期"), neighbour(home, "有效")
    bargain.put(bargain.sent(renewing), State.MONITORING, ends_on=makers.TODAY + timedelta(days=80))
    bargain.put(bargain.sent(kept), State.MONITORING, ends_on=makers.TODAY + timedelta(days=400))

    with as_(home.above):
        found = queries.preview(home.street.public_id, PLAN, home.above)

    assert (found.unions, found.new, found.joined, found.renewing, found.missing) == (8, 2, 1, 1, 5)
    assert {code: [each.name for each in rows] for code, rows in found.left_out.items()} == {
        "drive.no_employer": ["无企工会（演示）"], "drive.no_staff": ["无人工会（演示）"],
        "drive.no_officer": ["无主席工会（演示）"], "bargaining.running": ["在谈工会（演示）"],
        "drive.in_force": ["有效工会（演示）"],
    }  # fmt: skip
    for rows in found.left_out.values():
        assert "请" in texts.of(rows[0].problem) or "再" in texts.of(rows[0].problem)
        assert rows[0].problem.code in texts.LEFT_OUT

    drive = driven(home)
    with as_(home.above):
        page = queries.drive(drive.public_id, home.above)
    assert page.counts["waiting"] == found.new + found.joined
    assert page.reasons == {code: len(rows) for code, rows in found.left_out.items()}


def test_a_draft_of_an_action_is_what_its_union_would_have_written(home: House) -> None:
    other = neighbour(home, "独立", staff=350)
    Organisation.objects.filter(pk=other.employer.pk).update(is_scaled=True)
    drive = driven(home)
    made = case_of(drive, other)
    alone = neighbour(home, "单独", staff=350)
    Organisation.objects.filter(pk=alone.employer.pk).update(is_scaled=True)
    single = bargain.opened(alone, women=None, meet_at=None, place="", wanted_each=None, womens_content="")

    own = {"id", "union", "code", "employer", "employer_code", "created_at", "moved_at"}  # a worker has its own clock
    with as_(makers.SYSTEM):
        assert {**model_to_dict(made), **dict.fromkeys(own)} == {**model_to_dict(single), **dict.fromkeys(own)}
        said = ("number", "clause", "title", "asked_by")
        lines = [list(Item.objects.filter(case=each).order_by("number").values_list(*said)) for each in (made, single)]
        assert lines[0] == lines[1]
        assert len(lines[0]) == len(TOPICS)
        assert made.room.version == single.room.version == 0
        assert [(step.act, step.by_name) for step in made.steps.all()] == [("open", home.above.name)]
        assert not Participant.objects.filter(case=made).exists()
        # Nothing was sent: no clock of law runs, and the employer hears nothing.
        assert not Deadline.objects.filter(subject_id=made.public_id).exists()
    assert told(other.chair, "bargaining.prepared") == [f"/bargaining/{made.public_id}/"]
    assert told(other.manager, "bargaining.offer_sent") == []
    with as_(other.manager):
        assert not Case.objects.filter(pk=made.pk).exists()
    # The union above prepared it, and sees where it stands; what is in it is the union's.
    with as_(home.above):
        assert Case.objects.filter(pk=made.pk).exists()
        assert not Item.objects.filter(case=made).exists()


def test_the_ordinance_on_wages_stays_out_of_other_drafts_of_an_action_too(home: House) -> None:
    safety = Plan(title="2026 年劳动安全卫生集体协商", special="safety", topics=("safety.responsibility",))
    other = neighbour(home, "独立")
    made = case_of(driven(home, safety), other)
    alone = neighbour(home, "单独")
    single = bargain.opened(alone, special="safety", topics=("safety.responsibility",))
    assert made.params == single.params
    assert "bargaining.complete" not in made.params
    wages = case_of(driven(home), alone)
    assert wages.params["bargaining.complete"]["text"] == "60"


def test_what_unions_entrust_goes_out_together_as_each_alone_would(home: House) -> None:
    ready, late, apart = home, neighbour(home, "改过"), neighbour(home, "自己发")
    drive = driven(home)
    for each in (ready, late, apart):
        completed(each, case_of(drive, each))
    with as_(home.above), pytest.raises(Refused, match=r"drive\.nothing_to_send"):
        services.start_sending(drive.public_id, actor=home.above)
    for each in (ready, late):
        handed_over(each, case_of(drive, each))
    chair = again(late.chair)
    with as_(chair):
        services.edit_offer(
            case_of(drive, late).public_id,
            bargain.facts(place="改了地方", women=None, staff=80, meet_at=MEETS),
            actor=chair,
        )
    chair = again(apart.chair)
    with as_(chair):
        services.send_offer(case_of(drive, apart).public_id, services.Sending(), actor=chair)

    with as_(home.above):
        begun = services.start_sending(drive.public_id, actor=home.above)
        with pytest.raises(Refused, match=r"drive\.busy"):
            services.start_sending(drive.public_id, actor=home.above)
    worked(begun)

    together, single, stayed = (case_of(drive, each) for each in (ready, apart, late))
    assert stayed.state == State.INIT
    with as_(late.chair):
        problem = queries.driven(stayed.public_id)
    assert problem is not None
    assert problem.problem is not None
    assert problem.problem.code == "drive.changed"
    assert problem.is_stale
    with as_(makers.SYSTEM):
        assert (together.state, together.version) == (single.state, single.version)
        assert together.offered_on is not None
        clocks = [
            list(Deadline.objects.filter(subject_id=each.public_id).values_list("rule", "n", "day_type", "state"))
            for each in (together, single)
        ]
        assert clocks[0] == clocks[1] != []
        assert together.due_at is not None
        posts = [each.deliveries.get() for each in (together, single)]
        assert [(post.way, post.document, post.to_side) for post in posts] == [("in_app", "offer", "employer")] * 2
        assert together.steps.filter(act="send_offer", by_name=home.above.name, note=drive.title).count() == 1
    assert told(ready.manager, "bargaining.offer_sent") == [f"/bargaining/{together.public_id}/"]
    with as_(home.above):
        page = queries.drive(drive.public_id, home.above, "sent")
    assert (page.counts["sent"], len(page.rows), page.counts["entrusted"]) == (2, 2, 1)


def test_only_a_complete_offer_that_can_be_received_is_entrusted_and_it_may_be_taken_back(home: House) -> None:
    drive = driven(home)
    case = case_of(drive, home)
    chair = again(home.chair)
    with as_(chair), pytest.raises(Case.DoesNotExist):
        services.entrust(case.public_id, actor=chair)
    with as_(chair):
        services.take_part(case.public_id, actor=chair)
    chair = again(home.chair)
    with as_(chair), pytest.raises(Refused, match=r"offer\.incomplete"):
        services.entrust(case.public_id, actor=chair)
    with as_(chair):
        gone = bargain.facts(sent_on=timezone.localdate(chair.now) - timedelta(days=2))
        services.edit_offer(case.public_id, gone, actor=chair)
    bargain.seated(home, case, Side.WORKER)
    with as_(chair), pytest.raises(Refused, match=r"drive\.gone_on_paper"):
        services.entrust(case.public_id, actor=chair)
    with as_(chair):
        services.edit_offer(case.public_id, bargain.facts(), actor=chair)
    with as_(makers.SYSTEM):
        Office.objects.filter(org=home.employer).update(ends_on=makers.TODAY)
    with as_(chair), pytest.raises(Refused, match=r"drive\.unreachable"):
        services.entrust(case.public_id, actor=chair)
    with as_(makers.SYSTEM):
        Office.objects.filter(org=home.employer).update(ends_on=None)
    handed_over(home, case)
    with as_(chair):
        services.take_back(case.public_id, actor=chair)
    with as_(home.above), pytest.raises(Refused, match=r"drive\.nothing_to_send"):
        services.start_sending(drive.public_id, actor=home.above)


def test_withdrawing_takes_what_nobody_has_touched_and_leaves_the_rest_to_its_union(home: House) -> None:
    taken, drafted = neighbour(home, "接手"), neighbour(home, "有稿")
    theirs = bargain.opened(drafted)
    drive = driven(home)
    kept = case_of(drive, taken)
    with as_(taken.chair):
        services.take_part(kept.public_id, actor=taken.chair)
    untouched = case_of(drive, home)

    with as_(home.above):
        begun = services.start_withdrawing(drive.public_id, actor=home.above)
    worked(begun)

    with as_(makers.SYSTEM):
        assert not Case.objects.filter(pk=untouched.pk).exists()
        assert set(Case.objects.filter(pk__in=[kept.pk, theirs.pk]).values_list("state", flat=True)) == {State.INIT}
        assert AuditEntry.objects.get(event="bargaining.offers_withdrawn").facts == {"done": 1, "left_out": 2}
        assert DriveEntry.objects.filter(drive=drive, withdrawn_at=None).count() == 0
    completed_chair = again(taken.chair)
    with as_(completed_chair), pytest.raises(Refused, match=r"drive\.withdrawn"):
        services.entrust(kept.public_id, actor=completed_chair)
    # The unions are free for the next action.
    with as_(home.above):
        found = queries.preview(home.street.public_id, PLAN, home.above)
    assert (found.new, found.joined) == (1, 2)


def test_only_who_oversees_there_starts_one_and_strangers_see_none(home: House) -> None:
    stranger = makers.officer_of(makers.make_org("别处街道总工会（演示）"), *bargain.WORKER_DUTIES, name="吴远")
    drive = driven(home)
    with as_(stranger):
        assert not Drive.objects.exists()
        assert not DriveEntry.objects.exists()
        with pytest.raises(Organisation.DoesNotExist):
            queries.preview(home.street.public_id, PLAN, stranger)
        with pytest.raises(Drive.DoesNotExist):
            services.start_sending(drive.public_id, actor=stranger)
    with as_(home.manager):
        assert not DriveEntry.objects.exists()
    with as_(home.chair):
        assert DriveEntry.objects.count() == 1
        assert Drive.objects.get().title == PLAN.title
        with pytest.raises(Refused, match=r"drive\.nobody"):
            services.start_drive(home.union.public_id, PLAN, request_key="1", actor=home.chair)
    with as_(home.above), pytest.raises(Refused, match=r"drive\.no_topics"):
        services.start_drive(home.street.public_id, replace(PLAN, topics=()), request_key="2", actor=home.above)


def test_the_same_request_starts_one_action(home: House) -> None:
    with as_(home.above):
        first = services.start_drive(home.street.public_id, PLAN, request_key="once", actor=home.above)
        again_ = services.start_drive(home.street.public_id, PLAN, request_key="once", actor=home.above)
    assert first.pk == again_.pk
    assert first.created_at == NOW
