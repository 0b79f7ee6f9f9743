"""Founding and changing a body, posters, appointments, roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs import texts
from hexian.domains.orgs.facts import SCALES
from hexian.domains.orgs.queries import RoleRow
from hexian.domains.orgs.rules import Kind, check_place
from hexian.foundation.actor import Refused

MISSING = {"required": _("这一项要填。")}
DATE = {"invalid": _("日期写成 2026-07-01 这样。"), "required": _("请填日期。")}


#: Which field a refusal of the room speaks of, by the beginning of its code.
_FIELDS = {
    "name_missing": "name", "name_long": "name", "phone": "phone", "division": "division",
    "staff_total": "staff_total", "uscc": "uscc", "uscc_taken": "uscc", "place": "kind",
}  # fmt: skip


class Body(forms.Form):
    """What may be changed of an organisation."""

    name = forms.CharField(label=_("全称"), max_length=100, error_messages=MISSING, help_text=_("和批复、证照上的一致"))
    short_name = forms.CharField(label=_("简称"), max_length=40, error_messages=MISSING)
    division = forms.CharField(
        label=_("所在地区的代码"),
        max_length=12,
        required=False,
        help_text=_("统计用代码，2 到 12 位，如 330108002 是长河街道；各种期限按它取"),
    )
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    staff_total = forms.IntegerField(label=_("职工人数"), min_value=0, required=False)

    def refused(self, refusal: Refused) -> None:
        """Put a refusal's sentence at the field it speaks of, or above the form."""
        self.add_error(_FIELDS.get(refusal.code.removeprefix("org.").partition(".")[0]), texts.of(refusal))

    def clean_staff_total(self) -> int:
        """No number means none known."""
        return self.cleaned_data["staff_total"] or 0


class Employer(Body):
    """What may be changed of an employer."""

    is_scaled = forms.TypedChoiceField(
        label=_("规上企业（规模以上企业）"), required=False, coerce=SCALES.__getitem__, empty_value=None,
        choices=[("", _("还不清楚")), ("yes", _("是")), ("no", _("不是"))],
        help_text=_("以统计部门的名录为准；集体协商时规上企业每方代表至少 5 名"),
    )  # fmt: skip


class NewBody(Body):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("类型"))
    field_order = ("kind", "name", "short_name", "division", "uscc", "phone", "address", "staff_total")

    def __init__(self, *args: Any, parent_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared so above
        kind.choices = [(each.value, texts.KINDS[each]) for each in Kind if _fits(each, parent_kind)]


def _fits(kind: str, parent_kind: str) -> bool:
    try:
        check_place(kind, parent_kind)
    except Refused:
        return False
    return True


class Poster(forms.Form):
    """What stands on a poster besides the union."""

    label = forms.CharField(
        label=_("贴在哪里"), max_length=40, required=False, help_text=_("只有您看得到，如「一号门」")
    )
    platform = forms.CharField(
        label=_("平台"), max_length=40, required=False, help_text=_("骑手、司机用；填了就不用再选")
    )
    station = forms.CharField(label=_("站点"), max_length=40, required=False)


class Somebody(forms.Form):
    """A person found above the form; nobody picked is said above it too, for the field itself is not to be seen."""

    person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse to go on without her."""
        if not self.cleaned_data.get("person"):
            raise forms.ValidationError(_("请先在上面找人，点「选这位」。"))
        return self.cleaned_data


class Term(forms.Form):
    """In which role, under what title, how long."""

    role = forms.ChoiceField(label=_("角色"))
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False, help_text=_("不填就用角色的名称"))
    starts_on = forms.DateField(
        label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}), required=False, error_messages=DATE
    )
    ends_on = forms.DateField(
        label=_("到哪天为止"), widget=forms.DateInput(attrs={"type": "date"}), required=False, error_messages=DATE
    )

    def __init__(self, *args: Any, roles: Iterable[RoleRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        # A role with duties the appointer lacks is not offered at all.
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - declared so above
        role.choices = [(str(row.public_id), row.name) for row in roles if row.may_give]

    def facts(self) -> dict[str, Any]:
        """What the service takes of the term."""
        data = self.cleaned_data
        named = {"title": data["title"], "starts_on": data["starts_on"], "ends_on": data["ends_on"]}
        return {"role_id": UUID(data["role"]), **named}


class Appointment(Term, Somebody):
    """A term for somebody found above the form."""

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"person_id": self.cleaned_data["person"], **super().facts()}


class Newcomer(Term):
    """A term for somebody not known yet: by name and mobile number."""

    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请填她的姓名。")})
    mobile = forms.CharField(
        label=_("手机号"), max_length=24, error_messages={"required": _("请填她的手机号，登录的验证码发到那里。")}
    )

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"name": self.cleaned_data["name"], "mobile": self.cleaned_data["mobile"], **super().facts()}


class HandOver(Somebody):
    """Who takes an office over."""

    reason = forms.CharField(label=_("为什么移交"), max_length=200, required=False)

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"to_person": self.cleaned_data["person"], "reason": self.cleaned_data["reason"].strip()}


class RoleForm(forms.Form):
    """A role's name and duties."""

    name = forms.CharField(label=_("角色名称"), max_length=30, error_messages=MISSING)
    duties = forms.MultipleChoiceField(
        label=_("能做什么"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("至少选一项。")}
    )

    def __init__(self, *args: Any, duties: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = set(duties)
        field = self.fields["duties"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        field.choices = [(name, words) for name, words in texts.DUTIES.items() if name in offered]
