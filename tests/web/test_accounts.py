"""The accounts door as a browser meets it: password, code, second factor, devices, and every wrong try counted."""

from __future__ import annotations

import re
import time
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hexian.domains.people import services
from hexian.domains.people.models import Account, LockOut, OneTimeCode
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices.models import Message
from hexian.web.accounts import second_factor, urls
from hexian.web.accounts.mfa import MfaAdapter
from hexian.web.middleware import WRITES_ON_GET
from tests.conftest import NOW
from tests.people import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
PASSWORD = "correct horse battery"
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0"


def post(client: Client, name: str, **data: str) -> str:
    """Post to a page; returns where it leads, or "" when it stays and says what is wrong (422)."""
    response = client.post(reverse(name), data)
    assert response.status_code in {302, 422}, response.status_code
    return response.headers.get("Location", "")


def page(client: Client, name: str, **data: str) -> str:
    """The page's text, after a refused post if there is data."""
    response = client.post(reverse(name), data) if data else client.get(reverse(name))
    assert response.status_code == (422 if data else 200), response.headers.get("Location")
    return response.content.decode()


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return client.get(reverse("account_home")).status_code == 200


def sign_in(client: Client, owner: Account) -> None:
    assert post(client, "account_login", login=owner.mobile, password=PASSWORD) == "/"


def totp_now(secret: str, later: int = 0) -> str:
    digits: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))
    return digits


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def owner(system: Actor) -> Account:
    """A worker with a password."""
    return makers.account(system, password=PASSWORD)


@pytest.fixture
def officer(system: Actor) -> Account:
    """A demo officer with a password and the known second factor."""
    account = makers.account(system, password=PASSWORD, is_demo=True)
    services.set_totp(account, actor=system)
    return account


def test_a_password_opens_and_the_trail_knows(client: Client, owner: Account) -> None:
    typed = f"+86 {owner.mobile[:3]} {owner.mobile[3:]}"
    assert post(client, "account_login", login=typed, password=PASSWORD) == "/"
    assert is_in(client)
    entry = AuditEntry.objects.get(event="people.signed_in")
    assert (entry.person_id, entry.facts) == (owner.person_id, {"method": "password"})


@pytest.mark.parametrize("login", ["", "12345", "13900"])
def test_a_wrong_number_is_said_in_a_sentence(client: Client, login: str) -> None:
    assert re.search(r"请填手机号|手机号应有 11 位", page(client, "account_login", login=login, password="x"))


def test_a_wrong_password_and_an_unknown_number_sound_the_same(client: Client, owner: Account) -> None:
    texts = [
        page(client, "account_login", login=number, password="wrong password")
        for number in (owner.mobile, makers.mobile())
    ]
    assert all("手机号或密码不对" in text for text in texts)


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, owner: Account) -> None:
    for _ in range(5):
        page(client, "account_login", login=owner.mobile, password="wrong password")
    told = page(Client(), "account_login", login=owner.mobile, password=PASSWORD)
    assert re.search(r"\d+ 月 \d+ 日 \d\d:\d\d 之后可以再试", told)
    LockOut.objects.all().delete()
    sign_in(client, owner)


def test_one_address_cannot_try_everybody(client: Client, owner: Account) -> None:
    for turn in range(50):
        page(client, "account_login", login=makers.mobile(90_000_000 + turn), password="guess")
    assert "之后可以再试" in page(client, "account_login", login=owner.mobile, password=PASSWORD)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert post(elsewhere, "account_login", login=owner.mobile, password=PASSWORD) == "/"


def test_a_switched_off_account_stays_out(client: Client, owner: Account) -> None:
    Account.objects.filter(pk=owner.pk).update(is_active=False)
    page(client, "account_login", login=owner.mobile, password=PASSWORD)
    assert not is_in(client)


