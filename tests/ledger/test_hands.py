"""Different persons propose, approve and release, on every path; the database refuses what a form would."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError

from hexian.domains.ledger import queries, services
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Posting, Relation, Run
from hexian.domains.ledger.rules import Hand
from hexian.domains.people import services as identity
from hexian.domains.people.models import Person
from hexian.foundation.access import counted, recode
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook.models import RuleParam
from tests import makers as people
from tests.ledger import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
PROPOSE, REVIEW, SECOND, APPROVE, RELEASE = Hand


def test_three_persons_bring_a_run_to_the_bank() -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    run = makers.released(at)
    assert (run.state, run.count, run.fen) == ("released", 1, 75_240)
    assert len({run.proposed_by, run.approved_by, run.released_by}) == 3
    line = PaymentOrder.objects.get()
    assert (line.state, line.account.tail if line.account else "") == ("released", "8801")


def test_a_run_waits_for_whoever_may_lend_the_next_hand_there_and_has_lent_none() -> None:
    at, elsewhere = makers.desk(), makers.desk(people.make_org())
    approver = makers.officer(at.union, "孙立", "ledger.approve")
    makers.order(at, (makers.payee(at.union), 75_240))

    def waits() -> list[int]:
        found: list[int] = []
        for actor in (at.hands[0], at.hands[1], approver, elsewhere.keeper):
            with as_(actor):
                found += counted(queries.runs_waiting(actor))
        return found

    run = makers.drafted(at)
    assert waits() == [0, 0, 0, 0]
    makers.lend(run, PROPOSE, at.hands[0])
    assert waits() == [0, 1, 1, 0]
    makers.lend(run, APPROVE, at.hands[2])
    assert waits() == [0, 1, 0, 0]
    makers.lend(run, RELEASE, at.hands[1])
    assert waits() == [0, 0, 0, 0]


@pytest.mark.parametrize("hand", [APPROVE, RELEASE])
def test_nobody_lends_two_hands(hand: Hand) -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    if hand == RELEASE:
        run = makers.lend(run, APPROVE, at.hands[1])
    with pytest.raises(Refused, match=r"ledger\.hand_twice"):
        makers.lend(run, hand, at.hands[0])


def test_above_a_sum_a_fourth_person_reviews_and_above_another_two_approve() -> None:
    at = makers.desk()
    RuleParam.objects.filter(code="ledger.review_above").update(value="100")
    RuleParam.objects.filter(code="ledger.second_above").update(value="200")
    makers.order(at, (makers.payee(at.union), 201))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    with pytest.raises(Refused, match=r"ledger\.review_first"):
        makers.lend(run, APPROVE, at.hands[1])
    makers.lend(run, REVIEW, at.hands[1])
    with pytest.raises(Refused, match=r"ledger\.second_first"):
        makers.lend(run, APPROVE, at.hands[2])
    makers.lend(run, SECOND, at.hands[2])
    with pytest.raises(Refused, match=r"ledger\.hand_twice"):
        makers.lend(run, APPROVE, at.hands[2])
    makers.lend(run, APPROVE, at.hands[3])
    assert makers.lend(run, RELEASE, at.hands[4]).state == "released"


def test_a_committee_stands_for_the_second_approval() -> None:
    at = makers.desk()
    RuleParam.objects.filter(code="ledger.second_above").update(value="200")
    makers.order(at, (makers.payee(at.union), 201))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    assert makers.lend(run, APPROVE, at.hands[1], committee="长工委〔2026〕3 号").state == "approved"


def _index_of(person_id: int) -> bytes:
    """Her number's blind index, as somebody noted it who did not know her."""
    index = Person.objects.get(pk=person_id).id_index
    if index is None:
        identity.verify_identity(person_id, people.id_number(), actor=people.SYSTEM)
        index = Person.objects.get(pk=person_id).id_index
    return bytes(index or b"")


