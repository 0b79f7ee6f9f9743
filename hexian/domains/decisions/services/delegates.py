"""Who sits: delegates added one by one or as a pasted list, replaced, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import SERVING, Body, Delegate
from hexian.domains.decisions.rules import Fault, Line, Reason, Standing
from hexian.domains.decisions.services import reaching
from hexian.domains.people import rules as people_rules
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def add_delegates(body_id: UUID, lines: Sequence[Line], *, actor: Actor) -> list[Delegate]:
    """Give these people seats, all of them or, when one cannot have hers, none.

    Raises `Refused` with `decisions.delegate_twice` (`name`, `department`), `decisions.beyond_seats` (`have`, `seats`),
    `decisions.line_*`, `decisions.elected_ahead`, `decisions.body_ended`.
    """
    body = reaching.body_locked(body_id, actor)
    known = serving_lines(body)
    tidy: list[Line] = []
    for line in lines:
        each = _checked(line, actor)
        rules.check_not_twice(each, [*known, *tidy])
        tidy.append(each)
    return _seat(body, tidy, actor)


@transaction.atomic
def paste_delegates(body_id: UUID, text: str, *, elected_on: date | None = None, actor: Actor) -> list[Delegate]:
    """Give everybody of a pasted list a seat: 姓名 性别 选区 是否管理人员 手机, one a line; nothing is half done.

    Raises `Refused` with `decisions.lines_refused` (`count`, `faults`: line, code and parameters of each),
    `decisions.nothing_pasted`, `decisions.too_many_lines`, `decisions.beyond_seats`, `decisions.body_ended`.
    """
    body = reaching.body_locked(body_id, actor)
    read, faults = rules.read_lines(text)
    found = [(number, replace(line, elected_on=elected_on)) for number, line in read]
    faults += _twice(found, serving_lines(body))
    if faults:
        told = [
            {"line": fault.number, "code": fault.refusal.code, **fault.refusal.params}
            for fault in sorted(faults, key=lambda fault: fault.number)
        ]
        raise Refused("decisions.lines_refused", count=len(told), faults=told)
    return _seat(body, [_checked(line, actor) for _number, line in found], actor)


def _twice(found: Iterable[tuple[int, Line]], known: Sequence[Line]) -> list[Fault]:
    faults, seen = [], list(known)
    for number, line in found:
        try:
            rules.check_not_twice(line, seen)
        except Refused as refusal:
            faults.append(Fault(number, refusal))
        seen.append(line)
    return faults


def serving_lines(body: Body) -> list[Line]:
    """Who has a seat now, or attends, as lines to be held against."""
    rows = body.delegates.filter(SERVING).values("name", "department", "mobile")
    return [Line(**row) for row in rows]


def _checked(line: Line, actor: Actor) -> Line:
    if line.elected_on is not None and line.elected_on > reaching.today(actor):
        raise Refused("decisions.elected_ahead", on=line.elected_on)
    return rules.check_line(line)


def _seat(body: Body, lines: Sequence[Line], actor: Actor) -> list[Delegate]:
    wanted = sum(line.standing == Standing.DELEGATE for line in lines)
    taken = body.delegates.filter(SERVING, standing=Standing.DELEGATE).count()
    if taken + wanted > body.seats:
        raise Refused("decisions.beyond_seats", have=taken + wanted, seats=body.seats)
    known = _accounts((line.mobile for line in lines), actor)
    rows = [_row(body, line, known, actor) for line in lines]
    Delegate.objects.bulk_create(rows)
    reaching.write(DecisionEvent.DELEGATES_ADDED, body, body, actor, count=len(rows))
    return rows


def _accounts(mobiles: Iterable[str], actor: Actor) -> Mapping[str, Person]:
    """Whom these numbers sign in: only such a number says who somebody is.

    Asked as the system, because a worker may be known to another union; she is tied to a seat under her own name only.
    """
    wanted = [mobile for mobile in mobiles if mobile]
    with scope(Actor.system("decisions", actor.now)):
        rows = Person.objects.filter(erased_at__isnull=True, account__mobile__in=wanted).select_related("account")
        return {row.account.mobile: row for row in rows}


def _row(body: Body, line: Line, known: Mapping[str, Person], actor: Actor) -> Delegate:
    person = known.get(line.mobile)
    given = asdict(line) | {"standing": Standing(line.standing)}
    return Delegate(
        body=body,
        person=person if person is not None and person.name == line.name else None,
        pinyin=people_rules.pinyin_of(line.name).key,
        since=line.elected_on or reaching.today(actor),
        **given,
    )


@transaction.atomic
def replace_delegate(delegate_id: UUID, line: Line, *, reason: str, on: date | None = None, actor: Actor) -> Delegate:
    """End one delegate and seat whom her constituency elected in her place; rolls already sealed stay as they are.

    Raises what `end_delegate` and `add_delegates` do.
    """
    former, body = _serving(delegate_id, actor)
    _end(former, reason, on, actor)
    each = replace(_checked(line, actor), standing=former.standing)
    rules.check_not_twice(each, serving_lines(body))
    successor = _row(body, each, _accounts([each.mobile], actor), actor)
    successor.replaces = former
    successor.save()
    reaching.write(DecisionEvent.DELEGATE_REPLACED, successor, body, actor, reason=reason)
    return successor


@transaction.atomic
def end_delegate(delegate_id: UUID, *, reason: str, on: date | None = None, actor: Actor) -> Delegate:
    """End a delegate: left, moved away, resigned, recalled, or entered by mistake; her seat is vacant.

    Raises `Refused` with `decisions.reason_unknown`, `decisions.day_ahead`, `decisions.day_before_seat`,
    `decisions.delegate_ended`, `decisions.body_ended`; `Delegate.DoesNotExist` out of reach.
    """
    former, body = _serving(delegate_id, actor)
    _end(former, reason, on, actor)
    reaching.write(DecisionEvent.DELEGATE_ENDED, former, body, actor, reason=reason)
    return former


def _serving(delegate_id: UUID, actor: Actor) -> tuple[Delegate, Body]:
    found = access.delegates_run(actor).select_related("body").get(public_id=delegate_id)
    body = reaching.body_locked(found.body.public_id, actor)
    former = Delegate.objects.select_for_update().get(pk=found.pk)
    if former.ended_on is not None:
        raise Refused("decisions.delegate_ended", name=former.name, on=former.ended_on)
    return former, body


def _end(former: Delegate, reason: str, on: date | None, actor: Actor) -> None:
    day = on or reaching.today(actor)
    if reason not in list(Reason):
        raise Refused("decisions.reason_unknown")
    if day > reaching.today(actor):
        raise Refused("decisions.day_ahead", on=day)
    if day < former.since:
        raise Refused("decisions.day_before_seat", on=day, since=former.since)
    former.ended_on, former.end_reason = day, Reason(reason)
    former.save(update_fields=["ended_on", "end_reason"])
