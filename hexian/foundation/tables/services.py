"""Draft, edit row by row, propose, publish by a second person, send back, withdraw, try on past decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.tables import access, bodies, registry, rules, states
from hexian.foundation.tables.events import TableEvent
from hexian.foundation.tables.models import DecisionTable, Trial, Version
from hexian.foundation.tables.registry import Comparison, Show
from hexian.foundation.tables.rules import Cell, Row, Table, Value
from hexian.foundation.tables.states import VersionState

#: So many removed rows can be put back, the latest first.
MOST_REMOVED = 20


@transaction.atomic
def draft(
    table: Table,
    *,
    place: str,
    title: str,
    valid_from: date,
    actor: Actor,
    valid_to: date | None = None,
    basis: str = "",
) -> Version:
    """The next version of a table at a place, as a draft; the table itself is made with its first.

    Raises `Refused`: `tables.not_yours`, `tables.too_many_rows`, `tables.unsound`,
    `tables.ends_before_it_begins`.
    """
    if not actor.may(access.EDIT, place):
        raise Refused("tables.not_yours")
    advisory(f"tables.{table.code}@{place}")
    owner, _ = DecisionTable.objects.get_or_create(
        code=table.code, place=place, defaults={"title": title, "created_at": actor.now}
    )
    return _draft(owner, table, valid_from=valid_from, valid_to=valid_to, basis=basis, actor=actor)


@transaction.atomic
def draft_next(
    version_id: UUID, *, valid_from: date, actor: Actor, valid_to: date | None = None, basis: str = ""
) -> Version:
    """A draft that begins as a copy of another version: next year's table. Raises like `draft`."""
    former = access.versions(actor, access.EDIT).get(public_id=version_id)
    advisory(f"tables.{former.table.code}@{former.table.place}")
    table = bodies.from_json(former.body)
    return _draft(
        former.table, table, valid_from=valid_from, valid_to=valid_to, basis=basis, actor=actor, former=former
    )  # fmt: skip


def _draft(
    owner: DecisionTable, table: Table, *, valid_from: date, valid_to: date | None, basis: str, actor: Actor,
    former: Version | None = None,
) -> Version:  # fmt: skip
    states.check_validity(valid_from, valid_to)
    rules.check_sound(table)
    _check_rows(table)
    last = owner.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version(
        table=owner, number=last + 1, valid_from=valid_from, valid_to=valid_to, basis=basis.strip(),
        copied_from=former, prepared_by=actor.person_id, prepared_name=actor.name, prepared_at=actor.now,
    )  # fmt: skip
    _write(version, table, actor)
    version.save()
    _tell(TableEvent.DRAFTED, version, actor)
    return version


def _check_rows(table: Table) -> None:
    if len(table.rows) > states.MOST_ROWS:
        raise Refused("tables.too_many_rows", count=len(table.rows), most=states.MOST_ROWS)


def _write(version: Version, table: Table, actor: Actor) -> None:
    """Put a body in, with its digest, and remember whose hand it was."""
    version.body = bodies.to_json(table)
    version.body_hash = bodies.digest(version.body)
    _hand(version, actor)


def _hand(version: Version, actor: Actor) -> None:
    if actor.person_id is not None and actor.person_id not in version.hands:
        version.hands = [*version.hands, actor.person_id]


def _tell(event: TableEvent, version: Version, actor: Actor, **facts: Any) -> None:
    known = {"table": version.table.code, "version": version.number, **facts}
    audit.record(event, version, actor=actor, code=version.table.place, **known)
    events.publish(event, version, actor=actor, table=version.table.code)


def _locked(version_id: UUID, actor: Actor, needs: str) -> Version:
    return access.versions(actor, needs).select_for_update(of=("self",)).get(public_id=version_id)


# Editing a draft.


def _draft_of(version_id: UUID, actor: Actor, edits: int | None) -> Version:
    """The draft, locked; refused when it is none any more, or somebody changed it since the page was opened."""
    version = _locked(version_id, actor, access.EDIT)
    if version.state != VersionState.DRAFT:
        raise Refused("tables.not_a_draft", state=version.state)
    if edits is not None and edits != version.edits:
        raise Refused("tables.edited_meanwhile")
    return version


def _edit(version: Version, event: TableEvent, rows: Sequence[Row], actor: Actor, **facts: Any) -> Version:
    table = replace(bodies.from_json(version.body), rows=tuple(rows))
    _check_rows(table)
    rules.check_sound(table)
    _write(version, table, actor)
    version.edits += 1
    version.save()
    _tell(event, version, actor, **facts)
    return version


