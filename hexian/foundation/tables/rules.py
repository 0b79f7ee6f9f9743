"""Decision tables: what they are made of, what they answer, and what is wrong with one. Plain Python.

Worked example (tiers over what is left to pay, «above 5,000 up to 10,000: 35 %»)::

    tier = lambda id, lo, hi, rate: Row(id, {"self_pay": Range(lo, hi)}, {"rate": rate}, "互助计划第五条")
    plan = Table(
        "aid.tiers",
        inputs=(Input("self_pay", Kind.FEN, "合规自付"),),
        outputs=(Output("rate", Kind.BP, "比例"),),
        rows=(tier(1, 0, 500_000, 3_000), tier(2, 500_000, 1_000_000, 3_500), tier(3, 1_000_000, None, 4_000)),
        policy=Policy.MARGINAL,
        band="self_pay",
    )
    walk(plan, {"self_pay": 800_000}).amount  # 255_000: 5,000 at 30 % and 3,000 at 35 %
    faults_of(plan)  # []
"""

from __future__ import annotations

from hexian.foundation.tables.bodies import from_json, to_json
from hexian.foundation.tables.faults import UNSOUND, Fault, check_sound, faults_of, grave
from hexian.foundation.tables.shapes import (
    ANY,
    MOST_FEN,
    RATE,
    WHOLE,
    Anything,
    Case,
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
    check_case,
    fits,
    holds,
)
from hexian.foundation.tables.walking import Hit, Looked, Part, Why, parts_from, settle, walk

__all__ = [
    "ANY", "MOST_FEN", "RATE", "UNSOUND", "WHOLE", "Anything", "Case", "Cell", "Fault", "Hit", "Input", "IsNull",
    "Kind", "Looked", "OneOf", "Output", "Part", "Policy", "Range", "Row", "Table", "Value", "Why", "check_case",
    "check_sound", "faults_of", "fits", "from_json", "grave", "holds", "parts_from", "settle", "to_json", "walk",
]  # fmt: skip
