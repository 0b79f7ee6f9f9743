"""Persons: registered, found, corrected, verified, exported, forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from hexian.domains.people import access, privacy, queries, services, texts
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Account, Consent, Person, Secret
from hexian.domains.people.privacy import Holding, Watcher
from hexian.domains.people.rules import Purpose
from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices import services as notices
from hexian.foundation.notices.wordings import WORDINGS
from tests.conftest import NOW
from tests.people import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def officer(system: Actor, code: str = makers.HERE) -> Actor:
    office = OfficeHeld(makers.person(system).public_id, 1, code, "演示工会", "干部", frozenset({access.REVEAL}))
    return replace(system, is_system=False, person_id=-7, account_id=-7, name="李敏", offices=(office,))


def test_a_person_is_registered_with_her_reading_and_a_salt(system: Actor) -> None:
    person = makers.person(system, "单 晓敏")
    assert (person.name, person.pinyin, person.initials) == ("单晓敏", "shanxiaomin", "sxm")
    assert crypto.open_sealed(crypto.seal("x", person.subject), person.subject) == "x"
    assert AuditEntry.objects.get(event="people.person_registered").person_id == person.pk


def test_rare_characters_are_kept_and_emoji_refused(system: Actor) -> None:
    assert makers.person(system, "𠮷田").name == "𠮷田"
    with pytest.raises(Refused, match=r"name\.character"):
        makers.person(system, "王小满😀")


def test_a_guest_registers_herself_under_the_posters_union_and_nowhere_else(system: Actor) -> None:
    number = makers.mobile()
    guest = Actor.guest(NOW, code=makers.HERE, mobile=number)
    with scope(guest):
        person = services.register_person("王小满", number, makers.HERE, actor=guest)
        services.give_consent(person, Purpose.JOIN, actor=guest)
        account = services.open_account(number, person, actor=guest)
        assert services.open_account(number, person, actor=guest) == account
        assert services.person_for(number) == person
        assert Consent.objects.count() == 1
    with pytest.raises(Exception, match="row-level security"), scope(guest):
        services.register_person("王小满", number, makers.ELSEWHERE, actor=guest)


def test_the_person_behind_a_number_is_its_accounts_owner_first(system: Actor) -> None:
    number = makers.mobile()
    owner = makers.person(system, number=number)
    makers.account(system, who=owner)
    makers.person(system, "李知夏", number=number)
    assert services.person_for(number) == owner
    assert services.person_for(makers.mobile()) is None


def test_an_identity_is_verified_once_and_found_by_its_index(system: Actor) -> None:
    person = makers.person(system)
    number = makers.id_number(7)
    verified = services.verify_identity(person.pk, number, actor=system)
    assert verified.verified_at == NOW
    assert verified.id_tail == number[-4:]
    assert Person.objects.get(id_index__in=services.id_indexes(number)) == person
    assert number not in str(Person.objects.filter(pk=person.pk).values())
    services.verify_identity(person.pk, number.lower(), actor=system)
    with pytest.raises(Refused, match=r"id\.already_verified"):
        services.verify_identity(person.pk, makers.id_number(8), actor=system)


def test_a_number_belongs_to_one_person_even_where_the_officer_cannot_see_her(system: Actor) -> None:
    holder = makers.person(system, code=makers.ELSEWHERE)
    number = makers.id_number(9)
    services.verify_identity(holder.pk, number, actor=system)
    other = makers.person(system, "李知夏")
    actor = officer(system)
    with scope(actor):
        assert not Person.objects.filter(pk=holder.pk).exists()
        with pytest.raises(Refused, match=r"id\.belongs_to_another"):
            services.verify_identity(other.pk, number, actor=actor)


def test_the_database_itself_refuses_one_number_for_two_persons(system: Actor) -> None:
    index = crypto.blind(makers.id_number(10), "id_number")
    first, second = makers.person(system), makers.person(system)
    Person.objects.filter(pk=first.pk).update(id_index=index, verified_at=NOW)
    with pytest.raises(IntegrityError, match="people_one_person_per_id_number"), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(id_index=index, verified_at=NOW)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"id_index": b"x" * 32}, "people_only_a_checked_id_number_is_indexed"),
        ({"name": ""}, "people_person_has_a_name"),
    ],
)
def test_the_database_refuses_what_is_no_person(system: Actor, changes: dict[str, object], constraint: str) -> None:
    person = makers.person(system)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**changes)


def test_opening_a_number_is_on_record_with_the_reason(system: Actor) -> None:
    person = makers.person(system)
    number = makers.id_number(11)
    services.verify_identity(person.pk, number, actor=system)
    actor = officer(system)
    with scope(actor):
        assert services.reveal_id(person.public_id, actor=actor, why="核对证件") == number
    entry = AuditEntry.objects.get(event="people.identity_revealed")
    assert (entry.person_id, entry.actor_name, entry.facts) == (person.pk, "李敏", {"why": "核对证件"})


def test_her_own_number_is_hers_to_see(system: Actor) -> None:
    owner = makers.account(system)
    actor = makers.actor_of(owner, system)
    with scope(actor), pytest.raises(Refused, match=r"id\.none"):
        services.reveal_own_id(actor=actor)
    services.verify_identity(owner.person_id or 0, makers.id_number(21), actor=system)
    with scope(actor):
        assert services.reveal_own_id(actor=actor) == makers.id_number(21)
    with scope(makers.stranger(system)), pytest.raises(Refused, match=r"id\.none"):
        services.reveal_own_id(actor=makers.stranger(system))


def test_an_officer_elsewhere_cannot_open_a_number(system: Actor) -> None:
    person = makers.person(system)
    services.verify_identity(person.pk, makers.id_number(12), actor=system)
    actor = officer(system, makers.ELSEWHERE)
    with scope(actor), pytest.raises(Refused, match=r"person\.unknown"):
        services.reveal_id(person.public_id, actor=actor, why="好奇")


def test_a_corrected_name_is_read_anew(system: Actor) -> None:
    person = makers.person(system, "王晓满")
    assert services.correct_name(person.pk, "仇晓满", actor=system).initials == "qxm"


def test_consent_is_given_once_per_version_and_taken_back(system: Actor) -> None:
    person = makers.person(system)
    for _ in range(2):
        services.give_consent(person, Purpose.JOIN, actor=system)
    assert Consent.objects.filter(person=person).count() == 1
    Consent.objects.update(version="2025-01")
    services.give_consent(person, Purpose.JOIN, actor=system)
    live = Consent.objects.get(person=person, withdrawn_at__isnull=True)
    assert live.text_hash == texts.CONSENTS[Purpose.JOIN].digest
    services.withdraw_consent(person, Purpose.JOIN, actor=system)
    assert not queries.has_consented(person.pk, Purpose.JOIN)
    with pytest.raises(Refused, match=r"consent\.not_given"):
        services.withdraw_consent(person, Purpose.JOIN, actor=system)
    with pytest.raises(Refused, match=r"consent\.unknown"):
        services.give_consent(person, "marketing", actor=system)


def test_without_consent_to_it_the_identity_number_is_deleted(system: Actor) -> None:
    owner = makers.account(system)
    assert owner.person is not None
    services.give_consent(owner.person, Purpose.IDENTITY, actor=system)
    services.verify_identity(owner.person.pk, makers.id_number(13), actor=system)
    actor = makers.actor_of(owner, system)
    with scope(actor):
        services.withdraw_consent(owner.person, Purpose.IDENTITY, actor=actor)
        shown = queries.me(actor)
        assert shown is not None
        assert not shown.is_verified
        assert shown.id_number == ""
        assert [view.is_given for view in queries.my_consents(actor)] == [False, False, False]
    assert Person.objects.get(pk=owner.person.pk).id_sealed is None


def test_she_can_take_out_everything_held_about_her(system: Actor) -> None:
    owner = makers.account(system)
    assert owner.person is not None
    number = makers.id_number(14)
    services.verify_identity(owner.person.pk, number, actor=system)
    services.give_consent(owner.person, Purpose.JOIN, actor=system)
    notices.tell(owner.person.pk, PeopleEvent.PASSWORD_SET, actor=system)
    makers.account(system)
    actor = makers.actor_of(owner, system)
    with scope(actor):
        export = services.export_own(actor=actor)
    consent = export["您同意过和撤回过的事项"][0]
    assert consent["同意的事项"] == str(texts.CONSENTS[Purpose.JOIN].title)
    assert consent["code"] == "join"
    assert str(consent["同意时间"]).endswith("+08:00")
    assert [row["消息"] for row in export["工会发给您的消息"]] == [str(WORDINGS["people.password_set"].notice)]
    text = str(export)
    assert number in text
    assert owner.mobile in text
    assert "王小满" in text
    assert len(export["姓名、手机号、身份证号"]) == 1
    assert AuditEntry.objects.filter(event="people.data_exported", person_id=owner.person.pk).count() == 1


def test_a_forgotten_person_is_blank_and_unreadable_and_the_trail_stays(system: Actor) -> None:
    owner = makers.account(system, is_demo=True)
    person = owner.person
    assert person is not None
    services.set_totp(owner, actor=system)
    services.verify_identity(person.pk, makers.id_number(15), actor=system)
    sealed = Person.objects.get(pk=person.pk).id_sealed
    before = AuditEntry.objects.filter(person_id=person.pk).count()
    assert sealed is not None
    services.erase(person.pk, actor=system)
    left = Person.objects.get(pk=person.pk)
    assert (left.name, left.mobile, left.id_sealed, left.id_index, left.id_tail) == ("", "", None, None, "")
    assert not Account.objects.filter(pk=owner.pk).exists()
    assert not Authenticator.objects.exists()
    assert not Secret.objects.exists()
    with pytest.raises(Refused, match=r"crypto\.destroyed"):
        crypto.open_sealed(sealed, person.subject)
    assert AuditEntry.objects.filter(person_id=person.pk).count() == before + 1
    with pytest.raises(Refused, match=r"person\.erased"):
        services.correct_name(person.pk, "王小满", actor=system)


def test_a_room_that_must_keep_something_stops_the_erasure(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def keeps(_person_id: int, _actor: Actor) -> None:
        raise Refused("demo.still_needed")

    monkeypatch.setattr(privacy, "_holdings", dict(privacy._holdings))
    privacy.register(Holding("zz.last", "x", "x", "x", lambda _person_id: [], keeps))
    owner = makers.account(system)
    assert owner.person is not None
    with pytest.raises(Refused, match=r"demo\.still_needed"):
        services.erase(owner.person.pk, actor=system)
    assert Person.objects.get(pk=owner.person.pk).name == "王小满"
    assert Account.objects.filter(pk=owner.pk).exists()


def test_only_she_herself_hears_who_can_see_her(system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = Watcher("李敏", "工会主席", "演示工会", makers.HERE, "members.view", "您是这个工会的会员")
    monkeypatch.setattr(privacy, "_watchers", {})
    privacy.register_watchers("tests", lambda _person_id: [watcher, watcher])
    owner = makers.account(system)
    actor = makers.actor_of(owner, system)
    with scope(actor):
        assert queries.who_can_see(owner.person_id or 0, actor=actor) == [watcher]
        assert queries.who_can_see((owner.person_id or 0) + 1, actor=actor) == []


def test_a_number_written_down_as_a_contact_identifies_nobody(system: Actor) -> None:
    number = makers.mobile()
    makers.person(system, "李知夏", number=number)
    assert services.person_for(number) is None


def test_whoever_proved_a_number_sees_neither_who_wrote_it_down_nor_her_consents(system: Actor) -> None:
    other = makers.person(system)
    makers.account(system, who=other)
    services.give_consent(other, Purpose.JOIN, actor=system)
    number = makers.mobile()
    Person.objects.filter(pk=other.pk).update(mobile=number)
    with scope(Actor.guest(NOW, code=makers.ELSEWHERE, mobile=number)):
        assert not Person.objects.exists()
        assert not Consent.objects.exists()


def test_whose_contact_was_changed_is_still_known_by_the_number_she_signs_in_with(system: Actor) -> None:
    owner = makers.person(system)
    number = makers.account(system, who=owner).mobile
    Person.objects.filter(pk=owner.pk).update(mobile=makers.mobile())
    guest = Actor.guest(NOW, code=makers.ELSEWHERE, mobile=number)
    with scope(guest):
        assert services.person_for(number) == owner
        services.give_consent(owner, Purpose.JOIN, actor=guest)
        assert Consent.objects.filter(person=owner).count() == 1
