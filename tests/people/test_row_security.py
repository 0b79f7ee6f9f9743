"""The second net over every table of this room and of allauth: unfiltered, under a foreign scope, nothing is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, connection, models, transaction

from hexian.domains.people import services
from hexian.domains.people.models import Account, ApiToken, Consent, Person
from hexian.domains.people.rules import Purpose
from hexian.foundation.access import guarded_tables, scope
from hexian.foundation.actor import Actor, OfficeHeld
from tests.conftest import NOW
from tests.people import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OWN: tuple[type[models.Model], ...] = (Person, Account, Consent, ApiToken, Authenticator, UserSession, EmailAddress)
GUARDED = {model._meta.db_table for model in OWN} | {
    "people_one_time_code", "people_lock_out", "people_secret", "account_emailconfirmation",
}  # fmt: skip


@pytest.fixture
def owner(system: Actor) -> Account:
    """Somebody with a row in every table."""
    account = makers.account(system, is_demo=True)
    assert account.person is not None
    services.give_consent(account.person, Purpose.JOIN, actor=system)
    services.set_totp(account, actor=system)
    services.issue_token("报表", duties=[], expires_at=NOW + timedelta(days=1), actor=makers.actor_of(account, system))
    UserSession.objects.create(user_id=account.pk, ip="203.0.113.7", session_key="x" * 32, user_agent="tests")
    EmailAddress.objects.create(user_id=account.pk, email="nobody@example.org")
    return account


def officer(system: Actor, code: str) -> Actor:
    office = OfficeHeld(makers.person(system).public_id, 1, code, "演示工会", "干部", frozenset())
    return replace(system, is_system=False, person_id=-7, account_id=-7, offices=(office,))


def test_every_table_is_guarded() -> None:
    guarded = guarded_tables()
    assert {table for table in GUARDED if not guarded[table]} == set()


@pytest.mark.parametrize("model", OWN)
def test_a_stranger_sees_no_row_without_any_filter(owner: Account, system: Actor, model: type[models.Model]) -> None:
    assert model._default_manager.exists()
    for actor in (Actor.anonymous(NOW), makers.stranger(system), Actor.guest(NOW, code=makers.HERE)):
        with scope(actor):
            assert not model._default_manager.exists()


@pytest.mark.parametrize("model", OWN)
def test_the_owner_sees_her_own_rows_and_no_others(owner: Account, system: Actor, model: type[models.Model]) -> None:
    makers.account(system)
    with scope(makers.actor_of(owner, system)):
        assert model._default_manager.count() == 1


def test_an_officer_sees_the_persons_of_her_union_but_no_account(owner: Account, system: Actor) -> None:
    with scope(officer(system, makers.HERE)):
        assert Person.objects.filter(pk=owner.person_id or 0).exists()
        assert not Account.objects.exists()
        assert not Authenticator.objects.exists()
    with scope(officer(system, makers.ELSEWHERE)):
        assert not Person.objects.filter(pk=owner.person_id or 0).exists()


@pytest.mark.parametrize("model", OWN)
def test_a_stranger_can_change_or_delete_nothing(owner: Account, system: Actor, model: type[models.Model]) -> None:
    rows = model._default_manager.order_by("pk")
    before = list(rows.values())
    field = next(each.attname for each in model._meta.fields if not each.primary_key)
    with scope(makers.stranger(system)):
        assert model._default_manager.update(**{field: models.F(field)}) == 0
        assert model._default_manager.all()._raw_delete(connection.alias) == 0
    assert list(rows.values()) == before


def test_nobody_moves_a_person_into_a_union_out_of_her_reach(owner: Account, system: Actor) -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        scope(officer(system, makers.HERE)),
    ):
        Person.objects.filter(pk=owner.person_id or 0).update(code=makers.ELSEWHERE)


def test_a_guest_opens_an_account_only_on_the_number_she_has_proved(owner: Account, system: Actor) -> None:
    guest = Actor.guest(NOW, code=makers.HERE, mobile=makers.mobile())
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), scope(guest):
        Account.objects.bulk_create([Account(mobile=makers.mobile(), created_at=NOW)])
    with scope(guest):
        assert not Account.objects.exists()
    with scope(replace(guest, mobile=owner.mobile)):
        assert Account.objects.get() == owner
        assert Person.objects.get().pk == owner.person_id


def test_a_guest_who_proved_a_number_cannot_rewrite_the_person_behind_it(owner: Account, system: Actor) -> None:
    with scope(Actor.guest(NOW, code=makers.HERE, mobile=owner.mobile)):
        assert Person.objects.update(name="别人") == 0
        assert Account.objects.update(is_active=False) == 0
