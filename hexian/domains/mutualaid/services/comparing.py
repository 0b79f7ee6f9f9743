"""A table's draft over decisions already made: what next year's tiers would have cost, and whom they would change.

The decisions of the last year under the table are worked out twice by the very steps that decide portions
(`statement.trying`): by the published version and by the draft, both from an empty year and in order of discharge, so
that the two differ in the table alone.  Deductible, minimum and cap are the plan's.  Nothing is written but the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.mutualaid import texts
from hexian.domains.mutualaid.models import Plan, YearSum
from hexian.domains.mutualaid.services import reaching
from hexian.domains.mutualaid.services.statement import INPUTS, PlanTable, trying
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.tables import registry
from hexian.foundation.tables.models import Version
from hexian.foundation.tables.registry import Comparison, Example, Shape
from hexian.foundation.tables.rules import Input, Kind, Output, Policy, Table

PREFIX = "mutualaid."
#: Decisions worked out at a time: what a sort holds in memory, and how often whoever waits sees it move.
SLICE = 200_000
#: Of these two lose most and two gain most.
EXAMPLES = 5

COST = Input("cost", Kind.FEN, "合规自付", least=0)
CARE = Input("care", Kind.TEXT, "医疗类别")
HOSPITAL = Input("hospital", Kind.TEXT, "医院编号")
RATE = Output("rate", Kind.BP, "比例")

registry.declare(Shape("mutualaid.tiers", _("医疗互助：按自付分段"), (COST,), (RATE,), Policy.MARGINAL, "cost"))
registry.declare(
    Shape(
        "mutualaid.tiers_by_care", _("医疗互助：按就医类别和自付分段"), (CARE, COST), (RATE,), Policy.MARGINAL, "cost"
    )
)
registry.declare(
    Shape("mutualaid.tiers_by_hospital", _("医疗互助：按医院和自付分段"), (HOSPITAL, COST), (RATE,), Policy.MARGINAL,
          "cost")
)  # fmt: skip


def check_table(table: Table) -> Table:
    """Whether settlements can be decided by a table: tiers over the own share, asking only what a bill says.

    Raises `Refused("aid.table_unlike")`.
    """
    known = {each.name for each in table.inputs} <= set(INPUTS)
    if table.policy is not Policy.MARGINAL or table.band != COST.name or not known:
        raise Refused("aid.table_unlike")
    return table


def compare(draft: Table, published: Table, actor: Actor) -> Comparison:
    """What the draft would have made of the decisions of the last year there is, under the plans the table serves.

    Sums and examples name nobody: whoever may see the table may see what it costs.  Raises `Refused` with
    `aid.table_unlike`, `aid.nothing_to_try`.
    """
    began = perf_counter()
    tables = check_table(published), check_table(draft)
    with reaching.as_program(actor), connection.cursor() as cursor:
        plans = _last_year(*registry.stands())
        _gather(cursor, plans)
        for _share in _slices(cursor, plans, *tables):
            pass
        answer = _answer(cursor, draft, plans)
        cursor.execute("DROP TABLE pg_temp.aid_trying, pg_temp.aid_tried")
    return Comparison(**answer, took_ms=round((perf_counter() - began) * 1_000))


def _last_year(code: str, place: str) -> list[Plan]:
    """The plans of the latest year that counts anything, among those read from the table."""
    versions = Version.objects.filter(table__code=code, table__place=place).values("pk")
    rows = Plan.objects.filter(version_id__in=versions).exclude(state="draft").order_by("-starts_on", "pk")
    used = [plan for plan in rows if YearSum.objects.filter(plan_id=plan.pk, stays__gt=0).exists()]
    if not used:
        raise Refused("aid.nothing_to_try")
    return [plan for plan in used if plan.starts_on.year == used[0].starts_on.year]


#: What counts in the year, as the statement looks at a portion; whoever waits for a person is in neither sum.
_GATHER = """
    CREATE TEMPORARY TABLE aid_trying ON COMMIT DROP AS
    SELECT d.id AS row_no, d.person_id, d.plan_id, d.care, d.hospital, d.discharged, d.total_fen AS total,
        d.share_fen AS share, p.per, p.deductible_fen, p.minimum_fen, p.is_raised, p.cap_fen, 0::bigint AS year_share,
        0::bigint AS year_paid, 0 AS findings, (d.person_id %% %(slices)s)::int AS slice
    FROM mutualaid_decision d JOIN mutualaid_plan p ON p.id = d.plan_id
    WHERE d.plan_id = ANY (%(plans)s) AND d.is_counted
"""
_TRIED = """
    CREATE TEMPORARY TABLE aid_tried (row_no bigint, person_id bigint, base bigint, before bigint, after bigint)
    ON COMMIT DROP
"""
_LOOKED = "CREATE TEMPORARY VIEW aid_looked AS SELECT * FROM aid_trying WHERE slice = {at}"
#: Both tables over the same share, side by side.
_WORK_OUT = """
    INSERT INTO aid_tried SELECT b.row_no, b.person_id, b.base, b.amount, a.amount
    FROM ({before}) AS b JOIN ({after}) AS a ON a.row_no = b.row_no
