"""The upper union's addresses: the queue, one case, its answers, targets."""

from __future__ import annotations

from django.urls import path

from hexian.web.founding import desk, targets

app_name = "founding"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("new/", desk.new, name="new"),
    path("targets/", targets.targets, name="targets"),
    path("targets/set/", targets.set_target, name="set_target"),
    path("<uuid:case_id>/", desk.case, name="case"),
    path("<uuid:case_id>/approve/", desk.approve, name="approve"),
    path("<uuid:case_id>/return/", desk.return_case, name="return"),
    path("<uuid:case_id>/certify/", desk.certify, name="certify"),
]
