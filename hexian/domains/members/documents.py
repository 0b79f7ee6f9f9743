"""What this room prints: the resolution to sign, an application with its record card, a member's card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import access, queries, texts
from hexian.domains.members.models import Application, Membership, Resolution
from hexian.domains.members.queries import annex
from hexian.domains.members.queries.resolutions import params_of
from hexian.domains.members.rules import ResolutionState
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind, ancestors
from hexian.domains.people import rules as people_rules
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import crypto, documents
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit import Look
from hexian.foundation.documents import ApplicationData, MemberCardData, Name, NamesData, ResolutionData
from hexian.foundation.lawbook import texts as lawbook_texts

#: So many names stand in one print: rendering them takes a second and a hundred megabytes, more of both for more.
VOLUME = 2_000


def day(value: date) -> str:
    """A day as documents print it: 「2026年6月17日」."""
    return f"{value.year}年{value.month}月{value.day}日"


def resolution_data(resolution: Resolution) -> ResolutionData:
    """The facts of a resolution; votes stay blank until they are recorded, so that the form can go to the meeting.

    Of more names than `VOLUME` only the first stand in it: the rest is printed in the worker.
    """
    names = applicant_lines(resolution)
    total = names_count(resolution)
    if total > len(names):
        names += roster_lines(annex.roster_names(resolution, None, min(total, VOLUME) - len(names)))
    data = ResolutionData(
        union=resolution.org.name,
        session=resolution.meeting or _("委员会会议"),
        number=resolution.number,
        held_on=day(resolution.held_on),
        place=resolution.place,
        chair=resolution.chair,
        dues_from=_next_month(resolution.held_on),
        quorum=lawbook_texts.say(params_of(resolution)[0]),
        names=names if total <= VOLUME else names[:3],
        names_day=names_day(resolution),
        total=total,
        dated=resolution.held_on.isoformat(),
        demo=resolution.org.is_demo,
    )
    if resolution.state == ResolutionState.PASSED:
        data["expected"], data["present"] = resolution.seats, resolution.present
        data["votes_for"], data["votes_against"] = resolution.yes, resolution.no
        data["abstentions"] = resolution.abstained
    if total > VOLUME:
        data["volumes"] = volumes_of(total)
    return data


def names_count(resolution: Resolution) -> int:
    """How many names the annex has: applicants, and everybody on the rosters that hang on it."""
    return resolution.applications.count() + annex.roster_size(resolution)


def volumes_of(total: int) -> int:
    """How many volumes so many names fill."""
    return -(-total // VOLUME)


def names_day(resolution: Resolution) -> str:
    """What the day beside a name is: when she applied; since when she is a member, where a roster came in."""
    return str(_("入会日期") if annex.roster_size(resolution) else _("申请日期"))


def applicant_lines(resolution: Resolution) -> list[Name]:
    """Those who applied, as the annex lists them."""
    is_mixed = bool(annex.roster_size(resolution))
    return [_name(row, resolution.held_on if is_mixed else None) for row in annex.applicants(resolution)]


def roster_lines(rows: Iterable[Membership]) -> list[Name]:
    """Those of a roster, as the annex lists them."""
    return [
        Name(
            name=row.person.name,
            id_masked=people_rules.mask_id_tail(row.person.id_tail),
            work=row.kind_of_work,
            applied_on=day(row.joined_on),
        )
        for row in rows
    ]


def volume(resolution: Resolution, names: Sequence[Name], number: int, total: int) -> bytes:
    """One volume of the annex as PDF; every one but the last has `VOLUME` lines."""
    data = NamesData(
        union=resolution.org.name, number=resolution.number, held_on=day(resolution.held_on), volume=number,
        volumes=volumes_of(total), first=(number - 1) * VOLUME + 1, total=total, names_day=names_day(resolution),
        names=list(names), dated=resolution.held_on.isoformat(), demo=resolution.org.is_demo,
    )  # fmt: skip
    return documents.render_apart("names", data)


def _next_month(held_on: date) -> str:
    """Dues run from the month after (TEMPLATES 1.9: 会费自次月)."""
    year, month = (held_on.year + 1, 1) if held_on.month == 12 else (held_on.year, held_on.month + 1)
    return f"{year}年{month}月"


def _name(row: Application, since: date | None) -> Name:
    return Name(
        name=row.name,
        id_masked=people_rules.mask_id_tail(row.id_tail),
        work=row.kind_of_work,
        applied_on=day(since or timezone.localdate(row.applied_at)),
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


def application_form(application_id: UUID, *, actor: Actor, looks: list[Look] | None = None) -> bytes:
    """An application as PDF for the union's file. Raises `Application.DoesNotExist` out of reach.

    Sex and birth come from the sealed number: they are printed for whoever may open it, and each opening is put into
    `looks`, for the door to write down.  Without such a list nothing is opened.
    """
    rows = access.applications_visible(actor).select_related("org", "employer", "resolution")
    row = rows.get(public_id=application_id)
    data = application_data(row)
    if looks is not None and row.id_sealed is not None and _may_open(row, actor):
        said = sex_and_birth(crypto.open_many([(row.id_sealed, row.subject)])[0])
        data["sex"], data["born_on"] = said
        looks.append(Look(row, row.code, row.person_id, access.REVEAL))
    return documents.render("application", data)


def _may_open(row: Application, actor: Actor) -> bool:
    """Nobody opens her own number through an office."""
    return actor.may(access.REVEAL, row.code) and row.person_id != actor.person_id


def sex_and_birth(number: str | None) -> tuple[str, str]:
    """What an ID number says of its holder as forms print it (TEMPLATES 1.7, 1.8); empty for none (GB 11643)."""
    if not number:
        return "", ""
    identity = people_rules.check_id_number(number, date.max)
    return str(_("女") if identity.is_female else _("男")), day(identity.birth)


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
