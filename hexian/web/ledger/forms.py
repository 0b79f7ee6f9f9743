"""What is filled in about books, funds, gifts, runs, cards and relatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger import texts
from hexian.domains.ledger.rules import DonorKind, GiftKind
from hexian.domains.ledger.rules.files import Format, Layout
from hexian.foundation.actor import Refused
from hexian.foundation.money import rules as money
from hexian.foundation.money import texts as money_texts

MISSING = {"required": _("这一项要填。")}
DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填日期。")}
YEAR = {
    "invalid": _("年份写成 2026 这样。"),
    "required": _("请填年份。"),
    "min_value": _("年份写成 2026 这样。"),
    "max_value": _("年份写成 2026 这样。"),
}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Mapping[str, str] = {
    "ledger.name_missing": "name", "ledger.name_taken": "name", "ledger.purpose_missing": "purpose",
    "ledger.licence_missing": "licence", "ledger.sum_missing": "fen", "ledger.day_ahead": "on",
    "ledger.item_missing": "item", "ledger.pledge_missing": "pledge", "ledger.pledge_full": "fen",
    "ledger.pledge_sums": "cap_fen", "ledger.basis_missing": "basis", "ledger.card_number": "number",
    "ledger.card_of_another": "number",
    "ledger.not_her_card": "holder",
    "ledger.bank_missing": "bank_name", "ledger.holder_missing": "holder", "ledger.period_ahead": "through",
    "ledger.period_before_book": "through", "ledger.closed_already": "through", "ledger.period_closed": "on",
    "ledger.relation_missing": "word", "ledger.own_number": "id_number", "ledger.fund_short": "guarantee_fen",
    "ledger.reason_missing": "reason", "ledger.memo_missing": "reason", "ledger.reply_large": "file",
    "ledger.too_many_lines": "most", "ledger.fund_of_donor": "donor",
    "ledger.repaid_too_much": "fen",
}  # fmt: skip


class FenField(forms.CharField):
    """A sum as people type it, in fen."""

    def __init__(self, label: object, **more: Any) -> None:
        super().__init__(label=label, max_length=40, error_messages=MISSING, **more)  # type: ignore[arg-type]
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """Fen; nothing for nothing where it need not be filled."""
        typed = super().clean(value)
        if not typed:
            return 0
        try:
            return money.parse(typed)
        except Refused as refusal:
            raise forms.ValidationError(money_texts.of(refusal)) from refusal


def day_field(label: object, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY, **more)  # type: ignore[arg-type]


def words_field(label: object, most: int = 80, **more: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, error_messages=MISSING, **more)  # type: ignore[arg-type]


def year_field(label: object, **more: Any) -> forms.IntegerField:
    """A year."""
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, error_messages=YEAR, **more)  # type: ignore[arg-type]


class Refusable(forms.Form):
    """A form that shows a refusal beside the field it is about."""

    def refuse(self, refusal: Refused) -> None:
        """Put its sentence beside the field, else above the form."""
        field = FIELD_OF.get(refusal.code)
        self.add_error(field if field in self.fields else None, texts.of(refusal))


class NewBook(Refusable):
    """A book for a union."""

    union = forms.ChoiceField(label=_("哪个工会"), error_messages=MISSING)
    name = words_field(_("账本名称"), help_text=_("例如：职工互助账"))
    opened_on = day_field(_("从哪天开始记"), help_text=_("这一天以前的账不记在这里"))

    def __init__(self, *args: Any, unions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = unions  # type: ignore[attr-defined]


class Bank(Refusable):
    """From which bank a book pays."""

    bank_name = words_field(_("付款开户行"))
    holder = words_field(_("付款户名"))
    number = words_field(_("付款账号"), 40)


class Closing(Refusable):
    """Until when the book is closed."""

    through = day_field(_("结到哪一天"), help_text=_("这一天和以前的账不能再记，也不能再打开"))


class NewFund(Refusable):
    """A fund."""

    name = words_field(_("基金名称"))
    purpose = words_field(_("用途"), 200, help_text=_("写明只能用在哪里，捐的人要看"))
    restricted = forms.BooleanField(label=_("专款专用，用途定了不改"), required=False, initial=True)
    donor = words_field(
        _("由谁指定用途"), required=False, help_text=_("捐的人指定了用途才填；填了就只收它的钱，用途定了不改")
    )
    donor_kind = forms.ChoiceField(
        label=_("对方是"), choices=list(texts.DONORS.items()), initial=DonorKind.BODY, required=False
    )
    is_public = forms.BooleanField(label=_("向社会公开募捐"), required=False)
    licence = words_field(
        _("公开募捐资格证书编号"), 60, required=False, help_text=_("公开募捐才要填，慈善法第二十二条")
    )


class Receive(Refusable):
    """Money that came."""

    kind = forms.ChoiceField(label=_("怎么来的"), choices=list(texts.GIFTS.items()), initial=GiftKind.GIFT)
    pledge = forms.ChoiceField(label=_("哪一份认捐"), required=False)
    donor = words_field(_("谁给的"), required=False, help_text=_("按认捐到账的不用填；义卖的填买的人或活动名称"))
    donor_kind = forms.ChoiceField(label=_("对方是"), choices=list(texts.DONORS.items()), initial=DonorKind.PERSON)
    fen = FenField(_("金额"), help_text=_("例如 640 元、1.2 万元"))
    on = day_field(_("到账日期"))
    item = words_field(_("卖的是什么"), required=False, help_text=_("义卖才要填"))
    voucher = words_field(_("票据号"), 40, required=False)
    anonymous = forms.BooleanField(label=_("对方不愿公开姓名"), required=False)

    def __init__(self, *args: Any, pledges: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pledge"].choices = [("", _("不是认捐")), *pledges]  # type: ignore[attr-defined]


class Repay(Refusable):
    """Money that was owed back and has come."""

    fen = FenField(_("退回来多少"), help_text=_("例如 1,050 元；可以分几次退"))
    on = day_field(_("到账日期"))


class NewPledge(Refusable):
    """A promise to give every year."""

    donor = words_field(_("谁认捐"))
    kind = forms.ChoiceField(label=_("对方是"), choices=list(texts.DONORS.items()), initial=DonorKind.EMPLOYER)
    yearly_fen = FenField(_("每年多少"), help_text=_("例如 100 万元"))
    cap_fen = FenField(_("一共到多少为止"), help_text=_("例如 500 万元"))
    first_year = year_field(_("从哪一年起"))
    basis = words_field(_("依据"), 200, help_text=_("协议或决议的名称和文号"))
    is_fines = forms.BooleanField(
        label=_("钱来自职工罚金"), required=False, help_text=_("默认不可以，要先在法定参数里写明依据")
    )


class NewBudget(Refusable):
    """A year's budget, and how far the union answers for the fund."""

    year = year_field(_("年度"))
    fen = FenField(_("全年可以支出多少"))
    guarantee_fen = FenField(_("工会兜底多少"), required=False, help_text=_("基金不够时工会愿意垫到多少；空着就是不垫"))


