"""What bargaining prints, out of a case: every step has its paper form; what nobody has said yet prints as a blank."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.models import Case, Delivery, Draft, Meeting, Participant, Publication, Suspension
from hexian.domains.bargaining.queries.papers import compare
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import ContractType, Procedure, Special, is_about_wages
from hexian.domains.bargaining.rules.delegates import DELEGATES, Balance, Role
from hexian.domains.bargaining.rules.meeting import Delivery as Way
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Act, Side, other
from hexian.domains.bargaining.services import drafting, meeting_up, moving, sealing, seating
from hexian.domains.bargaining.services.particulars import particulars_of
from hexian.domains.decisions import queries as congresses
from hexian.domains.orgs import facts
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.models import current_calendar, span_of
from hexian.foundation.clock.rules import last_day, reckon
from hexian.foundation.documents import Verdict

_SIDE = {Side.WORKER: "workers", Side.EMPLOYER: "employer"}
_KIND = {"wage": "wage", "safety": "safety", "women": "women", "grade": "grade", "heat": "safety"}
Made = tuple[str, Mapping[str, Any]]


def printed(case_id: UUID, document: str, *, actor: Actor, number: int | None = None) -> bytes:
    """A paper of a case as PDF, for whoever takes part or examines; `number` picks a meeting or a draft.

    Raises `Refused` with `paper.none` for one there is not yet, `room.promise_first`, `Case.DoesNotExist`.
    """
    case = _reached(case_id, document, actor)
    if document == "contract" and (signed := _sealed(case, number, actor)) is not None:
        return signed
    template, data = data_of(case, document, number)
    return documents.render(template, {**data, **_own_words(case, document, actor)})


def data_of(case: Case, document: str, number: int | None = None) -> Made:
    """The template and what is filled in, for whoever has reached the case. Raises `paper.none`."""
    make = _MAKERS.get(document)
    if make is None:
        raise Refused("paper.none")
    template, data = make(case, number)
    return template, {**data, **_frame(case, document, number)}


def _frame(case: Case, document: str, number: int | None) -> dict[str, Any]:
    """Whether it is a demo, and the day a print is of: a contract's is its draft's, so that it prints alike later."""
    row = _draft(case, number) if document == "contract" else None
    return {"demo": case.is_demo, "dated": timezone.localdate(row.made_at if row else case.moved_at).isoformat()}


def _sealed(case: Case, number: int | None, actor: Actor) -> bytes | None:
    """The contract as both chiefs signed it with certificates: that file is the contract, no print of it."""
    row = _draft(case, number)
    return sealing.signed_pdf(row, actor) if row is not None and sealing.is_sealed(row) else None


def _to_sign(case: Case, row: Draft) -> bytes:
    """The very text as it is signed in the file: no draft mark, the lines for pens empty."""
    template, data = _contract(case, row.number)
    plain = {name: value for name, value in data.items() if name not in {"version", "signatures", "signed_on"}}
    return documents.render(template, {**plain, "draft": False, **_frame(case, "contract", row.number)})


sealing.print_with(_to_sign)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a PDF somebody brought: the verdict of `texts.VERDICTS`, which draft it is, its signatures."""

    verdict: str
    number: int | None
    signatures: tuple[documents.Signed, ...]


def checked(case_id: UUID, content: bytes, *, actor: Actor) -> Checked:
    """Whether a PDF of the contract was altered, for whoever may print it.

    Raises `Refused` with `seal.not_a_pdf`, `room.promise_first`, `Case.DoesNotExist`.
    """
    case = _reached(case_id, "contract", actor)
    found = sealing.examined(content)
    numbers = list(case.drafts.order_by("-number").values_list("number", flat=True)[:_COMPARED])
    if found.verdict is not Verdict.UNSIGNED:
        return Checked(str(found.verdict), None, found.signatures)
    number = next((each for each in numbers if content in _prints(case, each)), None)
    return Checked("same" if number else str(found.verdict), number, ())


#: A paper is held against so many of the latest drafts.
_COMPARED = 20


def _prints(case: Case, number: int) -> list[bytes]:
    """A draft as it prints today, and as it is signed."""
    row = case.drafts.get(number=number)
    template, data = _contract(case, number)
    return [documents.render(template, {**data, **_frame(case, "contract", number)}), _to_sign(case, row)]


def worded(case_id: UUID, document: str, *, actor: Actor) -> bytes:
    """The contract or the offer as Word, to be edited where the sides want their own text. Raises like `printed`."""
    case = _reached(case_id, document, actor)
    if document not in {"contract", "offer"}:
        raise Refused("paper.none")
    return documents.render_word(*data_of(case, document))


