"""Targets and how far they are met, level by level; every figure opens to the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from hexian.domains.founding import access, rules
from hexian.domains.founding.models import Case, Target
from hexian.domains.founding.rules import ALL
from hexian.domains.orgs import rules as orgs
from hexian.domains.orgs.models import Organisation
from hexian.foundation.access import within
from hexian.foundation.actor import Actor

#: Bodies with others below them that found: what the overview descends through.
LEVELS = ("nation", "province", "city", "district", "street", "park", "industrial")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: done, target, and completion in basis points; no target is no completion."""

    kind: str
    done: int
    target: int

    @property
    def completion(self) -> int | None:
        """Basis points, half up."""
        return rules.completion(self.done, self.target)

    @property
    def percent(self) -> str:
        """「102.78 %」, or nothing without a target."""
        points = self.completion
        return "" if points is None else f"{points // 100}.{points % 100:02} %"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One union's line: its figures over everything below it."""

    org_id: UUID
    name: str
    kind: str
    has_below: bool
    may_set: bool
    cells: tuple[Cell, ...]

    def cell(self, kind: str) -> Cell:
        """The figure of one kind."""
        return next(each for each in self.cells if each.kind == kind)


@dataclass(frozen=True, slots=True)
class Overview:
    """A union and those right below it, with the way down to it."""

    year: int
    kinds: tuple[str, ...]
    top: TargetRow
    below: tuple[TargetRow, ...]
    path: tuple[tuple[UUID, str], ...]


def overview(actor: Actor, year: int, org_id: UUID | None = None) -> Overview | None:
    """Targets and results of a year; None for an officer without any union. Raises `Organisation.DoesNotExist`."""
    visible = Organisation.objects.filter(within("code", actor.subtrees_for(access.VIEW)), kind__in=LEVELS)
    top = visible.get(public_id=org_id) if org_id else visible.order_by("code").first()
    if top is None:
        return None
    below = list(visible.filter(parent=top, state=orgs.OrgState.ACTIVE).order_by("code"))
    bodies = [top, *below]
    done, wanted = _done(top.code, year), _wanted(bodies, year)
    parents = set(visible.filter(parent__in=below).values_list("parent_id", flat=True))
    settable = set(
        access.bodies_targeted(actor).filter(pk__in=[body.pk for body in bodies]).values_list("pk", flat=True)
    )
    kinds = tuple(kind for kind in rules.TARGET_KINDS if kind == ALL or _is_used(kind, done, wanted))
    rows = [
        TargetRow(
            body.public_id, body.short_name, body.kind, body.pk in parents, body.pk in settable,
            tuple(_cell(body, kind, done, wanted) for kind in rules.TARGET_KINDS),
        )
        for body in bodies
    ]  # fmt: skip
    return Overview(year, kinds, rows[0], tuple(rows[1:]), tuple(_path(top, actor)))


def _done(code: str, year: int) -> Mapping[tuple[str, str], int]:
    """How many were approved in the year, by the approving union's code and the form."""
    rows = Case.objects.filter(within("code", [code]), approved_on__year=year, union__isnull=False)
    counted = rows.order_by().values_list("code", "form").annotate(n=Count("pk"))
    return {(place, form): n for place, form, n in counted}


def _wanted(bodies: Iterable[Organisation], year: int) -> Mapping[tuple[int, str], int]:
    rows = Target.objects.filter(org__in=bodies, year=year)
    return {(row.org_id, row.kind): row.number for row in rows}


def _is_used(kind: str, done: Mapping[tuple[str, str], int], wanted: Mapping[tuple[int, str], int]) -> bool:
    return any(form == kind for _code, form in done) or any(each == kind for _org, each in wanted)


def _cell(
    body: Organisation, kind: str, done: Mapping[tuple[str, str], int], wanted: Mapping[tuple[int, str], int]
) -> Cell:
    founded = sum(n for (code, form), n in done.items() if code.startswith(body.code) and kind in {ALL, form})
    return Cell(kind, founded, wanted.get((body.pk, kind), 0))


def _path(top: Organisation, actor: Actor) -> Iterable[tuple[UUID, str]]:
    above = Organisation.objects.filter(code__in=orgs.ancestors(top.code)).order_by("code")
    for body in above:
        if actor.may(access.VIEW, body.code):
            yield body.public_id, body.short_name
