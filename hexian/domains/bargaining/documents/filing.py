"""Papers of filing and after: register, statement, opinion, publication, performance, amendment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.documents import common
from hexian.domains.bargaining.models import Case, Participant, Publication, Report
from hexian.domains.bargaining.queries.papers import compare
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import Agreed, Procedure, full_words, is_about_wages
from hexian.domains.bargaining.rules.states import AT_WORK, BEING_LISTED, Act, Side, State
from hexian.domains.bargaining.services import drafting, moving
from hexian.domains.bargaining.services.particulars import SCALE
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as files
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock.states import State as ClockState


def blanks(case: Case) -> list[str]:
    """Which of `texts.particular` would print as a blank in what is filed: better asked for than sent back."""
    lacking = [key for key in ("legal_representative", "handler_phone", "former") if not common.said(case, key)]
    if not common.contact(case, Side.EMPLOYER)["phone"]:
        lacking.append("employer_phone")
    if case.is_scaled is None:
        lacking.append(SCALE)
    wages = _wages(case)
    if wages is not None:
        known = {"wage_average": "average_last_year", "wage_front_line": "increase_front_line"}
        lacking += [key for key, told in known.items() if not wages.get(told)]
    return lacking


def _filing_register(case: Case, _number: int | None) -> common.Made:
    row = case.filings.order_by("-number").first()
    data = {
        "authority": case.examiner.name if case.examiner else "",
        "employer": case.employer.name,
        "number": common.nth(case, row.number if row else 1),
        "ownership": common.ownership(case),
        "employer_phone": common.contact(case, Side.EMPLOYER)["phone"],
        "handler_phone": common.said(case, "handler_phone"),
        "workers_phone": common.contact(case, Side.WORKER)["phone"],
        "uscc": case.employer.uscc,
        "address": case.employer.address,
        "scaled": case.is_scaled,
        "staff": str(case.staff),
        "contract": common.contract_name(case),
        "kinds": _kinds(case),
        "term": _term(case),
        "employer_chief": common.chief(case, Side.EMPLOYER),
        "workers_chief": common.chief(case, Side.WORKER),
        "employer_count": str(len(common.delegates(case, Side.EMPLOYER))),
        "workers_count": str(len(common.delegates(case, Side.WORKER))),
        "offered_on": common.day(case.offered_on),
        "replied_on": common.day(case.replied_at),
        "meetings": str(case.meetings.count()),
        "congress": common.passed(case),
        "signed_on": common.day(case.signed_on),
        "filed_on": common.day(row.filed_on) if row else "",
        "copies": _("一式%(n)s份") % {"n": row.copies} if row else "",
        "handler": row.handler if row else "",
        "late_reason": (row.late_reason or _("没有逾期")) if row else "",
        "objection_within": common.within(case, "bargaining.objection"),
    }
    return "filing-register", common.without_blanks(data)


def _term(case: Case) -> str:
    """From when until when it binds; of an early end, from which day the contract does no more."""
    if case.starts_on is None:
        return ""
    if case.procedure == Procedure.END:
        return _("原合同自%(day)s起解除") % {"day": common.day(case.starts_on)}
    return f"{common.day(case.starts_on)}—{common.day(case.ends_on)}"


def _filing_statement(case: Case, _number: int | None) -> common.Made:
    workers, employers = common.delegates(case, Side.WORKER), common.delegates(case, Side.EMPLOYER)
    kept, filed = moving.param(case, "bargaining.file_copies"), case.filings.order_by("-number").first()
    data = {
        "authority": case.examiner.name if case.examiner else "",
        "employer": case.employer.name,
        "contract": common.contract_name(case),
        "delegates": [
            _("职工方代表%(n)s名：%(names)s。") % {"n": len(workers), "names": _names(workers)},
            _("企业方代表%(n)s名：%(names)s。") % {"n": len(employers), "names": _names(employers)},
        ],
        "process": [
            _("%(offer)s发出要约，%(received)s收到，%(replied)s书面答复；其间开会%(n)s次，中止%(m)s次。")
            % {
                "offer": common.day(case.offered_on),
                "received": common.day(case.received_at),
                "replied": common.day(case.replied_at),
                "n": case.meetings.count(),
                "m": case.suspensions.filter(begun_at__isnull=False).count(),
            },
            *_setbacks(case),
        ],
        "substance": _substance(case),
        "former": _former(case),
        "congress": [_vote(case)] if case.passed_on else None,
        "wages": _wages(case),
        "contract_copies": str(kept.number) if kept else "",
        "signed_on": common.day(filed.filed_on if filed else None),
        **common.contact(case, Side.EMPLOYER),
    }
    return "filing-statement", common.without_blanks(data)


def _setbacks(case: Case) -> Iterable[str]:
    """What the congress turned down, and what the office objected to."""
    rejected = case.steps.filter(act=Act.REJECT).order_by("pk").first()
    if rejected is not None:
        yield _("职工代表大会第一次表决没有通过，职工方提出修改方案，双方重新协商一致后再次提交表决。")
    for row in case.filings.filter(result="objected").order_by("number"):
        words = _("贵局%(on)s对第%(n)s次报送的文本提出异议（%(number)s），双方已经逐条修订。")
        yield words % {"on": common.day(row.opinion_on), "n": row.number, "number": row.opinion_number or _("无编号")}


def _substance(case: Case) -> list[str]:
    """Every clause agreed: figures with their words, the others by name."""
    agreed = drafting.agreed_in(case)
    figures = [row.words for row in agreed if row.clause.is_numeric]
    others = [row.clause.title for row in agreed if not row.clause.is_numeric]
    rest = [_("双方还就下列事项达成一致：%(titles)s。") % {"titles": "、".join(others)}] if others else []
    return [*figures, *rest]


def _former(case: Case) -> list[str] | None:
    """How the contract before was kept: as its last report concluded, or as somebody filled in."""
    typed = common.said(case, "former")
    if typed:
        return [typed]
    row = case.former.reports.order_by("-held_on").first() if case.former else None
    if row is None or case.former is None:
        return None
    words = _("《%(title)s》%(on)s向职工代表大会报告履行情况，结论：%(conclusion)s")
    return [words % {"title": case.former.title, "on": common.day(row.held_on), "conclusion": row.conclusion}]


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
    typed = {
        "average_last_year": common.said(case, "wage_average"),
        "increase_front_line": common.said(case, "wage_front_line"),
    }
    people = _("%(n)s人") % {"n": case.staff}
    return {**common.without_blanks(typed), **told, "people": common.said(case, "wage_people", people)}


#: The boxes of the register, in its order.
_KINDS = (
    ("general", "综合"), ("wage", "工资专项"), ("safety", "劳动安全卫生专项"), ("women", "女职工专项"),
    ("grade", "能级工资专项"), ("trade", "行业性"), ("area", "区域性"),
)  # fmt: skip


def _vote(case: Case) -> str:
    words = _("%(on)s召开职工代表大会，应到%(roll)s人，实到%(present)s人，无记名投票，%(yes)s人同意，通过本合同草案。")
    return words % {
        "on": common.day(case.passed_on),
        "roll": case.passed_roll,
        "present": case.passed_present,
        "yes": case.passed_yes,
    }


def _kinds(case: Case) -> list[dict[str, Any]]:
    own = case.special or case.contract
    return [{"text": words, "chosen": kind == own} for kind, words in _KINDS]


def _names(rows: Iterable[Participant]) -> str:
    return "、".join(f"{row.name}（{texts.ORIGINS.get(row.origin, '')}）" for row in rows)


def _examination(case: Case, number: int | None) -> common.Made:
    rows = case.filings.order_by("-number")
    row = rows.filter(number=number).first() if number else rows.first()
    if row is None:
        raise Refused("paper.none")
    data = {
        "authority": case.examiner.name if case.examiner else "", "number": row.opinion_number,
        "employer": case.employer.name, "employer_address": case.employer.address, "workers": case.union.name,
        "workers_address": case.union.address, "contract": common.contract_name(case),
        "received_on": common.day(row.received_at),
        "received_number": row.receipt_number, "content_found": row.opinion,
        "result": "objected" if row.objections else "lawful" if row.result else "",
        "objections": [
            {"clause": each.get("words", ""), "basis": each.get("basis", ""), "demand": each.get("remedy", "")}
            for each in row.objections
        ],
        "effective_on": common.day(case.effective_at), "decided_on": common.day(row.opinion_on),
    }  # fmt: skip
    return "examination-opinion", common.without_blanks(data)


#: So many figures stand on the notice on the wall; the whole text is a code away.
_POINTS = 6


def _points(agreed: Sequence[Agreed]) -> list[str]:
    """The figures a worker looks for: those the law asks for before any others, in the order of the contract."""
    numeric = [each for each in agreed if each.clause.is_numeric]
    chosen = sorted(numeric, key=lambda each: not each.clause.required)[:_POINTS]
    return [each.words for each in numeric if each in chosen]


def _publication(case: Case, _number: int | None) -> common.Made:
    row = Publication.objects.filter(case=case).first()
    filing = case.filings.order_by("-number").first()
    why = str(texts.OPINIONS[filing.result]) if filing and filing.result else ""
    data = {
        "contract": common.contract_name(case), "employer": case.employer.name, "union": case.union.name,
        "passed_on": common.day(case.passed_on), "signed_on": common.day(case.signed_on),
        "received_on": common.day(filing.received_at) if filing else "",
        "effective_on": common.day(case.effective_at), "effective_why": why,
        "term_from": common.day(case.starts_on), "term_until": common.day(case.ends_on),
        "ends_on": common.day(case.starts_on) if case.procedure == Procedure.END else "", "scope": _("本企业全体职工"),
        "points": _points(drafting.agreed_in(case)) or None,
        "contact": common.contact(case, Side.WORKER)["contact"],
        "qr_url": f"{settings.PUBLIC_URL}/bargaining/notice/{row.poster_code}/" if row else "",
        "phone": common.contact(case, Side.WORKER)["phone"], "published_on": common.day(case.published_at),
    }  # fmt: skip
    return "publication-notice", common.without_blanks(data)


def _performance(case: Case, _number: int | None) -> common.Made:
    row = case.reports.order_by("-held_on").first()
    rise = next((each.words for each in drafting.agreed_in(case) if each.clause.code == "wage.annual_increase"), "")
    data = {
        "contract": common.contract_name(case),
        "employer": case.employer.name,
        "union": case.union.name,
        "period": _period(case, row) if row else "",
        "wages": rise,
        "rows": [
            {
                "clause": _titled(each),
                "agreed": each.get("words", ""),
                "done": each.get("done", ""),
                "rate": each.get("rate", ""),
                "reason": each.get("why", ""),
                "due": each.get("until", ""),
            }
            for each in row.rows
        ]
        if row
        else None,
        "conclusion": row.conclusion if row else "",
        "congress": {"held_on": common.day(row.held_on)} if row else None,
        "signed_on": common.day(row.held_on) if row else "",
    }
    return "performance-report", common.without_blanks(data)


def _period(case: Case, row: Report) -> str:
    """From the report before, else from when the contract held; a changed one goes on with the former's year."""
    kept = [case, *([case.former] if case.procedure == Procedure.AMEND and case.former is not None else [])]
    before = Report.objects.filter(case__in=kept, held_on__lt=row.held_on).order_by("-held_on").first()
    begin = before.held_on if before else kept[-1].starts_on
    return f"{common.day(begin)}至{common.day(row.held_on)}" if begin and begin <= row.held_on else ""


