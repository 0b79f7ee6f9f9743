"""With which roster somebody came, for herself; and which rows of the trail over many were about her."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hexian.domains.people.privacy import Holding, Rows, register
from hexian.domains.rosters.models import Landed, Portion
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as audit


def portions_with(person_id: int) -> Iterable[str]:
    """The portions a person was landed in, as the trail names them."""
    for row in Landed.objects.filter(person_id=person_id).order_by("pk"):
        of_hers = Portion.objects.filter(roster_id=row.roster_id, first__lte=row.number, last__gte=row.number)
        yield from (str(portion.batch) for portion in of_hers)


def _export(person_id: int) -> Rows:
    for row in Landed.objects.filter(person_id=person_id).select_related("roster__org").order_by("pk"):
        yield {
            str(_("报送名册的工会")): row.roster.org.name,
            str(_("名册来自")): row.roster.sender,
            str(_("第几行")): row.number,
            str(_("由谁办理")): row.roster.created_name,
            str(_("办理时间")): row.roster.landed_at,
        }


def _keep(_person_id: int, _actor: Actor) -> None:
    """A row number names nobody once her person is blank."""


register(
    Holding(
        "rosters.landed",
        _("您随哪份名册入会"),
        _("说明您的资料从哪里来：由单位报送，请您核对"),
        _("与会籍同长，注销后不再带您的名字"),
        _export,
        _keep,
    )
)
audit.register_batches("rosters", portions_with)
