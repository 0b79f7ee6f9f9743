"""An offer made in the program, how it goes, and what the other side answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.clauses import Clause
from hexian.domains.bargaining.rules.contracts import ContractType, Special
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.services import Answer, Facts, PaperAnswer, Plan, Sending
from hexian.domains.bargaining.services import Receipt as _Receipt
from hexian.domains.orgs.facts import SCALES
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook.rules import Param
from hexian.web.bargaining.forms.fields import (
    MISSING,
    Versioned,
    day_field,
    lines_of,
    moment_field,
    page_field,
    people_field,
    scale_field,
    text_field,
    words_field,
)


def _kinds() -> list[tuple[str, object]]:
    special = [(f"special.{each}", f"{texts.SPECIALS[each]}{_('专项集体合同')}") for each in Special]
    return [*special, (ContractType.GENERAL, texts.CONTRACTS[ContractType.GENERAL])]


class Offer(Versioned):
    """An offer: contract, time, place, topics, what the other side is asked for (杭州 24)."""

    employer = forms.ChoiceField(label=_("以哪个单位的名义发起"), required=False, error_messages=MISSING)
    kind = forms.ChoiceField(label=_("谈哪一种合同"))
    title = words_field(_("名称"), 80, help_text=_("例如：2026 年工资集体协商"))
    staff = people_field(_("职工人数"))
    women = people_field(_("其中女职工"), required=False)
    disabled = people_field(_("残疾职工"), required=False)
    dispatched = people_field(_("被派遣劳动者"), required=False)
    scale = scale_field(_("按单位资料，资料里没有的以后补"))
    sent_on = day_field(
        _("用纸送出的日期"), required=False,
        help_text=_("登记之前已经用纸送出的要约才填，协商时间照要约书上的填；现在才发的空着"),
    )  # fmt: skip
    meet_at = moment_field(_("协商时间"), required=False)
    place = words_field(_("协商地点"), 200, required=False)
    wanted_each = people_field(
        _("建议每方代表人数"),
        required=False,
        help_text=_("每方至少 3 名，规上企业至少 5 名；当地有上限的，定代表时会核对"),
    )
    topics = forms.MultipleChoiceField(
        label=_("协商内容"), widget=forms.CheckboxSelectMultiple, required=False, error_messages=MISSING
    )
    materials = text_field(
        _("请对方提供的资料"), 2_000, 5, required=False, help_text=_("一行一份，例如：上年工资总额和人均工资")
    )
    womens_content = forms.ChoiceField(
        label=_("女职工权益的内容"), required=False, choices=[("", _("谈定后再选")), *texts.WOMENS.items()]
    )
    contact = words_field(_("联系人和电话"), 100, required=False)
    number = words_field(_("文号"), 60, required=False, help_text=_("有编号的填，没有就空着"))
    proposers = people_field(_("职工联名提议人数"), required=False)
    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, employers: Iterable[tuple[str, str]] = (), lists: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = _kinds()
        choice = self.fields["employer"]
        choice.choices = [("", "—"), *employers]
        choice = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in clauses.of_lists(list(lists) or list(clauses.List))]

    def ask_proposers(self, law: Param | None, need: int = 0) -> None:
        """Where a region lets so many workers ask for bargaining, how many did; elsewhere nobody is asked."""
        if law is None:
            del self.fields["proposers"]
            return
        told = {"share": law.text, "law": law.source, "need": need}
        words = _("职工联名提议的填。%(law)s：职工 %(share)s 以上可以提议")
        own = _("职工联名提议的填。%(law)s：职工 %(share)s 以上可以提议，本单位要 %(need)s 人以上")
        self.fields["proposers"].help_text = (own if need else words) % told

    def facts(self) -> Facts:
        """What the service takes."""
        given = self.cleaned_data
        contract, _dot, special = given["kind"].partition(".")
        return Facts(
            contract=contract, special=special, title=given["title"], staff=given["staff"], women=given["women"],
            disabled=given["disabled"], dispatched=given["dispatched"], meet_at=given["meet_at"],
            place=given["place"], wanted_each=given["wanted_each"], topics=given["topics"],
            materials=lines_of(given["materials"]), contact=given["contact"], number=given["number"],
            proposers=given.get("proposers"), womens_content=given["womens_content"],
            is_scaled=SCALES[given["scale"]], sent_on=given.get("sent_on"),
        )  # fmt: skip

    def refuse(self, refusal: Refused) -> None:
        """A time that is over may stand on an offer that has gone: whoever enters one finds the day to say so."""
        if refusal.code == "meeting.past" and "sent_on" in self.fields:
            self.add_error("meet_at", f"{texts.of(refusal)}{_('以前已经用纸送出的，填上送出的日期，时间照原件。')}")
        else:
            super().refuse(refusal)


class Drive(Versioned):
    """An action of offers: for the unions below which, on what, asking for what."""

    org = forms.ChoiceField(label=_("给谁的下级企业工会准备"))
    kind = forms.ChoiceField(label=_("谈哪一种合同"))
    title = words_field(_("名称"), 80, help_text=_("例如：2026 年工资集体协商"))
    topics = forms.MultipleChoiceField(
        label=_("协商内容"), widget=forms.CheckboxSelectMultiple, required=False, error_messages=MISSING
    )
    materials = text_field(
        _("请企业提供的资料"), 2_000, 4, required=False, help_text=_("一行一份，例如：上年工资总额和人均工资")
    )
    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, bodies: Iterable[tuple[str, str]] = (), lists: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["org"]
        choice.choices = list(bodies)
        choice = self.fields["kind"]
        choice.choices = _kinds()
        choice = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in clauses.of_lists(list(lists))]

    def org_id(self) -> UUID:
        """The union whose subordinates are meant."""
        return UUID(self.cleaned_data["org"])

    def plan(self) -> Plan:
        """What the service takes."""
        given = self.cleaned_data
        contract, _dot, special = given["kind"].partition(".")
        return Plan(
            title=given["title"], contract=contract, special=special, topics=given["topics"],
            materials=lines_of(given["materials"]),
        )  # fmt: skip


class SendOffer(Versioned):
    """How an offer goes."""

    way = forms.ChoiceField(
        label=_("怎么送"), choices=list(texts.DELIVERIES.items()), initial=Delivery.IN_APP, widget=forms.RadioSelect
    )
    to_name = words_field(_("收件人"), 60, required=False)
    address = words_field(_("手机号或邮箱"), 200, required=False, help_text=_("一次性链接发到这里"))
    sent_on = day_field(
        _("送出的日期"), required=False,
        help_text=_("以前已经用纸送出的，填那一天，期限从那天起算；今天送的不用填。签收接着登记"),
    )  # fmt: skip

    def sending(self) -> Sending:
        """What the service takes."""
        given = self.cleaned_data
        return Sending(given["way"], given["to_name"], given["address"], given.get("sent_on"))

    def ask_pen(self) -> None:
        """What it says went on paper already: how it goes now is no question."""
        choice: Any = self.fields["way"]
        choice.choices = [(Delivery.PAPER, texts.DELIVERIES[Delivery.PAPER])]
        self.fields["sent_on"].required = True
        self.fields["sent_on"].help_text = _("要约内容里填的那一天，期限从那天起算。签收接着登记")

    def ask_abroad(self) -> None:
        """The other side has nobody in the program: it goes on paper, or by a link."""
        choice: Any = self.fields["way"]
        choice.choices = [(way, texts.DELIVERIES[way]) for way in (Delivery.PAPER, Delivery.LINK)]
        choice.initial = Delivery.PAPER

    def refuse(self, refusal: Refused) -> None:
        """A number or mailbox that cannot be one stands beside where it was typed."""
        if refusal.code.startswith(("mobile.", "mailbox.")):
            self.add_error("address", texts.of(refusal))
        else:
            super().refuse(refusal)


class Receipt(Versioned):
    """The receipt of a paper, with its photo."""

    received_by = words_field(_("签收人"), 60)
    at = moment_field(_("签收时间"))
    witness = words_field(_("见证人"), 60, required=False, help_text=_("对方拒收时填"))
    photo = page_field(
        _("签收页照片"),
        help_text=_("对方拒收的，拍留置的现场"),
        error_messages={"required": _("纸质送达请附上签收页或者留置现场的照片，作为起算期限的凭证。")},
    )


class PaperReply(Versioned):
    """The other side's answer that came on paper."""

    at = moment_field(_("收到的时间"))
    photo = page_field(
        _("应约书的照片"), error_messages={"required": _("请上传对方盖章的应约书照片，作为按期答复的凭证。")}
    )
    meet_at = moment_field(_("对方另提的时间"), required=False)
    place = words_field(_("对方另提的地点"), 200, required=False)
    note = text_field(_("对方对议题的意见"), 1_000, 3, required=False)

    def answer(self, attachment: UUID | None) -> PaperAnswer:
        """What the service takes."""
        given = self.cleaned_data
        return PaperAnswer(given["at"], attachment, given["meet_at"], given["place"], given["note"])