def _own_words(case: Case, document: str, actor: Actor) -> dict[str, Any]:
    """A promise of secrecy is one person's: whoever prints it prints her own."""
    own = case.participants.filter(person_id=actor.person_id or 0, until=None).order_by("role").first()
    if document != "promise" or own is None:
        return {}
    side = f"{texts.SIDES[own.side]}" if own.side else ""
    said = {"name": own.name, "capacity": f"{side}{texts.ROLES[own.role]}", "signed_on": day(own.promised_at)}
    if own.promised_at is not None:
        words = _("%(name)s已于%(at)s在本平台逐条阅读并确认以上承诺。")
        said["accepted"] = words % {"name": own.name, "at": moment(own.promised_at)}
    return _without_blanks(said)


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


def _said(case: Case, key: str, default: str = "") -> str:
    """What somebody filled in for the papers of this case."""
    return particulars_of(case).get(key, "") or default


_PHONE = re.compile(r"[\d（(+][\d\s（）()+-]{5,}$")


def _contact(case: Case, side: str) -> dict[str, str]:
    """Whom to ask at a side, and the office telephone; an offer's own «name number» taken apart."""
    typed = case.contact if side == case.offered_by else ""
    found = _PHONE.search(typed)
    name, phone = (typed[: found.start()].strip(), found[0].strip()) if found else (typed, "")
    prefix = "workers" if side == Side.WORKER else "employer"
    return {
        "contact": _said(case, f"{prefix}_contact", name),
        "phone": _said(case, f"{prefix}_phone", phone or (case.union.phone if side == Side.WORKER else "")),
    }  # fmt: skip


def _basis_words(case: Case, *rules: str) -> str:
    return "、".join(_basis(case, *rules))


def _delegates(case: Case, side: str) -> list[Participant]:
    return list(case.participants.filter(side=side, until=None, role__in=DELEGATES).order_by("role", "pk"))


def _listed(rows: Iterable[Participant]) -> list[documents.Delegate]:
    return [documents.Delegate(name=row.name, sex=row.sex, work=_post(row), remark=_remark(row)) for row in rows]


def _post(row: Participant) -> str:
    """Her post; who leads by office has that one."""
    if row.post or not row.heads:
        return row.post
    return _("工会负责人") if row.side == Side.WORKER else _("主要负责人")


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
    data = {
        "side": _SIDE[Side(case.offered_by)], "subject": _subject(case), "number": case.number, "to": to,
        "sender": sender, "basis": _basis(case, "bargaining.reply", "bargaining.materials"),
        "first_at": moment(case.meet_at), "place": case.place, "latest": _due(case, "bargaining.complete"),
        "topics": [{"text": row.title, "chosen": True} for row in case.items.order_by("number")],
        "workers_count": case.wanted_each or 0, "employer_count": case.wanted_each or 0,
        "count_rule": _count_rule(case),
        "delegates": _listed(_delegates(case, case.offered_by)), "materials": list(case.materials),
        "materials_by": _materials_by(case),
        "reply_within": _within(case, "bargaining.reply"), "reply_due": _due(case, "bargaining.reply"),
        **_contact(case, case.offered_by), "chief": _chief(case, case.offered_by), "signed_on": day(case.offered_on),
    }  # fmt: skip
    return "bargaining-offer", _without_blanks(data, "workers_count", "employer_count")


def _count_rule(case: Case) -> str:
    limits = seating.limits_of(case)
    words = _("每方 %(least)s 至 %(most)s 名") if limits.most else _("每方不少于 %(least)s 名")
    same = _("双方人数相等") if limits.balance == Balance.EQUAL else _("企业方不多于职工方")
    return f"{words % {'least': limits.least, 'most': limits.most}}，{same}。"


def _materials_by(case: Case) -> str:
    """The last day for papers before the first meeting an offer names (杭州 25)."""
    kept = moving.frozen(case, "bargaining.materials")
    if kept is None or case.meet_at is None:
        return ""
    return day(last_day(reckon(case.meet_at, span_of(kept), current_calendar()).at))


def _without_blanks(data: dict[str, Any], *numbers: str) -> dict[str, Any]:
    """Nothing known prints as a blank, also a number."""
    return {
        name: value for name, value in data.items() if value not in ("", None) and not (name in numbers and not value)
    }


def _reply(case: Case, _number: int | None) -> Made:
    answering = other(case.offered_by)
    sender, to = _sender(case, answering)
    own = case.items.filter(asked_by=answering).order_by("number")
    by = _due(case, "bargaining.materials") or _materials_by(case)
    moved = bool(case.reply.get("moved"))
    data = {
        "side": _SIDE[answering], "subject": _subject(case), "to": to, "sender": sender, "offer_number": case.number,
        "received_on": day(case.received_at), "agrees": not moved, "number": _said(case, "reply_number"),
        "first_at": moment(case.meet_at) if moved else "", "place": case.place if moved else "",
        "added": [row.title for row in own], "opinions": [case.reply["note"]] if case.reply.get("note") else [],
        "delegates": _listed(_delegates(case, answering)),
        "materials": _numbered(case.materials, due=by), "chief": _chief(case, answering),
        "signed_on": day(case.replied_at), **_contact(case, answering),
    }  # fmt: skip
    return "bargaining-reply", _without_blanks(data)


