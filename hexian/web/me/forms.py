"""Asking to have one datum corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import texts
from hexian.domains.members.rules import PASSAGE_REASONS, PassageKind
from hexian.foundation.actor import Refused

#: What she might say beside each datum.
_EXAMPLES: Mapping[str, Promise] = {
    "name": _("例如：改过名、名字里有生僻字"),
    "id_number": _("例如：身份证换过、当时填错了一位"),
    "mobile": _("例如：换了号码、原来的号码停了"),
    "kind_of_work": _("例如：换了岗位、当时选错了"),
}


class Correction(forms.Form):
    """The right value, and why, if she wants to say so."""

    after = forms.CharField(max_length=200, error_messages={"required": _("请填正确的内容。")})
    why = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        field: str,
        label: str | Promise,
        works: Sequence[str | Promise] = (),
    ) -> None:
        """Name the field after what is corrected; of a kind of work the usual ones (`works`) are offered."""
        super().__init__(data)
        self.fields["after"].label = _("正确的%(what)s") % {"what": label}
        self.fields["why"].help_text = str(_EXAMPLES[field])
        self.works = works if field == "kind_of_work" else ()
        if self.works:
            self.fields["after"].widget.attrs["list"] = "works"
            self.fields["after"].help_text = _("点一下就能选；没有合适的，直接写")
        if field in {"mobile", "id_number"}:
            self.fields["after"].widget.attrs["inputmode"] = "text" if field == "id_number" else "tel"

    def refuse(self, refusal: Refused) -> None:
        """Say a refusal beside what it is about."""
        above = refusal.code.startswith("change.") and refusal.code != "change.same"
        self.add_error(None if above else "after", texts.of(refusal))


class PassageWish(forms.Form):
    """What she asks for about her membership: why, from when on, and a word for her union."""

    union = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("是什么情况"), error_messages={"required": _("请选一个原因。")})
    on = forms.DateField(
        label=_("从哪一天算起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填，就从工会确认那天算"),
        error_messages={"invalid": _("日期写成 2026-06-17 这样。")},
    )
    note = forms.CharField(
        label=_("想对工会说的"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str) -> None:
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

    def refuse(self, refusal: Refused) -> None:
        """Say a refusal beside what it is about."""
        field = {"ahead": "on", "before": "on", "reason": "reason", "note_missing": "note"}
        name = field.get(refusal.code.removeprefix("passage."))
        self.add_error(name if name in self.fields else None, texts.of(refusal))


class Objection(forms.Form):
    """Why the six-month rule does not hold for her."""

    words = forms.CharField(
        label=_("是什么情况"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("例如：会费由单位代扣；在外地打工；住院"),
        error_messages={"required": _("请写几句是什么情况，委员会会看到。")},
    )
