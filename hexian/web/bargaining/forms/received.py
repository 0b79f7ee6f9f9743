"""An offer, a change or an end that came on paper, as it stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules import clauses
from hexian.domains.bargaining.rules.contracts import Ground, Procedure
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import Facts, chief_of
from hexian.domains.bargaining.services import PaperOffer as _PaperOffer
from hexian.foundation.actor import Refused
from hexian.web.bargaining.forms.fields import (
    Versioned,
    day_field,
    lines_of,
    moment_field,
    page_field,
    text_field,
    words_field,
)
from hexian.web.bargaining.forms.offers import Offer

#: Of what the law wants in an offer, and the page in one's hand does not say.
_LACKING = _("要约书上要写明这一项（条例规定）。原件上没有的，请对方补正盖章以后再登记。")


class _Came(Versioned):
    """How an offer came on paper, and what any offer says of the first meeting."""

    at = moment_field(_("收到的时间"), help_text=_("答复的期限从收到的次日起算"))
    dated = day_field(_("要约书上的日期"), help_text=_("落款的日期；完成协商的期限从发出起算"))
    handed_by = words_field(_("谁送来的"), 60, help_text=_("例如：人事部周经理；邮寄的写快递公司和单号"))
    photo = page_field(_("盖章的要约书"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"))

    def __init__(self, *args: Any, theirs: Side = Side.EMPLOYER, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].error_messages["required"] = texts.of(Refused("offer.page", side=theirs))
        for name, label in (("meet_at", _("要约书上的协商时间")), ("place", _("要约书上的协商地点"))):
            self.fields[name].label, self.fields[name].required = label, True
            self.fields[name].error_messages["required"] = _LACKING


class PaperOffer(_Came, Offer):
    """An offer that came on paper from the side across the table: what stands on it, and how it came."""

    chief_name = words_field(_("企业方首席代表"), 40, help_text=_("名单上的其他代表，登记之后再照着填"))
    chief_heads = forms.BooleanField(label=_("是法定代表人或者主要负责人"), required=False)
    chief_mandate = words_field(_("委托书编号"), 200, required=False, help_text=_("不是法定代表人的，填书面委托"))
    namesake = forms.BooleanField(label=_("同名，不是同一个人"), required=False)
    #: What is wrong is listed in the order of the page.
    field_order = ("at", "dated", "handed_by", "photo", "title", "meet_at", "wanted_each", "place", "topics")

    def __init__(self, *args: Any, theirs: Side = Side.EMPLOYER, **kwargs: Any) -> None:
        super().__init__(*args, theirs=theirs, **kwargs)
        del self.fields["sent_on"]  # its own day, `dated`, says when it went
        if theirs is Side.WORKER:
            self._ask_of_the_union()
        for name in ("topics", "chief_name"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _LACKING
        self.fields["employer"].error_messages["invalid_choice"] = texts.of(Refused("bargaining.no_such_employer"))
        for name, label in (_AS_WRITTEN if theirs is Side.EMPLOYER else _OF_THE_UNION).items():
            self.fields[name].label = label

    def _ask_of_the_union(self) -> None:
        """Its chief leads by office, or not at all (浙江 10, 杭州 18)."""
        self.fields["chief_heads"].label = _("是工会主席或者工会负责人")
        self.fields["chief_mandate"].help_text = _("不是工会负责人的，填书面委托")
        self.fields["handed_by"].help_text = _("例如：工会王主席；邮寄的写快递公司和单号")

    def offer(self) -> _PaperOffer:
        """What the service takes."""
        given = self.cleaned_data
        chief = chief_of(
            given["chief_name"], heads=given["chief_heads"], mandate=given["chief_mandate"], namesake=given["namesake"]
        )
        # So many workers propose to their own side; on an employer's offer nobody does.
        facts = replace(self.facts(), proposers=None)
        return _PaperOffer(
            facts, given["dated"], given["at"], given["handed_by"], chief, given["photo"], given["photo"].name or ""
        )

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with who leads stands beside her name."""
        if refusal.code.split(".")[0] in {"name", "delegates"} and refusal.code != "delegates.same_name":
            self.add_error("chief_name", texts.of(refusal))
        else:
            super().refuse(refusal)


