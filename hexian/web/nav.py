"""What stands in the side bar and the tab bar, for whom, and how many things wait there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import access as bargaining_access
from hexian.domains.bargaining import queries as bargaining
from hexian.domains.decisions.access import VIEW as DECISIONS_VIEW
from hexian.domains.founding import queries as founding
from hexian.domains.founding.access import VIEW as FOUNDING_VIEW
from hexian.domains.ledger import queries as ledger
from hexian.domains.ledger.access import VIEW as LEDGER_VIEW
from hexian.domains.members import queries as members
from hexian.domains.members.access import ADMIT, CORRECT
from hexian.domains.members.access import VIEW as MEMBERS_VIEW
from hexian.domains.mutualaid import access as aid_access
from hexian.domains.mutualaid import queries as aid
from hexian.domains.orgs.access import AUDIT, OFFICES
from hexian.domains.orgs.access import VIEW as ORGS_VIEW
from hexian.domains.rosters import queries as rosters
from hexian.foundation.access import HowMany, counted
from hexian.foundation.actor import Actor
from hexian.foundation.clock.access import ENTER_CALENDAR
from hexian.foundation.lawbook.access import CHANGE as CHANGE_LAW
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.access import VIEW as TABLES_VIEW

Words = str | Promise
#: Any of these opens the list of bargainings.
BARGAINING = (
    bargaining_access.VIEW, bargaining_access.ACT, bargaining_access.ANSWER, bargaining_access.EXAMINE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its words, icon, route, the duty it needs, and what counts the things waiting."""

    label: Words
    icon: str
    route: str
    duty: str | tuple[str, ...] | None = None
    count: Callable[[Actor], HowMany] | None = None
    hot: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it."""

    label: Words
    icon: str
    url: str
    count: int
    hot: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of entries."""

    title: Words
    items: list[Shown]


SECTIONS: list[tuple[Words, list[Item]]] = [
    ("", [Item(_("待我处理"), "inbox", "system:home")]),
    (
        _("组织建设"),
        [
            Item(
                _("入会申请"),
                "clipboard-list",
                "members:applications",
                ADMIT,
                members.applications_waiting,
                hot=True,
            ),
            Item(_("委员会决议"), "gavel", "members:resolutions", ADMIT),
            Item(_("名册"), "files", "rosters:rosters", ADMIT, rosters.waiting),
            Item(_("会员"), "users", "members:members", MEMBERS_VIEW),
            Item(_("会籍变动"), "arrows-exchange", "members:passages", ADMIT, members.passages_waiting),
            Item(_("更正申请"), "edit", "members:changes", CORRECT, members.changes_waiting),
            Item(_("建会申请"), "flag", "founding:queue", FOUNDING_VIEW, founding.waiting),
            Item(_("建会目标"), "chart-bar", "founding:targets", FOUNDING_VIEW),
            Item(_("职代会"), "clipboard-check", "decisions:bodies", DECISIONS_VIEW),
            Item(_("基层工会"), "building-community", "orgs:unions", ORGS_VIEW),
            Item(_("分组"), "users-group", "orgs:groups", ORGS_VIEW),
            Item(_("任职与权限"), "id-badge-2", "orgs:offices", OFFICES),
        ],
    ),
    (
        _("协商协调"),
        [
            Item(
                _("集体协商"),
                "message-2",
                "bargaining:desk",
                BARGAINING,
                bargaining.cases_waiting,
            ),
        ],
    ),
    (
        _("医疗互助"),
        [
            Item(_("互助总览"), "chart-bar", "aiddesk:board", aid_access.VIEW),
            Item(_("结算文件"), "files", "aiddesk:files", aid_access.INTAKE),
            Item(
                _("等人看的结算"),
                "checklist",
                "aiddesk:held",
                aid_access.DECIDE,
                aid.held_waiting,
                hot=True,
            ),
            Item(
                _("互助金异议"),
                "message-2",
                "aiddesk:contests",
                aid_access.DECIDE,
                aid.contests_waiting,
            ),
            Item(_("应享未享"), "search", "rightsdesk:rights", aid_access.VIEW),
            Item(
                _("抽查复算"),
                "clipboard-check",
                "aiddesk:reading",
                aid_access.READ,
                aid.sample_waiting,
            ),
            Item(_("互助计划"), "list-details", "aiddesk:plans", aid_access.VIEW),
        ],
    ),
    (
        _("基金与账"),
        [
            Item(_("基金与账本"), "coin-yuan", "ledger:funds", LEDGER_VIEW),
            Item(_("付款批次"), "report-money", "ledger:runs", LEDGER_VIEW, ledger.runs_waiting),
        ],
    ),
    (
        _("规则与记录"),
        [
            Item(_("操作记录"), "history", "system:audit", AUDIT),
            Item(_("法定参数"), "scale", "system:law", CHANGE_LAW),
            Item(_("计算规则表"), "list-details", "tables:tables", TABLES_VIEW, tables.waiting),
            Item(_("工作日历"), "calendar-event", "system:calendar", ENTER_CALENDAR),
            Item(_("定时任务"), "clock", "system:schedule", AUDIT),
        ],
    ),
]

