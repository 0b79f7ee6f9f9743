"""A union with a plan and a donor's money, before its first settlement file: `python -m tests.browser.aid_walk_story`.

With the word «look» it does what the worker's timetable does every minute: it looks into the watched folder.
The last line it prints is JSON: sessions by name, and the ids the story needs.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any
from uuid import uuid4

from tests.browser import story  # sets Django up  # isort: skip

from django.utils import timezone

from hexian.domains.ledger import services as ledger
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Participation, Plan
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests import makers
from tests.ledger import makers as make
from tests.mutualaid import makers as aid

NUMBER = "330108199003070025"
TABLES = ("tables.view", "tables.edit")
HANDS = {
    "keeper": ("ledger.view", "ledger.keep", "ledger.propose"),
    "approver": ("ledger.view", "ledger.approve", *TABLES, "tables.publish"),
    "cashier": ("ledger.view", "ledger.release"), "auditor": ("ledger.view", "ledger.audit", "mutualaid.view"),
    "officer": (*aid.DUTIES, *TABLES),
}  # fmt: skip
NAMES = {"keeper": "周可心", "approver": "赵国强", "cashier": "吴远", "auditor": "郑明理", "officer": "李敏"}


def tell() -> dict[str, Any]:
    """A district, its book with one gift, its plan of this year, one worker who takes part and has given no card."""
    now = timezone.now()
    with scope(Actor.system("story", now)):
        union = makers.make_org("萧滨区总工会（演示）", kind="district")
        at = make.desk(union, fen=0)
        with scope(at.keeper):
            ledger.receive(
                at.fund.public_id, donor="锦程机械（演示）", donor_kind="employer", kind="gift", fen=10_000_00,
                on=date(now.year, 1, 1), actor=at.keeper,
            )  # fmt: skip
        she = _takes_part(_plan(union, at, now.year), union, now.year)
        sessions = {name: _session(union, name) for name in HANDS}
        return {
            "sessions": sessions | {"she": story._session(she)}, "union": str(union.public_id),
            "book": str(at.book.public_id), "fund": str(at.fund.public_id),
            "today": timezone.localdate(now).isoformat(),
        }  # fmt: skip


def _session(union: Organisation, name: str) -> str:
    actor = makers.officer_of(union, "orgs.view", *HANDS[name], name=NAMES[name])
    return story._session(Person.objects.get(pk=actor.person_id or 0), second_factor=True)


def _plan(union: Organisation, at: make.Desk, year: int) -> Plan:
    lines = {f"{kind}_id": at.line(kind).pk for kind in ("expense", "payable", "receivable")}
    return Plan.objects.create(
        org=union, code=union.code, name=f"{year} 年职工医疗互助（演示）", starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31), state="open", created_at=timezone.now(), book_id=at.book.pk,
        version_id=aid.published(aid.tiers(), union), price_fen=50_00, cap_fen=50_000_00, **lines,
    )  # fmt: skip


def _takes_part(plan: Plan, union: Organisation, year: int) -> Person:
    (key,) = people.register_many(
        people.prepare([Newcomer("王小满", NUMBER, "13800000002")]), code=union.code, actor=makers.SYSTEM
    )
    Participation.objects.create(
        plan=plan, person_id=key, code=union.code, since=date(year, 1, 1), until=date(year, 12, 31),
        covered_from=date(year, 1, 1), fee_fen=50_00, consent_version="1", consented_on=date(year - 1, 12, 1),
        batch=uuid4(),
    )  # fmt: skip
    she = Person.objects.get(pk=key)
    people.open_account(she.mobile, she, actor=makers.SYSTEM, is_demo=True)
    return she


def look() -> int:
    """What lies in the folder is taken in; the worker decides it."""
    actor = Actor.system("folder", timezone.now())
    with scope(actor):
        return services.look_into_folder(actor, quiet=0)


if __name__ == "__main__":
    print(json.dumps(look() if "look" in sys.argv else tell()))  # noqa: T201 - the answer to who started this process
