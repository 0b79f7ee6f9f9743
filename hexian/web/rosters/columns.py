"""Which row holds the headings, and what stands in each column: guessed, looked at by somebody, confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hexian.domains.rosters import queries, rules, services, texts
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.queries import ImportView, Layout
from hexian.domains.rosters.rules import Guess
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of, within_reach
from hexian.web.rosters import forms, showing
from hexian.web.screen import ActorRequest, screen

_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the file: its letter as a spreadsheet shows it, heading, samples, what it is taken for and why."""

    letter: str
    title: str
    samples: tuple[str, ...]
    chosen: str
    why: Promise
    to_look_at: bool
    is_private: bool


@screen(needs=ADMIT, methods=("GET", "POST"))
def columns(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Look at the guess, change it, confirm it; the sender's next file profits."""
    page = showing.read(roster_id, request.actor)
    if request.method != "POST":
        return _shown(request, page) if "map" in page.acts else redirect("rosters:roster", roster_id=roster_id)
    form = forms.Columns(request.POST)
    if form.is_valid():
        try:
            return _confirmed(request, roster_id, form)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    return _shown(request, page, form)


def _confirmed(request: ActorRequest, roster_id: UUID, form: forms.Columns) -> HttpResponse:
    titles, chosen = request.POST.getlist("title"), request.POST.getlist("column")
    with within_reach():
        services.confirm_columns(roster_id, titles=titles, columns=chosen, actor=request.actor, **form.cleaned_data)
    messages.success(request, _("各列记下了。先看看前 20 行，没问题就开始核对。"))
    return redirect("rosters:roster", roster_id=roster_id)


def _shown(request: ActorRequest, page: ImportView, form: forms.Columns | None = None) -> HttpResponse:
    sheet, at = _asked(request, form)
    try:
        layout = queries.layout(page.public_id, request.actor, sheet, at)
    except Refused as refusal:
        # What is wrong deeper inside a file shows only when it is read.
        return render(request, "rosters/unreadable.html", {"page": page, "problem": texts.of(refusal)}, status=422)
    chosen = request.POST.getlist("column") if form else layout.confirmed
    known = {"sheet": layout.sheet, "header_row": layout.heading.row}
    context = {
        "page": page,
        "form": form or forms.Columns(initial=known),
        "layout": layout,
        "lines": _lines(layout, chosen),
        "choices": [(str(column), name) for column, name in texts.COLUMNS.items()],
        "step": showing.step_of(page),
        "steps": showing.STEPS,
    }
    return render(request, "rosters/columns.html", context, status=status_of(form) if form else 200)


def _asked(request: HttpRequest, form: forms.Columns | None) -> tuple[str, int | None]:
    """The sheet and the row of headings, out of the form that came back or out of the address."""
    given = request.POST if form else request.GET
    row = given.get("header_row", "")
    return given.get("sheet", ""), showing.number(row) if row.isdigit() else None


def _lines(layout: Layout, chosen: Sequence[str]) -> list[Line]:
    kept = chosen if len(chosen) == len(layout.heading.guesses) else []
    return [
        _line(guess, samples, kept[place] if kept else str(guess.column or ""))
        for place, (guess, samples) in enumerate(zip(layout.heading.guesses, layout.samples, strict=True))
    ]


def _line(guess: Guess, samples: tuple[str, ...], chosen: str) -> Line:
    return Line(
        letter=letter(guess.place), title=guess.heading, samples=samples, chosen=chosen,
        why=texts.REASONS[guess.reason], to_look_at=guess.column is not None and not guess.is_sure,
        is_private=rules.is_of_others(guess),
    )  # fmt: skip


def letter(place: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 26 is AA."""
    high, low = divmod(place, _ALPHABET)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)
