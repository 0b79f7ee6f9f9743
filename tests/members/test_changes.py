"""Correcting one's data: asked by the member, decided by an officer, found again afterwards."""

from __future__ import annotations

import pytest

from hexian.domains.members import queries, services
from hexian.domains.members.models import ChangeRequest, Membership
from hexian.domains.members.queries import MemberFilter
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation import crypto, events
from hexian.foundation.access import counted
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from hexian.foundation.notices import queries as notices
from tests import makers
from tests.makers import as_
from tests.members.test_checking import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask(member: Membership, field: str, after: str) -> tuple[Actor, ChangeRequest]:
    actor = makers.worker(Person.objects.get(pk=member.person_id))
    with as_(actor):
        return actor, services.ask_change(field=field, after=after, why="登记错了", actor=actor)


def test_a_name_is_corrected_and_found_under_the_new_one() -> None:
    union = makers.make_org()
    member = makers.make_member(union, "王小曼")
    officer = makers.officer_of(union, *makers.CHAIR)
    actor, wish = ask(member, "name", "王小满")
    assert Deadline.objects.get(subject_id=wish.public_id).rule == "data.correction"
    with as_(officer):
        assert [(row.before, row.after) for row in queries.changes(officer)] == [("王小曼", "王小满")]
        assert counted(queries.changes_waiting(officer)) == (1,)
        services.accept_change(wish.public_id, answer="已核对证件", actor=officer)
        assert [row.name for row in queries.members(officer, MemberFilter(text="小满")).page.rows] == ["王小满"]
        assert queries.members(officer, MemberFilter(text="小曼")).page.rows == ()
    with as_(actor):
        assert [(row.state, row.answer) for row in queries.my_changes(actor)] == [("accepted", "已核对证件")]
    assert AuditEntry.objects.get(event="members.change_accepted").person_id == member.person_id
    assert Deadline.objects.get(subject_id=wish.public_id).state == "met"
    assert_refused("change.state", officer, services.accept_change, wish.public_id)


def test_a_number_is_corrected_and_found_by_the_new_one_only() -> None:
    union, wrong, right = makers.make_org(), makers.id_number(), makers.id_number()
    member = makers.make_member(union, number=wrong)
    officer = makers.officer_of(union, *makers.CHAIR)
    _, wish = ask(member, "id_number", right)
    with as_(officer):
        assert queries.changes(officer)[0].after == "*" * 14 + right[-4:]
        services.accept_change(wish.public_id, actor=officer)
        assert len(queries.search(officer, right)) == 1
        assert queries.search(officer, wrong) == []
    person = Person.objects.get(pk=member.person_id)
    assert person.id_sealed is not None
    assert crypto.open_sealed(person.id_sealed, person.subject) == right


def test_a_number_somebody_else_has_is_not_taken_over() -> None:
    union, taken = makers.make_org(), makers.id_number()
    makers.make_member(makers.make_org(), "别人", number=taken)
    member = makers.make_member(union)
    _, wish = ask(member, "id_number", taken)
    officer = makers.officer_of(union, *makers.CHAIR)
    assert_refused("id.belongs_to_another", officer, services.accept_change, wish.public_id)
    assert Person.objects.get(pk=member.person_id).id_index is not None


@pytest.mark.parametrize(("field", "after"), [("mobile", "13900009999"), ("kind_of_work", "网约车司机")])
def test_the_number_the_union_calls_and_the_kind_of_work(field: str, after: str) -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    _, wish = ask(member, field, after)
    officer = makers.officer_of(union, *makers.CHAIR)
    with as_(officer):
        services.accept_change(wish.public_id, actor=officer)
    member.refresh_from_db()
    person = Person.objects.get(pk=member.person_id)
    assert after in (person.mobile, member.kind_of_work)


