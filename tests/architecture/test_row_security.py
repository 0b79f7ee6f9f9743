"""Row-level security over every guarded table there is: whatever table comes next is tried without being named here.

Each table gets a row as the story of joining leaves it; then a stranger with an office elsewhere, a guest and nobody at
all look at the whole table without any filter, and try to change, delete and add rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from hexian.domains.bargaining import services as bargaining
from hexian.domains.bargaining.models import Case, Drive, Evidence, Publication, Talk
from hexian.domains.bargaining.services import Facts
from hexian.domains.decisions import services as decisions
from hexian.domains.decisions.services import Staff
from hexian.domains.entitlements.models import Right
from hexian.domains.founding import services
from hexian.domains.founding.models import LegalPerson
from hexian.domains.ledger import services as money
from hexian.domains.members import services as members
from hexian.domains.mutualaid.models import (
    Contest,
    Participation,
    Reading,
    RowFault,
    Stray,
    YearSum,
)
from hexian.domains.mutualaid.models import SenderLayout as AidLayout
from hexian.domains.orgs.models import Organisation, SavedFilter
from hexian.domains.people.models import Person
from hexian.domains.rosters.models import Import, ImportRow, Landed, SenderLayout
from hexian.foundation.access import guarded_tables, scope
from hexian.foundation.actor import Actor
from hexian.foundation.crypto import sealed_columns
from tests import makers
from tests.conftest import NOW
from tests.decisions import makers as deciding
from tests.founding import makers as founding
from tests.ledger import makers as paying
from tests.mutualaid.makers import AidHouse

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

#: Tables of our rooms without a guard, each with the reason: nobody's data, or nothing that names a person.
PUBLIC = {
    "orgs_organisation": "public knowledge",
    "orgs_join_point": "printed on posters",
    "orgs_role": "names of duties",
    "orgs_feature_switch": "settings of unions",
    "orgs_place": "where bodies stood",
    "orgs_mapping": "what became of bodies, as the upper union announced it",
    "orgs_coverage": "which union is there for which employer",
    "orgs_group": "names of parks, trades and groups of companies",
    "orgs_group_member": "which bodies belong to them",
    "founding_target": "numbers set for unions",
    "members_tally": "counts per union",
    "members_exchange_layout": "columns and codes of a sheet",
    "members_flow_pending": "counts per union and day",
    "members_flow": "counts per union and day",
    "rosters_portion": "row numbers and counts",
    "mutualaid_plan": "terms of a year, for everybody who takes part",
    "mutualaid_batch": "row numbers and counts",
    "mutualaid_hospital": "names of hospitals",
    "mutualaid_hospital_standing": "middle shares of hospitals",
    "mutualaid_tally": "counts and sums per union and month",
}
ROOMS = (
    "bargaining",
    "decisions",
    "entitlements",
    "founding",
    "ledger",
    "members",
    "mutualaid",
    "orgs",
    "people",
    "rosters",
)
OURS = {model._meta.db_table: model for label in ROOMS for model in apps.get_app_config(label).get_models()}
#: What the story below leaves rows in.
TOLD = (
    "orgs_saved_filter", "bargaining_case", "bargaining_participant", "bargaining_step", "bargaining_room",
    "bargaining_item", "bargaining_suspension", "bargaining_e_signing", "bargaining_delivery", "bargaining_report",
    "bargaining_proposal", "bargaining_talk", "bargaining_evidence", "bargaining_meeting", "bargaining_draft",
    "bargaining_signature", "bargaining_filing", "bargaining_publication", "bargaining_reading",
    "bargaining_drive", "bargaining_drive_entry",
    "orgs_office", "members_application", "members_membership", "members_gram", "members_resolution",
    "members_change_request", "members_passage", "members_participation",
    "people_person", "people_account", "people_consent", "founding_case",
    "founding_employer", "founding_preparer", "founding_candidate", "founding_declaration", "founding_congress",
    "founding_ballot", "founding_intent", "founding_legal_person", "founding_step",
    "rosters_import", "rosters_import_row", "rosters_landed", "rosters_sender_layout",
    "decisions_body", "decisions_delegate", "decisions_sitting", "decisions_roll_entry", "decisions_motion",
    "decisions_count",
    "ledger_book", "ledger_donor", "ledger_fund", "ledger_account", "ledger_turnover", "ledger_payee_account",
    "ledger_run", "ledger_order", "ledger_posting", "ledger_relation", "ledger_budget", "ledger_pledge", "ledger_gift",
    "ledger_reply", "ledger_reply_line",
    "mutualaid_participation", "mutualaid_file", "mutualaid_row_fault", "mutualaid_stray", "mutualaid_sender_layout",
    "mutualaid_decision", "mutualaid_year_sum", "mutualaid_reading", "mutualaid_contest", "entitlements_right",
)  # fmt: skip
#: Of these nobody changes or deletes a row, whoever asks.
KEPT = {"bargaining_proposal", "bargaining_talk"}
#: What every story tells, and the longer ones that are told only where their tables are looked at.
EVERYDAY = "everyday"
LONGER = ("bargaining", "decisions", "founding", "ledger", "mutualaid")
PARTS = (EVERYDAY, *LONGER)
#: Rooms whose rows another's story leaves.
_TOLD_WITH = {"entitlements": "mutualaid"}


def story_of(table: str) -> str:
    """Which part of the story leaves rows in a table."""
    room = table.partition("_")[0]
    return _TOLD_WITH.get(room, room) if room in {*LONGER, *_TOLD_WITH} else EVERYDAY


@pytest.fixture
def strangers(request: pytest.FixtureRequest) -> list[Actor]:
    """A member with a card and a wish, an applicant on a list; and those they have nothing to do with."""
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    row = makers.make_application(union)
    makers.pass_it(makers.make_resolution(row, officer=officer), officer)
    member = makers.worker(Person.objects.get(pk=row.person_id))
    with scope(member):
        members.ask_change(field="kind_of_work", after="网约车司机", actor=member)
        members.ask_passage(kind="retain", actor=member)
    with scope(officer):
        hers = row.person.memberships.get().public_id
        members.note_part([hers], kind="dues", on=makers.TODAY, actor=officer)
    leave_a_roster(union, row.person_id)
    SavedFilter.objects.create(person_id=row.person_id, name="企业的", created_at=NOW)
    # A longer story is told only where its tables are looked at.
    part = request.node.callspec.params.get("part", EVERYDAY)
    if part == "founding":
        _found(union)
    if part == "decisions":
        _deliberate(union)
    if part == "ledger":
        _pay(union)
    if part == "mutualaid":
        _aid(union)
    if part == "bargaining":
        _bargain(union, row.person_id)
    elsewhere = makers.officer_of(makers.make_org("宁波市总工会（演示）"), *makers.CHAIR, name="吴远")
    # Her own office and person are hers to see; without them she is a stranger to every row.
    outsider = Actor(now=NOW, request_id="tests", name="吴远", person_id=-1, account_id=-1, offices=elsewhere.offices)
    Person.objects.filter(pk=elsewhere.person_id or 0).update(code=union.code)
    return [outsider, makers.guest(union), Actor.anonymous(NOW)]


def _found(union: Organisation) -> None:
    """A union founded below it, with somebody who signed up and a form for its registration."""
    contact, chair = founding.contact(union), founding.officer(union)
    case = founding.agreed(union, contact, chair)
    founding.intent(case)
    founding.with_candidates(case, contact)
    with scope(contact):
        services.hold_congress(case.public_id, founding.minutes(case), actor=contact)
    LegalPerson.objects.create(
        case=case, residence="演示路 1 号", phone="1", business="1", liability="1", handler="周立夏"
    )


def _deliberate(union: Organisation) -> None:
    """An assembly of three in session, with a count entered."""
    chair = deciding.officer(union)
    body = deciding.body(union, chair, Staff(3, 1), "assembly")
    with scope(chair):
        decisions.add_delegates(body.public_id, deciding.lines(3), actor=chair)
    _sitting, motion = deciding.opened(body, chair, 3)
    deciding.count(motion, deciding.tally(2, 1), chair)


def _pay(union: Organisation) -> None:
    """A fund with a pledge and a budget, a payment on its way and what the bank said of it."""
    at = paying.desk(union)
    with scope(at.keeper):
        money.pledge(
            at.fund.public_id, donor="和畅电子（演示）", kind="employer", yearly_fen=100, cap_fen=500, first_year=2026,
            basis="协议", actor=at.keeper,
        )  # fmt: skip
        money.set_budget(at.fund.public_id, year=2026, fen=100, actor=at.keeper)
        money.declare(id_number=makers.id_number(), word="配偶", actor=at.keeper)
    paying.order(at, (paying.payee(union), 75_240))
    run = paying.released(at)
    with scope(at.keeper):
        money.read_reply(
            run.public_id, paying.answer(run, paying.lines_of(run)), name="回盘.csv", actor=at.keeper
        )  # fmt: skip


def _aid(union: Organisation) -> None:
    """A row in every table of mutual aid below the union."""
    house = AidHouse.at(union)
    person, file = makers.make_person(org=union), house.file()
    at = {"file": file, "code": union.code, "row": 1}
    RowFault.objects.create(**at, fault="id.check_digit")
    Stray.objects.create(**at, id_index=b"x", settlement="S", is_refund=False, discharged=makers.TODAY)
    AidLayout.objects.create(org=union, code=union.code, sender="医保（演示）", confirmed_at=NOW)
    decision = house.row(file, person, "held")
    days = {"since": makers.TODAY, "until": makers.TODAY, "covered_from": makers.TODAY, "consented_on": makers.TODAY}
    Participation.objects.create(
        plan=house.plan, person=person, code=union.code, fee_fen=1, consent_version="1", batch=uuid4(), **days
    )
    YearSum.objects.create(plan=house.plan, person=person, code=union.code)
    Right.objects.create(
        person=person, code=union.code, kind="unserved", subject=decision.pk, happened_on=makers.TODAY, found_at=NOW
    )
    Reading.objects.create(decision=decision, plan=house.plan, code=union.code, drawn_at=NOW)
    Contest.objects.create(decision=decision, person=person, code=union.code, reason="演示", filed_at=NOW)


def _bargain(union: Organisation, person_id: int) -> None:
    """A row in every table of a bargaining below the union; no act of it, only what one leaves."""
    at = {"parent": union, "division": "330108002"}
    employer = makers.make_org("和畅电子（演示）", kind="employer", **at)  # type: ignore[arg-type]
    makers.make_org("和畅电子工会（演示）", kind="enterprise", employer=employer, **at)  # type: ignore[arg-type]
    with scope(makers.SYSTEM):
        case = bargaining.open_case(
            side="worker", employer=employer.public_id, request_key=uuid4().hex, actor=makers.SYSTEM,
            facts=Facts(title="工资协商", staff=30, topics=["wage.pay_day"]),
        )  # fmt: skip
        at_union = {"org": union, "code": union.code}
        drive = Drive.objects.create(**at_union, title="要约月", plan={}, by_name="李敏", created_at=NOW)
        drive.entries.create(org=case.union, code=case.code, case=case)
        _leave_in_the_room(case, person_id)
        _leave_papers(case, person_id)


def _leave_in_the_room(case: Case, person_id: int) -> None:
    said = {"case": case, "side": "worker", "by_name": "李敏", "at": NOW}
    case.participants.create(person_id=person_id, side="worker", role="rep", name="李敏", since=makers.TODAY)
    case.items.get().proposals.create(**said, number=1, value={}, words="每月 10 日", key=uuid4())
    Talk.objects.create(**said, channel="room", words="同意", by_role="worker", key=uuid4())
    Evidence.objects.create(**said, channel="worker", title="物价", source="统计局")
    case.suspensions.create(asked_by="worker", reason="核账", since=makers.TODAY, until=date(2026, 7, 1))
    case.meetings.create(number=1, at=NOW, place="三楼", chaired_by="worker")


def _leave_papers(case: Case, person_id: int) -> None:
    draft = case.drafts.create(number=1, body={}, text_hash="0", made_at=NOW)
    case.e_signing.create(side="worker", by_name="李敏", at=NOW)
    case.signatures.create(
        draft=draft, side="worker", by_name="李敏", form="paper", on=makers.TODAY, text_hash="0", at=NOW
    )
    case.filings.create(number=1, draft=draft, filed_on=makers.TODAY, copies=5)
    case.deliveries.create(document="offer", to_side="employer", way="paper", sent_at=NOW, sent_by="李敏")
    shown = Publication.objects.create(
        case=case, code=case.code, poster_code="story", draft_body={}, text_hash="0", at=NOW, by_name="李敏"
    )
    shown.readings.create(person_id=person_id, code=case.code, at=NOW)
    case.reports.create(held_on=makers.TODAY, conclusion="做到了", at=NOW, by_name="李敏")


def leave_a_roster(union: Organisation, person_id: int) -> None:
    """A roster as an officer leaves it, with a remark, somebody it landed, and its sender's columns."""
    at = {"code": union.code}
    roster = Import.objects.create(
        org=union, file_id=uuid4(), file_name="名册.csv", sha256="0" * 64, created_name="李敏", created_at=NOW, **at
    )
    ImportRow.objects.create(roster=roster, number=2, verdict="fault", fault="id.check_digit", **at)
    Landed.objects.create(roster=roster, number=3, person_id=person_id, membership_id=1, fate="new", **at)
    SenderLayout.objects.create(org=union, sender="锦程（演示）", confirmed_at=NOW, **at)


