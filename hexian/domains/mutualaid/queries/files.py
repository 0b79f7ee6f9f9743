"""Settlement files: how far each has come, the lines nobody could read or knew anybody for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from hexian.domains.mutualaid import access, texts
from hexian.domains.mutualaid.models import File
from hexian.domains.mutualaid.rules import FileState, looks_exchanged
from hexian.domains.mutualaid.services import folder
from hexian.domains.mutualaid.services.folder import PutAside
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.work import queries as work
from hexian.foundation.work.queries import Progress

PAGE = 25
#: Lines of a file a page shows; the download has all of them.
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class FileRow:
    """A settlement file as the list and its page show it."""

    public_id: UUID
    name: str
    sender: str
    union: str
    state: str
    state_words: str
    rows: int
    ordered: int
    held: int
    nothing: int
    faults: int
    strays: int
    reversed: int
    corrected: int
    created_at: datetime
    created_name: str
    finished_at: datetime | None
    task_id: UUID | None
    problem: str
    problem_params: dict[str, object]
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    asks_columns: bool  # somebody is to say what each column holds before it goes on

    @property
    def known(self) -> int:
        """Rows that changed nothing: their numbers stand in this file before, or were decided out of another."""
        told = (self.ordered, self.held, self.nothing, self.faults, self.strays, self.reversed, self.corrected)
        return max(self.rows - sum(told), 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that was not decided: its row, its settlement number where that could be read, and why."""

    row: int
    settlement: str
    column: str
    why: str


def files(actor: Actor, *, after: int = 0) -> tuple[list[FileRow], int | None]:
    """The files she may take in, the newest first; and where the next page begins."""
    rows = access.files_visible(actor).select_related("org")
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    return [_file(row) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def file(file_id: UUID, actor: Actor) -> FileRow:
    """One of them. Raises `File.DoesNotExist`."""
    return _file(access.files_visible(actor).select_related("org").get(public_id=file_id))


def _file(row: File) -> FileRow:
    count = row.counts.get
    return FileRow(
        row.public_id, row.file_name, row.sender, row.org.name, row.state, str(texts.FILES[row.state]), row.rows,
        count("ordered", 0), count("held", 0), count("nothing", 0), count("faults", 0), count("strays", 0),
        count("reversed", 0), count("corrected", 0), row.created_at, _by(row), row.finished_at, row.task_id,
        row.problem, row.problem_params, tuple(row.titles), tuple(row.columns),
        row.state == FileState.RECEIVED or (row.state == FileState.STOPPED and looks_exchanged(row.problem)),
    )  # fmt: skip


def _by(row: File) -> str:
    """Who handed it in; nobody did what lay in a folder."""
    return str(texts.FROM_FOLDER) if row.channel == "folder" else row.created_name


def progress(file_id: UUID, actor: Actor) -> Progress | None:
    """How far the run of a file is, also of one nobody at a desk has begun; none when it does not run.

    Raises `File.DoesNotExist` out of reach.
    """
    row = access.files_visible(actor).get(public_id=file_id)
    if row.task_id is None or row.state != FileState.RUNNING:
        return None
    with scope(Actor.system("mutualaid", actor.now)):
        return work.any_of(row.task_id, actor.now)


def faults(
    file_id: UUID, actor: Actor, limit: int = 100, *, after: int = 0
) -> list[tuple[int, str, str, dict[str, object]]]:
    """Rows that could not be read, behind a number: number, column in words, code of the refusal and its figures."""
    row = access.files_visible(actor).get(public_id=file_id)
    found = row.faults.filter(row__gt=after).order_by("row")[:limit]
    return [(each.row, str(texts.COLUMNS.get(each.column, "")), each.fault, each.params) for each in found]


def unread(file_id: UUID, actor: Actor, *, most: int | None = MOST_LINES) -> list[Line]:
    """Rows of a file that could not be read, in the order of the file; all of them with `most=None`."""
    row = access.files_visible(actor).get(public_id=file_id)
    found = row.faults.order_by("row")[:most]
    return [
        Line(each.row, "", str(texts.COLUMNS.get(each.column, "")), texts.fault(each.fault, each.params))
        for each in found
    ]  # fmt: skip


def strays(file_id: UUID, actor: Actor, *, most: int | None = MOST_LINES) -> list[Line]:
    """Rows of a file about nobody known here, or refunds before their bill; they are tried again by themselves."""
    row = access.files_visible(actor).get(public_id=file_id)
    found = row.strays.order_by("row")[:most]
    return [Line(each.row, each.settlement, "", str(texts.STRAYS[each.is_refund])) for each in found]


def inboxes(actor: Actor) -> list[tuple[str, Path]]:
    """The unions she takes files in for, each with the folder another program may lay them into."""
    unions = access.unions_taking_in(actor).order_by("code")[:20]
    return [(each.name, settings.INBOX_DIR / str(each.public_id)) for each in unions]


def put_aside(actor: Actor, most: int = 5) -> list[PutAside]:
    """What the folders she takes files in by have not taken of late, the latest first."""
    unions = access.unions_taking_in(actor).order_by("code").values_list("public_id", flat=True)[:20]
    return folder.put_aside(unions)[:most]


def moving(actor: Actor) -> tuple[Any, ...]:
    """What tells a list of files that it is no longer the newest: the last file, how many run, how far they are."""
    rows = access.files_visible(actor).order_by("-pk")
    return tuple(rows.values_list("pk", "state", "checkpoint")[:PAGE])