@pytest.mark.parametrize("hand", [PROPOSE, APPROVE, RELEASE])
@pytest.mark.parametrize("who", ["herself", "relative", "relative_by_number", "whose_relative", "by_whose_number"])
def test_nobody_signs_her_own_or_a_relatives_money(hand: Hand, who: str) -> None:
    at = makers.desk()
    hands = dict(zip((PROPOSE, APPROVE, RELEASE), at.hands, strict=False))
    actor = hands[hand]
    kin = makers.payee(at.union, "王小满")
    if who == "herself":
        kin = type(kin).objects.get(pk=actor.person_id or 0)
        makers.card(kin, "6222000000007702")
    elif who == "relative_by_number":
        number = people.id_number()
        with as_(actor):
            services.declare(id_number=number, word="配偶", actor=actor)
        # She is verified only later: the index finds her.
        identity.verify_identity(kin.pk, number, actor=people.SYSTEM)
    elif who == "by_whose_number":
        Relation.objects.create(
            person_id=kin.pk, relative_index=_index_of(actor.person_id or 0), code="A", word="子女",
            declared_at=people.NOW,
        )  # fmt: skip
    else:
        pair = (actor.person_id, kin.pk) if who == "relative" else (kin.pk, actor.person_id)
        Relation.objects.create(
            person_id=pair[0] or 0, relative_id=pair[1], code="A", word="子女", declared_at=people.NOW
        )
    makers.order(at, (kin, 75_240), (makers.payee(at.union, "李知夏"), 100))
    run = makers.drafted(at)
    before = [each for each in hands if list(hands).index(each) < list(hands).index(hand)]
    for each in before:
        makers.lend(run, each, hands[each])
    with pytest.raises(Refused, match=r"ledger\.(own_money|relatives_money)"):
        makers.lend(run, hand, actor)
    # And past every form: the database itself.
    statement = {
        PROPOSE: "UPDATE ledger_run SET state = 'proposed', proposed_by = %s WHERE id = %s",
        APPROVE: "UPDATE ledger_run SET state = 'approved', approved_by = %s WHERE id = %s",
        RELEASE: "UPDATE ledger_run SET state = 'released', released_by = %s, released_at = now() WHERE id = %s",
    }[hand]
    with as_(actor), pytest.raises(IntegrityError, match="her own or her relatives"):
        makers.raw(statement, actor.person_id, run.pk)


def test_the_database_takes_a_hand_from_its_owner_only() -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    with as_(at.hands[0]), pytest.raises(IntegrityError, match="lent by its owner"):
        makers.raw(
            "UPDATE ledger_run SET state = 'approved', approved_by = %s WHERE id = %s", at.hands[1].person_id, run.pk
        )
    with as_(at.hands[0]), pytest.raises(IntegrityError, match="proposed_and_approved_differ"):
        makers.raw(
            "UPDATE ledger_run SET state = 'approved', approved_by = %s WHERE id = %s", at.hands[0].person_id, run.pk
        )
    with as_(at.hands[1]), pytest.raises(IntegrityError, match="one step"):
        makers.raw(
            "UPDATE ledger_run SET state = 'released', released_by = %s, released_at = now() WHERE id = %s",
            at.hands[1].person_id,
            run.pk,
        )
    # The program signs nothing, whoever it is.
    with pytest.raises(IntegrityError, match="lent by its owner"):
        makers.raw(
            "UPDATE ledger_run SET state = 'approved', approved_by = %s WHERE id = %s", at.hands[1].person_id, run.pk
        )


def test_nothing_joins_a_proposed_run_and_its_sum_stays() -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    (late,) = makers.order(at, (makers.payee(at.union, "李知夏"), 10))
    with as_(at.hands[0]):
        with pytest.raises(IntegrityError, match="joins a run"):
            makers.raw(
                "UPDATE ledger_order SET state = 'batched', run_id = %s, position = 9 WHERE id = %s", run.pk, late.pk
            )
        with pytest.raises(IntegrityError, match="stays as it is"):
            makers.raw("UPDATE ledger_run SET fen = 1 WHERE id = %s", run.pk)
        with pytest.raises(IntegrityError, match="its sum and its payee"):
            makers.raw("UPDATE ledger_order SET fen = fen + 1 WHERE run_id = %s", run.pk)
        with pytest.raises(IntegrityError, match="stays as it is"):
            makers.raw("UPDATE ledger_run SET needs_second = NOT needs_second WHERE id = %s", run.pk)


def test_what_is_sent_back_begins_anew() -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    run = makers.lend(makers.drafted(at), PROPOSE, at.hands[0])
    with as_(at.hands[1]):
        with pytest.raises(Refused, match=r"ledger\.reason_missing"):
            services.send_back(run.public_id, reason=" ", actor=at.hands[1])
        services.send_back(run.public_id, reason="金额要核对", actor=at.hands[1])
    back = Run.objects.get(pk=run.pk)
    assert (back.state, back.proposed_by, back.reason) == ("drafted", None, "金额要核对")
    assert makers.lend(back, PROPOSE, at.hands[1]).state == "proposed"


def test_postings_are_never_changed_or_removed_and_balances_follow_them_alone() -> None:
    at = makers.desk()
    with as_(at.keeper):
        for statement in ("UPDATE ledger_posting SET fen = 1", "DELETE FROM ledger_posting"):
            with pytest.raises((IntegrityError, InternalError), match="never changed or removed"):
                makers.raw(statement)
        for statement in (
            "UPDATE ledger_account SET balance_fen = 0 WHERE kind = 'money'", "UPDATE ledger_fund SET free_fen = 0",
            "UPDATE ledger_turnover SET debit_fen = 0", "DELETE FROM ledger_turnover",
        ):  # fmt: skip
            with pytest.raises(IntegrityError, match="by postings only"):
                makers.raw(statement)
        with pytest.raises(IntegrityError, match="stays what it is"):
            makers.raw("UPDATE ledger_account SET kind = 'receivable' WHERE kind = 'money'")
        with pytest.raises(IntegrityError, match="never removed"):
            makers.raw("DELETE FROM ledger_fund")