def test_what_cannot_be_asked_is_said() -> None:
    union = makers.make_org()
    member = makers.make_member(union, "王小满")
    actor, _ = ask(member, "kind_of_work", "网约车司机")
    verb = services.ask_change
    assert_refused("change.asked_already", actor, verb, field="kind_of_work", after="货车司机")
    assert_refused("change.same", actor, verb, field="name", after="王小满")
    assert_refused("change.field", actor, verb, field="joined_on", after="2020-01-01")
    assert_refused("id.check_digit", actor, verb, field="id_number", after="330108199001010011")
    assert_refused("name.missing", actor, verb, field="name", after=" ")
    assert_refused("mobile.length", actor, verb, field="mobile", after="139")
    assert_refused("work.missing", actor, verb, field="kind_of_work", after="")
    assert_refused("change.not_a_member", makers.worker(makers.make_person()), verb, field="name", after="周可心")


def test_a_wish_is_withdrawn_by_her_or_refused_with_words() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    officer = makers.officer_of(union, *makers.CHAIR)
    actor, wish = ask(member, "name", "李知秋")
    with as_(actor):
        services.withdraw_change(wish.public_id, actor=actor)
    assert_refused("change.state", actor, services.withdraw_change, wish.public_id)
    _, wish = ask(member, "name", "李知秋")
    assert_refused("change.answer_missing", officer, services.refuse_change, wish.public_id, answer=" ")
    with as_(officer):
        services.refuse_change(wish.public_id, answer="与证件不符，请带证件来一趟", actor=officer)
    assert Person.objects.get(pk=member.person_id).name == "李知夏"


def test_nobody_decides_her_own_wish_or_one_elsewhere() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    _, wish = ask(member, "name", "李知秋")
    herself = makers.officer_of(union, *makers.CHAIR, person=Person.objects.get(pk=member.person_id))
    stranger = makers.officer_of(makers.make_org(), *makers.CHAIR)
    for actor in (herself, stranger):
        with as_(actor), pytest.raises(ChangeRequest.DoesNotExist):
            services.accept_change(wish.public_id, actor=actor)


def test_somebody_who_has_left_is_corrected_no_more() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    _, wish = ask(member, "name", "李知秋")
    Membership.objects.filter(pk=member.pk).update(state="quit", ended_on=makers.TODAY)
    assert_refused(
        "change.not_a_member", makers.officer_of(union, *makers.CHAIR), services.accept_change, wish.public_id
    )


# — Proposed by an officer —


def propose(officer: Actor, member: Membership, field: str = "name", after: str = "王小满") -> ChangeRequest:
    with as_(officer):
        return services.propose_change(member.public_id, field=field, after=after, why="看过身份证原件", actor=officer)


def told(person_id: int | None) -> list[str]:
    """What somebody was told once the worker has handled every event."""
    while events.drain():
        pass
    return [line.kind for line in notices.newest(person_id or 0)]


@pytest.fixture
def union() -> Organisation:
    return makers.make_org()


@pytest.fixture
def officer(union: Organisation) -> Actor:
    return makers.officer_of(union, *makers.CHAIR)


def test_what_an_officer_proposes_waits_and_the_member_is_told(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, "王小曼")
    wish = propose(officer, member)
    assert Person.objects.get(pk=member.person_id).name == "王小曼"
    assert not Deadline.objects.filter(subject_id=wish.public_id).exists()
    assert told(member.person_id) == ["members.change_proposed"]
    herself = makers.worker(member.person)
    with as_(herself):
        (row,) = queries.my_changes(herself)
        assert (row.before, row.after, row.why, row.is_proposed) == ("王小曼", "王小满", "看过身份证原件", True)
        services.confirm_change(wish.public_id, actor=herself)
    assert Person.objects.get(pk=member.person_id).name == "王小满"
    with as_(officer):
        assert [row.name for row in queries.members(officer, MemberFilter(text="小满")).page.rows] == ["王小满"]
    assert told(member.person_id)[0] == "members.change_made"
    assert told(officer.person_id) == ["members.proposal_accepted"]
    assert AuditEntry.objects.get(event="members.change_accepted").actor_person_id == member.person_id


