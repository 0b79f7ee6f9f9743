"""`hx keys`: what an administrator reads and does."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner, Result

from hexian.cli.keys import keys
from hexian.foundation.access import scope
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.audit import queries as audit
from hexian.foundation.audit import seal_block
from hexian.foundation.crypto import keyfiles, keyring
from tests.cli.house import House
from tests.foundation.newcomers import SYSTEM, people

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(keys, arguments)


def test_the_list_tells_what_each_key_holds_and_that_no_copy_was_made(house: House) -> None:
    people(3)
    told = run("list").output
    assert str(house.keys) in told
    assert "封着 3 项" in told
    assert all(kind in told for kind in ("加密内容", "审计链", "登录会话"))
    assert "还没有确认过副本" in told


def test_no_secret_is_ever_printed(house: House) -> None:
    told = run("list").output + run("rotate").output
    for path in house.keys.glob("*.json"):
        for line in path.read_text().splitlines():
            value = line.split('"')[-2] if line.count('"') >= 4 else ""
            assert len(value) < 40 or value not in told


def test_rotating_and_retiring_leave_their_trail(house: House) -> None:
    people(3)
    old = keyring.ring().current("fields").id
    rotated = run("rotate")
    assert rotated.exit_code == 0
    assert "换了 3 项" in rotated.output
    assert "另存" in rotated.output
    retired = run("rotate", "--retire")
    assert retired.exit_code == 0
    assert old in retired.output
    with scope(SYSTEM):
        new = keyring.ring().current("fields").id
        assert [entry.event for entry in audit.timeline(new)] == ["keys.rotated"]
        assert [entry.event for entry in audit.timeline(old)] == ["keys.retired"]
        # The topmost union's desk sees them.
        assert {entry.code for entry in [*audit.timeline(new), *audit.timeline(old)]} == {ROOT_CODE}
    assert "没有可以退役的旧密钥" in run("rotate", "--retire").output


def test_a_refusal_is_a_sentence_and_exit_code_1(house: House) -> None:
    people(1)
    keyfiles.make_key(house.keys, "fields")
    done = run("rotate", "--retire")
    assert done.exit_code == 1
    assert "请先运行 hx keys rotate" in done.output


def test_a_new_audit_key_does_not_break_the_old_chain(house: House) -> None:
    run("rotate")
    assert seal_block() >= 1
    assert run("rotate", "--audit").exit_code == 0
    assert seal_block() == 1
    with scope(SYSTEM):
        assert audit.verify() == []


def test_a_faithful_copy_is_compared_and_remembered(house: House) -> None:
    copy = house.home / "copy"
    shutil.copytree(house.keys, copy)
    told = run("copied", str(copy)).output
    assert "已逐个核对" in told
    assert "现有的密钥都在里面" in run("list").output
    run("rotate")
    assert "没有后来做的密钥" in run("list").output


def test_a_copy_that_lacks_a_key_is_refused(house: House) -> None:
    copy = house.home / "copy"
    shutil.copytree(house.keys, copy)
    gone = keyring.ring().current("fields").filename
    (copy / gone).unlink()
    done = run("copied", str(copy))
    assert (done.exit_code, gone in done.output) == (1, True)
    assert "还没有确认过副本" in run("list").output


def test_the_folder_in_use_is_no_copy_of_itself(house: House) -> None:
    done = run("copied", str(house.keys))
    assert done.exit_code == 1
    assert "不是副本" in done.output


def test_ones_word_is_taken_but_said_to_be_unchecked(house: House) -> None:
    told = run("copied").output
    assert "未核对内容" in told
    assert "hx keys copied 副本的文件夹" in told
