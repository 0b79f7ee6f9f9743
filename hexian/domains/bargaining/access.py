"""Duties about bargaining, and the doors to the rows.

Offices open the list: who handles cases for a union or an employer, who oversees or examines.  What is said and
proposed is opened by a part in the case alone (`side_of`), whatever offices somebody holds.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from hexian.domains.bargaining.models import Case, Drive, Talk
from hexian.domains.bargaining.rules.meeting import Channel
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.orgs.models import Organisation
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("bargaining.view")  # states and terms below a union: no figure, nothing said
ACT = duty("bargaining.act", personal=True)  # for the workers' side, at her own union
ANSWER = duty("bargaining.answer", personal=True)  # for the employer's side
OVERSEE = duty("bargaining.oversee")  # the union above: guides, opinions
EXAMINE = duty("bargaining.examine", personal=True)  # 人社: what was filed there

#: The kind of a part in a case (`orgs.Part`); its role is a side, or what somebody is who sits between them.
PART = "bargaining"
RECORDER, GUIDE = "recorder", "guide"
#: Which side a duty acts for, and whose organisation it has to be held at.
SIDE_OF: dict[str, Side] = {ACT: Side.WORKER, ANSWER: Side.EMPLOYER}


def part_in(case_id: UUID, actor: Actor) -> str:
    """What the actor is in a case: a side, «guide», «recorder», or nothing."""
    roles = {part.role for part in actor.parts if part.kind == PART and part.subject == case_id}
    return next((role for role in (*Side, RECORDER, GUIDE) if role in roles), "")


def own_ids(actor: Actor) -> list[UUID]:
    """The public ids of the cases she has a part in."""
    return [part.subject for part in actor.parts if part.kind == PART]


def cases_visible(actor: Actor) -> QuerySet[Case]:
    """The cases she may know of: of her part, of her union or employer, of those below, those filed with her office."""
    if actor.is_system:
        return Case.objects.all()
    filed = within("examiner_code", actor.subtrees_for(EXAMINE)) & ~Q(examiner_code="")
    return Case.objects.filter(
        Q(public_id__in=own_ids(actor))
        | within("code", actor.subtrees_for(VIEW))
        | (within("code", actor.subtrees_for(ACT)) & ~_unsent_by(Side.EMPLOYER))
        | (within("employer_code", actor.subtrees_for(ANSWER)) & ~_unsent_by(Side.WORKER))
        | filed
    )


def _unsent_by(side: Side) -> Q:
    """An offer still being written is the business of the side that writes it."""
    return Q(state=State.INIT, offered_by=side)


def cases_taking_part(actor: Actor) -> QuerySet[Case]:
    """The cases she sits in, or handles for a side."""
    return Case.objects.all() if actor.is_system else Case.objects.filter(public_id__in=own_ids(actor))


def cases_overseen(actor: Actor) -> QuerySet[Case]:
    """The cases of unions below hers, not of her own."""
    codes = actor.subtrees_for(OVERSEE)
    return Case.objects.filter(within("code", codes)).exclude(code__in=[code for code in codes if code != "A"])


def drives_led(actor: Actor) -> QuerySet[Drive]:
    """The actions of offers of the unions where she oversees, and of those below them."""
    return Drive.objects.filter(within("code", actor.subtrees_for(OVERSEE)))


def cases_examined(actor: Actor) -> QuerySet[Case]:
    """The cases filed with her office."""
    return Case.objects.filter(within("examiner_code", actor.subtrees_for(EXAMINE))).exclude(examiner_code="")


def sides_open_to(case: Case, actor: Actor) -> list[Side]:
    """For which sides she may take part through an office at the very union or employer, not one above it."""
    places = {Side.WORKER: (ACT, case.code), Side.EMPLOYER: (ANSWER, case.employer_code)}
    return [
        side
        for side, (needed, code) in places.items()
        if any(office.org_code == code and needed in office.duties for office in actor.held)
    ]


def bodies_acting(needed: str, actor: Actor) -> QuerySet[Organisation]:
    """The unions or employers at which she herself holds an office with a duty."""
    codes = sorted({office.org_code for office in actor.held if needed in office.duties})
    return Organisation.objects.filter(code__in=codes)


def talk_heard(case: Case, actor: Actor) -> QuerySet[Talk]:
    """What is said in the room, and within her own side."""
    part = part_in(case.public_id, actor)
    heard = [Channel.ROOM, part] if part in set(Side) else [Channel.ROOM]
    return Talk.objects.filter(case=case, channel__in=heard)
