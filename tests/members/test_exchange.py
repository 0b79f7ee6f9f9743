"""Exchange layouts: read from text with a sentence for every mistake, versioned per union, written by the worker."""

from __future__ import annotations

import pytest

from hexian.domains.members import facts, queries, services, texts
from hexian.domains.members.facts import DayForm, Layout
from hexian.domains.members.models import ExchangeLayout, Membership
from hexian.domains.members.queries import MemberFilter
from hexian.domains.orgs.rules import Kind
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.work import runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.makers import as_
from tests.members.test_checking import assert_refused
from tests.members.test_export import EXPORT, lines, officers

pytestmark = [pytest.mark.django_db, pytest.mark.database]
__all__ = ["officers"]
OPENING = (*EXPORT, "people.reveal", "members.admit")


def read(columns: str = "姓名 | 姓名", tables: str = "", day: str = "yyyymmdd", name: str = "演示") -> Layout:
    return facts.read(name, "", day, columns, tables)


def test_the_packaged_layout_reads_and_its_tables_know_our_words() -> None:
    layout = facts.packaged("real_name")
    assert layout.columns[0].heading == "姓名"
    assert [column.heading for column in layout.columns if column.is_required][-1] == "会籍变化日期"
    assert {str(words) for words in texts.MEMBERSHIP_STATES.values()} == set(layout.tables["就业状况"])
    reasons = {str(words) for code, words in texts.PASSAGE_REASONS.items() if code != "died"}
    assert reasons == set(layout.tables["会籍变化原因"])


@pytest.mark.parametrize(
    ("facts_given", "code"),
    [
        ({"name": " "}, "layout.name"),
        ({"day": "dd.mm"}, "layout.day"),
        ({"columns": " "}, "layout.no_columns"),
        ({"columns": "\n".join(f"列{n} | 姓名" for n in range(101))}, "layout.too_many"),
        ({"columns": "姓名"}, "layout.column"),
        ({"columns": "姓名 | 名字"}, "layout.field"),
        ({"columns": "姓名 | 姓名 | 要填"}, "layout.mark"),
        ({"columns": "状态 | 会籍状态 | 码表：没有"}, "layout.table"),
        ({"columns": "姓名 | 姓名\n姓名 | 工会"}, "layout.twice"),
        ({"tables": "在会 = 1"}, "layout.code"),
    ],
)
def test_what_is_wrong_with_a_layout_is_said(facts_given: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(**facts_given)
    assert refused.value.code == code


def test_columns_are_read_with_either_bar_and_fixed_values() -> None:
    layout = read("证件 ｜ =身份证 ｜ 必填\n状态|会籍状态|码表：甲", "[甲]\n在会 = 1")
    first, second = layout.columns
    assert (first.fixed, first.is_required, second.table) == ("身份证", True, "甲")
    assert (facts.coded(layout, second, "在会"), facts.coded(layout, second, "退休")) == ("1", None)
    assert layout.written(makers.TODAY) == "20260617"
    assert list(DayForm) == ["yyyy-mm-dd", "yyyymmdd", "yyyy/mm/dd"]


def test_the_nearest_version_holds_and_every_one_is_kept() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    above, here = makers.officer_of(city, *EXPORT), makers.officer_of(street, *EXPORT)
    text = {"note": "", "day": "yyyymmdd", "columns_text": "姓名 | 姓名", "tables_text": ""}
    with as_(above):
        services.edit_layout(city.public_id, "real_name", name="市里的", actor=above, **text)
    assert queries.layout_for("real_name", street.code).name == "市里的"
    with as_(here):
        services.edit_layout(street.public_id, "real_name", name="街道的", actor=here, **text)
        assert queries.layout_page("real_name", here).is_own
        services.drop_layout(street.public_id, "real_name", actor=here)
        page = queries.layout_page("real_name", here)
    assert (page.layout.name, page.origin, page.is_own, len(page.versions)) == ("市里的", city.name, False, 2)
    assert queries.layout_for("real_name", makers.root().code).name == "全总会员实名制"
    assert ExchangeLayout.objects.count() == 3
    assert AuditEntry.objects.filter(event="members.layout_edited").count() == 3
    assert_refused("layout.unknown", here, services.edit_layout, street.public_id, "other", name="x", **text)


def run(officer: Actor, officers: dict[int, Actor], **how: object) -> Task:
    officers[officer.account_id or 0] = officer
    with as_(officer):
        task = services.start_export(
            MemberFilter(),
            actor=officer,
            whole_numbers=True,
            layout="real_name",
            **how,  # type: ignore[arg-type]
        )
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    return task


def test_members_leave_in_the_other_systems_columns_and_codes(officers: dict[int, Actor]) -> None:
    union, number = makers.make_org(), "330108199003070025"
    makers.make_member(union, "王小满", number=number)
    officer = makers.officer_of(union, *OPENING)
    assert_refused("layout.needs_whole", officer, services.start_export, MemberFilter(), layout="real_name")
    task = run(officer, officers)
    head, row = lines(task)
    found = dict(zip([str(each) for each in head], row, strict=True))
    assert found["证件号码"] == number
    assert (found["性别"], found["出生日期"], found["有效证件类别"]) == ("女", "1990-03-07", "身份证")
    assert (found["会籍变化类型"], found["会籍变化日期"], found["民族"]) == ("1", "2026-01-05", "")
    assert AuditEntry.objects.filter(event="person.revealed").count() == 1
    assert AuditEntry.objects.get(event="members.export_started").facts["layout"] == "real_name"


def test_whoever_a_roster_brought_with_an_early_day_was_admitted_on_the_meetings_day(
    officers: dict[int, Actor],
) -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *OPENING)
    by_vote, gone_over = makers.make_member(union, "王小满"), makers.make_member(union, "李知夏")
    with as_(officer):
        vote = services.record_resolution(
            union.public_id, number="8 号", held_on=makers.TODAY, seats=5, present=5, yes=5, no=0, abstained=0,
            actor=officer,
        )  # fmt: skip
    Membership.objects.filter(pk=by_vote.pk).update(resolution=vote, came_on=makers.TODAY)
    Membership.objects.filter(pk=gone_over.pk).update(came_on=makers.TODAY)
    head, *rows = lines(run(officer, officers))
    at = [str(each) for each in head].index("会籍变化类型")
    assert [row[at] for row in rows] != [rows[0][at]] * 2
    assert "1" in {row[at] for row in rows}


