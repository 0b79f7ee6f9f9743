"""Papers from the offer to the table: offer, reply, delegates, meetings, suspension."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.documents import common
from hexian.domains.bargaining.models import Case, Delivery, Meeting, Participant, Suspension
from hexian.domains.bargaining.rules.delegates import DELEGATES, Balance, Role
from hexian.domains.bargaining.rules.meeting import Delivery as Way
from hexian.domains.bargaining.rules.states import Side, other
from hexian.domains.bargaining.services import meeting_up, moving, seating
from hexian.domains.bargaining.services.offering import REPLY
from hexian.domains.decisions import queries as congresses
from hexian.foundation.actor import Refused
from hexian.foundation.clock.models import current_calendar, span_of
from hexian.foundation.clock.rules import last_day, reckon

#: On whose wish, where a region lets workers ask for bargaining together.
_ASKED_FOR = "应职工%(n)s人联名提议，为协调劳动关系，维护职工和企业双方的合法权益"


def _offer(case: Case, _number: int | None) -> common.Made:
    sender, to = common.sender(case, case.offered_by)
    data = {
        "side": common.SIDE[Side(case.offered_by)],
        "subject": common.subject(case),
        "number": case.number,
        "to": to,
        "sender": sender,
        **({"purpose": _ASKED_FOR % {"n": case.proposers}} if case.proposers else {}),
        "basis": common.basis(case, "bargaining.reply", "bargaining.materials"),
        "first_at": common.moment(case.meet_at),
        "place": case.place,
        "latest": common.due(case, "bargaining.complete"),
        "topics": [{"text": row.title, "chosen": True} for row in case.items.order_by("number")],
        "workers_count": case.wanted_each or 0,
        "employer_count": case.wanted_each or 0,
        "count_rule": _count_rule(case),
        "delegates": common.listed(common.delegates(case, case.offered_by)),
        "materials": list(case.materials),
        "materials_by": _materials_by(case),
        "reply_within": common.within(case, "bargaining.reply"),
        "reply_due": common.due(case, "bargaining.reply"),
        **common.contact(case, case.offered_by),
        "chief": common.chief(case, case.offered_by),
        "signed_on": common.day(case.offered_on),
    }
    return "bargaining-offer", common.without_blanks(data, "workers_count", "employer_count")


def _count_rule(case: Case) -> str:
    limits = seating.limits_of(case)
    words = _("每方%(least)s至%(most)s名") if limits.most else _("每方不少于%(least)s名")
    same = _("双方人数相等") if limits.balance == Balance.EQUAL else _("企业方不多于职工方")
    return f"{words % {'least': limits.least, 'most': limits.most}}，{same}。"


def _materials_by(case: Case) -> str:
    """The last day for papers before the first meeting an offer names (杭州 25)."""
    kept = moving.frozen(case, "bargaining.materials")
    if kept is None or case.meet_at is None:
        return ""
    return common.day(last_day(reckon(case.meet_at, span_of(kept), current_calendar()).at))


def _reply(case: Case, _number: int | None) -> common.Made:
    answering = other(case.offered_by)
    sender, to = common.sender(case, answering)
    own = case.items.filter(asked_by=answering).order_by("number")
    by = common.due(case, "bargaining.materials") or _materials_by(case)
    moved = bool(case.reply.get("moved"))
    data = {
        "side": common.SIDE[answering],
        "subject": common.subject(case),
        "to": to,
        "sender": sender,
        "offer_number": case.number,
        "received_on": common.day(case.received_at),
        "agrees": not moved,
        "number": common.said(case, "reply_number"),
        "first_at": common.moment(case.meet_at) if moved else "",
        "place": case.place if moved else "",
        "added": [row.title for row in own],
        "opinions": [case.reply["note"]] if case.reply.get("note") else [],
        "delegates": common.listed(common.delegates(case, answering)),
        "materials": _numbered(case.materials, due=by),
        "asked": meeting_up.owed(case, case.offered_by) or None,
        "chief": common.chief(case, answering),
        "signed_on": common.day(case.replied_at),
        **common.contact(case, answering),
    }
    return "bargaining-reply", common.without_blanks(data)


def _numbered(names: Iterable[str], **more: str) -> list[dict[str, str]]:
    """Papers with the numbers a promise of secrecy names them by."""
    return [{"name": name, "number": str(number), **more} for number, name in enumerate(names, 1)]


def _receipt(case: Case, _number: int | None) -> common.Made:
    row = case.deliveries.order_by("-sent_at").first()
    # A paper went to the side across the table; before anything was sent it will be the offer.
    sender, to = common.sender(case, other(row.to_side) if row is not None else case.offered_by)
    answers = row is not None and row.document == REPLY
    number = common.said(case, "reply_number") if answers else case.number
    title = _("集体协商应约书") if answers else _("集体协商要约书")
    name = f"{common.subject(case)}{title}{_('（编号：%(number)s）') % {'number': number} if number else ''}"
    data: dict[str, Any] = {"issuer": sender, "receiver": to, "document": name, "copies": "1"}
    if row is not None:
        method = {"paper": "direct", "link": "electronic", "in_app": "electronic"}[row.way]
        if row.witness:
            method = "left"
        data |= {"method": method, "received_at": common.moment(row.received_at), "received_by": row.received_by,
                 "witness": row.witness, "agreement": _agreement(case, row) if method == "electronic" else "",
                 "place": case.employer.address if to == case.employer.name else
                 case.union.address, "record": _record(case, row)}  # fmt: skip
    return "delivery-receipt", common.without_blanks(data)


def _agreement(case: Case, row: Delivery) -> str:
    """On what electronic delivery rests: the agreement made by then, or that the receiver signed for it there herself.

    One both made weeks later, for the contract's signatures, is no ground for what was delivered before.
    """
    agreed = case.e_signing.order_by("at").last() if case.e_signing.count() == len(Side) else None
    if agreed is None or agreed.at > row.sent_at:
        return _("受送达人在本平台自行打开并签收")
    return _("《电子签名使用约定》（%(on)s）") % {"on": common.day(agreed.at)}


def _record(case: Case, row: Delivery) -> list[str] | None:
    """What the program recorded of an electronic delivery."""
    if row.way == Way.PAPER:
        return None
    sent = {
        "title": case.title,
        "paper": texts.SCANS[row.document],
        "sent": common.moment(row.sent_at),
        "by": row.sent_by,
        "way": texts.DELIVERIES[row.way],
    }
    lines = [_("系统记录：《%(title)s》%(paper)s %(sent)s 由%(by)s发出，%(way)s。") % sent]
    if row.received_at is not None:
        seen = {"at": common.moment(row.received_at), "by": row.received_by}
        lines.append(_("%(at)s 打开并签收，签收人%(by)s。") % seen)
    return lines


def _register(case: Case, _number: int | None) -> common.Made:
    rows = [row for side in Side for row in common.delegates(case, side)]
    data = {
        "employer": case.employer.name,
        "subject": common.subject(case),
        "delegates": [_registered(row) for row in rows],
        "registered_on": common.day(case.publicised_from),
        "external_limit": _share_words(case, "delegates.outside"),
        "term": _term(case),
    }
    return "delegate-register", common.without_blanks(data)


def _term(case: Case) -> str:
    """Delegates sit as long as the contract binds (浙江 13)."""
    return (
        f"{common.day(case.starts_on)}—{common.day(case.ends_on)}"
        if case.starts_on and case.ends_on
        else _("与合同期限相同")
    )


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
        "side": str(texts.SIDES[row.side]), "name": row.name, "sex": row.sex, "work": common.post(row),
        "manner": str(texts.ORIGINS.get(row.origin, "")), "chosen_on": common.day(row.chosen_on),
        "present": str(row.voters) if row.voters is not None else "",
        "votes": str(row.votes) if row.votes is not None else "", "chief": row.role == Role.CHIEF, "groups": groups,
        "authorised_by": row.mandate, "external": row.is_outside,
    }  # fmt: skip
    return common.without_blanks(found)


def _notice(case: Case, _number: int | None) -> common.Made:
    workers = common.delegates(case, Side.WORKER)
    chosen = next((row for row in workers if row.chosen_on), None)
    who = common.contact(case, Side.WORKER)
    data = {
        "employer": case.employer.name, "union": case.union.name, "subject": common.subject(case),
        "held_on": common.day(chosen.chosen_on) if chosen else "", "delegates": [_registered(row) for row in workers],
        "shown_from": common.day(case.publicised_from), "shown_until": common.day(case.publicised_until),
        "basis": common.basis_words(case, "delegates.worker_chief", "delegates.least"),
        "signed_on": common.day(case.publicised_from), "receiver": common.said(case, "receiver", who["contact"]),
        "phone": common.said(case, "receiver_phone", who["phone"]), "due": _congress(case) if chosen else None,
        "present": chosen.voters if chosen else None,
        "meeting": _("职工代表大会（职工大会）") if chosen else "",
    }  # fmt: skip
    return "delegate-notice", common.without_blanks(data)


def _secrecy(case: Case) -> str:
    """On what a promise of secrecy rests; blank for a case begun before the lawbook said it."""
    rule = moving.param(case, "bargaining.secrecy")
    return f"{rule.source}{rule.text}" if rule else ""


def _promise(case: Case, _number: int | None) -> common.Made:
    data = {
        "to": f"{case.employer.name}、{case.union.name}",
        "subject": common.subject(case), "materials": [each["number"] for each in _numbered(case.materials)],
        "basis": _secrecy(case),
        "until": common.day(case.ends_on),
    }  # fmt: skip
    return "confidentiality", common.without_blanks(data)


def _authorisation(case: Case, _number: int | None) -> common.Made:
    """Of the chief who leads by a letter, the employer's unless the workers' side has one."""
    chiefs = {side: seating.chief(case, side) for side in Side}
    side = next((each for each, row in chiefs.items() if row is not None and not row.heads), Side.EMPLOYER)
    row = chiefs[side]
    unit, rule = common.sender(case, side)[0], f"delegates.{side}_chief"
    principal = "union_chair" if side == Side.WORKER else "legal_representative"
    data: dict[str, Any] = {
        "side": common.SIDE[side],
        "unit": unit,
        "subject": common.subject(case),
        "principal": {"name": common.said(case, principal)},
        "basis": common.basis_words(case, rule),
        "valid_from": common.day(row.since) if row else "",
        "valid_until": common.day(case.ends_on),
    }
    if row is not None and not row.heads:
        data |= {
            "agent": {"name": row.name, "post": row.post},
            "number": row.mandate,
            "signed_on": common.day(row.since),
        }
    return "authorisation", common.without_blanks(data)


def _meeting_notice(case: Case, number: int | None) -> common.Made:
    row = meeting(case, number)
    side = row.chaired_by if row else case.offered_by
    sender, to = common.sender(case, side)
    data = {
        "side": common.SIDE[Side(side)],
        "to": to,
        "sender": sender,
        "subject": common.subject(case),
        "nth": row.number if row else 1,
        "at": common.moment(row.at if row else case.meet_at),
        "place": row.place if row else case.place,
        "convener": common.chief(case, side),
        "topics": [item.title for item in case.items.order_by("number")],
        "delegates": common.listed(common.delegates(case, side)),
        "materials": _numbered(case.materials) if side != case.offered_by else None,
        "notice_due": common.due(case, "bargaining.materials"),
        "basis": common.basis_words(case, "bargaining.materials"),
        **common.contact(case, side),
        "signed_on": common.day(row.called_at if row else case.offered_on),
        "number": common.nth(case, row.number if row else 1),
    }
    return "meeting-notice", common.without_blanks(data)


def meeting(case: Case, number: int | None) -> Meeting | None:
    """The meeting with a number, else the last one."""
    rows = case.meetings.order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


_RESULT = {"agreed": "agreed", "apart": "open", "later": "deferred"}


def _minutes(case: Case, number: int | None) -> common.Made:
    data: dict[str, Any] = {"employer": case.employer.name, "union": case.union.name, "subject": common.subject(case)}
    row = meeting(case, number)
    if row is None:
        return "bargaining-minutes", data
    former = case.meetings.filter(number__lt=row.number).order_by("-number").first()
    data |= {
        "nth": row.number, "number": f"{case.number}-{row.number}" if case.number else "",
        "last_convener": common.chief_on(case, former.chaired_by, former.at) if former else _("本次为首次会议"),
        "recorder_post": common.said(case, "recorder_post"), "observers": _observers(case, row),
        "last_time": _last_time(former), "suspension": _suspended_at(case, row),
        "confirmed": [_confirmed(each) for each in row.signatures], "began_at": common.moment(row.at),
        "ended_at": common.moment(row.until), "place": row.place,
        "convener_side": common.SIDE[Side(row.chaired_by)], "convener": common.chief_on(case, row.chaired_by, row.at),
        "recorder": row.recorder, "employer_present": _present(case, row, Side.EMPLOYER),
        "workers_present": _present(case, row, Side.WORKER),
        "items": [
            {"title": line["title"], "employer": line["employer"], "workers": line["worker"], "data": line["basis"],
             "result": _RESULT[line["result"]]}
            for line in row.minutes
        ],
        "agreed": [line["title"] for line in row.minutes if line["result"] == "agreed"],
        "workers_chief": common.chief_on(case, Side.WORKER, row.at),
        "employer_chief": common.chief_on(case, Side.EMPLOYER, row.at),
        **_signed(row),
        "signed_on": _all_signed_on(row), "remarks": row.remarks,
    }  # fmt: skip
    return "bargaining-minutes", common.without_blanks(data)


def _present(case: Case, row: Meeting, side: str) -> list[dict[str, str]]:
    """Who was there for a side, with what she came as; nobody written down prints the whole delegation's lines."""
    # Who also handles papers sat as what she was chosen for.
    sitting = case.participants.filter(side=side, role__in=DELEGATES).order_by("pk")
    roles = {each.name: str(texts.ROLES[each.role]) for each in sitting}
    names = [_bare(each["name"]) for each in row.present if each["side"] == side]
    return [common.without_blanks({"name": name, "role": roles.get(name, "")}) for name in names]


