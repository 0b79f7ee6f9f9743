"""Makers for bargaining: an invented employer with its union, both chiefs, and cases brought to any state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from hexian.domains.bargaining import access, services
from hexian.domains.bargaining.models import Case, Draft, Filing, Signature
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.clauses import Kind as Sort
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.delegates import Origin, Role
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Facts, Seat, Sending, drafting
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import NOW, as_

#: Topics enough for a wage contract: each of the nine things the law asks for (浙江 19).
TOPICS = (
    "wage.minimum_month", "wage.annual_increase", "wage.pay_day",
    *(each.code for each in contracts.lacking("special", "wage", [])
      if each.articles[0] not in {"浙江集体合同条例 19(二)", "浙江集体合同条例 19(三)", "浙江集体合同条例 19(四)"}),
)  # fmt: skip
WORKER_DUTIES = (*makers.CHAIR, access.VIEW, access.ACT, access.OVERSEE)
EMPLOYER_DUTIES = (access.ANSWER,)
#: What an offer asks of the other side.
ASKED = ("资产负债表", "上年工资总额")
MEETS = NOW + timedelta(days=30)


@dataclass
class House:
    """An employer, its union, who acts for either, and the union above."""

    street: Organisation
    employer: Organisation
    union: Organisation
    chair: Actor
    manager: Actor
    above: Actor


def house(name: str = "和畅电子", staff: int = 350, division: str = "330108002") -> House:
    """A firm with a union below a street."""
    street = makers.make_org(f"长河街道总工会{next(makers._serials)}（演示）", division=division)
    employer = makers.make_org(f"{name}有限公司（演示）", kind=Kind.EMPLOYER, parent=street, division=division)
    Organisation.objects.filter(pk=employer.pk).update(staff_total=staff, is_scaled=True)
    employer.refresh_from_db()
    union = makers.make_org(
        f"{name}有限公司工会委员会（演示）", kind=Kind.ENTERPRISE, parent=street, division=division, employer=employer
    )
    return House(
        street, employer, union,
        chair=makers.officer_of(union, *WORKER_DUTIES, name="王建国"),
        manager=makers.officer_of(employer, *EMPLOYER_DUTIES, name="孙海"),
        above=makers.officer_of(street, *makers.CHAIR, access.VIEW, access.OVERSEE, name="周岚"),
    )  # fmt: skip


def again(actor: Actor, now: datetime | None = None) -> Actor:
    """The same person as her next request would have her: offices and parts read anew."""
    assert actor.account_id is not None
    fresh = orgs.actor_for(actor.account_id, now or actor.now, "tests")
    return replace(fresh, shifted=actor.shifted)


def moment(text: str) -> datetime:
    """«2026-02-13 16:00» in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def at(home: House, text: str) -> House:
    """Everybody of the house at another moment."""
    return then(home, moment(text))


def then(home: House, when: datetime) -> House:
    """Everybody of the house at a moment, with the parts they have by now."""
    return replace(home, chair=again(home.chair, when), manager=again(home.manager, when),
                   above=again(home.above, when))  # fmt: skip


def system_at(when: datetime) -> Actor:
    """The program itself at a moment."""
    return replace(makers.SYSTEM, now=when)


def later(actor: Actor, days: float) -> Actor:
    """The same person so many days on."""
    return again(actor, actor.now + timedelta(days=days))


def facts(**given: object) -> Facts:
    """What an offer says."""
    known: dict[str, object] = {
        "title": "2026 年工资集体协商", "staff": 350, "women": 120, "meet_at": MEETS, "place": "公司三楼会议室",
        "topics": TOPICS, "materials": ASKED, "womens_content": "within", "wanted_each": 5,
    }  # fmt: skip
    return Facts(**{**known, **given})  # type: ignore[arg-type]


def opened(home: House, side: Side = Side.WORKER, **given: object) -> Case:
    """A case begun and not sent."""
    actor = home.chair if side is Side.WORKER else home.manager
    with as_(actor):
        return services.open_case(
            side=side, employer=home.employer.public_id, facts=facts(**given), request_key=uuid4().hex, actor=actor
        )


def person_of(actor: Actor) -> int:
    """Whose rows are hers."""
    assert actor.person_id is not None
    return actor.person_id


def number_of(actor: Actor) -> str:
    """The mobile number somebody signs in with."""
    assert actor.mobile is not None
    return actor.mobile


