"""Bodies in a list, and one body with its checks, delegates and sittings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.models import SERVING, Body, Delegate, Sitting
from hexian.domains.decisions.queries.sittings import SittingRow, rows_of
from hexian.domains.decisions.rules import BodyState, Check, Reason, Standing
from hexian.domains.decisions.services import makeup
from hexian.domains.people import rules as people_rules
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import texts as law_texts
from hexian.foundation.lawbook.rules import thaw

#: A city has some thousands of unions; a page shows so many, the rest by searching.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body in a list; `serving` have a vote, `next_at` is its nearest sitting to come."""

    public_id: UUID
    code: str
    union_id: UUID
    union_name: str
    name: str
    kind: str
    term_number: int
    begins_on: date
    ends_on: date
    seats: int
    serving: int
    state: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class DelegateRow:
    """Somebody with a seat or attending; the number masked."""

    public_id: UUID
    name: str
    sex: str
    department: str
    post: str
    mobile: str
    standing: str
    is_manager: bool
    is_disabled: bool
    elected_on: date | None
    votes: int | None
    since: date
    ended_on: date | None
    end_reason: str
    replaces: str


@dataclass(frozen=True, slots=True)
class LawRow:
    """A number of law the body's seats were fixed by."""

    title: str
    text: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class BodyPage:
    """One body with everything of it, and what stands in the way of a roll."""

    row: BodyRow
    staff: int
    women: int
    disabled: int
    least: int
    fixed_on: date
    checks: tuple[Check, ...]
    delegates: tuple[DelegateRow, ...]
    observers: tuple[DelegateRow, ...]
    former: tuple[DelegateRow, ...]
    sittings: tuple[SittingRow, ...]
    law: tuple[LawRow, ...]
    may_run: bool

    @property
    def is_ready(self) -> bool:
        """Whether a roll could be sealed today."""
        return all(check.is_met for check in self.checks if check.stops)


def bodies(actor: Actor, *, ended: bool = False, text: str = "", union: UUID | None = None) -> list[BodyRow]:
    """The bodies below her, those whose term ends first at the top; `text` is part of a name."""
    wanted = BodyState.ENDED if ended else BodyState.ACTIVE
    found = access.bodies_visible(actor).filter(state=wanted)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(union__name__icontains=text.strip()))
    if union is not None:
        found = found.filter(union__public_id=union)
    return _rows(found.select_related("union").order_by("ends_on", "pk")[:MOST_SHOWN])


def bodies_of(union: UUID) -> list[BodyRow]:
    """The living bodies of one union, as far as the scope in force shows them: for rooms above that need one."""
    found = Body.objects.filter(union__public_id=union, state=BodyState.ACTIVE)
    return _rows(found.select_related("union").order_by("ends_on", "pk"))


def _rows(found: Iterable[Body]) -> list[BodyRow]:
    """Bodies as a list shows them: who sits and what comes next are asked once for all of them."""
    bodies_found = list(found)
    keys = [each.pk for each in bodies_found]
    seated = Delegate.objects.filter(SERVING, standing=Standing.DELEGATE, body__in=keys)
    serving = dict(seated.order_by().values_list("body").annotate(Count("pk")))
    coming = Sitting.objects.filter(body__in=keys).exclude(state__in=rules.ENDED)
    nearest = dict(coming.order_by().values_list("body").annotate(Min("held_at")))
    return [_row(each, serving.get(each.pk, 0), nearest.get(each.pk)) for each in bodies_found]


def _row(row: Body, serving: int, next_at: datetime | None) -> BodyRow:
    return BodyRow(
        public_id=row.public_id, code=row.code, union_id=row.union.public_id, union_name=row.union.name, name=row.name,
        kind=row.kind, term_number=row.term_number, begins_on=row.begins_on, ends_on=row.ends_on, seats=row.seats,
        serving=serving, state=row.state, next_at=next_at,
    )  # fmt: skip


def body(body_id: UUID, actor: Actor) -> BodyPage:
    """One body's page. Raises `Body.DoesNotExist` out of reach."""
    row = access.bodies_visible(actor).select_related("union").get(public_id=body_id)
    (listed,) = _rows([row])
    delegates = [_delegate(each) for each in row.delegates.select_related("replaces").order_by(*_ORDER)]
    serving = [each for each in delegates if each.ended_on is None]
    return BodyPage(
        row=listed, staff=row.staff, women=row.women, disabled=row.disabled, least=row.least, fixed_on=row.fixed_on,
        checks=makeup.checks_of(row),
        delegates=tuple(each for each in serving if each.standing == Standing.DELEGATE),
        observers=tuple(each for each in serving if each.standing == Standing.OBSERVER),
        former=tuple(each for each in delegates if each.ended_on and each.end_reason != Reason.MISTAKE),
        sittings=tuple(rows_of(row.sittings.select_related("body").order_by("-held_at", "-pk"))),
        law=tuple(_law(row)), may_run=actor.may(access.RUN, row.code) and row.state == BodyState.ACTIVE,
    )  # fmt: skip


_ORDER = ("department", "pinyin", "pk")


def delegate(delegate_id: UUID, actor: Actor) -> tuple[UUID, DelegateRow]:
    """The body she sits in, and a delegate the actor may replace. Raises `Delegate.DoesNotExist`."""
    row = access.delegates_run(actor).select_related("body", "replaces").get(public_id=delegate_id)
    return row.body.public_id, _delegate(row)


def my_seats(actor: Actor) -> list[DelegateRow]:
    """The seats she holds herself."""
    rows = access.own_seats(actor).filter(SERVING).select_related("replaces").order_by(F("elected_on").desc(), "pk")
    return [_delegate(row) for row in rows]


def _delegate(row: Delegate) -> DelegateRow:
    return DelegateRow(
        public_id=row.public_id, name=row.name, sex=row.sex, department=row.department, post=row.post,
        mobile=people_rules.mask_mobile(row.mobile) if row.mobile else "", standing=row.standing,
        is_manager=row.is_manager, is_disabled=row.is_disabled, elected_on=row.elected_on, votes=row.votes,
        since=row.since, ended_on=row.ended_on, end_reason=row.end_reason,
        replaces=row.replaces.name if row.replaces else "",
    )  # fmt: skip


def _law(row: Body) -> Iterable[LawRow]:
    for frozen in row.params.values():
        param = thaw(frozen)
        yield LawRow(param.title, law_texts.say(param), f"{param.source}{article_of(param.article)}", param.sure)


def article_of(article: str) -> str:
    """«第 10 条», or nothing where none is known."""
    return f"第 {article} 条" if article else ""
