"""What bargaining prints, out of a case: every step has its paper form; what nobody has said yet prints as a blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.models import Case, Draft, Meeting, Participant, Publication
from hexian.domains.bargaining.queries.papers import compare
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import ContractType, Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES, Role
from hexian.domains.bargaining.rules.states import Side, other
from hexian.domains.bargaining.services import drafting, meeting_up, moving, seating
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day

_SIDE = {Side.WORKER: "workers", Side.EMPLOYER: "employer"}
_KIND = {"wage": "wage", "safety": "safety", "women": "women", "grade": "grade", "heat": "safety"}
Made = tuple[str, Mapping[str, Any]]


def printed(case_id: UUID, document: str, *, actor: Actor, number: int | None = None) -> bytes:
    """A paper of a case as PDF, for whoever takes part or examines; `number` picks a meeting or a draft.

    Raises `Refused` with `paper.none` for one there is not yet, `room.promise_first`, `Case.DoesNotExist`.
    """
    case = _reached(case_id, document, actor)
    return documents.render(*data_of(case, document, number))


def data_of(case: Case, document: str, number: int | None = None) -> Made:
    """The template and what is filled in, for whoever has reached the case. Raises `paper.none`."""
    make = _MAKERS.get(document)
    if make is None:
        raise Refused("paper.none")
    template, data = make(case, number)
    return template, {**data, "demo": case.is_demo, "dated": case.moved_at.date().isoformat()}


def worded(case_id: UUID, document: str, *, actor: Actor) -> bytes:
    """The contract or the offer as Word, to be edited where the sides want their own text. Raises like `printed`."""
    case = _reached(case_id, document, actor)
    if document not in {"contract", "offer"}:
        raise Refused("paper.none")
    return documents.render_word(*data_of(case, document))


#: Papers with figures: for the parties who have promised, and the examiner.
_FIGURES = frozenset({"contract", "minutes", "comparison", "filing-statement", "performance"})


def _reached(case_id: UUID, document: str, actor: Actor) -> Case:
    reach = access.cases_taking_part(actor) | access.cases_examined(actor)
    if document == "opinion":
        reach = reach | access.cases_overseen(actor)
    case = reach.select_related("union", "employer", "examiner", "former").get(public_id=case_id)
    if document in _FIGURES and access.part_in(case.public_id, actor):
        seating.check_promised(case, actor)
    return case


# — Words —


def day(value: date | datetime | None) -> str:
    """A day as documents print it: 「2026年6月17日」; empty for none."""
    if value is None:
        return ""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: datetime | None) -> str:
    """A moment as documents print it: 「2026年6月17日14:00」."""
    return f"{day(value)}{timezone.localtime(value):%H:%M}" if value else ""


def _subject(case: Case) -> str:
    return str(texts.SPECIALS[case.special]) if case.special else ""


def _sender(case: Case, side: str) -> tuple[str, str]:
    """Who writes and who is written to, when a side writes."""
    bodies = {Side.WORKER: case.union.name, Side.EMPLOYER: case.employer.name}
    own = Side(side)
    return bodies[own], bodies[Side.EMPLOYER if own is Side.WORKER else Side.WORKER]


def _delegates(case: Case, side: str) -> list[Participant]:
    return list(case.participants.filter(side=side, until=None, role__in=DELEGATES).order_by("role", "pk"))


def _listed(rows: Iterable[Participant]) -> list[documents.Delegate]:
    return [documents.Delegate(name=row.name, sex=row.sex, work=row.post, remark=_remark(row)) for row in rows]


def _remark(row: Participant) -> str:
    words = [str(texts.ROLES[row.role])] if row.role == Role.CHIEF else []
    return "、".join([*words, *([_("外聘")] if row.is_outside else [])])


def _chief(case: Case, side: str) -> str:
    found = seating.chief(case, side)
    return found.name if found else ""


def _within(case: Case, rule: str) -> str:
    """A period of law as the case keeps it: 「10 个工作日」."""
    kept = moving.param(case, rule)
    return str(clock.span(kept.number, kept.unit, kept.day_type)) if kept else ""


def _basis(case: Case, *rules: str) -> list[str]:
    """Titles and articles of the rules the case keeps, each once."""
    found = (moving.param(case, rule) for rule in rules)
    named = (f"{each.source}第{each.article}条" if each.article else each.source for each in found if each)
    return list(dict.fromkeys(named))


def _due(case: Case, rule: str) -> str:
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == rule]
    return day(last_day(rows[-1].due_at)) if rows else ""


# — From the offer to the table —


def _offer(case: Case, _number: int | None) -> Made:
    sender, to = _sender(case, case.offered_by)
    least = moving.param(case, "delegates.least_large" if case.is_scaled else "delegates.least")
    data = {
        "side": _SIDE[Side(case.offered_by)], "subject": _subject(case), "number": case.number, "to": to,
        "sender": sender, "basis": _basis(case, "bargaining.reply", "bargaining.materials"),
        "first_at": moment(case.meet_at), "place": case.place, "latest": _due(case, "bargaining.complete"),
        "topics": [{"text": row.title, "chosen": True} for row in case.items.order_by("number")],
        "workers_count": case.wanted_each or 0, "employer_count": case.wanted_each or 0,
        "count_rule": _("每方不少于 %(n)s 名，企业方不多于职工方。") % {"n": least.number} if least else "",
        "delegates": _listed(_delegates(case, case.offered_by)), "materials": list(case.materials),
        "reply_within": _within(case, "bargaining.reply"), "reply_due": _due(case, "bargaining.reply"),
        "contact": case.contact, "chief": _chief(case, case.offered_by), "signed_on": day(case.offered_on),
    }  # fmt: skip
    return "bargaining-offer", _without_blanks(data, "workers_count", "employer_count")


def _without_blanks(data: dict[str, Any], *numbers: str) -> dict[str, Any]:
    """Nothing known prints as a blank, also a number."""
    return {
        name: value for name, value in data.items() if value not in ("", None) and not (name in numbers and not value)
    }


def _reply(case: Case, _number: int | None) -> Made:
    answering = other(case.offered_by)
    sender, to = _sender(case, answering)
    own = case.items.filter(asked_by=answering).order_by("number")
    data = {
        "side": _SIDE[answering], "subject": _subject(case), "to": to, "sender": sender, "offer_number": case.number,
        "received_on": day(case.received_at), "agrees": True, "first_at": moment(case.meet_at), "place": case.place,
        "added": [row.title for row in own], "opinions": [case.reply["note"]] if case.reply.get("note") else [],
        "delegates": _listed(_delegates(case, answering)),
        "materials": [{"name": name} for name in case.materials], "chief": _chief(case, answering),
        "signed_on": day(case.replied_at),
    }  # fmt: skip
    return "bargaining-reply", _without_blanks(data)


def _receipt(case: Case, _number: int | None) -> Made:
    row = case.deliveries.order_by("-sent_at").first()
    sender, to = _sender(case, case.offered_by)
    name = f"{_('集体协商要约书')} {case.number}".strip()
    data = {"issuer": sender, "receiver": to, "document": name, "copies": "1"}
    if row is not None:
        method = {"paper": "direct", "link": "electronic", "in_app": "electronic"}[row.way]
        data |= {"method": method, "received_at": moment(row.received_at), "received_by": row.received_by,
                 "witness": row.witness}  # fmt: skip
    return "delivery-receipt", _without_blanks(data)


def _register(case: Case, _number: int | None) -> Made:
    rows = [row for side in Side for row in _delegates(case, side)]
    data = {
        "employer": case.employer.name, "subject": _subject(case), "delegates": [_registered(row) for row in rows],
        "registered_on": day(case.publicised_from),
    }  # fmt: skip
    return "delegate-register", _without_blanks(data)


def _registered(row: Participant) -> dict[str, Any]:
    groups = [str(words) for flag, words in (
        (row.sex == "女", texts.GROUPS["women"]), (row.is_disabled, texts.GROUPS["disabled"]),
        (row.is_dispatched, texts.GROUPS["dispatched"])) if flag]  # fmt: skip
    found = {
        "side": _SIDE[Side(row.side)], "name": row.name, "sex": row.sex, "work": row.post,
        "manner": str(texts.ORIGINS.get(row.origin, "")), "chosen_on": day(row.chosen_on),
        "present": str(row.voters) if row.voters is not None else "",
        "votes": str(row.votes) if row.votes is not None else "", "chief": row.role == Role.CHIEF, "groups": groups,
        "authorised_by": row.mandate, "external": row.is_outside,
    }  # fmt: skip
    return _without_blanks(found)


def _notice(case: Case, _number: int | None) -> Made:
    workers = _delegates(case, Side.WORKER)
    chosen = next((row for row in workers if row.chosen_on), None)
    data = {
        "employer": case.employer.name, "union": case.union.name, "subject": _subject(case),
        "held_on": day(chosen.chosen_on) if chosen else "", "delegates": [_registered(row) for row in workers],
        "shown_from": day(case.publicised_from), "shown_until": day(case.publicised_until),
        "basis": "、".join(_basis(case, "delegates.least")), "signed_on": day(case.publicised_from),
        "phone": case.union.phone,
    }  # fmt: skip
    return "delegate-notice", _without_blanks(data)


def _promise(case: Case, _number: int | None) -> Made:
    data = {
        "to": f"{case.employer.name}、{case.union.name}",
        "subject": _subject(case),
        "materials": list(case.materials),
    }
    return "confidentiality", _without_blanks(data)


def _authorisation(case: Case, _number: int | None) -> Made:
    return "authorisation", {"side": "employer", "unit": case.employer.name, "subject": _subject(case)}


def _meeting_notice(case: Case, number: int | None) -> Made:
    row = _meeting(case, number)
    side = row.chaired_by if row else case.offered_by
    sender, to = _sender(case, side)
    data = {
        "side": _SIDE[Side(side)], "to": to, "sender": sender, "subject": _subject(case),
        "nth": row.number if row else 1, "at": moment(row.at if row else case.meet_at),
        "place": row.place if row else case.place, "convener": _chief(case, side),
        "topics": [item.title for item in case.items.order_by("number")], "delegates": _listed(_delegates(case, side)),
        "materials": [{"name": name} for name in case.materials], "notice_due": _due(case, "bargaining.materials"),
        "basis": "、".join(_basis(case, "bargaining.materials")), "contact": case.contact,
    }  # fmt: skip
    return "meeting-notice", _without_blanks(data)


def _meeting(case: Case, number: int | None) -> Meeting | None:
    rows = case.meetings.order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


_RESULT = {"agreed": "agreed", "apart": "open", "later": "deferred"}


def _minutes(case: Case, number: int | None) -> Made:
    data: dict[str, Any] = {"employer": case.employer.name, "union": case.union.name, "subject": _subject(case)}
    row = _meeting(case, number)
    if row is None:
        return "bargaining-minutes", data
    present = {side: [{"name": each["name"]} for each in row.present if each["side"] == side] for side in Side}
    data |= {
        "nth": row.number, "began_at": moment(row.at), "ended_at": moment(row.until), "place": row.place,
        "convener_side": _SIDE[Side(row.chaired_by)], "convener": _chief(case, row.chaired_by),
        "recorder": row.recorder, "employer_present": present[Side.EMPLOYER], "workers_present": present[Side.WORKER],
        "items": [
            {"title": line["title"], "employer": line["employer"], "workers": line["worker"], "data": line["basis"],
             "result": _RESULT[line["result"]]}
            for line in row.minutes
        ],
        "agreed": [line["title"] for line in row.minutes if line["result"] == "agreed"],
        "workers_chief": _chief(case, Side.WORKER), "employer_chief": _chief(case, Side.EMPLOYER),
    }  # fmt: skip
    return "bargaining-minutes", _without_blanks(data)


def _suspension(case: Case, _number: int | None) -> Made:
    row = case.suspensions.order_by("-since", "-pk").first()
    limit = moving.param(case, "bargaining.suspend_limit")
    data: dict[str, Any] = {
        "employer": case.employer.name, "union": case.union.name, "subject": _subject(case),
        "open_topics": [item.title for item in case.items.filter(agreed=None).order_by("number")],
        "complete_by": _due(case, "bargaining.complete"),
        "needs_both": seating.word(case, "bargaining.suspend_consent", "worker") == "both",
    }  # fmt: skip
    if row is not None:
        used = sum((each.until - each.since).days for each in meeting_up.stands(case) if each.since != row.since)
        days = (row.until - row.since).days
        data["suspension"] = _without_blanks({
            "since": day(row.since), "until": day(row.until), "days": days, "total_days": used + days,
            "limit_days": limit.number if limit else None, "reason": row.reason, "next_place": row.next_place,
            "next_topics": [row.next_topics] if row.next_topics else None,
        })  # fmt: skip
    return "suspension-agreement", data


def _materials(case: Case, _number: int | None) -> Made:
    giver, receiver = _sender(case, other(case.offered_by))
    data = {"giver": giver, "receiver": receiver, "subject": _subject(case),
            "materials": [{"name": name} for name in case.materials], "requested_on": day(case.offered_on)}  # fmt: skip
    return "materials-list", _without_blanks(data)


def _e_signing(case: Case, _number: int | None) -> Made:
    data = {"employer": case.employer.name, "union": case.union.name, "subject": _subject(case)}
    return "esignature-agreement", _without_blanks(data)


# — The contract —


def _draft(case: Case, number: int | None) -> Draft | None:
    rows = case.drafts.order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


def _contract(case: Case, number: int | None) -> Made:
    row = _draft(case, number)
    body = row.body if row else drafting.body_of(case)
    is_draft = case.signed_on is None
    data = {
        "kind": _KIND.get(case.special, "general"), "title": _title(case), "number": case.number,
        "version": _("第 %(n)s 稿") % {"n": row.number} if row and is_draft else "", "draft": is_draft,
        "employer": case.employer.name, "uscc": case.employer.uscc, "address": case.employer.address,
        "staff": case.staff, "union": case.union.name,
        "employer_chief": {"name": _chief(case, Side.EMPLOYER)}, "workers_chief": {"name": _chief(case, Side.WORKER)},
        "employer_count": len(_delegates(case, Side.EMPLOYER)), "workers_count": len(_delegates(case, Side.WORKER)),
        "term_from": day(case.starts_on), "term_until": day(case.ends_on), "signed_on": day(case.signed_on),
        **_text(body), "congress": _passed(case),
        "copies": _copies(case),
    }  # fmt: skip
    return "collective-contract", _without_blanks(data)


def _title(case: Case) -> str:
    return str(texts.CONTRACTS[case.contract]) if case.contract in {ContractType.AREA, ContractType.TRADE} else ""


def _copies(case: Case) -> str:
    kept = moving.param(case, "bargaining.file_copies")
    n = kept.number if kept else 1
    words = _("本合同一式 %(all)s 份，报送人力资源和社会保障部门 %(n)s 份，双方各执一份，报上一级工会一份。")
    return words % {"all": n + 3, "n": n}


def _text(body: Mapping[str, Any]) -> dict[str, Any]:
    """Chapters and annexes out of a draft: a clause that is a table becomes an annex its article points to."""
    chapters, annexes = [], []
    for chapter in body["chapters"]:
        articles = []
        for each in chapter["articles"]:
            words = each["words"]
            if each["rows"]:
                annexes.append(_annex(each))
                words = words.replace(clauses.BLANK, str(len(annexes)))
            articles.append({"text": words})
        chapters.append({"title": chapter["title"], "articles": articles})
    return {"chapters": chapters, "annexes": annexes or None}


_COLUMN = {"yuan": "yuan", "percent": "percent"}


def _annex(article: Mapping[str, Any]) -> dict[str, Any]:
    columns = [
        {"title": title + (f"（{unit}）" if unit else ""), "kind": _COLUMN.get(kind, "text")}
        for _key, title, kind, unit in article["columns"]
    ]
    rows = [[_cell(row.get(key), kind) for key, _title, kind, _unit in article["columns"]] for row in article["rows"]]
    return {"title": article["title"], "columns": columns, "rows": rows}


def _cell(value: Any, kind: str) -> str | int | None:
    if value is None or value == "":
        return None
    return value if kind in _COLUMN else str(value)


def _comparison(case: Case, number: int | None) -> Made:
    rows = list(case.drafts.order_by("-number")[:2])
    if len(rows) < 2:
        raise Refused("paper.none")
    new, former = rows
    mark = {"same": "same", "del": "gone", "ins": "new"}
    data = {
        "title": case.title, "employer": case.employer.name, "former_version": _("第 %(n)s 稿") % {"n": former.number},
        "new_version": _("第 %(n)s 稿") % {"n": new.number},
        "rows": [
            {
                "clause": each.title,
                "former": [{"text": p.text, "mark": mark[p.kind]} for p in each.pieces if p.kind != "ins"],
                "new": [{"text": p.text, "mark": mark[p.kind]} for p in each.pieces if p.kind != "del"],
            }
            for each in compare(former.body, new.body)
            if each.is_changed
        ],
    }  # fmt: skip
    return "contract-comparison", data


# — Filing and after —


def _filing_register(case: Case, _number: int | None) -> Made:
    row = case.filings.order_by("-number").first()
    data = {
        "authority": case.examiner.name if case.examiner else "", "employer": case.employer.name,
        "uscc": case.employer.uscc, "address": case.employer.address, "scaled": case.is_scaled,
        "staff": str(case.staff), "contract": case.title, "kinds": _kinds(case),
        "term": f"{day(case.starts_on)}—{day(case.ends_on)}" if case.starts_on else "",
        "employer_chief": _chief(case, Side.EMPLOYER), "workers_chief": _chief(case, Side.WORKER),
        "employer_count": str(len(_delegates(case, Side.EMPLOYER))),
        "workers_count": str(len(_delegates(case, Side.WORKER))), "offered_on": day(case.offered_on),
        "replied_on": day(case.replied_at), "meetings": str(case.meetings.count()),
        "congress": _passed(case), "signed_on": day(case.signed_on),
        "filed_on": day(row.filed_on) if row else "", "copies": str(row.copies) if row else "",
        "handler": row.handler if row else "", "late_reason": row.late_reason if row else "",
        "objection_within": _within(case, "bargaining.objection"),
    }  # fmt: skip
    return "filing-register", _without_blanks(data)


def _filing_statement(case: Case, _number: int | None) -> Made:
    workers, employers = _delegates(case, Side.WORKER), _delegates(case, Side.EMPLOYER)
    kept = moving.param(case, "bargaining.file_copies")
    data = {
        "authority": case.examiner.name if case.examiner else "", "employer": case.employer.name,
        "contract": case.title,
        "delegates": [
            _("职工方代表 %(n)s 名：%(names)s。") % {"n": len(workers), "names": _names(workers)},
            _("企业方代表 %(n)s 名：%(names)s。") % {"n": len(employers), "names": _names(employers)},
        ],
        "process": [
            _("%(offer)s 发出要约，%(received)s 收到，%(replied)s 书面答复；其间开会 %(n)s 次，中止 %(m)s 次。") % {
                "offer": day(case.offered_on), "received": day(case.received_at), "replied": day(case.replied_at),
                "n": case.meetings.count(), "m": case.suspensions.filter(begun_at__isnull=False).count(),
            }
        ],
        "substance": [row.words for row in drafting.agreed_in(case)[:12]],
        "congress": [_vote(case)] if case.passed_on else None,
        "contract_copies": str(kept.number) if kept else "", "signed_on": day(case.signed_on),
    }  # fmt: skip
    return "filing-statement", _without_blanks(data)


def _passed(case: Case) -> dict[str, Any] | None:
    """How the congress passed the text."""
    if case.passed_on is None:
        return None
    numbers = {"due": case.passed_roll, "present": case.passed_present, "votes_for": case.passed_yes}
    return {"held_on": day(case.passed_on), **{name: number for name, number in numbers.items() if number is not None}}


#: The boxes of the register, in its order.
_KINDS = (
    ("general", "综合"), ("wage", "工资专项"), ("safety", "劳动安全卫生专项"), ("women", "女职工专项"),
    ("grade", "能级工资专项"), ("trade", "行业性"), ("area", "区域性"),
)  # fmt: skip


def _vote(case: Case) -> str:
    words = _(
        "%(on)s 召开职工代表大会，应到 %(roll)s 人，实到 %(present)s 人，无记名投票，%(yes)s 人同意，通过本合同草案。"
    )
    return words % {
        "on": day(case.passed_on), "roll": case.passed_roll, "present": case.passed_present, "yes": case.passed_yes,
    }  # fmt: skip


def _kinds(case: Case) -> list[dict[str, Any]]:
    own = case.special or case.contract
    return [{"text": words, "chosen": kind == own} for kind, words in _KINDS]


def _names(rows: Iterable[Participant]) -> str:
    return "、".join(f"{row.name}（{texts.ORIGINS.get(row.origin, '')}）" for row in rows)


def _examination(case: Case, number: int | None) -> Made:
    rows = case.filings.order_by("-number")
    row = rows.filter(number=number).first() if number else rows.first()
    if row is None:
        raise Refused("paper.none")
    data = {
        "authority": case.examiner.name if case.examiner else "", "number": row.opinion_number,
        "employer": case.employer.name, "employer_address": case.employer.address, "workers": case.union.name,
        "workers_address": case.union.address, "contract": case.title, "received_on": day(row.received_at),
        "received_number": row.receipt_number, "content_found": row.opinion,
        "result": "objected" if row.objections else "lawful" if row.result else "",
        "objections": [
            {"clause": each.get("words", ""), "basis": each.get("basis", ""), "demand": each.get("remedy", "")}
            for each in row.objections
        ],
        "effective_on": day(case.effective_at), "decided_on": day(row.opinion_on),
    }  # fmt: skip
    return "examination-opinion", _without_blanks(data)


def _publication(case: Case, _number: int | None) -> Made:
    row = Publication.objects.filter(case=case).first()
    filing = case.filings.order_by("-number").first()
    why = str(texts.OPINIONS[filing.result]) if filing and filing.result else ""
    data = {
        "contract": case.title, "employer": case.employer.name, "union": case.union.name,
        "passed_on": day(case.passed_on), "signed_on": day(case.signed_on),
        "received_on": day(filing.received_at) if filing else "",
        "effective_on": day(last_day(case.effective_at)) if case.effective_at else "", "effective_why": why,
        "term_from": day(case.starts_on), "term_until": day(case.ends_on), "scope": _("本企业全体职工"),
        "qr_url": f"{settings.PUBLIC_URL}/bargaining/notice/{row.poster_code}/" if row else "",
        "phone": case.union.phone, "published_on": day(case.published_at),
    }  # fmt: skip
    return "publication-notice", _without_blanks(data)


def _performance(case: Case, _number: int | None) -> Made:
    row = case.reports.order_by("-held_on").first()
    data = {
        "contract": case.title, "employer": case.employer.name, "union": case.union.name,
        "rows": [
            {"clause": each.get("words", ""), "done": each.get("done", ""), "rate": each.get("rate", ""),
             "reason": each.get("why", ""), "due": each.get("until", "")}
            for each in row.rows
        ] if row else None,
        "conclusion": row.conclusion if row else "",
        "congress": {"held_on": day(row.held_on)} if row else None,
    }  # fmt: skip
    return "performance-report", _without_blanks(data)


def _amendment(case: Case, _number: int | None) -> Made:
    former = case.former
    if former is None:
        raise Refused("paper.none")
    grounds = list(texts.GROUNDS)
    before, new = drafting.body_of(former), drafting.body_of(case)
    rows = [
        {"clause": each.title, "former": "".join(p.text for p in each.pieces if p.kind != "ins"),
         "new": "".join(p.text for p in each.pieces if p.kind != "del")}
        for each in compare(before, new) if each.is_changed
    ]  # fmt: skip
    data = {
        "action": "end" if case.procedure == Procedure.END else "amend", "contract": former.title,
        "contract_number": former.number, "employer": case.employer.name, "union": case.union.name,
        "signed_before": day(former.signed_on), "effective_before": day(former.effective_at),
        "ground": grounds.index(case.ground) + 1 if case.ground in grounds else None, "rows": rows,
        "congress": _passed(case),
        "filing_within": _within(case, "contract.ended_file" if case.procedure == Procedure.END else "bargaining.file"),
        "objection_within": _within(case, "bargaining.objection"), "signed_on": day(case.signed_on),
    }  # fmt: skip
    return "amendment-agreement", _without_blanks(data)


_GROUND = {"refused": "refused", "offer_overdue": "overdue", "sign_refused": "sign_refused"}


def _opinion(case: Case, _number: int | None) -> Made:
    """The upper union's letter, as a draft: its committee decides, a chair signs."""
    state = case.branch_from or case.state
    data = {
        "ground": _GROUND.get(state, "unfinished"), "to": case.employer.name, "uscc": case.employer.uscc,
        "subject": _subject(case), "offerer": _sender(case, case.offered_by)[0], "offer_number": case.number,
        "sent_on": day(case.offered_on), "received_on": day(case.received_at),
        "due_on": _due(case, "bargaining.reply") or _due(case, "bargaining.complete"),
        "passed_on": day(case.passed_on), "facts": [case.refusal] if case.refusal else None, "draft": True,
    }  # fmt: skip
    return "union-opinion", _without_blanks(data)


_MAKERS: Mapping[str, Callable[[Case, int | None], Made]] = {
    "offer": _offer, "reply": _reply, "receipt": _receipt, "register": _register, "notice": _notice,
    "authorisation": _authorisation, "promise": _promise, "meeting-notice": _meeting_notice, "minutes": _minutes,
    "suspension": _suspension, "materials": _materials, "e-signing": _e_signing, "contract": _contract,
    "comparison": _comparison, "filing-register": _filing_register, "filing-statement": _filing_statement,
    "examination": _examination, "publication": _publication, "performance": _performance, "amendment": _amendment,
    "opinion": _opinion,
}  # fmt: skip
