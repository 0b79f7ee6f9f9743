"""The worker's own pages."""

from __future__ import annotations

from django.urls import path

from hexian.web.me import card, data, membership, notices, views

app_name = "me"
urlpatterns = [
    path("", views.home, name="home"),
    path("matters/", views.matters, name="matters"),
    path("matters/<uuid:change_id>/take-back/", data.take_back, name="take_back"),
    path("matters/<uuid:proposal_id>/confirm/", data.confirm, name="confirm_change"),
    path("matters/<uuid:proposal_id>/decline/", data.decline, name="decline_change"),
    path("say/", views.say, name="say"),
    path("services/", views.services, name="services"),
    path("join/", views.enter, name="enter"),
    path("office/", views.office, name="office"),
    path("data/", data.mine, name="mine"),
    path("data/id-number/", data.reveal, name="reveal"),
    path("data/consent/<str:purpose>/withdraw/", data.withdraw, name="withdraw"),
    path("data/correct/<str:field>/", data.correct, name="correct"),
    path("data/visible/", data.visible, name="visible"),
    path("data/looks/", data.looks, name="looks"),
    path("data/export/", data.export, name="export"),
    path("membership/", membership.membership, name="membership"),
    path("membership/ask/<str:kind>/", membership.ask, name="ask_passage"),
    path("membership/<uuid:passage_id>/agree/", membership.agree, name="agree_passage"),
    path("membership/<uuid:passage_id>/withdraw/", membership.withdraw, name="withdraw_passage"),
    path("membership/<uuid:passage_id>/object/", membership.object_to, name="object_passage"),
    path("card/", card.card, name="card"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_all"),
    path("notices/<uuid:notice_id>/", notices.read, name="read"),
]
