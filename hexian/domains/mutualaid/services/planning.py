"""A year's plan: drafted by one person, opened by another, halted and resumed, changed with a word on what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.ledger.models import Account, Fund
from hexian.domains.ledger.rules import AccountKind
from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Decision, Plan, YearSum
from hexian.domains.mutualaid.rules import DecisionState, Terms
from hexian.domains.mutualaid.services import comparing, reaching
from hexian.domains.orgs.rules import ancestors
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.models import Version
from hexian.foundation.tables.states import VersionState

#: What may be changed once people rely on the plan; tiers, deductible and what counts stay as they were announced.
WHEN_OPEN = frozenset({"name", "cap_fen", "large_fen", "sample_bp", "basis", "is_unverified"})
FIELDS = WHEN_OPEN | {
    "starts_on", "ends_on", "price_fen", "payer", "returns_fee", "waiting_days", "per", "eligible", "deductible_fen",
    "minimum_fen", "is_raised", "excluded", "version_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """The plan as it is now, and what whoever changed it should know (codes with their figures)."""

    plan: Plan
    remarks: tuple[tuple[str, Mapping[str, int]], ...] = field(default=())


@transaction.atomic
def draft(
    org_id: UUID, *, name: str, starts_on: date, ends_on: date, price_fen: int, actor: Actor, **terms: Any
) -> Plan:
    """Draw a plan up for a union; `terms` are the columns in `FIELDS`.

    Its figures count as unverified (待核实) until somebody says she has held them against the published plan.  Raises
    `Refused` with `aid.no_table`, `aid.table_unlike`, `aid.name_missing`, `aid.plan_days`, `aid.plan_overlaps`
    (`plan`), `aid.sum_negative`, `aid.sample_share`, `aid.cap_below_minimum`; `Organisation.DoesNotExist` out of reach.
    """
    org = access.unions_planning(actor).get(public_id=org_id)
    advisory(f"mutualaid.plans.{org.pk}")
    plan = Plan(org=org, code=org.code, drafted_by=actor.person_id, created_at=actor.now)
    _write(plan, {"name": name, "starts_on": starts_on, "ends_on": ends_on, "price_fen": price_fen, **terms})
    plan.save(force_insert=True)
    reaching.tell_plan(AidEvent.PLAN_DRAFTED, plan, actor)
    return plan


def _write(plan: Plan, facts: Mapping[str, Any]) -> None:
    unknown = set(facts) - FIELDS
    if unknown:
        message = f"no plan has {sorted(unknown)}"
        raise TypeError(message)
    if facts.get("version_id") is not None and facts["version_id"] != plan.version_id:
        _check_version(facts["version_id"], plan)
    for name, value in facts.items():
        setattr(plan, name, value)
    _check(plan)


def _check_version(version_id: int, plan: Plan) -> None:
    """A plan is read from a published version of its own union or one above. Raises `Refused`: `aid.no_table`."""
    rows = Version.objects.filter(state=VersionState.PUBLISHED, table__place__in=ancestors(plan.code))
    if not rows.filter(pk=version_id).exists():
        raise Refused("aid.no_table", plan=plan.name)
    comparing.check_table(tables.version_by_id(version_id).table)


def _check(plan: Plan) -> None:
    if not plan.name.strip():
        raise Refused("aid.name_missing")
    if plan.ends_on < plan.starts_on or (plan.ends_on - plan.starts_on).days > 366:
        raise Refused("aid.plan_days")
    rules.check_terms(terms_of(plan), price=min(plan.price_fen, plan.waiting_days), sample_bp=plan.sample_bp)
    others = Plan.objects.filter(org=plan.org, starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
    other = others.exclude(pk=plan.pk).first()
    if other is not None:
        raise Refused("aid.plan_overlaps", plan=other.name)


def terms_of(plan: Plan) -> Terms:
    """A plan's terms as the rules take them."""
    return Terms(
        rules.Per(plan.per), plan.deductible_fen, plan.minimum_fen, plan.is_raised, plan.cap_fen, plan.large_fen
    )


