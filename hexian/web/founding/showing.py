"""A case in words: what comes next, who has it until when, which steps saved a trip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.founding import rules, texts
from hexian.domains.founding.queries import CasePage, CaseRow, StepRow
from hexian.domains.founding.rules import Document, Form, Side, State
from hexian.foundation.clock import texts as clock

#: The colour of a state; any other is grey.
KINDS: Mapping[str, str] = {
    State.PREP_REQUESTED: "warn", State.RESULT_REPORTED: "warn", State.LEGAL_PERSON_REG: "warn",
    State.PREP_APPROVED: "info", State.MEMBER_RECRUIT: "info", State.CONGRESS_HELD: "info", State.RETURNED: "bad",
    State.APPROVED: "ok", State.ACTIVE: "ok",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """Something to fill in or to do on the founders' side: where, how far, and whether it is the next thing."""

    label: str
    text: str
    icon: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    text: str
    at: Any
    who: str
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class Due:
    """What runs now, as the bar of a deadline needs it."""

    due_at: Any
    started_at: Any
    done: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the list: its words, whether it is over, now, or to come."""

    label: Promise | str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document one can print now."""

    document: str
    label: Promise | str
    url: str


#: The act that begins each step of the path.
_BEGINS = (
    "open", "request", "approve_prep", "recruit", "hold_congress", "report", "approve_result", "ask_legal", "activate",
)  # fmt: skip


def steps(page: CasePage) -> list[PathStep]:
    """The path with what happened when; the optional step only where it was chosen or is still open."""
    at = {step.act: step.at for step in page.steps}
    acts = dict(zip(rules.PATH, _BEGINS, strict=True))
    here = page.step
    ended = page.row.state == State.ACTIVE
    found = []
    for index, state in enumerate(rules.PATH):
        if state is State.LEGAL_PERSON_REG and ended and "ask_legal" not in at:
            continue
        done = index < here or ended
        moment = at.get(acts[state])
        note = clock.on(timezone.localdate(moment)) if done and moment else ""
        found.append(PathStep(texts.STEPS[state], note, "done" if done else "now" if index == here else ""))
    return found


def next_words(page: CasePage) -> str:
    """What comes next and whose turn it is, in one sentence."""
    side = rules.turn(page.row.state)
    if side is Side.UPPER:
        until = clock.until(page.row.due_at) if page.row.due_at else ""
        if page.may_decide:
            return _("轮到您这里批复，%(until)s 前要答复筹备组。") % {"until": until}
        return _("现在在%(upper)s手里，%(until)s 前给您答复。您不用做什么。") % {
            "upper": page.case.upper.name,
            "until": until,
        }
    return str(_NEXT.get(State(page.row.state), ""))


_NEXT: Mapping[State, Promise] = {
    State.DRAFT: gettext_lazy("把下面几项填好，就能提交筹建请示。"),
    State.PREP_APPROVED: gettext_lazy("上级同意筹建了。点「启动筹建」，开始发展会员。"),
    State.MEMBER_RECRUIT: gettext_lazy("请职工扫码登记，定好候选人，再开大会选举。"),
    State.CONGRESS_HELD: gettext_lazy("选举结果录好了。核对一遍，上报给上级工会。"),
    State.RETURNED: gettext_lazy("按下面说的补好，再提交一次就行。"),
    State.APPROVED: gettext_lazy("工会成立了。要开银行账户的，接着办法人登记；不办的，点办结。"),
    State.ACTIVE: gettext_lazy("都办好了。文书随时可以再打印。"),
    State.WITHDRAWN: gettext_lazy("已经撤回，填过的内容还能看。"),
}


def jobs(page: CasePage) -> list[Job]:
    """What is to be filled in where the case stands now."""
    if not page.may_work:
        return []
    row, case = page.row, page.case
    if "request" in page.acts:
        return list(_first(page))
    if row.state == State.MEMBER_RECRUIT or "hold_congress" in page.acts:
        return list(_election(page))
    if "ask_legal" in page.acts:
        done = hasattr(case, "legal")
        return [_job(page, "legal", _("法人登记（自愿）"), _("要单独开户的工会办"), "certificate", done=done)]
    return []


