"""Refusing, putting a list before the committee, the vote, opening a number, answering a wish for correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts
from hexian.domains.members.facts import DayForm
from hexian.domains.members.rules import PASSAGE_REASONS, PassageKind
from hexian.web.join.forms import OTHER, kinds_of_work

DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填开会的日期。")}
NUMBER = {"invalid": _("这里填整数。"), "min_value": _("人数不能是负数。")}


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


def _day(missing: Any) -> dict[str, Any]:
    return {"invalid": DAY["invalid"], "required": missing}


def _people(label: object, hint: object = "") -> forms.IntegerField:
    missing = {**NUMBER, "required": _("请填人数，没有就填 0。")}
    return forms.IntegerField(label=label, min_value=0, max_value=999, help_text=hint, error_messages=missing)  # type: ignore[arg-type]


class Refusal(forms.Form):
    """Why not, and what she can do instead."""

    reason = forms.ChoiceField(
        label=_("为什么不能通过"),
        choices=[(code, words.title) for code, words in texts.REASONS.items()],
        error_messages={"required": _("请选一个原因。")},
    )
    remedy = forms.CharField(
        label=_("本人可以怎么办"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        required=False,
        help_text=_("会原样发给本人；不填就用这个原因的通用说法"),
    )
    note = forms.CharField(
        label=_("内部备注"),
        max_length=300,
        required=False,
        help_text=_("平时本人看不到；选了「其他原因」，就在这里写明是什么原因"),
    )

    def facts(self) -> dict[str, Any]:
        """What the service takes; without words of her own the officer uses the reason's usual ones."""
        facts = dict(self.cleaned_data)
        facts["remedy"] = facts["remedy"].strip() or str(texts.REASONS[facts["reason"]].remedy)
        return facts


class Clearing(forms.Form):
    """What was looked into."""

    finding = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("核对了什么"),
        max_length=300,
        error_messages={"required": _("请写下核对了什么，以后有人问起能说清楚。")},
    )


