"""A settlement file laid into a union's folder turns into payment orders; what cannot be taken is told beside it."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import File
from hexian.foundation.actor import Actor
from hexian.foundation.work import runs
from tests import makers as houses
from tests.mutualaid.makers import House, csv_of, settlement
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SYSTEM = Actor.system("schedule", houses.NOW)


@pytest.fixture
def inbox(aid: House, tmp_path: Path, settings: object) -> Path:
    """The union's own folder, with one for its bureau."""
    settings.INBOX_DIR = tmp_path  # type: ignore[attr-defined]
    folder = tmp_path / str(aid.org.public_id) / "医保（演示）"
    folder.mkdir(parents=True)
    return folder


def look(quiet: float = 1.0) -> int:
    """One look of the schedule at files nobody has touched for a while."""
    with houses.as_(SYSTEM):
        return services.look_into_folder(SYSTEM, quiet=quiet)


def lay(folder: Path, name: str, content: bytes, *, ago: float = 60.0) -> Path:
    """A file that was written so long ago."""
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - ago, time.time() - ago))
    return path


def test_a_file_becomes_money_orders_while_nobody_does_anything(aid: House, inbox: Path) -> None:
    lay(inbox, "6月.csv", csv_of([settlement(aid.member(), own=5_000)]))
    assert look() == 1
    file = File.objects.get()
    assert (file.channel, file.sender, file.created_by) == ("folder", "医保（演示）", None)
    runs.run_task(str(file.task_id))
    file.refresh_from_db()
    assert (file.state, PaymentOrder.objects.get().fen) == ("done", 1_500_00)
    assert [each.name for each in inbox.iterdir()] == ["taken"]
    assert look() == 0


def test_a_file_still_being_written_is_left_alone(aid: House, inbox: Path) -> None:
    content = csv_of([settlement(aid.member(), own=5_000)])
    lay(inbox, "half.csv", content, ago=0)
    lay(inbox, "half.csv.part", content)
    lay(inbox, ".hidden.csv", content)
    (inbox / "link.csv").symlink_to("/etc/passwd")
    assert look() == 0
    assert not File.objects.exists()


def test_what_cannot_be_taken_is_put_aside_with_a_sentence(aid: House, inbox: Path) -> None:
    rows = csv_of([settlement(aid.member(), own=5_000)])
    lay(inbox, "a.csv", rows)
    assert look() == 1
    lay(inbox, "a.csv", rows)
    lay(inbox, "photo.csv", b"%PDF-1.7 nothing")
    lay(inbox, "words.csv", "今天,天气,很好\n".encode())
    assert look() == 0
    told = {each.name: each.read_text() for each in (inbox / "refused").glob("*.txt")}
    assert set(told) == {"a.csv.txt", "photo.csv.txt", "words.csv.txt"}
    assert all(len(sentence) > 10 and "aid." not in sentence for sentence in told.values())


def test_what_lies_in_no_unions_folder_is_put_aside_with_a_sentence(aid: House, inbox: Path) -> None:
    content = csv_of([settlement(aid.member(), own=5_000)])
    root = inbox.parent.parent
    wrong, deep = root / "区总工会", root / "区总工会" / "医保"
    deep.mkdir(parents=True)
    (root / ".stfolder").mkdir()
    for folder in (root, wrong, deep, root / ".stfolder"):
        lay(folder, "6月.csv", content)
    assert look() == 0
    assert not File.objects.exists()
    for folder, named in ((root, root.name), (wrong, "区总工会"), (deep, "区总工会")):
        assert f"「{named}」不是任何工会的编号" in (folder / "refused" / "6月.csv.txt").read_text()
        assert (folder / "refused" / "6月.csv").exists()
    assert (root / ".stfolder" / "6月.csv").exists()
    assert look() == 0


def test_a_file_that_waits_is_not_called_settled_when_it_comes_again(aid: House, inbox: Path) -> None:
    rows = csv_of([settlement(aid.member(), own=5_000)]).replace(b"certno", "什么号".encode())
    lay(inbox, "a.csv", rows)
    assert look() == 1
    lay(inbox, "a.csv", rows)
    assert look() == 0
    assert "打开它接着办" in (inbox / "refused" / "a.csv.txt").read_text()


def test_a_folder_of_nobody_and_a_strange_heading_wait_for_people(aid: House, inbox: Path) -> None:
    stranger = inbox.parents[1] / "6f1c9b5e-0000-4000-8000-000000000000"
    stranger.mkdir()
    lay(stranger, "x.csv", csv_of([settlement(aid.member(), own=5_000)]))
    named = csv_of([settlement(aid.member(), own=5_000)]).replace(b"certno", "什么号".encode())
    lay(inbox, "y.csv", named)
    assert look() == 1
    assert "收件文件夹" in (stranger / "refused" / "x.csv.txt").read_text()
    assert (File.objects.get().state, File.objects.get().task_id) == ("received", None)


def test_originals_go_when_their_time_is_over_and_decisions_stay(aid: House) -> None:
    (decision,) = aid.decide(settlement(aid.member(), own=5_000))
    later = Actor.system("schedule", houses.NOW + timedelta(days=31))
    with houses.as_(later):
        assert services.drop_files(actor=Actor.system("schedule", houses.NOW + timedelta(days=29))) == 0
        assert services.drop_files(actor=later) == 1
        assert services.drop_files(actor=later) == 0
    decision.refresh_from_db()
    assert decision.amount_fen == 1_500_00


def test_what_the_folder_refused_stands_on_the_page_until_it_is_taken(aid: House, inbox: Path) -> None:
    """Whoever lays files in is a program of somebody's: a text beside the file is read by nobody."""
    lay(inbox, "photo.csv", b"%PDF-1.7 nothing")
    (inbox.parent / "医保").mkdir()
    lay(inbox.parent / "医保", "words.csv", "今天,天气,很好\n".encode())
    assert look() == 0
    elsewhere = houses.officer_of(houses.make_org("宁波市总工会（演示）"), "mutualaid.intake")
    who, stranger = Browser(aid.officer), Browser(elsewhere)
    page = who.get("aiddesk:files")
    assert "收件文件夹里没有收下的" in page
    assert all(each in page for each in ("「photo.csv」", "「words.csv」"))
    assert (inbox / "refused" / "photo.csv.txt").read_text().strip() in page
    assert "收件文件夹里没有收下" not in stranger.get("aiddesk:files")
    lay(inbox, "photo.csv", csv_of([settlement(aid.member(), own=5_000)]), ago=-3)
    assert look(quiet=-9) == 1
    page = who.get("aiddesk:files")
    assert "「photo.csv」" not in page
    assert "「words.csv」" in page
