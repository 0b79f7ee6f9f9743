"""An officer's program: from the queue to the card, looks on record, files once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hexian.domains.members.models import Membership
from hexian.domains.rosters import services as rosters
from hexian.domains.rosters.models import Import
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.api.callers import Caller, key_of, officer_of
from tests.rosters.makers import House, person, table

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ONCE = "0123456789abcdef"
VOTE = {"seats": 5, "present": 5, "yes": 5, "no": 0, "abstained": 0}


def meeting(*applications: object, number: str = "2026-1") -> dict[str, Any]:
    return {
        "application_ids": [str(each) for each in applications], "number": number, "held_on": makers.TODAY.isoformat()
    }  # fmt: skip


def test_from_the_queue_to_the_card() -> None:
    org = makers.make_org()
    row, chair = makers.make_application(org), officer_of(org)
    assert [each["id"] for each in chair.get("applications")["rows"]] == [str(row.public_id)]
    assert "check" in chair.get(f"applications/{row.public_id}")["acts"]
    assert chair.post(f"applications/{row.public_id}/check")["state"] == "checked"
    draft = chair.post("resolutions", meeting(row.public_id), 201)
    assert (draft["names"], draft["state"], draft["acts"]) == (1, "draft", ["cancel", "pass"])
    assert draft["applications"][0]["name"] == row.name
    passed = chair.post(f"resolutions/{draft['id']}/pass", VOTE)
    assert passed["state"] == "passed"
    assert passed["params"][0]["source"]
    members = chair.get("members")
    assert (members["total"], members["rows"][0]["name"]) == (1, "王小满")
    assert [each["id"] for each in chair.get("resolutions", state="passed")["rows"]] == [draft["id"]]


def test_an_application_is_refused_with_the_usual_words_and_taken_back() -> None:
    org = makers.make_org()
    row, chair = makers.make_application(org), officer_of(org)
    refused = chair.post(f"applications/{row.public_id}/refuse", {"reason": "identity"})
    assert (refused["state"], refused["reason"]) == ("refused", "identity")
    assert "身份证" in refused["remedy"]
    assert chair.post(f"applications/{row.public_id}/reopen")["state"] == "applied"
    assert chair.post(f"applications/{row.public_id}/reopen", {}, 422)["code"] == "application.state"


def test_a_draft_is_drawn_up_once_for_one_key_and_can_be_given_up() -> None:
    org = makers.make_org()
    row, chair = makers.make_application(org), officer_of(org)
    first = chair.post("resolutions", meeting(row.public_id), 201, once=ONCE)
    assert chair.post("resolutions", meeting(row.public_id), 201, once=ONCE)["id"] == first["id"]
    assert chair.post(f"resolutions/{first['id']}/cancel")["state"] == "cancelled"
    assert chair.get(f"applications/{row.public_id}")["state"] == "checked"


def test_one_name_out_of_reach_and_nothing_is_drawn_up() -> None:
    org = makers.make_org()
    here, there = makers.make_application(org), makers.make_application(makers.make_org("外地工会（演示）"))
    chair = officer_of(org)
    assert chair.post("resolutions", meeting(here.public_id, there.public_id), 404)["code"] == "request.unknown"
    assert chair.get("resolutions")["rows"] == []


def test_pages_follow_each_other() -> None:
    org = makers.make_org()
    made = {str(makers.make_member(org, f"李知{name}").public_id) for name in "甲乙丙"}
    chair = officer_of(org)
    first = chair.get("members", size="2")
    second = chair.get("members", size="2", cursor=first["next"])
    assert {row["id"] for row in first["rows"] + second["rows"]} == made
    assert chair.get("members", size="2", cursor=second["previous"])["rows"] == first["rows"]
    assert second["next"] == ""


def test_a_member_is_found_by_name_and_kind_of_work() -> None:
    org = makers.make_org()
    made = makers.make_member(org, "李知夏")
    chair = officer_of(org)
    assert chair.get("members", text="知夏")["rows"][0]["id"] == str(made.public_id)
    assert chair.get("members", kind_of_work="不存在的工种")["rows"] == []


def test_a_number_is_searched_for_in_a_body_never_in_an_address() -> None:
    org = makers.make_org()
    made, chair = makers.make_member(org), officer_of(org)
    said = chair.get("members", 400, text=made.person.mobile)
    assert said["code"] == "request.number_in_address"
    assert "/members/search" in said["sentence"]
    found = chair.post("members/search", {"text": made.person.mobile})
    assert [row["id"] for row in found["rows"]] == [str(made.public_id)]


def test_a_look_at_a_member_is_written_and_she_can_read_it() -> None:
    org = makers.make_org()
    made = makers.make_member(org)
    shown = officer_of(org).get(f"members/{made.public_id}")
    assert shown["card_no"] == made.card_no
    assert made.person.id_tail in shown["id_masked"]
    looks = Caller(key_of(makers.worker(made.person))).get("me/looks")
    assert [look["event"] for look in looks if look["who"]][:1] == ["person.viewed"]


def test_nobody_looks_over_the_fence() -> None:
    made = makers.make_member(makers.make_org("外地工会（演示）"))
    stranger = officer_of(makers.make_org())
    assert stranger.get(f"members/{made.public_id}", 404)["code"] == "request.unknown"
    assert not AuditEntry.objects.filter(event="person.viewed").exists()


def test_an_export_starts_once_for_one_key() -> None:
    org = makers.make_org()
    makers.make_member(org)
    chair = officer_of(org)
    first = chair.post("members/export", {"whole_numbers": True}, 202, once=ONCE)
    assert (first["state"], first["total"], first["file_id"]) == ("queued", 1, None)
    assert chair.post("members/export", {"whole_numbers": True}, 202, once=ONCE)["id"] == first["id"]
    assert chair.get(f"tasks/{first['id']}")["title"] == first["title"]
    assert Task.objects.count() == 1
    assert officer_of(org).get(f"tasks/{first['id']}", 404)["code"] == "request.unknown"


def test_a_card_is_read_at_a_window_and_that_is_on_record() -> None:
    made = makers.make_member(makers.make_org("外地工会（演示）"))
    window = officer_of(makers.make_org(), "orgs.view")
    shown = window.post("cards", {"token": made.card_token})
    assert shown["is_valid"]
    assert shown["name_masked"] != made.person.name
    assert AuditEntry.objects.filter(event="members.card_read", person_id=made.person_id).count() == 1
    worker = Caller(key_of(makers.worker(makers.make_person())))
    assert worker.post("cards", {"token": made.card_token}, 422)["code"] == "card.officers_only"


def test_the_tree_opens_downwards_and_no_wider() -> None:
    org = makers.make_org()
    below = makers.make_org("长河骑手工会（演示）", kind="new_form", parent=org)
    elsewhere = makers.make_org("外地工会（演示）")
    makers.make_member(below)
    chair = officer_of(org)
    assert [row["id"] for row in chair.get("unions")] == [str(org.public_id)]
    page = chair.get(f"unions/{org.public_id}")
    assert [row["name"] for row in page["below"]] == [below.name]
    assert page["members"] == Membership.objects.count() == 1
    assert [row["name"] for row in chair.get("unions", text="骑手")] == [below.name]
    assert chair.get(f"unions/{elsewhere.public_id}", 404)["code"] == "request.unknown"


def test_a_roster_is_followed_from_its_file_to_its_figures() -> None:
    house = House.make()
    chair, officer = officer_of(house.org), house.officer
    roster = house.map(house.upload(table([person(), person("李雨水", number="330108199001010011")])))
    assert [(row["id"], row["state"]) for row in chair.get("rosters", tab="open")["rows"]] == [
        (str(roster.public_id), "mapped")
    ]
    assert chair.get("rosters", tab="landed")["rows"] == []
    with makers.as_(officer):
        rosters.start_check(roster.public_id, actor=officer)
    run_as(officer, roster)
    one = chair.get(f"rosters/{roster.public_id}")
    assert (one["state"], one["landable"], one["counts"]["faults"]) == ("checked", 1, 1)
    assert {"land", "map", "cancel"} <= set(one["acts"])
    [row] = chair.get(f"rosters/{roster.public_id}/rows", verdict="fault")
    assert (row["number"], row["text"]) == (3, "第 3 行：身份证号校验位不对，多半有一位填错了。")
    stranger = officer_of(makers.make_org("宁波市总工会（演示）"))
    assert stranger.get(f"rosters/{roster.public_id}", 404)["code"] == "request.unknown"


def run_as(officer: Actor, roster: Import) -> None:
    """Let the worker do what this officer has started."""
    former = list(registry._builder)
    registry._builder[:] = [lambda starter, now: replace(officer, now=now)]
    try:
        runs.run_task(str(Import.objects.get(pk=roster.pk).task_id))
    finally:
        registry._builder[:] = former
