"""Offices and roles: who may appoint whom, who ends what, and who acts as what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hexian.domains.orgs import queries, services
from hexian.domains.orgs.models import Office, Organisation, Part, Role
from hexian.domains.orgs.rules import STANDARD_ROLES, Kind
from hexian.domains.people import services as people
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.conftest import NOW
from tests.makers import SYSTEM, as_
from tests.orgs.test_tree import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_standard_roles_are_seeded_once() -> None:
    assert services.seed_roles() == services.seed_roles() == len(STANDARD_ROLES)
    assert Role.objects.filter(org__isnull=True).count() == len(STANDARD_ROLES)


def test_a_chair_appoints_an_organiser() -> None:
    org = makers.make_org()
    chair = makers.officer_of(org, *makers.CHAIR)
    person = makers.make_person("周可心", org=org)
    organiser = Role.objects.get(org__isnull=True, key="organiser")
    with as_(chair):
        office = services.appoint(org.public_id, person_id=person.public_id, role_id=organiser.public_id, actor=chair)
    assert (office.title, office.starts_on, office.ends_on) == ("组织干事", makers.TODAY, None)
    entry = AuditEntry.objects.get(event="orgs.office_began")
    assert (entry.person_id, entry.office) == (person.pk, f"{org.name} · 工会主席")
    assert_refused(
        "office.held_already",
        services.appoint,
        org.public_id,
        person_id=person.public_id,
        role_id=organiser.public_id,
        actor=SYSTEM,
    )


def test_somebody_the_program_does_not_know_is_appointed_by_her_number() -> None:
    org = makers.make_org()
    chair = makers.officer_of(org, *makers.CHAIR)
    organiser = Role.objects.get(org__isnull=True, key="organiser")
    facts: dict[str, Any] = {"name": "周可心", "mobile": "13912340042", "role_id": organiser.public_id, "actor": chair}
    with as_(chair):
        office = services.appoint_newcomer(org.public_id, **facts)
    account = people.account_for("13912340042")
    assert account is not None
    assert (office.person, office.person.code) == (account.person, org.code)
    assert not account.has_usable_password()
    other = makers.make_org()
    facts["actor"] = makers.officer_of(other, *makers.CHAIR)
    with as_(facts["actor"]):
        assert services.appoint_newcomer(other.public_id, **facts).person == office.person
    facts["name"] = "吴远"
    assert_refused("office.mobile_of_another", services.appoint_newcomer, other.public_id, **facts)


def test_who_approves_payments_chooses_the_other_hands_and_gets_none_of_them() -> None:
    org, chair_role = makers.make_org(), Role.objects.get(org=None, key="chair")
    chair = makers.officer_of(org, *chair_role.duties)
    with as_(chair):
        may_give = {row.key for row in queries.roles_for(org.public_id, chair) if row.may_give}
        for key in ("bookkeeper", "cashier", "auditor"):
            role = Role.objects.get(org=None, key=key)
            office = services.appoint(
                org.public_id, person_id=makers.make_person(org=org).public_id, role_id=role.public_id, actor=chair
            )
            assert (office.role, key in may_give) == (role, True)
        assert_refused(
            "role.beyond_own", services.make_role, org.public_id, name="都管", duties=["ledger.keep"], actor=chair
        )
    without = makers.officer_of(org, *(duty for duty in chair_role.duties if duty != "ledger.approve"), name="陈思远")
    cashier = Role.objects.get(org=None, key="cashier")
    with as_(without):
        assert_refused(
            "role.beyond_own", services.appoint, org.public_id, person_id=makers.make_person(org=org).public_id,
            role_id=cashier.public_id, actor=without,
        )  # fmt: skip


def _giving(org: Organisation, key: str, actor: Actor) -> Office:
    """A stranger becomes something there."""
    role = Role.objects.get(org=None, key=key)
    with as_(actor):
        offered = {row.key for row in queries.roles_for(org.public_id, actor) if row.may_give}
        try:
            office = services.appoint_newcomer(
                org.public_id, name="吴远", mobile=makers.mobile(), role_id=role.public_id, actor=actor
            )
        except Refused:
            assert key not in offered
            raise
    assert key in offered
    return office


def _sides() -> tuple[Organisation, Organisation, Organisation, Organisation]:
    """A street, an employer, its union and the labour office."""
    street = makers.make_org()
    employer = makers.make_org("和畅电子有限公司（演示）", kind=Kind.EMPLOYER, parent=street)
    union = makers.make_org("和畅电子工会（演示）", kind=Kind.ENTERPRISE, parent=street, employer=employer)
    return street, employer, union, makers.make_org("人社局（演示）", kind=Kind.PARTNER, parent=street)


def test_who_oversees_bargaining_lets_in_the_other_side_and_the_examiner_and_an_administrator_another() -> None:
    street, employer, union, bureau = _sides()
    chair = makers.officer_of(street, *Role.objects.get(org=None, key="chair").duties)
    assert _giving(employer, "employer", chair).role.duties == ["bargaining.answer"]
    assert _giving(bureau, "examiner", chair).role.duties == ["bargaining.examine"]
    admin = makers.officer_of(street, *Role.objects.get(org=None, key="admin").duties)
    assert _giving(street, "admin", admin).org == street
    assert _giving(union, "viewer", chair).org == union


@pytest.mark.parametrize(
    ("who", "where", "key", "code"),
    [
        # an administrator looks after the program: she chooses neither side, nor who examines
        ("admin", "employer", "employer", "role.beyond_own"),
        ("admin", "bureau", "examiner", "role.beyond_own"),
        ("chair", "street", "admin", "role.beyond_own"),
        # in a union it would answer for every employer below
        ("chair", "street", "employer", "role.elsewhere"),
        ("chair", "street", "examiner", "role.elsewhere"),
        ("chair", "employer", "examiner", "role.elsewhere"),
        ("chair", "employer", "chair", "role.elsewhere"),
        ("chair", "bureau", "viewer", "role.elsewhere"),
    ],
)
def test_each_of_these_offices_is_held_at_home_and_given_by_who_is_entitled(
    who: str, where: str, key: str, code: str
) -> None:
    street, employer, _, bureau = _sides()
    actor = makers.officer_of(street, *Role.objects.get(org=None, key=who).duties)
    place = {"street": street, "employer": employer, "bureau": bureau}[where]
    assert_refused(code, _giving, place, key, actor)


def test_a_union_does_not_appoint_whom_it_bargains_with() -> None:
    street = makers.make_org()
    union = makers.make_org("和畅电子工会（演示）", kind=Kind.ENTERPRISE, parent=street)
    employer = makers.make_org("和畅电子有限公司（演示）", kind=Kind.EMPLOYER, parent=union)
    services.cover(union.public_id, employer.public_id, actor=SYSTEM)
    duties = Role.objects.get(org=None, key="chair").duties
    assert_refused("office.other_side", _giving, employer, "employer", makers.officer_of(union, *duties))
    assert _giving(employer, "employer", makers.officer_of(street, *duties, name="周岚")).org == employer


def test_nobody_appoints_herself_gives_what_she_lacks_or_appoints_whom_she_does_not_know() -> None:
    org = makers.make_org()
    person = makers.make_person("李敏", org=org)
    chair = makers.officer_of(org, "orgs.offices", "orgs.view", person=person)
    plain = makers.role(org, "orgs.view", name="查看")
    mighty = makers.role(org, "members.admit", name="入会")
    other = makers.make_person("周可心", org=org)
    stranger = makers.make_person("吴远", org=makers.make_org())
    with as_(chair):
        appoint = services.appoint
        assert_refused(
            "office.oneself", appoint, org.public_id, person_id=person.public_id, role_id=plain.public_id, actor=chair
        )
        assert_refused(
            "role.beyond_own", appoint, org.public_id, person_id=other.public_id, role_id=mighty.public_id, actor=chair
        )
        assert_refused(
            "office.person_unknown", appoint, org.public_id, person_id=stranger.public_id, role_id=plain.public_id,
            actor=chair,
        )  # fmt: skip
        assert_refused(
            "office.dates", appoint, org.public_id, person_id=other.public_id, role_id=plain.public_id, actor=chair,
            starts_on=makers.TODAY, ends_on=makers.TODAY - timedelta(days=1),
        )  # fmt: skip
    services.dissolve(org.public_id, actor=SYSTEM)
    assert_refused(
        "org.dissolved", appoint, org.public_id, person_id=other.public_id, role_id=plain.public_id, actor=SYSTEM
    )


def test_the_last_who_can_appoint_leaves_only_with_a_successor() -> None:
    # Under the root nobody else may appoint in this test's database but those made here.
    org = makers.make_org()
    chair = makers.officer_of(org, *makers.CHAIR)
    office = Office.objects.get(org=org)
    refusal = assert_refused("office.last_appointer", services.end_office, office.public_id, actor=SYSTEM)
    assert refusal.params["org"] == org.name
    heir = makers.make_person("周可心", org=org)
    with as_(chair):
        taken = services.hand_over(office.public_id, to_person=heir.public_id, actor=chair)
    office.refresh_from_db()
    assert (office.ends_on, taken.starts_on, taken.person) == (makers.TODAY, makers.TODAY, heir)
    makers.officer_of(makers.root(), "orgs.offices")
    ended = services.end_office(taken.public_id, actor=SYSTEM, reason="调动")
    assert ended.end_reason == "调动"
    assert_refused("office.ended", services.end_office, taken.public_id, actor=SYSTEM)


def test_an_office_without_that_duty_ends_freely_but_not_before_it_began() -> None:
    org = makers.make_org()
    makers.officer_of(org, "members.view")
    office = Office.objects.get(org=org)
    assert_refused("office.dates", services.end_office, office.public_id, on=date(2025, 1, 1), actor=SYSTEM)
    assert services.end_office(office.public_id, actor=SYSTEM).ends_on == makers.TODAY


def test_an_officer_elsewhere_cannot_find_the_office() -> None:
    org = makers.make_org()
    makers.officer_of(org, "members.view")
    stranger = makers.officer_of(makers.make_org(), *makers.CHAIR)
    office = Office.objects.get(org=org)
    with as_(stranger), pytest.raises(Office.DoesNotExist):
        services.end_office(office.public_id, actor=stranger)


def test_a_union_makes_edits_and_retires_its_own_roles() -> None:
    org = makers.make_org()
    viewing = ("orgs.view", "members.view", "founding.view", "bargaining.view", "tables.view")
    chair = makers.officer_of(org, "orgs.offices", *viewing)
    with as_(chair):
        made = services.make_role(org.public_id, name="小组长", duties=["members.view"], actor=chair)
        edited = services.edit_role(made.public_id, name="小组长", duties=["members.view", "orgs.view"], actor=chair)
        assert edited.duties == ["members.view", "orgs.view"]
        assert_refused(
            "role.beyond_own", services.edit_role, made.public_id, name="x", duties=["members.admit"], actor=chair
        )
        assert_refused("role.no_duty", services.make_role, org.public_id, name="x", duties=[], actor=chair)
        assert_refused("role.unknown_duty", services.make_role, org.public_id, name="x", duties=["fly"], actor=chair)
        standard = Role.objects.get(org__isnull=True, key="viewer")
        with pytest.raises(Role.DoesNotExist):
            services.edit_role(standard.public_id, name="x", duties=["orgs.view"], actor=chair)
        assert queries.role(made.public_id, chair).may_give
    holder = makers.make_person("周可心", org=org)
    office = services.appoint(org.public_id, person_id=holder.public_id, role_id=made.public_id, actor=SYSTEM)
    assert_refused("role.in_use", services.retire_role, made.public_id, actor=SYSTEM)
    services.end_office(office.public_id, actor=SYSTEM)
    services.retire_role(made.public_id, actor=SYSTEM)
    assert_refused("role.retired", services.edit_role, made.public_id, name="x", duties=["orgs.view"], actor=SYSTEM)
    with as_(chair):
        names = {row.name for row in queries.roles_for(org.public_id, chair)}
        giveable = {row.name for row in queries.roles_for(org.public_id, chair) if row.may_give}
    assert "小组长" not in names
    assert giveable == {"工会主席", "查看员"}


def test_an_actor_is_built_in_one_statement_with_todays_offices_and_parts() -> None:
    org = makers.make_org()
    person = makers.make_person("李敏", org=org)
    account = people.open_account(person.mobile, person, actor=SYSTEM)
    for starts, ends in ((date(2026, 1, 1), None), (date(2026, 1, 1), makers.TODAY), (date(2026, 7, 1), None)):
        Office.objects.create(
            org=org, code=org.code, person=person, role=makers.role(org, "members.view"), title="干事",
            starts_on=starts, ends_on=ends,
        )  # fmt: skip
    case = uuid4()
    Part.objects.create(person=person, kind="case", subject=case, role="mediator", granted_at=NOW)
    with as_(makers.guest(org)), CaptureQueriesContext(connection) as statements:
        actor = queries.actor_for(account.pk, NOW, "request-1")
    assert len(statements) == 1
    assert (actor.name, actor.person_id, actor.mobile) == ("李敏", person.pk, person.mobile)
    assert [(office.org_code, office.duties) for office in actor.offices] == [(org.code, frozenset({"members.view"}))]
    assert [(part.kind, part.subject) for part in actor.parts] == [("case", case)]
    office = actor.offices[0].office_id
    assert queries.actor_for(account.pk, NOW, "r", office).acting == actor.offices[0]
    assert queries.actor_for(account.pk, NOW, "r", uuid4()).acting is None
    account.is_active = False
    account.save()
    assert queries.actor_for(account.pk, NOW, "r").is_anonymous
    assert queries.actor_for(-1, NOW, "r").is_anonymous


def test_the_owner_functions_leave_the_scope_as_it_was() -> None:
    org = makers.make_org()
    officer = makers.officer_of(org, "members.view")
    with as_(makers.guest(org)):
        assert not Office.objects.exists()
        assert [seer.name for seer in queries.officers_over([org.code], NOW)] == ["李敏"]
        assert not Office.objects.exists()
    with as_(officer):
        assert [row.org_name for row in queries.my_offices(officer)] == [org.name]


def test_the_offices_of_a_dissolved_body_count_no_more() -> None:
    org = makers.make_org()
    officer = makers.officer_of(org, "members.view")
    assert officer.account_id is not None
    services.dissolve(org.public_id, actor=SYSTEM)
    assert queries.actor_for(officer.account_id, NOW + timedelta(days=1), "r").offices == ()


def test_lists_of_offices_now_and_ended() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    chair = makers.officer_of(city, *makers.CHAIR)
    makers.officer_of(street, "members.view", name="周可心")
    services.end_office(Office.objects.get(org=street).public_id, actor=SYSTEM)
    with as_(chair):
        assert [row.person_name for row in queries.offices(chair)] == ["李敏"]
        assert [row.person_name for row in queries.offices(chair, org_id=street.public_id, ended=True)] == ["周可心"]
