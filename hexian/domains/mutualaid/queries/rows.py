"""The rows behind a figure: settlements of a month or a file, and what lies beside a settlement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from hexian.domains.mutualaid import access, texts
from hexian.domains.mutualaid.models import Decision
from hexian.domains.mutualaid.queries.naming import Hospitals, Names
from hexian.domains.mutualaid.rules import DecisionState, Finding
from hexian.domains.mutualaid.services.deciding import SOURCE
from hexian.foundation.actor import Actor

PAGE = 25
#: So many settlements beside another one are worth a look; more of them say nothing new.
MOST_BESIDE = 8
_DAY = timedelta(days=1)
_GONE = (DecisionState.REPLACED, DecisionState.REVERSED)


@dataclass(frozen=True, slots=True)
class Settled:
    """One settlement in a list; sums in words."""

    public_id: UUID
    pk: int
    name: str
    hospital: str
    discharged: date
    own: str
    amount: str
    state: str
    state_words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A settlement that has to do with another one: what they share."""

    public_id: UUID
    why: str
    name: str
    settlement: str
    hospital: str
    admitted: date
    discharged: date
    total: str
    amount: str
    state: str
    state_words: str


def settled(
    actor: Actor,
    *,
    year: int,
    month: int = 0,
    state: str = "",
    hospital: str = "",
    file: UUID | None = None,
    before: int = 0,
) -> tuple[list[Settled], int | None]:
    """The settlements behind a figure of the board or of a file, the newest first; and where the next page begins."""
    rows = access.decisions_visible(actor).exclude(state__in=_GONE).filter(_within(year, month, file))
    rows = rows.filter(hospital=hospital) if hospital else rows
    rows = _missed(rows) if state == "missed" else rows.filter(state=state) if state in texts.DECISIONS else rows
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    names, places = Names((row.person_id for row in found), actor), Hospitals(found, actor)
    return [_settled(row, names, places) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def _within(year: int, month: int, file: UUID | None) -> Q:
    if file is not None:
        return Q(file__public_id=file)
    first, last = (month, month) if 1 <= month <= 12 else (1, 12)
    end = date(year + (last == 12), last % 12 + 1, 1)
    return Q(discharged__gte=date(year, first, 1), discharged__lt=end)


def _missed(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Whoever had something to pay and did not take part, as the tally counts them."""
    known = rows.alias(unserved=F("findings").bitand(int(Finding.UNSERVED)))
    return known.filter(unserved__gt=0, state__in=[DecisionState.HELD, DecisionState.REFUSED], own_fen__gt=0)


def _settled(row: Decision, names: Names, places: Hospitals) -> Settled:
    return Settled(
        row.public_id, row.pk, names[row.person_id], places[row], row.discharged, texts.money(row.own_fen),
        texts.money(row.amount_fen), row.state, str(texts.SEEN[row.state]),
    )  # fmt: skip


def akin(row: Decision, visible: QuerySet[Decision]) -> list[Decision]:
    """What an officer has to hold a settlement against: same receipt, same bill, same number, stays without a day
    between them; the newest first."""
    return list(visible.filter(_akin(row)).exclude(pk=row.pk).order_by("-pk")[:MOST_BESIDE])


def beside(row: Decision, others: Iterable[Decision], names: Names, places: Hospitals) -> tuple[Beside, ...]:
    """Those rows as they are shown, each with what it shares."""
    return tuple(_beside(each, row, names, places) for each in others)


def _akin(row: Decision) -> Q:
    same_person = Q(person_id=row.person_id)
    bill = Q(hospital=row.hospital, discharged=row.discharged, total_fen=row.total_fen)
    around = (row.admitted - _DAY, row.discharged + _DAY)
    close = Q(admitted__range=around) | Q(discharged__range=around)
    other = same_person & (bill | close) | Q(invoice=row.invoice) if row.invoice else same_person & (bill | close)
    # Of another settlement only what stands: its former reckonings would look like as many bills more.
    return other & ~Q(state=DecisionState.REPLACED) | same_person & Q(settlement=row.settlement)


def _beside(each: Decision, row: Decision, names: Names, places: Hospitals) -> Beside:
    return Beside(
        each.public_id, "、".join(_shared(each, row)), names[each.person_id], each.settlement, places[each],
        each.admitted, each.discharged, texts.money(each.total_fen), texts.money(each.amount_fen), each.state,
        str(texts.SEEN[each.state]),
    )  # fmt: skip


def _shared(each: Decision, row: Decision) -> Iterator[str]:
    if row.invoice and each.invoice == row.invoice:
        yield str(texts.BESIDE["invoice"])
    if each.settlement == row.settlement and each.person_id == row.person_id:
        yield str(texts.BESIDE["number"])
    elif (each.hospital, each.discharged, each.total_fen) == (row.hospital, row.discharged, row.total_fen):
        yield str(texts.BESIDE["bill"])
    elif each.person_id == row.person_id:
        yield str(texts.BESIDE["days"])


def cause(source: str, source_id: int, actor: Actor) -> UUID | None:
    """The settlement a payment was ordered for, where it was ordered by mutual aid and she may see it."""
    if source != SOURCE:
        return None
    return access.decisions_visible(actor).filter(pk=source_id).values_list("public_id", flat=True).first()


def own_causes(source_ids: Iterable[int], actor: Actor) -> dict[int, UUID]:
    """Her own settlements by the key a payment names: where she reads why it is so much."""
    rows = access.own_decisions(actor).filter(pk__in=list(source_ids))
    return dict(rows.values_list("pk", "public_id"))
