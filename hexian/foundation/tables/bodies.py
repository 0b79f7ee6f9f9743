"""A table as plain JSON, typed throughout, and back again without loss. Plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, assert_never

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.tables.shapes import (
    ANY,
    Anything,
    Cell,
    Input,
    IsNull,
    Kind,
    OneOf,
    Output,
    Policy,
    Range,
    Row,
    Table,
    Value,
    fits,
)

Json = dict[str, Any]


def to_json(table: Table) -> Json:
    """The whole table. Days are written as in ISO 8601; what kind a value is stands with its input or output."""
    return {
        "code": table.code,
        "policy": table.policy.value,
        "band": table.band,
        "inputs": [_input(one) for one in table.inputs],
        "outputs": [{"name": one.name, "kind": one.kind.value, "title": one.title} for one in table.outputs],
        "rows": [_row(row) for row in table.rows],
    }


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 over the body in one fixed writing: equal tables, equal digests."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _input(one: Input) -> Json:
    said: Json = {"name": one.name, "kind": one.kind.value, "title": one.title}
    more: Json = {
        "nullable": one.nullable,
        "choices": list(one.choices),
        "least": _plain(one.least),
        "most": _plain(one.most),
    }
    return said | {
        key: value for key, value in more.items() if value is not None and value is not False and value != []
    }


def _row(row: Row) -> Json:
    when = {name: _cell(cell) for name, cell in row.when.items() if not isinstance(cell, Anything)}
    then = {name: _plain(value) for name, value in row.then.items()}
    return {"id": row.id, "when": when, "then": then, "basis": row.basis}


def _plain(value: Value | None) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(cell: Cell) -> Json:
    match cell:
        case Anything():
            return {"any": True}
        case IsNull():
            return {"null": True}
        case OneOf(values):
            return {"in": [_plain(value) for value in values]}
        case Range(lo, hi, lo_in, hi_in):
            return {"lo": _plain(lo), "hi": _plain(hi), "lo_in": lo_in, "hi_in": hi_in}
        case _:
            assert_never(cell)


def from_json(body: Mapping[str, Any]) -> Table:
    """The table again. Raises `Refused` (`tables.unreadable`) for anything `to_json` would not have written."""
    try:
        return _table(body)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("tables.unreadable", what=type(fault).__name__) from fault


def _table(body: Mapping[str, Any]) -> Table:
    inputs = tuple(_read_input(one) for one in body["inputs"])
    outputs = tuple(Output(one["name"], Kind(one["kind"]), one["title"]) for one in body["outputs"])
    kinds = {one.name: one.kind for one in inputs} | {one.name: one.kind for one in outputs}
    rows = tuple(_read_row(row, kinds) for row in body["rows"])
    return Table(body["code"], inputs, outputs, rows, Policy(body["policy"]), body["band"])


def _read_input(said: Mapping[str, Any]) -> Input:
    kind = Kind(said["kind"])
    least, most = (_end(said.get(end), kind) for end in ("least", "most"))
    choices = tuple(said.get("choices", ()))
    return Input(said["name"], kind, said["title"], bool(said.get("nullable")), choices, least, most)


def _read_row(said: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Row:
    when = {name: _read_cell(cell, kinds[name]) for name, cell in said["when"].items()}
    then = {name: _value(value, kinds[name]) for name, value in said["then"].items()}
    return Row(int(said["id"]), when, then, said["basis"])


def _read_cell(said: Mapping[str, Any], kind: Kind) -> Cell:
    if "any" in said:
        return ANY
    if "null" in said:
        return IsNull()
    if "in" in said:
        return OneOf(tuple(value for one in said["in"] if (value := _value(one, kind)) is not None))
    return Range(_end(said["lo"], kind), _end(said["hi"], kind), bool(said["lo_in"]), bool(said["hi_in"]))


def _value(plain: Any, kind: Kind) -> Value | None:
    """A value of the kind, or None; anything else is not what was written."""
    value = date.fromisoformat(plain) if kind is Kind.DATE and plain is not None else plain
    if value is not None and not fits(value, kind):
        raise ValueError(kind)
    return value


def _end(plain: Any, kind: Kind) -> int | date | None:
    value = _value(plain, kind)
    if isinstance(value, str):
        raise TypeError(kind)
    return value
