"""What this room adds to the file of a union (一企一档) and to its package: how it and those below were founded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Max, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.founding import texts
from hexian.domains.founding.models import Case, Step
from hexian.domains.founding.rules import Document
from hexian.domains.founding.services.scans import owner_of
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.queries.chapters import Entry
from hexian.domains.orgs.services.archive_tables import Table, day_text
from hexian.foundation.access import within
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as files
from hexian.foundation.attachments.models import Attachment


def chapter(org_id: UUID, code: str) -> Iterator[Entry]:
    """The case in which it was founded itself, and those of unions to be founded below it."""
    own = Q(union__public_id=org_id)
    known = Case.objects.filter(own | within("code", [code])).order_by()
    counted = known.aggregate(own=Max(Cast("public_id", TextField()), filter=own), below=Count("pk", filter=~own))
    if counted["own"]:
        yield Entry(_("本工会的建会档案"), 1, f"/desk/founding/{counted['own']}/")
    yield Entry(_("本级和以下的建会申请"), counted["below"], "/desk/founding/")


def tables(org: Organisation, _actor: Actor) -> Iterable[Table]:
    """The steps of its founding, without those who signed up."""
    steps = Step.objects.filter(case__union=org).order_by("at", "pk")
    lines = tuple(
        (day_text(timezone.localdate(step.at)), str(texts.ACTS.get(step.act, step.act)), step.by_office, step.note)
        for step in steps
    )
    yield Table(_("建会经过"), (_("日期"), _("办了什么"), _("由谁"), _("说明")), lines)


def papers(org: Organisation, _actor: Actor) -> Iterator[Attachment]:
    """The signed and sealed pages of its founding."""
    for case in Case.objects.filter(union=org):
        for document in Document:
            yield from files.of(owner_of(document), case.public_id)
