"""Payment runs: drafted out of what waits, then hand by hand to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Account, PaymentOrder, Relation, Run
from hexian.domains.ledger.rules import Hand, Hands, Order
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.posting import refusing
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook.rules import freeze

#: As many payments as one run takes; a bank's own limit is set on the page where the file is made.
MOST_LINES = 100_000
REVIEW_ABOVE, SECOND_ABOVE = "ledger.review_above", "ledger.second_above"
#: Columns of each hand.
_COLUMNS = {
    Hand.PROPOSE: "proposed", Hand.REVIEW: "reviewed", Hand.SECOND: "seconded", Hand.APPROVE: "approved",
    Hand.RELEASE: "released",
}  # fmt: skip
_EVENT = {
    Hand.PROPOSE: LedgerEvent.RUN_PROPOSED, Hand.REVIEW: LedgerEvent.RUN_REVIEWED,
    Hand.SECOND: LedgerEvent.RUN_SECONDED, Hand.APPROVE: LedgerEvent.RUN_APPROVED,
    Hand.RELEASE: LedgerEvent.RUN_RELEASED,
}  # fmt: skip

#: The oldest first; whoever has no card waits («待补卡»).
_TAKE = """
    WITH waiting AS (
        SELECT o.id FROM ledger_order o
        WHERE o.book_id = %(book)s AND o.state = 'ordered' AND o.recalled_at IS NULL
            AND (%(purpose)s = '' OR o.purpose = %(purpose)s)
            AND EXISTS (SELECT FROM ledger_payee_account a WHERE a.person_id = o.payee_id AND a.is_active)
        ORDER BY o.id LIMIT %(most)s FOR UPDATE OF o SKIP LOCKED
    ), numbered AS (SELECT id, %(last)s + row_number() OVER (ORDER BY id) AS position FROM waiting)
    UPDATE ledger_order o SET state = 'batched', run_id = %(run)s, position = n.position
    FROM numbered n WHERE o.id = n.id
"""
_LEAVE_WITHOUT_CARD = """
    UPDATE ledger_order o SET state = 'ordered', run_id = NULL, position = NULL
    WHERE o.run_id = %(run)s AND o.state = 'batched'
        AND NOT EXISTS (SELECT FROM ledger_payee_account a WHERE a.person_id = o.payee_id AND a.is_active)
"""
_RELEASE = """
    UPDATE ledger_order o SET state = 'released', account_id = a.id, released_at = %(at)s
    FROM ledger_payee_account a
    WHERE o.run_id = %(run)s AND o.state = 'batched' AND a.person_id = o.payee_id AND a.is_active
"""
_DIGEST = """
    SELECT encode(sha256(coalesce(string_agg(
        position || ':' || id || ':' || payee_id || ':' || fen, ',' ORDER BY position), '')::bytea), 'hex')
    FROM ledger_order WHERE run_id = %s AND state = 'batched'
