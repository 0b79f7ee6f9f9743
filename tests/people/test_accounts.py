"""Accounts: one per person and number; another number only with a code; keys for programs; demo second factors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from hexian.domains.people import access, queries, services
from hexian.domains.people.models import Account, ApiToken, Secret
from hexian.domains.people.rules import CodePurpose
from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.audit.models import AuditEntry
from tests.conftest import NOW
from tests.people import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_account_is_opened_once_and_never_for_somebody_elses_number(system: Actor) -> None:
    owner = makers.account(system)
    assert owner.person is not None
    assert services.open_account(owner.mobile, owner.person, actor=system) == owner
    with pytest.raises(Refused, match=r"account\.has_person"):
        services.open_account(owner.mobile, makers.person(system, "李知夏"), actor=system)
    assert not owner.has_usable_password()


def test_the_database_refuses_an_account_without_a_mobile_number(system: Actor) -> None:
    owner = makers.account(system)
    with pytest.raises(IntegrityError, match="people_account_has_a_mobile"), transaction.atomic():
        Account.objects.filter(pk=owner.pk).update(mobile="12345")


def test_a_new_number_needs_its_code(system: Actor) -> None:
    owner = makers.account(system)
    actor, number = makers.actor_of(owner, system), makers.mobile()
    with scope(actor):
        services.send_code(number, CodePurpose.CHANGE_MOBILE, actor=actor)
    makers.plant_code(number, CodePurpose.CHANGE_MOBILE)
    before = makers.messages_waiting()
    with scope(actor):
        with pytest.raises(Refused, match=r"code\.wrong"):
            services.change_mobile(number, "000000", actor=actor)
        assert services.change_mobile(number, "482913", actor=actor).mobile == number
        shown = queries.me(actor)
    assert shown is not None
    assert shown.mobile == f"{number[:3]}****{number[-4:]}"
    assert makers.messages_waiting() == before + 1


def test_a_number_that_is_taken_or_the_same_is_refused(system: Actor) -> None:
    owner, other = makers.account(system), makers.account(system)
    actor = makers.actor_of(owner, system)
    with scope(actor), pytest.raises(Refused, match=r"mobile\.same"):
        services.change_mobile(owner.mobile, "482913", actor=actor)
    services.send_code(other.mobile, CodePurpose.CHANGE_MOBILE, actor=system)
    makers.plant_code(other.mobile, CodePurpose.CHANGE_MOBILE)
    with scope(actor), pytest.raises(Refused, match=r"mobile\.taken"):
        services.change_mobile(other.mobile, "482913", actor=actor)
    assert Account.objects.get(pk=owner.pk).mobile == owner.mobile


def test_a_password_is_set_and_its_owner_told(system: Actor) -> None:
    owner = makers.account(system)
    services.set_password(owner, "correct horse battery", actor=system)
    assert Account.objects.get(pk=owner.pk).check_password("correct horse battery")
    assert makers.messages_waiting() == 1
    assert AuditEntry.objects.filter(event="people.password_set", person_id=owner.person_id).exists()


def test_only_a_demo_account_gets_a_known_second_factor(system: Actor) -> None:
    with pytest.raises(Refused, match=r"account\.not_demo"):
        services.set_totp(makers.account(system), actor=system)
    demo = makers.account(system, is_demo=True)
    services.set_totp(demo, actor=system)
    services.set_totp(demo, actor=system)
    factor = Authenticator.objects.get(user_id=demo.pk)
    assert services.DEMO_SECRET not in str(factor.data)
    assert services.open_secret(factor.data["secret"]) == services.DEMO_SECRET
    assert Secret.objects.count() == 1


def test_a_swept_secret_opens_nowhere_any_more(system: Actor) -> None:
    reference = services.seal_secret("JBSWY3DPEHPK3PXP")
    secret = Secret.objects.get(pk=reference)
    assert services.sweep_secrets() == 1
    with pytest.raises(Refused, match=r"crypto\.destroyed"):
        crypto.open_sealed(secret.sealed, secret.subject)


def test_a_key_for_a_program_is_shown_once_and_ends(system: Actor) -> None:
    owner = makers.account(system)
    office = OfficeHeld(uuid4(), 1, "A0001", "长河街道总工会（演示）", "工会主席", frozenset({access.REVEAL}))
    actor = replace(makers.actor_of(owner, system), offices=(office,))
    with scope(actor):
        token, text = services.issue_token(
            "报表", duties=[access.REVEAL], expires_at=NOW + timedelta(days=30), actor=actor
        )
    with scope(Actor.anonymous(NOW)):
        assert not ApiToken.objects.exists()
        found = services.resolve_token(text, NOW)
        assert found is not None
        assert found.account == owner
        assert services.resolve_token(text, NOW + timedelta(days=30)) is None
        assert services.resolve_token(text[:-1], NOW) is None
        assert services.resolve_token("Bearer", NOW) is None
    assert text not in str(ApiToken.objects.filter(pk=token.pk).values())
    with scope(actor):
        services.revoke_token(token.pk, actor=actor)
        with pytest.raises(Refused, match=r"token\.unknown"):
            services.revoke_token(token.pk, actor=actor)
        assert services.resolve_token(text, NOW) is None


def test_nobody_ends_somebody_elses_key_or_makes_one_for_nothing(system: Actor) -> None:
    owner, other = makers.account(system), makers.account(system)
    actor, thief = makers.actor_of(owner, system), makers.actor_of(other, system)
    soon = NOW + timedelta(days=1)
    with scope(actor):
        token, _text = services.issue_token("报表", duties=[], expires_at=soon, actor=actor)
    with scope(thief):
        with pytest.raises(Refused, match=r"token\.unknown"):
            services.revoke_token(token.pk, actor=thief)
        with pytest.raises(Refused, match=r"token\.duty"):
            services.issue_token("x", duties=["moon.walk"], expires_at=soon, actor=thief)
        with pytest.raises(Refused, match=r"token\.past"):
            services.issue_token("x", duties=[], expires_at=NOW, actor=thief)
        with pytest.raises(Refused, match=r"token\.long"):
            services.issue_token("x", duties=[], expires_at=NOW + timedelta(days=400), actor=thief)
        with pytest.raises(Refused, match=r"token\.beyond_own"):
            services.issue_token("x", duties=[access.REVEAL], expires_at=soon, actor=thief)
    with pytest.raises(Refused, match=r"account\.unknown"):
        services.issue_token("x", duties=[], expires_at=soon, actor=replace(thief, account_id=None))
    with pytest.raises(Refused, match=r"token\.unknown"):
        services.revoke_token(uuid4(), actor=thief)


def test_a_refused_move_leaves_the_code_good(system: Actor) -> None:
    owner, other = makers.account(system), makers.account(system)
    actor = makers.actor_of(owner, system)
    services.send_code(other.mobile, CodePurpose.CHANGE_MOBILE, actor=system)
    code = makers.plant_code(other.mobile, CodePurpose.CHANGE_MOBILE)
    for _ in range(2):
        with scope(actor), pytest.raises(Refused, match=r"mobile\.taken"):
            services.change_mobile(other.mobile, code, actor=actor)
