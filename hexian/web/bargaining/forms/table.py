"""What is done at the table: meetings, minutes, versions of a clause, talk, figures, a break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.rules.clauses import Clause, Kind, Typed
from hexian.domains.bargaining.services import Consents, Fact, Line, Record
from hexian.foundation.actor import Refused
from hexian.web.bargaining.forms.fields import (
    FIELD_OF,
    LONG,
    MISSING,
    Versioned,
    day_field,
    lines_of,
    moment_field,
    page_field,
    text_field,
    words_field,
)

#: Notes of the timeline stand above too (杭州 21、48).
READ_ABOVE = _("上级工会和人社部门也看得到这段话，请不要写薪酬数字和商业秘密。")


class Reason(Versioned):
    """Why, in words."""

    reason = text_field(_("理由和经过"), 500, help_text=READ_ABOVE)


class Words(Versioned):
    """What it is about, in words."""

    words = text_field(_("情况说明"), 500, help_text=READ_ABOVE)


class PaperMinutes(Versioned):
    """Whose chiefs signed the printed minutes."""

    hash = forms.CharField(widget=forms.HiddenInput, required=False)
    sides = forms.MultipleChoiceField(
        label=_("哪一方的首席代表签了字"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选在纸上签了字的一方，至少一方。")},
    )  # fmt: skip
    on = day_field(_("签字日期"))
    photo = page_field(_("签了字的会议记录"), help_text=_("照片或者 PDF；几页的，合成一个 PDF"),
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
    photo = page_field(_("首席代表签字的那一页"), help_text=_("会议记录或者另写的一页，上面要有同意的条款"),
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
    photo = page_field(_("对方首席签发的会议通知"), required=False)

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
    photo = page_field(_("双方首席签字的中止意见书"), required=False)


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
            text.label = _("表格之外要写的")
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

    photo = page_field(
        _("写着这一条的那一页"), required=False, help_text=_("首席代表签了字的；和上一次登记同一页的不用再传")
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
