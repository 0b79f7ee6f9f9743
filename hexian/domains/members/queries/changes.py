"""Wishes for correction: a member's own, and those an officer answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hexian.domains.members import access
from hexian.domains.members.models import ChangeRequest
from hexian.domains.members.rules import ChangeState
from hexian.domains.people import rules as people_rules
from hexian.foundation import crypto
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A wish as screens show it; numbers masked, before and after."""

    public_id: UUID
    person_id: int
    code: str
    name: str
    field: str
    before: str
    after: str
    why: str
    is_proposed: bool
    is_own_proposal: bool
    state: str
    answer: str
    asked_at: datetime
    decided_at: datetime | None


def my_changes(actor: Actor) -> list[ChangeRow]:
    """What the actor has asked for and what was proposed about her, newest first."""
    return _rows(list(access.own_changes(actor).select_related("person").order_by("-pk")[:50]), actor)


def changes(actor: Actor, limit: int = 200) -> list[ChangeRow]:
    """What waits for an officer's answer, the oldest first; then what she proposed and others have to say yes to."""
    lists = (access.changes_to_decide(actor), access.own_proposals(actor))
    waiting = [rows.filter(state=ChangeState.ASKED).select_related("person").order_by("pk")[:limit] for rows in lists]
    return _rows([wish for rows in waiting for wish in rows], actor)


def _rows(wishes: Sequence[ChangeRequest], actor: Actor) -> list[ChangeRow]:
    opened = crypto.open_many((blob, wish.person.subject) for wish in wishes for blob in (wish.before, wish.after))
    pairs = zip(opened[::2], opened[1::2], strict=True)
    return [_row(wish, before or "", after or "", actor) for wish, (before, after) in zip(wishes, pairs, strict=True)]


def _row(wish: ChangeRequest, before: str, after: str, actor: Actor) -> ChangeRow:
    return ChangeRow(
        public_id=wish.public_id,
        person_id=wish.person_id,
        code=wish.code,
        name=wish.person.name,
        field=wish.field,
        before=_masked(wish.field, before),
        after=_masked(wish.field, after),
        why=wish.why,
        is_proposed=wish.proposed_by is not None,
        is_own_proposal=wish.proposed_by is not None and wish.proposed_by == actor.person_id,
        state=wish.state,
        answer=wish.answer,
        asked_at=wish.asked_at,
        decided_at=wish.decided_at,
    )


def _masked(field: str, text: str) -> str:
    if field == "id_number":
        return people_rules.mask_id_tail(text[-4:])
    return people_rules.mask_mobile(text) if field == "mobile" else text
