"""What is printed of a sitting (TEMPLATES 2.12): notice, sheet to sign, ballots, tally report, resolution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.decisions import access, rules, texts
from hexian.domains.decisions.models import Body, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import DECIDED, FIGURES, Base, BodyKind, Document
from hexian.domains.decisions.rules import Sitting as State
from hexian.domains.decisions.services import reaching
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import SignInLine
from hexian.foundation.lawbook.rules import Op, Ratio, thaw

_Made = tuple[str, Mapping[str, Any]]


def of_sitting(sitting_id: UUID, document: str, *, actor: Actor) -> bytes:
    """A document of a sitting as PDF. Raises `Refused("decisions.no_document")` before its time or for a motion's.

    `Sitting.DoesNotExist` out of reach.
    """
    sitting = access.sittings_visible(actor).select_related("body__union").get(public_id=sitting_id)
    make = _OF_SITTING.get(document)
    if make is None:
        raise Refused("decisions.no_document")
    return _printed(make(sitting), sitting)


def of_motion(motion_id: UUID, document: str, *, actor: Actor) -> bytes:
    """A document of a motion as PDF. Raises `Refused("decisions.no_document")`, `Motion.DoesNotExist` out of reach."""
    motion = access.motions_visible(actor).select_related("sitting__body__union").get(public_id=motion_id)
    make = _OF_MOTION.get(document)
    if make is None:
        raise Refused("decisions.no_document")
    return _printed(make(motion), motion.sitting)


def _printed(made: _Made, sitting: Sitting) -> bytes:
    template, data = made
    dated = timezone.localdate(sitting.held_at).isoformat()
    return documents.render(template, {**data, "demo": sitting.body.is_demo, "dated": dated})


def day(value: date) -> str:
    """A day as documents print it: 「2026年6月17日」."""
    return f"{value.year}年{value.month}月{value.day}日"


_DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """«三», «十», «二十一»; beyond ninety-nine in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return ten + (_DIGITS[ones] if ones else "")


def session_of(sitting: Sitting) -> str:
    """「和畅电子（演示）有限公司第三届第二次职工代表大会」."""
    body, kind = sitting.body, str(texts.KINDS[sitting.body.kind])
    which = f"第{ordinal(body.term_number)}届第{ordinal(sitting.number)}次"
    return body.name.removesuffix(kind) + which + kind


def _moment(sitting: Sitting) -> str:
    at = timezone.localtime(sitting.held_at)
    return f"{day(at.date())}{at:%H:%M}"


def _head(sitting: Sitting) -> dict[str, Any]:
    return {"union": sitting.body.union.name, "session": session_of(sitting)}


# — Of a sitting —


def _notice(sitting: Sitting) -> _Made:
    if sitting.state in rules.ENDED:
        raise Refused("decisions.no_document")
    body = sitting.body
    words = [
        _("根据有关规定，定于%(at)s在%(place)s召开%(session)s，由%(chair)s主持。")
        % {"at": _moment(sitting), "place": sitting.place, "session": session_of(sitting), "chair": sitting.chair},
        _("一、会议议程"),
        *(_agenda(sitting) or [_("另行通知。")]),
        _("二、有关要求"),
        _("请安排好工作，准时到会，由本人签到。表决采用无记名投票，请不要委托他人。因事不能到会的，请提前向工会请假。"),
        _("职工代表因参加大会占用工作时间的，视为正常出勤。"),
    ]
    to = _("全体职工") if body.kind == BodyKind.ASSEMBLY else _("各位职工代表")
    data = {
        **_head(sitting), "to": str(to), "paragraphs": [str(each) for each in words], "signer": body.union.name,
        "signed_on": day(timezone.localdate(sitting.created_at)),
    }  # fmt: skip
    return "sitting-notice", data


def _agenda(sitting: Sitting) -> list[str]:
    typed = [line.strip() for line in sitting.agenda.splitlines() if line.strip()]
    put = sitting.motions.exclude(state=rules.Motion.WITHDRAWN).order_by("position").values_list("title", flat=True)
    listed = typed + [_("表决：%(title)s") % {"title": title} for title in put if title not in typed]
    return [f"{number}.{line}" for number, line in enumerate(listed, 1)]


def _sign_in(sitting: Sitting) -> _Made:
    if not sitting.seal:
        raise Refused("decisions.no_document")
    entries = list(sitting.roll.order_by("position"))
    voters = [each for each in entries if each.has_vote]
    need = thaw(sitting.params["congress.present"]).ratio.least(len(voters))
    data = {
        **_head(sitting), "held_on": _moment(sitting), "place": sitting.place, "roll": len(voters), "need": need,
        "lines": [_signs(each) for each in voters],
        "observers": [_signs(each) for each in entries if not each.has_vote],
        "seal": sitting.seal[:12].upper(),
    }  # fmt: skip
    return "sign-in", data


def _signs(entry: RollEntry) -> SignInLine:
    return SignInLine(department=entry.department, name=entry.name, sex=entry.sex, post=entry.post, note="")


# — Of a motion —


def _ballots(motion: Motion) -> _Made:
    sitting = motion.sitting
    if motion.state != rules.Motion.PUT or sitting.state not in (State.ROLL_SEALED, State.OPEN):
        raise Refused("decisions.no_document")
    roll, _present = reaching.attendance(sitting)
    return "ballots", {**_head(sitting), "title": quoted(motion.title), "copies": roll}


