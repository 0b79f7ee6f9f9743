"""The key folder: made once and privately, noticed when it changes, never silently replaced."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from hexian.foundation.crypto import journal, keyfiles, keyring
from hexian.foundation.crypto.keyfiles import KeyFolderError

ROOT = Path(__file__).resolve().parents[2]
FIRST_USE = """
import sys, pathlib
from hexian.foundation.crypto import keyring
print(keyring.secret_key(pathlib.Path(sys.argv[1])))
"""
NEXT_KEY = """
import sys, pathlib
from hexian.foundation.crypto import keyfiles
keyfiles.make_key(pathlib.Path(sys.argv[1]), "fields")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A key folder that does not exist yet, in use until the test ends."""
    keyring.use(tmp_path / "keys")
    yield tmp_path / "keys"
    keyring.use(Path(settings.KEYS_DIR))


def test_the_first_use_makes_every_kind_for_the_owner_only(folder: Path) -> None:
    keys = keyring.ring().keys
    assert {key.kind for key in keys} == {"fields", "audit", "session"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.thorough
def test_processes_that_start_at_once_share_one_set(folder: Path) -> None:
    command = [sys.executable, "-c", FIRST_USE, str(folder)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = {process.communicate(timeout=60)[0].strip() for process in started}
    assert told == {keyring.secret_key(folder)}
    assert len(keyring.ring().keys) == 3


def test_a_key_made_by_another_process_is_used_at_once(folder: Path) -> None:
    before = keyring.ring().current("fields")
    subprocess.run([sys.executable, "-c", NEXT_KEY, str(folder)], cwd=ROOT, check=True)
    after = keyring.ring()
    assert after.current("fields").serial == before.serial + 1
    assert after.named("fields", before.id) == before


def test_a_settled_folder_is_not_read_again(folder: Path) -> None:
    keyring.ring()
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert keyring.ring() is keyring.ring()


def test_a_retired_key_still_opens_but_no_longer_seals(folder: Path) -> None:
    old = keyring.ring().current("fields")
    new = keyfiles.make_key(folder, "fields")
    keyfiles.retire_key(folder, old)
    ring = keyring.ring()
    assert ring.active("fields") == (new,)
    found = ring.named("fields", old.id)
    assert found is not None
    assert (found.retired, found.secrets) == (True, old.secrets)


def test_an_emptied_folder_does_not_make_a_running_process_change_keys(folder: Path) -> None:
    held = keyring.ring()
    for path in folder.iterdir():
        path.unlink()
    assert keyring.ring().keys == held.keys
    assert keyfiles.read_keys(folder) == ()


def test_a_vanished_folder_does_not_stop_a_running_process(folder: Path, tmp_path: Path) -> None:
    held = keyring.ring()
    folder.rename(tmp_path / "elsewhere")
    assert keyring.ring() == held


def test_what_a_power_cut_left_half_written_is_no_key(folder: Path) -> None:
    keys = keyring.ring().keys
    (folder / ".fields-0002-00000000.json.ab12cd34.part").write_bytes(b'{"kind": "fie')
    assert keyfiles.ensure_keys(folder) == keys


@pytest.mark.parametrize("content", [b"", b"{}", b'{"kind": "fields", "id": "x", "made_at": "?", "secrets": {}}'])
def test_a_damaged_key_is_named_and_not_replaced(folder: Path, content: bytes) -> None:
    path = folder / keyring.ring().current("fields").filename
    path.write_bytes(content)
    with pytest.raises(KeyFolderError, match=rf"{path.name} 的内容已损坏"):
        keyfiles.ensure_keys(folder)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kind", ["fields", "audit", "session"])
def test_a_lost_key_is_named_and_no_other_made(folder: Path, kind: str) -> None:
    lost = folder / keyring.ring().current(kind).filename
    journal.note_copied(folder, compared=True)
    content = lost.read_bytes()
    lost.unlink()
    before = sorted(folder.iterdir())
    with pytest.raises(KeyFolderError, match=rf"少了{keyfiles.WORDS[kind]}的密钥（{lost.name}）"):
        keyfiles.ensure_keys(folder)
    assert sorted(folder.iterdir()) == before
    lost.write_bytes(content)
    assert len(keyfiles.ensure_keys(folder)) == 3


@pytest.mark.parametrize("trace", ["destroyed", "copied", "trail", "retired"])
def test_a_folder_that_was_in_use_is_not_taken_for_a_new_one(folder: Path, trace: str) -> None:
    keyring.ring()
    for path in folder.glob("*.json"):
        path.unlink()
    (folder / trace).mkdir()
    with pytest.raises(KeyFolderError, match="没有另造"):
        keyfiles.ensure_keys(folder)
    assert keyfiles.read_keys(folder) == ()


def test_keys_that_are_all_retired_are_not_replaced(folder: Path) -> None:
    only = keyring.ring().current("fields")
    keyfiles.retire_key(folder, only)
    with pytest.raises(KeyFolderError, match="加密内容的密钥"):
        keyfiles.ensure_keys(folder)


def test_the_databases_password_may_lie_in_a_new_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "database-app").write_text("x")
    (folder / ".lock").touch()
    assert len(keyfiles.ensure_keys(folder)) == 3


def test_a_first_use_cut_short_goes_on(folder: Path) -> None:
    keyring.ring()
    (folder / keyring.ring().current("session").filename).unlink()
    (folder / ".making").touch()
    assert len(keyfiles.ensure_keys(folder)) == 3
    (folder / ".making").touch()
    keyfiles.ensure_keys(folder)
    assert not (folder / ".making").exists()


def test_a_key_lost_while_the_program_runs_stays_in_use_there(folder: Path) -> None:
    held = keyring.ring()
    (folder / held.current("fields").filename).unlink()
    assert keyring.ring().keys == held.keys
    keyring.use(folder)
    with pytest.raises(KeyFolderError, match="没有另造"):
        keyring.ring()


def test_a_program_whose_key_is_lost_ends_with_a_sentence(folder: Path) -> None:
    (folder / keyring.ring().current("audit").filename).unlink()
    command = [sys.executable, "-c", FIRST_USE, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "少了审计链的密钥（audit-….json）" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_nobody_has_any_more_is_replaced_on_somebodys_word_only(folder: Path) -> None:
    lost = keyring.ring().current("session")
    with pytest.raises(KeyFolderError, match="不用另造"):
        keyfiles.replace_lost(folder, "session")
    (folder / lost.filename).unlink()
    new = keyfiles.replace_lost(folder, "session")
    assert new.secrets != lost.secrets
    assert new in keyfiles.ensure_keys(folder)


def test_a_kind_of_key_that_a_later_version_needs_is_made_on_somebodys_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = keyring.ring().keys
    monkeypatch.setitem(keyfiles.KINDS, "later", {"mac": 32})
    with pytest.raises(KeyFolderError, match="--new-key later"):
        keyfiles.ensure_keys(folder)
    keyfiles.replace_lost(folder, "later")
    assert len(keyfiles.ensure_keys(folder)) == len(former) + 1
    monkeypatch.undo()
    assert keyfiles.ensure_keys(folder) == former


def test_a_renamed_key_is_named(folder: Path) -> None:
    path = folder / keyring.ring().current("audit").filename
    path.rename(folder / "audit-0007-00000000.json")
    with pytest.raises(KeyFolderError, match="它原来叫"):
        keyfiles.read_keys(folder)


def test_a_folder_that_cannot_be_made_ends_the_program_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    command = [sys.executable, "-c", FIRST_USE, str(tmp_path / "file" / "keys")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "密钥文件夹" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_need_no_django_for_the_secret_key(tmp_path: Path) -> None:
    script = f"{FIRST_USE}\nimport django.conf; assert not django.conf.settings.configured"
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "keys")], cwd=ROOT, env={}, check=False)
    assert done.returncode == 0


def test_older_audit_keys_are_found_by_name(folder: Path) -> None:
    first_id, first = keyring.audit_key()
    keyfiles.make_key(folder, "audit")
    second_id, second = keyring.audit_key()
    assert (first_id, first) != (second_id, second)
    assert keyring.audit_key_named(first_id) == first
    assert keyring.audit_key_named("ffffffff") is None


def test_the_journal_takes_each_person_once_and_survives_a_torn_line(folder: Path) -> None:
    keyring.ring()
    first, second, at = uuid4(), uuid4(), datetime(2026, 6, 17, tzinfo=UTC)
    assert journal.note_destroyed(folder, {first: at}) == 1
    with (folder / "destroyed").open("a") as stream:
        stream.write(f"{second}"[:20])
    assert journal.note_destroyed(folder, {first: at, second: at}) == 1
    assert journal.destroyed(folder) == {first: at, second: at}


def test_a_copy_vouches_for_the_keys_of_its_moment(folder: Path) -> None:
    keyring.ring()
    assert journal.last_copy(folder) is None
    copy = journal.note_copied(folder, compared=True)
    assert journal.last_copy(folder) == copy
    new = keyfiles.make_key(folder, "fields")
    assert set(keyfiles.fingerprints(folder)) - copy.files == {new.filename}


def test_an_unreadable_note_of_a_copy_is_no_copy(folder: Path) -> None:
    keyring.ring()
    (folder / "copied").write_text(json.dumps({"at": "yesterday"}))
    assert journal.last_copy(folder) is None
