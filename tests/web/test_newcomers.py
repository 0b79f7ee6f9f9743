"""A new installation's first officer appoints people nobody has entered yet."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hexian.domains.orgs.models import Office, Role
from tests import makers
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_she_is_appointed_by_name_and_number() -> None:
    org = makers.make_org()
    browser = desk.officer_of(org).client
    role = Role.objects.get(org__isnull=True, key="organiser")
    address = reverse("orgs:appoint_newcomer", args=[org.public_id])
    facts = {"name": "周可心", "mobile": "139 1234 0042", "role": str(role.public_id)}

    wrong = browser.post(address, {**facts, "mobile": "1370000"})
    assert wrong.status_code == 422
    assert "周可心" in wrong.content.decode()

    done = browser.post(address, facts)
    assert done.status_code == 302, desk.words(done.content.decode())
    assert done["Location"] == reverse("orgs:offices")
    assert Office.objects.get(role=role).person.name == "周可心"


def test_the_way_there_stands_on_the_page_of_appointments() -> None:
    org = makers.make_org()
    assert "按姓名和手机号任命" in desk.officer_of(org).get("orgs:appoint", org=str(org.public_id))


def test_a_stranger_finds_no_such_page() -> None:
    org, other = makers.make_org(), makers.make_org()
    desk.officer_of(other).get("orgs:appoint_newcomer", org.public_id, status=404)
