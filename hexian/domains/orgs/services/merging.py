"""Merge unions into another, split one off: members, posters, employers and offices go along in the same act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import JoinPoint, Office, Organisation
from hexian.domains.orgs.services import offices, particulars, places
from hexian.domains.orgs.services.following import HEIRS, Chosen, HandedOver, unfinished
from hexian.domains.orgs.services.moving import check_living, leaving, locked, note, relocate
from hexian.domains.orgs.services.tree import TREE_LOCK, actor_day, end_life, found
from hexian.foundation import audit, events
from hexian.foundation.access import Tell, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory


@dataclass(frozen=True, slots=True)
class _Act:
    """One act on the tree: its number, why, on which day by whom, and who is told how far it has come."""

    number: UUID
    grounds: rules.Grounds
    on: date
    actor: Actor
    tell: Tell | None = None


@transaction.atomic
def merge(
    org_ids: Sequence[UUID],
    *,
    into: UUID,
    actor: Actor,
    reason: str,
    reply: rules.Reply,
    on: date | None = None,
    keep_offices: Collection[UUID] = (),
    hand_over_unfinished: bool = False,
    number: UUID | None = None,
    tell: Tell | None = None,
) -> Organisation:
    """Merge unions into another on a day (today): they are dissolved, and everything living goes on there (工会法 13).

    Members keep card and day of joining; posters lead to the new union; what stands below moves along; the offices in
    `keep_offices` go on there, all others end.  Open applications and lists before a committee stop it unless
    `hand_over_unfinished`.  Needs `orgs.manage` over the unions above.  Raises `Refused` with `merge.nobody`,
    `merge.not_a_union`, `merge.below_itself`, `merge.unfinished` (`names`), `move.*`, `act.*`, `org.place`,
    `org.dissolved`, and like `appoint` for an office to be kept.  `number` and `tell` like `move`.
    """
    advisory(TREE_LOCK)
    act = _act(reason, reply, on, actor, number=number, tell=tell)
    target, sources = locked(into, actor), [locked(org_id, actor) for org_id in dict.fromkeys(org_ids)]
    _check_merge(sources, target, act, hand_over_unfinished=hand_over_unfinished)
    for source in sources:
        facts = _merge_one(source, target, act, keep_offices)
        note(rules.Act.MERGED, source, target, act=act.number, grounds=act.grounds, on=act.on, actor=actor)
        _tell(OrgEvent.MERGED, source, target, act, facts)
    return target


def foresee_merge(
    org_ids: Sequence[UUID],
    *,
    into: UUID,
    actor: Actor,
    reason: str,
    reply: rules.Reply,
    on: date | None = None,
    keep_offices: Collection[UUID] = (),
    hand_over_unfinished: bool = False,
) -> None:
    """Whether `merge` would be refused, without doing it. Raises like `merge`."""
    act = _act(reason, reply, on, actor)
    managed = access.organisations_managed(actor).select_related("parent")
    target, sources = managed.get(public_id=into), [managed.get(public_id=each) for each in dict.fromkeys(org_ids)]
    _check_merge(sources, target, act, hand_over_unfinished=hand_over_unfinished)
    for child in Organisation.objects.filter(parent__in=sources, state=rules.OrgState.ACTIVE):
        rules.check_place(child.kind, target.kind)
    kept = Office.objects.filter(org__in=sources, public_id__in=keep_offices).select_related("person", "role")
    for office in kept.exclude(ends_on__lte=act.on):
        begin = max(act.on, office.starts_on)
        offices.check_giving(target, office.role, office.person.public_id, begin=begin, end=office.ends_on, actor=actor)


def left_undone(org_ids: Sequence[UUID], actor: Actor) -> list[str]:
    """What is unfinished in these unions, in words: it must be done first, or handed over with a merger."""
    rows = access.organisations_managed(actor).filter(public_id__in=org_ids).order_by("code")
    return [f"{body.short_name}：{matter.label} {matter.count}" for body in rows for matter in unfinished(body)]


def foresee_split(
    org_id: UUID,
    *,
    chosen: Chosen,
    kind: str,
    name: str,
    actor: Actor,
    reason: str,
    reply: rules.Reply,
    on: date | None = None,
) -> None:
    """Whether `split` would be refused, without doing it; whether anybody is chosen is for the room that knows them.

    Raises like `split`.
    """
    act = _act(reason, reply, on, actor)
    source = access.organisations_managed(actor).select_related("parent").get(public_id=org_id)
    check_living(source)
    above = leaving(source, actor)
    if chosen.is_everybody:
        raise Refused("split.nobody")
    rules.check_day(act.on, places.standing(source).since, name=source.name)
    rules.check_place(kind, above.kind)
    rules.check_org_name(name)


def _act(
    reason: str,
    reply: rules.Reply,
    on: date | None,
    actor: Actor,
    *,
    number: UUID | None = None,
    tell: Tell | None = None,
) -> _Act:
    day = on or actor_day(actor)
    grounds = rules.check_grounds(reason, reply, on=day, today=actor_day(actor), needs_reply=True)
    return _Act(number or uuid4(), grounds, day, actor, tell)


def _check_merge(
    sources: Sequence[Organisation], target: Organisation, act: _Act, *, hand_over_unfinished: bool
) -> None:
    check_living(target, *sources)
    rules.check_merge([body.code for body in sources], target.code)
    for body in (target, *sources):
        if body.category != rules.Category.UNION:
            raise Refused("merge.not_a_union", name=body.name)
    for source in sources:
        leaving(source, act.actor)
        rules.check_day(act.on, places.standing(source).since, places.standing(target).since, name=source.name)
        if not hand_over_unfinished:
            _check_unfinished(source)


def _check_unfinished(source: Organisation) -> None:
    matters = unfinished(source)
    if matters:
        names = [f"{matter.label} {matter.count}" for matter in matters]
        raise Refused("merge.unfinished", name=source.name, names=names)


def _merge_one(source: Organisation, target: Organisation, act: _Act, keep_offices: Collection[UUID]) -> dict[str, int]:
    facts = Counter[str]()
    for child in source.children.filter(state=rules.OrgState.ACTIVE).select_for_update().order_by("code"):
        rules.check_place(child.kind, target.kind)
        relocate(child, target, act.on, act.actor, act.tell)
        note(
            rules.Act.MOVED, child, child, act=act.number, grounds=act.grounds, on=act.on, actor=act.actor,
            from_parent=source, to_parent=target,
        )  # fmt: skip
        facts["bodies"] += 1
    facts["offices"] = _keep_offices(source, target, act, keep_offices)
    facts["posters"] = JoinPoint.objects.filter(org=source, closed_at__isnull=True).update(org=target)
    facts["employers"] = _hand_over_employers(source, target, act.on)
    facts += _hand_over(source, target, act, Chosen(), ends=True)
    if act.tell:
        act.tell(facts["members"])
    end_life(source, act.on, act.actor, why="merged")
    return dict(facts)


def _hand_over(
    source: Organisation, target: Organisation, act: _Act, chosen: Chosen, *, ends: bool
) -> Mapping[str, int]:
    """What other rooms hold goes along, as the system: between the two unions nobody but the program sees all rows."""
    facts = Counter[str]()
    with scope(Actor.system("reorganising", act.actor.now)):
        for _room, inherit in sorted(HEIRS.items()):
            facts += Counter(inherit(HandedOver(source, target, act.on, act.actor, chosen, ends)))
    return facts


def _keep_offices(source: Organisation, target: Organisation, act: _Act, chosen: Collection[UUID]) -> int:
    """The officers named go on in the other union, in the same role and under the same title, until the same day."""
    rows = Office.objects.filter(org=source, public_id__in=chosen).exclude(ends_on__lte=act.on)
    kept = list(rows.select_related("person", "role").order_by("pk"))
    if len(kept) != len(set(chosen)):
        raise Refused("merge.no_such_office", name=source.name)
    for office in kept:
        offices.appoint(
            target.public_id,
            person_id=office.person.public_id,
            role_id=office.role.public_id,
            title=office.title,
            starts_on=max(act.on, office.starts_on),
            ends_on=office.ends_on,
            actor=act.actor,
        )
    return len(kept)


def _hand_over_employers(source: Organisation, target: Organisation, on: date) -> int:
    open_ = Organisation.objects.filter(covered_by__union=source, covered_by__until__isnull=True)
    covered = list(open_.order_by("pk"))
    particulars.uncover(source, on)
    for employer in covered:
        particulars.cover(target, employer, on)
    return len(covered)


@transaction.atomic
def split(
    org_id: UUID,
    *,
    chosen: Chosen,
    kind: str,
    name: str,
    actor: Actor,
    reason: str,
    reply: rules.Reply,
    on: date | None = None,
    keep_offices: Collection[UUID] = (),
    number: UUID | None = None,
    **facts: Any,
) -> Organisation:
    """Found a union beside another and let the chosen members go over to it on a day (today); returns the new union.

    `facts` are those of `found`; of an employer named in `chosen` the new union is there for its staff.  Raises
    `Refused` with `split.nobody`, `split.everybody`, `move.*`, `act.*`, and like `found` and `appoint`.
    """
    advisory(TREE_LOCK)
    act = _act(reason, reply, on, actor, number=number)
    source = locked(org_id, actor)
    check_living(source)
    above = leaving(source, actor)
    if chosen.is_everybody:
        raise Refused("split.nobody")
    rules.check_day(act.on, places.standing(source).since, name=source.name)
    body = found(kind=kind, name=name, parent=above.public_id, founded_on=act.on, actor=actor, **facts)
    counted = _split_off(source, body, act, chosen, keep_offices)
    note(rules.Act.SPLIT, source, body, act=act.number, grounds=act.grounds, on=act.on, actor=actor)
    _tell(OrgEvent.SPLIT, source, body, act, counted)
    return body


def _split_off(
    source: Organisation, body: Organisation, act: _Act, chosen: Chosen, keep_offices: Collection[UUID]
) -> dict[str, int]:
    counted = dict(_hand_over(source, body, act, chosen, ends=False))
    for employer in Organisation.objects.filter(public_id__in=chosen.employers):
        particulars.uncover(source, act.on, employer=employer)
        particulars.cover(body, employer, act.on)
    counted["offices"] = _keep_offices(source, body, act, keep_offices)
    return counted


def _tell(event: OrgEvent, source: Organisation, target: Organisation, act: _Act, facts: Mapping[str, int]) -> None:
    for body in (source, target):
        audit.record(
            event, body, actor=act.actor, code=body.code, duty=access.MANAGE, act=str(act.number),
            source=str(source.public_id), target=str(target.public_id), on=act.on.isoformat(), **facts,
        )  # fmt: skip
    events.publish(
        event, target, actor=act.actor, source=source.pk, target=target.pk, on=act.on.isoformat(), act=str(act.number)
    )
