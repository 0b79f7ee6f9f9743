"""Typed makers: unions, officers, workers, applications and members, each in one line and plainly invented.

They arrange rows as the system; whoever acts gets a scope of her own with `as_(actor)`, as a door would give her.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from uuid import uuid4

from hexian.domains.members import services as members
from hexian.domains.members.models import Application, Membership, Resolution
from hexian.domains.members.services import cards, grams, tallies
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Role
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld
from tests import moments
from tests.people import makers as people_makers

NOW = moments.NOW
mobile = people_makers.mobile
SYSTEM = Actor.system("tests", NOW)
TODAY = date(2026, 6, 17)
#: Everything a chair may do.
CHAIR = (
    "orgs.view", "orgs.manage", "orgs.offices", "members.view", "members.admit", "members.correct", "members.export",
    "people.reveal", "founding.view", "founding.handle", "founding.approve", "founding.targets",
    "decisions.view", "decisions.run", "decisions.count", "tables.view", "tables.edit", "tables.publish",
    "mutualaid.view", "mutualaid.intake", "mutualaid.enrol",
)  # fmt: skip
#: Both texts in the version that stands.
CONSENTED = {str(purpose): text.version for purpose, text in CONSENTS.items()}
_serials = count(1)


def as_(actor: Actor) -> AbstractContextManager[None]:
    """The row-security scope a door gives this actor."""
    return scope(actor)


def id_number(*, birth: str = "", division: str = "330108") -> str:
    """A well-formed identity number nobody else in the test has."""
    serial = next(_serials)
    born = birth or f"19{70 + serial // 1000 % 30}0101"
    return people_makers.id_number(serial % 1000, birth=born, division=division)


def root() -> Organisation:
    """The organisation at the top, founded once per database."""
    top = Organisation.objects.filter(code="A").first()
    return top or orgs.found(kind=Kind.NATION, name="全国总工会（演示）", parent=None, actor=SYSTEM)


def make_org(
    name: str = "长河街道总工会（演示）",
    *,
    kind: str = Kind.STREET,
    parent: Organisation | None = None,
    division: str = "330108",
    phone: str = "0571-5550 0001",
    employer: Organisation | None = None,
) -> Organisation:
    """A body below another, or below the root."""
    above = parent or root()
    return orgs.found(
        kind=kind, name=name, parent=above.public_id, division=division, phone=phone, actor=SYSTEM,
        employer=employer.public_id if employer else None,
    )  # fmt: skip


def long_standing(name: str) -> Organisation:
    """A union that has been there for years, so that past days are counted in it."""
    day = date(2020, 1, 1)
    top = Organisation.objects.filter(code="A").first()
    if top is None:
        top = orgs.found(kind=Kind.NATION, name="全国总工会（演示）", parent=None, founded_on=day, actor=SYSTEM)
    return orgs.found(
        kind=Kind.STREET, name=name, parent=top.public_id, division="330108", founded_on=day, actor=SYSTEM
    )


def make_join_point(org: Organisation, *, platform: str = "", station: str = "") -> JoinPoint:
    """A poster's code."""
    return orgs.open_join_point(org.public_id, platform=platform, station=station, actor=SYSTEM)


def make_person(name: str = "王小满", *, org: Organisation | None = None, number: str | None = None) -> Person:
    """A person some union knows, not verified."""
    return people.register_person(name, number or mobile(), org.code if org else "A", actor=SYSTEM)


def worker(person: Person) -> Actor:
    """The person signed in; without an account yet, she gets one."""
    account = people.account_for(person.mobile) or people.open_account(person.mobile, person, actor=SYSTEM)
    return Actor(
        now=NOW, request_id="tests", name=person.name, person_id=person.pk, account_id=account.pk, mobile=person.mobile
    )


def guest(org: Organisation, number: str | None = None) -> Actor:
    """Somebody before the union's poster who has proved her number."""
    return Actor.guest(NOW, code=org.code, mobile=number or mobile())


def role(org: Organisation, *duties: str, name: str = "工会主席") -> Role:
    """A union's own role with exactly these duties."""
    return Role.objects.create(org=org, key=uuid4().hex[:8], name=name, duties=sorted(duties))


def officer_of(org: Organisation, *duties: str, name: str = "李敏", person: Person | None = None) -> Actor:
    """Somebody who holds an office there since the beginning of the year, signed in."""
    who = person or make_person(name, org=org)
    office = Office.objects.create(
        org=org, code=org.code, person=who, role=role(org, *duties), title="工会主席", starts_on=date(2026, 1, 1)
    )
    held = OfficeHeld(office.public_id, org.pk, org.code, org.name, office.title, frozenset(duties))
    actor = worker(who)
    return replace(actor, offices=(*actor.offices, held))


def make_application(
    org: Organisation,
    name: str = "王小满",
    *,
    number: str | None = None,
    phone: str | None = None,
    point: JoinPoint | None = None,
    actor: Actor | None = None,
    key: str | None = None,
    kind_of_work: str = "外卖配送员",
) -> Application:
    """An application as a guest before the poster makes it, in her own scope."""
    applicant = actor or guest(org, phone)
    apply = partial(
        members.apply,
        join_code=(point or make_join_point(org)).join_code,
        name=name,
        id_number=number or id_number(),
        mobile=applicant.mobile or "",
        kind_of_work=kind_of_work,
        platform="蓝骑（演示）",
        station="滨江站",
        consents=CONSENTED,
        request_key=key or uuid4().hex,
        actor=applicant,
    )
    with as_(applicant):
        return apply()


def make_resolution(
    *applications: Application, officer: Actor, number: str | None = None, held_on: date = TODAY
) -> Resolution:
    """A draft resolution over applications of one union, held today unless told."""
    with as_(officer):
        return members.propose(
            [row.public_id for row in applications],
            number=number or f"2026-{next(_serials)}",
            held_on=held_on,
            actor=officer,
        )


def pass_it(resolution: Resolution, officer: Actor) -> Resolution:
    """The committee of five says yes."""
    with as_(officer):
        return members.pass_resolution(
            resolution.public_id, seats=5, present=5, yes=5, no=0, abstained=0, actor=officer
        )


def make_member(
    org: Organisation,
    name: str = "李知夏",
    *,
    number: str | None = None,
    phone: str | None = None,
    kind_of_work: str = "快递员",
) -> Membership:
    """A verified person who is a member already, without the way there."""
    person = make_person(name, org=org, number=phone)
    people.verify_identity(person.pk, number or id_number(), actor=SYSTEM)
    member = Membership.objects.create(
        person=person, org=org, code=org.code, card_no=cards.new_numbers(org, 2026, 1)[0],
        card_token=cards.new_token(), kind_of_work=kind_of_work, joined_on=date(2026, 1, 5),
    )  # fmt: skip
    grams.add({member.pk: person}, org.code)
    tallies.add(org, 1)
    return member
