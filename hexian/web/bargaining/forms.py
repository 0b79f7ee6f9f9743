"""What both sides, the examiner and the union above fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.clauses import Clause, Kind, Typed
from hexian.domains.bargaining.rules.contracts import ContractType, Ground, Procedure, Special
from hexian.domains.bargaining.rules.delegates import Origin, Role
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.services import (
    Answer,
    Consents,
    Fact,
    Facts,
    Line,
    Opinion,
    Package,
    PaperAnswer,
    Plan,
    Record,
    Seat,
    Sending,
    chief_of,
)
from hexian.domains.bargaining.services import PaperOffer as _PaperOffer
from hexian.domains.bargaining.services.particulars import KEYS
from hexian.foundation.actor import Refused

#: A paste is named and kept on the page, not cut off.
LONG = _("这里最多 %(limit_value)d 字，现在有 %(show_value)d 字，没有保存。请写短一些，长的材料作为附件上传。")
MISSING = {"required": _("这一项要填。"), "max_length": LONG}
WHOLE = {"invalid": _("这里填整数。"), "min_value": _("人数不能是负数。"), "required": _("请填人数，没有就填 0。")}
DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填日期。")}
MOMENT = {"invalid": _("时间写成 2026-06-17 14:00 这样。"), "required": _("请填日期和时间。")}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Mapping[str, str] = {
    "bargaining.title": "title", "bargaining.staff": "staff", "bargaining.special": "special",
    "bargaining.contract": "kind", "bargaining.proposers": "proposers", "meeting.past": "meet_at",
    "meeting.too_soon": "meet_at", "meeting.place": "place", "bargaining.topics": "topics", "clause.not_here": "topics",
    "delegates.ahead": "chosen_on", "delegates.chosen_already": "chosen_on", "delegates.votes": "votes",
    "delegates.reason": "reason",
    "delivery.address": "address", "delivery.who": "received_by", "delivery.photo": "photo",
    "delivery.ahead": "at", "delivery.before": "at",
    "refusal.reason": "reason", "term.order": "ends_on", "term.short": "ends_on", "term.long": "ends_on",
    "term.over": "ends_on", "term.outside": "starts_on",
    "bargaining.ground_words": "words", "bargaining.ground_papers": "photo",
    "offer.paper_incomplete": "topics",
    "offer.page": "photo", "offer.handed_by": "handed_by", "offer.ahead": "at", "offer.after_receipt": "dated",
    "offer.long_ago": "dated", "offer.meets_before": "meet_at", "delivery.nobody_there": "way",
    "reply.photo": "photo", "reply.ahead": "at", "reply.before": "at", "reply.time_over": "meet_at",
    "suspend.too_long": "until", "suspend.order": "until", "suspend.reason": "reason", "talk.empty": "words",
    "talk.long": "words", "evidence.source": "source", "evidence.title": "title", "sign.scan": "photo",
    "sign.before_congress": "on", "sign.ahead": "on", "file.copies": "copies", "file.late_reason": "late_reason",
    "file.ahead": "filed_on", "file.before_signing": "filed_on", "file.received_before": "on",
    "file.received_ahead": "on", "opinion.ahead": "on", "opinion.before": "on", "opinion.late": "on",
    "opinion.delivered": "delivered_on", "opinion.delivered_before": "delivered_on", "opinion.paper": "photo",
    "scan.not_here": "photo", "seal.altered": "photo", "seal.not_a_pdf": "photo", "delegates.same_name": "namesake",
    "file.received_already": "on", "table.scan": "photo", "promise.scan": "photo", "meeting.scan": "photo",
    "promise.nobody": "people",
    "promise.already": "people", "promise.herself": "people", "promise.ahead": "on", "minutes.scan": "photo",
    "minutes.nobody": "sides", "minutes.signed_before": "on", "minutes.signed_ahead": "on",
    "report.ahead": "held_on", "report.conclusion": "conclusion",
    "drive.no_topics": "topics", "drive.nobody": "org",
    "dispute.words": "words", "bargaining.no_union": "union", "bargaining.no_such_employer": "employer",
}  # fmt: skip
_ROOMS = {"mobile": "mobile", "name": "name"}


def day_field(label: object, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser takes no other
    return forms.DateField(label=label, widget=widget, error_messages=DAY, **more)  # type: ignore[arg-type]


def moment_field(label: object, **more: Any) -> forms.DateTimeField:
    """A day with its hour, in Shanghai."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, error_messages=MOMENT, **more)  # type: ignore[arg-type]


