"""A new installation's first officer appoints people nobody has entered yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hexian.domains.orgs.models import Office, Role
from tests import makers
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_she_is_appointed_by_name_and_number() -> None:
    org = makers.make_org()
    browser = desk.officer_of(org).client
    role = Role.objects.get(org__isnull=True, key="organiser")
    address = reverse("orgs:appoint_newcomer", args=[org.public_id])
    facts = {"name": "周可心", "mobile": "139 1234 0042", "role": str(role.public_id)}

    wrong = browser.post(address, {**facts, "mobile": "1370000"})
    assert wrong.status_code == 422
    assert "周可心" in wrong.content.decode()

    done = browser.post(address, facts)
    assert done.status_code == 302, desk.words(done.content.decode())
    assert done["Location"] == reverse("orgs:offices")
    assert Office.objects.get(role=role).person.name == "周可心"


def test_the_way_there_stands_on_the_page_of_appointments() -> None:
    org = makers.make_org()
    assert "按姓名和手机号任命" in desk.officer_of(org).get("orgs:appoint", org=str(org.public_id))


def test_a_stranger_finds_no_such_page() -> None:
    org, other = makers.make_org(), makers.make_org()
    desk.officer_of(other).get("orgs:appoint_newcomer", org.public_id, status=404)


def test_a_new_union_is_told_where_to_begin(settings: Any) -> None:
    org = makers.make_org()
    officer = desk.officer_of(org)
    home = officer.get("system:home")
    for step in ("从这里开始", "做一张入会海报", "任命同事"):
        assert step in home
    assert "短信还没有接通" not in home
    settings.NOTICES = {"sms_url": ""}
    assert "短信还没有接通" in officer.get("system:home")
    assert "她现在收不到登录验证码" in officer.get("orgs:appoint_newcomer", org.public_id)
    makers.make_application(org)
    assert "从这里开始" not in officer.get("system:home")


def test_an_applicant_is_not_told_that_a_code_is_on_its_way_when_none_can_be(settings: Any, client: Client) -> None:
    settings.NOTICES = {"sms_url": ""}
    point = makers.make_join_point(makers.make_org())
    answer = client.post(reverse("join:code", args=[point.join_code]), {"mobile": makers.mobile()})
    assert answer.status_code == 422
    assert "发不出验证码" in answer.content.decode()
