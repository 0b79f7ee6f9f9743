"""The words of this room: names of columns, reasons for a guess, what is wrong in a row, short enough for a list."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import texts as people
from hexian.domains.rosters.rules import Column, Fault, Guess
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import texts as sheets

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
    "roster.no_id": _("没有身份证号，只能靠手机号认人"),
    "roster.other_paper": _("用的是别的证件，号码没有收；请确认手机号是对的"),
    "roster.division": _("身份证号开头的区划 %(division)s 现在查不到，可能是老区划，请看一眼"),
    "roster.sex": _("性别和身份证号对不上，以身份证号为准"),
    "roster.birth": _("出生日期写的是 %(day)s，和身份证号对不上，以身份证号为准"),
    "roster.very_old": _("按身份证号已经 %(age)s 周岁，请确认"),
    "roster.word": _("「%(text)s」不在可选的写法里，没有收；可以写「%(example)s」"),
}

#: For the whole file.
REFUSALS: dict[str, Promise] = {
    "roster.no_columns": _("没有认出表头。请在名单上面留一行写明每一列是什么，例如 姓名、身份证号、手机号，再交上来。"),
    "roster.no_name": _("没有找到写姓名的那一列。请在表头写「姓名」，或者在下面指给我们看。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or of those below."""
    words = REFUSALS.get(refusal.code) or sheets.SENTENCES.get(refusal.code)
    return str(words) % refusal.params if words else people.of(refusal)


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
