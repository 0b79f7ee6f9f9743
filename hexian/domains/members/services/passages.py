"""What is to become of a membership: asked for by her, or begun by an officer for her; answered by the unions.

Silence is only shown, by the clock; nothing here happens because time went by.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import OPEN_PASSAGE, Application, ChangeRequest, Membership, Passage
from hexian.domains.members.rules import Origin, PassageKind, PassageState
from hexian.domains.members.services import applying, carrying, changes
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState
from hexian.foundation import audit, events
from hexian.foundation.access import scope, within
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clock_queries
from hexian.foundation.clock import services as clock
from hexian.foundation.lawbook import queries as lawbook

#: How soon either side answers; the numbers stand in the lawbook.
RELEASE, ACCEPT, ANSWER = "membership.release", "membership.accept", "membership.answer"
UNDO = "membership.undo"


@transaction.atomic
def ask_passage(
    *, kind: str, actor: Actor, reason: str = "", note: str = "", target: UUID | None = None, on: date | None = None
) -> Passage:
    """Ask for a passage of one's own membership; the union's promise to answer begins.

    Raises `Refused` with `passage.no_membership`, `passage.kind`, `passage.membership`, `passage.open_already`,
    `passage.reason`, `passage.note_missing`, `passage.target`, `passage.ahead`, `passage.before`.
    """
    if kind not in rules.ASKED_BY_HER:
        raise Refused("passage.kind")
    rows = access.own_memberships(actor).filter(state__in=rules.LIVING).select_related("org", "person")
    member = rows.order_by("-pk").first()
    if member is None:
        raise Refused("passage.no_membership")
    passage = _write(member, _Wish(PassageKind(kind), reason, note, target, on), actor, origin=Origin.SELF)
    _begin_clock(passage, RELEASE if kind == PassageKind.TRANSFER else ANSWER, member.org, actor)
    tell(MemberEvent.PASSAGE_ASKED, passage, actor)
    return passage


@transaction.atomic
def begin_passage(
    member_id: UUID,
    *,
    kind: str,
    note: str,
    actor: Actor,
    reason: str = "",
    target: UUID | None = None,
    on: date | None = None,
) -> Passage:
    """An officer begins a passage for a member and says why; she, or a second officer, has to say yes.

    Raises like `ask_passage`, and with `passage.why_missing`; `Membership.DoesNotExist` out of reach.
    """
    if kind not in rules.ASKED_BY_HER:
        raise Refused("passage.kind")
    if not note.strip():
        raise Refused("passage.why_missing")
    member = access.members_to_change(actor).select_related("org", "person").get(public_id=member_id)
    passage = _write(member, _Wish(PassageKind(kind), reason, note, target, on), actor, origin=Origin.OFFICER)
    tell(MemberEvent.PASSAGE_BEGUN, passage, actor)
    return passage


@transaction.atomic
def record_death(
    member_id: UUID, *, died_on: date, paper: str, paper_on: date, actor: Actor, note: str = ""
) -> Passage:
    """Record that a member has died, by a paper with its date: her stay ends, her card and account are closed.

    What was open of hers ends with it, and nothing is told to her any more.  Raises `Refused` with `death.*`,
    `passage.membership`, `passage.ahead`, `passage.before`; `Membership.DoesNotExist` out of reach.
    """
    rules.check_death(died_on, paper, paper_on)
    rules.check_passage_day(paper_on, since=died_on, today=timezone.localdate(actor.now))
    member = access.members_to_change(actor).select_related("org", "person").get(public_id=member_id)
    rules.next_membership_state(member.state, PassageKind.DEATH)
    _close_what_is_open(member, actor)
    passage = _new(member, PassageKind.DEATH, actor, origin=Origin.OFFICER)
    passage.reason, passage.note, passage.paper, passage.paper_on = "died", note.strip(), paper, paper_on
    passage.state, passage.on, passage.decided_at = PassageState.DONE, died_on, actor.now
    passage.waits_for = rules.Turn.NOBODY
    carrying.carry_out(passage, died_on, actor)
    passage.save()
    tell(MemberEvent.PASSAGE_DONE, passage, actor)
    return passage


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for, as typed."""

    kind: PassageKind
    reason: str
    note: str
    target: UUID | None
    on: date | None


