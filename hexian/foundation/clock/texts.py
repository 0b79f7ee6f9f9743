"""The words for periods, days that do not count, states and refusals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.clock.rules import SHANGHAI, DayKind, DayType, Skipped, Unit, Why, last_day, local_day
from hexian.foundation.clock.states import Kind, State, Verb

STATES: dict[State, Promise] = {
    State.RUNNING: _("进行中"),
    State.PAUSED: _("已暂停"),
    State.MET: _("按时完成"),
    State.LATE: _("逾期"),
    State.CANCELLED: _("已取消"),
}
KINDS: dict[Kind, Promise] = {Kind.PROMISE: _("对您的承诺"), Kind.DESK: _("经办时限")}
VERBS: dict[Verb, Promise] = {
    Verb.MEET: _("办结"),
    Verb.MEET_LATE: _("办结"),
    Verb.OVERRUN: _("转为逾期"),
    Verb.PAUSE: _("暂停"),
    Verb.RESUME: _("恢复"),
    Verb.CANCEL: _("取消"),
    Verb.MOVE: _("改期"),
}
_UNITS: dict[tuple[Unit, DayType], Promise] = {
    (Unit.HOUR, DayType.CAL): _("%(n)s 小时"),
    (Unit.DAY, DayType.CAL): _("%(n)s 日"),
    (Unit.DAY, DayType.WORK): _("%(n)s 个工作日"),
    (Unit.MONTH, DayType.CAL): _("%(n)s 个月"),
    (Unit.YEAR, DayType.CAL): _("%(n)s 年"),
}
_WEEKDAYS: tuple[Promise, ...] = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
_WHY: dict[Why, Promise] = {
    Why.NOT_WORKING: _("%(day)s %(name)s 不计"),
    Why.ROLLED: _("%(day)s %(name)s 顺延"),
    Why.PAUSED: _("%(day)s 暂停期间 不计"),
}
REFUSALS: dict[str, Promise] = {
    "clock.calendar_missing": _("工作日历里还没有 %(year)s 年。请管理员在「工作日历」里录入这一年的放假安排，再重试。"),
    "clock.calendar_not_yours": _("您的职务不能录入放假安排。工作日历由最上级工会的系统管理员统一录入，请联系他们。"),
    "clock.notice_day_elsewhere": _("%(day)s 不在 %(year)s 年的放假安排里。请检查年份和日期。"),
    "clock.notice_day_twice": _("%(day)s 既写了放假又写了上班。请只保留一处。"),
    "clock.notice_works_on_a_weekday": _("%(day)s 不是周末，不用写成调休上班。请检查日期。"),
    "clock.notice_lacks_holiday": _("%(day)s（%(name)s）是法定节假日，安排里却没有放假。请检查是否漏填。"),
    "clock.period_is_empty": _("期限至少是 1，现在是 %(n)s。请管理员在「规则参数」里检查。"),
    "clock.only_days_can_be_working": _("只有以「日」计的期限才能按工作日计算。请管理员在「规则参数」里检查。"),
    "clock.not_a_period": _("规则「%(rule)s」的数值不是期限，不能用来计时。请管理员在「规则参数」里检查。"),
    "clock.already_running": _("这件事的时限已经在走，承诺的时间不能重新起算。"),
    "clock.not_possible": _("这个时限现在是「%(state)s」，不能%(verb)s。请刷新页面，看看最新情况。"),
    "clock.not_pausable": _("这个时限按规定不能暂停。请在到期前办理。"),
    "clock.not_a_demo": _("这里有真实的组织，时钟不能拨。只有全是演示数据的系统才能拨演示时钟。"),
    "clock.demo_backwards": _("演示时钟只能往后拨，已经发生的事不会退回去。请选现在以后的时间。"),
    "clock.demo_too_far": _("演示时钟最多比真实时间快 %(days)s 天，再往后没有工作日历。请选早一点的时间。"),
    "clock.already_over": _("这个时限已经过了，不能再暂停。请尽快办理，并说明逾期原因。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    params = dict(refusal.params)
    if refusal.code == "clock.not_possible":
        params |= {"state": STATES[State(str(params["state"]))], "verb": VERBS[Verb(str(params["verb"]))]}
    day = params.get("day")
    if isinstance(day, date):
        params["day"] = gettext("%(year)s 年 %(day)s") % {"year": day.year, "day": on(day)}
    return str(REFUSALS[refusal.code]) % params


def span(n: int, unit: str, day_type: str) -> str:
    """A period: 「10 个工作日」「60 日」「48 小时」."""
    return str(_UNITS[Unit(unit), DayType(day_type)]) % {"n": n}


def printed_span(n: int, unit: str, day_type: str) -> str:
    """A period as an official paper writes it, figures without spaces: 「10个工作日」."""
    return span(n, unit, day_type).replace(" ", "")


def on(day: date) -> str:
    """A day: 「6 月 17 日」."""
    return gettext("%(month)s 月 %(day)s 日") % {"month": day.month, "day": day.day}


def weekday(day: date) -> str:
    """Its weekday: 「周三」."""
    return str(_WEEKDAYS[day.weekday()])


def until(due_at: datetime) -> str:
    """The end of a period: 「6 月 17 日 周三 24:00」, or the hour for one counted in hours."""
    day = last_day(due_at)
    moment = due_at.astimezone(SHANGHAI)
    clock = "24:00" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%H:%M}"
    return f"{on(day)} {weekday(day)} {clock}"


def countdown(due_at: datetime, now: datetime) -> str:
    """What is left beside the exact end: 「剩 5 小时 10 分 · 今天 19:50」「已逾期 2 天 · 6 月 17 日 周三 24:00」."""
    left = due_at - now
    words = gettext("剩 %(length)s") if left >= timedelta() else gettext("已逾期 %(length)s")
    end = until(due_at)
    if last_day(due_at) == local_day(now):
        end = gettext("今天 %(clock)s") % {"clock": end.split()[-1]}
    return f"{words % {'length': _length(abs(left))}} · {end}"


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes >= 48 * 60:
        return gettext("%(days)s 天") % {"days": minutes // (24 * 60)}
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)s 分") % {"minutes": minutes}
    return gettext("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": minutes}


def because(skipped: Skipped) -> str:
    """Why a day did not count: 「10 月 1 日 国庆节 不计」「10 月 17 日 周六 不计」「10 月 5 日 国庆节调休 不计」."""
    name = skipped.name or weekday(skipped.day)
    if skipped.name and skipped.kind is DayKind.REST and skipped.day.weekday() < 5:
        name = gettext("%(name)s调休") % {"name": name} if not name.endswith("补假") else name
    return str(_WHY[skipped.why]) % {"day": on(skipped.day), "name": name}


def explanation(skipped: Iterable[Skipped]) -> list[str]:
    """The days that did not count, one sentence each, for the page beside a deadline."""
    return [because(day) for day in skipped]
