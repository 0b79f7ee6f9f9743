"""Searching without leaving somebody's number in an address, where browsers, proxies and logs would keep it.

Every search form posts.  A name goes on to an address that can be kept and paged; what may be an ID or mobile number is
answered on the spot: it finds one person at most, so there is no second page to go to.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import rules

#: Longer than any name, number or title somebody looks for.
LONGEST = 200
_NOT_HERE = _("证件号、手机号不能写在网址里。请写进搜索框，再按回车。")


def typed(request: HttpRequest, name: str) -> str:
    """What is looked for: posted by the form, or as it stands in the address; a number without what stands between."""
    text = (request.POST.get(name) or request.GET.get(name, "")).strip()[:LONGEST]
    return rules.plain(text) if rules.may_identify(text) else text


def moved(request: HttpRequest, name: str) -> HttpResponse | None:
    """Where to go instead: a posted name to its address, a number in an address to the page without it; else None."""
    text = typed(request, name)
    is_number = rules.may_identify(text)
    if is_number == (request.method == "POST"):
        return None
    if is_number:
        messages.info(request, _NOT_HERE)
    return redirect(f"{request.path}?{without(request, name, text='' if is_number else text).urlencode()}")


def without(request: HttpRequest, name: str, *, text: str = "") -> QueryDict:
    """The address's other parameters, from the first page on, with this text instead of what is looked for."""
    params = request.GET.copy()
    for gone in (name, "cursor"):
        params.pop(gone, None)
    if text:
        params[name] = text
    return params
