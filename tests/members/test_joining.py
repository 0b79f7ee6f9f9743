"""From the poster to the card: the whole way once, each step as the person who takes it, under her own row security."""

from __future__ import annotations

import pytest

from hexian.domains.members import queries
from hexian.domains.members.models import Application, Gram, Membership, Tally
from hexian.domains.members.rules import ApplicationState, ResolutionState
from hexian.domains.people.models import Person
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_scan_leads_to_a_card() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    application = makers.make_application(union)
    assert application.state == ApplicationState.APPLIED
    assert application.due_at is not None

    resolution = makers.pass_it(makers.make_resolution(application, officer=officer), officer)

    assert resolution.state == ResolutionState.PASSED
    assert set(resolution.params) == {"committee.present", "committee.votes"}
    application.refresh_from_db()
    assert application.state == ApplicationState.APPROVED
    member = Membership.objects.get(person=application.person)
    assert (member.org, member.joined_on) == (union, makers.TODAY)
    person = Person.objects.get(pk=application.person_id)
    assert person.verified_at == officer.now
    assert Tally.objects.get(org=union).members == 1
    pieces = {gram.gram for gram in Gram.objects.filter(membership=member)}
    assert pieces == {"王小", "小满", "·王小满", "wangxiaoman", "WXM"}
    actor = makers.worker(person)
    with as_(actor):
        card = queries.my_membership(actor)
    assert card is not None
    assert card.card_no == member.card_no
    admitted = AuditEntry.objects.get(event="members.admitted")
    assert admitted.person_id == person.pk
    assert Application.objects.count() == 1
