"""Files: told by content, photos made harmless, nothing half kept, orphans found."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from PIL import Image

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.attachments import photos, queries, rules, services, store, texts
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import Kind
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HERE, ELSEWHERE = "A00010001", "A00010002"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nhello"


def officer(code: str, person_id: int = 7) -> Actor:
    office = OfficeHeld(uuid4(), 1, code, "长河街道工会（演示）", "工会干部", frozenset({"members.view"}))
    return Actor(now=NOW, request_id="r", name="李敏", person_id=person_id, account_id=person_id, offices=(office,))


def photo(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    sheet = io.BytesIO()
    Image.new("RGB", size, "red").save(sheet, form, **options)
    return sheet.getvalue()


def workbook(*names: str) -> bytes:
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return sheet.getvalue()


def kept(content: bytes, *, actor: Actor, code: str = HERE, name: str = "决议.jpg") -> Attachment:
    return services.keep(
        io.BytesIO(content), owner_type="members.resolution", owner_id=uuid4(), code=code, actor=actor, name=name
    )


def files() -> set[str]:
    return set(store.current().paths(older_than=float("inf")))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return tmp_path / "attachments"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo("JPEG"), Kind.JPEG),
        (photo("PNG"), Kind.PNG),
        (photo("WEBP"), Kind.WEBP),
        (PDF, Kind.PDF),
        (workbook("[Content_Types].xml", "xl/workbook.xml"), Kind.XLSX),
        (workbook("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), None),
        (workbook("word/document.xml"), None),
        (b"PK\x03\x04 not a zip", None),
        ("姓名,手机\r\n王小满,\n".encode(), Kind.CSV),
        ("姓名,手机\r\n王小满,\n".encode("gb18030"), Kind.CSV),
        (b"\xef\xbb\xbfa;b\n1;2\n", Kind.CSV),
        (b"no table here", None),
        (b"a,b\x00c", None),
        (b"a,\x1b[31mb", None),
        (b"MZ\x90\x00,,,", None),
        (b"<svg onload='x'>", None),
        (b"", None),
    ],
    ids=range(17),
)
def test_a_kind_is_told_from_the_content(content: bytes, kind: Kind | None) -> None:
    assert rules.kind_of(content) == kind


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("决议.exe", "决议.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\文件夹\\决议.PDF", "决议.pdf"),
        ("a\u202egpj.\n", "agpj.pdf"),
        ("", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
    ],
)
def test_a_name_is_only_ever_shown(given: str, shown: str) -> None:
    assert rules.shown_name(given, Kind.PDF) == shown


def test_a_photo_is_kept_with_its_digest(system: Actor) -> None:
    row = kept(photo(), actor=system)
    content = b"".join(queries.stream(row))
    assert (row.media_type, row.size, row.name) == ("image/jpeg", len(content), "决议.jpg")
    assert queries.is_intact(row)
    assert [found.public_id for found in queries.of(row.owner_type, row.owner_id)] == [row.public_id]


def test_place_and_camera_stay_with_the_photographer(system: Actor) -> None:
    facts = Image.Exif()
    facts[0x010F] = "SECRET-CAMERA"
    facts.get_ifd(0x8825)[2] = (30.0, 11.0, 12.0)
    row = kept(photo(exif=facts), actor=system)
    content = b"".join(queries.stream(row))
    assert b"SECRET" not in content
    assert not dict(Image.open(io.BytesIO(content)).getexif())


def test_a_photo_lying_on_its_side_is_set_upright() -> None:
    facts = Image.Exif()
    facts[0x0112] = 6
    upright = Image.open(io.BytesIO(photos.harmless(photo(exif=facts, size=(64, 48)), Kind.JPEG)))
    assert upright.size == (48, 64)


def test_what_hides_behind_a_photo_is_gone() -> None:
    assert b"<script>" not in photos.harmless(photo() + b"<script>alert(1)</script>", Kind.JPEG)


def test_a_see_through_picture_stays_so() -> None:
    sheet = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(sheet, "PNG")
    again = Image.open(io.BytesIO(photos.harmless(sheet.getvalue(), Kind.PNG)))
    assert again.mode == "RGBA"


def test_a_large_photo_becomes_as_large_as_needed() -> None:
    again = Image.open(io.BytesIO(photos.harmless(photo(size=(5000, 2500)), Kind.JPEG)))
    assert again.size == (3600, 1800)


def test_a_bomb_is_refused_by_its_header() -> None:
    sheet = io.BytesIO()
    Image.new("1", (9000, 9000)).save(sheet, "PNG")
    with pytest.raises(Refused) as refusal:
        photos.harmless(sheet.getvalue(), Kind.PNG)
    assert refusal.value.code == "attachments.photo_too_big"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachments.empty"),
        (b"just words", "attachments.unknown_kind"),
        (bytes(3) + b"\x18ftypheic" + bytes(4) + b"mif1heic", "attachments.heic"),
        (photo()[:-40][:200], "attachments.photo_broken"),
        (b"\x89PNG\r\n\x1a\nrubbish", "attachments.photo_broken"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "attachments.too_large"),
    ],
)
def test_a_refused_file_leaves_nothing(content: bytes, code: str, system: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        kept(content, actor=system)
    assert refusal.value.code == code
    assert files() == set()
    assert not Attachment.objects.exists()


def test_a_page_that_wants_a_photo_refuses_a_table(system: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        services.keep(
            io.BytesIO(b"a,b\n"), owner_type="x", owner_id=uuid4(), code=HERE, actor=system, kinds={Kind.JPEG, Kind.PDF}
        )
    assert texts.kinds(refusal.value.params["kinds"]) == "PDF 文件、照片（JPG）"  # type: ignore[arg-type]


def test_what_we_never_take_is_told_what_this_page_takes(system: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        services.keep(
            io.BytesIO(b"just words"), owner_type="x", owner_id=uuid4(), code=HERE, actor=system, kinds={Kind.PDF}
        )
    assert texts.of(refusal.value) == "这种文件收不了。这里收的是 PDF 文件。请换一个文件。"


def test_every_refusal_has_a_sentence() -> None:
    source = Path(services.__file__).parent
    named = {
        word.split('"')[1]
        for file in source.glob("*.py")
        for word in file.read_text(encoding="utf-8").split("Refused(")[1:]
        if word.startswith('"')
    }
    assert named == set(texts.SENTENCES)


def test_what_the_program_makes_may_be_long(system: Actor) -> None:
    row = services.keep_made(
        (b"x" * 65536 for _ in range(200)), owner_type="export", owner_id=uuid4(), code=HERE, actor=system,
        name="名单", kind=Kind.CSV,
    )  # fmt: skip
    assert row.size == 200 * 65536
    assert row.name == "名单.csv"
    assert queries.is_intact(Attachment.objects.get(public_id=row.public_id))


def test_a_full_disk_is_said_and_leaves_nothing(folder: Path, system: Actor) -> None:
    def spilling() -> Iterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(Refused) as refusal:
        services.keep_made(
            spilling(), owner_type="export", owner_id=uuid4(), code=HERE, actor=system, name="名单", kind=Kind.CSV
        )
    assert refusal.value.code == "attachments.disk_full"
    assert files() == set()


def test_a_path_cannot_leave_the_store(folder: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        store.Folder(folder).write("../elsewhere", [b"x"])


def test_a_discarded_file_goes_when_the_transaction_commits(
    system: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    row = kept(photo(), actor=system)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(row.public_id, actor=system)
        assert files() == {row.path}
    assert files() == set()
    with pytest.raises(Refused, match=r"attachments\.gone"):
        services.discard(row.public_id, actor=system)


def test_a_rolled_back_upload_is_swept_once_it_is_old(folder: Path, system: Actor) -> None:
    with transaction.atomic():
        lost = kept(photo(), actor=system)
        transaction.set_rollback(True)
    stays = kept(photo(), actor=system)
    old = (NOW - timedelta(days=1)).timestamp()
    for path in files():
        os.utime(folder / path, (old, old))

    assert [(orphan.path, orphan.problem) for orphan in queries.orphans(NOW)] == [(lost.path, "no row")]
    assert services.sweep(NOW) == 1
    assert files() == {stays.path}


def test_a_young_stray_may_still_be_committing(system: Actor) -> None:
    store.current().write("ab/cd/young", [b"x"])
    assert queries.orphans(NOW - timedelta(days=365)) == []


def test_a_row_without_its_file_is_found(folder: Path, system: Actor) -> None:
    row = kept(photo(), actor=system)
    (folder / row.path).unlink()
    assert [(orphan.path, orphan.problem) for orphan in queries.orphans(NOW)] == [(row.path, "no file")]
    assert not queries.is_intact(row)
    with pytest.raises(Refused, match=r"attachments\.lost"):
        queries.stream(row)


def test_an_altered_file_is_noticed(folder: Path, system: Actor) -> None:
    row = kept(PDF, actor=system, name="决议.pdf")
    (folder / row.path).write_bytes(PDF + b"!")
    assert not queries.is_intact(row)


def test_a_file_is_seen_below_its_union_and_by_whoever_kept_it(system: Actor) -> None:
    row = kept(photo(), actor=officer(HERE, person_id=7))
    with scope(officer(HERE[:5], person_id=8)):
        assert queries.find(row.public_id) is not None
    with scope(officer(ELSEWHERE, person_id=7)):
        assert queries.find(row.public_id) is not None
    with scope(officer(ELSEWHERE, person_id=8)):
        assert not Attachment.objects.exists()
        assert Attachment.objects.filter(public_id=row.public_id).update(name="x") == 0
        with pytest.raises(Refused, match=r"attachments\.gone"):
            services.discard(row.public_id, actor=officer(ELSEWHERE, person_id=8))


def test_a_file_cannot_be_kept_for_a_foreign_union() -> None:
    stranger = officer(ELSEWHERE, person_id=8)
    with scope(stranger), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Attachment.objects.create(
            owner_type="x", owner_id=uuid4(), code=HERE, name="x.pdf", media_type=Kind.PDF, size=1, sha256="0" * 64,
            path="x", kept_at=NOW, kept_by=9,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"size": 0}, "attachments_file_is_not_empty"), ({"sha256": "X"}, "attachments_digest_is_sha256")],
)
def test_the_database_refuses_a_wrong_row(wrong: dict[str, object], name: str) -> None:
    right: dict[str, object] = {"size": 1, "sha256": "0" * 64}
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Attachment.objects.create(
            owner_type="x", owner_id=uuid4(), code=HERE, name="x", media_type="x", path=str(uuid4()), kept_at=NOW,
            **(right | wrong),
        )  # fmt: skip
    assert connection.is_usable()
