"""Cases of founding at any step, each in one line and plainly invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hexian.domains.founding import services
from hexian.domains.founding.models import Candidate, Case
from hexian.domains.founding.rules import Body, Form, Leadership, Meeting, State, Votes
from hexian.domains.founding.services import Count, EmployerFacts, Facts, Minutes, PersonFacts, Wish
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import TODAY, as_

_serials = count(1)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
OFFICER = (*makers.CHAIR, "founding.view", "founding.handle", "founding.approve", "founding.targets", "audit.view")
AGREED = {str(purpose): text.version for purpose, text in CONSENTS.items()}
NAMES = "甲乙丙丁戊己庚辛壬癸"


def uscc(serial: int | None = None) -> str:
    """A well-formed credit code nobody else in the test has."""
    body = f"91330108MA2{next(_serials) if serial is None else serial:06}"
    total = sum(_USCC.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return body + _USCC[(31 - total % 31) % 31]


def street() -> Organisation:
    """The union that agrees."""
    return makers.make_org("长河街道总工会（演示）", division="330108002")


def officer(upper: Organisation, name: str = "李敏") -> Actor:
    """Somebody who may do everything there about founding."""
    return makers.officer_of(upper, *OFFICER, name=name)


def contact(upper: Organisation, mobile: str | None = None) -> Actor:
    """Somebody who has proved her number, without an account."""
    return replace(Actor.guest(makers.NOW, code=upper.code, mobile=mobile or makers.mobile()))


def facts(form: str = Form.ALONE, **given: object) -> Facts:
    """What is written about a union to be."""
    said: dict[str, object] = {"form": form, "name": "新苗电子（演示）有限公司工会委员会", "has_consent": True}
    if form == Form.NEW_FORM:
        said |= {"name": "长河骑手（演示）联合工会委员会", "platform": "迅达配送（演示）", "station": "长河站"}
        said |= {"staff": 120, "women": 20, "intended": 60}
    return Facts(**{**said, **given})  # type: ignore[arg-type]


def employer(**given: object) -> EmployerFacts:
    """One employer with thirty staff."""
    said: dict[str, object] = {
        "uscc": uscc(), "name": "新苗电子（演示）有限公司", "staff": 40, "women": 12, "intended": 30,
        "representative": "沈大雪", "established_on": date(2020, 5, 6), "address": "滨江区演示路 1 号",
        "business": "电子元件",
    }  # fmt: skip
    return EmployerFacts(**{**said, **given})  # type: ignore[arg-type]


def person(name: str, **given: str) -> PersonFacts:
    """Somebody with everything a form asks."""
    said = {
        "sex": "女", "nation": "汉族", "born_in": "1990-05", "politics": "群众", "education": "大学", "post": "质检员",
        "mobile": makers.mobile(),
    }  # fmt: skip
    return PersonFacts(name=name, **{**said, **given})


def draft(upper: Organisation, actor: Actor, form: str = Form.ALONE, **given: object) -> Case:
    """A case just begun."""
    name, key = str(given.pop("contact_name", "周立夏")), str(given.pop("key", "")) or uuid4().hex
    with as_(actor):
        return services.open_case(
            upper.public_id, facts(form, **given), contact_name=name,
            contact_mobile=actor.mobile or makers.mobile(), request_key=key, actor=actor,
        )  # fmt: skip


def filled(upper: Organisation, actor: Actor, form: str = Form.ALONE, **given: Any) -> Case:
    """A case with everything in it but the handing in."""
    case = draft(upper, actor, form, **given)
    with as_(actor):
        employers = {Form.ALONE: 1, Form.NEW_FORM: 0}.get(Form(form), 2)
        for number in range(employers):
            services.add_employer(case.public_id, employer(name=f"新苗电子（演示）{number}有限公司"), actor=actor)
        leader = services.add_preparer(case.public_id, person("郑惊蛰"), is_leader=True, actor=actor)
        services.add_preparer(case.public_id, person("冯清明"), actor=actor)
        if form != Form.NEW_FORM:
            services.declare(leader.public_id, {"chair_ban": False, "kin_ban": False}, actor=actor)
    case.refresh_from_db()
    return case


def requested(upper: Organisation, actor: Actor, form: str = Form.ALONE, **given: object) -> Case:
    """A case that waits for the upper union's first answer."""
    case = filled(upper, actor, form, **given)
    with as_(actor):
        return services.request(case.public_id, actor=actor)


