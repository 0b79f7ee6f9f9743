"""Several people at once: real threads on connections of their own, committing to a database of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection

from hexian import embedded
from hexian.domains.members import services
from hexian.domains.members.models import Application, Membership, Tally
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