def test_a_session_ends_when_the_account_is_switched_off(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    Account.objects.filter(pk=owner.pk).update(is_active=False)
    assert not is_in(client)


def test_only_addresses_of_this_site_are_gone_on_to(client: Client, owner: Account) -> None:
    there = client.post(reverse("account_login"), {"login": owner.mobile, "password": PASSWORD, "next": "/me/"})
    assert there["Location"] == "/me/"
    away = {"login": owner.mobile, "password": PASSWORD, "next": "https://example.org/"}
    assert Client().post(reverse("account_login"), away)["Location"] == "/"


def test_nobody_signs_up_here(client: Client) -> None:
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/", "/accounts/social/signup/"):
        assert client.get(path).status_code == 404


# — By code —


def send(client: Client, name: str, mobile: str) -> tuple[int, str]:
    response = client.post(reverse(name), {"mobile": mobile})
    return response.status_code, response.content.decode()


def test_a_code_opens_without_a_password(client: Client, system: Actor) -> None:
    owner = makers.account(system)
    status, words = send(client, "account_send_login_code", owner.mobile)
    assert status == 200
    assert f"{owner.mobile[:3]}****{owner.mobile[-4:]}" in words
    assert owner.mobile not in words
    code = makers.plant_code(owner.mobile, CodePurpose.LOGIN)
    assert post(client, "account_request_login_code", mobile=owner.mobile, code=code) == "/"
    assert is_in(client)


def test_an_unknown_number_hears_the_same_and_gets_nothing(client: Client, owner: Account) -> None:
    stranger = makers.mobile()
    told = [send(client, "account_send_login_code", number) for number in (owner.mobile, stranger)]
    assert told[0][0] == told[1][0] == 200
    assert told[0][1].replace(owner.mobile[-4:], "") == told[1][1].replace(stranger[-4:], "")
    assert Message.objects.count() == 1
    wrong = [
        page(client, "account_request_login_code", mobile=number, code="000000") for number in (owner.mobile, stranger)
    ]
    assert all("验证码不对，还可以试 4 次" in text for text in wrong)


def test_a_second_code_within_a_minute_is_refused_with_the_time(client: Client, owner: Account) -> None:
    send(client, "account_send_login_code", owner.mobile)
    status, words = send(client, "account_send_login_code", owner.mobile)
    assert status == 422
    assert re.search(r"\d\d:\d\d 之后可以再发", words)


def test_guessing_a_code_through_the_door_ends_after_five(client: Client, owner: Account) -> None:
    send(client, "account_send_login_code", owner.mobile)
    makers.plant_code(owner.mobile, CodePurpose.LOGIN, "000099")
    for guess in range(100):
        text = page(Client(), "account_request_login_code", mobile=owner.mobile, code=f"{guess:06d}")
    assert "试错太多次" in text
    assert OneTimeCode.objects.get(mobile=owner.mobile).tries == 5


def test_a_wrong_number_for_a_code_is_said_under_the_field(client: Client) -> None:
    status, words = send(client, "account_send_login_code", "12345")
    assert status == 422
    assert "手机号应有 11 位，您填的是 5 位。" in words


# — Passwords —


def test_who_holds_the_phone_sets_a_new_password_and_others_are_out(client: Client, owner: Account) -> None:
    elsewhere = Client()
    sign_in(elsewhere, owner)
    send(client, "account_send_password_code", owner.mobile)
    code = makers.plant_code(owner.mobile, CodePurpose.PASSWORD)
    new = "another long secret"
    weak = {"1234567": "密码太短", "password123": "太常见", "8237461928374": "不能全是数字"}
    for password, said in weak.items():
        assert said in page(client, "account_reset_password", mobile=owner.mobile, code=code, password=password)
    assert post(client, "account_reset_password", mobile=owner.mobile, code=code, password=new) == "/"
    assert is_in(client)
    assert not is_in(elsewhere)
    assert Account.objects.get(pk=owner.pk).check_password(new)


def test_a_new_password_does_not_open_past_the_second_factor(client: Client, officer: Account) -> None:
    send(client, "account_send_password_code", officer.mobile)
    code = makers.plant_code(officer.mobile, CodePurpose.PASSWORD)
    there = post(client, "account_reset_password", mobile=officer.mobile, code=code, password="another long secret")
    assert there == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_changed_password_keeps_this_device_and_ends_the_others(client: Client, owner: Account) -> None:
    elsewhere = Client()
    sign_in(client, owner)
    sign_in(elsewhere, owner)
    assert "现在的密码不对" in page(client, "account_change_password", oldpassword="no", password1="a long new secret")
    there = post(client, "account_change_password", oldpassword=PASSWORD, password1="a long new secret")
    assert there == reverse("account_home")
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_first_password_is_set_by_whoever_has_none(client: Client, system: Actor) -> None:
    owner = makers.account(system)
    client.force_login(owner)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")
    assert post(client, "account_set_password", password1=PASSWORD) == reverse("account_home")
    assert is_in(client)
    sign_in(Client(), owner)


# — Second factor —


def test_the_second_factor_stands_before_the_account(client: Client, officer: Account) -> None:
    there = post(client, "account_login", login=officer.mobile, password=PASSWORD)
    assert there == reverse("mfa_authenticate")
    assert not is_in(client)
    assert "动态码不对" in page(client, "mfa_authenticate", code="000000")
    assert post(client, "mfa_authenticate", code=second_factor.demo_totp_now()) == "/"
    assert is_in(client)
    assert AuditEntry.objects.get(event="people.signed_in").facts == {"method": "password+mfa"}


def test_a_code_of_the_second_factor_opens_once(client: Client, officer: Account) -> None:
    code = second_factor.demo_totp_now()
    post(client, "account_login", login=officer.mobile, password=PASSWORD)
    assert post(client, "mfa_authenticate", code=code) == "/"
    thief = Client()
    post(thief, "account_login", login=officer.mobile, password=PASSWORD)
    assert "刚刚用过" in page(thief, "mfa_authenticate", code=code)


def test_guessing_the_second_factor_is_locked_in_every_browser(client: Client, officer: Account) -> None:
    for turn in range(5):
        guesser = Client()
        post(guesser, "account_login", login=officer.mobile, password=PASSWORD)
        page(guesser, "mfa_authenticate", code=f"{turn:06d}")
    post(client, "account_login", login=officer.mobile, password=PASSWORD)
    assert "之后可以再试" in page(client, "mfa_authenticate", code=second_factor.demo_totp_now())


def test_a_half_finished_sign_in_can_be_given_up(client: Client, officer: Account) -> None:
    post(client, "account_login", login=officer.mobile, password=PASSWORD)
    assert client.get(reverse("account_login"))["Location"] == reverse("mfa_authenticate")
    assert post(client, "account_logout", next=reverse("account_login")) == reverse("account_login")
    assert "密码" in page(client, "account_login")


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set a second factor up as a person does; returns the secret and the recovery codes."""
    shown = page(client, "mfa_activate_totp")
    secret = re.sub(r"\s", "", re.search(r'num b center">([A-Z2-7 ]+)<', shown)[1])  # type: ignore[index]
    assert "data:image/svg+xml" in shown
    assert "动态码不对" in page(client, "mfa_activate_totp", code="000000")
    there = post(client, "mfa_activate_totp", code=totp_now(secret))
    assert urlsplit(there).path == reverse("mfa_view_recovery_codes")
    return secret, re.findall(r'lg">(\d{8})<', page(client, "mfa_view_recovery_codes"))


def test_a_second_factor_is_set_up_sealed_and_used(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    secret, codes = set_up(client)
    assert len(codes) == 10
    stored = str(list(Authenticator.objects.filter(user_id=owner.pk).values("data")))
    assert secret not in stored
    again = Client()
    post(again, "account_login", login=owner.mobile, password=PASSWORD)
    assert post(again, "mfa_authenticate", code=totp_now(secret, later=1)) == "/"
    assert "已开通" in page(again, "mfa_index")


def test_a_recovery_code_opens_once(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    _secret, codes = set_up(client)
    for turn, there in enumerate(("/", "")):
        again = Client()
        post(again, "account_login", login=owner.mobile, password=PASSWORD)
        assert post(again, "mfa_authenticate", code=codes[0]) == there, turn


def test_new_recovery_codes_end_the_old_ones(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    _secret, codes = set_up(client)
    assert post(client, "mfa_generate_recovery_codes") == reverse("mfa_view_recovery_codes")
    fresh = re.findall(r'lg">(\d{8})<', page(client, "mfa_view_recovery_codes"))
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)


def test_removing_the_second_factor_asks_again_who_it_is(
    client: Client, owner: Account, grow_old: Callable[[Client], None]
) -> None:
    sign_in(client, owner)
    set_up(client)
    grow_old(client)
    there = client.get(reverse("mfa_deactivate_totp"))["Location"]
    assert urlsplit(there).path == reverse("account_reauthenticate")
    back = client.post(there, {"password": PASSWORD, "next": reverse("mfa_deactivate_totp")})
    assert back["Location"] == reverse("mfa_deactivate_totp")
    assert post(client, "mfa_deactivate_totp") == reverse("mfa_index")
    assert not Authenticator.objects.filter(user_id=owner.pk).exists()
    assert services.sweep_secrets() == 0


@pytest.fixture
def grow_old() -> Callable[[Client], None]:
    """Make a browser's sign-in an hour old."""

    def age(client: Client) -> None:
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()

    return age


# — Devices —


def test_signing_out_everywhere_else_really_does(client: Client, owner: Account) -> None:
    elsewhere = Client(HTTP_USER_AGENT=PHONE)
    sign_in(client, owner)
    sign_in(elsewhere, owner)
    shown = page(client, "usersessions_list")
    assert "安卓手机 · 微信" in shown
    assert "这台" in shown
    assert post(client, "usersessions_list") == reverse("usersessions_list")
    assert is_in(client)
    assert not is_in(elsewhere)
    assert AuditEntry.objects.get(event="people.sessions_ended").facts == {"count": 1}


def test_leaving_takes_a_post_and_ends_the_session(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    page(client, "account_logout")
    assert is_in(client)
    assert post(client, "account_logout") == "/"
    assert not is_in(client)


def test_another_mobile_number_is_proved_and_then_opens(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    number = makers.mobile()
    assert send(client, "account_send_mobile_code", number)[0] == 200
    code = makers.plant_code(number, CodePurpose.CHANGE_MOBILE)
    assert "验证码不对" in page(client, "account_change_mobile", mobile=number, code="000000")
    assert post(client, "account_change_mobile", mobile=number, code=code) == reverse("account_home")
    assert post(Client(), "account_login", login=number, password=PASSWORD) == "/"
    assert "手机号或密码不对" in page(Client(), "account_login", login=owner.mobile, password=PASSWORD)


def test_another_mobile_number_asks_again_who_it_is(
    client: Client, owner: Account, grow_old: Callable[[Client], None]
) -> None:
    sign_in(client, owner)
    grow_old(client)
    there = client.get(reverse("account_change_mobile"))["Location"]
    assert urlsplit(there).path == reverse("account_reauthenticate")
    number = makers.mobile()
    send(client, "account_send_mobile_code", number)
    code = makers.plant_code(number, CodePurpose.CHANGE_MOBILE)
    assert urlsplit(post(client, "account_change_mobile", mobile=number, code=code)).path == urlsplit(there).path
    assert not Account.objects.filter(mobile=number).exists()


@pytest.mark.parametrize(
    "name",
    ["account_home", "account_change_mobile", "account_change_password", "account_set_password", "usersessions_list",
     "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
     "account_reauthenticate", "mfa_reauthenticate"],
)  # fmt: skip
def test_nobody_gets_further_without_signing_in(client: Client, name: str) -> None:
    there = client.get(reverse(name))["Location"]
    assert urlsplit(there).path == reverse("account_login")
    assert parse_qs(urlsplit(there).query) == {"next": [reverse(name)]}


def test_every_page_speaks_chinese_in_our_shell(client: Client, officer: Account) -> None:
    texts = [page(client, name) for name in ("account_login", "account_request_login_code", "account_reset_password")]
    post(client, "account_login", login=officer.mobile, password=PASSWORD)
    texts.append(page(client, "mfa_authenticate"))
    post(client, "mfa_authenticate", code=second_factor.demo_totp_now())
    names = ("account_home", "account_change_mobile", "account_change_password", "usersessions_list", "mfa_index",
             "mfa_deactivate_totp", "account_logout", "account_reauthenticate", "mfa_reauthenticate")  # fmt: skip
    texts += [page(client, name) for name in names]
    texts.append(client.get(reverse("account_inactive")).content.decode())
    for text in texts:
        main = re.search(r'<main id="main">(.*)</main>', text, re.DOTALL)
        assert main is not None
        words = re.sub(r"<[^>]+>", " ", main[1])
        assert re.search(r"[\u4e00-\u9fff]", words)
        assert not re.search(r"[A-Za-z]{4,}", words.replace("Windows", "")), words
        assert "style=" not in text


def test_the_picture_of_a_new_second_factor_can_be_scanned(client: Client, owner: Account) -> None:
    sign_in(client, owner)
    shown = page(client, "mfa_activate_totp")
    drawn = b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", shown)[1])  # type: ignore[index]
    assert b'xmlns="http://www.w3.org/2000/svg"' in drawn
    secret = re.sub(r"\s", "", re.search(r'num b center">([A-Z2-7 ]+)<', shown)[1])  # type: ignore[index]
    address = MfaAdapter().build_totp_url(owner, secret)
    assert MfaAdapter().build_totp_svg(address).encode() == drawn
    assert urlsplit(address).scheme == "otpauth"
    assert owner.mobile not in address


# — Looking changes nothing —


def states_of_signing_in(officer: Account, owner: Account) -> dict[str, Client]:
    """A browser for each step of the way: nobody, half signed in, signed in, with a second factor, an ended session."""
    browsers = {name: Client() for name in ("nobody", "half", "signed in", "second factor", "ended")}
    post(browsers["half"], "account_login", login=officer.mobile, password=PASSWORD)
    post(browsers["second factor"], "account_login", login=officer.mobile, password=PASSWORD)
    post(browsers["second factor"], "mfa_authenticate", code=second_factor.demo_totp_now())
    sign_in(browsers["ended"], owner)
    services.set_password(owner, PASSWORD + "!", actor=Actor.system("tests", NOW))
    post(browsers["signed in"], "account_login", login=owner.mobile, password=PASSWORD + "!")
    return browsers


@pytest.mark.parametrize("state", ["nobody", "half", "signed in", "second factor", "ended"])
def test_looking_at_any_page_of_the_door_runs_read_only(officer: Account, owner: Account, state: str) -> None:
    browser = states_of_signing_in(officer, owner)[state]
    for pattern in urls.urlpatterns:
        address = reverse(pattern.name)
        with CaptureQueriesContext(connection) as captured:
            status = browser.get(address).status_code
        assert status in {200, 302, 404, 405}, address
        said = " ".join(each["sql"] for each in captured)
        assert ("READ ONLY" in said) is (address not in WRITES_ON_GET), address


def test_what_writes_when_it_is_shown_is_listed_and_does(client: Client, owner: Account) -> None:
    elsewhere = Client()
    sign_in(client, owner)
    sign_in(elsewhere, owner)
    elsewhere.session.flush()
    assert UserSession.objects.filter(user_id=owner.pk).count() == 2
    page(client, "usersessions_list")
    assert UserSession.objects.filter(user_id=owner.pk).count() == 1
    set_up(client)
    assert "viewed_at" in str(list(Authenticator.objects.filter(user_id=owner.pk).values("data")))
    assert {reverse("usersessions_list"), reverse("mfa_view_recovery_codes")} == WRITES_ON_GET
