"""What personal data this room holds, and whom an officer's scope lets see a person.

An office or a part says who somebody is in the union: public function, kept as long as the organisation's records are.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs.models import SavedFilter
from hexian.domains.people.privacy import Holding, Rows, register
from hexian.foundation.actor import Actor


def _export_filters(person_id: int) -> Rows:
    for row in SavedFilter.objects.filter(person_id=person_id).order_by("pk"):
        yield {str(_("名字")): row.name, str(_("保存时间")): row.created_at}


def _erase_filters(person_id: int, _actor: Actor) -> None:
    SavedFilter.objects.filter(person_id=person_id).delete()


register(
    Holding(
        "orgs.filters",
        _("您保存的筛选"),
        _("下次不用重新选条件"),
        _("到您删掉或注销为止"),
        _export_filters,
        _erase_filters,
    )
)
