"""What this room keeps of a person: which rights she has not had yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.entitlements import texts
from hexian.domains.entitlements.models import Right
from hexian.domains.mutualaid.texts import money
from hexian.domains.people.privacy import CODE, Holding, Rows, register
from hexian.foundation.actor import Actor


def _export(person_id: int) -> Rows:
    for row in Right.objects.filter(person_id=person_id).order_by("found_at", "pk"):
        yield {
            str(_("可能还能得到")): str(texts.KINDS[row.kind]),
            str(_("哪一天的")): row.happened_on,
            str(_("大约多少")): money(row.worth_fen),
            str(_("现在")): str(texts.STATES[row.state]),
            CODE: row.state,
            str(_("什么时候告诉您的")): row.told_at,
        }


def _forget(person_id: int, _actor: Actor) -> None:
    """A right of nobody is no right."""
    Right.objects.filter(person_id=person_id).delete()


register(
    Holding(
        "entitlements.right",
        _("您可能还能得到的"),
        _("发现您该有而没有得到的互助金，好告诉您"),
        _("到得到为止，之后随账目保存；注销后删除"),
        _export,
        _forget,
    )
)