def _bare(line: str) -> str:
    """«职工方 王建国» as the recorder typed it → the name."""
    for words in texts.SIDES.values():
        line = line.removeprefix(str(words))
    return line.strip(" ：:")


def _observers(case: Case, row: Meeting) -> list[dict[str, str]] | None:
    """Who attended without a seat; what both signed says there was nobody, a sheet for the pen is left free."""
    guides = case.participants.filter(role=Role.GUIDE, until=None).order_by("pk")
    rows = [{"name": each.name, "role": str(texts.ROLES[Role.GUIDE])} for each in guides]
    typed = re.split("[、,，]", common.said(case, "observers"))
    nobody = [{"name": _("无")}] if _all_signed_on(row) else None
    return [*rows, *({"name": name.strip()} for name in typed if name.strip())] or nobody


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
    """A suspension agreed at the meeting or after it, before the next one; what both have signed takes in no later."""
    on = timezone.localdate(row.at)
    following = case.meetings.filter(number__gt=row.number).order_by("number").first()
    rows = case.suspensions.filter(begun_at__isnull=False, since__gte=on)
    rows = rows.filter(since__lt=timezone.localdate(following.at)) if following else rows
    if _all_signed_on(row):
        rows = rows.filter(begun_at__lte=max(_signed_at(each) for each in row.signatures))
    found = rows.order_by("since").first()
    return _stood(case, found) if found else None