def _numbered(names: Iterable[str], **more: str) -> list[dict[str, str]]:
    """Papers with the numbers a promise of secrecy names them by."""
    return [{"name": name, "number": str(number), **more} for number, name in enumerate(names, 1)]


def _receipt(case: Case, _number: int | None) -> Made:
    row = case.deliveries.order_by("-sent_at").first()
    sender, to = _sender(case, case.offered_by)
    name = f"{_('集体协商要约书')} {case.number}".strip()
    data: dict[str, Any] = {"issuer": sender, "receiver": to, "document": name, "copies": "1"}
    if row is not None:
        method = {"paper": "direct", "link": "electronic", "in_app": "electronic"}[row.way]
        if row.witness:
            method = "left"
        data |= {"method": method, "received_at": moment(row.received_at), "received_by": row.received_by,
                 "witness": row.witness, "agreement": _agreement(case) if method == "electronic" else "",
                 "place": case.employer.address if to == case.employer.name else
                 case.union.address, "record": _record(case, row)}  # fmt: skip
    return "delivery-receipt", _without_blanks(data)


def _agreement(case: Case) -> str:
    """On what electronic delivery rests: the agreement, or that the receiver signed for it there herself."""
    agreed = case.e_signing.order_by("at").last() if case.e_signing.count() == len(Side) else None
    if agreed is None:
        return _("受送达人在本平台自行打开并签收")
    return _("《电子签名使用约定》（%(on)s）") % {"on": day(agreed.at)}


def _record(case: Case, row: Delivery) -> list[str] | None:
    """What the program recorded of an electronic delivery."""
    if row.way == Way.PAPER:
        return None
    offer = {"title": case.title, "sent": moment(row.sent_at), "by": row.sent_by, "way": texts.DELIVERIES[row.way]}
    lines = [_("系统记录：《%(title)s》要约书 %(sent)s 由%(by)s发出，%(way)s。") % offer]
    if row.received_at is not None:
        seen = {"at": moment(row.received_at), "by": row.received_by}
        lines.append(_("%(at)s 打开并签收，签收人%(by)s。") % seen)
    return lines


def _register(case: Case, _number: int | None) -> Made:
    rows = [row for side in Side for row in _delegates(case, side)]
    data = {
        "employer": case.employer.name, "subject": _subject(case), "delegates": [_registered(row) for row in rows],
        "registered_on": day(case.publicised_from), "external_limit": _share_words(case, "delegates.outside"),
        "term": _term(case),
    }  # fmt: skip
    return "delegate-register", _without_blanks(data)


def _term(case: Case) -> str:
    """Delegates sit as long as the contract binds (浙江 13)."""
    return f"{day(case.starts_on)}—{day(case.ends_on)}" if case.starts_on and case.ends_on else _("与合同期限相同")


def _share_words(case: Case, rule: str) -> str:
    """A share of law in words: 「三分之一」."""
    kept = moving.param(case, rule)
    digits = "零一二三四五六七八九十"
    if kept is None or max(kept.ratio.numerator, kept.ratio.denominator) >= len(digits):
        return ""
    return f"{digits[kept.ratio.denominator]}分之{digits[kept.ratio.numerator]}"


def _registered(row: Participant) -> dict[str, Any]:
    groups = [str(words) for flag, words in (
        (row.sex == "女", texts.GROUPS["women"]), (row.is_disabled, texts.GROUPS["disabled"]),
        (row.is_dispatched, texts.GROUPS["dispatched"])) if flag]  # fmt: skip
    found = {
        "side": str(texts.SIDES[row.side]), "name": row.name, "sex": row.sex, "work": _post(row),
        "manner": str(texts.ORIGINS.get(row.origin, "")), "chosen_on": day(row.chosen_on),
        "present": str(row.voters) if row.voters is not None else "",
        "votes": str(row.votes) if row.votes is not None else "", "chief": row.role == Role.CHIEF, "groups": groups,
        "authorised_by": row.mandate, "external": row.is_outside,
    }  # fmt: skip
    return _without_blanks(found)


def _notice(case: Case, _number: int | None) -> Made:
    workers = _delegates(case, Side.WORKER)
    chosen = next((row for row in workers if row.chosen_on), None)
    who = _contact(case, Side.WORKER)
    data = {
        "employer": case.employer.name, "union": case.union.name, "subject": _subject(case),
        "held_on": day(chosen.chosen_on) if chosen else "", "delegates": [_registered(row) for row in workers],
        "shown_from": day(case.publicised_from), "shown_until": day(case.publicised_until),
        "basis": _basis_words(case, "delegates.worker_chief", "delegates.least"),
        "signed_on": day(case.publicised_from), "receiver": _said(case, "receiver", who["contact"]),
        "phone": _said(case, "receiver_phone", who["phone"]), "due": _congress(case) if chosen else None,
        "present": chosen.voters if chosen else None,
        "meeting": _("职工代表大会（职工大会）") if chosen else "",
    }  # fmt: skip
    return "delegate-notice", _without_blanks(data)


