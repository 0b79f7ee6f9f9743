"""What is filled in about versions besides their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor import Refused
from hexian.foundation.tables import texts
from hexian.foundation.tables.registry import Shape

DAY = {"invalid": _("日期写成 2027-01-01 这样。"), "required": _("请填日期。")}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Final[Mapping[str, str]] = {
    "tables.ends_before_it_begins": "valid_to", "tables.already_from": "valid_from", "tables.no_basis": "basis",
    "tables.no_reason": "reason", "tables.not_yours": "place",
}  # fmt: skip


class Refusable(forms.Form):
    """A form that shows a refusal beside the field it is about."""

    def refuse(self, refusal: Refused) -> None:
        """Put its sentence beside the field, else above the form."""
        field = FIELD_OF.get(refusal.code)
        self.add_error(field if field in self.fields else None, texts.of(refusal))


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY, **more)


class VersionForm(Refusable):
    """From when to when a version holds, and what it rests on."""

    valid_from = _day(_("从哪天起用"))
    valid_to = _day(_("到哪天为止"), required=False, help_text=_("从这一天起不再用。长期有效就空着。"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, required=False,
        help_text=_("哪次会议、哪份文件定的，例如「〔2026〕12 号」。提交前要填好。"),
    )  # fmt: skip


class NewForm(VersionForm):
    """A table that has no version yet."""

    shape = forms.ChoiceField(label=_("哪一种表"))
    place = forms.ChoiceField(label=_("哪家工会的"))
    title = forms.CharField(label=_("名称"), max_length=60, required=False, help_text=_("空着就用表的原名。"))
    field_order = ("shape", "place", "title", "valid_from", "valid_to", "basis")

    def __init__(self, *args: Any, shapes: Sequence[Shape], places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shape"].choices = [(one.code, one.title) for one in shapes]  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places.items())  # type: ignore[attr-defined]
