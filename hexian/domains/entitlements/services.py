"""Find rights not yet served, close those that were, tell people of theirs.

Finding is set by set and repeating it is harmless: what is found stands in a temporary table, and rights are made,
opened again or closed by comparing with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.entitlements import access, rules
from hexian.domains.entitlements.events import RightEvent
from hexian.domains.entitlements.models import Right
from hexian.domains.entitlements.rules import HERS, WAITING, Kind, RightState
from hexian.domains.mutualaid import services as aid
from hexian.foundation import audit, events, work
from hexian.foundation.access import AFTER_ALL, public_ids, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import advisory
from hexian.foundation.work import services as tasks

WORK_OUT = "entitlements.work_out"
LOOKED_BACK, DECLINED_LEAST = "rights.looked_back", "rights.declined_least"
CARD_AFTER, TELL_GAP = "rights.card_after", "rights.tell_gap"
#: As many as one press tells.
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What working it out changed: rights found (new or again), served meanwhile, lapsed."""

    found: int
    served: int
    lapsed: int


def _figure(code: str, actor: Actor) -> int:
    return lawbook.look_up(code, "", timezone.localdate(actor.now)).number


_NOW = """
    CREATE TEMPORARY TABLE rights_now (person_id bigint, code text COLLATE "C", kind text, subject bigint,
        happened_on date, own_fen bigint, worth_fen bigint) ON COMMIT DROP
"""
_UNSERVED = """
    INSERT INTO rights_now
    SELECT person_id, code, 'unserved', decision_id, discharged, own_fen, worth_fen FROM rights_missed
"""
#: Whoever was ill without taking part, is a member where a plan runs today, and still does not take part.
_JOIN = """
    INSERT INTO rights_now
    SELECT DISTINCT ON (s.person_id, p.id) s.person_id, m.code, 'join', p.id, s.discharged, 0, 0
    FROM rights_missed s
    JOIN members_membership m ON m.person_id = s.person_id AND m.state = 'active'
    JOIN mutualaid_plan p ON p.state = 'open' AND %(today)s BETWEEN p.starts_on AND p.ends_on
        AND m.code >= p.code AND m.code < p.code || %(after)s
    WHERE NOT EXISTS (SELECT FROM mutualaid_participation t JOIN mutualaid_plan o ON o.id = t.plan_id
        WHERE t.person_id = s.person_id AND o.org_id = p.org_id AND t.until >= %(today)s)
    ORDER BY s.person_id, p.id, s.discharged DESC, s.decision_id DESC
"""
_DECLINED = """
    INSERT INTO rights_now
    SELECT d.person_id, d.code, 'declined', d.id, d.discharged, greatest(d.own_fen, 0), d.amount_fen
    FROM mutualaid_decision d JOIN mutualaid_plan p ON p.id = d.plan_id AND p.state = 'open'
    WHERE d.state = 'declined' AND d.amount_fen >= %(least)s
"""
#: A card is a person's, however many payments wait for it.
_CARD = """
    INSERT INTO rights_now
    SELECT o.payee_id, max(coalesce(p.code, o.code)), 'card', 0,
        min((o.ordered_at AT TIME ZONE 'Asia/Shanghai')::date), 0, sum(o.fen)
    FROM ledger_order o JOIN people_person p ON p.id = o.payee_id
    WHERE o.state = 'ordered' AND o.recalled_at IS NULL AND o.ordered_at < %(waits_since)s
        AND NOT EXISTS (SELECT FROM ledger_payee_account a WHERE a.person_id = o.payee_id AND a.is_active)
    GROUP BY o.payee_id
"""
_STRAY = """
    INSERT INTO rights_now
    SELECT p.id, p.code, 'stray', s.id, s.discharged, 0, 0
    FROM mutualaid_stray s JOIN mutualaid_file f ON f.id = s.file_id
    JOIN people_person p ON p.id_index = s.id_index AND p.code >= f.code AND p.code < f.code || %(after)s
    WHERE s.settled_at IS NULL AND NOT s.is_refund AND s.discharged >= %(since)s
"""
_GONE = "DELETE FROM rights_now n USING people_person p WHERE p.id = n.person_id AND p.erased_at IS NOT NULL"
_NEW = """
    SELECT count(*) FROM rights_now n WHERE NOT EXISTS (SELECT FROM entitlements_right r
        WHERE r.person_id = n.person_id AND r.kind = n.kind AND r.subject = n.subject AND r.closed_at IS NULL)
"""
_FIND = """
    INSERT INTO entitlements_right AS r (public_id, person_id, code, kind, subject, happened_on, own_fen, worth_fen,
        state, found_at)
    SELECT {public_id}, n.person_id, n.code, n.kind, n.subject, n.happened_on, n.own_fen, n.worth_fen, 'open', %(now)s
    FROM rights_now n
    ON CONFLICT (person_id, kind, subject) DO UPDATE SET code = excluded.code, happened_on = excluded.happened_on,
        own_fen = excluded.own_fen, worth_fen = excluded.worth_fen, closed_at = NULL,
        state = CASE WHEN r.closed_at IS NULL THEN r.state ELSE 'open' END,
        found_at = CASE WHEN r.closed_at IS NULL THEN r.found_at ELSE excluded.found_at END
    WHERE r.closed_at IS NOT NULL OR (r.code, r.happened_on, r.own_fen, r.worth_fen)
        IS DISTINCT FROM (excluded.code, excluded.happened_on, excluded.own_fen, excluded.worth_fen)
"""
#: How each right is served: she takes part, a later revision pays, a card is there, the stray was decided.
_CLOSE = """
    UPDATE entitlements_right r SET closed_at = %(now)s, state = CASE WHEN CASE r.kind
        WHEN 'join' THEN EXISTS (SELECT FROM mutualaid_participation t JOIN mutualaid_plan p ON p.id = t.plan_id
            JOIN mutualaid_plan o ON o.org_id = p.org_id AND o.id = r.subject
            WHERE t.person_id = r.person_id AND t.until >= %(today)s)
        WHEN 'card' THEN EXISTS (SELECT FROM ledger_payee_account a WHERE a.person_id = r.person_id AND a.is_active)
        WHEN 'stray' THEN EXISTS (SELECT FROM mutualaid_stray s WHERE s.id = r.subject AND s.settled_at IS NOT NULL)
        ELSE EXISTS (SELECT FROM mutualaid_decision d JOIN mutualaid_decision l ON l.person_id = d.person_id
            AND l.settlement = d.settlement AND l.state = 'ordered' WHERE d.id = r.subject)
        END THEN 'served' ELSE 'lapsed' END
    WHERE r.closed_at IS NULL AND NOT EXISTS (SELECT FROM rights_now n
        WHERE n.person_id = r.person_id AND n.kind = r.kind AND n.subject = r.subject)
    RETURNING r.state
"""


