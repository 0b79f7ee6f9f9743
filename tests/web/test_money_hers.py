"""Her own card: given, changed, told of; what came back goes out again; whoever keeps the book sees no number."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hexian.domains.ledger import queries, services
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder
from hexian.domains.people.models import Person
from hexian.foundation import crypto, events
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.ledger import makers as make
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CARD = "6222 0000 0000 8802"


@pytest.fixture
def at() -> make.Desk:
    """A book with money."""
    return make.desk()


def phone(she: Person) -> Client:
    """Her browser."""
    return at_the_desk(makers.worker(she)).client


def given(client: Client, status: int = 302, **other: str) -> str:
    """The form sent."""
    said = {"number": CARD, "again": CARD, "bank_name": "演示银行", "holder": "王小满"} | other
    response = client.post(reverse("money:card"), said)
    assert response.status_code == status, response.content.decode()[-1500:]
    return response.content.decode()


def test_what_waits_for_her_card_is_named_and_paid_to_it(at: make.Desk) -> None:
    she = make.payee(at.union, number="")
    make.order(at, (she, 75_240))
    client = phone(she)
    page = client.get(reverse("money:home")).content.decode()
    assert "有 1 笔等您的银行卡" in page
    assert "752.40 元" in page
    assert "两遍不一样" in given(client, 422, again="6222 0000 0000 8803")
    assert "账号看不懂" in given(client, 422, number="12", again="12")
    given(client)
    card = PayeeAccount.objects.get(is_active=True)
    assert (card.tail, card.added_by) == ("8802", she.pk)
    assert crypto.open_sealed(bytes(card.card or b""), she.subject) == CARD.replace(" ", "")
    page = client.get(reverse("money:home")).content.decode()
    assert "****8802" in page
    assert CARD.replace(" ", "") not in page
    assert AuditEntry.objects.filter(event="ledger.card_kept", person_id=she.pk).count() == 1
    events.drain()
    assert "8802" in Notice.objects.get(person_id=she.pk).params["tail"]


def test_what_came_back_waits_again_once_she_has_given_another_card(at: make.Desk) -> None:
    she = make.payee(at.union)
    make.order(at, (she, 50_000))
    run = make.released(at)
    make.reply(run, at.keeper, make.answer(run, make.lines_of(run, "失败")))
    events.drain()
    client = phone(she)
    assert "银行退回来 1 笔" in client.get(reverse("money:home")).content.decode()
    given(client)
    events.drain()
    assert [(row.attempt, row.state) for row in PaymentOrder.objects.order_by("pk")] == [
        (1, "returned"),
        (2, "ordered"),
    ]
    page = client.get(reverse("money:home")).content.decode()
    assert "已重新排队" in page


def test_a_card_an_officer_took_down_orders_nothing_anew_by_itself(at: make.Desk) -> None:
    she = make.payee(at.union)
    make.order(at, (she, 50_000))
    run = make.released(at)
    make.reply(run, at.keeper, make.answer(run, make.lines_of(run, "失败")))
    response = at_the_desk(at.keeper).client.post(
        reverse("ledger:card", args=[PaymentOrder.objects.get().public_id]),
        {"bank_name": "演示银行", "number": CARD, "holder": "王小满"},
    )
    assert response.status_code == 302
    events.drain()
    assert PaymentOrder.objects.count() == 2


def test_a_list_of_cards_is_kept_as_a_whole_and_everybody_on_it_is_told(at: make.Desk) -> None:
    listed = [make.payee(at.union, "李知夏", number="6222000000008801"), make.payee(at.union, "赵秋分", number="")]
    cards = {
        each.public_id: services.Card("演示银行", f"622200000000990{place}", each.name)
        for place, each in enumerate(listed)
    }
    stranger = make.payee(makers.make_org("别处工会（演示）"), "吴处暑", number="")
    with makers.as_(at.keeper):
        with pytest.raises(Person.DoesNotExist):
            services.keep_cards(cards | {stranger.public_id: next(iter(cards.values()))}, actor=at.keeper)
        with pytest.raises(Refused, match=r"ledger\.card_number"):
            services.keep_cards(
                cards | {listed[1].public_id: services.Card("演示银行", "12", "赵秋分")}, actor=at.keeper
            )
        assert services.keep_cards(cards, actor=at.keeper) == 2
    active = PayeeAccount.objects.filter(is_active=True).order_by("person_id")
    assert [(each.person_id, each.tail) for each in active] == [(listed[0].pk, "9900"), (listed[1].pk, "9901")]
    assert [crypto.open_sealed(bytes(each.card or b""), each.person.subject)[-4:] for each in active] == [
        "9900",
        "9901",
    ]
    for each in listed:
        assert AuditEntry.objects.filter(event="ledger.card_kept", person_id=each.pk).count() == 1
    events.drain()
    told = Notice.objects.filter(person_id__in=[each.pk for each in listed]).order_by("person_id")
    assert [each.params["tail"] for each in told] == ["9900", "9901"]


def test_each_yuan_lies_on_one_gift_and_one_payment(at: make.Desk) -> None:
    payees = [make.payee(at.union, name, f"62220000000012{at_:02}") for at_, name in enumerate(("甲一", "乙二"))]
    make.order(at, (payees[0], 60_000), (payees[1], 1_000))
    run = make.released(at)
    make.reply(run, at.keeper, make.answer(run, make.lines_of(run)))
    with makers.as_(at.keeper):
        first, last, beyond, nowhere = (
            queries.yuan(at.fund.public_id, number, at.keeper) for number in (600, 601, 611, 9_999_999)
        )
    assert first.trail is not None
    assert last.trail is not None
    assert (first.trail.payee, last.trail.payee, beyond.trail) == ("甲一", "乙二", None)
    assert [step.name for step in first.trail.hands] == ["李敏", "赵国强", "陈晨"]
    assert beyond.gift is not None
    assert (beyond.gift.donor, nowhere.gift, first.paid_fen) == ("和畅电子（演示）", None, 61_000)


def test_a_run_says_who_may_lend_each_hand_and_who_has(at: make.Desk) -> None:
    make.order(at, (make.payee(at.union), 50_000))
    run = make.lend(make.drafted(at), "propose", at.hands[0])
    with makers.as_(at.hands[1]):
        hands = {hand.hand: hand for hand in queries.run(run.public_id, at.hands[1]).hands}
    assert hands["propose"].name == "李敏"
    assert hands["approve"].may
    assert "李敏" not in hands["approve"].able
    assert set(hands["release"].able) == {"赵国强", "陈晨", "周立夏", "吴远"}


def test_nobody_is_paid_to_a_card_in_anothers_name_or_to_anothers_card(at: make.Desk) -> None:
    she, other = make.payee(at.union, number=""), make.payee(at.union, "李知夏", "6222000000008802")
    make.order(at, (she, 50_000))
    address = reverse("ledger:card", args=[PaymentOrder.objects.get().public_id])
    keeper = at_the_desk(at.keeper).client
    for changed, words in (
        ({"holder": "李敏", "number": "6222 0000 0000 8899"}, "户名和姓名不一样"),
        ({}, "已经登记在别人名下"),
    ):
        said = {"bank_name": "演示银行", "number": CARD, "holder": "王小满"} | changed
        response = keeper.post(address, said)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not PayeeAccount.objects.filter(person=she).exists()
    assert PayeeAccount.objects.get(person=other).is_active