TABS = [
    Item(_("首页"), "home", "me:home"),
    Item(_("我的事"), "clipboard-list", "me:matters"),
    Item(_("我要说"), "microphone", "me:say"),
    Item(_("服务"), "building-store", "me:services"),
    Item(_("我的"), "user", "me:mine"),
]


def sections(actor: Actor, path: str, *beside: HowMany) -> tuple[list[Section], tuple[int, ...]]:
    """The side bar for an actor on a page, and what else the page counts, in one question.

    Sections she may not open are left out.
    """
    nearest = _nearest(path)
    found = [(title, [item for item in items if _open_to(item, actor)]) for title, items in SECTIONS]
    numbers, others = _numbers([item for _title, items in found for item in items], actor, *beside)
    shown = [Section(title, [_shown(item, numbers, nearest) for item in items]) for title, items in found if items]
    return shown, others


#: What waits here stands on the first page too; applications and bargainings have panels of their own there.
_MONEY = ("aiddesk:held", "aiddesk:contests", "aiddesk:reading", "ledger:runs", "tables:tables")


def money(actor: Actor) -> list[Shown]:
    """What waits for her in mutual aid, in the books and among the tables."""
    items = [item for _title, items in SECTIONS for item in items if item.route in _MONEY and _open_to(item, actor)]
    numbers, _others = _numbers(items, actor)
    return [shown for item in items if (shown := _shown(item, numbers, "")).count]


def _numbers(items: Iterable[Item], actor: Actor, *beside: HowMany) -> tuple[dict[str, int], tuple[int, ...]]:
    """How many things wait behind each entry, by its route, and the numbers asked beside them; all asked at once."""
    asked = {item.route: item.count(actor) for item in items if item.count}
    numbers = counted(*beside, *asked.values())
    return dict(zip(asked, numbers[len(beside) :], strict=True)), numbers[: len(beside)]


def _open_to(item: Item, actor: Actor) -> bool:
    needed = (item.duty,) if isinstance(item.duty, str) else item.duty
    return needed is None or any(actor.may(duty) for duty in needed)


@cache
def _address(route: str) -> str:
    return reverse(route)


def _nearest(path: str) -> str:
    """The entry a page lies under: of two that fit, the longer address; the first page holds only itself."""
    addresses = [_address(item.route) for _title, items in SECTIONS for item in items]
    fitting = [
        each for each in addresses if path.startswith(each) and (each != _address("system:home") or path == each)
    ]
    return max(fitting, key=len, default="")


def _shown(item: Item, numbers: Mapping[str, int], nearest: str) -> Shown:
    url = _address(item.route)
    count = numbers.get(item.route, 0)
    return Shown(item.label, item.icon, url, count, item.hot and count > 0, url == nearest)


def tabs(path: str) -> list[dict[str, object]]:
    """The five tabs of the phone shell; the middle one is the raised button."""
    return [
        {
            "label": item.label,
            "icon": item.icon,
            "url": _address(item.route),
            "current": path == _address(item.route),
            "fab": item.route == "me:say",
        }
        for item in TABS
    ]