def seats(home: House, side: Side, count: int = 5, numbered: int = 1) -> list[Seat]:
    """A delegation: its head as chief, the others elected or appointed; one of them a woman.

    Of the others the first `numbered` have a number of their own, and so an account: each takes ten milliseconds.
    """
    head = home.chair if side is Side.WORKER else home.manager
    origin = Origin.ELECTED if side is Side.WORKER else Origin.APPOINTED
    chief = Seat(head.name, number_of(head), role=Role.CHIEF, origin=Origin.EX_OFFICIO, heads=True, sex="男")
    others = [
        Seat(
            f"{'刘陈赵钱'[n % 4]}{'一二三四五六七八'[n]}{'工' if side is Side.WORKER else '企'}",
            makers.mobile() if n < numbered else "", origin=origin, sex="女" if n < 2 else "男", votes=50, voters=54,
            chosen_on=timezone.localdate(head.now) - timedelta(days=7),
        )
        for n in range(count - 1)
    ]  # fmt: skip
    return [chief, *others]


def seated(home: House, case: Case, side: Side, count: int = 5, numbered: int = 1) -> None:
    """A delegation named by its own side, unless who sat before sits again."""
    with as_(makers.SYSTEM):
        if case.participants.filter(side=side, role=Role.CHIEF, until=None).exists():
            return
    actor = again(home.chair if side is Side.WORKER else home.manager)
    with as_(actor):
        for seat in seats(home, side, count, numbered):
            services.name_delegate(case.public_id, seat, actor=actor)


def sent(home: House, side: Side = Side.WORKER, **given: object) -> Case:
    """An offer sent in the program and not yet received."""
    case = opened(home, side, **given)
    seated(home, case, side)
    actor = again(home.chair if side is Side.WORKER else home.manager)
    with as_(actor):
        services.send_offer(case.public_id, Sending(), actor=actor)
    return fresh(case)


def join(home: House, case: Case) -> None:
    """The other side's officer takes the case up."""
    for actor in (home.manager, home.chair):
        now = again(actor)
        with as_(now):
            if not access.part_in(case.public_id, now):
                services.take_part(case.public_id, actor=now)


def received(home: House, **given: object) -> Case:
    """An offer received by the employer."""
    case = sent(home, **given)  # type: ignore[arg-type]
    join(home, case)
    manager = again(home.manager)
    with as_(manager):
        services.confirm(case.deliveries.get().public_id, actor=manager)
    return fresh(case)


def replied(home: House, **given: object) -> Case:
    """An offer answered."""
    case = received(home, **given)
    manager = again(home.manager)
    with as_(manager):
        services.reply(case.public_id, services.Answer(), actor=manager)
    seated(home, case, Side.EMPLOYER)
    return fresh(case)


def publicised(home: House, **given: object) -> Case:
    """Both delegations publicised."""
    case = replied(home, **given)
    chair = again(home.chair)
    with as_(chair):
        services.publicise(case.public_id, actor=chair)
    return fresh(case)


def promised(home: House, case: Case) -> None:
    """Both chiefs promise to keep secrets."""
    for actor in (home.chair, home.manager):
        now = again(actor)
        with as_(now):
            services.promise(case.public_id, actor=now)


def talking(home: House, **given: object) -> Case:
    """A room in which both chiefs negotiate."""
    case = publicised(home, **given)
    promised(home, case)
    chair, manager = again(home.chair), again(home.manager)
    with as_(manager):
        services.give_materials(case.public_id, ASKED, actor=manager)
    with as_(chair):
        services.open_room(case.public_id, actor=chair)
    return fresh(case)


#: One clause that no law asks for and that anybody can fill: the shortest way to a text.
SHORT = ("grade.pay_from",)


def placed(home: House, state: State, **columns: object) -> Case:
    """A case with both delegations, put into a state without the way there; its texts are made where asked for."""
    case = opened(home, special="grade", topics=SHORT)
    seated(home, case, Side.WORKER)
    put(case, State.REPLIED, offered_on=timezone.localdate(home.chair.now))
    join(home, case)
    seated(home, case, Side.EMPLOYER)
    promised(home, case)
    return put(case, state, **columns)


def put(case: Case, state: State, **columns: object) -> Case:
    """The row itself, as no service would."""
    with as_(makers.SYSTEM):
        Case.objects.filter(pk=case.pk).update(state=state, **columns)
    return fresh(case)


