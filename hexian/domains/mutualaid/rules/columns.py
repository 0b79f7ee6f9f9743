"""What the columns of a settlement file mean, by the names they go under.

The names of fields are the national interface's (`setl_id`, `inscp_scp_amt`, …); the Chinese ones are those exports
and hospital bills in the province use.  What 自理 and 自付 cover differs between vendors [unverified], so nothing is
computed from them: the own share is what lies within the policy's scope less what funds have paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import tidy


class Column(StrEnum):
    """What a column of a settlement file may hold."""

    ID_NUMBER = "certno"
    NAME = "psn_name"
    SETTLEMENT = "setl_id"
    IS_REFUND = "refd_setl_flag"
    CARE = "med_type"
    HOSPITAL = "fixmedins_code"
    HOSPITAL_NAME = "fixmedins_name"
    ADMITTED = "adm_date"
    DISCHARGED = "dscg_date"
    SETTLED = "setl_time"
    TOTAL = "medfee_sumamt"
    OUTSIDE = "fulamt_ownpay_amt"
    ABOVE_PRICE = "overlmt_selfpay"
    FIRST_SHARE = "preselfpay_amt"
    IN_SCOPE = "inscp_scp_amt"
    FUNDS = "fund_pay_sumamt"
    OWN = "psn_pay"
    INVOICE_CODE = "invo_code"
    INVOICE_NUMBER = "invo_no"
    CURRENCY = "currency"


#: How headings are written, the national name first (`domain/TEMPLATES.md` §6.3).
SYNONYMS: Mapping[Column, tuple[str, ...]] = {
    Column.ID_NUMBER: ("certno", "证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码"),
    Column.NAME: ("psn_name", "姓名", "人员姓名", "患者姓名", "职工姓名"),
    Column.SETTLEMENT: ("setl_id", "结算单号", "结算ID", "结算编号", "医保结算单号", "结算流水号"),
    Column.IS_REFUND: ("refd_setl_flag", "退费标志", "退费结算标志", "是否退费", "冲正标志"),
    Column.CARE: ("med_type", "医疗类别", "就诊类别", "就医类别"),
    Column.HOSPITAL: ("fixmedins_code", "定点机构编号", "医院编码", "定点医药机构编号", "机构编码", "医疗机构代码"),
    Column.HOSPITAL_NAME: ("fixmedins_name", "定点机构名称", "医院名称", "医院", "定点医药机构名称", "就诊医院"),
    Column.ADMITTED: ("adm_date", "入院日期", "入院时间", "begndate", "就诊日期", "开始日期"),
    Column.DISCHARGED: ("dscg_date", "出院日期", "出院时间", "enddate", "结束日期"),
    Column.SETTLED: ("setl_time", "结算时间", "结算日期"),
    Column.TOTAL: ("medfee_sumamt", "医疗总费用", "医疗费总额", "总费用", "费用总额", "总额"),
    Column.OUTSIDE: ("fulamt_ownpay_amt", "全自费", "全自费金额", "自费"),
    Column.ABOVE_PRICE: ("overlmt_selfpay", "超限价", "超限价自费", "超限价自费费用"),
    Column.FIRST_SHARE: ("preselfpay_amt", "先行自付", "先行自付金额", "个人自理", "自理"),
    Column.IN_SCOPE: ("inscp_scp_amt", "政策范围内", "政策范围内金额", "符合政策范围金额", "列支费用"),
    Column.FUNDS: ("fund_pay_sumamt", "基金合计", "基金支付总额", "基金支付合计", "医保支付", "报销合计"),
    Column.OWN: ("psn_pay", "个人支付", "个人负担总金额", "个人支付合计"),
    Column.INVOICE_CODE: ("invo_code", "票据代码", "发票代码"),
    Column.INVOICE_NUMBER: ("invo_no", "票据号码", "发票号码", "票据号", "发票号"),
    Column.CURRENCY: ("currency", "币种", "货币"),
}
_BY_WORD = {tidy(word).lower(): column for column, words in SYNONYMS.items() for word in words}
#: Without these nothing can be decided.
NEEDED = (Column.ID_NUMBER, Column.SETTLEMENT, Column.DISCHARGED, Column.TOTAL, Column.IN_SCOPE, Column.FUNDS)


def word_of(title: str) -> str:
    """A heading as it is compared: without blanks, in small letters, without a unit in brackets."""
    plain = tidy(title).replace(" ", "").lower()
    for opening, closing in (("(", ")"), ("（", "）")):
        if plain.endswith(closing) and opening in plain:
            plain = plain[: plain.rindex(opening)]
    return plain


def guess(titles: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[str]:
    """What each column probably holds («» for none), by the sender's confirmed words first.

    Of two columns that look alike the first is taken: the second may be another's figure.
    """
    found, taken = [], set[str]()
    for title in titles:
        word = word_of(title)
        column = (remembered or {}).get(word, _BY_WORD.get(word, ""))
        found.append("" if column in taken else str(column))
        taken.add(column or "-")
    return found


def check(columns: Sequence[str]) -> None:
    """Whether a file can be decided with these columns.

    Raises `Refused` with `aid.column_twice` (`column`) and `aid.columns_missing` (`columns`: which are needed).
    """
    count = Counter(column for column in columns if column)
    for column, times in count.items():
        if times > 1:
            raise Refused("aid.column_twice", column=column)
    missing = [str(column) for column in NEEDED if column not in count]
    if missing:
        raise Refused("aid.columns_missing", columns=missing)
