"""Who acts: subtrees, acting as one of several offices, what nobody may do."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from hexian.foundation.actor import Actor, OfficeHeld
from hexian.foundation.actor.actor import outermost

NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
CODES = st.lists(st.text("0123", min_size=4, max_size=4), max_size=4).map(lambda parts: "A" + "".join(parts))


def office(code: str, *duties: str) -> OfficeHeld:
    return OfficeHeld(uuid4(), 1, code, "某工会", "干部", frozenset(duties))


def actor_with(*offices: OfficeHeld) -> Actor:
    return Actor(now=NOW, request_id="r", name="李知夏", account_id=1, person_id=1, offices=offices)


def test_a_duty_covers_the_subtree_and_nothing_beside_it() -> None:
    actor = actor_with(office("A0001", "members.view"))
    assert actor.may("members.view", "A00010002")
    assert not actor.may("members.view", "A0002")
    assert not actor.may("members.admit", "A0001")


def test_acting_as_one_office_puts_the_others_aside() -> None:
    first, second = office("A0001", "members.view"), office("A0002", "members.view")
    actor = actor_with(first, second).acting_as(second.office_id)
    assert actor.subtrees_for("members.view") == ("A0002",)
    assert actor.scope == ("A0002",)


def test_an_office_she_does_not_hold_cannot_be_acted_as() -> None:
    actor = actor_with(office("A0001", "members.view"))
    assert actor.acting_as(uuid4()) == actor


def test_nobody_sees_nothing_and_the_system_everything() -> None:
    assert Actor.anonymous(NOW).subtrees_for("members.view") == ()
    assert Actor.system("job", NOW).may("members.view", "A0001")


def test_the_nearest_office_is_named_in_the_audit() -> None:
    far, near = office("A", "members.admit"), office("A00010001", "members.admit")
    assert actor_with(far, near).office_for("members.admit", "A000100010001") == near


@given(st.lists(CODES, max_size=8))
def test_outermost_codes_cover_all_and_none_lies_in_another(codes: list[str]) -> None:
    kept = outermost(codes)
    assert all(any(code.startswith(outer) for outer in kept) for code in codes)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)
