"""What taking part costs, in the fund's book: owed from the day somebody joins, received in one sum, given back.

Whoever pays (she herself, the union, her employer) stands in the participation; each fee is a posting of its own, so
that the leaving of one person takes back one posting.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext, gettext_lazy

from hexian.domains.ledger import access as ledger_access
from hexian.domains.ledger import services as ledger
from hexian.domains.ledger import texts as ledger_texts
from hexian.domains.ledger.services import Payer
from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Participation, Plan
from hexian.domains.mutualaid.services import reaching
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused

SOURCE, BACK = "mutualaid.fee", "mutualaid.fee_back"
ledger_texts.name_source(SOURCE, gettext_lazy("应收互助费"))
ledger_texts.name_source(BACK, gettext_lazy("退互助费"))
ledger_texts.name_source("mutualaid", gettext_lazy("互助金"))

#: Kinds of payer that pay for many, with the beginning of the line each of them has for what it has in hand.
KEPT: dict[str, str] = {str(rules.Payer.UNION): "01", str(rules.Payer.EMPLOYER): "02"}


def line_number(payer: str, org_id: int | None) -> str:
    """The end of the number of a payer's line; those who joined before payers were told apart share one of a kind."""
    return f"{KEPT[payer]}{org_id:08}" if org_id else KEPT[payer]


def _line(payer: str, org: Organisation | None) -> Payer:
    said = org.name if org else {"union": gettext("工会"), "employer": gettext("单位")}[payer]
    return Payer(line_number(payer, org.pk if org else None), gettext("待退互助费（%(payer)s）") % {"payer": said})


_STAGE = """
    CREATE TEMPORARY TABLE aid_fees ON COMMIT DROP AS
    SELECT id AS source_id, person_id AS payee_id, fee_fen AS fen FROM mutualaid_participation
    WHERE plan_id = %s AND batch = %s AND fee_fen > 0
"""


def charge(plan: Plan, batch: UUID, actor: Actor) -> int:
    """Post what everybody of a list owes; nothing for a plan without a book. Returns how many. As the system."""
    if plan.book_id is None or plan.expense_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_STAGE, [plan.pk, batch])
        count = int(cursor.rowcount)
        if count:
            ledger.owe_many(
                "aid_fees", book_id=plan.book_id, expense_id=plan.expense_id, source=SOURCE, memo=plan.name,
                on=reaching.today(actor), batch=batch, actor=actor,
            )  # fmt: skip
        cursor.execute("DROP TABLE pg_temp.aid_fees")
    return count


@transaction.atomic
def fees_came(plan_id: UUID, *, payer: str, on: date, actor: Actor, of: UUID | None = None) -> tuple[int, int, int]:
    """What was owed for a plan has come to the bank on a day; how many fees, their sum in fen, and what of that was set
    off against what the same payer had in hand.

    All that payers of a kind owed, or one union or employer (`of`): what one has in hand pays for no other.  Whoever
    keeps the plan's book writes it down.  Raises `Refused` with `aid.payer`, `aid.came_ahead`, `aid.no_money`,
    `aid.not_your_book`, `aid.no_fees`, what the book says; `Plan.DoesNotExist` out of reach.
    """
    if payer not in set(rules.Payer):
        raise Refused("aid.payer")
    if on > reaching.today(actor):
        raise Refused("aid.came_ahead")
    codes = actor.subtrees_for(ledger_access.KEEP)
    plan = (
        (access.plans_of(codes) | access.plans_to_join(actor)).select_related("org").distinct().get(public_id=plan_id)
    )
    if not actor.may(ledger_access.KEEP, plan.code):
        raise Refused("aid.not_your_book", union=plan.org.name)
    if plan.book_id is None:
        raise Refused("aid.no_money")
    with reaching.as_program(actor):
        rows = Participation.objects.filter(plan=plan, payer=payer, fee_came_on__isnull=True, fee_fen__gt=0)
        rows = rows.filter(payer_org__public_id=of) if of else rows
        by_payer = {
            org: (count, fen)
            for org, count, fen in rows.values_list("payer_org").annotate(n=Count("pk"), fen=Sum("fee_fen"))
        }
        if not by_payer:
            raise Refused("aid.no_fees")
        count, fen = (sum(each) for each in zip(*by_payer.values(), strict=True))
        owed = {org: fen for org, (_count, fen) in by_payer.items()}
        set_off = _received(plan, payer, owed, on, actor, is_all=of is None)
        rows.update(fee_came_on=on)
    said = {"count": count, "fen": fen, "payer": payer} | ({"of": str(of)} if of else {})
    reaching.tell_plan(AidEvent.FEES_CAME, plan, actor, duty=ledger_access.KEEP, **said)
    return count, fen, set_off


