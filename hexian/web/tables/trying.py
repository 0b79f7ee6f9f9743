"""A case typed into a form, walked through the table as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor import Refused
from hexian.foundation.tables import texts
from hexian.foundation.tables.rules import Input, Kind, Table, Value
from hexian.web.tables import typed
from hexian.web.tables.grid import Choice, Control
from hexian.web.tables.showing import Walked, walked
from hexian.web.tables.typed import Misread


@dataclass(frozen=True, slots=True)
class Tried:
    """The form with what was typed, and what came of it."""

    controls: tuple[Control, ...]
    walked: Walked | None
    problem: str


def tried(query: QueryDict, table: Table) -> Tried:
    """The case in an address (`?c0=8000`), walked when there is one."""
    given = {one.name: query.get(f"c{at}", "")[:80] for at, one in enumerate(table.inputs)}
    values, errors = _read(table, given)
    controls = tuple(_control(at, one, given[one.name], errors) for at, one in enumerate(table.inputs))
    if errors or "try" not in query:
        return Tried(controls, None, "")
    try:
        return Tried(controls, walked(table, values), "")
    except Refused as refusal:
        return Tried(controls, None, texts.of(refusal))


def _read(table: Table, given: Mapping[str, str]) -> tuple[dict[str, Value | None], dict[str, str]]:
    values: dict[str, Value | None] = {}
    errors: dict[str, str] = {}
    for one in table.inputs:
        try:
            values[one.name] = typed.read(given[one.name], one.kind)
        except Misread as misread:
            errors[one.name] = misread.sentence
    return values, errors


_UNKNOWN, _YES, _NO = _("不知道"), _("是"), _("否")


def _control(at: int, one: Input, text: str, errors: Mapping[str, str]) -> Control:
    pairs: list[tuple[str, str | Promise]] = [("", _UNKNOWN)]
    pairs += [("yes", _YES), ("no", _NO)] if one.kind is Kind.BOOL else [(word, word) for word in one.choices]
    choices = tuple(Choice(value, label, value == text) for value, label in pairs) if len(pairs) > 1 else ()
    sort = "select" if choices else "date" if one.kind is Kind.DATE else "text"
    return Control(f"c{at}", one.title, text, sort, choices, errors.get(one.name, ""))
