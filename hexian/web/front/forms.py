"""The one field of the front door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinCode(forms.Form):
    """The code on a poster, for those who cannot scan."""

    code = forms.CharField(
        label=_("入会码"),
        max_length=20,
        help_text=_("海报二维码下面的 8 位字母和数字，不分大小写"),
        error_messages={"required": _("请填海报上的 8 位入会码。")},
    )