def _titled(line: Mapping[str, str]) -> str:
    known = clauses.codebook().get(line.get("clause", ""))
    return known.title if known else ""


def _proofs(case: Case) -> list[str]:
    """What proves the ground, by the names the files came with."""
    with scope(Actor.system("amendment", timezone.now())):
        found = [files.find(UUID(paper)) for paper in case.ground_papers]
    return [row.name.rpartition(".")[0] or row.name for row in found if row is not None]


def _amendment(case: Case, _number: int | None) -> common.Made:
    former = case.former
    if former is None:
        raise Refused("paper.none")
    grounds = list(texts.GROUNDS)
    adopted = case.drafts.filter(adopted_at__isnull=False).order_by("-number").first()
    ends = case.procedure == Procedure.END
    before, new = drafting.body_of(former), drafting.body_of(case)
    rows = [
        {"clause": each.title, "former": "".join(p.text for p in each.pieces if p.kind != "ins"),
         "new": "".join(p.text for p in each.pieces if p.kind != "del"), "in_force": common.day(case.starts_on)}
        for each in (compare(before, new) if not ends else []) if each.is_changed
    ]  # fmt: skip
    data = {
        "action": "end" if ends else "amend",
        "contract": common.contract_name(former),
        "contract_number": common.contract_number(former),
        "employer": case.employer.name,
        "union": case.union.name,
        "signed_before": common.day(former.signed_on),
        "effective_before": common.day(former.effective_at),
        "ground": grounds.index(case.ground) + 1 if case.ground in grounds else None,
        "proofs": _proofs(case) or None,
        "reason": case.ground_words,
        "rows": rows,
        "settlement": _settled(adopted.body if adopted else new) if ends else None,
        "congress": common.passed(case),
        "negotiated_on": common.day(adopted.adopted_at) if adopted else "",
        "number": common.contract_number(case),
        "ends_on": common.day(case.starts_on) if ends else "",
        "filing_within": common.within(case, "contract.ended_file" if ends else "bargaining.file"),
        "objection_within": common.within(case, "bargaining.objection"),
        "signed_on": common.day(case.signed_on),
    }
    return "amendment-agreement", common.without_blanks(data)


