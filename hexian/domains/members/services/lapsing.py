"""The six-month rule (RULES QUIT_AUTO): the program proposes, somebody talks with her, she may object, a committee
decides. Nothing of it happens by machine, and nothing without records: a union that keeps none has no proposals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import OPEN_PASSAGE, Membership, Participation, Passage
from hexian.domains.members.rules import MembershipState, Origin, PassageKind, PassageState, Turn
from hexian.domains.members.services import passages
from hexian.domains.members.services.admission import record_resolution
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clock_queries
from hexian.foundation.clock import services as clock
from hexian.foundation.lawbook import queries as lawbook

MONTHS, HEARING = "membership.lapse_months", "membership.hearing"
#: So many proposals a run and union: a list a committee can still talk about.
MOST_AT_ONCE = 200
#: Since when each member has had no part: the last record, the day she came, the first record her union ever made, or
#: the last time somebody looked into it, whichever is latest.
_SILENT = """
    SELECT m.id, greatest(coalesce(m.came_on, m.joined_on), first.day, own.day, looked.day) AS since
    FROM members_membership m
        CROSS JOIN (SELECT min("on") AS day FROM members_participation p JOIN members_membership n
            ON n.id = p.membership_id WHERE n.org_id = %(org)s) AS first
        LEFT JOIN LATERAL (SELECT max("on") AS day FROM members_participation p WHERE p.membership_id = m.id) AS own
            ON true
        LEFT JOIN LATERAL (SELECT max((q.decided_at AT TIME ZONE 'Asia/Shanghai')::date) AS day
            FROM members_passage q WHERE q.membership_id = m.id AND q.decided_at IS NOT NULL) AS looked ON true
    WHERE m.org_id = %(org)s AND m.state = 'active' AND first.day IS NOT NULL
        AND greatest(coalesce(m.came_on, m.joined_on), first.day, own.day, looked.day) <= %(until)s
        AND NOT EXISTS (SELECT FROM members_passage o WHERE o.membership_id = m.id AND o.state = ANY (%(open)s))
    ORDER BY since, m.id LIMIT %(most)s
