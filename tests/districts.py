"""Two districts with everything an address can name, in a database of its own, built once per worker.

Persons carry marks in their names, so that one look at an answer tells whose data it shows: 里 is inside, 外 outside;
a member, an applicant.  Whoever asks has a name without marks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from hexian.domains.decisions import services as decisions
from hexian.domains.decisions.services import Staff
from hexian.domains.entitlements.models import Right
from hexian.domains.founding import services
from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.members import services as members
from hexian.domains.members.models import Application, Membership
from hexian.domains.members.queries import MemberFilter
from hexian.domains.mutualaid.models import Contest, Decision
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Role
from hexian.domains.orgs.queries import OrgFilter, actor_for
from hexian.domains.orgs.rules import STANDARD_ROLES, Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Person
from hexian.domains.people.rules import CodePurpose
from hexian.domains.rosters import services as rosters
from hexian.embedded import DatabaseUrls
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import services as attachments
from hexian.foundation.notices import services as notices
from hexian.foundation.tables import services as tables
from tests import bargaining_story, environment, fingerprints, makers
from tests.decisions import makers as deciding
from tests.foundation.table_makers import YUEYANG
from tests.founding import makers as founding
from tests.ledger import makers as paying
from tests.mutualaid.makers import AidHouse
from tests.people.makers import plant_code
from tests.web.desk import at_the_desk

#: One for all browsers: each would else build the program's middleware anew for its first request.
_SERVER = ClientHandler(enforce_csrf_checks=False)
#: The connections to the districts' databases of this process.
_OPEN: dict[str, BaseDatabaseWrapper] = {}
INSIDE, OUTSIDE = "inside", "outside"
ANONYMOUS, MEMBER = "anonymous", "member"
OFFICERS = tuple(role.key for role in STANDARD_ROLES)
ROLES = (ANONYMOUS, MEMBER, *OFFICERS)
#: What every answer is searched for.
MARKS: Mapping[str, Mapping[str, str]] = {
    INSIDE: {
        "member": "沈里会员",
        "applicant": "沈里申请",
        "founder": "沈里筹备",
        "delegate": "沈里代表",
        "talk": "沈里密谈",
        "payee": "沈里收款",
    },
    OUTSIDE: {
        "member": "沈外会员",
        "applicant": "沈外申请",
        "founder": "沈外筹备",
        "delegate": "沈外代表",
        "talk": "沈外密谈",
        "payee": "沈外收款",
    },
}
#: What the signed page of a resolution is when nobody looks closely.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: A roster of one person who is nobody.
ROSTER = "姓名,手机号\n郑立春,13811110011\n".encode()
#: A mobile number with a code on its way, on each side.
WAITING = {INSIDE: "13811110001", OUTSIDE: "13811110002"}
CODE = "482913"


@dataclass(frozen=True)
class Side:
    """One district: its union, what stands in it, who holds which office, and how to name each thing."""

    union: Organisation
    poster: JoinPoint
    people: Mapping[str, Person]
    duties: Mapping[str, frozenset[str]]
    named: Mapping[str, object]
    own: Mapping[str, object]
    #: By namespace: what its addresses call by a name that means something else elsewhere.
    spoken: Mapping[str, Mapping[str, object]]


@dataclass
class Districts:
    """Both districts, and the keys programs hold for each role."""

    name: str
    urls: DatabaseUrls
    sides: dict[str, Side] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    half: str = ""
    fingerprint: dict[str, tuple[int, int]] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser somebody of the inside district is signed in with; officers with their second factor."""
        return _browser(self.sessions.get(role, ""))

    def half_signed_in(self) -> Client:
        """The chair's browser before she has used her second factor."""
        return _browser(self.half)

    def change_something(self) -> None:
        """What no GET may do."""
        with scope(makers.SYSTEM):
            Organisation.objects.filter(pk=self.sides[INSIDE].union.pk).update(phone="0571-5550 9999")


@contextmanager
def standing(name: str, blocker: DjangoDbBlocker) -> Iterator[Districts]:
    """The districts in a fresh database called so; it is dropped afterwards."""
    found = Districts(name, environment.clone(name))
    try:
        with blocker.unblock(), connected(name), scope(makers.SYSTEM):
            for side in (INSIDE, OUTSIDE):
                found.sides[side] = _district(side)
            for role, person in found.sides[INSIDE].people.items():
                found.keys[role], found.sessions[role] = _key(person), _session(person)
            found.half = _session(found.sides[INSIDE].people["chair"], method="password")
            found.fingerprint.update(fingerprints.of_all())
        yield found
    finally:
        if name in _OPEN:
            _OPEN.pop(name).close()
        environment.discard(name)


