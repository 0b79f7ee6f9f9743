"""What this room adds to the file of a union (一企一档) and to its package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access, texts
from hexian.domains.members.models import Resolution
from hexian.domains.members.queries.history import members_through
from hexian.domains.members.queries.resolutions import names_on
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries.chapters import Entry
from hexian.domains.orgs.services.archive_tables import Table, day_text
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment

#: The signed page of a resolution is kept under this name.
_SIGNED = "members.resolution"
#: A union's numbers are kept month by month for so long.
MONTHS = 24


def month_ends(today: date, months: int = MONTHS) -> list[date]:
    """The last days of so many months gone by, oldest first, and today."""
    days, first = [today], today.replace(day=1)
    for _month in range(months):
        days.append(first - timedelta(days=1))
        first = days[-1].replace(day=1)
    return days[::-1]


#: Asked with every union's page: one statement, and row security lets through what the asker may see.
_COUNTS = """
    SELECT count(*) FILTER (WHERE state IN ('applied', 'checked', 'proposed')),
        count(*) FILTER (WHERE state = 'approved'),
        (SELECT count(*) FROM members_resolution WHERE code >= %(code)s AND code < %(code)s || '~'),
        (SELECT count(*) FROM members_change_request
         WHERE code >= %(code)s AND code < %(code)s || '~' AND state = 'asked')
    FROM members_application WHERE code >= %(code)s AND code < %(code)s || '~'
"""


def chapter(org_id: UUID, code: str) -> Iterator[Entry]:
    """Applications that wait and that were approved, resolutions, wishes for correction, at and below a union."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"code": code})
        waiting, approved, resolutions, asked = cursor.fetchone() or (0, 0, 0, 0)
    yield Entry(_("在办的入会申请"), waiting, f"/desk/applications/?union={org_id}")
    yield Entry(_("通过的入会申请"), approved, f"/desk/applications/?tab=approved&union={org_id}")
    yield Entry(_("委员会决议"), resolutions, "/desk/resolutions/")
    yield Entry(_("待办的更正申请"), asked, "/desk/changes/")


def tables(org: Organisation, actor: Actor) -> Iterable[Table]:
    """Members by month, and the resolutions without the names on them."""
    counted = members_through(org.public_id, month_ends(timezone.localdate(actor.now)))
    months = tuple((day_text(each.day), str(each.members)) for each in counted if each.members is not None)
    yield Table(_("会员数"), (_("日期"), _("会员（本级和以下）")), months)
    passed = list(Resolution.objects.filter(org=org).order_by("held_on", "pk"))
    names = names_on([row.pk for row in passed])
    lines = tuple(
        (
            row.number, row.meeting, day_text(row.held_on), str(texts.RESOLUTION_STATES[row.state]),
            str(names.get(row.pk, 0)),
        )
        for row in passed
    )  # fmt: skip
    yield Table(_("入会决议"), (_("文号"), _("会次"), _("日期"), _("状态"), _("名单人数")), lines)


def papers(org: Organisation, _actor: Actor) -> Iterator[Attachment]:
    """The signed pages of its resolutions."""
    for row in Resolution.objects.filter(org=org, evidence_id__isnull=False).order_by("held_on", "pk"):
        kept = files.find(row.evidence_id) if row.evidence_id else None
        if kept is not None and kept.owner_type == _SIGNED:
            yield kept


#: Which duty opens what is shelved here.
DUTY = access.ADMIT
