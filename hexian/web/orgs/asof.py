"""«看这一天»: the day a page of the tree is looked at, as its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.web.screen import ActorRequest


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day looked at and today; `problem` says in words why the day asked for is not the one shown."""

    day: date
    today: date
    problem: str = ""

    @property
    def is_past(self) -> bool:
        """Whether this is a day gone by."""
        return self.day < self.today

    @property
    def param(self) -> str:
        """What an address carries; nothing for today."""
        return self.day.isoformat() if self.is_past else ""

    @property
    def query(self) -> str:
        """The same behind a question mark, or nothing."""
        return f"?day={self.param}" if self.is_past else ""


def as_of(request: ActorRequest) -> AsOf:
    """The day in the address; today for none, and with a sentence for one that is no day or has not come."""
    today = timezone.localdate(request.actor.now)
    typed = request.GET.get("day", "").strip()
    if not typed:
        return AsOf(today, today)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return AsOf(today, today, _("日期写成 2026-07-01 这样。下面是今天的情况。"))
    if day > today:
        return AsOf(today, today, _("这一天还没有到。下面是今天的情况。"))
    return AsOf(day, today)