def agreed(upper: Organisation, actor: Actor, by: Actor, form: str = Form.ALONE, **given: object) -> Case:
    """A case whose preparation was agreed to, and which looks for members."""
    case = requested(upper, actor, form, **given)
    with as_(by):
        services.approve_prep(case.public_id, number=f"长工组〔2026〕{next(_serials)}号", actor=by)
    with as_(actor):
        return services.recruit(case.public_id, actor=actor)


def with_candidates(case: Case, actor: Actor) -> None:
    """Four stand for three seats, two for the one of the audit committee, four for three of the women's."""
    with as_(actor):
        for body, number in ((Body.COMMITTEE, 4), (Body.AUDIT, 2), (Body.WOMEN, 4)):
            for place in range(number):
                stood = services.add_candidate(
                    case.public_id, body, person(f"{'魏陶姜'[list(Body).index(body)]}{NAMES[place]}"), actor=actor
                )
                if body is Body.COMMITTEE and case.form != Form.NEW_FORM:
                    services.declare(stood.public_id, {"chair_ban": False, "kin_ban": False}, actor=actor)


def count_of(case: Case, body: Body, *, seats: int, ballots: int = 28, votes: Mapping[int, int] | None = None) -> Count:
    """A body's count: the first so many are elected, the first of them at its head."""
    rows = list(Candidate.objects.filter(case=case, body=body).order_by("pk"))
    tally = {
        row.public_id: (votes or {}).get(place, ballots - 2 - place if place < seats else 1)
        for place, row in enumerate(rows)
    }
    head = {Body.COMMITTEE: "chair", Body.AUDIT: "audit_chair", Body.WOMEN: "women_chair"}[body]
    if case.leadership == Leadership.ORGANISER:
        head = "organiser"
    return Count(seats, Votes(ballots, ballots, ballots, 0), tally, {rows[0].public_id: head} if rows else {})


def minutes(case: Case, **given: object) -> Minutes:
    """A congress of thirty at which twenty-eight were present and everything went well."""
    seats = {Body.COMMITTEE: 3, Body.AUDIT: 1, Body.WOMEN: 3}
    said: dict[str, object] = {
        "held_on": TODAY, "place": "新苗电子会议室", "kind": Meeting.MEMBERS, "members": 30, "women_members": 12,
        "due": 30, "present": 28, "heads_by": "committee",
        "counts": {body: count_of(case, body, seats=n) for body, n in seats.items()},
    }  # fmt: skip
    return Minutes(**{**said, **given})  # type: ignore[arg-type]


def reported(upper: Organisation, actor: Actor, by: Actor, form: str = Form.ALONE, **given: object) -> Case:
    """A case whose result waits for the last answer."""
    case = agreed(upper, actor, by, form, **given)
    with_candidates(case, actor)
    with as_(actor):
        services.hold_congress(case.public_id, minutes(case), actor=actor)
        return services.report(case.public_id, actor=actor)


def founded(upper: Organisation, actor: Actor, by: Actor, form: str = Form.ALONE, **given: object) -> Case:
    """A case whose union exists."""
    case = reported(upper, actor, by, form, **given)
    with as_(by):
        return services.approve_result(case.public_id, number=f"长工组〔2026〕{next(_serials)}号", actor=by)


def founded_on(upper: Organisation, actor: Actor, by: Actor, day: date) -> Case:
    """A case whose congress was held and approved on that day."""
    case = agreed(upper, actor, by)
    with_candidates(case, actor)
    with as_(actor):
        services.hold_congress(case.public_id, minutes(case, held_on=day), actor=actor)
        services.report(case.public_id, actor=actor)
    with as_(by):
        return services.approve_result(case.public_id, number=f"长工组〔2026〕{next(_serials)}号", actor=by)


def intent(case: Case, name: str = "褚白露", mobile: str | None = None, number: str | None = None) -> UUID:
    """Somebody who signs up on her phone."""
    phone = mobile or makers.mobile()
    guest = Actor.guest(makers.NOW, code=case.code, mobile=phone)
    wish = Wish(name, number or makers.id_number(), phone, "装配工")
    with as_(guest):
        return services.sign_up(case.recruit_code, wish, consents=AGREED, actor=guest).public_id


def later(actor: Actor, days: int) -> Actor:
    """The same actor some days on."""
    return replace(actor, now=actor.now + timedelta(days=days), shifted=True)


def state_of(case: Case) -> State:
    """Where a case stands in the database."""
    case.refresh_from_db()
    return State(case.state)
