"""The rounds of a bargaining in words: when each began and why, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.queries import RoomPage
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.rounds import MEETING, Round
from hexian.domains.bargaining.rules.states import Side
from hexian.foundation.clock import texts as clock

#: So many settled clauses are named; the agenda beside has them all.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history."""

    title: str
    on: date
    why: str
    lines: list[str]
    kind: str = ""


def history(found: RoomPage) -> list[Told]:
    """What there was so far, the latest first; the offer last."""
    rounds = [_told(found, each) for each in reversed(found.rounds)]
    return [*rounds, *_offer(found)]


def _told(found: RoomPage, each: Round) -> Told:
    why = str(texts.ROUNDS[each.start.why])
    return Told(
        _("第 %(n)s 轮") % {"n": each.number}, each.start.on,
        why % {"n": each.start.number} if each.start.number else why,
        [*_settled(each), *_proposed(each), *_apart(found, each), *_no_break(each)] or [_nothing_here(each)],
        "now" if each.number == len(found.rounds) else "",
    )  # fmt: skip


def _nothing_here(each: Round) -> str:
    """At a table people talk; what they said stands in the minutes."""
    return _("谈了什么见会议记录") if each.start.why == MEETING else _("没有提方案")


def _settled(each: Round) -> Iterable[str]:
    if len(each.settled) > _NAMED:
        named = "、".join(each.settled[:_NAMED])
        yield _("谈定%(named)s等 %(n)s 项") % {"named": named, "n": len(each.settled)}
    elif each.settled:
        yield _("谈定%(named)s") % {"named": "、".join(each.settled)}


def _proposed(each: Round) -> Iterable[str]:
    made = [f"{texts.SIDES[side]} {each.proposed[side]} 稿" for side in Side if each.proposed.get(side)]
    if made:
        yield _("提方案：%(made)s") % {"made": "，".join(made)}


def _apart(found: RoomPage, each: Round) -> Iterable[str]:
    """How far apart the clause one looks at was: before this round and at its end."""
    if found.open is None or each.apart is None:
        return
    entry = found.open.entry
    now = clauses.distance(entry, each.apart) if each.apart else _("一致")
    if each.apart_before in {None, each.apart}:
        yield _("本项差距 %(now)s") % {"now": now}
    else:
        before = clauses.distance(entry, each.apart_before or 0)
        yield _("本项差距 %(before)s → %(now)s") % {"before": before, "now": now}


def _no_break(each: Round) -> Iterable[str]:
    """A break one side asked for and did not get."""
    for one in each.no_break:
        told = {"side": texts.SIDES[Side(one.side)], "day": clock.on(one.on)}
        yield (_("%(day)s %(side)s撤回中止的提议") if one.taken_back else _("%(day)s %(side)s不同意中止")) % told


def _offer(found: RoomPage) -> Iterable[Told]:
    case = found.case
    if case.offered_on is None:
        return
    received = timezone.localdate(case.received_at) if case.received_at else None
    line = _("%(day)s 签收") % {"day": clock.on(received)} if received else _("还没有签收的记录")
    yield Told(_("发出要约"), case.offered_on, str(texts.SIDES[Side(case.offered_by)]), [line])
