"""A member's program asks to go over, the officers' programs answer; what the API says of it is what the pages say."""

from __future__ import annotations

import pytest

from hexian.domains.members.models import Membership, Participation
from hexian.domains.people.models import Person
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.api.callers import Caller, key_of, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ONCE = "0123456789abcdef"


def test_a_transfer_by_programs() -> None:
    here, there = makers.make_org(), makers.make_org("浦沿街道总工会（演示）")
    member = makers.make_member(here, "王小满")
    her = Caller(key_of(makers.worker(Person.objects.get(pk=member.person_id))))
    ours, theirs = officer_of(here), officer_of(there)
    wish = {"kind": "transfer", "target_id": str(there.public_id), "note": "厂里搬走了"}
    asked = her.post("me/passages", wish, 201, once=ONCE)
    assert her.post("me/passages", wish, 201, once=ONCE)["id"] == asked["id"]
    assert her.post("me/passages", {"kind": "quit"}, 422)["code"] == "passage.open_already"
    at = f"passages/{asked['id']}"
    assert theirs.get(at, 404)["code"] == "request.unknown"
    assert ours.get(at)["note"] == "厂里搬走了"
    assert ours.post(f"{at}/release")["waits_for"] == "target"
    (row,) = theirs.get("passages")["rows"]
    assert (row["name"], row["is_arriving"], row["member_id"]) == ("王小满", True, None)
    assert theirs.get(at)["note"] == ""
    assert theirs.post(f"{at}/accept")["state"] == "done"
    assert her.get("me/passages")[0]["state"] == "done"
    assert Membership.objects.get(pk=member.pk).org_id == there.pk
    assert AuditEntry.objects.filter(event="person.viewed", person_id=member.person_id).count() == 2


def test_a_no_says_what_to_do_and_a_wish_is_taken_back() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    her = Caller(key_of(makers.worker(Person.objects.get(pk=member.person_id))))
    ours = officer_of(union)
    asked = her.post("me/passages", {"kind": "retain", "reason": "unemployed"}, 201)
    refused = ours.post(f"passages/{asked['id']}/refuse", {"reason": "no_ground"})
    assert (refused["state"], refused["refusal"]) == ("refused", "no_ground")
    assert "请打工会电话" in refused["answer"]
    again = her.post("me/passages", {"kind": "retain", "reason": "leave"}, 201)
    assert her.post(f"me/passages/{again['id']}/withdraw")["state"] == "withdrawn"
    assert ours.post(f"passages/{again['id']}/confirm", {}, 422)["code"] == "passage.state"


def test_dues_are_noted_for_many_at_once_and_for_nobody_elsewhere() -> None:
    union = makers.make_org()
    ids = [str(makers.make_member(union, name).public_id) for name in ("王小满", "周可心")]
    elsewhere = str(makers.make_member(makers.make_org("浦沿街道总工会（演示）")).public_id)
    ours, on = officer_of(union), makers.TODAY.isoformat()
    assert ours.post("participation", {"member_ids": ids, "kind": "dues", "on": on}) == {"noted": 2}
    assert ours.post("participation", {"member_ids": [*ids, elsewhere], "kind": "dues", "on": on}, 404)
    assert Participation.objects.count() == 2
