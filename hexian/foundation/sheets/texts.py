"""The sentences for files that cannot be opened and cells that cannot be read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor import Refused

SENTENCES: dict[str, Promise] = {
    "sheets.empty": _("这个文件里没有内容。请打开看看，有内容再交上来。"),
    "sheets.too_large": _("文件超过 %(megabytes)s MB，收不下。请拆成几个文件分别交；工作簿也可以另存为 CSV，小很多。"),
    "sheets.wrong_ending": _(
        "这个文件的内容是 %(kind)s，名字却以「%(ending)s」结尾，怕是弄错了文件。"
        "请核对；没有弄错就把结尾改成 .%(kind)s 再交。"
    ),
    "sheets.wps": _("这是 WPS 自己的格式（%(ending)s）。请用 WPS 打开，「另存为」选 .xlsx，再交上来。"),
    "sheets.macros": _("这个工作簿里有宏，为了安全不打开。请在 Excel 或 WPS 里「另存为」不带宏的 .xlsx，再交上来。"),
    "sheets.password": _("这个文件设了打开密码，读不了。请在 Excel 或 WPS 里去掉密码、保存，再交上来。"),
    "sheets.binary_workbook": _("这是二进制工作簿（.xlsb）。请在 Excel 里「另存为」.xlsx，再交上来。"),
    "sheets.not_a_workbook": _("这不是表格文件，可能是文档或者压缩包。这里收的是 %(kinds)s。请换一个文件。"),
    "sheets.html": _(
        "这个文件其实是网页，有些系统导出的「Excel」就是这样。请用 Excel 或 WPS 打开，「另存为」.xlsx，再交上来。"
    ),
    "sheets.unknown_kind": _("这不是表格文件。这里收的是 %(kinds)s。请换一个文件。"),
    "sheets.not_taken": _("这里不收这种文件，收的是 %(kinds)s。请换一种格式再交。"),
    "sheets.json_list": _("这个文件是一整段 JSON 列表。请改成 JSON lines：一行一条，行末不加逗号，再交上来。"),
    "sheets.no_json_lines": _(
        "前 %(lines)s 行里没有一行是完整的 JSON 对象。请看文件是不是 JSON lines：一行一条，用花括号括起来。"
    ),
    "sheets.nested_column": _("「%(name)s」这一列里还套着表或者列表，读不了。请发送方把它展开成单独的列。"),
    "sheets.nested": _("这一行有一项的值里还套着列表或者对象，读不了。请发送方展开成单独的项。"),
    "sheets.broken_line": _("这一行不是完整的 JSON，可能被截断了。请发送方补发这一行。"),
    "sheets.no_object": _("这一行不是用花括号括起来的一条记录。请发送方改正后补发这一行。"),
    "sheets.key_twice": _("这一行里同一项写了两遍，分不清哪个是对的。请发送方改正后补发这一行。"),
    "sheets.late_key": _("这一行有前 %(lines)s 行都没有的项，不知道该当成哪一列。请发送方让每一行的项一样，再补发。"),
    "sheets.cut_line": _(
        "文件在这一行中间断了，或者最后少一个换行，看不出这一行写完没有，所以没有办。请发送方核对后补发。"
    ),
    "sheets.damaged": _(
        "文件不完整或者已经损坏，读不下去。请用 Excel 或 WPS 打开、保存一次，再交上来；打不开就请对方重发。"
    ),
    "sheets.damaged_data": _("文件不完整或者已经损坏，读不下去。请对方重新导出，再交上来。"),
    "sheets.bomb": _(
        "这个文件展开后大得不合常理（最多 %(megabytes)s MB），为了安全不打开。请把名单复制到新的工作簿里再交。"
    ),
    "sheets.entities": _(
        "这个工作簿的内部写法不合常规，为了安全不打开。请用 Excel 或 WPS 打开、「另存为」.xlsx，再交上来。"
    ),
    "sheets.encoding": _("认不出这个文本文件的编码。请用 Excel 或 WPS 打开，看到的字是对的再「另存为」.xlsx，交上来。"),
    "sheets.too_many_rows": _("一张表最多 %(most)s 行。请拆成几个文件分别交。"),
    "sheets.too_many_columns": _("表格最多 %(most)s 列，这张表太宽。请删去名单右边用不着的列，再交上来。"),
    "sheets.cell_too_long": _("第 %(row)s 行有一格超过 %(most)s 个字。请删短；可能是整段文字贴错了地方。"),
    "sheets.open_quote": _(
        "从第 %(row)s 行起，有一个英文双引号没有成对，后面的行分不开了。请补上或删去这个引号，再交上来。"
    ),
    "sheets.cell_digits": _(
        "数字太长，被表格软件改成了「%(text)s」，后几位已经丢了。请把这一列设成「文本」，对着证件重新填。"
    ),
    "sheets.cell_error": _("这一格是表格软件的出错标记「%(text)s」。请改成实际内容。"),
    "sheets.cell_formula": _(
        "这一格是公式，文件里没有算好的结果。请用 Excel 或 WPS 打开、保存一次，或者改成实际内容。"
    ),
    "sheets.day": _("「%(text)s」看不出是哪一天。请写成 2024-03-01 这样。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(SENTENCES[refusal.code]) % refusal.params