"""


@transaction.atomic
def draft(book_id: UUID, *, title: str, purpose: str = "", most: int = MOST_LINES, actor: Actor) -> Run:
    """Draft a run out of what waits to be paid and has a card, the oldest first, up to `most` payments.

    Raises `Refused` with `ledger.name_missing`, `ledger.nothing_waits`, `ledger.too_many_lines`; `Book.DoesNotExist`
    out of reach.
    """
    books = access.books_visible(actor).filter(code__in=_below(actor))
    book = books.select_related("org").select_for_update(of=("self",)).get(public_id=book_id)
    if not 0 < most <= MOST_LINES:
        raise Refused("ledger.too_many_lines", most=MOST_LINES)
    book.last_run += 1
    book.save(update_fields=["last_run"])
    run = Run.objects.create(
        book=book, code=book.code, number=f"{actor.now.year}-{book.last_run:04}", title=rules.named(title),
        money=reaching.line(book, reaching.MONEY), drafted_at=actor.now,
    )  # fmt: skip
    with reaching.as_book(actor):
        taken = _take(run, purpose, most)
    if not taken:
        raise Refused("ledger.nothing_waits")
    _count(run)
    reaching.write(LedgerEvent.RUN_DRAFTED, run, run.code, actor, access.PROPOSE, number=run.number, count=run.count)
    return run


def _below(actor: Actor) -> list[str]:
    """Codes of books she may propose runs of."""
    found = access.books_visible(actor).values_list("code", flat=True)
    return [code for code in found if actor.may(access.PROPOSE, code)]


def _take(run: Run, purpose: str, most: int) -> int:
    last = PaymentOrder.objects.filter(run=run).order_by("-position").values_list("position", flat=True).first() or 0
    facts: dict[str, Any] = {"book": run.book_id, "run": run.pk, "purpose": purpose, "most": most, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, facts)
        return int(cursor.rowcount)


def _count(run: Run) -> None:
    """How many payments a draft has and their sum; frozen once it is proposed."""
    lines = PaymentOrder.objects.filter(run=run, state=Order.BATCHED)
    run.count, run.fen = lines.count(), lines.aggregate(fen=Sum("fen"))["fen"] or 0
    run.save(update_fields=["count", "fen"])


def counted(run: Run) -> dict[str, int]:
    """How many lines of a run stand where."""
    sums = PaymentOrder.objects.filter(run=run).values("state").annotate(count=Count("pk"))
    return {each["state"]: each["count"] for each in sums}


def count_lines(run: Run) -> None:
    """Keep how many lines stand where: with the bank they change by its answers alone."""
    run.standing = counted(run)
    run.save(update_fields=["standing"])


@transaction.atomic
def leave_out(run_id: UUID, orders: Sequence[UUID], *, actor: Actor) -> int:
    """Take payments out of a draft; they wait for another run. Returns how many.

    Raises `Refused("ledger.run_state")` once it is proposed: then it is sent back first.
    """
    run = reaching.run_locked(run_id, actor, access.PROPOSE)
    if run.state != rules.Run.DRAFTED:
        raise Refused("ledger.run_state", run_state=run.state, run_act="leave")
    lines = PaymentOrder.objects.filter(run=run, state=Order.BATCHED, public_id__in=orders)
    count = lines.update(state=Order.ORDERED, run=None, position=None)
    _count(run)
    reaching.write(LedgerEvent.RUN_CHANGED, run, run.code, actor, access.PROPOSE, left=count)
    return count


def hands_of(run: Run) -> Hands:
    """Who has lent which hand."""
    given = {hand: getattr(run, f"{name}_by") for hand, name in _COLUMNS.items()}
    return Hands({hand: person for hand, person in given.items() if person is not None}, run.committee)


def relatives_of(person_id: int, run: Run) -> list[int]:
    """Payees of a run who are declared relatives of this person, in either direction."""
    lines = PaymentOrder.objects.filter(run=run, state=Order.BATCHED)
    hers = Relation.objects.filter(person_id=person_id, ended_at__isnull=True)
    indexes = [bytes(each) for each in hers.values_list("relative_index", flat=True) if each]
    known = {*hers.exclude(relative_id=None).values_list("relative_id", flat=True)}
    known |= {*Person.objects.filter(id_index__in=indexes).values_list("pk", flat=True)} if indexes else set()
    theirs = Relation.objects.filter(relative_id=person_id, ended_at__isnull=True).values_list("person_id", flat=True)
    me = Person.objects.filter(pk=person_id, id_index__isnull=False).values("id_index")
    by_number = Relation.objects.filter(relative_index__in=me, ended_at__isnull=True).values_list(
        "person_id", flat=True
    )
    return list(lines.filter(payee_id__in={*known, *theirs, *by_number}).values_list("payee_id", flat=True))


@transaction.atomic
def lend(run_id: UUID, hand: str, *, committee: str = "", actor: Actor) -> Run:
    """Lend a hand to a run: propose, review, second, approve or release it.

    A run needs three different persons; more above the sums of the lawbook.  Nobody lends two, nobody lends one to a
    run that pays her or a relative she has declared.  `committee` is the number of the resolution that stands for the
    first of two approvals.  Raises `Refused` with `ledger.run_state`, `ledger.hand_twice`, `ledger.own_money`,
    `ledger.relatives_money`, `ledger.review_first`, `ledger.second_first`, `ledger.money_short`,
    `ledger.nothing_to_release`, `ledger.hand_of_another`; `Run.DoesNotExist` out of reach.
    """
    which = Hand(hand)
    run = reaching.run_locked(run_id, actor, access.DUTY_OF[which])
    state = rules.next_run(run.state, which)
    if which == Hand.PROPOSE:
        _fix(run, actor)
    if which == Hand.APPROVE and committee.strip():
        run.committee = committee.strip()[:40]
    _check(run, which, actor)
    if which == Hand.RELEASE:
        with reaching.as_book(actor):
            _leave_without_card(run)
    run.state = state
    name = _COLUMNS[which]
    setattr(run, f"{name}_by", actor.person_id)
    setattr(run, f"{name}_name", actor.name)
    setattr(run, f"{name}_at", actor.now)
    with refusing():
        run.save()
    if which == Hand.RELEASE:
        _send(run, actor)
        count_lines(run)
    facts: dict[str, Any] = {"number": run.number, "count": run.count, "fen": run.fen, "digest": run.digest}
    reaching.write(_EVENT[which], run, run.code, actor, access.DUTY_OF[which], **facts)
    return run


def _check(run: Run, hand: Hand, actor: Actor) -> None:
    hands = hands_of(run)
    lines = PaymentOrder.objects.filter(run=run, state=Order.BATCHED)
    own = lines.filter(payee_id=actor.person_id).values_list("payee_id", flat=True)
    rules.check_thresholds(hand, rules.Needs(review=run.needs_review, second=run.needs_second), hands)
    rules.check_hand(actor.person_id, hands, list(own), relatives_of(actor.person_id or 0, run))


def _fix(run: Run, actor: Actor) -> None:
    """Freeze what is proposed: its lines, its sum, the thresholds in force."""
    _count(run)
    if not run.count:
        raise Refused("ledger.nothing_waits")
    place, on = run.book.org.division, actor.now.date()
    book = {code: lawbook.look_up(code, place, on) for code in (REVIEW_ABOVE, SECOND_ABOVE)}
    wanted = rules.needs(
        run.fen, review_above=book[REVIEW_ABOVE].number, second_above=book[SECOND_ABOVE].number
    )  # fmt: skip
    run.needs_review, run.needs_second = wanted.review, wanted.second
    run.params = {code: freeze(row) for code, row in book.items()}
    run.digest = digest_of(run)


def digest_of(run: Run) -> str:
    """SHA-256 over the lines that are to be paid, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [run.pk])
        return str((cursor.fetchone() or ("",))[0])


