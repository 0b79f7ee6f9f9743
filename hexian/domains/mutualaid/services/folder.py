"""The watched folder: a settlement file laid into a union's folder is taken in and decided without anybody at a desk.

`INBOX_DIR/<union's public id>/[<sender>/]file.csv`.  A file is touched once nobody has written to it for some seconds;
then it is moved into `taken` beside it, or into `refused` with the reason as a text of the same name.  What needs to be
asked about (a heading nobody has confirmed) is kept and waits on the desk.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hexian.domains.mutualaid import texts
from hexian.domains.mutualaid.models import File
from hexian.domains.mutualaid.services.receiving import is_ready, receive
from hexian.domains.mutualaid.services.running import start_run
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused

#: A file still being copied grows; so long it must have been left alone.
QUIET_SECONDS = 5.0
TAKEN, REFUSED = "taken", "refused"
#: What was refused so many seconds ago nobody needs to be shown any more; by the disk's clock, as files are.
REMEMBERED = 30 * 86_400.0
_ASIDE = frozenset({TAKEN, REFUSED})
#: What programs call a file they have not finished.
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", "~")


@dataclass(frozen=True, slots=True)
class PutAside:
    """A file the folder would not take: its name, why in a sentence, since when."""

    name: str
    why: str
    at: datetime


def put_aside(unions: Iterable[UUID]) -> list[PutAside]:
    """What unions' folders have not taken of late, the latest first; what has been taken since is not among it."""
    found = []
    for union in unions:
        folder = settings.INBOX_DIR / str(union)
        for note in (*folder.glob(f"{REFUSED}/*.txt"), *folder.glob(f"*/{REFUSED}/*.txt")):
            told = _told(note)
            if told is not None:
                found.append(told)
    return sorted(found, key=lambda each: each.at, reverse=True)


def _told(note: Path) -> PutAside | None:
    name = note.name.removesuffix(".txt")
    try:
        at = note.stat().st_mtime
        taken = note.parent.parent / TAKEN / name
        if time.time() - at > REMEMBERED or (taken.exists() and taken.stat().st_mtime > at):
            return None
        return PutAside(name, note.read_text(encoding="utf-8").strip(), datetime.fromtimestamp(at, UTC))
    except OSError:
        # Somebody is tidying the folder at this moment.
        return None


def look_into_folder(actor: Actor, *, quiet: float = QUIET_SECONDS) -> int:
    """Take in every file that lies ready in a union's folder, and run what needs nobody; how many were taken."""
    return sum(_take(folder, sender, path, actor) for folder, sender, path in list(_lying(settings.INBOX_DIR, quiet)))


def _lying(inbox: Path, quiet: float) -> Iterator[tuple[str, str, Path]]:
    """Files in folders, each with the folder's name and the sender's, if there is one between them.

    What lies in a folder of no union, or in none, is among them: nobody would ever hear of it otherwise.
    """
    for folder in (inbox, *sorted(each for each in inbox.iterdir() if each.is_dir())) if inbox.is_dir() else ():
        if folder.name.startswith(".") or folder.name in _ASIDE:
            continue
        below = () if folder == inbox else folder.glob("*/*")
        for path in sorted(each for each in (*folder.glob("*"), *below) if _is_ready(each, quiet)):
            sender = path.parent.name if path.parent != folder else ""
            if sender not in _ASIDE:
                yield folder.name, sender, path


def _is_ready(path: Path, quiet: float) -> bool:
    hidden = path.name.startswith((".", "~")) or path.name.lower().endswith(_UNFINISHED)
    # A link could lead anywhere on the machine.
    if hidden or path.is_symlink() or not path.is_file():
        return False
    return time.time() - path.stat().st_mtime >= quiet


def _take(folder: str, sender: str, path: Path, actor: Actor) -> int:
    try:
        with transaction.atomic(), path.open("rb") as stream:
            row = receive(stream, name=path.name, org_id=_union(folder), actor=actor, sender=sender, channel="folder")
    except Organisation.DoesNotExist:
        return _put_aside(path, texts.of(Refused("aid.no_such_union", folder=folder)))
    except Refused as refusal:
        return _put_aside(path, texts.of(refusal))
    _moved(path, TAKEN)
    run_if_ready(row, actor=actor)
    return 1


def _union(folder: str) -> UUID:
    """The union a folder is called after. Raises `Organisation.DoesNotExist`."""
    try:
        return UUID(folder)
    except ValueError:
        raise Organisation.DoesNotExist from None


def run_if_ready(row: File, *, actor: Actor) -> None:
    """Let it run where every column is known; a plan that cannot pay now leaves it on the desk, with the reason."""
    if not is_ready(row):
        return
    try:
        start_run(row.public_id, actor=actor)
    except Refused as refusal:
        File.objects.filter(pk=row.pk).update(problem=refusal.code, problem_params=_plain(refusal))


def _plain(refusal: Refused) -> dict[str, int | str]:
    return {key: value for key, value in refusal.params.items() if isinstance(value, int | str)}


def _put_aside(path: Path, sentence: str) -> int:
    moved = _moved(path, REFUSED)
    moved.with_name(f"{moved.name}.txt").write_text(f"{sentence}\n", encoding="utf-8")
    return 0


def _moved(path: Path, into: str) -> Path:
    """Beside where it lay, never over another of the same name."""
    folder = path.parent / into
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return path.rename(target)
