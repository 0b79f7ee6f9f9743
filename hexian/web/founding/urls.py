"""The founders' addresses: to begin, to sign up, and everything of one case."""

from __future__ import annotations

from django.urls import path

from hexian.web.founding import start, work

app_name = "found"
urlpatterns = [
    path("", start.start, name="start"),
    path("at/<uuid:upper_id>/", start.begin, name="begin"),
    path("at/<uuid:upper_id>/code/", start.code, name="code"),
    path("r/<str:recruit_code>/", start.sign_up, name="sign_up"),
    path("r/<str:recruit_code>/code/", start.sign_up_code, name="sign_up_code"),
    path("mine/", work.mine, name="mine"),
    path("case/<uuid:case_id>/", work.case, name="case"),
    path("case/<uuid:case_id>/facts/", work.facts, name="facts"),
    path("case/<uuid:case_id>/employers/", work.employers, name="employers"),
    path("case/<uuid:case_id>/group/", work.group, name="group"),
    path("case/<uuid:case_id>/people/", work.people, name="people"),
    path("case/<uuid:case_id>/candidates/", work.candidates, name="candidates"),
    path("case/<uuid:case_id>/congress/", work.congress, name="congress"),
    path("case/<uuid:case_id>/legal/", work.legal, name="legal"),
    path("case/<uuid:case_id>/scan/", work.keep_scan, name="keep_scan"),
    path("case/<uuid:case_id>/scan/<uuid:scan_id>/", work.scan, name="scan"),
    path("case/<uuid:case_id>/do/<str:act>/", work.do, name="do"),
    path("case/<uuid:case_id>/print/<str:document>.pdf", work.printed, name="print"),
    path("case/<uuid:case_id>/record/<uuid:intent_id>.pdf", work.record, name="record"),
    path("case/<uuid:case_id>/declare/<uuid:person_id>/", work.declare, name="declare"),
    path("employer/<uuid:employer_id>/", work.edit_employer, name="edit_employer"),
    path("preparer/<uuid:preparer_id>/", work.edit_preparer, name="edit_preparer"),
    path("candidate/<uuid:candidate_id>/", work.edit_candidate, name="edit_candidate"),
    path("employer/<uuid:employer_id>/drop/", work.drop_employer, name="drop_employer"),
    path("preparer/<uuid:preparer_id>/drop/", work.drop_preparer, name="drop_preparer"),
    path("candidate/<uuid:candidate_id>/drop/", work.drop_candidate, name="drop_candidate"),
    path("intent/<uuid:intent_id>/drop/", work.drop_intent, name="drop_intent"),
]
