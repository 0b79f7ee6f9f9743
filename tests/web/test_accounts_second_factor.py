"""Who meets the wall of the second factor, where it sends her, and signing in from another door."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from hexian.domains.people import access, services
from hexian.domains.people.models import Account
from hexian.foundation.access import DUTIES, duty, scope
from hexian.foundation.actor import Actor, OfficeHeld
from hexian.web.accounts import second_factor
from hexian.web.accounts.sign_in import request_login
from tests.conftest import NOW
from tests.people import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PASSWORD = "correct horse battery"
HARMLESS = "tests.harmless"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setitem(DUTIES, HARMLESS, DUTIES[access.REVEAL])
    monkeypatch.delitem(DUTIES, HARMLESS)
    duty(HARMLESS)


@pytest.fixture
def owner(system: Actor) -> Account:
    """Somebody with a password and no second factor yet."""
    return makers.account(system, password=PASSWORD)


def holding(owner: Account, system: Actor, *duties: str) -> Actor:
    """The owner in an office with these duties."""
    office = OfficeHeld(uuid4(), 1, makers.HERE, "演示工会", "干部", frozenset(duties))
    plain = makers.actor_of(owner, system)
    return Actor(
        now=NOW, request_id="tests", name="王小满", person_id=plain.person_id, account_id=plain.account_id,
        offices=(office,),
    )  # fmt: skip


def request_of(client: Client, owner: Account, method: str = "GET", path: str = "/desk/") -> HttpRequest:
    """A request this browser would make."""
    request = RequestFactory().generic(method, path)
    request.session = client.session
    request.user = owner
    return request


def sign_in(client: Client, owner: Account) -> Client:
    client.post(reverse("account_login"), {"login": owner.mobile, "password": PASSWORD})
    return client


def set_up(client: Client) -> str:
    """Set a second factor up in this browser; returns its secret."""
    shown = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'num b center">([A-Z2-7 ]+)<', shown)
    assert found is not None
    secret = found[1].replace(" ", "")
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    return secret


def totp(secret: str, later: int = 0) -> str:
    digits: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))
    return digits


def test_only_duties_that_show_people_need_it(owner: Account, system: Actor) -> None:
    assert not second_factor.needs_second_factor(makers.actor_of(owner, system))
    assert not second_factor.needs_second_factor(holding(owner, system, HARMLESS, "no.longer.declared"))
    assert second_factor.needs_second_factor(holding(owner, system, HARMLESS, access.REVEAL))


def test_an_officer_without_one_is_sent_to_set_it_up_and_back(client: Client, owner: Account, system: Actor) -> None:
    actor = holding(owner, system, access.REVEAL)
    sign_in(client, owner)
    with scope(Actor.anonymous(NOW)):
        there = second_factor.wall(request_of(client, owner), actor)
    assert there == f"{reverse('mfa_activate_totp')}?next=%2Fdesk%2F"
    assert second_factor.wall(request_of(client, owner, "POST"), actor) == f"{reverse('mfa_activate_totp')}?next=%2F"
    assert client.get(there).status_code == 200
    set_up(client)
    assert second_factor.wall(request_of(client, owner), actor) is None


def test_a_session_older_than_the_second_factor_has_to_use_it(client: Client, owner: Account, system: Actor) -> None:
    actor = holding(owner, system, access.REVEAL)
    older = sign_in(Client(), owner)
    secret = set_up(sign_in(client, owner))
    there = second_factor.wall(request_of(older, owner), actor)
    assert there == f"{reverse('mfa_reauthenticate')}?next=%2Fdesk%2F"
    answer = older.post(there, {"code": totp(secret, later=1)})
    assert answer["Location"] == "/desk/"
    assert second_factor.wall(request_of(older, owner), actor) is None


def test_removing_it_puts_the_wall_back(client: Client, owner: Account, system: Actor) -> None:
    actor = holding(owner, system, access.REVEAL)
    set_up(sign_in(client, owner))
    client.post(reverse("mfa_deactivate_totp"))
    there = second_factor.wall(request_of(client, owner), actor)
    assert there is not None
    assert there.startswith(reverse("mfa_activate_totp"))


def test_an_account_without_recovery_codes_is_led_to_making_some(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    set_up(client)
    Authenticator.objects.filter(user=owner, type=Authenticator.Type.RECOVERY_CODES).delete()
    page = client.get(reverse("mfa_index")).content.decode()
    assert reverse("mfa_view_recovery_codes") + '"' not in page
    assert reverse("mfa_generate_recovery_codes") in page
    offered = client.get(reverse("mfa_generate_recovery_codes"), follow=True)
    assert offered.status_code == 200
    assert "马上作废" not in offered.content.decode()


def test_the_demo_code_is_the_one_the_demo_account_takes(client: Client, system: Actor) -> None:
    demo = makers.account(system, password=PASSWORD, is_demo=True)
    services.set_totp(demo, actor=system)
    sign_in(client, demo)
    answer = client.post(reverse("mfa_authenticate"), {"code": second_factor.demo_totp_now()})
    assert answer["Location"] == "/"
    assert second_factor.wall(request_of(client, demo), holding(demo, system, access.REVEAL)) is None


def guest_request() -> HttpRequest:
    request = RequestFactory().post("/j/", HTTP_USER_AGENT="tests")
    request.session = SessionStore()
    request.user = AnonymousUser()
    return request


def test_whoever_proved_her_number_at_a_poster_is_signed_in(owner: Account) -> None:
    request = guest_request()
    with request_context(request), scope(Actor.guest(NOW, code=makers.HERE, mobile=owner.mobile)):
        assert request_login(request, owner)
    assert request.user == owner
    assert UserSession.objects.get(user_id=owner.pk).session_key == request.session.session_key


def test_a_proved_number_does_not_open_past_a_second_factor(system: Actor) -> None:
    demo = makers.account(system, is_demo=True)
    services.set_totp(demo, actor=system)
    request = guest_request()
    with request_context(request), scope(Actor.guest(NOW, code=makers.HERE, mobile=demo.mobile)):
        assert not request_login(request, demo)
    assert request.user.is_anonymous
    assert not UserSession.objects.exists()
