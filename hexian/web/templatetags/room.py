"""Cells of clauses that are tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules.clauses import BLANK, Column, Kind, in_cell
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.foundation.clock import texts as clock

register = template.Library()


@register.simple_tag
def cell(row: Mapping[str, Any], column: Sequence[str] | Column) -> str:
    """A cell as people read it, out of a row and its column (`key, title, kind, unit`, or a `Column`)."""
    key, kind = (column.key, column.kind) if isinstance(column, Column) else (column[0], Kind(column[2]))
    return in_cell(kind, row.get(key))


@register.filter
def cover_name(text: Any) -> str:
    """What a contract is called on its own cover, out of its text or its case; the bargaining has another name."""
    if not isinstance(text, Mapping):
        text = {name: getattr(text, name) for name in ("title", "contract", "special", "procedure")}
    if not text.get("contract"):
        return str(text["title"])
    name = texts.contract_name(text["contract"], text["special"])
    return f"{name}{texts.PROCEDURES[Procedure.END]}协议" if text.get("procedure") == Procedure.END else name


@register.filter
def annexed(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The chapters of a text; an article that points to its table says its number, as the printed contract does."""
    number = 0
    for chapter in body["chapters"]:
        articles = []
        for each in chapter["articles"]:
            number += bool(each["rows"])
            words = each["words"].replace(BLANK, str(number)) if each["rows"] else each["words"]
            articles.append({**each, "words": words, "annex": number if each["rows"] else 0})
        yield {**chapter, "articles": articles}


@register.filter
def until(due_at: datetime) -> str:
    """The end of a period: 「6 月 17 日 周三 24:00」."""
    return clock.until(due_at)


@register.filter
def holding(day: date) -> str:
    """From when a change holds: 「2026 年 8 月 1 日起执行」."""
    return str(_("%(day)s起执行") % {"day": long_day(day.isoformat())})


@register.filter
def long_day(text: str) -> str:
    """A day of a contract: 「2027 年 1 月 1 日」."""
    day = date.fromisoformat(text)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
