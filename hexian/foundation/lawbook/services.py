"""Change a number, and take the packaged ones into the database."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.lawbook import access, rules
from hexian.foundation.lawbook.events import CHANGED, SEEDED
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.lawbook.rules import Param
from hexian.foundation.locks import advisory

DATA: Final = Path(__file__).parent / "data"

#: What an officer may change of a row, besides its value and from when on.
_CHANGEABLE: Final = frozenset(
    {"title", "value_type", "op", "unit", "day_type", "direction", "pausable", "pause_limit", "article", "note"}
)


@transaction.atomic
def change(
    code: str,
    region: str,
    *,
    value: str,
    valid_from: date,
    source: str,
    sure: rules.Sure,
    actor: Actor,
    **other: Any,
) -> Param:
    """Give a rule another value from a day on; what was frozen into cases before stays.

    The row in force ends that day.  For a place without a row of its own, the nearest row above is the pattern.
    Raises `Refused`: `lawbook.not_yours_to_change`, `lawbook.no_such_rule`, `lawbook.already_changed_from`,
    `lawbook.unreadable` and the other codes of `rules.check`.
    """
    access.check_may_change(actor)
    _check_changeable(other)
    advisory(f"lawbook.{code}@{region}")
    pattern = _pattern(code, region, valid_from)
    known = {
        "text": value,
        "region": region,
        "valid_from": valid_from,
        "valid_to": None,
        "source": source,
        "sure": sure,
    }
    param = replace(pattern, **{**known, **other})
    rules.check(param)
    _end_the_former(param)
    row = RuleParam.from_param(param, seeded=False)
    row.save()
    facts: dict[str, Any] = {
        "rule": code,
        "region": region,
        "old": pattern.text,
        "new": value,
        "from": valid_from.isoformat(),
    }
    # The whole country's rules: whoever audits from the top reads of it.
    audit.record(CHANGED, row.pk, actor=actor, code=ROOT_CODE, **facts)
    events.publish(CHANGED, row.pk, actor=actor, rule=code, region=region)
    return row.as_param()


def _check_changeable(other: Mapping[str, Any]) -> None:
    unknown = sorted(other.keys() - _CHANGEABLE)
    if unknown:
        message = f"a rule has no {', '.join(unknown)} to change"
        raise TypeError(message)


def _pattern(code: str, region: str, on: date) -> Param:
    """The row that applies at the place on that day, or else the code's latest."""
    rows = RuleParam.objects.filter(code=code, region__in=rules.chain(region))
    row = rows.in_force(on).nearest_first().first() or rows.order_by("-valid_from").first()
    if row is None:
        raise Refused("lawbook.no_such_rule", rule=code, region=region, on=on)
    return row.as_param()


def _end_the_former(param: Param) -> None:
    """End the row in force at this very place; a later row, or one from the same day, is in the way."""
    rows = RuleParam.objects.select_for_update(of=("self",)).filter(code=param.code, region=param.region)
    if rows.filter(valid_from__gte=param.valid_from).exists():
        raise Refused("lawbook.already_changed_from", rule=param.code, valid_from=param.valid_from)
    rows.in_force(param.valid_from).update(valid_to=param.valid_from)


@transaction.atomic
def seed(actor: Actor | None = None, folder: Path = DATA) -> int:
    """Take the packaged rows in; returns how many rows the lawbook holds.

    A code and place that an officer has changed is hers: the files no longer touch it.
    """
    actor = actor or Actor.system("seed", timezone.now())
    advisory("lawbook.seed")
    wanted = list(packaged(folder))
    held: dict[tuple[str, str], dict[date, RuleParam]] = defaultdict(dict)
    for row in RuleParam.objects.all():
        held[row.code, row.region][row.valid_from] = row
    changed = [param for param in wanted if _differs(param, held[param.code, param.region])]
    # Shortened rows go before the rows that follow them, so that no two are in force at once half-way.
    for param in sorted(changed, key=lambda param: (param.code, param.region, param.valid_from)):
        _keep(param)
    if changed:
        audit.record(SEEDED, actor=actor, code=ROOT_CODE, rows=len(changed))
    return RuleParam.objects.count()


def _differs(param: Param, held: Mapping[date, RuleParam]) -> bool:
    if any(not row.seeded for row in held.values()):
        return False
    row = held.get(param.valid_from)
    return row is None or replace(row.as_param(), row=0) != param


def _keep(param: Param) -> None:
    row = RuleParam.from_param(param, seeded=True)
    its = RuleParam.objects.filter(code=param.code, region=param.region)
    # Packaged from an earlier day than before it is the same row: two would be in force at once.
    moved = its.filter(seeded=True, valid_from__gt=param.valid_from, valid_to=param.valid_to)
    same = its.filter(valid_from=param.valid_from).first() or moved.first()
    row.pk = same.pk if same else None
    row.save()


def packaged(folder: Path = DATA) -> Iterator[Param]:
    """Every packaged row, checked. A file's tables are codes; their sub-tables places (`nation`, `33`, `3301`)."""
    for file in sorted(folder.glob("*.toml")):
        for code, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            yield from _rows(code, table)


def _rows(code: str, table: Mapping[str, Any]) -> Iterator[Param]:
    shared = {key: value for key, value in table.items() if not isinstance(value, dict)}
    for place, own in table.items():
        if isinstance(own, dict):
            param = _param(code, rules.NATION if place == "nation" else place, {**shared, **own})
            rules.check(param)
            yield param


def _param(code: str, region: str, facts: Mapping[str, Any]) -> Param:
    unit = rules.Unit(facts.get("unit", ""))
    return Param(
        code=code,
        region=region,
        title=facts["title"],
        text=str(facts["value"]),
        value_type=rules.ValueType(facts.get("type", "int")),
        op=rules.Op(facts.get("op", "")),
        unit=unit,
        day_type=rules.DayType(facts.get("days", "")),
        direction=rules.Direction(facts.get("direction", "after")),
        pausable=facts.get("pausable", False),
        pause_limit=facts.get("pause_limit"),
        source=facts["source"],
        article=str(facts.get("article", "")),
        sure=rules.Sure(facts["sure"]),
        note=facts.get("note", ""),
        valid_from=facts["from"],
        valid_to=facts.get("to"),
    )
