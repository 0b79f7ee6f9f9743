"""A worker's rows in the words and steps her pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import texts
from hexian.domains.members.queries import ChangeRow, MyApplication, MyMembership, MyStanding
from hexian.domains.members.rules import ApplicationState, ChangeState
from hexian.domains.members.services.changes import ANSWER
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as audit
from hexian.foundation.clock import queries as clock
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.notices.queries import Line
from hexian.web.me import trail

Words = str | Promise

#: What happens to every application; the last step is the card in her hand.
STEPS = (gettext_lazy("已收到"), gettext_lazy("工会核对"), gettext_lazy("委员会通过"), gettext_lazy("领会员卡"))
_LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a state is shown: its label, its colour, the step it is at, what comes next."""

    label: Words
    kind: str
    step: int
    next: Words = ""


_OPEN = gettext_lazy("工会核对您填的内容，再由委员会开会通过，通过当天您就是会员。结果发短信，也在「消息」里。")
_BEFORE = gettext_lazy("核对好了，等委员会开会通过，通过当天您就是会员。结果发短信，也在「消息」里。")
_APPLICATION: Mapping[str, _Standing] = {
    ApplicationState.APPLIED: _Standing(gettext_lazy("工会核对中"), "info", 1, _OPEN),
    ApplicationState.CHECKED: _Standing(gettext_lazy("等委员会通过"), "info", 2, _BEFORE),
    ApplicationState.PROPOSED: _Standing(gettext_lazy("等委员会通过"), "info", 2, _BEFORE),
    ApplicationState.APPROVED: _Standing(gettext_lazy("已入会"), "ok", 4),
    ApplicationState.REFUSED: _Standing(gettext_lazy("没有通过"), "bad", 1),
    ApplicationState.WITHDRAWN: _Standing(gettext_lazy("已撤回"), "", 0),
}
_CHANGE: Mapping[str, _Standing] = {
    ChangeState.ASKED: _Standing(gettext_lazy("工会核对中"), "info", 1),
    ChangeState.ACCEPTED: _Standing(gettext_lazy("已改好"), "ok", 2),
    ChangeState.REFUSED: _Standing(gettext_lazy("没有改"), "bad", 2),
    ChangeState.WITHDRAWN: _Standing(gettext_lazy("已撤回"), "", 0),
}
_TO_CONFIRM = _Standing(gettext_lazy("等您确认"), "warn", 1)
#: Icon and colour of a notice, by the first word of its kind.
_NOTICES = {"members": ("id", "c-red"), "people": ("shield-check", "c-blue"), "orgs": ("building-community", "c-gold")}


# — An application —


@dataclass(frozen=True, slots=True)
class ShownApplication:
    """One application with where it stands."""

    row: MyApplication
    standing: _Standing
    facts: list[tuple[Words, object]]
    steps = STEPS

    @property
    def is_open(self) -> bool:
        """Whether an answer is still due."""
        return bool(self.standing.next)

    @property
    def is_admitted(self) -> bool:
        """Whether she is a member because of it."""
        return self.row.state == ApplicationState.APPROVED

    @property
    def is_refused(self) -> bool:
        """Whether the union said no."""
        return self.row.state == ApplicationState.REFUSED

    @property
    def until(self) -> str:
        """By when the union answers, the day's end as 24:00."""
        return clock_texts.until(self.row.due_at) if self.row.due_at else ""

    @property
    def again_url(self) -> str:
        """Where to apply once more; nothing while one runs or has succeeded."""
        over = self.is_refused or self.row.state == ApplicationState.WITHDRAWN
        return reverse("join:join", args=[self.row.join_code]) if over and self.row.join_code else ""


def application(row: MyApplication) -> ShownApplication:
    """One application as her pages show it."""
    place = " · ".join(part for part in (row.platform, row.station) if part)
    facts: list[tuple[Words, object]] = [
        (_("姓名"), row.name),
        (_("手机号"), row.mobile_masked),
        (_("身份证号"), row.id_masked),
        (_("工种"), row.kind_of_work),
    ]
    return ShownApplication(row, _APPLICATION[row.state], facts + ([(_("平台和站点"), place)] if place else []))


