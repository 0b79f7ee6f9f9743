"""What is filled in about bodies, delegates, sittings and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions import texts
from hexian.domains.decisions.rules import FIGURES, BodyKind, Line, Reason, Standing, Tally
from hexian.domains.decisions.services import Plan, Staff
from hexian.foundation.actor import Refused
from hexian.foundation.attachments.rules import MOST_BYTES

MISSING = {"required": _("这一项要填。")}
WHOLE = {"invalid": _("这里填整数。"), "min_value": _("人数不能是负数。"), "required": _("请填人数，没有就填 0。")}
DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填日期。")}
HOUR = {"invalid": _("时间写成 14:00 这样。"), "required": _("请填时间。")}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Mapping[str, str] = {
    "decisions.term_number": "term_number", "decisions.body_exists": "term_number", "decisions.term_order": "ends_on",
    "decisions.term_long": "ends_on", "decisions.no_staff": "staff", "decisions.too_many_for_assembly": "kind",
    "decisions.kind_unknown": "kind", "decisions.seats_too_few": "seats", "decisions.seats_taken": "seats",
    "decisions.nothing_pasted": "lines", "decisions.too_many_lines": "lines", "decisions.lines_refused": "lines",
    "decisions.beyond_seats": "lines", "decisions.elected_ahead": "elected_on", "decisions.line_name": "name",
    "decisions.line_sex": "sex", "decisions.line_department": "department", "decisions.line_mobile": "mobile",
    "decisions.delegate_twice": "name", "decisions.reason_unknown": "reason", "decisions.day_ahead": "on",
    "decisions.day_before_seat": "on", "decisions.in_past": "day", "decisions.outside_term": "day",
    "decisions.place_missing": "place", "decisions.chair_missing": "chair", "decisions.number_taken": "number",
    "decisions.title_missing": "title", "decisions.title_long": "title", "decisions.why_missing": "reason",
    "decisions.issued_beyond_present": "issued", "decisions.returned_beyond_issued": "returned",
    "decisions.void_sum": "valid", "decisions.votes_sum": "yes", "decisions.scan_missing": "page",
}  # fmt: skip


#: What is wrong with one figure of a count names it.
_OF_A_FIGURE = frozenset({"decisions.figure_negative", "decisions.beyond_roll"})
#: What a signed page may be handed in as; a phone that is told so sends its photos as JPEG.
_TAKEN = {"accept": "image/jpeg,image/png,image/webp,application/pdf", "data-most-mb": MOST_BYTES // (1024 * 1024)}
BALLOTS = {**WHOLE, "min_value": _("票数不能是负数。"), "required": _("请填票数，没有就填 0。")}


def day_field(label: object, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY, **more)  # type: ignore[arg-type]


def number_field(label: object, **more: Any) -> forms.IntegerField:
    """A number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, error_messages=WHOLE, **more)  # type: ignore[arg-type]


def words_field(label: object, most: int = 60, **more: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, error_messages=MISSING, **more)  # type: ignore[arg-type]


class Refusable(forms.Form):
    """A form that shows a refusal beside the field it is about."""

    def refuse(self, refusal: Refused) -> None:
        """Put its sentence beside the field, else above the form; several lines at fault stand one below the other."""
        field = "page" if refusal.code.startswith("attachments.") else FIELD_OF.get(refusal.code)
        if refusal.code in _OF_A_FIGURE:
            field = str(refusal.params["figure"])
        where = field if field in self.fields else None
        faults = refusal.params.get("faults")
        if isinstance(faults, list):
            self.add_error(where, texts.of(Refused(refusal.code, **{**refusal.params, "faults": ""})))
            self.faults = [texts.of_fault(fault) for fault in faults]
            return
        self.add_error(where, texts.of(refusal))

    faults: list[str] = []


class Seats(Refusable):
    """How many staff, and how many seats beyond what the law gives."""

    staff = number_field(_("全体职工人数"))
    women = number_field(_("其中女职工"))
    disabled = number_field(_("其中残疾职工"), required=False, help_text=_("集中安置残疾人的单位才填"))
    seats = number_field(_("代表名额"), required=False, help_text=_("空着就按规定的名额；要多选，填更大的数"))

    def staff_given(self) -> Staff:
        """What the service takes."""
        said = self.cleaned_data
        return Staff(said["staff"], said["women"], said["disabled"] or 0)


class NewBody(Seats):
    """A congress or an assembly of one term."""

    kind = forms.ChoiceField(label=_("开哪种会"), choices=list(texts.KINDS.items()), initial=BodyKind.CONGRESS)
    term_number = forms.IntegerField(
        label=_("第几届"), min_value=1, max_value=99, initial=1,
        error_messages={"invalid": _("这里填整数。"), "min_value": _("从第 1 届算起。"), "required": _("请填第几届。")},
    )  # fmt: skip
    begins_on = day_field(_("任期从"))
    ends_on = day_field(_("任期到"), help_text=_("一般和工会届期相同"))
    field_order = ("kind", "term_number", "begins_on", "ends_on", "staff", "women", "disabled", "seats")


