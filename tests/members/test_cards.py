"""Reading a card at a window, and opening the number behind it: both on record for her."""

from __future__ import annotations

import pytest

from hexian.domains.members import services
from hexian.domains.members.models import Membership
from hexian.domains.people.models import Person
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.makers import as_
from tests.members.test_checking import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_window_anywhere_reads_a_card_masked_and_on_record() -> None:
    member = makers.make_member(makers.make_org(), "李知夏")
    window = makers.officer_of(makers.make_org("宁波市总工会（演示）"), "orgs.view")
    with as_(window):
        read = services.read_card(member.card_token, actor=window)
        assert not Membership.objects.exists()
    assert (read.is_valid, read.name_masked, read.card_no) == (True, "李**", member.card_no)
    assert AuditEntry.objects.get(event="members.card_read").person_id == member.person_id
    Membership.objects.filter(pk=member.pk).update(state="quit", ended_on=makers.TODAY)
    with as_(window):
        assert not services.read_card(member.card_token, actor=window).is_valid
    assert_refused("card.unknown", window, services.read_card, "nonsense")
    assert_refused("card.officers_only", makers.guest(member.org), services.read_card, member.card_token)


def test_a_number_is_opened_by_whoever_may_with_a_reason() -> None:
    union, number = makers.make_org(), makers.id_number()
    member = makers.make_member(union, number=number)
    chair = makers.officer_of(union, *makers.CHAIR)
    with as_(chair):
        assert services.reveal_id_number(member.public_id, reason="办理转会", actor=chair) == number
    entry = AuditEntry.objects.get(event="person.revealed")
    assert (entry.person_id, entry.facts, entry.actor_name) == (member.person_id, {"why": "办理转会"}, "李敏")
    assert number not in str(AuditEntry.objects.values())
    assert_refused("reveal.reason_missing", chair, services.reveal_id_number, member.public_id, reason=" ")
    Person.objects.filter(pk=member.person_id).update(id_sealed=None, id_index=None)
    assert_refused("id.none", chair, services.reveal_id_number, member.public_id, reason="x")


def test_without_the_duty_or_elsewhere_or_her_own_it_stays_closed() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    herself = makers.officer_of(union, *makers.CHAIR, person=Person.objects.get(pk=member.person_id))
    viewer = makers.officer_of(union, "members.view")
    stranger = makers.officer_of(makers.make_org(), *makers.CHAIR)
    for actor in (herself, viewer, stranger):
        with as_(actor), pytest.raises(Membership.DoesNotExist):
            services.reveal_id_number(member.public_id, reason="x", actor=actor)
