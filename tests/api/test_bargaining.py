"""Programs read a bargaining and propose in it: by the same services, within the same walls as the pages."""

from __future__ import annotations

import base64
import hashlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hexian.domains.bargaining import access, services
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.foundation.actor import Actor
from tests import makers as base
from tests.api.callers import ROOT, Caller, key_of, with_second_factor
from tests.bargaining import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def program(actor: Actor, *duties: str) -> Caller:
    return Caller(key_of(with_second_factor(makers.again(actor)), *duties))


def test_both_sides_programs_read_propose_and_hear_nothing_of_each_others_talk() -> None:
    home = makers.house()
    case = makers.talking(home)
    ours, theirs = program(home.chair), program(home.manager)
    chair = makers.again(home.chair)
    at = f"bargaining/cases/{case.public_id}"
    with as_(chair):
        services.say(case.public_id, "底线是五个点。", key=uuid4(), actor=chair, private=True)
    (row,) = ours.get("bargaining/cases")["rows"]
    assert (row["id"], row["state"], row["is_mine"]) == (str(case.public_id), "negotiating", True)
    page = theirs.get(at)
    assert (page["part"], {seat["side"] for seat in page["seats"]}) == ("employer", {"worker", "employer"})
    assert [step["act"] for step in page["steps"]][:2] == ["open", "send_offer"]
    complete = next(each for each in ours.get(f"{at}/dates") if each["rule"] == "bargaining.complete")
    assert (complete["article"], complete["ended_at"], complete["is_clock"]) == ("29", None, True)
    # What one side keeps to itself counts for its own pages alone.
    before, unmoved = ours.get(f"{at}/room"), theirs.get(f"{at}/room")["version"]
    assert before["version"] == unmoved + 1
    topic = next(each for each in before["topics"] if each["clause"] == "wage.annual_increase")
    sent = {"key": str(uuid4()), "value": "5%"}
    asked = f"bargaining/topics/{topic['id']}/proposals"
    refused = ours.post(asked, {**sent, "value": "0.05"}, status=422)
    assert (refused["code"], "%" in refused["sentence"]) == ("clause.percent_unsure", True)
    made = [ours.post(asked, sent, status=201) for _ in range(2)]
    assert (made[0], made[0]["side"], made[0]["number"]) == (made[1], "worker", 1)
    after = theirs.get(f"{at}/room")
    assert after["version"] > unmoved
    assert "底线" not in str(after)
    (version,) = next(each for each in after["topics"] if each["id"] == topic["id"])["versions"]
    assert (version["value"], version["side"], version["by_name"]) == ("5%", "worker", home.chair.name)
    manager = makers.again(home.manager)
    with as_(manager):
        services.accept(version["id"], actor=manager)
    agreed = next(each for each in ours.get(f"{at}/room")["topics"] if each["id"] == topic["id"])
    assert (agreed["state"], agreed["agreed_id"]) == ("agreed", version["id"])
    assert ours.post(asked, {"key": str(uuid4()), "value": "6%"}, status=422)["code"] == "room.agreed"


def test_a_key_without_the_duty_to_act_opens_no_room_and_who_oversees_sees_states_only() -> None:
    home = makers.house()
    case = makers.talking(home)
    at = f"bargaining/cases/{case.public_id}"
    narrow = program(home.chair, access.VIEW) if access.VIEW in makers.WORKER_DUTIES else None
    above = program(home.above)
    assert above.get(at)["part"] == ""
    for caller in filter(None, (narrow, above)):
        for rest in ("room", "contract"):
            caller.get(f"{at}/{rest}", status=404)
    item = case.items.get(clause="wage.pay_day").public_id
    above.post(f"bargaining/topics/{item}/proposals", {"key": str(uuid4()), "value": "10"}, status=404)
    stranger = program(base.officer_of(makers.house("别家电子").union, *makers.WORKER_DUTIES))
    assert stranger.get("bargaining/cases", view="all")["rows"] == []
    for rest in ("", "/dates", "/room", "/contract"):
        stranger.get(f"{at}{rest}", status=404)


def test_the_contract_comes_as_a_file_and_an_altered_one_is_found() -> None:
    home = makers.house()
    case = makers.talking(home)
    makers.settle_all(home, case, {"wage.pay_day": Typed("12")})
    makers.adopted(home, case)
    ours = program(home.chair)
    at = f"bargaining/cases/{case.public_id}"
    found = ours.get(f"{at}/contract")
    pdf = base64.b64decode(found["pdf"])
    assert (pdf[:5], hashlib.sha256(pdf).hexdigest()) == (b"%PDF-", found["sha256"])
    verdicts = []
    for content in (pdf, pdf[:2_000] + bytes([pdf[2_000] ^ 1]) + pdf[2_001:]):
        answer = Client().post(
            f"{ROOT}/{at}/verify", {"file": SimpleUploadedFile("contract.pdf", content, "application/pdf")},
            headers={"Authorization": f"Bearer {ours.key}"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content.decode()
        verdicts.append(answer.json())
    assert [each["verdict"] for each in verdicts] == ["same", "unsigned"]
    assert "一字不差" in verdicts[0]["sentence"]