def _leave_without_card(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_WITHOUT_CARD, {"run": run.pk})
    lines = PaymentOrder.objects.filter(run=run, state=Order.BATCHED)
    fen = lines.aggregate(fen=Sum("fen"))["fen"] or 0
    if not fen:
        raise Refused("ledger.nothing_to_release")
    money = Account.objects.select_for_update().get(pk=run.money_id)
    sent = PaymentOrder.objects.filter(run__money=money, state=Order.RELEASED)
    under_way = sent.aggregate(fen=Sum("fen"))["fen"] or 0
    if money.balance_fen < fen + under_way:
        raise Refused("ledger.money_short", have_fen=money.balance_fen - under_way, need_fen=fen)


def _send(run: Run, actor: Actor) -> None:
    with reaching.as_book(actor), refusing(), connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"run": run.pk, "at": actor.now})


@transaction.atomic
def send_back(run_id: UUID, *, reason: str, actor: Actor) -> Run:
    """Send a run back to its draft: every hand is withdrawn and it begins anew.

    Any of the hands may, with a reason.  Raises `Refused` with `ledger.reason_missing`, `ledger.run_state`.
    """
    duties = (access.PROPOSE, access.REVIEW, access.APPROVE, access.RELEASE)
    run = reaching.run_locked(run_id, actor, *duties)
    if not reason.strip():
        raise Refused("ledger.reason_missing")
    run.state, run.reason = rules.next_run(run.state, "return"), reason.strip()[:200]
    for name in _COLUMNS.values():
        setattr(run, f"{name}_by", None)
        setattr(run, f"{name}_name", "")
        setattr(run, f"{name}_at", None)
    run.committee, run.digest, run.needs_review, run.needs_second, run.params = "", "", False, False, {}
    run.save()
    _count(run)
    reaching.write(LedgerEvent.RUN_SENT_BACK, run, run.code, actor, access.PROPOSE, number=run.number)
    return run


@transaction.atomic
def cancel(run_id: UUID, *, reason: str, actor: Actor) -> Run:
    """Give a draft up; its payments wait for another run. Raises `ledger.reason_missing`, `ledger.run_state`."""
    run = reaching.run_locked(run_id, actor, access.PROPOSE)
    if not reason.strip():
        raise Refused("ledger.reason_missing")
    run.state, run.reason = rules.next_run(run.state, "cancel"), reason.strip()[:200]
    PaymentOrder.objects.filter(run=run, state=Order.BATCHED).update(state=Order.ORDERED, run=None, position=None)
    run.save(update_fields=["state", "reason"])
    reaching.write(LedgerEvent.RUN_CANCELLED, run, run.code, actor, access.PROPOSE, number=run.number)
    return run


@transaction.atomic
def close(run_id: UUID, *, actor: Actor) -> Run:
    """Close a run the bank has answered line by line. Raises `ledger.unanswered` (`count`), `ledger.run_state`."""
    run = reaching.run_locked(run_id, actor, access.PROPOSE, access.KEEP)
    run.state = rules.next_run(run.state, "close")
    open_lines = PaymentOrder.objects.filter(run=run, state=Order.RELEASED).count()
    if open_lines:
        raise Refused("ledger.unanswered", count=open_lines)
    run.closed_at = actor.now
    run.save(update_fields=["state", "closed_at"])
    reaching.write(LedgerEvent.RUN_CLOSED, run, run.code, actor, access.PROPOSE, number=run.number)
    return run
