"""Backup and restore: a drill from end to end, and every way in which it must say no."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from hexian.cli import archives, backup, dumps
from hexian.cli.answers import Stop
from hexian.cli.archives import Manifest, Stored
from hexian.domains.people.models import Person
from hexian.embedded import DatabaseUrls
from hexian.embedded.roles import with_parts
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.attachments import services as attachments
from hexian.foundation.audit import anchoring, seal_block
from hexian.foundation.audit.queries import timeline, verify
from hexian.foundation.crypto import anchors, journal, keyring, rotation
from tests import environment
from tests.cli.house import House
from tests.foundation.newcomers import SYSTEM, number, people

pytestmark = [pytest.mark.database, pytest.mark.thorough]
_drills = count(1)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nhello"


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The name of a database that does not exist yet, dropped when the run ends."""
    name = f"{environment.DATABASE}_drill{next(_drills)}"
    yield name
    environment.discard(name)


def filled(house: House) -> list[Person]:
    """Three persons, an attachment, a sealed trail."""
    people(3)
    with scope(SYSTEM):
        attachments.keep(io.BytesIO(PDF), owner_type="t", owner_id=uuid4(), code="A0001", actor=SYSTEM, name="决议.pdf")
        seal_block()
        return list(Person.objects.order_by("pk"))


def made(house: House) -> Path:
    path, _ = backup.make_backup(house.home)
    return path


def run(command: Any, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def manifest_of(path: Path) -> Manifest:
    with archives.opened(path) as (_, manifest):
        return manifest


def with_manifest(path: Path, **changed: Any) -> Path:
    """The same backup with another manifest."""
    altered = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, json.dumps({**json.loads(content), **changed}) if name == "manifest.json" else content)
    return altered


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url, options="-c hexian.system=on") as link:
        return dumps.count_rows(link)


def test_the_drill(house: House, elsewhere: str) -> None:
    kept, destroyed, _ = filled(house)
    done = house.hx("backup", str(house.home / "backups"))
    assert done.returncode == 0, done.stderr
    assert "密钥不在备份里" in done.stdout
    (path,) = (house.home / "backups").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    manifest = manifest_of(path)
    assert manifest.keys["fields"] == [keyring.ring().current("fields").id]

    with scope(SYSTEM):
        crypto.destroy(destroyed.subject)
    shutil.rmtree(house.attachments)
    restored = house.hx("restore", str(path), "--into", elsewhere)
    assert restored.returncode == 0, restored.stdout + restored.stderr

    urls = DatabaseUrls(with_parts(house.urls.owner, dbname=elsewhere), with_parts(house.urls.app, dbname=elsewhere))
    now = counts(urls.owner)
    assert {table: now[table] for table in manifest.tables} == manifest.tables
    looked = house.hx("doctor", "--json", urls=urls)
    assert looked.returncode == 0, looked.stdout
    assert json.loads(looked.stdout)["well"]
    assert len(list(house.attachments.rglob("*.pdf"))) == 1
    connection.close()
    connection.settings_dict.update(NAME=elsewhere, USER="hexian_app")
    with scope(SYSTEM):
        assert crypto.open_sealed(Person.objects.get(pk=kept.pk).id_sealed or b"", kept.subject) == number(0)
        blob = Person.objects.get(pk=destroyed.pk).id_sealed or b""
        assert crypto.open_many([(blob, destroyed.subject)]) == [None]
    drill = anchoring.home()
    connection.close()
    connection.settings_dict.update(NAME=with_name(house.urls.owner), USER="hexian_owner")

    assert anchors.anchor_of(house.keys, drill) is not None
    dropped = run(backup.restore, "--drop", elsewhere)
    assert dropped.exit_code == 0, dropped.output
    assert anchors.anchor_of(house.keys, drill) is None
    for name, words in ((elsewhere, "没有数据库"), (with_name(house.urls.owner), "没有删"), ("postgres", "没有删")):
        refused = run(backup.restore, "--drop", name)
        assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert counts(house.urls.owner)