class Reply(SendOffer):
    """The answer to an offer; how it goes is asked where the other side has nobody in the program."""

    meet_at = moment_field(_("另提的时间"), required=False)
    place = words_field(_("另提的地点"), 200, required=False)
    topics = forms.MultipleChoiceField(label=_("增补的议题"), widget=forms.CheckboxSelectMultiple, required=False)
    materials = text_field(_("请对方提供的资料"), 2_000, 3, required=False, help_text=_("一行一份"))
    note = text_field(_("对议题的意见"), 1_000, 3, required=False)
    handed_at = moment_field(
        _("应约书送到的时间"), required=False, help_text=_("登记之前已经用纸答复过的才填；没有送的空着")
    )
    handed_to = words_field(_("对方签收人"), 60, required=False)
    photo = page_field(_("应约书和签收页"), required=False, help_text=_("照片或者 PDF；几页的，合成一个 PDF"))

    def __init__(self, *args: Any, more: Iterable[Clause] = (), abroad: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in more]
        del self.fields["sent_on"]
        if abroad:
            self.ask_abroad()
        else:
            for name in ("way", "to_name", "address", "handed_at", "handed_to", "photo"):
                del self.fields[name]

    def handed(self, attachment: UUID | None) -> _Receipt | None:
        """That the answer was in their hands before anybody entered the offer; None where it was not."""
        given = self.cleaned_data
        if given.get("way") != Delivery.PAPER or given.get("handed_at") is None:
            return None
        return _Receipt(given["handed_to"], given["handed_at"], attachment=attachment)

    def refuse(self, refusal: Refused) -> None:
        """Who took the answer stands beside her name."""
        if refusal.code == "delivery.who":
            self.add_error("handed_to", texts.of(refusal))
        else:
            super().refuse(refusal)

    def answer(self) -> Answer:
        """What the service takes."""
        given = self.cleaned_data
        return Answer(given["meet_at"], given["place"], given["topics"], lines_of(given["materials"]), given["note"])


class Topics(Versioned):
    """More clauses for the agenda."""

    topics = forms.MultipleChoiceField(
        label=_("加哪些议题"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少勾选一项。")},
    )  # fmt: skip

    def __init__(self, *args: Any, more: Iterable[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in more]


def topics_of(contract: str, special: str) -> list[tuple[object, list[Clause]]]:
    """The clauses that fit a contract, by list."""
    lists = contracts.lists_of(contract, special)
    return [(texts.LISTS[each], clauses.of_lists([each])) for each in lists]


def lawful_topics(contract: str, special: str) -> list[str]:
    """One clause for each thing the law says a special contract should have: what a new offer begins with."""
    return [each.code for each in contracts.lacking(contract, special, [])]
