"""The doors hold no data logic: no query managers, no writing, no signals; rooms hold only their files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HEXIAN = Path(__file__).resolve().parents[2] / "hexian"
DOORS = ("web", "api", "jobs")
BANNED_CALLS = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw"}
ROOM_FILES = {
    "__init__.py", "apps.py", "rules.py", "texts.py", "events.py", "models.py", "access.py", "queries.py", "facts.py",
    "documents.py", "notices.py", "privacy.py", "services.py",
}  # fmt: skip
#: A file of a room that grew too long becomes a folder of its name.
ROOM_FOLDERS = {"migrations", "rules", "services", "queries", "documents", "data", "__pycache__"}


def door_files() -> Iterator[Path]:
    for door in DOORS:
        yield from sorted((HEXIAN / door).rglob("*.py"))


def banned_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield node.lineno, f".{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BANNED_CALLS:
            yield node.lineno, f".{node.func.attr}("


@pytest.mark.parametrize("file", list(door_files()), ids=lambda file: str(file.relative_to(HEXIAN)))
def test_a_door_neither_queries_nor_writes(file: Path) -> None:
    found = [f"line {line}: {what}" for line, what in banned_in(ast.parse(file.read_text(encoding="utf-8")))]
    assert not found, f"{file} reaches into the rows; a service or a query should: {found}"


def test_the_ban_bites() -> None:
    offending = ast.parse("from x import M\nM.objects.get(pk=1).save()\n")
    assert {what for _line, what in banned_in(offending)} == {".objects", ".save("}


@pytest.mark.parametrize("room", sorted((HEXIAN / "domains").glob("*/")), ids=lambda room: room.name)
def test_a_domain_holds_only_the_files_of_a_room(room: Path) -> None:
    if room.name == "__pycache__":
        return
    strange = {
        entry.name for entry in room.iterdir() if entry.name not in (ROOM_FOLDERS if entry.is_dir() else ROOM_FILES)
    }
    assert not strange, f"{room.name} has files no other room has: {strange}"


def test_no_signals_carry_domain_flow() -> None:
    receivers = [
        str(file.relative_to(HEXIAN))
        for file in sorted((HEXIAN / "domains").rglob("*.py"))
        if "django.dispatch" in file.read_text(encoding="utf-8") or "models.signals" in file.read_text(encoding="utf-8")
    ]
    assert receivers == []


def test_nothing_is_left_for_later() -> None:
    words = tuple(left + right for left, right in (("TO", "DO"), ("FIX", "ME"), ("XX", "X")))
    found = [
        f"{file.relative_to(HEXIAN)}: {word}"
        for file in sorted(HEXIAN.rglob("*.py"))
        for word in words
        if f"{word}" in file.read_text(encoding="utf-8").split()
    ]
    assert found == []
