"""One-time codes: sent at a bearable pace, tried five times at most, used once, in every process alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hexian.domains.people import queries, rules, services
from hexian.domains.people.models import LockOut, OneTimeCode
from hexian.domains.people.rules import CodePurpose
from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices import services as notices
from hexian.foundation.notices.models import Message
from hexian.foundation.notices.rules import MessageState
from tests.conftest import NOW
from tests.people import makers

pytestmark = pytest.mark.database
JOIN = CodePurpose.JOIN


def refusal(number: str, code: str, actor: Actor, purpose: CodePurpose = JOIN) -> Refused:
    with pytest.raises(Refused) as refused:
        services.check_code(number, purpose, code, actor=actor)
    return refused.value


@pytest.mark.django_db
def test_a_code_proves_the_number_it_was_sent_to_once(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    assert services.check_code(f"+86 {number}", JOIN, "４８２９１３", actor=system) == number
    assert refusal(number, code, system).code == "code.used"


@pytest.mark.django_db
def test_the_code_goes_out_and_is_kept_only_as_a_digest(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    row = OneTimeCode.objects.get(mobile=number)
    assert makers.messages_waiting() == 1
    assert len(row.code_hash) == 64
    assert row.expires_at == NOW + makers.CODE_LIFE


@pytest.mark.django_db
def test_an_unknown_number_is_treated_alike_but_gets_no_message(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system, deliver=False)
    assert makers.messages_waiting() == 0
    assert refusal(number, "000000", system).code in {"code.wrong", "code.used"}


@pytest.mark.django_db
def test_an_unknown_number_costs_the_same_work(system: Actor) -> None:
    services.send_code(makers.mobile(), JOIN, actor=system)
    with CaptureQueriesContext(connection) as known:
        services.send_code(makers.mobile(), JOIN, actor=system)
    with CaptureQueriesContext(connection) as unknown:
        services.send_code(makers.mobile(), JOIN, actor=system, deliver=False)
    verbs = [
        [each["sql"].split(" ")[0] for each in captured if "SAVEPOINT" not in each["sql"]]
        for captured in (known, unknown)
    ]
    assert verbs[0] == verbs[1]
    assert makers.messages_waiting() == 2


def write_law(**values: int) -> None:
    for name, value in values.items():
        assert RuleParam.objects.filter(code=f"join.code_{name}").update(value=str(value)) == 1


@pytest.mark.django_db
def test_the_lawbook_says_how_long_a_code_is_good(system: Actor) -> None:
    write_law(minutes=10)
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    message = Message.objects.get()
    assert "10 分钟内有效" in crypto.open_sealed(message.body or b"", message.subject)
    assert message.expires_at is not None
    assert timedelta(minutes=9) < message.expires_at - timezone.now() <= timedelta(minutes=10)
    later = replace(system, now=NOW + timedelta(minutes=9, seconds=59))
    assert services.check_code(number, JOIN, code, actor=later) == number


@pytest.mark.django_db
@pytest.mark.parametrize("most", [3, 8])
def test_the_lawbook_says_how_often_a_code_may_be_tried(system: Actor, most: int) -> None:
    write_law(tries=most)
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    write_law(tries=5)  # what was promised when it was sent holds
    told = [refusal(number, "000000", system) for _ in range(most)]
    assert [each.params.get("left") for each in told] == [*range(most - 1, 0, -1), None]
    assert refusal(number, code, system).code == "code.dead"


@pytest.mark.django_db
def test_the_lawbook_says_how_many_codes_an_hour(system: Actor) -> None:
    write_law(per_hour=3)
    number = makers.mobile()
    for minute in range(3):
        services.send_code(number, JOIN, actor=replace(system, now=NOW + timedelta(minutes=minute)))
    with pytest.raises(Refused, match=r"code\.too_many"):
        services.send_code(number, JOIN, actor=replace(system, now=NOW + timedelta(minutes=10)))


@pytest.mark.django_db
def test_a_code_for_one_purpose_opens_nothing_else(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    assert refusal(number, code, system, CodePurpose.LOGIN).code == "code.none"


@pytest.mark.django_db
def test_a_code_ends_after_five_minutes(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    later = replace(system, now=NOW + makers.CODE_LIFE)
    assert refusal(number, code, later).code == "code.expired"


@pytest.mark.django_db
def test_a_new_code_ends_the_former(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    makers.plant_code(number, JOIN, "111111")
    later = replace(system, now=NOW + timedelta(seconds=61))
    services.send_code(number, JOIN, actor=later)
    makers.plant_code(number, JOIN, "222222")
    assert refusal(number, "111111", later).code == "code.wrong"
    assert services.check_code(number, JOIN, "222222", actor=later) == number


@pytest.mark.thorough
@pytest.mark.django_db
def test_a_code_guessed_a_thousand_times_never_opens(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    makers.plant_code(number, JOIN, "000999")
    told = [refusal(number, f"{guess:06d}", system) for guess in range(1_000)]
    assert [said.params.get("left") for said in told[:4]] == [4, 3, 2, 1]
    assert {said.code for said in told[4:]} == {"code.dead"}
    assert OneTimeCode.objects.get(mobile=number).tries == makers.MOST_TRIES


@pytest.mark.django_db
def test_the_right_code_comes_too_late_after_five_wrong_ones(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    for _ in range(makers.MOST_TRIES):
        refusal(number, "000000", system)
    assert refusal(number, code, system).code == "code.dead"


@pytest.mark.django_db
def test_a_wrong_try_stays_counted_in_a_request_that_answers(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    makers.plant_code(number, JOIN)
    with transaction.atomic():
        assert refusal(number, "000000", system).code == "code.wrong"
    assert OneTimeCode.objects.get(mobile=number).tries == 1


@pytest.mark.django_db
def test_the_next_code_has_to_wait_a_minute_and_says_until_when(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    with pytest.raises(Refused) as refused:
        services.send_code(number, CodePurpose.LOGIN, actor=replace(system, now=NOW + timedelta(seconds=59)))
    assert refused.value.code == "code.too_soon"
    assert refused.value.params["until"] == NOW + rules.CODE_PAUSE
    services.send_code(number, JOIN, actor=replace(system, now=NOW + rules.CODE_PAUSE))


@pytest.mark.django_db
def test_five_codes_an_hour_are_enough_for_one_number(system: Actor) -> None:
    number = makers.mobile()
    for minute in range(makers.MOST_CODES_PER_MOBILE):
        services.send_code(number, JOIN, actor=replace(system, now=NOW + timedelta(minutes=minute)))
    with pytest.raises(Refused, match=r"code\.too_many"):
        services.send_code(number, JOIN, actor=replace(system, now=NOW + timedelta(minutes=10)))
    services.send_code(number, JOIN, actor=replace(system, now=NOW + rules.HOUR))


@pytest.mark.django_db
def test_one_address_cannot_ask_for_codes_to_everybody(system: Actor) -> None:
    LockOut.objects.create(
        key=services.lock_outs.hashed("code.from.203.0.113.7"), failures=rules.MOST_CODES_PER_ADDRESS, first_at=NOW
    )
    with pytest.raises(Refused, match=r"code\.too_many_here"):
        services.send_code(makers.mobile(), JOIN, actor=system, address="203.0.113.7")
    services.send_code(makers.mobile(), JOIN, actor=system, address="203.0.113.8")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345六"])
def test_what_is_no_code_costs_no_try(system: Actor, typed: str) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    assert refusal(number, typed, system).code == "code.form"
    assert OneTimeCode.objects.get(mobile=number).tries == 0


@pytest.mark.django_db
def test_nobody_but_the_program_sees_codes_and_counts(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    for actor in (Actor.anonymous(NOW), Actor.guest(NOW, code=makers.HERE, mobile=number)):
        with scope(actor):
            assert not OneTimeCode.objects.exists()
            assert not LockOut.objects.exists()


@pytest.mark.django_db
def test_a_guest_may_ask_for_a_code_and_use_it(system: Actor) -> None:
    number = makers.mobile()
    guest = Actor.guest(NOW, code=makers.HERE)
    with scope(guest):
        services.send_code(number, JOIN, actor=guest)
    makers.plant_code(number, JOIN)
    with scope(guest):
        assert services.check_code(number, JOIN, "482913", actor=guest) == number


def test_a_hundred_guesses_at_once_are_still_five(own_database: object) -> None:
    actor = Actor.system("tests", NOW)
    number = makers.mobile()
    with scope(actor):
        services.send_code(number, JOIN, actor=actor)
        makers.plant_code(number, JOIN, "000077")

    def guess(code: int) -> str:
        try:
            services.check_code(number, JOIN, f"{code:06d}", actor=actor)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "opened"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(50)))
    assert told.count("code.wrong") == makers.MOST_TRIES - 1
    assert told.count("code.dead") == 50 - told.count("code.wrong")
    with scope(actor):
        assert OneTimeCode.objects.get(mobile=number).tries == makers.MOST_TRIES


def test_one_right_code_sent_twice_at_once_is_used_once(own_database: object) -> None:
    actor = Actor.system("tests", NOW)
    number = makers.mobile()
    with scope(actor):
        services.send_code(number, JOIN, actor=actor)
        makers.plant_code(number, JOIN)

    def use(_turn: int) -> str:
        try:
            services.check_code(number, JOIN, "482913", actor=actor)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "opened"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == ["code.used", "code.used", "code.used", "opened"]


@pytest.mark.django_db
def test_old_codes_and_counts_are_forgotten(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    services.fail("password.x", actor=system)
    assert services.forget_old(actor=replace(system, now=NOW + timedelta(hours=12))) == 0
    assert services.forget_old(actor=replace(system, now=NOW + timedelta(days=2))) == 4
    assert not OneTimeCode.objects.exists()


# — Where no text goes out, or one has failed —


@pytest.mark.django_db
def test_without_a_text_channel_no_code_is_begun_and_nothing_used_up(system: Actor, settings: Settings) -> None:
    number = makers.mobile()
    settings.NOTICES = settings.NOTICES | {"sms_url": ""}
    for _ in range(makers.MOST_CODES_PER_MOBILE + 1):
        with pytest.raises(Refused, match=r"code\.no_channel"):
            services.send_code(number, JOIN, actor=system)
    assert not OneTimeCode.objects.exists()
    assert not LockOut.objects.exists()
    assert makers.messages_waiting() == 0
    notices.open_tray(actor=system)
    services.send_code(number, JOIN, actor=system)


@pytest.mark.django_db
def test_a_code_whose_message_has_failed_is_told_while_it_lives(system: Actor) -> None:
    asked = services.send_code(makers.mobile(), JOIN, actor=system)
    assert queries.code_trouble(asked, actor=system) == ""
    give_up("gateway.number")
    assert "空号或停机" in queries.code_trouble(asked, actor=system)
    assert queries.code_trouble(asked, actor=replace(system, now=NOW + makers.CODE_LIFE)) == ""


@pytest.mark.django_db
def test_whether_a_sign_in_code_failed_says_nothing_about_whose_number_is_known(system: Actor) -> None:
    known = services.send_code(makers.mobile(), CodePurpose.LOGIN, actor=system)
    unknown = services.send_code(makers.mobile(), CodePurpose.LOGIN, actor=system, deliver=False)
    give_up("gateway.number")
    assert [queries.code_trouble(each, actor=system) for each in (known, unknown)] == ["", ""]
    give_up("gateway.unauthorised")
    told = {queries.code_trouble(each, actor=replace(system, now=timezone.now())) for each in renewed(known, unknown)}
    assert len(told) == 1
    assert "短信网关不认我们的密钥" in told.pop()


def give_up(error: str) -> None:
    """Let every message have ended like this, as the worker writes it down."""
    Message.objects.update(state=MessageState.GIVEN_UP, error=error, address=None, body=None)


def renewed(*codes: UUID) -> tuple[UUID, ...]:
    """The same codes, alive on the wall's clock, by which messages are written."""
    OneTimeCode.objects.filter(pk__in=codes).update(expires_at=timezone.now() + makers.CODE_LIFE)
    return codes


