"""Her own card and payments."""

from __future__ import annotations

from django.urls import path

from hexian.web.ledger import hers

app_name = "money"
urlpatterns = [
    path("", hers.home, name="home"),
    path("card/", hers.card, name="card"),
]
