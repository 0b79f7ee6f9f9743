"""What this room adds to the file of a union (一企一档) and to its package: its bodies, what they decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.decisions import rules, texts
from hexian.domains.decisions.models import Body, Motion, Sitting
from hexian.domains.decisions.services.scans import owner_of
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries.chapters import Entry
from hexian.domains.orgs.services.archive_tables import Table, day_text
from hexian.domains.orgs.services.following import Matter
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment


def chapter(org_id: UUID, code: str) -> Iterator[Entry]:
    """The bodies of it and those below."""
    yield Entry(_("职工代表大会"), Body.objects.filter(within("code", [code])).count(), "/desk/congress/")


def tables(org: Organisation, _actor: Actor) -> Iterable[Table]:
    """What was decided, with the numbers."""
    decided = Motion.objects.filter(sitting__body__union=org, state__in=rules.DECIDED).select_related("sitting__body")
    lines = tuple(
        (
            day_text(timezone.localdate(row.decided_at)) if row.decided_at else "", row.title,
            str(texts.MOTIONS[row.state]), str(row.roll), str(row.present), str(row.yes), str(row.no), str(row.abstain),
        )
        for row in decided.order_by("decided_at", "pk")
    )  # fmt: skip
    head = (_("日期"), _("表决事项"), _("结果"), _("应到"), _("实到"), _("同意"), _("反对"), _("弃权"))
    yield Table(_("职代会表决"), head, lines)


def papers(org: Organisation, _actor: Actor) -> Iterator[Attachment]:
    """The signed and sealed pages of its sittings."""
    for sitting in Sitting.objects.filter(body__union=org):
        for document in rules.Document:
            yield from files.of(owner_of(document), sitting.public_id)


def unfinished(org: Organisation) -> list[Matter]:
    """Sittings planned or under way, so that nobody merges them away unseen."""
    running = Sitting.objects.filter(body__union=org).exclude(state__in=rules.ENDED).count()
    return [Matter(_("没开完的职代会会议"), running)]
