"""A small story for the browser, told through the services in a process of its own: `python -m tests.browser.story`.

A street's union with a firm's union and a riders' union below it; 王小满, 孙远行 and 韩立冬 are members of the firm's,
赵一舟 has just applied, 李敏 is the officer.  The last line it prints is JSON: join codes, and session keys by name.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from hexian.domains.members import services as members  # noqa: E402
from hexian.domains.orgs import queries as orgs_queries  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import JoinPoint, Organisation, Role  # noqa: E402
from hexian.domains.orgs.rules import Kind  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.domains.people.models import Account, Person  # noqa: E402
from hexian.domains.people.texts import CONSENTS  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402
from hexian.foundation.notices import services as notices  # noqa: E402
from tests.browser import (  # noqa: E402
    aid_story,
    congress_story,
    desk_story,
    founding_story,
    ledger_story,
    room_story,
    roster_story,
    tables_story,
)  # fmt: skip

PASSWORD = "hexian-story-2026"
MEMBERS = [
    ("王小满", "330108199003070025", "13800000002"), ("孙远行", "330108198709090058", "13800000005"),
    ("韩立冬", "33010819860303009X", "13800000006"),
]  # fmt: skip
CONSENTED = {str(purpose): text.version for purpose, text in CONSENTS.items()}


def tell() -> dict[str, Any]:
    """Everything, in one transaction of the program's own; returns what tests need to know."""
    # A meeting is held on a later day than the applications it decides on.
    before = Actor.system("story", timezone.now() - timedelta(days=3))
    with scope(before):
        bodies = _bodies(before)
        posters = {name: _poster(body, before) for name, body in bodies.items() if name != "street"}
        officer = _person("李敏", "13800000001", bodies["street"], before)
        orgs.appoint(
            bodies["street"].public_id,
            person_id=officer.public_id,
            role_id=Role.objects.get(org=None, key="chair").public_id,
            title="工会主席",
            actor=before,
        )
        _closed_and_dissolved(bodies, posters, before)
        notices.open_tray(actor=before)
        member, leaver, mover = _members(posters["firm"], officer, before)
        applicant = _applicant(posters["riders"], before)
    with scope(Actor.system("story", timezone.now())):
        cases, founder = founding_story.tell(bodies["street"], officer)
        rooms, negotiator, delegate = room_story.tell(bodies["street"], officer)
        congress = congress_story.tell(bodies, officer)
        second = _second(bodies["street"])
        tables = tables_story.tell(bodies["street"], officer, second)
        keeper = ledger_story.keeper(bodies["street"])
        money = ledger_story.tell(bodies, keeper)
        aid = aid_story.tell(bodies["street"], member, MEMBERS[0][1])
    admin = desk_story.administrator(Organisation.objects.get(parent__isnull=True))
    return {
        "desk": desk_story.tell(bodies, posters, officer)
        | cases
        | rooms
        | roster_story.tell(bodies["riders"], officer)
        | congress
        | aid
        | tables
        | money,
        "posters": {name: point.join_code for name, point in posters.items()},
        "sessions": {
            "officer": _session(officer, second_factor=True),
            "admin": _session(admin, second_factor=True),
            "second": _session(second, second_factor=True),
            "keeper": _session(keeper, second_factor=True),
            "member": _session(member),
            "founder": _session(founder),
            "negotiator": _session(negotiator, second_factor=True),
            "delegate": _session(delegate),
            "leaver": _session(leaver),
            # Signing out ends a session for good, and pages may be looked at after it: tests run in any order.
            "signing_out": _session(leaver),
            "mover": _session(mover),
            "riders": _session(desk_story.riders_chair(bodies["riders"]), second_factor=True),
            "applicant": _session(applicant),
            "nobody": _session(_stranger()),
        },
        "mobiles": {"officer": "13800000001", "member": "13800000002", "applicant": "13800000003"},
    }


