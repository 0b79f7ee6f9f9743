"""The facts of an audit entry in words; ids, digests and whatever has no word for a reader are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts as members
from hexian.domains.orgs import texts as orgs
from hexian.domains.orgs.rules import FEATURES
from hexian.web.templatetags import wording

Say = Callable[[Any], str]


def of(event: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """What can be told of an entry's facts, each as a short phrase."""
    for name, value in facts.items():
        say = _SAY.get(f"{event}:{name}") or _SAY.get(name)
        told = say(value) if say and value not in (None, "", []) else ""
        if told:
            yield told


def _day(text: str) -> str:
    return wording.day_words(date.fromisoformat(text), timezone.localdate())


def _moment(text: str) -> str:
    return wording.due_words(datetime.fromisoformat(text), timezone.now())


def _after(label: Promise, say: Say = str) -> Say:
    return lambda value: f"{label}：{say(value)}"


def _counted(template: Promise) -> Say:
    return lambda number: str(template) % {"n": number}


def _named(label: Promise, words: Mapping[str, Any]) -> Say:
    """The word for one of a program's codes; a code without a word is not shown."""
    return lambda code: f"{label}：{words[code]}" if code in words else ""


def _duties(names: list[str]) -> str:
    return "、".join(str(orgs.DUTIES[name]) for name in names if name in orgs.DUTIES)


def _fields(names: list[str]) -> str:
    return f"{_('改了')}：{'、'.join(str(_FIELDS[name]) for name in names if name in _FIELDS)}"


def _methods(text: str) -> str:
    return "、".join(str(_METHODS[name]) for name in text.split("+") if name in _METHODS)


def _feature(name: str) -> str:
    return FEATURES[name].label if name in FEATURES else ""


_FIELDS = {
    "name": _("全称"), "short_name": _("简称"), "division": _("所在地区"), "uscc": _("信用代码"), "phone": _("电话"),
    "address": _("地址"), "staff_total": _("职工人数"), "employer": _("用人单位"),
}  # fmt: skip
_METHODS = {"password": _("密码"), "code": _("验证码"), "mfa": _("动态码")}
_ON, _OFF, _WHOLE, _REASON = _("打开"), _("关掉"), _("号码没有打码"), _("原因")
_REASONS = {code: words.title for code, words in members.REASONS.items()}
_PASSAGE_REASONS = {code: words.title for code, words in members.PASSAGE_REFUSALS.items()}
_FINDINGS = {code: words.title for code, words in members.FINDINGS.items()}

#: By event and fact where one name means several things, else by the fact's name alone.
_SAY: Mapping[str, Say] = {
    "orgs.founded:kind": _named(_("类型"), orgs.KINDS),
    "orgs.edited:fields": _fields,
    "orgs.dissolved:reason": _after(_REASON),
    "orgs.dissolved:offices": _counted(_("结束任职 %(n)s 个")),
    "orgs.office_ended:reason": lambda text: f"{_REASON}：{orgs.END_REASONS.get(text, text)}",
    "orgs.role_made:duties": _duties,
    "orgs.role_edited:before": _after(_("原来"), _duties),
    "orgs.role_edited:duties": _after(_("现在"), _duties),
    "orgs.feature_switched:feature": _feature,
    "orgs.feature_switched:is_on": lambda is_on: str(_ON if is_on else _OFF),
    "members.refused:reason": _named(_REASON, _REASONS),
    "members.passage_refused:reason": _named(_REASON, _PASSAGE_REASONS),
    "members.took_part:part": _named(_("登记的是"), members.PARTS),
    **{
        f"members.passage_{act}:kind": _named(_("办的是"), members.PASSAGE_KINDS)
        for act in (
            "asked",
            "begun",
            "proposed",
            "released",
            "recalled",
            "done",
            "refused",
            "withdrawn",
            "warned",
            "objected",
            "dropped",
            "undone",
        )
    },
    "members.resolution_cancelled:applications": _counted(_("%(n)s 份申请回到待办")),
    "members.resolution_passed:count": _counted(_("%(n)s 人入会")),
    "members.export_started:count": _counted(_("%(n)s 人")),
    "members.export_portion:count": _counted(_("%(n)s 人")),
    "members.exported:count": _counted(_("%(n)s 人")),
    "members.annex_printed:count": _counted(_("%(n)s 人")),
    "people.sessions_ended:count": _counted(_("%(n)s 台设备")),
    "people.locked_out:failures": _counted(_("错了 %(n)s 次")),
    "person.revealed:why": _after(_REASON),
    "people.identity_revealed:why": lambda text: "" if text == "own" else f"{_REASON}：{text}",
    "people.token_issued:duties": _duties,
    "lawbook.changed:old": _after(_("原来")),
    "lawbook.changed:new": _after(_("现在")),
    "lawbook.changed:from": _after(_("起用"), _day),
    **{
        f"tables.{act}:version": _counted(_("第 %(n)s 版"))
        for act in (
            "drafted",
            "described",
            "row_put",
            "row_removed",
            "row_restored",
            "row_moved",
            "proposed",
            "sent_back",
            "published",
            "withdrawn",
            "compared",
        )
    },
    "tables.published:valid_from": _after(_("起用"), _day),
    "tables.compared:rows": _counted(_("%(n)s 条")),
    "lawbook.seeded:rows": _counted(_("%(n)s 条")),
    "clock.overdue:deadlines": _counted(_("%(n)s 件")),
    "clock.deadline_moved:old": _after(_("原来"), _moment),
    "clock.deadline_moved:new": _after(_("现在"), _moment),
    "clock.calendar_entered:moved": _counted(_("%(n)s 个时限改期")),
    "clock.calendar_seeded:moved": _counted(_("%(n)s 个时限改期")),
    "keys.rotated:values": _counted(_("重新加密 %(n)s 个值")),
    "finding": _named(_("疑问"), _FINDINGS),
    "field": _named(_("更正的是"), members.CHANGE_FIELDS),
    "method": _after(_("用"), _methods),
    "whole_numbers": lambda is_whole: str(_WHOLE) if is_whole else "",
    "source": _after(_("依据")),
    "held_on": _after(_("开会"), _day),
    "on": _day,
    "starts_on": _after(_("起"), _day),
    "ends_on": _after(_("止"), _day),
    "due": _after(_("截止"), _moment),
    "file": _after(_("文件")),
}
