"""What one may say behind ./run and ./test."""

from __future__ import annotations

import re

import pytest

from hexian.setup import options
from hexian.setup.troubles import SetupError


def test_run_listens_to_this_machine_alone_unless_told() -> None:
    chosen = options.for_run([])
    assert (chosen.host, chosen.port) == ("127.0.0.1", 8000)
    assert not any([chosen.fresh, chosen.yes, chosen.no_demo, chosen.setup])


def test_run_takes_every_option() -> None:
    chosen = options.for_run(["--port", "8111", "--host", "192.0.2.7", "--fresh", "--yes", "--no-demo", "--setup"])
    assert (chosen.host, chosen.port) == ("192.0.2.7", 8111)
    assert all([chosen.fresh, chosen.yes, chosen.no_demo, chosen.setup])


def test_a_lost_key_is_replaced_only_when_asked_for_by_its_kind() -> None:
    assert options.for_run([]).new_key is None
    assert options.for_run(["--setup", "--new-key", "audit"]).new_key == "audit"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--new-key", "other"],
        ["--prot", "1"],
        ["--port", "abc"],
        ["--port", "0"],
        ["--port", "70000"],
        ["x"],
        ["--fre"],
        ["--port"],
        ["--port", "٣"],
        ["--new-key"],
        ["--yes=yes", "--yes"],
    ],
)
def test_run_says_what_it_does_not_know(wrong: list[str]) -> None:
    with pytest.raises(SetupError) as refusal:
        options.for_run(wrong)
    assert wrong[-1] in refusal.value.zh
    assert "./run --help" in refusal.value.en
    assert not re.search(r"[a-z]+ [a-z]+", refusal.value.zh.replace("./run --help", "")), "English in the Chinese one"
    assert not re.search(r"[\u4e00-\u9fff]", refusal.value.en)


@pytest.mark.parametrize(
    ("said", "part", "rest"),
    [
        ([], "default", []),
        (["fast"], "fast", []),
        (["pg15", "-x"], "pg15", ["-x"]),
        (["all"], "all", []),
        (["setup"], "setup", []),
        (["tests/people", "-k", "join"], "some", ["tests/people", "-k", "join"]),
    ],
)
def test_test_has_parts_and_leaves_the_rest_to_pytest(said: list[str], part: str, rest: list[str]) -> None:
    assert options.for_test(said) == (part, rest)


@pytest.mark.parametrize("ask", ["--help", "-h"])
def test_test_explains_itself(ask: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options.for_test([ask])
    assert ended.value.code == 0
    assert "./test pg15" in capsys.readouterr().out