def _promise(case: Case, _number: int | None) -> Made:
    data = {
        "to": f"{case.employer.name}、{case.union.name}",
        "subject": _subject(case), "materials": [each["number"] for each in _numbered(case.materials)],
        "basis": _basis_words(case, "bargaining.scope") or _("《浙江省集体合同条例》第十五条等规定"),
        "until": day(case.ends_on),
    }  # fmt: skip
    return "confidentiality", _without_blanks(data)


def _authorisation(case: Case, _number: int | None) -> Made:
    """Of the chief who leads by a letter, the employer's unless the workers' side has one."""
    chiefs = {side: seating.chief(case, side) for side in Side}
    side = next((each for each, row in chiefs.items() if row is not None and not row.heads), Side.EMPLOYER)
    row = chiefs[side]
    unit, rule = _sender(case, side)[0], f"delegates.{side}_chief"
    principal = "union_chair" if side == Side.WORKER else "legal_representative"
    data: dict[str, Any] = {
        "side": _SIDE[side], "unit": unit, "subject": _subject(case), "principal": {"name": _said(case, principal)},
        "basis": _basis_words(case, rule), "valid_from": day(row.since) if row else "",
        "valid_until": day(case.ends_on),
    }  # fmt: skip
    if row is not None and not row.heads:
        data |= {"agent": {"name": row.name, "post": row.post}, "number": row.mandate, "signed_on": day(row.since)}
    return "authorisation", _without_blanks(data)


