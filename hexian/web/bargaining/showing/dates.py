"""Every date of a case explained: event, rule, article, days skipped, version of law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.queries import (
    DateRow,
    Fixed,
)
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day
from hexian.foundation.clock.states import State as ClockState
from hexian.web.bargaining.showing.standing import WINDOWS, Words, long_day, of_year

# — Dates —


@dataclass(frozen=True, slots=True)
class Explained:
    """One date with everything that made it."""

    title: str
    event: str
    due: str
    state: str
    kind: str
    rule: str
    law: str
    sure: str
    skipped: list[str]
    provisional: bool
    note: str = ""
    done: str = ""


_CLOCK_STATES = {
    "running": ("info", gettext_lazy("正在计时")), "paused": ("", gettext_lazy("已暂停")),
    "overdue": ("bad", gettext_lazy("已超期")), "met": ("ok", gettext_lazy("按期办了")),
    "late": ("warn", gettext_lazy("办了，但晚了")), "cancelled": ("", gettext_lazy("不再需要")),
}  # fmt: skip


def explained(rows: Iterable[DateRow]) -> list[Explained]:
    """Every clock in words: event, rule, article, days skipped, version of law."""
    return [_explain(row) for row in rows]


def _clock_state(row: DateRow) -> tuple[str, Words]:
    """The colour and word of a clock; what is over and still not done has not been done late."""
    if not row.is_clock:
        return "", ""
    if row.is_silence:
        return "ok", _("期满，没有异议")
    late_still = row.deadline.state == ClockState.LATE and row.deadline.met_at is None
    return _CLOCK_STATES["overdue" if late_still else row.deadline.state]


def _explain(row: DateRow) -> Explained:
    deadline = row.deadline
    basis = deadline.basis
    kind, state = _clock_state(row)
    return Explained(
        title=basis["title"], event=event_words(deadline), due=due_words(deadline), state=str(state), kind=kind,
        rule=str(clock.span(deadline.n, deadline.unit, deadline.day_type)), law=law_words(basis), sure=basis["sure"],
        skipped=clock.explanation(deadline.explain()) if deadline.skipped else [], provisional=deadline.provisional,
        note=basis.get("note", ""),
        done=clock.on(timezone.localdate(deadline.met_at)) if deadline.met_at and not row.is_silence else "",
    )  # fmt: skip


def due_words(deadline: Any) -> str:
    """The last day of a period, to its midnight; counted back, the day by which, or from which on."""
    day = last_day(deadline.due_at)
    if deadline.rule in WINDOWS:
        return _("%(day)s 起可以提出") % {"day": f"{of_year(deadline, day)}{clock.on(day)}"}
    return f"{of_year(deadline, day)}{clock.until(deadline.due_at)}"


def event_words(deadline: Any) -> str:
    """«4 月 28 日 收到要约书，次日起算» — what happened, and how one counts from it (民法典 201)."""
    # The end of a day is written as the next one's midnight: what is counted back from it happened on that day.
    counts_back = deadline.basis["direction"] == "before"
    day = last_day(deadline.started_at) if counts_back else timezone.localdate(deadline.started_at)
    told = {
        "day": f"{of_year(deadline, day)}{clock.on(day)}",
        "event": texts.SINCE.get(deadline.rule, deadline.basis["title"]),
    }
    if counts_back:
        return _("%(day)s %(event)s，从这一天往前数") % told
    return _("%(day)s %(event)s，次日起算") % told


def law_words(basis: Mapping[str, Any]) -> str:
    """The regulation with its article and the version the case keeps."""
    article = _("第 %(n)s 条") % {"n": basis["article"]} if basis["article"] else ""
    return f"{basis['source']}{article}{_('（%(from)s 起的版本）') % {'from': basis['valid_from']}}"


@dataclass(frozen=True, slots=True)
class Day:
    """A date no clock keeps, in words."""

    title: Words
    when: str
    why: Words
    law: str


def fixed(rows: Iterable[Fixed]) -> list[Day]:
    """When the contract took effect, and how long it binds."""
    return [_fixed(row) for row in rows]


def _fixed(row: Fixed) -> Day:
    when = (
        long_day(row.on)
        if row.until is None
        else _("%(a)s 到 %(b)s") % {"a": long_day(row.on), "b": long_day(row.until)}
    )
    why: Words = texts.OPINIONS[row.note] if row.what == "effect" else _("双方约定，写在合同里")
    law = f"{row.law.source}{_('第 %(n)s 条') % {'n': row.law.article} if row.law.article else ''}" if row.law else ""
    return Day(texts.FIXED[row.what], when, why, law)