"""


@transaction.atomic
def note_part(member_ids: Collection[UUID], *, kind: str, on: date, actor: Actor) -> int:
    """Record that members paid dues, or took part, on a day; returns how many. Open proposals about them end.

    The latest day of each kind is kept.  Raises `Refused` with `part.kind`, `part.nobody`, `passage.ahead`;
    `Membership.DoesNotExist` when one is out of reach.
    """
    if kind not in list(rules.Part):
        raise Refused("part.kind")
    rules.check_passage_day(on, since=date.min, today=timezone.localdate(actor.now))
    members = _chosen(member_ids, actor)
    known = {row.membership_id: row for row in Participation.objects.filter(membership__in=members, kind=kind)}
    for member in members:
        _keep_latest(member, known.get(member.pk), kind, on)
    for member in members:
        audit.record(
            MemberEvent.TOOK_PART, member, actor=actor, code=member.code, person_id=member.person_id,
            duty=access.ADMIT, part=kind, on=on.isoformat(),
        )  # fmt: skip
    _drop_proposals(members, actor)
    return len(members)


def _chosen(member_ids: Collection[UUID], actor: Actor) -> list[Membership]:
    wanted = set(member_ids)
    if not wanted:
        raise Refused("part.nobody")
    rows = access.members_to_change(actor).filter(public_id__in=wanted, state=MembershipState.ACTIVE).order_by("pk")
    members = list(rows)
    if len(members) != len(wanted):
        raise Membership.DoesNotExist
    return members


def _keep_latest(member: Membership, known: Participation | None, kind: str, on: date) -> None:
    if known is None:
        Participation.objects.create(membership=member, person_id=member.person_id, code=member.code, kind=kind, on=on)
    elif known.on < on:
        known.on = on
        known.save(update_fields=["on"])


def _drop_proposals(members: Collection[Membership], actor: Actor) -> None:
    """Whoever has paid or come again is no case any more."""
    rows = Passage.objects.filter(OPEN_PASSAGE, kind=PassageKind.LAPSE, membership__in=members)
    for passage in rows.select_related("source", "target").select_for_update(of=("self",)).order_by("pk"):
        _drop(passage, "took_part", actor)


@transaction.atomic
def propose_lapses(actor: Actor) -> int:
    """Propose whom the six-month rule may concern, in the unions that asked for it; returns how many. For the worker.

    As the system.  A union's months are those of its region's lawbook that day.
    """
    return sum(_propose_in(org, actor) for org in _watching())


def _watching() -> list[Organisation]:
    kept = Participation.objects.values_list("membership__org_id").distinct()
    rows = Organisation.objects.filter(pk__in=kept).order_by("pk")
    return [org for org in rows if orgs.is_on(access.LAPSE_WATCH, org.code)]


def _propose_in(org: Organisation, actor: Actor) -> int:
    today = timezone.localdate(actor.now)
    months = lawbook.look_up(MONTHS, org.division, today).number
    facts: dict[str, Any] = {
        "org": org.pk, "until": rules.months_back(today, months), "most": MOST_AT_ONCE,
        "open": [str(state) for state in rules.OPEN_PASSAGE],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, facts)
        silent = dict(cursor.fetchall())
    basis = lawbook.freeze(MONTHS, org.division, today)
    # Locked and asked again: she may have left since, or be asking for something at this very moment.
    # No stronger lock than that: whoever asks writes a row that names hers.
    rows = Membership.objects.filter(pk__in=silent, state=MembershipState.ACTIVE)
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return sum(_propose(member, org, silent[member.pk], basis, actor) for member in rows)


def _propose(member: Membership, org: Organisation, since: date, basis: dict[str, object], actor: Actor) -> bool:
    """Whether it was proposed; not where she has asked for something herself meanwhile."""
    passage = Passage(
        kind=PassageKind.LAPSE, state=PassageState.PROPOSED, waits_for=Turn.SOURCE, membership=member,
        person_id=member.person_id, source=org, code=member.code, origin=Origin.PROGRAM,
        reason=rules.PassageReason.NO_PART, asked_at=actor.now,
        params={MONTHS: basis, "since": since.isoformat()},
    )  # fmt: skip
    try:
        passages.save_new(passage)
    except Refused:
        return False
    passages.tell(MemberEvent.PASSAGE_PROPOSED, passage, actor)
    return True


@transaction.atomic
def warn(passage_id: UUID, *, note: str, actor: Actor) -> Passage:
    """Record that somebody has talked with her (经教育), and what was said; her time to explain begins.

    Raises `Refused` with `passage.state`, `passage.why_missing`.
    """
    passage = passages.from_here(passage_id, actor)
    passages.step(passage, "warn")
    if not note.strip():
        raise Refused("passage.why_missing")
    passage.warning = note.strip()
    if passage.warned_at is None:
        _begin_hearing(passage, actor)
    passage.warned_at = actor.now
    passage.save()
    passages.tell(MemberEvent.PASSAGE_WARNED, passage, actor)
    return passage


def _begin_hearing(passage: Passage, actor: Actor) -> None:
    deadline = clock.start(
        HEARING, subject=passage, region=passage.source.division, on=actor.now, actor=actor, org_code=passage.code
    )
    passage.due_at = deadline.due_at


@transaction.atomic
def object_to(passage_id: UUID, *, words: str, actor: Actor) -> Passage:
    """The member says why it does not hold; the committee has it before it. Raises `passage.state`, `passage.words`."""
    passage = passages.locked(access.own_passages(actor), passage_id)
    passages.step(passage, "object")
    if not words.strip():
        raise Refused("passage.words")
    passage.objection, passage.objected_at = words.strip(), actor.now
    passage.save()
    passages.tell(MemberEvent.PASSAGE_OBJECTED, passage, actor)
    return passage


@transaction.atomic
def drop(passage_id: UUID, *, why: str, actor: Actor) -> Passage:
    """Leave her membership as it is, and say why. Raises `Refused` with `passage.state`, `passage.why_missing`."""
    passage = passages.from_here(passage_id, actor)
    rules.next_passage_state(passage.kind, passage.state, "drop")
    if not why.strip():
        raise Refused("passage.why_missing")
    _drop(passage, why.strip(), actor)
    return passage


def _drop(passage: Passage, why: str, actor: Actor) -> None:
    _end_hearing(passage, actor)
    passage.answer = why
    passages.end(passage, "drop", actor)
    passages.tell(MemberEvent.PASSAGE_DROPPED, passage, actor)


@transaction.atomic
def decide_lapse(
    passage_id: UUID, *, number: str, held_on: date, seats: int, present: int, yes: int, no: int, abstained: int,
    actor: Actor, meeting: str = "", place: str = "", chair: str = "",
) -> Passage:  # fmt: skip
    """Record that the committee decided her membership has lapsed, by its vote; it ends on the day of the meeting.

    Raises `Refused` with `passage.state`, `passage.not_warned`, `passage.hearing` (`until`) and like
    `record_resolution`.
    """
    passage = passages.from_here(passage_id, actor)
    rules.next_passage_state(passage.kind, passage.state, "lapse")
    _check_heard(passage, held_on, actor)
    passage.resolution = record_resolution(
        passage.source.public_id, number=number, held_on=held_on, seats=seats, present=present, yes=yes, no=no,
        abstained=abstained, actor=actor, meeting=meeting, place=place, chair=chair,
    )  # fmt: skip
    _end_hearing(passage, actor)
    passages.finish(passage, "lapse", held_on, actor)
    return passage


def _check_heard(passage: Passage, held_on: date, actor: Actor) -> None:
    """She was spoken with before the meeting, and has explained herself or had the time to."""
    if passage.warned_at is None or timezone.localdate(passage.warned_at) > held_on:
        raise Refused("passage.not_warned")
    if passage.objected_at is None and passage.due_at is not None and actor.now <= passage.due_at:
        raise Refused("passage.hearing", until=passage.due_at)


def _end_hearing(passage: Passage, actor: Actor) -> None:
    running = clock_queries.open_deadline(passage.public_id, HEARING)
    if running is not None:
        clock.met(running.id, actor=actor)
    passage.due_at = None
