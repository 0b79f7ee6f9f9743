"""A table with every kind of cell, for pages and the browser's story."""

from __future__ import annotations

from datetime import date

from hexian.foundation.tables.rules import Input, IsNull, Kind, OneOf, Output, Range, Row, Table

#: A table with every kind of cell.
MIXED = Table(
    "aid.kinds",
    (
        Input("level", Kind.TEXT, "医院等级", choices=("一级", "二级", "三级")),
        Input("age", Kind.INT, "年龄", nullable=True, least=0),
        Input("day", Kind.DATE, "出院日"),
        Input("poor", Kind.BOOL, "困难职工"),
        Input("word", Kind.TEXT, "单位"),
    ),
    (Output("pay", Kind.FEN, "补助"), Output("share", Kind.BP, "比例"), Output("ok", Kind.BOOL, "直接发")),
    (
        Row(1, {"level": OneOf(("一级", "三级")), "age": Range(60, 120, hi_in=False), "day": Range(date(2026, 1, 1))},
            {"pay": 50_050, "share": 3_725, "ok": True}, "第一条"),
        Row(2, {"age": IsNull(), "poor": OneOf((True,)), "word": OneOf(("甲", "乙"))},
            {"pay": 0, "share": 0, "ok": False}, "第二条"),
        Row(3, {}, {"pay": 10_000, "share": 10_000, "ok": None}, "第三条"),
    ),
)  # fmt: skip
