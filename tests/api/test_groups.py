"""Groups across the tree and the employers of unions, as programs keep them."""

from __future__ import annotations

import pytest

from hexian.domains.orgs.models import Coverage, Group, GroupMember, Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.api.callers import officer_of
from tests.makers import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ONCE = "0123456789abcdef"


def district() -> tuple[Organisation, Organisation, Organisation]:
    """A district with a union and an employer below it."""
    above = makers.make_org("滨江区总工会（演示）", kind=Kind.DISTRICT)
    return above, makers.make_org(parent=above), makers.make_org("蓝天厂（演示）", kind=Kind.EMPLOYER, parent=above)


def test_a_group_is_made_joined_left_and_closed_and_its_days_stay_known() -> None:
    above, union, _employer = district()
    chair = officer_of(above)
    wanted = {"keeper_id": str(above.public_id), "kind": "park", "name": "智慧园（演示）", "trade": "I"}
    made = chair.post("groups", wanted, 201, once=ONCE)
    assert chair.post("groups", wanted, 201, once=ONCE) == made
    assert Group.objects.count() == 1
    assert (made["keeper"]["id"], made["is_closed"]) == (str(above.public_id), False)
    assert chair.get("groups", kind="park") == [made] == [chair.get(f"groups/{made['id']}")]
    assert chair.get("groups", kind="trade") == []
    assert chair.post("groups", wanted, 422)["code"] == "group.name_taken"

    body = {"org_id": str(union.public_id)}
    chair.post(f"groups/{made['id']}/join", body, once=ONCE)
    chair.post(f"groups/{made['id']}/join", body, once=ONCE)
    assert "已经在" in chair.post(f"groups/{made['id']}/join", body, 422)["sentence"]
    named = [{"id": str(union.public_id), "name": union.short_name}]
    assert chair.get(f"groups/{made['id']}/members") == named
    assert chair.get(f"groups/{made['id']}/members", day="2020-01-01") == []
    assert chair.get(f"groups/{made['id']}/members", after=str(union.public_id)) == []
    assert chair.get(f"unions/{union.public_id}/groups") == [made]
    GroupMember.objects.update(since=TODAY.replace(day=1))
    chair.post(f"groups/{made['id']}/leave", body)
    assert chair.get(f"unions/{union.public_id}/groups", day=TODAY.replace(day=2).isoformat()) == [made]
    assert chair.post(f"groups/{made['id']}/close")["is_closed"]
    assert [each["id"] for each in chair.get("groups", state="closed")] == [made["id"]]
    assert set(AuditEntry.objects.filter(subject_id=made["id"]).values_list("event", flat=True)) >= {
        "orgs.group_made", "orgs.group_joined", "orgs.group_left", "orgs.group_closed",
    }  # fmt: skip


def test_a_union_is_there_for_an_employer_from_a_day_until_another() -> None:
    above, union, employer = district()
    chair = officer_of(above)
    address, body = f"unions/{union.public_id}/employers", {"employer_id": str(employer.public_id)}
    (there,) = chair.post(address, body, 201, once=ONCE)
    assert (there["body"]["id"], there["until"]) == (str(employer.public_id), None)
    assert chair.post(address, body, 201, once=ONCE) == [there]
    assert Coverage.objects.count() == 1
    assert chair.post(address, body, 422)["code"] == "cover.already"
    assert chair.post(address, {"employer_id": str(above.public_id)}, 422)["code"] == "cover.not_an_employer"
    assert [each["body"]["id"] for each in chair.get(f"unions/{employer.public_id}/employers")] == [
        str(union.public_id)
    ]
    assert chair.get(address, day="2020-01-01") == []
    assert chair.post(f"{address}/end", body) == []
    assert chair.post(f"{address}/end", body, 422)["code"] == "cover.not_there"


def test_whoever_may_only_look_changes_nothing_and_strangers_see_nothing() -> None:
    above, union, employer = district()
    reader, stranger = officer_of(above, "orgs.view"), officer_of(makers.make_org("余杭区总工会（演示）"))
    body = {"employer_id": str(employer.public_id)}
    assert reader.post(f"unions/{union.public_id}/employers", body, 403)["code"] == "request.forbidden"
    wanted = {"keeper_id": str(above.public_id), "kind": "park", "name": "智慧园（演示）"}
    assert reader.post("groups", wanted, 403)["code"] == "request.forbidden"
    stranger.post("groups", wanted, 404)
    stranger.get(f"unions/{union.public_id}/employers", 404)
    stranger.get(f"unions/{union.public_id}/groups", 404)
    stranger.post(f"unions/{union.public_id}/employers", body, 404)
    assert stranger.get("groups") == []
