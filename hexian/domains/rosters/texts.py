"""The words of this room: names of columns, reasons for a guess, what is wrong in a row, short enough for a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts as members
from hexian.domains.rosters.rules import Column, Fault, Guess, ImportState, Oddity, Verdict
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import texts as sheets

_SHANGHAI = ZoneInfo("Asia/Shanghai")

COLUMNS: dict[Column, Promise] = {
    Column.NAME: _("姓名"),
    Column.ID_NUMBER: _("身份证号"),
    Column.ID_KIND: _("证件类型"),
    Column.MOBILE: _("手机号"),
    Column.SEX: _("性别"),
    Column.BIRTH: _("出生日期"),
    Column.ETHNICITY: _("民族"),
    Column.EDUCATION: _("学历"),
    Column.POLITICS: _("政治面貌"),
    Column.DEPARTMENT: _("部门"),
    Column.KIND_OF_WORK: _("工种"),
    Column.SKILL_LEVEL: _("技能等级"),
    Column.JOINED_ON: _("入会日期"),
    Column.CARD_NO: _("会员证号"),
    Column.STAFF_NO: _("工号"),
    Column.EMPLOYER: _("工作单位"),
    Column.UNION: _("所属工会"),
    Column.NEW_FORM: _("新业态群体"),
    Column.IS_MIGRANT: _("是否农民工"),
    Column.HOUSEHOLD: _("户籍类型"),
    Column.EMAIL: _("邮箱"),
    Column.NOTE: _("备注"),
    Column.SERIAL: _("序号"),
}

#: Why a column was taken for what it is.
REASONS: dict[str, Promise] = {
    "remembered": _("这个发送方上次就是这样确认的"),
    "heading": _("表头就是这样写的"),
    "heading_and_contents": _("表头这样写，内容也对得上"),
    "part_of_heading": _("表头里有这个词"),
    "part_of_heading_and_contents": _("表头里有这个词，内容也对得上"),
    "contents": _("看内容像"),
    "contents_against_heading": _("表头写的是别的，但内容像这一项，请看一眼"),
    "heading_against_contents": _("表头这样写，但内容对不上，请看一眼"),
    "other": _("说的不是会员本人，或者是工会用不着的，不导入"),
    "ours": _("改正表自己加的，不导入"),
    "twin": _("另一列更像，这一列不导入"),
    "unknown": _("看不出是什么，不导入"),
}

#: In a row: what is wrong, without the full stop; `of` adds row and stop.
FAULTS: dict[str, Promise] = {
    "id.length": _("身份证号应有 18 位，这里是 %(have)s 位"),
    "id.characters": _("身份证号里有不该有的字符，只能是数字，最后一位可能是 X"),
    "id.date": _("身份证号里的出生日期「%(text)s」不是一个日期"),
    "id.future": _("按身份证号，出生日期是 %(birth)s，还没有到"),
    "id.check_digit": _("身份证号校验位不对，多半有一位填错了"),
    "id.too_young": _("按身份证号只有 %(age)s 周岁，工会接纳年满 16 周岁的劳动者"),
    "mobile.length": _("手机号应有 11 位，这里是 %(have)s 位"),
    "mobile.form": _("这不像一个手机号，请填 1 开头的 11 位手机号，不填座机"),
    "name.missing": _("没有姓名"),
    "name.long": _("姓名有 %(have)s 个字，最多 40 个"),
    "name.character": _("姓名里不能有「%(character)s」，请按身份证上的写"),
    "roster.nobody_to_find": _("身份证号和手机号都没有，至少要填一个"),
    "roster.joined_later": _("入会日期是 %(day)s，还没有到"),
    "roster.same_id": _("身份证号和第 %(first)s 行相同，留一行就好"),
    "roster.same_caller": _("姓名和手机号都和第 %(first)s 行相同，留一行就好"),
    "roster.shared_caller": _("姓名和手机号都和第 %(first)s 行相同，身份证号不同，请核对手机号是谁的；看过可以放行"),
    "roster.no_id": _("没有身份证号，只能靠手机号认人"),
    "roster.other_paper": _("用的是别的证件，号码没有收；请确认手机号是对的"),
    "roster.division": _("身份证号开头的区划 %(division)s 现在查不到，可能是老区划，请看一眼"),
    "roster.sex": _("性别和身份证号对不上，以身份证号为准"),
    "roster.birth": _("出生日期写的是 %(day)s，和身份证号对不上，以身份证号为准"),
    "roster.very_old": _("按身份证号已经 %(age)s 周岁，请确认"),
    "roster.word": _("「%(text)s」不在可选的写法里，没有收；可以写「%(example)s」"),
}

#: The same where the words of the row are not kept: no digit of anybody stands in the list of remarks.
BRIEF: dict[str, Promise] = {
    "id.date": _("身份证号里的出生日期不是一个日期"),
    "id.future": _("按身份证号，出生日期还没有到"),
    "id.too_young": _("按身份证号不满 16 周岁，工会接纳年满 16 周岁的劳动者"),
    "name.character": _("姓名里有不能用的字符，请按身份证上的写"),
    "roster.joined_later": _("入会日期还没有到"),
    "sheets.cell_digits": _("数字太长，后几位被表格软件改掉了；请把这一列设成「文本」，对着证件重新填"),
    "sheets.cell_error": _("这一格是表格软件的出错标记，请改成实际内容"),
    "sheets.day": _("看不出是哪一天，请写成 2024-03-01 这样"),
}
BRIEF_ELSE = _("这一行填得不对，请看改正表里的说明")

#: What is said of somebody who is known already, without the full stop.
FATES: dict[str, Promise] = {
    "fate.here": _("已经是本工会会员，不用再办"),
    "fate.elsewhere": _("已是会员。一个人只在一个工会，请告诉本人办理转会"),
    "fate.name_unlike": _("这个身份证号登记的是另一个姓名，请对照证件；改过名的先办理更正"),
    "fate.lookalike": _("有同名同手机号的人，请看是不是同一个人；看过可以放行"),
    "fate.unwilling": _("本人撤回过同意，要她自己同意后再办"),
    "fate.has_account": _("本人有两个账号，请带证件到工会当面合并后再办"),
    "fate.twice": _("身份证号和前面的行相同，留一行就好"),
}
STATES: dict[str, Promise] = {
    ImportState.UPLOADED: _("已上传，待确认各列"),
    ImportState.MAPPED: _("各列已确认，待核对"),
    ImportState.CHECKING: _("正在核对"),
    ImportState.CHECKED: _("核对完，待接收"),
    ImportState.LANDING: _("正在接收"),
    ImportState.LANDED: _("已接收"),
    ImportState.FAILED: _("中途停下"),
    ImportState.UNDOING: _("正在撤销"),
    ImportState.UNDONE: _("已撤销"),
    ImportState.CANCELLED: _("已放弃"),
}
VERDICTS: dict[str, Promise] = {
    Verdict.FAULT: _("要改正"),
    Verdict.HELD: _("先看一眼"),
    Verdict.SKIPPED: _("已在本会"),
}
ACTS: dict[str, Promise] = {
    "map": _("确认各列"),
    "check": _("核对"),
    "checked": _("核对完"),
    "land": _("接收"),
    "landed": _("接收完"),
    "stop": _("停下"),
    "undo": _("撤销"),
    "undone": _("撤销完"),
    "cancel": _("放弃"),
}
WARNINGS: dict[str, Promise] = {
    Oddity.MOSTLY_ELSEWHERE: _("一半以上的人已在别的工会，这份名册可能不是本工会的。请再看一眼。"),
    Oddity.MOSTLY_FAULTY: _("一半以上的行有问题，可能有哪一列认错了。请回去看各列。"),
    Oddity.OTHER_UNION: _("一半以上的行写的是别的工会，这份名册可能不是本工会的。请再看一眼。"),
    Oddity.OTHER_TITLE: _("表格标题写的是别的工会，这份名册可能不是本工会的。请再看一眼。"),
}
#: Why undoing left somebody a member.
KEPT: dict[str, Promise] = {
    "applied": _("本人提交过入会申请，随名册一并批准"),
    "changed": _("会籍后来变过"),
    "touched": _("后来办过别的事"),
}
ROW_TITLE = _("原行号")
FAULT_TITLE = _("问题（改好后整个文件再传一次）")

#: For the whole file.
REFUSALS: dict[str, Promise] = {
    "roster.no_columns": _("没有认出表头。请在名单上面留一行写明每一列是什么，例如 姓名、身份证号、手机号，再交上来。"),
    "roster.no_name": _("没有找到写姓名的那一列。请在表头写「姓名」，或者在下面指给我们看。"),
    "roster.no_finder": _("身份证号和手机号至少要有一列，不然认不出是谁。请指给我们看在哪一列。"),
    "roster.column_twice": _("有两列都指成了「%(column)s」。请只留一列。"),
    "roster.column_unknown": _("有一列选了程序不认识的内容。请刷新页面后重选。"),
    "roster.columns_uneven": _("列数和表头对不上。请刷新页面后再确认一次。"),
    "roster.no_sheet": _("文件里没有叫「%(name)s」的工作表。请另选一张。"),
    "roster.file_gone": _("名册原件已按期限删除。还要办理请重新上传。"),
    "roster.same_file": _(
        "这份文件 %(name)s 已在 %(at)s 上传过，现在是「%(state)s」。请先和%(name)s商量，或者换一份文件。"
    ),
    "roster.own_file": _("这份文件您已在 %(at)s 上传过，现在是「%(state)s」。请接着办那一份，或者换一份文件。"),
    "roster.state": _("这份名册现在是「%(state)s」，不能%(act)s。请刷新页面看最新情况。"),
    "roster.nobody": _("这份名册里没有可以接收的人。请看每行的说明，改好后再传。"),
    "roster.warning": _("接收前请先看过这些提醒：%(warnings)s"),
    "roster.resolution_other": _("请选一份本工会的决议；还没有的话，先记录委员会的表决。"),
    "roster.resolution_open": _("决议「%(number)s」还没有通过。请先记录表决，再接收名册。"),
    "roster.too_late": _("整份撤销的期限到 %(until)s 为止，已经过了。请逐个办理。"),
    "roster.none_ticked": _("还没有选行。请勾上看过的行，再点放行。"),
    "roster.no_faults": _("没有需要改正的行。"),
    "roster.not_found": _("找不到这份名册，或者您已不负责那个工会。"),
    "roster.stopped": _("中途停下了。已接收的都在，可以接着接收，也可以整份撤销。"),
    "roster.check_stopped": _("核对中途停下了，还没有接收任何人。可以再核对一次。"),
    "roster.number_unlike": _("要接收的是 %(wanted)s 人，和填的不一样。请看清楚，照着填一遍。"),
}


def knows(code: str) -> bool:
    """Whether a refusal is of this room, or of files it opens."""
    return code in REFUSALS or code in sheets.SENTENCES


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or of those below."""
    words = REFUSALS.get(refusal.code) or sheets.SENTENCES.get(refusal.code)
    if not words:
        return members.of(refusal)
    return str(words) % {name: _told(name, value) for name, value in refusal.params.items()}


