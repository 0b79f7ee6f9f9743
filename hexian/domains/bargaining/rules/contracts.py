"""What a contract must hold, how long it runs, and the text it is made into (RULES §2.3, §2.4, §2.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

from hexian.domains.bargaining.rules.clauses import (
    Clause,
    Floors,
    Kind,
    List,
    Value,
    check_floor,
    clause,
    codebook,
    in_cell,
    of_lists,
    pointed,
)
from hexian.domains.bargaining.rules.delegates import Finding, Weight
from hexian.domains.bargaining.rules.sums import POSTS, raised, rows_differ, sums_differ
from hexian.foundation.actor import Refused


class ContractType(StrEnum):
    """What sort of contract (浙江 3)."""

    GENERAL = "general"
    SPECIAL = "special"
    AREA = "area"
    TRADE = "trade"


class Special(StrEnum):
    """Of what a special contract speaks (劳动合同法 52, and what regions add)."""

    WAGE = "wage"
    SAFETY = "safety"
    WOMEN = "women"
    GRADE = "grade"
    HEAT = "heat"


class Procedure(StrEnum):
    """What is bargained for: a contract, a change of one, its early end (浙江 33: the same procedure)."""

    CONCLUDE = "conclude"
    AMEND = "amend"
    END = "end"


class Ground(StrEnum):
    """Why a contract may be changed or ended (浙江 32, 杭州 38)."""

    LAW_CHANGED = "law_changed"
    FORCE_MAJEURE = "force_majeure"
    EMPLOYER_CHANGED = "employer_changed"
    AS_AGREED = "as_agreed"
    OTHER_LAW = "other_law"


#: From which lists of the law clauses are taken.
LISTS: Mapping[str, tuple[str, ...]] = {
    Special.WAGE: (List.WAGE, List.GRADE, List.PROFIT),
    Special.SAFETY: (List.SAFETY,),
    Special.WOMEN: (List.WOMEN,),
    Special.GRADE: (List.GRADE, List.PROFIT),
    Special.HEAT: (List.SAFETY,),
}
GENERAL_LISTS = tuple(List)
#: Special contracts that are about wages.
OF_WAGES = frozenset({Special.WAGE, Special.GRADE})
#: A women's chapter, annex or contract of its own must be there (妇女权益保障法 44).
WOMENS_ANNEX, WOMENS_ELSEWHERE = "annex", "own_contract"
WOMENS_HERE = frozenset({"within", WOMENS_ANNEX})
WOMENS = WOMENS_HERE | {WOMENS_ELSEWHERE}


def lists_of(contract: str, special: str) -> tuple[str, ...]:
    """The lists of the law whose clauses fit a contract."""
    if contract == ContractType.TRADE:
        return (List.TRADE, List.WAGE, List.GRADE, List.PLATFORM)
    if contract == ContractType.AREA:
        return (List.AREA, List.WAGE, List.WOMEN, List.SAFETY)
    return GENERAL_LISTS if contract == ContractType.GENERAL else LISTS[special]


def is_about_wages(contract: str, special: str) -> bool:
    """Whether a regulation on wage agreements speaks of a contract: of wages and grades, of a trade's or area's own
    (杭州 3, 30); not of a general one, nor of safety or women.
    """
    return special in OF_WAGES or contract in {ContractType.AREA, ContractType.TRADE}


class Scope(StrEnum):
    """Of which contracts a regulation speaks: all, wages (杭州 2, 3, 30), those of one employer (令 9: 2, 3)."""

    ANY = "any"
    WAGE = "wage"
    WAGE_AGREEMENT = "wage_agreement"


def about(special: str, *, is_wage: bool) -> str:
    """What a special contract is about for the regulations on wages: one of grades about wages, or about nothing of
    theirs. Worked example: a place that says no takes 浙江's ordinance alone for a contract of grades.
    """
    return "" if special == Special.GRADE and not is_wage else special


def is_spoken_of(scope: str, contract: str, special: str) -> bool:
    """Whether a regulation of that scope speaks of a contract; one whose scope nobody knows speaks of all."""
    if scope == Scope.WAGE_AGREEMENT:
        return contract == ContractType.SPECIAL and is_about_wages(contract, special)
    return scope != Scope.WAGE or is_about_wages(contract, special)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A clause both sides have agreed, with its value and the words it stands in."""

    clause: Clause
    value: Value
    words: str


