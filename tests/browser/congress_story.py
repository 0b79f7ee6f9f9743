"""A workers' congress in the browser's story: one sitting of each sort that has pages of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hexian.domains.decisions import services
from hexian.domains.decisions.models import Motion, Sitting
from hexian.domains.decisions.services import Staff
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests.browser import desk_story
from tests.browser.founding_story import _photo
from tests.decisions import makers as make


def tell(bodies: dict[str, Organisation], officer: Person) -> dict[str, str]:
    """An id of each sort of thing."""
    chair = desk_story.actor_of(officer)
    # The other teller counts under an office of the same union.
    other = replace(chair, person_id=(chair.person_id or 0) + 1_000_000, name="周可心")
    year = timezone.localdate().year
    term: dict[str, Any] = {"begins_on": date(year, 1, 1), "ends_on": date(year + 4, 12, 31)}
    body = make.body(bodies["firm"], chair, **term)
    empty = make.body(bodies["riders"], chair, Staff(60, 20), "assembly", **term)
    with scope(chair):
        services.add_delegates(body.public_id, [*make.lines(54), make.line(90, standing="observer")], actor=chair)
        former = body.delegates.order_by("pk")[53]
        services.replace_delegate(former.public_id, make.line(91), reason="left", actor=chair)
    held, decided = _open(body.public_id, chair)
    page = _scan(held, chair)
    differing = make.put(held, chair, title="《职工宿舍管理办法（草案）》")
    for teller, yes in ((chair, 36), (other, 35)):
        make.count(differing, make.tally(yes, 9, 4, 1), teller)
        make.count(decided, make.tally(36, 9, 4, 1), teller)
    with scope(chair):
        services.close_motion(decided.public_id, actor=chair)
    fresh = make.put(held, chair, title="《绩效考核办法（草案）》")
    planned = make.planned(body, chair, at=timezone.now() + timedelta(days=3))
    sealed = make.planned(body, chair, at=timezone.now() + timedelta(minutes=5))
    with scope(chair):
        sealed = services.seal_roll(sealed.public_id, actor=chair)
    make.come(sealed, chair, 20)
    return {
        "congress": str(body.public_id), "congress_empty": str(empty.public_id),
        "congress_delegate": str(body.delegates.filter(ended_on=None).order_by("pk")[0].public_id),
        "sitting_open": str(held.public_id), "sitting_sealed": str(sealed.public_id),
        "sitting_planned": str(planned.public_id), "motion_decided": str(decided.public_id),
        "motion_differing": str(differing.public_id), "motion_fresh": str(fresh.public_id), "sitting_page": page,
    }  # fmt: skip


def _open(body_id: UUID, chair: Actor) -> tuple[Sitting, Motion]:
    with scope(chair):
        sitting = services.plan_sitting(body_id, make.plan(timezone.now()), actor=chair)
        services.seal_roll(sitting.public_id, actor=chair)
    motion = make.put(sitting, chair, uuid4())
    make.come(sitting, chair, 50)
    with scope(chair):
        return services.open_sitting(sitting.public_id, actor=chair), motion


def _scan(sitting: Sitting, chair: Actor) -> str:
    with scope(chair):
        kept = services.keep_scan(sitting.public_id, "sign_in", _photo(), actor=chair, name="签到册.jpg")
    return str(kept.public_id)
