"""Unions nobody leads, who minds them for a time (上级代管), and offices whose term ends soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import texts
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.access import OFFICES
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of
from hexian.web.orgs.forms import DATE
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen

PAGE = 50
#: How far ahead the list of terms looks.
AHEAD = timedelta(days=90)


class Minding(forms.Form):
    """Who minds which office until when."""

    person = forms.ChoiceField(label=gettext_lazy("由上级的谁代管"), help_text=gettext_lazy("只列上级工会现在任职的人"))
    role = forms.ChoiceField(label=gettext_lazy("代管哪个职务"))
    ends_on = forms.DateField(
        label=gettext_lazy("到哪天为止"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DATE,
        help_text=gettext_lazy("任命了新人，代管当天就结束"),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("person", people), ("role", roles)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices


@screen(needs=OFFICES)
def vacancies(request: ActorRequest) -> HttpResponse:
    """Unions in which nobody of their own holds an office that manages them; minded ones too."""
    rows = queries.vacancies(request.actor, after=request.GET.get("after", "")[:80], size=PAGE + 1)
    context = {"rows": rows[:PAGE], "next": rows[PAGE - 1].code if len(rows) > PAGE else "", "views": views("vacant")}
    return render(request, "orgs/vacancies.html", context)


@screen(needs=OFFICES)
def expiring(request: ActorRequest) -> HttpResponse:
    """Offices that end within ninety days, the first to end first."""
    until = timezone.localdate(request.actor.now) + AHEAD
    rows = queries.expiring(request.actor, until)
    return render(request, "orgs/expiring.html", {"rows": rows, "views": views("expiring")})


def views(current: str) -> list[dict[str, object]]:
    """The tabs of everything about offices."""
    named = [
        ("now", _("在任"), reverse("orgs:offices")), ("expiring", _("90 天内届满"), reverse("orgs:expiring")),
        ("vacant", _("空缺和代管"), reverse("orgs:vacancies")),
        ("ended", _("已结束"), f"{reverse('orgs:offices')}?ended=1"),
    ]  # fmt: skip
    return [{"label": label, "url": url, "count": None, "current": name == current} for name, label, url in named]


@screen(needs=OFFICES, methods=("GET", "POST"))
def mind(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Let an officer of a union above mind a vacant office for a time."""
    page, actor = page_of(org_id, request), request.actor
    with within_reach():
        above = queries.minders(org_id, actor)
        roles = [(str(role.public_id), role.name) for role in queries.roles_for(org_id, actor) if role.may_give]
    people = {str(row.person_public_id): f"{row.person_name} · {row.org_name}{row.title}" for row in above}
    form = Minding(request.POST if request.method == "POST" else None, people=list(people.items()), roles=roles)
    if form.is_valid():
        data = form.cleaned_data
        try:
            with within_reach():
                services.mind(
                    org_id, person_id=UUID(data["person"]), role_id=UUID(data["role"]), ends_on=data["ends_on"],
                    actor=actor,
                )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("安排好了，代管的人会收到消息。"))
            return redirect("orgs:vacancies")
    return render(request, "orgs/mind.html", {"form": form, "page": page, "people": people}, status=status_of(form))