def _received(plan: Plan, payer: str, owed: dict[int | None, int], on: date, actor: Actor, *, is_all: bool) -> int:
    """Book what came: of payers who have something in hand one by one, of all others in one sum. What was set off.

    What a kind had in hand before payers were told apart goes where all of the kind have paid.
    """
    book = plan.book_id or 0
    in_hand = ledger.in_hand(book) if payer in KEPT else {}
    with_some = [org for org in owed if payer in KEPT and in_hand.get(line_number(payer, org))]
    facts: dict[str, Any] = {"on": on, "memo": plan.name, "batch": uuid4(), "actor": actor}
    known = Organisation.objects.in_bulk([org for org in with_some if org])
    set_off = sum(
        ledger.receive_owed(book, fen=owed[org], payer=_line(payer, known.get(org or 0)), **facts) for org in with_some
    )
    if rest := sum(fen for org, fen in owed.items() if org not in with_some):
        shared = _line(payer, None) if is_all and in_hand.get(KEPT.get(payer, "")) else None
        set_off += ledger.receive_owed(book, fen=rest, payer=shared, **facts)
    return set_off


def give_back(row: Participation, actor: Actor) -> bool:
    """Take back what somebody owes who leaves; what she has paid herself is ordered back to her. As the system.

    What her union or employer has paid is kept for it and set off against what it owes next: the program sends money to
    persons alone.  A fund that has promised everything already keeps nobody in: then it stays as it is, and the trail
    says so.
    """
    plan = row.plan
    if plan.book_id is None or not row.fee_fen:
        return False
    way = _take_back if row.fee_came_on is None else _send_back if row.payer == rules.Payer.PERSON else _keep
    try:
        with transaction.atomic():
            way(row, plan, actor)
    except Refused as refusal:
        _note(row, actor, waits=refusal.code)
        return False
    _note(row, actor, fen=row.fee_fen)
    row.fee_fen = 0  # neither owed nor paid any more
    row.save(update_fields=["fee_fen"])
    return True


def forgive(person_id: int, actor: Actor) -> int:
    """Take back every fee somebody still owes herself, for whoever is gone for good; how many. As the system."""
    owed = Participation.objects.filter(person_id=person_id, payer=rules.Payer.PERSON, fee_came_on__isnull=True)
    return sum(give_back(row, actor) for row in owed.filter(fee_fen__gt=0).select_related("plan"))


def _note(row: Participation, actor: Actor, **facts: Any) -> None:
    audit.record(AidEvent.FEE_BACK, row, actor=actor, code=row.code, person_id=row.person_id, **facts)


def _take_back(row: Participation, plan: Plan, actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE aid_fee_back ON COMMIT DROP AS SELECT %s::bigint AS source_id", [row.pk])
        ledger.take_owed_back(
            "aid_fee_back", book_id=plan.book_id or 0, source=SOURCE, memo=gettext("退出互助"),
            on=reaching.today(actor), batch=uuid4(), actor=actor,
        )  # fmt: skip
        cursor.execute("DROP TABLE pg_temp.aid_fee_back")


def _send_back(row: Participation, plan: Plan, actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE aid_fee_back ON COMMIT DROP AS SELECT %s::bigint AS source_id, %s::bigint AS"
            " payee_id, %s::text AS code, %s::bigint AS fen",
            [row.pk, row.person_id, row.code, row.fee_fen],
        )
        ledger.order_many(
            "aid_fee_back", book_id=plan.book_id or 0, expense_id=plan.expense_id or 0,
            payable_id=plan.payable_id or 0, source=BACK, purpose=gettext("退互助费"), on=reaching.today(actor),
            batch=uuid4(), actor=actor,
        )  # fmt: skip
        cursor.execute("DROP TABLE pg_temp.aid_fee_back")


def _keep(row: Participation, plan: Plan, actor: Actor) -> None:
    ledger.keep_for(
        _line(row.payer, row.payer_org), book_id=plan.book_id or 0, expense_id=plan.expense_id or 0, fen=row.fee_fen,
        source=BACK, source_id=row.pk, memo=gettext("退出互助"), on=reaching.today(actor), batch=uuid4(), actor=actor,
    )  # fmt: skip
