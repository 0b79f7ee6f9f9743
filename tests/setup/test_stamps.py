"""A step is done when the hash of all it read is the one noted after it last ended."""

from __future__ import annotations

from pathlib import Path

from hexian.setup import stamps


def test_a_step_is_done_on_what_it_was_done_on_and_nothing_else(tmp_path: Path) -> None:
    assert not stamps.done(tmp_path, "seed", "one")
    stamps.mark(tmp_path, "seed", "one")
    assert stamps.done(tmp_path, "seed", "one")
    assert not stamps.done(tmp_path, "seed", "two")


def test_a_forgotten_step_is_done_again(tmp_path: Path) -> None:
    stamps.mark(tmp_path, "seed", "one")
    stamps.forget(tmp_path, "seed", "never-done")
    assert not stamps.done(tmp_path, "seed", "one")


def test_a_note_cut_short_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{"on": "o')
    assert not stamps.done(tmp_path, "seed", "o")
    (tmp_path / "seed.json").write_text("[]")
    assert stamps.note_of(tmp_path, "seed") is None


def test_any_change_below_a_folder_changes_its_digest(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    (folder / "deep").mkdir(parents=True)
    seen = {stamps.digest(folder)}
    (folder / "deep" / "a.py").write_text("1")
    seen.add(stamps.digest(folder))
    (folder / "deep" / "a.py").write_text("2")
    seen.add(stamps.digest(folder))
    (folder / "deep" / "a.py").rename(folder / "deep" / "b.py")
    seen.add(stamps.digest(folder))
    assert len(seen) == 4


def test_what_python_compiles_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = stamps.digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"2")
    assert stamps.digest(tmp_path) == before


def test_parts_do_not_run_together() -> None:
    assert stamps.digest("ab", "c") != stamps.digest("a", "bc")


def test_a_missing_file_differs_from_an_empty_one(tmp_path: Path) -> None:
    missing = stamps.digest(tmp_path / "icons.txt")
    (tmp_path / "icons.txt").touch()
    assert stamps.digest(tmp_path / "icons.txt") != missing