def _settled(body: Mapping[str, Any]) -> list[str] | None:
    """What both sides agreed on for after an early end, in the words that were voted on."""
    return [full_words(each) for chapter in body["chapters"] for each in chapter["articles"]] or None


_GROUND = {"refused": "refused", "offer_overdue": "overdue", "sign_refused": "sign_refused"}


def _ground(case: Case) -> str:
    """What an opinion is about; where nothing is known to be wrong its facts are left to the pen, not made up."""
    at = case.branch_from or case.state
    if at in _GROUND:
        return _GROUND[at]
    running = clocks.open_deadline(case.public_id, "bargaining.complete")
    is_late = running is not None and running.state == ClockState.LATE
    return "unfinished" if is_late and at in AT_WORK | BEING_LISTED else "other"


#: By which rules a union's opinion goes, by its ground.
_BROKEN = {
    "refused": ("bargaining.reply",), "overdue": ("bargaining.reply",), "unfinished": ("bargaining.complete",),
    "sign_refused": ("bargaining.submit_draft",), "other": (),
}  # fmt: skip


def _provisions(case: Case, ground: str) -> list[dict[str, str]]:
    """Articles broken, as the case keeps them."""
    found = [moving.param(case, rule) for rule in _BROKEN[ground]]
    return [{"law": each.source, "article": _("第%(n)s条") % {"n": each.article}} for each in found if each]


