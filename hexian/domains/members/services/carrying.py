"""What a passage does to the membership itself, and how it is taken back: the rows, the counts, the card, the account.

Always as the system: the side that decides may not see the other's rows, and she may not write what a union keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F
from django.utils import timezone

from hexian.domains.members import rules
from hexian.domains.members.models import OPEN_PASSAGE, Membership, Passage
from hexian.domains.members.rules import MembershipState, PassageKind
from hexian.domains.members.services import handing_over, tallies
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import DIED, Kind, OrgState
from hexian.domains.people import services as people
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clock


def carry_out(passage: Passage, on: date, actor: Actor) -> None:
    """Let a passage take effect on a day; the state before is kept in it.

    Raises `Refused` with `passage.membership`, `passage.ahead`, `passage.before`, `org.dissolved`.
    """
    with scope(Actor.system("passage", actor.now)):
        member = _locked(passage)
        state = rules.next_membership_state(member.state, passage.kind)
        rules.check_passage_day(on, since=_since(member), today=timezone.localdate(actor.now))
        passage.former_state, passage.former_ended_on, passage.on = member.state, member.ended_on, on
        if passage.kind == PassageKind.TRANSFER:
            _go_over(member, _living(passage.target), on)
        elif passage.kind == PassageKind.RESUME:
            _take_up(member, _living(member.org), on, MembershipState.RESUMED)
        else:
            _end(member, state, on)
        if passage.kind == PassageKind.DEATH:
            people.lock_account(member.person_id, actor=actor)
            orgs.end_all_of(member.person_id, on=on, reason=DIED, because=passage.public_id, actor=actor)


def take_back(passage: Passage, actor: Actor) -> None:
    """Bring the state before a passage back, as if it had not been.

    Raises `Refused` with `passage.changed_since` when something happened to the membership after it,
    `passage.member_again` when she has joined anew, `org.dissolved`.
    """
    with scope(Actor.system("passage", actor.now)):
        member = _locked(passage)
        _check_untouched(passage, member)
        member.state, member.ended_on = passage.former_state, passage.former_ended_on
        member.save(update_fields=["state", "ended_on"])
        if member.state == MembershipState.ACTIVE:
            tallies.add(_living(member.org), 1)
        if passage.kind == PassageKind.DEATH:
            people.unlock_account(member.person_id, actor=actor)
            orgs.give_back_all_of(member.person_id, because=passage.public_id, actor=actor)


def supersede(person_ids: Collection[int], actor: Actor) -> list[int]:
    """Whoever joined anew is retained or retired nowhere any more; what was asked for there ends.  Returns which rows.

    Each keeps what it was, so that it can stand again (`lead_to`, `stand_again`).
    """
    if not person_ids:
        return []
    kept = [MembershipState.RETAINED, MembershipState.RETIRED]
    with scope(Actor.system("joined anew", actor.now)):
        rows = Membership.objects.filter(person_id__in=person_ids, state__in=kept)
        ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        Passage.objects.filter(OPEN_PASSAGE, membership__in=ids).update(
            gave_way_as=F("state"), state=rules.PassageState.WITHDRAWN, waits_for=rules.Turn.NOBODY,
            decided_at=actor.now, due_at=None,
        )  # fmt: skip
        Membership.objects.filter(pk__in=ids).update(gave_way_as=F("state"), state=MembershipState.RESUMED)
    return ids


def lead_to(ids: Collection[int], new: Mapping[int, int], actor: Actor) -> None:
    """Note for rows that gave way (`supersede`) to which membership of the same person they did: `new` by person."""
    if not ids:
        return
    with scope(Actor.system("joined anew", actor.now)):
        rows = list(Membership.objects.filter(pk__in=ids).order_by("pk"))
        for row in rows:
            row.gave_way_to = new[row.person_id]
        Membership.objects.bulk_update(rows, ["gave_way_to"], batch_size=1_000)


def stand_again(new: Collection[int], actor: Actor) -> int:
    """What gave way to memberships that are gone again stands as before, and what was asked there; how many did."""
    with scope(Actor.system("standing again", actor.now)):
        rows = Membership.objects.filter(gave_way_to__in=list(new))
        ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        Membership.objects.filter(pk__in=ids).update(state=F("gave_way_as"), gave_way_as="", gave_way_to=None)
        asked = Passage.objects.filter(membership__in=ids).exclude(gave_way_as="")
        for passage in asked.select_for_update(of=("self",)).order_by("pk"):
            _ask_again(passage)
    return len(ids)


def _ask_again(passage: Passage) -> None:
    """It waits for the same side, under the same promise."""
    passage.state, passage.gave_way_as, passage.decided_at = passage.gave_way_as, "", None
    needs_yes = passage.origin == rules.Origin.OFFICER and passage.agreed_at is None
    passage.waits_for = rules.turn_of(passage.state, needs_yes=needs_yes)
    running = [each for each in clock.deadlines_of(passage.public_id) if each.ended_at is None]
    passage.due_at = running[0].due_at if running else None
    passage.save()


def _locked(passage: Passage) -> Membership:
    rows = Membership.objects.select_related("org").select_for_update(of=("self",))
    return rows.get(pk=passage.membership_id)


def _since(member: Membership) -> date:
    """From when on something may happen to her: since she came, or since the present state began."""
    return member.ended_on or member.came_on or member.joined_on


def _living(org: Organisation | None) -> Organisation:
    if org is None or org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name if org else "")
    return org


def _end(member: Membership, state: MembershipState, on: date) -> None:
    """She is counted no longer from that day; whoever is not counted already keeps the day that was so."""
    if member.state == MembershipState.ACTIVE:
        member.ended_on = on
        tallies.add(member.org, -1)
    member.state = state
    member.save(update_fields=["state", "ended_on"])


def _take_up(member: Membership, org: Organisation, on: date, former: MembershipState) -> None:
    """A retained membership goes on in a union from that day, with its card and its day of joining."""
    handing_over.keep_stays([member.pk], on, former)
    source, member.org, member.code = member.org, org, org.code
    member.state, member.came_on, member.ended_on = MembershipState.ACTIVE, on, None
    member.save(update_fields=["org", "code", "state", "came_on", "ended_on"])
    handing_over.follow_her([member.pk], source, org)
    tallies.add(org, 1)


def _go_over(member: Membership, target: Organisation, on: date) -> None:
    """The stay ends in one union and begins in the other on the same day; her workplace is the other's now."""
    if member.state == MembershipState.ACTIVE:
        handing_over.transfer([member.pk], member.org, target, on)
    else:
        _take_up(member, target, on, MembershipState.TRANSFERRED)
    is_new_form = target.kind == Kind.NEW_FORM
    there = {} if is_new_form else {"platform": "", "station": ""}
    Membership.objects.filter(pk=member.pk).update(employer=target.employer_id, is_new_form=is_new_form, **there)


def _check_untouched(passage: Passage, member: Membership) -> None:
    later = Passage.objects.filter(
        membership=member, state=rules.PassageState.DONE, decided_at__gt=passage.decided_at
    ).exists()
    if later or member.state != rules.next_membership_state(passage.former_state, passage.kind):
        raise Refused("passage.changed_since")
    if Membership.objects.filter(person=member.person_id, state=MembershipState.ACTIVE).exists():
        raise Refused("passage.member_again")