def with_text(case: Case, on: date, *, signed: bool = False) -> Draft:
    """A text adopted and passed on a day, with both signatures where asked for."""
    body: dict[str, object] = {"title": case.title, "chapters": []}
    with as_(makers.SYSTEM):
        draft = Draft.objects.create(
            case=case, number=case.drafts.count() + 1, body=body, text_hash=text_hash(body), made_at=case.created_at,
            adopted_by="孙海", adopted_at=case.created_at,
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(passed_on=on, passed_hash=draft.text_hash)
        case.items.update(set_aside=True)
        for side in Side if signed else ():
            Signature.objects.create(
                case=case, draft=draft, side=side, by_name="（演示）", form="paper", on=on, text_hash=draft.text_hash,
                attachment=uuid4(), at=case.created_at,
            )  # fmt: skip
    return draft


def with_filing(case: Case, on: date) -> Filing:
    """A package filed on a day and not yet received."""
    draft = with_text(case, on, signed=True)
    with as_(makers.SYSTEM):
        return Filing.objects.create(case=case, number=case.filings.count() + 1, draft=draft, filed_on=on, copies=5)


#: What the workers' side proposes and the employer's accepts.
AGREED = {"wage.minimum_month": "2900", "wage.annual_increase": "5.5%", "wage.pay_day": "10"}
_BY_KIND = {Sort.DATE: "2026-08-01", Sort.PERCENT: "100%", Sort.YUAN: "3000", Sort.DAY_OF_MONTH: "10"}


def typed(code: str) -> Typed:
    """Something lawful for any clause."""
    entry = clauses.clause(code)
    if entry.kind is Sort.TABLE:
        row = {column.key: "3000" if column.kind is Sort.YUAN else "装配" if column.kind is Sort.TEXT else
               _BY_KIND.get(column.kind, "12") for column in entry.columns}  # fmt: skip
        return Typed(rows=[row])
    if entry.kind is Sort.CHOICE:
        return Typed(entry.choices[0])
    if entry.floor.startswith("overtime_"):
        return Typed(f"{entry.floor.removeprefix('overtime_')}%")
    return Typed(
        AGREED.get(code, _BY_KIND.get(entry.kind, "12")), text="按双方约定办理。" if entry.kind is Sort.TEXT else ""
    )


def settle_all(home: House, case: Case, values: dict[str, Typed] | None = None) -> None:
    """Everything on the agenda agreed."""
    chair, manager = again(home.chair), again(home.manager)
    given = values or {}
    with as_(chair):
        rows = list(case.items.filter(agreed=None))
        made = [
            services.propose(row.public_id, given.get(row.clause) or typed(row.clause), key=uuid4(), actor=chair)
            for row in rows
        ]
    with as_(manager):
        for each in made:
            services.accept(each.public_id, actor=manager)


def adopted(home: House, case: Case) -> Case:
    """A text out of what was agreed, adopted by the employer's chief."""
    manager = again(home.manager)
    with as_(manager):
        services.set_term(case.public_id, date(2026, 8, 1), date(2027, 7, 31), actor=manager)
        draft = services.adopt(case.public_id, text_hash(drafting.body_of(fresh(case))), actor=manager)
        assert draft.adopted_by
    return fresh(case)


def fresh(case: Case) -> Case:
    """The case as it is now."""
    with as_(makers.SYSTEM):
        return Case.objects.select_related("union", "employer").get(pk=case.pk)


def received_on(case: Case) -> date:
    """The day the labour office had what was filed last."""
    with as_(makers.SYSTEM):
        at = case.filings.order_by("-number")[0].received_at
    assert at is not None
    return timezone.localdate(at)


def scan(case: Case, document: str = "signature") -> UUID:
    """A page of a case as somebody photographed it, kept before."""
    with as_(makers.SYSTEM):
        name = "减产说明.pdf" if document == "ground" else ""
        return services.keep_paper(case.public_id, document, photo(), actor=makers.SYSTEM, name=name).public_id


def state_of(case: Case) -> State:
    """Where the case stands now."""
    return State(fresh(case).state)


def photo() -> BytesIO:
    """A page as a phone photographs it."""
    return BytesIO(b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF")


def register(name: str, mobile: str, home: House) -> None:
    """Somebody the union knows already."""
    people.register_person(name, mobile, home.union.code, actor=makers.SYSTEM)
