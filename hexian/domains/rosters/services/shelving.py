"""What this room adds to the file of a union (一企一档) and to its package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries.chapters import Entry
from hexian.domains.orgs.services.archive_tables import Table, day_text
from hexian.domains.rosters import texts
from hexian.domains.rosters.models import Import
from hexian.foundation.access import within
from hexian.foundation.actor import Actor


def chapter(org_id: UUID, code: str) -> Iterator[Entry]:
    """Rosters brought in at and below a union."""
    yield Entry(
        _("导入的名册"), Import.objects.filter(within("code", [code])).count(), f"/desk/rosters/?union={org_id}"
    )


def tables(org: Organisation, _actor: Actor) -> Iterable[Table]:
    """Its rosters: when, from whom, how many rows, what became of them."""
    lines = tuple(
        (
            day_text(timezone.localdate(row.created_at)), row.sender, row.file_name, str(texts.STATES[row.state]),
            str(row.rows), str(row.landed),
        )
        for row in Import.objects.filter(org=org).order_by("created_at", "pk")
    )  # fmt: skip
    head = (_("日期"), _("来自"), _("文件"), _("状态"), _("行数"), _("接收人数"))
    yield Table(_("导入的名册"), head, lines)
