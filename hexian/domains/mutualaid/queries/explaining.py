"""A decision line by line, as somebody who has never read a plan understands it.

Every figure comes from a typed column of the decision, every rate and article from the very version of the table it was
made by: what is shown years later is what was reckoned then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hexian.domains.ledger import queries as ledger
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder
from hexian.domains.mutualaid import access, rules, texts
from hexian.domains.mutualaid.models import Contest, Decision, Plan
from hexian.domains.mutualaid.queries.naming import Hospitals, Names
from hexian.domains.mutualaid.queries.rows import Beside, akin, beside
from hexian.domains.mutualaid.rules import CONTESTABLE, DecisionState
from hexian.domains.mutualaid.services.deciding import SOURCE
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor
from hexian.foundation.audit import Look
from hexian.foundation.tables import queries as tables
from hexian.foundation.tables.queries import InForce
from hexian.foundation.tables.rules import Part, settle
from hexian.foundation.tables.walking import parts_from

#: States of an order whose money has not left.
_NOT_LEFT = ("ordered", "batched")
_OF_ORDER = ("source_id", "state", "fen", "owed_fen", "recalled_at", "bank_on")


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the reckoning: what it is, its sum, where it comes from, the row of the table it rests on."""

    what: str
    sum: str
    why: str = ""
    kind: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """Where the money is, in words for her: state of its latest order, the bank's day.

    `rest_fen` is what was ordered for this revision itself: less than its sum where she had some of it before.
    `owed_fen` is what she has beyond what is hers and has not given back.
    """

    state: str
    fen: int
    rest_fen: int
    on: date | None
    needs_card: bool
    owed_fen: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Who bears a bill, in fen: what was paid elsewhere, mutual aid, what is left to her. Together the whole bill."""

    total_fen: int
    elsewhere_fen: int
    aid_fen: int
    own_fen: int


@dataclass(frozen=True, slots=True)
class Said:
    """A contest with its answers."""

    public_id: UUID
    state: str
    reason: str
    due_at: datetime | None
    outcome: str
    answer: str
    appeal: str
    appeal_answer: str
    filed_at: datetime
    decided_at: datetime | None
    may_appeal: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision as it is shown: to herself, or to an officer who may see it."""

    public_id: UUID
    revision: int
    name: str  # for an officer; she knows who she is
    state: str
    state_words: str
    amount_fen: int
    amount: str
    hospital: str
    care: str
    settlement: str
    admitted: date
    discharged: date
    plan: str
    is_unverified: bool
    lines: tuple[Line, ...]
    lead: str
    shares: Shares | None
    basis: tuple[str, ...]
    version: str
    decided_at: datetime
    by_person: str
    reason: str
    looked_at: tuple[str, ...]
    advice: tuple[tuple[str, str], ...]
    paid: Paid | None
    contests: tuple[Said, ...]
    may_decline: bool
    may_take_back: bool
    may_contest: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A decision as an officer opens it: the page, what lies beside it, and the look she finds in «who has seen me»."""

    page: Explained
    beside: tuple[Beside, ...]
    look: Look


def mine(decision_id: UUID, actor: Actor) -> Explained:
    """One of her own decisions. Raises `Decision.DoesNotExist`."""
    row = _with_plan(access.own_decisions(actor)).get(public_id=decision_id)
    return _explained(row, None, Hospitals([row], actor), actor)


def opened(decision_id: UUID, actor: Actor) -> Opened:
    """A decision an officer may see. Raises `Decision.DoesNotExist`."""
    visible = access.decisions_open(actor)
    row = _with_plan(visible).get(public_id=decision_id)
    others = akin(row, visible)
    # Whose they are and where they were is asked once for all that stands on the page.
    names, places = Names((each.person_id for each in (row, *others)), actor), Hospitals([row, *others], actor)
    seen_as = access.VIEW if actor.may(access.VIEW, row.code) else access.DECIDE
    return Opened(
        _explained(row, names[row.person_id], places, actor), beside(row, others, names, places),
        Look(row, row.code, row.person_id, seen_as),
    )  # fmt: skip


def _with_plan(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("plan")


def _explained(row: Decision, name: str | None, places: Hospitals, actor: Actor) -> Explained:
    """`name` is whose it is, for an officer; without one it is shown to herself."""
    own = name is None
    version = tables.version_by_id(row.version_id) if row.version_id and row.base_fen > 0 else None
    words, states = (texts.LOOKED_AT, texts.DECISIONS) if own else (texts.FINDINGS, texts.SEEN)
    contests = _contests(row)
    open_contest = any(each.state != "closed" for each in contests)
    paid = _paid(row, actor)
    return Explained(
        public_id=row.public_id, revision=row.revision,
        name=name or "", state=row.state,
        state_words=str(states[row.state]), amount_fen=row.amount_fen, amount=texts.money(row.amount_fen),
        hospital=places[row], care=row.care, settlement=row.settlement,
        admitted=row.admitted, discharged=row.discharged,
        plan=row.plan.name if row.plan else "", is_unverified=row.plan.is_unverified if row.plan else False,
        lines=tuple(lines_of(row, row.plan, version)), lead=_lead(row), shares=_shares(row), basis=tuple(_basis(row,
        version)),
        version=_version(version), decided_at=row.decided_at, by_person=_by(row), reason=texts.reason(row.reason),
        looked_at=tuple(str(words[each]) for each in rules.kinds(row.findings)), paid=paid, contests=contests,
        advice=() if own else _advice(row),
        may_decline=own and row.state == DecisionState.ORDERED and (paid is None or paid.state in _NOT_LEFT),
        may_take_back=own and row.state == DecisionState.DECLINED,
        may_contest=own and row.state in CONTESTABLE and not open_contest,
    )  # fmt: skip


def _advice(row: Decision) -> tuple[tuple[str, str], ...]:
    """What was found, and what an officer does about it before she decides."""
    found = rules.kinds(row.findings)
    return tuple((str(texts.FINDINGS[each]), str(texts.ADVICE[each])) for each in found)


def _lead(row: Decision) -> str:
    """The whole of it in one sentence; nothing where nothing was reckoned."""
    if row.state != DecisionState.ORDERED or row.total_fen <= 0:
        return ""
    return _("这次看病一共 %(total)s，医保等付掉以后您自己承担 %(own)s，互助金给您 %(aid)s。") % {
        "total": texts.money(row.total_fen), "own": texts.money(row.own_fen), "aid": texts.money(row.amount_fen),
    }  # fmt: skip


def _shares(row: Decision) -> Shares | None:
    """A picture of the bill; none where its figures make none."""
    left = row.own_fen - row.amount_fen
    if row.state != DecisionState.ORDERED or not 0 <= row.own_fen <= row.total_fen or left < 0 or not row.total_fen:
        return None
    return Shares(row.total_fen, row.total_fen - row.own_fen, row.amount_fen, left)


def lines_of(row: Decision, plan: Plan | None, version: InForce | None) -> Iterator[Line]:
    """The reckoning from the bill to the sum."""
    yield Line(_("医疗总费用"), texts.money(row.total_fen), _("结算单上的总额"))
    yield Line(_("医保等已付，和方案不算的"), texts.money(row.own_fen - row.total_fen), _("总费用减去合规自付"))
    yield Line(_("合规自付"), texts.money(row.own_fen), _("医保政策范围内、各项报销以后还要自己付的"), "sub")
    if plan is None or row.state == DecisionState.HELD:
        return
    yield from _share(row, plan)
    if row.share_fen <= 0:
        yield Line(_("互助金"), texts.money(0), _("没有合规自付，不用发"), "sum")
        return
    parts = parts_from(version.table, row.parts) if version else ()
    yield from _tiers(parts, version)
    yield from _year(row, plan, parts)
    yield from _minimum(row)
    yield from _room(row)


def _share(row: Decision, plan: Plan) -> Iterator[Line]:
    if row.share_fen != row.own_fen:
        yield Line(_("先行自付"), texts.money(row.share_fen - row.own_fen), _("方案规定也算"))
    if plan.per == rules.Per.YEAR:
        yield Line(_("今年累计的自付"), texts.money(row.base_fen), _("连同以前的住院，减去起付标准"), "sub")
    elif row.base_fen != row.share_fen > 0:
        cut = row.share_fen - row.base_fen
        yield Line(_("起付标准"), texts.money(-cut), _("这部分不算"))


def _tiers(parts: Sequence[Part], version: InForce | None) -> Iterator[Line]:
    rows = {row.id: (place, row) for place, row in enumerate(version.table.rows, 1)} if version else {}
    for part in parts:
        if not part.taken_fen:
            continue
        place, row = rows.get(part.row_id, (0, None))
        basis = (
            _("标准表第 %(place)s 行，%(basis)s") % {"place": place, "basis": row.basis} if row and row.basis else ""
        )
        reckoned = f"{texts.money(part.taken_fen)} × {texts.percent(part.rate_bp)}"
        yield Line(_band(part), texts.exact(part.taken_fen * part.rate_bp), reckoned, "tier", basis)


def _band(part: Part) -> str:
    low, high = f"{part.lo // 100:,}", "" if part.hi is None else f"{part.hi // 100:,}"
    return (
        _("%(low)s 元以上的部分") % {"low": low}
        if not high
        else _("%(low)s 到 %(high)s 元的部分") % {"low": low, "high": high}
    )


def _year(row: Decision, plan: Plan, parts: Sequence[Part]) -> Iterator[Line]:
    total = settle(parts)
    if plan.per == rules.Per.YEAR and total != row.tiers_fen:
        yield Line(_("以前的住院已经算过"), texts.money(row.tiers_fen - total), _("只发这一次多出来的"))
    yield Line(_("合计"), texts.money(row.tiers_fen), _("各段相加，四舍五入到分"), "sub")


def _minimum(row: Decision) -> Iterator[Line]:
    if row.raw_fen > row.tiers_fen:
        yield Line(_("补到最低发放额"), texts.money(row.raw_fen), _("不足最低额的，按最低额发"))
    elif row.raw_fen < row.tiers_fen:
        yield Line(_("低于最低发放额"), texts.money(row.raw_fen), _("方案规定这么少的不发"))


def _room(row: Decision) -> Iterator[Line]:
    yield Line(_("今年这一次以前已经办好"), texts.money(row.paid_before_fen))
    if row.amount_fen < row.raw_fen:
        cap = texts.money(row.paid_before_fen + row.amount_fen)
        yield Line(_("封顶"), cap, _("到封顶为止，只剩 %(left)s") % {"left": texts.money(row.amount_fen)})
    else:
        yield Line(_("封顶"), _("没有超过"))
    yield Line(_("互助金"), texts.money(row.amount_fen), "", "sum")


def _basis(row: Decision, version: InForce | None) -> Iterator[str]:
    """The articles of the rows that took part, each once."""
    if version is None:
        return
    used = {*row.parts[::2], row.rule_row}
    yield from dict.fromkeys(each.basis for each in version.table.rows if each.id in used and each.basis)


def _version(version: InForce | None) -> str:
    if version is None:
        return ""
    return _("发放标准表第 %(number)s 版，%(day)s起执行") % {
        "number": version.number,
        "day": texts.day(version.valid_from),
    }


def _by(row: Decision) -> str:
    """Which person decided; empty where the table did."""
    if row.decided_by is None:
        return ""
    return people.names_of([row.decided_by]).get(row.decided_by, "") or _("工会的经办人")


def _paid(row: Decision, actor: Actor) -> Paid | None:
    orders = PaymentOrder.objects.filter(source=SOURCE, source_id__in=_causes(row)).order_by("source_id", "attempt")
    latest = {each.source_id: each for each in orders.only(*_OF_ORDER)}
    own = latest.pop(row.pk, None)
    live = (each for each in reversed(latest.values()) if each.recalled_at is None and each.state != "cancelled")
    shown = own or next(live, None)
    if shown is None:
        return None
    owed = ledger.owed_back([each for each in (own, *latest.values()) if each], actor)
    waits = shown.state == "ordered" and not _has_card(row.person_id)
    return Paid(shown.state, shown.fen, own.fen if own else 0, shown.bank_on, waits, owed)


def _causes(row: Decision) -> list[int]:
    """What payments of a settlement may have been ordered by: a corrected one keeps what she had of it before."""
    if row.revision == 1 or row.state == DecisionState.REPLACED:
        return [row.pk]
    revisions = Decision.objects.filter(person_id=row.person_id, settlement=row.settlement, revision__lte=row.revision)
    return list(revisions.values_list("pk", flat=True))


def _has_card(person_id: int) -> bool:
    return PayeeAccount.objects.filter(person_id=person_id, is_active=True).exists()


def _contests(row: Decision) -> tuple[Said, ...]:
    rows = Contest.objects.filter(person_id=row.person_id, decision__settlement=row.settlement).order_by("-filed_at")
    return tuple(_said(each) for each in rows)


def _said(row: Contest) -> Said:
    return Said(
        row.public_id, row.state, row.reason, row.due_at, row.outcome, row.answer, row.appeal, row.appeal_answer,
        row.filed_at, row.decided_at, may_appeal=row.state == "decided",
    )  # fmt: skip
