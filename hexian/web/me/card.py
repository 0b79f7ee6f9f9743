"""The member's card with her one code, and what a window sees when it is scanned."""

from __future__ import annotations

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hexian.domains.members import queries, services, texts
from hexian.domains.members.services import CardRead
from hexian.foundation.actor import Refused
from hexian.web.accounts import second_factor
from hexian.web.me import showing
from hexian.web.screen import ActorRequest, screen

#: A shift and the way home: so long the card opens on this phone without a line.
OFFLINE_SECONDS = 12 * 3600


@screen()
def card(request: ActorRequest) -> HttpResponse:
    """Her card; kept by her own browser for as long as she stays signed in, to open without a line."""
    held = queries.my_membership(request.actor)
    context: dict[str, object] = {"now": request.actor.now}
    if held is not None:
        shown = {
            "union_name": held.org_name,
            "name": held.name,
            "number": held.card_no_grouped,
            "since": held.joined_on,
        }
        context |= {"card": shown, "qr": code_of(held.card_token), "facts": showing.card_facts(held)}
    response = render(request, "me/card.html", context)
    if held is not None:
        # Sign-out changes the cookie, and with it what this answer was kept for.
        response["Cache-Control"] = f"private, max-age={OFFLINE_SECONDS}"
    return response


@screen(public=True, methods=("GET", "POST"))
def scan(request: ActorRequest, token: str) -> HttpResponse:
    """What the code leads to. Looking a card up is written down, so an officer asks for it with a press (POST)."""
    context: dict[str, object] = {"is_officer": bool(request.actor.offices), "url": request.path}
    status = 200
    # The page is anybody's, the look-up an officer's: she passes the wall she would meet at her desk.
    wall = second_factor.wall(request, request.actor) if request.method == "POST" and request.actor.offices else None
    if wall is not None:
        return redirect(wall)
    if request.method == "POST":
        try:
            read = services.read_card(token, actor=request.actor)
        except Refused as refusal:
            context["sentence"], status = texts.of(refusal), 422
        else:
            context |= {"card": read, "facts": _facts(read)}
    return render(request, "me/scan.html", context, status=status)


def code_of(token: str) -> SafeString:
    """The worker's one code as an SVG: an address that means nothing to whoever is no officer."""
    address = settings.PUBLIC_URL + reverse("front:scan", args=[token])
    drawn = segno.make(address, error="m", micro=False)
    # segno's own output, of an address made here: nothing in it comes from a person.
    return mark_safe(drawn.svg_inline(scale=6, border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308


def _facts(read: CardRead) -> list[tuple[str, object]]:
    return [
        (_("姓名"), read.name_masked),
        (_("工会"), read.org_name),
        (_("会员卡号"), read.card_no),
        (_("入会"), showing.day(read.joined_on)),
    ]
