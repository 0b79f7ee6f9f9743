"""The end of the trail: whoever owns the database can cut it off, and it is noticed; nobody else is accused."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from hexian.embedded import DatabaseUrls
from hexian.embedded.roles import with_parts
from hexian.foundation import audit
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.audit import anchoring, queries
from hexian.foundation.audit.models import AuditEntry, Block
from hexian.foundation.crypto import anchors, keyfiles, keyring
from hexian.foundation.crypto.anchors import Anchor
from tests import environment
from tests.conftest import NOW

pytestmark = [pytest.mark.database]
SYSTEM = Actor.system("tests", NOW)
ROOT = Path(__file__).resolve().parents[2]
RACE = """
import pathlib, sys
from hexian.foundation.crypto import anchors
folder, step = pathlib.Path(sys.argv[1]), int(sys.argv[2])
for number in range(step, 200, 3):
    anchors.move_forward(folder, "1-1", anchors.Anchor(number, "", f"{number:04x}", "ff"))
"""
CUT = [
    "ALTER TABLE audit_entry DISABLE TRIGGER USER",
    "ALTER TABLE audit_block DISABLE TRIGGER USER",
    "SET hexian.system = 'on'",
    "DELETE FROM audit_entry WHERE id IN (SELECT unnest(entry_ids) FROM audit_block WHERE number > {kept})",
    "DELETE FROM audit_block WHERE number > {kept}",
    "ALTER TABLE audit_entry ENABLE TRIGGER USER",
    "ALTER TABLE audit_block ENABLE TRIGGER USER",
]


@pytest.fixture
def keys(own_database: DatabaseUrls) -> Path:
    """The key folder in use, with a database of this test's own."""
    assert own_database.owner != environment.URLS.owner
    return keyring.ring().folder


def seal(blocks: int) -> None:
    """So many blocks, with an entry in each."""
    for number in range(blocks):
        with scope(SYSTEM):
            audit.record("x", actor=SYSTEM, code="A", number=number)
        audit.seal_block()


def cut(url: str, kept: int) -> None:
    """What the database's owner can do without leaving anything that does not fit."""
    with psycopg.connect(url, autocommit=True) as owner:
        for statement in CUT:
            owner.execute(statement.format(kept=kept).encode())


def problems() -> list[str]:
    with scope(SYSTEM):
        return [fault.problem for fault in queries.verify()]


def noted(keys: Path) -> int:
    found = anchors.anchor_of(keys, anchoring.home())
    return found.number if found else 0


def test_a_trail_cut_short_is_found_and_stays_found_as_it_grows_again(own_database: DatabaseUrls, keys: Path) -> None:
    seal(3)
    assert (problems(), noted(keys)) == ([], 3)
    cut(own_database.owner, kept=2)
    (told,) = problems()
    assert "封存到了第 3 段" in told
    assert "只到第 2 段" in told
    seal(2)
    (told,) = problems()
    assert "第 3 段" in told
    assert "换过" in told
    assert noted(keys) == 3


def test_a_trail_taken_away_altogether_is_found(own_database: DatabaseUrls, keys: Path) -> None:
    seal(2)
    cut(own_database.owner, kept=0)
    assert ["只到第 0 段" in told for told in problems()] == [True]
    seal(3)
    assert ["换过" in told for told in problems()] == [True]


@pytest.fixture
def copy(own_database: DatabaseUrls) -> Iterator[str]:
    """The owner's address of a copy of the database, made and used after the test has filled it."""
    name = f"{environment.DATABASE}_copy"
    yield with_parts(own_database.owner, dbname=name)
    connection.close()
    environment.drop(name)


def test_a_shortened_copy_in_the_place_of_the_database_is_found(copy: str, keys: Path) -> None:
    seal(3)
    own = connection.settings_dict["NAME"]
    connection.close()
    environment.clone(f"{environment.DATABASE}_copy", source=own)
    connection.settings_dict["NAME"] = f"{environment.DATABASE}_copy"
    assert problems() == []
    cut(copy, kept=1)
    seal(1)
    assert ["换过" in told or "只到第 2 段" in told for told in problems()] == [True]
    assert noted(keys) == 0


