"""Settlement files from arrival to payment orders, through the services as doors and workers call them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from hexian.domains.ledger.models import Account, PaymentOrder
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Decision, RowFault, Stray, YearSum
from hexian.domains.mutualaid.rules import FileState, Finding
from hexian.foundation import work
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from tests import makers as houses
from tests.mutualaid import makers
from tests.mutualaid.makers import House, settlement
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def paid(house: House) -> int:
    """Fen ordered and not cancelled."""
    return sum(PaymentOrder.objects.exclude(state="cancelled").values_list("fen", flat=True))


def balanced(house: House) -> bool:
    """Whether the book's accounts add up to nothing, and what is owed is what is ordered."""
    lines = {key: Account.objects.get(pk=line.pk).balance_fen for key, line in house.accounts.items()}
    return sum(lines.values()) == 0 and -lines["payable"] == paid(house)


@pytest.mark.parametrize(
    ("own", "aid_yuan"),
    [(100, 50), (5_000, 1_500), (8_000, 2_550), (25_000, 9_500), (60_000, 26_750), (120_000, 50_000), (0, 0)],
)
def test_the_published_plan_pays_what_it_says(aid: House, own: int, aid_yuan: int) -> None:
    (decision,) = aid.decide(settlement(aid.member(), own=own))
    assert decision.amount_fen == aid_yuan * 100
    assert decision.state == ("ordered" if aid_yuan else "nothing")
    orders = list(PaymentOrder.objects.values_list("source_id", "fen"))
    assert orders == ([(decision.pk, aid_yuan * 100)] if aid_yuan else [])
    assert balanced(aid)


def test_the_year_is_summed_in_order_of_discharge_up_to_the_cap(aid: House) -> None:
    number = aid.member()
    late = settlement(number, own=60_000, adm_date="2026-05-20", dscg_date="2026-05-30")
    early = settlement(number, own=60_000, adm_date="2026-02-01", dscg_date="2026-02-09")
    by_day = {each.discharged.month: each for each in aid.decide(late, early)}
    assert (by_day[2].amount_fen, by_day[2].paid_before_fen) == (26_750_00, 0)
    assert (by_day[5].amount_fen, by_day[5].paid_before_fen) == (23_250_00, 26_750_00)
    (third,) = aid.decide(settlement(number, own=5_000, adm_date="2026-06-02", dscg_date="2026-06-05"))
    assert (third.state, third.amount_fen, third.findings) == ("held", 0, Finding.UNPAID)
    assert YearSum.objects.get().paid_fen == 50_000_00
    assert balanced(aid)


def test_the_same_row_pays_once_whatever_file_it_comes_in(aid: House) -> None:
    number = aid.member()
    row = settlement(number, own=5_000)
    first = aid.decide(row, row)
    again = aid.decide(row, settlement(aid.member(), own=5_000))
    assert [each.settlement for each in first] == [row["setl_id"]]
    assert len(again) == 1
    assert Decision.objects.filter(settlement=row["setl_id"]).count() == 1
    assert paid(aid) == 3_000_00
    assert balanced(aid)


def test_the_very_same_file_is_told_and_not_kept(aid: House) -> None:
    rows = [settlement(aid.member(), own=5_000)]
    aid.receive(rows)
    with pytest.raises(Refused, match=r"aid\.same_file"):
        aid.receive(rows)


def test_a_refund_takes_order_posting_and_sum_back(aid: House) -> None:
    row = settlement(aid.member(), own=8_000)
    aid.decide(row)
    file = aid.run(aid.receive([row | {"refd_setl_flag": "1", "medfee_sumamt": "-18000.00"}]))
    (decision,) = Decision.objects.all()
    assert (decision.state, file.counts["reversed"]) == ("reversed", 1)
    assert (paid(aid), YearSum.objects.get().paid_fen) == (0, 0)
    assert balanced(aid)
    aid.decide(row, settlement(aid.member(), own=100))
    assert paid(aid) == 50_00, "a bill taken back and sent again is not paid again"


