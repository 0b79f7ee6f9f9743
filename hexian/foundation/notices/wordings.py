"""The words of every notice and message, declared beside the room that says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
log = structlog.get_logger(__name__)

#: What a notice says whose own words can no longer be filled.
PLAIN = _("工会有一条消息给您，点开看办到了哪一步。")


@dataclass(frozen=True, slots=True)
class Wording:
    """What one kind of notice says: in the program, by text message, by e-mail; empty where it is never said."""

    name: str
    notice: Words = ""
    sms: Words = ""
    subject: Words = ""
    mail: Words = ""


WORDINGS: dict[str, Wording] = {}


def wording(name: str, *, notice: Words = "", sms: Words = "", subject: Words = "", mail: Words = "") -> str:
    """Declare the words of a kind and return its name; declaring it twice differently is an error."""
    declared = Wording(name, notice, sms, subject, mail)
    known = WORDINGS.setdefault(name, declared)
    if texts_of(known) != texts_of(declared):
        message = f"wording {name} is declared twice, differently"
        raise ValueError(message)
    return name


def texts_of(wording: Wording) -> tuple[str, ...]:
    """The words as they read now."""
    return tuple(str(words) for words in (wording.notice, wording.sms, wording.subject, wording.mail))


def filled(words: Words, params: Mapping[str, Any]) -> str:
    """The words with their places filled; braces inside a parameter stay what they are.

    Raises `KeyError` for a place without a parameter: a fault of the program, better seen by its author than by people.
    """
    return Formatter().vformat(str(words), (), params)


def say(kind: str, params: Mapping[str, Any]) -> str:
    """What a notice says; a kind that this version no longer knows reads as its name.

    A notice from before its wording gained a place has nothing to fill it with: it reads as a plain sentence, and the
    log names the kind and the place, never what else the notice holds.
    """
    known = WORDINGS.get(kind)
    if known is None:
        return kind
    try:
        return filled(known.notice, params)
    except KeyError as lacking:
        log.warning("notice lacks a parameter of its wording", kind=kind, place=str(lacking.args[0]))
        return str(PLAIN)


def check_places(kind: str, params: Mapping[str, Any]) -> None:
    """Raises `KeyError` when a notice about to be written lacks a place of its wording."""
    known = WORDINGS.get(kind)
    if known is not None:
        filled(known.notice, params)
