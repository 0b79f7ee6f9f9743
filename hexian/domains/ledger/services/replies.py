"""What a bank answers: read and shown first, booked when a person says so; once, and for the right run."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import PaymentOrder, Posting, Reply, ReplyLine, Run
from hexian.domains.ledger.rules import Run as Stage
from hexian.domains.ledger.rules import Source, files
from hexian.domains.ledger.rules.files import Judged, Sent, Verdict, yuan
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.posting import refusing, today
from hexian.domains.ledger.services.runs import count_lines
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import open_sheet

#: A hundred thousand lines take about ten.
MOST_BYTES = 32 * 1024 * 1024
DUTIES = (access.PROPOSE, access.KEEP, access.RELEASE)


@transaction.atomic
def read_reply(run_id: UUID, content: bytes, *, name: str, actor: Actor) -> Reply:
    """Read a bank's answer about a run and keep what each line would change; nothing is booked yet.

    Raises `Refused` with `sheets.*`, what `rules.files.read_answer` does, `ledger.reply_large`, `ledger.reply_twice`,
    `ledger.not_released`; `Run.DoesNotExist` out of reach.
    """
    run = reaching.run_locked(run_id, actor, *DUTIES)
    if run.state not in (Stage.RELEASED, Stage.ANSWERED, Stage.CLOSED):
        raise Refused("ledger.not_released")
    if len(content) > MOST_BYTES:
        raise Refused("ledger.reply_large")
    digest = hashlib.sha256(content).hexdigest()
    if Reply.objects.filter(run=run, sha256=digest, dropped_at__isnull=True).exists():
        raise Refused("ledger.reply_twice")
    judged = files.judge(_sheet(content, name, run.number).answers, sent_of(run, actor))
    reply = Reply.objects.create(
        run=run, code=run.code, file_name=Path(name).name[:120], sha256=digest, read_by=actor.person_id,
        read_at=actor.now, counts=dict(Counter(str(each.verdict) for each in judged)), fen=_sums(judged),
    )  # fmt: skip
    ReplyLine.objects.bulk_create((_line(reply, each) for each in judged), batch_size=1_000)
    reaching.write(LedgerEvent.REPLY_READ, reply, run.code, actor, access.PROPOSE, number=run.number, **reply.counts)
    return reply


def _sheet(content: bytes, name: str, wanted: str) -> files.Sheet:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reply"
        path.write_bytes(content)
        rows = open_sheet(path, name).visible[0].rows()
        return files.read_answer(((row.number, row.cells) for row in rows), Path(name).name, wanted)


def sent_of(run: Run, actor: Actor) -> dict[int, Sent]:
    """What was sent with a run, by position."""
    lines = PaymentOrder.objects.filter(run=run, position__isnull=False, account__isnull=False)
    values = lines.values_list("position", "pk", "fen", "account__tail", "state")
    with reaching.as_book(actor):
        return {position: Sent(order, fen, tail, state) for position, order, fen, tail, state in values if position}


def _sums(judged: list[Judged]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in judged:
        sums[str(each.verdict)] += each.fen
    return dict(sums)


def _line(reply: Reply, judged: Judged) -> ReplyLine:
    said = judged.answer
    return ReplyLine(
        reply=reply, code=reply.code, row=said.row, position=said.position, order_id=judged.order,
        verdict=str(judged.verdict), fen=said.fen, bank_on=said.on, bank_ref=said.ref, bank_code=said.code,
        bank_reason=said.reason,
    )  # fmt: skip


_MARK = """
    UPDATE ledger_order o SET state = %(state)s, bank_on = coalesce(l.bank_on, %(on)s), bank_ref = l.bank_ref,
        bank_code = l.bank_code, bank_reason = l.bank_reason, ended_at = %(at)s
    FROM ledger_reply_line l
    WHERE l.reply_id = %(reply)s AND l.verdict = ANY (%(verdicts)s) AND o.id = l.order_id AND o.state = ANY (%(former)s)
"""
_PAY = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", order_id, source, source_id, batch, memo,
        posted_by, at)
    SELECT o.book_id, o.code, o.payable_id, %(money)s, o.fen, %(on)s, o.id, 'ledger.paid', o.source_id, %(batch)s, '',
        %(by)s, %(at)s
    FROM ledger_reply_line l JOIN ledger_order o ON o.id = l.order_id
    WHERE l.reply_id = %(reply)s AND l.verdict = 'paid' ORDER BY o.id
"""
#: 退票: the money came back after all; what was posted when it left is mirrored.
_BOUNCE = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", order_id, source, source_id, reverses_id,
        batch, memo, posted_by, at)
    SELECT o.book_id, o.code, p.credit_id, p.debit_id, o.fen, %(on)s, o.id, 'ledger.bounced', o.source_id, p.id,
        %(batch)s, '', %(by)s, %(at)s
    FROM ledger_reply_line l JOIN ledger_order o ON o.id = l.order_id
    JOIN ledger_posting p ON p.order_id = o.id AND p.source = 'ledger.paid'
    WHERE l.reply_id = %(reply)s AND l.verdict = 'bounced' ORDER BY o.id
"""
#: What came back and was owed back is neither owed to her nor by her; nobody has repaid any of it (`_check_repaid`).
_SETTLE = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", order_id, source, source_id, batch, memo,
        posted_by, at)
    SELECT o.book_id, o.code, o.payable_id, (SELECT max(r.debit_id) FROM ledger_posting r WHERE r.order_id = o.id
            AND r.source = 'ledger.receivable'), o.owed_fen, %(on)s, o.id, 'ledger.settled', o.source_id, %(batch)s,
        '', %(by)s, %(at)s
    FROM ledger_reply_line l JOIN ledger_order o ON o.id = l.order_id
    WHERE l.reply_id = %(reply)s AND l.verdict IN ('returned', 'bounced') AND o.owed_fen > 0 ORDER BY o.id
"""
_CHECK_CARDS = """
    UPDATE ledger_payee_account a SET checked_at = %(at)s
    FROM ledger_reply_line l JOIN ledger_order o ON o.id = l.order_id
    WHERE l.reply_id = %(reply)s AND l.verdict = 'paid' AND a.id = o.account_id AND a.checked_at IS NULL
"""


