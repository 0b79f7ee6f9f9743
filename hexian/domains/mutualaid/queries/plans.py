"""Plans as lists and pages show them, who takes part, what taking part has cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from hexian.domains.ledger import queries as ledger
from hexian.domains.ledger.models import Fund
from hexian.domains.mutualaid import access, texts
from hexian.domains.mutualaid.models import Participation, Plan
from hexian.domains.mutualaid.queries.naming import Names
from hexian.domains.mutualaid.services.fees import KEPT, line_number
from hexian.domains.orgs.rules import ancestors
from hexian.foundation.actor import Actor
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.models import Version
from hexian.foundation.tables.rules import Range

PAGE = 25


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the list and its page show it."""

    public_id: UUID
    org_id: UUID
    name: str
    union: str
    starts_on: date
    ends_on: date
    price: str
    payer: str
    per: str
    eligible: str
    deductible: str
    minimum: str
    is_raised: bool
    cap: str
    waiting_days: int
    large: str
    sample_bp: int
    state: str
    state_words: str
    is_unverified: bool
    halted_at: datetime | None
    halt_reason: str
    agreement: str
    agreed_on: date | None
    has_money: bool
    tiers: tuple[tuple[str, str, str], ...]
    version: str
    excluded: tuple[str, ...]
    basis: str
    lacks: tuple[str, ...]
    drafted_by_me: bool
    cap_fen: int | None
    large_fen: int | None


@dataclass(frozen=True, slots=True)
class Taking:
    """One participation as a list shows it."""

    id: int
    name: str
    since: date
    until: date
    covered_from: date
    fee: str
    payer: str
    consented_on: date


def plans(actor: Actor) -> list[PlanRow]:
    """The plans she may see, the latest year first."""
    rows = access.plans_visible(actor) | access.plans_to_join(actor)
    return [_plan(row, actor) for row in rows.select_related("org").distinct().order_by("-starts_on", "pk")[:100]]


def plan(plan_id: UUID, actor: Actor) -> PlanRow:
    """One of them. Raises `Plan.DoesNotExist`."""
    rows = access.plans_visible(actor) | access.plans_to_join(actor)
    return _plan(rows.select_related("org").distinct().get(public_id=plan_id), actor)


def _plan(row: Plan, actor: Actor) -> PlanRow:
    version = tables.version_by_id(row.version_id) if row.version_id else None
    return PlanRow(
        row.public_id, row.org.public_id, row.name, row.org.name, row.starts_on, row.ends_on,
        texts.money(row.price_fen), str(texts.PAYERS[row.payer]), str(texts.PERS[row.per]),
        str(texts.ELIGIBLES[row.eligible]),
        texts.money(row.deductible_fen), texts.money(row.minimum_fen), row.is_raised, sum_or_blank(row.cap_fen),
        row.waiting_days, sum_or_blank(row.large_fen), row.sample_bp, row.state, str(texts.PLANS[row.state]),
        row.is_unverified, row.halted_at, texts.reason(row.halt_reason), row.bureau_agreement, row.bureau_agreed_on,
        row.book_id is not None, tiers_of(row.version_id), str(version.number) if version else "", tuple(row.excluded),
        row.basis, tuple(_lacks(row)), row.drafted_by is not None and row.drafted_by == actor.person_id, row.cap_fen,
        row.large_fen,
    )  # fmt: skip


def choices(plan_id: UUID, actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[UUID, str]]]:
    """Published versions of tables a draft may be read from (its union's or those above), and the funds of its book."""
    row = access.plans_drafted(actor).get(public_id=plan_id)
    rows = Version.objects.filter(state="published", table__place__in=ancestors(row.code)).select_related("table")
    versions = [
        (each.pk, f"{each.table.title} · {each.number} · {each.valid_from}")
        for each in rows.order_by("-valid_from", "-pk")[:50]
        if each.body.get("policy") == "marginal"
    ]
    funds = Fund.objects.filter(book__org_id=row.org_id, ended_on=None).order_by("pk")
    return versions, [(each.public_id, each.name) for each in funds]


