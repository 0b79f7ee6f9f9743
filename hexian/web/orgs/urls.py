"""The tree of unions, their posters, offices and roles."""

from __future__ import annotations

from django.urls import path

from hexian.web.orgs import acts, dossier, explorer, groups, newcomers, offices, roles, sketch, vacancies, views

app_name = "orgs"
urlpatterns = [
    path("unions/", explorer.tree, name="unions"),
    path("unions/map/", sketch.sketch, name="map"),
    path("unions/list/", explorer.listing, name="list"),
    path("unions/list/keep/", explorer.keep_filter, name="keep_filter"),
    path("unions/list/drop/<uuid:filter_id>/", explorer.drop_filter, name="drop_filter"),
    path("unions/<uuid:org_id>/branch/", explorer.branch, name="branch"),
    path("unions/<uuid:org_id>/", dossier.union, name="union"),
    path("unions/<uuid:org_id>/records/", dossier.records, name="records"),
    path("unions/<uuid:org_id>/archive/", dossier.archive, name="archive"),
    path("unions/<uuid:org_id>/move/", acts.move, name="move"),
    path("unions/<uuid:org_id>/merge/", acts.merge, name="merge"),
    path("unions/<uuid:org_id>/split/", acts.split, name="split"),
    path("unions/<uuid:org_id>/mind/", vacancies.mind, name="mind"),
    path("unions/<uuid:org_id>/employers/", groups.covers, name="covers"),
    path("unions/<uuid:org_id>/employers/change/", groups.cover, name="cover"),
    path("unions/<uuid:org_id>/edit/", views.edit, name="edit"),
    path("unions/<uuid:org_id>/below/", views.found, name="found"),
    path("unions/<uuid:org_id>/dissolve/", views.dissolve, name="dissolve"),
    path("unions/<uuid:org_id>/features/", views.switch_feature, name="switch"),
    path("unions/<uuid:org_id>/posters/", views.open_join_point, name="open_poster"),
    path("posters/<uuid:point_id>/close/", views.close_join_point, name="close_poster"),
    path("posters/<uuid:point_id>/renew/", views.renew_join_code, name="renew_poster"),
    path("posters/<uuid:point_id>.pdf", views.poster, name="poster"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/join/", groups.join_group, name="join_group"),
    path("groups/<uuid:group_id>/leave/", groups.leave_group, name="leave_group"),
    path("groups/<uuid:group_id>/close/", groups.close_group, name="close_group"),
    path("offices/vacancies/", vacancies.vacancies, name="vacancies"),
    path("offices/expiring/", vacancies.expiring, name="expiring"),
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
