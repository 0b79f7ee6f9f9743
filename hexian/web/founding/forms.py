"""What founders and the upper union fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.founding import rules, texts
from hexian.domains.founding.queries import CasePage, PersonRow
from hexian.domains.founding.rules import Body, Channel, Form, Leadership, Reason, Votes
from hexian.domains.founding.services import Count, EmployerFacts, Facts, LegalFacts, Minutes, PersonFacts, Wish
from hexian.domains.orgs import facts as org_facts
from hexian.domains.orgs import texts as org_texts
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.actor import Refused
from hexian.foundation.money import texts as money
from hexian.foundation.money.rules import parse
from hexian.web.accounts.fields import CodeField, MobileField

MISSING = {"required": _("这一项要填。")}
WHOLE = {"invalid": _("这里填整数。"), "min_value": _("人数不能是负数。"), "required": _("请填人数，没有就填 0。")}
DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填日期。")}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Mapping[str, str] = {
    "founding.name_union": "name", "founding.name_committee": "name", "founding.name_long": "name",
    "founding.form": "founding_form", "founding.term": "term_years", "founding.platform_missing": "platform",
    "founding.women_beyond_staff": "women", "founding.members_beyond_staff": "intended", "founding.nobody": "intended",
    "founding.uscc_open": "uscc", "founding.uscc_twice": "uscc", "founding.has_union": "uscc",
    "founding.person_twice": "name", "founding.name_counted": "name",
    "founding.number": "number", "founding.number_taken": "number",
    "founding.remedy_missing": "remedy", "founding.note_missing": "note",
    "founding.reason": "reason", "founding.too_few_present": "present", "founding.attendance_count": "present",
    "founding.due_beyond_members": "due", "founding.direct_meeting": "kind", "founding.day_ahead": "held_on",
    "founding.day_order": "held_on", "founding.certificate": "certificate", "founding.intent_twice": "id_number",
    "founding.signed_missing": "signed_on", "founding.target_number": "number", "founding.mobile_unproved": "mobile",
}  # fmt: skip
_ROOMS = {
    "uscc": "uscc",
    "mobile": "mobile",
    "mailbox": "email",
    "name": "name",
    "id": "id_number",
    "code": "code",
    "work": "kind_of_work",
}


def day_field(label: object, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY, **more)  # type: ignore[arg-type]


def people_field(label: object, **more: Any) -> forms.IntegerField:
    """A number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, error_messages=WHOLE, **more)  # type: ignore[arg-type]


def words_field(label: object, most: int = 60, **more: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, error_messages=MISSING, **more)  # type: ignore[arg-type]


class Versioned(forms.Form):
    """A form that says what it was drawn from, so that nobody decides on what has changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal's sentence beside the field it is about, else above the form."""
        field = FIELD_OF.get(refusal.code) or _ROOMS.get(refusal.code.split(".")[0])
        self.add_error(field if field in self.fields else None, texts.of(refusal))


class Opening(Versioned):
    """How a case begins on a phone: which form, which name, who to turn to."""

    founding_form = forms.ChoiceField(
        label=_("怎么建"), choices=[(form, texts.FORMS[form]) for form in Form], widget=forms.RadioSelect,
        error_messages={"required": _("请选一种建会形式。")},
    )  # fmt: skip
    name = words_field(_("工会名称"), 100, help_text=_("单位全称加「工会委员会」，例如：和畅电子有限公司工会委员会"))
    contact_name = words_field(_("您的姓名"), 40)
    mobile = MobileField()
    code = CodeField(label=_("短信验证码"), required=False)
    idempotency_key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, proved: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proved = proved

    def clean(self) -> dict[str, Any]:
        """A number that is not proved yet comes with its code."""
        cleaned = super().clean() or {}
        mobile = cleaned.get("mobile")
        if mobile and mobile != self.proved and not cleaned.get("code"):
            self.add_error("code", _("还差验证码：点「获取验证码」，再把短信里的 6 位数字填在这里。"))
        return cleaned

    @property
    def shows_code(self) -> bool:
        """Whether the code's field stands open."""
        if not self.is_bound or (self.proved and self.cleaned_data.get("mobile") == self.proved):
            return False
        return bool(self.data.get("code") or "code" in self.errors)

    def facts(self) -> Facts:
        """What the service takes."""
        return Facts(form=self.cleaned_data["founding_form"], name=self.cleaned_data["name"])


