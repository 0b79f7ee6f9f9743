"""Meetings, suspensions, signatures, filing: what is checked between the first meeting and publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hexian.domains.bargaining.rules.states import Side, other
from hexian.foundation.actor import Refused


class Consent(StrEnum):
    """Whose consent a suspension needs: the workers' side (浙江 17), its chief (杭州 27), both (民主管理 29)."""

    WORKER = "worker"
    WORKER_CHIEF = "worker_chief"
    BOTH = "both"


class Channel(StrEnum):
    """Who hears what is said."""

    ROOM = "room"
    WORKER = "worker"
    EMPLOYER = "employer"


class Delivery(StrEnum):
    """How a paper reached the other side."""

    IN_APP = "in_app"
    LINK = "link"
    PAPER = "paper"


class Form(StrEnum):
    """How somebody signed."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


def next_chair(former: Sequence[str], offered_by: str) -> Side:
    """Which chief calls and chairs the next meeting: they take turns, the offering side first (浙江 16, 杭州 26)."""
    return other(former[-1]) if former else Side(offered_by)


def check_chair(side: str, former: Sequence[str], offered_by: str) -> None:
    """Raise `Refused("meeting.turn")` (`side`) when it is the other chief's turn."""
    if side != next_chair(former, offered_by):
        raise Refused("meeting.turn", side=next_chair(former, offered_by))


def check_recorder(is_delegate: bool, may_be_delegate: bool) -> None:
    """In Hangzhou the recorder is nobody's delegate (杭州 26). Raises `Refused("meeting.recorder")`."""
    if is_delegate and not may_be_delegate:
        raise Refused("meeting.recorder")


@dataclass(frozen=True, slots=True)
class Stand:
    """A suspension that has been, in whole days."""

    since: date
    until: date


def days_suspended(stands: Iterable[Stand]) -> int:
    """Natural days stood so far, the first day not counted (民法典 201)."""
    return sum((each.until - each.since).days for each in stands)


def check_suspension(since: date, until: date, former: Iterable[Stand], *, most: int | None) -> None:
    """A suspension ends on a day to come, and all together last no longer than allowed.

    Raises `Refused` with `suspend.order`, `suspend.too_long` (`most`, `used`, `left`, `until`).
    """
    if until <= since:
        raise Refused("suspend.order", since=since, until=until)
    used = days_suspended(former)
    if most is not None and used + (until - since).days > most:
        left = max(0, most - used)
        raise Refused("suspend.too_long", most=most, used=used, left=left, until=since + timedelta(days=left))


def check_consents(needed: str, given: Iterable[str]) -> None:
    """Who has to agree has. Raises `Refused("suspend.consent")` (`sides`) for who has not."""
    wanted = {Side.WORKER, Side.EMPLOYER} if needed == Consent.BOTH else {Side.WORKER}
    missing = wanted - {Side(each) for each in given}
    if missing:
        raise Refused("suspend.consent", sides=sorted(missing))


def check_meeting_day(at: datetime, now: datetime, *, earliest: datetime | None) -> None:
    """A meeting lies ahead, and far enough that notice and materials come in time.

    Raises `Refused` with `meeting.past`, `meeting.too_soon` (`earliest`).
    """
    if at <= now:
        raise Refused("meeting.past", at=at)
    if earliest is not None and at < earliest:
        raise Refused("meeting.too_soon", earliest=earliest)


# — Signatures —


@dataclass(frozen=True, slots=True)
class Signed:
    """A chief's signature under one text."""

    side: str
    text_hash: str
    on: date


def check_signature(side: str, text_hash: str, wanted: str, former: Iterable[Signed]) -> None:
    """Both chiefs sign one and the same text, once each.

    Raises `Refused` with `sign.other_text`, `sign.twice` (`side`).
    """
    if text_hash != wanted:
        raise Refused("sign.other_text", have=text_hash[:12], wanted=wanted[:12])
    if any(each.side == side and each.text_hash == wanted for each in former):
        raise Refused("sign.twice", side=side)


def complete_on(signatures: Iterable[Signed], wanted: str) -> date | None:
    """The day on which the last chief signed the text; None while one is missing. From it ten days run (浙江 34)."""
    ours = {each.side: each.on for each in signatures if each.text_hash == wanted}
    return max(ours.values()) if set(ours) == set(Side) else None


def check_signing_day(on: date, passed_on: date, today: date) -> None:
    """Nobody signs before the congress has passed the text, or tomorrow.

    Raises `Refused` with `sign.before_congress` (`passed_on`), `sign.ahead`.
    """
    if on < passed_on:
        raise Refused("sign.before_congress", on=on, passed_on=passed_on)
    if on > today:
        raise Refused("sign.ahead", on=on)


# — Filing —


def check_filing(on: date, signed_on: date, today: date, copies: int, least: int) -> None:
    """Filed after signing, not tomorrow, with enough copies.

    Raises `Refused` with `file.before_signing`, `file.ahead`, `file.copies` (`least`).
    """
    if on < signed_on:
        raise Refused("file.before_signing", on=on, signed_on=signed_on)
    if on > today:
        raise Refused("file.ahead", on=on)
    if copies < least:
        raise Refused("file.copies", have=copies, least=least)


def check_inked_day(on: date, held_on: date, today: date) -> None:
    """Minutes are signed on the day of the meeting or later: raises `minutes.signed_before`, `minutes.signed_ahead`."""
    if on < held_on:
        raise Refused("minutes.signed_before", on=held_on)
    if on > today:
        raise Refused("minutes.signed_ahead", on=on)


def check_received(on: date, filed_on: date, today: date) -> None:
    """Received on the day it was filed or later: raises `file.received_before`, `file.received_ahead`."""
    if on < filed_on:
        raise Refused("file.received_before", on=on, filed_on=filed_on)
    if on > today:
        raise Refused("file.received_ahead", on=on)


def proposers_needed(share: tuple[int, int], staff: int) -> int:
    """How many workers must propose where a region lets them: «三分之一以上» of the staff."""
    return -(-staff * share[0] // share[1])
