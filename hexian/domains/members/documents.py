"""What this room prints: the resolution to sign, an application with its record card, a member's card."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access, queries, texts
from hexian.domains.members.models import Application, Resolution
from hexian.domains.members.queries.resolutions import params_of
from hexian.domains.members.rules import ResolutionState
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind, ancestors
from hexian.domains.people import rules as people_rules
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.documents import ApplicationData, MemberCardData, Name, ResolutionData
from hexian.foundation.lawbook import texts as lawbook_texts


def day(value: date) -> str:
    """A day as documents print it: 「2026年6月17日」."""
    return f"{value.year}年{value.month}月{value.day}日"


def resolution_data(resolution: Resolution) -> ResolutionData:
    """The facts of a resolution; votes stay blank until they are recorded, so that the form can go to the meeting."""
    data = ResolutionData(
        union=resolution.org.name,
        session=resolution.meeting or _("委员会会议"),
        number=resolution.number,
        held_on=day(resolution.held_on),
        place=resolution.place,
        chair=resolution.chair,
        dues_from=_next_month(resolution.held_on),
        quorum=lawbook_texts.say(params_of(resolution)[0]),
        names=[_name(row) for row in resolution.applications.order_by("pinyin", "pk")],
        dated=resolution.held_on.isoformat(),
        demo=resolution.org.is_demo,
    )
    if resolution.state == ResolutionState.PASSED:
        data["expected"], data["present"] = resolution.seats, resolution.present
        data["votes_for"], data["votes_against"] = resolution.yes, resolution.no
        data["abstentions"] = resolution.abstained
    return data


def _next_month(held_on: date) -> str:
    """Dues run from the month after (TEMPLATES 1.9: 会费自次月)."""
    year, month = (held_on.year + 1, 1) if held_on.month == 12 else (held_on.year, held_on.month + 1)
    return f"{year}年{month}月"


def _name(row: Application) -> Name:
    return Name(
        name=row.name,
        id_masked=people_rules.mask_id_tail(row.id_tail),
        work=row.kind_of_work,
        applied_on=day(timezone.localdate(row.applied_at)),
    )


def resolution_form(resolution_id: UUID, *, actor: Actor) -> bytes:
    """A resolution as PDF, to print, sign and seal. Raises `Resolution.DoesNotExist` out of reach."""
    row = access.resolutions_visible(actor).select_related("org").get(public_id=resolution_id)
    return documents.render("resolution", resolution_data(row))


def application_data(row: Application) -> ApplicationData:
    """The facts of an application with its record card, and the consent as she read it."""
    above = Organisation.objects.filter(code__in=ancestors(row.code)[:-1]).order_by("-code").first()
    consents = [CONSENTS[purpose] for purpose in (Purpose.JOIN, Purpose.IDENTITY)]
    data = ApplicationData(
        union=row.org.name,
        name=row.name,
        pledge=str(texts.PLEDGES[texts.PLEDGE]),
        applied_on=day(timezone.localdate(row.applied_at)),
        employer=row.employer.name if row.employer else row.platform,
        post=row.kind_of_work,
        id_masked=people_rules.mask_id_tail(row.id_tail),
        mobile=people_rules.mask_mobile(row.mobile),
        new_form=row.platform if row.org.kind == Kind.NEW_FORM else "",
        consent=[f"{text.title}。" + "".join(str(each) for each in text.paragraphs) for text in consents],
        consented_at=day(timezone.localdate(row.applied_at)),
        dated=timezone.localdate(row.applied_at).isoformat(),
        demo=row.org.is_demo,
    )
    if above is not None:
        data["upper_union"] = above.name
    if row.resolution is not None and row.resolution.state == ResolutionState.PASSED:
        data["resolution"], data["admitted_on"] = row.resolution.number, day(row.resolution.held_on)
    return data


def application_form(application_id: UUID, *, actor: Actor) -> bytes:
    """An application as PDF for the union's file. Raises `Application.DoesNotExist` out of reach."""
    rows = access.applications_visible(actor).select_related("org", "employer", "resolution")
    return documents.render("application", application_data(rows.get(public_id=application_id)))


def card(*, actor: Actor) -> bytes:
    """The actor's own card as PDF. Raises `Refused("card.none")` before she is a member."""
    member = queries.my_membership(actor)
    if member is None:
        raise Refused("card.none")
    data = MemberCardData(
        union=member.org_name,
        name=member.name,
        card_no=member.card_no_grouped,
        member_since=day(member.joined_on),
        qr_url=f"{settings.PUBLIC_URL}/c/{member.card_token}",
        dated=member.joined_on.isoformat(),
        demo=member.is_demo,
    )
    if member.org_phone:
        data["hotline"] = member.org_phone
    return documents.render("member-card", data)
