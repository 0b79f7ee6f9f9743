"""The desk's own pages: what waits, notices, the trail, the rules, long jobs."""

from __future__ import annotations

from django.urls import path

from hexian.web.system import demo_clock, rulebook, tasks, views

app_name = "system"
urlpatterns = [
    path("", views.home, name="home"),
    path("act-as/", views.act_as, name="act_as"),
    path("search/", views.search, name="search"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_notices, name="read_notices"),
    path("notices/<uuid:notice_id>/", views.open_notice, name="open_notice"),
    path("audit/", views.audit_trail, name="audit"),
    path("clock/", demo_clock.demo_clock, name="demo_clock"),
    path("messages/", views.demo_messages, name="demo_messages"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/cancel/", tasks.cancel, name="cancel_task"),
    path("files/<uuid:file_id>/", tasks.download, name="file"),
    path("schedule/", tasks.schedule, name="schedule"),
    path("law/", rulebook.law, name="law"),
    path("law/change/", rulebook.change_law, name="change_law"),
    path("calendar/", rulebook.calendar, name="calendar"),
    path("calendar/enter/", rulebook.enter_calendar, name="enter_calendar"),
]