def _told(name: str, value: object) -> object:
    """States, acts, columns and warnings by their words, moments in the house style."""
    tables: dict[str, Mapping[Any, Promise]] = {"state": STATES, "act": ACTS, "column": COLUMNS}
    if name == "warnings" and isinstance(value, list):
        return "".join(str(WARNINGS[each]) for each in value)
    if isinstance(value, datetime):
        there = value.astimezone(_SHANGHAI)
        return f"{there.month} 月 {there.day} 日 {there:%H:%M}"
    return tables[name].get(value, value) if name in tables else value


def of_row(number: int, fault: str, params: Mapping[str, Any]) -> str:
    """«第 17 行：已经是本工会会员，不用再办。», from what was kept of it."""
    return gettext("第 %(row)s 行：%(what)s。") % {"row": number, "what": of_remark(fault, params)}


def of_remark(fault: str, params: Mapping[str, Any]) -> str:
    """What is wrong, from what was kept of it: the sentence without the digits that stood there."""
    words = FATES.get(fault) or BRIEF.get(fault) or FAULTS.get(fault)
    if words is None:
        words = sheets.SENTENCES[fault]
    try:
        return (str(words) % params).rstrip("。")
    except KeyError:
        return str(BRIEF_ELSE)


def of_problem(code: str, params: Mapping[str, Any]) -> str:
    """Why a roster has stopped."""
    if not code:
        return ""
    try:
        return of(Refused(code, **params))
    except KeyError:
        return str(REFUSALS["roster.stopped"])


def of_fault(fault: Fault) -> str:
    """«第 17 行：身份证号校验位不对，多半有一位填错了。»; where the column is not in the words, it is named."""
    return gettext("第 %(row)s 行：%(what)s。") % {"row": fault.row, "what": what_is_wrong(fault)}


def what_is_wrong(fault: Fault) -> str:
    """The same without row and full stop, for a column of an error sheet."""
    params = {name: _shown(value) for name, value in fault.refusal.params.items()}
    if words := FAULTS.get(fault.refusal.code):
        return str(words) % params
    sentence = (str(sheets.SENTENCES[fault.refusal.code]) % params).rstrip("。")
    return f"{COLUMNS[fault.column]}：{sentence}" if fault.column else sentence


def of_guess(each: Guess) -> str:
    """«身份证号：表头就是这样写的»."""
    name = str(COLUMNS[each.column]) if each.column else gettext("不导入")
    return f"{name}：{REASONS[each.reason]}"


def _shown(value: object) -> object:
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if isinstance(value, date) else value
