"""The officer's queue of applications, and one application's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from hexian.domains.members import access, rules, texts
from hexian.domains.members.models import OPEN, Application
from hexian.domains.members.queries.paging import PAGE_SIZE, Order, Page, cut, read_cursor
from hexian.domains.members.rules import ApplicationState, Finding
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import rules as people_rules
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.clock import states
from hexian.foundation.clock.rules import end_of


class Tab(StrEnum):
    """The saved views of the queue."""

    WAITING = "waiting"
    TODAY = "today"
    OVERDUE = "overdue"
    FINDINGS = "findings"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_DECIDED = {
    Tab.APPROVED: ApplicationState.APPROVED,
    Tab.REFUSED: ApplicationState.REFUSED,
    Tab.WITHDRAWN: ApplicationState.WITHDRAWN,
}
#: What is due first comes first; decided ones lie as their index does, in each union the newest first.
BY_DUE = Order(("due_at", "pk"))
BY_PLACE = Order(("code", "pk"), descending=True)


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words, whether it stands in the way, and whether an officer has cleared it."""

    code: str
    title: Promise | str
    advice: Promise | str
    is_blocking: bool
    is_cleared: bool

    @property
    def is_in_the_way(self) -> bool:
        """Whether the committee could not admit because of it."""
        return self.is_blocking or (not self.is_cleared and self.code in rules.TO_CLEAR)


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application in the queue; numbers masked."""

    public_id: UUID
    person_id: int
    code: str
    name: str
    mobile_masked: str
    id_masked: str
    org_name: str
    kind_of_work: str
    platform: str
    station: str
    state: str
    applied_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    level: str
    findings: tuple[FindingView, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it may go before the committee as it is."""
        return not any(finding.is_in_the_way for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What narrows the queue: a tab, a kind of work, a finding, a union and all below it."""

    tab: Tab = Tab.WAITING
    kind_of_work: str = ""
    finding: str = ""
    union: UUID | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> ApplicationFilter:
        """The filter as an address carries it; whatever is unknown is left out."""
        tab, finding = str(params.get("tab") or ""), str(params.get("finding") or "")
        try:
            union = UUID(str(params.get("union") or ""))
        except ValueError:
            union = None
        return cls(
            tab=Tab(tab) if tab in list(Tab) else Tab.WAITING,
            kind_of_work=str(params.get("kind_of_work") or ""),
            finding=finding if finding in list(Finding) else "",
            union=union,
        )


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application with what may be done to it now."""

    row: ApplicationRow
    org_public_id: UUID
    employer_name: str
    note: str
    reason: str
    remedy: str
    resolution_id: UUID | None
    resolution_number: str
    is_own: bool
    acts: frozenset[str]


def queue(actor: Actor, chosen: ApplicationFilter, cursor: str = "", size: int = PAGE_SIZE) -> Page[ApplicationRow]:
    """A page of the applications an officer handles."""
    rows = _narrowed(_in_tab(access.applications_visible(actor), chosen.tab, actor), chosen)
    order = BY_PLACE if chosen.tab in _DECIDED else BY_DUE
    named, backwards = read_cursor(cursor)
    known = access.applications_visible(actor).filter(public_id=named) if named else Application.objects.none()
    place = known.values_list(*order.columns).first()
    found = cut(rows, order, place, backwards=backwards, size=size)
    return found.page(_load((place[-1] for place in found.places), actor))


def next_due(actor: Actor, limit: int = 8) -> list[ApplicationRow]:
    """What an officer must answer first."""
    return list(queue(actor, ApplicationFilter(), size=limit).rows)


def picked(public_ids: Collection[UUID], actor: Actor) -> list[ApplicationRow]:
    """Applications chosen by name, in the queue's order. Raises `Application.DoesNotExist` for one out of reach."""
    rows = access.applications_visible(actor).filter(public_id__in=public_ids).select_related("org")
    found = [application_row(row, actor) for row in rows.order_by(*BY_DUE.columns)]
    if len(found) != len(set(public_ids)):
        raise Application.DoesNotExist
    return found


def _in_tab(rows: QuerySet[Application], tab: Tab, actor: Actor) -> QuerySet[Application]:
    if tab in _DECIDED:
        return rows.filter(state=_DECIDED[tab])
    # The partial index serves whatever says in its own words that it wants open ones.
    rows = rows.filter(OPEN)
    if tab is Tab.PROPOSED:
        return rows.filter(state=ApplicationState.PROPOSED)
    if tab is Tab.OVERDUE:
        return rows.filter(due_at__lt=actor.now)
    rows = rows.exclude(state=ApplicationState.PROPOSED)
    if tab is Tab.TODAY:
        return rows.filter(due_at__gte=actor.now, due_at__lte=end_of(timezone.localdate(actor.now)))
    return rows.filter(~Q(findings=[])) if tab is Tab.FINDINGS else rows


def _narrowed(rows: QuerySet[Application], chosen: ApplicationFilter) -> QuerySet[Application]:
    if chosen.kind_of_work:
        rows = rows.filter(kind_of_work=chosen.kind_of_work)
    if chosen.finding:
        rows = rows.filter(findings__contains=[chosen.finding])
    if chosen.union is not None:
        codes = Organisation.objects.filter(public_id=chosen.union).values_list("code", flat=True)
        rows = rows.filter(within("code", codes))
    return rows


def _load(ids: Iterable[int], actor: Actor) -> list[ApplicationRow]:
    order = list(ids)
    found = Application.objects.select_related("org").in_bulk(order)
    return [application_row(found[pk], actor) for pk in order if pk in found]


def application_row(row: Application, actor: Actor) -> ApplicationRow:
    """An application as a list shows it."""
    return ApplicationRow(
        public_id=row.public_id,
        person_id=row.person_id,
        code=row.code,
        name=row.name,
        mobile_masked=people_rules.mask_mobile(row.mobile),
        id_masked=people_rules.mask_id_tail(row.id_tail),
        org_name=row.org.short_name,
        kind_of_work=row.kind_of_work,
        platform=row.platform,
        station=row.station,
        state=row.state,
        applied_at=row.applied_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        level=_level(row, actor),
        findings=finding_views(row),
    )


def _level(row: Application, actor: Actor) -> str:
    ended = row.state not in rules.OPEN_APPLICATION
    due_at = row.due_at or row.applied_at
    return str(states.level(states.State.RUNNING, due_at, ended=ended, now=actor.now))


def finding_views(row: Application) -> tuple[FindingView, ...]:
    """An application's findings in words, the blocking ones first."""
    views = [
        FindingView(
            code=code,
            title=texts.FINDINGS[code].title,
            advice=texts.FINDINGS[code].advice,
            is_blocking=code in rules.BLOCKING,
            is_cleared=code in row.passed_over,
        )
        for code in row.findings
    ]
    return tuple(sorted(views, key=lambda view: (not view.is_blocking, view.is_cleared, view.code)))


def application(public_id: UUID, actor: Actor) -> ApplicationPage:
    """One application's page. Raises `Application.DoesNotExist` out of reach."""
    rows = access.applications_visible(actor).select_related("org", "employer", "resolution")
    row = rows.get(public_id=public_id)
    own = actor.person_id is not None and row.person_id == actor.person_id
    return ApplicationPage(
        row=application_row(row, actor),
        org_public_id=row.org.public_id,
        employer_name=row.employer.name if row.employer else "",
        note=row.note,
        reason=row.reason,
        remedy=row.remedy,
        resolution_id=row.resolution.public_id if row.resolution else None,
        resolution_number=row.resolution.number if row.resolution else "",
        is_own=own,
        acts=frozenset() if own else _acts(row, actor),
    )


def _acts(row: Application, actor: Actor) -> frozenset[str]:
    """What the transition table lets an officer do from here, and opening the number where she may."""
    acts = {act for state, act in rules.APPLICATION if state == row.state} - {"approve", "withdraw"}
    if rules.standing_in_the_way(row.findings, row.passed_over):
        acts -= {"check", "propose"}
    if actor.may(access.REVEAL, row.code):
        acts.add("reveal")
    return frozenset(acts)
