"""When the program itself is at fault: programs get its shape, the log gets the trace, neither gets personal data."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hexian.config import logs
from hexian.domains.members import queries
from hexian.domains.people.models import Account
from tests import makers
from tests.api.callers import ROOT, officer_of
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAID = "王小满 的身份证 33010819900307002X"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the log."""
    stream = io.StringIO()
    logs.configure(debug=False)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    logs.configure(debug=False)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of members falls over with somebody's name on its lips."""

    def fall(*_given: Any) -> None:
        raise ValueError(SAID)

    monkeypatch.setattr(queries, "members", fall)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.usefixtures("broken")
def test_a_fault_answers_in_the_apis_own_shape_with_the_requests_id(log: io.StringIO) -> None:
    key = officer_of(makers.make_org()).key
    headers = {"Authorization": f"Bearer {key}", "X-Request-ID": "fault-0001"}
    answer = Client(raise_request_exception=False).get(f"{ROOT}/members", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    said = answer.json()
    assert (said["code"], said["params"]) == ("request.fault", {"request_id": "fault-0001"})
    assert "fault-0001" in said["sentence"]
    assert answer["X-Request-ID"] == "fault-0001"
    traces = [line for line in lines(log) if "exception" in line]
    assert [line["request_id"] for line in traces] == ["fault-0001"]
    assert "in fall" in traces[0]["exception"]
    assert "ValueError" in traces[0]["exception"]
    assert "王小满" not in log.getvalue()


@pytest.mark.usefixtures("broken")
def test_a_page_still_answers_with_a_page() -> None:
    browser = desk.officer_of(makers.make_org()).client
    browser.raise_request_exception = False
    answer = browser.get("/desk/members/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")


def test_a_request_that_makes_no_sense_answers_in_json_too() -> None:
    answer = Client(raise_request_exception=False).get(f"{ROOT}/me", headers={"Host": "a b"})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")


def test_the_trace_names_the_constraint_and_not_the_row(log: io.StringIO) -> None:
    owner = makers.worker(makers.make_person("王小满"))
    number = "".join(map(str, range(1, 6)))
    try:
        with transaction.atomic():
            Account.objects.filter(pk=owner.account_id or 0).update(mobile=number)
    except IntegrityError:
        logging.getLogger("anything").exception("it broke")
    (line,) = lines(log)
    assert "people_account_has_a_mobile" in line["exception"]
    assert "IntegrityError" in line["exception"]
    assert "12345" not in log.getvalue()


def test_what_only_speaks_of_the_program_is_kept(log: io.StringIO) -> None:
    try:
        object().missing  # type: ignore[attr-defined] # noqa: B018
    except AttributeError:
        logging.getLogger("anything").exception("it broke")
    assert "has no attribute 'missing'" in lines(log)[0]["exception"]