@transaction.atomic
def work_out(actor: Actor) -> Counted:
    """Find every right there is, close what was served or can be served no more. For the schedule; as the system."""
    advisory("entitlements.work_out")
    today = timezone.localdate(actor.now)
    since = today - timedelta(days=_figure(LOOKED_BACK, actor))
    facts: dict[str, Any] = {
        "today": today, "after": AFTER_ALL, "now": actor.now, "since": since, "least": _figure(DECLINED_LEAST, actor),
        "waits_since": actor.now - timedelta(days=_figure(CARD_AFTER, actor)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        aid.stage_missed(cursor, "rights_missed", since=since)
        for statement in (_NOW, _UNSERVED, _JOIN, _DECLINED, _CARD, _STRAY, _GONE):
            cursor.execute(statement, facts)
        cursor.execute("ANALYZE pg_temp.rights_now")
        done = _compare(cursor, facts)
        cursor.execute("DROP TABLE pg_temp.rights_now, pg_temp.rights_missed")
    _told(done, actor)
    return done


def work_out_soon(actor: Actor) -> None:
    """Queue the same for the worker: after a file what it shows is not waited for until the night."""
    tasks.start(WORK_OUT, actor=Actor.system("entitlements", actor.now), title=_("找应享未享的人"))


@work.runner(WORK_OUT)
def run_work_out(task: work.Running) -> None:
    """What `work_out_soon` has queued."""
    system = Actor.system("entitlements", task.actor.now)
    with scope(system):
        done = work_out(system)
    said = {"found": done.found, "served": done.served}
    task.finish(note=_("找到 %(found)s 项，%(served)s 项已经得到。") % said)


def _compare(cursor: CursorWrapper, facts: Mapping[str, Any]) -> Counted:
    cursor.execute(_NEW)
    (found,) = cursor.fetchone() or (0,)
    public_id, salt = public_ids("n.person_id", whole="n.person_id || n.kind || n.subject")
    cursor.execute(_FIND.format(public_id=public_id), {**facts, **salt})
    cursor.execute(_CLOSE, facts)
    closed = [state for (state,) in cursor.fetchall()]
    return Counted(found, closed.count(RightState.SERVED), closed.count(RightState.LAPSED))


def _told(done: Counted, actor: Actor) -> None:
    if not (done.found or done.served or done.lapsed):
        return
    audit.record(
        RightEvent.WORKED_OUT, uuid4(), actor=actor, code=ROOT_CODE, found=done.found, served=done.served,
        lapsed=done.lapsed,
    )  # fmt: skip


@transaction.atomic
def tell(right_id: UUID, *, actor: Actor) -> Right:
    """Have somebody told of a right of hers, with what she can do; at most once a period, of whatever kind.

    Raises `Refused` with `rights.state`, `rights.not_hers`, `rights.told_lately`; `Right.DoesNotExist` out of reach.
    """
    row = access.rights_to_tell(actor).select_for_update(of=("self",)).get(public_id=right_id)
    advisory(f"entitlements.tell.{row.person_id}")
    state = rules.next_state(row.state, "tell")
    told = Right.objects.filter(person_id=row.person_id, told_at__isnull=False).order_by("-told_at").first()
    last = timezone.localdate(told.told_at) if told and told.told_at else None
    rules.check_telling(row.kind, last=last, today=timezone.localdate(actor.now), gap=_figure(TELL_GAP, actor))
    row.state, row.told_at, row.told_by = state, actor.now, actor.person_id
    row.save(update_fields=["state", "told_at", "told_by"])
    kind = str(row.kind)
    audit.record(
        RightEvent.TOLD, row, actor=actor, code=row.code, person_id=row.person_id, duty=access.TELL, right=kind
    )
    events.publish(RightEvent.TOLD, row, actor=actor, code=row.code, rights=[row.pk])
    return row


@transaction.atomic
def tell_all(kind: str, *, actor: Actor) -> tuple[int, int]:
    """Have everybody told of a kind of right who was not told in the period, the oldest first; how many, how many left.

    Raises `Refused` with `rights.not_hers`, `rights.nobody_to_tell`.
    """
    rules.check_telling(kind, last=None, today=timezone.localdate(actor.now), gap=0)
    advisory("entitlements.tell_all")
    lately = actor.now - timedelta(days=_figure(TELL_GAP, actor))
    told = Right.objects.filter(told_at__gt=lately).values("person_id")
    rows = access.rights_to_tell(actor).filter(kind=Kind(kind), state__in=WAITING).exclude(person_id__in=told)
    first = rows.order_by("person_id", "pk").distinct("person_id").values("pk")
    found = list(Right.objects.filter(pk__in=first).order_by("pk").values_list("pk", "code")[:AT_ONCE])
    if not found:
        raise Refused("rights.nobody_to_tell")
    ids = [pk for pk, _place in found]
    Right.objects.filter(pk__in=ids).update(state=RightState.TOLD, told_at=actor.now, told_by=actor.person_id)
    _write_all(kind, ids, min((code for _pk, code in found), key=len), actor)
    return len(ids), rows.values("person_id").distinct().count()


def _write_all(kind: str, ids: list[int], code: str, actor: Actor) -> None:
    batch, digest = uuid4(), sha256(",".join(map(str, ids)).encode()).hexdigest()
    audit.record(
        RightEvent.TOLD, batch, actor=actor, code=code, duty=access.TELL, count=len(ids), right=kind, digest=digest
    )
    events.publish(RightEvent.TOLD, batch, actor=actor, code=code, rights=ids)


__all__ = ["HERS", "Counted", "tell", "tell_all", "work_out"]
