"""Take a list of members out of the program as a workbook: in portions, with the filter she had, on record."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access, facts, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.facts import Layout
from hexian.domains.members.models import Membership
from hexian.domains.members.queries.counts import members_below
from hexian.domains.members.queries.layouts import layout_for
from hexian.domains.members.queries.lists import MemberFilter, filtered, next_rows
from hexian.domains.members.services import exchanging
from hexian.domains.members.services.annexing import OWNER as ANNEX
from hexian.domains.people import rules as people_rules
from hexian.foundation import audit, crypto, work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.work import services as tasks
from hexian.foundation.work.models import Task

#: So many rows a portion: one statement, one commit, one step of the progress bar.
PORTION = 2_000
_BLOCK = 1024 * 1024
_OWNER = "members.export"
#: A list of names and numbers is fetched and gone: what lies in a file no erasure reaches.
KEPT_DAYS = 3


def start_export(
    chosen: MemberFilter,
    *,
    actor: Actor,
    whole_numbers: bool = False,
    layout: str = "",
    leave_out_incomplete: bool = False,
) -> Task:
    """Queue the export of the members a filter finds; the file appears with the task.

    `whole_numbers` leaves ID and mobile numbers unmasked where the actor has `people.reveal`; each person can see
    that afterwards.  `layout` names an exchange layout (`facts.PACKAGED`), empty for our own list; when somebody lacks
    what it requires, the file says who and what instead, unless `leave_out_incomplete`.
    Raises `Refused` with `export.no_duty`, `export.nobody`, `export.too_many`, `export.reveal_no_duty`,
    `export.text_filter`, `layout.unknown`, `layout.needs_whole`.
    """
    if not actor.may(access.EXPORT):
        raise Refused("export.no_duty")
    if whole_numbers and not actor.may(access.REVEAL):
        raise Refused("export.reveal_no_duty")
    if chosen.text:
        raise Refused("export.text_filter")
    title = _check_layout(layout, whole_numbers=whole_numbers)
    total = rules.check_export(_count(chosen, actor))
    code = actor.subtrees_for(access.EXPORT)[0]
    params = {
        **chosen.as_params(), "whole_numbers": whole_numbers, "layout": layout, "leave_out": leave_out_incomplete,
    }  # fmt: skip
    title = _("按「%(layout)s」导出会员") % {"layout": title} if title else _("导出会员名单")
    task = tasks.start("members.export", actor=actor, code=code, params=params, title=title, total=total)
    audit.record(
        MemberEvent.EXPORT_STARTED, task, actor=actor, code=code, duty=access.EXPORT, count=total,
        filter=chosen.as_params(), whole_numbers=whole_numbers, layout=layout,
    )  # fmt: skip
    return task


def _check_layout(layout: str, *, whole_numbers: bool) -> str:
    """Its name; another system takes no masked numbers."""
    if layout and not whole_numbers:
        raise Refused("layout.needs_whole", name=facts.packaged(layout).name)
    return facts.packaged(layout).name if layout else ""


def _count(chosen: MemberFilter, actor: Actor) -> int:
    """How many rows there will be: a sum of tallies for everybody, counted where a filter narrows."""
    subtrees = actor.subtrees_for(access.EXPORT)
    if chosen == MemberFilter():
        return sum(members_below(subtrees).values())
    return filtered(access.members_to_export(actor), chosen).count()


@work.runner("members.export")
def export_members(task: work.Running) -> None:
    """Write the workbook. A run that was cut off begins anew: half a workbook cannot be gone on with."""
    task.cursor, task.done = None, 0
    chosen = MemberFilter.from_params(task.params)
    whole = bool(task.params.get("whole_numbers"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.xlsx"
        count, note = _made(path, task, chosen, whole=whole)
        kept = attachments.keep_made(
            _blocks(path), owner_type=_OWNER, owner_id=task.task_id, code=task.code, actor=task.actor,
            name=_("会员名单 %(day)s.xlsx") % {"day": timezone.localdate(task.actor.now)}, kind=Kind.XLSX,
        )  # fmt: skip
    audit.record(
        MemberEvent.EXPORTED, task.task_id, actor=task.actor, code=task.code, duty=access.EXPORT, count=count,
        sha256=kept.sha256,
    )  # fmt: skip
    kept_for = _("文件保留 %(days)s 天，之后自动删除。") % {"days": KEPT_DAYS}
    task.finish(attachment_id=kept.public_id, note=note + kept_for)


def _made(path: Path, task: work.Running, chosen: MemberFilter, *, whole: bool) -> tuple[int, str]:
    """Write the file; how many lines it has, and what is to be said of it."""
    key = str(task.params.get("layout") or "")
    if not key:
        return _write(path, task, chosen, whole=whole), ""
    layout = layout_for(key, task.code)
    return _exchange(path, task, chosen, layout, whole=whole)


def _exchange(path: Path, task: work.Running, chosen: MemberFilter, layout: Layout, *, whole: bool) -> tuple[int, str]:
    """Write the sheet of a layout; with anybody incomplete, the list of who lacks what takes its place."""
    wrong = path.with_name("wrong.xlsx")
    mark = _watermark(task.actor)
    good_sheet = _Sheet(path, layout.name, [column.heading for column in layout.columns], mark)
    heading = [_("姓名"), _("工会"), _("会员证号"), _("要补的")]
    wrong_sheet = _Sheet(wrong, _("缺项名单"), heading, mark, for_people=True)
    for line in _exchange_lines(task, chosen, layout, whole=whole):
        if line.faults:
            row = line.row
            wrong_sheet.put([row.person.name, row.org.short_name, row.card_no, "；".join(line.faults)])
        else:
            good_sheet.put(line.cells)
    good, bad = good_sheet.close(), wrong_sheet.close()
    leave_out = bool(task.params.get("leave_out"))
    if bad and not leave_out:
        wrong.replace(path)
        return bad, _("有 %(n)s 人缺必填的内容，名单在文件里，请补齐后再导出。") % {"n": bad}
    return good, _("有 %(n)s 人缺必填的内容，没有导出。") % {"n": bad} if bad else ""


def _exchange_lines(
    task: work.Running, chosen: MemberFilter, layout: Layout, *, whole: bool
) -> Iterator[exchanging.Line]:
    rows = access.members_to_export(task.actor)
    done = 0
    for portion in task.chunks(
        lambda after: next_rows(rows, chosen, after, PORTION), cursor_of=lambda row: [row.code, row.pk]
    ):
        _note_portion(portion, task, whole=whole)
        opened = _opened(portion, task.actor) if whole else {}
        yield from exchanging.lines(portion, layout, opened, task.actor)
        done += len(portion)
        task.total = max(task.total or 0, done)


class _Sheet:
    """A workbook written line by line, all texts. The mark stands on every printed page, and on the first line of a
    list that is for people; another system reads the first line as its heading."""

    def __init__(self, path: Path, title: str, heading: Sequence[str], mark: str, *, for_people: bool = False) -> None:
        self.book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
        self.sheet: Any = self.book.add_worksheet(title[:31])
        self.sheet.set_header(f"&C{mark}")
        self.sheet.set_footer(f"&C{mark}")
        self.first = self.line = 0
        if for_people:
            self.sheet.write_string(0, 0, mark)
            self.line = 1
        self.put(heading)
        self.first = self.line

    def put(self, cells: Sequence[str]) -> None:
        """One line."""
        _put(self.sheet, self.line, cells)
        self.line += 1

    def close(self) -> int:
        """How many lines there are below the heading."""
        self.book.close()
        return self.line - self.first


def drop_old_exports(*, actor: Actor) -> int:
    """Delete the workbooks that were kept long enough; returns how many. For the schedule."""
    before = actor.now - timedelta(days=KEPT_DAYS)
    return sum(attachments.discard_older(owner, before, actor=actor) for owner in (_OWNER, ANNEX))


def _write(path: Path, task: work.Running, chosen: MemberFilter, *, whole: bool) -> int:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(_("会员名单"))
    mark = _watermark(task.actor)
    sheet.set_header(f"&C{mark}")
    sheet.set_footer(f"&C{mark}")
    sheet.write_string(0, 0, mark)
    _put(sheet, 1, _head())
    line = 2
    rows = access.members_to_export(task.actor)
    for portion in task.chunks(
        lambda after: next_rows(rows, chosen, after, PORTION), cursor_of=lambda row: [row.code, row.pk]
    ):
        _note_portion(portion, task, whole=whole)
        for cells in _lines(portion, task.actor, whole=whole):
            _put(sheet, line, cells)
            line += 1
        # Somebody may have joined since it was started: progress never passes its end.
        task.total = max(task.total or 0, line - 2)
    sheet.write_string(line, 0, _("共 %(count)s 人。") % {"count": line - 2})
    book.close()
    return line - 2


def _put(sheet: Any, line: int, cells: Sequence[str]) -> None:
    """One line of texts; written as texts, so that a name never becomes a formula."""
    for column, text in enumerate(cells):
        sheet.write_string(line, column, text)


def _watermark(actor: Actor) -> str:
    """Who took it out and when stands on the first line and at the foot of every printed page."""
    at = timezone.localtime(actor.now)
    return _("由 %(name)s 于 %(at)s 导出，仅供工会内部使用，请勿外传。") % {
        "name": actor.name,
        "at": f"{at:%Y-%m-%d %H:%M}",
    }


def _head() -> list[str]:
    return [
        _("姓名"), _("身份证号"), _("手机号"), _("工会"), _("工种"), _("平台"), _("站点"), _("入会日期"), _("会员证号"),
    ]  # fmt: skip


def _lines(portion: Sequence[Membership], actor: Actor, *, whole: bool) -> Iterator[list[str]]:
    opened = _opened(portion, actor) if whole else {}
    for row in portion:
        person = row.person
        may = row.pk in opened
        yield [
            person.name,
            opened[row.pk] or "" if may else people_rules.mask_id_tail(person.id_tail),
            person.mobile if may else people_rules.mask_mobile(person.mobile),
            row.org.short_name,
            row.kind_of_work,
            row.platform,
            row.station,
            row.joined_on.isoformat(),
            row.card_no,
        ]


def _opened(portion: Sequence[Membership], actor: Actor) -> dict[int, str | None]:
    """The ID numbers she may see, opened with one look-up."""
    seen = _to_open(portion, actor)
    texts = crypto.open_many((row.person.id_sealed or b"", row.person.subject) for row in seen)
    return dict(zip((row.pk for row in seen), texts, strict=True))


def _to_open(portion: Sequence[Membership], actor: Actor) -> list[Membership]:
    return [row for row in portion if row.person.id_sealed is not None and actor.may(access.REVEAL, row.code)]


def _note_portion(portion: Sequence[Membership], task: work.Running, *, whole: bool) -> None:
    """One row with the digest of the portion; for opened numbers one more for each person, for her to read."""
    digest = sha256("\n".join(str(row.public_id) for row in portion).encode()).hexdigest()
    facts: dict[str, Any] = {"actor": task.actor, "code": task.code, "task": str(task.task_id)}
    audit.record(
        MemberEvent.EXPORT_PORTION, task.task_id, duty=access.EXPORT, count=len(portion), digest=digest, **facts
    )
    if whole:
        opened = ((row, row.person_id) for row in _to_open(portion, task.actor))
        audit.record_many(MemberEvent.REVEALED, opened, duty=access.REVEAL, why=_("导出会员名单"), **facts)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
