"""What unions print: the poster with the QR code that opens their join page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.orgs import access, queries, rules
from hexian.domains.orgs.models import JoinPoint
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import PosterData
from hexian.foundation.lawbook import queries as lawbook

#: How soon an application is answered; the number stands in the lawbook, not here.
REPLY = "join.reply"


def join_url(join_code: str) -> str:
    """What a QR code opens, on the address people reach this installation at."""
    return f"{settings.PUBLIC_URL}/j/{join_code}"


def promise(division: str, actor: Actor) -> str:
    """The answer an applicant may count on, in words: 「3 个工作日内答复」."""
    days = lawbook.look_up(REPLY, division, timezone.localdate(actor.now)).number
    return _("%(days)s 个工作日内，工会给您答复") % {"days": days}


def poster_data(point: JoinPoint, actor: Actor) -> PosterData:
    """The facts on a poster."""
    org = point.org
    union = org.name if not point.label else f"{org.name} · {point.label}"
    data = PosterData(
        union=union,
        qr_url=join_url(point.join_code),
        code=point.join_code,
        site=settings.PUBLIC_URL.split("://", 1)[-1],
        promise=promise(org.division, actor),
        dated=timezone.localdate(point.created_at).isoformat(),
        demo=org.is_demo,
    )
    turn_to = queries.nearest_living(org.code)
    if turn_to and turn_to.phone:
        data["hotline"] = turn_to.phone
    if org.kind == rules.Kind.NEW_FORM:
        data["welcome"] = _("外卖、快递、网约车、货车师傅都能加入，不用单位盖章")
    wanted = rules.needs_place(org.kind, point.platform, point.station)
    data["also_asked"] = [str(word) for word, is_asked in zip((_("平台"), _("站点")), wanted, strict=True) if is_asked]
    return data


def poster(point_id: UUID, *, actor: Actor, paper: str = "a4") -> bytes:
    """A poster as PDF. Raises `Refused("join.closed_already")`: nobody prints a code that leads nowhere."""
    point = access.join_points_visible(actor).select_related("org").get(public_id=point_id)
    if point.closed_at is not None:
        raise Refused("join.closed_already", label=point.label or point.join_code)
    return documents.render("poster", {**poster_data(point, actor), "paper": paper})
