"""The stages of ./test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hexian.setup import suite
from hexian.setup.places import Places
from hexian.setup.suite import Stage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty installation."""
    return Places(tmp_path, tmp_path / "var")


def commands(places: Places, part: str, *arguments: str) -> list[str]:
    """What a part runs, as lines."""
    return [" ".join(stage.command) for stage in suite.stages(places, part, list(arguments))]


def test_the_whole_suite_looks_at_style_types_contracts_and_tables_before_the_tests(places: Places) -> None:
    lines = commands(places, "default")
    for tool, line in zip(
        ("ruff check", "ruff format", "mypy", "lint-imports", "makemigrations --check", "pytest", "pytest"),
        lines,
        strict=True,
    ):
        assert tool in line


def test_what_waits_runs_beside_the_rest_and_nothing_is_left_out(places: Places) -> None:
    rest, waiting = (stage for stage in suite.stages(places, "default", ["-x"]) if stage.is_early)
    folders = [word for word in waiting.command if word.startswith("tests/")]
    assert [word for word in rest.command if "tests" in word] == [f"--ignore={folder}" for folder in folders]
    assert all((ROOT / folder).is_dir() for folder in folders)
    for stage in (rest, waiting):
        assert stage.command[-1] == "-x"
        assert stage.command[stage.command.index("-m", 3) + 1] == "not slow"


def test_the_fast_part_leaves_out_what_takes_long(places: Places) -> None:
    assert commands(places, "fast")[-1].endswith("-m not browser and not slow and not thorough")


def test_all_adds_the_long_ones_and_the_benches(places: Places) -> None:
    assert [line.rsplit("/", 1)[-1] for line in commands(places, "all")[-2:]] == [
        "python -m pytest -m slow",
        "hx bench pages --small",
    ]


def test_anything_else_goes_to_pytest_alone(places: Places) -> None:
    assert commands(places, "some", "tests/people", "-x") == [f"{places.python} -m pytest tests/people -x"]


def test_every_stage_is_run_and_one_failure_fails_the_whole(capfd: pytest.CaptureFixture[str]) -> None:
    says = "import sys; print('ran', sys.argv[1]); sys.exit(int(sys.argv[1]))"
    trials = [Stage(f"stage {code}", (sys.executable, "-c", says, str(code))) for code in (0, 3, 0)]

    code = suite.run_all(trials, {})

    told = capfd.readouterr().out
    assert code == 1
    assert told.count("ran 0") == 2
    assert "ran 3" in told
    assert [line.split()[:3] for line in told.splitlines()[-3:]] == [
        ["✓", "stage", "0"],
        ["✗", "stage", "3"],
        ["✓", "stage", "0"],
    ]


def test_an_early_stage_begins_with_the_first_and_is_shown_in_its_turn(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # Each waits for the other's sign: one after the other they would never end.
    meet = (
        "import sys, time; from pathlib import Path; folder, mine, other = sys.argv[1:]\n"
        "(Path(folder) / mine).touch()\n"
        "while not (Path(folder) / other).exists(): time.sleep(0.01)\n"
        "print('met', other)"
    )
    late = Stage("late", (sys.executable, "-c", meet, str(tmp_path), "late", "early"))
    early = Stage("early", (sys.executable, "-c", meet, str(tmp_path), "early", "late"), is_early=True)

    assert suite.run_all([late, early], {}) == 0

    told = capfd.readouterr().out
    assert told.index("── late") < told.index("met early") < told.index("── early") < told.index("met late")


def test_all_passing_passes() -> None:
    assert suite.run_all([Stage("nothing", (sys.executable, "-c", ""))], {}) == 0
