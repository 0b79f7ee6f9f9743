"""A wage bargaining as pages need it: a room with something said in it, or the whole way to a published contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from hexian.domains.bargaining import services
from hexian.domains.bargaining.access import ANSWER
from hexian.domains.bargaining.models import Case, Meeting, Publication
from hexian.domains.bargaining.rules.meeting import Delivery, Form
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import (
    Consents,
    Fact,
    Line,
    Opinion,
    Package,
    PaperAnswer,
    Pen,
    Record,
    Seat,
    Vote,
)
from hexian.domains.bargaining.services.offering import hashed
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Actor
from tests import makers
from tests.bargaining import makers as bargaining
from tests.makers import as_

Make = Callable[..., Organisation]


def bodies(make: Make, name: str = "和畅电子") -> tuple[Organisation, Organisation, Organisation]:
    """An employer, its union and the labour office that examines; `make` knows where they stand."""
    employer = make(f"{name}有限公司（演示）", kind=Kind.EMPLOYER)
    union = make(f"{name}工会（演示）", kind=Kind.ENTERPRISE, employer=employer)
    office = make(f"{name}所在地人社局（演示）", kind=Kind.PARTNER)
    Organisation.objects.filter(pk=office.pk).update(partner="labour")
    return employer, union, office


def house(street: Organisation, employer: Organisation, union: Organisation, chair: Actor) -> bargaining.House:
    """Who acts for each: the chair for the union, somebody new for the employer."""
    manager = replace(makers.officer_of(employer, ANSWER, name="孙海"), now=chair.now)
    return bargaining.House(street, employer, union, chair=chair, manager=manager, above=chair)


def tell(home: bargaining.House, said: str, office: Organisation | None = None) -> dict[str, object]:
    """What addresses of bargaining name, by the word they use; goes on to a published contract before an `office`.

    `said` is heard in the room and nowhere else.
    """
    meets = home.chair.now + timedelta(days=30)
    case = bargaining.talking(home, meet_at=meets)
    named = _talked(home, case, said)
    link = f"link-{uuid4().hex}"
    case.deliveries.update(token_hash=hashed(link), way=Delivery.LINK)
    if office is not None:
        _published(home, case, office)
    poster = Publication.objects.filter(case=case).values_list("poster_code", flat=True).first()
    return {
        **named, "case_id": case.public_id, "employer_id": home.employer.public_id, "token": link,
        "code": poster or "no-such-code", "act": "aside", "answer": "resume", "role": "recorder", "document": "offer",
    }  # fmt: skip


#: On whose agenda the employer without anybody in the program sits.
ON_PAPER = ("wage.pay_day", "wage.minimum_month", "wage.annual_increase")


def on_paper(home: bargaining.House) -> dict[str, object]:
    """A case whose employer does everything with a pen: answered, listed, at the table, one clause agreed."""
    case = bargaining.sent(home, topics=ON_PAPER, meet_at=home.chair.now + timedelta(days=30))
    chair, case_id = bargaining.again(home.chair), case.public_id

    def kept(document: str) -> UUID:
        return services.keep_paper(case_id, document, bargaining.photo(), actor=chair, name="页.pdf").public_id

    with as_(chair):
        services.note_reply(case_id, PaperAnswer(chair.now, kept("reply")), actor=chair)
        chief = Seat("孙海", role="chief", origin="ex_officio", heads=True)
        for seat in (chief, *(Seat(f"钱{n}企", origin="appointed", post="生产部") for n in "一二三四")):
            services.name_from_paper(case_id, seat, actor=chair)
    case = bargaining.put(case, State.NEGOTIATING)
    with as_(chair):
        services.promise(case_id, actor=chair)
        made = {
            row.clause: services.propose(row.public_id, bargaining.typed(row.clause), key=uuid4(), actor=chair)
            for row in case.items.exclude(clause="wage.annual_increase").order_by("number")
        }
        agreed = Consents([made["wage.minimum_month"].public_id])
        services.note_consents(case_id, agreed, actor=chair, paper=kept("table"))
        services.reopen(case.items.get(clause="wage.minimum_month").public_id, actor=chair)
    return {"case_id": case_id, "item_id": case.items.get(clause="wage.annual_increase").public_id,
            "meeting_id": _written_down(case, chair)}  # fmt: skip


def _written_down(case: Case, chair: Actor) -> UUID:
    """A meeting there was, with minutes nobody has signed."""
    row = Meeting.objects.create(
        case=case, number=1, at=chair.now - timedelta(hours=1), place="三楼会议室", chaired_by=Side.WORKER
    )
    with as_(chair):
        record = Record(recorder="邵记", lines=[Line("每月工资发放日", "同意", "每月 10 日", result="agreed")])
        return services.keep_minutes(row.public_id, record, actor=chair).public_id


def driven(above: Organisation, officer: Actor) -> object:
    """An action of offers for the unions below one, started and still to be worked on; the id its pages name."""
    plan = services.Plan(title="2026 年工资集体协商", topics=bargaining.TOPICS)
    with as_(officer):
        return services.start_drive(above.public_id, plan, request_key=uuid4().hex, actor=officer).public_id


def _talked(home: bargaining.House, case: Case, said: str) -> dict[str, object]:
    """Something said, a figure, a proposal, a meeting called."""
    chair = bargaining.again(home.chair)
    item = case.items.get(clause="wage.pay_day")
    with as_(chair):
        services.say(case.public_id, said, key=uuid4(), actor=chair)
        shown = services.cite(case.public_id, Fact("本市物价涨幅", "市统计局公报"), actor=chair, private=True)
        made = services.propose(item.public_id, bargaining.typed(item.clause), key=uuid4(), actor=chair)
        called = services.call_meeting(case.public_id, chair.now + timedelta(days=30), "三楼会议室", actor=chair)
        page = services.keep_paper(case.public_id, "receipt", bargaining.photo(), actor=chair)
    seat = case.participants.filter(side=Side.WORKER, role="rep").order_by("pk")[0]
    return {
        "evidence_id": shown.public_id, "item_id": item.public_id, "proposal_id": made.public_id,
        "meeting_id": called.public_id, "seat_id": seat.public_id, "delivery_id": case.deliveries.get().public_id,
        "file_id": page.public_id,
    }  # fmt: skip


def _published(home: bargaining.House, case: Case, office: Organisation) -> None:
    """Agreed, adopted, passed, signed, filed, found lawful, published, all on one day."""
    bargaining.settle_all(home, case)
    case = bargaining.adopted(home, case)
    chair, manager = bargaining.again(home.chair), bargaining.again(home.manager)
    day, system = timezone.localdate(chair.now), replace(makers.SYSTEM, now=chair.now)
    with as_(chair):
        text = services.submit(case.public_id, actor=chair).text_hash
    with as_(system):
        services.take_result(case.public_id, Vote(text, True, day, 54, 50, 40), system)
    for verb in (services.agree_to_e_sign, _sign(text)):
        for actor in (chair, manager):
            with as_(actor):
                verb(case.public_id, actor=actor)
    with as_(manager):
        services.file(case.public_id, Package(day, 5, office.public_id), actor=manager)
        services.receive_filing(case.public_id, day, actor=manager)
        services.examine(case.public_id, Opinion(day), actor=manager)
        services.publish(case.public_id, ["app", "board"], actor=manager)


def _sign(text: str) -> Callable[..., object]:
    return lambda case_id, *, actor: services.sign(case_id, Pen(text, Form.ELECTRONIC), actor=actor)
