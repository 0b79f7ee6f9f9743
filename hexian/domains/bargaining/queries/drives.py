"""An action of offers before it is done, while it is, and after: numbers, and every union that is left out with why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import Drive, DriveEntry
from hexian.domains.bargaining.rules.states import State
from hexian.domains.bargaining.services import choosing
from hexian.domains.bargaining.services.choosing import Candidate, Plan
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import queries as work
from hexian.foundation.work.queries import Progress

PAGE = 50


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A union an action does not reach, and why."""

    name: str
    problem: Refused


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action would do: how many drafts it makes, how many it finds, whom it leaves out."""

    unions: int
    new: int
    joined: int
    renewing: int
    left_out: Mapping[str, Sequence[LeftOut]]  # by the code of the reason, the most frequent first

    @property
    def missing(self) -> int:
        """How many are left out."""
        return sum(len(each) for each in self.left_out.values())


def drive_bodies(actor: Actor) -> list[Organisation]:
    """The unions for whose subordinates she may start an action: where she herself oversees."""
    rows = access.bodies_acting(access.OVERSEE, actor).order_by("code")
    return [body for body in rows if choosing.unions_of(body).exists()]


def preview(org_id: UUID, plan: Plan, actor: Actor) -> Preview:
    """What an action would do if it were started now.

    Raises `Organisation.DoesNotExist` where she oversees nothing, `Refused` as `services.start_drive`.
    """
    org = access.bodies_acting(access.OVERSEE, actor).get(public_id=org_id)
    choosing.check_plan(plan, actor)
    found = choosing.candidates(org, plan, actor)
    new = [each for each in found if not each.problem and not each.draft]
    return Preview(
        unions=len(found), new=len(new), joined=sum(1 for each in found if each.draft and not each.problem),
        renewing=sum(1 for each in new if each.former), left_out=_by_reason(found),
    )  # fmt: skip


def _by_reason(found: Sequence[Candidate]) -> dict[str, list[LeftOut]]:
    reasons: dict[str, list[LeftOut]] = {}
    for each in found:
        if each.problem:
            reasons.setdefault(each.problem.code, []).append(LeftOut(each.name, each.problem))
    return dict(sorted(reasons.items(), key=lambda item: -len(item[1])))


@dataclass(frozen=True, slots=True)
class DriveRow:
    """An action in the list."""

    public_id: UUID
    title: str
    org_name: str
    created_at: datetime
    is_withdrawn: bool
    made: int
    sent: int


def drives(actor: Actor) -> list[DriveRow]:
    """The actions she may know of, the newest first."""
    rows = access.drives_led(actor).select_related("org").annotate(
        made=Count("entries", filter=Q(entries__case__isnull=False)),
        sent=Count("entries", filter=Q(entries__sent_at__isnull=False)),
    )  # fmt: skip
    return [
        DriveRow(
            row.public_id, row.title, row.org.name, row.created_at, row.withdrawn_at is not None, row.made, row.sent
        )
        for row in rows.order_by("-pk")[:PAGE]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A union of an action: its case where it has one, how far it is, what stands in its way."""

    org_name: str
    case_id: UUID | None
    state: str
    entrusted_by: str
    sent_at: datetime | None
    problem: Refused | None


#: How the unions of an action may be looked at.
VIEWS = ("waiting", "entrusted", "sent", "left_out")


@dataclass(frozen=True, slots=True)
class DrivePage:
    """An action with its numbers and one page of its unions."""

    drive: Drive
    progress: Progress | None
    counts: Mapping[str, int]  # by view, and «replied», «overdue», «unions»
    reasons: Mapping[str, int]
    rows: list[EntryRow]
    after: int | None

    @property
    def is_busy(self) -> bool:
        """Whether its work is still under way."""
        return self.progress is not None and self.progress.is_open


def drive(drive_id: UUID, actor: Actor, view: str = "waiting", after: int | None = None) -> DrivePage:
    """One action for whoever oversees there. Raises `Drive.DoesNotExist`."""
    found = access.drives_led(actor).select_related("org").get(public_id=drive_id)
    entries = found.entries.all()
    rows = _viewed(entries, view)
    page = list(rows.filter(pk__gt=after or 0).select_related("org", "case").order_by("pk")[: PAGE + 1])
    return DrivePage(
        drive=found, progress=work.any_of(found.task, actor.now) if found.task else None, counts=_counts(entries),
        reasons=_reasons(entries), rows=[_row(each) for each in page[:PAGE]],
        after=page[PAGE - 1].pk if len(page) > PAGE else None,
    )  # fmt: skip


def _viewed(entries: QuerySet[DriveEntry], view: str) -> QuerySet[DriveEntry]:
    ready = Q(sent_at=None, withdrawn_at=None, case__isnull=False, case__state=State.INIT)
    chosen = {
        "waiting": ready & Q(entrusted_version=None), "entrusted": ready & Q(entrusted_version__isnull=False),
        "sent": Q(case__isnull=False) & ~Q(case__state=State.INIT), "left_out": Q(case=None) & ~Q(problem={}),
    }  # fmt: skip
    return entries.filter(chosen[view])


def _counts(entries: QuerySet[DriveEntry]) -> dict[str, int]:
    found = {view: _viewed(entries, view).count() for view in VIEWS}
    replied = entries.filter(case__replied_at__isnull=False).count()
    late = entries.filter(case__state=State.OFFER_OVERDUE).count()
    return {**found, "unions": entries.count(), "replied": replied, "overdue": late}


def _reasons(entries: QuerySet[DriveEntry]) -> dict[str, int]:
    rows = entries.exclude(problem={}).values_list("problem__code").annotate(many=Count("pk")).order_by("-many")
    return dict(rows)


def _row(entry: DriveEntry) -> EntryRow:
    case = entry.case
    return EntryRow(
        entry.org.name, case.public_id if case else None, case.state if case else "",
        entry.entrusted_by if entry.entrusted_version is not None else "", entry.sent_at, thawed(entry.problem),
    )  # fmt: skip


def thawed(problem: Mapping[str, Any]) -> Refused | None:
    """Why a union was left out, as it was refused."""
    if not problem:
        return None
    return Refused(problem["code"], **{name: _value(value) for name, value in problem["params"].items()})


def _value(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


@dataclass(frozen=True, slots=True)
class Driven:
    """The action a draft came with, as its own union sees it."""

    title: str
    by: str
    is_entrusted: bool
    is_stale: bool  # entrusted, and changed since
    is_withdrawn: bool
    problem: Refused | None


def driven(case_id: UUID) -> Driven | None:
    """The action a case that is not sent yet belongs to; None for none. For whoever has reached the case."""
    rows = DriveEntry.objects.filter(case__public_id=case_id, case__state=State.INIT).select_related("drive", "case")
    entry = rows.order_by("-pk").first()
    if entry is None or entry.case is None:
        return None
    is_entrusted = entry.entrusted_version is not None
    return Driven(
        entry.drive.title, entry.drive.by_office or entry.drive.by_name, is_entrusted,
        is_entrusted and entry.entrusted_version != entry.case.version, entry.withdrawn_at is not None,
        thawed(entry.problem),
    )  # fmt: skip
