"""How a sitting is shown: its tasks in their order, what is done, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.decisions import texts
from hexian.domains.decisions.queries import BodyPage, MotionRow, SittingPage
from hexian.domains.decisions.rules import DECIDED, Check, Document, Motion, Sitting
from hexian.foundation.clock import texts as clock

#: The colour of a state's label.
KINDS: Mapping[str, str] = {
    Sitting.PLANNED: "info", Sitting.ROLL_SEALED: "violet", Sitting.OPEN: "warn", Sitting.CLOSED: "ok",
    Sitting.NO_QUORUM: "bad", Sitting.CANCELLED: "", Motion.PUT: "warn", Motion.CARRIED: "ok", Motion.LOST: "bad",
    Motion.WITHDRAWN: "",
}  # fmt: skip
_AFTER_SEALING = (Sitting.ROLL_SEALED, Sitting.OPEN, Sitting.CLOSED)


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a sitting: `how` is done, now, later or off; a link, or an act that is posted (or asked about)."""

    label: str
    note: str
    how: str
    url: str = ""
    button: str = ""
    act: str = ""
    asks: bool = False
    opens_paper: bool = False


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One thing the law asks of a body, in words."""

    title: str
    law: str
    text: str
    kind: str
    label: Promise | str


def tasks(page: SittingPage, now: datetime) -> list[Task]:
    """What is done at this sitting, in its order; the first that is not done and can be is «now»."""
    found = list(_tasks(page, now))
    current = next((each for each in found if each.how == "now"), None)
    return [each if each.how != "now" or each is current else _later(each) for each in found]


def _later(task: Task) -> Task:
    return Task(task.label, task.note, "next", task.url, task.button, task.act, task.asks, task.opens_paper)


def _tasks(page: SittingPage, now: datetime) -> Iterator[Task]:
    here = page.row.public_id
    yield _put(page)
    if page.row.state == Sitting.PLANNED:
        url = reverse("decisions:print", args=[here, Document.NOTICE])
        yield Task(_("印会议通知"), _("发给代表，张贴一份"), "next", url, _("打印"), opens_paper=True)
    yield _seal(page)
    yield _check_in(page)
    yield _open(page, now)
    for motion in page.motions:
        yield from _vote(page, motion)
    yield _close(page)


def _put(page: SittingPage) -> Task:
    put = [each for each in page.motions if each.state != Motion.WITHDRAWN]
    url = reverse("decisions:put", args=[page.row.public_id]) if "put" in page.acts else ""
    # Without anything to vote on a sitting may still be held: once the roll is sealed the door comes first.
    how = "done" if put else "off" if not url else "now" if page.row.state == Sitting.PLANNED else "next"
    note = _("已提交 %(n)s 项，无记名表决") % {"n": len(put)} if put else _("没有要表决的，可以不提交")
    return Task(_("提交表决事项"), note, how, url, _("提交"))


def _seal(page: SittingPage) -> Task:
    if page.seal:
        note = _("应到 %(roll)s 人，封存码 %(seal)s") % {"roll": page.row.roll, "seal": page.seal[:12].upper()}
        url = reverse("decisions:print", args=[page.row.public_id, Document.SIGN_IN])
        return Task(_("封存应到名单"), note, "done", url, _("印签到册"), opens_paper=True)
    note = _("封存后谁有权表决就定了，不能再增减")
    return Task(_("封存应到名单"), note, _how(page, "seal"), button=_("封存名单"), act="seal", asks=True)


def _how(page: SittingPage, act: str) -> str:
    return "now" if act in page.acts else "off"


def _check_in(page: SittingPage) -> Task:
    row, url = page.row, reverse("decisions:door", args=[page.row.public_id])
    if not page.seal:
        return Task(_("签到"), _("名单封存以后开始"), "off")
    note = _("已到 %(present)s / 须到 %(need)s / 应到 %(roll)s") % {
        "present": row.present, "need": page.need, "roll": row.roll,
    }  # fmt: skip
    is_done = page.missing == 0
    can = "check_in" in page.acts
    return Task(
        _("签到"), note, "done" if is_done else "now" if can else "off", url, _("去签到") if can else _("看名单")
    )


def _open(page: SittingPage, now: datetime) -> Task:
    if page.opened_at is not None:
        return Task(_("宣布开会"), _("开会时到了 %(n)s 人") % {"n": page.opened_with}, "done")
    if page.seal and page.missing:
        note = _("还差 %(n)s 人才能开会") % {"n": page.missing}
        return Task(_("宣布开会"), note, "off")
    day = timezone.localdate(page.row.held_at)
    if timezone.localdate(now) < day:
        return Task(_("宣布开会"), _("定在 %(day)s，到那天才能宣布") % {"day": clock.on(day)}, "off")
    note = _("到会人数够了，可以开会") if page.seal else _("封存名单、签到以后才能开")
    return Task(_("宣布开会"), note, _how(page, "open"), button=_("宣布开会"), act="open")


def _vote(page: SittingPage, motion: MotionRow) -> Iterator[Task]:
    if motion.state == Motion.WITHDRAWN:
        return
    url = reverse("decisions:motion", args=[motion.public_id])
    if motion.state == Motion.PUT and not motion.counted and page.row.state in _AFTER_SEALING:
        paper = reverse("decisions:sheet", args=[motion.public_id, Document.BALLOTS])
        yield Task(
            _("印表决票"),
            _("%(n)s 张，不编号、不写名") % {"n": page.row.roll},
            "next",
            paper,
            _("打印"),
            opens_paper=True,
        )
    yield _count(page, motion, url)
    if motion.state in DECIDED:
        paper = reverse("decisions:sheet", args=[motion.public_id, Document.RESOLUTION])
        yield Task(_("印决议"), motion.title, "next", paper, _("打印"), opens_paper=True)


def _count(page: SittingPage, motion: MotionRow, url: str) -> Task:
    if motion.state in DECIDED:
        numbers = {"yes": motion.yes, "roll": motion.roll, "share": motion.share, "result": texts.MOTIONS[motion.state]}
        note = _("%(result)s：同意 %(yes)s 票，占应到 %(roll)s 人的 %(share)s") % numbers
        return Task(_("表决：%(title)s") % {"title": motion.title}, note, "done", url, _("看结果"))
    counted = _COUNTED[motion.counted] if page.row.state == Sitting.OPEN else _NOT_YET
    how = "now" if page.row.state == Sitting.OPEN else "off"
    return Task(
        _("计票：%(title)s") % {"title": motion.title},
        str(counted),
        how,
        url,
        _("去计票") if how == "now" else _("打开"),
    )


_NOT_YET = gettext_lazy("开会以后投票、计票")
_COUNTED: Mapping[int, Promise] = {
    0: gettext_lazy("两位计票人各录一份，还没有录"),
    1: gettext_lazy("录了一份，等另一位计票人"),
    2: gettext_lazy("两份都录齐了，核对后公布结果"),
}


def _close(page: SittingPage) -> Task:
    if page.row.state == Sitting.CLOSED:
        return Task(_("宣布闭会"), _("会议开完了"), "done")
    waiting = sum(each.state == Motion.PUT for each in page.motions)
    if page.row.state == Sitting.OPEN and waiting:
        return Task(_("宣布闭会"), _("还有 %(n)s 项没有结果") % {"n": waiting}, "off")
    return Task(_("宣布闭会"), _("表决都有结果以后"), _how(page, "close"), button=_("宣布闭会"), act="close")


def checks(page: BodyPage) -> list[ShownCheck]:
    """What the law asks of a body, each with what there is and what is needed."""
    return [_check(page, each) for each in page.checks]


def _check(page: BodyPage, check: Check) -> ShownCheck:
    title, law = texts.CHECKS[check.name]
    numbers = {"have": check.have, "need": check.need, "of": check.of}
    kind = "ok" if check.is_met else "bad" if check.stops else "warn"
    label = _("符合") if check.is_met else _("要改") if check.stops else _("有空缺")
    return ShownCheck(str(title), str(law), str(_SAID[check.name]) % numbers, kind, label)


_SAID: Mapping[str, Promise] = {
    "elected": gettext_lazy("选出 %(have)s 名，规定至少 %(need)s 名，定了 %(of)s 名"),
    "vacant": gettext_lazy("在任 %(have)s 名，名额 %(of)s 名"),
    "managers": gettext_lazy("%(have)s 名，%(of)s 名代表里最多 %(need)s 名"),
    "women": gettext_lazy("%(have)s 名，%(of)s 名代表里至少 %(need)s 名"),
    "disabled": gettext_lazy("%(have)s 名，%(of)s 名代表里至少 %(need)s 名"),
    "everybody": gettext_lazy("名单里 %(have)s 人，全体职工 %(need)s 人"),
}
