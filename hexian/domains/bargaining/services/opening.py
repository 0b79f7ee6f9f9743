"""Begin a case: which union and employer, what contract, which topics; and freeze the law it begins under."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Item, Participant, Room, Step
from hexian.domains.bargaining.rules import clauses, meeting
from hexian.domains.bargaining.rules.clauses import Clause
from hexian.domains.bargaining.rules.contracts import ContractType, Ground, Procedure, Special, lists_of
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import ENDED, IN_FORCE, Act, Side, State
from hexian.domains.bargaining.services import listing, moving, seating, superseding
from hexian.domains.bargaining.services.carrying import carry_over, carry_particulars
from hexian.domains.bargaining.services.law import keep_law
from hexian.domains.bargaining.services.scans import check_paper
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.rules import start_of
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import once, remember

_ONCE = "bargaining.open"
#: Under which name what proves a ground is kept.
GROUND = "ground"
MOST_TOPICS = 60
#: An offer or page said to be older is a mistyped year: every clock of it would be over before anybody saw it.
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody says when she begins or edits an offer. `special` is empty for a general contract."""

    contract: str = ContractType.SPECIAL
    special: str = Special.WAGE
    title: str = ""
    staff: int = 0
    women: int | None = None
    disabled: int | None = None
    dispatched: int | None = None
    meet_at: datetime | None = None
    place: str = ""
    wanted_each: int | None = None
    topics: Sequence[str] = ()
    materials: Sequence[str] = ()
    contact: str = ""
    number: str = ""
    proposers: int | None = None
    is_scaled: bool | None = None  # 规上; None: as the employer's own record says, if it does
    womens_content: str = ""
    sent_on: date | None = None  # on paper, where that was before anybody entered it


@dataclass(frozen=True, slots=True)
class Change:
    """What an amendment or early end is of, and why: which of the five grounds, in words, with proof (浙江 32).

    `papers` are files kept before with the contract that is to be changed (`keep_paper`, document «ground»).
    """

    former: UUID
    procedure: str
    ground: str
    words: str = ""
    papers: Sequence[UUID] = ()


@transaction.atomic
def open_case(
    *, side: str, employer: UUID, facts: Facts, request_key: str, actor: Actor, union: UUID | None = None,
    change: Change | None = None,
) -> Case:  # fmt: skip
    """Begin a case as an officer of one side; once per `request_key`.

    The workers' side is the employer's own union, or, where it has none, the union above that guides them.  Raises
    `Refused` with `bargaining.not_yours`, `bargaining.no_such_employer`, `bargaining.no_union`, `bargaining.running`
    (`title`), `bargaining.region`, and those of `say`.
    """
    known = once(_ONCE, f"{request_key}.{actor.person_id}")
    if known is not None:
        return Case.objects.get(public_id=known)
    speaker, body, has_union = parties(Side(side), employer, union, actor)
    case = make(Side(side), speaker, body, has_union=has_union, actor=actor)
    if change is not None:
        put_change(case, change, actor)
    say(case, facts, actor)
    check_alone(case)
    keep_new(case, facts.topics, actor)
    carry_over(case, case.offered_by, actor)
    carry_particulars(case)
    remember(_ONCE, f"{request_key}.{actor.person_id}", str(case.public_id))
    return case


def parties(side: Side, employer: UUID, union: UUID | None, actor: Actor) -> tuple[Organisation, Organisation, bool]:
    """Who speaks for the workers, the employer, and whether it has a union, for whoever may act for a side there.

    Raises `Refused` with `bargaining.no_such_employer`, `bargaining.no_union`, `bargaining.not_yours`.
    """
    body = Organisation.objects.filter(public_id=employer, category=Category.EMPLOYER, state=OrgState.ACTIVE).first()
    if body is None:
        raise Refused("bargaining.no_such_employer")
    speaker, has_union = _speaker(body, union)
    _check_yours(side, speaker, body, actor)
    return speaker, body, has_union


def _speaker(employer: Organisation, union: UUID | None) -> tuple[Organisation, bool]:
    """Who speaks for the workers: their own union, or the one above that was named (浙江 8)."""
    own = Organisation.objects.filter(employer=employer, category=Category.UNION, state=OrgState.ACTIVE).first()
    if own is not None:
        return own, True
    unions = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    guiding = unions.filter(public_id=union).first() if union else None
    if guiding is None or not employer.code.startswith(guiding.code):
        raise Refused("bargaining.no_union", name=employer.name)
    return guiding, False


def _check_yours(side: Side, union: Organisation, employer: Organisation, actor: Actor) -> None:
    needed, body = (access.ACT, union) if side is Side.WORKER else (access.ANSWER, employer)
    if actor.is_system or access.bodies_acting(needed, actor).filter(pk=body.pk).exists():
        return
    raise Refused("bargaining.not_yours", name=body.name)


