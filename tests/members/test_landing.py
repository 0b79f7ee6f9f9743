"""Thousands at once are admitted as one is: the same rules, every column; what stands in the way is not passed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.db import models as django_models
from django.test.utils import CaptureQueriesContext

from hexian.domains.members import queries, rules
from hexian.domains.members import services as members
from hexian.domains.members.models import Application, Gram, Membership, Resolution, Tally
from hexian.domains.members.queries.counts import members_on
from hexian.domains.members.queries.resolutions import names_on
from hexian.domains.members.rules import Fate, Standing
from hexian.domains.members.services import flow, handing_over, shelving, tallies
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.foundation import crypto, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from hexian.foundation.crypto import keyfiles, keyring
from hexian.foundation.crypto.models import Subject
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

#: What is drawn by lot or counted up for each row, so that two rows never agree in it.
BY_LOT = {"id", "public_id", "subject", "id_sealed", "id_index", "id_tail", "mobile", "card_no", "card_token"}
#: What differs because she came with a roster and not by herself.
BY_ORIGIN = {"origin"}
#: What points at the rows that were made beside it.
POINTING = {"person", "org", "resolution", "membership"}


def resolution_of(org: Organisation, officer: Actor) -> Resolution:
    with makers.as_(officer):
        return members.record_resolution(
            org.public_id, number=uuid4().hex[:8], held_on=makers.TODAY, seats=5, present=5, yes=5, no=0, abstained=0,
            actor=officer,
        )  # fmt: skip


def entry(name: str = "王小满", number: str | None = None, mobile: str | None = None, **more: Any) -> members.Entry:
    newcomer = Newcomer(
        name, makers.id_number() if number is None else number, makers.mobile() if mobile is None else mobile
    )
    return members.Entry(
        newcomer, **{"kind_of_work": "外卖配送员", "platform": "蓝骑（演示）", "station": "滨江站"} | more
    )


class Union:
    """A union with an officer and a passed resolution to land on."""

    def __init__(self, name: str = "长河街道总工会（演示）", org: Organisation | None = None) -> None:
        self.org = org or makers.make_org(name)
        self.officer = makers.officer_of(self.org, *makers.CHAIR)
        self.resolution = resolution_of(self.org, self.officer)

    def land(self, *entries: members.Entry) -> list[members.Outcome]:
        with makers.as_(self.officer):
            ready = members.prepare_entries(entries)
            return members.admit_many(ready, self.resolution, batch=uuid4(), actor=self.officer)

    def fates(self, *entries: members.Entry) -> list[Fate]:
        return [each.fate for each in self.land(*entries)]


@pytest.fixture
def union() -> Union:
    return Union()


def columns(row: django_models.Model, *besides: str) -> dict[str, Any]:
    left_out = BY_LOT | POINTING | set(besides)
    return {each.name: getattr(row, each.attname) for each in row._meta.fields if each.name not in left_out}


def test_one_landed_in_bulk_is_as_one_admitted_singly(union: Union) -> None:
    """Every column of every table; what is drawn by lot is of the same form and opens to the same number."""
    single = makers.make_application(union.org, "单立春")
    makers.pass_it(makers.make_resolution(single, officer=union.officer), union.officer)
    one = Membership.objects.select_related("person").get(person_id=single.person_id)

    number, mobile = makers.id_number(), makers.mobile()
    [landed] = union.land(entry("单立春", number, mobile))
    other = Membership.objects.select_related("person").get(pk=landed.membership_id)

    assert columns(other) == columns(one)
    assert columns(other.person, *BY_ORIGIN) == columns(one.person, *BY_ORIGIN)
    assert (other.org_id, other.resolution_id) == (union.org.pk, union.resolution.pk)
    assert sorted(other.grams.values_list("gram", "code")) == sorted(one.grams.values_list("gram", "code"))
    assert Tally.objects.get(org=union.org).members == 2
    person = other.person
    assert crypto.open_sealed(person.id_sealed or b"", person.subject) == number
    assert bytes(person.id_index or b"") == crypto.blind(number, people_rules.ID_PURPOSE)
    assert (person.id_tail, person.mobile) == (number[-4:], mobile)
    assert rules.is_card_number(other.card_no)
    assert len(other.card_no) == len(one.card_no)
    assert len(other.card_token) == len(one.card_token)
    assert len(bytes(Subject.objects.get(pk=person.subject).salt or b"")) == 32
    assert (one.person.origin, person.origin) == ("self", "employer")


def test_what_a_roster_leaves_out_falls_back_on_the_resolution(union: Union) -> None:
    [first, second] = union.land(entry(mobile=""), entry(joined_on=date(2019, 5, 4)))
    assert Person.objects.get(pk=first.person_id).mobile == ""
    assert Membership.objects.get(pk=first.membership_id).joined_on == makers.TODAY
    assert Membership.objects.get(pk=second.membership_id).joined_on == date(2019, 5, 4)


def test_an_early_day_of_joining_is_kept_and_past_counts_stay_as_they_were() -> None:
    union = Union(org=makers.long_standing("长河街道总工会（演示）"))
    code, last_year = union.org.code, makers.TODAY - timedelta(days=365)
    [early, plain] = union.land(entry(joined_on=date(2019, 5, 4)), entry())
    flow.drain()
    assert [members_on([code], day)[code] for day in (last_year, makers.TODAY)] == [0, 2]
    rows = {row.pk: (row.joined_on, row.came_on) for row in Membership.objects.all()}
    assert rows[early.membership_id] == (date(2019, 5, 4), makers.TODAY)
    assert rows[plain.membership_id] == (makers.TODAY, None)


def test_a_resolution_counts_those_of_a_roster_with_those_who_applied_each_once(union: Union) -> None:
    application = makers.make_application(union.org, "单立春")
    drafted = makers.make_resolution(application, officer=union.officer)
    makers.pass_it(drafted, union.officer)
    union.resolution = drafted
    drafted.refresh_from_db()
    union.land(entry(), entry("李知夏"))
    with makers.as_(union.officer):
        assert {row.number: row.names for row in queries.resolutions(union.officer).rows}[drafted.number] == 3
        assert queries.resolution(drafted.public_id, union.officer).row.names == 3
        table = next(each for each in shelving.tables(union.org, union.officer) if each.title == "入会决议")
    assert "3" in {row[-1] for row in table.rows}


def test_the_count_of_a_resolution_is_kept_and_mended(union: Union) -> None:
    """Nobody counts a million names to draw a list: it goes up and down with them, and at night it is put right."""
    number = makers.id_number()
    makers.make_application(union.org, "李知夏", number=number)
    landed = union.land(entry("李知夏", number), entry(), entry())

    def names() -> int:
        with makers.as_(union.officer), CaptureQueriesContext(connection) as asked:
            found = names_on([union.resolution.pk])[union.resolution.pk]
        assert not any("members_membership" in each["sql"] for each in asked)
        return found

    assert [each.fate for each in landed] == [Fate.APPLIED, Fate.NEW, Fate.NEW]
    assert (names(), stored(union)) == (3, 2), "who had applied is counted by her application"
    with makers.as_(union.officer):
        members.take_back_many({landed[1].membership_id: None}, batch=uuid4(), code=union.org.code, actor=union.officer)
    assert names() == 2
    stay = Membership.objects.get(pk=landed[2].membership_id)
    handing_over.transfer([stay.pk], union.org, makers.make_org("浦沿街道总工会（演示）"), makers.TODAY)
    assert tallies.recount_names() == 0
    Resolution.objects.filter(pk=union.resolution.pk).update(from_rosters=9)
    assert tallies.recount_names() == 1
    assert (names(), stored(union)) == (2, 1), "two stays, one name"


def stored(union: Union) -> int:
    return Resolution.objects.get(pk=union.resolution.pk).from_rosters


def test_words_with_marks_of_the_wire_format_arrive_as_typed(union: Union) -> None:
    [landed] = union.land(entry("𠮷立春", kind_of_work="装配\\检验\t夜班\\N"))
    row = Membership.objects.select_related("person").get(pk=landed.membership_id)
    assert (row.person.name, row.kind_of_work) == ("𠮷立春", "装配\\检验\t夜班\\N")


def test_without_a_number_she_is_a_member_whose_papers_nobody_has_seen(union: Union) -> None:
    mobile = makers.mobile()
    [landed] = union.land(entry("李知夏", number="", mobile=mobile))
    person = Person.objects.get(pk=landed.person_id)
    assert (person.id_sealed, person.id_index, person.id_tail, person.verified_at) == (None, None, "", None)
    assert union.fates(entry("李知夏", number="", mobile=mobile), entry("李知夏", number="")) == [
        Fate.LOOKALIKE, Fate.NEW,
    ]  # fmt: skip


def test_a_member_of_this_union_is_left_as_she_is(union: Union) -> None:
    number = makers.id_number()
    makers.make_member(union.org, "李知夏", number=number)
    assert union.fates(entry("李知夏", number)) == [Fate.HERE]
    assert Membership.objects.filter(org=union.org).count() == 1


def test_a_member_elsewhere_is_refused_and_nothing_more_is_said(union: Union) -> None:
    number = makers.id_number()
    makers.make_member(makers.make_org("宁波市总工会（演示）"), "李知夏", number=number)
    assert union.fates(entry("李知夏", number), entry("另一名", number)) == [Fate.ELSEWHERE, Fate.ELSEWHERE]


def test_a_number_known_under_another_name_is_refused(union: Union) -> None:
    number = makers.id_number()
    makers.make_member(union.org, "李知夏", number=number)
    assert union.fates(entry("李立冬", number)) == [Fate.NAME_UNLIKE]


def test_the_same_number_twice_in_a_portion_lands_once(union: Union) -> None:
    number = makers.id_number()
    assert union.fates(entry(number=number), entry(number=number)) == [Fate.NEW, Fate.TWICE]


def test_somebody_known_without_a_membership_is_linked_not_doubled(union: Union) -> None:
    number = makers.id_number()
    elsewhere = makers.make_org("宁波市总工会（演示）")
    known = makers.make_person("李知夏", org=elsewhere)
    people.verify_identity(known.pk, number, actor=makers.SYSTEM)
    [landed] = union.land(entry("李知夏", number))
    assert (landed.fate, landed.person_id, landed.former_code) == (Fate.LINKED, known.pk, elsewhere.code)
    known.refresh_from_db()
    assert known.code == union.org.code


def test_whoever_took_her_consent_back_is_not_linked(union: Union) -> None:
    number = makers.id_number()
    known = makers.make_person("李知夏", org=union.org)
    people.verify_identity(known.pk, number, actor=makers.SYSTEM)
    people.give_consent(known, "join", actor=makers.SYSTEM)
    people.withdraw_consent(known, "join", actor=makers.SYSTEM)
    assert union.fates(entry("李知夏", number)) == [Fate.UNWILLING]


def test_a_lookalike_is_held_until_an_officer_says_go(union: Union) -> None:
    mobile = makers.mobile()
    makers.make_person("李知夏", number=mobile)
    assert union.fates(entry("李知夏", mobile=mobile)) == [Fate.LOOKALIKE]
    assert union.fates(entry("李立冬", mobile=mobile)) == [Fate.NEW]
    assert union.fates(entry("李知夏", mobile=mobile, go=True)) == [Fate.NEW]


def test_an_open_application_is_decided_with_the_roster(union: Union) -> None:
    number = makers.id_number()
    row = makers.make_application(union.org, "李知夏", number=number)
    [landed] = union.land(entry("李知夏", number))
    assert (landed.fate, landed.person_id) == (Fate.APPLIED, row.person_id)
    row.refresh_from_db()
    assert (row.state, row.resolution_id) == ("approved", union.resolution.pk)
    while events.drain():
        pass
    assert Deadline.objects.get(subject_id=row.public_id).state == "met"


def test_an_application_elsewhere_with_the_number_stands_under_a_finding(union: Union) -> None:
    number = makers.id_number()
    row = makers.make_application(makers.make_org("宁波市总工会（演示）"), "李知夏", number=number)
    assert union.fates(entry("李知夏", number)) == [Fate.NEW]
    while events.drain():
        pass
    row.refresh_from_db()
    assert row.findings == ["same_id_member_elsewhere"]


def test_a_portion_is_one_row_of_audit_with_a_digest(union: Union) -> None:
    before = AuditEntry.objects.count()
    union.land(*(entry() for _ in range(30)))
    [made] = AuditEntry.objects.filter(event="members.landed")
    assert AuditEntry.objects.count() == before + 1
    assert (made.facts["count"], len(made.facts["digest"])) == (30, 64)


def test_only_onto_a_passed_resolution_and_not_too_many(union: Union) -> None:
    draft = makers.make_resolution(makers.make_application(union.org), officer=union.officer)
    ready = members.prepare_entries([entry()])
    with makers.as_(union.officer), pytest.raises(Refused, match=r"resolution\.state"):
        members.admit_many(ready, draft, batch=uuid4(), actor=union.officer)
    with makers.as_(union.officer), pytest.raises(Refused, match=r"landing\.too_many"):
        members.admit_many(ready * 10_001, union.resolution, batch=uuid4(), actor=union.officer)


def test_an_officer_lands_nobody_in_anothers_union(union: Union) -> None:
    other = Union("宁波市总工会（演示）")
    with makers.as_(other.officer), pytest.raises(Organisation.DoesNotExist):
        members.record_resolution(
            union.org.public_id, number="1", held_on=makers.TODAY, seats=5, present=5, yes=5, no=0, abstained=0,
            actor=other.officer,
        )  # fmt: skip
    ready = members.prepare_entries([entry()])
    with makers.as_(other.officer), pytest.raises(Exception, match="row-level security"):
        members.admit_many(ready, union.resolution, batch=uuid4(), actor=other.officer)


def test_what_was_landed_can_be_taken_back_whole(union: Union) -> None:
    number = makers.id_number()
    elsewhere = makers.make_org("宁波市总工会（演示）")
    known = makers.make_person("李知夏", org=elsewhere)
    people.verify_identity(known.pk, number, actor=makers.SYSTEM)
    landed = union.land(entry(), entry("李知夏", number))
    subject = Person.objects.get(pk=landed[0].person_id).subject
    with makers.as_(union.officer):
        taken = {each.membership_id: each.former_code or None for each in landed}
        members.take_back_many(taken, batch=uuid4(), code=union.org.code, actor=union.officer)
    assert not Person.objects.filter(pk=landed[0].person_id).exists()
    assert Subject.objects.get(pk=subject).salt is None
    assert not Membership.objects.filter(org=union.org).exists()
    assert not Gram.objects.filter(code=union.org.code).exists()
    assert Tally.objects.get(org=union.org).members == 0
    known.refresh_from_db()
    assert (known.code, known.verified_at is not None) == (elsewhere.code, True)


@pytest.mark.parametrize(
    ("flags", "fate"),
    [
        (0, Fate.NEW),
        (Standing.HERE, Fate.HERE),
        (Standing.ELSEWHERE | Standing.NAME_UNLIKE | Standing.LOOKALIKE, Fate.ELSEWHERE),
        (Standing.HERE | Standing.NAME_UNLIKE, Fate.NAME_UNLIKE),
        (Standing.KNOWN | Standing.LOOKALIKE, Fate.LINKED),
        (Standing.APPLIED | Standing.KNOWN, Fate.APPLIED),
        (Standing.LOOKALIKE | Standing.APPLIED_ELSEWHERE, Fate.LOOKALIKE),
        (Standing.APPLIED_ELSEWHERE, Fate.NEW),
    ],
)
def test_what_stands_in_the_way_first_decides(flags: int, fate: Fate) -> None:
    assert rules.fate_of(flags) == fate


def test_during_a_rotation_a_number_is_found_under_its_older_index(union: Union) -> None:
    """Numbers landed before a key was added are the same numbers after it."""
    number = makers.id_number()
    makers.make_member(union.org, "李知夏", number=number)
    folder = settings.KEYS_DIR
    before = {path.name for path in folder.iterdir()}
    keyfiles.make_key(folder, "fields")
    try:
        assert len(keyring.ring().active("fields")) == 2
        assert union.fates(entry("李知夏", number)) == [Fate.HERE]
    finally:
        for path in folder.iterdir():
            if path.name not in before:
                path.unlink()
    assert Application.objects.count() == 0


def test_a_rotation_that_begins_after_the_preparation_hides_nobody(union: Union, tmp_path: Path) -> None:
    keyring.use(tmp_path / "keys")
    try:
        number = makers.id_number()
        keyring.ring()
        ready = members.prepare_entries([entry("李知夏", number)])
        keyfiles.make_key(tmp_path / "keys", "fields")
        # Meanwhile the rotation has given whoever bears this number her newer index, which was not known then.
        makers.make_member(makers.make_org(), "李知夏", number=number)
        with makers.as_(union.officer):
            outcomes = members.admit_many(ready, union.resolution, batch=uuid4(), actor=union.officer)
        assert [each.fate for each in outcomes] == [Fate.ELSEWHERE]
    finally:
        keyring.use(Path(settings.KEYS_DIR))
