"""Salts in the database: nobody can list or wipe them, and destroying one closes every copy of what it sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField
from pytest_django import DjangoCaptureOnCommitCallbacks

from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.crypto import journal, keyfiles, keyring, services, texts
from hexian.foundation.crypto.models import KnownKey, Subject
from tests.conftest import NOW

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NUMBER = "330106199001011234"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """Keys of this test's own."""
    keyring.use(tmp_path / "keys")
    KnownKey.objects.all().delete()
    yield tmp_path / "keys"
    keyring.use(Path(settings.KEYS_DIR))


def stranger() -> Actor:
    return Actor.anonymous(NOW)


def test_a_stranger_opens_what_she_can_name_and_lists_nothing() -> None:
    with scope(stranger()):
        subject = crypto.new_subject()
        blob = crypto.seal(NUMBER, subject)
        assert crypto.open_sealed(memoryview(blob), subject) == NUMBER
        assert not Subject.objects.exists()
    assert Subject.objects.filter(id=subject).exists()


def test_the_doors_leave_the_scope_as_it_was() -> None:
    with scope(stranger()):
        crypto.seal(NUMBER, crypto.new_subject())
        crypto.destroy(uuid4())
        assert not Subject.objects.exists()


def test_a_stranger_can_neither_alter_nor_remove_salts() -> None:
    subject = crypto.new_subject()
    with scope(stranger()):
        assert Subject.objects.update(salt=bytes(32)) == 0
        assert Subject.objects.all().delete() == (0, {})
    assert crypto.open_sealed(crypto.seal(NUMBER, subject), subject) == NUMBER


def test_many_are_sealed_and_opened_with_one_look_up() -> None:
    subjects = crypto.new_subjects(3)
    blobs = crypto.seal_many(zip("甲乙丙", subjects, strict=True))
    assert crypto.open_many(zip(blobs, subjects, strict=True)) == ["甲", "乙", "丙"]


def test_destroying_one_person_closes_hers_alone() -> None:
    subjects = crypto.new_subjects(2)
    blobs = crypto.seal_many(zip("甲乙", subjects, strict=True))
    assert crypto.destroy(subjects[0]) == 1
    assert crypto.destroy(subjects[0]) == 0
    assert crypto.open_many(zip(blobs, subjects, strict=True)) == [None, "乙"]
    for act in (lambda: crypto.open_sealed(blobs[0], subjects[0]), lambda: crypto.seal("丁", subjects[0])):
        with pytest.raises(Refused, match=r"crypto\.destroyed"):
            act()


def test_the_journal_is_written_after_the_commit_only(
    folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    subject = crypto.new_subject()
    with django_capture_on_commit_callbacks(execute=True):
        crypto.destroy(subject)
        assert journal.destroyed(folder) == {}
    assert list(journal.destroyed(folder)) == [subject]


def test_a_journal_that_cannot_be_written_does_not_undo_the_act(
    folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    subject = crypto.new_subject()
    (folder / "destroyed").mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        assert crypto.destroy(subject) == 1
    with pytest.raises(Refused, match=r"crypto\.destroyed"):
        crypto.seal("甲", subject)


def test_what_never_reached_the_journal_is_caught_up(folder: Path) -> None:
    subject = crypto.new_subject()
    crypto.destroy(subject)
    assert services.catch_up_journal() >= 1
    assert subject in journal.destroyed(folder)
    assert services.catch_up_journal() == 0


def test_a_salt_goes_only_together_with_its_date() -> None:
    subject = crypto.new_subject()
    with pytest.raises(IntegrityError, match="crypto_subject_has_a_salt_until_destroyed"), transaction.atomic():
        Subject.objects.filter(id=subject).update(salt=None)


def test_unknown_persons_and_lost_keys_are_told_apart(folder: Path) -> None:
    subject = crypto.new_subject()
    blob = crypto.seal(NUMBER, subject)
    with pytest.raises(Refused, match=r"crypto\.unknown_subject"):
        crypto.open_sealed(blob, uuid4())
    with pytest.raises(Refused, match=r"crypto\.altered"):
        crypto.open_sealed(blob, crypto.new_subject())
    keyring.use(folder.with_name("other"))
    with pytest.raises(Refused, match=r"crypto\.key_missing"):
        crypto.open_sealed(blob, subject)


def test_the_wrong_key_folder_is_noticed_before_anything_is_entered(folder: Path) -> None:
    crypto.new_subject()
    used = keyring.ring().current("fields").id
    crypto.check_keys()
    keyring.use(folder.with_name("other"))
    assert crypto.missing_keys() == [used]
    with pytest.raises(Refused) as refused:
        crypto.check_keys()
    assert used in texts.of(refused.value)


def test_while_two_keys_are_in_use_both_indexes_are_looked_up(folder: Path) -> None:
    old = crypto.blind(NUMBER, "id_number")
    lock = crypto.lock_name(NUMBER, "id_number")
    assert crypto.blind_candidates(NUMBER, "id_number") == [old]
    keyfiles.make_key(folder, "fields")
    new = crypto.blind(NUMBER, "id_number")
    assert crypto.blind_candidates(NUMBER, "id_number") == [new, old]
    assert crypto.lock_name(NUMBER, "id_number") == lock
    assert crypto.blind_many([NUMBER], "id_number") == [new]


def test_sealing_writes_down_which_key_was_used_once() -> None:
    crypto.new_subject()
    crypto.new_subject()
    assert list(KnownKey.objects.values_list("key_id", flat=True)) == [keyring.ring().current("fields").id]


def test_every_declared_column_exists_and_its_person_can_be_reached() -> None:
    for column in crypto.sealed_columns():
        rows = column.model_class._base_manager.values_list(column.sealed_field, column.subject_path)
        assert list(rows) == []
        with connection.cursor() as cursor:
            described = {each.name for each in connection.introspection.get_table_description(cursor, column.table)}
        assert column.column_of(column.sealed_field) in described


def test_every_column_of_bytes_is_declared_as_sealed() -> None:
    """A sealed column nobody declared would be lost when the old key is thrown away."""
    declared = {
        (each.model_class, name) for each in crypto.sealed_columns() for name in (each.sealed_field, each.index_field)
    }
    not_sealed = {("crypto_subject", "salt"), ("audit_block", "previous"), ("audit_block", "mac")}
    # A stray's number stays in the stored file, from which it is indexed anew (`mutualaid.services.straying`).
    not_sealed |= {("mutualaid_stray", "id_index")}
    forgotten = [
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("hexian.")
        for field in model._meta.local_concrete_fields
        if isinstance(field, BinaryField)
        and (model, field.name) not in declared
        and (model._meta.db_table, field.name) not in not_sealed
    ]
    assert forgotten == []


def test_a_page_that_may_only_read_opens_sealed_values() -> None:
    subject = crypto.new_subject()
    blob = crypto.seal(NUMBER, subject)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert crypto.open_sealed(blob, subject) == NUMBER


def test_an_index_needs_its_purpose() -> None:
    with pytest.raises(ValueError, match="go together"):
        crypto.register("people.Person", "id_sealed", "subject", "id_index")
