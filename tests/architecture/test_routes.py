"""Every address says who may open it; what is open to anybody is listed here, so that opening one is a decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from hexian.foundation.access import DUTIES
from tests import routes
from tests.routes import routes as all_routes

#: Open to anybody: what a stranger needs to join and sign in, what machines ask, and the gallery of components.
PUBLIC = {
    "bargaining:notice", "bargaining:paper", "bargaining:paper_print", "bargaining:paper_reply",
    "front:front", "front:scan", "front:healthz", "front:metrics", "join:join", "join:code", "join:receipt",
    "join:withdraw", "system:demo_messages", "api:poster", "api:send_code", "api:apply", "api:openapi", "api:root",
    "api:unknown", "found:start", "found:begin", "found:code", "found:sign_up", "found:sign_up_code",
    "api:founding_uppers", "api:founding_code", "api:found", "gallery:overview", "gallery:forms", "gallery:states",
    "gallery:desk", "gallery:phone", "gallery:phone_form", "gallery:phone_card", "gallery:phone_list",
    "gallery:public", "gallery:error",
}  # fmt: skip


def test_every_address_outside_accounts_declares_its_door() -> None:
    assert routes.undeclared() == []


def test_a_bare_view_would_be_found() -> None:
    def bare(_request: HttpRequest) -> HttpResponse:
        """A view nobody guards."""
        return HttpResponse()

    found = list(routes._walk([path("bare/", bare, name="bare")], "", ""))
    assert [route.doors for route in found] == [{}]


def test_only_these_addresses_are_open_to_anybody() -> None:
    opened = {route.name for route in all_routes() if any(door.public for door in route.doors.values())}
    assert opened == PUBLIC


def test_every_declared_duty_exists() -> None:
    named = {
        duty for route in all_routes() for door in route.doors.values() for duty in (door.needs, door.reads) if duty
    }
    assert named <= set(DUTIES)


def test_what_is_open_to_anybody_names_no_duty() -> None:
    doors = [(route.name, door) for route in all_routes() for door in route.doors.values()]
    assert [name for name, door in doors if door.public and (door.needs or door.reads)] == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [route.name for route in all_routes()]
    assert sorted(set(names)) == sorted(names)