def test_a_refund_before_its_bill_holds_the_bill(aid: House) -> None:
    row = settlement(aid.member(), own=8_000)
    aid.run(aid.receive([row | {"refd_setl_flag": "1"}]))
    assert Stray.objects.get().is_refund
    (decision,) = aid.decide(row)
    assert (decision.state, decision.findings) == ("held", Finding.REFUNDED)


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"adm_date": "2026-05-09"}, Finding.BACKWARDS),
        ({"dscg_date": "2026-06-18", "adm_date": "2026-06-10"}, Finding.FUTURE),
        ({"inscp_scp_amt": "90000.00"}, Finding.UNBALANCED),
        ({"fund_pay_sumamt": "90000.00"}, Finding.NEGATIVE),
    ],
)
def test_what_cannot_be_goes_to_people_and_pays_nothing(aid: House, given: dict[str, Any], finding: int) -> None:
    (decision,) = aid.decide(settlement(aid.member(), own=8_000, **given))
    assert (decision.state, decision.findings, decision.amount_fen) == ("held", finding, 0)
    assert paid(aid) == 0


def test_one_receipt_under_two_numbers_is_paid_once(aid: House) -> None:
    first, second = aid.member(), aid.member()
    row = settlement(first, own=5_000)
    twin = settlement(second, own=5_000, invo_no=row["invo_no"], fixmedins_code="H2")
    decisions = aid.decide(row, twin)
    assert [each.findings for each in decisions] == [0, Finding.SAME_INVOICE]
    (later,) = aid.decide(settlement(aid.member(), own=700, invo_no=row["invo_no"], fixmedins_code="H3"))
    assert later.findings == Finding.SAME_INVOICE


def test_one_stay_under_two_numbers_and_a_split_one_are_seen(aid: House) -> None:
    number = aid.member()
    stay = settlement(number, own=5_000)
    decisions = aid.decide(stay, settlement(number, own=5_000))
    assert [each.findings for each in decisions] == [0, Finding.SAME_BILL]
    (next_day,) = aid.decide(settlement(number, own=300, adm_date="2026-05-07", dscg_date="2026-05-09"))
    assert next_day.findings == Finding.SPLIT
    (later,) = aid.decide(settlement(number, own=300, adm_date="2026-05-20", dscg_date="2026-05-22"))
    assert later.findings == 0


def test_who_is_known_and_takes_no_part_or_waits_still_is_looked_at(aid: House) -> None:
    waiting = aid.member(covered_from=date(2026, 5, 2))
    outside = aid.member(since=date(2026, 6, 1), covered_from=date(2026, 6, 1))
    decisions = aid.decide(settlement(waiting, own=900), settlement(outside, own=900))
    assert [each.findings for each in decisions] == [Finding.WAITING, Finding.UNSERVED]
    assert {each.state for each in decisions} == {"held"}


def test_nobody_of_that_number_is_kept_without_the_number(aid: House) -> None:
    unknown = houses.id_number()
    file = aid.run(aid.receive([settlement(unknown, own=900)]))
    stray = Stray.objects.get()
    assert file.counts["strays"] == 1
    assert unknown.encode() not in bytes(stray.id_index)


def test_a_corrected_record_is_a_revision_that_waits_for_a_person(aid: House) -> None:
    row = settlement(aid.member(), own=8_000)
    aid.decide(row)
    corrected = row | {"fund_pay_sumamt": "11000.00"}
    aid.run(aid.receive([corrected]))
    aid.run(aid.receive([corrected, settlement(aid.member(), own=100)]))
    revisions = Decision.objects.filter(settlement=row["setl_id"]).order_by("revision")
    assert [(each.revision, each.state) for each in revisions] == [(1, "ordered"), (2, "held")]
    assert revisions[1].findings == Finding.CORRECTED
    assert paid(aid) == 2_550_00 + 50_00