class Paste(Refusable):
    """Many delegates at once."""

    lines = forms.CharField(
        label=_("代表名单"), widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}), max_length=200_000,
        error_messages=MISSING,
        help_text=_("一行一位：姓名 性别 选区 是否管理人员 手机。可以从表格里直接复制过来。"),
    )  # fmt: skip
    elected_on = day_field(_("当选日期"), required=False)


class Delegate(Refusable):
    """One delegate."""

    name = words_field(_("姓名"), 40)
    sex = forms.ChoiceField(label=_("性别"), choices=[("女", _("女")), ("男", _("男"))])
    department = words_field(_("选区"), 60, help_text=_("分厂、车间、班组或科室"))
    post = words_field(_("岗位"), 40, required=False)
    mobile = forms.CharField(label=_("手机号"), max_length=24, required=False)
    standing = forms.ChoiceField(
        label=_("身份"), choices=list(texts.STANDINGS.items()), help_text=_("被派遣劳动者列席，没有表决权")
    )
    is_manager = forms.BooleanField(label=_("中高级管理人员"), required=False)
    is_disabled = forms.BooleanField(label=_("残疾职工"), required=False)
    elected_on = day_field(_("当选日期"), required=False)
    votes = number_field(_("得票"), required=False)

    def line(self) -> Line:
        """What the service takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"reason", "on"}}
        return Line(**{"standing": Standing.DELEGATE} | said)


class Replacement(Delegate):
    """Who comes in the place of whom."""

    reason = forms.ChoiceField(
        label=_("原代表为什么不再担任"), choices=[(each, texts.REASONS[each]) for each in Reason if each != "mistake"]
    )
    on = day_field(_("从哪天起"), required=False, help_text=_("空着就是今天"))
    field_order = ("reason", "on", "name", "sex", "department", "post", "mobile")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["standing"]


class Ending(Refusable):
    """Why somebody is a delegate no longer."""

    reason = forms.ChoiceField(label=_("原因"), choices=list(texts.REASONS.items()))
    on = day_field(_("从哪天起"), required=False, help_text=_("空着就是今天"))


class PlanForm(Refusable):
    """When and where a sitting is."""

    number = forms.IntegerField(
        label=_("第几次会议"), min_value=1, max_value=99, required=False, help_text=_("空着就接着上一次"),
        error_messages={"invalid": _("这里填整数。"), "min_value": _("从第 1 次算起。")},
    )  # fmt: skip
    day = day_field(_("日期"))
    time = forms.TimeField(label=_("时间"), widget=forms.TimeInput(attrs={"type": "time"}), error_messages=HOUR)
    place = words_field(_("地点"), 80)
    chair = words_field(_("主持人"), 40)
    agenda = forms.CharField(
        label=_("议程"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一项；要表决的事项另外提交"),
    )  # fmt: skip

    def plan(self) -> Plan:
        """What the service takes."""
        said = self.cleaned_data
        at = datetime.combine(said["day"], said["time"], tzinfo=timezone.get_current_timezone())
        return Plan(at, said["place"], said["chair"], said["agenda"])


class MotionForm(Refusable):
    """A matter of the body's own, put to its ballot."""

    title = words_field(_("表决事项"), 200, help_text=_("例如：《职工宿舍管理办法（草案）》"))


def ballots_field(label: object) -> forms.IntegerField:
    """A number of ballots."""
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, error_messages=BALLOTS)  # type: ignore[arg-type]


class CountForm(Refusable):
    """The ballots as one teller counted them."""

    issued = ballots_field(_("发票（C）"))
    returned = ballots_field(_("收票（D）"))
    valid = ballots_field(_("有效票（E）"))
    void = ballots_field(_("废票（D − E）"))
    yes = ballots_field(_("同意（F）"))
    no = ballots_field(_("反对（G）"))
    abstain = ballots_field(_("弃权（H）"))

    def tally(self) -> Tally:
        """What the service takes."""
        return Tally(**{figure: self.cleaned_data[figure] for figure in FIGURES})


class Scan(Refusable):
    """A photo or scan of a signed page."""

    document = forms.ChoiceField(label=_("是哪一份"), choices=list(texts.DOCUMENTS.items()))
    page = forms.FileField(
        label=_("签好名的页面"), widget=forms.FileInput(attrs=_TAKEN),
        error_messages={"required": _("请选一张照片或扫描件。")},
    )  # fmt: skip


class Why(Refusable):
    """Why something is called off."""

    reason = words_field(_("原因"), 200)
