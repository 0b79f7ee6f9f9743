"""A table's life: drafted, written row by row, proposed, published by a second person, withdrawn; and raw SQL tries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.tables import bodies, differing, queries, registry, rules, services, states, texts
from hexian.foundation.tables.events import TableEvent
from hexian.foundation.tables.models import Trial, Version
from hexian.foundation.tables.registry import Comparison, Example
from hexian.foundation.tables.rules import Range, Table, walk
from hexian.web.system.wording import EVENTS
from tests import makers
from tests.foundation.table_makers import BAND, YUEYANG, plan_of, tier
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.thorough]

NEW_YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
DUTIES = ("tables.view", "tables.edit", "tables.publish")


@pytest.fixture
def union() -> Organisation:
    return makers.make_org()


@pytest.fixture
def author(union: Organisation) -> Actor:
    return makers.officer_of(union, *DUTIES, name="李敏")


@pytest.fixture
def second(union: Organisation) -> Actor:
    return makers.officer_of(union, *DUTIES, name="周衡")


def drafted(union: Organisation, author: Actor, table: Table = YUEYANG, since: date = NEW_YEAR) -> Version:
    with as_(author):
        return services.draft(
            table, place=union.code, title="互助补助（演示）", valid_from=since, basis="〔2026〕1 号", actor=author
        )


def published(union: Organisation, author: Actor, second: Actor, since: date = NEW_YEAR) -> Version:
    version = drafted(union, author, since=since)
    with as_(author):
        services.propose(version.public_id, actor=author)
    with as_(second):
        return services.publish(version.public_id, actor=second, body_hash=version.body_hash)


def refused(code: str, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    assert caught.value.code == code
    assert "%(" not in texts.of(caught.value)
    return caught.value


def test_a_table_is_written_proposed_and_published_by_somebody_else(
    union: Organisation, author: Actor, second: Actor
) -> None:
    version = published(union, author, second)
    assert (version.state, version.number, version.published_name) == ("published", 1, "周衡")
    found = queries.version_for("aid.tiers", union.code, date(2026, 6, 1))
    assert (found.version_id, found.table, found.body_hash) == (version.pk, YUEYANG, bodies.digest(version.body))
    assert queries.version_by_id(version.pk).table == YUEYANG
    told = list(AuditEntry.objects.filter(event__startswith="tables.").values_list("event", flat=True))
    assert sorted(told) == ["tables.drafted", "tables.proposed", "tables.published"]


def test_whoever_wrote_on_it_does_not_publish_it(union: Organisation, author: Actor, second: Actor) -> None:
    version = drafted(union, author)
    services.put_row(
        version.public_id, 1, when={BAND: Range(0, 500_000)}, then={"rate": 3_100}, basis="x", actor=second
    )
    services.propose(version.public_id, actor=author)
    for who in (author, second):
        refused("tables.own_version", lambda who=who: services.publish(version.public_id, actor=who))  # type: ignore[misc]
    refused("tables.nobody", lambda: services.publish(version.public_id, actor=SYSTEM))
    third = makers.officer_of(union, *DUTIES, name="陈核账")
    assert services.publish(version.public_id, actor=third).state == "published"


def test_rows_are_put_moved_removed_and_put_back(union: Organisation, author: Actor) -> None:
    version = drafted(union, author)
    ident = version.public_id

    def ids() -> list[int]:
        version.refresh_from_db()
        return [row.id for row in bodies.from_json(version.body).rows]

    assert services.put_row(ident, None, when={}, then={"rate": None}, basis="", actor=author, edits=0) == 6
    refused("tables.edited_meanwhile", lambda: services.move_row(ident, 6, by=-1, actor=author, edits=0))
    services.move_row(ident, 6, by=-1, actor=author, edits=1)
    assert ids() == [1, 2, 3, 4, 6, 5]
    services.move_row(ident, 1, by=-1, actor=author)
    assert ids() == [1, 2, 3, 4, 6, 5]
    services.remove_row(ident, 6, actor=author)
    services.remove_row(ident, 2, actor=author)
    assert ids() == [1, 3, 4, 5]
    assert services.put_row(ident, None, when={}, then={}, basis="", actor=author) == 7
    assert [services.restore_row(ident, actor=author) for _ in range(2)] == [2, 6]
    assert ids() == [1, 2, 3, 4, 6, 5, 7]
    refused("tables.nothing_removed", lambda: services.restore_row(ident, actor=author))
    refused("tables.no_such_row", lambda: services.remove_row(ident, 99, actor=author))


def test_a_draft_is_kept_with_faults_and_not_proposed(union: Organisation, author: Actor) -> None:
    faulty = plan_of(tier(1, 0, 500_000, 3_000), tier(2, 400_000, 900_000, 3_500))
    version = drafted(union, author, faulty)
    said = refused("tables.has_faults", lambda: services.propose(version.public_id, actor=author))
    assert said.params["count"] == 2
    bare = drafted(union, author)
    services.describe(bare.public_id, valid_from=NEW_YEAR, valid_to=None, basis=" ", actor=author)
    refused("tables.no_basis", lambda: services.propose(bare.public_id, actor=author))


def test_ten_thousand_rows_are_refused(union: Organisation, author: Actor) -> None:
    many = plan_of(*(tier(at + 1, at, at + 1, 1) for at in range(10_000)))
    said = refused("tables.too_many_rows", lambda: drafted(union, author, many))
    assert said.params == {"count": 10_000, "most": states.MOST_ROWS}
    assert "500" in texts.of(said)


def test_a_proposal_sent_back_says_why_and_is_a_draft_again(union: Organisation, author: Actor, second: Actor) -> None:
    version = drafted(union, author)
    refused("tables.state", lambda: services.publish(version.public_id, actor=second))
    services.propose(version.public_id, actor=author)
    refused("tables.not_a_draft", lambda: services.remove_row(version.public_id, 1, actor=author))
    refused("tables.no_reason", lambda: services.send_back(version.public_id, reason=" ", actor=second))
    services.send_back(version.public_id, reason="比例和会议纪要不符", actor=second)
    page = queries.version(version.public_id, author)
    assert (page.row.state, page.row.sent_back_reason) == ("draft", "比例和会议纪要不符")
    assert page.may_edit


def test_the_latest_begun_decides_and_an_older_one_never_comes_back_by_itself(
    union: Organisation, author: Actor, second: Actor
) -> None:
    published(union, author, second)
    next_year = services.draft_next(
        Version.objects.get().public_id, valid_from=NEXT_YEAR, valid_to=date(2028, 1, 1), basis="b", actor=author
    )
    services.propose(next_year.public_id, actor=author)
    services.publish(next_year.public_id, actor=second)
    numbers = [queries.version_for("aid.tiers", union.code, date(year, 6, 1)).number for year in (2026, 2027)]
    assert numbers == [1, 2]
    for on in (date(2025, 12, 31), date(2028, 1, 1)):
        said = refused("tables.no_version", lambda on=on: queries.version_for("aid.tiers", union.code, on))  # type: ignore[misc]
        assert f"{on.year} 年" in texts.of(said)
    services.withdraw(next_year.public_id, reason="批文撤了", actor=second)
    assert queries.version_for("aid.tiers", union.code, date(2027, 6, 1)).number == 1
    assert queries.version_by_id(next_year.pk).number == 2


def test_two_versions_do_not_begin_on_one_day(union: Organisation, author: Actor, second: Actor) -> None:
    published(union, author, second)
    again = drafted(union, author)
    services.propose(again.public_id, actor=author)
    said = refused("tables.already_from", lambda: services.publish(again.public_id, actor=second))
    assert said.params["number"] == 1


def test_the_nearest_body_above_lends_its_table(union: Organisation, author: Actor, second: Actor) -> None:
    below = makers.make_org("长河演示企业工会", kind="enterprise", parent=union)
    published(union, author, second)
    assert queries.version_for("aid.tiers", below.code, NEW_YEAR).number == 1
    own = makers.officer_of(below, *DUTIES, name="吴远")
    version = drafted(below, own, plan_of(tier(1, 0, None, 4_000)))
    services.propose(version.public_id, actor=own)
    services.publish(version.public_id, actor=second)
    assert len(queries.version_for("aid.tiers", below.code, NEW_YEAR).table.rows) == 1
    assert len(queries.version_for("aid.tiers", union.code, NEW_YEAR).table.rows) == 5


def test_a_stranger_finds_nothing_and_writes_nothing(union: Organisation, author: Actor) -> None:
    version = drafted(union, author)
    stranger = makers.officer_of(makers.make_org("浦沿街道总工会（演示）"), *DUTIES, name="吴远")
    refused("tables.not_yours", lambda: drafted(union, stranger))
    with pytest.raises(Version.DoesNotExist):
        services.remove_row(version.public_id, 1, actor=stranger)
    reader = makers.officer_of(union, "tables.view", name="何清")
    assert [row.versions[0].public_id for row in queries.tables(reader)] == [version.public_id]
    assert queries.tables(stranger) == []
    refused("tables.not_yours", lambda: services.withdraw(version.public_id, reason="x", actor=reader))


INSERTED = """
    INSERT INTO tables_version (public_id, table_id, number, state, valid_from, body, body_hash, edits, removed, hands,
        prepared_name, prepared_at, basis, sent_back_reason, published_name, withdrawn_name, withdrawn_reason,
        published_by, published_at)
    SELECT gen_random_uuid(), table_id, 99, 'published', '2020-01-01', body, body_hash, 0, '[]', hands,
        '', now(), '', '', '', '', '', -5, now() FROM tables_version WHERE id = %s
