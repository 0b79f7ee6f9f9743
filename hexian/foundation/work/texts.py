"""The words for states and refusals of long work."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.work.rules import TaskState

STATES: dict[str, Promise] = {
    TaskState.QUEUED: _("排队中"),
    TaskState.RUNNING: _("正在做"),
    TaskState.DONE: _("做完了"),
    TaskState.FAILED: _("没有做成"),
    TaskState.CANCELLED: _("已取消"),
}

SENTENCES: dict[str, Promise] = {
    "work.unknown_runner": _("程序里没有「%(name)s」这项工作。请管理员更新程序后再试。"),
    "work.keeps_dying": _("这项工作连续几次中途停下，已不再重试。已做完的部分都在；请把时间告诉管理员，由他查看日志。"),
    "work.broke": _("这项工作中途出错，已停下。已做完的部分都在，没有做一半的；请管理员查看日志后重新开始。"),
    "work.refused": _("按规定这件事不能做（%(code)s），已停下。"),
    "work.not_found": _("找不到这项工作，可能已超过保留期。请重新开始一次。"),
    "work.already_ended": _("这项工作已经结束，不用再取消。"),
}

#: By cron's number; Sunday has two.
_WEEKDAYS = "日一二三四五六日"


def problem(code: str) -> str:
    """Why a task failed; a refusal of another room is named by its code, which its own page can put into words."""
    return str(SENTENCES.get(code, SENTENCES["work.refused"])) % {"code": code, "name": code}


def state(name: str) -> str:
    """The word for a state."""
    return str(STATES[name])


def often(cron: str) -> str:
    """A rule of the schedule: 「每分钟」「每 15 分钟」「每天 03:05」「每周一 06:40」「每月 1 日 04:00」.

    A rule of another shape as it is written; a test holds every job we have against these.
    """
    if cron == "* * * * *":
        return str(_("每分钟"))
    if found := re.fullmatch(r"\*/(\d+) \* \* \* \*", cron):
        return str(_("每 %(n)s 分钟")) % {"n": found[1]}
    if found := re.fullmatch(r"(\d+) (\d+) \* \* \*", cron):
        return str(_("每天 %(at)s")) % {"at": _clock(found)}
    if found := re.fullmatch(r"(\d+) (\d+) \* \* ([0-7])", cron):
        return str(_("每周%(day)s %(at)s")) % {"day": _WEEKDAYS[int(found[3])], "at": _clock(found)}
    if found := re.fullmatch(r"(\d+) (\d+) (\d+) \* \*", cron):
        return str(_("每月 %(day)s 日 %(at)s")) % {"day": found[3], "at": _clock(found)}
    return cron


def _clock(found: re.Match[str]) -> str:
    """Minute and hour, as cron has them, the way people write them: 「06:40」."""
    return f"{int(found[2]):02}:{int(found[1]):02}"
