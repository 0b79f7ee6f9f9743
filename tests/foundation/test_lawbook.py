"""Numbers of law in the database: by place and day, changed by officers, kept from overlapping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.lawbook import access, queries, rules, services, texts
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.lawbook.rules import Op, Sure, ValueType

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = date(2026, 6, 17)


@pytest.fixture(autouse=True)
def _facts(system: Actor) -> None:
    services.seed(system)


def changed(actor: Actor, **other: object) -> rules.Param:
    facts: dict[str, object] = {
        "code": "join.reply", "region": "330108", "value": "2", "valid_from": date(2026, 7, 1),
        "source": "滨江区总工会〔2026〕5 号（演示）", "sure": Sure.VERIFIED, **other,
    }  # fmt: skip
    code, region = str(facts.pop("code")), str(facts.pop("region"))
    return services.change(code, region, actor=actor, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("region", "n", "days", "source"),
    [
        ("", 20, "cal", "第 22 号"),
        ("4403", 20, "cal", "第 22 号"),
        ("33", 10, "work", "浙江"),
        ("3302", 10, "work", "浙江"),
        ("330108", 10, "work", "杭州"),
        ("330108003001", 10, "work", "杭州"),
    ],
)
def test_the_nearest_place_speaks(region: str, n: int, days: str, source: str) -> None:
    param = queries.look_up("bargaining.reply", region, TODAY)
    assert (param.number, param.day_type) == (n, days)
    assert source in param.source


def test_before_the_ordinance_the_nation_speaks() -> None:
    assert queries.look_up("bargaining.reply", "330108", date(2014, 4, 30)).region == "33"
    assert queries.look_up("bargaining.reply", "330108", date(2010, 12, 31)).region == ""
    with pytest.raises(Refused) as refusal:
        queries.look_up("bargaining.reply", "330108", date(2004, 4, 30))
    assert "bargaining.reply" in texts.of(refusal.value)


def test_changing_a_row_alone_changes_a_quorum() -> None:
    def quorum(members: int) -> int:
        return queries.look_up("committee.present", "330108", TODAY).ratio.least(members)

    assert (quorum(7), quorum(9)) == (4, 5)
    RuleParam.objects.filter(code="committee.present").update(value="2/3", op=Op.AT_LEAST)
    assert (quorum(7), quorum(9)) == (5, 6)


def test_what_is_frozen_stays(system: Actor) -> None:
    frozen = queries.freeze("join.reply", "330108", TODAY)
    RuleParam.objects.filter(code="join.reply").update(value="9")
    assert rules.thaw(frozen).number == 3
    assert queries.look_up("join.reply", "330108", TODAY).number == 9


def test_an_officer_gives_her_district_a_number_of_its_own(system: Actor) -> None:
    param = changed(system)
    assert queries.look_up("join.reply", "330108", date(2026, 6, 30)).number == 3
    assert queries.look_up("join.reply", "330108", date(2026, 7, 1)).number == 2
    assert queries.look_up("join.reply", "330109", date(2026, 7, 1)).number == 3
    assert (param.day_type, param.title) == ("work", "收到入会申请后答复")
    entry = AuditEntry.objects.get(event="lawbook.changed")
    assert entry.facts == {"rule": "join.reply", "region": "330108", "old": "3", "new": "2", "from": "2026-07-01"}


def test_a_second_change_ends_the_first_and_history_keeps_both(system: Actor) -> None:
    changed(system)
    changed(system, value="1", valid_from=date(2026, 9, 1))
    assert [(param.number, param.valid_from, param.valid_to) for param in queries.history("join.reply", "330108")] == [
        (1, date(2026, 9, 1), None),
        (2, date(2026, 7, 1), date(2026, 9, 1)),
    ]
    assert queries.look_up("join.reply", "330108", date(2026, 8, 31)).number == 2


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"code": "no.such.rule"}, "lawbook.no_such_rule"),
        ({"value": "zwei"}, "lawbook.unreadable"),
        ({"source": ""}, "lawbook.no_source"),
        ({"region": "3301O8"}, "lawbook.no_such_region"),
        ({"code": "committee.present", "value": "50%"}, "lawbook.unreadable"),
    ],
)
def test_a_change_that_cannot_be_is_refused(system: Actor, other: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        changed(system, **other)
    assert refusal.value.code == code
    assert texts.of(refusal.value).endswith("。")


def test_a_change_may_not_reach_behind_an_earlier_one(system: Actor) -> None:
    changed(system)
    for day in (date(2026, 7, 1), date(2026, 6, 1)):
        with pytest.raises(Refused, match=r"lawbook\.already_changed_from"):
            changed(system, valid_from=day)


def test_a_quorum_may_become_stricter_in_kind(system: Actor) -> None:
    param = changed(system, code="committee.present", value="2/3", op=Op.AT_LEAST)
    assert param.ratio.met_by(6, 9)
    assert not param.ratio.met_by(5, 9)
    with pytest.raises(TypeError, match="colour"):
        changed(system, colour="red")


def test_only_an_office_with_the_duty_changes_numbers(system: Actor) -> None:
    office = OfficeHeld(uuid4(), 1, "A0001", "杭州市总工会（演示）", "工会干部", frozenset({"members.view"}))
    officer = replace(system, is_system=False, offices=(office,))
    with pytest.raises(Refused) as refusal:
        changed(officer)
    assert texts.of(refusal.value).startswith("您的职务不能修改")
    assert not access.may_change(officer)
    keeper = replace(office, duties=frozenset({access.CHANGE}))
    with pytest.raises(Refused, match=r"lawbook\.not_yours_to_change"):
        changed(replace(officer, offices=(replace(keeper, org_code="A00010002"),)))
    changed(replace(officer, offices=(keeper,)))


def test_seeding_again_changes_nothing_and_leaves_officers_rows(system: Actor) -> None:
    before = RuleParam.objects.count()
    changed(system, region="", valid_from=date(2026, 7, 1))
    assert services.seed(system) == before + 1
    assert queries.look_up("join.reply", "", date(2026, 7, 1)).number == 2
    assert AuditEntry.objects.filter(event="lawbook.seeded").count() <= 1


def test_a_corrected_file_corrects_rows_nobody_has_changed(system: Actor, tmp_path: Path) -> None:
    for file in services.DATA.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace('["join.reply".nation]\nvalue = 3', '["join.reply".nation]\nvalue = 4')
        text = text.replace('["join.desk".nation]\nvalue = 1', '["join.desk".nation]\nto = 2026-07-01\nvalue = 1')
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    rows = services.seed(system, tmp_path)
    assert rows == RuleParam.objects.count()
    assert queries.look_up("join.reply", "330108", TODAY).number == 4
    with pytest.raises(Refused, match=r"lawbook\.no_such_rule"):
        queries.look_up("join.desk", "330108", date(2026, 7, 1))


def test_every_rule_in_force_and_the_doctors_view() -> None:
    shown = queries.in_force(TODAY, "join.")
    assert [param.code for param in shown] == sorted(param.code for param in shown)
    assert {param.code.split(".")[0] for param in shown} == {"join"}
    health = queries.health()
    assert health.rows == RuleParam.objects.count()
    assert health.unverified > 0
    assert health.unreadable == ()
    RuleParam.objects.filter(code="join.reply").update(value="drei")
    assert queries.health().unreadable == ("join.reply@- = drei",)


def test_two_values_at_once_cannot_be_stored(system: Actor) -> None:
    row = RuleParam.objects.get(code="join.reply", region="")
    row.pk, row.valid_from = None, date(2026, 1, 1)
    with pytest.raises(IntegrityError, match="lawbook_one_value_at_a_time"), transaction.atomic():
        row.save()
    row.region = "33"
    row.save()


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"value_type": "float"}, "lawbook_value_type_is_known"),
        ({"op": "eq"}, "lawbook_comparison_is_known"),
        ({"unit": "week"}, "lawbook_unit_is_known"),
        ({"day_type": "odd"}, "lawbook_day_type_is_known"),
        ({"direction": "sideways"}, "lawbook_direction_is_known"),
        ({"sure": "maybe"}, "lawbook_says_how_sure_it_is"),
        ({"source": ""}, "lawbook_names_its_source"),
        ({"valid_to": date(2020, 1, 1)}, "lawbook_ends_after_it_begins"),
    ],
)
def test_a_row_that_contradicts_itself_cannot_be_stored(broken: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RuleParam.objects.filter(code="join.reply").update(**broken)


def test_value_types_are_told_apart_in_the_table() -> None:
    assert set(RuleParam.objects.values_list("value_type", flat=True)) == {kind.value for kind in ValueType}
    assert queries.look_up("delegates.balance", "330108", datetime(2026, 6, 17, tzinfo=UTC).date()).value == "equal"


DEAD = "membership.auto_quit"
LIVE = "membership.lapse_months"


def held_before(*values: str) -> None:
    """The row nothing read, as it stood before; the second value an officer's own, from 2026-06-01."""
    row = RuleParam.objects.get(code=LIVE)
    row.pk, row.code, row.title, row.valid_from = None, DEAD, "连续多久不交会费（旧）", date(2008, 10, 21)
    row.valid_to = date(2026, 6, 1) if values else None
    row.save()
    for value in values:
        row.pk, row.value, row.seeded, row.valid_from, row.valid_to = None, value, False, date(2026, 6, 1), None
        row.save()