@contextmanager
def connected(name: str) -> Iterator[None]:
    """This process's connection leads to another database for a while.

    It stays open for the next who comes: a new one looks the whole catalogue up again, for every test.
    """
    former = connections["default"]
    if name not in _OPEN:
        _OPEN[name] = former.copy()
        _OPEN[name].settings_dict["NAME"] = name
    own = connections["default"] = _OPEN[name]
    try:
        yield
    finally:
        if own.in_atomic_block or own.needs_rollback:
            own.close()
        connections["default"] = former


def _district(side: str) -> Side:
    """A district's union with a riders' union below it."""
    marks = MARKS[side]
    letter = "里" if side == INSIDE else "外"
    district = makers.make_org(f"{letter}湖区总工会（演示）", kind=Kind.DISTRICT)
    union = makers.make_org(f"{letter}湖骑手工会（演示）", kind=Kind.NEW_FORM, parent=district)
    poster = makers.make_join_point(union, platform="蓝骑（演示）", station="滨江站")
    staff = {role: _officer(role, district) for role in OFFICERS}
    chair = _actor(staff["chair"])
    marked = makers.make_member(union, marks["member"]).person
    herself = makers.make_member(union, "周自在").person
    waiting = makers.make_application(union, marks["applicant"], point=poster)
    listed = makers.make_application(union, marks["applicant"], point=poster)
    draft = makers.make_resolution(listed, officer=chair)
    elsewhere = makers.make_org(f"{letter}湖街道工会（演示）", parent=district)
    passage, own_passages = _passages(marked, herself, elsewhere, chair)
    wish = _wish(marked, f"{marks['member']}甲")
    own_wish = _wish(herself, "周自得")
    member = herself.memberships.get()
    role = Role.objects.create(org=district, key=f"own-{side}", name="志愿者", duties=["orgs.view"])
    _send_code(side)
    case = _founding(district, marks["founder"], chair) | _congress(union, marks["delegate"], chair)
    named = {
        **case,
        "chair_office": Office.objects.get(person=staff["chair"]).public_id,
        "org_id": union.public_id,
        "application_id": waiting.public_id,
        "resolution_id": draft.public_id,
        "member_id": marked.memberships.get().public_id,
        "change_id": wish,
        "proposal_id": _proposal(marked.memberships.get(), chair),
        "passage_id": passage,
        # Layouts belong to nobody: outside there is none of that name.
        "layout_key": "real_name" if side == INSIDE else "no_such_layout",
        "point_id": makers.make_join_point(union).public_id,
        "office_id": Office.objects.get(person=staff["organiser"]).public_id,
        "role_id": role.public_id,
        "task_id": _task(chair),
        "file_id": _file(draft.public_id, district, chair),
        "roster_id": _roster(union, chair),
        "notice_id": notices.tell(chair.person_id or 0, "members.change_accepted", actor=makers.SYSTEM).public_id,
        "group_id": orgs.make_group(
            district.public_id, kind="park", name="智慧园（演示）", actor=makers.SYSTEM
        ).public_id,
        "filter_id": orgs.keep_filter("骑手的", OrgFilter(kind=Kind.NEW_FORM), actor=chair).public_id,
        "join_code": poster.join_code,
        "token": marked.memberships.get().card_token,
    }
    own = {
        "change_id": own_wish,
        "proposal_id": _proposal(member, chair),
        "notice_id": notices.tell(herself.pk, "members.change_accepted", actor=makers.SYSTEM).public_id,
        "application_id": _own_application(herself, poster),
        "member_id": member.public_id,
        "passage_id": own_passages,
    }
    duties = {each.key: frozenset(each.duties) for each in STANDARD_ROLES}
    aided = _aid(district, marked, herself)
    paying_room = _ledger(district, staff, marks["payee"])
    # Programs ask by names of their own: one address may be about several rooms' things.
    named |= {"aid_file_id": aided[0]["file_id"], "aid_id": aided[1]}
    named |= {name: paying_room[name] for name in ("book_id", "run_id")}
    talked = _bargaining(district, staff, marks["talk"], is_whole=side == INSIDE)
    named |= {"bargaining_id": talked["case_id"], "topic_id": talked["item_id"]}
    spoken = {
        "bargaining": talked,
        "tables": {"version_id": _table(district, chair)},
        "ledger": paying_room,
        "aiddesk": aided[0],
        "aid": {"decision_id": aided[1]},
        "rightsdesk": {"right_id": _right(district, marked, aided[0]["decision_id"])},
    }
    return Side(union, poster, {**staff, MEMBER: herself}, duties, named, own, spoken)


