"""Applications, resolutions, members, change requests."""

from __future__ import annotations

from django.urls import path

from hexian.web.members import application, applications, changes, layouts, members, passages, resolutions

app_name = "members"
urlpatterns = [
    path("applications/", applications.applications, name="applications"),
    path("applications/propose/", application.propose, name="propose"),
    path("applications/<uuid:application_id>/", application.application, name="application"),
    path("applications/<uuid:application_id>/check/", application.check, name="check"),
    path("applications/<uuid:application_id>/clear/", application.clear_finding, name="clear_finding"),
    path("applications/<uuid:application_id>/refuse/", application.refuse, name="refuse"),
    path("applications/<uuid:application_id>/reopen/", application.reopen, name="reopen"),
    path("applications/<uuid:application_id>/reveal/", application.reveal, name="reveal_applicant"),
    path("applications/<uuid:application_id>/form.pdf", application.form_pdf, name="application_pdf"),
    path("passages/", passages.passages, name="passages"),
    path("passages/<uuid:passage_id>/", passages.passage, name="passage"),
    path("passages/<uuid:passage_id>/<str:verb>/", passages.do, name="passage_do"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<uuid:resolution_id>/", resolutions.resolution, name="resolution"),
    path("resolutions/<uuid:resolution_id>/edit/", resolutions.edit, name="edit_resolution"),
    path("resolutions/<uuid:resolution_id>/form.pdf", resolutions.form_pdf, name="resolution_pdf"),
    path("resolutions/<uuid:resolution_id>/names/", resolutions.print_annex, name="print_annex"),
    path("resolutions/<uuid:resolution_id>/evidence/", resolutions.attach_evidence, name="attach_evidence"),
    path("resolutions/<uuid:resolution_id>/pass/", resolutions.pass_resolution, name="pass_resolution"),
    path("resolutions/<uuid:resolution_id>/cancel/", resolutions.cancel, name="cancel_resolution"),
    path("resolutions/take-back/<uuid:application_id>/", resolutions.take_back, name="take_back"),
    path("members/", members.members, name="members"),
    path("members/export/", members.export, name="export"),
    path("members/<uuid:member_id>/", members.member, name="member"),
    path("members/<uuid:member_id>/reveal/", members.reveal, name="reveal"),
    path("members/<uuid:member_id>/begin/<str:kind>/", passages.begin, name="begin"),
    path("members/<uuid:member_id>/took-part/", passages.took_part, name="took_part"),
    path("members/<uuid:member_id>/correct/", changes.correct, name="correct"),
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/<slug:layout_key>/", layouts.layout, name="layout"),
    path("layouts/<slug:layout_key>/drop/", layouts.drop, name="drop_layout"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:change_id>/accept/", changes.accept, name="accept_change"),
    path("changes/<uuid:change_id>/refuse/", changes.refuse, name="refuse_change"),
    path("changes/<uuid:proposal_id>/take-back/", changes.take_back, name="take_back_change"),
]
