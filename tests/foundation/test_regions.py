"""The real divisions of the province, from the packaged files alone."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hexian.foundation.actor import Refused
from hexian.foundation.regions import queries, rules, services, texts
from hexian.foundation.regions.models import Division, Edition
from hexian.foundation.regions.rules import Level

HEADER = ("code", "name", "level", "parent", "administrative")


def test_the_packaged_files_hold_the_whole_province() -> None:
    rows = list(services.packaged())
    assert Counter(row.level for row in rows) == {
        "province": 1, "city": 11, "district": 90, "street": 1_387, "community": 25_547,
    }  # fmt: skip
    assert Counter(row.level for row in rows if not row.administrative) == {"street": 23}
    services.check(rows)


def test_each_city_lies_in_a_file_of_its_own() -> None:
    files = sorted(services.DATA.glob("*.csv"))
    assert [file.stem for file in files] == ["33", *(f"33{number:02}" for number in range(1, 12))]
    for file in files:
        lines = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        assert tuple(lines[0]) == HEADER
        assert all(line["code"].startswith(file.stem) for line in lines)
        assert file.stat().st_size < 256 * 1024


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("乐清市", "yueqingshi", "yqs"),
        ("永乐村", "yonglecun", "ylc"),
        ("长河街道", "changhejiedao", "chjd"),
        ("莲都区", "lianduqu", "ldq"),
        ("台州市", "taizhoushi", "tzs"),
        ("天台县", "tiantaixian", "ttx"),
        ("闸弄口街道", "zhalongkoujiedao", "zlkjd"),
        ("江厦街道", "jiangxiajiedao", "jxjd"),
        ("曾家村", "zengjiacun", "zjc"),
        ("单家村", "shanjiacun", "sjc"),
        ("单桥村", "danqiaocun", "dqc"),
        ("解放社区", "jiefangshequ", "jfsq"),
        ("仇家山村", "qiujiashancun", "qjsc"),
        ("上(田本)村", "shangtianbencun", "stbc"),
        ("绿城A区", "lvchengaqu", "lcaq"),
    ],
)
def test_place_names_are_read_as_people_say_them(name: str, pinyin: str, initials: str) -> None:
    assert services.pinyin_keys(name) == (pinyin, initials)


def test_a_code_is_a_prefix_of_what_lies_in_it() -> None:
    assert rules.chain("330108001") == ("33", "3301", "330108", "330108001")
    assert rules.level_of("330108001") is Level.STREET
    assert rules.level_of("33010") is None
    assert rules.level_of("３３") is None


@pytest.fixture
def loaded(db: None) -> int:
    return services.load()


pytestmark = [pytest.mark.database]


def test_loading_again_reads_and_writes_nothing(loaded: int) -> None:
    assert loaded == Division.objects.count() == 27_036
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert services.load() == 27_036
    assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]
    edition = queries.edition()
    assert edition is not None
    assert (edition.digest, edition.rows) == (services.digest(), 27_036)


@pytest.mark.thorough
def test_what_changed_is_corrected_and_what_is_gone_removed(loaded: int) -> None:
    Division.objects.filter(code="330108").update(name="滨河区", pinyin="binhequ")
    Division.objects.create(code="3399", name="乌有市", level="city", parent="33", pinyin="wuyoushi", initials="wys")
    Division.objects.filter(code="330108003001").delete()
    Edition.objects.all().delete()
    assert services.load() == loaded == Division.objects.count()
    assert queries.name_of("330108") == "滨江区"
    assert queries.find("3399") is None
    assert queries.find("330108003001") is not None


def test_names_chains_and_children(loaded: int) -> None:
    street = next(division for division in queries.children("330108") if division.name == "长河街道")
    assert queries.full_name(street.code) == "浙江省杭州市滨江区长河街道"
    assert [division.level for division in queries.chain(street.code)] == ["province", "city", "district", "street"]
    assert [division.code for division in queries.children()] == ["33"]
    assert [division.name for division in queries.children("3301")] == [
        "上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "富阳区", "临安区", "临平区", "钱塘区", "桐庐县",
        "淳安县", "建德市",
    ]  # fmt: skip
    assert all(division.parent == street.code for division in queries.children(street.code))


@pytest.mark.parametrize("code", ["", "99", "330199", "33010", "'; --"])
def test_an_unknown_code_is_refused_in_words(loaded: int, code: str) -> None:
    for ask in (queries.name_of, queries.full_name):
        with pytest.raises(Refused) as refusal:
            ask(code)
        assert f"「{code}」" in texts.of(refusal.value)


@pytest.mark.parametrize("typed", ["滨江", "滨江区", "binjiang", "bjq", "BJQ", " 滨 江 "])
def test_a_district_is_found_first_by_name_pinyin_or_initials(loaded: int, typed: str) -> None:
    assert queries.search(typed)[0].code == "330108"


def test_searching_inside_a_division_and_by_level(loaded: int) -> None:
    assert {row.code[:6] for row in queries.search("社区", inside="330108", limit=500)} == {"330108"}
    assert {row.level for row in queries.search("长河", level=Level.STREET)} == {"street"}
    assert queries.search("长河", inside="330108", level=Level.STREET)[0].name == "长河街道"
    assert queries.search("  ") == []
    assert len(queries.search("社区", limit=7)) == 7
    assert queries.search("%") == queries.search("_") == []


def packed(folder: Path, *lines: str) -> Path:
    (folder / "33.csv").write_text("\n".join((",".join(HEADER), *lines)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("33,浙江省,province,,yes", "33,浙江省,province,,yes"),
        ("33,浙江省,province,,yes", "330108,滨江区,district,3301,yes"),
        ("33,浙江省,city,,yes",),
        ("33,浙江省,province,,yes", "3301,杭州市,district,33,yes"),
    ],
)
@pytest.mark.django_db
def test_broken_files_are_refused_and_change_nothing(loaded: int, tmp_path: Path, lines: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        services.load(packed(tmp_path, *lines))
    assert "没有改动" in texts.of(refusal.value)
    assert Division.objects.count() == loaded


@pytest.mark.parametrize(
    ("code", "level", "parent", "constraint"),
    [
        ("3312", "shire", "33", "regions_level_is_known"),
        ("3312", "city", "44", "regions_code_lies_inside_its_parent"),
        ("3312", "city", "", "regions_code_lies_inside_its_parent"),
    ],
)
def test_a_division_out_of_place_cannot_be_stored(
    loaded: int, code: str, level: str, parent: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Division.objects.create(code=code, name="乌有市", level=level, parent=parent, pinyin="", initials="")
