"""Addresses of decision tables and their versions."""

from __future__ import annotations

from django.urls import path

from hexian.web.tables import comparing, drafts, lists, pages

app_name = "tables"
urlpatterns = [
    path("", lists.tables, name="tables"),
    path("new/", drafts.new, name="new"),
    path("<uuid:version_id>/", pages.version, name="version"),
    path("<uuid:version_id>/rows/", pages.rows, name="rows"),
    path("<uuid:version_id>/restore/", pages.restore, name="restore"),
    path("<uuid:version_id>/next/", drafts.following, name="next"),
    path("<uuid:version_id>/describe/", drafts.describe, name="describe"),
    path("<uuid:version_id>/do/<str:act>/", pages.do, name="do"),
    path("<uuid:version_id>/compare/", comparing.compare, name="compare"),
    path("<uuid:version_id>/try/", comparing.try_on_the_past, name="try"),
]