@transaction.atomic
def apply_reply(reply_id: UUID, *, actor: Actor) -> Reply:
    """Book what a bank's answer changes: paid, returned, brought back later; all of it or nothing.

    Lines are judged anew under the lock, so that what two people apply at once is booked once.  Raises `Refused` with
    `ledger.reply_stops` (`count`), `ledger.repaid_before`, `ledger.reply_nothing_new`, `ledger.reply_applied`,
    `ledger.money_short`, `ledger.period_closed`; `Reply.DoesNotExist` out of reach.
    """
    found = Reply.objects.get(public_id=reply_id)
    run = reaching.run_locked(Run.objects.get(pk=found.run_id).public_id, actor, *DUTIES)
    reply = Reply.objects.select_for_update().get(pk=found.pk)
    if reply.applied_at is not None or reply.dropped_at is not None:
        raise Refused("ledger.reply_applied")
    _judge_anew(reply, run, actor)
    files.check_applicable(reply.lines.values_list("verdict", flat=True))
    _check_repaid(reply)
    run.state = rules.next_run(run.state, "answer")
    run.save(update_fields=["state"])
    _book(reply, run, actor)
    count_lines(run)
    reply.applied_at, reply.applied_by = actor.now, actor.person_id
    reply.save(update_fields=["applied_at", "applied_by", "counts", "fen"])
    reaching.write(LedgerEvent.REPLY_APPLIED, reply, run.code, actor, access.PROPOSE, number=run.number, **reply.counts)
    return reply


def _check_repaid(reply: Reply) -> None:
    """What the bank brings back has not been repaid by her too: one of the two is written down wrongly.

    Raises `Refused("ledger.repaid_before")` with the first such line.
    """
    back = reply.lines.filter(verdict=Verdict.BOUNCED).values("order_id")
    repaid = Posting.objects.filter(order__in=back, source=Source.REPAID, reversed_by__isnull=True).order_by("pk")
    first = repaid.select_related("order").first()
    if first is not None and first.order is not None:
        raise Refused("ledger.repaid_before", row=first.order.position, sum=yuan(first.fen))


def _judge_anew(reply: Reply, run: Run, actor: Actor) -> None:
    """Another answer may have been booked since this one was read."""
    sent = {line.order: line for line in sent_of(run, actor).values()}
    stale = []
    for line in reply.lines.filter(verdict__in=[*files.CHANGING, Verdict.AGAIN]):
        state = sent[line.order_id].state if line.order_id in sent else ""
        now = _STANDS.get((line.verdict, state))
        if now and now != line.verdict:
            line.verdict = str(now)
            stale.append(line)
    ReplyLine.objects.bulk_update(stale, ["verdict"], batch_size=1_000)
    if stale:
        lines = list(reply.lines.values_list("verdict", "fen"))
        reply.counts = dict(Counter(verdict for verdict, _ in lines))
        reply.fen = {each: sum(fen or 0 for verdict, fen in lines if verdict == each) for each in reply.counts}


#: What a line that was read earlier means for an order as it stands now.
_STANDS = {
    ("paid", "released"): Verdict.PAID, ("paid", "paid"): Verdict.AGAIN, ("paid", "returned"): Verdict.UNKNOWN,
    ("returned", "released"): Verdict.RETURNED, ("returned", "returned"): Verdict.AGAIN,
    ("returned", "paid"): Verdict.BOUNCED, ("bounced", "paid"): Verdict.BOUNCED,
    ("bounced", "returned"): Verdict.AGAIN,
}  # fmt: skip


def _book(reply: Reply, run: Run, actor: Actor) -> None:
    facts: dict[str, Any] = {
        "reply": reply.pk, "on": today(actor), "at": actor.now, "by": actor.person_id, "batch": uuid4(),
        "money": run.money_id,
    }  # fmt: skip
    paid = facts | {"state": "paid", "verdicts": ["paid"], "former": ["released"]}
    returned = facts | {"state": "returned", "verdicts": ["returned", "bounced"], "former": ["released", "paid"]}
    with refusing(), connection.cursor() as cursor:
        cursor.execute(_MARK, paid)
        for statement in (_PAY, _BOUNCE):
            cursor.execute(statement, facts)
        cursor.execute(_MARK, returned)
        cursor.execute(_SETTLE, facts)
        with reaching.as_book(actor):
            cursor.execute(_CHECK_CARDS, facts)


@transaction.atomic
def drop_reply(reply_id: UUID, *, actor: Actor) -> Reply:
    """Put aside an answer that was read and not booked. Raises `Refused("ledger.reply_applied")`."""
    found = Reply.objects.get(public_id=reply_id)
    run = reaching.run_locked(Run.objects.get(pk=found.run_id).public_id, actor, *DUTIES)
    reply = Reply.objects.select_for_update().get(pk=found.pk)
    if reply.applied_at is not None:
        raise Refused("ledger.reply_applied")
    reply.dropped_at = actor.now
    reply.save(update_fields=["dropped_at"])
    reaching.write(LedgerEvent.REPLY_DROPPED, reply, run.code, actor, access.PROPOSE, number=run.number)
    return reply