def people_field(label: object, **more: Any) -> forms.IntegerField:
    """A number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, error_messages=WHOLE, **more)  # type: ignore[arg-type]


def words_field(label: object, most: int = 100, **more: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, error_messages=MISSING, **more)  # type: ignore[arg-type]


def text_field(label: object, most: int = 500, rows: int = 3, **more: Any) -> forms.CharField:
    """Several lines of words."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages=MISSING, **more)  # type: ignore[arg-type]


class Versioned(forms.Form):
    """A form that says what it was drawn from, so that nobody decides on what has changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal's sentence beside the field it is about, else above the form."""
        field = FIELD_OF.get(refusal.code) or _ROOMS.get(refusal.code.split(".")[0])
        self.add_error(field if field in self.fields else None, texts.of(refusal))

    def seen(self) -> int | None:
        """The version the form was drawn from."""
        found: int | None = self.cleaned_data.get("version")
        return found


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

    def facts(self) -> Facts:
        """What the service takes."""
        given = self.cleaned_data
        contract, _dot, special = given["kind"].partition(".")
        return Facts(
            contract=contract, special=special, title=given["title"], staff=given["staff"], women=given["women"],
            disabled=given["disabled"], dispatched=given["dispatched"], meet_at=given["meet_at"],
            place=given["place"], wanted_each=given["wanted_each"], topics=given["topics"],
            materials=lines_of(given["materials"]), contact=given["contact"], number=given["number"],
            proposers=given["proposers"], womens_content=given["womens_content"],
        )  # fmt: skip


#: Of what the law wants in an offer, and the page in one's hand does not say.
_LACKING = _("要约书上要写明这一项（条例规定）。原件上没有的，请企业方补正盖章以后再登记。")


