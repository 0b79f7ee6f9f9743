"""One sitting: where it stands, who is on its roll, who came, what is voted on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.models import Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import SITTING, Document, may_add
from hexian.domains.decisions.rules import Sitting as State
from hexian.domains.decisions.services import reaching, scans, sittings
from hexian.domains.orgs.rules import matter
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.lawbook.rules import thaw


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting in a list; `roll` and `present` are people with a vote, nought before the roll is sealed."""

    public_id: UUID
    number: int
    term_number: int
    held_at: datetime
    place: str
    chair: str
    state: str
    roll: int
    present: int


@dataclass(frozen=True, slots=True)
class RollRow:
    """A line of the sealed roll, and whether she came."""

    public_id: UUID
    position: int
    name: str
    pinyin: str
    sex: str
    department: str
    has_vote: bool
    came_at: datetime | None
    came_by: str


@dataclass(frozen=True, slots=True)
class MotionRow:
    """A motion on the agenda; figures are nought until it is decided."""

    public_id: UUID
    title: str
    state: str
    round: int
    attempt: int
    counted: int
    roll: int
    present: int
    yes: int
    no: int
    abstain: int
    void: int
    is_general: bool
    text_sha256: str
    decided_at: datetime | None

    @property
    def share(self) -> str:
        """「66.67%」: yes of all on the roll."""
        return rules.percent(self.yes, self.roll)


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A signed page that was photographed."""

    public_id: UUID
    document: str
    name: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class SittingPage:
    """One sitting with everything of it; `need` is how many must be there, nought before the roll is sealed."""

    row: SittingRow
    body_id: UUID
    body_name: str
    body_kind: str
    code: str
    agenda: str
    seal: str
    sealed_at: datetime | None
    opened_at: datetime | None
    opened_with: int | None
    ended_at: datetime | None
    reason: str
    need: int
    observers: int
    observers_present: int
    motions: tuple[MotionRow, ...]
    scans: tuple[ScanRow, ...]
    acts: frozenset[str]
    may_run: bool
    may_count: bool
    is_intact: bool

    @property
    def missing(self) -> int:
        """How many are missing for a quorum."""
        return max(self.need - self.row.present, 0)


def rows_of(found: QuerySet[Sitting]) -> Iterable[SittingRow]:
    """Sittings as a list shows them."""
    voters = Q(roll__has_vote=True)
    counted = found.annotate(
        entitled=Count("roll", filter=voters), there=Count("roll", filter=voters & Q(roll__came_at__isnull=False))
    )
    for row in counted:
        yield SittingRow(
            row.public_id, row.number, row.body.term_number, row.held_at, row.place, row.chair, row.state,
            row.entitled, row.there,
        )  # fmt: skip


def sittings_to_come(union: UUID, now: datetime) -> list[SittingRow]:
    """The sittings of a union's bodies to which a motion may still be put, the nearest first.

    As far as the scope in force shows them: for rooms above that have something to be decided.
    """
    open_to = {state for state, act in SITTING if act == "put"}
    found = Sitting.objects.filter(body__union__public_id=union, state__in=open_to).select_related("body")
    of_now = Q(opened_at__isnull=True) | Q(opened_at__date=timezone.localdate(now))
    return list(rows_of(found.filter(of_now).order_by("held_at", "pk")))


def is_of_earlier_day(page: SittingPage, actor: Actor) -> bool:
    """Whether a sitting stands open that was opened on a day before: nothing more is put to it."""
    opened_on = timezone.localdate(page.opened_at) if page.opened_at else None
    return page.row.state == State.OPEN and not may_add(opened_on, timezone.localdate(actor.now))


def sittings_left_open(union: UUID, now: datetime) -> list[SittingRow]:
    """The sittings of a union's bodies that were opened on an earlier day and not closed, the latest first."""
    found = Sitting.objects.filter(body__union__public_id=union, state=State.OPEN).select_related("body")
    return list(rows_of(found.filter(opened_at__date__lt=timezone.localdate(now)).order_by("-held_at", "-pk")))


