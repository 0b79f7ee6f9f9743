"""Programs found a union: the contact's and the upper union's verbs, stale versions, keys sent twice."""

from __future__ import annotations

import pytest

from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Body
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.rules import CodePurpose
from tests import makers as base
from tests.api.callers import ANYBODY, Caller, key_of, officer_of
from tests.founding import makers as make
from tests.people.makers import plant_code

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def begun(upper: Organisation, mobile: str) -> tuple[Caller, Case]:
    """A case somebody's program began, and her own key from then on."""
    ANYBODY.post("founding/code", {"mobile": mobile})
    plant_code(mobile, CodePurpose.LOGIN, "482913")
    body = {
        "upper_id": str(upper.public_id), "form": "alone", "name": "新苗电子（演示）有限公司工会委员会",
        "contact_name": "周立夏",
        "contact_mobile": mobile, "code": "482913", "has_consent": True,
    }  # fmt: skip
    page = ANYBODY.post("founding/cases", body, status=201, once="founding-0123456789")
    assert page["obstacle"].endswith("。")
    case = Case.objects.get()
    assert case.contact is not None
    return Caller(key_of(base.worker(case.contact))), case


def test_a_program_founds_a_union_and_another_approves_it() -> None:
    upper = make.street()
    chair = officer_of(upper, *make.OFFICER)
    assert ANYBODY.get("founding/uppers", text="长河")[0]["name"] == upper.name
    contact, case = begun(upper, base.mobile())
    at = f"founding/cases/{case.public_id}"
    firm = {"uscc": make.uscc(), "name": "新苗电子（演示）有限公司", "staff": 40, "women": 12, "intended": 30}
    contact.post(f"{at}/employers", firm)
    contact.post(f"{at}/group", {"name": "郑惊蛰", "is_leader": True})
    page = contact.post(f"{at}/group", {"name": "冯清明"})
    leader = next(each["id"] for each in page["group"] if each["is_leader"])
    said = {"answers": {"chair_ban": False, "kin_ban": False}}
    assert contact.post(f"{at}/declarations/{leader}", said)["obstacle"] == ""
    page = contact.post(f"{at}/request", {})
    assert (page["state"], page["turn"], page["saved_trips"]) == ("prep_requested", "upper", ["request"])

    assert chair.get("founding/cases")["rows"][0]["name"] == case.name
    stale = chair.post(f"{at}/approve-prep", {"number": "长工组〔2026〕3号", "version": 1}, status=422)
    assert stale["code"] == "founding.stale"
    chair.post(f"{at}/approve-prep", {"number": "长工组〔2026〕3号", "version": page["version"]})
    contact.post(f"{at}/recruit", {})
    counted = elected(contact, at)
    assert contact.post(f"{at}/congress", counted | {"present": 19}, status=422)["params"]["missing"] == 1
    contact.post(f"{at}/congress", counted)
    contact.post(f"{at}/report", {})
    done = chair.post(f"{at}/approve-result", {"number": "长工组〔2026〕4号"})
    assert done["state"] == "approved"
    assert Organisation.objects.get(public_id=done["union_id"]).parent_id == upper.pk
    assert contact.post(f"{at}/activate", {})["state"] == "active"
    assert [row["state"] for row in contact.get("founding/mine")] == ["active"]


def elected(contact: Caller, at: str) -> dict[str, object]:
    """Three bodies' candidates with their declarations, and the count."""
    ballots = []
    for body, number, seats in ((Body.COMMITTEE, 4, 3), (Body.AUDIT, 2, 1), (Body.WOMEN, 4, 3)):
        for place in range(number):
            name = f"{'魏陶姜'[list(Body).index(body)]}{make.NAMES[place]}"
            page = contact.post(f"{at}/candidates", {"body": body, "name": name, "mobile": base.mobile()})
        stood = [each["id"] for each in page["candidates"] if each["body"] == body]
        head = {Body.COMMITTEE: "chair", Body.AUDIT: "audit_chair", Body.WOMEN: "women_chair"}[body]
        if body is Body.COMMITTEE:
            for each in stood:
                contact.post(f"{at}/declarations/{each}", {"answers": {"chair_ban": False, "kin_ban": False}})
        standing = [
            {"candidate_id": each, "votes": 26 - place if place < seats else 1, "post": head if place == 0 else None}
            for place, each in enumerate(stood)
        ]
        ballots.append(
            {
                "body": body,
                "seats": seats,
                "issued": 28,
                "returned": 28,
                "valid": 28,
                "invalid": 0,
                "standing": standing,
            }
        )
    day = Case.objects.get().prep_on
    return {
        "held_on": str(day), "place": "会议室", "kind": "members", "members": 30, "women_members": 12, "due": 30,
        "present": 28, "ballots": ballots,
    }  # fmt: skip