@transaction.atomic
def change(plan_id: UUID, *, actor: Actor, **facts: Any) -> Changed:
    """Change a plan: everything while it is drafted, the cap and what is looked at once it is open.

    A cap lowered below what somebody has had already takes nothing back: she is paid nothing more, and the answer says
    how many there are (`aid.cap_lowered`).  Raises `Refused` like `draft`, and `aid.terms_fixed`, `aid.plan_closed`.
    """
    plan = reaching.plan_locked(plan_id, actor)
    advisory(f"mutualaid.plans.{plan.org_id}", f"mutualaid.year.{plan.pk}")
    if plan.state == "closed":
        raise Refused("aid.plan_closed", plan=plan.name)
    if plan.state == "open" and {name for name in facts if facts[name] != getattr(plan, name)} - WHEN_OPEN:
        raise Refused("aid.terms_fixed", plan=plan.name)
    former = plan.cap_fen
    _write(plan, facts)
    plan.save()
    told = {name: value for name, value in facts.items() if isinstance(value, int | bool) or name == "per"}
    reaching.tell_plan(AidEvent.PLAN_CHANGED, plan, actor, **told)
    return Changed(plan, _remarks(plan, former))


def _remarks(plan: Plan, former: int | None) -> tuple[tuple[str, Mapping[str, int]], ...]:
    if plan.cap_fen is None or (former is not None and plan.cap_fen >= former):
        return ()
    above = YearSum.objects.filter(plan=plan, paid_fen__gt=plan.cap_fen).count()
    return (("aid.cap_lowered", {"count": above}),) if above else ()


@transaction.atomic
def record_agreement(plan_id: UUID, *, number: str, on: date, actor: Actor) -> Plan:
    """Write down the agreement with the 医保 bureau under which its settlements come to the union (个人信息保护法 23).

    Raises `Refused` with `aid.agreement_missing`, `aid.agreement_ahead`.
    """
    plan = reaching.plan_locked(plan_id, actor)
    if not number.strip():
        raise Refused("aid.agreement_missing")
    if on > reaching.today(actor):
        raise Refused("aid.agreement_ahead")
    plan.bureau_agreement, plan.bureau_agreed_on = number.strip(), on
    plan.save(update_fields=["bureau_agreement", "bureau_agreed_on"])
    reaching.tell_plan(AidEvent.PLAN_CHANGED, plan, actor, agreed_on=on.isoformat())
    return plan


@transaction.atomic
def set_money(plan_id: UUID, *, fund: UUID, actor: Actor) -> Plan:
    """Out of which fund of the union's book a plan is paid.

    Raises `Refused` with `aid.no_money` when the book has no lines for it, `aid.fund_of_donor` (`fund`, `donor`) when
    fees would go into what a donor has bound; `Fund.DoesNotExist` for another union's.
    """
    plan = reaching.plan_locked(plan_id, actor)
    if plan.state != "draft":
        raise Refused("aid.terms_fixed", plan=plan.name)
    with reaching.as_program(actor):
        funds = Fund.objects.select_related("book", "donor")
        chosen = funds.get(public_id=fund, book__org_id=plan.org_id, ended_on=None)
        _check_fund(plan, chosen)
        plan.book_id, plan.expense_id = chosen.book_id, _line(chosen.book_id, AccountKind.EXPENSE, chosen.pk)
        plan.payable_id = _line(chosen.book_id, AccountKind.PAYABLE)
        plan.receivable_id = _line(chosen.book_id, AccountKind.RECEIVABLE)
    plan.save(update_fields=["book_id", "expense_id", "payable_id", "receivable_id"])
    reaching.tell_plan(AidEvent.PLAN_CHANGED, plan, actor, fund=str(fund))
    return plan


def _check_fund(plan: Plan, fund: Fund) -> None:
    """What people pay for taking part is not a donor's money."""
    if plan.price_fen > 0 and fund.donor is not None:
        raise Refused("aid.fund_of_donor", fund=fund.name, donor=fund.donor.name)


def _line(book_id: int, kind: AccountKind, fund_id: int | None = None) -> int:
    rows = Account.objects.filter(book_id=book_id, kind=kind)
    its = rows.filter(fund__isnull=True) if fund_id is None else rows.filter(fund_id=fund_id)
    found = its.order_by("number").first()
    if found is None:
        raise Refused("aid.no_money")
    return found.pk


