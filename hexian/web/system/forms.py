"""Changing a number of law; entering a year's notice of working days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.foundation.clock.holidays import Notice
from hexian.foundation.lawbook.rules import Sure

#: Nothing is chosen beforehand: whoever changes a number says knowingly how far it has been verified.
SURE = [
    ("", _("请选择")),
    (Sure.VERIFIED, _("读过条文原文")),
    (Sure.SECOND_HAND, _("二手资料")),
    (Sure.REPORTED, _("新闻报道")),
    (Sure.UNVERIFIED, _("尚未核实")),
]
_LINE = re.compile(r"^\s*(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?\s*(.*?)\s*$")


class LawChange(forms.Form):
    """A rule's next value: from when on, on what ground."""

    value = forms.CharField(
        label=_("新的值"),
        max_length=2000,
        help_text=_("写法和现在的一样：整数写 10，比例写 2/3"),
        error_messages={"required": _("请填新的值。")},
    )
    valid_from = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期写成 2026-07-01 这样。"), "required": _("请填从哪天起用新的值。")},
    )
    source = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("法规名称、条款、文号"),
        error_messages={"required": _("请写明依据：哪部法规或哪份文件、第几条。")},
    )
    sure = forms.ChoiceField(
        label=_("核实到什么程度"),
        choices=SURE,
        error_messages={"required": _("请选核实到什么程度：没有读过条文原文的，不要选「读过条文原文」。")},
    )


class CalendarNotice(forms.Form):
    """The State Council's notice: days off and weekends worked, one a line with the holiday's name."""

    year = forms.IntegerField(
        label=_("年份"),
        min_value=2020,
        max_value=2100,
        error_messages={
            "required": _("请填是哪一年的通知。"),
            "invalid": _("年份写四位数字，如 2027。"),
            "min_value": _("年份从 2020 起。"),
            "max_value": _("年份到 2100 为止。"),
        },
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    off = forms.CharField(
        label=_("放假的日子"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("一行一天，如：2027-02-05 春节"),
        error_messages={"required": _("请写放假的日子，一行一天。")},
    )
    worked = forms.CharField(
        label=_("调休上班的周末"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("一行一天，如：2027-02-20 春节"),
    )
    source = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("通知的名称和文号"),
        error_messages={"required": _("请写通知的名称和文号。")},
    )

    def clean_off(self) -> dict[date, str]:
        """The days off by date."""
        return _days(self.cleaned_data["off"])

    def clean_worked(self) -> dict[date, str]:
        """The weekends worked by date."""
        return _days(self.cleaned_data["worked"])

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {"notice": Notice(data["year"], data["off"], data["worked"]), "source": data["source"]}


def _days(text: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.match(line)
        try:
            if found is None:
                raise ValueError
            days[date(int(found[1]), int(found[2]), int(found[3]))] = found[4]
        except ValueError:
            raise forms.ValidationError(
                _("第 %(line)s 行「%(text)s」看不懂，应写成：2027-02-05 春节。"),
                params={"line": number, "text": line.strip()},
            ) from None
    return days