def _confirmed(signature: Mapping[str, str]) -> str:
    words = _("%(side)s首席代表%(name)s于%(at)s在本平台确认，记录内容校验码 %(hash)s。")
    if "paper" in signature:
        words = _(
            "%(side)s首席代表%(name)s于%(on)s在纸质记录上签字，%(by)s于%(at)s登记并附影像，记录内容校验码 %(hash)s。"
        )
    at = datetime.fromisoformat(signature["at"])
    return words % {
        "side": texts.SIDES[signature["side"]], "name": signature["name"], "at": common.moment(at),
        "hash": signature["hash"][:12].upper(), "by": signature.get("by", ""),
        "on": common.day(_signed_at(signature)),
    }  # fmt: skip


def _signed_at(signature: Mapping[str, str]) -> datetime:
    """When a chief signed: on a screen that moment, with a pen some time on the day she wrote."""
    if "on" in signature:
        return moving.moment_within(date.fromisoformat(signature["on"]))
    return datetime.fromisoformat(signature["at"])


def _signed(row: Meeting) -> dict[str, str]:
    """By whom minutes were signed, by side, and where; a print before that has room for a pen."""
    words = {False: _("%(name)s（在本平台确认）"), True: _("%(name)s（在纸质记录上签字）")}
    return {f"{common.SIDE[Side(each['side'])]}_signed": words["paper" in each] % each for each in row.signatures}


