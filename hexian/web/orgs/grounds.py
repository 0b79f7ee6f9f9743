"""Why the tree is changed, from which day, and what the upper union replied: what every act's form begins with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs.rules import Reply
from hexian.web.orgs.forms import DATE, MISSING


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, error_messages=DATE, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class Grounds(forms.Form):
    """Day, reason and reply of an act (工会法 13)."""

    on = _day(_("从哪天起"), help_text=_("不填就是今天；可以填以前的日期，那天起按新的算"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        error_messages=MISSING,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明为什么这样调整，会记在档案里"),
    )
    reply_number = forms.CharField(label=_("上级批复文号"), max_length=60, required=False)
    reply_on = _day(_("批复日期"))
    reply_text = forms.CharField(
        label=_("批复内容"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    #: Fields of the grounds, for templates that draw an act's own fields first.
    GROUNDS = ("on", "reason", "reply_number", "reply_on", "reply_text")

    def grounds(self) -> dict[str, Any]:
        """What the services take of it."""
        data = self.cleaned_data
        reply = Reply(data["reply_text"], data["reply_number"], data["reply_on"])
        return {"on": data["on"], "reason": data["reason"], "reply": reply}


class Merging(Grounds):
    """What else a merger needs to be told."""

    keep = forms.MultipleChoiceField(
        label=_("哪些任职接着干"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("没勾的，合并当天结束"),
    )  # fmt: skip
    hand_over_unfinished = forms.BooleanField(label=_("没办完的事一并交给合并后的工会"), required=False)
    field_order = ("keep", "hand_over_unfinished", *Grounds.GROUNDS)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["keep"], offices)


class Splitting(Grounds):
    """The new union, and who goes over to it."""

    kind = forms.ChoiceField(label=_("新工会的类型"))
    name = forms.CharField(label=_("新工会的全称"), max_length=100, error_messages=MISSING)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False, help_text=_("不填就用全称"))
    employers = forms.MultipleChoiceField(
        label=_("这些用人单位的会员"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stations = forms.MultipleChoiceField(label=_("这些站点的会员"), required=False, widget=forms.CheckboxSelectMultiple)
    cards = forms.CharField(
        label=_("再加上这些人"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写会员证号，一行一个"),
    )
    keep = forms.MultipleChoiceField(
        label=_("哪些干部同时到新工会任职"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("kind", "name", "short_name", "employers", "stations", "cards", "keep", *Grounds.GROUNDS)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, Any]],
        employers: list[tuple[str, str]],
        stations: list[tuple[str, str]],
        offices: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", kinds), ("employers", employers), ("stations", stations), ("keep", offices)):
            _offer(self.fields[name], choices)

    def card_numbers(self) -> list[str]:
        """The numbers typed, each once."""
        return list(dict.fromkeys(self.cleaned_data["cards"].split()))


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    """What may be chosen; a field with nothing to choose from is not shown."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
    field.choices = choices
