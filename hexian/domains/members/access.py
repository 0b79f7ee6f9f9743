"""Duties about members, and the doors to their rows."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hexian.domains.members.models import Application, ChangeRequest, Membership, Passage, Resolution
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, feature
from hexian.domains.people import access as people
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("members.view", personal=True)
ADMIT = duty("members.admit", personal=True)
EXPORT = duty("members.export", personal=True)
CORRECT = duty("members.correct", personal=True)
REVEAL = people.REVEAL

#: Whether a union takes applications through its posters at all.
JOIN_BY_SCAN = feature("join.scan", "扫码入会", default=True)

#: Whether the program proposes whom the six-month rule may concern; a union decides whether it keeps such records.
LAPSE_WATCH = feature("members.lapse_watch", "提醒六个月没有交会费、没有参加活动的会员", default=False)

_NOBODY = Q(pk__in=[])


def _hers(actor: Actor) -> Q:
    return Q(person_id=actor.person_id) if actor.person_id is not None else _NOBODY


def own_applications(actor: Actor) -> QuerySet[Application]:
    """The actor's own applications: as a person, or before a poster by the number she has proved."""
    proved = Q(mobile=actor.mobile) if actor.mobile else _NOBODY
    return Application.objects.filter(_hers(actor) | proved)


def applications_visible(actor: Actor) -> QuerySet[Application]:
    """The applications an officer handles: those of the unions below her."""
    return Application.objects.filter(within("code", actor.subtrees_for(ADMIT)))


def applications_to_decide(actor: Actor) -> QuerySet[Application]:
    """Those she may decide: nobody decides her own."""
    rows = applications_visible(actor)
    return rows.exclude(person_id=actor.person_id) if actor.person_id is not None else rows


def unions_to_admit_to(actor: Actor) -> QuerySet[Organisation]:
    """The unions whose committees' resolutions she records."""
    return Organisation.objects.filter(within("code", actor.subtrees_for(ADMIT)), category=Category.UNION)


def resolutions_visible(actor: Actor) -> QuerySet[Resolution]:
    """The resolutions of the unions below her."""
    return Resolution.objects.filter(within("code", actor.subtrees_for(ADMIT)))


def members_visible(actor: Actor) -> QuerySet[Membership]:
    """The memberships of the unions below her."""
    return Membership.objects.filter(within("code", actor.subtrees_for(VIEW)))


def members_to_export(actor: Actor) -> QuerySet[Membership]:
    """The memberships she may take out of the program."""
    return Membership.objects.filter(within("code", actor.subtrees_for(EXPORT)))


def members_to_reveal(actor: Actor) -> QuerySet[Membership]:
    """The members whose sealed number she may open; never her own through an office."""
    rows = Membership.objects.filter(within("code", actor.subtrees_for(REVEAL)))
    return rows.exclude(person_id=actor.person_id) if actor.person_id is not None else rows


def own_memberships(actor: Actor) -> QuerySet[Membership]:
    """The actor's own memberships, the present one and former ones."""
    return Membership.objects.filter(_hers(actor))


def own_changes(actor: Actor) -> QuerySet[ChangeRequest]:
    """What the actor has asked to have corrected, and what was proposed to correct about her."""
    return ChangeRequest.objects.filter(_hers(actor))


def changes_to_decide(actor: Actor) -> QuerySet[ChangeRequest]:
    """The wishes she may decide: nobody corrects her own, nor says yes to what she proposed herself."""
    rows = ChangeRequest.objects.filter(within("code", actor.subtrees_for(CORRECT)))
    if actor.person_id is None:
        return rows
    return rows.exclude(person_id=actor.person_id).exclude(proposed_by=actor.person_id)


def changes_to_confirm(actor: Actor) -> QuerySet[ChangeRequest]:
    """What officers proposed to correct about the actor herself."""
    return own_changes(actor).filter(proposed_by__isnull=False)


def own_proposals(actor: Actor) -> QuerySet[ChangeRequest]:
    """What the actor proposed as an officer, where she still is one."""
    rows = ChangeRequest.objects.filter(within("code", actor.subtrees_for(CORRECT)))
    return rows.filter(proposed_by=actor.person_id) if actor.person_id is not None else rows.none()


def members_to_correct(actor: Actor) -> QuerySet[Membership]:
    """The members whose data she may propose to correct; never her own through an office."""
    rows = Membership.objects.filter(within("code", actor.subtrees_for(CORRECT)))
    return rows.exclude(person_id=actor.person_id) if actor.person_id is not None else rows


def members_to_change(actor: Actor) -> QuerySet[Membership]:
    """The members whose membership she may begin to change; never her own through an office."""
    rows = Membership.objects.filter(within("code", actor.subtrees_for(ADMIT)))
    return rows.exclude(person_id=actor.person_id) if actor.person_id is not None else rows


def own_passages(actor: Actor) -> QuerySet[Passage]:
    """What is to become, or became, of the actor's own membership."""
    return Passage.objects.filter(_hers(actor))


def passages_from(actor: Actor) -> QuerySet[Passage]:
    """Passages of members of the unions below her."""
    return Passage.objects.filter(within("code", actor.subtrees_for(ADMIT)))


def passages_to(actor: Actor) -> QuerySet[Passage]:
    """Transfers to the unions below her, once the former union has let go."""
    return Passage.objects.filter(within("target_code", actor.subtrees_for(ADMIT)), released_at__isnull=False)


def passages_visible(actor: Actor) -> QuerySet[Passage]:
    """Both."""
    return passages_from(actor) | passages_to(actor)