def _meeting_notice(case: Case, number: int | None) -> Made:
    row = _meeting(case, number)
    side = row.chaired_by if row else case.offered_by
    sender, to = _sender(case, side)
    data = {
        "side": _SIDE[Side(side)], "to": to, "sender": sender, "subject": _subject(case),
        "nth": row.number if row else 1, "at": moment(row.at if row else case.meet_at),
        "place": row.place if row else case.place, "convener": _chief(case, side),
        "topics": [item.title for item in case.items.order_by("number")], "delegates": _listed(_delegates(case, side)),
        "materials": _numbered(case.materials) if side != case.offered_by else None,
        "notice_due": _due(case, "bargaining.materials"), "basis": _basis_words(case, "bargaining.materials"),
        **_contact(case, side), "signed_on": day(row.called_at if row else case.offered_on),
        "number": _nth(case, row.number if row else 1),
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
    former = case.meetings.filter(number__lt=row.number).order_by("-number").first()
    data |= {
        "nth": row.number, "number": f"{case.number}-{row.number}" if case.number else "",
        "last_convener": _chief(case, former.chaired_by) if former else _("本次为首次会议"),
        "recorder_post": _said(case, "recorder_post"), "observers": _observers(case),
        "last_time": _last_time(former), "suspension": _suspended_at(case, row),
        "confirmed": [_confirmed(each) for each in row.signatures], "began_at": moment(row.at),
        "ended_at": moment(row.until), "place": row.place,
        "convener_side": _SIDE[Side(row.chaired_by)], "convener": _chief(case, row.chaired_by),
        "recorder": row.recorder, "employer_present": _present(case, row, Side.EMPLOYER),
        "workers_present": _present(case, row, Side.WORKER),
        "items": [
            {"title": line["title"], "employer": line["employer"], "workers": line["worker"], "data": line["basis"],
             "result": _RESULT[line["result"]]}
            for line in row.minutes
        ],
        "agreed": [line["title"] for line in row.minutes if line["result"] == "agreed"],
        "workers_chief": _chief(case, Side.WORKER), "employer_chief": _chief(case, Side.EMPLOYER),
        "signed_on": _all_signed_on(row), "remarks": row.remarks,
    }  # fmt: skip
    return "bargaining-minutes", _without_blanks(data)


def _present(case: Case, row: Meeting, side: str) -> list[dict[str, str]]:
    """Who was there for a side, with what she came as; nobody written down prints the whole delegation's lines."""
    roles = {each.name: str(texts.ROLES[each.role]) for each in case.participants.filter(side=side)}
    names = [_bare(each["name"]) for each in row.present if each["side"] == side]
    return [_without_blanks({"name": name, "role": roles.get(name, "")}) for name in names]


def _bare(line: str) -> str:
    """«职工方 王建国» as the recorder typed it → the name."""
    for words in texts.SIDES.values():
        line = line.removeprefix(str(words))
    return line.strip(" ：:")


def _observers(case: Case) -> list[dict[str, str]] | None:
    guides = case.participants.filter(role=Role.GUIDE, until=None).order_by("pk")
    rows = [{"name": each.name, "role": str(texts.ROLES[Role.GUIDE])} for each in guides]
    typed = re.split("[、,，]", _said(case, "observers"))
    return [*rows, *({"name": name.strip()} for name in typed if name.strip())] or None


def _last_time(former: Meeting | None) -> list[str]:
    """What the meeting before left: agreed points stand in the room, others were put off or left apart."""
    if former is None:
        return [_("本次为首次会议。")]
    told = [
        _("%(title)s：上次%(result)s。") % {"title": line["title"], "result": texts.RESULTS[line["result"]]}
        for line in former.minutes
    ]
    return told or [_("上次会议没有形成需要落实的事项。")]


def _suspended_at(case: Case, row: Meeting) -> dict[str, Any] | None:
    """A suspension agreed at the meeting or after it, before the next one."""
    on = timezone.localdate(row.at)
    following = case.meetings.filter(number__gt=row.number).order_by("number").first()
    rows = case.suspensions.filter(begun_at__isnull=False, since__gte=on)
    rows = rows.filter(since__lt=timezone.localdate(following.at)) if following else rows
    found = rows.order_by("since").first()
    return _stood(case, found) if found else None


def _confirmed(signature: Mapping[str, str]) -> str:
    words = _("%(side)s首席代表%(name)s于%(at)s在本平台确认，校验码 %(hash)s。")
    at = datetime.fromisoformat(signature["at"])
    return words % {
        "side": texts.SIDES[signature["side"]], "name": signature["name"], "at": moment(at),
        "hash": signature["hash"][:12].upper(),
    }  # fmt: skip


def _all_signed_on(row: Meeting) -> str:
    moments = [datetime.fromisoformat(each["at"]) for each in row.signatures]
    return day(max(moments)) if len({each["side"] for each in row.signatures}) == len(Side) else ""


def _suspension(case: Case, _number: int | None) -> Made:
    row = case.suspensions.order_by("-since", "-pk").first()
    data: dict[str, Any] = {
        "employer": case.employer.name, "union": case.union.name, "subject": _subject(case),
        "open_topics": _open_at(case, row),
        "complete_by": _due(case, "bargaining.complete"),
        "needs_both": seating.word(case, "bargaining.suspend_consent", "worker") == "both",
        "rule": _basis_words(case, "bargaining.suspend_consent"), "number": _nth(case, case.suspensions.count()),
    }  # fmt: skip
    if row is not None:
        data |= {"suspension": _stood(case, row), "signed_on": day(row.begun_at)}
    return "suspension-agreement", _without_blanks(data)


def _open_at(case: Case, row: Suspension | None) -> list[str] | None:
    """What was not settled when both stopped."""
    open_then = Q(agreed=None) if row is None else Q(agreed=None) | Q(agreed_at__gt=row.begun_at or row.since)
    titles = list(case.items.filter(open_then).order_by("number").values_list("title", flat=True))
    # One page holds the paper with its signatures: many topics stand in one line.
    return ["、".join(titles)] if len(titles) > _LISTED else titles or None


_LISTED = 5


def _congress(case: Case) -> int | None:
    """How many delegates the union's congress has."""
    found = congresses.bodies_of(case.union.public_id)
    return found[0].serving if found else None


def _nth(case: Case, number: int) -> str:
    """A paper's own number below the case's; none where the case has none."""
    return f"{case.number}-{number}" if case.number and number else ""


def _stood(case: Case, row: Suspension) -> dict[str, Any]:
    limit = moving.param(case, "bargaining.suspend_limit")
    used = sum((each.until - each.since).days for each in meeting_up.stands(case) if each.since < row.since)
    days = (row.until - row.since).days
    return _without_blanks({
        "since": day(row.since), "until": day(row.until), "days": days, "total_days": used + days,
        "limit_days": limit.number if limit else None, "reason": row.reason, "next_at": day(row.until),
        "next_place": row.next_place, "next_topics": [row.next_topics] if row.next_topics else None,
    })  # fmt: skip


def _materials(case: Case, _number: int | None) -> Made:
    giver, receiver = _sender(case, other(case.offered_by))
    data = {"giver": giver, "receiver": receiver, "subject": _subject(case),
            "materials": _numbered(case.materials), "requested_on": day(case.offered_on),
            "given_on": _given_on(case, other(case.offered_by))}  # fmt: skip
    return "materials-list", _without_blanks(data)


def _e_signing(case: Case, _number: int | None) -> Made:
    agreed = list(case.e_signing.order_by("at"))
    data = {
        "employer": case.employer.name, "union": case.union.name, "subject": _subject(case),
        "employer_address": _("本平台%(name)s的协商账号") % {"name": case.employer.name},
        "workers_address": _("本平台%(name)s的协商账号") % {"name": case.union.name}, "valid_until": day(case.ends_on),
        "signed_on": day(agreed[-1].at) if len(agreed) == len(Side) else "",
    }  # fmt: skip
    return "esignature-agreement", _without_blanks(data)


def _given_on(case: Case, side: str) -> str:
    how = str(case.materials_given.get(side, ""))
    return day(datetime.fromisoformat(how)) if how and how != "waived" else ""


def _replacement(case: Case, number: int | None) -> Made:
    """Word to the other side that a delegate left, and who came in her place (浙江 13)."""
    gone = case.participants.filter(role__in=DELEGATES, until__isnull=False).order_by("-until", "-pk")
    row = gone[number - 1] if number and number <= len(gone) else gone.first()
    if row is None:
        raise Refused("paper.none")
    new = Participant.objects.filter(case=case, replaces=row).first() or case.participants.filter(
        side=row.side, role__in=DELEGATES, since__gte=row.until, until=None).order_by("since",
        "pk").first()  # fmt: skip
    sender, to = _sender(case, row.side)
    data: dict[str, Any] = {
        "side": _SIDE[Side(row.side)], "to": to, "sender": sender, "subject": _subject(case), "leaving": row.name,
        "left_on": day(row.until), "reason": row.end_reason, "basis": _basis_words(case, "delegates.refill"),
        "number": _nth(case, 1), "signed_on": day(new.since) if new else "",
    }  # fmt: skip
    if new is not None:
        data |= {"successor": _listed([new])[0], "manner": str(texts.ORIGINS.get(new.origin, "")),
                 "chosen_on": day(new.chosen_on or new.since)}  # fmt: skip
    return "delegate-replacement", _without_blanks(data)


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
        "ownership": _ownership(case), "legal_representative": _said(case, "legal_representative"),
        "staff": case.staff, "union": case.union.name, "union_chair": _union_chair(case),
        "employer_chief": _chief_line(case, Side.EMPLOYER), "workers_chief": _chief_line(case, Side.WORKER),
        "employer_count": len(_delegates(case, Side.EMPLOYER)), "workers_count": len(_delegates(case, Side.WORKER)),
        "term_from": day(case.starts_on), "term_until": day(case.ends_on), "signed_on": day(case.signed_on),
        **_text(body), "congress": _passed(case), "signatures": _signatures(case, row),
        "copies": _copies(case),
    }  # fmt: skip
    return "collective-contract", _without_blanks(data)