def _write(member: Membership, wish: _Wish, actor: Actor, *, origin: Origin) -> Passage:
    rules.next_membership_state(member.state, wish.kind)
    passage = _new(member, wish.kind, actor, origin=origin)
    passage.reason, passage.note = rules.check_passage_reason(wish.kind, wish.reason, wish.note), wish.note.strip()
    if wish.kind == PassageKind.TRANSFER:
        passage.target = _target(wish.target, member)
        passage.target_code = passage.target.code
    elif wish.on is not None:
        since = member.ended_on or member.came_on or member.joined_on
        passage.on = rules.check_passage_day(wish.on, since=since, today=timezone.localdate(actor.now))
    passage.waits_for = rules.turn_of(PassageState.ASKED, needs_yes=origin == Origin.OFFICER)
    save_new(passage)
    return passage


def _new(member: Membership, kind: str, actor: Actor, *, origin: Origin) -> Passage:
    return Passage(
        kind=kind, state=PassageState.ASKED, membership=member, person_id=member.person_id, source=member.org,
        code=member.code, origin=origin, asked_by=actor.person_id if origin == Origin.OFFICER else None,
        asked_at=actor.now,
    )  # fmt: skip


def _target(target: UUID | None, member: Membership) -> Organisation:
    rows = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE).exclude(pk=member.org_id)
    found = rows.filter(public_id=target).first() if target else None
    if found is None:
        raise Refused("passage.target")
    return found


def save_new(passage: Passage) -> None:
    """Write it, unless another of hers is open. Raises `Refused("passage.open_already")`."""
    try:
        with transaction.atomic():
            passage.save()
    except IntegrityError as fault:
        if "members_one_open_passage_each" in str(fault):
            raise Refused("passage.open_already") from None
        raise


@transaction.atomic
def agree(passage_id: UUID, *, actor: Actor) -> Passage:
    """The member says yes to what an officer began for her: it is released, or done.

    Raises `Refused` with `passage.state`, `passage.not_asked`, and like `carrying.carry_out`.
    """
    passage = _own(passage_id, actor)
    if passage.origin != Origin.OFFICER or passage.agreed_at is not None:
        raise Refused("passage.not_asked")
    return _say_yes(passage, "release" if passage.kind == PassageKind.TRANSFER else "confirm", actor)


@transaction.atomic
def withdraw_passage(passage_id: UUID, *, actor: Actor) -> Passage:
    """Take one's own passage back, or say no to what an officer began. Raises `Refused("passage.state")`."""
    return _withdraw(_own(passage_id, actor), actor)


@transaction.atomic
def withdraw_begun(passage_id: UUID, *, actor: Actor) -> Passage:
    """Take back what one began for somebody as an officer. Raises `Refused("passage.state")`."""
    rows = access.passages_from(actor).filter(origin=Origin.OFFICER, asked_by=actor.person_id)
    return _withdraw(locked(rows, passage_id), actor)


def _withdraw(passage: Passage, actor: Actor) -> Passage:
    end(passage, "withdraw", actor)
    tell(MemberEvent.PASSAGE_WITHDRAWN, passage, actor)
    return passage


@transaction.atomic
def release(passage_id: UUID, *, actor: Actor) -> Passage:
    """The former union lets her go; from now on the other sees her, and its promise begins.

    Raises `Refused` with `passage.state`, `passage.second`.
    """
    return _say_yes(from_here(passage_id, actor), "release", actor)


@transaction.atomic
def confirm(passage_id: UUID, *, actor: Actor) -> Passage:
    """Retain, resume, retire or let quit: it takes effect on the day asked for, or today.

    Raises `Refused` with `passage.state`, `passage.second`, and like `carrying.carry_out`.
    """
    return _say_yes(from_here(passage_id, actor), "confirm", actor)


def _say_yes(passage: Passage, act: str, actor: Actor) -> Passage:
    """What an officer began needs the yes of somebody else."""
    rules.next_passage_state(passage.kind, passage.state, act)
    if needs_yes(passage):
        if actor.person_id == passage.asked_by:
            raise Refused("passage.second")
        passage.agreed_at = actor.now
    if act == "release":
        return _release(passage, actor)
    finish(passage, act, passage.on or timezone.localdate(actor.now), actor)
    return passage


