"""Rights not yet served on the worker's phone."""

from __future__ import annotations

from django.urls import path

from hexian.web.entitlements import hers

app_name = "rights"
urlpatterns = [path("", hers.rights, name="mine")]