class OnBehalf(Versioned):
    """How an officer begins a case for somebody who came, called or wrote."""

    founding_form = forms.ChoiceField(label=_("怎么建"), choices=[(form, texts.FORMS[form]) for form in Form])
    name = words_field(_("工会名称"), 100, help_text=_("单位全称加「工会委员会」"))
    contact_name = words_field(_("联系人"), 40)
    mobile = MobileField()
    channel = forms.ChoiceField(
        label=_("怎么来的"), choices=[(channel, texts.CHANNELS[channel]) for channel in (Channel.PAPER, Channel.VISIT)]
    )
    idempotency_key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", required=False, widget=forms.HiddenInput)

    def facts(self) -> Facts:
        """What the service takes."""
        return Facts(form=self.cleaned_data["founding_form"], name=self.cleaned_data["name"])


class FactsForm(Versioned):
    """What is written about the union to be."""

    founding_form = forms.ChoiceField(label=_("怎么建"), choices=[(form, texts.FORMS[form]) for form in Form])
    name = words_field(_("工会名称"), 100, help_text=_("全称，和以后的印章一致"))
    leadership = forms.ChoiceField(
        label=_("设什么"), choices=[(each, texts.LEADERSHIPS[each]) for each in Leadership],
        help_text=_("会员 25 人以上要设委员会"),
    )  # fmt: skip
    term_years = forms.TypedChoiceField(label=_("每届几年"), coerce=int, choices=[(3, _("3 年")), (5, _("5 年"))])
    address = words_field(_("地址"), 120, required=False)
    scope = words_field(_("行业或区域范围"), 120, required=False, help_text=_("行业、区域建会才填"))
    platform = words_field(_("平台"), 60, required=False, help_text=_("新就业形态建会才填，例如「迅达配送」"))
    station = words_field(_("站点或常跑的地方"), 60, required=False)
    staff = people_field(_("从业人数"), required=False, help_text=_("有用人单位的不用填，按单位加起来"))
    women = people_field(_("其中女职工"), required=False)
    intended = people_field(_("拟入会人数"), required=False)
    has_consent = forms.BooleanField(label=_("已征得单位或党组织同意"), required=False)

    def facts(self) -> Facts:
        """What the service takes; a number left out is none."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "founding_form"}}
        numbers = {name: said[name] or 0 for name in ("staff", "women", "intended")}
        return Facts(form=self.cleaned_data["founding_form"], **said | numbers)


class EmployerForm(Versioned):
    """One employer."""

    uscc = words_field(_("统一社会信用代码"), 40, help_text=_("营业执照上的 18 位，认得的单位不用再填名称"))
    name = words_field(_("单位全称"), 100)
    nature = forms.ChoiceField(label=_("单位性质"), choices=list(org_texts.NATURES.items()))
    trade = forms.ChoiceField(label=_("行业"), required=False)
    representative = words_field(_("法定代表人"), 40, required=False)
    established_on = day_field(_("成立日期"), required=False)
    address = words_field(_("住所"), 120, required=False)
    business = words_field(_("主营业务"), 120, required=False)
    staff = people_field(_("职工人数"))
    women = people_field(_("其中女职工"))
    intended = people_field(_("拟入会人数"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trade: forms.ChoiceField = self.fields["trade"]  # type: ignore[assignment]
        trade.choices = [("", _("请选择")), *org_facts.trades().items()]

    def facts(self) -> EmployerFacts:
        """What the service takes."""
        return EmployerFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class Person(Versioned):
    """Somebody of the group."""

    name = words_field(_("姓名"), 40)
    sex = forms.ChoiceField(
        label=_("性别"), choices=[("", _("请选择")), ("女", _("女")), ("男", _("男"))], required=False
    )
    nation = words_field(_("民族"), 20, required=False)
    born_in = words_field(_("出生年月"), 20, required=False, help_text=_("例如 1990-05"))
    politics = words_field(_("政治面貌"), 20, required=False)
    education = words_field(_("文化程度"), 20, required=False)
    post = words_field(_("现任职务"), 40, required=False)
    mobile = forms.CharField(label=_("手机号"), max_length=24, required=False)
    is_leader = forms.BooleanField(label=_("任筹备组组长"), required=False)

    def keep_mobile(self, masked: str) -> None:
        """Drawn for somebody who is in the list: the number there is stays unless another is typed."""
        if masked:
            self.fields["mobile"].help_text = str(_("现在是 %(mobile)s，不改就不填") % {"mobile": masked})

    def facts(self) -> PersonFacts:
        """What the service takes."""
        kept = ("name", "sex", "nation", "born_in", "politics", "education", "post", "mobile")
        return PersonFacts(**{name: self.cleaned_data[name] for name in kept})


class CandidateForm(Person):
    """Somebody who stands."""

    body = forms.ChoiceField(label=_("选进哪里"), choices=[(body, texts.BODIES[body]) for body in Body])
    is_written_in = forms.BooleanField(label=_("另选人（选票上写进来的）"), required=False)
    field_order = (
        "body",
        "name",
        "mobile",
        "post",
        "sex",
        "nation",
        "born_in",
        "politics",
        "education",
        "is_written_in",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_leader"]
        self.fields["mobile"].help_text = str(_("当选后担任职务的人要填，用来登录办事"))


class CandidateEdit(CandidateForm):
    """Somebody who stands, written anew; the body stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["body"]


