"""From the poster to the application, over the API."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from hexian.domains.members.models import Application
from hexian.domains.orgs import services as orgs
from hexian.domains.people.models import OneTimeCode, Person
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.access import scope
from tests import makers
from tests.api.callers import ANYBODY, Caller, key_of
from tests.people.makers import plant_code

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ONCE = "0123456789abcdef"


def filled(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": "王小满", "id_number": makers.id_number(), "mobile": number, "code": "482913",
        "kind_of_work": "外卖配送员", "platform": "蓝骑（演示）", "station": "滨江站", "consents": makers.CONSENTED,
        **changes,
    }  # fmt: skip


def sent_to(code: str, number: str) -> None:
    assert ANYBODY.post(f"join/{code}/code", {"mobile": number})["mobile_masked"].startswith("139")
    plant_code(number, CodePurpose.JOIN)


def test_a_poster_says_whose_it_is_and_what_to_agree_to() -> None:
    org = makers.make_org()
    shown = ANYBODY.get(f"join/{makers.make_join_point(org).join_code.lower()}")
    assert shown["org_name"] == org.name
    assert shown["is_open"]
    assert shown["turn_to"] is None
    assert {text["purpose"]: text["version"] for text in shown["consents"]} == makers.CONSENTED


def test_a_code_that_is_none_leads_nowhere() -> None:
    assert ANYBODY.get("join/NOTHING", 404)["code"] == "request.unknown"
    assert ANYBODY.post("join/22222222/code", {"mobile": makers.mobile()}, 404)["code"] == "request.unknown"


def test_a_closed_poster_says_whom_to_turn_to() -> None:
    point = makers.make_join_point(makers.make_org(phone="0571-5550 0009"))
    orgs.close_join_point(point.public_id, actor=makers.SYSTEM)
    shown = ANYBODY.get(f"join/{point.join_code}")
    assert not shown["is_open"]
    assert shown["turn_to"]["phone"] == "0571-5550 0009"
    assert ANYBODY.post(f"join/{point.join_code}/code", {"mobile": makers.mobile()}, 422)["code"] == "join.closed"


def test_a_code_and_a_form_make_an_application_and_the_same_key_makes_no_second() -> None:
    code, number = makers.make_join_point(makers.make_org()).join_code, makers.mobile()
    sent_to(code, number)
    form = filled(number)
    first = ANYBODY.post(f"join/{code}/applications", form, 201, once=ONCE)
    assert first["state"] == "applied"
    assert first["due_at"]
    assert ANYBODY.post(f"join/{code}/applications", form, 201, once=ONCE) == first
    assert Application.objects.count() == 1


def test_a_first_generation_number_is_taken_and_told_as_it_was_written_down() -> None:
    code, number = makers.make_join_point(makers.make_org()).join_code, makers.mobile()
    sent_to(code, number)
    old = filled(number, id_number="330108850512001")
    made = ANYBODY.post(f"join/{code}/applications", old, 201, once=ONCE)
    assert len(made["told"]) == 1
    assert "末四位是 0016" in made["told"][0]
    other = makers.mobile()
    sent_to(code, other)
    assert ANYBODY.post(f"join/{code}/applications", filled(other), 201, once="fedcba9876543210")["told"] == []


def test_somebody_elses_number_does_not_open_what_the_key_made() -> None:
    code, number, other = makers.make_join_point(makers.make_org()).join_code, makers.mobile(), makers.mobile()
    sent_to(code, number)
    ANYBODY.post(f"join/{code}/applications", filled(number), 201, once=ONCE)
    assert ANYBODY.post(f"join/{code}/applications", filled(other), 422, once=ONCE)["code"] == "code.none"


def test_a_wrong_code_is_counted_although_nothing_else_is_kept() -> None:
    code, number = makers.make_join_point(makers.make_org()).join_code, makers.mobile()
    sent_to(code, number)
    wrong = filled(number, code="000000")
    lefts = [ANYBODY.post(f"join/{code}/applications", wrong, 422, once=ONCE)["params"]["left"] for _ in range(2)]
    assert lefts == [4, 3]
    assert OneTimeCode.objects.get().tries == 2
    assert not Application.objects.exists()


def test_without_a_yes_nothing_is_kept() -> None:
    code, number = makers.make_join_point(makers.make_org()).join_code, makers.mobile()
    sent_to(code, number)
    said = ANYBODY.post(f"join/{code}/applications", filled(number, consents={}), 422, once=ONCE)
    assert said["code"] == "consent.missing"
    assert not Application.objects.exists()


def test_a_key_that_repeats_nothing_is_asked_for() -> None:
    code = makers.make_join_point(makers.make_org()).join_code
    said = ANYBODY.post(f"join/{code}/applications", filled(makers.mobile()), 422)
    assert "Idempotency-Key" in said["params"]["fields"]


def test_who_is_signed_in_with_her_number_needs_no_code() -> None:
    person = makers.make_person()
    caller = Caller(key_of(makers.worker(person)))
    code = makers.make_join_point(makers.make_org()).join_code
    made = caller.post(f"join/{code}/applications", filled(person.mobile, code=""), 201, once=ONCE)
    mine = caller.get("me/data")
    assert [row["id"] for row in mine["applications"]] == [made["id"]]
    assert mine["person"]["mobile_masked"] != person.mobile
    assert mine["membership"] is None


def test_an_application_shows_nothing_to_anybody_else() -> None:
    org = makers.make_org()
    makers.make_application(org)
    with scope(makers.SYSTEM):
        other = makers.worker(makers.make_person())
    assert Caller(key_of(other)).get("me/data")["applications"] == []


def test_a_refusal_after_the_right_code_leaves_the_code_good() -> None:
    code, number = makers.make_join_point(makers.make_org()).join_code, makers.mobile()
    sent_to(code, number)
    for _ in range(2):
        said = ANYBODY.post(f"join/{code}/applications", filled(number, id_number="330108199001010011"), 422, once=ONCE)
        assert said["code"] == "id.check_digit"
    ANYBODY.post(f"join/{code}/applications", filled(number), 201, once=ONCE)
    again = ANYBODY.post(f"join/{code}/applications", filled(number), 422, once="fedcba9876543210")
    assert again["code"] == "code.used"
    assert Application.objects.count() == 1


def test_without_a_text_channel_the_caller_hears_what_to_do(settings: Settings) -> None:
    settings.NOTICES = settings.NOTICES | {"sms_url": ""}
    code = makers.make_join_point(makers.make_org()).join_code
    said = ANYBODY.post(f"join/{code}/code", {"mobile": makers.mobile()}, 422)
    assert said["code"] == "code.no_channel"
    assert "找您的工会" in said["sentence"]
    assert not OneTimeCode.objects.exists()


def test_a_number_somebody_else_wrote_down_leads_to_nobody_elses_account() -> None:
    other = makers.make_person("李知夏")
    makers.worker(other)
    number = makers.mobile()
    Person.objects.filter(pk=other.pk).update(mobile=number)
    code = makers.make_join_point(makers.make_org()).join_code
    sent_to(code, number)
    ANYBODY.post(f"join/{code}/applications", filled(number), 201, once=ONCE)
    application = Application.objects.get()
    assert application.person_id != other.pk
    assert application.person.account.mobile == number
