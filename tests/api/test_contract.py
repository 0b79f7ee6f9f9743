"""The API keeps to its own description: whatever is sent, right or wrong, by whomever, it answers in a declared shape.

Schemathesis makes requests out of the OpenAPI description; half of them are about things that exist.  Every request is
rolled back, so that each one meets the same two districts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation

from tests import districts
from tests.districts import ANONYMOUS, INSIDE, MEMBER, Districts
from tests.routes import routes

pytestmark = [pytest.mark.database, pytest.mark.thorough]

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=schemathesis.Config())
OPERATIONS: dict[str, Any] = {each.label: each for each in (found.ok() for found in schema.get_all_operations())}  # type: ignore[union-attr]
load_all_checks()
#: A request that fits the description may still be refused by a rule, with a sentence (422).
LEFT_OUT = [check for check in CHECKS.get_all() if check.__name__ == "positive_data_acceptance"]
#: Asks that a wrong request be turned away.
WRONG_IS_REFUSED = [check for check in CHECKS.get_all() if check.__name__ == "negative_data_rejection"]
MODES = {"right": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}


@pytest.fixture
def standing(world: Districts, django_db_blocker: DjangoDbBlocker) -> Iterator[Districts]:
    """The connection leads to the districts for the length of one test."""
    ends = (request_started, request_finished)
    # A server closes a connection whose transaction was left open; here the transaction is ours.
    for signal in ends:
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), districts.connected(world.name):
        yield world
    for signal in ends:
        signal.connect(close_old_connections)


def headers_of(role: str, world: Districts) -> dict[str, str]:
    return {} if role == ANONYMOUS else {"Authorization": f"Bearer {world.keys[role]}"}


def is_still_wrong(case: Any, about_something: bool) -> bool:
    """Whether what was made wrong is still sent: our key takes the place of its header, a real thing of its path."""
    parts = case.meta.components if case.meta else {}
    replaced = {ParameterLocation.HEADER} | ({ParameterLocation.PATH} if about_something else set())
    return any(info.mode == GenerationMode.NEGATIVE for part, info in parts.items() if part not in replaced)


def keep_to_the_description(operation: Any, mode: GenerationMode, asking: Mapping[str, int], world: Districts) -> None:
    """Send requests to one address as several roles, the first so many of them as each; to make one takes longest."""
    real: Mapping[str, object] = world.sides[INSIDE].named
    sent, stumbled = 0, False

    @settings(
        max_examples=max(asking.values()),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), about_something=st.booleans())
    def send(case: Any, about_something: bool) -> None:
        if about_something and case.path_parameters:
            case.path_parameters = {name: str(real[name]) for name in case.path_parameters}
        left_out = LEFT_OUT if is_still_wrong(case, about_something) else LEFT_OUT + WRONG_IS_REFUSED
        nonlocal sent, stumbled
        # What failed is made smaller, with as many more requests as that takes.
        roles = [role for role, most in asking.items() if sent < most or stumbled]
        sent, stumbled = sent + 1, True
        for role in roles:
            with transaction.atomic():
                case.call_and_validate(headers=headers_of(role, world), excluded_checks=left_out)
                transaction.set_rollback(True)
        stumbled = False

    send()


def shown(pattern: str) -> str:
    """An address as the description writes it."""
    return re.sub(r"<(?:uuidstr:)?([a-z_]+)>", r"{\1}", pattern)


def test_every_address_is_described() -> None:
    unlisted = {"api:openapi", "api:root", "api:unknown"}
    asked = [route for route in routes() if route.is_api and route.name not in unlisted]
    declared = {f"{method} /{shown(route.pattern)}" for route in asked for method in route.doors}
    assert declared == set(OPERATIONS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_address_keeps_to_its_description(label: str, mode: str, standing: Districts) -> None:
    """Most of what goes wrong lies behind the door; who is stopped at it is asked less often here than below."""
    keep_to_the_description(OPERATIONS[label], MODES[mode], {ANONYMOUS: 2, MEMBER: 3, "chair": 5}, standing)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", [ANONYMOUS, MEMBER, "viewer", "chair"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_address_keeps_to_its_description_for_long(label: str, role: str, mode: str, standing: Districts) -> None:
    keep_to_the_description(OPERATIONS[label], MODES[mode], {role: 30}, standing)