def make(side: Side, union: Organisation, employer: Organisation, *, has_union: bool, actor: Actor) -> Case:
    """A case not yet saved; the law of the employer's place goes in with what it is about (`fill`).

    Raises `Refused("bargaining.region")` (`name`).
    """
    region = employer.division or union.division
    if not region:
        raise Refused("bargaining.region", name=employer.name)
    return Case(
        union=union, code=union.code, employer=employer, employer_code=employer.code, has_union=has_union,
        region=region, offered_by=side,
        staff=employer.staff_total, is_scaled=employer.is_scaled, is_demo=employer.is_demo or union.is_demo,
        created_at=actor.now, moved_at=actor.now,
    )  # fmt: skip


def put_change(case: Case, change: Change, actor: Actor) -> None:
    """What a case changes or ends, and why, into a case that is not saved.

    Raises `Refused` with `bargaining.not_in_force`, `.changed_already` (`title`, `on`), `.ground`, `.ground_words`,
    `.ground_papers`, `scan.not_here`.
    """
    former = access.cases_taking_part(actor).get(public_id=change.former)
    if former.state not in IN_FORCE:
        raise Refused("bargaining.not_in_force", title=former.title)
    coming = superseding.change_to_come(former, moving.today(actor))
    if coming is not None:
        raise Refused("bargaining.changed_already", title=coming.title, on=coming.starts_on)
    if change.procedure not in {Procedure.AMEND, Procedure.END} or change.ground not in list(Ground):
        raise Refused("bargaining.ground")
    if not change.words.strip():
        raise Refused("bargaining.ground_words")
    if not change.papers:
        raise Refused("bargaining.ground_papers")
    for paper in change.papers:
        check_paper(former, paper, GROUND, actor)
    case.former, case.procedure, case.ground = former, change.procedure, change.ground
    # What is not changed stays: the contract ends when it did, until somebody says another day.
    case.ends_on = former.ends_on
    case.ground_words = moving.written(change.words, 1_000, "reason")
    case.ground_papers = [str(paper) for paper in change.papers]


def say(case: Case, facts: Facts, actor: Actor) -> None:
    """What a side says in an offer of its own; of one that went on paper before it was entered, as of that day.

    Such an offer keeps the meeting it named, also where that is over by now.  Raises as `day_sent`, `fill` and
    `check_wanted`, `Refused("offer.meets_before")` (`on`).
    """
    day = day_sent(facts.sent_on, actor)
    earlier = day if day < moving.today(actor) else None
    since = start_of(earlier) if earlier else None
    if since is not None and facts.meet_at is not None and facts.meet_at <= since:
        raise Refused("offer.meets_before", on=earlier)
    if case.offered_on != earlier:
        case.offered_on, case.params = earlier, {}  # another day, another law
    fill(case, facts, actor, since=since)
    check_wanted(case)


def day_sent(on: date | None, actor: Actor) -> date:
    """The day on which an offer went: today, unless it went on paper before. Raises `offer.sent_ahead`, `.sent_old`."""
    today = moving.today(actor)
    if on is None:
        return today
    if on > today:
        raise Refused("offer.sent_ahead", on=on)
    if today - on > OLDEST:
        raise Refused("offer.sent_old", on=on)
    return on


def fill(
    case: Case, facts: Facts, actor: Actor, *, law: lawbook.Law | None = None, since: datetime | None = None
) -> None:
    """Write what was said into the case, with the law of its place as it is today; `law` is that, where it is at hand.

    `since` is when it was said, where that was earlier: that day's law, and a meeting after it.
    Raises as `check_facts`, `Refused` (`bargaining.proposers` (`need`), `.proposers_beyond`), `lawbook.no_such_region`.
    """
    check_facts(facts, since or actor.now)
    kind = (facts.contract, facts.special if facts.contract == ContractType.SPECIAL else "")
    if not case.params or kind != (case.contract, case.special):
        case.contract, case.special = kind
        keep_law(case, timezone.localdate(since or actor.now), law)
    case.title = titled(facts)
    for name in ("staff", "women", "disabled", "dispatched", "meet_at", "wanted_each", "proposers", "womens_content"):
        setattr(case, name, getattr(facts, name))
    case.is_scaled = case.employer.is_scaled if facts.is_scaled is None else facts.is_scaled
    case.place, case.contact = facts.place.strip()[:200], facts.contact.strip()[:100]
    case.number, case.materials = facts.number.strip()[:60], [each.strip()[:100] for each in facts.materials if each]
    _check_proposers(case)


def titled(facts: Facts) -> str:
    """The title in one line."""
    return " ".join(facts.title.split())[:80]


