"""Members who go over from one union to another: by merging, by splitting off, or by transfer.

The living row goes over and keeps its id, card and day of joining; a row beside it keeps the stay that has ended, so
that past days are counted where she was then.  Everything else that hangs on a membership stays with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from hexian.domains.members import rules
from hexian.domains.members.models import OPEN, Application, ChangeRequest, Gram, Membership, Resolution
from hexian.domains.members.services import tallies
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Chosen, HandedOver, Matter
from hexian.domains.people.models import Person
from hexian.foundation.actor import Refused

#: A stay of no day is no stay: whoever came on the day or later was never there.
_KEEP_STAYS = """
    INSERT INTO members_membership (public_id, person_id, org_id, code, state, card_no, card_token, kind_of_work,
        is_new_form, platform, station, employer_id, resolution_id, joined_on, came_on, ended_on)
    SELECT gen_random_uuid(), person_id, org_id, code, 'transferred', card_no, card_token, kind_of_work, is_new_form,
        platform, station, employer_id, resolution_id, joined_on, came_on, %(on)s
    FROM members_membership WHERE id = ANY (%(ids)s) AND coalesce(came_on, joined_on) < %(on)s
"""
_GO_OVER = """
    UPDATE members_membership SET org_id = %(target)s, code = %(code)s,
        came_on = CASE WHEN coalesce(came_on, joined_on) < %(on)s THEN %(on)s ELSE came_on END
    WHERE id = ANY (%(ids)s)
"""


def transfer(ids: list[int], source: Organisation, target: Organisation, on: date) -> int:
    """Let these living memberships of one union go over to another on a day; returns how many.

    As the system: persons, pieces of names and counts follow.
    """
    facts = {"ids": ids, "on": on, "target": target.pk, "code": target.code}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_STAYS, facts)
        cursor.execute(_GO_OVER, facts)
        count: int = cursor.rowcount
    Gram.objects.filter(membership__in=ids).update(code=target.code)
    Person.objects.filter(code=source.code, memberships__in=ids).update(code=target.code)
    ChangeRequest.objects.filter(code=source.code, person__memberships__in=ids).update(code=target.code)
    tallies.add(source, -count)
    tallies.add(target, count)
    return count


def inherit(handed: HandedOver) -> Mapping[str, int]:
    """What a union leaves to another: the members chosen and, when it ends, what is unfinished."""
    source, target = handed.source, handed.target
    ids = _chosen(source, handed.chosen)
    if not handed.ends:
        _check_split(source, ids)
    counted = {"members": transfer(ids, source, target, handed.on)}
    if handed.ends:
        counted["resolutions"] = _give_up_drafts(source)
        counted["doubled"] = _withdraw_doubled(handed)
        counted["applications"] = Application.objects.filter(OPEN, org=source).update(org=target, code=target.code)
        _move_the_rest(source, target)
    return counted


def unfinished(source: Organisation) -> list[Matter]:
    """Open applications and lists before the committee."""
    drafts = Resolution.objects.filter(org=source, state=rules.ResolutionState.DRAFT)
    return [
        Matter(_("待办入会申请"), Application.objects.filter(OPEN, org=source).count()),
        Matter(_("待表决的决议"), drafts.count()),
    ]


def _chosen(source: Organisation, chosen: Chosen) -> list[int]:
    rows = Membership.objects.filter(org=source, state=rules.MembershipState.ACTIVE)
    if not chosen.is_everybody:
        rows = rows.filter(
            Q(employer__public_id__in=chosen.employers)
            | Q(station__in=chosen.stations)
            | Q(public_id__in=chosen.members)
        )
    return list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _check_split(source: Organisation, ids: list[int]) -> None:
    if not ids:
        raise Refused("split.no_member", name=source.name)
    if not Membership.objects.filter(org=source, state=rules.MembershipState.ACTIVE).exclude(pk__in=ids).exists():
        raise Refused("split.everybody", name=source.name)


def _give_up_drafts(source: Organisation) -> int:
    """A committee that is no more votes on nothing: its lists are given up, their names wait for the next one."""
    drafts = Resolution.objects.filter(org=source, state=rules.ResolutionState.DRAFT)
    listed = Application.objects.filter(resolution__in=drafts, state=rules.ApplicationState.PROPOSED)
    listed.update(state=rules.ApplicationState.CHECKED, resolution=None)
    return drafts.update(state=rules.ResolutionState.CANCELLED)


def _withdraw_doubled(handed: HandedOver) -> int:
    """Whoever applied to both unions waits in one queue from now on."""
    twin = Application.objects.filter(OPEN, org=handed.target, id_index=OuterRef("id_index"), mobile=OuterRef("mobile"))
    doubled = Application.objects.filter(OPEN, Exists(twin), org=handed.source)
    return doubled.update(state=rules.ApplicationState.WITHDRAWN, resolution=None, decided_at=handed.actor.now)


def _move_the_rest(source: Organisation, target: Organisation) -> None:
    """Whoever applied there or is known there otherwise is known to the union that took over."""
    Person.objects.filter(code=source.code).update(code=target.code)
    waiting = ChangeRequest.objects.filter(code=source.code, state=rules.ChangeState.ASKED)
    waiting.update(code=target.code)
