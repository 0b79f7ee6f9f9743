"""What payees are told, from the outbox: that money has come, or that it came back and why."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Reply
from hexian.domains.ledger.rules.files import Verdict, yuan
from hexian.domains.ledger.services.cards import reopen_for
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

CARD = wording(
    "ledger.card_kept", notice=_("您的收款卡现在是尾号 {tail}。不是您本人改的，请马上联系工会，并点开改回来。")
)
#: Where she looks at her card.
CARD_PAGE = "/me/money/"


@events.on(LedgerEvent.CARD_KEPT)
def tell_of_card(event: Event, actor: Actor) -> None:
    """Whose card it is hears of it; what her own new card makes payable again is ordered anew."""
    card = PayeeAccount.objects.get(public_id=event.subject)
    notices.tell(card.person_id, CARD, params={"tail": card.tail}, url=CARD_PAGE, actor=actor, code=card.code)
    if card.is_active and card.added_by == card.person_id:
        reopen_for(card.person_id, actor=actor)


@events.on(LedgerEvent.CARDS_KEPT)
def tell_of_cards(event: Event, actor: Actor) -> None:
    """The same to everybody on a list."""
    rows = PayeeAccount.objects.filter(pk__in=event.payload["cards"]).order_by("pk")
    lines = (Told(each.person_id, {"tail": each.tail}, CARD_PAGE, each.code) for each in rows)
    notices.tell_many(lines, CARD, actor=actor)


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