def needs_yes(passage: Passage) -> bool:
    """Whether an officer began it and nobody else has said yes."""
    return passage.origin == Origin.OFFICER and passage.agreed_at is None


def _release(passage: Passage, actor: Actor) -> Passage:
    assert passage.target is not None  # noqa: S101 - a constraint: every transfer has one
    step(passage, "release")
    passage.released_at = actor.now
    _stop_clock(passage, actor)
    _begin_clock(passage, ACCEPT, passage.target, actor)
    tell(MemberEvent.PASSAGE_RELEASED, passage, actor)
    return passage


@transaction.atomic
def recall(passage_id: UUID, *, actor: Actor) -> Passage:
    """Take a release back before the other union has answered. Raises `Refused("passage.state")`."""
    passage = from_here(passage_id, actor)
    step(passage, "recall")
    passage.released_at = None
    _stop_clock(passage, actor, cancelled="recalled")
    _begin_clock(passage, RELEASE, passage.source, actor)
    tell(MemberEvent.PASSAGE_RECALLED, passage, actor)
    return passage


@contextmanager
def unless_recalled(passage_id: UUID, actor: Actor) -> Iterator[None]:
    """Let «there is none for you» be a sentence where the former union has taken its release back meanwhile.

    Raises `Refused("passage.recalled")`; who was never shown the passage hears nothing of it.
    """
    try:
        yield
    except Passage.DoesNotExist:
        with scope(Actor.system("recalled", actor.now)):
            asked = Passage.objects.filter(within("target_code", actor.subtrees_for(access.ADMIT)))
            back = asked.filter(public_id=passage_id, state=PassageState.ASKED).exists()
            shown = any(each.rule == ACCEPT for each in clock_queries.deadlines_of(passage_id))
        if back and shown:
            raise Refused("passage.recalled") from None
        raise


@transaction.atomic
def accept(passage_id: UUID, *, actor: Actor) -> Passage:
    """The other union takes her: her stay there begins on the day the former one ends, today.

    Raises `Refused` with `passage.state`, `passage.recalled`, and like `carrying.carry_out`.
    """
    with unless_recalled(passage_id, actor):
        passage = locked(access.passages_visible(actor), passage_id, actor)
    rules.next_passage_state(passage.kind, passage.state, "accept")
    passage = locked(access.passages_to(actor), passage_id, actor)
    finish(passage, "accept", timezone.localdate(actor.now), actor)
    return passage


@transaction.atomic
def refuse_passage(passage_id: UUID, *, reason: str, remedy: str, actor: Actor) -> Passage:
    """Say no, why, and what she can do instead; who may is whose turn it is.

    Raises `Refused` with `passage.state`, `passage.recalled`, `passage.refusal`, `passage.remedy_missing`.
    """
    with unless_recalled(passage_id, actor):
        passage = locked(access.passages_visible(actor), passage_id, actor)
    side = access.passages_to if passage.state == PassageState.RELEASED else access.passages_from
    passage = locked(side(actor), passage_id, actor)
    passage.refusal, passage.answer = rules.check_passage_refusal(reason, remedy), remedy.strip()
    end(passage, "refuse", actor)
    tell(MemberEvent.PASSAGE_REFUSED, passage, actor, reason=passage.refusal)
    return passage


@transaction.atomic
def undo_passage(passage_id: UUID, *, why: str, actor: Actor) -> Passage:
    """Take back what was done wrongly, within the days the lawbook gives; a death always. Nobody undoes a transfer.

    Raises `Refused` with `passage.state`, `passage.why_missing`, `passage.too_late` (`days`), and like
    `carrying.take_back`.
    """
    passage = from_here(passage_id, actor)
    state = rules.next_passage_state(passage.kind, passage.state, "undo")
    if not why.strip():
        raise Refused("passage.why_missing")
    today = timezone.localdate(actor.now)
    days = lawbook.look_up(UNDO, passage.source.division, today).number
    decided_on = timezone.localdate(passage.decided_at)
    rules.check_may_undo(passage.kind, decided_on, today, days)
    carrying.take_back(passage, actor)
    passage.state, passage.answer = state, why.strip()
    passage.save()
    tell(MemberEvent.PASSAGE_UNDONE, passage, actor)
    return passage