def sitting(sitting_id: UUID, actor: Actor) -> SittingPage:
    """One sitting's page. Raises `Sitting.DoesNotExist` out of reach."""
    reach = access.sittings_visible(actor).select_related("body")
    found = reach.get(public_id=sitting_id)
    (row,) = rows_of(reach.filter(pk=found.pk))
    entries = list(found.roll.select_related("delegate").order_by("position"))
    need = thaw(found.params[sittings.PRESENCE]).ratio.least(row.roll) if found.seal else 0
    may_run = actor.may(access.RUN, found.body.code)
    return SittingPage(
        row=row, body_id=found.body.public_id, body_name=found.body.name, body_kind=found.body.kind,
        code=found.body.code, agenda=found.agenda, seal=found.seal, sealed_at=found.sealed_at,
        opened_at=found.opened_at, opened_with=found.opened_with, ended_at=found.ended_at, reason=found.reason,
        need=need, observers=sum(not each.has_vote for each in entries),
        observers_present=sum(not each.has_vote and each.came_at is not None for each in entries),
        motions=tuple(motion_row(each) for each in found.motions.order_by("position")), scans=tuple(_scans(found)),
        acts=_acts(found) if may_run else frozenset(), may_run=may_run,
        may_count=actor.may(access.COUNT, found.body.code),
        is_intact=not found.seal or sittings.seal_of(found, entries) == found.seal,
    )  # fmt: skip


def _acts(row: Sitting) -> frozenset[str]:
    return frozenset(act for state, act in SITTING if state == row.state)


def roll(sitting_id: UUID, actor: Actor, text: str = "") -> list[RollRow]:
    """The sealed roll in its order; `text` narrows by name, pinyin or constituency."""
    found = access.sittings_visible(actor).get(public_id=sitting_id)
    rows, typed = found.roll.order_by("position"), "".join(text.split())
    if typed:
        rows = rows.filter(
            Q(name__contains=typed) | Q(pinyin__startswith=typed.lower()) | Q(department__icontains=typed)
        )
    return [entry_row(each) for each in rows]


def entry_row(row: RollEntry) -> RollRow:
    """A line of the roll as the door shows it."""
    return RollRow(
        row.public_id, row.position, row.name, row.pinyin, row.sex, row.department, row.has_vote, row.came_at,
        row.came_by,
    )  # fmt: skip


def motion_row(row: Motion) -> MotionRow:
    """A motion as a list shows it."""
    return MotionRow(
        public_id=row.public_id, title=row.title, state=row.state, round=row.round, attempt=row.attempt,
        counted=row.counted, roll=row.roll or 0, present=row.present or 0, yes=row.yes or 0, no=row.no or 0,
        abstain=row.abstain or 0, void=row.void or 0, is_general=not row.subject_type, text_sha256=row.text_sha256,
        decided_at=row.decided_at,
    )  # fmt: skip


def _scans(found: Sitting) -> Iterable[ScanRow]:
    kept = [file for document in Document for file in files.of(scans.owner_of(document), found.public_id)]
    for file in sorted(kept, key=lambda file: file.kept_at):
        yield ScanRow(file.public_id, file.owner_type.rpartition(".")[2], file.name, file.kept_at)


def scan(sitting_id: UUID, scan_id: UUID, actor: Actor) -> Attachment:
    """A signed page of a sitting she may see. Raises `Sitting.DoesNotExist`."""
    row = access.sittings_visible(actor).get(public_id=sitting_id)
    kept = files.find(scan_id)
    if kept is None or kept.owner_id != row.public_id or not kept.owner_type.startswith(f"{scans.OWNER}."):
        raise Sitting.DoesNotExist
    return kept


def presence(sitting_id: UUID, actor: Actor) -> tuple[int, int, int]:
    """How many came, how many must, how many are entitled: what a counter shows. Raises `Sitting.DoesNotExist`."""
    row = access.sittings_visible(actor).get(public_id=sitting_id)
    entitled, there = reaching.attendance(row)
    need = thaw(row.params[sittings.PRESENCE]).ratio.least(entitled) if row.seal else 0
    return there, need, entitled


@matter("decisions.sittings", "{count} 次没开完的职代会会议", duty=access.VIEW, address="/desk/congress/")
def sittings_open(code: str) -> int:
    """How many sittings at and below an organisation are planned or under way."""
    return Sitting.objects.filter(within("body__code", [code])).exclude(state__in=rules.ENDED).count()
