"""What payees are told, from the outbox: that money has come, or that it came back and why."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import PaymentOrder, Reply
from hexian.domains.ledger.rules.files import Verdict, yuan
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording
from hexian.foundation.notices.services import Told

PAID = wording("ledger.paid", notice=_("{purpose} {yuan} 元已经打到您尾号 {tail} 的卡上。请查收。"))
RETURNED = wording(
    "ledger.returned", notice=_("{purpose} {yuan} 元被银行退回来了。请核对您的银行卡，改好以后会重新打给您。")
)


@events.on(LedgerEvent.REPLY_APPLIED)
def tell_payees(event: Event, actor: Actor) -> None:
    """Everybody a bank's answer was about; whose payment has no cause any more is told by whoever took it back."""
    reply = Reply.objects.get(public_id=event.subject)
    notices.tell_many(_lines(reply, (Verdict.PAID,)), PAID, actor=actor)
    notices.tell_many(_lines(reply, (Verdict.RETURNED, Verdict.BOUNCED)), RETURNED, actor=actor)


def _lines(reply: Reply, verdicts: tuple[Verdict, ...]) -> Iterator[Told]:
    keys = reply.lines.filter(verdict__in=verdicts).values("order_id")
    orders = PaymentOrder.objects.filter(pk__in=keys, recalled_at__isnull=True).select_related("account")
    for order in orders.order_by("pk").iterator(chunk_size=2_000):
        params = {"purpose": order.purpose, "yuan": yuan(order.fen)}
        if verdicts == (Verdict.PAID,) and order.account is not None:
            params["tail"] = order.account.tail
        yield Told(order.payee_id, params, "", order.code)
