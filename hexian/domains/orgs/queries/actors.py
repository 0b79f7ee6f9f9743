"""Who stands behind an account: the first question of every request, answered in one statement."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from hexian.foundation.actor import Actor, OfficeHeld, Part


def actor_for(
    account_id: int, now: datetime, request_id: str, acting_office_id: UUID | None = None, mobile: str | None = None
) -> Actor:
    """The actor behind an account at a moment (UTC): her offices valid that day in Shanghai and her parts.

    Before anybody is known there is no scope to read with, so one owner function answers for this account alone.  An
    account that is gone or locked acts as nobody.  `mobile` is a number proved in this session, else the account's own.
    """
    found = _facts(account_id, now)
    if found is None:
        return Actor.anonymous(now, request_id)
    actor = Actor(
        now=now,
        request_id=request_id,
        name=found["name"] or "",
        person_id=found["person_id"],
        account_id=account_id,
        offices=tuple(_office(row) for row in found["offices"]),
        parts=frozenset(Part(row["kind"], UUID(row["subject"]), row["role"]) for row in found["parts"]),
        mobile=mobile or found["mobile"],
    )
    return actor.acting_as(acting_office_id) if acting_office_id else actor


def _facts(account_id: int, now: datetime) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT orgs_actor(%s, %s)::text", [account_id, timezone.localdate(now)])
        (text,) = cursor.fetchone() or (None,)
    found: dict[str, Any] | None = json.loads(text) if text else None
    return found


def _office(row: dict[str, Any]) -> OfficeHeld:
    return OfficeHeld(
        office_id=UUID(row["office_id"]),
        org_id=row["org_id"],
        org_code=row["code"],
        org_name=row["org_name"],
        title=row["title"],
        duties=frozenset(row["duties"]),
    )