def _bargaining(
    district: Organisation, staff: Mapping[str, Person], said: str, *, is_whole: bool
) -> Mapping[str, object]:
    """The chair leads the workers' side; employer and labour office have officers of their own, without a part."""
    make = partial(makers.make_org, parent=district, division="330108002")
    employer, union, office = bargaining_story.bodies(make)
    for role, body in (("chair", union), ("employer", employer), ("examiner", office)):
        Office.objects.create(
            org=body, code=body.code, person=staff[role], role=Role.objects.get(org=None, key=role), title="干部",
            starts_on=date(2026, 1, 1),
        )  # fmt: skip
    home = bargaining_story.house(district, employer, union, _actor(staff["chair"]))
    told = bargaining_story.tell(home, said, office if is_whole else None)
    # To the district's chair the union is one below hers: she leads its delegation by her part alone.
    Office.objects.filter(person=staff["chair"], org=union).delete()
    return {**told, "drive_id": bargaining_story.driven(district, _actor(staff["chair"]))}


def _ledger(district: Organisation, staff: Mapping[str, Person], name: str) -> Mapping[str, object]:
    """A fund, a run at the bank with an answer read, a payment that came back, and one that waits."""
    at = paying.desk(district)
    her = paying.payee(district, name)
    paying.order(at, (her, 75_240))
    back = paying.released(at)
    paying.reply(back, at.keeper, paying.answer(back, paying.lines_of(back, "失败")))
    returned = PaymentOrder.objects.get(book=at.book, state="returned")
    paying.order(at, (her, 5_000))
    run = paying.released(at)
    answer = paying.answer(run, paying.lines_of(run))
    with scope(at.keeper):
        reply = ledger.read_reply(run.public_id, answer, name="回盘.csv", actor=at.keeper)
    paying.order(at, (her, 6_000))
    chair = _actor(staff["chair"])
    with scope(chair):
        relation = ledger.declare(id_number=makers.id_number(), word="配偶", actor=chair)
    gift = at.fund.gifts.get()
    return {
        "book_id": at.book.public_id, "fund_id": at.fund.public_id, "run_id": run.public_id,
        "reply_id": reply.public_id,
        "order_id": returned.public_id, "gift_id": gift.public_id, "donor_id": gift.donor.public_id,
        "account_id": at.line("payable").public_id, "posting_id": gift.posting_id, "relation_id": relation.public_id,
    }  # fmt: skip


def _founding(district: Organisation, name: str, chair: Actor) -> dict[str, object]:
    """A case that looks for members, with somebody in every list of it."""
    contact = founding.contact(district)
    case = founding.agreed(district, contact, chair, contact_name=name, address="演示路 1 号")
    signed = founding.intent(case)
    founding.with_candidates(case, contact)
    candidate = case.candidates.filter(body="committee").order_by("pk")[0].public_id
    with scope(contact):
        scan = services.keep_scan(case.public_id, "request", io.BytesIO(PDF), actor=contact, name="请示.pdf")
    return {
        "upper_id": district.public_id, "case_id": case.public_id, "recruit_code": case.recruit_code,
        "employer_id": case.employers.get().public_id, "preparer_id": case.preparers.all()[0].public_id,
        "candidate_id": candidate, "person_id": candidate, "intent_id": signed, "scan_id": scan.public_id,
    }  # fmt: skip


def _congress(union: Organisation, name: str, chair: Actor) -> dict[str, object]:
    """An assembly of three in session, with a motion on its table and one of the three marked."""
    body = deciding.body(union, chair, Staff(3, 1), "assembly")
    with scope(chair):
        decisions.add_delegates(body.public_id, [deciding.line(0, name=name), *deciding.lines(3)[1:]], actor=chair)
        sitting, motion = deciding.opened(body, chair, 3)
        page = decisions.keep_scan(sitting.public_id, "sign_in", io.BytesIO(PDF), actor=chair, name="签到册.pdf")
    return {
        "body_id": body.public_id, "delegate_id": body.delegates.get(name=name).public_id,
        "sitting_id": sitting.public_id, "motion_id": motion.public_id, "page_id": page.public_id,
        "entry_id": sitting.roll.get(name=name).public_id,
    }  # fmt: skip