@pytest.mark.parametrize(
    ("field", "after"), [("name", "王小满"), ("mobile", "13900009999"), ("id_number", makers.id_number())]
)
def test_nobody_says_yes_to_her_own_proposal(union: Organisation, officer: Actor, field: str, after: str) -> None:
    member = makers.make_member(union, "王小曼")
    wish = propose(officer, member, field, after)
    with as_(officer):
        assert [row.is_own_proposal for row in queries.changes(officer)] == [True]
        assert counted(queries.changes_waiting(officer)) == (0,)
        for verb, facts in ((services.accept_change, {}), (services.refuse_change, {"answer": "x"})):
            with pytest.raises(ChangeRequest.DoesNotExist):
                verb(wish.public_id, actor=officer, **facts)
    second = makers.officer_of(union, *makers.CHAIR, name="何清明")
    with as_(second):
        assert counted(queries.changes_waiting(second)) == (1,)
        assert services.accept_change(wish.public_id, actor=second).state == "accepted"


def test_the_kind_of_work_is_corrected_at_once_and_stays_on_record(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, kind_of_work="快递员")
    propose(officer, member, "kind_of_work", "货车司机")
    member.refresh_from_db()
    assert member.kind_of_work == "货车司机"
    assert told(member.person_id) == ["members.change_made"]
    assert told(officer.person_id) == []
    herself = makers.worker(member.person)
    with as_(herself):
        assert [(row.before, row.after, row.state) for row in queries.my_changes(herself)] == [
            ("快递员", "货车司机", "accepted")
        ]


def test_the_member_says_no_and_nothing_changes(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, "王小曼")
    wish = propose(officer, member)
    assert told(member.person_id) == ["members.change_proposed"]
    herself = makers.worker(member.person)
    with as_(herself):
        services.decline_change(wish.public_id, actor=herself)
    assert_refused("change.state", herself, services.confirm_change, wish.public_id)
    assert Person.objects.get(pk=member.person_id).name == "王小曼"
    assert told(member.person_id) == ["members.change_proposed"]
    assert told(officer.person_id) == ["members.proposal_refused"]


def test_the_proposer_takes_it_back_and_nobody_else(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, "王小曼")
    wish = propose(officer, member)
    for other in (makers.officer_of(union, *makers.CHAIR, name="何清明"), makers.worker(member.person)):
        with as_(other), pytest.raises(ChangeRequest.DoesNotExist):
            services.withdraw_proposal(wish.public_id, actor=other)
    herself = makers.worker(member.person)
    with as_(herself), pytest.raises(ChangeRequest.DoesNotExist):
        services.withdraw_change(wish.public_id, actor=herself)
    with as_(officer):
        assert services.withdraw_proposal(wish.public_id, actor=officer).state == "withdrawn"


def test_nobody_confirms_her_own_wish_nor_anothers_proposal(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, "王小曼")
    actor, wish = ask(member, "name", "王小满")
    other = makers.worker(makers.make_member(union, "赵一舟").person)
    for who in (actor, other):
        with as_(who), pytest.raises(ChangeRequest.DoesNotExist):
            services.confirm_change(wish.public_id, actor=who)


def test_what_cannot_be_proposed_is_said(union: Organisation, officer: Actor) -> None:
    member = makers.make_member(union, "王小曼")
    verb, facts = services.propose_change, {"field": "name", "after": "王小满"}
    assert_refused("change.why_missing", officer, verb, member.public_id, why=" ", **facts)
    assert_refused("change.same", officer, verb, member.public_id, why="x", field="name", after="王小曼")
    ask(member, "name", "王小满")
    assert_refused("change.waiting_already", officer, verb, member.public_id, why="x", **facts)
    Membership.objects.filter(pk=member.pk).update(state="quit", ended_on=makers.TODAY)
    assert_refused("change.former_member", officer, verb, member.public_id, why="x", **facts)


def test_an_officer_proposes_nothing_about_herself_nor_beyond_her_union(union: Organisation, officer: Actor) -> None:
    own = makers.make_member(union, "李敏")
    Membership.objects.filter(pk=own.pk).update(person_id=officer.person_id)
    elsewhere = makers.make_member(makers.make_org("浦沿街道总工会（演示）"))
    viewer = makers.officer_of(union, "members.view", "members.admit")
    inside = makers.make_member(union)
    for actor, member in ((officer, own), (officer, elsewhere), (viewer, inside)):
        with as_(actor), pytest.raises(Membership.DoesNotExist):
            services.propose_change(member.public_id, field="name", after="王小满", why="x", actor=actor)
