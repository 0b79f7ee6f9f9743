"""Sending a roster, confirming its columns, landing it on a vote, taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.rosters import texts
from hexian.domains.rosters.queries import ImportView, ResolutionChoice, UnionChoice
from hexian.domains.rosters.services import Minutes
from hexian.foundation.actor import Refused
from hexian.web.members.forms import Meeting, Vote
from hexian.web.templatetags import wording

#: The choice of a resolution that is recorded in the same act.
NEW_VOTE = "new"


class Upload(forms.Form):
    """A file, for which union, and whose system wrote it."""

    union = forms.UUIDField(
        label=_("哪个工会的名册"),
        widget=forms.Select,
        error_messages={"required": _("请选一个工会。"), "invalid": _("请选一个工会。")},
    )
    sender = forms.CharField(
        label=_("谁发来的"),
        max_length=60,
        required=False,
        help_text=_("如单位人事部、劳务公司。同一家下次再发，各列会自动认出来"),
        widget=forms.TextInput(attrs={"list": "senders", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("名册文件"),
        allow_empty_file=True,
        help_text=_("Excel（xlsx、xls）或 CSV，300 MB 以内，最多 100 万行。人事系统导出的原样就行，不用改格式"),
        error_messages={"required": _("请选名册文件。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt,.tsv"}),
    )
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unions: list[UnionChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.public_id), each.name) for each in unions]
        blank = [("", _("请选择"))] if len(choices) > 1 else []
        self.fields["union"].widget.choices = [*blank, *choices]

    def refuse(self, refusal: Refused) -> None:
        """Say beside the right field why the file was not taken."""
        field = "union" if refusal.code.startswith("org.") else "file"
        self.add_error(field, texts.of(refusal))


class Columns(forms.Form):
    """Which sheet and which row of headings the columns below were shown for."""

    sheet = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    header_row = forms.IntegerField(min_value=0, max_value=1_048_576, widget=forms.HiddenInput)


class Headcount(forms.IntegerField):
    """How many people, as somebody copies it from the page: with or without the signs between thousands."""

    def to_python(self, value: Any) -> int | None:
        """The number. Raises ValidationError."""
        return super().to_python(value.replace(",", "").replace("，", "") if isinstance(value, str) else value)


class Landing(Meeting, Vote):
    """The resolution it hangs on or the vote to record with it, the warnings seen, and how many become members."""

    resolution = forms.ChoiceField(
        label=_("接纳会员的决议"), widget=forms.RadioSelect, error_messages={"required": _("请选一份决议。")}
    )
    seen = forms.MultipleChoiceField(label=_("接收前请看过"), widget=forms.CheckboxSelectMultiple, required=False)
    said = Headcount(
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
        error_messages={"required": _("请填要接收的人数。"), "invalid": _("这里填整数。")},
    )
    field_order = ("seen", "resolution", *Meeting.base_fields, *Vote.base_fields, "said")

    def __init__(self, *args: Any, page: ImportView, resolutions: list[ResolutionChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(each.public_id), f"{each.number}（{_day(each)}）") for each in resolutions]
        fields: dict[str, Any] = self.fields
        fields["resolution"].choices = [(NEW_VOTE, _("现在记录一次表决")), *known]
        fields["resolution"].initial = NEW_VOTE
        fields["seen"].choices = list(zip(page.warnings, page.warning_texts, strict=True))
        fields["said"].label = _("填 %(n)s，确认接收这么多人") % {"n": wording.count_words(page.landable)}
        if not page.warnings:
            del fields["seen"]
        if self.is_bound and not self.is_new_vote:
            for name in (*Meeting.base_fields, *Vote.base_fields):
                fields[name].required = False

    @property
    def is_new_vote(self) -> bool:
        """Whether the vote is recorded in the same act."""
        return self.data.get("resolution") == NEW_VOTE

    def minutes(self) -> Minutes:
        """The vote as the service takes it."""
        said: Any = {name: self.cleaned_data[name] for name in (*Meeting.base_fields, *Vote.base_fields)}
        vote: Minutes = said
        return vote


def _day(choice: ResolutionChoice) -> str:
    return f"{choice.held_on.year} 年 {choice.held_on.month} 月 {choice.held_on.day} 日"


class Undo(forms.Form):
    """Why a whole roster is taken back."""

    reason = forms.CharField(
        label=_("为什么撤销"),
        max_length=200,
        help_text=_("留在这份名册上，同事看得到；不写任何人的姓名和号码"),
        error_messages={"required": _("请写明为什么撤销。")},
    )
