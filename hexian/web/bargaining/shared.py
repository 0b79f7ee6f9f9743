"""What the pages of a case share: within whose shell they stand, forms that answer beside the field, files kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.contracts import Special
from hexian.domains.bargaining.rules.delegates import Finding
from hexian.domains.bargaining.rules.states import Side, State
from hexian.foundation.actor import Refused
from hexian.web.bargaining import forms, showing
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest


def page_of(request: ActorRequest, case_id: UUID) -> CasePage:
    """The case as its reader may see it; 404 for anybody else."""
    with within_reach():
        return queries.case(case_id, request.actor)


def own_page(request: ActorRequest, case_id: UUID) -> CasePage:
    """The case for whoever sits in it or handles it; 404 for who may only know where it stands."""
    page = page_of(request, case_id)
    if not page.part:
        raise Http404
    return page


def absent(page: CasePage) -> Side:
    """The side a page on paper is about: the one that came so, also where its acts are its own by now."""
    return page.on_paper or next(iter(page.pages), states.other(page.case.offered_by))


def usual_title(contract: str, special: str, year: int) -> str:
    """What such a bargaining is usually called."""
    about = texts.SPECIALS[Special(special)] if special in set(Special) else ""
    return _("%(year)s 年%(about)s集体协商") % {"year": year, "about": about}


#: The button by which another kind of contract is chosen on a page already filled in.
OTHER_KIND = "other"


def still_typed(post: Mapping[str, Any], any_kind: Iterable[str], proposed: Mapping[str, object]) -> dict[str, Any]:
    """What was typed before another kind of contract was chosen: what fits any kind, and words of her own.

    `proposed` are the words the kind before began with: left as they were they give way to the new one's.
    """
    typed = {name: str(value) for name, value in post.items()}
    own = [name for name, words in proposed.items() if _plain(typed.get(name, "")) not in {"", _plain(words)}]
    return {name: typed[name] for name in (*any_kind, *own) if name in typed}


def _plain(text: object) -> str:
    return "\n".join(str(text).split())


def shell_of(request: ActorRequest) -> str:
    """Officers stay at the desk, everybody else on the phone."""
    return "shells/desk.html" if request.actor.offices else "shells/phone.html"


def shown(request: ActorRequest, page: CasePage) -> dict[str, Any]:
    """What every page of a case needs."""
    home = reverse("bargaining:case", args=[page.row.public_id])
    lists = (reverse("bargaining:desk"), _("集体协商")) if request.actor.offices else None
    return {
        "page": page, "case": page.case, "shell": shell_of(request), "is_officer": bool(request.actor.offices),
        "home_url": home, "states": texts.STATES, "kinds": showing.KINDS, "sides": texts.SIDES, "roles": texts.ROLES,
        "origins": texts.ORIGINS, "contracts": texts.CONTRACTS, "specials": texts.SPECIALS,
        "procedures": texts.PROCEDURES, "grounds": texts.GROUNDS,
        "crumbs": [{"label": lists[1], "url": lists[0]}, {"label": page.row.title, "url": home}] if lists else [],
    }  # fmt: skip


def filled(
    request: ActorRequest, page: CasePage, form: forms.Versioned, template: str, verb: Callable[[], object], *,
    done: object, route: str = "case", **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form, or take it: a refusal stands beside its field, what is taken leads on."""
    if request.method == "POST" and form.is_valid():
        try:
            # A scan sent along with what is refused is not kept either.
            with within_reach(), transaction.atomic():
                verb()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(done))
            if not queries.title_of(page.row.public_id, request.actor):
                # Who took herself off the list is let go of the case.
                return redirect("bargaining:desk" if request.actor.offices else "bargaining:mine")
            return redirect(reverse(f"bargaining:{route}", args=[page.row.public_id]))
    context = {**shown(request, page), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def done(
    request: ActorRequest, page: CasePage, verb: Callable[[], object], words: object, route: str = "case"
) -> HttpResponse:
    """Do something that asks nothing; a refusal becomes its own page through the screen."""
    with within_reach():
        verb()
    messages.success(request, str(words))
    return redirect(reverse(f"bargaining:{route}", args=[page.row.public_id]))


def photo_of(request: ActorRequest, page: CasePage, document: str) -> UUID | None:
    """A photo or scan that came with a form, kept with the case. Raises `attachments.*`."""
    given = request.FILES.get("photo")
    if given is None:
        return None
    kept = services.keep_paper(page.row.public_id, document, given, actor=request.actor, name=given.name or "")
    return kept.public_id


def finding_words(page: CasePage) -> list[tuple[str, str, str]]:
    """What is wrong with the delegations: the kind of its tip, its sentence, where else it is put right, if so.

    Before the offer is sent the other side has nobody yet, and nobody is to blame for that.
    """
    early = page.row.state == State.INIT
    found = [each for each in page.findings if not (early and _of_the_other(each, page))]
    mends = {"delegates.scale_unknown": "bargaining:particulars"} if page.part else {}
    return [
        ("bad" if each.weight == "blocks" else "warn", texts.of_finding(each), mends.get(each.code, ""))
        for each in found
    ]


def _of_the_other(finding: Finding, page: CasePage) -> bool:
    side = finding.params.get("side")
    return finding.code in _BETWEEN or (side is not None and side != page.side)


#: What holds one delegation against the other.
_BETWEEN = frozenset({"delegates.unequal", "delegates.employer_more"})