def current(rows: Sequence[MyApplication], membership: MyMembership | None) -> MyApplication | None:
    """The application she thinks of now: the open one, else the last one unless she has become a member."""
    running = next((row for row in rows if row.may_withdraw), None)
    return running or (rows[0] if rows and membership is None else None)


# — Herself —


def hero(
    actor: Actor,
    membership: MyMembership | None,
    application: MyApplication | None,
    kept: MyStanding | None = None,
) -> dict[str, object]:
    """The words on top of her first screen; `kept`: a membership retained, or that of somebody retired."""
    known = membership or kept or application
    union = known.org_name if known else _("还没有加入工会")
    greeting = _("%(name)s，%(part)s好") % {
        "name": actor.name,
        "part": _part_of_day(timezone.localtime(actor.now).hour),
    }
    return {
        "union_name": union,
        "union_url": reverse("me:say"),
        "greeting": greeting if actor.name else greeting.lstrip("，"),
        "standing": texts.MEMBERSHIP_STATES[kept.state] if kept else _standing(actor, membership, application),
        "standing_icon": _standing_icon(membership, application),
    }


def _standing(actor: Actor, membership: MyMembership | None, application: MyApplication | None) -> str:
    if membership is not None:
        days = (timezone.localdate(actor.now) - membership.joined_on).days + 1
        return _("会员已认证 · 入会第 %(days)s 天") % {"days": f"{days:,}"}
    return str(_APPLICATION[application.state].label) if application else ""


def _standing_icon(membership: MyMembership | None, application: MyApplication | None) -> str:
    """A tick for what is done, a clock for what is waited for, a mark for what came to nothing."""
    if membership is not None or application is None or application.state == ApplicationState.APPROVED:
        return "filled:circle-check"
    return "clock" if application.may_withdraw else "info-circle"


def _part_of_day(hour: int) -> str:
    parts = ((5, _("夜里")), (9, _("早上")), (12, _("上午")), (14, _("中午")), (18, _("下午")), (24, _("晚上")))
    return next(words for end, words in parts if hour < end)


def day(moment: date) -> str:
    """«2026 年 6 月 17 日»."""
    return f"{moment.year} 年 {moment.month} 月 {moment.day} 日"


def card_facts(membership: MyMembership) -> list[tuple[Words, object]]:
    """What stands under the card."""
    facts: list[tuple[Words, object]] = [
        (_("姓名"), membership.name),
        (_("会员卡号"), membership.card_no_grouped),
        (_("入会"), day(membership.joined_on)),
    ]
    return facts + ([(_("工会电话"), membership.org_phone)] if membership.org_phone else [])


# — What she asked for, what she is told —


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A wish for correction with how far it is."""

    row: ChangeRow
    field_label: Words
    standing: _Standing
    until: str

    @property
    def may_withdraw(self) -> bool:
        """Whether it still waits for the union."""
        return self.row.state == ChangeState.ASKED and not self.row.is_proposed

    @property
    def may_confirm(self) -> bool:
        """Whether the union proposed it and waits for her yes."""
        return self.row.state == ChangeState.ASKED and self.row.is_proposed


def change(row: ChangeRow) -> ShownChange:
    """A wish for correction as her page shows it."""
    due = clock.open_deadline(row.public_id, ANSWER)
    waits_for_her = row.is_proposed and row.state == ChangeState.ASKED
    return ShownChange(
        row,
        texts.CHANGE_FIELDS[row.field],
        _TO_CONFIRM if waits_for_her else _CHANGE[row.state],
        clock_texts.until(due.due_at) if due else "",
    )


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice with its icon."""

    public_id: UUID
    text: str
    url: str
    created_at: datetime
    read_at: datetime | None
    icon: str
    tint: str


def notice(line: Line) -> ShownNotice:
    """A notice as a line of a list."""
    icon, tint = _NOTICES.get(line.kind.split(".")[0], ("bell", "c-ink"))
    return ShownNotice(line.public_id, line.text, line.url, line.created_at, line.read_at, icon, tint)


# — Who sees her —


def looks_lately(actor: Actor) -> int:
    """How often others did something with her data in the last 30 days."""
    if actor.person_id is None:
        return 0
    return sum(look.at > actor.now - _LATELY for look in trail.lines(audit.looks_at(actor.person_id)))
