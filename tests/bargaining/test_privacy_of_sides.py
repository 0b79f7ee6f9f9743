"""Who sees what with no filter at all: PostgreSQL keeps each side's words from the other, figures from those above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, models, transaction

from hexian.domains.bargaining import access, queries, services
from hexian.domains.bargaining.models import (
    Case,
    Delivery,
    Draft,
    Drive,
    DriveEntry,
    ESigning,
    Evidence,
    Filing,
    Item,
    Meeting,
    Participant,
    Particulars,
    Proposal,
    Publication,
    Reading,
    Report,
    Room,
    SideRoom,
    Signature,
    Step,
    Suspension,
    Talk,
)
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import Side, State
from hexian.domains.bargaining.services import Fact, Seat
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import privacy
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from tests import makers as base
from tests.bargaining import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

#: What is said and named in the room; where it may be read is what these tests are about.
OURS, THEIRS, ALOUD, FIGURE, SHOWN, CONTRACT = "底线四千", "最多三千", "大家好啊", "2987", "市统计局", "合同正文"
TABLES = {str(model._meta.db_table): model for model in apps.get_app_config("bargaining").get_models()}
KNOWN_TO_ALL = {Case, Participant, Step}
AT_THE_TABLE = {Room, Item, Proposal, Suspension, ESigning, Delivery, Report}
FILED = {Meeting, Draft, Signature, Filing, Particulars}


class Full:
    """A case with rows in every table, and everybody who may want to look."""

    def __init__(self) -> None:
        self.home = makers.house()
        self.case = makers.placed(self.home, State.NEGOTIATING)
        self.seat_of_a_delegate()
        self.speak()
        self.fill()

    def seat_of_a_delegate(self) -> None:
        number = base.mobile()
        chair, above = makers.again(self.home.chair), makers.again(self.home.above)
        with as_(chair):
            seat = Seat("许明", number, chosen_on=date(2026, 6, 10))
            self.seat = services.name_delegate(self.case.public_id, seat, actor=chair)
        self.delegate = actor_of(number)
        with as_(self.delegate):
            services.promise(self.case.public_id, actor=self.delegate)
        number = base.mobile()
        with as_(above):
            services.assign_guide(self.case.public_id, "钱导", number, actor=above)
        self.guide = actor_of(number)

    def speak(self) -> None:
        chair, manager = makers.again(self.home.chair), makers.again(self.home.manager)
        for actor, own in ((chair, OURS), (manager, THEIRS)):
            with as_(actor):
                services.say(self.case.public_id, own, key=uuid4(), actor=actor, private=True)
                services.cite(self.case.public_id, Fact(own, own), actor=actor, private=True)
        with as_(chair):
            services.say(self.case.public_id, ALOUD, key=uuid4(), actor=chair)
            services.cite(self.case.public_id, Fact("物价", SHOWN), actor=chair)
            item = self.case.items.get()
            self.proposal = services.propose(item.public_id, Typed(text=f"每月 {FIGURE} 元"), key=uuid4(), actor=chair)
        self.chair, self.manager = chair, manager

    def fill(self) -> None:
        """Rows no step so far has made."""
        case, now = self.case, base.NOW
        makers.with_filing(case, base.TODAY)
        with as_(base.SYSTEM):
            Draft.objects.filter(case=case).update(body={"words": CONTRACT})
            Suspension.objects.create(case=case, asked_by="worker", reason=ALOUD, since=base.TODAY,
                                      until=date(2026, 6, 20), ended_on=date(2026, 6, 18))  # fmt: skip
            Meeting.objects.create(case=case, number=1, at=now, place="三楼", chaired_by="worker", remarks=ALOUD)
            Particulars.objects.create(case=case, known={"former": ALOUD})
            ESigning.objects.create(case=case, side="worker", by_name="王建国", at=now)
            Delivery.objects.create(case=case, document="offer", to_side="employer", way="in_app", sent_at=now,
                                    sent_by="王建国")  # fmt: skip
            Report.objects.create(case=case, held_on=base.TODAY, conclusion=FIGURE, at=now, by_name="孙海")
            office = base.make_org(f"滨江区人社局{case.pk}（演示）", kind=Kind.PARTNER, parent=self.home.street)
            Organisation.objects.filter(pk=office.pk).update(partner="labour")
            Case.objects.filter(pk=case.pk).update(examiner=office, examiner_code=office.code)
            member = base.make_member(self.home.union).person
        self.examiner = base.officer_of(office, access.EXAMINE, name="吴科")
        self.member = base.worker(member)
        self.stranger = base.officer_of(base.make_org(f"浦沿街道总工会{case.pk}（演示）"), *makers.WORKER_DUTIES)

    def publish(self) -> None:
        with as_(base.SYSTEM):
            row = Publication.objects.create(
                case=self.case, code=self.case.code, poster_code=uuid4().hex, draft_body={"words": CONTRACT},
                text_hash="", at=base.NOW, by_name="孙海",
            )  # fmt: skip
            Reading.objects.create(publication=row, person_id=makers.person_of(self.member), code=row.code, at=base.NOW)

    def everybody(self) -> dict[str, Actor]:
        return {
            "chair": self.chair, "delegate": makers.again(self.delegate), "manager": self.manager, "guide": self.guide,
            "above": self.home.above, "examiner": self.examiner, "member": self.member, "stranger": self.stranger,
        }  # fmt: skip


def actor_of(number: str) -> Actor:
    """Whoever signs in with a number."""
    account = people.account_for(number)
    assert account is not None
    assert account.person_id is not None
    person = Person.objects.get(pk=account.person_id)
    return makers.again(base.worker(person))


def seen_by(actor: Actor) -> dict[type[models.Model], str]:
    """Every row of every table of the room she can read, as text; nothing for a table in which she sees none."""
    with as_(actor):
        rows = {model: list(model._default_manager.all().values()) for model in TABLES.values()}
    return {model: str(found) for model, found in rows.items() if found}


def words_in(seen: dict[type[models.Model], str]) -> set[str]:
    """Which of the marked words stand anywhere in what somebody sees."""
    whole = "\n".join(seen.values())
    return {word for word in (OURS, THEIRS, ALOUD, FIGURE, SHOWN, CONTRACT) if word in whole}


def test_everybody_sees_what_is_hers_and_nothing_else() -> None:
    full = Full()
    table = KNOWN_TO_ALL | AT_THE_TABLE | FILED | {Talk, Evidence}
    in_the_room = {ALOUD, FIGURE, SHOWN, CONTRACT}
    expected: dict[str, tuple[set[type[models.Model]], set[str]]] = {
        "chair": (table | {SideRoom}, in_the_room | {OURS}),
        "delegate": (table | {SideRoom}, in_the_room | {OURS}),
        "manager": (table | {SideRoom}, in_the_room | {THEIRS}),
        "guide": (table, in_the_room),
        # states and terms, no figure, nothing said (杭州 21、48)
        "above": (KNOWN_TO_ALL, set()),
        # what was filed, with its minutes; no proposal
        "examiner": (KNOWN_TO_ALL | FILED, {CONTRACT, ALOUD}),
        "member": (set(), set()),
        "stranger": (set(), set()),
    }
    for name, actor in full.everybody().items():
        seen = seen_by(actor)
        assert (set(seen), words_in(seen)) == expected[name], name
    full.publish()
    readers = {"chair", "delegate", "manager", "guide", "above", "member"}
    for name, actor in full.everybody().items():
        seen = seen_by(actor)
        assert (Publication in seen) == (name in readers), name
        assert (Reading in seen) == (name in {"chair", "above", "member"}), name
        # To those above and to staff the contract, still nothing of how it came about.
        assert words_in(seen) == expected[name][1] | ({CONTRACT} if name in readers else set()), name
    # Whose a side's own room is was told above; who sees an action of offers is told in `test_drives`.
    told_there = {SideRoom, Drive, DriveEntry}
    assert set(TABLES.values()) == table | {Publication, Reading} | told_there, "a new table says here who sees it"


def test_a_member_marks_what_was_published_as_read_and_nobody_else_can() -> None:
    full = Full()
    full.publish()
    with as_(base.SYSTEM):
        Reading.objects.all().delete()
    for _twice in range(2):
        with as_(full.member):
            services.mark_read(full.case.public_id, actor=full.member)
    with as_(full.stranger), pytest.raises(Publication.DoesNotExist):
        services.mark_read(full.case.public_id, actor=full.stranger)
    with as_(base.SYSTEM):
        assert Reading.objects.get().person_id == full.member.person_id


def test_nobody_above_or_outside_reads_figures_in_the_trail() -> None:
    full = Full()
    assert full.proposal.pk
    with as_(base.SYSTEM):
        trail = str(list(AuditEntry.objects.values()))
    assert not [word for word in (OURS, THEIRS, ALOUD, FIGURE, SHOWN) if word in trail]


def refused(act: Callable[[], object]) -> bool:
    """Whether PostgreSQL itself refuses, or finds no row to touch."""
    try:
        with transaction.atomic():
            return act() in (0, (0, {}))
    except (ProgrammingError, IntegrityError) as fault:
        return "row-level security" in str(fault) or "never edited" in str(fault) or "stays said" in str(fault)


def test_writing_out_of_reach_fails() -> None:
    full = Full()
    case, item = full.case, full.case.items.get()

    def talk(channel: str, side: str) -> Callable[[], object]:
        return lambda: Talk.objects.create(case=case, channel=channel, side=side, words="x", by_name="x", by_role=side,
                                           key=uuid4(), at=base.NOW)  # fmt: skip

    def evidence(channel: str, side: str) -> Callable[[], object]:
        return lambda: Evidence.objects.create(case=case, channel=channel, side=side, title="x", source="x",
                                               by_name="x", at=base.NOW)  # fmt: skip

    def proposal(side: str) -> Callable[[], object]:
        return lambda: Proposal.objects.create(item=item, case=case, side=side, number=uuid4().int % 10**9, value={},
                                               words="x", by_name="x", key=uuid4(), at=base.NOW)  # fmt: skip

    def item_of(number: int) -> Callable[[], object]:
        return lambda: Item.objects.create(case=case, number=number, clause=f"x{number}", title="x", asked_by="worker")

    #: Who may not do what; the last column says who may, so that a refusal is no accident.
    attempts: list[tuple[Callable[[], object], str, str]] = [
        (talk("employer", "worker"), "chair guide above examiner member stranger", ""),
        (talk("employer", "employer"), "chair delegate guide above examiner member stranger", "manager"),
        (talk("worker", "worker"), "manager guide above examiner member stranger", "chair"),
        (talk("room", "worker"), "manager guide above examiner member stranger", "chair"),
        (talk("room", ""), "above examiner member stranger", "guide"),
        (evidence("employer", "employer"), "chair guide above examiner", "manager"),
        (evidence("room", "employer"), "chair guide above examiner", "manager"),
        (proposal("employer"), "chair delegate guide above examiner member stranger", "manager"),
        (proposal("worker"), "manager guide above examiner member stranger", "chair"),
        (item_of(98), "above examiner member stranger", "chair"),
        (lambda: Case.objects.filter(pk=case.pk).update(title="x"), "member stranger", "chair"),
        (lambda: Evidence.objects.filter(side="worker").update(title="x"), "manager guide above examiner", "chair"),
        (lambda: Item.objects.filter(case=case).update(title="x"), "above examiner member stranger", "manager"),
        (lambda: Participant.objects.filter(case=case).update(name="x"), "member stranger", ""),
        (lambda: Draft.objects.filter(case=case).update(made_at=base.NOW), "above member stranger", "manager"),
    ]
    everybody = full.everybody()
    for number, (act, forbidden, allowed) in enumerate(attempts):
        for name in forbidden.split():
            with as_(everybody[name]):
                assert refused(act), f"{number}: {name}"
        for name in allowed.split():
            with as_(everybody[name]):
                assert not refused(act), f"{number}: {name}"


def test_what_was_proposed_and_said_stays_even_for_its_author_and_the_program() -> None:
    full = Full()
    for actor in (full.chair, base.SYSTEM):
        for rows in (Proposal.objects.all(), Talk.objects.all()):
            with as_(actor):
                assert refused(partial(rows.update, words="x"))
                assert refused(rows.delete)
    with as_(base.SYSTEM):
        assert Proposal.objects.get().words.count(FIGURE) == 1
        assert Talk.objects.count() == 3


def test_a_delegate_whose_seat_ended_sees_her_own_seat_and_nothing_else() -> None:
    full = Full()
    assert Talk in seen_by(full.delegate)
    chair = makers.again(full.chair)
    with as_(chair):
        services.end_delegate(full.seat.public_id, "调离", actor=chair)
    for actor in (full.delegate, makers.again(full.delegate)):  # also with the parts of a page opened before
        seen = seen_by(actor)
        assert set(seen) == {Participant}
        with as_(actor):
            assert [row.pk for row in Participant.objects.all()] == [full.seat.pk]
        with as_(actor), pytest.raises(Case.DoesNotExist):
            services.say(full.case.public_id, "还在吗", key=uuid4(), actor=actor)


def test_who_lays_down_a_seat_and_keeps_the_minutes_hears_her_side_no_longer() -> None:
    """Outside Hangzhou a delegate may keep the minutes (浙江 16); without her seat she belongs to neither side."""
    home = makers.house(division="330203")
    case = makers.placed(home, State.NEGOTIATING)
    chair, number = makers.again(home.chair), base.mobile()
    with as_(chair):
        seat = services.name_delegate(case.public_id, Seat("许明", number, chosen_on=date(2026, 6, 10)), actor=chair)
        services.appoint_recorder(case.public_id, "许明", number, actor=chair)
        services.say(case.public_id, OURS, key=uuid4(), actor=chair, private=True)
    both = actor_of(number)
    assert access.part_in(case.public_id, both) == Side.WORKER
    assert words_in(seen_by(both)) == {OURS}
    with as_(chair):
        services.end_delegate(seat.public_id, "改任记录员", actor=chair)
    recorder = makers.again(both)
    assert access.part_in(case.public_id, recorder) == Role.RECORDER
    assert words_in(seen_by(recorder)) == set()


def test_the_other_side_does_not_even_learn_that_something_was_said() -> None:
    """What a page asks for every three seconds grows with what is said aloud, and with one's own side's words."""
    full = Full()
    chair, manager, guide = full.chair, full.manager, makers.again(full.guide)

    def counted() -> tuple[int, ...]:
        numbers = []
        for actor in (chair, manager, guide):
            with as_(actor):
                numbers.append(queries.version_of(full.case.public_id))
        return tuple(numbers)

    first = counted()
    with as_(chair):
        services.say(full.case.public_id, OURS, key=uuid4(), actor=chair, private=True)
        services.cite(full.case.public_id, Fact(OURS, OURS), actor=chair, private=True)
    assert counted() == (first[0] + 2, *first[1:])
    with as_(manager):
        assert list(SideRoom.objects.values_list("side", flat=True)) == [Side.EMPLOYER]
        services.say(full.case.public_id, ALOUD, key=uuid4(), actor=manager)
    assert counted() == (first[0] + 3, first[1] + 1, first[2] + 1)


def test_an_offer_still_being_written_is_not_shown_across_the_table() -> None:
    home = makers.house()
    for side, other in ((Side.WORKER, home.manager), (Side.EMPLOYER, home.chair)):
        case = makers.opened(home, side)
        with as_(other):
            assert not Case.objects.exists()
            assert not access.cases_visible(other).exists()
            with pytest.raises(Case.DoesNotExist):
                services.take_part(case.public_id, actor=other)
        own = makers.again(home.chair if side is Side.WORKER else home.manager)
        with as_(own):
            facts = makers.facts(topics=("wage.pay_day",), place="二楼会议室")
            assert services.edit_offer(case.public_id, facts, actor=own).place == "二楼会议室"
            assert [row.clause for row in case.items.all()] == ["wage.pay_day"]
            services.discard(case.public_id, actor=own)
        with as_(base.SYSTEM):
            assert not Case.objects.exists()
        assert not makers.again(own).parts


def test_what_is_exported_about_a_person_is_her_own_words_only() -> None:
    full = Full()
    for actor, own, foreign in ((full.chair, OURS, THEIRS), (full.manager, THEIRS, OURS)):
        assert actor.person_id is not None
        with as_(base.SYSTEM):
            told = {each.key: str([dict(row) for row in each.export(actor.person_id)]) for each in privacy.holdings()
                    if each.key.startswith("bargaining.")}  # fmt: skip
        assert own in told["bargaining.words"]
        assert foreign not in "".join(told.values())
        assert (ALOUD in told["bargaining.words"]) == (actor is full.chair)
        with as_(actor):
            assert foreign not in str(people.export_own(actor=actor))


def test_no_office_above_opens_a_room() -> None:
    """An officer at the street with every duty there is: she lists the case, and takes no part in it."""
    home = makers.house()
    case = makers.placed(home, State.NEGOTIATING)
    officer = base.officer_of(
        home.street, *base.CHAIR, access.VIEW, access.ACT, access.ANSWER, access.OVERSEE, access.EXAMINE
    )
    with as_(officer):
        assert access.cases_visible(officer).filter(pk=case.pk).exists()
        assert access.sides_open_to(case, officer) == []
    assert set(seen_by(officer)) == KNOWN_TO_ALL