def _title(case: Case) -> str:
    """Where the template's own titles do not say what is bargained over."""
    if case.special == Special.HEAT:
        return f"{texts.SPECIALS[Special.HEAT]}{texts.CONTRACTS[ContractType.SPECIAL]}"
    return str(texts.CONTRACTS[case.contract]) if case.contract in {ContractType.AREA, ContractType.TRADE} else ""


def _signatures(case: Case, row: Draft | None) -> dict[str, str] | None:
    """Electronic signatures under the text, as its page for signatures tells them; on paper one signs with a pen."""
    if row is None:
        return None
    words = _("已电子签名：%(name)s，%(at)s")
    signed = row.signatures.filter(form=Form.ELECTRONIC)
    return {_SIDE[Side(each.side)]: words % {"name": each.by_name, "at": moment(each.at)} for each in signed} or None


def _ownership(case: Case) -> str:
    return _said(case, "ownership", facts.ownerships().get(case.employer.ownership, ""))


def _union_chair(case: Case) -> str:
    leading = seating.chief(case, Side.WORKER)
    return _said(case, "union_chair", leading.name if leading and leading.heads else "")


def _chief_line(case: Case, side: str) -> dict[str, str]:
    row = seating.chief(case, side)
    if row is None:
        return {}
    is_legal = side == Side.EMPLOYER and row.name == _said(case, "legal_representative")
    return _without_blanks({"name": row.name, "post": _("法定代表人") if is_legal else _post(row)})


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
        {
            "title": title + (f"（{unit}）" if unit else ""),
            "kind": _COLUMN.get(kind, "text"),
            "capitals": kind == "yuan",
        }
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
        "number": _nth(case, row.number if row else 1), "ownership": _ownership(case),
        "employer_phone": _contact(case, Side.EMPLOYER)["phone"], "handler_phone": _said(case, "handler_phone"),
        "workers_phone": _contact(case, Side.WORKER)["phone"],
        "uscc": case.employer.uscc, "address": case.employer.address, "scaled": case.is_scaled,
        "staff": str(case.staff), "contract": case.title, "kinds": _kinds(case),
        "term": f"{day(case.starts_on)}—{day(case.ends_on)}" if case.starts_on else "",
        "employer_chief": _chief(case, Side.EMPLOYER), "workers_chief": _chief(case, Side.WORKER),
        "employer_count": str(len(_delegates(case, Side.EMPLOYER))),
        "workers_count": str(len(_delegates(case, Side.WORKER))), "offered_on": day(case.offered_on),
        "replied_on": day(case.replied_at), "meetings": str(case.meetings.count()),
        "congress": _passed(case), "signed_on": day(case.signed_on),
        "filed_on": day(row.filed_on) if row else "", "copies": _("一式 %(n)s 份") % {"n": row.copies} if row else "",
        "handler": row.handler if row else "", "late_reason": row.late_reason if row else "",
        "objection_within": _within(case, "bargaining.objection"),
    }  # fmt: skip
    return "filing-register", _without_blanks(data)


