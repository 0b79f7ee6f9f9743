"""Who takes part in a plan: brought in by unions set by set, renewed, followed where she goes, let go.

A person's yes to the use of her settlements is asked for by itself (个人信息保护法 29); without it nobody is brought
in, however long the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from hexian.domains.members.access import members_visible
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Participation, Plan
from hexian.domains.mutualaid.services import fees, reaching
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import HandedOver
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import audit, events
from hexian.foundation.access import AFTER_ALL, within
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

#: How late the list of a year's beginning may come; the number stands in the lawbook.
GRACE = "aid.list_grace"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of a list: who joined (of these without waiting), who takes part already, who has not said yes."""

    batch: UUID
    joined: int
    renewed: int
    already: int
    without_consent: int


@transaction.atomic
def enrol(
    plan_id: UUID, *, actor: Actor, members: Sequence[UUID] | None = None, union: UUID | None = None,
    since: date | None = None, payer: str = "", paper_on: date | None = None,
) -> Enrolled:  # fmt: skip
    """Bring members into an open plan: those named, or everybody of a union and the unions below it.

    `paper_on` is the day they signed the consent on paper, which the union keeps; without it only those join who have
    said yes themselves.  Whoever renews without a gap has waited already.  Raises `Refused` with `aid.nobody_named`,
    `aid.plan_closed`, `aid.joined_past`, `aid.plan_over`, `aid.paper_day`, `aid.payer`; `Plan.DoesNotExist` and
    `Organisation.DoesNotExist` out of reach.
    """
    plan = _plan(plan_id, actor)
    day = rules.joining_day(
        wanted=since, starts=plan.starts_on, ends=plan.ends_on, today=reaching.today(actor),
        grace=reaching.figure(GRACE, plan, actor),
    )  # fmt: skip
    return _enrol(plan, _chosen(plan, members, union, actor), day, payer or plan.payer, paper_on=paper_on, actor=actor)


def _plan(plan_id: UUID, actor: Actor) -> Plan:
    plan = access.plans_to_join(actor).select_related("org").get(public_id=plan_id)
    if plan.state != "open":
        raise Refused("aid.plan_closed", plan=plan.name)
    return plan


def _chosen(plan: Plan, members: Sequence[UUID] | None, union: UUID | None, actor: Actor) -> Any:
    """The living memberships below the plan's union that are meant. Raises `Refused("aid.nobody_named")`."""
    reach = within("code", actor.subtrees_for(access.ENROL))
    rows = Membership.objects.filter(reach, within("code", [plan.code]), state=MembershipState.ACTIVE)
    if union is not None:
        return rows.filter(within("code", [Organisation.objects.filter(reach).get(public_id=union).code]))
    if not members:
        raise Refused("aid.nobody_named")
    return rows.filter(public_id__in=members)


@transaction.atomic
def renew(plan_id: UUID, *, former: UUID, union: UUID, actor: Actor, payer: str = "") -> Enrolled:
    """Bring everybody into a plan who took part in the former one until the day before it begins.

    Whoever has taken her consent back meanwhile stays out.  Raises like `enrol`.
    """
    plan = _plan(plan_id, actor)
    before = access.plans_to_join(actor).get(public_id=former, org_id=plan.org_id)
    rows = _chosen(plan, None, union, actor)
    with reaching.as_program(actor):
        kept = Participation.objects.filter(plan=before, until=before.ends_on, ended_at__isnull=True)
        ids = list(kept.filter(person_id__in=rows.values("person_id")).values_list("person_id", flat=True))
    return _enrol(plan, rows.filter(person_id__in=ids), plan.starts_on, payer or plan.payer, paper_on=None, actor=actor)


def _enrol(plan: Plan, rows: Any, day: date, payer: str, *, paper_on: date | None, actor: Actor) -> Enrolled:
    if payer not in set(rules.Payer):
        raise Refused("aid.payer")
    advisory(f"mutualaid.join.{plan.org_id}")
    facts = _facts(plan, day, payer, actor)
    _stage(rows)
    with reaching.as_program(actor), connection.cursor() as cursor:
        if paper_on is not None:
            _note_papers(cursor, paper_on, facts, plan, actor)
        done = _join(cursor, facts)
        fees.charge(plan, done.batch, actor)
        cursor.execute("DROP TABLE pg_temp.aid_joining")
    _told(plan, done, day, actor)
    return done


def _facts(plan: Plan, day: date, payer: str, actor: Actor) -> dict[str, Any]:
    text = CONSENTS[Purpose.HEALTH]
    waited = rules.cover(since=day, until=plan.ends_on, covered_before=None, waiting_days=plan.waiting_days)
    return {
        "plan": plan.pk, "org": plan.org_id, "since": day, "until": plan.ends_on, "waited": waited.covered_from,
        "fee": plan.price_fen, "payer": payer, "batch": uuid4(), "now": actor.now, "purpose": str(Purpose.HEALTH),
        "version": text.version, "digest": text.digest,
    }  # fmt: skip