def _first(page: CasePage) -> Iterable[Job]:
    case = page.case
    yield _job(
        page,
        "facts",
        _("基本情况"),
        _("名称、形式、每届几年"),
        "clipboard-list",
        done=case.has_consent or case.form == Form.NEW_FORM,
    )
    if case.form != Form.NEW_FORM:
        n = len(page.employers)
        text = _("%(n)s 家，职工 %(staff)s 人") % {"n": n, "staff": case.staff} if n else _("还没有填")
        yield _job(page, "employers", _("用人单位"), text, "building-factory-2", done=n > 0)
    n = len(page.group)
    text = _("%(n)s 人") % {"n": n} if n else _("至少 2 人，其中 1 位组长")
    leader = [each for each in page.group if each.is_leader]
    signed = bool(leader) and not leader[0].is_silent
    yield _job(page, "group", _("筹备组"), text, "users-group", done=n > 1 and signed)


def _election(page: CasePage) -> Iterable[Job]:
    n = len(page.intents)
    text = _("%(n)s 人登记了") % {"n": n} if n else _("发二维码，职工自己登记")
    yield _job(page, "people", _("发展会员"), text, "users", done=n > 0)
    stood = len(page.candidates)
    silent = sum(each.is_silent for each in page.candidates)
    words = _("%(n)s 人，还有 %(silent)s 人没签声明") if silent else _("%(n)s 人")
    said = words % {"n": stood, "silent": silent} if stood else _("三个委员会的候选人")
    yield _job(page, "candidates", _("候选人和声明"), said, "signature", done=stood > 0 and not silent)
    yield _job(page, "congress", _("大会和选举结果"), _("照会议记录和计票单填"), "checklist", done=bool(page.ballots))


def _job(page: CasePage, route: str, label: str, text: str, icon: str, *, done: bool) -> Job:
    return Job(label, text, icon, reverse(f"found:{route}", args=[page.row.public_id]), done)


def timeline(page: CasePage) -> list[Line]:
    """What happened, newest first: who, in which office, how it came."""
    return [_line(step) for step in reversed(page.steps)]


def _line(step: StepRow) -> Line:
    who = " · ".join(part for part in (step.by_office, step.by_name) if part) or str(_("联系人"))
    note = " · ".join(part for part in (str(texts.CHANNELS[step.channel]), step.note) if part)
    return Line(
        str(texts.ACTS[step.act]), step.at, who, note, {"return": "bad", "approve_result": "ok"}.get(step.act, "")
    )


def due(page: CasePage) -> Due | None:
    """What runs now; nothing when nothing does."""
    return Due(page.row.due_at, page.started_at) if page.row.due_at and page.row.state not in rules.ENDED else None


def waits(row: CaseRow) -> Due | None:
    """What runs for a case in a list, since its last step."""
    return Due(row.due_at, row.moved_at) if row.due_at and row.state not in rules.ENDED else None


def papers(page: CasePage) -> list[Paper]:
    """The documents there are by now."""
    row, case = page.row, page.case
    there = {
        Document.REQUEST: True,
        Document.REPLY: bool(case.prep_number),
        Document.RECRUIT: bool(case.recruit_code) and case.union_id is None,
        Document.ROSTER: bool(page.intents),
        Document.REPORT: bool(page.ballots),
        Document.RESULT_REPLY: bool(case.result_number),
        Document.LEGAL: hasattr(case, "legal"),
    }
    return [
        Paper(name, texts.DOCUMENTS[name], reverse("found:print", args=[row.public_id, name]))
        for name, is_there in there.items()
        if is_there
    ]


def scan_of(page: CasePage) -> str:
    """Which signed page belongs to the next step of the founders."""
    for act in ("request", "report", "ask_legal"):
        if act in page.acts:
            return rules.PAPER[act]
    return ""


def wants_scan(page: CasePage) -> bool:
    """Whether a case that came on paper still lacks the signed page of its next step."""
    document = scan_of(page)
    return page.is_on_paper and bool(document) and not any(kept.document == document for kept in page.scans)


def trips(page: CasePage) -> dict[str, object]:
    """How many of the steps that once took a trip were done without one; nothing is estimated."""
    return {
        "saved": len(page.saved_trips),
        "all": page.all_trips,
        "which": "、".join(str(texts.ACTS[act]) for act in page.saved_trips),
    }