def with_name(url: str) -> str:
    """The name of the database an address leads to."""
    return str(conninfo_to_dict(url)["dbname"])


def test_an_older_backup_says_what_it_lacks_and_leaves_the_live_trail_alone(house: House, elsewhere: str) -> None:
    filled(house)
    path = made(house)
    with scope(SYSTEM):
        audit.record("tests.done", actor=SYSTEM)
    seal_block()
    live = anchors.anchor_of(house.keys, anchoring.home())
    connection.close()
    restored = house.hx("restore", str(path), "--into", elsewhere)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "密钥文件夹里记着第 2 段" in restored.stdout
    assert "这里查不到" in restored.stdout
    assert "正在用的库不受影响" in restored.stdout
    assert "密钥文件夹已记为这一段" not in restored.stdout
    assert "审计" in restored.stdout
    assert "还没有做过备份" not in restored.stdout, "a copy needs no backup of its own"
    assert "后台没有在运行" not in restored.stdout
    assert anchors.anchor_of(house.keys, anchoring.home()) == live
    with scope(SYSTEM):
        assert verify() == []
    with psycopg.connect(with_parts(house.urls.owner, dbname=elsewhere), options="-c hexian.system=on") as link:
        events = link.execute("SELECT facts->>'block' FROM audit_entry WHERE event = 'keys.anchor_reset'").fetchall()
    assert events == [("2",)]


@pytest.mark.slow
def test_the_restored_database_takes_the_place_of_the_present_one(house: House) -> None:
    filled(house)
    path = made(house)
    with scope(SYSTEM):
        Person.objects.all().delete()
    connection.close()
    done = house.hx("restore", str(path), "--replace")
    assert done.returncode == 0, done.stdout + done.stderr
    with scope(SYSTEM):
        assert Person.objects.count() == 3
    with psycopg.connect(environment.URLS.owner, autocommit=True) as owner:
        name = connection.settings_dict["NAME"]
        left = owner.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{name}_before_"])
        (kept,) = left.fetchall()
    environment.drop(kept[0])


def test_each_refusal_is_a_sentence_and_makes_no_database(house: House) -> None:
    filled(house)
    path = made(house)
    key_id, content = keyring.ring().current("fields").id, path.read_bytes()
    later = with_manifest(path, migrations=[*manifest_of(path).migrations, "people.9999_later"])

    assert_refused(["不会覆盖", "--into"], path)
    with psycopg.connect(house.urls.app):
        assert_refused(["请先停下和弦"], path, "--replace")
    assert_refused(["people.9999_later", "先升级"], later, "--into", "never_made")
    for kept in (0.3, 0.999):
        later.write_bytes(content[: int(len(content) * kept)])
        assert_refused(["不是完整的备份"], later, "--into", "never_made")
    keyring.use(house.home / "other")
    assert_refused([key_id, "永远打不开"], path, "--into", "never_made")
    with psycopg.connect(house.urls.owner) as link:
        assert link.execute("SELECT 1 FROM pg_database WHERE datname = 'never_made'").fetchone() is None


def assert_refused(words: list[str], *arguments: str | Path) -> None:
    done = run(backup.restore, *arguments)
    assert done.exit_code == 1
    assert all(word in done.output for word in words), done.output


def test_a_retired_key_is_enough_to_restore(house: House) -> None:
    filled(house)
    manifest = manifest_of(made(house))
    rotation.rotate()
    rotation.retire()
    backup.refuse_without_keys(manifest)
    assert manifest.keys["fields"] != manifest_of(made(house)).keys["fields"]


def test_counts_that_do_not_agree_leave_no_database_behind(house: House, elsewhere: str) -> None:
    filled(house)
    path = made(house)
    tables = {**manifest_of(path).tables, "public.people_person": 4}
    done = run(backup.restore, with_manifest(path, tables=tables), "--into", elsewhere)
    assert done.exit_code == 1
    assert "public.people_person 应有 4 行，实有 3 行" in done.output
    with psycopg.connect(house.urls.owner) as link:
        assert link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [elsewhere]).fetchone() is None


