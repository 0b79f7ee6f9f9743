"""The words for tables, cells, cases, faults and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, assert_never

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.foundation import money
from hexian.foundation.actor.refusals import Refused
from hexian.foundation.money import texts as money_texts
from hexian.foundation.tables.faults import Fault
from hexian.foundation.tables.shapes import Anything, Case, Cell, IsNull, Kind, OneOf, Policy, Range, Row, Table, Value
from hexian.foundation.tables.states import VersionState

STATES: Mapping[str, Promise] = {
    VersionState.DRAFT: _("草稿"),
    VersionState.PROPOSED: _("等第二个人发布"),
    VersionState.PUBLISHED: _("已发布"),
    VersionState.WITHDRAWN: _("已撤回"),
}
ACTS: Mapping[str, Promise] = {
    "propose": _("提交"),
    "send_back": _("退回修改"),
    "publish": _("发布"),
    "withdraw": _("撤回"),
}
KINDS: Mapping[Kind, Promise] = {
    Kind.INT: _("整数"),
    Kind.FEN: _("金额"),
    Kind.BP: _("比例"),
    Kind.DATE: _("日期"),
    Kind.TEXT: _("文字"),
    Kind.BOOL: _("是或否"),
}
POLICIES: Mapping[Policy, Promise] = {
    Policy.FIRST: _("从上往下看，第一行说得上的算"),
    Policy.MARGINAL: _("分段计算，每一段按自己的比例，最后加起来四舍五入到分"),
}
#: The title over where an officer writes what a row rests on.
BASIS: Final = _("依据")

REFUSALS: Mapping[str, Promise] = {
    "tables.unsound": _("这张表有读不懂的格子，还不能计算。请先改好页面上标红的地方。"),
    "tables.case_does_not_fit": _("「%(title)s」填得不对，这一项要填%(kind)s。请改好再试。"),
    "tables.unreadable": _("存着的这张表读不出来。请管理员核对数据库备份。"),
    "tables.too_tangled": _("这张表的组合太多，没法逐一核对有没有空缺和重叠。请减少条件，或者拆成两张表。"),
    "tables.too_many_rows": _("一张表最多 %(most)s 行，现在有 %(count)s 行。请合并相同的行，或者拆成两张表。"),
    "tables.state": _("这一版现在不能这样办。页面可能开了很久，请刷新看看它到了哪一步。"),
    "tables.not_a_draft": _("这一版已经不是草稿，不能再改。要改的话，请由它另起一版。"),
    "tables.edited_meanwhile": _("您打开页面以后，这一版被人改过。您填的没有存，请对照现在的内容再改一次。"),
    "tables.no_such_row": _("这一行已经不在了，可能刚被移除。请刷新页面，需要的话先把它恢复。"),
    "tables.nothing_removed": _("没有可以恢复的行。"),
    "tables.has_faults": _("还有 %(count)s 处要改，现在不能提交或发布。请对照「要改的地方」逐条改好。"),
    "tables.no_basis": _("还没有写这一版依据哪份文件。请在「有效期和依据」里补上。"),
    "tables.no_reason": _("请写明原因，经手的人要看。"),
    "tables.own_version": _("这一版您自己动过手，不能由您发布。请另一位有发布权限的同事看过以后发布。"),
    "tables.nobody": _("发布要有人签名负责，程序不能自己发布。请由有权限的同事登录后发布。"),
    "tables.already_from": _("第 %(number)s 版也是从 %(valid_from)s 起用。请先撤回那一版，或者改起用日期。"),
    "tables.ends_before_it_begins": _("失效日期要晚于起用日期，现在是 %(valid_from)s 到 %(valid_to)s。请改其中一个。"),
    "tables.not_yours": _("您的职务管不到这张表。请联系这家工会里有权限的同事。"),
    "tables.no_version": _("%(on)s 没有可用的「%(table)s」。请有权限的同事发布一版，从这一天或更早起用。"),
    "tables.no_comparison": _("这张表没有可以比照的历史记录。要用它的部分装好以后就能比。"),
}
_FAULTS: Mapping[str, Promise] = {
    "same_name": _("有两列叫同一个名字。请管理员检查这张表的定义。"),
    "same_id": _("有两行的编号相同。请移除其中一行，重新加。"),
    "cell_kind": _("%(row)s「%(title)s」填的不是%(kind)s。"),
    "unknown_input": _("%(row)s用了表里没有的条件。请移除这一行，重新加。"),
    "unknown_output": _("%(row)s用了表里没有的结果。请移除这一行，重新加。"),
    "output_kind": _("%(row)s的结果「%(title)s」不是%(kind)s。"),
    "tier_kind": _("%(row)s「%(title)s」要填从多少到多少，分段才算得出来。"),
    "tier_below_nought": _("%(row)s这一段从负数开始。请从 0 开始。"),
    "rate_beyond": _("%(row)s的比例要在 0 到 100%% 之间。"),
    "no_band": _("这张表没有说按哪个金额分段。请管理员检查这张表的定义。"),
    "no_rate": _("这张表没有「比例」这一列。请管理员检查这张表的定义。"),
    "no_rows": _("还没有一行。请加上第一行。"),
    "no_basis": _("%(row)s没有写依据。"),
    "no_output": _("%(row)s没有填「%(title)s」。"),
    "empty": _("%(row)s「%(title)s」起点不小于终点，什么都套不上。"),
    "gap": _("有一种情形哪一行都没有说到。"),
    "tier_gap": _("%(lo)s到%(hi)s这一段没有比例。"),
    "overlap": _("%(first)s和%(row)s都套得上同一种情形，结果却不同。"),
    "exception": _("%(first)s是%(row)s的例外：两行都套得上时，按%(first)s。"),
    "tier_overlap": _("%(first)s和%(row)s的分段重叠，同一笔钱会算两次。"),
    "contradiction": _("%(first)s和%(row)s条件相同，结果却不同。"),
    "unreachable": _("%(row)s永远轮不到：它说的情形前面的行都说完了。"),
    "never": _("%(row)s套不上任何情形。"),
}
_ENDLESS: Final = _("%(lo)s以上没有比例。")
_SAME: Final = _("%(first)s和%(row)s都套得上同一种情形，结果一样，按前面那行。")


def knows(code: str) -> bool:
    """Whether the refusal is of this room."""
    return code in REFUSALS


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room, or of a sum typed here."""
    if refusal.code in REFUSALS:
        params = {name: _param(value) for name, value in refusal.params.items()}
        return str(REFUSALS[refusal.code]) % params
    return money_texts.of(refusal)


