"""Django's own sentences, said as we say them: for whatever no form of ours has words of its own for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_AGAIN = _("这一项填得不对，请对照旁边的说明再填一次。")
_CHOOSE = _("这里没有这个选项，请从列出的里面选。")
_DAY = _("日期写成 2026-07-01 这样。")
_FILE = _("文件没有传上来，请重新选一次。")

#: Which sentences each kind of field says when the form says nothing better.
FIELDS: Mapping[type[forms.Field], Mapping[str, Promise]] = {
    forms.Field: {"required": _("请填这一项。")},
    forms.IntegerField: {"invalid": _("这里填整数。")},
    forms.FloatField: {"invalid": _("这里填数字。")},
    forms.DecimalField: {"invalid": _("这里填数字。")},
    forms.DateField: {"invalid": _DAY},
    forms.DateTimeField: {"invalid": _("时间写成 2026-07-01 09:30 这样。")},
    forms.TimeField: {"invalid": _("时间写成 09:30 这样。")},
    forms.ChoiceField: {"invalid_choice": _CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": _CHOOSE, "invalid_list": _CHOOSE},
    forms.UUIDField: {"invalid": _("这一项对不上号，请回到列表重新选一次。")},
    forms.FileField: {
        "invalid": _FILE,
        "missing": _FILE,
        "empty": _("这个文件是空的，请换一个。"),
        "max_length": _("文件名最多 %(max)d 个字，现在是 %(length)d 个。请改短再传。"),
        "contradiction": _("要么传新的，要么删掉原来的，请只选一样。"),
    },
    forms.ImageField: {"invalid_image": _("这不是一张图片，或者已经损坏。请换一张。")},
    forms.JSONField: {"invalid": _AGAIN},
}
#: And each check; `%(limit_value)s` is the limit, `%(show_value)s` what was there.
CHECKS: Mapping[type, Promise] = {
    validators.MaxLengthValidator: _("这一项最多 %(limit_value)d 个字，现在是 %(show_value)d 个。请写短一些。"),
    validators.MinLengthValidator: _("这一项至少 %(limit_value)d 个字，现在是 %(show_value)d 个。请写全。"),
    validators.MaxValueValidator: _("这里最大填 %(limit_value)s。"),
    validators.MinValueValidator: _("这里最小填 %(limit_value)s。"),
    validators.ProhibitNullCharactersValidator: _("这里面有一个看不见的字符。请删掉，再用键盘填一次。"),
    validators.RegexValidator: _AGAIN,
    validators.EmailValidator: _("这不像一个邮箱。请写成 name@example.com 这样。"),
    validators.URLValidator: _("这不像一个网址。请写成 https://example.com 这样。"),
}


def speak() -> None:
    """Put our sentences in place of Django's, once, before any form is made."""
    for field, sentences in FIELDS.items():
        known: dict[str, Any] = field.__dict__.get("default_error_messages", {})
        field.default_error_messages = known | dict(sentences)
    for check, sentence in CHECKS.items():
        check.message = sentence  # type: ignore[attr-defined]  # every one of them has it