def check_facts(facts: Facts, now: datetime) -> None:
    """What can be seen wrong in what is said, whatever the place.

    Raises `Refused` with `bargaining.contract`, `bargaining.special`, `bargaining.title`, `bargaining.staff`,
    `meeting.past`.
    """
    if facts.contract not in list(ContractType):
        raise Refused("bargaining.contract")
    if facts.contract == ContractType.SPECIAL and facts.special not in list(Special):
        raise Refused("bargaining.special")
    if facts.staff < 1 or any((part or 0) > facts.staff for part in (facts.women, facts.disabled, facts.dispatched)):
        raise Refused("bargaining.staff", staff=facts.staff)
    if facts.meet_at is not None:
        meeting.check_meeting_day(facts.meet_at, now, earliest=None)
    if not titled(facts):
        raise Refused("bargaining.title")


#: Where so many workers may ask for bargaining: how many of the staff.
PROPOSERS = "bargaining.proposers"


def _check_proposers(case: Case) -> None:
    """Where a region lets so many workers ask for bargaining, so many have to; there are no more of them than staff."""
    if case.proposers is None:
        return
    if case.proposers > case.staff:
        raise Refused("bargaining.proposers_beyond", have=case.proposers, staff=case.staff)
    share = moving.param(case, PROPOSERS)
    need = share.ratio.least(case.staff) if share is not None else 0
    if case.proposers < need:
        raise Refused("bargaining.proposers", have=case.proposers, need=need, staff=case.staff)


def check_wanted(case: Case) -> None:
    """An offer of one's own proposes as many delegates as the law lets sit (浙江 10, 杭州 16).

    Raises `Refused` with `bargaining.wanted_few` (`have`, `least`), `bargaining.wanted_many` (`have`, `most`).
    """
    if case.wanted_each is None:
        return
    limits = seating.limits_of(case)
    if case.wanted_each < limits.least:
        raise Refused("bargaining.wanted_few", have=case.wanted_each, least=limits.least)
    if limits.most is not None and case.wanted_each > limits.most:
        raise Refused("bargaining.wanted_many", have=case.wanted_each, most=limits.most)


def check_alone(case: Case) -> None:
    """One bargaining at a time for one sort of contract with one employer."""
    rows = under_way(case.contract, case.special, case.procedure).filter(employer=case.employer)
    # What is only being written does not hinder an offer from being sent.
    other = rows.exclude(pk=case.pk).exclude(state__in=[State.INIT] if case.pk else []).first()
    if other is not None:
        raise Refused("bargaining.running", title=other.title)


def under_way(contract: str, special: str, procedure: str) -> QuerySet[Case]:
    """Bargainings of one sort that are neither in force nor over."""
    rows = Case.objects.filter(contract=contract, special=special, procedure=procedure)
    return rows.exclude(state__in=[*IN_FORCE, *ENDED])


def keep_new(case: Case, topics: Sequence[str], actor: Actor, side: str = "") -> None:
    """Save a new case with its room, its topics and the part of whoever began it, on her side if not the offering."""
    case.save()
    if actor.person_id is not None:
        join(case, Side(side or case.offered_by), actor)
    keep_rows([(case, items_of(case, Side(case.offered_by), topics))], actor)
    audit.record(
        BargainingEvent.OPENED, case, actor=actor, code=case.code, duty=moving.duty_of(case, actor),
        contract=case.contract, special=case.special, side=case.offered_by,
    )  # fmt: skip


def save_all(cases: Sequence[Case]) -> None:
    """Save many new cases. The law of a place is long, and the same for all of them there: it goes over once."""
    laws = {case.region: case.params for case in cases}
    for case in cases:
        case.params = {}
    Case.objects.bulk_create(cases, batch_size=500)
    for region, params in laws.items():
        Case.objects.filter(pk__in=[case.pk for case in cases if case.region == region]).update(params=params)
    for case in cases:
        case.params = laws[case.region]


def keep_rows(cases: Sequence[tuple[Case, Sequence[Item]]], actor: Actor, note: str = "") -> None:
    """What every new case has besides its row, of one or of thousands: its room, its agenda, its first line."""
    Room.objects.bulk_create([Room(case=case) for case, _items in cases], batch_size=1_000)
    Item.objects.bulk_create([item for _case, items in cases for item in items], batch_size=1_000)
    steps = [moving.step_of(case, "open", actor, former="", side=case.offered_by, note=note) for case, _items in cases]
    Step.objects.bulk_create(steps, batch_size=1_000)


