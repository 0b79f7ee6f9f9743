"""From the poster to the receipt."""

from __future__ import annotations

from django.urls import path

from hexian.web.join import views

app_name = "join"
urlpatterns = [
    path("receipt/<uuid:application_id>/", views.receipt, name="receipt"),
    path("receipt/<uuid:application_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:join_code>/", views.join, name="join"),
    path("<str:join_code>/code/", views.code, name="code"),
]
