"""The part of the demo in which unions are founded: one case from first line to union, one waiting for an answer.

Played through the services, on a phone and at the desk; plainly invented people throughout.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from hexian.cli.demo_people import id_number
from hexian.domains.founding import queries, services
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Body, Form, Meeting, Votes
from hexian.domains.founding.services import Count, EmployerFacts, Facts, LegalFacts, Minutes, PersonFacts, Wish
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

_AGREED = {str(purpose): text.version for purpose, text in CONSENTS.items()}
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
#: Solar terms as surnames' companions: nobody is meant.
_STANDING = {
    Body.COMMITTEE: ("丁立春", "丁雨水", "丁惊蛰", "丁春分"),
    Body.AUDIT: ("于清明", "于谷雨"),
    Body.WOMEN: ("薛立夏", "薛小满", "薛芒种", "薛夏至"),
}


def play(district: UUID, street: UUID, chair: Actor, now: datetime) -> int:
    """Found one union in twelve days, and hand one request in yesterday; returns how many cases there are."""
    begun = now - timedelta(days=12)
    _targets(district, street, now)
    case = _agreed(street, "13800040001", "晴川精密（演示）有限公司", 1, chair=chair, now=begun)
    contact = _contact("13800040001", begun + timedelta(days=4), street)
    _recruit_and_elect(case, contact, now - timedelta(days=3))
    by = replace(chair, now=now - timedelta(days=2))
    with scope(by):
        services.approve_result(case.public_id, number=f"长工组〔{now.year}〕4号", actor=by)
    _register(case, _contact("13800040001", now - timedelta(days=1), street))
    _requested(street, "13800040002", "望舒软件（演示）有限公司", 2, now - timedelta(days=1))
    _draft(street, now - timedelta(hours=3))
    return 3


def _targets(district: UUID, street: UUID, now: datetime) -> None:
    actor = Actor.system("demo", now, shifted=True)
    with scope(actor):
        for org, kind, number in ((district, "all", 12), (district, Form.NEW_FORM, 3), (street, "all", 3)):
            services.set_target(org, year=now.year, kind=kind, number=number, actor=actor)


def _contact(mobile: str, now: datetime, street: UUID) -> Actor:
    """Somebody on a phone who has proved her number before this union's page."""
    upper = queries.upper(street)
    return replace(Actor.guest(now, code=upper.code if upper else "", mobile=mobile), shifted=True)


def _requested(street: UUID, mobile: str, firm: str, serial: int, now: datetime) -> Case:
    contact = _contact(mobile, now, street)
    with scope(contact):
        facts = Facts(
            form=Form.ALONE,
            name=f"{firm}工会委员会",
            has_consent=True,
            address=f"滨江区演示路 {serial} 号",
            term_years=5,
        )
        case = services.open_case(
            street, facts, contact_name="沈小雪", contact_mobile=mobile, request_key=uuid4().hex, actor=contact
        )
        services.add_employer(case.public_id, _employer(firm, serial), actor=contact)
        leader = services.add_preparer(case.public_id, _person("蒋寒露", "13800041001"), is_leader=True, actor=contact)
        services.add_preparer(case.public_id, _person("蒋霜降", "13800041002"), actor=contact)
        services.declare(leader.public_id, {"chair_ban": False, "kin_ban": False}, actor=contact)
        return services.request(case.public_id, actor=contact)


def _employer(firm: str, serial: int) -> EmployerFacts:
    return EmployerFacts(
        uscc=_uscc(serial), name=firm, staff=86, women=31, intended=60, trade="C", representative="卢大寒",
        established_on=date(2019, 3, 18), address=f"滨江区演示路 {serial} 号", business="精密零件",
    )  # fmt: skip