def quoted(title: str) -> str:
    """«关于…»: what is voted on, as it stands on the ballot."""
    return title if title.startswith("关于") else f"关于{title}"


def _tally(motion: Motion) -> _Made:
    sitting = motion.sitting
    if motion.state == rules.Motion.WITHDRAWN or not sitting.seal:
        raise Refused("decisions.no_document")
    needed = reaching.thresholds(motion.params, motion.measure)
    letter = {Base.ROLL: "A", Base.PRESENT: "B", Base.CAST: "E"}[needed.base]
    presence = thaw(motion.params[rules.MEASURES[rules.Measure(motion.measure)]["presence"]]).ratio
    approval = thaw(motion.params[rules.MEASURES[rules.Measure(motion.measure)]["approval"]]).ratio
    data = {
        **_head(sitting), "title": motion.title, "held_on": day(timezone.localdate(sitting.held_at)),
        "presence": _("B %(share)s，会议有效") % {"share": _share(presence, "A")},
        "approval": _("F %(share)s，即为通过") % {"share": _share(approval, letter)},
    }  # fmt: skip
    return "tally", data | _counted(motion)


def _share(ratio: Ratio, letter: str) -> str:
    sign = {Op.AT_LEAST: "≥", Op.MORE_THAN: "＞"}.get(ratio.op, "≤")
    return f"{sign} {letter} × {ratio.numerator}/{ratio.denominator}"


def _counted(motion: Motion) -> dict[str, Any]:
    """The figures where they are known: all of a decided motion; the roll alone, and who came, before."""
    if motion.state not in DECIDED or motion.decided_at is None:
        roll, present = reaching.attendance(motion.sitting)
        is_open = motion.sitting.state == State.OPEN
        return {"roll": roll} | ({"present": present} if is_open else {})
    tellers = motion.counts.filter(round=motion.round, attempt=motion.attempt).order_by("slot")
    at = timezone.localtime(motion.decided_at)
    return {
        "roll": motion.roll, "present": motion.present, **{figure: getattr(motion, figure) for figure in FIGURES},
        "share": rules.percent(motion.yes or 0, motion.roll or 0), "carried": motion.state == rules.Motion.CARRIED,
        "tellers": list(tellers.values_list("name", flat=True)),
        "counted_at": f"{day(at.date())}{at.hour}时{at.minute}分",
    }  # fmt: skip


def _resolution(motion: Motion) -> _Made:
    if motion.state not in DECIDED:
        raise Refused("decisions.no_document")
    sitting, body = motion.sitting, motion.sitting.body
    roll, present, yes = motion.roll or 0, motion.present or 0, motion.yes or 0
    data = {
        **_head(sitting), "body": body.name, "title": quoted(motion.title), "held_on": day(_held_on(sitting)),
        "place": sitting.place, "chair": sitting.chair, "roll": roll, "present": present,
        "present_share": rules.percent(present, roll), "yes_share": rules.percent(yes, roll),
        **{figure: getattr(motion, figure) for figure in FIGURES},
        "carried": motion.state == rules.Motion.CARRIED, "text_hash": motion.text_sha256,
        "paragraphs": _resolved(motion, body),
    }  # fmt: skip
    return "congress-resolution", data


def _held_on(sitting: Sitting) -> date:
    return timezone.localdate(sitting.held_at)


def _resolved(motion: Motion, body: Body) -> list[str]:
    who = _("职工") if body.kind == BodyKind.ASSEMBLY else _("职工代表")
    needed = reaching.thresholds(motion.params, motion.measure)
    whole = needed.whole(roll=motion.roll or 0, present=motion.present or 0, cast=motion.valid or 0)
    numbers = {
        "who": who, "roll": motion.roll, "present": motion.present, "title": motion.title.removeprefix("关于"),
        "yes": motion.yes,
        "no": motion.no, "abstain": motion.abstain, "base": texts.BASES[needed.base],
        "need": needed.approval.least(whole), "share": rules.percent(motion.yes or 0, motion.roll or 0),
    }  # fmt: skip
    met = _("本次会议应到%(who)s%(roll)s人，实到%(present)s人，符合法定人数，会议有效。") % numbers
    voted = (
        _(
            "会议采用无记名投票方式，对%(title)s进行表决。同意%(yes)s票，反对%(no)s票，弃权%(abstain)s票，同意票占应到人数的%(share)s。"
        )
        % numbers
    )
    verdict = (
        _("同意票达到通过所需的%(need)s票（以%(base)s为分母），决议如下：通过%(title)s。")
        if motion.state == rules.Motion.CARRIED
        else _("同意票没有达到通过所需的%(need)s票（以%(base)s为分母），决议如下：%(title)s未获通过。")
    )
    return [str(met), str(voted), str(verdict % numbers)]


_OF_SITTING: Mapping[str, Callable[[Sitting], _Made]] = {Document.NOTICE: _notice, Document.SIGN_IN: _sign_in}
_OF_MOTION: Mapping[str, Callable[[Motion], _Made]] = {
    Document.BALLOTS: _ballots, Document.TALLY: _tally, Document.RESOLUTION: _resolution,
}  # fmt: skip