def _all_signed_on(row: Meeting) -> str:
    moments = [_signed_at(each) for each in row.signatures]
    return common.day(max(moments)) if len({each["side"] for each in row.signatures}) == len(Side) else ""


def _suspension(case: Case, _number: int | None) -> common.Made:
    row = case.suspensions.order_by("-since", "-pk").first()
    data: dict[str, Any] = {
        "employer": case.employer.name,
        "union": case.union.name,
        "subject": common.subject(case),
        "open_topics": _open_at(case, row),
        "complete_by": common.due(case, "bargaining.complete"),
        "needs_both": seating.word(case, "bargaining.suspend_consent", "worker") == "both",
        "rule": common.basis_words(case, "bargaining.suspend_consent"),
        "number": common.nth(case, case.suspensions.count()),
    }
    if row is not None:
        data |= {"suspension": _stood(case, row), "signed_on": common.day(row.begun_at)}
    return "suspension-agreement", common.without_blanks(data)


def _open_at(case: Case, row: Suspension | None) -> list[str] | None:
    """What was not settled when both stopped."""
    open_then = Q(agreed=None) if row is None else Q(agreed=None) | Q(agreed_at__gt=row.begun_at or row.since)
    titles = list(case.items.filter(open_then).order_by("number").values_list("title", flat=True))
    # One page holds the paper with its signatures: many topics stand in one line.
    return [_("%(titles)s。") % {"titles": "、".join(titles)}] if len(titles) > _LISTED else titles or None