def _filing_statement(case: Case, _number: int | None) -> Made:
    workers, employers = _delegates(case, Side.WORKER), _delegates(case, Side.EMPLOYER)
    kept, filed = moving.param(case, "bargaining.file_copies"), case.filings.order_by("-number").first()
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
            },
            *_setbacks(case),
        ],
        "substance": _substance(case), "former": _former(case),
        "congress": [_vote(case)] if case.passed_on else None, "wages": _wages(case),
        "contract_copies": str(kept.number) if kept else "", "signed_on": day(filed.filed_on if filed else None),
        **_contact(case, Side.EMPLOYER),
    }  # fmt: skip
    return "filing-statement", _without_blanks(data)


def _setbacks(case: Case) -> Iterable[str]:
    """What the congress turned down, and what the office objected to."""
    rejected = case.steps.filter(act=Act.REJECT).order_by("pk").first()
    if rejected is not None:
        yield _("职工代表大会第一次表决没有通过，职工方提出修改方案，双方重新协商一致后再次提交表决。")
    for row in case.filings.filter(result="objected").order_by("number"):
        words = _("贵局%(on)s对第 %(n)s 次报送的文本提出异议（%(number)s），双方已经逐条修订。")
        yield words % {"on": day(row.opinion_on), "n": row.number, "number": row.opinion_number or _("无编号")}


def _substance(case: Case) -> list[str]:
    """Every clause agreed: figures with their words, the others by name."""
    agreed = drafting.agreed_in(case)
    figures = [row.words for row in agreed if row.clause.is_numeric]
    others = [row.clause.title for row in agreed if not row.clause.is_numeric]
    rest = [_("双方还就下列事项达成一致：%(titles)s。") % {"titles": "、".join(others)}] if others else []
    return [*figures, *rest]


def _former(case: Case) -> list[str] | None:
    """How the contract before was kept: as its last report concluded, or as somebody filled in."""
    typed = _said(case, "former")
    if typed:
        return [typed]
    row = case.former.reports.order_by("-held_on").first() if case.former else None
    if row is None or case.former is None:
        return None
    words = _("《%(title)s》%(on)s向职工代表大会报告履行情况，结论：%(conclusion)s")
    return [words % {"title": case.former.title, "on": day(row.held_on), "conclusion": row.conclusion}]


_WAGES = {
    "system": "wage.system", "average_last_year": "wage.average_last_year", "increase": "wage.annual_increase",
    "increase_front_line": "wage.front_line_increase",
}  # fmt: skip


def _wages(case: Case) -> dict[str, str] | None:
    """What the statement on a wage contract tells besides (TEMPLATES 2.13)."""
    if not is_about_wages(case.contract, case.special):
        return None
    agreed = {row.clause.code: row for row in drafting.agreed_in(case)}
    told = {
        name: clauses.shown(row.clause.kind, row.value.number, row.clause.unit) or row.value.text
        for name, code in _WAGES.items() if (row := agreed.get(code)) is not None
    }  # fmt: skip
    typed = {"average_last_year": _said(case, "wage_average"), "increase_front_line": _said(case, "wage_front_line")}
    people = _("%(n)s人") % {"n": case.staff}
    return {**_without_blanks(typed), **told, "people": _said(case, "wage_people", people)}


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
        "effective_on": day(case.effective_at), "effective_why": why,
        "term_from": day(case.starts_on), "term_until": day(case.ends_on), "scope": _("本企业全体职工"),
        "points": [each.words for each in drafting.agreed_in(case) if each.clause.is_numeric][:6] or None,
        "contact": _contact(case, Side.WORKER)["contact"],
        "qr_url": f"{settings.PUBLIC_URL}/bargaining/notice/{row.poster_code}/" if row else "",
        "phone": _contact(case, Side.WORKER)["phone"], "published_on": day(case.published_at),
    }  # fmt: skip
    return "publication-notice", _without_blanks(data)