"""
RAW: list[tuple[str, str]] = [
    ("UPDATE tables_version SET body = '{}' WHERE id = %s", "published"),
    ("UPDATE tables_version SET body_hash = 'x' WHERE id = %s", "published"),
    ("UPDATE tables_version SET valid_from = '2020-01-01' WHERE id = %s", "published"),
    ("UPDATE tables_version SET valid_to = '2030-01-01' WHERE id = %s", "published"),
    ("UPDATE tables_version SET published_name = 'x' WHERE id = %s", "published"),
    ("UPDATE tables_version SET state = 'draft' WHERE id = %s", "published"),
    ("UPDATE tables_version SET number = 9 WHERE id = %s", "published"),
    ("DELETE FROM tables_version WHERE id = %s", "published"),
    ("UPDATE tables_version SET body = '{}' WHERE id = %s", "proposed"),
    ("UPDATE tables_version SET hands = '{}' WHERE id = %s", "proposed"),
    ("UPDATE tables_version SET hands = '{}' WHERE id = %s", "draft"),
    ("DELETE FROM tables_version WHERE id = %s", "draft"),
    (
        "UPDATE tables_version SET state = 'published', published_by = 1, published_at = now() WHERE id = %s",
        "draft",
    ),
    (
        "UPDATE tables_version SET state = 'published', published_by = prepared_by, published_at = now() WHERE id = %s",
        "proposed",
    ),
    (
        "UPDATE tables_version SET state = 'published', published_by = hands[1], published_at = now() WHERE id = %s",
        "proposed",
    ),
    ("UPDATE tables_version SET state = 'published' WHERE id = %s", "proposed"),
    (INSERTED, "draft"),
]


@pytest.mark.parametrize(("statement", "state"), RAW)
def test_the_database_refuses_by_itself(
    union: Organisation, author: Actor, second: Actor, statement: str, state: str
) -> None:
    version = published(union, author, second) if state == "published" else drafted(union, author)
    if state == "proposed":
        services.propose(version.public_id, actor=author)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tables_version CASCADE")


def test_a_version_is_tried_on_the_past_by_what_the_room_above_registered(
    union: Organisation, author: Actor, second: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = published(union, author, second)
    version = services.draft_next(former.public_id, valid_from=NEXT_YEAR, actor=author)
    services.put_row(
        version.public_id, 1, when={BAND: Range(0, 500_000)}, then={"rate": 4_000}, basis="x", actor=author
    )
    monkeypatch.setattr(registry, "_COMPARISONS", {})
    refused("tables.no_comparison", lambda: services.try_on_the_past(version.public_id, former.public_id, actor=author))
    registry.register_comparison("aid.", over_three_cases)
    seen: list[tuple[int, int | None]] = []
    answer = services.try_on_the_past(
        version.public_id, former.public_id, actor=author, show=lambda done, total: seen.append((done, total))
    )
    assert (answer.before_fen, answer.after_fen, seen) == (
        3_000 + 150_000 + 255_000,
        4_000 + 200_000 + 305_000,
        [(3, 3)],
    )
    (tried,) = queries.version(version.public_id, author).trials
    assert (tried.answer, tried.against, tried.is_old) == (answer, 1, False)
    services.remove_row(version.public_id, 5, actor=author)
    assert queries.version(version.public_id, author).trials[0].is_old
    assert Trial.objects.count() == 1


def over_three_cases(draft: Table, published: Table, actor: Actor) -> Comparison:
    cases = [10_000, 500_000, 800_000]
    before, after = ([walk(table, {BAND: fen}).amount or 0 for fen in cases] for table in (published, draft))
    registry.show(3, 3)
    worth = [Example({BAND: fen}, old, new) for fen, old, new in zip(cases, before, after, strict=True)]
    return Comparison(3, sum(before), sum(after), 3, 0, tuple(worth))


def test_what_differs_is_told_cell_by_cell() -> None:
    rows = list(YUEYANG.rows)
    now = replace(
        YUEYANG, rows=(rows[1], replace(rows[0], then={"rate": 3_500}, basis="新"), rows[2], rows[4], tier(9, 0, 1, 1))
    )
    told = {change.row_id: change for change in differing.differences(YUEYANG, now)}
    assert set(told) == {1, 4, 9} | {row for row in (1, 2) if told.get(row)}
    assert [(cell.name, cell.before, cell.after) for cell in told[1].cells] == [
        ("rate", 3_000, 3_500), ("", "互助计划第五条", "新"),
    ]  # fmt: skip
    assert (told[4].after, told[9].before) == (None, None)
    assert [change.row_id for change in told.values() if change.moved] in ([1], [2])
    assert differing.differences(YUEYANG, YUEYANG) == []
    to_the_front = replace(YUEYANG, rows=(YUEYANG.rows[4], *YUEYANG.rows[:4]))
    (moved,) = differing.differences(YUEYANG, to_the_front)
    assert (moved.row_id, moved.cells, moved.moved) == (5, (), True)


def test_every_sentence_can_be_said() -> None:
    assert set(TableEvent) <= set(EVENTS)
    for code, sentence in texts.REFUSALS.items():
        assert texts.knows(code)
        assert str(sentence).endswith("。")
    for code in {*rules.UNSOUND, *texts._FAULTS}:
        fault = rules.Fault(code, (1, 2), BAND, facts={"lo": 0, "hi": None})
        assert "%(" not in texts.fault(fault, YUEYANG)


def test_cells_and_cases_are_said_in_words() -> None:
    kind = rules.Kind
    said = {
        texts.cell(Range(60, 120), kind.INT): "60 起，到 120",
        texts.cell(Range(6_000, None, lo_in=False), kind.FEN): "超过 60 元",
        texts.cell(Range(None, date(2026, 7, 1), hi_in=False), kind.DATE): "不到 2026 年 7 月 1 日",
        texts.cell(rules.OneOf(("甲", "乙")), kind.TEXT): "「甲」或「乙」",
        texts.cell(rules.OneOf((True,)), kind.BOOL): "是",
        texts.cell(rules.ANY, kind.INT): "不限",
        texts.cell(rules.IsNull(), kind.INT): "不知道",
        texts.cell(Range(), kind.INT): "只要知道",
        texts.rate(3_725): "37.25%",
        texts.rate(5): "0.05%",
        texts.tier(YUEYANG, YUEYANG.rows[1]): "5,000 元以上，到 1 万元",
        texts.case(YUEYANG, {BAND: 550_000}): "合规自付 5,500 元",
    }
    assert {key: value for key, value in said.items() if key != value} == {}
    gap = rules.faults_of(plan_of(tier(1, 0, 500_000, 1), tier(2, 600_000, None, 1)))
    assert texts.fault(gap[0], YUEYANG) == "5,000 元到 6,000 元这一段没有比例。"