@transaction.atomic
def open_plan(plan_id: UUID, *, actor: Actor) -> Plan:
    """A second person opens a plan: from now on settlements are decided by it.

    Raises `Refused` with `aid.plan_state`, `aid.no_person`, `aid.second_person`, `aid.no_agreement`, `aid.no_table`,
    `aid.no_money`, `aid.fund_of_donor`, `aid.plan_over`.
    """
    plan = reaching.plan_locked(plan_id, actor)
    if plan.state != "draft":
        raise Refused("aid.plan_state", state=plan.state)
    _check_second(actor, plan.drafted_by)
    _check_complete(plan, actor)
    plan.state, plan.opened_by = "open", actor.person_id
    plan.save(update_fields=["state", "opened_by"])
    reaching.tell_plan(AidEvent.PLAN_OPENED, plan, actor, unverified=plan.is_unverified)
    return plan


def _check_second(actor: Actor, first: int | None) -> None:
    if actor.person_id is None:
        raise Refused("aid.no_person")
    if actor.person_id == first:
        raise Refused("aid.second_person")


def _check_complete(plan: Plan, actor: Actor) -> None:
    _check(plan)
    if not plan.bureau_agreement or plan.bureau_agreed_on is None:
        raise Refused("aid.no_agreement", plan=plan.name)
    if plan.version_id is None:
        raise Refused("aid.no_table", plan=plan.name)
    if plan.expense_id is None or None in (plan.book_id, plan.payable_id, plan.receivable_id):
        raise Refused("aid.no_money")
    # The price may have been changed since the fund was chosen.
    with reaching.as_program(actor):
        _check_fund(plan, Fund.objects.select_related("donor").get(accounts__pk=plan.expense_id))
    if plan.ends_on < reaching.today(actor):
        raise Refused("aid.plan_over", last=plan.ends_on)


@transaction.atomic
def halt(plan_id: UUID, *, reason: str, actor: Actor) -> Plan:
    """Stop deciding under a plan, with a reason; files wait where they are.

    Raises `Refused` with `aid.plan_closed`, `aid.halted`, `aid.reason_missing`.
    """
    plan = reaching.running(reaching.plan_locked(plan_id, actor))
    return stop(plan, rules.reason(reason), actor)


def stop(plan: Plan, reason: str, actor: Actor) -> Plan:
    """Halt a locked plan; portions under way finish first, and the next one finds it halted."""
    plan.halted_at, plan.halt_reason, plan.halted_by = actor.now, reason, actor.person_id
    plan.save(update_fields=["halted_at", "halt_reason", "halted_by"])
    reaching.tell_plan(AidEvent.PLAN_HALTED, plan, actor, reason=reason)
    return plan


@transaction.atomic
def resume(plan_id: UUID, *, reason: str, actor: Actor) -> Plan:
    """Somebody other than whose act stopped it lets a plan go on, with a reason.

    Raises `Refused` with `aid.not_halted`, `aid.second_person`, `aid.no_person`, `aid.reason_missing`.
    """
    plan = reaching.plan_locked(plan_id, actor)
    if plan.halted_at is None:
        raise Refused("aid.not_halted", plan=plan.name)
    _check_second(actor, plan.halted_by)
    said = rules.reason(reason)
    plan.halted_at, plan.halt_reason, plan.halted_by, plan.resumed_at = None, "", None, actor.now
    plan.save(update_fields=["halted_at", "halt_reason", "halted_by", "resumed_at"])
    reaching.tell_plan(AidEvent.PLAN_RESUMED, plan, actor, reason=said)
    return plan


@transaction.atomic
def close(plan_id: UUID, *, actor: Actor) -> Plan:
    """Close a plan whose time is over and with which nothing waits any more.

    Raises `Refused` with `aid.plan_state`, `aid.plan_running` (`last`), `aid.close_held` (`count`).
    """
    plan = reaching.plan_locked(plan_id, actor)
    if plan.state != "open":
        raise Refused("aid.plan_state", state=plan.state)
    if plan.ends_on >= reaching.today(actor):
        raise Refused("aid.plan_running", last=plan.ends_on)
    advisory(f"mutualaid.year.{plan.pk}")
    held = Decision.objects.filter(access.below(plan.code), plan=plan, state=DecisionState.HELD).count()
    if held:
        raise Refused("aid.close_held", count=held)
    plan.state = "closed"
    plan.save(update_fields=["state"])
    reaching.tell_plan(AidEvent.PLAN_CLOSED, plan, actor)
    return plan
