"""The one block that is printed when everything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hexian.embedded import DatabaseUrls
from hexian.setup import board, screen
from hexian.setup.places import Places

URLS = DatabaseUrls("postgresql://hexian_owner:geheim@db/hexian", "postgresql://hexian_app@db/hexian")
ACCOUNTS = [
    {"role": "会员", "mobile": "13900000001", "password": "demo-1", "note": "王小满"},
    {"role": "工会干部", "mobile": "13900000002", "password": "demo-2", "note": "李知夏"},
]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """An installation with a demo."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Places(tmp_path, tmp_path / "var")
    made.make()
    made.demo_accounts.write_text(json.dumps(ACCOUNTS, ensure_ascii=False), encoding="utf-8")
    return made


def shown(places: Places, host: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is printed."""
    board.show(places, host, 8123, URLS)
    return capsys.readouterr().out


def test_it_tells_address_accounts_and_where_things_lie(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    told = shown(places, "127.0.0.1", capsys)
    assert "http://127.0.0.1:8123" in told
    for expected in ("13900000001", "demo-2", "王小满", str(places.keys), str(places.logs), str(places.postgres)):
        assert expected in told
    assert "危险" not in told


def test_columns_stand_under_each_other_whatever_the_width_of_the_letters(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    told = shown(places, "127.0.0.1", capsys).splitlines()
    first, second = (next(line for line in told if row["mobile"] in line) for row in ACCOUNTS)
    assert screen.width(first[: first.index("139")]) == screen.width(second[: second.index("139")])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "union.example"])  # noqa: S104
def test_demo_accounts_on_a_public_address_are_a_danger(
    places: Places, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "危险" in shown(places, host, capsys)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_alone_is_no_danger(places: Places, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "危险" not in shown(places, host, capsys)


def test_without_a_demo_nothing_is_dangerous_and_no_account_is_promised(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    places.demo_accounts.unlink()
    told = shown(places, "0.0.0.0", capsys)  # noqa: S104
    assert "没有演示账号" in told
    assert "危险" not in told


def test_a_servers_password_is_never_shown(
    places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", URLS.owner)
    told = shown(places, "127.0.0.1", capsys)
    assert "postgresql://hexian_owner@db/hexian" in told
    assert "geheim" not in told


@pytest.mark.parametrize(("columns", "seen"), [(20, "· 建表 migrating"), (6, "· 建表"), (5, "· 建"), (0, "")])
def test_a_moving_line_is_cut_to_the_screen(columns: int, seen: str) -> None:
    assert screen.cut("· 建表 migrating", columns) == seen


def test_an_address_of_the_newer_kind_stands_in_brackets() -> None:
    assert board.address("::1", 80) == "http://[::1]:80"


def test_a_home_elsewhere_is_named_before_the_command_line(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = Places(tmp_path / "checkout", tmp_path / "别处 var")
    elsewhere.make()
    assert f"HEXIAN_HOME='{elsewhere.home}' " in shown(elsewhere, "127.0.0.1", capsys)


def test_without_a_demo_the_block_leads_to_the_first_officer(
    places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    places.demo_accounts.unlink()
    assert f"{places.hx} begin" in shown(places, "127.0.0.1", capsys)
    monkeypatch.delenv("HEXIAN_SMS_URL")
    assert "验证码发不出去" in shown(places, "127.0.0.1", capsys)
    elsewhere = Places(places.root, places.root / "else")
    elsewhere.make()
    assert f"HEXIAN_HOME={elsewhere.home} {elsewhere.hx} begin" in shown(elsewhere, "127.0.0.1", capsys)