#: What is asked of one's own offer, as it is asked of a page in one's hand.
_AS_WRITTEN = {
    "employer": _("哪一家的要约"),
    "materials": _("要我方提供的资料"), "number": _("要约书的文号"), "contact": _("企业方的联系人和电话"),
}  # fmt: skip
_OF_THE_UNION = {
    "employer": _("发给哪一家的要约"), "chief_name": _("职工方首席代表"),
    "materials": _("要我方提供的资料"), "number": _("要约书的文号"), "contact": _("工会的联系人和电话"),
}  # fmt: skip


class FromPaper(Versioned):
    """What a union without anybody in the program did with a pen: its day, and the page that shows it."""

    on = day_field(_("日期"))
    photo = page_field(_("盖章的那一页"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"))

    def __init__(self, *args: Any, day: object, page: object, lacks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label, self.fields["photo"].label = str(day), str(page)
        self.fields["photo"].error_messages["required"] = texts.of(Refused(lacks))


class Handed(Versioned):
    """The day on which a copy came."""

    on = day_field(_("收到文本的日期"))


class ChangeOf(Versioned):
    """A change or an early end: which, and why."""

    procedure = forms.ChoiceField(
        label=_("要做什么"), choices=[(each, texts.PROCEDURES[each]) for each in (Procedure.AMEND, Procedure.END)]
    )
    ground = forms.ChoiceField(label=_("情形"), choices=[(each, texts.GROUNDS[each]) for each in Ground])
    words = text_field(_("理由"), 1_000, 3, help_text=_("发生了什么，为什么要变更或者解除"))
    photo = page_field(_("证明材料"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
        error_messages={"required": _("请附证明材料的照片或扫描件，提出变更或解除的一方应当提供（集体合同条例 32）。")},
    )  # fmt: skip


class PaperChange(_Came):
    """What a side without anybody in the program asks to change or to end, as it stands on its offer."""

    procedure = forms.ChoiceField(
        label=_("对方要做什么"), choices=[(each, texts.PROCEDURES[each]) for each in (Procedure.AMEND, Procedure.END)]
    )
    ground = forms.ChoiceField(label=_("情形"), choices=[(each, texts.GROUNDS[each]) for each in Ground])
    words = text_field(_("要约书上的理由"), 1_000, 3)
    proof = page_field(_("对方附的证明材料"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
        error_messages={"required": _("请附证明材料的照片或扫描件，提出变更或解除的一方应当提供（集体合同条例 32）。")},
    )  # fmt: skip
    meet_at = moment_field("")
    place = words_field("", 200)
    topics = forms.MultipleChoiceField(label=_("要变更的条款"), widget=forms.CheckboxSelectMultiple, required=False)
    materials = text_field(_("要我方提供的资料"), 2_000, 3, required=False, help_text=_("一行一份"))
    number = words_field(_("要约书的文号"), 60, required=False, help_text=_("有编号的填，没有就空着"))

    def __init__(self, *args: Any, lists: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in clauses.of_lists(list(lists))]

    def offer(self, facts: Facts) -> _PaperOffer:
        """What the service takes, with what the contract in force says besides."""
        given = self.cleaned_data
        asked = replace(
            facts, meet_at=given["meet_at"], place=given["place"], topics=given["topics"], number=given["number"],
            materials=lines_of(given["materials"]), contact="",
        )  # fmt: skip
        return _PaperOffer(
            asked, given["dated"], given["at"], given["handed_by"], None, given["photo"], given["photo"].name or ""
        )

    def refuse(self, refusal: Refused, read: str = "photo") -> None:
        """Of its two pages the one that was being read has what cannot be read told beside it."""
        if refusal.code.startswith("attachments."):
            self.add_error(read, texts.of(refusal))
        else:
            super().refuse(refusal)