def test_what_is_written_is_read_corrected_and_taken_out_as_on_the_pages() -> None:
    upper = make.street()
    contact, case = begun(upper, base.mobile())
    at = f"founding/cases/{case.public_id}"
    firm = {"uscc": make.uscc(), "name": "新苗电子（演示）有限公司", "staff": 40, "women": 12, "intended": 30}
    page = contact.post(f"{at}/employers", firm | {"address": "滨江区演示路 1 号"})
    employer = f"{at}/employers/{page['employers'][0]['id']}"
    known = contact.get(employer)
    assert (known["address"], known["staff"]) == ("滨江区演示路 1 号", 40)
    said = {name: value for name, value in known.items() if name != "id"} | {"staff": 50, "version": page["version"]}
    page = contact.post(employer, said)
    assert (page["employers"][0]["staff"], contact.get(employer)["address"]) == (50, "滨江区演示路 1 号")
    assert contact.post(employer, said, status=422)["code"] == "founding.stale"
    assert contact.post(employer, said | {"uscc": "1", "version": None}, status=422)["code"] == "uscc.length"

    page = contact.post(f"{at}/group", {"name": "郑惊蛰", "is_leader": True, "mobile": base.mobile()})
    leader = f"{at}/group/{page['group'][0]['id']}"
    page = contact.post(leader, {"name": "郑惊蛰", "is_leader": True, "post": "质检员"})
    assert (page["group"][0]["post"], "****" in contact.get(leader)["mobile_masked"]) == ("质检员", True)
    assert contact.post(f"{leader}/drop", {})["group"] == []
    contact.get(leader, status=404)
    assert contact.post(f"{employer}/drop", {})["employers"] == []


def test_who_stands_is_corrected_by_a_program_and_nobody_reaches_into_another_case() -> None:
    upper = make.street()
    chair = officer_of(upper, *make.OFFICER)
    case = make.agreed(upper, make.contact(upper), make.officer(upper, "周可心"))
    other = make.draft(upper, make.contact(upper), name="别家（演示）工会委员会")
    at = f"founding/cases/{case.public_id}"
    page = chair.post(f"{at}/candidates", {"body": "audit", "name": "陶甲", "mobile": base.mobile()})
    one = f"{at}/candidates/{page['candidates'][0]['id']}"
    said = chair.post(one, {"name": "陶一甲", "post": "会计", "is_written_in": True})["candidates"][0]
    assert (said["name"], said["post"], said["body"], said["has_died"]) == ("陶一甲", "会计", "audit", False)
    assert chair.get(one)["is_written_in"] is True
    astray = one.replace(str(case.public_id), str(other.public_id))
    chair.get(astray, status=404)
    for address in (astray, f"{astray}/drop"):
        chair.post(address, {"name": "陶二"}, status=404)
    viewer = officer_of(upper, "founding.view", "members.view")
    viewer.post(one, {"name": "陶二"}, status=404)
    assert chair.post(f"{one}/drop", {})["candidates"] == []


def test_a_wrong_code_opens_nothing() -> None:
    upper = make.street()
    body = {
        "upper_id": str(upper.public_id), "form": "alone", "name": "新苗工会委员会", "contact_name": "周立夏",
        "contact_mobile": base.mobile(), "code": "000000",
    }  # fmt: skip
    assert ANYBODY.post("founding/cases", body, status=422)["code"] == "code.none"
    assert ANYBODY.post("founding/cases", body | {"code": ""}, status=422)["code"] == "founding.mobile_unproved"
    assert not Case.objects.exists()


def test_targets_are_set_from_above_and_counted() -> None:
    district = base.make_org("滨江区总工会（演示）", kind="district")
    upper = base.make_org("长河街道总工会（演示）", parent=district, division="330108002")
    chair = officer_of(district, *make.OFFICER)
    body = {"org_id": str(upper.public_id), "year": 2026, "kind": "all", "number": 9}
    rows = chair.post("founding/targets", body)["rows"]
    figure = next(cell for cell in rows[1]["cells"] if cell["kind"] == "all")
    assert (figure["done"], figure["target"], figure["completion"]) == (0, 9, 0)
    assert next(cell for cell in rows[0]["cells"] if cell["kind"] == "all")["completion"] is None


def test_an_officer_begins_a_case_for_somebody_and_only_below_her() -> None:
    upper = make.street()
    organiser = officer_of(upper, "founding.view", "founding.handle")
    body = {
        "upper_id": str(upper.public_id), "form": "alone", "name": "新苗工会委员会", "contact_name": "周立夏",
        "contact_mobile": base.mobile(), "channel": "visit",
    }  # fmt: skip
    assert organiser.post("founding/on-behalf", body, status=201)["state"] == "draft"
    elsewhere = base.make_org("浦沿街道总工会（演示）")
    organiser.post("founding/on-behalf", body | {"upper_id": str(elsewhere.public_id)}, status=404)
    assert ANYBODY.post("founding/cases", body, status=422)["code"] == "founding.mobile_unproved"
