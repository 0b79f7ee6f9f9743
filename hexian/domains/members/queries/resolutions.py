"""Committee resolutions: the list, and one with its names, votes and the law it was passed under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from hexian.domains.members import access, rules
from hexian.domains.members.models import Resolution
from hexian.domains.members.queries.applications import ApplicationRow, application_row
from hexian.domains.members.queries.paging import PAGE_SIZE, Order, Page, cut, read_cursor
from hexian.domains.members.rules import ResolutionState
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook import texts as lawbook_texts
from hexian.foundation.lawbook.rules import Param, thaw

BY_DATE = Order(("held_on", "pk"), descending=True)
#: The rules a vote is held against, as they stand before it is passed.
_RULES = ("committee.present", "committee.votes")


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A resolution in a list."""

    public_id: UUID
    code: str
    org_name: str
    number: str
    meeting: str
    held_on: date
    state: str
    names: int
    has_evidence: bool
    passed_at: datetime | None

    @property
    def is_unsigned(self) -> bool:
        """Whether it is passed and its signed page is still to come."""
        return self.state == ResolutionState.PASSED and not self.has_evidence


@dataclass(frozen=True, slots=True)
class ParamView:
    """A number of law a resolution stands on: frozen once it is passed; `said` with its comparison, 「超过 1/2」."""

    title: str
    text: str
    said: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class ResolutionPage:
    """One resolution with everything on it."""

    row: ResolutionRow
    org_public_id: UUID
    place: str
    chair: str
    seats: int
    present: int
    yes: int
    no: int
    abstained: int
    evidence_id: UUID | None
    names: tuple[ApplicationRow, ...]
    params: tuple[ParamView, ...]
    acts: frozenset[str]


def resolutions(actor: Actor, cursor: str = "", state: str = "", size: int = PAGE_SIZE) -> Page[ResolutionRow]:
    """A page of the resolutions below an officer, the latest meeting first; `state` may also be `rules.UNSIGNED`."""
    visible = access.resolutions_visible(actor)
    named, backwards = read_cursor(cursor)
    place = visible.filter(public_id=named).values_list("held_on", "pk").first() if named else None
    found = cut(_in_state(visible, state), BY_DATE, place, backwards=backwards, size=size)
    return found.page(_load(pk for _, pk in found.places))


def unsigned(actor: Actor, limit: int = 5) -> list[ResolutionRow]:
    """Passed resolutions below an officer whose signed page is still to come, the longest waiting first."""
    rows = _in_state(access.resolutions_visible(actor), rules.UNSIGNED).order_by("passed_at", "pk")
    return _load(rows.values_list("pk", flat=True)[:limit])


def _in_state(rows: QuerySet[Resolution], state: str) -> QuerySet[Resolution]:
    if state == rules.UNSIGNED:
        return rows.filter(state=ResolutionState.PASSED, evidence_id__isnull=True)
    return rows.filter(state=state) if state in list(ResolutionState) else rows


def _load(ids: Iterable[int]) -> list[ResolutionRow]:
    order = list(ids)
    found = Resolution.objects.select_related("org").in_bulk(order)
    counts = names_on(order)
    return [_row(found[pk], counts.get(pk, 0)) for pk in order if pk in found]


#: Whoever applied and everybody a roster brought on the same vote; each person once, wherever she is a member by now.
#: Of a roster only the number: counting 300,000 distinct persons took a second.
_NAMES = """
    SELECT r.id, r.from_rosters + (
        SELECT count(DISTINCT a.person_id) FROM members_application a WHERE a.resolution_id = r.id
    ) FROM members_resolution r WHERE r.id = ANY (%(ids)s)
"""


def names_on(ids: Sequence[int]) -> dict[int, int]:
    """How many persons each resolution is about, applicants and those a roster brought; one statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"ids": list(ids)})
        return dict(cursor.fetchall())


def _row(row: Resolution, names: int) -> ResolutionRow:
    return ResolutionRow(
        public_id=row.public_id,
        code=row.code,
        org_name=row.org.short_name,
        number=row.number,
        meeting=row.meeting,
        held_on=row.held_on,
        state=row.state,
        names=names,
        has_evidence=row.evidence_id is not None,
        passed_at=row.passed_at,
    )


def resolution(public_id: UUID, actor: Actor) -> ResolutionPage:
    """One resolution's page. Raises `Resolution.DoesNotExist` out of reach."""
    row = access.resolutions_visible(actor).select_related("org").get(public_id=public_id)
    applied = row.applications.select_related("org").order_by("pinyin", "pk")
    listed = tuple(application_row(each, actor) for each in applied)
    return ResolutionPage(
        row=_row(row, names_on([row.pk]).get(row.pk, 0)),
        org_public_id=row.org.public_id,
        place=row.place,
        chair=row.chair,
        seats=row.seats,
        present=row.present,
        yes=row.yes,
        no=row.no,
        abstained=row.abstained,
        evidence_id=row.evidence_id,
        names=listed,
        params=tuple(param_view(each) for each in params_of(row)),
        acts=frozenset(act for state, act in rules.RESOLUTION if state == row.state),
    )


def params_of(row: Resolution) -> list[Param]:
    """Who must be present and who must say yes: as frozen when it was passed, else as the law stands that day."""
    if row.params:
        return [thaw(row.params[code]) for code in _RULES]
    return [lawbook.look_up(code, row.org.division, row.held_on) for code in _RULES]


def param_view(param: Param) -> ParamView:
    """A number of law in words."""
    return ParamView(param.title, param.text, lawbook_texts.say(param), param.source, param.sure)
