"""Applying before a poster: what is taken, what is refused with which sentence, and that sending twice does no harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from hexian.domains.members import queries, services, texts
from hexian.domains.members.models import Application, ChangeRequest, Membership
from hexian.domains.members.rules import ApplicationState
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Consent, Person
from hexian.foundation import crypto, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock.models import Deadline
from tests import makers
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def fields(**other: Any) -> dict[str, Any]:
    """What a worker fills in, one thing changed."""
    filled: dict[str, Any] = {
        "name": "王小满", "id_number": makers.id_number(), "kind_of_work": "外卖配送员", "consents": makers.CONSENTED,
        "request_key": uuid4().hex, "platform": "蓝骑（演示）", "station": "滨江站",
    }  # fmt: skip
    return filled | other


def apply(actor: Actor, join_code: str, **filled: Any) -> Application:
    with as_(actor):
        return services.apply(join_code=join_code, mobile=filled.pop("mobile", actor.mobile), actor=actor, **filled)


def test_an_application_keeps_what_she_typed_sealed_where_it_must_be() -> None:
    union = makers.make_org(kind=Kind.NEW_FORM)
    number = makers.id_number()
    row = makers.make_application(union, "王小满", number=number)
    assert (row.name, row.pinyin, row.id_tail, row.platform, row.station) == (
        "王小满", "wangxiaoman", number[-4:], "蓝骑（演示）", "滨江站",
    )  # fmt: skip
    assert row.id_sealed is not None
    assert crypto.open_sealed(row.id_sealed, row.subject) == number
    person = Person.objects.get(pk=row.person_id)
    assert person.id_index is None
    assert Account.objects.get(person=person).mobile == row.mobile
    assert {(each.purpose, each.code) for each in Consent.objects.filter(person=person)} == {
        ("join", union.code), ("identity", union.code),
    }  # fmt: skip
    assert Deadline.objects.get(subject_id=row.public_id).due_at == row.due_at
    assert row.findings == []


def test_a_poster_that_knows_platform_and_station_spares_her_both() -> None:
    union = makers.make_org(kind=Kind.NEW_FORM)
    point = makers.make_join_point(union, platform="快风（演示）", station="江陵站")
    row = apply(makers.guest(union), point.join_code, **fields(platform="", station=""))
    assert (row.platform, row.station) == ("快风（演示）", "江陵站")


def test_the_same_request_sent_again_gives_the_same_application() -> None:
    union = makers.make_org()
    guest, point, key = makers.guest(union), makers.make_join_point(union), uuid4().hex
    first = makers.make_application(union, actor=guest, point=point, key=key)
    again = makers.make_application(union, actor=guest, point=point, key=key)
    assert again == first
    assert Application.objects.count() == 1
    stranger = makers.guest(union)
    with pytest.raises(Refused, match=r"application\.request_key"):
        makers.make_application(union, actor=stranger, point=point, key=key)


def test_a_second_form_for_the_same_person_leads_to_the_open_application() -> None:
    union, number = makers.make_org(), makers.id_number()
    guest = makers.guest(union)
    first = makers.make_application(union, actor=guest, number=number)
    assert makers.make_application(union, actor=guest, number=number) == first


def test_a_stranger_with_the_number_blocks_nobody() -> None:
    union, number = makers.make_org(), makers.id_number()
    wrong = makers.make_application(union, "冒名者", number=number)
    right = makers.make_application(union, "王小满", number=number)
    assert wrong.person_id != right.person_id
    assert right.findings == ["same_id_open"]
    assert {wrong.state, right.state} == {ApplicationState.APPLIED}


def test_somebody_known_by_her_mobile_stays_one_person() -> None:
    union = makers.make_org()
    guest = makers.guest(union)
    first = makers.make_application(union, actor=guest)
    with as_(guest):
        services.withdraw(first.public_id, actor=guest)
    second = makers.make_application(makers.make_org(), actor=replace(guest, guest_code=union.code))
    assert second.person_id == first.person_id
    assert Account.objects.count() == 1


def test_signed_in_she_applies_as_herself() -> None:
    union = makers.make_org()
    actor = replace(makers.worker(makers.make_person()), guest_code=union.code)
    assert makers.make_application(union, actor=actor).person_id == actor.person_id


def test_an_unproved_mobile_is_refused() -> None:
    union = makers.make_org()
    guest = makers.guest(union)
    with pytest.raises(Refused, match=r"application\.mobile_unproved"):
        apply(guest, makers.make_join_point(union).join_code, **fields(mobile=makers.mobile()))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "name.missing"),
        ({"name": "王😀满"}, "name.character"),
        ({"id_number": "330108199001010011"}, "id.check_digit"),
        ({"id_number": "33010819900101"}, "id.length"),
        ({"kind_of_work": " "}, "work.missing"),
        ({"kind_of_work": "长" * 61}, "work.long"),
        ({"platform": ""}, "platform.missing"),
        ({"station": ""}, "station.missing"),
        ({"consents": {}}, "consent.missing"),
        ({"consents": makers.CONSENTED | {"identity": "2019-01"}}, "consent.outdated"),
        ({"request_key": ""}, "application.request_key"),
        ({"mobile": "12345"}, "mobile.length"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(changed: dict[str, Any], code: str) -> None:
    union = makers.make_org(kind=Kind.NEW_FORM)
    with pytest.raises(Refused) as refusal:
        apply(makers.guest(union), makers.make_join_point(union).join_code, **fields(**changed))
    assert refusal.value.code == code
    assert "「" + code not in texts.of(refusal.value)
    assert not Application.objects.exists()
    assert not Person.objects.exists()


def test_a_child_is_told_from_when_on() -> None:
    union = makers.make_org()
    number = makers.id_number(birth="20150101")
    with pytest.raises(Refused, match=r"id\.too_young"):
        apply(makers.guest(union), makers.make_join_point(union).join_code, **fields(id_number=number))


def test_rare_characters_full_width_digits_and_old_numbers_are_taken() -> None:
    union = makers.make_org()
    rare = makers.make_application(union, "𠮷小雨")
    assert rare.name == "𠮷小雨"
    wide = makers.id_number().translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    assert makers.make_application(union, "周可心", number=wide).id_tail.isascii()
    old = makers.make_application(union, "吴远", number="330106700101001")
    assert old.id_sealed is not None
    assert len(crypto.open_sealed(old.id_sealed, old.subject)) == 18


def test_a_number_of_no_present_division_is_a_reason_to_look_only() -> None:
    union = makers.make_org()
    assert makers.make_application(union, number=makers.id_number(division="330125")).findings == ["id_of_old_division"]
    assert makers.make_application(union, number=makers.id_number(division="422801")).findings == []
    assert makers.make_application(union, number=makers.id_number(division="990101")).findings == ["id_of_old_division"]


def test_a_member_is_told_that_she_is_one() -> None:
    union = makers.make_org()
    number = makers.id_number()
    member = makers.make_member(union, number=number)
    makers.worker(member.person)
    guest = makers.guest(union, member.person.mobile)
    with pytest.raises(Refused, match=r"application\.already_member") as refusal:
        makers.make_application(makers.make_org(), actor=guest, number=number)
    assert refusal.value.params == {"union": union.name}
    with pytest.raises(Refused, match=r"application\.mobile_of_another"):
        makers.make_application(makers.make_org(), actor=guest)


def test_a_member_of_a_list_gets_the_account_she_never_had_by_the_number_the_union_has_of_her() -> None:
    union, number, phone = makers.make_org(), makers.id_number(), makers.mobile()
    member = makers.make_member(union, "李知夏", number=number, phone=phone)

    def let_in(name: str = "李知夏", id_number: str = number, mobile: str = phone, proved: str = "") -> bool:
        guest = makers.guest(makers.make_org(), proved or mobile)
        with makers.as_(guest):
            return services.let_in(name=name, id_number=id_number, mobile=mobile, actor=guest)

    assert not let_in(name="王小满")
    assert not let_in(id_number=makers.id_number())
    assert not let_in(id_number="330108")
    assert not let_in(mobile=makers.mobile())
    assert not let_in(proved=makers.mobile())
    assert not Account.objects.exists()
    assert let_in()
    assert Account.objects.get().person_id == member.person_id
    assert not let_in()
    with pytest.raises(Refused, match=r"application\.already_member"):
        makers.make_application(makers.make_org(), actor=makers.guest(union, phone), number=number)


def test_whoever_was_a_member_and_whoever_is_unverified_is_not_let_in() -> None:
    union, number, phone = makers.make_org(), makers.id_number(), makers.mobile()
    member = makers.make_member(union, number=number, phone=phone)
    member.state, member.ended_on = "quit", makers.TODAY
    member.save()
    guest = makers.guest(union, phone)
    with makers.as_(guest):
        assert not services.let_in(name="李知夏", id_number=number, mobile=phone, actor=guest)
    assert not Account.objects.exists()


def test_dead_closed_and_switched_off_posters_say_whom_to_turn_to() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY, phone="0571-5550 0000")
    union = makers.make_org(parent=city)
    point, other = makers.make_join_point(union), makers.make_join_point(union)
    orgs.close_join_point(point.public_id, actor=SYSTEM)
    orgs.switch_feature(union.public_id, feature="join.scan", is_on=False, actor=SYSTEM)
    for poster, code, phone in (
        (point, "join.closed", "0571-5550 0001"),
        (other, "join.switched_off", "0571-5550 0001"),
    ):
        with pytest.raises(Refused) as refusal:
            makers.make_application(union, point=poster)
        assert refusal.value.code == code
        assert phone in texts.of(refusal.value)
    orgs.dissolve(union.public_id, actor=SYSTEM)
    with pytest.raises(Refused, match=r"join\.dissolved") as refusal:
        makers.make_application(union, point=other)
    assert "杭州市总工会（演示）（0571-5550 0000）" in texts.of(refusal.value)
    assert not Application.objects.exists()


def test_she_reads_and_withdraws_her_own_application_and_nobody_elses() -> None:
    union = makers.make_org()
    guest, stranger = makers.guest(union), makers.guest(union)
    row = makers.make_application(union, actor=guest)
    with as_(stranger):
        assert queries.my_application(row.public_id, stranger) is None
        with pytest.raises(Application.DoesNotExist):
            services.withdraw(row.public_id, actor=stranger)
    with as_(guest):
        mine = queries.my_application(row.public_id, guest)
        assert mine is not None
        assert (mine.name, mine.may_withdraw, mine.org_phone) == ("王小满", True, union.phone)
        services.withdraw(row.public_id, actor=guest)
        with pytest.raises(Refused, match=r"application\.state"):
            services.withdraw(row.public_id, actor=guest)
        assert [each.state for each in queries.my_applications(guest)] == [ApplicationState.WITHDRAWN]
    assert Deadline.objects.get(subject_id=row.public_id).ended_at is not None


def test_without_her_consent_an_application_goes_no_further() -> None:
    union = makers.make_org()
    row = makers.make_application(union)
    person = Person.objects.get(pk=row.person_id)
    people.withdraw_consent(person, "identity", actor=makers.worker(person))
    services.upkeep.stop_without_consent(person.pk, SYSTEM)
    row.refresh_from_db()
    assert row.state == ApplicationState.WITHDRAWN


def test_who_takes_her_consent_back_is_not_admitted_a_moment_later() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    row, other = makers.make_application(union), makers.make_application(union, "周可心")
    draft = makers.make_resolution(row, other, officer=officer)
    person = Person.objects.get(pk=row.person_id)
    people.withdraw_consent(person, "join", actor=makers.worker(person))
    with pytest.raises(Refused, match=r"resolution\.in_the_way") as refused:
        makers.pass_it(draft, officer)
    assert refused.value.params["names"] == ["王小满"]
    services.upkeep.stop_without_consent(person.pk, SYSTEM)
    makers.pass_it(draft, officer)
    assert [each.person_id for each in Membership.objects.all()] == [other.person_id]


def test_her_number_is_deleted_everywhere_once_she_takes_that_consent_back() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    row = makers.make_application(union)
    makers.pass_it(makers.make_resolution(row, officer=officer), officer)
    person = Person.objects.get(pk=row.person_id)
    worker = makers.worker(person)
    with as_(worker):
        services.ask_change(field="id_number", after=makers.id_number(), actor=worker)
        people.withdraw_consent(person, "identity", actor=worker)
    while events.drain():
        pass
    row.refresh_from_db()
    assert (row.id_sealed, row.id_index, row.id_tail) == (None, None, "")
    assert not ChangeRequest.objects.exists()
    assert Membership.objects.get().state == "active"
    with as_(officer), pytest.raises(Refused, match=r"id\.none"):
        services.reveal_applicant_number(row.public_id, reason="核对证件", actor=officer)


def test_what_she_sends_after_taking_a_consent_back_goes_on() -> None:
    union = makers.make_org()
    former = makers.make_application(union)
    person = Person.objects.get(pk=former.person_id)
    later = replace(makers.worker(person), now=former.applied_at + timedelta(minutes=1))
    people.withdraw_consent(person, "identity", actor=later)
    services.upkeep.stop_without_consent(person.pk, SYSTEM)
    again = makers.make_application(union, actor=replace(later, now=later.now + timedelta(minutes=1)))
    while events.drain():
        pass
    again.refresh_from_db()
    assert again.state == ApplicationState.APPLIED
    assert again.id_sealed is not None
