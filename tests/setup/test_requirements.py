"""What is pinned: the same everywhere, with hashes, and without the places it comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> dict[str, str]:
    """Name → version in a lock file."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.+-]+)", text, re.MULTILINE))


def test_tests_run_on_the_versions_that_people_run() -> None:
    run, test = pins("run"), pins("test")
    assert len(run) > 30
    assert {name: test.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_package_is_pinned_by_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("name", ["run.in", "run.lock", "test.in", "test.lock"])
def test_no_python_list_names_a_place_to_download_from(name: str) -> None:
    assert "://" not in (ROOT / "requirements" / name).read_text(encoding="utf-8")


def test_the_front_end_lock_pins_by_hash_and_names_no_place() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = {name: told for name, told in packages.items() if name}
    assert parts
    for told in parts.values():
        assert told["integrity"].startswith("sha512-")
        assert "resolved" not in told
