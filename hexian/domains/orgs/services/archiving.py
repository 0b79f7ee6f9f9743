"""档案包: all that is known of one body in one file, for whoever keeps its paper: made in the worker, on record.

A ZIP with the file as PDF, every table as CSV and all of them as one workbook, the papers the asker may see, and an
index with the digest of each.  Rooms above this one register their tables and papers; each is asked for only where the
asker has the duty there.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.orgs import access, texts
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services import archive_tables
from hexian.domains.orgs.services.archive_tables import Table
from hexian.foundation import audit, documents, work
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import ENDINGS, Kind
from hexian.foundation.work import services as tasks
from hexian.foundation.work.models import Task

#: A package holds names of officers and signed pages: it is fetched and gone.
KEPT_DAYS = 3
OWNER = "orgs.archive"
_BLOCK = 1024 * 1024
#: What an archive may not be called on any system.
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))

Tables = Callable[[Organisation, Actor], Iterable[Table]]
Papers = Callable[[Organisation, Actor], Iterable[Attachment]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one room puts into a package, for whoever has the duty over the body."""

    duty: str
    tables: Tables
    papers: Papers


_SHELVES: dict[str, Shelf] = {}


def register_shelf(
    room: str, duty: str, *, tables: Tables = lambda _org, _actor: (), papers: Papers = lambda _org, _actor: ()
) -> None:
    """Let a room add its tables and papers to the package of a body."""
    _SHELVES[room] = Shelf(duty, tables, papers)


def start_archive(org_id: UUID, *, actor: Actor) -> Task:
    """Queue the package of a body; the file comes with the task. Raises `Organisation.DoesNotExist` out of reach."""
    org = access.organisations_visible(actor).get(public_id=org_id)
    task = tasks.start(
        OWNER, actor=actor, code=org.code, params={"org": str(org.public_id)}, title=_("打包工会档案"), total=None
    )
    audit.record(OrgEvent.ARCHIVE_STARTED, org, actor=actor, code=org.code, duty=access.VIEW, task=str(task.public_id))
    return task


@work.runner(OWNER)
def make_archive(task: work.Running) -> None:
    """Write the package. A run that was cut off begins anew: half a package cannot be gone on with."""
    actor = task.actor
    org = access.organisations_visible(actor).select_related("parent", "employer").get(public_id=task.params["org"])
    shelves = [shelf for _room, shelf in sorted(_SHELVES.items()) if actor.may(shelf.duty, org.code)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            package = _Package(book)
            _fill(package, org, shelves, task)
            _close(package, org, actor)
        day = timezone.localdate(actor.now)
        kept = attachments.keep_made(
            _blocks(path), owner_type=OWNER, owner_id=org.public_id, code=org.code, actor=actor,
            name=_("%(name)s档案 %(day)s.zip") % {"name": _safe(org.short_name), "day": day}, kind=Kind.ZIP,
        )  # fmt: skip
    audit.record(
        OrgEvent.ARCHIVED, org, actor=actor, code=org.code, duty=access.VIEW, files=len(package.index),
        sha256=kept.sha256,
    )  # fmt: skip
    task.finish(attachment_id=kept.public_id, note=_("文件保留 %(days)s 天，之后自动删除。") % {"days": KEPT_DAYS})


def drop_old_archives(*, actor: Actor) -> int:
    """Delete the packages that were kept long enough; returns how many. For the schedule."""
    return attachments.discard_older(OWNER, actor.now - timedelta(days=KEPT_DAYS), actor=actor)


@dataclass(slots=True)
class _Package:
    """The ZIP being written, and what stands in its index."""

    book: zipfile.ZipFile
    index: list[dict[str, Any]] = field(default_factory=list)

    def put(self, name: str, blocks: Iterable[bytes], title: str) -> None:
        """Write a file block by block, and its size and digest into the index."""
        digest, size = sha256(), 0
        with self.book.open(name, "w", force_zip64=True) as file:
            for block in blocks:
                digest.update(block)
                size += len(block)
                file.write(block)
        self.index.append({"path": name, "title": title, "bytes": size, "sha256": digest.hexdigest()})


def _fill(package: _Package, org: Organisation, shelves: Sequence[Shelf], task: work.Running) -> None:
    actor = task.actor
    tables = [*archive_tables.own(org, actor)]
    for shelf in shelves:
        tables += shelf.tables(org, actor)
    papers = [paper for shelf in shelves for paper in shelf.papers(org, actor)]
    total = len(tables) + len(papers) + 2
    package.put("档案.pdf", [_pdf(org, tables, actor)], str(_("工会档案")))
    task.checkpoint(None, 1, total)
    package.put("台账.xlsx", [_workbook(tables)], str(_("全部台账，一表一页")))
    task.checkpoint(None, 2, total)
    for done, table in enumerate(tables, 3):
        package.put(f"台账/{_safe(table.title)}.csv", _csv(table), table.title)
        task.checkpoint(None, done, total)
    for number, paper in enumerate(papers, 1):
        name = f"附件/{number:03d} {_safe(paper.name.rpartition('.')[0])}{ENDINGS[Kind(paper.media_type)]}"
        package.put(name, files.stream(paper), paper.name)
        task.checkpoint(None, 2 + len(tables) + number, total)


def _close(package: _Package, org: Organisation, actor: Actor) -> None:
    """The index last: it names every other file with its digest."""
    facts = {
        "union": org.name,
        "made_at": timezone.localtime(actor.now).isoformat(timespec="seconds"),
        "made_by": actor.name,
        "scope": str(_("只含打包人有权看到的内容。")),
        "digest": "SHA-256",
        "files": package.index,
    }
    package.book.writestr("index.json", json.dumps(facts, ensure_ascii=False, indent=2))


def _pdf(org: Organisation, tables: Sequence[Table], actor: Actor) -> bytes:
    at = timezone.localtime(actor.now)
    data = documents.DossierData(
        union=org.name,
        kind=str(texts.KINDS[org.kind]),
        facts=[list(pair) for pair in archive_tables.particulars(org)],
        tables=[
            {"title": table.title, "head": list(table.head), "rows": [list(row) for row in table.rows[:200]],
             "more": max(0, len(table.rows) - 200)}
            for table in tables
        ],
        printed=_("由 %(name)s 于 %(at)s 打包，仅供工会内部使用。")
        % {"name": actor.name, "at": f"{at:%Y-%m-%d %H:%M}"},
        dated=at.date().isoformat(),
        demo=org.is_demo,
    )  # fmt: skip
    return documents.render("dossier", data)


def _workbook(tables: Sequence[Table]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    for table in tables:
        sheet = book.add_worksheet(_safe(table.title)[:31])
        for line, cells in enumerate([table.head, *table.rows]):
            for column, text in enumerate(cells):
                sheet.write_string(line, column, text)
    book.close()
    return made.getvalue()


def _csv(table: Table) -> Iterator[bytes]:
    """With a mark in front, so that Excel in China reads it as UTF-8; what looks like a formula stays text."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(table.head)
    for row in table.rows:
        writer.writerow([_plain(text) for text in row])
    yield "\ufeff".encode() + lines.getvalue().encode()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _safe(name: str) -> str:
    return "".join(char for char in name.translate(_FORBIDDEN) if char.isprintable()).strip(" .")[:60] or "_"


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