def test_a_row_that_cannot_be_read_is_told_by_number_and_column_and_the_rest_goes_on(aid: House) -> None:
    rows = [
        settlement(aid.member(), own=100),
        settlement("330108199001010011", own=100),
        settlement(aid.member(), own=100, dscg_date="明天"),
        settlement(aid.member(), own=100, medfee_sumamt="一万"),
        settlement(aid.member(), own=100, setl_id=""),
    ]
    file = aid.run(aid.receive(rows))
    faults = list(RowFault.objects.order_by("row").values_list("row", "column", "fault"))
    assert faults == [
        (3, "certno", "id.check_digit"), (4, "dscg_date", "sheets.day"), (5, "medfee_sumamt", "money.not_a_sum"),
        (6, "setl_id", "aid.no_settlement_number"),
    ]  # fmt: skip
    assert (file.state, file.counts["ordered"], file.counts["faults"]) == ("done", 1, 4)


def test_another_currency_is_no_yuan(aid: House) -> None:
    row = settlement(aid.member(), own=100) | {"currency": "USD"}
    with houses.as_(aid.officer):
        file = aid.receive([row], head=(*makers.HEAD, "currency"))
    aid.run(file)
    assert RowFault.objects.get().fault == "aid.currency"


def test_a_fund_that_runs_short_stops_the_file_and_pays_nobody_of_the_portion() -> None:
    house = House.make(fen=1_000_00)
    work.set_actor_builder(lambda _starter, now: replace(house.officer, now=now))
    file = house.run(house.receive([settlement(house.member(), own=8_000)]))
    assert (file.state, file.problem) == (FileState.STOPPED, "ledger.fund_short")
    assert not Decision.objects.exists()
    assert balanced(house)


def test_a_portion_leaves_one_entry_with_its_digest(aid: House) -> None:
    aid.decide(*(settlement(aid.member(), own=100) for _ in range(3)))
    entry = AuditEntry.objects.get(event="aid.decided")
    assert (entry.facts["count"], entry.facts["fen"], len(entry.facts["digest"])) == (3, 150_00, 64)


def test_columns_under_other_names_are_asked_about_once_and_remembered(aid: House) -> None:
    named = dict(zip(makers.HEAD, (f"列{at}" for at in range(len(makers.HEAD))), strict=True))

    def renamed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{named[key]: value for key, value in row.items()} for row in rows]

    head = ("身份证号码", *list(named.values())[2:], "列0")
    rows = [{**row, "身份证号码": row["列1"]} for row in renamed([settlement(aid.member(), own=100)])]
    file = aid.receive(rows, head=head)
    with houses.as_(aid.officer):
        with pytest.raises(Refused, match=r"aid\.columns_missing"):
            services.start_run(file.public_id, actor=aid.officer)
        given = ["certno", *makers.HEAD[2:], "setl_id"]
        services.confirm_columns(file.public_id, given=given, actor=aid.officer)
    assert aid.run(file).counts["ordered"] == 1
    more = [{**row, "身份证号码": row["列1"]} for row in renamed([settlement(aid.member(), own=100)])]
    assert aid.run(aid.receive(more, head=head)).counts["ordered"] == 1


def test_every_row_of_a_file_is_found_in_a_figure_of_its_page(aid: House) -> None:
    """Ordered, corrected, refunded, unknown, unreadable, and those whose numbers were decided before."""
    one, two, three = (settlement(aid.member(), own=5_000) for _ in range(3))
    aid.decide(one, two, three)
    changed = two | {"inscp_scp_amt": "13000.00", "fund_pay_sumamt": "10000.00"}
    new, stranger = settlement(aid.member(), own=5_000), settlement(houses.id_number(), own=5_000)
    file = aid.run(aid.receive([
        one, one, changed, three | {"refd_setl_flag": "1"}, new, stranger, new | {"setl_id": "", "medfee_sumamt": "x"},
    ], name="再来.csv"))  # fmt: skip
    page = at_the_desk(aid.officer).client.get(reverse("aiddesk:file", args=[file.public_id])).content.decode()
    for words in ("单号办过、数字变了", "单号办过，不再办", "退费冲回"):
        assert words in page
    with houses.as_(aid.officer):
        row = queries.file(file.public_id, aid.officer)
    assert (row.rows, row.ordered, row.corrected, row.reversed, row.strays, row.faults, row.known) == (
        7,
        1,
        1,
        1,
        1,
        1,
        2,
    )