def join(case: Case, side: Side, actor: Actor) -> None:
    """The actor handles papers for a side from now on."""
    assert actor.person_id is not None  # noqa: S101 - callers have asked
    Participant.objects.get_or_create(
        case=case, person_id=actor.person_id, role=Role.HANDLER, until=None,
        defaults={"side": side, "name": actor.name, "since": moving.today(actor)},
    )  # fmt: skip
    orgs.grant_part(actor.person_id, kind=access.PART, subject=case.public_id, role=side, actor=actor)


def put_topics(case: Case, side: Side, topics: Sequence[str]) -> None:
    """Clauses of the codebook onto the agenda, each once. Raises as `items_of`."""
    Item.objects.bulk_create(items_of(case, side, topics, set(case.items.values_list("clause", flat=True))))


def items_of(case: Case, side: Side, topics: Sequence[str], have: Set[str] = frozenset()) -> list[Item]:
    """The rows of topics that are not on the agenda yet, unsaved.

    Raises `Refused` with `clause.unknown`, `clause.not_here` (`title`), `bargaining.topics` (`most`).
    """
    entries = check_topics(case.contract, case.special, topics, have)
    return [
        Item(case=case, number=number, clause=entry.code, title=entry.title, asked_by=side)
        for number, entry in enumerate(entries, len(have) + 1)
    ]


def check_topics(contract: str, special: str, topics: Sequence[str], have: Set[str] = frozenset()) -> list[Clause]:
    """The clauses that come to an agenda, each once. Raises as `items_of`."""
    fresh = [code for code in dict.fromkeys(topics) if code not in have]
    if len(have) + len(fresh) > MOST_TOPICS:
        raise Refused("bargaining.topics", most=MOST_TOPICS)
    allowed, entries = lists_of(contract, special), [clauses.clause(code) for code in fresh]
    for entry in entries:
        if entry.list not in allowed:
            raise Refused("clause.not_here", title=entry.title)
    return entries


@transaction.atomic
def edit_offer(case_id: UUID, facts: Facts, *, actor: Actor, version: int | None = None) -> Case:
    """Change an offer that has not been sent. Raises like `open_case`, `bargaining.state`, `bargaining.stale`."""
    case, side = moving.for_side(case_id, actor, version=version)
    moving.check_state(case, State.INIT, act=Act.SEND_OFFER)
    say(case, facts, actor)
    case.save()
    case.items.all().delete()
    put_topics(case, side, facts.topics)
    moving.touch(case, actor, BargainingEvent.EDITED, what="offer")
    return case


@transaction.atomic
def discard(case_id: UUID, *, actor: Actor, version: int | None = None) -> None:
    """Throw away an offer that was never sent, or one wrongly entered from paper and not yet answered.

    Raises `bargaining.state`, `bargaining.stale`.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    if not may_strike(case, side):
        moving.check_state(case, State.INIT, act="discard")
    audit.record(BargainingEvent.DISCARDED, case, actor=actor, code=case.code, duty=moving.duty_of(case, actor))
    for running in clocks.deadlines_of(case.public_id):
        if running.ended_at is None:
            clock.cancel(running.id, actor=actor, reason="discarded")
    sitting = {(row.person_id, row.side or row.role) for row in case.participants.all() if row.person_id is not None}
    subject = case.public_id
    # Her own part opens the rows to her: they go before it does.
    case.delete()
    for person_id, role in sorted(sitting):
        orgs.end_part(person_id, kind=access.PART, subject=subject, role=role, actor=actor)


def may_strike(case: Case, side: str) -> bool:
    """Whether a side may take back what it entered of an offer on paper: not answered, and nobody of it is here."""
    waits = case.state in {State.OFFER_SENT, State.OFFER_OVERDUE} and case.replied_at is None
    return waits and side != case.offered_by and listing.is_away(case, case.offered_by)


@transaction.atomic
def take_part(case_id: UUID, *, actor: Actor) -> Side:
    """Handle a case for the union or employer at which one holds the office; leaves a trail both sides can read.

    Raises `Refused` with `bargaining.not_yours`, `bargaining.both_sides`.
    """
    case = access.cases_visible(actor).select_related("union", "employer").get(public_id=case_id)
    open_sides = access.sides_open_to(case, actor)
    if case.state == State.INIT:
        open_sides = [side for side in open_sides if side == case.offered_by]
    if not open_sides or actor.person_id is None:
        raise Refused("bargaining.not_yours", name=case.title)
    part = access.part_in(case.public_id, actor)
    if part and part != open_sides[0]:
        raise Refused("bargaining.both_sides")
    join(case, open_sides[0], actor)
    audit.record(
        BargainingEvent.PART_TAKEN, case, actor=actor, code=case.code, person_id=actor.person_id,
        duty=moving.duty_of(case, actor), side=open_sides[0],
    )  # fmt: skip
    return open_sides[0]
