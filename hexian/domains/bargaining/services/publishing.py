"""The contract in force before all staff, and a copy with the union above (浙江 35, 杭州 41)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Publication, Reading
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import drafting, moving
from hexian.domains.bargaining.services.superseding import last_of, supersede
from hexian.foundation import audit
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

#: Of the code behind the printed notice: long enough that nobody guesses one.
CODE_BYTES = 9


@transaction.atomic
def publish(case_id: UUID, ways: Sequence[str], *, actor: Actor, version: int | None = None) -> Publication:
    """Let all staff read the contract in force: on their phones, and behind the code on the printed notice.

    Raises `Refused` with `publish.ways`, `bargaining.state`.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    if not ways:
        raise Refused("publish.ways")
    draft = drafting.adopted(case)
    moving.check_state(case, State.EFFECTIVE, act=Act.PUBLISH)
    case.published_at = actor.now
    text = {"draft_body": draft.body, "text_hash": draft.text_hash, "ways": list(ways), "at": actor.now,
            "by_name": actor.name, "withdrawn_at": None}  # fmt: skip
    fresh = {"code": case.code, "poster_code": secrets.token_urlsafe(CODE_BYTES)}
    # After an objection entered late the mended text stands behind the code of the notice that hangs already.
    row, _made = Publication.objects.update_or_create(case=case, defaults=text, create_defaults={**fresh, **text})
    moving.move(case, Act.PUBLISH, actor, side=side)
    return row


@transaction.atomic
def mark_read(case_id: UUID, *, actor: Actor) -> None:
    """A member has read what was published; noted once. Raises `Publication.DoesNotExist` for who may not."""
    # The case is not hers to see, only what was published: its key is looked up by the program.
    with scope(Actor.system("publication", actor.now)):
        case = Case.objects.get(public_id=case_id)
    row = Publication.objects.get(pk=case.pk)
    if actor.person_id is None or row.withdrawn_at is not None:
        return
    seen, fresh = Reading.objects.get_or_create(
        publication=row, person_id=actor.person_id, defaults={"code": row.code, "at": actor.now}
    )
    if not fresh and seen.at < row.at:  # she read the text before it was mended
        seen.at, fresh = actor.now, True
        seen.save(update_fields=["at"])
    if fresh:
        audit.record(BargainingEvent.READ, case, actor=actor, code=row.code, person_id=actor.person_id)


@transaction.atomic
def deposit(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """The workers' side hands a copy to the union above (浙江 35, 杭州 41). Raises `bargaining.state`."""
    case, _side = moving.for_side(case_id, actor, Side.WORKER, version=version)
    hand_on(case, actor, at=actor.now)
    return case


def hand_on(case: Case, actor: Actor, *, at: datetime, paper: UUID | None = None) -> None:
    """A copy is with the union above since `at`; what the contract takes the place of gives way."""
    case.deposited_at = at
    moving.move(case, Act.DEPOSIT, actor, side=Side.WORKER, paper=paper)
    if case.former is not None:
        supersede(case.former, case, actor)
    if case.procedure == Procedure.END:
        # Nothing is left to keep: the case is over with the contract it ended.
        case.ended_on = last_of(case, actor)
        moving.move(case, Act.END_EARLY, actor)
