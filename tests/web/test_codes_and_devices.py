"""Codes that cannot be sent are never called sent; a stranger's guesses shut out nobody; sessions hold no number."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from hexian.domains.people import rules
from hexian.domains.people.models import Account, LockOut, OneTimeCode
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.actor import Actor
from hexian.foundation.notices.models import Message
from hexian.foundation.notices.rules import MessageState
from hexian.web.accounts import known_devices
from tests import makers
from tests.people import makers as people_makers
from tests.web.test_join import ask_code, filled, send

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
PASSWORD = "correct horse battery"
ELSEWHERE = "203.0.113.{}"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def owner(system: Actor) -> Account:
    """A worker with a password."""
    return people_makers.account(system, password=PASSWORD)


def sign_in(client: Client, owner: Account, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": owner.mobile, "password": password}).status_code


# — No text goes out —


@pytest.mark.parametrize("name", ["account_send_login_code", "account_send_password_code", "account_send_mobile_code"])
def test_no_page_says_sent_where_no_text_goes_out(
    client: Client, owner: Account, settings: Settings, name: str
) -> None:
    sign_in(client, owner)
    settings.NOTICES = settings.NOTICES | {"sms_url": ""}
    for number in (owner.mobile, makers.mobile()):
        answer = client.post(reverse(name), {"mobile": number})
        words = answer.content.decode()
        assert answer.status_code == 422
        assert "发到" not in words
        assert "还没有接通短信" in words
        assert "HEXIAN_SMS_URL" in words
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("htmx", [{"HX-Request": "true"}, {}])
def test_the_poster_does_not_say_sent_either(client: Client, settings: Settings, htmx: dict[str, str]) -> None:
    poster = makers.make_join_point(makers.make_org())
    settings.NOTICES = settings.NOTICES | {"sms_url": ""}
    form = filled(makers.mobile())
    answer = client.post(reverse("join:code", args=[poster.join_code]), form, headers=htmx)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "验证码已发到" not in words
    assert "请打电话或当面找您的工会" in words
    assert not OneTimeCode.objects.exists()
    assert not LockOut.objects.exists()


def give_up(error: str) -> None:
    Message.objects.update(state=MessageState.GIVEN_UP, error=error, address=None, body=None)


@pytest.mark.parametrize(
    ("send_name", "page"),
    [
        ("account_send_login_code", "account_request_login_code"),
        ("account_send_password_code", "account_reset_password"),
        ("account_send_mobile_code", "account_change_mobile"),
    ],
)
def test_a_look_at_the_page_says_that_the_code_has_failed(
    client: Client, owner: Account, send_name: str, page: str
) -> None:
    if page == "account_change_mobile":
        sign_in(client, owner)
    number = makers.mobile() if page == "account_change_mobile" else owner.mobile
    assert client.post(reverse(send_name), {"mobile": number}).status_code == 200
    assert "没有发出去" not in client.get(reverse(page)).content.decode()
    give_up("gateway.unauthorised")
    assert "验证码没有发出去" in client.get(reverse(page)).content.decode()
    assert "验证码没有发出去" not in Client().get(reverse("account_request_login_code")).content.decode()


def test_the_posters_page_says_that_the_code_has_failed(client: Client) -> None:
    poster = makers.make_join_point(makers.make_org())
    ask_code(client, poster, makers.mobile())
    give_up("gateway.number")
    text = client.get(reverse("join:join", args=[poster.join_code])).content.decode()
    assert "验证码没有发出去：手机号是空号或停机" in text


# — What a session holds —


def test_a_session_holds_no_number_and_its_proof_ends(client: Client, system: Actor) -> None:
    poster = makers.make_join_point(makers.make_org())
    member = makers.make_member(poster.org)
    mobile = member.person.mobile
    people_makers.account(system, who=member.person)
    text = send(client, poster, filled(mobile, ask_code(client, poster, mobile))).content.decode()
    assert "已经验证过，不用再填验证码" in text
    for session in Session.objects.all():
        assert mobile not in str(session.get_decoded())
    OneTimeCode.objects.filter(mobile=mobile).update(used_at=makers.NOW - rules.PROOF_LIFE)
    assert "已经验证过" not in client.get(reverse("join:join", args=[poster.join_code])).content.decode()


# — Strangers and known devices —


def test_strangers_everywhere_do_not_keep_her_from_her_own_device(client: Client, owner: Account) -> None:
    assert sign_in(client, owner) == 302
    client.post(reverse("account_logout"))
    for turn in range(30):
        LockOut.objects.update(locked_until=None)
        sign_in(Client(REMOTE_ADDR=ELSEWHERE.format(turn + 1)), owner, "wrong password")
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE.format(99)), owner) == 422
    assert sign_in(client, owner) == 302


def test_a_stranger_at_one_address_locks_only_that_address(owner: Account) -> None:
    for _ in range(8):
        sign_in(Client(REMOTE_ADDR=ELSEWHERE.format(7)), owner, "wrong password")
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE.format(7)), owner) == 422
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE.format(8)), owner) == 302


def test_guesses_on_a_known_device_end_after_five(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    client.post(reverse("account_logout"))
    for _ in range(rules.FREE_TRIES):
        sign_in(client, owner, "wrong password")
    assert sign_in(client, owner) == 422
    assert sign_in(Client(), owner) == 302


def test_a_device_is_known_only_for_the_numbers_that_signed_in_on_it(
    client: Client, owner: Account, system: Actor
) -> None:
    other = people_makers.account(system, password=PASSWORD)
    sign_in(client, owner)
    cookie = client.cookies[known_devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert owner.mobile not in cookie.value
    client.post(reverse("account_logout"))
    for _ in range(rules.FREE_TRIES):
        sign_in(client, other, "wrong password")
    assert sign_in(Client(), other) == 422


def test_a_forged_cookie_is_a_strangers(owner: Account) -> None:
    forger = Client()
    forger.cookies[known_devices.COOKIE] = "WyJhIiwgWyJiIl1d:forged"
    assert sign_in(forger, owner, "wrong password") == 422
    assert set(LockOut.objects.values_list("failures", flat=True)) == {1}
    assert LockOut.objects.count() == 3


def test_a_stranger_who_asks_for_codes_does_not_end_hers(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    client.post(reverse("account_logout"))
    ask = reverse("account_send_login_code")
    assert client.post(ask, {"mobile": owner.mobile}).status_code == 200
    code = people_makers.plant_code(owner.mobile, CodePurpose.LOGIN)
    stranger = Client(REMOTE_ADDR=ELSEWHERE.format(5))
    assert stranger.post(ask, {"mobile": owner.mobile}).status_code == 200
    opened = reverse("account_request_login_code")
    for guess in range(people_makers.MOST_TRIES + 1):
        stranger.post(opened, {"mobile": owner.mobile, "code": f"{guess:06d}"})
    assert client.post(opened, {"mobile": owner.mobile, "code": code}).status_code == 302
