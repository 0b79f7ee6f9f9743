"""Who gets in: keys and sessions, second factors, duties, and what is said to everybody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from hexian.domains.orgs.models import Office
from hexian.domains.people import services as people
from hexian.domains.people.models import ApiToken
from hexian.foundation.access import scope
from hexian.foundation.actor import Refused
from tests import makers
from tests.api.callers import ANYBODY, ROOT, Caller, key_of, officer_of, with_second_factor
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_nobody_in_particular_is_asked_for_a_key() -> None:
    answer = Client().get(f"{ROOT}/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    said = answer.json()
    assert said["code"] == "auth.missing"
    assert "还没有登录" in said["sentence"]


def test_a_key_opens_what_its_owner_may_do() -> None:
    caller = officer_of(makers.make_org())
    me = caller.get("me")
    assert me["name"] == "李敏"
    assert me["offices"][0]["duties"] == sorted(makers.CHAIR)
    assert caller.get("members")["rows"] == []


def test_a_key_is_no_mightier_than_the_duties_it_names() -> None:
    officer = with_second_factor(makers.officer_of(makers.make_org(), *makers.CHAIR))
    caller = Caller(key_of(officer, "orgs.view"))
    assert caller.get("me")["offices"][0]["duties"] == ["orgs.view"]
    assert len(caller.get("unions")) == 1
    assert caller.get("members", 404)["code"] == "request.unknown"


def test_what_an_owner_gains_later_does_not_reach_her_key() -> None:
    """Neither another office, nor another duty in the same one, nor the same duty further up."""
    street = makers.make_org()
    officer = with_second_factor(makers.officer_of(street, "orgs.view", "members.view"))
    caller = Caller(key_of(officer))
    office = Office.objects.get(public_id=officer.offices[0].office_id)
    office.role.duties = ["members.admit", "members.view", "orgs.view"]
    office.role.save(update_fields=["duties"])
    makers.officer_of(makers.root(), "orgs.view", "members.admit", person=office.person)
    assert [(each["org_name"], each["duties"]) for each in caller.get("me")["offices"]] == [
        (street.name, ["members.view", "orgs.view"])
    ]
    assert caller.get("applications", 404)["code"] == "request.unknown"
    assert [row["name"] for row in caller.get("unions")] == [street.name]


def test_what_an_owner_loses_her_key_loses() -> None:
    officer = with_second_factor(makers.officer_of(makers.make_org(), "orgs.view", "members.view"))
    caller = Caller(key_of(officer))
    office = Office.objects.get(public_id=officer.offices[0].office_id)
    office.role.duties = ["orgs.view"]
    office.role.save(update_fields=["duties"])
    assert caller.get("me")["offices"][0]["duties"] == ["orgs.view"]
    assert caller.get("members", 404)["code"] == "request.unknown"
    office.ends_on = makers.TODAY
    office.save(update_fields=["ends_on"])
    assert caller.get("me")["offices"] == []


def test_a_key_names_no_duty_its_owner_lacks_today() -> None:
    officer = makers.officer_of(makers.make_org(), "orgs.view")
    with scope(officer), pytest.raises(Refused) as refusal:
        people.issue_token(
            "测试", duties=["orgs.view", "members.view"], expires_at=timezone.now() + timedelta(days=1), actor=officer
        )
    assert (refusal.value.code, refusal.value.params) == ("token.beyond_own", {"duties": "members.view"})


@pytest.mark.parametrize("key", ["hx_nothing", "nothing", ""])
def test_a_key_that_is_none_is_refused_even_where_anybody_may_ask(key: str) -> None:
    code = makers.make_join_point(makers.make_org()).join_code
    answer = Client().get(f"{ROOT}/join/{code}", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.token")


def test_a_key_that_has_ended_or_was_revoked_is_refused() -> None:
    officer = with_second_factor(makers.officer_of(makers.make_org(), *makers.CHAIR))
    key = key_of(officer)
    with scope(officer):
        people.revoke_token(ApiToken.objects.get().pk, actor=officer)
    assert Caller(key).get("me", 401)["code"] == "auth.token"
    over = key_of(officer, days=1)
    ApiToken.objects.filter(revoked_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Caller(over).get("me", 401)["code"] == "auth.token"


def test_a_password_is_no_key() -> None:
    answer = Client().get(f"{ROOT}/me", headers={"Authorization": "Basic eDp5"})
    assert answer.status_code == 401


def test_who_sees_personal_data_must_have_a_second_factor_before_her_program_does() -> None:
    officer = makers.officer_of(makers.make_org(), *makers.CHAIR)
    caller = Caller(key_of(officer))
    assert caller.get("members", 403)["code"] == "auth.second_factor"
    with_second_factor(officer)
    assert caller.get("members")["total"] == 0


def test_a_session_must_have_used_its_second_factor() -> None:
    officer = makers.officer_of(makers.make_org(), *makers.CHAIR)
    browser = at_the_desk(officer).client
    assert browser.get(f"{ROOT}/members").status_code == 200
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0.0}]
    session.save()
    answer = browser.get(f"{ROOT}/members")
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.second_factor")


def test_a_session_that_changes_something_needs_the_token_against_forgery() -> None:
    officer = makers.officer_of(makers.make_org(), *makers.CHAIR)
    known = at_the_desk(officer).client.cookies[settings.SESSION_COOKIE_NAME].value
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = known
    refused = browser.post(f"{ROOT}/cards", "{}", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.csrf")
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    sent = {"token": "x" * 22}
    taken = browser.post(f"{ROOT}/cards", sent, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert taken.json()["code"] == "card.unknown"


def test_a_key_needs_no_token_against_forgery() -> None:
    key = officer_of(makers.make_org()).key
    sent, headers = {"token": "x" * 22}, {"Authorization": f"Bearer {key}"}
    answer = Client(enforce_csrf_checks=True).post(
        f"{ROOT}/cards", sent, content_type="application/json", headers=headers
    )
    assert answer.json()["code"] == "card.unknown"


def test_a_stranger_finds_nothing_whatever_she_sends() -> None:
    worker = Caller(key_of(makers.worker(makers.make_person())))
    assert worker.post("resolutions", "{ no JSON", 404)["code"] == "request.unknown"


def test_a_reader_may_not_act() -> None:
    reader = officer_of(makers.make_org(), "orgs.view", "members.view")
    assert reader.post("members/export", {}, 403)["code"] == "request.forbidden"


def test_what_is_no_json_gets_a_sentence() -> None:
    code = makers.make_join_point(makers.make_org()).join_code
    said = ANYBODY.post(f"join/{code}/code", "{", 400)
    assert said["code"] == "request.malformed"
    assert "JSON" in said["sentence"]


@pytest.mark.parametrize(
    "body",
    [{}, {"mobile": 5}, {"mobile": "13900000001", "more": 1}, [], "x", None, {"mobile": "\x00"}, {"mobile": "1" * 61}],
)
def test_what_does_not_fit_is_named(body: object) -> None:
    code = makers.make_join_point(makers.make_org()).join_code
    said = ANYBODY.post(f"join/{code}/code", json.dumps(body), 422)
    assert said["code"] == "request.invalid"
    assert said["params"]["fields"] in said["sentence"]


def test_what_an_address_does_not_ask_for_is_named_after_the_door() -> None:
    union = makers.make_org()
    chair = officer_of(union, "orgs.view")
    said = chair.get(f"unions/{union.public_id}/groups", 422, kind="park")
    assert (said["code"], said["params"]["fields"]) == ("request.invalid", "kind")
    assert chair.get(f"unions/{union.public_id}/groups", day="2026-01-01") == []
    assert ANYBODY.get(f"unions/{union.public_id}/groups", 401, kind="park")["code"] == "auth.missing"


def test_a_lone_surrogate_is_no_text() -> None:
    code = makers.make_join_point(makers.make_org()).join_code
    assert ANYBODY.post(f"join/{code}/code", '{"mobile": "\\ud800"}', 422)["code"] == "request.invalid"


def test_a_body_that_is_too_large_gets_a_sentence() -> None:
    said = ANYBODY.post("cards", "x" * (3 * 1024 * 1024), 413)
    assert "2 MB" in said["sentence"]


def test_an_address_says_which_methods_it_takes() -> None:
    answer = Client().put(f"{ROOT}/resolutions")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    assert "PUT" in answer.json()["sentence"]


@pytest.mark.parametrize("address", ["", "docs", "members/7", "nothing/here", "members/%0A"])
def test_an_address_that_is_none_answers_in_the_same_shape(address: str) -> None:
    assert ANYBODY.get(address, 404).keys() == {"code", "sentence", "params"}
