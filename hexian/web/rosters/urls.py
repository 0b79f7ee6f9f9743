"""Rosters on their way in."""

from __future__ import annotations

from django.urls import path

from hexian.web.rosters import columns, landing, lists, roster, sending

app_name = "rosters"
urlpatterns = [
    path("", lists.rosters, name="rosters"),
    path("upload/", sending.upload, name="upload"),
    path("<uuid:roster_id>/", roster.roster, name="roster"),
    path("<uuid:roster_id>/columns/", columns.columns, name="columns"),
    path("<uuid:roster_id>/check/", roster.check, name="check"),
    path("<uuid:roster_id>/stop/", roster.stop, name="stop"),
    path("<uuid:roster_id>/cancel/", roster.cancel, name="cancel"),
    path("<uuid:roster_id>/let-in/", roster.let_in, name="let_in"),
    path("<uuid:roster_id>/error-sheet/", roster.error_sheet, name="error_sheet"),
    path("<uuid:roster_id>/land/", landing.land, name="land"),
    path("<uuid:roster_id>/go-on/", landing.go_on, name="go_on"),
    path("<uuid:roster_id>/undo/", landing.undo, name="undo"),
]
