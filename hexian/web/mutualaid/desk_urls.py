"""Mutual aid on the officer's desk."""

from __future__ import annotations

from django.urls import path

from hexian.web.mutualaid import desk, files, plans, rows

app_name = "aiddesk"
urlpatterns = [
    path("", desk.board, name="board"),
    path("held/", desk.held, name="held"),
    path("held/refuse/", desk.refuse_group, name="refuse_group"),
    path("settled/", rows.settled, name="settled"),
    path("decisions/<uuid:decision_id>/", desk.decision, name="decision"),
    path("decisions/<uuid:decision_id>/decide/", desk.decide, name="decide"),
    path("reading/", desk.reading, name="reading"),
    path("contests/", desk.contests, name="contests"),
    path("contests/<uuid:contest_id>/", desk.contest, name="contest"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="new"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/people/", plans.people, name="people"),
    path("plans/<uuid:plan_id>/fees/", plans.fees_came, name="fees_came"),
    path("plans/<uuid:plan_id>/<slug:act>/", plans.do, name="do"),
    path("files/", files.files, name="files"),
    path("files/upload/", files.upload, name="upload"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("files/<uuid:file_id>/unread.csv", files.unread, name="unread"),
    path("files/<uuid:file_id>/start/", files.start, name="start"),
    path("files/<uuid:file_id>/stop/", files.stop, name="stop"),
    path("files/<uuid:file_id>/cancel/", files.cancel, name="cancel"),
]
