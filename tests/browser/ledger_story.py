"""Money in the browser's story: a fund with gifts and a pledge, and a run of each sort that has a page of its own."""

from __future__ import annotations

from hexian.domains.ledger import services
from hexian.domains.ledger.models import Account, Gift, PaymentOrder, Run
from hexian.domains.ledger.rules import Hand
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from tests import makers
from tests.browser import desk_story
from tests.ledger import makers as make

YUAN = 100


def keeper(street: Organisation) -> Person:
    """Who keeps the book there, proposes, and may follow every yuan."""
    person = people.register_person("周可心", "13800000078", street.code, actor=makers.SYSTEM)
    people.open_account("13800000078", person, actor=makers.SYSTEM, is_demo=True)
    for key in ("bookkeeper", "auditor"):
        Office.objects.create(
            org=street, code=street.code, person=person, role=Role.objects.get(org=None, key=key), title="财务",
            starts_on=makers.TODAY.replace(month=1, day=1),
        )  # fmt: skip
    return person


def tell(bodies: dict[str, Organisation], who: Person) -> dict[str, str]:
    """An id of each sort of thing."""
    actor = desk_story.actor_of(who)
    at = make.desk(bodies["street"], fen=200_000 * YUAN)
    with scope(actor):
        empty = services.open_book(
            bodies["firm"].public_id, name="厂工会互助账（演示）", opened_on=makers.TODAY, actor=actor
        )
        fund = services.open_fund(at.book.public_id, name="爱心基金会（演示）", purpose="困难职工和家庭", actor=actor)
        services.pledge(
            fund.public_id, donor="和畅电子（演示）", kind="employer", yearly_fen=1_000_000 * YUAN,
            cap_fen=5_000_000 * YUAN, first_year=2025, basis="爱心基金共建协议（演示）", actor=actor,
        )  # fmt: skip
        services.receive(
            fund.public_id, donor="", donor_kind="employer", kind="pledge", fen=1_000_000 * YUAN, on=makers.TODAY,
            pledge_id=fund.pledges.get().public_id, actor=actor,
        )  # fmt: skip
        services.set_budget(fund.public_id, year=actor.now.year, fen=1_200_000 * YUAN, actor=actor)
    names = ("王小满", "孙远行", "韩立冬", "陈小雨", "李知夏")
    payees = [make.payee(bodies["street"], name, f"62220000000071{at_:02}") for at_, name in enumerate(names)]
    make.order(at, *((person, 75_240 + place * 1_111) for place, person in enumerate(payees)))
    answered = make.released(at)
    lines = make.lines_of(answered)
    make.reply(answered, at.keeper, make.answer(answered, [*lines[:-1], (*lines[-1][:3], "失败")]))
    make.order(at, (payees[0], 50_000), (payees[1], 60_000))
    released = make.released(at)
    wrong = make.answer(released, [(9, "****7100", 50_000, "成功"), *make.lines_of(released)[1:]])
    with scope(at.keeper):
        stopped = services.read_reply(released.public_id, wrong, name="reply-wrong.csv", actor=at.keeper)
        good = make.answer(released, make.lines_of(released))
        reply = services.read_reply(released.public_id, good, name="reply.csv", actor=at.keeper)
    make.order(at, (payees[2], 88_000), (payees[3], 12_345))
    proposed = make.lend(make.drafted(at, "七月互助金"), Hand.PROPOSE, at.hands[0])
    make.order(at, (payees[4], 30_000))
    drafted: Run = make.drafted(at, "补发互助金")
    make.order(at, (payees[0], 20_000), (make.payee(bodies["street"], "赵无卡", ""), 10_000))
    paid = PaymentOrder.objects.filter(book=at.book, state="paid").order_by("pk")[0]
    with scope(actor):
        services.declare(id_number=makers.id_number(), word="配偶", actor=actor)
    return {
        "book": str(at.book.public_id), "book_empty": str(empty.public_id), "fund": str(fund.public_id),
        "fund_used": str(at.fund.public_id), "gift": str(Gift.objects.get(fund=at.fund).public_id),
        "gift_fresh": str(Gift.objects.get(fund=fund).public_id), "order_paid": str(paid.public_id),
        "order_returned": str(PaymentOrder.objects.get(book=at.book, state="returned").public_id),
        "donor": str(Gift.objects.get(fund=at.fund).donor.public_id),
        "run_answered": str(answered.public_id), "run_released": str(released.public_id),
        "run_proposed": str(proposed.public_id), "run_drafted": str(drafted.public_id),
        "reply": str(reply.public_id), "reply_stopped": str(stopped.public_id),
        "account_money": str(Account.objects.get(book=at.book, kind="money").public_id),
        "account_income": str(Account.objects.get(fund=at.fund, kind="income").public_id),
        "account_empty": str(Account.objects.get(book=empty, kind="money").public_id),
    }  # fmt: skip
