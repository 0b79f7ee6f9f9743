"""Rights not yet served, for the desk, for the board beside what was paid, and for herself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from hexian.domains.entitlements import access, texts
from hexian.domains.entitlements.models import Right
from hexian.domains.entitlements.rules import HERS, WAITING, Kind, RightState
from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid.models import Decision, Plan, Stray
from hexian.domains.mutualaid.queries.naming import Names
from hexian.domains.mutualaid.texts import money
from hexian.foundation.actor import Actor

PAGE = 25
#: As many as one person's page shows.
MOST = 50


@dataclass(frozen=True, slots=True)
class Group:
    """What waits of one kind: rights, and what they come to."""

    kind: str
    words: str
    count: int
    told: int
    worth_fen: int
    may_tell: bool


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right in the list; `about` is the page where it can be mended."""

    public_id: UUID
    pk: int
    name: str
    kind: str
    words: str
    remedy: str
    happened_on: date
    own: str
    worth: str
    state: str
    state_words: str
    told_at: datetime | None
    may_tell: bool
    about: UUID | None


@dataclass(frozen=True, slots=True)
class RightsPage:
    """Some rights, and where the next ones begin."""

    rows: tuple[RightRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A year's settlements nothing was paid for, for want of taking part: those that wait, and those served late."""

    count: int
    persons: int
    own_fen: int
    worth_fen: int
    served: int
    served_fen: int


@dataclass(frozen=True, slots=True)
class Mine:
    """One of her own."""

    kind: str
    words: str
    said: str
    happened_on: date
    worth: str
    about: UUID | None


def groups(actor: Actor) -> list[Group]:
    """What waits, kind by kind, in the order of the kinds."""
    rows = access.rights_visible(actor).filter(state__in=WAITING).values("kind").order_by("kind")
    counted = rows.annotate(n=Count("pk"), told=Count("pk", filter=Q(state=RightState.TOLD)), fen=Sum("worth_fen"))
    found = {row["kind"]: row for row in counted}
    return [
        Group(kind, str(texts.KINDS[kind]), found[kind]["n"], found[kind]["told"], found[kind]["fen"], kind in HERS)
        for kind in Kind
        if kind in found
    ]


def rights(actor: Actor, *, kind: str = "", after: int = 0) -> RightsPage:
    """What waits, of one kind or all, the oldest first; by keyset."""
    rows = access.rights_visible(actor).filter(state__in=WAITING, pk__gt=after)
    if kind:
        rows = rows.filter(kind=kind)
    found = list(rows.order_by("pk")[: PAGE + 1])
    about = _about(found[:PAGE])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    names = Names((row.person_id for row in found), actor)
    return RightsPage(tuple(_row(row, names, about.get((row.kind, row.pk))) for row in found[:PAGE]), more)


def _row(row: Right, names: Names, about: UUID | None) -> RightRow:
    return RightRow(
        row.public_id, row.pk, names[row.person_id], row.kind, str(texts.KINDS[row.kind]),
        str(texts.REMEDIES[row.kind]), row.happened_on, money(row.own_fen) if row.own_fen else "",
        money(row.worth_fen) if row.worth_fen else "", row.state, str(texts.STATES[row.state]), row.told_at,
        row.kind in HERS, about,
    )  # fmt: skip


def _about(rows: Sequence[Right]) -> dict[tuple[str, int], UUID]:
    """By kind and right: the public id of what it is about, in one query a kind."""
    return _decisions(rows) | _plans(rows) | _orders(rows) | _files(rows)


def _subjects(rows: Sequence[Right], *kinds: Kind) -> dict[int, list[Right]]:
    found: dict[int, list[Right]] = {}
    for row in rows:
        if row.kind in kinds:
            found.setdefault(row.subject, []).append(row)
    return found


def _decisions(rows: Sequence[Right]) -> dict[tuple[str, int], UUID]:
    wanted = _subjects(rows, Kind.UNSERVED, Kind.DECLINED)
    known = Decision.objects.filter(pk__in=wanted).values_list("pk", "public_id")
    return {(row.kind, row.pk): ident for pk, ident in known for row in wanted[pk]}


def _plans(rows: Sequence[Right]) -> dict[tuple[str, int], UUID]:
    wanted = _subjects(rows, Kind.JOIN)
    known = Plan.objects.filter(pk__in=wanted).values_list("pk", "public_id")
    return {(row.kind, row.pk): ident for pk, ident in known for row in wanted[pk]}


def _orders(rows: Sequence[Right]) -> dict[tuple[str, int], UUID]:
    """The oldest payment that waits for her card."""
    waits = {row.person_id: row for row in rows if row.kind == Kind.CARD}
    known = PaymentOrder.objects.filter(payee_id__in=waits, state="ordered", recalled_at__isnull=True).order_by("-pk")
    return {(Kind.CARD, waits[payee].pk): ident for payee, ident in known.values_list("payee_id", "public_id")}


def _files(rows: Sequence[Right]) -> dict[tuple[str, int], UUID]:
    wanted = _subjects(rows, Kind.STRAY)
    known = Stray.objects.filter(pk__in=wanted).values_list("pk", "file__public_id")
    return {(row.kind, row.pk): ident for pk, ident in known for row in wanted[pk]}


def missed(actor: Actor, year: int) -> Missed:
    """What a year's discharges missed, to be published beside what was paid."""
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = access.rights_visible(actor).filter(kind=Kind.UNSERVED, happened_on__range=days)
    waits, served = Q(state__in=WAITING), Q(state=RightState.SERVED)
    found = rows.aggregate(
        n=Count("pk", filter=waits), persons=Count("person_id", filter=waits, distinct=True),
        own=Sum("own_fen", filter=waits), worth=Sum("worth_fen", filter=waits), served=Count("pk", filter=served),
        served_fen=Sum("worth_fen", filter=served),
    )  # fmt: skip
    return Missed(
        found["n"], found["persons"], found["own"] or 0, found["worth"] or 0, found["served"], found["served_fen"] or 0
    )


def mine(actor: Actor) -> list[Mine]:
    """Her own that still wait, the latest first."""
    found = list(access.own_rights(actor).filter(state__in=WAITING).order_by("-happened_on", "-pk")[:MOST])
    about = _decisions(found)
    return [
        Mine(
            row.kind, str(texts.KINDS[row.kind]), str(texts.HERS[row.kind]), row.happened_on,
            money(row.worth_fen) if row.worth_fen else "", about.get((row.kind, row.pk)),
        )
        for row in found
    ]  # fmt: skip


def count_mine(actor: Actor) -> int:
    """How many of hers still wait."""
    return access.own_rights(actor).filter(state__in=WAITING).count()
