"""Who of those a case names has died meanwhile: the dead found nothing and are elected to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from hexian.domains.founding import rules
from hexian.domains.founding.models import Candidate, Case, Preparer
from hexian.domains.members.queries import Known, deaths
from hexian.foundation.actor import Actor


def died(case: Case, people: Sequence[Preparer | Candidate], actor: Actor) -> Mapping[UUID, date]:
    """Whom of these some union has recorded as dead, by public id with the day.

    The program knows them by name and mobile number, and by what they wrote when they signed up for this very union.
    """
    signed = _signed_up(case, {each.name for each in people})
    faces = {each.public_id: {Known(each.name, each.mobile), *signed.get(each.name, ())} for each in people}
    found = deaths({face for known in faces.values() for face in known}, actor.now)
    days = {ident: [found[face] for face in known if face in found] for ident, known in faces.items()}
    return {ident: min(each) for ident, each in days.items() if each}


def _signed_up(case: Case, names: Collection[str]) -> Mapping[str, Sequence[Known]]:
    """Those of a name on the list of members to be; of two who share it nobody knows which one stands."""
    rows = case.intents.filter(name__in=names).values_list("name", "mobile", "id_index")
    known = [Known(name, mobile, bytes(index or b"")) for name, mobile, index in rows]
    often = Counter(each.name for each in known)
    return {each.name: (each,) for each in known if often[each.name] == 1}


def check_group(case: Case, actor: Actor) -> None:
    """Everybody of the preparatory group lives. Raises `Refused("founding.group_died")` (`names`)."""
    people = list(case.preparers.order_by("pk"))
    dead = died(case, people, actor)
    rules.check_group_lives([each.name for each in people if each.public_id in dead])


def check_elected(case: Case, actor: Actor, *, before: date | None = None) -> None:
    """Nobody elected has died, or had on the day of the congress. Raises `Refused("founding.elected_died")` (`names`).

    Whoever dies after the congress was elected; the result cannot be reported or approved with her all the same.
    """
    people = list(case.candidates.filter(is_elected=True).order_by("pk"))
    dead = {ident for ident, day in died(case, people, actor).items() if before is None or day < before}
    rules.check_elected_live([each.name for each in people if each.public_id in dead])