class Meeting(forms.Form):
    """The committee meeting a list goes to."""

    number = forms.CharField(
        label=_("决议编号"),
        max_length=60,
        help_text=_("如：和畅工〔2026〕3 号"),
        error_messages={"required": _("请填决议编号。")},
    )
    held_on = forms.DateField(
        label=_("开会日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), error_messages=DAY,
        help_text=_("可以填以后的日子，先打印再开会；会员身份从开会这一天算起"),
    )  # fmt: skip
    meeting = forms.CharField(label=_("届次会次"), max_length=60, required=False, help_text=_("如：第三届第 12 次"))
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    chair = forms.CharField(label=_("主持人"), max_length=40, required=False)


class Vote(forms.Form):
    """The committee's vote as counted at the meeting."""

    seats = _people(_("应到委员"))
    present = _people(_("实到委员"))
    yes = _people(_("赞成"))
    no = _people(_("反对"))
    abstained = _people(_("弃权"))


class Evidence(forms.Form):
    """The signed page."""

    page = forms.FileField(
        label=_("签字盖章后的决议"),
        help_text=_("拍照或扫描，JPG、PNG、WebP、PDF 都行，10 MB 以内"),
        error_messages={"required": _("请选一张照片或一份扫描件。"), "empty": _("这个文件是空的，请重新拍一张。")},
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )


class Reveal(forms.Form):
    """Why a sealed number is opened."""

    reason = forms.CharField(
        label=_("为什么要看"),
        max_length=200,
        help_text=_("本人在「谁看过我」里看得到"),
        error_messages={"required": _("请写明为什么要看，本人看得到。")},
    )


class Correction(forms.Form):
    """What an officer proposes to correct of a member's data, and why."""

    field = forms.ChoiceField(
        label=_("要更正哪一项"),
        choices=list(texts.CHANGE_FIELDS.items()),
        error_messages={"required": _("请选要更正的一项。")},
    )
    work = forms.ChoiceField(label=_("正确的工种"), required=False)
    after = forms.CharField(label=_("正确的内容"), max_length=200, required=False)
    why = forms.CharField(
        label=_("为什么要改，看了什么材料"),
        max_length=200,
        help_text=_("本人看得到。例如：本人来电，已看过身份证原件"),
        error_messages={"required": _("请写明为什么要改、看了什么材料，本人看得到。")},
    )

    def __init__(self, data: Any = None, *, is_new_form: bool) -> None:
        """The kinds of work to choose from are those of the form she joined with."""
        super().__init__(data)
        self.fields["work"].choices = kinds_of_work(is_new_form=is_new_form)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A kind of work is chosen or said in words of its own; anything else is written."""
        cleaned = super().clean() or {}
        chosen = cleaned.pop("work", "") if cleaned.get("field") == "kind_of_work" else ""
        if chosen not in ("", OTHER):
            cleaned["after"] = chosen
        elif not cleaned.get("after") and "after" not in self.errors:
            self.add_error(*self._lacking(cleaned.get("field"), chosen))
        return cleaned

    @property
    def said_in(self) -> str:
        """The field the new value came from: where to say what is wrong with it."""
        chosen = self.data.get("work", "") if self.data.get("field") == "kind_of_work" else ""
        return "after" if chosen in ("", OTHER) else "work"

    @staticmethod
    def _lacking(field: str | None, chosen: str) -> tuple[str, Any]:
        """Which field is empty that must not be, and what to say there."""
        if field != "kind_of_work":
            return "after", _("请填正确的内容。")
        if chosen == OTHER:
            return "after", _("请写是什么工种，几个字就行。")
        return "work", _("请选一个工种；没有合适的，选「其他」。")

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in ("field", "after", "why")}


class Begin(forms.Form):
    """What an officer begins for a member: why, from when on, by which paper or word of hers."""

    union = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("是什么情况"), error_messages={"required": _("请选一个原因。")})
    on = forms.DateField(
        label=_("从哪一天算起"), required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY,
        help_text=_("不填，就从确认那天算"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("为什么办，看了什么材料"),
        max_length=300,
        help_text=_("本人看得到。例如：本人来电，看过失业登记证"),
        error_messages={"required": _("请写明为什么、看了什么材料，本人看得到。")},
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        """Only what this kind needs."""
        super().__init__(data)
        fitting = PASSAGE_REASONS[PassageKind(kind)]
        self.fields["reason"].choices = [(code, texts.PASSAGE_REASONS[code]) for code in fitting]  # type: ignore[attr-defined]
        if len(fitting) == 1:
            del self.fields["reason"]
        if kind in {PassageKind.TRANSFER, PassageKind.QUIT}:
            del self.fields["on"]
        if kind != PassageKind.TRANSFER:
            del self.fields["union"]

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        said = {"target" if name == "union" else name: value for name, value in self.cleaned_data.items()}
        return {name: value for name, value in said.items() if value not in ("", None)}


class Death(forms.Form):
    """That a member has died, and by which paper it is known."""

    died_on = forms.DateField(
        label=_("去世的日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY | {"required": _("请填去世的日期。")},
    )
    paper = forms.ChoiceField(
        label=_("看了哪种证明"),
        choices=list(texts.PAPERS.items()),
        error_messages={"required": _("请选一种证明材料。")},
    )
    paper_on = forms.DateField(
        label=_("证明上的日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY | {"required": _("请填证明上的日期。")},
    )
    note = forms.CharField(label=_("备注"), max_length=300, required=False, help_text=_("例如：家属联系人、慰问安排"))

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class PassageNo(forms.Form):
    """Why a union does not agree, and what she can do instead."""

    reason = forms.ChoiceField(
        label=_("为什么不同意"),
        choices=[(code, words.title) for code, words in texts.PASSAGE_REFUSALS.items()],
        error_messages={"required": _("请选一个不同意的原因。")},
    )
    remedy = forms.CharField(
        label=_("本人可以怎么办"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300, required=False,
        help_text=_("会原样发给本人；不填就用这个原因的通用说法"),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        facts = dict(self.cleaned_data)
        facts["remedy"] = facts["remedy"].strip() or str(texts.PASSAGE_REFUSALS[facts["reason"]].remedy)
        return facts


class Said(forms.Form):
    """A few words on record: what was talked about, or why something is dropped or undone."""

    said = forms.CharField(
        label=_("写明情况，本人看得到"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明为什么、看了什么材料，本人看得到。")},
    )


class Decision(Meeting, Vote):
    """The meeting that decides whether a membership has lapsed, and its vote."""

    field_order = ("number", "held_on", "seats", "present", "yes", "no", "abstained")


class TookPart(forms.Form):
    """That a member paid dues, or took part, on a day."""

    kind = forms.ChoiceField(label=_("登记什么"), choices=list(texts.PARTS.items()))
    on = forms.DateField(
        label=_("哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY | {"required": _("请填日期。")},
    )


class LayoutText(forms.Form):
    """An exchange layout as text: a column a line, code tables below."""

    name = forms.CharField(label=_("名称"), max_length=60, error_messages={"required": _("格式的名称还没有填。")})
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    day = forms.ChoiceField(label=_("日期写法"), choices=[(form, form) for form in DayForm])
    columns_text = forms.CharField(
        label=_("各列，一行一列，按对方要的顺序"),
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        max_length=20_000,
        help_text=_("表头 | 字段 | 码表：名称 | 必填。后两项用不到就不写；固定的内容写「=身份证」"),
        error_messages={"required": _("一列也没有。请每行写一列，例如「姓名 | 姓名 | 必填」。")},
    )
    tables_text = forms.CharField(
        label=_("码表"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=20_000,
        required=False,
        help_text=_("先写一行「[码表名称]」，下面每行「本系统的词 = 对方的码」"),
    )


class Answer(forms.Form):
    """An answer to a wish for correction; which wish, tells the prefix."""

    answer = forms.CharField(
        label=_("给本人的答复"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("改了可以不写；不改，要写明原因")}),
    )