def _performance(case: Case, _number: int | None) -> Made:
    row = case.reports.order_by("-held_on").first()
    since = case.reports.order_by("-held_on")[1:2]
    begin = since[0].held_on if since else case.starts_on
    rise = next((each.words for each in drafting.agreed_in(case) if each.clause.code == "wage.annual_increase"), "")
    data = {
        "contract": case.title, "employer": case.employer.name, "union": case.union.name,
        "period": f"{day(begin)}至{day(row.held_on)}" if row and begin else "", "wages": rise,
        "rows": [
            {"clause": _titled(each), "agreed": each.get("words", ""), "done": each.get("done", ""),
             "rate": each.get("rate", ""), "reason": each.get("why", ""), "due": each.get("until", "")}
            for each in row.rows
        ] if row else None,
        "conclusion": row.conclusion if row else "",
        "congress": {"held_on": day(row.held_on)} if row else None, "signed_on": day(row.held_on) if row else "",
    }  # fmt: skip
    return "performance-report", _without_blanks(data)


def _titled(line: Mapping[str, str]) -> str:
    known = clauses.codebook().get(line.get("clause", ""))
    return known.title if known else ""


def _amendment(case: Case, _number: int | None) -> Made:
    former = case.former
    if former is None:
        raise Refused("paper.none")
    grounds = list(texts.GROUNDS)
    adopted = case.drafts.filter(adopted_at__isnull=False).order_by("-number").first()
    before, new = drafting.body_of(former), drafting.body_of(case)
    rows = [
        {"clause": each.title, "former": "".join(p.text for p in each.pieces if p.kind != "ins"),
         "new": "".join(p.text for p in each.pieces if p.kind != "del"), "in_force": day(case.starts_on)}
        for each in compare(before, new) if each.is_changed
    ]  # fmt: skip
    data = {
        "action": "end" if case.procedure == Procedure.END else "amend", "contract": former.title,
        "contract_number": former.number, "employer": case.employer.name, "union": case.union.name,
        "signed_before": day(former.signed_on), "effective_before": day(former.effective_at),
        "ground": grounds.index(case.ground) + 1 if case.ground in grounds else None, "rows": rows,
        "congress": _passed(case), "negotiated_on": day(adopted.adopted_at) if adopted else "",
        "number": case.number, "ends_on": day(case.starts_on) if case.procedure == Procedure.END else "",
        "filing_within": _within(case, "contract.ended_file" if case.procedure == Procedure.END else "bargaining.file"),
        "objection_within": _within(case, "bargaining.objection"), "signed_on": day(case.signed_on),
    }  # fmt: skip
    return "amendment-agreement", _without_blanks(data)


_GROUND = {"refused": "refused", "offer_overdue": "overdue", "sign_refused": "sign_refused"}


#: By which rules a union's opinion goes, by its ground.
_BROKEN = {
    "refused": ("bargaining.reply",), "overdue": ("bargaining.reply",), "unfinished": ("bargaining.complete",),
    "sign_refused": ("bargaining.submit_draft",),
}  # fmt: skip


def _provisions(case: Case, ground: str) -> list[dict[str, str]]:
    """Articles broken, as the case keeps them."""
    found = [moving.param(case, rule) for rule in _BROKEN[ground]]
    return [{"law": each.source, "article": _("第%(n)s条") % {"n": each.article}} for each in found if each]


def _opinion(case: Case, _number: int | None) -> Made:
    """The upper union's letter, as a draft: its committee decides, a chair signs."""
    ground = _GROUND.get(case.branch_from or case.state, "unfinished")
    data = {
        "ground": ground, "to": case.employer.name, "uscc": case.employer.uscc,
        "subject": _subject(case), "offerer": _sender(case, case.offered_by)[0], "offer_number": case.number,
        "sent_on": day(case.offered_on), "received_on": day(case.received_at),
        "issuer": case.union.parent.name if case.union.parent else "",
        "due_on": _due(case, "bargaining.complete" if ground == "unfinished" else "bargaining.reply"),
        "provisions": _provisions(case, ground) or None, "reply_within": _within(case, "bargaining.opinion_reply"),
        "contact": "", "phone": case.union.parent.phone if case.union.parent else "",
        "passed_on": day(case.passed_on), "facts": [case.refusal] if case.refusal else None, "draft": True,
    }  # fmt: skip
    return "union-opinion", _without_blanks(data)


_MAKERS: Mapping[str, Callable[[Case, int | None], Made]] = {
    "offer": _offer, "reply": _reply, "receipt": _receipt, "register": _register, "notice": _notice,
    "replacement": _replacement, "authorisation": _authorisation, "promise": _promise,
    "meeting-notice": _meeting_notice, "minutes": _minutes,
    "suspension": _suspension, "materials": _materials, "e-signing": _e_signing, "contract": _contract,
    "comparison": _comparison, "filing-register": _filing_register, "filing-statement": _filing_statement,
    "examination": _examination, "publication": _publication, "performance": _performance, "amendment": _amendment,
    "opinion": _opinion,
}  # fmt: skip
