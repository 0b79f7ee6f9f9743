"""One settlement worked out again by hand's order: what stood is replaced, its order reversed, the new one ordered.

Everything that moves a year's sum goes through here or through the statement for portions, under the same lock, so that
nobody is ever paid the same room below the cap twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext

from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.services import Reversed
from hexian.domains.mutualaid import rules
from hexian.domains.mutualaid.models import Decision, Participation, Plan, YearSum
from hexian.domains.mutualaid.rules import DecisionState, Figures, Worth
from hexian.domains.mutualaid.services import deciding, reaching
from hexian.domains.mutualaid.services.planning import terms_of
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.tables.rules import Hit, Table, Value, walk

_ORDER_COLUMNS = "source_id bigint, payee_id bigint, code text, fen bigint"
GONE = (DecisionState.REPLACED, DecisionState.REVERSED)


@dataclass(frozen=True, slots=True)
class Known:
    """A settlement as it stands once everybody else has been kept out: its plan, every revision, the one meant."""

    plan: Plan
    row: Decision
    others: tuple[Decision, ...]

    @property
    def living(self) -> tuple[Decision, ...]:
        """The other revisions that still say something."""
        return tuple(each for each in self.others if each.state not in GONE)


def plan_for(row: Decision) -> Plan:
    """The plan a settlement is decided by: that of its decision, or one she was brought into since.

    Raises `Refused("aid.not_taking_part")`.
    """
    if row.plan_id is not None:
        return Plan.objects.select_related("org").get(pk=row.plan_id)
    rows = Participation.objects.filter(
        person_id=row.person_id, since__lte=row.discharged, until__gte=row.discharged, plan__state="open"
    )
    found = rows.filter(plan__org_id=row.file.org_id if row.file else 0).select_related("plan__org").first()
    if found is None:
        raise Refused("aid.not_taking_part")
    return found.plan


def known(row: Decision, plan: Plan) -> Known:
    """Keep everybody else out of the plan's year and read the settlement again.

    Raises `Refused("aid.later_revision")` when the one meant is not the last.
    """
    rows = Decision.objects.filter(person_id=row.person_id, settlement=row.settlement)
    plans = {plan.pk, *rows.filter(plan_id__isnull=False).values_list("plan_id", flat=True)}
    advisory(*(f"mutualaid.year.{pk}" for pk in plans))
    revisions = reaching.revisions_of(row)
    if revisions[-1].pk != row.pk:
        raise Refused("aid.later_revision")
    return Known(Plan.objects.select_related("org").get(pk=plan.pk), revisions[-1], tuple(revisions[:-1]))


def figures_of(row: Decision) -> Figures:
    """What the bill said."""
    return Figures(row.total_fen, row.own_fen, row.first_fen)


def anew(case: Known, act: str, figures: Figures, *, reason: str, by: int | None, actor: Actor) -> Decision:
    """Write the revision that stands from now on, with everything that follows in sums, orders and postings.

    `by` is the person who decides (none: the table, by the person's own wish).  Raises `Refused` with
    `aid.plan_closed`, `aid.halted`, `aid.decision_state`, `aid.nothing_to_pay`.
    """
    plan = reaching.running(case.plan)
    gone = [(case.row, act), *((each, "replace") for each in case.living)]
    had = any(row.state == DecisionState.ORDERED for row, _act in gone)
    for row, its_act in gone:
        uncount(row)
        row.state = rules.next_decision_state(row.state, its_act)
        row.save(update_fields=["state", "is_counted"])
    made = _revision(case, figures, reason=reason, by=by, actor=actor)
    if not made.amount_fen and not had:
        raise Refused("aid.nothing_to_pay")
    batch, kept = uuid4(), _settled(case, made.amount_fen, actor)
    made.save(force_insert=True)
    count(made)
    order(made, plan, batch, actor, had=kept)
    return made


def _settled(case: Known, worth: int, actor: Actor) -> int:
    """What she has of the settlement under any of its revisions, brought to what it is worth now; what is hers of it.

    What has not gone out is cancelled, whatever revision it was ordered by: a payment that was kept and came back too.
    """
    batch, memo = uuid4(), gettext("更正后重新计算")
    revisions = (*case.others, case.row)
    out = gone_out(case.plan, revisions)
    take_back([each for each in revisions if each.pk not in out], memo, batch, actor)
    done = ledger.set_off(
        deciding.SOURCE, [each.pk for each in revisions if each.plan_id == case.plan.pk], worth,
        book_id=case.plan.book_id or 0, receivable_id=case.plan.receivable_id or 0, memo=memo,
        on=reaching.today(actor), batch=batch, actor=actor,
    )  # fmt: skip
    return done.kept_fen


def gone_out(plan: Plan, revisions: Iterable[Decision]) -> dict[int, int]:
    """What the bank has, or has paid, of a settlement and is not owed back, in fen by its revisions in a plan."""
    return ledger.gone_out(deciding.SOURCE, [each.pk for each in revisions if each.plan_id == plan.pk])


def _revision(case: Known, figures: Figures, *, reason: str, by: int | None, actor: Actor) -> Decision:
    row, plan = case.row, case.plan
    year = YearSum.objects.filter(plan=plan, person_id=row.person_id).first() or YearSum()
    worth, hit = work_out(plan, row, figures, year_share=year.share_fen, paid=year.paid_fen)
    share = figures.share(plan.eligible)
    state = DecisionState.ORDERED if worth.amount else DecisionState.NOTHING if share <= 0 else DecisionState.REFUSED
    last = Decision.objects.filter(person_id=row.person_id, settlement=row.settlement).aggregate(Max("revision"))
    return Decision(
        public_id=uuid4(), plan=plan, version_id=plan.version_id, person_id=row.person_id, code=row.code,
        settlement=row.settlement, revision=last["revision__max"] + 1, batch_id=row.batch_id, file_id=row.file_id,
        row=row.row, care=row.care, hospital=row.hospital, admitted=row.admitted, discharged=row.discharged,
        total_fen=figures.total, own_fen=figures.own, first_fen=figures.first, invoice=row.invoice, share_fen=share,
        base_fen=worth.base, rule_row=hit.row_id if hit else None, tiers_fen=worth.tiers, raw_fen=worth.raw,
        parts=[each for part in hit.parts for each in (part.row_id, part.taken_fen)] if hit else [],
        paid_before_fen=year.paid_fen, amount_fen=worth.amount, findings=row.findings, state=state, is_counted=True,
        decided_at=actor.now, decided_by=by, reason=reason,
    )  # fmt: skip


def work_out(plan: Plan, row: Decision, figures: Figures, *, year_share: int, paid: int) -> tuple[Worth, Hit | None]:
    """What the plan's table gives for a bill at this moment, as the statement for portions would."""
    share, terms = figures.share(plan.eligible), terms_of(plan)
    if share <= 0:
        return rules.settle(terms, share, 0, paid=paid), None
    table = deciding.table_of(plan)
    before, after = rules.span_of_base(terms, share, year_share=year_share)
    hit = walk(table, case_of(table, row, figures, after))
    so_far = walk(table, case_of(table, row, figures, before)).amount or 0 if before else 0
    worth = rules.settle(terms, share, (hit.amount or 0) - so_far, paid=paid)
    return Worth(after, worth.tiers, worth.raw, worth.amount), hit


def case_of(table: Table, row: Decision, figures: Figures, base: int) -> dict[str, Value | None]:
    """A bill as the table asks for it."""
    facts: dict[str, Value | None] = {
        "cost": base, "care": row.care, "hospital": row.hospital, "total": figures.total, "discharged": row.discharged,
    }  # fmt: skip
    return {each.name: facts.get(each.name) for each in table.inputs}


def count(row: Decision) -> None:
    """Let a decision stand in the year's sum."""
    year, _ = YearSum.objects.select_for_update(of=("self",)).get_or_create(
        plan_id=row.plan_id or 0, person_id=row.person_id, defaults={"code": row.code}
    )
    year.share_fen += max(row.share_fen, 0)
    year.paid_fen += row.amount_fen
    year.stays += 1
    year.save(update_fields=["share_fen", "paid_fen", "stays"])


def uncount(row: Decision) -> None:
    """Take a decision out of the year's sum; nothing when it does not stand there."""
    if not row.is_counted or row.plan_id is None:
        return
    year = YearSum.objects.select_for_update(of=("self",)).get(plan_id=row.plan_id, person_id=row.person_id)
    year.share_fen -= max(row.share_fen, 0)
    year.paid_fen -= row.amount_fen
    year.stays -= 1
    year.save(update_fields=["share_fen", "paid_fen", "stays"])
    row.is_counted = False


def order(row: Decision, plan: Plan, batch: UUID, actor: Actor, *, had: int = 0) -> None:
    """Order what a revision pays beyond what she has of its settlement already."""
    if row.state != DecisionState.ORDERED or row.amount_fen == had:
        return
    _stage("aid_one", _ORDER_COLUMNS, [(row.pk, row.person_id, row.code, row.amount_fen - had)])
    ledger.order_many(
        "aid_one", book_id=plan.book_id or 0, expense_id=plan.expense_id or 0, payable_id=plan.payable_id or 0,
        source=deciding.SOURCE, purpose=plan.name, on=reaching.today(actor), batch=batch, actor=actor,
    )  # fmt: skip
    _drop("aid_one")


def take_back(rows: Iterable[Decision], memo: str, batch: UUID, actor: Actor) -> Reversed:
    """Reverse the orders of decisions, plan by plan; what the bank has already is owed back."""
    done = Reversed(0, 0, 0, 0)
    by_plan: dict[int, list[int]] = {}
    for row in rows:
        by_plan.setdefault(row.plan_id or 0, []).append(row.pk)
    for plan in Plan.objects.filter(pk__in=by_plan):
        each = _take_back(plan, by_plan[plan.pk], memo, batch, actor)
        done = Reversed(
            done.cancelled + each.cancelled, done.cancelled_fen + each.cancelled_fen,
            done.owed_back + each.owed_back, done.owed_back_fen + each.owed_back_fen,
        )  # fmt: skip
    return done


def _take_back(plan: Plan, ids: Sequence[int], memo: str, batch: UUID, actor: Actor) -> Reversed:
    _stage("aid_one_back", "source_id bigint", [(pk,) for pk in ids])
    done = ledger.reverse_many(
        "aid_one_back", book_id=plan.book_id or 0, receivable_id=plan.receivable_id or 0, source=deciding.SOURCE,
        memo=memo, on=reaching.today(actor), batch=batch, actor=actor,
    )  # fmt: skip
    _drop("aid_one_back")
    return done


def _stage(name: str, columns: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    """A small staging table; names and columns are this module's own."""
    places = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        cursor.executemany(f"INSERT INTO pg_temp.{name} VALUES ({places})", rows)  # noqa: S608 - see above


def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE pg_temp.{name}")
