"""The error sheet: every row with a fault, as it was sent, with what is wrong beside it; to correct and send again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.rosters import access, rules, texts
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import, ImportRow
from hexian.domains.rosters.rules import Checker, Verdict
from hexian.domains.rosters.services import reading
from hexian.domains.rosters.services.uploading import locked, tell
from hexian.foundation import work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.sheets import Row, WorkbookWriter
from hexian.foundation.work import services as tasks

SHEET = "rosters.error_sheet"
OWNER = "rosters.error_sheet"
_BLOCK = 256 * 1024


@transaction.atomic
def start_error_sheet(roster_id: UUID, *, actor: Actor) -> UUID:
    """Queue the error sheet; returns the task. Raises `Refused` with `roster.no_faults`, `roster.file_gone`."""
    roster = locked(roster_id, actor)
    if roster.file_dropped_at is not None:
        raise Refused("roster.file_gone")
    if not faulty(roster).exists():
        raise Refused("roster.no_faults")
    params = {"roster": str(roster.public_id)}
    return tasks.start(SHEET, actor=actor, code=roster.code, params=params, title=_("整理有问题的行")).public_id


def faulty(roster: Import) -> QuerySet[ImportRow]:
    """The rows to correct; held ones too, as long as nobody has let them in."""
    return roster.remarks.exclude(verdict=Verdict.SKIPPED).filter(go=False)


@work.runner(SHEET)
def make_error_sheet(task: work.Running) -> None:
    """Write the workbook from the file and the remarks."""
    roster = access.imports_visible(task.actor).select_related("org").get(public_id=UUID(task.params["roster"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faults.xlsx"
        count = write(roster, path, task.actor)
        kept = attachments.keep_made(
            _blocks(path), owner_type=OWNER, owner_id=roster.public_id, code=roster.code, actor=task.actor,
            name=_("需要改正的行 %(day)s.xlsx") % {"day": timezone.localdate(task.actor.now)}, kind=Kind.XLSX,
        )  # fmt: skip
    fresh = locked(roster.public_id, task.actor)
    if fresh.sheet_id is not None:
        attachments.discard(fresh.sheet_id, actor=task.actor)
    fresh.sheet_id = kept.public_id
    fresh.save(update_fields=["sheet_id"])
    tell(RosterEvent.ERROR_SHEET, fresh, task.actor, count=count, sha256=kept.sha256)
    task.finish(
        attachment_id=kept.public_id, note=_("%(count)s 行需要改正；改好后整个文件再传一次。") % {"count": count}
    )


def write(roster: Import, path: Path, actor: Actor) -> int:
    """Write the rows with their faults; returns how many."""
    heading, today = reading.heading_of(roster), timezone.localdate(actor.now)
    sent = [(place, title) for place, title in enumerate(_titles(roster)) if rules.word_of(title) not in rules.OURS]
    titles = [str(texts.ROW_TITLE), *[title for _place, title in sent], str(texts.FAULT_TITLE)]
    count = 0
    with reading.opened(roster) as book, WorkbookWriter(path, _("需要改正的行"), heading=titles) as sheet:
        for row, remark in _remarked(reading.sheet_of(book, roster.sheet).rows(), roster):
            cells = [row.cells[place] if place < len(row.cells) else "" for place, _title in sent]
            sheet.row([str(row.number), *cells, what_is_wrong(row, remark, Checker(heading.places, today))])
            count += 1
    return count


def _remarked(rows: Iterator[Row], roster: Import) -> Iterator[tuple[Row, ImportRow]]:
    """The rows with something to correct: both come by number, so that neither has to be held in memory."""
    remarks = faulty(roster).order_by("number").iterator(chunk_size=2_000)
    remark = next(remarks, None)
    for row in rows:
        while remark is not None and remark.number < row.number:
            remark = next(remarks, None)
        if remark is None:
            return
        if remark.number == row.number:
            yield row, remark


def _titles(roster: Import) -> list[str]:
    """The headings as sent; where there were none, what each column was confirmed to be."""
    named = zip(roster.titles, roster.columns, strict=True)
    return [title or (str(texts.COLUMNS[rules.Column(column)]) if column else "") for title, column in named]


def what_is_wrong(row: Row, remark: ImportRow, checker: Checker) -> str:
    """Everything that is wrong with a row, from the row itself; what only other rows tell, from the remark."""
    found = [texts.what_is_wrong(fault) for fault in checker.check(row).faults]
    return "；".join(found) or texts.of_remark(remark.fault, remark.params)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