def unite() -> None:
    migration = import_module("hexian.foundation.lawbook.migrations.0002_one_row_for_one_rule")
    with connection.schema_editor() as editor:
        migration.unite(None, editor)


def test_a_second_row_for_the_rule_goes() -> None:
    held_before()
    unite()
    assert not RuleParam.objects.filter(code=DEAD).exists()
    assert [param.number for param in queries.history(LIVE, "")] == [6]


def test_what_an_officer_set_on_the_row_nothing_read_holds_from_now_on(system: Actor) -> None:
    held_before("9")
    unite()
    assert not RuleParam.objects.filter(code=DEAD).exists()
    assert queries.look_up(LIVE, "330108", date(2026, 5, 31)).number == 6
    now = queries.look_up(LIVE, "330108", TODAY)
    assert (now.number, now.title[:5]) == (9, "无正当理由")
    services.seed(system)
    assert queries.look_up(LIVE, "330108", TODAY).number == 9


def test_what_she_set_on_the_row_that_is_read_stays(system: Actor) -> None:
    held_before("9")
    changed(system, code=LIVE, region="", value="8", valid_from=date(2026, 6, 10))
    unite()
    assert queries.look_up(LIVE, "", TODAY).number == 8
    assert not RuleParam.objects.filter(code=DEAD).exists()