class _Came(Versioned):
    """How an employer's offer came on paper, and what any offer says of the first meeting."""

    at = moment_field(_("收到的时间"), help_text=_("答复的期限从收到的次日起算"))
    dated = day_field(_("要约书上的日期"), help_text=_("落款的日期；完成协商的期限从发出起算"))
    handed_by = words_field(_("谁送来的"), 60, help_text=_("例如：人事部周经理；邮寄的写快递公司和单号"))
    photo = forms.FileField(
        label=_("盖章的要约书"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
        error_messages={"required": _("请上传企业方盖章的要约书，照片或者扫描件都行，作为起算答复期限的凭证。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("meet_at", _("要约书上的协商时间")), ("place", _("要约书上的协商地点"))):
            self.fields[name].label, self.fields[name].required = label, True
            self.fields[name].error_messages["required"] = _LACKING

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with a page stands beside the page."""
        if refusal.code.split(".")[0] == "attachments":
            self.add_error("photo", texts.of(refusal))
        else:
            super().refuse(refusal)


class PaperOffer(_Came, Offer):
    """An employer's offer that came on paper: what stands on it, and how it came."""

    chief_name = words_field(_("企业方首席代表"), 40, help_text=_("名单上的其他代表，登记之后再照着填"))
    chief_heads = forms.BooleanField(label=_("是法定代表人或者主要负责人"), required=False)
    chief_mandate = words_field(_("委托书编号"), 200, required=False, help_text=_("不是法定代表人的，填书面委托"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("topics", "chief_name"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _LACKING
        self.fields["employer"].error_messages["invalid_choice"] = texts.of(Refused("bargaining.no_such_employer"))
        for name, label in _AS_WRITTEN.items():
            self.fields[name].label = label

    def offer(self) -> _PaperOffer:
        """What the service takes."""
        given = self.cleaned_data
        chief = chief_of(given["chief_name"], heads=given["chief_heads"], mandate=given["chief_mandate"])
        # So many workers propose to their own side; on an employer's offer nobody does.
        facts = replace(self.facts(), proposers=None)
        return _PaperOffer(
            facts, given["dated"], given["at"], given["handed_by"], chief, given["photo"], given["photo"].name or ""
        )

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with who leads stands beside her name."""
        if refusal.code.split(".")[0] in {"name", "delegates"}:
            self.add_error("chief_name", texts.of(refusal))
        else:
            super().refuse(refusal)


#: What is asked of one's own offer, as it is asked of a page in one's hand.
_AS_WRITTEN = {
    "employer": _("哪一家的要约"),
    "materials": _("要我方提供的资料"), "number": _("要约书的文号"), "contact": _("企业方的联系人和电话"),
}  # fmt: skip


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


def lines_of(text: str) -> list[str]:
    """Lines with something on them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class SendOffer(Versioned):
    """How an offer goes."""

    way = forms.ChoiceField(
        label=_("怎么送"), choices=list(texts.DELIVERIES.items()), initial=Delivery.IN_APP, widget=forms.RadioSelect
    )
    to_name = words_field(_("收件人"), 60, required=False)
    address = words_field(_("手机号或邮箱"), 200, required=False, help_text=_("一次性链接发到这里"))

    def sending(self) -> Sending:
        """What the service takes."""
        given = self.cleaned_data
        return Sending(given["way"], given["to_name"], given["address"])

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
    photo = forms.FileField(
        label=_("签收页照片"),
        help_text=_("对方拒收的，拍留置的现场"),
        error_messages={"required": _("纸质送达请附上签收页或者留置现场的照片，作为起算期限的凭证。")},
    )


class PaperReply(Versioned):
    """The other side's answer that came on paper."""

    at = moment_field(_("收到的时间"))
    photo = forms.FileField(
        label=_("应约书的照片"), error_messages={"required": _("请上传对方盖章的应约书照片，作为按期答复的凭证。")}
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

    def __init__(self, *args: Any, more: Iterable[Clause] = (), abroad: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["topics"]
        choice.choices = [(each.code, each.title) for each in more]
        if abroad:
            self.ask_abroad()
        else:
            del self.fields["way"], self.fields["to_name"], self.fields["address"]

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


#: Notes of the timeline stand above too (杭州 21、48).
READ_ABOVE = _("上级工会和人社部门也看得到这段话，请不要写薪酬数字和商业秘密。")


class Reason(Versioned):
    """Why, in words."""

    reason = text_field(_("理由和经过"), 500, help_text=READ_ABOVE)


class Words(Versioned):
    """What it is about, in words."""

    words = text_field(_("情况说明"), 500, help_text=READ_ABOVE)


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

    photo = forms.FileField(
        label=_("名单的照片"), required=False, help_text=_("名单写在应约书里的不用传；另有名单的，传一次就行")
    )


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
    photo = forms.FileField(
        label=_("签了名的承诺书"), help_text=_("照片或者 PDF；几个人的，合成一个 PDF"),
        error_messages={"required": _("请上传签了名的保密承诺书，作为凭证。")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["people"]
        choice.choices = list(people)


class PaperMinutes(Versioned):
    """Whose chiefs signed the printed minutes."""

    hash = forms.CharField(widget=forms.HiddenInput, required=False)
    sides = forms.MultipleChoiceField(
        label=_("哪一方的首席代表签了字"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选在纸上签了字的一方，至少一方。")},
    )  # fmt: skip
    on = day_field(_("签字日期"))
    photo = forms.FileField(
        label=_("签了字的会议记录"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
        error_messages={"required": _("请上传首席代表签了字的会议记录，至少签字的那一页。")},
    )  # fmt: skip

    def __init__(self, *args: Any, sides: Iterable[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["sides"]
        choice.choices = list(sides)


class PaperConsents(Versioned):
    """To what a side agreed on paper."""

    proposals = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reopened = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    photo = forms.FileField(
        label=_("首席代表签字的那一页"), help_text=_("会议记录或者另写的一页，上面要有同意的条款"),
        error_messages={"required": _("请上传首席代表签字的那一页记录，作为凭证。")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, proposals: Iterable[tuple[str, str]], reopened: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (("proposals", proposals), ("reopened", reopened)):
            choice: Any = self.fields[name]
            choice.choices = list(given)
            # Somebody agreed to it elsewhere meanwhile, or made another version.
            choice.error_messages["invalid_choice"] = _("勾选的条款刚刚有了变化，没有登记。请看过最新的再勾。")

    def consents(self) -> Consents:
        """What the service takes."""
        given = self.cleaned_data
        return Consents([UUID(each) for each in given["proposals"]], [UUID(each) for each in given["reopened"]])


class Materials(Versioned):
    """What was asked for, ticked off."""

    provided = forms.MultipleChoiceField(label=_("已提供"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, asked: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["provided"]
        choice.choices = [(each, each) for each in asked]


class Meeting(Versioned):
    """The next meeting."""

    meet_at = moment_field(_("时间"))
    place = words_field(_("地点"), 200)
    photo = forms.FileField(label=_("对方首席签发的会议通知"), required=False)

    def ask_notice(self, side: str | None) -> None:
        """It is the turn of a side without anybody in the program: its chief's notice is wanted; else none is."""
        notice = self.fields["photo"]
        if side is None:
            del self.fields["photo"]
            return
        notice.required = True
        notice.error_messages["required"] = texts.of(Refused("meeting.scan", side=side))


class Minutes(Versioned):
    """Minutes of a meeting: the frame; its lines come as rows of the page."""

    until = moment_field(_("结束时间"), required=False)
    recorder = words_field(_("记录员"), 60)
    present = text_field(_("出席人员"), 2_000, 3, required=False, help_text=_("一行一位，写明职工方或企业方"))
    remarks = text_field(_("其他"), 4_000, 3, required=False)

    def record(self, lines: Iterable[Line]) -> Record:
        """What the service takes."""
        given = self.cleaned_data
        present = [("employer" if "企业" in line else "worker", line) for line in lines_of(given["present"])]
        return Record(given["until"], given["recorder"], present, list(lines), given["remarks"])


class Suspension(Versioned):
    """A suspension."""

    reason = text_field(_("为什么中止"), 500, 2)
    until = day_field(_("中止到哪一天"))
    next_place = words_field(_("下次协商的地点"), 200, required=False)
    next_topics = words_field(_("下次谈什么"), 500, required=False)
    photo = forms.FileField(label=_("双方首席签字的中止意见书"), required=False)


class Proposal(forms.Form):
    """A version of a clause, in the clause's own kind."""

    value = forms.CharField(max_length=200, required=False, error_messages={**MISSING, "max_length": LONG})
    text = forms.CharField(
        max_length=400_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={**MISSING, "max_length": LONG},
    )
    since = day_field(_("从哪天起执行"), required=False)
    note = words_field(_("说明"), 500, required=False)
    #: What she pressed when asked what she meant: the number itself; it goes before what she typed.
    meant = forms.CharField(max_length=200, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Clause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        # Which clause it is about stands in every sentence.
        for name in ("value", "text"):
            self.fields[name].error_messages["max_length"] = f"「{entry.title}」{LONG}"
        value, text = self.fields["value"], self.fields["text"]
        value.label = f"{entry.title}{f'（{entry.unit}）' if entry.unit else ''}"
        value.widget.attrs.update(HINTS.get(entry.kind, {}))
        # What the clause is about has to be there; «（可不填）» beside it would mislead.
        (text if entry.kind is Kind.TEXT else value).required = True
        text.label = entry.title if entry.kind is Kind.TEXT else _("条文（可以不写，按范本生成）")
        if entry.kind is Kind.TABLE:
            text.label = _("表格之外要写的（可以不写）")
        if entry.kind in {Kind.TEXT, Kind.TABLE}:
            del self.fields["value"]
        if entry.kind is Kind.CHOICE:
            chosen: Any = forms.MultipleChoiceField if entry.many else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if entry.many else forms.RadioSelect
            self.fields["value"] = chosen(
                label=entry.title, choices=[(each, each) for each in entry.choices], widget=widget
            )
            del self.fields["text"]

    def typed(self, rows: list[dict[str, str]]) -> Typed:
        """What the service takes."""
        given = self.cleaned_data
        value, meant = given.get("value") or "", given["meant"]
        if meant and self.entry.is_numeric:
            value = meant
        return Typed(
            "、".join(value) if isinstance(value, list) else value, given.get("text") or "", rows, given["since"],
            is_meant=bool(meant),
        )  # fmt: skip

    def refuse(self, refusal: Refused) -> None:
        """The sentence beside the number it is about."""
        field = {"clause.past": "since", "clause.long": "text", "clause.number_unsaid": "text"}.get(
            refusal.code, "value"
        )
        self.add_error(field if field in self.fields else None, texts.of(refusal))


HINTS: Mapping[Kind, dict[str, str]] = {
    Kind.PERCENT: {"placeholder": "5.5%", "inputmode": "decimal"},
    Kind.YUAN: {"placeholder": "2900", "inputmode": "decimal"},
    Kind.DAY_OF_MONTH: {"placeholder": "10", "inputmode": "numeric"},
    Kind.DATE: {"placeholder": "2026-07-01"},
}


class PaperProposal(Proposal):
    """A version of a clause as it stands on paper, with its page."""

    photo = forms.FileField(
        label=_("写着这一条的那一页"), required=False, help_text=_("首席代表签了字的；和上一次登记同一页的不用再传")
    )

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with the page stands beside the page."""
        if FIELD_OF.get(refusal.code) == "photo":
            self.add_error("photo", texts.of(refusal))
        elif refusal.code.startswith(("clause.", "floor.")):
            super().refuse(refusal)
        else:
            self.add_error(None, texts.of(refusal))


class Speech(forms.Form):
    """Something to say."""

    words = forms.CharField(
        max_length=400_000, error_messages={"required": _("请写一句话再发送。"), "max_length": LONG}
    )
    private = forms.BooleanField(required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def refuse(self, refusal: Refused) -> None:
        """The sentence beside the words."""
        self.add_error("words", texts.of(refusal))


class Evidence(Versioned):
    """A figure with its source."""

    title = words_field(_("名称"), 100, help_text=_("例如：本市物价涨幅"))
    figure = words_field(_("数字"), 100, required=False, help_text=_("例如：+1.8%"))
    number = words_field(_("在差距图上标出"), 30, required=False, help_text=_("按这一项的单位填，例如 5.1%"))
    source = words_field(_("出处"), 200)
    note = words_field(_("说明"), 500, required=False)
    private = forms.BooleanField(label=_("先只给本方看"), required=False)

    def fact(self, clause: str) -> Fact:
        """What the service takes."""
        given = self.cleaned_data
        return Fact(given["title"], given["source"], given["figure"], given["number"], clause, given["note"])


class Term(Versioned):
    """From when until when a contract binds."""

    starts_on = day_field(_("合同开始"))
    ends_on = day_field(_("合同终止"))
    womens_content = forms.ChoiceField(
        label=_("女职工权益的内容"), choices=[("", "—"), *texts.WOMENS.items()], required=False
    )


class ChangedTerm(Term):
    """From when a change holds."""

    starts_on = day_field(_("变更从哪天起执行"))


class EndDay(Versioned):
    """On which day a contract ends early; nothing else of its term is asked."""

    starts_on = day_field(_("解除日期"), help_text=_("原合同从这一天起不再执行"))


class Signing(Versioned):
    """A signature on paper, with its scan."""

    on = day_field(_("签字日期"))
    photo = forms.FileField(label=_("签字盖章页"), error_messages={"required": _("请上传签字盖章页的照片或扫描件。")})


class Filing(Versioned):
    """What is filed."""

    examiner = forms.ChoiceField(label=_("报送到"), required=False)
    filed_on = day_field(_("报送日期"))
    copies = people_field(_("份数"), initial=5)
    handler = words_field(_("经办人"), 60, required=False)
    late_reason = text_field(_("逾期的原因"), 500, 2, required=False)

    def __init__(self, *args: Any, examiners: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["examiner"]
        choice.choices = [("", _("窗口报送，不在这里审查")), *examiners]

    def package(self) -> Package:
        """What the service takes."""
        given = self.cleaned_data
        examiner = UUID(given["examiner"]) if given["examiner"] else None
        return Package(given["filed_on"], given["copies"], examiner, given["handler"], given["late_reason"])


class Received(Versioned):
    """That the office has it."""

    on = day_field(_("收到日期"))
    received_by = words_field(_("收件人"), 60, required=False)
    receipt_number = words_field(_("受理编号"), 60, required=False)


class Examination(Versioned):
    """The office's opinion."""

    on = day_field(_("作出日期"))
    number = words_field(_("意见书编号"), 60, required=False)
    words = text_field(_("审查意见"), 4_000, 4, required=False, help_text=_("主体资格、程序、内容三方面"))
    delivered_on = day_field(_("送达双方的日期"), required=False, help_text=_("要在 15 日期限以内"))
    photo = forms.FileField(label=_("审查意见书（有签收日期的一页）"), required=False)

    def opinion(self, objections: list[dict[str, str]], paper: UUID | None = None) -> Opinion:
        """What the service takes."""
        given = self.cleaned_data
        return Opinion(given["on"], given["number"], given["words"], objections, given["delivered_on"], paper)


class Publishing(Versioned):
    """How staff get to read it."""

    ways = forms.MultipleChoiceField(
        label=_("公布方式"), widget=forms.CheckboxSelectMultiple, initial=["app", "board"],
        choices=[
            ("app", _("手机通知全体会员，留阅读回执")),
            ("board", _("张贴公告，扫码看全文")),
            ("meeting", _("职工大会宣读")),
        ],
        error_messages={"required": _("请选至少一种公布方式。")},
    )  # fmt: skip


class Performance(Versioned):
    """The conclusion of a yearly report; its lines come as rows of the page."""

    held_on = day_field(_("报告日期"))
    conclusion = text_field(_("结论"), 2_000, 3)


class Verify(Versioned):
    """A PDF to be looked at."""

    photo = forms.FileField(label=_("合同的 PDF 文件"), error_messages={"required": _("请选一个 PDF 文件。")})


class Particulars(Versioned):
    """What papers say besides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (label, hint) in texts.PARTICULARS.items():
            most = KEYS[key]
            make = text_field if most > 200 else words_field
            self.fields[key] = make(label, most, required=False, help_text=hint)


class ChangeOf(Versioned):
    """A change or an early end: which, and why."""

    procedure = forms.ChoiceField(
        label=_("要做什么"), choices=[(each, texts.PROCEDURES[each]) for each in (Procedure.AMEND, Procedure.END)]
    )
    ground = forms.ChoiceField(label=_("情形"), choices=[(each, texts.GROUNDS[each]) for each in Ground])
    words = text_field(_("理由"), 1_000, 3, help_text=_("发生了什么，为什么要变更或者解除"))
    photo = forms.FileField(
        label=_("证明材料"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
        error_messages={"required": _("请附证明材料的照片或扫描件，提出变更或解除的一方应当提供（集体合同条例 32）。")},
    )  # fmt: skip


class PaperChange(_Came):
    """What an employer without anybody in the program asks to change or to end, as it stands on its offer."""

    procedure = forms.ChoiceField(
        label=_("企业方要做什么"), choices=[(each, texts.PROCEDURES[each]) for each in (Procedure.AMEND, Procedure.END)]
    )
    ground = forms.ChoiceField(label=_("情形"), choices=[(each, texts.GROUNDS[each]) for each in Ground])
    words = text_field(_("要约书上的理由"), 1_000, 3)
    proof = forms.FileField(
        label=_("企业方附的证明材料"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
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


def topics_of(contract: str, special: str) -> list[tuple[object, list[Clause]]]:
    """The clauses that fit a contract, by list."""
    lists = contracts.lists_of(contract, special)
    return [(texts.LISTS[each], clauses.of_lists([each])) for each in lists]


def lawful_topics(contract: str, special: str) -> list[str]:
    """One clause for each thing the law says a special contract should have: what a new offer begins with."""
    return [each.code for each in contracts.lacking(contract, special, [])]


def table_rows(post: Mapping[str, Any], entry: Clause) -> list[dict[str, str]]:
    """The rows of a clause that is a table, as the page sends them: `cell-<row>-<column>`."""
    found: dict[int, dict[str, str]] = {}
    keys = {column.key for column in entry.columns}
    for name, value in post.items():
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[0] == "cell" and parts[1].isdigit() and parts[2] in keys:
            found.setdefault(int(parts[1]), {})[parts[2]] = str(value)
    # What is too long or too much is refused in words where it is read, not cut off here.
    return [found[row] for row in sorted(found)]


def filled_rows(post: Mapping[str, Any], entry: Clause) -> list[dict[str, str]]:
    """Those of `table_rows` in which something stands."""
    return [row for row in table_rows(post, entry) if any(cell.strip() for cell in row.values())]


def lines_from(post: Mapping[str, Any], *keys: str) -> list[dict[str, str]]:
    """Rows a page sends as `<key>-<row>`; empty ones are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in post.items():
        key, _dash, row = name.rpartition("-")
        if key in keys and row.isdigit():
            rows.setdefault(int(row), {})[key] = str(value)[:4_000].strip()
    return [rows[row] for row in sorted(rows)[:200] if any(rows[row].values())]
