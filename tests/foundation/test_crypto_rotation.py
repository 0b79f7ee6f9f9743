"""Changing keys while others write: nothing is lost, nothing is found twice, and a killed rotation goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from hexian.domains.people.models import Person
from hexian.embedded import DatabaseUrls
from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Refused
from hexian.foundation.crypto import keyfiles, keyring, rotation
from hexian.foundation.crypto.models import Rotation
from tests.foundation.newcomers import SYSTEM, admit, number, people, person

pytestmark = [pytest.mark.database, pytest.mark.thorough]
ROOT = Path(__file__).resolve().parents[2]
#: A second process: enters people as a service does, and looks up the first of them each time.
WRITER = """
import sys, django
django.setup()
from tests.foundation.newcomers import admit, find, number
serial = 1_000_000
while True:
    serial += 1
    assert admit(number(serial)), serial
    assert find(number(0)), "the first person is not found"
    print(serial, flush=True)
    if sys.stdin in __import__("select").select([sys.stdin], [], [], 0)[0]:
        break
"""


@dataclass(frozen=True)
class House:
    """A database and a key folder of a test's own, and how another process reaches them."""

    urls: DatabaseUrls
    home: Path

    @property
    def surroundings(self) -> dict[str, str]:
        return {
            **os.environ,
            "HEXIAN_HOME": str(self.home),
            "DATABASE_URL": self.urls.owner,
            "HEXIAN_APP_DATABASE_URL": self.urls.app,
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.surroundings, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip


@pytest.fixture
def house(own_database: DatabaseUrls, tmp_path: Path) -> Iterator[House]:
    keyring.use(tmp_path / "keys")
    keyring.ring()
    (tmp_path / "frontend").mkdir()
    yield House(own_database, tmp_path)
    keyring.use(Path(settings.KEYS_DIR))


def used_keys() -> dict[str, int]:
    return {use.key_id: use.values for use in rotation.usage() if use.column == "people_person.id_sealed"}


def assert_whole(count: int | None = None) -> None:
    """Every value is sealed with the newest key, opens, and is found by its index."""
    with scope(SYSTEM):
        rows = list(Person.objects.all())
        texts = crypto.open_many((row.id_sealed or b"", row.subject) for row in rows)
    assert list(used_keys()) == [keyring.ring().current("fields").id]
    assert [bytes(row.id_index or b"") for row in rows] == crypto.blind_many(
        [text or "" for text in texts], "id_number"
    )
    assert len(set(texts)) == len(rows)
    assert count is None or len(rows) == count


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def total() -> int:
    with scope(SYSTEM):
        return Person.objects.count()


def test_keys_change_while_another_process_writes(house: House) -> None:
    people(1_200)
    before = keyring.ring().current("fields")
    writer = house.start("-c", WRITER)
    assert writer.stdout is not None
    writer.stdout.readline()

    def others_write_in_between(_column: str, _done: int) -> None:
        seen = total()
        wait_until(lambda: total() > seen)

    outcome = rotation.rotate(others_write_in_between)
    writer.communicate("stop\n", timeout=30)
    assert writer.returncode == 0
    assert outcome.resealed >= 1_200
    assert not outcome.damaged | outcome.doubled | outcome.destroyed
    assert keyring.ring().current("fields").serial == before.serial + 1
    assert total() > 1_200
    assert_whole()


def test_a_killed_rotation_goes_on_with_the_same_key(house: House) -> None:
    people(1_200)
    old = keyring.ring().current("fields").id
    with psycopg.connect(house.urls.owner, options="-c hexian.system=on") as holder:
        # Somebody holds the last row, so the rotation cannot come to its end before it is killed.
        holder.execute("SELECT 1 FROM people_person ORDER BY id DESC LIMIT 1 FOR UPDATE")
        rotating = house.start("-m", "hexian.cli", "keys", "rotate")
        assert rotating.stdout is not None
        while "已换" not in (line := rotating.stdout.readline()):
            assert line, "it ended before it was killed"
        rotating.send_signal(signal.SIGKILL)
        rotating.communicate()
    new = keyring.ring().current("fields").id
    assert set(used_keys()) == {old, new}
    wait_until(lambda: not _is_held(house))
    rotation.rotate()
    assert_whole(1_200)
    assert [key.id for key in keyring.ring().active("fields")] == [old, new]


def _is_held(house: House) -> bool:
    """Whether the killed one's session has not been noticed by the server yet."""
    with psycopg.connect(house.urls.owner) as link:
        query = (
            "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = %s"
        )
        return link.execute(query, [connection.settings_dict["NAME"]]).fetchone() is not None


def test_an_index_made_just_before_the_new_key_is_put_right(house: House) -> None:
    text = number(1)
    old_index = crypto.blind(text, "id_number")
    keyfiles.make_key(keyring.ring().folder, "fields")
    subject = crypto.new_subject()
    with scope(SYSTEM):
        person(subject, crypto.seal(text, subject), old_index).save()
    rotation.rotate()
    assert_whole(1)


def test_an_older_transaction_is_waited_for_and_named(house: House) -> None:
    people(3)
    with psycopg.connect(house.urls.app) as other:
        other.execute("SELECT 1")
        with pytest.raises(Refused) as refused:
            rotation.rotate(patience=0.3)
        assert (refused.value.code, refused.value.params) == ("crypto.rotation_waits", {"count": 1})
    rotation.rotate()
    assert_whole(3)


def test_two_rotations_do_not_run_at_once(house: House) -> None:
    people(3)
    with psycopg.connect(house.urls.owner, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [rotation._LOCK])
        with pytest.raises(Refused, match=r"crypto\.rotation_running"):
            rotation.rotate()
    assert len(keyring.ring().active("fields")) == 1


def test_a_row_that_is_not_to_be_found_stays_so(house: House) -> None:
    subject = crypto.new_subject()
    with scope(SYSTEM):
        person(subject, crypto.seal(number(1), subject), None).save()
    rotation.rotate()
    with scope(SYSTEM):
        assert Person.objects.get().id_index is None
    assert list(used_keys()) == [keyring.ring().current("fields").id]


def test_what_cannot_be_opened_is_left_and_named(house: House) -> None:
    people(4)
    with scope(SYSTEM):
        first, second, *_ = Person.objects.order_by("pk")
        crypto.destroy(first.subject)
        broken = bytes(second.id_sealed or b"")[:-1] + b"?"
        Person.objects.filter(pk=second.pk).update(id_sealed=broken)
    outcome = rotation.rotate()
    assert outcome.destroyed == {f"people_person.id_sealed {first.pk}"}
    assert outcome.damaged == {f"people_person.id_sealed {second.pk}"}
    assert outcome.resealed == 2
    with scope(SYSTEM):
        assert bytes(Person.objects.get(pk=second.pk).id_sealed or b"") == broken


def test_two_rows_of_one_number_are_named_and_neither_is_lost(house: House) -> None:
    people(2)
    keyfiles.make_key(keyring.ring().folder, "fields")
    subject = crypto.new_subject()
    with scope(SYSTEM):
        # Somebody who did not take the lock: the unique index cannot see that both mean the same number.
        person(subject, crypto.seal(number(0), subject), crypto.blind(number(0), "id_number")).save()
        older = Person.objects.order_by("pk")[0].pk
    outcome = rotation.rotate()
    assert outcome.doubled == {f"people_person.id_sealed {older}"}
    assert total() == 3


def test_retiring_is_refused_until_the_rotation_is_done(house: House) -> None:
    people(2)
    keyfiles.make_key(keyring.ring().folder, "fields")
    with pytest.raises(Refused, match=r"crypto\.rotation_unfinished"):
        rotation.retire()


def test_a_retired_key_opens_old_copies_and_finds_nothing(house: House) -> None:
    people(2)
    with scope(SYSTEM):
        row = Person.objects.order_by("pk")[0]
    copied, old = bytes(row.id_sealed or b""), keyring.ring().current("fields")
    assert rotation.retire() == []
    rotation.rotate()
    assert rotation.retire() == [old.id]
    assert len(crypto.blind_candidates(number(0), "id_number")) == 1
    assert crypto.open_sealed(copied, row.subject) == number(0)
    assert (keyring.ring().folder / "retired" / old.filename).exists()
    crypto.check_keys()


def test_a_key_still_needed_is_not_retired(house: House) -> None:
    people(2)
    with scope(SYSTEM):
        row = Person.objects.order_by("pk")[0]
    rotation.rotate()
    with scope(SYSTEM):
        Person.objects.filter(pk=row.pk).update(id_sealed=row.id_sealed)
    with pytest.raises(Refused) as refused:
        rotation.retire()
    assert refused.value.code == "crypto.key_in_use"
    assert refused.value.params["count"] == 1


def test_nothing_left_to_do_is_noted_per_column(house: House) -> None:
    people(1)
    outcome = rotation.rotate()
    notes = Rotation.objects.filter(key_id=outcome.key_id)
    assert {note.column for note in notes} == {column.name for column in crypto.sealed_columns()}
    assert all(note.finished_at for note in notes)


def test_the_same_number_entered_at_once_is_one_person_while_keys_change(house: House) -> None:
    begin = threading.Barrier(5)
    entered: list[bool] = []

    def enter() -> None:
        begin.wait(timeout=30)
        entered.extend(admit(number(serial)) for serial in range(8))
        connection.close()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    begin.wait(timeout=30)
    outcome = rotation.rotate()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(entered) == 8
    assert not outcome.doubled
    with transaction.atomic():
        assert total() == 8