def test_whoever_lacks_something_is_listed_first_or_left_out(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    makers.make_member(union, "王小满")
    lacking = makers.make_member(union, "周可心")
    Person.objects.filter(pk=lacking.person_id).update(
        mobile="", id_sealed=None, id_index=None, id_tail="", verified_at=None
    )
    officer = makers.officer_of(union, *OPENING)
    task = run(officer, officers)
    mark, head, row = lines(task)
    assert "由 李敏 于" in str(mark[0])
    assert head == ["姓名", "工会", "会员证号", "要补的"]
    assert row[0] == "周可心"
    assert "缺「证件号码」" in str(row[3])
    assert "有 1 人缺必填的内容，名单在文件里" in task.note
    task = run(officer, officers, leave_out_incomplete=True)
    assert [line[0] for line in lines(task)] == ["姓名", "王小满"]
    assert "没有导出" in task.note


def test_what_became_of_a_membership_has_its_code(officers: dict[int, Actor]) -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    her = makers.worker(Person.objects.get(pk=member.person_id))
    officer = makers.officer_of(union, *OPENING)
    with as_(her):
        passage = services.ask_passage(kind="retain", reason="unemployed", actor=her)
    with as_(officer):
        services.confirm(passage.public_id, actor=officer)
        task = services.start_export(
            MemberFilter(state="retained"), actor=officer, whole_numbers=True, layout="real_name"
        )
    officers[officer.account_id or 0] = officer
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    head, row = lines(task)
    found = dict(zip([str(each) for each in head], row, strict=True))
    assert (found["会籍变化类型"], found["会籍变化原因"], found["就业状况"]) == ("3", "3", "3")