@transaction.atomic
def describe(
    version_id: UUID, *, valid_from: date, valid_to: date | None, basis: str, actor: Actor, edits: int | None = None
) -> Version:
    """Say anew from when to when a draft holds, and what it rests on. Raises like `put_rows`."""
    states.check_validity(valid_from, valid_to)
    version = _draft_of(version_id, actor, edits)
    version.valid_from, version.valid_to, version.basis = valid_from, valid_to, basis.strip()
    version.edits += 1
    _hand(version, actor)
    version.save()
    _tell(TableEvent.DESCRIBED, version, actor)
    return version


@transaction.atomic
def put_row(
    version_id: UUID,
    row_id: int | None,
    *,
    when: Mapping[str, Cell],
    then: Mapping[str, Value | None],
    basis: str,
    actor: Actor,
    edits: int | None = None,
) -> int:
    """Change a row, or add one at the end (`row_id` None); returns its id. Raises like `put_rows`."""
    row = Row(row_id or 0, dict(when), dict(then), basis)
    return put_rows(version_id, [row], actor=actor, edits=edits)[0]


@transaction.atomic
def put_rows(version_id: UUID, given: Sequence[Row], *, actor: Actor, edits: int | None = None) -> list[int]:
    """Change rows of a draft where they stand, and add those with id 0 at the end; returns their ids.

    Nothing is written when nothing differs.  Raises `Refused`: `tables.not_a_draft`, `tables.edited_meanwhile`,
    `tables.no_such_row`, `tables.too_many_rows`, `tables.unsound`; `Version.DoesNotExist` out of reach.
    """
    version = _draft_of(version_id, actor, edits)
    rows = list(bodies.from_json(version.body).rows)
    before, ids = list(rows), list[int]()
    for one in given:
        row = replace(one, id=one.id or _next_id(version, rows), basis=one.basis.strip())
        ids.append(row.id)
        if one.id:
            rows[_place_of(rows, row.id)] = row
        else:
            rows.append(row)
    if rows != before:
        _edit(version, TableEvent.ROW_PUT, rows, actor, put=[row.id for row in rows if row not in before])
    return ids


def _next_id(version: Version, rows: Sequence[Row]) -> int:
    """Ids are never given twice: a row that was removed may come back."""
    removed = [int(one["row"]["id"]) for one in version.removed]
    return max([row.id for row in rows] + removed, default=0) + 1


def _place_of(rows: Sequence[Row], row_id: int) -> int:
    for place, row in enumerate(rows):
        if row.id == row_id:
            return place
    raise Refused("tables.no_such_row", row=row_id)


@transaction.atomic
def remove_row(version_id: UUID, row_id: int, *, actor: Actor, edits: int | None = None) -> Version:
    """Take a row out; `restore_row` puts it back. Raises like `put_rows`."""
    version = _draft_of(version_id, actor, edits)
    rows = list(bodies.from_json(version.body).rows)
    place = _place_of(rows, row_id)
    plain = version.body["rows"][place]
    version.removed = [*version.removed, {"row": plain, "place": place}][-MOST_REMOVED:]
    del rows[place]
    return _edit(version, TableEvent.ROW_REMOVED, rows, actor, row=row_id)


@transaction.atomic
def restore_row(version_id: UUID, *, actor: Actor) -> int:
    """Put the row taken out last back where it stood; returns its id. Raises `Refused` (`tables.nothing_removed`)."""
    version = _draft_of(version_id, actor, None)
    if not version.removed:
        raise Refused("tables.nothing_removed")
    last = version.removed[-1]
    body = {**version.body, "rows": [*version.body["rows"]]}
    body["rows"].insert(last["place"], last["row"])
    version.removed = version.removed[:-1]
    rows = bodies.from_json(body).rows
    _edit(version, TableEvent.ROW_RESTORED, rows, actor, row=int(last["row"]["id"]))
    return int(last["row"]["id"])


@transaction.atomic
def move_row(version_id: UUID, row_id: int, *, by: int, actor: Actor, edits: int | None = None) -> Version:
    """Move a row up (-1) or down (1); at the end it stays. Raises like `put_rows`."""
    version = _draft_of(version_id, actor, edits)
    rows = list(bodies.from_json(version.body).rows)
    place = _place_of(rows, row_id)
    rows.insert(max(place + by, 0), rows.pop(place))
    return _edit(version, TableEvent.ROW_MOVED, rows, actor, row=row_id, by=by)


# From draft to publication.


@transaction.atomic
def propose(version_id: UUID, *, actor: Actor) -> Version:
    """Hand a draft to the second person; from now on nobody changes it.

    Raises `Refused`: `tables.state`, `tables.has_faults` (`count`), `tables.no_basis`, `tables.too_tangled`.
    """
    version = _locked(version_id, actor, access.EDIT)
    version.state = states.next_state(version.state, "propose")
    _check_publishable(version)
    version.prepared_by, version.prepared_name = actor.person_id, actor.name
    version.proposed_at, version.sent_back_reason = actor.now, ""
    _hand(version, actor)
    version.save()
    _tell(TableEvent.PROPOSED, version, actor)
    return version


