"""Which unions an action of offers is for: what each has, in a few statements, before the rules of `rules.drives`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from hexian.domains.bargaining.models import Case, DriveEntry
from hexian.domains.bargaining.rules import drives
from hexian.domains.bargaining.rules.contracts import ContractType, Procedure
from hexian.domains.bargaining.rules.drives import Kept, Standing
from hexian.domains.bargaining.rules.states import ENDED, IN_FORCE, Side, State
from hexian.domains.bargaining.services import moving, opening, performing, reaching
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, Kind, OrgState
from hexian.foundation.access import within
from hexian.foundation.actor import Actor, Refused

#: Rules that say when the next contract may be asked for.
_WINDOWS = ("contract.renewal_window", "contract.wage_renewal_window")


@dataclass(frozen=True, slots=True)
class Plan:
    """What every offer of an action says; its union adds time, place, delegates and whatever else is its own."""

    title: str
    contract: str = ContractType.SPECIAL
    special: str = "wage"
    topics: Sequence[str] = ()
    materials: Sequence[str] = ()

    def facts(self, staff: int) -> opening.Facts:
        """The same as an offer of one employer says it."""
        return opening.Facts(
            contract=self.contract, special=self.special, title=self.title, staff=staff, topics=tuple(self.topics),
            materials=tuple(self.materials),
        )  # fmt: skip

    def as_row(self) -> dict[str, Any]:
        """As the action keeps it."""
        return {
            "title": self.title, "contract": self.contract, "special": self.special, "topics": list(self.topics),
            "materials": list(self.materials),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A union below: its draft where it has one, the contract that ends, or why it is left out."""

    org: int
    code: str
    name: str
    employer: int | None
    staff: int
    draft: int | None = None
    former: int | None = None
    problem: Refused | None = None


def check_plan(plan: Plan, actor: Actor) -> None:
    """Raise as `opening.check_facts` and `opening.check_topics` what would be wrong in every offer alike."""
    opening.check_facts(plan.facts(1), actor.now)
    special = plan.special if plan.contract == ContractType.SPECIAL else ""
    if not opening.check_topics(plan.contract, special, plan.topics):
        raise Refused("drive.no_topics")


def unions_of(org: Organisation) -> QuerySet[Organisation]:
    """The unions of employers below a union, not itself."""
    rows = Organisation.objects.filter(within("code", [org.code]), category=Category.UNION, state=OrgState.ACTIVE)
    return rows.filter(Q(kind=Kind.ENTERPRISE) | Q(employer__isnull=False)).exclude(pk=org.pk)


_UNION = (
    "pk", "code", "name", "division", "employer_id", "employer__division", "employer__staff_total", "employer__state",
)  # fmt: skip


def candidates(
    org: Organisation, plan: Plan, actor: Actor, *, after: str = "", limit: int | None = None
) -> list[Candidate]:
    """The unions below one, in the order of their codes from `after` on, each with what the rules say to it."""
    rows = list(unions_of(org).filter(code__gt=after).order_by("code").values_list(*_UNION)[:limit])
    today = moving.today(actor)
    known = _Known.of(plan, rows, today)
    return [known.candidate(row, today) for row in rows]


@dataclass(frozen=True, slots=True)
class _Held:
    """A case an employer has."""

    pk: int
    kept: Kept
    is_draft: bool
    code: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known about all of some unions, by employer and by code."""

    held: Mapping[int, list[_Held]]
    staffed: Mapping[str, set[int]]
    driven: Mapping[int, str]

    @classmethod
    def of(cls, plan: Plan, rows: Sequence[tuple[Any, ...]], today: date) -> _Known:
        held = _held(plan, [row[4] for row in rows if row[4] is not None], today)
        drafts = [each.pk for several in held.values() for each in several if each.is_draft]
        entries = DriveEntry.objects.filter(case__in=drafts, withdrawn_at=None)
        return cls(
            held, reaching.holders_at([row[1] for row in rows], Side.WORKER),
            dict(entries.values_list("case_id", "drive__title")),
        )  # fmt: skip

    def candidate(self, row: tuple[Any, ...], today: date) -> Candidate:
        """One union, with what the rules say to it."""
        pk, code, name, division, employer, its_division, staff, state = row
        held = self.held.get(employer, []) if employer else []
        draft = next((each.pk for each in held if each.is_draft and each.code == code), None)
        former = next((each.pk for each in reversed(held) if each.kept.state in IN_FORCE), None)
        standing = Standing(
            name, state == OrgState.ACTIVE, its_division or division, staff or 0, bool(self.staffed.get(code)),
            tuple(each.kept for each in held),
        )  # fmt: skip
        return Candidate(pk, code, name, employer, staff or 0, draft, former, self._problem(standing, draft, today))

    def _problem(self, standing: Standing, draft: int | None, today: date) -> Refused | None:
        try:
            drives.check_included(standing, today)
        except Refused as refusal:
            return refusal
        title = self.driven.get(draft or 0)
        return Refused("drive.in_another", title=title) if title else None


def _held(plan: Plan, employers: Sequence[int], today: date) -> dict[int, list[_Held]]:
    special = plan.special if plan.contract == ContractType.SPECIAL else ""
    # A contract that was changed goes on in its change: that one binds, and ends when it says.
    sort = Q(procedure=Procedure.CONCLUDE) | Q(procedure=Procedure.AMEND, state__in=IN_FORCE)
    rows = Case.objects.filter(sort, employer__in=employers, contract=plan.contract, special=special)
    rows = rows.exclude(state__in=ENDED)
    rows = rows.annotate(general=KeyTransform(_WINDOWS[0], "params"), wage=KeyTransform(_WINDOWS[1], "params"))
    found, windows = dict[int, list[_Held]](), _Windows(special, today)
    for pk, employer, code, title, state, side, ends_on, *rules in rows.order_by("pk").values_list(
        "pk", "employer_id", "code", "title", "state", "offered_by", "ends_on", "general", "wage"
    ):
        kept = Kept(title, state, ends_on, windows.opens(ends_on, rules))
        is_draft = state == State.INIT and side == Side.WORKER
        found.setdefault(employer, []).append(_Held(pk, kept, is_draft, code))
    return found


class _Windows:
    """When the windows of contracts open that end soon; those of one day under one rule are reckoned once."""

    def __init__(self, special: str, today: date) -> None:
        self._special, self._latest = special, today + performing.NEAR
        self._known: dict[str, date | None] = {}

    def opens(self, ends_on: date | None, rules: Sequence[dict[str, Any] | None]) -> date | None:
        """The first day of the window; None for a contract that ends later than any window is long."""
        if ends_on is None or ends_on > self._latest:
            return None
        key = f"{ends_on}{rules}"
        if key not in self._known:
            params = {name: kept for name, kept in zip(_WINDOWS, rules, strict=True) if kept}
            self._known[key] = performing.window_opens(Case(params=params, ends_on=ends_on, special=self._special))
        return self._known[key]