def foreign(model: type[models.Model], actor: Actor) -> models.QuerySet[models.Model]:
    """What an actor sees of a table without any filter but that of her own body's rows."""
    rows = model._default_manager.all()
    return rows.exclude(code__in=actor.scope) if "code" in {field.name for field in model._meta.fields} else rows


def test_every_table_of_ours_is_guarded_or_has_a_reason_not_to_be() -> None:
    guarded = guarded_tables()
    assert {table for table in OURS if not guarded[table]} == set(PUBLIC)


def test_every_table_with_a_sealed_column_is_guarded() -> None:
    guarded = guarded_tables()
    assert [column.name for column in sealed_columns() if column.table in OURS and not guarded[column.table]] == []


def kept_and_changing(part: str) -> tuple[list[str], list[str]]:
    """The tables a part of the story fills: those nobody may change, and the others."""
    tables = [table for table in TOLD if story_of(table) == part]
    return [table for table in tables if table in KEPT], [table for table in tables if table not in KEPT]


@pytest.mark.parametrize("part", PARTS)
def test_a_stranger_sees_nothing_of_a_whole_table(strangers: list[Actor], part: str) -> None:
    for table in itertools.chain(*kept_and_changing(part)):
        model = OURS[table]
        assert model._default_manager.exists(), f"{table}: the story leaves no row: the test would prove nothing"
        for actor in strangers:
            with scope(actor):
                assert not foreign(model, actor).exists(), f"{table} shows rows to {actor.name or 'a guest'}"


