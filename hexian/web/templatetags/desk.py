"""A tag and two small filters of the desk's templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import template
from django.utils.safestring import SafeString

from hexian.web.templatetags import ui, wording

register = template.Library()


class HasDue(Protocol):
    """A row with a promise."""

    due_at: datetime | None
    applied_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the bar of a deadline needs to know."""

    due_at: datetime
    started_at: datetime
    done: bool
    paused: bool = False


@register.filter
def as_deadline(row: HasDue) -> Promise:
    """An application's promise as a deadline; a decided one is done."""
    return Promise(row.due_at or row.applied_at, row.applied_at, done=row.decided_at is not None)


class HasAnswerDue(Protocol):
    """A passage with its promise."""

    due_at: datetime | None
    asked_at: datetime
    decided_at: datetime | None


@register.filter
def as_promise(row: HasAnswerDue) -> Promise:
    """A passage's promise as a deadline; a decided one is done."""
    return Promise(row.due_at or row.asked_at, row.asked_at, done=row.decided_at is not None)


@register.filter
def yuan(fen: int) -> str:
    """«1,209,652.81»: every place of a sum in fen, for columns that are added up."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


@register.filter
def pick(words: Mapping[str, Any], key: str) -> Any:
    """A word out of a table by a key known only at run time."""
    return words.get(key, key)


@register.filter
def counted(number: int) -> str:
    """A number with thousands separators, inside a sentence."""
    return wording.count_words(number)


#: The colour of a state of applications, memberships and passages; any other is grey.
_KINDS = {
    "active": "ok",
    "approved": "ok",
    "applied": "warn",
    "checked": "info",
    "proposed": "info",
    "asked": "warn",
    "released": "info",
    "warned": "info",
    "objected": "warn",
    "done": "ok",
}


@register.simple_tag
def state(name: str, words: Mapping[str, Any]) -> SafeString:
    """A state as a coloured label; a tag, because an include in each of 25 rows costs three times as much."""
    return ui.tag(_KINDS.get(name, ""), words.get(name, name), "")
