"""Mutual aid on the worker's phone."""

from __future__ import annotations

from django.urls import path

from hexian.web.mutualaid import hers

app_name = "aid"
urlpatterns = [
    path("", hers.home, name="home"),
    path("consent/", hers.consent, name="consent"),
    path("leave/", hers.leave, name="leave"),
    path("<uuid:decision_id>/", hers.why, name="why"),
    path("<uuid:decision_id>/decline/", hers.decline, name="decline"),
    path("<uuid:decision_id>/want/", hers.want, name="want"),
    path("<uuid:decision_id>/contest/", hers.contest, name="contest"),
    path("<uuid:decision_id>/appeal/", hers.appeal, name="appeal"),
    path("<uuid:decision_id>/accept/", hers.accept, name="accept"),
]
