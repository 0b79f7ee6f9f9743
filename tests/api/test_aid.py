"""Settlements sent in by programs, her own settlements read by hers, books and runs read by a finance program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid.models import Decision, File
from hexian.domains.people.models import Person
from hexian.foundation import work
from hexian.foundation.attachments import queries as kept
from hexian.foundation.work import registry, runs
from tests import makers as houses
from tests.api.callers import ROOT, Caller, key_of, officer_of, with_second_factor
from tests.mutualaid.makers import House, csv_of, settlement

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def aid() -> Iterator[House]:
    """A union with an open plan and its officer, who starts its jobs."""
    former = list(registry._builder)
    made = House.make()
    work.set_actor_builder(lambda _starter, _now: made.officer)
    yield made
    registry._builder[:] = former


class Sender(Caller):
    """A caller who can send a form with a file."""

    def send(self, address: str, facts: dict[str, Any]) -> Any:
        """The answer to a form."""
        answer = Client().post(f"{ROOT}/{address}", facts, headers={"Authorization": f"Bearer {self.key}"})
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()


@pytest.fixture
def program(aid: House) -> Sender:
    """A program with a key of the officer who takes settlements in."""
    return Sender(key_of(with_second_factor(aid.officer)))


def member_of(person: Person) -> Caller:
    """Her own program: a key without any duty."""
    return Caller(key_of(houses.worker(person)))


def run(file_id: str) -> File:
    row = File.objects.get(public_id=file_id)
    runs.run_task(str(row.task_id))
    return File.objects.get(pk=row.pk)


def test_a_file_is_sent_decided_and_asked_after(aid: House, program: Sender) -> None:
    content = csv_of([settlement(aid.member(), own=5_000), settlement(aid.member(), own=8_000, dscg_date="昨天")])
    sent = program.send("aid/files", {
        "union_id": str(aid.org.public_id), "sender": "医保（演示）",
        "file": SimpleUploadedFile("6月.csv", content),
    })  # fmt: skip
    assert (sent["state"], sent["name"]) == ("running", "6月.csv")
    assert run(sent["id"]).channel == "api"
    told = program.get(f"aid/files/{sent['id']}")
    assert (told["state"], told["rows"], told["ordered"], told["faults"]) == ("done", 2, 1, 1)
    (fault,) = program.get(f"aid/files/{sent['id']}/faults")
    assert (fault["row"], fault["column"]) == (3, "出院日期")
    assert fault["sentence"].endswith("。")
    assert program.get(f"aid/files/{sent['id']}/faults", after="3") == []
    assert [each["id"] for each in program.get("aid/files")["rows"]] == [sent["id"]]


def test_records_are_kept_as_lines_and_numbers_are_not_rounded(aid: House, program: Sender) -> None:
    row: dict[str, Any] = settlement(aid.member(), own=5_000)
    row |= {"certno": int(row["certno"]) if row["certno"].isdigit() else row["certno"], "fund_pay_sumamt": 9999.9}
    said = {"union_id": str(aid.org.public_id), "records": [row], "name": "接口.csv"}
    sent = program.post("aid/files/records", said, 201)
    assert sent["name"] == "接口.jsonl"
    file = run(sent["id"])
    attachment = kept.find(file.file_id)
    assert attachment is not None
    line = json.loads(b"".join(kept.stream(attachment)))
    assert (line["certno"], line["fund_pay_sumamt"]) == (str(row["certno"]), "9999.9")
    assert Decision.objects.get().own_fen == 15_000_00 - 9_999_90
    again = program.post("aid/files/records", said, 422)
    assert again["code"] == "aid.same_file"
    assert (PaymentOrder.objects.count(), again["sentence"][-1]) == (1, "。")


def test_a_file_whose_columns_nobody_knows_waits_with_the_reason(aid: House, program: Sender) -> None:
    records = [{"setl_id": "S1", "certno": "330108199001010011", "总": "1.00"}]
    sent = program.post("aid/files/records", {"union_id": str(aid.org.public_id), "records": records}, 201)
    assert (sent["state"], sent["columns"]) == ("received", ["setl_id", "certno", ""])


def test_who_may_not_take_settlements_in_finds_no_such_address(aid: House) -> None:
    stranger = officer_of(houses.make_org(), "members.view")
    assert stranger.get("aid/files", 404)["code"] == "request.unknown"
    elsewhere = officer_of(houses.make_org(), "mutualaid.intake")
    said = {"union_id": str(aid.org.public_id), "records": [{"setl_id": "S1"}]}
    assert elsewhere.post("aid/files/records", said, 404)["code"] == "request.unknown"
    assert Client().post("/api/v1/aid/files", {"union_id": "x"}).status_code == 401


def test_a_large_file_is_taken_from_who_is_known_only(aid: House, program: Sender) -> None:
    content = csv_of([settlement(aid.member(), own=5_000)]) + b"\n" * 3_000_000
    facts = {"union_id": str(aid.org.public_id), "file": SimpleUploadedFile("大.csv", content)}
    assert Client().post("/api/v1/aid/files", facts).status_code == 413
    facts["file"] = SimpleUploadedFile("大.csv", content)
    assert program.send("aid/files", facts)["state"] == "running"


def test_she_reads_why_declines_wants_and_contests(aid: House) -> None:
    number = aid.member()
    (row,) = aid.decide(settlement(number, own=5_000))
    her = member_of(aid.people[0][0])
    mine = her.get("aid/mine")
    assert [(each["id"], each["amount_fen"]) for each in mine["decisions"]] == [(str(row.public_id), 1_500_00)]
    why = her.get(f"aid/mine/{row.public_id}")
    assert any("1,500.00" in line["sum"] for line in why["lines"])
    assert her.post(f"aid/mine/{row.public_id}/decline", {})["state"] == "declined"
    wanted = her.post(f"aid/mine/{row.public_id}/want", {})
    assert (wanted["state"], wanted["amount_fen"]) == ("ordered", 1_500_00)
    contested = her.post(f"aid/mine/{wanted['id']}/contest", {"reason": "少算了一天"}, 201)
    assert [each["state"] for each in contested["contests"]] == ["filed"]
    assert her.post(f"aid/mine/{wanted['id']}/appeal", {"reason": "还是少"}, 422)["code"] == "aid.nothing_to_appeal"
    other = member_of(aid.people[0][0])
    assert other.get("aid/mine")["decisions"]
    assert PaymentOrder.objects.exclude(state="cancelled").get().fen == 1_500_00


def test_a_finance_program_reads_books_and_their_balance(aid: House) -> None:
    aid.decide(settlement(aid.member(), own=5_000))
    reader = officer_of(aid.org, "ledger.view")
    (book,) = reader.get("ledger/books")
    assert book["payable_fen"] == 1_500_00
    trial = reader.get(f"ledger/books/{book['id']}/trial")
    assert trial["debit_fen"] == trial["credit_fen"] > 0
    assert sum(row["closing_fen"] for row in trial["rows"]) == 0
    assert reader.get("ledger/runs")["rows"] == []
