"""Asking to have one datum corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts
from hexian.foundation.actor import Refused


class Correction(forms.Form):
    """The right value, and why, if she wants to say so."""

    after = forms.CharField(max_length=200, error_messages={"required": _("请填正确的内容。")})
    why = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=200,
        help_text=_("例如：身份证换过、名字里有生僻字"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, field: str, label: str | Promise) -> None:
        """Name the field after what is corrected."""
        super().__init__(data)
        self.fields["after"].label = _("正确的%(what)s") % {"what": label}
        if field in {"mobile", "id_number"}:
            self.fields["after"].widget.attrs["inputmode"] = "text" if field == "id_number" else "tel"

    def refuse(self, refusal: Refused) -> None:
        """Say a refusal beside what it is about."""
        above = refusal.code.startswith("change.") and refusal.code != "change.same"
        self.add_error(None if above else "after", texts.of(refusal))