class Declaring(forms.Form):
    """Each ban: is it so, or not."""

    declared_on = day_field(_("签声明的日期"), required=False)

    def __init__(self, *args: Any, bans: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bans = list(bans)
        for ban in self.bans:
            words = texts.BANS[ban]
            self.fields[ban] = forms.ChoiceField(
                label=str(words.question), choices=[("no", words.no), ("yes", words.yes)], widget=forms.RadioSelect,
                help_text=str(words.source), error_messages={"required": _("请选「是」或「不是」。")},
            )  # fmt: skip

    def answers(self) -> dict[str, bool]:
        """What she said to each."""
        return {ban: self.cleaned_data[ban] == "yes" for ban in self.bans}


class Signing(Versioned):
    """Somebody who signs up before a recruiting poster."""

    name = words_field(
        _("姓名"), 40, widget=forms.TextInput({"autocomplete": "name", "placeholder": _("和身份证上一样")})
    )
    id_number = forms.CharField(
        label=_("身份证号"), max_length=60, error_messages=MISSING,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "data-no-draft": True}),
    )  # fmt: skip
    mobile = MobileField()
    code = CodeField(label=_("短信验证码"), required=False)
    kind_of_work = words_field(_("工种"), 40, help_text=_("例如：装配工、外卖配送员"))
    platform = words_field(_("接单的平台"), 40, required=False)
    station = words_field(_("站点或常跑的地方"), 40, required=False)
    agree = forms.BooleanField(
        label=str(CONSENTS[Purpose.JOIN].title),
        error_messages={"required": _("请在前面打勾。不同意就不能登记，什么也不会留下。")},
    )
    agree_identity = forms.BooleanField(
        label=str(CONSENTS[Purpose.IDENTITY].title),
        error_messages={"required": _("请在前面打勾。不同意就不能登记，什么也不会留下。")},
    )

    def __init__(self, *args: Any, proved: str = "", is_new_form: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proved = proved
        if not is_new_form:
            del self.fields["platform"], self.fields["station"]

    def clean(self) -> dict[str, Any]:
        """A number that is not proved yet comes with its code."""
        cleaned = super().clean() or {}
        mobile = cleaned.get("mobile")
        if mobile and mobile != self.proved and not cleaned.get("code"):
            self.add_error("code", _("还差验证码：点「获取验证码」，再把短信里的 6 位数字填在这里。"))
        return cleaned

    @property
    def shows_code(self) -> bool:
        """Whether the code's field stands open."""
        if not self.is_bound or (self.proved and self.cleaned_data.get("mobile") == self.proved):
            return False
        return bool(self.data.get("code") or "code" in self.errors)

    def wish(self) -> Wish:
        """What the service takes."""
        said = self.cleaned_data
        return Wish(
            said["name"], said["id_number"], said["mobile"], said["kind_of_work"], said.get("platform", ""),
            said.get("station", ""),
        )  # fmt: skip


class PaperIntent(Versioned):
    """An application signed on paper."""

    name = words_field(_("姓名"), 40)
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=60,
        error_messages=MISSING,
        widget=forms.TextInput({"autocomplete": "off", "data-no-draft": True}),
    )
    mobile = MobileField()
    kind_of_work = words_field(_("工种"), 40)
    signed_on = day_field(_("本人签名的日期"), required=False, help_text=_("申请书和同意书都签了才能录"))

    def wish(self) -> Wish:
        """What the service takes."""
        said = self.cleaned_data
        return Wish(said["name"], said["id_number"], said["mobile"], said["kind_of_work"])


