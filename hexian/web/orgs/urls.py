"""The tree of unions, their posters, offices and roles."""

from __future__ import annotations

from django.urls import path

from hexian.web.orgs import newcomers, offices, roles, views

app_name = "orgs"
urlpatterns = [
    path("unions/", views.unions, name="unions"),
    path("unions/<uuid:org_id>/", views.union, name="union"),
    path("unions/<uuid:org_id>/edit/", views.edit, name="edit"),
    path("unions/<uuid:org_id>/below/", views.found, name="found"),
    path("unions/<uuid:org_id>/dissolve/", views.dissolve, name="dissolve"),
    path("unions/<uuid:org_id>/features/", views.switch_feature, name="switch"),
    path("unions/<uuid:org_id>/posters/", views.open_join_point, name="open_poster"),
    path("posters/<uuid:point_id>/close/", views.close_join_point, name="close_poster"),
    path("posters/<uuid:point_id>/renew/", views.renew_join_code, name="renew_poster"),
    path("posters/<uuid:point_id>.pdf", views.poster, name="poster"),
    path("offices/", offices.offices, name="offices"),
    path("offices/appoint/", offices.appoint, name="appoint"),
    path("offices/appoint/<uuid:org_id>/newcomer/", newcomers.appoint_newcomer, name="appoint_newcomer"),
    path("offices/<uuid:office_id>/end/", offices.end, name="end_office"),
    path("offices/<uuid:office_id>/hand-over/", offices.hand_over, name="hand_over"),
    path("roles/<uuid:org_id>/", roles.roles, name="roles"),
    path("roles/<uuid:org_id>/new/", roles.new_role, name="new_role"),
    path("roles/edit/<uuid:role_id>/", roles.edit_role, name="edit_role"),
    path("roles/retire/<uuid:role_id>/", roles.retire_role, name="retire_role"),
]
