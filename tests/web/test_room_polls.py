"""A room's page asks whether it has changed: cheap with a ticket, and never for anybody who may not look any more."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.people.models import Account
from hexian.embedded import DatabaseUrls
from hexian.foundation.access import glance, scope
from hexian.foundation.actor import Actor
from hexian.web.bargaining import tickets
from tests import makers
from tests.bargaining import makers as bargain
from tests.bargaining.makers import House, again
from tests.makers import as_
from tests.web.test_me import sign_in

pytestmark = [pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def home(db: None) -> House:
    return bargain.house()


@pytest.fixture
def case(home: House) -> Case:
    return bargain.talking(home)


def poll(client: Client, case: Case, seen: int = 0) -> tuple[int, bool, bool]:
    """Status, whether something has changed, and whether the whole way was gone (it leaves a new ticket)."""
    answer = client.get(reverse("bargaining:changes", args=[case.public_id]), {"seen": seen})
    return answer.status_code, answer.headers.get("HX-Trigger") == "room:changed", tickets.COOKIE in answer.cookies


def version(case: Case) -> int:
    with as_(makers.SYSTEM):
        return int(Case.objects.get(pk=case.pk).room.version)


def seated(home: House, case: Case, client: Client) -> Client:
    """A browser that has a ticket."""
    assert poll(client, case, version(case)) == (204, False, True)
    assert poll(client, case, version(case)) == (204, False, False)
    return client


def test_a_ticket_spares_the_whole_way_and_tells_of_every_change(home: House, case: Case) -> None:
    client = seated(home, case, sign_in(home.chair))
    seen = version(case)
    manager = again(home.manager)
    with as_(manager):
        item = case.items.get(clause="wage.pay_day")
        services.propose(item.public_id, bargain.typed(item.clause), key=uuid4(), actor=manager)
    assert poll(client, case, seen) == (200, True, False)
    live = client.get(
        reverse("bargaining:room", args=[case.public_id]), {"item": str(item.public_id)},
        headers={"HX-Request": "true", "HX-Target": "poll"},
    ).content.decode()  # fmt: skip
    places = ["poll", "agenda", "item", "feed", "cards", "rounds"]
    assert [found for found in re.findall(r'id="(\w+)"', live) if found in places] == places
    assert "<html" not in live
    assert "第 1 稿" in live
    assert f"?seen={seen + 1}" in live
    assert poll(client, case, seen + 1) == (204, False, False)


def test_what_is_fetched_holds_nothing_the_other_side_says_to_itself(home: House, case: Case) -> None:
    chair, manager = again(home.chair), again(home.manager)
    with as_(manager):
        services.say(case.public_id, "底线是百分之四", key=uuid4(), actor=manager, private=True)
    with as_(chair):
        services.say(case.public_id, "我们先听他们说", key=uuid4(), actor=chair, private=True)
    for actor, hears, hidden in ((chair, "先听", "底线"), (manager, "底线", "先听")):
        live = sign_in(actor).get(
            reverse("bargaining:room", args=[case.public_id]), headers={"HX-Request": "true", "HX-Target": "poll"}
        )
        assert hears in live.content.decode()
        assert hidden not in live.content.decode()


def test_whoever_signs_out_hears_nothing_from_then_on(home: House, case: Case) -> None:
    client = seated(home, case, sign_in(home.chair))
    left_open = Client()
    left_open.cookies.update(client.cookies)
    assert poll(left_open, case, version(case)) == (204, False, False)
    client.logout()
    assert poll(left_open, case, 0)[:2] == (302, False)


def test_whose_part_has_ended_hears_nothing_from_then_on(home: House, case: Case) -> None:
    with as_(makers.SYSTEM):
        seat = case.participants.filter(side=Side.WORKER, role="rep").select_related("person").first()
        assert seat is not None
        assert seat.person is not None
        account = Account.objects.get(person=seat.person)
    delegate = replace(home.chair, person_id=seat.person_id, account_id=account.pk, offices=())
    client = seated(home, case, sign_in(delegate))
    chair = again(home.chair)
    with as_(chair):
        services.end_delegate(seat.public_id, "调离", actor=chair)
    assert poll(client, case, 0)[:2] == (404, False)


def test_whose_account_is_closed_hears_nothing_from_then_on(home: House, case: Case) -> None:
    client = seated(home, case, sign_in(home.chair))
    with as_(makers.SYSTEM):
        Account.objects.filter(pk=home.chair.account_id or 0).update(is_active=False)
    assert poll(client, case, 0)[:2] == (302, False)


def test_a_ticket_fits_one_session_one_room_one_person_for_a_minute(
    home: House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = seated(home, case, sign_in(home.chair))
    good = client.cookies[tickets.COOKIE].value
    # Carried to somebody who has no part, it opens nothing.
    stranger = sign_in(
        makers.officer_of(makers.make_org("别处街道总工会（演示）"), *bargain.WORKER_DUTIES, name="吴远")
    )
    stranger.cookies[tickets.COOKIE] = good
    assert poll(stranger, case, 0)[:2] == (404, False)
    # With another session, another name in it, cut short or made up, the whole way is gone again.
    issued, account, person, seal = good.split(".")
    altered = (f"{issued}.{account}.{int(person) + 1}.{seal}", f"{int(issued) + 9}.{account}.{person}.{seal}")
    for made_up in (*altered, f"{issued}.{account}", "x", "....", f"{issued}.{account}.{person}.{'0' * 64}", "a.b.c.d"):
        client.cookies[tickets.COOKIE] = made_up
        assert poll(client, case, version(case)) == (204, False, True), made_up
    twice = sign_in(home.chair)
    twice.cookies[tickets.COOKIE] = good
    assert poll(twice, case, version(case)) == (204, False, True)
    other = bargain.talking(bargain.house("清河机械"))
    client.cookies[tickets.COOKIE] = good
    assert poll(client, other, 0)[:2] == (404, False)
    client.cookies[tickets.COOKIE] = good
    assert poll(client, case, version(case)) == (204, False, False)
    monkeypatch.setattr(tickets, "GOOD_FOR", 0)
    assert poll(client, case, version(case)) == (204, False, True)


def test_a_glance_outside_a_transaction_leaves_nobody_behind(own_database: DatabaseUrls) -> None:
    """As the server has it: one message, its own transaction, its settings gone with it."""
    actor = Actor(now=timezone.now(), request_id="tests", name="", person_id=7, account_id=8)
    assert not connection.in_atomic_block
    assert glance(actor, "SELECT current_setting('hexian.person'), %s", ["ours"]) == ("7", "ours")
    assert glance(actor, "SELECT 1 WHERE %s", [False]) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('hexian.person', true), '')")
        assert cursor.fetchone() == ("",)
    with scope(actor):
        assert glance(actor, "SELECT current_setting('hexian.account')", []) == ("8",)
