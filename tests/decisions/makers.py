"""Bodies, delegates, sittings and motions at any step, each in one line and plainly invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hexian.domains.decisions import services
from hexian.domains.decisions.models import Body, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import BodyKind, Line, Standing
from hexian.domains.decisions.services import Plan, Staff, Tally
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import NOW, as_

OFFICER = ("orgs.view", "decisions.view", "decisions.run", "decisions.count", "audit.view")
TERM = (date(2026, 1, 1), date(2030, 12, 31))
#: 350 workers: 54 delegates, quorum 36, 28 yes, at most 10 managers, 19 women of 120 in 350.
STAFF = Staff(350, 120)
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
    "云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)


def works(name: str = "和畅电子（演示）有限公司工会委员会") -> Organisation:
    """An enterprise's union."""
    return makers.make_org(name, kind=Kind.ENTERPRISE)


def officer(union: Organisation, name: str = "李敏") -> Actor:
    """Somebody who runs, sees and counts there."""
    return makers.officer_of(union, *OFFICER, name=name)


def line(number: int, **given: Any) -> Line:
    """One delegate nobody else is."""
    said: dict[str, Any] = {
        "name": f"{SURNAMES[number % len(SURNAMES)]}小满", "sex": "女" if number % 5 < 2 else "男",
        "department": f"车间{number // len(SURNAMES) + 1}",
        "is_manager": number % 6 == 0, "post": "操作工", "elected_on": date(2026, 1, 5),
    }  # fmt: skip
    return Line(**{**said, **given})


def lines(count: int) -> list[Line]:
    """So many delegates: a sixth of them managers, two fifths women."""
    return [line(number) for number in range(count)]


def body(union: Organisation, actor: Actor, staff: Staff = STAFF, kind: str = BodyKind.CONGRESS, **given: Any) -> Body:
    """A body just set up."""
    begins, ends = TERM
    with as_(actor):
        return services.found_body(
            union.public_id,
            **{"kind": kind, "term_number": 3, "begins_on": begins, "ends_on": ends, "staff": staff, **given},
            actor=actor,
        )


def full(union: Organisation, actor: Actor, observers: int = 0) -> Body:
    """A congress with all its delegates."""
    made = body(union, actor)
    more = [line(900 + number, standing=Standing.OBSERVER) for number in range(observers)]
    with as_(actor):
        services.add_delegates(made.public_id, [*lines(made.seats), *more], actor=actor)
    return made


def plan(at: datetime = NOW + timedelta(hours=1), **given: Any) -> Plan:
    """A sitting in an hour."""
    return Plan(**{"held_at": at, "place": "公司食堂二楼", "chair": "李敏", "agenda": "听取生产经营情况报告", **given})


def planned(made: Body, actor: Actor, **given: Any) -> Sitting:
    """A sitting that is planned."""
    with as_(actor):
        return services.plan_sitting(made.public_id, plan(**given), actor=actor)


def put(sitting: Sitting, actor: Actor, subject: UUID | None = None, **given: Any) -> Motion:
    """A motion about a subject of a room above, or the body's own."""
    about: dict[str, Any] = {"subject_type": "tests.case", "subject_id": subject} if subject else {}
    title = given.pop("title", "《工资专项集体合同（草案）》")
    with as_(actor):
        return services.put_motion(sitting.public_id, title=title, **about, **given, actor=actor)


def sealed(made: Body, actor: Actor) -> Sitting:
    """A sitting whose roll is sealed."""
    sitting = planned(made, actor)
    with as_(actor):
        return services.seal_roll(sitting.public_id, actor=actor)


def come(sitting: Sitting, actor: Actor, count: int) -> Sequence[RollEntry]:
    """So many with a vote are there, from the top of the roll: arranged as the system."""
    entries = list(RollEntry.objects.filter(sitting=sitting, has_vote=True).order_by("position")[:count])
    keys = [entry.pk for entry in entries]
    RollEntry.objects.filter(pk__in=keys).update(came_at=actor.now, came_by="screen", noted_by=actor.person_id)
    return entries


def opened(made: Body, actor: Actor, present: int = 50, subject: UUID | None = None) -> tuple[Sitting, Motion]:
    """A sitting that is open, with a motion on its table."""
    sitting = sealed(made, actor)
    motion = put(sitting, actor, subject or uuid4())
    come(sitting, actor, present)
    with as_(actor):
        return services.open_sitting(sitting.public_id, actor=actor), motion


def tally(yes: int, no: int = 0, abstain: int = 0, void: int = 0) -> Tally:
    """A count that adds up."""
    valid = yes + no + abstain
    return Tally(valid + void, valid + void, valid, void, yes, no, abstain)


def count(motion: Motion, counted: Tally, *actors: Actor) -> None:
    """Each of them enters this count."""
    for actor in actors:
        with as_(actor):
            services.enter_count(motion.public_id, counted, actor=actor)


def later(actor: Actor, **by: int) -> Actor:
    """The same person some time later."""
    return replace(actor, now=actor.now + timedelta(**by))
