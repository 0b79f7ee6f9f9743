"""The names a resolution admits, when they are too many for one print: volumes made in the worker, on record.

A volume is one print of so many lines, and only one is in memory at a time; all of them come as one ZIP.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access, documents
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Resolution
from hexian.domains.members.queries import annex
from hexian.foundation import audit, work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.documents import Name
from hexian.foundation.work import services as tasks
from hexian.foundation.work.models import Task

#: It lists names: it is fetched and gone.
KEPT_DAYS = 3
OWNER = "members.annex"
_BLOCK = 1024 * 1024


def start_annex(resolution_id: UUID, *, actor: Actor) -> Task:
    """Queue the printing of the names a resolution admits; the volumes come with the task.

    Raises `Refused("resolution.no_names")`, `Resolution.DoesNotExist` out of reach.
    """
    row = _one(resolution_id, actor)
    total = documents.names_count(row)
    if not total:
        raise Refused("resolution.no_names", number=row.number)
    params = {"resolution": str(row.public_id)}
    return tasks.start(OWNER, actor=actor, code=row.code, params=params, title=_("打印决议名单"), total=total)


@work.runner(OWNER)
def print_annex(task: work.Running) -> None:
    """Print volume after volume. A run that was cut off begins anew: half a ZIP cannot be gone on with."""
    task.cursor, task.done = None, 0
    row = _one(UUID(task.params["resolution"]), task.actor)
    total = documents.names_count(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annex.zip"
        # A PDF is packed already.
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
            for volume, names in enumerate(_volumes(row, task), 1):
                name = _("附件 接纳会员名单 第%(n)s册.pdf") % {"n": volume}
                book.writestr(name, documents.volume(row, names, volume, total))
        kept = attachments.keep_made(
            _blocks(path), owner_type=OWNER, owner_id=row.public_id, code=row.code, actor=task.actor,
            name=_("决议名单 %(day)s.zip") % {"day": timezone.localdate(task.actor.now)}, kind=Kind.ZIP,
        )  # fmt: skip
    audit.record(
        MemberEvent.ANNEX_PRINTED, row, actor=task.actor, code=row.code, duty=access.ADMIT, count=total,
        sha256=kept.sha256,
    )  # fmt: skip
    task.finish(attachment_id=kept.public_id, note=_("文件保留 %(days)s 天，之后自动删除。") % {"days": KEPT_DAYS})


def _volumes(row: Resolution, task: work.Running) -> Iterator[Sequence[Name]]:
    """The lines of one volume after another: applicants, at most a thousand, fill the first together with others."""
    waiting = documents.applicant_lines(row)

    def following(after: Any) -> Sequence[Any]:
        return annex.roster_names(row, after, documents.VOLUME - len(waiting))

    for portion in task.chunks(following, cursor_of=lambda member: [member.person.pinyin, member.person_id]):
        lines = [*waiting, *documents.roster_lines(portion)]
        waiting = []
        yield lines
    if waiting:
        yield waiting


def _one(resolution_id: UUID, actor: Actor) -> Resolution:
    return access.resolutions_visible(actor).select_related("org").get(public_id=resolution_id)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
