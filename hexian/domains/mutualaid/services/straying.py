"""Settlements nobody was known for, decided once their person is: by the very path every settlement takes.

A stray keeps a row number and a blind index, no figure: the row is read again from the stored original.  Whose file has
been deleted by then waits for the sender (`entitlements` shows it).  A refund without its bill is left to the person
who decides on the bill.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import File, Stray
from hexian.domains.mutualaid.rules import Reader, Record
from hexian.domains.mutualaid.services import deciding, reaching
from hexian.domains.mutualaid.services.portions import PORTION, Source, made
from hexian.domains.mutualaid.services.receiving import stored, tell
from hexian.domains.people.rules import ID_PURPOSE
from hexian.foundation import crypto, work
from hexian.foundation.access import AFTER_ALL
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import Sheet
from hexian.foundation.work import services as tasks

log = structlog.get_logger(__name__)
STRAYS = "mutualaid.strays"

#: Known by now: below the union whose file it was, or taking part in a plan of hers wherever she has gone.
_KNOWN = """
    SELECT s.file_id, s."row" FROM mutualaid_stray s
    JOIN mutualaid_file f ON f.id = s.file_id AND f.state IN ('done', 'stopped') AND f.file_dropped_at IS NULL
    JOIN people_person p ON p.id_index = s.id_index
    WHERE s.settled_at IS NULL AND NOT s.is_refund AND (%(person)s::bigint IS NULL OR p.id = %(person)s)
        AND (p.code >= f.code AND p.code < f.code || %(after)s OR EXISTS (
            SELECT FROM mutualaid_participation t JOIN mutualaid_plan q ON q.id = t.plan_id
            WHERE t.person_id = p.id AND q.org_id = f.org_id))
    ORDER BY s.file_id, s."row"
"""
#: The bill a refund had come before was decided by a person.
_REFUNDS = """
    UPDATE mutualaid_stray s SET settled_at = %(now)s
    WHERE s.settled_at IS NULL AND s.is_refund AND EXISTS (
        SELECT FROM mutualaid_decision d JOIN people_person p ON p.id = d.person_id AND p.id_index = s.id_index
        WHERE d.settlement = s.settlement AND d.state <> 'held')
"""


def _known(person_id: int | None = None) -> dict[int, list[int]]:
    """By file, the rows that can be decided now."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"person": person_id, "after": AFTER_ALL})
        found: dict[int, list[int]] = {}
        for file_id, row in cursor.fetchall():
            found.setdefault(file_id, []).append(row)
    return found


def try_strays(actor: Actor) -> int:
    """Decide every stray whose person is known by now; returns how many. For the schedule and the worker.

    A plan that stands still or cannot pay leaves its strays for the next time; repeating is harmless.
    """
    with reaching.as_program(actor):
        _index_anew()
        done = sum(_try_file(file_id, rows, actor) for file_id, rows in _known().items())
        with connection.cursor() as cursor:
            cursor.execute(_REFUNDS, {"now": actor.now})
    return done


def _index_anew() -> None:
    """Strays whose keys have been changed since: read again from the stored original and indexed with those in use."""
    keys = " ".join(crypto.index_keys())
    waiting = Stray.objects.filter(
        settled_at__isnull=True, file__state__in=("done", "stopped"), file__file_dropped_at__isnull=True
    ).exclude(made_with=keys)
    for file in File.objects.filter(pk__in=waiting.values("file_id")):
        rows = {each.row: each for each in waiting.filter(file=file)}
        with stored(file) as path:
            for record in _read(_source(file, path).opened(), set(rows), _reader(file)):
                rows[record.row].id_index = crypto.blind_candidates(record.number, ID_PURPOSE)[0]
        for each in rows.values():
            each.made_with = keys
        Stray.objects.bulk_update(rows.values(), ["id_index", "made_with"])


def _source(file: File, path: Path) -> Source:
    return Source(path, file.file_name, file.sheet, tuple(file.columns), 0, timezone.localdate(), file.encoding)


def _reader(file: File) -> Reader:
    return Reader(file.columns, timezone.localdate())


def _try_file(file_id: int, rows: Collection[int], actor: Actor) -> int:
    file = File.objects.select_related("org").get(pk=file_id)
    done = 0
    try:
        year = deciding.years_of(file.org_id)
        with stored(file) as path:
            found = _read(_source(file, path).opened(), set(rows), _reader(file))
            while portion := list(islice(found, PORTION)):
                done += _decide(portion, file, year, actor)
    except Refused as refusal:
        log.info("strays wait", file=str(file.public_id), why=refusal.code)
    return done


def _read(sheet: Sheet, wanted: set[int], reader: Reader) -> Iterator[Record]:
    last = max(wanted)
    for row in sheet.rows():
        if row.number > last:
            return
        if row.number in wanted:
            record = reader.read(row.number, row.cells)
            if isinstance(record, Record):
                yield record


@transaction.atomic
def _decide(portion: list[Record], file: File, year: deciding.Year, actor: Actor) -> int:
    """One portion of strays, none of which somebody else has settled meanwhile."""
    File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    rows = Stray.objects.filter(file=file, row__in=[each.row for each in portion], settled_at__isnull=True)
    left = set(rows.values_list("row", flat=True))
    portion = [each for each in portion if each.row in left]
    if not portion:
        return 0
    # Below nought: these rows were in another portion before.
    again = made(portion, -portion[0].row, portion[-1].row)
    batch = deciding.decide(again, file, year, on=timezone.localdate(actor.now), actor=actor)
    rows.update(settled_at=actor.now)
    _count(file.pk, batch.counts, len(left))
    tell(AidEvent.STRAYS_DECIDED, file, actor, rows=len(left), ordered=batch.counts.get("ordered", 0))
    return len(left)


def _count(file_id: int, counts: dict[str, int], settled: int) -> None:
    """The file's figures go on being those of its rows."""
    row = File.objects.get(pk=file_id)
    known = {
        name: row.counts.get(name, 0) + counts.get(name, 0) for name in {*row.counts, *counts} - {"rows", "strays"}
    }
    strays = row.counts.get("strays", 0) - settled
    row.counts = {**row.counts, **known, "strays": max(strays, 0), "found": row.counts.get("found", 0) + settled}
    row.save(update_fields=["counts"])


def look_for_strays(actor: Actor, *, person_id: int | None = None) -> bool:
    """Queue the work when somebody who has become known has strays; whether there are any."""
    with reaching.as_program(actor):
        if not _known(person_id):
            return False
        tasks.start(STRAYS, actor=Actor.system("mutualaid", actor.now), title=_("办理后来认出的人的结算"))
    return True


@work.runner(STRAYS)
def run_strays(task: work.Running) -> None:
    """What `look_for_strays` has queued."""
    done = try_strays(task.actor)
    task.finish(note=_("办了 %(count)s 笔。") % {"count": done})
