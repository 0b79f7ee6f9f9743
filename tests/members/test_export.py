"""The members' workbook: who is in it, what is masked, who and when stands on it, and that half a run begins anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from hexian.domains.members import services
from hexian.domains.members.models import Membership
from hexian.domains.members.queries import MemberFilter
from hexian.domains.members.services import exporting
from hexian.foundation import work
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.attachments import store
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.makers import SYSTEM, as_
from tests.members.test_checking import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]
EXPORT = ("members.view", "members.export")


@pytest.fixture
def officers() -> Iterator[dict[int, Actor]]:
    """Jobs find their starters here, as `hexian.jobs` finds them by their accounts."""
    known: dict[int, Actor] = {}
    former = list(registry._builder)
    work.set_actor_builder(lambda starter, now: replace(known[starter.account_id or 0], now=now))
    yield known
    registry._builder[:] = former


def run(officer: Actor, officers: dict[int, Actor], chosen: MemberFilter, *, whole: bool = False) -> Task:
    officers[officer.account_id or 0] = officer
    with as_(officer):
        task = services.start_export(chosen, actor=officer, whole_numbers=whole)
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    return task


def lines(task: Task) -> list[list[object]]:
    assert task.attachment_id is not None
    attachment = attachments.find(task.attachment_id)
    assert attachment is not None
    content = b"".join(attachments.stream(attachment))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_the_filtered_members_masked_with_a_watermark(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    phone, number = makers.mobile(), makers.id_number()
    makers.make_member(union, "王小满", phone=phone, number=number)
    makers.make_member(union, "周可心", kind_of_work="货车司机")
    makers.make_member(makers.make_org(), "吴远")
    task = run(makers.officer_of(union, *EXPORT), officers, MemberFilter(kind_of_work="快递员"))
    assert (task.state, task.done, task.total) == ("done", 1, 1)
    mark, head, row, foot = lines(task)
    assert "由 李敏 于" in str(mark[0])
    assert head[:3] == ["姓名", "身份证号", "手机号"]
    assert row[:3] == ["王小满", "*" * 14 + number[-4:], f"{phone[:3]}****{phone[-4:]}"]
    assert foot[0] == "共 1 人。"
    exported = AuditEntry.objects.get(event="members.exported")
    assert exported.facts["count"] == 1
    assert not AuditEntry.objects.filter(event="person.revealed").exists()


def test_whole_numbers_need_the_duty_and_leave_a_row_for_each_person(officers: dict[int, Actor]) -> None:
    union, number = makers.make_org(), makers.id_number()
    member = makers.make_member(union, number=number)
    assert_refused(
        "export.reveal_no_duty", makers.officer_of(union, *EXPORT), services.start_export, MemberFilter(),
        whole_numbers=True,
    )  # fmt: skip
    task = run(makers.officer_of(union, *EXPORT, "people.reveal"), officers, MemberFilter(), whole=True)
    assert lines(task)[2][1] == number
    assert AuditEntry.objects.get(event="person.revealed").person_id == member.person_id


def test_what_cannot_be_exported_is_said() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *EXPORT)
    assert_refused("export.nobody", officer, services.start_export, MemberFilter())
    makers.make_member(union, "王小满")
    assert_refused("export.text_filter", officer, services.start_export, MemberFilter(text="小满"))
    assert_refused("export.no_duty", makers.officer_of(union, "members.view"), services.start_export, MemberFilter())


def test_a_run_that_was_cut_off_begins_anew(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    people = [makers.make_member(union, f"王{chr(0x4E00 + index)}") for index in range(5)]
    officer = makers.officer_of(union, *EXPORT)
    officers[officer.account_id or 0] = officer
    with as_(officer):
        task = services.start_export(MemberFilter(), actor=officer)
    half = Membership.objects.get(pk=people[2].pk)
    Task.objects.filter(pk=task.pk).update(state="running", cursor=[half.code, half.pk], done=3)
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    assert (task.state, task.done) == ("done", 5)
    assert len(lines(task)) == 2 + 5 + 1


def test_somebody_who_joins_meanwhile_is_in_it_and_progress_never_passes_its_end(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    makers.make_member(union)
    officer = makers.officer_of(union, *EXPORT)
    officers[officer.account_id or 0] = officer
    with as_(officer):
        task = services.start_export(MemberFilter(), actor=officer)
    makers.make_member(union, "周可心")
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    assert (task.state, task.done, task.total) == ("done", 2, 2)


def test_a_workbook_is_gone_after_three_days(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    makers.make_member(union)
    officer = makers.officer_of(union, *EXPORT)
    task = run(officer, officers, MemberFilter())
    assert "3 天" in task.note
    path = Path(store.current().root, attachments.of("members.export", task.public_id)[0].path)  # type: ignore[attr-defined]
    assert path.stat().st_mode & 0o077 == 0
    assert store.current().root.stat().st_mode & 0o077 == 0  # type: ignore[attr-defined]
    kept_at = attachments.of("members.export", task.public_id)[0].kept_at
    early, late = (replace(SYSTEM, now=kept_at + timedelta(days=days)) for days in (2, 4))
    assert exporting.drop_old_exports(actor=early) == 0
    assert exporting.drop_old_exports(actor=late) == 1
    assert not attachments.of("members.export", task.public_id)
