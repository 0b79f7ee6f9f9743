"""The joining form by itself: every wrong thing gets its own sentence, beside its own field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from hexian.domains.orgs.queries import JoinInfo
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Refused
from hexian.web.join.forms import OTHER, Joining

TODAY = date(2026, 6, 17)
FIRM = JoinInfo(
    join_code="K7Q2MN3P",
    point_id=1,
    org_id=1,
    org_public_id=uuid4(),
    org_code="A0001",
    org_name="和畅电子（演示）工会",
    org_short_name="和畅工会",
    org_phone="",
    kind=Kind.ENTERPRISE,
    division="330108",
    employer_id=None,
    employer_name="",
    platform="",
    station="",
    needs_platform=False,
    needs_station=False,
    is_dissolved=False,
    is_closed=False,
    is_demo=True,
    turn_to=None,
)
RIDERS = replace(FIRM, kind=Kind.NEW_FORM, needs_platform=True, needs_station=True)
RIGHT = {
    "name": "李知夏", "id_number": "330108199506010120", "mobile": "13911112222", "code": "123456",
    "kind_of_work": "生产操作", "agree": "on", "agree_identity": "on", "idempotency_key": "a" * 32,
}  # fmt: skip


def filled(info: JoinInfo = FIRM, proved: str = "", **changes: str) -> Joining:
    """The form with everything right but what is changed; an empty value is left out, as browsers do with ticks."""
    data = {name: value for name, value in (RIGHT | changes).items() if value}
    return Joining(data, info=info, today=TODAY, proved=proved)


def test_a_form_with_everything_right_is_taken() -> None:
    form = filled()
    assert form.is_valid(), form.errors
    assert form.work == "生产操作"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "请填姓名"),
        ("name", "王小满😀", "😀"),
        ("id_number", "", "请填身份证号"),
        ("id_number", "330108199506010121", "最后一位对不上"),
        ("id_number", "33010819950601", "14 位"),
        ("id_number", "330108203006010122", "还没有到"),
        ("id_number", "330108201506010120", "16 周岁"),
        ("mobile", "", "请填手机号"),
        ("mobile", "0571-87120001", "手机号"),
        ("code", "", "获取验证码"),
        ("kind_of_work", "", "请选一个工种"),
        ("agree", "", "打勾"),
        ("agree_identity", "", "打勾"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field: str, typed: str, says: str) -> None:
    form = filled(FIRM, "", **{field: typed})
    assert not form.is_valid()
    assert says in form.errors[field][0]
    assert list(form.errors) == [field]


def test_full_width_digits_and_a_15_digit_number_are_understood() -> None:
    assert filled(id_number="３３０１０８１９９５０６０１０１２０", mobile="１３９ １１１１ ２２２２").is_valid()
    old = filled(id_number="330108950601012")
    assert old.is_valid(), old.errors
    assert old.cleaned_data["id_number"] == "330108199506010120"


def test_a_rare_character_is_a_name_like_any_other() -> None:
    form = filled(name="𠮷田小满")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "𠮷田小满"


def test_other_work_needs_words_of_its_own() -> None:
    form = filled(kind_of_work=OTHER)
    assert list(form.errors) == ["other_work"]
    form = filled(kind_of_work=OTHER, other_work=" 电焊 ")
    assert form.is_valid(), form.errors
    assert form.work == "电焊"


def test_workers_without_employer_say_platform_and_station_unless_the_poster_does() -> None:
    form = filled(RIDERS, kind_of_work="外卖配送员")
    assert set(form.errors) == {"platform", "station"}
    form = filled(RIDERS, kind_of_work="外卖配送员", platform="快送（演示）", station="江南站（演示）")
    assert form.is_valid(), form.errors
    assert "platform" not in filled().fields


def test_a_number_proved_a_moment_ago_needs_no_other_code() -> None:
    assert filled(proved="13911112222", code="").is_valid()
    assert not filled(proved="13911113333", code="").is_valid()


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("code.wrong", "code"),
        ("id.check_digit", "id_number"),
        ("work.missing", "kind_of_work"),
        ("platform.missing", "__all__"),
    ],
)
def test_a_refusal_of_the_services_stands_beside_its_field_or_above_the_form(code: str, field: str) -> None:
    form = filled()
    assert form.is_valid()
    form.refuse(Refused(code, left=3))
    assert list(form.errors) == [field]
