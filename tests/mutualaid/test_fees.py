"""What taking part costs, in the books: owed in bulk, received, taken back when somebody leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from hexian.domains.ledger import queries as ledger
from hexian.domains.ledger.models import Account, PaymentOrder, Posting
from hexian.domains.ledger.services import post
from hexian.domains.members.models import Membership
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Participation, Plan
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Purpose
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.mutualaid.makers import House
from tests.mutualaid.people import officer, sums
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def join(house: House, *names: str, payer: str = "person", **given: Any) -> Actor:
    """Members of the house who said yes, brought in by an officer; the officer."""
    found = [makers.make_member(house.org, name) for name in names]
    for each in found:
        people.give_consent(Person.objects.get(pk=each.person_id), Purpose.HEALTH, actor=makers.SYSTEM)
    who = officer(house, "mutualaid.enrol", "mutualaid.view", "ledger.keep", "ledger.view")
    with makers.as_(who):
        services.enrol(
            house.plan.public_id, members=[each.public_id for each in found], payer=payer, actor=who, **given
        )
    return who


def owed(house: House) -> int:
    line = Account.objects.filter(book_id=house.plan.book_id or 0, number="1222").first()
    return line.balance_fen if line else 0


def her(name: str) -> Actor:
    return makers.worker(Person.objects.get(name=name))


def test_everybody_who_joins_owes_her_fee_to_the_fund_and_it_comes_in_one_sum(aid: House) -> None:
    who = join(aid, "李知夏", "王小满")
    fees = Posting.objects.filter(source="mutualaid.fee")
    assert [each.fen for each in fees] == [50_00, 50_00]
    assert {each.credit.kind for each in fees} == {"income"}
    assert owed(aid) == 100_00
    with makers.as_(who):
        assert queries.fees(aid.plan.public_id, who) == {"person": (2, 100_00, 100_00)}
        done = services.fees_came(aid.plan.public_id, payer="person", on=makers.TODAY, actor=who)
        assert (done, queries.fees(aid.plan.public_id, who)["person"][2]) == ((2, 100_00, 0), 0)
        with pytest.raises(Refused, match=r"aid\.no_fees"):
            services.fees_came(aid.plan.public_id, payer="person", on=makers.TODAY, actor=who)
        with pytest.raises(Refused, match=r"aid\.came_ahead"):
            services.fees_came(aid.plan.public_id, payer="union", on=makers.TODAY + timedelta(days=1), actor=who)
    assert owed(aid) == 0
    assert list(sums(aid)) == []


@pytest.mark.parametrize(("returns", "left"), [(True, 0), (False, 50_00)])
def test_whoever_leaves_owes_as_the_plan_says(aid: House, returns: bool, left: int) -> None:
    Plan.objects.update(returns_fee=returns)
    join(aid, "李知夏")
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    assert owed(aid) == left
    assert list(sums(aid)) == []


def test_what_never_began_is_owed_by_nobody(aid: House) -> None:
    join(aid, "李知夏", since=makers.TODAY + timedelta(days=30))
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    assert (owed(aid), Participation.objects.count()) == (0, 0)


@pytest.mark.parametrize(("payer", "orders"), [("person", [50_00]), ("employer", [])])
def test_what_she_paid_herself_is_ordered_back_to_her(aid: House, payer: str, orders: list[int]) -> None:
    Plan.objects.update(returns_fee=True)
    who = join(aid, "李知夏", payer=payer)
    with makers.as_(who):
        services.fees_came(aid.plan.public_id, payer=payer, on=makers.TODAY, actor=who)
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    assert list(PaymentOrder.objects.filter(source="mutualaid.fee_back").values_list("fen", flat=True)) == orders
    assert owed(aid) == 0


def test_a_fund_that_has_promised_everything_keeps_nobody_in() -> None:
    house = House.make(fen=1, returns_fee=True)
    join(house, "李知夏")
    with makers.as_(makers.SYSTEM):
        fund = Account.objects.get(pk=house.plan.expense_id or 0).fund
        assert fund is not None
        assert fund.free_fen == 50_01
    spent = house.accounts
    post_away(house, spent["expense"].pk, spent["payable"].pk)
    with makers.as_(her("李知夏")):
        assert services.leave(actor=her("李知夏")) == 1
    assert owed(house) == 50_00


def post_away(house: House, expense: int, payable: int) -> None:
    """Everything the fund has, promised to somebody."""
    post(
        house.accounts["money"].book, debit=expense, credit=payable, fen=50_01, on=makers.TODAY, source="ledger.manual",
        batch=uuid4(), actor=makers.SYSTEM,
    )  # fmt: skip


def test_whoever_keeps_the_book_writes_it_down_on_the_page(aid: House) -> None:
    who = join(aid, "李知夏", payer="employer")
    desk = Browser(who)
    assert "还没有收到的互助费" in desk.get("aiddesk:people", aid.plan.public_id)
    desk.post("aiddesk:fees_came", aid.plan.public_id, payer="employer", on=makers.TODAY.isoformat())
    assert "还没有收到的互助费" not in desk.get("aiddesk:people", aid.plan.public_id)
    assert "没有等着收" in desk.post("aiddesk:fees_came", aid.plan.public_id, status=422, payer="employer", on="x")


@pytest.mark.parametrize("payer", ["union", "employer"])
def test_what_a_payer_of_many_paid_for_whoever_left_is_set_off_against_what_it_owes_next(
    aid: House, payer: str
) -> None:
    Plan.objects.update(returns_fee=True)
    who = join(aid, "李知夏", "王小满", payer=payer)
    with makers.as_(who):
        services.fees_came(aid.plan.public_id, payer=payer, on=makers.TODAY, actor=who)
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    others = {"union", "employer"} - {payer}
    with makers.as_(who):
        assert queries.fees_kept(aid.plan.public_id, who) == {payer: 50_00, **dict.fromkeys(others, 0)}
        assert queries.fees(aid.plan.public_id, who)[payer] == (2, 50_00, 0)
    join(aid, "赵秋分", "孙立冬", payer=payer)
    desk = Browser(who)
    assert "以前待退的 50 元 先抵" in desk.get("aiddesk:people", aid.plan.public_id)
    with makers.as_(who):
        done = services.fees_came(aid.plan.public_id, payer=payer, on=makers.TODAY, actor=who)
        assert done == (2, 100_00, 50_00)
        assert set(queries.fees_kept(aid.plan.public_id, who).values()) == {0}
    came = Posting.objects.filter(source="ledger.owed_received").order_by("pk").values_list("fen", flat=True)
    assert (list(came), owed(aid), list(sums(aid))) == ([100_00, 50_00], 0, [])


@pytest.mark.parametrize("payer", ["union", "employer"])
def test_what_one_union_or_employer_has_in_hand_pays_for_no_other(aid: House, payer: str) -> None:
    Plan.objects.update(returns_fee=True)
    firms = [
        makers.make_org(name, parent=aid.org, kind="enterprise") for name in ("东厂工会（演示）", "西厂工会（演示）")
    ]
    who = officer(aid, "mutualaid.enrol", "mutualaid.view", "ledger.keep", "ledger.view")

    def brought_in(firm: Organisation, *names: str) -> None:
        found = [makers.make_member(firm, name) for name in names]
        for each in found:
            people.give_consent(Person.objects.get(pk=each.person_id), Purpose.HEALTH, actor=makers.SYSTEM)
        with makers.as_(who):
            services.enrol(aid.plan.public_id, members=[each.public_id for each in found], payer=payer, actor=who)

    def came(of: Organisation | None) -> tuple[int, int, int]:
        with makers.as_(who):
            return services.fees_came(
                aid.plan.public_id, payer=payer, on=makers.TODAY, actor=who, of=of.public_id if of else None
            )

    brought_in(firms[0], "李知夏", "王小满")
    brought_in(firms[1], "赵秋分", "孙立冬", "周白露")
    desk = Browser(who)
    page = desk.get("aiddesk:people", aid.plan.public_id)
    assert all(words in page for words in ("东厂工会（演示）", "西厂工会（演示）", "出，全部"))
    assert came(firms[0]) == (2, 100_00, 0)
    assert owed(aid) == 150_00
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    brought_in(firms[0], "吴处暑")
    # The other's fees come: nothing of the first one's is touched by it.
    assert came(firms[1]) == (3, 150_00, 0)
    with makers.as_(who):
        (line,) = queries.fees_owed(aid.plan.public_id, who)
        assert (line.of, line.fen, line.kept_fen) == (firms[0].public_id, 50_00, 50_00)
        assert queries.fees_kept(aid.plan.public_id, who)[payer] == 50_00
    desk.post("aiddesk:fees_came", aid.plan.public_id, status=422, payer=payer, of="x", on="x")
    brought_in(firms[1], "郑惊蛰")
    assert came(None) == (2, 100_00, 50_00)
    assert owed(aid) == 0
    with makers.as_(makers.SYSTEM):
        assert ledger.faults_of_books() == []
    lines = Account.objects.filter(number__startswith="2242").exclude(balance_fen=0)
    assert not lines.exists()


def test_a_fee_taken_back_is_owed_no_longer_when_the_others_come(aid: House) -> None:
    Plan.objects.update(returns_fee=True)
    who = join(aid, "李知夏", "王小满")
    with makers.as_(her("李知夏")):
        services.leave(actor=her("李知夏"))
    with makers.as_(who):
        assert services.fees_came(aid.plan.public_id, payer="person", on=makers.TODAY, actor=who) == (1, 50_00, 0)
    assert owed(aid) == 0


def test_nobody_asks_whoever_is_gone_for_a_fee(aid: House) -> None:
    who = join(aid, "李知夏", "王小满")
    join(aid, "赵秋分", payer="union")
    gone = [Person.objects.get(name=name) for name in ("李知夏", "赵秋分")]
    Membership.objects.filter(person__in=gone).update(state="quit", ended_on=makers.TODAY)
    with makers.as_(makers.SYSTEM):
        for each in gone:
            people.erase(each.pk, actor=makers.SYSTEM)
    # What the union owes for whoever took part until today it goes on owing.
    assert owed(aid) == 100_00
    with makers.as_(who):
        assert queries.fees(aid.plan.public_id, who) == {"person": (2, 50_00, 50_00), "union": (1, 50_00, 50_00)}
    assert set(Participation.objects.filter(person__in=gone).values_list("end_reason", flat=True)) == {"erased"}


def test_the_book_agrees_while_fees_are_owed(aid: House) -> None:
    who = join(aid, "李知夏", "王小满")
    book = Account.objects.get(book_id=aid.plan.book_id or 0, number="1222").book
    with makers.as_(who):
        checked = ledger.reconciliation(book.public_id, who)
        assert ([each.what for each in checked.agreements if not each.agrees], checked.owed_fen) == ([], 100_00)
    with makers.as_(makers.SYSTEM):
        assert ledger.faults_of_books() == []
    assert "还没有收到的互助费" in Browser(who).get("ledger:book", book.public_id)
