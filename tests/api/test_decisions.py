"""Programs hold a congress: a body, its delegates, a sitting, two tellers' keys, a result."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hexian.domains.decisions import services
from tests import makers as base
from tests.api.callers import Caller, key_of, officer_of
from tests.decisions import makers as make

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

COUNT = {"issued": 3, "returned": 3, "valid": 3, "void": 0, "yes": 2, "no": 1, "abstain": 0}


def begun(first: Caller, union: str) -> str:
    """A sitting of an assembly of three whose roll is sealed."""
    year = timezone.localdate().year
    asked = {
        "union_id": union, "kind": "assembly", "term_number": 1, "begins_on": f"{year}-01-01",
        "ends_on": f"{year + 4}-12-31", "staff": 3, "women": 1,
    }  # fmt: skip
    body = first.post("congress/bodies", asked, status=201, once="congress-0123456789")
    again = first.post("congress/bodies", asked, status=201, once="congress-0123456789")
    assert (again["id"], body["seats"], body["is_ready"]) == (body["id"], 3, False)
    at = f"congress/bodies/{body['id']}"
    wrong = first.post(f"{at}/delegates", {"text": "陈小满 女 仓库\n周立夏 哈 仓库"}, status=422)
    assert wrong["params"]["faults"] == [{"line": 2, "code": "decisions.line_sex", "said": "哈"}]
    page = first.post(f"{at}/delegates", {"text": "陈小满 女 仓库\n周立夏 男 仓库\n李敏 女 车间"})
    assert page["is_ready"]
    plan = {"held_at": timezone.now().isoformat(), "place": "食堂", "chair": "李敏"}
    sitting = first.post(f"{at}/sittings", plan, status=201)
    sealed = first.post(f"congress/sittings/{sitting['id']}/seal")
    assert (sealed["roll"], sealed["need"], sealed["missing"], sealed["is_intact"]) == (3, 2, 2, True)
    return str(sitting["id"])


def test_two_programs_count_and_one_closes() -> None:
    union = make.works()
    first, second = officer_of(union, *make.OFFICER), officer_of(union, *make.OFFICER)
    sitting = f"congress/sittings/{begun(first, str(union.public_id))}"
    motion = first.post(f"{sitting}/motions", {"title": "《章程（草案）》"}, status=201)
    at = f"congress/motions/{motion['id']}"
    roll = first.get(f"{sitting}/roll")
    for entry in roll:
        first.post(f"{sitting}/check-in", {"entry_id": entry["id"]})
    first.post(f"{sitting}/check-in", {"entry_id": roll[0]["id"], "undo": True})
    first.post(f"{sitting}/check-in", {"entry_id": roll[0]["id"]})
    assert first.post(f"{sitting}/open")["state"] == "open"
    first.post(f"{at}/counts", COUNT, status=201)
    assert first.post(f"{at}/counts", COUNT, status=422)["code"] == "decisions.same_teller"
    seen = second.get(at)
    assert (seen["counted"], seen["foreseen"], seen["yes"]) == (1, "", 0), "nothing of the other's figures"
    assert second.post(f"{at}/close", status=422)["params"]["missing"] == 1
    second.post(f"{at}/counts", {**COUNT, "yes": 1, "no": 2}, status=201)
    assert second.get(at)["differing"] == ["yes", "no"]
    second.post(f"{at}/recount")
    for caller in (second, first):
        caller.post(f"{at}/counts", COUNT, status=201)
    done = first.post(f"{at}/close")
    assert (done["state"], done["yes"], done["roll"], done["share"]) == ("carried", 2, 3, "66.67%")
    assert first.post(f"{sitting}/close")["state"] == "closed"
    bodies = first.get("congress/bodies", text="和畅")
    assert [row["serving"] for row in bodies] == [3]
    assert first.get(f"congress/bodies/{bodies[0]['id']}")["sittings"][0]["present"] == 3


def test_under_the_quorum_the_missing_number_is_a_number() -> None:
    union = make.works()
    first = officer_of(union, *make.OFFICER)
    sitting = f"congress/sittings/{begun(first, str(union.public_id))}"
    answer = first.post(f"{sitting}/open", status=422)
    assert answer["params"] == {"roll": 3, "need": 2, "present": 0, "missing": 2}
    assert first.post(f"{sitting}/no-quorum")["state"] == "no_quorum"


def test_a_delegate_asks_for_her_own_seat() -> None:
    union = make.works()
    officer = make.officer(union)
    person = base.make_person("陈小满", org=union)
    herself = base.worker(person)
    body = make.body(union, officer)
    with base.as_(officer):
        services.add_delegates(body.public_id, [make.line(1, name="陈小满", mobile=person.mobile)], actor=officer)
    (seat,) = Caller(key_of(herself)).get("congress/mine")
    assert seat["department"] == "车间1"
