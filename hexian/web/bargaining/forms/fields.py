"""What every form here is made of: kinds of fields, and where a refusal's sentence stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.foundation.actor import Refused
from hexian.foundation.attachments.rules import MOST_BYTES

#: A paste is named and kept on the page, not cut off.
LONG = _("这里最多 %(limit_value)d 字，现在有 %(show_value)d 字，没有保存。请写短一些，长的材料作为附件上传。")
MISSING = {"required": _("这一项要填。"), "max_length": LONG}
WHOLE = {"invalid": _("这里填整数。"), "min_value": _("人数不能是负数。"), "required": _("请填人数，没有就填 0。")}
DAY = {"invalid": _("日期写成 2026-06-17 这样。"), "required": _("请填日期。")}
MOMENT = {"invalid": _("时间写成 2026-06-17 14:00 这样。"), "required": _("请填日期和时间。")}
#: Which field a refusal belongs to, by its code.
FIELD_OF: Mapping[str, str] = {
    "bargaining.title": "title", "bargaining.staff": "staff", "bargaining.special": "special",
    "bargaining.contract": "kind", "bargaining.proposers": "proposers",
    "bargaining.wanted_few": "wanted_each", "bargaining.wanted_many": "wanted_each",
    "bargaining.proposers_beyond": "proposers", "meeting.past": "meet_at",
    "meeting.too_soon": "meet_at", "meeting.place": "place", "bargaining.topics": "topics", "clause.not_here": "topics",
    "delegates.ahead": "chosen_on", "delegates.chosen_already": "chosen_on", "delegates.votes": "votes",
    "delegates.reason": "reason", "delegates.worker_chief": "heads", "delegates.employer_chief": "heads",
    "delegates.authorisation_missing": "mandate", "delegates.chief_outside": "is_outside",
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
    "publicity.ahead": "on", "publicity.before_chosen": "on", "publicity.scan": "photo", "plan.scan": "photo",
    "plan.ahead": "on", "plan.before": "on", "copy.scan": "photo", "copy.ahead": "on", "copy.before": "on",
    "offer.not_theirs": "employer", "offer.paper_only": "sent_on", "offer.sent_ahead": "sent_on",
    "offer.sent_old": "sent_on",
    "answer.paper_only": "handed_at", "answer.photo": "photo", "answer.ahead": "handed_at",
    "answer.before_received": "handed_at",
    "dispute.taken_up_already": "on", "dispute.before": "on", "dispute.ahead": "on",
    "dispute.words": "words", "bargaining.no_union": "union", "bargaining.no_such_employer": "employer",
}  # fmt: skip
_ROOMS = {"mobile": "mobile", "name": "name", "attachments": "photo"}
#: What a page on paper may be handed in as; a phone that is told so sends its photos as JPEG.
TAKEN = "image/jpeg,image/png,image/webp,application/pdf"
MEGABYTE = 1024 * 1024


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


def scale_field(unsaid: object | None) -> forms.ChoiceField:
    """Whether the employer is one of 规上; `unsaid` is what leaving it open means, None where it may not be left."""
    open_too = [] if unsaid is None else [("", unsaid)]
    return forms.ChoiceField(
        label=texts.SCALE_NAME, required=False,
        choices=[*open_too, ("yes", _("是")), ("no", _("不是"))],
        help_text=_("以统计部门的名录为准；规上企业每方代表至少 5 名"),
    )  # fmt: skip


def page_field(label: object, **more: Any) -> forms.FileField:
    """A page as a photo or a PDF; the browser makes a photo that is larger than is taken smaller, or says so."""
    widget = forms.FileInput(attrs={"accept": TAKEN, "data-most-mb": MOST_BYTES // MEGABYTE})
    return forms.FileField(label=label, widget=widget, **more)  # type: ignore[arg-type]


class Versioned(forms.Form):
    """A form that says what it was drawn from, so that nobody decides on what has changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal's sentence beside the field it is about, else above the form."""
        field = FIELD_OF.get(refusal.code) or _ROOMS.get(refusal.code.partition(".")[0])
        self.add_error(field if field in self.fields else None, texts.of(refusal))

    def seen(self) -> int | None:
        """The version the form was drawn from."""
        found: int | None = self.cleaned_data.get("version")
        return found


def lines_of(text: str) -> list[str]:
    """Lines with something on them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lines_from(post: Mapping[str, Any], *keys: str) -> list[dict[str, str]]:
    """Rows a page sends as `<key>-<row>`; empty ones are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in post.items():
        key, _dash, row = name.rpartition("-")
        if key in keys and row.isdigit():
            rows.setdefault(int(row), {})[key] = str(value)[:4_000].strip()
    return [rows[row] for row in sorted(rows)[:200] if any(rows[row].values())]
