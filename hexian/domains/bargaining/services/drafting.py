"""The contract's text: offered by the system out of what was agreed, adopted by the employer's side (杭州 27)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.rules import clauses, comparing, contracts
from hexian.domains.bargaining.rules.clauses import thawed
from hexian.domains.bargaining.rules.comparing import Change
from hexian.domains.bargaining.rules.contracts import Agreed, Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES, Finding
from hexian.domains.bargaining.rules.standing import Terms, standing
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import listing, moving, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.domains.bargaining.services.talking import floors_of
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import texts as clock
from hexian.foundation.lawbook.rules import DayType, Param


def agreed_in(case: Case) -> list[Agreed]:
    """The clauses both sides have settled, in the order of the agenda; an amendment keeps what it does not touch."""
    rows = case.items.filter(agreed__isnull=False).select_related("agreed").order_by("number")
    own = [Agreed(clauses.clause(row.clause), thawed(row.agreed.value), row.agreed.words) for row in rows if row.agreed]
    if case.procedure != Procedure.AMEND or case.former is None:
        return own
    touched = {each.clause.code for each in own}
    return [*(each for each in agreed_in(case.former) if each.clause.code not in touched), *own]


def findings(case: Case) -> list[Finding]:
    """What keeps a text from going on, each named."""
    agreed = agreed_in(case)
    found = contracts.findings(
        case.contract, case.special, agreed, floors_of(case), womens=case.womens_content,
        staff_has_women=bool(case.women), ends=case.procedure == Procedure.END, staff=case.staff,
    )  # fmt: skip
    return [*contracts.term_differs(agreed, case.starts_on, case.ends_on), *found]


def body_of(case: Case) -> dict[str, Any]:
    """The whole text as the case stands, as plain data: head, chapters, articles, delegates, term."""
    agreed = agreed_in(case)
    by_law = standing(case.contract, case.special, agreed, _terms(case)) if case.procedure != Procedure.END else []
    head = [each for each in by_law if each.clause.chapter in contracts.FIRST]
    chapters = contracts.chapters([*head, *agreed, *by_law[len(head) :]])
    return {
        "title": case.title, "contract": case.contract, "special": case.special, "procedure": case.procedure,
        "employer": {"name": case.employer.name, "uscc": case.employer.uscc, "address": case.employer.address},
        "union": {"name": case.union.name, "has_union": case.has_union},
        "staff": case.staff,
        "starts_on": case.starts_on.isoformat() if case.starts_on else "",
        "ends_on": case.ends_on.isoformat() if case.ends_on else "",
        "womens_content": case.womens_content,
        "delegates": {str(side): _sitting(case, side) for side in Side},
        "chapters": [
            {
                "title": chapter.title,
                "articles": [
                    {
                        "number": each.number, "clause": each.clause, "title": each.title, "words": each.words,
                        "columns": [list(column) for column in each.columns], "rows": [dict(row) for row in each.rows],
                    }
                    for each in chapter.articles
                ],
            }
            for chapter in chapters
        ],
    }  # fmt: skip


def _terms(case: Case) -> Terms:
    """What the standing articles name, in words, by the rules the case keeps."""
    copies = moving.param(case, "bargaining.file_copies")
    report = moving.param(case, moving.REPORT)
    return Terms(
        starts=_day(case.starts_on), ends=_day(case.ends_on),
        renewal=_span(case, "contract.renewal_window"), file=_span(case, "bargaining.file"),
        objection=_span(case, "bargaining.objection"), publish=_span(case, "bargaining.publish"),
        report=_words(report).removeprefix("1") if report else "",  # «每年», not «每1年»
        copies=(copies.number if copies else 1) + 3,
        womens_here=case.womens_content if case.womens_content in contracts.WOMENS_HERE else "",
        womens_elsewhere=case.womens_content if case.womens_content == contracts.WOMENS_ELSEWHERE else "",
    )  # fmt: skip


def _span(case: Case, rule: str) -> str:
    kept = moving.param(case, moving.rule_of(case, rule))
    return _words(kept) if kept else ""


def _words(kept: Param) -> str:
    """«10个工作日», «1年»."""
    return clock.printed_span(kept.number, kept.unit, kept.day_type or DayType.CAL)


def _day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _sitting(case: Case, side: Side) -> list[dict[str, str]]:
    rows = case.participants.filter(side=side, until=None, role__in=DELEGATES).order_by("role", "pk")
    return [{"name": row.name, "role": row.role, "post": row.post} for row in rows]


@transaction.atomic
def set_term(
    case_id: UUID, starts_on: date, ends_on: date, *, actor: Actor, womens_content: str | None = None
) -> list[Finding]:
    """From when until when the contract is to bind, and where its women's content stands; returns what is unusual.

    Of a change, from when it holds; of an early end, its day, and `ends_on` stays as it was.  Raises `Refused` with
    `term.order`, `term.short`, `term.long`, `term.outside`, `term.over`, `bargaining.state`.
    """
    case, _side = moving.for_side(case_id, actor)
    moving.check_state(case, State.NEGOTIATING, State.DRAFT_AGREED, State.REVISING, act="set_term")
    found = _check_term(case, starts_on, ends_on)
    if ends_on < moving.today(actor):
        raise Refused("term.over", ends=ends_on)
    case.starts_on, case.ends_on = starts_on, ends_on
    if womens_content is not None:
        case.womens_content = womens_content
    moving.touch(case, actor, "bargaining.edited", "starts_on", "ends_on", "womens_content", what="term")
    return found


def _check_term(case: Case, starts: date, ends: date) -> list[Finding]:
    years = moving.param(case, "contract.term_years")
    least, most = years.table[0] if years else (1, 3)
    former = case.former if case.procedure != Procedure.CONCLUDE else None
    if former is not None and former.starts_on is not None and former.ends_on is not None:
        bounds, is_end = contracts.Bounds(former.starts_on, former.ends_on), case.procedure == Procedure.END
        contracts.check_changed_term(starts, ends, bounds, most=most or 3, is_end=is_end)
        return []
    usual = moving.param(case, "contract.wage_term_years") if case.special == "wage" else None
    return contracts.check_term(starts, ends, least=least or 1, most=most or 3, usual=usual.number if usual else None)


@transaction.atomic
def adopt(case_id: UUID, text_hash: str, *, actor: Actor, version: int | None = None) -> Draft:
    """The employer's chief takes the text as the employer's draft, the very one she has read.

    From now the days to the congress run, five after a rejection (浙江 24, 杭州 28).  Raises `Refused` with
    `draft.*` for what stops, `draft.open_items` (`titles`), `draft.term`, `draft.changed`, `bargaining.chief_only`.
    """
    case, side = moving.for_side(case_id, actor, Side.EMPLOYER, version=version)
    moving.check_state(case, State.NEGOTIATING, State.DRAFT_AGREED, act=Act.ADOPT)
    leading = seating.check_chief(case, side, actor)
    body = check_ready(case)
    if contracts.text_hash(body) != text_hash:
        raise Refused("draft.changed")
    row = keep(case, body, actor, adopted_by=leading.name)
    moving.move(case, Act.ADOPT, actor, side=side)
    return row


@transaction.atomic
def note_adoption(case_id: UUID, text_hash: str, paper: UUID | None, *, actor: Actor) -> Draft:
    """Enter that the employer's chief adopted the printed text on paper, with its page (杭州 27).

    By who handles papers for the employer, or enters them while it has nobody in the program.  Raises as `adopt`, and
    `Refused` with `draft.scan`, `scan.not_here`, `delegates.one_chief`, `delegates.chief_left`.
    """
    case = listing.acting_for(case_id, actor, Side.EMPLOYER)
    moving.check_state(case, State.NEGOTIATING, State.DRAFT_AGREED, act=Act.ADOPT)
    if paper is None:
        raise Refused("draft.scan")
    check_paper(case, paper, "draft", actor)
    leading = seating.named_chief(case, Side.EMPLOYER, actor)
    body = check_ready(case)
    if contracts.text_hash(body) != text_hash:
        raise Refused("draft.changed")
    row = keep(case, body, actor, adopted_by=leading.name, paper=paper)
    moving.move(case, Act.ADOPT, actor, side=Side.EMPLOYER, paper=paper)
    return row


def check_ready(case: Case) -> dict[str, Any]:
    """The text, if nothing is open, missing, contradictory or too low in it. Raises like `adopt`."""
    check_settled(case)
    if case.starts_on is None or case.ends_on is None:
        raise Refused("draft.term")
    contracts.check(findings(case))
    return body_of(case)


def check_settled(case: Case) -> None:
    """Nothing on the agenda is open, nor open again after an objection. Raises `draft.open_items` (`titles`)."""
    waiting = case.items.filter(agreed=None, set_aside=False).order_by("number")
    titles = list(waiting.values_list("title", flat=True)[:5])
    if titles and case.procedure != Procedure.END:
        raise Refused("draft.open_items", titles=titles)


def substance(case: Case, body: dict[str, Any]) -> list[Change]:
    """What of a mended text is another agreement than the one the congress passed."""
    passed = case.drafts.filter(text_hash=case.passed_hash).order_by("-number").first() if case.passed_hash else None
    former = passed or case.drafts.filter(adopted_at__isnull=False).order_by("-number").first()
    most = moving.param(case, "bargaining.reworded")
    least = {"reworded": most.number} if most else {}
    return comparing.substance(former.body, body, **least) if former is not None else []


def keep(
    case: Case, body: dict[str, Any], actor: Actor, *, adopted_by: str = "", substantive: bool = True,
    paper: UUID | None = None,
) -> Draft:  # fmt: skip
    """The next version of the text."""
    last = case.drafts.aggregate(last=Max("number"))["last"] or 0
    return Draft.objects.create(
        case=case, number=last + 1, body=body, text_hash=contracts.text_hash(body), made_at=actor.now,
        adopted_by=adopted_by, adopted_at=actor.now if adopted_by else None, is_substantive=substantive,
        paper=paper,
    )  # fmt: skip


def adopted(case: Case) -> Draft:
    """The text that is going its way: the last one adopted, character for character.

    Raises `Refused` with `draft.none`, `draft.altered` (`number`) where what is kept is not what was adopted.
    """
    row = case.drafts.filter(adopted_at__isnull=False).order_by("-number").first()
    if row is None:
        raise Refused("draft.none")
    if contracts.text_hash(row.body) != row.text_hash:
        raise Refused("draft.altered", number=row.number)
    return row