class CongressForm(Versioned):
    """The congress as its minutes and tellers' sheets say: one block for each body somebody stands for."""

    held_on = day_field(_("开会日期"))
    place = words_field(_("地点"), 80)
    kind = forms.ChoiceField(label=_("什么会"), choices=[(kind, texts.MEETINGS[kind]) for kind in rules.Meeting])
    members = people_field(_("会员人数"))
    women_members = people_field(_("其中女会员"))
    due = people_field(_("应到人数"))
    present = people_field(_("实到人数"))
    heads_by = forms.ChoiceField(
        label=_("负责人怎么产生"), choices=[("committee", _("委员会选举")), ("congress", _("大会直接选举"))]
    )

    def __init__(self, *args: Any, page: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["knows_unlisted"] = forms.BooleanField(
            label=_("我知道：没登记的会员不在花名册里，也不会自动转成入会申请"), required=False
        )
        self.bodies = [body for body in Body if page.standing(body)]
        for body in self.bodies:
            for name, label in (("seats", _("名额")), *_BALLOTS):
                self.fields[f"{body}-{name}"] = people_field(label)
            for each in page.standing(body):
                self._add_person(each)

    def _add_person(self, each: PersonRow) -> None:
        wanted = [post for post, body in rules.POST_OF.items() if body == each.body]
        posts = [("", _("委员")), *((post, texts.POSTS[post]) for post in wanted)]
        self.fields[f"votes-{each.public_id}"] = people_field(_("%(name)s得票") % {"name": each.name})
        self.fields[f"post-{each.public_id}"] = forms.ChoiceField(
            label=_("%(name)s的职务") % {"name": each.name}, choices=posts, required=False
        )

    def blocks(self) -> list[dict[str, Any]]:
        """Each body with its fields, as the page lays them out."""
        return [
            {
                "title": texts.BODIES[body],
                "ballots": [self[f"{body}-{name}"] for name in ("seats", *(name for name, _label in _BALLOTS))],
                "people": [
                    (each, self[f"votes-{each.public_id}"], self[f"post-{each.public_id}"])
                    for each in self.page.standing(body)
                ],
            }
            for body in self.bodies
        ]

    def clean(self) -> dict[str, Any]:
        """More members than have signed up is no fault of the congress, but somebody has to have seen it."""
        cleaned = super().clean() or {}
        members, listed = cleaned.get("members") or 0, self.page.registered
        if members > listed and not cleaned.get("knows_unlisted"):
            sentence = _(
                "会员填了 %(members)s 人，系统里登记了 %(listed)s 人，差 %(missing)s 人。"
                "请让他们扫码登记；确实先这样录，就在下面打勾。"
            )
            params = {"members": members, "listed": listed, "missing": members - listed}
            self.add_error("knows_unlisted", sentence % params)
        return cleaned

    @property
    def asks_unlisted(self) -> bool:
        """Whether the tick for members who have not signed up is asked for."""
        return self.is_bound and ("knows_unlisted" in self.errors or bool(self.data.get("knows_unlisted")))

    def minutes(self) -> Minutes:
        """What the service takes."""
        said = self.cleaned_data
        plain = ("held_on", "place", "kind", "members", "women_members", "due", "present", "heads_by")
        return Minutes(**{name: said[name] for name in plain}, counts={body: self._count(body) for body in self.bodies})

    def _count(self, body: Body) -> Count:
        said, people = self.cleaned_data, self.page.standing(body)
        votes = Votes(*(said[f"{body}-{name}"] for name, _label in _BALLOTS))
        tally = {each.public_id: said[f"votes-{each.public_id}"] for each in people}
        posts = {each.public_id: said[f"post-{each.public_id}"] for each in people if said[f"post-{each.public_id}"]}
        return Count(said[f"{body}-seats"], votes, tally, posts)


_BALLOTS = (("issued", _("发出")), ("returned", _("收回")), ("valid", _("有效")), ("invalid", _("无效")))


class Legal(Versioned):
    """The form for registration as a legal person; sums in yuan as people write them."""

    residence = words_field(_("住所"), 120)
    office_address = words_field(_("办公地址"), 120, required=False, help_text=_("和住所一样就不填"))
    phone = words_field(_("联系电话"), 24)
    email = words_field(_("电子邮箱"), 200, required=False)
    dues = words_field(_("会费（元）"), 20, required=False, help_text=_("三项收入至少填一项，写到分"))
    allocation = words_field(_("拨缴经费（元）"), 20, required=False)
    other = words_field(_("其他收入（元）"), 20, required=False)
    funds = words_field(_("资金合计（元）"), 20, required=False, help_text=_("不填就是三项之和"))
    office_area = people_field(_("办公场所（平方米）"), required=False)
    activity_area = people_field(_("活动场所（平方米）"), required=False)
    business = words_field(_("业务范围"), 200, initial=_("维护职工合法权益，组织职工开展民主管理、劳动竞赛和文体活动"))
    liability = words_field(_("承担民事责任能力"), 200, initial=_("以工会经费独立承担民事责任"))
    is_full_time = forms.BooleanField(label=_("主席是专职"), required=False)
    handler = words_field(_("经办人"), 40)
    handler_mobile = MobileField()
    channel = forms.ChoiceField(
        label=_("怎么交"),
        choices=[(Channel.ONLINE, texts.CHANNELS[Channel.ONLINE]), (Channel.PAPER, texts.CHANNELS[Channel.PAPER])],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler_mobile"].label = str(_("经办人手机号"))

    def clean(self) -> dict[str, Any]:
        """Sums as people write them become fen."""
        cleaned = super().clean() or {}
        for name in ("dues", "allocation", "other", "funds"):
            text = cleaned.pop(name, "").strip()
            try:
                cleaned[f"{name}_fen"] = parse(text) if text else 0
            except Refused as refusal:
                self.add_error(name, money.of(refusal))
        return cleaned

    def facts(self) -> LegalFacts:
        """What the service takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "channel"}}
        return LegalFacts(**said | {name: said[name] or 0 for name in ("office_area", "activity_area")})


class Scan(forms.Form):
    """A signed page."""

    document = forms.ChoiceField(label=_("是哪一份"), choices=list(texts.DOCUMENTS.items()), widget=forms.HiddenInput)
    page = forms.FileField(
        label=_("签字盖章后的照片"),
        help_text=_("拍照或扫描，JPG、PNG、PDF 都行，10 MB 以内"),
        error_messages={"required": _("请选一张照片或一份扫描件。"), "empty": _("这个文件是空的，请重新拍一张。")},
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )


class Doing(Versioned):
    """A step with the way it came."""

    channel = forms.ChoiceField(
        choices=[(channel, texts.CHANNELS[channel]) for channel in Channel], required=False, label=_("怎么办的")
    )

    def way(self) -> str:
        """The channel; on a screen unless another is said."""
        return self.cleaned_data.get("channel") or Channel.ONLINE


class Approval(Versioned):
    """The number of the reply."""

    number = words_field(_("批复文号"), 40, help_text=_("例如：长工组〔2026〕3号"))


class Return(Versioned):
    """Why it comes back, and what to do."""

    reason = forms.ChoiceField(
        label=_("哪里要补"), choices=[(reason, texts.REASONS[reason].title) for reason in Reason],
        error_messages={"required": _("请选一个原因。")},
    )  # fmt: skip
    remedy = forms.CharField(
        label=_("请筹备组怎么办"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300, required=False,
        help_text=_("会原样发给筹备组；不填就用这个原因的通用说法"),
    )  # fmt: skip
    note = words_field(_("补充说明"), 300, required=False, help_text=_("筹备组看得到；选了「其他原因」要写明"))

    def facts(self) -> dict[str, Any]:
        """What the service takes; without words of her own the officer uses the reason's usual ones."""
        said = self.cleaned_data
        remedy = said["remedy"].strip() or str(texts.REASONS[said["reason"]].remedy)
        return {"reason": said["reason"], "remedy": remedy, "note": said["note"]}


class Certificate(Versioned):
    """The certificate of a legal person."""

    certificate = words_field(_("工会法人资格证书号"), 60)
    uscc = words_field(_("工会的统一社会信用代码"), 40)


class TargetForm(forms.Form):
    """A target for one union, year and kind."""

    org = forms.UUIDField(widget=forms.HiddenInput)
    year = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("哪一种"), choices=list(texts.TARGETS.items()))
    number = forms.IntegerField(label=_("目标数"), error_messages=WHOLE, help_text=_("填 0 表示没有目标"))

    def facts(self) -> tuple[UUID, dict[str, Any]]:
        """What the service takes."""
        said = self.cleaned_data
        return said["org"], {"year": said["year"], "kind": said["kind"], "number": said["number"]}
