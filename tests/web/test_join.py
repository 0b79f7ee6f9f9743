"""The poster's page as a browser meets it: what is wrong is said, what was sent twice is one, nothing is half done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hexian.domains.members.models import Application
from hexian.domains.members.rules import ApplicationState
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Consent, OneTimeCode, Person
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.actor import Actor
from tests import makers
from tests.people import makers as people_makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def poster() -> JoinPoint:
    """A street union's poster."""
    return makers.make_join_point(makers.make_org())


def ask_code(client: Client, poster: JoinPoint, mobile: str) -> str:
    """Ask for a code as the page does, and read the phone."""
    response = client.post(
        reverse("join:code", args=[poster.join_code]), {"mobile": mobile}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200, response.content.decode()
    return people_makers.plant_code(mobile, CodePurpose.JOIN)


def filled(mobile: str, code: str = "", **changes: str) -> dict[str, str]:
    """A form with everything right but what is changed."""
    right = {
        "name": "李知夏", "id_number": makers.id_number(), "mobile": mobile, "code": code, "kind_of_work": "生产操作",
        "agree": "on", "agree_identity": "on", "idempotency_key": uuid4().hex,
    }  # fmt: skip
    return {name: value for name, value in (right | changes).items() if value}


def send(client: Client, poster: JoinPoint, form: Mapping[str, str], **headers: str) -> Any:
    """Send the form; `HX_Request="true"` sends it as htmx does."""
    return client.post(
        reverse("join:join", args=[poster.join_code]),
        form,
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def apply(client: Client, poster: JoinPoint, **changes: str) -> str:
    """The whole way; returns the receipt's address."""
    mobile = changes.pop("mobile", "") or makers.mobile()
    response = send(client, poster, filled(mobile, ask_code(client, poster, mobile), **changes))
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def test_an_application_is_taken_and_she_is_signed_in(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    receipt = client.get(apply(client, poster, mobile=mobile)).content.decode()

    application = Application.objects.get()
    assert (application.name, application.mobile, application.state) == ("李知夏", mobile, ApplicationState.APPLIED)
    assert Consent.objects.filter(person=application.person).count() == 2
    assert "已收到" in receipt
    assert re.search(r"\d+ 月 \d+ 日 周. \d\d:\d\d 前回复", receipt)
    assert application.id_tail in receipt
    assert client.get(reverse("me:home")).status_code == 200


def test_a_rider_says_where_she_takes_orders_right_after_what_she_does(client: Client) -> None:
    """The five of everybody first; then what hangs on her kind of work; then what she agrees to."""
    poster = makers.make_join_point(makers.make_org("长河骑手（演示）工会", kind="new_form"))
    page = client.get(reverse("join:join", args=[poster.join_code])).content.decode()
    asked = re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', page)
    shown = [each for each in asked if each not in {"csrfmiddlewaretoken", "idempotency_key"}]
    assert shown == [
        "name", "id_number", "mobile", "kind_of_work", "other_work", "platform", "station", "agree", "agree_identity",
    ]  # fmt: skip


def test_who_typed_an_old_number_is_told_how_it_was_noted_down(client: Client, poster: JoinPoint) -> None:
    words = client.get(apply(client, poster, id_number="330108950601012")).content.decode()
    assert "15 位的老号码，已按 18 位记下，末四位是 0120" in words
    words = Client().get(apply(client, poster)).content.decode()
    assert "老号码" not in words


def test_htmx_is_sent_on_to_the_receipt(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    response = send(client, poster, filled(mobile, ask_code(client, poster, mobile)), HX_Request="true")
    assert response.headers["HX-Redirect"] == reverse("join:receipt", args=[Application.objects.get().public_id])


def test_an_account_with_a_second_factor_is_not_signed_in_by_a_code_alone(
    client: Client, poster: JoinPoint, system: Actor
) -> None:
    account = people_makers.account(system, is_demo=True)
    people.set_totp(account, actor=system)
    receipt = client.get(apply(client, poster, mobile=account.mobile))
    assert "用刚才的手机号登录" in receipt.content.decode()
    assert client.get(reverse("me:home")).status_code == 302


def test_a_wrong_code_is_counted_and_the_form_kept(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    code = ask_code(client, poster, mobile)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    text = send(client, poster, filled(mobile, wrong)).content.decode()

    assert "还可以试 4 次" in text
    assert 'value="李知夏"' in text
    assert OneTimeCode.objects.get().tries == 1
    assert not Application.objects.exists()


@pytest.mark.thorough
def test_a_code_guessed_a_thousand_times_opens_nothing(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    code = ask_code(client, poster, mobile)
    guesses = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, 30)]
    texts = [send(client, poster, filled(mobile, guess)).content.decode() for guess in guesses]
    assert "试错太多次" in texts[-1]
    assert "试错太多次" in send(client, poster, filled(mobile, code)).content.decode()
    assert not Application.objects.exists()


def test_a_number_proved_once_needs_no_second_code_when_another_field_was_refused(
    client: Client, poster: JoinPoint, system: Actor
) -> None:
    member = makers.make_member(poster.org)
    mobile = member.person.mobile
    people_makers.account(system, who=member.person)
    text = send(
        client, poster, filled(mobile, ask_code(client, poster, mobile), id_number=makers.id_number())
    ).content.decode()
    assert "手机号" in text
    assert "已经验证过，不用再填验证码" in text
    assert "one-time-code" not in text


def test_the_code_has_its_field_after_a_reload_too(client: Client, poster: JoinPoint) -> None:
    page = reverse("join:join", args=[poster.join_code])
    assert "one-time-code" not in client.get(page).content.decode()
    ask_code(client, poster, makers.mobile())
    assert "one-time-code" in client.get(page).content.decode()


def test_a_number_of_a_member_says_so(client: Client, poster: JoinPoint, system: Actor) -> None:
    number = makers.id_number()
    member = makers.make_member(poster.org, number=number)
    people_makers.account(system, who=member.person)
    mobile = member.person.mobile
    response = send(client, poster, filled(mobile, ask_code(client, poster, mobile), id_number=number))
    assert response.status_code == 422
    assert "会员" in response.content.decode()


def test_the_same_form_sent_twice_is_one_application_and_both_get_the_receipt(
    client: Client, poster: JoinPoint
) -> None:
    mobile = makers.mobile()
    form = filled(mobile, ask_code(client, poster, mobile))
    # The first answer was lost with its cookies: the second comes as if nothing had been.
    answers = [send(Client(), poster, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (Application.objects.count(), Person.objects.count(), Account.objects.count()) == (1, 1, 1)


def test_an_emoji_in_a_name_is_named(client: Client, poster: JoinPoint) -> None:
    text = send(client, poster, filled(makers.mobile(), name="王小满😀")).content.decode()
    assert "姓名里不能有「😀」" in text
    assert 'aria-invalid="true"' in text


def test_a_rare_character_is_kept_as_it_is(client: Client, poster: JoinPoint) -> None:
    apply(client, poster, name="𠮷田小满")
    assert Application.objects.get().name == "𠮷田小满"


def test_without_consent_nothing_is_kept(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    code = ask_code(client, poster, mobile)
    response = send(client, poster, filled(mobile, code, agree_identity=""))
    assert response.status_code == 422
    assert "打勾" in response.content.decode()
    assert not Person.objects.filter(mobile=mobile).exists()


@pytest.mark.parametrize("mobile", ["", "12345", "0571-87120001", "not a number"])
def test_a_wrong_number_gets_a_sentence_and_no_code(client: Client, poster: JoinPoint, mobile: str) -> None:
    response = client.post(
        reverse("join:code", args=[poster.join_code]), {"mobile": mobile}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert "手机号" in response.content.decode()
    assert not OneTimeCode.objects.exists()


def test_a_second_code_within_the_minute_is_refused_with_the_time(client: Client, poster: JoinPoint) -> None:
    mobile = makers.mobile()
    ask_code(client, poster, mobile)
    response = client.post(
        reverse("join:code", args=[poster.join_code]), {"mobile": mobile}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert re.search(r"\d\d:\d\d 之后可以再发", text)
    assert "one-time-code" in text


def test_without_javascript_the_whole_page_comes_back_with_what_was_typed(client: Client, poster: JoinPoint) -> None:
    form = filled(makers.mobile())
    text = client.post(reverse("join:code", args=[poster.join_code]), form).content.decode()
    assert "验证码已发到" in text
    assert form["id_number"] in text
    assert f'action="{reverse("join:join", args=[poster.join_code])}"' in text


def test_who_has_applied_here_sees_her_receipt_instead_of_a_second_form(client: Client, poster: JoinPoint) -> None:
    receipt = apply(client, poster)
    again = client.get(reverse("join:join", args=[poster.join_code]))
    assert again.headers["Location"] == receipt


def test_a_member_sees_that_she_is_one(client: Client, poster: JoinPoint, system: Actor) -> None:
    member = makers.make_member(poster.org)
    client.force_login(people_makers.account(system, who=member.person))
    text = client.get(reverse("join:join", args=[poster.join_code])).content.decode()
    assert "您已经是会员" in text
    assert reverse("me:card") in text


def test_a_union_that_takes_no_applications_by_poster_says_so(client: Client, poster: JoinPoint, system: Actor) -> None:
    orgs.switch_feature(poster.org.public_id, feature="join.scan", is_on=False, actor=system)
    response = client.get(reverse("join:join", args=[poster.join_code]))
    assert response.status_code == 410
    assert "这里不能扫码入会" in response.content.decode()


def test_a_closed_poster_says_whom_to_turn_to(client: Client, poster: JoinPoint, system: Actor) -> None:
    orgs.close_join_point(poster.public_id, actor=system)
    response = client.get(reverse("join:join", args=[poster.join_code]))
    assert response.status_code == 410
    assert "这张海报停用了" in response.content.decode()
    assert "0571-5550 0001" in response.content.decode()


def test_the_poster_of_a_dissolved_union_leads_to_the_one_above(client: Client, system: Actor) -> None:
    street = makers.make_org("长河街道总工会（演示）", phone="0571-5550 0009")
    gone = makers.make_org("旧厂（演示）工会", kind="enterprise", parent=street)
    poster = makers.make_join_point(gone)
    orgs.dissolve(gone.public_id, actor=system)
    for response in (
        client.get(reverse("join:join", args=[poster.join_code])),
        send(client, poster, filled(makers.mobile())),
    ):
        assert response.status_code == 410
        text = response.content.decode()
        assert "这个工会已经撤销" in text
        assert "长河街道总工会（演示）" in text
        assert "0571-5550 0009" in text


@pytest.mark.parametrize("code", ["ZZZZZZZZ", "short", "海报", "0O0O0O0O"])
def test_an_unknown_code_is_a_page_with_a_way_on(client: Client, code: str) -> None:
    response = client.get(reverse("join:join", args=[code]))
    assert response.status_code == 404
    assert "没有找到这个入会码" in response.content.decode()
    assert reverse("front:front") in response.content.decode()


def test_a_stranger_reads_no_receipt(client: Client, poster: JoinPoint) -> None:
    receipt = apply(client, poster)
    anonymous = Client().get(receipt)
    assert (anonymous.status_code, anonymous.headers["Location"].startswith("/accounts/login/")) == (302, True)
    other = Client()
    apply(other, poster)
    assert other.get(receipt).status_code == 404
    assert other.post(receipt + "withdraw/").status_code == 404
    assert Application.objects.filter(state=ApplicationState.APPLIED).count() == 2


def test_she_takes_her_application_back_once(client: Client, poster: JoinPoint) -> None:
    receipt = apply(client, poster)
    assert client.post(receipt + "withdraw/").status_code == 302
    assert Application.objects.get().state == ApplicationState.WITHDRAWN
    text = client.get(receipt).content.decode()
    assert "已撤回" in text
    assert reverse("join:join", args=[poster.join_code]) in text
    assert client.post(receipt + "withdraw/").status_code == 422


def test_the_front_door_takes_a_code_as_it_is_read_aloud(client: Client, poster: JoinPoint) -> None:
    typed = f"{poster.join_code[:4].lower()} {poster.join_code[4:]}"
    assert client.post("/", {"code": typed}).headers["Location"] == reverse("join:join", args=[poster.join_code])
    assert client.post("/", {"code": "00000000"}).status_code == 422


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(client: Client, poster: JoinPoint) -> None:
    response = client.post(
        reverse("join:join", args=[poster.join_code]),
        b"x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 413


def test_a_form_that_lay_open_too_long_is_said_so(poster: JoinPoint) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("join:join", args=[poster.join_code]), filled(makers.mobile()))
    assert response.status_code == 403
    assert "这一页放太久了" in response.content.decode()


def test_a_form_sent_again_after_its_lost_answer_signed_her_in_leads_to_its_receipt(poster: JoinPoint) -> None:
    mobile, phone = makers.mobile(), Client(enforce_csrf_checks=True)
    code = ask_code(Client(), poster, mobile)
    phone.get(reverse("join:join", args=[poster.join_code]))
    form = filled(mobile, code, csrfmiddlewaretoken=phone.cookies["csrftoken"].value)
    first = send(phone, poster, form)
    assert first.status_code == 302
    assert phone.cookies["csrftoken"].value != form["csrfmiddlewaretoken"]
    assert send(phone, poster, form).headers["Location"] == first.headers["Location"]
    assert send(phone, poster, form, HX_Request="true").headers["HX-Redirect"] == first.headers["Location"]
    assert send(phone, poster, form | {"idempotency_key": uuid4().hex}).status_code == 403
    assert Application.objects.count() == 1


def test_a_member_of_a_list_may_sign_in_after_the_poster_has_told_her_so(poster: JoinPoint) -> None:
    number, mobile = makers.id_number(), makers.mobile()
    member = makers.make_member(makers.make_org(), "李知夏", number=number, phone=mobile)
    client = Client()
    code = ask_code(client, poster, mobile)
    page = send(client, poster, filled(mobile, code, id_number=number)).content.decode()
    assert "不用再申请" in page
    assert not Application.objects.exists()
    assert Account.objects.get(mobile=mobile).person_id == member.person_id
