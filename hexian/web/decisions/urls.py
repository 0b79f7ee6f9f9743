"""Addresses of bodies, sittings and motions."""

from __future__ import annotations

from django.urls import path

from hexian.web.decisions import bodies, motions, sittings

app_name = "decisions"
urlpatterns = [
    path("", bodies.bodies, name="bodies"),
    path("new/", bodies.new, name="new"),
    path("<uuid:body_id>/", bodies.body, name="body"),
    path("<uuid:body_id>/seats/", bodies.seats, name="seats"),
    path("<uuid:body_id>/delegates/", bodies.paste, name="paste"),
    path("<uuid:body_id>/delegate/", bodies.add, name="add"),
    path("<uuid:body_id>/end/", bodies.end_body, name="end_body"),
    path("<uuid:body_id>/plan/", bodies.plan, name="plan"),
    path("delegate/<uuid:delegate_id>/replace/", bodies.replace, name="replace"),
    path("delegate/<uuid:delegate_id>/end/", bodies.end, name="end"),
    path("sitting/<uuid:sitting_id>/", sittings.sitting, name="sitting"),
    path("sitting/<uuid:sitting_id>/change/", sittings.change, name="change"),
    path("sitting/<uuid:sitting_id>/do/<str:step>/", sittings.do, name="do"),
    path("sitting/<uuid:sitting_id>/go-on/", sittings.go_on, name="go_on"),
    path("sitting/<uuid:sitting_id>/cancel/", sittings.cancel, name="cancel"),
    path("sitting/<uuid:sitting_id>/door/", sittings.door, name="door"),
    path("sitting/<uuid:sitting_id>/attendance/", sittings.attendance, name="attendance"),
    path("sitting/<uuid:sitting_id>/print/<str:paper>.pdf", sittings.printed, name="print"),
    path("sitting/<uuid:sitting_id>/scan/", sittings.keep_scan, name="keep_scan"),
    path("sitting/<uuid:sitting_id>/scan/<uuid:page_id>/", sittings.scan, name="scan"),
    path("sitting/<uuid:sitting_id>/motions/new/", motions.put, name="put"),
    path("motion/<uuid:motion_id>/", motions.motion, name="motion"),
    path("motion/<uuid:motion_id>/count/", motions.count, name="count"),
    path("motion/<uuid:motion_id>/do/<str:move>/", motions.do, name="move"),
    path("motion/<uuid:motion_id>/print/<str:sheet>.pdf", motions.printed, name="sheet"),
]