"""


def _gather(cursor: CursorWrapper, plans: Sequence[Plan]) -> None:
    stays = YearSum.objects.filter(plan__in=plans).aggregate(stays=Sum("stays"))["stays"] or 0
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute(_GATHER, {"plans": [plan.pk for plan in plans], "slices": max(1, -(-stays // SLICE))})
    cursor.execute("ANALYZE pg_temp.aid_trying")
    cursor.execute(_TRIED)


def _slices(cursor: CursorWrapper, plans: Sequence[Plan], published: Table, draft: Table) -> Iterator[int]:
    """Work the decisions out slice by slice of persons: a person's year is in one slice."""
    cursor.execute("SELECT slice, count(*) FROM aid_trying GROUP BY slice ORDER BY slice")
    slices = cursor.fetchall()
    total, done = sum(count for _at, count in slices), 0
    before, after = (trying([PlanTable(plan.pk, 0, table) for plan in plans]) for table in (published, draft))
    registry.show(0, total)
    for at, count in slices:
        cursor.execute(_LOOKED.format(at=int(at)))
        cursor.execute(_WORK_OUT.format(before=before, after=after))
        cursor.execute("DROP VIEW pg_temp.aid_looked")
        done += count
        registry.show(done, total)
        yield done


_SUMS = "SELECT count(*), coalesce(sum(before), 0)::bigint, coalesce(sum(after), 0)::bigint FROM aid_tried"
_PERSONS = """
    SELECT count(*), count(*) FILTER (WHERE change > 0), count(*) FILTER (WHERE change < 0)
    FROM (SELECT sum(after - before) AS change FROM aid_tried GROUP BY person_id) AS each
"""
#: Two that lose most, two that gain most, and what most bills are like.
_EXAMPLES = """
    WITH found AS (
        (SELECT * FROM aid_tried WHERE after < before ORDER BY after - before, row_no LIMIT %(most)s)
        UNION ALL (SELECT * FROM aid_tried WHERE after > before ORDER BY after - before DESC, row_no LIMIT %(most)s)
        UNION ALL (SELECT * FROM aid_tried WHERE after = before AND after > 0 ORDER BY row_no LIMIT %(most)s)
    )
    SELECT d.public_id, f.base, f.before, f.after, d.care, d.hospital, d.total_fen, d.discharged,
        (SELECT count(*) FROM aid_tried t WHERE t.base = f.base AND t.before = f.before AND t.after = f.after)
    FROM found f JOIN mutualaid_decision d ON d.id = f.row_no ORDER BY f.after - f.before, f.row_no
"""


def _answer(cursor: CursorWrapper, draft: Table, plans: Sequence[Plan]) -> dict[str, Any]:
    cursor.execute(_SUMS)
    rows, before, after = cursor.fetchone() or (0, 0, 0)
    cursor.execute(_PERSONS)
    persons, better, worse = cursor.fetchone() or (0, 0, 0)
    cursor.execute(_EXAMPLES, {"most": EXAMPLES})
    return {
        "rows": rows, "before_fen": before, "after_fen": after, "persons": persons, "better": better, "worse": worse,
        "examples": _chosen([_example(draft, row) for row in cursor.fetchall()]), "about": _about(plans),
        "remarks": tuple(_remarks(plans)),
    }  # fmt: skip


def _example(draft: Table, row: Sequence[Any]) -> Example:
    public_id, base, before, after, care, hospital, total, discharged, count = row
    facts = {"cost": base, "care": care, "hospital": hospital, "total": total, "discharged": discharged.isoformat()}
    case = {each.name: facts[each.name] for each in draft.inputs if each.name in facts}
    return Example(case, before, after, count, ref=str(public_id))


def _chosen(found: Sequence[Example]) -> tuple[Example, ...]:
    """At most five: two of the losers, two of the winners, then whoever is left, in their order."""
    worse = [each for each in found if each.after_fen < each.before_fen]
    better = [each for each in found if each.after_fen > each.before_fen]
    first = [*worse[:2], *better[-2:]]
    rest = [each for each in found if each not in first]
    kept = [*first, *rest[: EXAMPLES - len(first)]]
    return tuple(each for each in found if each in kept)


def _about(plans: Sequence[Plan]) -> str:
    names = "、".join(dict.fromkeys(plan.name for plan in plans))
    said = {"names": names, "since": texts.day(plans[0].starts_on), "until": texts.day(plans[0].ends_on)}
    return gettext("「%(names)s」，%(since)s 到 %(until)s") % said


def _remarks(plans: Sequence[Plan]) -> Iterator[str]:
    """A cap that was lowered after payments takes nothing back; whoever reckons with it should know."""
    above = YearSum.objects.filter(plan__in=plans, paid_fen__gt=F("plan__cap_fen")).count()
    if above:
        yield texts.remark("aid.above_cap", {"count": above})


registry.register_comparison(PREFIX, compare)
