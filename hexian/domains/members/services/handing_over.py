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
from hexian.domains.members.models import (
    OPEN,
    OPEN_PASSAGE,
    Application,
    ChangeRequest,
    Gram,
    Membership,
    Participation,
    Passage,
    Resolution,
)
from hexian.domains.members.services import tallies
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Chosen, HandedOver, Matter
from hexian.domains.people.models import Person
from hexian.foundation.actor import Refused

#: A stay of no day is no stay: whoever came on the day or later was never there.  A retained one ended before the day.
_KEEP_STAYS = """
    INSERT INTO members_membership (public_id, person_id, org_id, code, state, card_no, card_token, kind_of_work,
        is_new_form, platform, station, employer_id, resolution_id, joined_on, came_on, ended_on)
    SELECT gen_random_uuid(), person_id, org_id, code, %(state)s, card_no, card_token, kind_of_work, is_new_form,
        platform, station, employer_id, resolution_id, joined_on, came_on, least(ended_on, %(on)s)
    FROM members_membership
    WHERE id = ANY (%(ids)s) AND coalesce(came_on, joined_on) < least(ended_on, %(on)s)
"""
_GO_OVER = """
    UPDATE members_membership SET org_id = %(target)s, code = %(code)s,
        came_on = CASE WHEN coalesce(came_on, joined_on) < %(on)s THEN %(on)s ELSE came_on END
    WHERE id = ANY (%(ids)s)
"""
#: Whoever is retained or retired there is so in the union that took over: a stay of no day, which nobody counts.
_GO_OVER_ENDED = """
    UPDATE members_membership SET org_id = %(target)s, code = %(code)s,
        came_on = greatest(%(on)s, coalesce(came_on, joined_on)), ended_on = greatest(ended_on, %(on)s)
    WHERE id = ANY (%(ids)s)
"""


def keep_stays(ids: list[int], on: date, state: str) -> None:
    """Write the present stays of these rows down beside them, as ended by that day and in that state."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_STAYS, {"ids": ids, "on": on, "state": state})


def transfer(ids: list[int], source: Organisation, target: Organisation, on: date) -> int:
    """Let these living memberships of one union go over to another on a day; returns how many.

    As the system: persons, pieces of names and counts follow.
    """
    count = _go_over(_GO_OVER, ids, target, on)
    follow_her(ids, source, target)
    tallies.add(source, -count)
    tallies.add(target, count)
    return count


def _go_over(statement: str, ids: list[int], target: Organisation, on: date) -> int:
    keep_stays(ids, on, rules.MembershipState.TRANSFERRED)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": ids, "on": on, "target": target.pk, "code": target.code})
        return int(cursor.rowcount)


def follow_her(ids: list[int], source: Organisation, target: Organisation) -> None:
    """Whatever hangs on these memberships is known to the other union from now on; open passages go along."""
    Gram.objects.filter(membership__in=ids).update(code=target.code)
    Participation.objects.filter(membership__in=ids).update(code=target.code)
    Person.objects.filter(code=source.code, memberships__in=ids).update(code=target.code)
    ChangeRequest.objects.filter(code=source.code, person__memberships__in=ids).update(code=target.code)
    Passage.objects.filter(OPEN_PASSAGE, membership__in=ids).update(source=target, code=target.code)


def inherit(handed: HandedOver) -> Mapping[str, int]:
    """What a union leaves to another: the members chosen and, when it ends, what is unfinished."""
    source, target = handed.source, handed.target
    ids = _chosen(source, handed.chosen)
    if not handed.ends:
        _check_split(source, ids)
    counted = {"members": transfer(ids, source, target, handed.on)}
    counted["passages"] = _end_arrived(handed)
    if handed.ends:
        counted["retained"] = _bring_retained(handed)
        counted["resolutions"] = _give_up_drafts(source)
        counted["doubled"] = _withdraw_doubled(handed)
        counted["applications"] = Application.objects.filter(OPEN, org=source).update(org=target, code=target.code)
        _move_the_rest(source, target)
    return counted


def unfinished(source: Organisation) -> list[Matter]:
    """Open applications, lists before the committee, memberships on their way."""
    drafts = Resolution.objects.filter(org=source, state=rules.ResolutionState.DRAFT)
    return [
        Matter(_("待办入会申请"), Application.objects.filter(OPEN, org=source).count()),
        Matter(_("待表决的决议"), drafts.count()),
        Matter(
            _("未办完的会籍变动"), Passage.objects.filter(OPEN_PASSAGE, Q(source=source) | Q(target=source)).count()
        ),
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


def _bring_retained(handed: HandedOver) -> int:
    """Whoever has her membership retained, or is retired, is so in the union that took over (会籍可保留, 工会法 13)."""
    kept = [rules.MembershipState.RETAINED, rules.MembershipState.RETIRED]
    rows = Membership.objects.filter(org=handed.source, state__in=kept).select_for_update(of=("self",))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    count = _go_over(_GO_OVER_ENDED, ids, handed.target, handed.on)
    follow_her(ids, handed.source, handed.target)
    return count


def _end_arrived(handed: HandedOver) -> int:
    """What was on its way to the union that ends goes on to the other; whoever is there already needs no transfer."""
    if handed.ends:
        arriving = Passage.objects.filter(OPEN_PASSAGE, target=handed.source)
        arriving.update(target=handed.target, target_code=handed.target.code)
    there = Passage.objects.filter(OPEN_PASSAGE, target=handed.target, source=handed.target)
    return there.update(
        state=rules.PassageState.WITHDRAWN, waits_for=rules.Turn.NOBODY, decided_at=handed.actor.now, due_at=None
    )


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
