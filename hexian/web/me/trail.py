"""«谁看过我» in the words of whom it is about: who did what with her data, as what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What somebody else did with her data. What she did herself before a poster, not yet signed in, is not listed.
WORDS: Mapping[str, Promise] = {
    "person.viewed": _("看了您的资料"),
    "person.revealed": _("打开了您的身份证全号"),
    "people.identity_revealed": _("打开了您的身份证全号"),
    "people.identity_verified": _("核对了您的身份证号"),
    "people.identity_resolved": _("记录了表决：委员会通过入会时，一并认定您的身份证号"),
    "people.name_corrected": _("改了您的姓名"),
    "people.erased": _("删除了您的资料"),
    "people.account_locked": _("停用了您的账号"),
    "people.account_unlocked": _("恢复了您的账号"),
    "people.sessions_ended": _("退出了您登录过的设备"),
    "members.checked": _("核对了您的入会申请"),
    "members.finding_cleared": _("查清了您申请里的一处疑问"),
    "members.refused": _("没有通过您的入会申请"),
    "members.reopened": _("恢复了您的入会申请"),
    "members.proposed": _("把您的申请列进了委员会的决议"),
    "members.taken_back": _("把您的申请移出了决议"),
    "members.admitted": _("记录了委员会的表决，您成为会员"),
    "members.landed": _("按单位报送的名册为您办理了入会"),
    "members.settled": _("您的入会申请随名册一并批准"),
    "members.person_linked": _("把您的申请和已有的资料连在了一起"),
    "members.card_read": _("扫了您的会员码"),
    "members.change_proposed": _("提出更正您登记的资料"),
    "members.change_withdrawn": _("撤回了提出的更正"),
    "members.change_accepted": _("更正了您登记的资料"),
    "members.change_refused": _("没有改要更正的资料"),
    "members.passage_begun": _("替您提出了会籍变动"),
    "members.passage_proposed": _("提醒工会：您半年没有交会费或参加活动的记录"),
    "members.passage_released": _("同意您转出"),
    "members.passage_recalled": _("收回了转出的同意"),
    "members.passage_done": _("办结了您的会籍变动"),
    "members.passage_refused": _("没有同意您的会籍变动"),
    "members.passage_withdrawn": _("撤回了要为您办的会籍变动"),
    "members.passage_warned": _("记录了和您的谈话"),
    "members.passage_dropped": _("对您的会籍提醒不作处理"),
    "members.passage_undone": _("撤销了办过的会籍变动"),
    "members.took_part": _("登记了您交会费或参加活动"),
    "members.exported": _("导出了会员名单，里面有您"),
    "orgs.office_began": _("给您任了职"),
    "orgs.office_ended": _("结束了您的任职"),
    "orgs.office_returned": _("恢复了您的任职"),
}
#: Where the reason is words an officer wrote, not a code of the program.
_WITH_REASON = frozenset({"person.revealed", "people.identity_revealed"})
_ELSE = _("办理了和您有关的事")
#: Somebody acted for herself, or before a poster; her name is hers.
_NOBODY_NAMED = _("另一个人，不是以职务办的")


class Recorded(Protocol):
    """What a line needs to know of an audit entry."""

    at: datetime
    event: str
    actor_name: str
    actor_person_id: int | None
    office: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """One line: what was done, when, by whom, and the reason given."""

    text: str | Promise
    at: datetime
    who: str
    note: str


def lines(entries: Iterable[Recorded]) -> list[Look]:
    """The entries that are somebody else's doing, in her words; an unknown act is told as well, only less exactly."""
    return [_line(entry) for entry in entries if entry.actor_person_id is not None or entry.event in WORDS]


def _line(entry: Recorded) -> Look:
    who = " · ".join(part for part in (entry.actor_name, entry.office) if part) or str(_NOBODY_NAMED)
    why = entry.facts.get("why") or entry.facts.get("reason")
    note = str(_("理由：%(why)s") % {"why": why}) if isinstance(why, str) and entry.event in _WITH_REASON else ""
    return Look(WORDS.get(entry.event, _ELSE), entry.at, who, note)