def test_an_order_goes_to_a_card_of_its_payee_and_cards_are_kept() -> None:
    at = makers.desk()
    payee, other = makers.payee(at.union), makers.payee(at.union, "吴远", "6222000000009902")
    makers.order(at, (payee, 50_000))
    theirs = PayeeAccount.objects.get(person=other).pk
    with as_(at.keeper):
        with pytest.raises(IntegrityError, match="no_card_yet"):
            makers.raw("UPDATE ledger_order SET account_id = %s", PayeeAccount.objects.get(person=payee).pk)
        for card in (theirs, 0):
            with pytest.raises(IntegrityError, match="a card of its payee"):
                makers.raw("UPDATE ledger_order SET account_id = %s", card)
        with pytest.raises(IntegrityError, match="never removed"):
            makers.raw("DELETE FROM ledger_payee_account")


def test_money_leaves_by_a_paid_order_only_and_a_closed_period_stays_closed() -> None:
    at = makers.desk()
    entry = """INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", source, batch, memo, at)
        VALUES (%s, %s, %s, %s, 100, %s, %s, gen_random_uuid(), '', now())"""
    place = (at.book.pk, at.book.code)
    with as_(at.keeper):
        with pytest.raises(IntegrityError, match="leaves by an order"):
            makers.raw(entry, *place, at.line("expense").pk, at.line("money").pk, "2026-06-17", "ledger.manual")
        with pytest.raises(IntegrityError, match="leaves by an order"):
            makers.raw(entry, *place, at.line("payable").pk, at.line("money").pk, "2026-06-17", "ledger.paid")
        services.close_period(at.book.public_id, through=people.TODAY.replace(day=10), actor=at.keeper)
        with pytest.raises(IntegrityError, match="stays closed"):
            makers.raw(entry, *place, at.line("money").pk, at.line("income").pk, "2026-06-10", "ledger.manual")
        with pytest.raises(IntegrityError, match="stays closed"):
            makers.raw("UPDATE ledger_book SET closed_through = '2026-06-01'")
        with pytest.raises(IntegrityError, match="stays closed"):
            makers.raw("UPDATE ledger_book SET closed_through = NULL")


def test_what_came_in_is_taken_back_by_somebody_else_who_is_herself() -> None:
    """Another's name in the row is no second pair of eyes: whoever is signed in is whoever posts."""
    at = makers.desk()
    entry = """INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", source, batch, memo, at,
        posted_by, reverses_id) VALUES (%s, %s, %s, %s, 100, '2026-06-17', 'ledger.manual', gen_random_uuid(), '',
        now(), %s, %s)"""
    place, money, income = (at.book.pk, at.book.code), at.line("money").pk, at.line("income").pk
    with as_(at.keeper):
        makers.raw(entry, *place, money, income, at.keeper.person_id, None)
        came = Posting.objects.latest("pk").pk
        for name in (at.keeper.person_id, at.hands[1].person_id):
            with pytest.raises(IntegrityError, match="leaves by an order"):
                makers.raw(entry, *place, income, money, name, came)
    with as_(at.hands[1]):
        makers.raw(entry, *place, income, money, at.hands[1].person_id, came)
    assert Posting.objects.latest("pk").reverses_id == came


def test_a_moved_unions_book_goes_along_and_is_kept_on() -> None:
    at = makers.desk()
    makers.order(at, (makers.payee(at.union), 75_240))
    with as_(people.SYSTEM):
        with pytest.raises(IntegrityError, match="never changed"):
            makers.raw("UPDATE ledger_posting SET code = 'AZZZZ', fen = 1")
        recode(at.union.code, "AZZZZ")
    assert set(Posting.objects.values_list("code", flat=True)) == {"AZZZZ"}
    at.book.refresh_from_db()
    makers.order(at, (makers.payee(people.make_org("别处工会（演示）")), 100))
    assert sum(at.balances().values()) == 0


def test_a_gift_is_taken_back_by_another_and_once() -> None:
    at = makers.desk()
    gift = Posting.objects.get(source="ledger.gift")
    entry = """
        INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", source, reverses_id, batch, memo, at)
        SELECT book_id, code, credit_id, debit_id, fen + 1, "on", 'x', id, batch, '', at
        FROM ledger_posting WHERE id = %s
    """
    with as_(at.keeper), pytest.raises(IntegrityError, match="mirrors what it reverses"):
        makers.raw(entry, gift.pk)
    for actor, code in ((at.hands[0], "same_person"), (at.hands[1], ""), (at.hands[2], "reversed_before")):
        with as_(actor):
            if not code:
                services.reverse(gift.pk, memo="记错了", actor=actor)
                continue
            with pytest.raises(Refused, match=rf"ledger\.{code}"):
                services.reverse(gift.pk, memo="记错了", actor=actor)
    assert set(at.balances().values()) == {0}
