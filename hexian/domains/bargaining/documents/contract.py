"""The contract in its papers: the text itself, and two drafts side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.documents import common
from hexian.domains.bargaining.models import Case, Draft
from hexian.domains.bargaining.queries.papers import compare
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import ContractType, Special
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import drafting, moving, seating
from hexian.foundation.actor import Refused


def draft(case: Case, number: int | None) -> Draft | None:
    """The draft with a number, else the latest; None where there is none yet."""
    rows = case.drafts.order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


def contract(case: Case, number: int | None) -> common.Made:
    """The text as it stands: of a draft, or of what is agreed so far."""
    row = draft(case, number)
    body = row.body if row else drafting.body_of(case)
    is_draft = case.signed_on is None
    data = {
        "kind": common.KIND.get(case.special, "general"),
        "title": _title(case),
        "number": common.contract_number(case),
        "version": _("第%(n)s稿") % {"n": row.number} if row and is_draft else "",
        "draft": is_draft,
        "employer": case.employer.name,
        "uscc": case.employer.uscc,
        "address": case.employer.address,
        "ownership": common.ownership(case),
        "legal_representative": common.said(case, "legal_representative"),
        "staff": case.staff,
        "union": case.union.name,
        "union_chair": _union_chair(case),
        "employer_chief": _chief_line(case, Side.EMPLOYER),
        "workers_chief": _chief_line(case, Side.WORKER),
        "employer_count": len(common.delegates(case, Side.EMPLOYER)),
        "workers_count": len(common.delegates(case, Side.WORKER)),
        "term_from": common.day(case.starts_on),
        "term_until": common.day(case.ends_on),
        "signed_on": common.day(case.signed_on),
        **_text(body),
        "congress": common.passed(case),
        **signatures(row),
        "copies": _copies(case),
    }
    return "collective-contract", common.without_blanks(data)


def _title(case: Case) -> str:
    """Where the template's own titles do not say what is bargained over."""
    if case.special == Special.HEAT:
        return f"{texts.SPECIALS[Special.HEAT]}{texts.CONTRACTS[ContractType.SPECIAL]}"
    return str(texts.CONTRACTS[case.contract]) if case.contract in {ContractType.AREA, ContractType.TRADE} else ""


def signatures(row: Draft | None) -> dict[str, dict[str, str]]:
    """Electronic signatures under the text: who, when, by which means; on paper one signs with a pen."""
    signed = list(row.signatures.filter(form=Form.ELECTRONIC)) if row is not None else []
    words = _("已电子签名：%(name)s，%(at)s，%(means)s")
    told = {
        common.SIDE[Side(each.side)]: words
        % {"name": each.by_name, "at": common.moment(each.at), "means": texts.means(each.certificate)}
        for each in signed
    }
    days = {common.SIDE[Side(each.side)]: common.day(each.on) for each in signed}
    return {"signatures": told, "signed_days": days} if signed else {}


def _union_chair(case: Case) -> str:
    leading = seating.chief(case, Side.WORKER)
    return common.said(case, "union_chair", leading.name if leading and leading.heads else "")


def _chief_line(case: Case, side: str) -> dict[str, str]:
    row = seating.chief(case, side)
    if row is None:
        return {}
    is_legal = side == Side.EMPLOYER and row.name == common.said(case, "legal_representative")
    return common.without_blanks({"name": row.name, "post": _("法定代表人") if is_legal else common.post(row)})


def _copies(case: Case) -> str:
    kept = moving.param(case, "bargaining.file_copies")
    n = kept.number if kept else 1
    words = _("本合同一式%(all)s份，报送人力资源和社会保障部门%(n)s份，双方各执一份，报上一级工会一份。")
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


#: What the template writes by itself; of any other kind it gets the words, figures among them on the right.
_COLUMN = {"yuan": "yuan", "percent": "percent"}


def _annex(article: Mapping[str, Any]) -> dict[str, Any]:
    columns = [
        {
            "title": title + (f"（{unit}）" if unit else ""),
            "kind": _COLUMN.get(kind, "number" if clauses.Kind(kind) in clauses.NUMERIC else "text"),
            "capitals": kind == "yuan",
        }
        for _key, title, kind, unit in article["columns"]
    ]
    rows = [[_cell(row.get(key), kind) for key, _title, kind, _unit in article["columns"]] for row in article["rows"]]
    return {"title": article["title"], "columns": columns, "rows": rows}


def _cell(value: Any, kind: str) -> str | int | None:
    if value is None or value == "":
        return None
    return value if kind in _COLUMN else clauses.in_cell(clauses.Kind(kind), value)


def _comparison(case: Case, number: int | None) -> common.Made:
    rows = list(case.drafts.order_by("-number")[:2])
    if len(rows) < 2:
        raise Refused("paper.none")
    new, former = rows
    mark = {"same": "same", "del": "gone", "ins": "new"}
    data = {
        "title": _("%(contract)s条款对照表") % {"contract": common.contract_name(case)}, "employer": case.employer.name,
        "printed_on": common.day(new.adopted_at or new.made_at),
        "former_version": _("第%(n)s稿") % {"n": former.number},
        "new_version": _("第%(n)s稿") % {"n": new.number},
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


#: Which paper is made by whom.
MAKERS: Mapping[str, Callable[[Case, int | None], common.Made]] = {
    "contract": contract,
    "comparison": _comparison,
}