def _uscc(serial: int) -> str:
    """A well-formed credit code of nobody."""
    body = f"91330108MA9DEM{serial:03}"
    total = sum(_USCC.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return body + _USCC[(31 - total % 31) % 31]


def _person(name: str, mobile: str) -> PersonFacts:
    return PersonFacts(
        name=name,
        mobile=mobile,
        sex="女",
        nation="汉族",
        born_in="1988-06",
        politics="群众",
        education="大专",
        post="班组长",
    )


def _agreed(street: UUID, mobile: str, firm: str, serial: int, *, chair: Actor, now: datetime) -> Case:
    case = _requested(street, mobile, firm, serial, now)
    by = replace(chair, now=now + timedelta(days=2))
    with scope(by):
        services.approve_prep(case.public_id, number=f"长工组〔{now.year}〕3号", actor=by)
    contact = _contact(mobile, now + timedelta(days=3), street)
    with scope(contact):
        return services.recruit(case.public_id, actor=contact)


def _recruit_and_elect(case: Case, contact: Actor, held: datetime) -> None:
    """Eight workers sign up themselves; the congress elects three bodies, and the result is reported the same day."""
    for place in range(8):
        mobile = f"1380004200{place}"
        guest = replace(Actor.guest(contact.now, code=case.code, mobile=mobile), shifted=True)
        wish = Wish(f"苏{'甲乙丙丁戊己庚辛'[place]}禾", id_number(40_000 + place), mobile, "装配工")
        with scope(guest):
            services.sign_up(case.recruit_code, wish, consents=_AGREED, actor=guest)
    day = replace(contact, now=held)
    with scope(day):
        counts = {body: _stand(case, body, names, day) for body, names in _STANDING.items()}
        minutes = Minutes(
            held_on=held.date(), place="晴川精密（演示）食堂", kind=Meeting.MEMBERS, members=60, women_members=22,
            due=60, present=57, heads_by="committee", counts=counts,
        )  # fmt: skip
        services.hold_congress(case.public_id, minutes, actor=day)
        services.report(case.public_id, actor=day)


def _stand(case: Case, body: Body, names: tuple[str, ...], actor: Actor) -> Count:
    seats = 1 if body is Body.AUDIT else 3
    tally, posts = {}, {}
    for place, name in enumerate(names):
        mobile = f"138000{43 + list(Body).index(body)}00{place}"
        row = services.add_candidate(case.public_id, body, _person(name, mobile), actor=actor)
        if body is Body.COMMITTEE:
            services.declare(row.public_id, {"chair_ban": False, "kin_ban": False}, actor=actor)
        tally[row.public_id] = 52 - 3 * place if place < seats else 4
        if place == 0:
            posts[row.public_id] = {Body.COMMITTEE: "chair", Body.AUDIT: "audit_chair", Body.WOMEN: "women_chair"}[body]
    return Count(seats, Votes(57, 57, 56, 1), tally, posts)


def _register(case: Case, contact: Actor) -> None:
    """The new union asks to be a legal person; the upper union has not answered yet."""
    asked = LegalFacts(
        residence="滨江区演示路 1 号", phone="0571-0000 0009", business="维护职工合法权益，组织职工开展文体活动",
        liability="以工会经费独立承担民事责任", handler="沈小雪", handler_mobile="13800040001", dues_fen=86_000,
        allocation_fen=1_240_000, funds_fen=1_326_000, office_area=40, activity_area=120,
    )  # fmt: skip
    with scope(contact):
        services.ask_legal(case.public_id, asked, actor=contact)


def _draft(street: UUID, now: datetime) -> None:
    """Riders who have only begun."""
    contact = _contact("13800040003", now, street)
    facts = Facts(
        form=Form.NEW_FORM, name="长河快递（演示）联合工会委员会", platform="风信快递（演示）", station="长河站",
        staff=140, women=18, intended=80,
    )  # fmt: skip
    with scope(contact):
        services.open_case(
            street, facts, contact_name="傅白露", contact_mobile="13800040003", request_key=uuid4().hex, actor=contact
        )
