"""The front door and what machines ask."""

from __future__ import annotations

from django.urls import path

from hexian.web.front import views
from hexian.web.me import card

app_name = "front"
urlpatterns = [
    path("", views.front, name="front"),
    path("c/<str:token>", card.scan, name="scan"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
]