def lacking(contract: str, special: str, agreed: Iterable[Agreed]) -> list[Clause]:
    """For each thing the law says a special contract should have and this one has not, a clause that would say it.

    浙江 19, 21, 22; 杭州 9.  A general contract bargains over several or some of the fifteen: none is a must (浙江 18).
    """
    if contract != ContractType.SPECIAL or special not in {Special.WAGE, Special.SAFETY, Special.WOMEN}:
        return []
    have = {article for each in agreed for article in each.clause.articles}
    wanted: dict[str, Clause] = {}
    for each in of_lists([special]):
        if each.required:
            wanted.setdefault(each.articles[0] if each.articles else each.code, each)
    return [each for article, each in wanted.items() if article not in have]


#: Said where nobody is paid by the piece: the first item of the list asks for no rates then.
_INSTEAD = {"wage.piece_rates": "wage.no_piecework"}


def unsaid(contract: str, special: str, said: Sequence[Clause]) -> list[Clause]:
    """What an item of the law's list names besides and nobody says, where another clause speaks of the same item.

    An item may hold several things.  Worked example: 浙江 19(三) wants the average and its change for every post; who
    agrees on a rise for all alone has said something of it and not that.
    """
    if not lacking(contract, special, []):  # no list that must be there
        return []
    have, spoken = {each.code for each in said}, {article for each in said for article in each.articles}
    return [
        each for each in of_lists([special])
        if each.required and each.code not in have and _INSTEAD.get(each.code) not in have
        and set(each.articles[:1]) & spoken
    ]  # fmt: skip


def findings(
    contract: str, special: str, agreed: Sequence[Agreed], floors: Floors, *, womens: str, staff_has_women: bool,
    ends: bool = False, staff: int | None = None,
) -> list[Finding]:  # fmt: skip
    """What is missing, contradictory or too low in a draft, each named, those that stop first.

    What `ends` a contract is none: nothing of what the law wants in one can be missing there.
    """
    found = [
        *(
            Finding("draft.lacking", Weight.BLOCKS, {"title": each.title, "articles": list(each.articles)})
            for each in ([] if ends else lacking(contract, special, agreed))
        ),
        *_too_low(agreed, floors),
        *contradictions(agreed, staff),
        *_vague(agreed),
        *([] if ends else _partly(unsaid(contract, special, [each.clause for each in agreed]))),
    ]
    if staff_has_women and womens not in WOMENS and not ends:
        found.append(Finding("draft.womens_content", Weight.BLOCKS))
    if womens == WOMENS_ANNEX and not any(each.clause.list == List.WOMEN and each.value.rows for each in agreed):
        found.append(Finding("draft.womens_annex", Weight.WARNS))
    return sorted(found, key=lambda each: each.weight is Weight.WARNS)


def check(found: Iterable[Finding]) -> None:
    """Raise the first finding that stops."""
    for each in found:
        if each.weight is Weight.BLOCKS:
            raise Refused(each.code, **each.params)


def _partly(missing: Sequence[Clause]) -> Iterable[Finding]:
    """Examiners send back a wage contract without the averages of its posts (TEMPLATES 2.8)."""
    if missing:
        articles = list(dict.fromkeys(each.articles[0] for each in missing))
        titles = [each.title for each in missing]
        yield Finding("draft.unsaid", Weight.WARNS, {"titles": titles, "articles": articles})


