"""Cells of clauses that are tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from hexian.domains.bargaining.rules.clauses import NUMERIC, Column, Kind, bare

register = template.Library()


@register.simple_tag
def cell(row: Mapping[str, Any], column: Sequence[str] | Column) -> str:
    """A cell as people read it, out of a row and its column (`key, title, kind, unit`, or a `Column`)."""
    key, kind = (column.key, column.kind) if isinstance(column, Column) else (column[0], Kind(column[2]))
    value = row.get(key)
    if value is None:
        return ""
    if kind is Kind.PERCENT and isinstance(value, int):
        return f"{bare(Kind.YUAN, value)}%"
    return bare(kind, value) if kind in NUMERIC and isinstance(value, int) else str(value)