def _officer(role: str, org: Organisation) -> Person:
    person = makers.make_person("李敏", org=org)
    people.open_account(person.mobile, person, actor=makers.SYSTEM, is_demo=True)
    people.set_totp(Account.objects.get(person=person), actor=makers.SYSTEM)
    Office.objects.create(
        org=org, code=org.code, person=person, role=Role.objects.get(org=None, key=role), title="干部",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    return person


def _actor(person: Person) -> Actor:
    return actor_for(Account.objects.get(person=person).pk, makers.NOW, "tests")


def _wish(person: Person, name: str) -> UUID:
    actor = makers.worker(person)
    with scope(actor):
        return members.ask_change(field="name", after=name, why="户口本上是这个", actor=actor).public_id


def _proposal(member: Membership, chair: Actor) -> UUID:
    with scope(chair):
        wish = members.propose_change(
            member.public_id, field="mobile", after=makers.mobile(), why="本人来电", actor=chair
        )
        return wish.public_id


def _passages(marked: Person, herself: Person, to: Organisation, chair: Actor) -> tuple[UUID, UUID]:
    """The marked member asks to go over; the chair begins to retain the other's."""
    her = makers.worker(marked)
    with scope(her):
        asked = members.ask_passage(kind="transfer", target=to.public_id, actor=her)
    with scope(chair):
        begun = members.begin_passage(herself.memberships.get().public_id, kind="retain", note="本人来电", actor=chair)
    return asked.public_id, begun.public_id


def _task(chair: Actor) -> UUID:
    with scope(chair):
        return members.start_export(MemberFilter(), actor=chair).public_id


def _file(resolution: UUID, org: Organisation, chair: Actor) -> UUID:
    with scope(chair):
        return attachments.keep(
            io.BytesIO(PDF), owner_type="members.resolution", owner_id=resolution, code=org.code, actor=chair,
            name="决议.pdf",
        ).public_id  # fmt: skip


def _roster(union: Organisation, chair: Actor) -> UUID:
    """A roster with its columns confirmed; nobody on it is marked."""
    with scope(chair):
        sent = rosters.upload(io.BytesIO(ROSTER), name="名册.csv", org_id=union.public_id, actor=chair)
        rosters.confirm_columns(
            sent.public_id, sheet="", header_row=1, titles=["姓名", "手机号"], columns=["name", "mobile"], actor=chair
        )
    return sent.public_id


def _table(district: Organisation, chair: Actor) -> UUID:
    """A draft of a decision table; nobody stands in one."""
    with scope(chair):
        return tables.draft(
            YUEYANG, place=district.code, title="互助补助（演示）", valid_from=date(2026, 1, 1), actor=chair
        ).public_id


def _aid(district: Organisation, marked: Person, herself: Person) -> tuple[dict[str, Any], UUID]:
    """A plan with a file, a held settlement of somebody marked that she contests, and one of the member's own."""
    house = AidHouse.at(district)
    file = house.file()
    held, own = house.row(file, marked, "held"), house.row(file, herself, "nothing")
    contest = Contest.objects.create(
        decision=held, person=marked, code=district.code, reason="演示", filed_at=makers.NOW
    )
    named: dict[str, object] = {
        "plan_id": house.plan.public_id, "decision_id": held.public_id, "contest_id": contest.public_id,
        "file_id": file.public_id, "act": "close",
    }  # fmt: skip
    return named, own.public_id


def _right(district: Organisation, marked: Person, decision_id: UUID) -> UUID:
    """Aid that somebody marked has declined."""
    decision = Decision.objects.get(public_id=decision_id)
    return Right.objects.create(
        person=marked, code=district.code, kind="declined", subject=decision.pk, happened_on=makers.TODAY,
        worth_fen=100, found_at=makers.NOW,
    ).public_id  # fmt: skip


def roster_file() -> SimpleUploadedFile:
    """Another roster, as a browser uploads it."""
    return SimpleUploadedFile("新名册.csv", ROSTER.replace(b"1", b"2"), content_type="text/csv")


def _own_application(person: Person, poster: JoinPoint) -> UUID:
    """An application of hers that is still open."""
    row = makers.make_application(poster.org, "周自在", point=poster)
    Application.objects.filter(pk=row.pk).update(person=person, mobile=person.mobile)
    return row.public_id


def _send_code(side: str) -> None:
    people.send_code(WAITING[side], CodePurpose.JOIN, actor=Actor.system("tests", timezone.now()))
    plant_code(WAITING[side], CodePurpose.JOIN, CODE)


def _session(person: Person, method: str = "mfa") -> str:
    """The key of a session that was signed in to last by this method; an officer's by her second factor."""
    browser = at_the_desk(_actor(person)).client
    session = browser.session
    session["account_authentication_methods"] = [{"method": method, "at": 0.0}]
    session.save()
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def _browser(session: str) -> Client:
    client = Client()
    client.handler = _SERVER
    # She has been here before: whoever has no such cookie is made one with every page.
    client.cookies = SimpleCookie({settings.CSRF_COOKIE_NAME: "m" * CSRF_SECRET_LENGTH})
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def signed_page() -> SimpleUploadedFile:
    """A photo of a signed page, as a browser uploads it."""
    return SimpleUploadedFile("page.pdf", PDF, content_type="application/pdf")


def _key(person: Person) -> str:
    """A program's key with everything its owner may do."""
    actor = actor_for(Account.objects.get(person=person).pk, timezone.now(), "tests")
    with scope(actor):
        until = timezone.now() + timedelta(days=7)
        duties = {duty for office in actor.held for duty in office.duties}
        return people.issue_token("测试", duties=sorted(duties), expires_at=until, actor=actor)[1]