def locked(rows: QuerySet[Passage], passage_id: UUID, actor: Actor | None = None) -> Passage:
    """A passage out of these, locked; with an actor never her own. Raises `Passage.DoesNotExist`."""
    if actor is not None and actor.person_id is not None:
        rows = rows.exclude(person_id=actor.person_id)
    rows = rows.select_related("source", "target").select_for_update(of=("self",))
    return rows.get(public_id=passage_id)


def from_here(passage_id: UUID, actor: Actor) -> Passage:
    """A passage of a member below one's offices, locked. Raises `Passage.DoesNotExist`."""
    return locked(access.passages_from(actor), passage_id, actor)


def _own(passage_id: UUID, actor: Actor) -> Passage:
    return locked(access.own_passages(actor), passage_id)


def step(passage: Passage, act: str) -> None:
    """Let an act lead on; raises `Refused("passage.state")`."""
    passage.state = rules.next_passage_state(passage.kind, passage.state, act)
    passage.waits_for = rules.turn_of(passage.state, needs_yes=needs_yes(passage))


def end(passage: Passage, act: str, actor: Actor) -> None:
    """Let an act end it without effect."""
    step(passage, act)
    passage.decided_at = actor.now
    _stop_clock(passage, actor, cancelled=act if act == "withdraw" else "")
    passage.save()


def finish(passage: Passage, act: str, on: date, actor: Actor) -> None:
    """Let an act carry it out on a day, and tell."""
    step(passage, act)
    carrying.carry_out(passage, on, actor)
    passage.decided_at = actor.now
    _stop_clock(passage, actor)
    # All columns: what followed the membership in the act wrote the other union into the row.
    passage.save()
    tell(MemberEvent.PASSAGE_DONE, passage, actor)


def _begin_clock(passage: Passage, rule: str, org: Organisation, actor: Actor) -> None:
    deadline = clock.start(rule, subject=passage, region=org.division, on=actor.now, actor=actor, org_code=org.code)
    passage.due_at = deadline.due_at
    passage.save()


def _stop_clock(passage: Passage, actor: Actor, cancelled: str = "") -> None:
    for rule in (RELEASE, ACCEPT, ANSWER):
        running = clock_queries.open_deadline(passage.public_id, rule)
        if running is not None and cancelled:
            clock.cancel(running.id, actor=actor, reason=cancelled)
        elif running is not None:
            clock.met(running.id, actor=actor)
    passage.due_at = None


def _close_what_is_open(member: Membership, actor: Actor) -> None:
    """Nobody waits for her answer any more, nor she for ours."""
    with scope(Actor.system("death", actor.now)):
        for passage in Passage.objects.filter(OPEN_PASSAGE, membership=member).select_for_update(of=("self",)):
            passage.state, passage.waits_for = PassageState.WITHDRAWN, rules.Turn.NOBODY
            passage.decided_at = actor.now
            _stop_clock(passage, actor, cancelled="death")
            passage.save()
        for wish in ChangeRequest.objects.filter(person_id=member.person_id, state=rules.ChangeState.ASKED):
            changes.end_wish(wish, actor)
        open_ones = Application.objects.filter(person_id=member.person_id, state__in=rules.OPEN_APPLICATION)
        for row in open_ones.select_for_update(of=("self",)).order_by("pk"):
            applying.stop(row, actor)


def tell(event: MemberEvent, passage: Passage, actor: Actor, **facts: Any) -> None:
    """One row of audit in the place of whoever acts, one event for the worker."""
    herself = actor.person_id == passage.person_id
    target_acts = passage.target_code and not herself and not actor.may(access.ADMIT, passage.code)
    code = passage.target_code if target_acts else passage.code
    duty = "" if herself or actor.is_system else access.ADMIT
    about = {"kind": str(passage.kind), **facts}
    audit.record(event, passage, actor=actor, code=code, person_id=passage.person_id, duty=duty, **about)
    events.publish(event, passage, actor=actor, person_id=passage.person_id, code=code, by_herself=herself)