def _too_low(agreed: Iterable[Agreed], floors: Floors) -> Iterable[Finding]:
    for each in agreed:
        try:
            check_floor(each.clause, each.value, floors)
        except Refused as refusal:
            yield Finding(refusal.code, Weight.BLOCKS, dict(refusal.params))


def contradictions(agreed: Sequence[Agreed], staff: int | None = None) -> list[Finding]:
    """Figures that do not agree: this year is last year and what came on top, in fen or by a share, half up.

    So in the rows of a table of posts, and its posts times people against the total; `staff` is how many work there.
    """
    known = {each.clause.code: each.value.number for each in agreed if each.value.number is not None}
    named = {code: (clause(code).title, number) for code, number in known.items()}
    found = [
        finding for each in agreed if each.clause.code == POSTS
        for finding in (*rows_differ(each.clause.title, each.value.rows),
                        *sums_differ(each.clause.title, each.value.rows, named, staff))
    ]  # fmt: skip
    for last, now, rise in _SUMS:
        if last not in known or now not in known or rise not in known:
            continue
        expected, within = _expected(known[last], known[rise], clause(rise).kind)
        if abs(expected - known[now]) > within:
            figures = {"last": known[last], "now": known[now], "rise": known[rise], "expected": expected}
            found.append(Finding("draft.sums_differ", Weight.BLOCKS, {**figures, "unit": str(clause(rise).kind)}))
    return found


def term_differs(agreed: Iterable[Agreed], starts: date | None, ends: date | None) -> list[Finding]:
    """Where both sides agreed on a first or last day and the cover bears another: one contract has one term."""
    covers = {"term_from": starts, "term_until": ends}
    found = []
    for each in agreed:
        term = covers.get(each.clause.code.rpartition(".")[2])
        if term is not None and each.value.number is not None and each.value.number != term.toordinal():
            on = date.fromordinal(each.value.number)
            found.append(
                Finding("draft.term_differs", Weight.BLOCKS, {"title": each.clause.title, "on": on, "term": term})
            )
    return found


_SUMS = (
    ("wage.total_last_year", "wage.total_this_year", "wage.total_increase"),
    ("wage.average_last_year", "wage.average_this_year", "wage.annual_increase"),
)


def _expected(last: int, rise: int, kind: Kind) -> tuple[int, int]:
    """What this year should be, and how far it may lie from that: a share is written with two places only."""
    if kind is Kind.PERCENT:
        return raised(last, rise), last // 20_000 + 1
    return last + rise, 0


_VAGUE = ("适当增长", "适当提高", "酌情", "视情况", "按有关规定执行")


def _vague(agreed: Iterable[Agreed]) -> Iterable[Finding]:
    """Words that bind nobody are sent back by examiners (TEMPLATES 2.8)."""
    for each in agreed:
        vague = next((word for word in _VAGUE if word in each.value.text), "")
        if vague:
            weight = Weight.BLOCKS if vague.startswith("适当") else Weight.WARNS
            yield Finding("draft.vague", weight, {"title": each.clause.title, "word": vague})


# — Term —


def check_term(starts: date, ends: date, *, least: int, most: int, usual: int | None) -> list[Finding]:
    """A term of so many whole years at least and at most (浙江 30); a wage contract usually one.

    Raises `Refused` with `term.order`, `term.short` (`least`), `term.long` (`most`).
    """
    if ends <= starts:
        raise Refused("term.order", starts=starts, ends=ends)
    after = ends + timedelta(days=1)
    if after < years_on(starts, least):
        raise Refused("term.short", least=least, ends=years_on(starts, least) - timedelta(days=1))
    if after > years_on(starts, most):
        raise Refused("term.long", most=most, ends=years_on(starts, most) - timedelta(days=1))
    if usual is not None and after != years_on(starts, usual):
        return [Finding("term.unusual", Weight.WARNS, {"usual": usual})]
    return []


@dataclass(frozen=True, slots=True)
class Bounds:
    """The term of the contract that is changed or ended."""

    starts: date
    ends: date