def test_a_strange_zip_is_no_backup(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Stop, match="不是和弦的备份"), archives.opened(tmp_path / "x.zip"):
        pass


def test_an_interrupted_backup_leaves_nothing(tmp_path: Path) -> None:
    class Interrupted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert [path.name for path in tmp_path.iterdir()] == [".b.zip.part"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), archives.draft(tmp_path / "b.zip", _empty_manifest()) as draft:
        draft.add_dump(Interrupted())
    assert list(tmp_path.iterdir()) == []


def test_an_attachment_that_is_gone_or_another_is_named(house: House) -> None:
    filled(house)
    path = made(house)
    (file,) = house.attachments.rglob("*.pdf")
    file.write_bytes(b"another")
    with archives.opened(path) as (archive, manifest), pytest.raises(Stop, match="不是同一个文件"):
        archives.unpack_attachments(archive, manifest.stored(), house.attachments)
    assert file.read_bytes() == b"another"
    for _ in ("another", "gone"):
        done = run(backup.backup, house.home / "backups")
        assert done.exit_code == 1
        assert file.name in done.output
        (path,) = (house.home / "backups").iterdir()
        assert manifest_of(path).missing == [file.relative_to(house.attachments).as_posix()]
        path.unlink()
        file.unlink(missing_ok=True)


def test_a_path_out_of_the_store_is_not_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive, pytest.raises(Stop, match="不可信"):
        archives.unpack_attachments(archive, [Stored("../evil", 1, "0" * 64)], tmp_path / "store")
    assert not (tmp_path / "evil").exists()


def test_keys_do_not_go_into_the_backup_nor_the_backup_around_the_keys(house: House) -> None:
    filled(house)
    with zipfile.ZipFile(made(house)) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for path in house.keys.glob("*.json"):
        for secret in json.loads(path.read_bytes())["secrets"].values():
            assert secret.encode() not in content
    done = run(backup.backup, house.home)
    assert (done.exit_code, "请换一个备份文件夹" in done.output) == (1, True)


def test_rows_hidden_from_the_system_stop_the_backup(house: House) -> None:
    with psycopg.connect(house.urls.owner) as link:
        link.execute("CREATE TABLE hidden_rows (id int)")
        link.execute("ALTER TABLE hidden_rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        link.execute("CREATE POLICY nobody ON hidden_rows USING (false)")
    with pytest.raises(Stop, match="hidden_rows"):
        made(house)
    assert list(house.home.glob("*.zip")) == []


def test_rows_are_counted_in_the_dump_whatever_they_hold(house: House) -> None:
    with psycopg.connect(house.urls.owner) as link:
        link.execute('CREATE TABLE "Odd. ""table" (word text)')
        link.cursor().executemany(
            'INSERT INTO "Odd. ""table" VALUES (%s)', [("\\.",), ("a\nb",), ("COPY x FROM stdin;",), (None,)]
        )
    manifest = manifest_of(made(house))
    assert manifest.tables['public.Odd. "table'] == 4


def test_a_person_destroyed_before_the_backup_is_in_the_journal_after_it(house: House) -> None:
    people(1)
    with scope(SYSTEM):
        subject = Person.objects.get().subject
        crypto.destroy(subject)
    (house.keys / "destroyed").unlink()
    assert run(backup.backup, house.home / "backups").exit_code == 0
    assert subject in journal.destroyed(house.keys)
    with scope(SYSTEM):
        assert [entry.code for entry in timeline("backup")] == ["A"]


def _empty_manifest() -> Manifest:
    return Manifest(made_at="", server="", database="", tables={}, migrations=[], keys={})


def test_the_manifest_is_plain_values() -> None:
    assert json.loads(json.dumps(asdict(_empty_manifest())))["format"] == archives.FORMAT