def sum_or_blank(fen: int | None) -> str:
    """A sum in words; nothing where there is none."""
    return "" if fen is None else texts.money(fen)


def _lacks(row: Plan) -> list[str]:
    """What keeps a draft from being opened, by the codes of the refusals."""
    wanted = {
        "aid.no_agreement": bool(row.bureau_agreement), "aid.no_table": row.version_id is not None,
        "aid.no_money": row.book_id is not None,
    }  # fmt: skip
    return [code for code, there in wanted.items() if not there] if row.state == "draft" else []


def tiers_of(version_id: int | None) -> tuple[tuple[str, str, str], ...]:
    """A version's tiers: from, to, rate."""
    if version_id is None:
        return ()
    table = tables.version_by_id(version_id).table
    found = []
    for each in table.rows:
        cell = each.cell(table.band or "")
        low, high = table.tier(each) if isinstance(cell, Range) else (0, None)
        rate = each.then.get("rate")
        found.append(
            (f"{low // 100:,}", "" if high is None else f"{high // 100:,}", f"{rate if isinstance(rate, int) else 0}")
        )
    return tuple(
        (low, high, f"{int(rate) // 100}.{int(rate) % 100:02}".rstrip("0").rstrip(".") + "%")
        for low, high, rate in found
    )


def taking_part(plan_id: UUID, actor: Actor, *, after: int = 0) -> tuple[list[Taking], int | None]:
    """Who takes part in a plan, below her; by keyset, the newest first, and where the next page begins."""
    rows = access.participations_visible(actor).filter(plan__public_id=plan_id)
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    names = Names((row.person_id for row in found), actor)
    return [_taking(row, names) for row in found[:PAGE]], more


def _taking(row: Participation, names: Names) -> Taking:
    return Taking(
        row.pk, names[row.person_id], row.since, row.until, row.covered_from, texts.money(row.fee_fen),
        str(texts.PAYERS.get(row.payer, row.payer)), row.consented_on,
    )  # fmt: skip


def fees(plan_id: UUID, actor: Actor) -> dict[str, tuple[int, int, int]]:
    """By who pays: how many take part, the sum of their fees in fen, and what of it has not come yet."""
    rows = access.participations_visible(actor).filter(plan__public_id=plan_id).values("payer")
    owed = Sum("fee_fen", filter=Q(fee_came_on__isnull=True))
    found = rows.annotate(n=Count("pk"), fen=Sum("fee_fen"), owed=owed)
    return {row["payer"]: (row["n"], row["fen"], row["owed"] or 0) for row in found}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one payer owes for a plan and has not paid, in fen, and what she has in hand; `of` none for persons."""

    payer: str
    of: UUID | None
    name: str
    count: int
    fen: int
    kept_fen: int


def fees_owed(plan_id: UUID, actor: Actor, *, most: int = 50) -> list[Owed]:
    """Who has not paid yet, below her, the largest sums first: unions and employers one by one."""
    lines = _lines(plan_id, actor)
    rows = access.participations_visible(actor).filter(plan__public_id=plan_id, fee_came_on__isnull=True, fee_fen__gt=0)
    named = rows.values_list("payer", "payer_org", "payer_org__public_id", "payer_org__name")
    found = named.annotate(n=Count("pk"), fen=Sum("fee_fen")).order_by("-fen", "payer", "payer_org")
    return [
        Owed(payer, of, name or "", count, fen, lines.get(line_number(payer, org), 0) if payer in KEPT else 0)
        for payer, org, of, name, count, fen in found[:most]
    ]


def fees_kept(plan_id: UUID, actor: Actor) -> dict[str, int]:
    """By kind of payer: what a plan's book keeps for those who paid for people who left; nothing without the book."""
    lines = _lines(plan_id, actor)
    return {payer: sum(fen for end, fen in lines.items() if end.startswith(kind)) for payer, kind in KEPT.items()}


def _lines(plan_id: UUID, actor: Actor) -> dict[str, int]:
    row = (access.plans_visible(actor) | access.plans_to_join(actor)).distinct().get(public_id=plan_id)
    return ledger.kept(row.book_id or 0, actor)