def check_changed_term(starts: date, ends: date, former: Bounds, *, most: int, is_end: bool) -> None:
    """From when a change holds and until when the contract then does, or on which day it ends early (浙江 33).

    Of a change no least term is asked: a contract in its last months may be changed.  Raises `Refused` with
    `term.order`, `term.outside` (`starts`, `ends`), `term.long` (`most`).
    """
    if not former.starts <= starts <= former.ends:
        raise Refused("term.outside", starts=former.starts, ends=former.ends)
    if is_end:
        return
    if ends <= starts:
        raise Refused("term.order", starts=starts, ends=ends)
    if ends + timedelta(days=1) > years_on(former.starts, most):
        raise Refused("term.long", most=most, ends=years_on(former.starts, most) - timedelta(days=1))


def years_on(day: date, years: int) -> date:
    """The same day so many years on; the 29th of February becomes the 28th (民法典 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# — The text —


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered article of a contract, with the clause it came from."""

    number: int
    clause: str
    title: str
    words: str
    columns: tuple[tuple[str, str, str, str], ...] = ()  # key, title, kind, unit
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its articles."""

    title: str
    articles: tuple[Article, ...]


#: Chapters every contract begins with, and those it ends with; the others stand as the codebook has them.
FIRST = ("总则", "总则与定义")
LAST = (
    "女职工权益保护", "其他事项", "期限、变更、解除与终止", "期限、变更与解除", "监督", "监督检查",
    "监督、争议与违约责任", "争议处理", "违约责任", "争议与附则", "附则",
)  # fmt: skip


def _place(title: str) -> int:
    if title in FIRST:
        return FIRST.index(title) - len(FIRST)
    if title in LAST:
        return 10_000 + LAST.index(title)
    return _order_of_chapters().index(title)


@lru_cache(maxsize=1)
def _order_of_chapters() -> list[str]:
    return list(dict.fromkeys(each.chapter for each in codebook().values()))


def chapters(agreed: Sequence[Agreed]) -> list[Chapter]:
    """The articles in chapters, numbered through; so are the tables, each an annex its article points to."""
    ordered = sorted(enumerate(agreed), key=lambda each: (_place(each[1].clause.chapter), each[0]))
    found, number, annex = [], 0, 0
    for title, group in groupby((each for _, each in ordered), key=lambda each: each.clause.chapter):
        articles = []
        for each in group:
            number += 1
            annex += bool(each.value.rows)
            articles.append(_article(number, each, annex))
        found.append(Chapter(title, tuple(articles)))
    return found


def annex_of(agreed: Sequence[Agreed], clause: str) -> int | None:
    """The number a clause's table has among the annexes of the text these make; none where it has no table."""
    numbers = (each for chapter in chapters(agreed) for each in chapter.articles if each.rows)
    return next((number for number, each in enumerate(numbers, 1) if each.clause == clause), None)


def _article(number: int, agreed: Agreed, annex: int) -> Article:
    columns = tuple((each.key, each.title, str(each.kind), each.unit) for each in agreed.clause.columns)
    is_table = agreed.clause.kind is Kind.TABLE
    return Article(
        number, agreed.clause.code, agreed.clause.title,
        pointed(agreed.clause, agreed.words, annex) if agreed.value.rows else agreed.words,
        columns if is_table else (), agreed.value.rows if is_table else (),
    )  # fmt: skip


def full_words(article: Mapping[str, Any]) -> str:
    """An article with its table below it, a line a row: what two versions of it are held against each other by."""
    kinds = {each[0]: Kind(each[2]) for each in article["columns"]}
    rows = ["｜".join(in_cell(kind, row.get(key)) for key, kind in kinds.items()) for row in article["rows"]]
    return "\n".join([article["words"], *rows])


def text_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the whole text: one changed character changes it."""
    words = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(words.encode()).hexdigest()