@pytest.mark.parametrize("part", PARTS)
def test_a_stranger_changes_and_deletes_nothing(strangers: list[Actor], part: str) -> None:
    kept, changing = kept_and_changing(part)
    for table in kept:
        nobody_changes(OURS[table], (*strangers, makers.SYSTEM))
    for table in changing:
        strangers_change_nothing(OURS[table], strangers)


def nobody_changes(model: type[models.Model], actors: Iterable[Actor]) -> None:
    """What is kept is refused to everybody, the program itself too."""
    rows = model._default_manager.all()
    assert rows.exists()
    for actor in actors:
        with pytest.raises(DatabaseError), transaction.atomic(), scope(actor):
            rows.update(words="另一句")
        with pytest.raises(DatabaseError), transaction.atomic(), scope(actor):
            rows._raw_delete(connection.alias)


def strangers_change_nothing(model: type[models.Model], actors: Iterable[Actor]) -> None:
    """A change or deletion without any filter meets no row."""
    rows = model._default_manager.order_by("pk")
    before = list(rows.values())
    field = next(each.attname for each in model._meta.fields if not each.primary_key)
    for actor in actors:
        with scope(actor):
            assert foreign(model, actor).update(**{field: models.F(field)}) == 0, model
            assert foreign(model, actor)._raw_delete(connection.alias) == 0, model
    assert list(rows.values()) == before, model