_LISTED = 5


def _congress(case: Case) -> int | None:
    """How many delegates the union's congress has."""
    found = congresses.bodies_of(case.union.public_id)
    return found[0].serving if found else None


def _stood(case: Case, row: Suspension) -> dict[str, Any]:
    limit = moving.param(case, "bargaining.suspend_limit")
    used = sum((each.until - each.since).days for each in meeting_up.stands(case) if each.since < row.since)
    days = (row.until - row.since).days
    return common.without_blanks({
        "since": common.day(row.since), "until": common.day(row.until), "days": days, "total_days": used + days,
        "limit_days": limit.number if limit else None, "reason": row.reason, "next_at": common.day(row.until),
        "next_place": row.next_place, "next_topics": [row.next_topics] if row.next_topics else None,
    })  # fmt: skip


def _materials(case: Case, number: int | None) -> common.Made:
    """What the side that was asked gives; the second list is what it asked for in its answer."""
    answering, offering = other(case.offered_by), Side(case.offered_by)
    is_second = number == len(Side) or (not case.materials and bool(meeting_up.owed(case, offering)))
    side = offering if is_second else answering
    giver, receiver = common.sender(case, side)
    at = case.replied_at if is_second else case.offered_on
    given = _given_on(case, side)
    data = {"giver": giver, "receiver": receiver, "subject": common.subject(case),
            "materials": _numbered(meeting_up.owed(case, side), due=given), "requested_on": common.day(at),
            "given_on": given}  # fmt: skip
    return "materials-list", common.without_blanks(data)


def _e_signing(case: Case, _number: int | None) -> common.Made:
    agreed = list(case.e_signing.order_by("at"))
    data = {
        "employer": case.employer.name,
        "union": case.union.name,
        "subject": common.subject(case),
        "employer_address": _("本平台%(name)s的协商账号") % {"name": case.employer.name},
        "workers_address": _("本平台%(name)s的协商账号") % {"name": case.union.name},
        "valid_until": common.day(case.ends_on),
        "signed_on": common.day(agreed[-1].at) if len(agreed) == len(Side) else "",
    }
    return "esignature-agreement", common.without_blanks(data)


def _given_on(case: Case, side: str) -> str:
    how = str(case.materials_given.get(side, ""))
    return common.day(datetime.fromisoformat(how)) if how and how != "waived" else ""


def _replacement(case: Case, number: int | None) -> common.Made:
    """Word to the other side that a delegate left, and who came in her place (浙江 13)."""
    gone = case.participants.filter(role__in=DELEGATES, until__isnull=False).order_by("-until", "-pk")
    row = gone[number - 1] if number and number <= len(gone) else gone.first()
    if row is None:
        raise Refused("paper.none")
    new = Participant.objects.filter(case=case, replaces=row).first() or case.participants.filter(
        side=row.side, role__in=DELEGATES, since__gte=row.until, until=None).order_by("since",
        "pk").first()  # fmt: skip
    sender, to = common.sender(case, row.side)
    data: dict[str, Any] = {
        "side": common.SIDE[Side(row.side)],
        "to": to,
        "sender": sender,
        "subject": common.subject(case),
        "leaving": row.name,
        "left_on": common.day(row.until),
        "reason": row.end_reason,
        "basis": common.basis_words(case, "delegates.refill"),
        "number": common.nth(case, 1),
        "signed_on": common.day(new.since) if new else "",
    }
    if new is not None:
        data |= {
            "successor": common.listed([new])[0],
            "manner": str(texts.ORIGINS.get(new.origin, "")),
            "chosen_on": common.day(new.chosen_on or new.since),
        }
    return "delegate-replacement", common.without_blanks(data)


#: Which paper is made by whom.
MAKERS: Mapping[str, Callable[[Case, int | None], common.Made]] = {
    "offer": _offer,
    "reply": _reply,
    "receipt": _receipt,
    "register": _register,
    "notice": _notice,
    "replacement": _replacement,
    "authorisation": _authorisation,
    "promise": _promise,
    "meeting-notice": _meeting_notice,
    "minutes": _minutes,
    "suspension": _suspension,
    "materials": _materials,
    "e-signing": _e_signing,
}