def _param(value: object) -> object:
    if isinstance(value, Kind):
        return KINDS[value]
    return day(value) if isinstance(value, date) else value


def day(value: date) -> str:
    """A day in words: 「2026 年 1 月 1 日」."""
    return date_format(value, "Y 年 n 月 j 日")


def rate(basis_points: int) -> str:
    """A rate in per cent, exact: 「30%」「37.25%」."""
    whole, part = divmod(abs(basis_points), 100)
    tail = f".{part:02}".rstrip("0") if part else ""
    return f"{'-' if basis_points < 0 else ''}{whole}{tail}%"


_SAY: Final[Mapping[Kind, Callable[[Value], str]]] = {
    Kind.INT: lambda value: f"{value:,}",
    Kind.FEN: lambda value: money.say(int(value)),  # type: ignore[arg-type]
    Kind.BP: lambda value: rate(int(value)),  # type: ignore[arg-type]
    Kind.DATE: lambda value: day(value) if isinstance(value, date) else str(value),
    Kind.TEXT: lambda value: f"「{value}」",
    Kind.BOOL: lambda value: gettext("是") if value else gettext("否"),
}


def say(value: Value | None, kind: Kind) -> str:
    """A value as people read it; unknown is said to be."""
    return gettext("不知道") if value is None else _SAY[kind](value)


def cell(one: Cell, kind: Kind) -> str:
    """A cell in words: 「不限」「从 60 到 120」「超过 5,000 元」「「甲」或「乙」」."""
    match one:
        case Anything():
            return gettext("不限")
        case IsNull():
            return gettext("不知道")
        case OneOf(values):
            return gettext("或").join(_SAY[kind](value) for value in values) or gettext("没有选")
        case Range():
            return _range(one, kind)
        case _:
            assert_never(one)


def _range(one: Range, kind: Kind) -> str:
    lo, hi = (None if end is None else _SAY[kind](end) for end in (one.lo, one.hi))
    ends: list[str] = []
    if lo is not None:
        ends.append((gettext("%s 起") if one.lo_in else gettext("超过 %s")) % lo)
    if hi is not None:
        ends.append((gettext("到 %s") if one.hi_in else gettext("不到 %s")) % hi)
    return gettext("，").join(ends) or gettext("只要知道")


def tier(table: Table, row: Row) -> str:
    """A tier in words: 「5,000 元以上，到 10,000 元」."""
    lo, hi = table.tier(row)
    above = gettext("0 元以上") if lo == 0 else gettext("%s以上") % money.say(lo)
    return above if hi is None else gettext("%(above)s，到 %(hi)s") % {"above": above, "hi": money.say(hi)}


def cell_of(table: Table, row: Row, name: str) -> str:
    """A row's cell for one of the inputs, in words; the band's as a tier."""
    asked = table.input(name)
    if asked is None:
        return ""
    return tier(table, row) if name == table.band else cell(row.cell(name), asked.kind)


def case(table: Table, said: Case) -> str:
    """A case in words: 「合规自付 5,500 元，类别「甲」」."""
    words = [f"{one.title} {say(said.get(one.name), one.kind)}" for one in table.inputs]
    return gettext("，").join(words)


def fault(one: Fault, table: Table) -> str:
    """What is wrong, in a sentence that names rows by where they stand."""
    return str(_template(one)) % _fault_params(one, table)


def _template(one: Fault) -> Promise:
    if one.code == "overlap" and not one.grave:
        return _SAME
    if one.code == "tier_gap" and one.facts.get("hi") is None:
        return _ENDLESS
    return _FAULTS[one.code]


def _fault_params(one: Fault, table: Table) -> dict[str, str]:
    places = {row.id: at for at, row in enumerate(table.rows, 1)}
    rows = [gettext("第 %s 行") % places.get(row, "？") for row in one.rows] or [""]
    named = next((field for field in table.fields if field.name == one.name), None)
    lo, hi = one.facts.get("lo"), one.facts.get("hi")
    return {
        "row": rows[-1],
        "first": gettext("、").join(rows[:-1]) or rows[0],
        "title": named.title if named else one.name,
        "kind": str(KINDS[named.kind]) if named else "",
        "lo": money.say(lo) if isinstance(lo, int) else "",
        "hi": f" {money.say(hi)}" if isinstance(hi, int) else "",
    }