@pytest.mark.parametrize("part", PARTS)
def test_a_stranger_adds_nothing_in_anothers_place(strangers: list[Actor], part: str) -> None:
    """A copy of a row there is, under a new key: whatever the constraints would say, row security speaks first."""
    for table in itertools.chain(*kept_and_changing(part)):
        strangers_add_nothing(table, strangers)


def strangers_add_nothing(table: str, strangers: list[Actor]) -> None:
    """The newest foreign row of a table, written again by each of them, is refused."""
    model = OURS[table]
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    row = foreign(model, strangers[0]).order_by("-pk")[0]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    listed = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # A guest may register herself in the union before whose poster she stands: that is what posters are for.
    actors = strangers[:1] + strangers[2:] if table == "people_person" else strangers
    for actor in actors:
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            scope(actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({places})', values)  # noqa: S608


@pytest.mark.parametrize("table", ["members_application", "members_membership", "orgs_office", "people_person"])
def test_an_officer_moves_no_row_out_of_her_reach(strangers: list[Actor], table: str) -> None:
    union = makers.make_org("浦沿街道总工会（演示）")
    officer = makers.officer_of(union, *makers.CHAIR)
    makers.make_member(union)
    makers.make_application(union, "周可心")
    # Her own person is hers to change in some ways; which, the services know.
    rows = OURS[table]._default_manager.filter(code=union.code)
    rows = rows.exclude(pk=officer.person_id) if table == "people_person" else rows
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), scope(officer):
        rows.update(code="A")


def test_there_are_no_views_over_guarded_tables_that_would_run_as_their_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"
            " AND c.relkind IN ('v', 'm') AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'], false)"
        )
        assert cursor.fetchall() == []


def test_owner_functions_fix_their_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
            " AND p.prosecdef AND NOT coalesce(p.proconfig::text LIKE '%%search_path=%%', false)"
        )
        assert cursor.fetchall() == []
