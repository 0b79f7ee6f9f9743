"""What papers have in common: bodies, delegates, days and rules of a case in the words documents use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.models import Case, Participant
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES, Role
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import moving, seating
from hexian.domains.bargaining.services.particulars import particulars_of
from hexian.domains.orgs import facts
from hexian.foundation import documents
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day

Made = tuple[str, Mapping[str, Any]]


SIDE = {Side.WORKER: "workers", Side.EMPLOYER: "employer"}


KIND = {"wage": "wage", "safety": "safety", "women": "women", "grade": "grade", "heat": "safety"}


def day(value: date | datetime | None) -> str:
    """A day as documents print it: 「2026年6月17日」; empty for none."""
    if value is None:
        return ""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: datetime | None) -> str:
    """A moment as documents print it: 「2026年6月17日14:00」."""
    return f"{day(value)}{timezone.localtime(value):%H:%M}" if value else ""


def subject(case: Case) -> str:
    """What a special contract is about; empty for a general one."""
    return str(texts.SPECIALS[case.special]) if case.special else ""


def contract_name(case: Case) -> str:
    """What the contract, or the agreement that ends it early, is called on its cover."""
    name = texts.contract_name(case.contract, case.special)
    return _("%(contract)s解除协议") % {"contract": name} if case.procedure == Procedure.END else name


def sender(case: Case, side: str) -> tuple[str, str]:
    """Who writes and who is written to, when a side writes."""
    bodies = {Side.WORKER: case.union.name, Side.EMPLOYER: case.employer.name}
    own = Side(side)
    return bodies[own], bodies[Side.EMPLOYER if own is Side.WORKER else Side.WORKER]


def said(case: Case, key: str, default: str = "") -> str:
    """What somebody filled in for the papers of this case."""
    return particulars_of(case).get(key, "") or default


def contract_number(case: Case) -> str:
    """Under which number a contract is kept: of its own, else that of the offer it came from."""
    return said(case, "contract_number", case.number)


_PHONE = re.compile(r"[\d（(+][\d\s（）()+-]{5,}$")


def contact(case: Case, side: str) -> dict[str, str]:
    """Whom to ask at a side, and the office telephone; an offer's own «name number» taken apart."""
    typed = case.contact if side == case.offered_by else ""
    found = _PHONE.search(typed)
    name, phone = (typed[: found.start()].strip(), found[0].strip()) if found else (typed, "")
    prefix = "workers" if side == Side.WORKER else "employer"
    return {
        # Whom to ask is never a blank: without anybody else it is the chief.
        "contact": said(case, f"{prefix}_contact", name or chief(case, side)),
        "phone": said(case, f"{prefix}_phone", phone or (case.union.phone if side == Side.WORKER else "")),
    }  # fmt: skip


def basis_words(case: Case, *rules: str) -> str:
    """Titles and articles of some rules in one line."""
    return "、".join(basis(case, *rules))


def delegates(case: Case, side: str) -> list[Participant]:
    """A side's delegates of today, the chief first."""
    return list(case.participants.filter(side=side, until=None, role__in=DELEGATES).order_by("role", "pk"))


def listed(rows: Iterable[Participant]) -> list[documents.Delegate]:
    """Delegates as the tables of papers list them."""
    return [documents.Delegate(name=row.name, sex=row.sex, work=post(row), remark=_remark(row)) for row in rows]


def post(row: Participant) -> str:
    """Her post; who leads by office has that one."""
    if row.post or not row.heads:
        return row.post
    return _("工会负责人") if row.side == Side.WORKER else _("主要负责人")


def _remark(row: Participant) -> str:
    words = [str(texts.ROLES[row.role])] if row.role == Role.CHIEF else []
    return "、".join([*words, *([_("外聘")] if row.is_outside else [])])


def chief(case: Case, side: str) -> str:
    """A side's chief; empty where there is none."""
    found = seating.chief(case, side)
    return found.name if found else ""


def chief_on(case: Case, side: str, at: datetime) -> str:
    """Who led a side at a moment that is over: she may have been replaced since; today's where nobody had begun."""
    on = timezone.localdate(at)
    rows = case.participants.filter(side=side, role=Role.CHIEF, since__lte=on).exclude(until__lt=on)
    found = rows.order_by("-since", "-pk").first()
    return found.name if found else chief(case, side)


def within(case: Case, rule: str) -> str:
    """A period of law as the case keeps it: 「10个工作日」."""
    kept = moving.param(case, rule)
    return clock.printed_span(kept.number, kept.unit, kept.day_type) if kept else ""


def basis(case: Case, *rules: str) -> list[str]:
    """Titles and articles of the rules the case keeps, each once."""
    found = (moving.param(case, rule) for rule in rules)
    articles: dict[str, list[str]] = {}
    for each in found:
        if each is not None:
            articles.setdefault(each.source, []).append(f"第{each.article}条" if each.article else "")
    return [f"{source}{'、'.join(dict.fromkeys(filter(None, named)))}" for source, named in articles.items()]


def due(case: Case, rule: str) -> str:
    """The last day of a rule's latest deadline; empty where none runs."""
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == rule]
    return day(last_day(rows[-1].due_at)) if rows else ""


def without_blanks(data: dict[str, Any], *numbers: str) -> dict[str, Any]:
    """Nothing known prints as a blank, also a number."""
    return {
        name: value for name, value in data.items() if value not in ("", None) and not (name in numbers and not value)
    }


def nth(case: Case, number: int) -> str:
    """A paper's own number below the case's; none where the case has none."""
    return f"{case.number}-{number}" if case.number and number else ""


def ownership(case: Case) -> str:
    """What sort of enterprise it is: as somebody filled in, else as the body says."""
    return said(case, "ownership", facts.ownerships().get(case.employer.ownership, ""))


def passed(case: Case) -> dict[str, Any] | None:
    """How the congress passed the text."""
    if case.passed_on is None:
        return None
    numbers = {"due": case.passed_roll, "present": case.passed_present, "votes_for": case.passed_yes}
    return {"held_on": day(case.passed_on), **{name: number for name, number in numbers.items() if number is not None}}
