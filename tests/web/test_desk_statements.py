"""No page asks the database once per row: with 25 rows it needs no more statements than with 5."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hexian.domains.bargaining import services as bargaining
from hexian.domains.bargaining.services import Facts
from hexian.domains.members import services as members
from hexian.domains.members.models import Resolution
from hexian.domains.orgs.models import Organisation
from hexian.foundation import work
from hexian.foundation.notices import services as notices
from hexian.foundation.work import services as tasks
from tests import makers
from tests.conftest import NOW
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
FEW, MANY = 5, 25
#: What any page of the desk may ask: session, scope, actor, offices, counts in the side bar, its own rows.
MOST = 32

Make = Callable[[Officer, Organisation, int], object]


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@work.runner("tests.statements")
def nothing(task: work.Running) -> None:
    """A task that does nothing."""
    task.finish()


def application(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.make_application(union, f"王{chr(0x4E00 + number)}")


def member(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.make_member(union, f"李{chr(0x4E00 + number)}")


def resolution(officer: Officer, union: Organisation, number: int) -> object:
    return makers.make_resolution(makers.make_application(union), officer=officer.actor, number=f"〔2026〕{number} 号")


def name_on_the_list(officer: Officer, union: Organisation, number: int) -> object:
    row = makers.make_application(union, f"王{chr(0x4E00 + number)}")
    drafted = Resolution.objects.first() or makers.make_resolution(row, officer=officer.actor, number="〔2026〕1 号")
    row.refresh_from_db()
    row.state, row.resolution = "proposed", drafted
    row.save()
    return row


def wish(_officer: Officer, union: Organisation, _number: int) -> object:
    actor = makers.worker(makers.make_member(union).person)
    with makers.as_(actor):
        return members.ask_change(field="kind_of_work", after="检验员", actor=actor)


def body(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.make_org(f"和畅 {number}（演示）工会", kind="enterprise", parent=union)


def placed_body(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.make_org(
        f"和畅 {number}（演示）工会", kind="enterprise", parent=union, division=f"3301080{number:02d}"
    )


def bargain(_officer: Officer, union: Organisation, number: int) -> object:
    employer = makers.make_org(f"和畅 {number}（演示）", kind="employer", parent=union, division="330108002")
    makers.make_org(f"和畅 {number}（演示）工会", kind="enterprise", parent=union, employer=employer)
    facts = Facts(title=f"工资协商 {number}", staff=30, topics=["wage.pay_day"])
    with makers.as_(makers.SYSTEM):
        return bargaining.open_case(
            side="worker", employer=employer.public_id, facts=facts, request_key=uuid4().hex, actor=makers.SYSTEM
        )


def office(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.officer_of(union, "orgs.view", name=f"何{chr(0x4E00 + number)}")


def poster(_officer: Officer, union: Organisation, _number: int) -> object:
    return makers.make_join_point(union)


def role(_officer: Officer, union: Organisation, number: int) -> object:
    return makers.role(union, "orgs.view", name=f"干事 {number}")


def notice(officer: Officer, _union: Organisation, _number: int) -> object:
    return notices.tell(officer.actor.person_id or 0, "members.change_accepted", actor=makers.SYSTEM)


def task(officer: Officer, _union: Organisation, number: int) -> object:
    return tasks.start("tests.statements", actor=officer.actor, title=f"第 {number} 件")


PAGES: list[tuple[str, Make, dict[str, str]]] = [
    ("system:home", application, {}),
    ("members:applications", application, {}),
    ("members:applications", application, {"tab": "waiting", "kind_of_work": "外卖配送员"}),
    ("members:resolutions", resolution, {}),
    ("members:resolution", name_on_the_list, {}),
    ("members:members", member, {}),
    ("members:members", member, {"text": "李"}),
    ("members:changes", wish, {}),
    ("orgs:unions", body, {}),
    ("orgs:unions", body, {"q": "和畅"}),
    ("orgs:list", placed_body, {}),
    ("orgs:list", placed_body, {"day": "2026-06-16", "only": "vacant"}),
    ("orgs:vacancies", body, {}),
    ("orgs:union", body, {}),
    ("orgs:union", office, {}),
    ("orgs:union", poster, {}),
    ("orgs:offices", office, {}),
    ("orgs:roles", role, {}),
    ("bargaining:desk", bargain, {}),
    ("bargaining:desk", bargain, {"view": "turn", "q": "和畅"}),
    ("orgs:appoint", member, {"q": "李"}),
    ("system:search", member, {"q": "李"}),
    ("system:search", body, {"q": "和畅"}),
    ("system:notices", notice, {}),
    ("system:audit", application, {"by": "all"}),
    ("system:tasks", task, {}),
    ("system:home", task, {}),
]


def address(name: str, union: Organisation) -> str:
    """A page's address; those about one thing are about the union, or the only draft."""
    if name == "members:resolution":
        return reverse(name, args=[Resolution.objects.get().public_id])
    return reverse(name, args=[union.public_id] if name in {"orgs:union", "orgs:roles"} else [])


def statements(officer: Officer, union: Organisation, name: str, query: dict[str, str]) -> list[str]:
    """What the database is asked for one page."""
    with CaptureQueriesContext(connection) as asked:
        response = officer.client.get(address(name, union), query)
    assert response.status_code == 200
    # Whether this is a demonstration is asked every ten seconds, whatever the rows.
    return [query["sql"] for query in asked.captured_queries if "clock_demo_clock" not in query["sql"]]


@pytest.mark.parametrize(("name", "make", "query"), PAGES)
def test_more_rows_need_no_more_statements(name: str, make: Make, query: dict[str, str]) -> None:
    union = makers.make_org()
    officer = desk.officer_of(union, *makers.CHAIR, "audit.view", "bargaining.view")
    for number in range(FEW):
        make(officer, union, number)
    officer.client.get(address(name, union), query)
    few = statements(officer, union, name, query)
    for number in range(FEW, MANY):
        make(officer, union, number)
    many = statements(officer, union, name, query)
    assert len(many) <= len(few), [sql[:160] for sql in many if many.count(sql) != few.count(sql)]
    assert len(many) <= MOST


def test_a_list_before_the_committee_is_read_at_once() -> None:
    union = makers.make_org()
    officer = desk.officer_of(union)
    rows = [str(makers.make_application(union, f"王{chr(0x4E00 + n)}").public_id) for n in range(MANY)]
    officer.post("members:propose", status=200, pick=rows[:FEW])
    asked = []
    for chosen in (rows[:FEW], rows):
        with CaptureQueriesContext(connection) as captured:
            officer.post("members:propose", status=200, pick=chosen)
        asked.append(len(captured))
    assert asked[0] == asked[1]
