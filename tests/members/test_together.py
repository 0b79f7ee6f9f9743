"""Several people at once: real threads on connections of their own, committing to a database of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from hexian import embedded
from hexian.domains.members import services
from hexian.domains.members.access import LAPSE_WATCH
from hexian.domains.members.models import Application, Membership, Passage, Tally
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint, Organisation
from hexian.domains.people.models import Account, Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.makers import SYSTEM

pytestmark = [pytest.mark.database]


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Start the acts together; each answers a word, or the code of its refusal."""
    answers: list[str] = []
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], str]) -> None:
        try:
            gate.wait()
            answers.append(act())
        except Refused as refusal:
            answers.append(refusal.code)
        except Exception as fault:  # noqa: BLE001 - shown by the assertion on the answers
            answers.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_the_same_application_sent_five_times_at_once_is_one(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        union = makers.make_org()
        point = makers.make_join_point(union)
    guest, number, key = makers.guest(union), makers.id_number(), uuid4().hex

    def send() -> str:
        return str(makers.make_application(union, actor=guest, number=number, point=point, key=key).public_id)

    answers = at_once(*[send] * 5)
    with scope(SYSTEM):
        assert answers == [str(Application.objects.get().public_id)] * 5
        assert (Person.objects.count(), Account.objects.count()) == (1, 1)


def test_five_forms_for_the_same_person_at_once_are_one_application(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        union = makers.make_org()
        point = makers.make_join_point(union)
    guest, number = makers.guest(union), makers.id_number()

    def send() -> str:
        return str(makers.make_application(union, actor=guest, number=number, point=point).public_id)

    assert len(set(at_once(*[send] * 5))) == 1


def test_of_two_officers_who_pass_the_same_list_the_second_gets_a_sentence(
    own_database: embedded.DatabaseUrls,
) -> None:
    with scope(SYSTEM):
        union = makers.make_org()
        officers = [makers.officer_of(union, *makers.CHAIR, name=name) for name in ("李敏", "周可心")]
        rows = [makers.make_application(union, name) for name in ("王小满", "吴远", "陈一诺")]
        resolution = makers.make_resolution(*rows, officer=officers[0])

    answers = at_once(*[lambda officer=each: makers.pass_it(resolution, officer).state for each in officers])
    assert answers == ["passed", "resolution.state"]
    with scope(SYSTEM):
        assert Membership.objects.count() == 3
        assert Tally.objects.get(org=union).members == 3


def test_one_number_on_two_unions_lists_makes_one_member(own_database: embedded.DatabaseUrls) -> None:
    number = makers.id_number()
    acts = []
    with scope(SYSTEM):
        for _ in range(2):
            union = makers.make_org()
            officer = makers.officer_of(union, *makers.CHAIR)
            row = makers.make_application(union, "王小满", number=number)
            Application.objects.filter(pk=row.pk).update(passed_over=["same_id_open", "same_id_known"])
            resolution = makers.make_resolution(row, officer=officer)
            acts.append(lambda resolution=resolution, officer=officer: makers.pass_it(resolution, officer).state)
    assert at_once(*acts) == ["passed", "resolution.in_the_way"]
    with scope(SYSTEM):
        assert Membership.objects.count() == 1


class Pair:
    """Two unions with two officers each, and a member of the first who may ask for things."""

    def __init__(self) -> None:
        with scope(SYSTEM):
            self.here, self.there = makers.long_standing("长河街道（演示）"), makers.long_standing("浦沿街道（演示）")
            self.ours = [makers.officer_of(self.here, *makers.CHAIR, name=name) for name in ("李敏", "周可心")]
            self.theirs = [makers.officer_of(self.there, *makers.CHAIR, name=name) for name in ("吴远", "陈一诺")]
            self.member = makers.make_member(self.here, "王小满")
            self.her = makers.worker(Person.objects.get(pk=self.member.person_id))

    def ask(self, kind: str, **facts: Any) -> Passage:
        with scope(self.her):
            return services.ask_passage(kind=kind, actor=self.her, **facts)

    def released(self) -> UUID:
        """A transfer the former union has said yes to."""
        wish = self.ask("transfer", reason="new_job", target=self.there.public_id).public_id
        act(self.ours[0], services.release, wish)()
        return wish

    def ends(self) -> tuple[str, str, tuple[int, int]]:
        """Where her passage and her membership stand, and what both unions count."""
        with scope(SYSTEM):
            passage, member = Passage.objects.latest("pk"), Membership.objects.get(pk=self.member.pk)
            here, there = (
                sum(Tally.objects.filter(org=org).values_list("members", flat=True)) for org in (self.here, self.there)
            )
            return passage.state, member.state, (here, there)


def act(actor: Actor, verb: Callable[..., Any], *args: Any, **facts: Any) -> Callable[[], str]:
    """Something a person does in a transaction of her own: the state it leads to, or the code of its refusal."""

    def done() -> str:
        with scope(actor):
            return str(verb(*args, actor=actor, **facts).state)

    return done


NO = {"reason": "not_ours", "remedy": "请到单位所在的工会办理。"}


@pytest.mark.thorough
def test_of_two_officers_who_answer_the_same_passage_one_wins(own_database: embedded.DatabaseUrls) -> None:
    pair = Pair()
    wish = pair.ask("quit", reason="own_wish").public_id
    answers = at_once(*[act(each, services.confirm, wish) for each in pair.ours])
    assert (answers, pair.ends()) == (["done", "passage.state"], ("done", "quit", (0, 0)))
    pair = Pair()
    wish, (first, second) = pair.ask("quit", reason="own_wish").public_id, pair.ours
    answers = at_once(act(first, services.confirm, wish), act(second, services.refuse_passage, wish, **NO))
    ended = {"done": ("done", "quit", (0, 0)), "refused": ("refused", "active", (1, 0))}
    [won] = set(answers) - {"passage.state"}
    assert (len(answers), pair.ends()) == (2, ended[won])


@pytest.mark.thorough
@pytest.mark.parametrize("theirs", ["accept", "refuse_passage"])
def test_a_release_taken_back_while_the_other_side_answers(own_database: embedded.DatabaseUrls, theirs: str) -> None:
    pair = Pair()
    wish = pair.released()
    answer = act(pair.theirs[0], getattr(services, theirs), wish, **({} if theirs == "accept" else NO))
    answers = at_once(act(pair.ours[1], services.recall, wish), answer)
    [won] = {"asked", "done", "refused"}.intersection(answers)
    # Whose answer came second is told so; the other union sees nothing any more, but hears why.
    assert answers == sorted([won, "passage.recalled" if won == "asked" else "passage.state"])
    assert pair.ends() == (won, "active", (0, 1) if won == "done" else (1, 0))


@pytest.mark.thorough
def test_a_transfer_is_accepted_once(own_database: embedded.DatabaseUrls) -> None:
    pair = Pair()
    wish = pair.released()
    answers = at_once(*[act(each, services.accept, wish) for each in pair.theirs])
    assert (answers, pair.ends()) == (["done", "passage.state"], ("done", "active", (0, 1)))
    with scope(SYSTEM):
        assert Membership.objects.filter(person=pair.member.person_id, state="transferred").count() == 1


@pytest.mark.thorough
def test_she_quits_while_the_program_proposes_that_she_has_lapsed(own_database: embedded.DatabaseUrls) -> None:
    pair = Pair()
    later = Actor.system("tests", makers.NOW + timedelta(days=200))
    with scope(SYSTEM):
        orgs.switch_feature(pair.here.public_id, feature=LAPSE_WATCH, is_on=True, actor=SYSTEM)
    with scope(pair.ours[0]):
        services.note_part([pair.member.public_id], kind="dues", on=makers.TODAY, actor=pair.ours[0])

    def propose() -> str:
        with scope(later):
            return f"proposed {services.propose_lapses(later)}"

    answers = at_once(propose, act(pair.her, services.ask_passage, kind="quit", reason="own_wish"))
    # One of them is open, never both; she who came second has a sentence, the program comes again next week.
    assert answers in (["asked", "proposed 0"], ["passage.open_already", "proposed 1"]), answers
    with scope(SYSTEM):
        assert Passage.objects.count() == 1
    assert pair.ends()[1:] == ("active", (1, 0))


def test_unions_founded_at_once_get_codes_of_their_own(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        city = makers.make_org("杭州市总工会（演示）", kind="city")

    def found() -> str:
        with scope(SYSTEM):
            return str(makers.make_org(parent=city).code)

    codes = at_once(*[found] * 5)
    assert len(set(codes)) == 5
    with scope(SYSTEM):
        assert Organisation.objects.get(pk=city.pk).last_child == 5


def test_an_application_withdrawn_while_it_is_passed_ends_in_one_of_both(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        union = makers.make_org()
        officer = makers.officer_of(union, *makers.CHAIR)
        guest = makers.guest(union)
        row = makers.make_application(union, actor=guest)
        resolution = makers.make_resolution(row, officer=officer)

    def withdraw() -> str:
        with scope(guest):
            return str(services.withdraw(row.public_id, actor=guest).state)

    answers = at_once(withdraw, lambda: makers.pass_it(resolution, officer).state)
    assert answers in (["application.state", "passed"], ["resolution.no_names", "withdrawn"])
    with scope(SYSTEM):
        assert Membership.objects.count() == ("passed" in answers)


def test_a_union_is_not_dissolved_under_an_application_sent_meanwhile(own_database: embedded.DatabaseUrls) -> None:
    """Whichever comes first: an application that nobody could ever answer is never left behind."""
    for _round in range(5):
        with scope(SYSTEM):
            union = makers.make_org()
            point = makers.make_join_point(union)
        guest, number = makers.guest(union), makers.id_number()

        def send(union: Organisation = union, point: JoinPoint = point, guest: Actor = guest, n: str = number) -> str:
            makers.make_application(union, actor=guest, number=n, point=point)
            return "applied"

        def dissolve(union: Organisation = union) -> str:
            with scope(SYSTEM):
                orgs.dissolve(union.public_id, actor=SYSTEM)
            return "dissolved"

        answers = at_once(send, dissolve)
        assert answers in (["applied", "org.open_matters"], ["dissolved", "join.dissolved"]), answers
