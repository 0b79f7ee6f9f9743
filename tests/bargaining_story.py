"""A wage bargaining in a district: its chair leads the workers' side; inside it goes on until a contract is published.

Employer and labour office have their own officers; the district's organiser and auditor have no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from hexian.domains.bargaining import services
from hexian.domains.bargaining.access import ANSWER
from hexian.domains.bargaining.models import Case, Publication
from hexian.domains.bargaining.rules.meeting import Delivery, Form
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import Fact, Opinion, Package, Pen, Vote
from hexian.domains.bargaining.services.offering import hashed
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.orgs.rules import Kind
from hexian.domains.people.models import Account, Person
from hexian.foundation.actor import Actor
from tests import makers
from tests.bargaining import makers as bargaining
from tests.makers import as_

DAY = date(2026, 6, 17)


def tell(district: Organisation, staff: Mapping[str, Person], said: str, *, is_whole: bool) -> dict[str, object]:
    """The story; what addresses of bargaining name by which word. `said` is heard in the room and nowhere else."""
    home, office = _bodies(district, staff)
    case = bargaining.talking(home)
    named = _talked(home, case, said)
    link = f"link-{uuid4().hex}"
    case.deliveries.update(token_hash=hashed(link), way=Delivery.LINK)
    if is_whole:
        _published(home, case, office)
    # She leads the delegation of a union she holds no office at any more, as far as the district is concerned.
    Office.objects.filter(person=staff["chair"], org=home.union).delete()
    poster = Publication.objects.filter(case=case).values_list("poster_code", flat=True).first()
    return {
        **named, "case_id": case.public_id, "employer_id": home.employer.public_id,
        "token": link, "code": poster or "no-such-code", "act": "aside",
        "answer": "resume", "role": "recorder", "document": "offer",
    }  # fmt: skip


def _bodies(district: Organisation, staff: Mapping[str, Person]) -> tuple[bargaining.House, Organisation]:
    """Employer, union and labour office, with those who act for each."""
    at = {"parent": district, "division": "330108002"}
    employer = makers.make_org("湖电子有限公司（演示）", kind=Kind.EMPLOYER, **at)  # type: ignore[arg-type]
    union = makers.make_org("湖电子工会（演示）", kind=Kind.ENTERPRISE, employer=employer, **at)  # type: ignore[arg-type]
    office = makers.make_org("湖区人社局（演示）", kind=Kind.PARTNER, **at)  # type: ignore[arg-type]
    Organisation.objects.filter(pk=office.pk).update(partner="labour")
    for role, body in (("chair", union), ("employer", employer), ("examiner", office)):
        Office.objects.create(
            org=body, code=body.code, person=staff[role], role=Role.objects.get(org=None, key=role), title="干部",
            starts_on=date(2026, 1, 1),
        )  # fmt: skip
    manager = makers.officer_of(employer, ANSWER, name="孙海")
    chair = _actor(staff["chair"])
    return bargaining.House(district, employer, union, chair=chair, manager=manager, above=chair), office


def _actor(person: Person) -> Actor:
    return orgs.actor_for(Account.objects.get(person=person).pk, makers.NOW, "tests")


def _talked(home: bargaining.House, case: Case, said: str) -> dict[str, object]:
    """Something said, a figure, a proposal, a meeting called."""
    chair = bargaining.again(home.chair)
    item = case.items.get(clause="wage.pay_day")
    with as_(chair):
        services.say(case.public_id, said, key=uuid4(), actor=chair)
        shown = services.cite(case.public_id, Fact("本市物价涨幅", "市统计局公报"), actor=chair, private=True)
        made = services.propose(item.public_id, bargaining.typed(item.clause), key=uuid4(), actor=chair)
        called = services.call_meeting(case.public_id, bargaining.MEETS, "三楼会议室", actor=chair)
    seat = case.participants.filter(side=Side.WORKER, role="rep").order_by("pk")[0]
    return {
        "evidence_id": shown.public_id, "item_id": item.public_id, "proposal_id": made.public_id,
        "meeting_id": called.public_id, "seat_id": seat.public_id, "delivery_id": case.deliveries.get().public_id,
    }  # fmt: skip


def _published(home: bargaining.House, case: Case, office: Organisation) -> None:
    """Agreed, adopted, passed, signed, filed, found lawful, published."""
    bargaining.settle_all(home, case)
    case = bargaining.adopted(home, case)
    chair, manager = bargaining.again(home.chair), bargaining.again(home.manager)
    with as_(chair):
        text = services.submit(case.public_id, actor=chair).text_hash
    with as_(makers.SYSTEM):
        services.take_result(case.public_id, Vote(text, True, DAY, 54, 50, 40), makers.SYSTEM)
    for actor in (chair, manager):
        with as_(actor):
            services.agree_to_e_sign(case.public_id, actor=actor)
    for actor in (chair, manager):
        with as_(actor):
            services.sign(case.public_id, Pen(text, Form.ELECTRONIC), actor=actor)
    with as_(manager):
        services.file(case.public_id, Package(DAY, 5, office.public_id), actor=manager)
        services.receive_filing(case.public_id, DAY, actor=manager)
        services.examine(case.public_id, Opinion(DAY), actor=manager)
        services.publish(case.public_id, ["app", "board"], actor=manager)
