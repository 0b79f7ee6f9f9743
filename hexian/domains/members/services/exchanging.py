"""Members written as another system wants them: by a layout, portion by portion, with a list of what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from hexian.domains.members import facts, texts
from hexian.domains.members.facts import Column, Field, Layout
from hexian.domains.members.models import Membership, Passage
from hexian.domains.members.rules import MembershipState, PassageKind, PassageState
from hexian.domains.people import rules as people_rules
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One member's cells, and what is wrong with them in words; empty when nothing is."""

    row: Membership
    cells: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a line is made of: the row, her opened number (None: masked), what last became of the membership."""

    row: Membership
    number: str | None
    passage: Passage | None


def lines(portion: Sequence[Membership], layout: Layout, opened: Mapping[int, str | None], actor: Actor) -> list[Line]:
    """The lines of a portion; a number that was not opened is lacking, and so is what comes from it."""
    passages = _last_passages([row.pk for row in portion], actor)
    prefetch_related_objects(list(portion), "resolution")
    return [_line(_Known(row, opened.get(row.pk), passages.get(row.pk)), layout) for row in portion]


def _last_passages(ids: Sequence[int], actor: Actor) -> dict[int, Passage]:
    """What last became of these memberships. As the system: a transfer's row lies with the union she came from."""
    with scope(Actor.system("exchange", actor.now)):
        rows = Passage.objects.filter(membership__in=ids, state=PassageState.DONE).order_by("decided_at", "pk")
        return {row.membership_id: row for row in rows}


def _line(known: _Known, layout: Layout) -> Line:
    cells, faults = [], []
    for column in layout.columns:
        cell, fault = _cell(known, column, layout)
        cells.append(cell)
        faults += [fault] if fault else []
    return Line(known.row, tuple(cells), tuple(faults))


def _cell(known: _Known, column: Column, layout: Layout) -> tuple[str, str]:
    """A cell, and what is wrong with it."""
    value = column.fixed if column.field is Field.BLANK else _FIELDS[column.field](known)
    word = layout.written(value) if isinstance(value, date) else value
    code = facts.coded(layout, column, word)
    if code is None:
        return "", _("「%(column)s」没有「%(word)s」对应的码") % {"column": column.heading, "word": word}
    lacking = column.is_required and not code
    return code, _("缺「%(column)s」") % {"column": column.heading} if lacking else ""


def _identity(known: _Known) -> people_rules.IdNumber | None:
    return people_rules.check_id_number(known.number, date.max) if known.number else None


def _gender(known: _Known) -> str:
    identity = _identity(known)
    return "" if identity is None else _("女") if identity.is_female else _("男")


def _birth(known: _Known) -> date | str:
    identity = _identity(known)
    return identity.birth if identity else ""


def _mobile(known: _Known) -> str:
    mobile = known.row.person.mobile
    return mobile if known.number is not None else people_rules.mask_mobile(mobile)


def _id_number(known: _Known) -> str:
    return known.number or ""


def _change(known: _Known) -> str:
    """What happened to the membership last, in our words."""
    state = known.row.state
    if state == MembershipState.ACTIVE:
        kind = known.passage.kind if known.passage else ""
        if kind == PassageKind.RESUME:
            return str(texts.PASSAGE_KINDS[PassageKind.RESUME])
        return _("转入") if known.row.came_on and not _was_admitted(known.row) else _("入会")
    words = {MembershipState.TRANSFERRED: _("转出"), MembershipState.QUIT: _("退会")}
    return words.get(MembershipState(state)) or str(texts.MEMBERSHIP_STATES[state])


def _was_admitted(row: Membership) -> bool:
    """Whether she came by the vote of a meeting: one of a roster who joined earlier counts here since that day."""
    return row.resolution is not None and row.came_on == row.resolution.held_on


def _why(known: _Known) -> str:
    return str(texts.PASSAGE_REASONS[known.passage.reason]) if known.passage else ""


_FIELDS: Mapping[Field, Callable[[_Known], str | date]] = {
    Field.NAME: lambda known: known.row.person.name,
    Field.GENDER: _gender,
    Field.BIRTH: _birth,
    Field.MOBILE: _mobile,
    Field.ID_NUMBER: _id_number,
    Field.UNION: lambda known: known.row.org.name,
    Field.UNION_USCC: lambda known: known.row.org.uscc,
    Field.EMPLOYER: lambda known: known.row.employer.name if known.row.employer else "",
    Field.CARD: lambda known: known.row.card_no,
    Field.WORK: lambda known: known.row.kind_of_work,
    Field.PLATFORM: lambda known: known.row.platform,
    Field.STATION: lambda known: known.row.station,
    Field.NEW_FORM: lambda known: _("是") if known.row.is_new_form else _("否"),
    Field.JOINED: lambda known: known.row.joined_on,
    Field.STATE: lambda known: str(texts.MEMBERSHIP_STATES[known.row.state]),
    Field.CHANGE: _change,
    Field.CHANGED_ON: lambda known: known.row.ended_on or known.row.came_on or known.row.joined_on,
    Field.WHY: _why,
}
