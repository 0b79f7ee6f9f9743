"""A union with a plan, people who take part, and settlement files for tests."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from hexian.domains.ledger.models import Account, Book, Fund
from hexian.domains.ledger.services import post
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Decision, File, Participation, Plan
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.foundation.actor import Actor
from hexian.foundation.tables.bodies import digest, to_json
from hexian.foundation.tables.models import DecisionTable, Version
from hexian.foundation.tables.rules import Input, Kind, Output, Policy, Range, Row, Table
from hexian.foundation.work import runs
from tests import makers

DUTIES = (
    "orgs.view", "mutualaid.view", "mutualaid.intake", "mutualaid.decide", "mutualaid.read", "mutualaid.plan",
    "mutualaid.enrol",
)  # fmt: skip
HEAD = (
    "setl_id", "certno", "psn_name", "med_type", "fixmedins_code", "adm_date", "dscg_date", "medfee_sumamt",
    "preselfpay_amt", "inscp_scp_amt", "fund_pay_sumamt", "refd_setl_flag", "invo_code", "invo_no",
)  # fmt: skip
#: 岳阳 2014 as published (`domain/RULES.md` §8): the fixture of the rules, no plan of anybody here.
YUEYANG = ((0, 5_000, 3_000), (5_000, 10_000, 3_500), (10_000, 20_000, 4_000), (20_000, 30_000, 4_500),
           (30_000, None, 5_000))  # fmt: skip
_serials = count(1)
TABLES: dict[int, Table] = {}


def tiers(bands: Iterable[tuple[int, int | None, int]] = YUEYANG) -> Table:
    """A table of marginal tiers, sums in yuan."""
    rows = tuple(
        Row(at, {"cost": Range(lo * 100, None if hi is None else hi * 100)}, {"rate": rate}, "互助计划第五条（演示）")
        for at, (lo, hi, rate) in enumerate(bands, 1)
    )
    return Table(
        "mutualaid.tiers", (Input("cost", Kind.FEN, "合规自付"),), (Output("rate", Kind.BP, "比例"),), rows,
        Policy.MARGINAL, "cost",
    )  # fmt: skip


def settlement(number: str, *, own: int, **given: Any) -> dict[str, str]:
    """A row as the bureau sends it: an own share in yuan within the policy's scope."""
    serial = next(_serials)
    total = given.pop("total", own + 10_000)
    row = {
        "setl_id": f"S{serial:06d}", "certno": number, "psn_name": "王小满", "med_type": "住院",
        "fixmedins_code": "H330100001", "adm_date": "2026-05-01", "dscg_date": "2026-05-06",
        "medfee_sumamt": f"{total}.00", "preselfpay_amt": "0.00", "inscp_scp_amt": f"{total}.00",
        "fund_pay_sumamt": f"{total - own}.00", "refd_setl_flag": "0", "invo_code": "033010000123",
        "invo_no": f"{serial:010d}",
    }  # fmt: skip
    return row | {name: str(value) for name, value in given.items()}


def csv_of(rows: Iterable[Mapping[str, str]], head: Iterable[str] = HEAD) -> bytes:
    """A file with the national headings."""
    names = list(head)
    return "\n".join([",".join(names), *(",".join(row[name] for name in names) for row in rows), ""]).encode()