class NewRun(Refusable):
    """A run out of what waits."""

    name = words_field(_("批次名称"), help_text=_("例如：六月医疗互助金"))
    purpose = words_field(_("只付哪种用途"), required=False, help_text=_("空着就是全部等付款的"))
    most = forms.IntegerField(
        label=_("最多多少笔"), min_value=1, max_value=100_000, initial=5_000,
        error_messages={
            "invalid": _("这里填整数。"), "required": _("请填笔数。"), "min_value": _("至少 1 笔。"),
            "max_value": _("一批最多 100,000 笔。"),
        },
    )  # fmt: skip


class Card(Refusable):
    """Where somebody is paid to."""

    bank_name = words_field(_("开户银行"), help_text=_("照银行卡填，写到支行更好"))
    number = forms.CharField(
        label=_("银行卡号"), max_length=40, error_messages=MISSING,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-no-draft": ""}),
    )  # fmt: skip
    holder = words_field(_("户名"), 40)
    province = words_field(_("省份"), 20, required=False)
    city = words_field(_("城市"), 20, required=False)


class MyCard(Card):
    """The same by herself: her name at the bank comes first, and the number a second time."""

    again = forms.CharField(
        label=_("银行卡号，再输一遍"), max_length=40, error_messages=MISSING,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-no-draft": ""}),
    )  # fmt: skip
    province = None  # type: ignore[assignment]
    city = None  # type: ignore[assignment]
    field_order = ("number", "again", "bank_name", "holder")

    def clean(self) -> dict[str, Any]:
        """The two agree but for spaces; what is kept is one of them."""
        said = super().clean() or {}
        again = said.pop("again", "")
        if "number" in said and again and _digits(again) != _digits(said["number"]):
            self.add_error("again", _("两遍不一样。请对着银行卡再看一遍。"))
        return said


def _digits(text: str) -> str:
    return "".join(text.split())


class Relative(Refusable):
    """A relative an officer declares."""

    id_number = forms.CharField(
        label=_("亲属的身份证号"), max_length=24, error_messages=MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
        help_text=_("加密保存，只用来比对收款人"),
    )  # fmt: skip
    word = words_field(_("是您的什么人"), 20, help_text=_("配偶、父母、子女、兄弟姐妹等"))


class CardList(Refusable):
    """A list of cards, pasted or as a file."""

    text = forms.CharField(
        label=_("从表格里复制过来"), required=False, max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "data-no-draft": "", "spellcheck": "false"}),
        help_text=_("一行一个人：姓名、身份证号、开户银行、银行卡号；有表头的，列的先后不限"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("或者选一个文件"), required=False, help_text=_("Excel 或文本，最多 1,000 人；文件不保存"),
        error_messages={"empty": _("文件是空的。请选有名单的文件。")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if not self.errors and bool(said.get("file")) == bool(said.get("text", "").strip()):
            self.add_error("text", _("请粘贴名单，或选一个文件，两样只要一样。"))
        return said


class Upload(Refusable):
    """A bank's answer."""

    file = forms.FileField(
        label=_("银行回盘文件"),
        error_messages={"required": _("请选银行给的回盘文件。"), "empty": _("文件是空的。请向银行重新下载。")},
        help_text=_("Excel 或文本都可以，不要改列名"),
    )


class BankFile(forms.Form):
    """Which file the bank takes."""

    layout = forms.ChoiceField(label=_("银行"), choices=list(texts.LAYOUTS.items()), initial=Layout.ICBC)
    format = forms.ChoiceField(label=_("文件"), choices=list(texts.FORMATS.items()), initial=Format.XLSX)
    part = forms.IntegerField(min_value=1, max_value=1000, initial=1, widget=forms.HiddenInput)


class Why(Refusable):
    """Why something is sent back, cancelled or reversed."""

    reason = words_field(_("原因"), 200)
