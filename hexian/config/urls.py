"""Every address of the program."""

from __future__ import annotations

from django.urls import include, path

handler400 = "hexian.config.faults.bad_request"
handler403 = "hexian.web.errors.forbidden"
handler404 = "hexian.web.errors.not_found"
handler500 = "hexian.config.faults.server_error"

urlpatterns = [
    path("", include("hexian.web.front.urls")),
    path("j/", include("hexian.web.join.urls")),
    path("me/money/", include("hexian.web.ledger.my_urls")),
    path("me/aid/", include("hexian.web.mutualaid.urls")),
    path("me/rights/", include("hexian.web.entitlements.urls")),
    path("me/", include("hexian.web.me.urls")),
    path("desk/", include("hexian.web.system.urls")),
    path("desk/", include("hexian.web.members.urls")),
    path("desk/", include("hexian.web.orgs.urls")),
    path("desk/founding/", include("hexian.web.founding.desk_urls")),
    path("desk/congress/", include("hexian.web.decisions.urls")),
    path("desk/rosters/", include("hexian.web.rosters.urls")),
    path("desk/aid/", include("hexian.web.mutualaid.desk_urls")),
    path("desk/rights/", include("hexian.web.entitlements.desk_urls")),
    path("desk/tables/", include("hexian.web.tables.urls")),
    path("desk/ledger/", include("hexian.web.ledger.urls")),
    path("found/", include("hexian.web.founding.urls")),
    path("bargaining/", include("hexian.web.bargaining.urls")),
    path("gallery/", include("hexian.web.gallery.urls")),
    path("accounts/", include("hexian.web.accounts.urls")),
    path("api/v1/", include("hexian.api.urls")),
]
