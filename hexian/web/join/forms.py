"""What a worker fills in before a poster: four things, and two yeses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts
from hexian.domains.orgs.queries import JoinInfo
from hexian.domains.people import rules
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.actor import Refused
from hexian.web.accounts.fields import CodeField, MobileField

OTHER = "other"
Choices = list[tuple[str, str | Promise]]

#: 总工发 and 人社部发〔2021〕56号 name these groups of workers without employer.
WITHOUT_EMPLOYER: tuple[Promise, ...] = (
    _("外卖配送员"), _("快递员"), _("网约车司机"), _("货车司机"), _("家政服务员"), _("网络主播"), _("网络作家"),
)  # fmt: skip
WITH_EMPLOYER: tuple[Promise, ...] = (
    _("生产操作"), _("仓储物流"), _("质量检验"), _("设备维修"), _("技术研发"), _("销售客服"), _("行政后勤"),
    _("保洁保安"),
)  # fmt: skip

#: Which field a refusal belongs to, by the first word of its code.
FIELD_OF: Mapping[str, str] = {
    "id": "id_number", "name": "name", "mobile": "mobile", "code": "code", "work": "kind_of_work",
    "platform": "platform", "station": "station", "consent": "agree",
}  # fmt: skip


class Mobile(forms.Form):
    """The number a code is to be sent to."""

    mobile = MobileField()


class Joining(forms.Form):
    """The application: who she is, how to reach her, what she does, and her two consents."""

    name = forms.CharField(
        label=_("姓名"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "placeholder": _("和身份证上一样")}),
    )
    id_number = forms.CharField(
        label=_("身份证号"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "data-no-draft": True}),
    )
    mobile = MobileField()
    code = CodeField(label=_("短信验证码"), required=False)
    kind_of_work = forms.ChoiceField(label=_("工种"), required=False)
    other_work = forms.CharField(
        label=_("您做什么工作"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"placeholder": _("例如：电焊")}),
    )
    platform = forms.CharField(
        label=_("接单的平台"),
        required=False,
        max_length=40,
        help_text=_("平时在哪个平台接单，就写哪个"),
    )
    station = forms.CharField(label=_("站点或常跑的地方"), required=False, max_length=40)
    agree = forms.BooleanField(label=str(CONSENTS[Purpose.JOIN].title), required=False)
    agree_identity = forms.BooleanField(label=str(CONSENTS[Purpose.IDENTITY].title), required=False)
    idempotency_key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, info: JoinInfo, today: date, proved: str = "", **options: Any
    ) -> None:
        """Fit the fields to the poster: `proved` is a mobile number that needs no other code just now."""
        super().__init__(data, **options)
        self.info, self.today, self.proved = info, today, proved
        work: forms.ChoiceField = self.fields["kind_of_work"]  # type: ignore[assignment]
        work.choices = kinds_of_work(is_new_form=info.is_new_form)
        for name, wanted in (("platform", info.needs_platform), ("station", info.needs_station)):
            if not wanted:
                del self.fields[name]

    def clean_name(self) -> str:
        """As on her document."""
        return _checked(lambda: rules.check_name(self.cleaned_data["name"]))

    def clean_id_number(self) -> str:
        """A whole, well-formed number of somebody old enough to work."""
        return _checked(lambda: _old_enough(self.cleaned_data["id_number"], self.today))

    def clean_platform(self) -> str:
        """Where her orders come from."""
        return self._filled("platform", _("请写平时接单的平台。"))

    def clean_station(self) -> str:
        """Where she starts from."""
        return self._filled("station", _("请写您的站点；没有站点，就写常跑的地方。"))

    def clean_kind_of_work(self) -> str:
        """One of the kinds, or her own words."""
        return self._filled("kind_of_work", _("请选一个工种；没有合适的，选「其他」。"))

    def clean_agree(self) -> bool:
        """Without her yes nothing is kept."""
        return self._ticked("agree")

    def clean_agree_identity(self) -> bool:
        """Sensitive data need a yes of their own (个人信息保护法 29)."""
        return self._ticked("agree_identity")

    def clean(self) -> dict[str, Any]:
        """What hangs together: the code with the number it proves, «other» with what it is."""
        cleaned = super().clean() or {}
        mobile = cleaned.get("mobile")
        if mobile and mobile != self.proved and not cleaned.get("code"):
            self.add_error("code", _("还差验证码：点「获取验证码」，再把短信里的 6 位数字填在这里。"))
        if cleaned.get("kind_of_work") == OTHER and not cleaned.get("other_work", "").strip():
            self.add_error("other_work", _("请写您做什么工作，几个字就行。"))
        return cleaned

    @property
    def work(self) -> str:
        """The kind of work in words."""
        chosen: str = self.cleaned_data["kind_of_work"]
        return str(self.cleaned_data["other_work"]).strip() if chosen == OTHER else chosen

    @property
    def shows_code(self) -> bool:
        """Whether the code's field stands open: where it was typed into or is wrong, unless proved already."""
        if not self.is_bound or (self.proved and self.cleaned_data.get("mobile") == self.proved):
            return False
        return bool(self.data.get("code") or "code" in self.errors)

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal's sentence beside the field it is about, else above the form."""
        field = FIELD_OF.get(refusal.code.split(".")[0])
        self.add_error(field if field in self.fields else None, texts.of(refusal))

    def _filled(self, name: str, sentence: Promise) -> str:
        text = str(self.cleaned_data[name]).strip()
        if not text:
            raise forms.ValidationError(str(sentence))
        return text

    def _ticked(self, name: str) -> bool:
        if not self.cleaned_data[name]:
            raise forms.ValidationError(_("请在前面打勾。不同意就不能办入会，什么也不会留下。"))
        return True


def kinds_of_work(*, is_new_form: bool) -> Choices:
    """What to choose a kind of work from: the usual ones, and «other», which is said in one's own words."""
    words = usual_works(is_new_form=is_new_form)
    return [("", _("请选择")), *((str(word), word) for word in words), (OTHER, _("其他"))]


def usual_works(*, is_new_form: bool) -> tuple[Promise, ...]:
    """The kinds of work offered to choose from: those without employer, or those of a firm."""
    return WITHOUT_EMPLOYER if is_new_form else WITH_EMPLOYER


def _old_enough(text: str, today: date) -> str:
    found = rules.check_id_number(text, today)
    rules.check_working_age(found.birth, today)
    return found.number


def _checked(check: Callable[[], str]) -> str:
    """What a rule makes of what was typed; its refusal becomes the field's error."""
    try:
        return check()
    except Refused as refusal:
        raise forms.ValidationError(texts.of(refusal)) from None
