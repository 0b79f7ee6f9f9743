"""What people type about mutual aid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.mutualaid import texts
from hexian.domains.mutualaid.rules import Eligible, Figures, Payer, Per
from hexian.foundation.actor import Refused
from hexian.foundation.money import parse

_TEXT = {"rows": 4, "maxlength": 500}


class Sum(forms.CharField):
    """Yuan as people write them, as whole fen; nothing where it is not required and empty."""

    def clean(self, value: Any) -> int | None:
        """Raises `ValidationError` with the sentence of what is wrong."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return parse(text)
        except Refused as refusal:
            raise forms.ValidationError(texts.of(refusal)) from refusal


class Refusable(forms.Form):
    """A form a rule may say no to."""

    def refuse(self, refusal: Refused) -> None:
        """Say it above the form, or at the one field it has."""
        names = list(self.fields)
        self.add_error(names[0] if len(names) == 1 else None, texts.of(refusal))


class Reason(Refusable):
    """Why, in words somebody else will read."""

    reason = forms.CharField(
        label=_("原因"), help_text=_("本人看得到，请写清楚依据"), widget=forms.Textarea(_TEXT | {"data-key": "w"})
    )


class Wrong(Refusable):
    """What she thinks is wrong."""

    reason = forms.CharField(
        label=_("哪里不对"), help_text=_("例如：医保报销的数不对，我有医院的更正单"), widget=forms.Textarea(_TEXT)
    )


class Answer(Refusable):
    """The answer to a contest; other figures where the bill's were wrong."""

    outcome = forms.ChoiceField(
        label=_("结果"),
        widget=forms.RadioSelect,
        choices=[("upheld", _("维持原来的结果")), ("corrected", _("更正，重新计算"))],
    )
    answer = forms.CharField(label=_("答复"), help_text=_("本人看得到"), widget=forms.Textarea(_TEXT))
    total = Sum(label=_("医疗总费用（元）"), required=False)
    own = Sum(label=_("合规自付（元）"), required=False)
    first = Sum(label=_("先行自付（元）"), required=False)

    def figures(self, known: Figures) -> Figures | None:
        """The bill's figures with what was corrected; none when nothing was."""
        given = [self.cleaned_data[name] for name in ("total", "own", "first")]
        if all(each is None for each in given):
            return None
        now = (known.total, known.own, known.first)
        return Figures(*(old if new is None else new for new, old in zip(given, now, strict=True)))


class Read(Refusable):
    """What a blind reader worked out."""

    amount = Sum(label=_("您算出来是多少元"), help_text=_("例如 752.40；不该发的填 0"))
    note = forms.CharField(label=_("备注"), required=False, max_length=500)


class Halt(Refusable):
    """Why a plan stands still, or goes on."""

    reason = forms.CharField(label=_("原因"), max_length=500)


class Agreement(Refusable):
    """The agreement with the 医保 bureau."""

    number = forms.CharField(label=_("和医保部门的协议编号"), max_length=100)
    on = forms.DateField(label=_("签订日期"), widget=forms.DateInput({"type": "date"}))


class Cap(Refusable):
    """What may be changed while people rely on a plan."""

    cap_fen = Sum(label=_("全年封顶（元）"), required=False, help_text=_("留空是不封顶；改低不追回已发的"))
    large_fen = Sum(label=_("多大的金额要人看（元）"), required=False)
    sample_bp = forms.IntegerField(label=_("一万笔里抽几笔复算"), min_value=0, max_value=10_000)
    is_unverified = forms.BooleanField(label=_("数字还没有对照公布的方案核实（显示「待核实」）"), required=False)


class NewPlan(Refusable):
    """A year's plan."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：2027 年职工医疗互助"))
    starts_on = forms.DateField(label=_("开始"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("结束（含当天）"), widget=forms.DateInput({"type": "date"}))
    price_fen = Sum(label=_("每人缴费（元）"))
    payer = forms.ChoiceField(label=_("谁出"), choices=[(each, texts.PAYERS[each]) for each in Payer])
    returns_fee = forms.BooleanField(
        label=_("中途退出的，退还缴费"), required=False, help_text=_("还没开始保障就退出的，总是退还")
    )
    waiting_days = forms.IntegerField(
        label=_("新参加的等待期（天）"), min_value=0, initial=0, help_text=_("续保不中断的没有等待期")
    )
    per = forms.ChoiceField(label=_("怎么算"), choices=[(each, texts.PERS[each]) for each in Per])
    eligible = forms.ChoiceField(label=_("算哪些费用"), choices=[(each, texts.ELIGIBLES[each]) for each in Eligible])
    deductible_fen = Sum(label=_("起付（元）"), initial="0")
    minimum_fen = Sum(label=_("最低发放额（元）"), initial="0")
    is_raised = forms.BooleanField(label=_("不足最低额的补到最低额"), required=False)
    cap_fen = Sum(label=_("全年封顶（元）"), required=False)
    basis = forms.CharField(label=_("依据"), required=False, max_length=200, help_text=_("公布的方案、文号"))


class Enrol(Refusable):
    """Everybody of a union, or below it."""

    union = forms.UUIDField(label=_("哪个工会"), widget=forms.HiddenInput)
    payer = forms.ChoiceField(label=_("谁出"), choices=[(each, texts.PAYERS[each]) for each in Payer])
    paper_on = forms.DateField(
        label=_("纸质同意书签字日期"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("收齐了本人签字的纸质同意书才填；不填的话，只有自己在手机上同意过的人参加"),
    )  # fmt: skip


class Upload(Refusable):
    """A settlement file."""

    file = forms.FileField(
        label=_("结算文件"), help_text=_("医保结算明细，原样上传：Excel、CSV、Parquet 或 JSON lines")
    )
    union = forms.UUIDField(label=_("哪个工会"), widget=forms.HiddenInput)
    sender = forms.CharField(
        label=_("发送方"), required=False, max_length=60, help_text=_("例如：区医保中心。下次不用再认列")
    )