# — A stranger asks for codes to her number —

HERS = "0123456789abcdef"


@pytest.mark.django_db
def test_a_stranger_asking_neither_ends_her_code_nor_keeps_her_from_one(system: Actor) -> None:
    number = makers.mobile()
    for minute in range(makers.MOST_CODES_PER_MOBILE):
        services.send_code(number, JOIN, actor=replace(system, now=NOW + timedelta(minutes=minute)))
    later = replace(system, now=NOW + timedelta(minutes=6))
    services.send_code(number, JOIN, actor=later, device=HERS)
    makers.plant_code(number, JOIN, "246802")
    next_hour = replace(system, now=NOW + rules.HOUR)
    OneTimeCode.objects.filter(asker=HERS).update(expires_at=next_hour.now + makers.CODE_LIFE)
    services.send_code(number, JOIN, actor=next_hour)
    assert services.check_code(number, JOIN, "246802", actor=next_hour, device=HERS) == number


@pytest.mark.django_db
def test_a_strangers_guesses_do_not_wear_out_the_code_of_her_own_device(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system, device=HERS)
    makers.plant_code(number, JOIN, "246802")
    assert {refusal(number, f"{guess:06d}", system).code for guess in range(20)} == {"code.none"}
    assert refusal(number, "246802", system).code == "code.none"
    assert services.check_code(number, JOIN, "246802", actor=system, device=HERS) == number


