"""Let a bench's crowd take part in a plan: `python -m bench.adjudicate_fill`, as owner; the last line is JSON.

Everybody takes part; the union that runs the plan stands above all of them, as a city's does.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.settlement_files import YEAR  # noqa: E402
from hexian.domains.ledger.models import Account, Book, Fund  # noqa: E402
from hexian.domains.ledger.services import post  # noqa: E402
from hexian.domains.orgs.models import Organisation  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.tables.bodies import digest, to_json  # noqa: E402
from hexian.foundation.tables.models import DecisionTable, Version  # noqa: E402
from hexian.foundation.tables.rules import Input, Kind, Output, Policy, Range, Row, Table  # noqa: E402

#: A year's money for a million stays of some thousand yuan each.
FUND = 10**15
_BOOK = """
    INSERT INTO ledger_book (public_id, org_id, code, name, opened_on, bank_name, bank_holder, bank_number, last_run,
        is_demo, created_at)
    VALUES (gen_random_uuid(), %(org)s, %(code)s, '测速', %(first)s, '', '', '', 0, TRUE, %(now)s) RETURNING id
"""
_PLAN = """
    INSERT INTO mutualaid_plan (public_id, org_id, code, name, starts_on, ends_on, price_fen, payer, waiting_days, per,
        eligible, deductible_fen, minimum_fen, is_raised, cap_fen, large_fen, sample_bp, excluded, version_id,
        bureau_agreement, basis, is_unverified, book_id, expense_id, payable_id, receivable_id, state, halt_reason,
        created_at)
    VALUES (gen_random_uuid(), %(org)s, %(code)s, '测速计划', %(first)s, %(last)s, 5000, 'union', 0, 'stay', 'scope', 0,
        5000, TRUE, 5000000, 1000000000, 10, '{}', %(version)s, '测速', '', TRUE, %(book)s, %(expense)s, %(payable)s,
        %(receivable)s, 'open', '', %(now)s)
    RETURNING id
"""
_PART = """
    INSERT INTO mutualaid_participation (plan_id, person_id, code, since, until, covered_from, fee_fen, consent_version,
        consented_on, batch, payer, end_reason)
    SELECT %(plan)s, id, code, %(first)s, %(last)s, %(first)s, 5000, '1', %(first)s, gen_random_uuid(), 'union', ''
    FROM people_person ORDER BY id
"""


def main() -> dict[str, Any]:
    """The plan's union, the plan and how many take part."""
    now = timezone.now()
    with scope(Actor.system("bench", now)), connection.cursor() as cursor:
        org = Organisation.objects.filter(kind="city").order_by("code").first() or Organisation.objects.get(code="A")
        facts: dict[str, Any] = {
            "org": org.pk, "code": org.code, "now": now, "first": date(YEAR, 1, 1), "last": date(YEAR, 12, 31),
            "version": _published(org, now),
        }  # fmt: skip
        cursor.execute(_BOOK, facts)
        facts["book"] = _one(cursor)
        facts |= _lines(facts, now)
        cursor.execute(_PLAN, facts)
        facts["plan"] = _one(cursor)
        cursor.execute(_PART, facts)
        count = cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) mutualaid_participation")
    return {"org": str(org.public_id), "plan": facts["plan"], "taking_part": count}


#: As of 岳阳 2014 (`domain/RULES.md` §8), which the statement by hand holds too.
TIERS = ((0, 500_000, 3_000), (500_000, 1_000_000, 3_500), (1_000_000, 2_000_000, 4_000), (2_000_000, 3_000_000, 4_500),
         (3_000_000, None, 5_000))  # fmt: skip


def _published(org: Organisation, now: datetime) -> int:
    """The key of a published version of the tiers."""
    rows = tuple(Row(at, {"cost": Range(lo, hi)}, {"rate": rate}, "测速") for at, (lo, hi, rate) in enumerate(TIERS, 1))
    cost, rate = Input("cost", Kind.FEN, "合规自付"), Output("rate", Kind.BP, "比例")
    body = to_json(Table("mutualaid.tiers", (cost,), (rate,), rows, Policy.MARGINAL, "cost"))
    table = DecisionTable.objects.create(code="mutualaid.tiers", place=org.code, title="测速", created_at=now)
    version = Version.objects.create(
        table=table, number=1, valid_from=date(YEAR, 1, 1), basis="测速", body=body, body_hash=digest(body),
        prepared_at=now,
    )  # fmt: skip
    row = Version.objects.filter(pk=version.pk)
    row.update(state="proposed", proposed_at=now)
    row.update(state="published", published_by=0, published_name="测速", published_at=now)
    return version.pk


def _lines(facts: dict[str, Any], now: datetime) -> dict[str, int]:
    """The accounts of the book, with money in the bank."""
    book = Book.objects.get(pk=facts["book"])
    fund = Fund.objects.create(book=book, code=book.code, name="测速", purpose="医疗互助", created_at=now)
    # Numbers as every book has them (`ledger.services.reaching`): runs find their money by them.
    lines = {"money": "1002", "receivable": "1221", "payable": "2241", "income": "4001", "expense": "5001"}
    made = {
        kind: Account.objects.create(
            book=book, code=book.code, number=number, name=kind, kind=kind, fund=fund if number > "4" else None
        ).pk
        for kind, number in lines.items()
    }
    post(
        book, debit=made["money"], credit=made["income"], fen=FUND, on=facts["first"], source="ledger.gift",
        batch=uuid4(), actor=Actor.system("bench", now),
    )  # fmt: skip
    return made


def _one(cursor: Any) -> int:
    (found,) = cursor.fetchone()
    return int(found)


if __name__ == "__main__":
    print(json.dumps(main()))