def _bodies(actor: Actor) -> dict[str, Organisation]:
    def found(kind: Kind, name: str, parent: Organisation | None, **facts: Any) -> Organisation:
        above = parent.public_id if parent else None
        return orgs.found(kind=kind, name=name, parent=above, actor=actor, is_demo=True, **facts)

    root = Organisation.objects.filter(parent__isnull=True).first() or found(
        Kind.PROVINCE, "浙江省总工会（演示）", None
    )
    street = found(
        Kind.STREET,
        "长河街道总工会（演示）",
        root,
        division="330108002",
        phone="0571-8700 0001",
        address="滨盛路 1 号（演示）",
    )
    return {
        "street": street,
        "firm": found(Kind.ENTERPRISE, "和畅电子（演示）工会", street, division="330108002", phone="0571-8700 0002"),
        "riders": found(Kind.NEW_FORM, "长河骑手（演示）工会", street, division="330108002"),
        "closed": found(Kind.ENTERPRISE, "停码（演示）工会", street),
        "gone": found(Kind.ENTERPRISE, "撤销（演示）工会", street),
    }  # fmt: skip


def _second(street: Organisation) -> Person:
    """Another chair of the street's: what two have to look at, she looks at second."""
    actor = Actor.system("story", timezone.now())
    person = _person("周衡", "13800000071", street, actor)
    role = Role.objects.get(org=None, key="chair")
    orgs.appoint(
        street.public_id, person_id=person.public_id, role_id=role.public_id, title="工会副主席", actor=actor
    )  # fmt: skip
    return person


def _poster(body: Organisation, actor: Actor) -> JoinPoint:
    return orgs.open_join_point(body.public_id, actor=actor)


def _closed_and_dissolved(bodies: dict[str, Organisation], posters: dict[str, JoinPoint], actor: Actor) -> None:
    orgs.close_join_point(posters["closed"].public_id, actor=actor)
    later = replace(actor, now=timezone.now())
    orgs.dissolve(bodies["gone"].public_id, on=timezone.localdate(later.now), actor=later)


def _person(name: str, mobile: str, body: Organisation, actor: Actor) -> Person:
    person = people.register_person(name, mobile, body.code, actor=actor)
    people.open_account(mobile, person, actor=actor, password=PASSWORD, is_demo=True)
    return person


def _applicant(poster: JoinPoint, actor: Actor) -> Person:
    return members.apply(
        join_code=poster.join_code, name="赵一舟", id_number="330108199802140026", mobile="13800000003",
        kind_of_work="外卖配送员", platform="快送（演示）", station="江南站（演示）", consents=CONSENTED,
        request_key="story-applicant-0001", actor=actor,
    ).person  # fmt: skip


def _members(poster: JoinPoint, officer: Person, actor: Actor) -> list[Person]:
    applications = [
        members.apply(
            join_code=poster.join_code, name=name, id_number=number, mobile=mobile, kind_of_work="生产操作",
            consents=CONSENTED, request_key=f"story-member-{mobile}", actor=actor,
        )
        for name, number, mobile in MEMBERS
    ]  # fmt: skip
    account = Account.objects.get(person=officer)
    now = timezone.now()
    chair = orgs_queries.actor_for(account.pk, now, "story")
    ids = [application.public_id for application in applications]
    with scope(chair):
        for each in ids:
            members.check(each, actor=chair)
        day = timezone.localdate(now)
        draft = members.propose(ids, number="〔2026〕1 号", held_on=day, chair="李敏", actor=chair)
        members.pass_resolution(draft.public_id, seats=5, present=5, yes=5, no=0, abstained=0, actor=chair)
    return [application.person for application in applications]


def _stranger() -> Person:
    actor = Actor.system("story", timezone.now())
    with scope(actor):
        return _person("陈不识", "13800000004", Organisation.objects.get(parent__isnull=True), actor)


def _session(person: Person, *, second_factor: bool = False) -> str:
    with scope(Actor.system("story", timezone.now())):
        account = Account.objects.get(person=person)
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "hexian.web.accounts.backend.AccountBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        methods = ["password", "mfa"] if second_factor else ["password"]
        # As if signed in later: five minutes after a sign-in some pages ask again, and the suite takes longer.
        later = time.time() + 3600
        session["account_authentication_methods"] = [{"method": method, "at": later} for method in methods]
        session["account_authentication_methods_user"] = str(account.pk)
        session.create()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(tell()))  # noqa: T201 - the answer to who started this process
