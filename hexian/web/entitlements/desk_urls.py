"""Rights not yet served on the officer's desk."""

from __future__ import annotations

from django.urls import path

from hexian.web.entitlements import desk

app_name = "rightsdesk"
urlpatterns = [
    path("", desk.rights, name="rights"),
    path("tell/", desk.tell_all, name="tell_all"),
    path("<uuid:right_id>/tell/", desk.tell, name="tell"),
]
