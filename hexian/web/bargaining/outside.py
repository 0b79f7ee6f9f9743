"""Before anybody has signed in: a one-time link to sign for a paper, the code on the printed notice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hexian.domains.bargaining import documents, queries, services, texts
from hexian.foundation.actor import Refused
from hexian.web.members.doing import pdf, within_reach
from hexian.web.screen import ActorRequest, screen


@screen(public=True, methods=("GET", "POST"))
def paper(request: ActorRequest, token: str) -> HttpResponse:
    """Sign for an offer that came as a link: name it, see it."""
    error = ""
    if request.method == "POST":
        try:
            services.open_link(token, request.POST.get("name", ""), actor=request.actor)
        except Refused as refusal:
            error = texts.of(refusal)
    try:
        found = queries.by_link(token, request.actor)
    except Refused as refusal:
        return render(request, "bargaining/paper.html", {"error": texts.of(refusal)}, status=404)
    return render(
        request, "bargaining/paper.html", {"link": found, "error": error, "token": token}, status=422 if error else 200
    )


@screen(public=True)
def paper_print(request: ActorRequest, token: str) -> HttpResponse:
    """The whole offer, or answer, as PDF, for whoever has signed for it."""
    try:
        content = documents.by_link(token, request.actor)
        name = texts.PAPERS[queries.by_link(token, request.actor).document]
    except Refused as refusal:
        return render(request, "bargaining/paper.html", {"error": texts.of(refusal)}, status=404)
    return pdf(content, str(name))


@screen(public=True)
def paper_reply(request: ActorRequest, token: str) -> HttpResponse:
    """An answer to fill in with a pen, with what the offer says, for whoever has signed for it."""
    try:
        content = documents.answer_by_link(token, request.actor)
    except Refused as refusal:
        return render(request, "bargaining/paper.html", {"error": texts.of(refusal)}, status=404)
    return pdf(content, str(texts.PAPERS["reply"]))


@screen(public=True)
def notice(request: ActorRequest, code: str) -> HttpResponse:
    """The published contract behind the printed notice's code."""
    with within_reach():
        found = queries.by_poster(code, request.actor)
    return render(request, "bargaining/notice.html", {"published": found})