def test_a_database_begun_anew_with_the_old_keys_is_not_accused(keys: Path) -> None:
    others = list((keys / "trail").glob("*.json")) if (keys / "trail").is_dir() else []
    anchors.put(keys, "7-7", Anchor(900, NOW.isoformat(), "ab" * 32, "cd" * 32))
    assert problems() == []
    seal(1)
    assert (problems(), noted(keys)) == ([], 1)
    assert len(list((keys / "trail").glob("*.json"))) == len({*others, keys / "trail" / "7-7.json"}) + 1


def test_a_crash_before_the_note_was_written_is_no_alarm_and_is_mended(keys: Path) -> None:
    seal(2)
    note = keys / "trail" / f"{anchoring.home()}.json"
    behind = note.read_bytes()
    seal(1)
    note.write_bytes(behind)
    assert (problems(), noted(keys)) == ([], 2)
    seal(1)
    assert (problems(), noted(keys)) == ([], 4)
    note.unlink()
    assert problems() == []
    seal(1)
    assert noted(keys) == 5


def test_nothing_is_noted_of_a_block_that_was_rolled_back(keys: Path) -> None:
    seal(1)
    with transaction.atomic():
        seal(1)
        transaction.set_rollback(True)
    assert (problems(), noted(keys)) == ([], 1)


def test_a_full_disk_at_the_keys_does_not_stop_sealing(keys: Path) -> None:
    seal(1)
    trail = keys / "trail"
    trail.rename(keys / "aside")
    trail.write_text("in the way")
    try:
        seal(1)
        with scope(SYSTEM):
            assert Block.objects.count() == 2
    finally:
        trail.unlink()
        (keys / "aside").rename(trail)
    assert (problems(), noted(keys)) == ([], 1)


def test_a_new_key_of_the_trail_makes_no_difference(keys: Path) -> None:
    seal(1)
    keyfiles.make_key(keys, "audit")
    seal(1)
    assert (problems(), noted(keys)) == ([], 2)


def test_a_note_that_cannot_be_read_is_named_and_not_written_over(keys: Path) -> None:
    seal(1)
    note = keys / "trail" / f"{anchoring.home()}.json"
    note.write_text("{}")
    seal(1)
    assert ["读不出来" in told and str(note) in told for told in problems()] == [True]
    assert note.read_text() == "{}"
    audit.accept_end(actor=SYSTEM)
    assert (problems(), noted(keys)) == ([], 2)


def test_an_end_somebody_vouched_for_is_the_new_one_and_leaves_an_entry(own_database: DatabaseUrls, keys: Path) -> None:
    seal(3)
    cut(own_database.owner, kept=1)
    audit.accept_end(actor=SYSTEM)
    assert (problems(), noted(keys)) == ([], 1)
    with scope(SYSTEM):
        entry = AuditEntry.objects.get(event="keys.anchor_reset")
    assert (entry.code, entry.facts["block"], entry.facts["to"]) == ("A", 3, 1)
    audit.accept_end(actor=SYSTEM)
    with scope(SYSTEM):
        assert AuditEntry.objects.filter(event="keys.anchor_reset").count() == 1


def test_processes_that_seal_at_once_only_move_the_note_forward(tmp_path: Path) -> None:
    keyfiles.ensure_keys(tmp_path)
    command = [sys.executable, "-c", RACE, str(tmp_path)]
    started = [subprocess.Popen([*command, str(step)], cwd=ROOT) for step in (0, 1, 2)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    found = anchors.anchor_of(tmp_path, "1-1")
    assert found is not None
    assert found.number == 199
    anchors.move_forward(tmp_path, "1-1", Anchor(3, "", "03", "ff"))
    assert anchors.anchor_of(tmp_path, "1-1") == found


def test_a_process_that_sleeps_with_the_lock_does_not_stop_the_others(keys: Path) -> None:
    seal(1)
    handle = os.open(keys / "trail" / ".lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    seal(1)
    assert (problems(), noted(keys)) == ([], 1)
    os.close(handle)
    seal(1)
    assert (problems(), noted(keys)) == ([], 3)


def test_a_key_folder_that_is_gone_is_not_made_again_for_a_note(tmp_path: Path) -> None:
    anchors.move_forward(tmp_path / "keys", "1-1", Anchor(1, "", "01", "01"))
    assert not (tmp_path / "keys").exists()