def _found(case: Case) -> list[str]:
    """What the union above wrote when it found something unlawful; until then the paper tells it by its ground."""
    step = case.steps.filter(act=Act.FIND_UNLAWFUL).order_by("-pk").first() if case.state == State.UNLAWFUL else None
    return [line for line in step.note.splitlines() if line.strip()] if step else []


def _opinion(case: Case, _number: int | None) -> common.Made:
    """The upper union's letter, as a draft: its committee decides, a chair signs."""
    ground = _ground(case)
    data = {
        "ground": ground,
        "to": case.employer.name,
        "uscc": case.employer.uscc,
        "subject": common.subject(case),
        "offerer": common.sender(case, case.offered_by)[0],
        "offer_number": case.number,
        "sent_on": common.day(case.offered_on),
        "received_on": common.day(case.received_at),
        "issuer": case.union.parent.name if case.union.parent else "",
        "due_on": common.due(case, "bargaining.complete" if ground == "unfinished" else "bargaining.reply"),
        "provisions": _provisions(case, ground) or None,
        "reply_within": common.within(case, "bargaining.opinion_reply"),
        "contact": "",
        "phone": case.union.parent.phone if case.union.parent else "",
        "passed_on": common.day(case.passed_on),
        "facts": _found(case) or None,
        "reason_given": case.refusal if ground in {"refused", "sign_refused"} else "",
        "draft": True,
    }
    return "union-opinion", common.without_blanks(data)


#: Which paper is made by whom.
MAKERS: Mapping[str, Callable[[Case, int | None], common.Made]] = {
    "filing-register": _filing_register,
    "filing-statement": _filing_statement,
    "examination": _examination,
    "publication": _publication,
    "performance": _performance,
    "amendment": _amendment,
    "opinion": _opinion,
}
