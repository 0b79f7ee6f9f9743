"""`hx doctor`: passes on a sound installation, and finds each fault that is put into one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from pytest_django import Settings

from hexian.cli import checks, doctor, keys
from hexian.cli import events as cli_events
from hexian.cli.checks import Finding, Level
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as audit_queries
from hexian.foundation.crypto import journal, keyfiles, keyring
from hexian.foundation.notices import services as notices
from tests.bargaining.test_sealing import Issuer
from tests.cli.house import House
from tests.foundation.newcomers import SYSTEM, people

pytestmark = [pytest.mark.database, pytest.mark.thorough]


CHECKS = {check.__name__: check for section in checks.SECTIONS.values() for check in section}


def findings(check: str) -> list[Finding]:
    with scope(SYSTEM):
        return list(CHECKS[check]())


def levels(check: str) -> set[Level]:
    return {finding.level for finding in findings(check)}


def execute(house: House, *statements: str) -> None:
    with psycopg.connect(house.urls.owner, options="-c hexian.system=on") as link:
        for statement in statements:
            link.execute(statement.encode())


def test_a_sound_installation_passes(house: House) -> None:
    people(2)
    with scope(SYSTEM):
        audit.record("tests.done", actor=SYSTEM)
    audit.seal_block()
    done = house.hx("doctor")
    assert done.returncode == 0, done.stdout
    assert "没有问题" in done.stdout
    assert "✗" not in done.stdout
    assert "还没有确认过副本" in done.stdout


def test_the_json_names_every_check(house: House) -> None:
    result = CliRunner().invoke(doctor.doctor, ["--json"])
    told = json.loads(result.output)
    assert told["well"] is True
    assert result.exit_code == 0
    assert {each["check"] for each in told["checks"]} == CHECKS.keys()


STATEMENTS = {
    "strangers_see_nothing": "INSERT INTO people_secret (id, subject, sealed, created_at) "
    "SELECT gen_random_uuid(), gen_random_uuid(), '', now(); "
    "CREATE POLICY slipped_in ON people_secret FOR SELECT USING (true)",
    "rows_guarded": "ALTER TABLE people_lock_out NO FORCE ROW LEVEL SECURITY",
    "system_sees_all": "ALTER POLICY may_read ON people_consent USING (false)",
    "trail_append_only": "GRANT UPDATE ON audit_entry TO hexian_app",
    "trail_unbroken": "INSERT INTO audit_block (number, sealed_at, entry_ids, previous, mac, key_id) "
    "VALUES (7, now(), '{}', '', '', 'ffffffff')",
    "calendar_covered": "DELETE FROM clock_calendar_year",
    "structure_current": "DELETE FROM django_migrations WHERE app = 'crypto'",
}


def test_each_fault_in_the_database_is_found(house: House) -> None:
    for check, statement in STATEMENTS.items():
        assert Level.BAD not in levels(check)
        execute(house, statement)
        assert Level.BAD in levels(check), check


def test_a_policy_that_pg_dump_cannot_evaluate_is_found(house: House) -> None:
    execute(
        house,
        "CREATE FUNCTION knows(person bigint) RETURNS boolean LANGUAGE sql STABLE AS "
        "$$ SELECT EXISTS (SELECT FROM people_account a WHERE a.person_id = person) $$",
        "CREATE POLICY may_read_too ON people_person FOR SELECT USING (knows(id))",
    )
    assert levels("system_sees_all") == {Level.BAD}


def test_a_trigger_taken_off_the_trail_is_found(house: House) -> None:
    execute(house, "DROP TRIGGER audit_entry_is_append_only ON audit_entry")
    assert Level.BAD in levels("trail_append_only")


def lose_a_key(house: House) -> None:
    lost = keyring.ring().current("fields")
    keyfiles.make_key(house.keys, "fields")
    (house.keys / lost.filename).unlink()


def open_the_folder(house: House) -> None:
    house.keys.chmod(0o755)


def seal_with_an_unknown_key(house: House) -> None:
    execute(house, "UPDATE people_person SET id_sealed = overlay(id_sealed placing '\\xffffffff'::bytea from 2)")


def forget_the_destroyed(house: House) -> None:
    crypto.destroy(crypto.new_subject())
    (house.keys / "destroyed").unlink()


def lose_a_file(house: House) -> None:
    execute(
        house,
        "INSERT INTO attachments_attachment (public_id, owner_type, owner_id, code, name, media_type, size, sha256, "
        "path, kept_at) VALUES (gen_random_uuid(), 't', gen_random_uuid(), 'A0001', 'n', 'm', 1, repeat('0', 64), "
        "'aa/lost.pdf', now())",
    )


def back_up_around_the_keys(house: House) -> None:
    with scope(SYSTEM):
        audit.record("backup.made", "backup", actor=SYSTEM, folder=str(house.home.resolve()))


FAULTS: dict[str, Callable[[House], None]] = {
    "keys_private": open_the_folder,
    "keys_known": seal_with_an_unknown_key,
    "destroyed_noted": forget_the_destroyed,
    "files_and_rows_agree": lose_a_file,
    "backups_made": back_up_around_the_keys,
    "keys_present": lose_a_key,
}


def test_each_fault_in_keys_or_files_is_found_and_has_a_remedy(house: House) -> None:
    people(1)
    for check, bring_about in FAULTS.items():
        assert Level.BAD not in levels(check)
        bring_about(house)
        assert Level.BAD in levels(check), check
        assert all(finding.remedy for finding in findings(check) if finding.level is not Level.OK)


def test_a_copy_of_the_keys_takes_the_warning_away(house: House) -> None:
    assert levels("keys_copied") == {Level.WARN}
    journal.note_copied(house.keys, compared=True)
    assert levels("keys_copied") == {Level.OK}


def test_a_stray_file_is_worth_a_word(house: House) -> None:
    stray = house.attachments / "stray.pdf"
    stray.write_bytes(b"x")
    _make_old(stray)
    assert levels("files_and_rows_agree") == {Level.WARN}


def test_a_check_that_breaks_does_not_hide_the_others(house: House) -> None:
    execute(house, "ALTER TABLE crypto_known_key RENAME TO elsewhere")
    found = list(doctor.examine())
    assert any("没有查成" in line.finding.said for line in found)
    assert len({line.check for line in found}) == len(CHECKS)


def test_an_app_role_that_owns_something_is_found(house: House) -> None:
    assert levels("app_role_is_weak") == {Level.OK}
    with transaction.atomic(), connection.cursor() as cursor:
        # Roles belong to the whole server: never committed, so that tests beside this one do not see it.
        cursor.execute("GRANT hexian_app TO hexian_owner")
        cursor.execute("GRANT CREATE ON SCHEMA public TO hexian_app")
        cursor.execute("ALTER TABLE crypto_rotation OWNER TO hexian_app")
        assert [finding.level for finding in checks.app_role_is_weak()] == [Level.BAD]
        transaction.set_rollback(True)


def _make_old(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_a_lost_key_of_the_trail_sends_to_the_copy_of_the_keys(house: House) -> None:
    with scope(SYSTEM):
        audit.record("tests.done", actor=SYSTEM)
    audit.seal_block()
    lost = keyring.ring().current("audit")
    keyfiles.make_key(house.keys, "audit")
    (house.keys / lost.filename).unlink()
    found = [finding for finding in findings("trail_unbroken") if finding.level is Level.BAD]
    assert ["密钥副本" in finding.remedy for finding in found] == [True]
    assert "不在密钥文件夹里" in found[0].said


def test_a_command_on_a_key_folder_that_lost_a_key_makes_none(house: House) -> None:
    lost = house.keys / keyring.ring().current("audit").filename
    lost.unlink()
    done = house.hx("doctor")
    assert done.returncode == 1
    assert "少了审计链的密钥" in done.stderr
    assert list(house.keys.glob("audit-*.json")) == []


def test_a_trail_cut_short_is_found_and_can_be_vouched_for(house: House) -> None:
    for _ in range(2):
        with scope(SYSTEM):
            audit.record("tests.done", actor=SYSTEM)
        audit.seal_block()
    assert levels("trail_unbroken") == {Level.OK}
    assert CliRunner().invoke(keys.keys, ["anchor"]).exit_code == 0
    execute(
        house,
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "ALTER TABLE audit_block DISABLE TRIGGER USER",
        "DELETE FROM audit_entry WHERE id IN (SELECT unnest(entry_ids) FROM audit_block WHERE number = 2)",
        "DELETE FROM audit_block WHERE number = 2",
        "ALTER TABLE audit_entry ENABLE TRIGGER USER",
        "ALTER TABLE audit_block ENABLE TRIGGER USER",
    )
    (found,) = [finding for finding in findings("trail_unbroken") if finding.level is Level.BAD]
    assert "封存到了第 2 段" in found.said
    assert "hx keys anchor --reset" in found.remedy
    looked = CliRunner().invoke(keys.keys, ["anchor"])
    assert (looked.exit_code, "这里查不到" in looked.output) == (1, True)
    assert CliRunner().invoke(keys.keys, ["anchor", "--reset"]).exit_code == 0
    assert levels("trail_unbroken") == {Level.OK}


@events.on("tests.cannot")
def cannot(event: events.Event, actor: Actor) -> None:
    if BROKEN["now"]:
        raise LookupError
    HANDLED.append(event.subject)


HANDLED: list[str] = []
BROKEN = {"now": True}


def test_events_given_up_are_named_and_can_be_tried_again(house: House) -> None:
    with scope(SYSTEM):
        for serial in range(3):
            events.publish("tests.cannot", f"s-{serial}", actor=SYSTEM)
    assert events.drain() == 3
    assert levels("events_handled") == {Level.OK}
    execute(house, "UPDATE events_outbox SET attempts = 59, due_at = now()")
    assert events.drain() == 3
    (found,) = findings("events_handled")
    assert found.level is Level.BAD
    assert all(word in found.said for word in ("3 件", "tests.cannot", "LookupError", "2026-06-17 14:30"))
    assert "hx events retry" in found.remedy
    assert "tests.cannot  3 件" in CliRunner().invoke(cli_events.events, ["list"]).output

    BROKEN["now"] = False
    assert "3 件重新排上了" in CliRunner().invoke(cli_events.events, ["retry"]).output
    assert levels("events_handled") == {Level.OK}
    assert events.drain() == 3
    assert sorted(HANDLED) == ["s-0", "s-1", "s-2"]
    with scope(SYSTEM):
        (entry,) = audit_queries.timeline("events")
    assert (entry.event, entry.code, entry.facts["count"]) == ("events.retried", "A", 3)
    assert "没有停下的事件" in CliRunner().invoke(cli_events.events, ["retry"]).output


CODE = {"code": "482913", "what": "登录", "minutes": 5}


def test_messages_without_a_way_out_are_worth_a_word_until_one_goes_out(house: House, settings: Settings) -> None:
    settings.NOTICES = {}
    assert levels("messages_have_a_way_out") == {Level.OK}
    with scope(SYSTEM):
        notices.send_text("13800000000", "people.code", CODE, actor=SYSTEM)
    assert notices.deliver_due() == 1
    (found,) = findings("messages_have_a_way_out")
    assert (found.level, "1 条短信" in found.said) == (Level.WARN, True)
    assert "HEXIAN_SMS_URL" in found.remedy
    with scope(SYSTEM):
        notices.open_tray(actor=SYSTEM)
        notices.send_text("13800000000", "people.code", CODE, actor=SYSTEM)
    assert notices.deliver_due() == 1
    assert levels("messages_have_a_way_out") == {Level.OK}


#: Days from today between which a certificate holds, how that is judged, and what is said of it.
HOLDS = (
    ((-30, 400), Level.OK, "有效到"), ((-30, 61), Level.OK, "有效到"), ((-30, 59), Level.WARN, "就要过期"),
    ((-30, -1), Level.BAD, "已经过期"), ((2, 400), Level.BAD, "才生效"),
)  # fmt: skip


def test_certificates_for_signing_are_opened_and_their_last_day_is_told(tmp_path: Path, settings: Settings) -> None:
    issuer = Issuer(tmp_path)

    def told() -> list[tuple[Level, str, str]]:
        return [(each.level, each.said, each.remedy) for each in checks.certificates_hold()]

    settings.SIGN_CERTIFICATES = {}
    assert [level for level, _said, _remedy in told()] == [Level.OK]
    for number, (days, level, word) in enumerate(HOLDS):
        made = issuer.issue(f"certificate-{number}", "和畅电子（演示）有限公司", days)
        settings.SIGN_CERTIFICATES = {"employer": (made.path, made.passphrase)}
        ((found, said, remedy),) = told()
        assert (found, word in said, "和畅电子（演示）有限公司" in said) == (level, True, True), said
        assert bool(remedy) == (level is not Level.OK)
    # Each side is told of its own; a wrong passphrase, no PKCS#12 and no file are told apart by what to do.
    wrong, other = tmp_path / "wrong.pass", tmp_path / "other.p12"
    wrong.write_bytes(b"battery staple")
    other.write_bytes(b"-----BEGIN CERTIFICATE-----")
    sound = issuer.issue("sound", "演示", (-1, 400))
    settings.SIGN_CERTIFICATES = {
        "employer": (sound.path, wrong), "worker": (other, None), "seal": (tmp_path / "none.p12", None),
    }  # fmt: skip
    wrongs = told()
    assert [level for level, _said, _remedy in wrongs] == [Level.BAD] * 3
    for (_level, said, remedy), (who, what, setting) in zip(wrongs, (
        ("企业方", "口令不对", "HEXIAN_SIGN_EMPLOYER_PASS"), ("职工方", "不是 PKCS#12", "HEXIAN_SIGN_WORKER_PASS"),
        ("平台", "读不到", "HEXIAN_SIGN_SEAL"),
    ), strict=True):  # fmt: skip
        assert who in said
        assert what in said
        assert setting in remedy
    settings.SIGN_CERTIFICATES = {"seal": (sound.path, tmp_path / "none.pass")}
    assert "口令文件" in told()[0][1]