@pytest.mark.django_db
def test_her_own_device_has_no_more_guesses_than_anybody(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system, device=HERS)
    code = makers.plant_code(number, JOIN)
    for guess in range(makers.MOST_TRIES):
        with pytest.raises(Refused):
            services.check_code(number, JOIN, f"{guess:06d}", actor=system, device=HERS)
    with pytest.raises(Refused, match=r"code\.dead"):
        services.check_code(number, JOIN, code, actor=system, device=HERS)


@pytest.mark.django_db
def test_a_right_code_not_used_up_is_still_good_and_used_up_only_once(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    code = makers.plant_code(number, JOIN)
    first, second = (services.prove(number, JOIN, code, actor=system) for _ in range(2))
    services.use_up(first, actor=system)
    with pytest.raises(Refused, match=r"code\.used"):
        services.use_up(second, actor=system)


@pytest.mark.django_db
def test_a_used_code_proves_its_number_for_a_quarter_of_an_hour(system: Actor) -> None:
    number = makers.mobile()
    services.send_code(number, JOIN, actor=system)
    proof = services.prove(number, JOIN, makers.plant_code(number, JOIN), actor=system)
    assert services.proved_by(proof, actor=system) == ""
    services.use_up(proof, actor=system)
    assert services.proved_by(proof, actor=Actor.anonymous(NOW)) == number
    assert services.proved_by(proof, actor=Actor.anonymous(NOW + rules.PROOF_LIFE)) == ""
