"""From the draft's term to the signed, filed, published and kept contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.services import Opinion, Package
from hexian.domains.bargaining.services.particulars import KEYS, SCALE
from hexian.web.bargaining.forms.fields import (
    Versioned,
    day_field,
    page_field,
    people_field,
    scale_field,
    text_field,
    words_field,
)


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
    photo = page_field(_("签字盖章页"), error_messages={"required": _("请上传签字盖章页的照片或扫描件。")})


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


class TakenUp(Versioned):
    """That the office has taken a dispute up."""

    on = day_field(_("受理日期"), help_text=_("受理通知书上的日期"))


class Examination(Versioned):
    """The office's opinion."""

    on = day_field(_("作出日期"))
    number = words_field(_("意见书编号"), 60, required=False)
    words = text_field(_("审查意见"), 4_000, 4, required=False, help_text=_("主体资格、程序、内容三方面"))
    delivered_on = day_field(_("送达双方的日期"), required=False, help_text=_("要在 15 日期限以内"))
    photo = page_field(_("审查意见书（有签收日期的一页）"), required=False)

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
        # What has been said can be put right, not unsaid.
        self.fields[SCALE] = scale_field(None if self.initial.get(SCALE) else _("还不清楚"))
        for key, (label, hint) in texts.PARTICULARS.items():
            most = KEYS[key]
            make = text_field if most > 200 else words_field
            self.fields[key] = make(label, most, required=False, help_text=hint)
