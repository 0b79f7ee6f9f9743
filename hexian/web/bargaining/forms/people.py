"""Who sits for a side, who writes and guides, who promised secrecy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules.delegates import Origin, Role
from hexian.domains.bargaining.services import Seat
from hexian.web.bargaining.forms.fields import Versioned, day_field, page_field, people_field, words_field


class Delegate(Versioned):
    """Somebody to sit for one's side."""

    name = words_field(_("姓名"), 40)
    mobile = words_field(_("手机号"), 20, required=False, help_text=_("用来登录协商室和收通知"))
    role = forms.ChoiceField(
        label=_("身份"), choices=[(each, texts.ROLES[each]) for each in (Role.REP, Role.CHIEF)], initial=Role.REP
    )
    sex = forms.ChoiceField(label=_("性别"), choices=[("", "—"), ("女", _("女")), ("男", _("男"))], required=False)
    post = words_field(_("部门和岗位"), 60, required=False)
    origin = forms.ChoiceField(label=_("怎么产生的"), choices=list(texts.ORIGINS.items()), initial=Origin.ELECTED)
    chosen_on = day_field(_("产生日期"), required=False, help_text=_("选举、推举产生的要填"))
    votes = people_field(_("得票"), required=False)
    voters = people_field(_("到会"), required=False)
    heads = forms.BooleanField(label=_("是工会负责人，或者法定代表人、主要负责人"), required=False)
    is_outside = forms.BooleanField(label=_("外聘人员"), required=False)
    is_disabled = forms.BooleanField(label=_("残疾职工"), required=False)
    is_dispatched = forms.BooleanField(label=_("被派遣劳动者"), required=False)
    mandate = words_field(_("委托书编号"), 200, required=False, help_text=_("外聘的、受委托当首席的填"))
    namesake = forms.BooleanField(label=_("同名，不是同一个人"), required=False)

    def seat(self) -> Seat:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "photo"}}
        return Seat(**given)


class ListedDelegate(Delegate):
    """Somebody on the other side's list that came on paper."""

    photo = page_field(_("名单的照片"), required=False, help_text=_("名单写在应约书里的不用传；另有名单的，传一次就行"))


class Choosing(Versioned):
    """When a delegate was chosen, and with how many votes."""

    chosen_on = day_field(_("产生日期"))
    votes = people_field(_("得票"), required=False)
    voters = people_field(_("到会"), required=False)


class Neutral(Versioned):
    """A recorder or guide: name and number."""

    name = words_field(_("姓名"), 40)
    mobile = words_field(_("手机号"), 20)
    namesake = forms.BooleanField(label=_("同名，不是同一个人"), required=False)


class PaperPromise(Versioned):
    """Who promised secrecy with a pen."""

    people = forms.MultipleChoiceField(
        label=_("谁签了承诺书"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选在纸上签了保密承诺的人，至少一位。")},
    )  # fmt: skip
    on = day_field(_("承诺书上的日期"))
    photo = page_field(_("签了名的承诺书"), help_text=_("照片或者 PDF；几个人的，合成一个 PDF"),
        error_messages={"required": _("请上传签了名的保密承诺书，作为凭证。")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["people"]
        choice.choices = list(people)
