"""What this room holds about a person, how it is exported and erased.

Who sat, was on a sealed roll and came is the body's record and stays; how to reach her does not.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions import texts
from hexian.domains.decisions.models import Delegate, RollEntry
from hexian.domains.people.models import Account, Person
from hexian.domains.people.privacy import Holding, Rows, register
from hexian.foundation.actor import Actor


def _seats(person_id: int) -> QuerySet[Delegate]:
    """Hers by person, or written down under her number and name: families share telephones."""
    mobiles = {
        *Person.objects.filter(pk=person_id).values_list("mobile", flat=True),
        *Account.objects.filter(person_id=person_id).values_list("mobile", flat=True),
    }
    names = Person.objects.filter(pk=person_id).values_list("name", flat=True)
    written = Q(mobile__in=mobiles - {""}, name__in=[name for name in names if name])
    return Delegate.objects.filter(Q(person_id=person_id) | written).select_related("body").order_by("pk")


def _export_seats(person_id: int) -> Rows:
    for row in _seats(person_id):
        yield {
            str(_("大会")): row.body.name,
            str(_("姓名")): row.name,
            str(_("身份")): str(texts.STANDINGS[row.standing]),
            str(_("选区")): row.department,
            str(_("手机号")): row.mobile,
            str(_("从哪天起")): row.since,
            str(_("到哪天止")): row.ended_on or "",
        }


def _export_attendance(person_id: int) -> Rows:
    entries = RollEntry.objects.filter(delegate__in=_seats(person_id)).select_related("sitting__body")
    for row in entries.order_by("sitting_id"):
        yield {
            str(_("大会")): row.sitting.body.name,
            str(_("开会日期")): timezone.localdate(row.sitting.held_at),
            str(_("到会")): str(_("到了") if row.came_at else _("没到")),
        }


def _erase_seats(person_id: int, actor: Actor) -> None:
    Delegate.objects.filter(pk__in=_seats(person_id).values("pk")).update(mobile="", post="", is_disabled=False)


def _erase_attendance(person_id: int, actor: Actor) -> None:
    """A sealed roll stays whole: it is what makes a decision valid."""


register(
    Holding(
        "decisions.seat",
        _("职工代表身份"),
        _("组织职工代表大会"),
        _("姓名和选区随大会档案留存，其余到您注销为止"),
        _export_seats,
        _erase_seats,
    )
)
register(
    Holding(
        "decisions.attendance",
        _("职代会应到名单和签到"),
        _("证明表决合法有效，投票本身不记名"),
        _("随大会档案留存"),
        _export_attendance,
        _erase_attendance,
    )
)