def _check_publishable(version: Version) -> None:
    if not version.basis:
        raise Refused("tables.no_basis")
    found = rules.grave(rules.faults_of(bodies.from_json(version.body)))
    if found:
        raise Refused("tables.has_faults", count=len(found))


@transaction.atomic
def send_back(version_id: UUID, *, reason: str, actor: Actor) -> Version:
    """Give a proposal back to be changed, with the reason. Raises `Refused`: `tables.state`, `tables.no_reason`."""
    version = _locked(version_id, actor, access.PUBLISH)
    version.state = states.next_state(version.state, "send_back")
    version.sent_back_reason, version.proposed_at = _reason(reason), None
    version.save()
    _tell(TableEvent.SENT_BACK, version, actor)
    return version


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("tables.no_reason")
    return reason.strip()


@transaction.atomic
def publish(version_id: UUID, *, actor: Actor, body_hash: str = "") -> Version:
    """Put a proposal in force, as the second person; `body_hash` is the body she has read.

    Raises `Refused`: `tables.state`, `tables.own_version`, `tables.nobody`, `tables.has_faults`,
    `tables.edited_meanwhile`, `tables.already_from` when another version holds from the same day on.
    """
    version = _locked(version_id, actor, access.PUBLISH)
    version.state = states.next_state(version.state, "publish")
    states.check_second_person(actor.person_id, [*version.hands, version.prepared_by or 0])
    if body_hash and body_hash != version.body_hash:
        raise Refused("tables.edited_meanwhile")
    _check_publishable(version)
    _check_day_is_free(version)
    version.published_by, version.published_name, version.published_at = actor.person_id, actor.name, actor.now
    version.save()
    _tell(TableEvent.PUBLISHED, version, actor, valid_from=version.valid_from.isoformat(), digest=version.body_hash)
    return version


def _check_day_is_free(version: Version) -> None:
    advisory(f"tables.{version.table.code}@{version.table.place}")
    others = version.table.versions.filter(state=VersionState.PUBLISHED, valid_from=version.valid_from)
    other = others.exclude(pk=version.pk).first()
    if other is not None:
        raise Refused("tables.already_from", number=other.number, valid_from=version.valid_from)


@transaction.atomic
def withdraw(version_id: UUID, *, reason: str, actor: Actor) -> Version:
    """Take a version back; what was decided by it stays decided, what comes is decided by the one before it.

    A published one is withdrawn by whoever may publish, any other by whoever may edit.  Raises `Refused`:
    `tables.state`, `tables.no_reason`, `tables.not_yours`.
    """
    version = _locked(version_id, actor, access.VIEW)
    needs = access.PUBLISH if version.state == VersionState.PUBLISHED else access.EDIT
    if not actor.may(needs, version.table.place):
        raise Refused("tables.not_yours")
    version.state = states.next_state(version.state, "withdraw")
    version.withdrawn_reason, version.withdrawn_at = _reason(reason), actor.now
    version.withdrawn_by, version.withdrawn_name = actor.person_id, actor.name
    version.save()
    _tell(TableEvent.WITHDRAWN, version, actor)
    return version


# What it would have made of the past.

#: The long job that tries a version on past decisions; registered by the worker's door.
COMPARE = "tables.compare"


def try_on_the_past(version_id: UUID, against_id: UUID, *, actor: Actor, show: Show | None = None) -> Comparison:
    """Run the registered comparison of a version with another over decisions already made, and keep its answer.

    In one transaction of the caller's.  Raises `Refused` (`tables.no_comparison`), and whatever the comparison refuses.
    """
    version = access.versions(actor, access.VIEW).get(public_id=version_id)
    against = access.versions(actor, access.VIEW).get(public_id=against_id, table=version.table)
    compare = _comparison(version)
    with registry.shown_by(show, at=(version.table.code, version.table.place)):
        answer = compare(bodies.from_json(version.body), bodies.from_json(against.body), actor)
    Trial.objects.create(
        version=version, against=against, body_hash=version.body_hash, answer=answer.as_json(), by_name=actor.name,
        at=actor.now,
    )  # fmt: skip
    _tell(TableEvent.COMPARED, version, actor, against=against.number, rows=answer.rows)
    return answer


def _comparison(version: Version) -> Callable[[Table, Table, Actor], Comparison]:
    compare = registry.comparison_for(version.table.code)
    if compare is None:
        raise Refused("tables.no_comparison")
    return compare