@dataclass
class House:
    """A union with an open plan, money in its book, and an officer who does everything."""

    org: Organisation
    officer: Actor
    plan: Plan
    accounts: Mapping[str, Account]
    people: list[tuple[Person, str]] = field(default_factory=list)

    @classmethod
    def make(
        cls, *, org: Organisation | None = None, table: Table | None = None, fen: int = 100_000_000_00, **terms: Any
    ) -> House:
        """With the fixture's terms unless others are given, at a union of its own unless one is."""
        org = org or makers.make_org("滨河区总工会（演示）", kind="district")
        officer = makers.officer_of(org, *DUTIES)
        accounts = _accounts(org, fen)
        given = {"minimum_fen": 50_00, "is_raised": True, "cap_fen": 50_000_00, "price_fen": 50_00} | terms
        plan = Plan.objects.create(
            org=org, code=org.code, name="2026 年职工医疗互助（演示）", starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31), state="open", created_at=makers.NOW, book_id=accounts["money"].book_id,
            expense_id=accounts["expense"].pk, payable_id=accounts["payable"].pk,
            receivable_id=accounts["receivable"].pk, version_id=published(table or tiers(), org), **given,
        )  # fmt: skip
        return cls(org, officer, plan, accounts)

    def member(self, name: str = "王小满（演示）", **given: Any) -> str:
        """Somebody who takes part since New Year; her ID number."""
        number = makers.id_number()
        (person_id,) = people.register_many(
            people.prepare([Newcomer(name, number, makers.mobile())]), code=self.org.code, actor=makers.SYSTEM
        )
        facts = {
            "since": date(2026, 1, 1), "until": date(2026, 12, 31), "covered_from": date(2026, 1, 1), "fee_fen": 50_00,
            "consent_version": "1", "consented_on": date(2025, 12, 1), "batch": uuid4(),
        }  # fmt: skip
        Participation.objects.create(plan=self.plan, person_id=person_id, code=self.org.code, **(facts | given))
        self.people.append((Person.objects.get(pk=person_id), number))
        return number

    def receive(self, rows: Iterable[Mapping[str, str]], name: str = "结算.csv", head: Iterable[str] = HEAD) -> File:
        """Hand a file in."""
        with makers.as_(self.officer):
            return services.receive(
                io.BytesIO(csv_of(rows, head)),
                name=name,
                org_id=self.org.public_id,
                actor=self.officer,
                sender="医保（演示）",
            )

    def run(self, file: File) -> File:
        """Have it decided by a worker."""
        with makers.as_(self.officer):
            task = services.start_run(file.public_id, actor=self.officer).task_id
        runs.run_task(str(task))
        return File.objects.get(pk=file.pk)

    def decide(self, *rows: Mapping[str, str]) -> list[Decision]:
        """The rows in a file of their own, decided; its decisions in the order of the file."""
        done = self.run(self.receive(rows))
        return list(Decision.objects.filter(file=done).order_by("row"))


@dataclass
class AidHouse:
    """A plan with rows in its tables, arranged without deciding anything: for tests of who may open what."""

    plan: Plan

    @classmethod
    def at(cls, org: Organisation) -> AidHouse:
        """An open plan of a union that is there already."""
        plan = Plan.objects.create(
            org=org, code=org.code, name="2026 年职工医疗互助（演示）", starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31), state="open", created_at=makers.NOW, price_fen=50_00,
        )  # fmt: skip
        return cls(plan)

    def file(self) -> File:
        """A file that is done."""
        return File.objects.create(
            org=self.plan.org, code=self.plan.code, file_id=uuid4(), file_name="结算.csv", sha256=uuid4().hex,
            state="done", created_at=makers.NOW,
        )  # fmt: skip

    def row(self, file: File, person: Person, state: str) -> Decision:
        """A decision in a state, about nothing in particular."""
        return Decision.objects.create(
            public_id=uuid4(), plan=self.plan, person=person, code=person.code, settlement=uuid4().hex, file=file,
            admitted=date(2026, 5, 1), discharged=date(2026, 5, 6), total_fen=0, own_fen=0, first_fen=0, share_fen=0,
            base_fen=0, tiers_fen=0, raw_fen=0, paid_before_fen=0, amount_fen=0, state=state, decided_at=makers.NOW,
        )  # fmt: skip


def published(table: Table, org: Organisation) -> int:
    """The key of a published version that holds the table."""
    body = to_json(table)
    named = DecisionTable.objects.create(
        code=f"{table.code}.{next(_serials)}", place=org.code, title="互助金分段（演示）", created_at=makers.NOW
    )
    version = Version.objects.create(
        table=named, number=1, valid_from=date(2026, 1, 1), basis="互助计划第五条（演示）", body=body,
        body_hash=digest(body), prepared_at=makers.NOW,
    )  # fmt: skip
    row = Version.objects.filter(pk=version.pk)
    row.update(state="proposed", proposed_at=makers.NOW)
    row.update(state="published", published_by=0, published_name="演示", published_at=makers.NOW)
    TABLES[version.pk] = table
    return version.pk


def _accounts(org: Organisation, fen: int) -> Mapping[str, Account]:
    book = Book.objects.create(
        org=org, code=org.code, name="医疗互助账（演示）", opened_on=date(2026, 1, 1), created_at=makers.NOW
    )
    fund = Fund.objects.create(
        book=book, code=book.code, name="互助金（演示）", purpose="医疗互助", created_at=makers.NOW
    )
    kinds = {"money": None, "receivable": None, "payable": None, "income": fund, "expense": fund}
    numbers = {"money": "1002", "receivable": "1221", "payable": "2241", "income": "4001", "expense": "5001"}
    made = {
        kind: Account.objects.create(book=book, code=book.code, number=numbers[kind], name=kind, kind=kind, fund=its)
        for kind, its in kinds.items()
    }
    post(
        book, debit=made["money"].pk, credit=made["income"].pk, fen=fen, on=date(2026, 1, 1), source="ledger.gift",
        batch=uuid4(), actor=makers.SYSTEM,
    )  # fmt: skip
    return made
