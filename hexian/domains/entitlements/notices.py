"""What people are told of rights they have not had yet, from the outbox."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext_lazy as _

from hexian.domains.entitlements import services
from hexian.domains.entitlements.events import RightEvent
from hexian.domains.entitlements.models import Right
from hexian.domains.entitlements.rules import WAITING, Kind
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.texts import day, money
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording
from hexian.foundation.notices.services import Told

PAGE = "/me/rights/"
WORDS = {
    Kind.JOIN: wording(
        "rights.join",
        notice=_("您 {day} 出院的那次没有参加医疗互助，没能发。现在可以参加，以后住院不用申请。点开看怎么办。"),
    ),
    Kind.DECLINED: wording(
        "rights.declined", notice=_("您谢绝过一笔{sum}的互助金。如果是误点，点开就能收回；确实不要，不用管。")
    ),
    Kind.CARD: wording("rights.card", notice=_("{sum}互助金已经算好，等您的银行卡。补上卡就付，点开看怎么补。")),
}


@events.on(AidEvent.FINISHED)
def look_after_a_file(event: Event, actor: Actor) -> None:
    """What a file has shown is found as soon as it is done."""
    services.work_out_soon(actor)


@events.on(RightEvent.TOLD)
def tell_of_rights(event: Event, actor: Actor) -> None:
    """Everybody of a press, by what it is about; whose right is over meanwhile hears nothing."""
    rows = Right.objects.filter(pk__in=event.payload["rights"], state__in=WAITING).order_by("kind", "pk")
    for kind, group in groupby(rows, key=lambda row: row.kind):
        lines = [Told(row.person_id, {"day": day(row.happened_on), "sum": money(row.worth_fen)}, PAGE, row.code)
                 for row in group]  # fmt: skip
        notices.tell_many(lines, WORDS[Kind(kind)], actor=actor)