def _stage(rows: Any) -> None:
    """The persons meant, as far as the officer reaches; everybody once, wherever she is a member twice."""
    query, params = (
        rows.order_by("person_id", "pk").distinct("person_id")
        .values("person_id", "code", "org_id", "employer_id").query.sql_with_params()
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE aid_joining ON COMMIT DROP AS {query}", params)
        cursor.execute("ANALYZE pg_temp.aid_joining")


#: A yes on paper counts from the day it was signed; a yes she has given herself stays as it is.
_PAPERS = """
    INSERT INTO people_consent (id, person_id, code, purpose, version, text_hash, given_at)
    SELECT gen_random_uuid(), j.person_id, j.code, %(purpose)s, %(version)s, %(digest)s, %(signed)s
    FROM pg_temp.aid_joining j
    WHERE NOT EXISTS (SELECT FROM people_consent c WHERE c.person_id = j.person_id AND c.purpose = %(purpose)s
        AND (c.withdrawn_at IS NULL OR c.withdrawn_at > %(signed)s))
    ON CONFLICT DO NOTHING
"""


def _note_papers(cursor: CursorWrapper, on: date, facts: dict[str, Any], plan: Plan, actor: Actor) -> None:
    """Raises `Refused("aid.paper_day")` for a day to come. A yes taken back since is not given again by it."""
    if on > reaching.today(actor):
        raise Refused("aid.paper_day")
    signed = datetime.combine(on, time(), _SHANGHAI).astimezone(UTC)
    cursor.execute(_PAPERS, {**facts, "signed": signed})
    if cursor.rowcount:
        said = {"purpose": facts["purpose"], "version": facts["version"], "signed": on.isoformat()}
        audit.record(
            AidEvent.PAPERS_NOTED, facts["batch"], actor=actor, code=plan.code, duty=access.ENROL,
            count=cursor.rowcount, **said,
        )  # fmt: skip


_READY = """
    CREATE TEMPORARY TABLE aid_ready ON COMMIT DROP AS
    SELECT j.person_id, j.code, j.org_id, j.employer_id, c.version,
        (c.given_at AT TIME ZONE 'Asia/Shanghai')::date AS consented_on,
        c.person_id IS NOT NULL AS is_willing,
        EXISTS (SELECT FROM mutualaid_participation t JOIN mutualaid_plan p ON p.id = t.plan_id AND p.org_id = %(org)s
            WHERE t.person_id = j.person_id AND t.since <= %(until)s AND t.until >= %(since)s) AS is_in,
        (SELECT min(t.covered_from) FROM mutualaid_participation t
            JOIN mutualaid_plan p ON p.id = t.plan_id AND p.org_id = %(org)s
            WHERE t.person_id = j.person_id AND t.until = %(since)s - 1 AND t.covered_from <= t.until) AS covered_before
    FROM pg_temp.aid_joining j
    LEFT JOIN people_consent c ON c.person_id = j.person_id AND c.purpose = %(purpose)s AND c.withdrawn_at IS NULL
"""
#: An employer nobody has named stands behind its union.  A death or an erasure between reading and writing would leave
#: somebody in who is not there.
_JOIN = """
    INSERT INTO mutualaid_participation (plan_id, person_id, code, since, until, covered_from, fee_fen, consent_version,
        consented_on, payer, payer_org_id, batch, end_reason)
    SELECT %(plan)s, r.person_id, r.code, %(since)s, %(until)s,
        coalesce(r.covered_before, %(waited)s), %(fee)s, r.version, r.consented_on, %(payer)s,
        CASE %(payer)s WHEN 'union' THEN r.org_id WHEN 'employer' THEN coalesce(r.employer_id, r.org_id) END,
        %(batch)s, ''
    FROM pg_temp.aid_ready r JOIN people_person p ON p.id = r.person_id AND p.erased_at IS NULL
    WHERE r.is_willing AND NOT r.is_in
    ORDER BY r.person_id
"""
_COUNTS = """
    SELECT count(*) FILTER (WHERE covered_before IS NOT NULL AND is_willing AND NOT is_in),
        count(*) FILTER (WHERE is_in), count(*) FILTER (WHERE NOT is_willing AND NOT is_in)
    FROM pg_temp.aid_ready
"""


def _join(cursor: CursorWrapper, facts: dict[str, Any]) -> Enrolled:
    cursor.execute(_READY, facts)
    cursor.execute(_JOIN, facts)
    joined = cursor.rowcount
    cursor.execute(_COUNTS)
    renewed, already, unwilling = cursor.fetchone() or (0, 0, 0)
    cursor.execute("DROP TABLE pg_temp.aid_ready")
    return Enrolled(facts["batch"], joined, renewed, already, unwilling)


def _told(plan: Plan, done: Enrolled, day: date, actor: Actor) -> None:
    said: dict[str, Any] = {
        "joined": done.joined,
        "renewed": done.renewed,
        "since": day.isoformat(),
        "plan": str(plan.public_id),
    }
    audit.record(
        AidEvent.JOINED, done.batch, actor=actor, code=plan.code, duty=access.ENROL, fee_fen=plan.price_fen, **said
    )
    events.publish(AidEvent.JOINED, done.batch, actor=actor, code=plan.code, **said)


@transaction.atomic
def consent(*, actor: Actor) -> None:
    """She says yes to the use of her settlements, on her phone. Raises `Refused("aid.no_person")`."""
    people.give_consent(_myself(actor), Purpose.HEALTH, actor=actor)


def _myself(actor: Actor) -> Person:
    if actor.person_id is None:
        raise Refused("aid.no_person")
    return Person.objects.get(pk=actor.person_id)


@transaction.atomic
def leave(*, actor: Actor) -> int:
    """She leaves every plan she takes part in, from tomorrow on; what is decided stays. Returns how many.

    Raises `Refused` with `aid.not_taking_part`, `aid.no_person`.
    """
    rows = Participation.objects.filter(person=_myself(actor))
    return _let_go(rows, reaching.today(actor), "left", actor, person_id=actor.person_id)


@transaction.atomic
def let_go(member_id: UUID, *, reason: str, actor: Actor) -> int:
    """A union ends somebody's taking part (she has left the trade, has died), with a reason for the trail.

    Raises `Refused` with `aid.not_taking_part`, `aid.reason_missing`; `Membership.DoesNotExist` out of reach.
    """
    reach = within("code", actor.subtrees_for(access.ENROL))
    member = (members_visible(actor) | Membership.objects.filter(reach)).distinct().get(public_id=member_id)
    said = rules.reason(reason)
    rows = Participation.objects.filter(person_id=member.person_id)
    return _let_go(rows, reaching.today(actor), "ended", actor, person_id=member.person_id, reason=said)


def stop_without_consent(person_id: int, actor: Actor) -> int:
    """Without her yes nothing more is taken in about her; how many participations end."""
    rows = Participation.objects.filter(person_id=person_id)
    with suppress(Refused):
        return _let_go(rows, reaching.today(actor), "consent", actor, person_id=person_id)
    return 0


def erased(person_id: int, actor: Actor) -> None:
    """Whoever is gone for good takes part no longer, and nobody asks her for a fee. As the system."""
    rows = Participation.objects.filter(person_id=person_id)
    fees.forgive(person_id, actor)
    with suppress(Refused):
        _let_go(rows, reaching.today(actor), "erased", actor, person_id=person_id)


def _let_go(rows: Any, on: date, why: str, actor: Actor, *, person_id: int | None, **facts: Any) -> int:
    """End what lasts beyond a day; what has not begun never was."""
    with reaching.as_program(actor):
        living = list(rows.filter(until__gt=on).select_for_update(of=("self",)).select_related("plan"))
        for row in living:
            _end(row, on, why, actor)
            plan = str(row.plan.public_id)
            audit.record(
                AidEvent.LEFT, row, actor=actor, code=row.code, person_id=person_id, plan=plan, why=why, **facts
            )
            events.publish(AidEvent.LEFT, row, actor=actor, code=row.code, person_id=person_id)
    if not living:
        raise Refused("aid.not_taking_part")
    return len(living)


def _end(row: Participation, on: date, why: str, actor: Actor) -> None:
    if row.since > on or row.plan.returns_fee:
        fees.give_back(row, actor)
    if row.since > on:
        Participation.objects.filter(pk=row.pk).delete()
        return
    row.until, row.ended_at, row.end_reason = on, actor.now, why
    row.save(update_fields=["until", "ended_at", "end_reason"])


def follow(person_ids: Sequence[int], actor: Actor) -> int:
    """Participation follows the person: rows that still count get the code of the union she is a member of now.

    Whoever has gone to a union the plan does not cover stays in until what was paid for is over, seen by the plan's
    own union.  For the system; returns how many rows moved.
    """
    with reaching.as_program(actor), connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"persons": list(person_ids), "today": reaching.today(actor), "after": AFTER_ALL})
        return int(cursor.rowcount)


def inherit(handed: HandedOver) -> Mapping[str, int]:
    """Whoever goes over to another union with a merger or a split is seen there, as its members are by now."""
    here = Participation.objects.filter(code=handed.source.code).values_list("person_id", flat=True)
    return {"participations": follow([*here.distinct()], handed.actor)}


_FOLLOW = """
    UPDATE mutualaid_participation t SET code = s.code
    FROM (SELECT t.id, CASE WHEN m.code >= p.code AND m.code < p.code || %(after)s THEN m.code ELSE p.code END AS code
        FROM mutualaid_participation t JOIN mutualaid_plan p ON p.id = t.plan_id
        JOIN members_membership m ON m.person_id = t.person_id AND m.state = 'active'
        WHERE t.person_id = ANY (%(persons)s) AND t.until >= %(today)s) AS s
    WHERE s.id = t.id AND t.code <> s.code
"""
