"""Whatever acts come in whatever order, a roster is in a known state and nothing of it is left half done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hexian.domains.rosters import rules
from hexian.domains.rosters.rules import ImportState
from hexian.foundation.actor import Refused

ACTS = sorted({act for _, act in rules.IMPORT})
#: Nothing can be done from here any more.
ENDS = {ImportState.UNDONE, ImportState.CANCELLED}
#: Somebody of the roster may be a member.
HOLDING = {ImportState.LANDING, ImportState.LANDED, ImportState.FAILED, ImportState.UNDOING}


class RosterMachine(RuleBasedStateMachine):
    """Random acts, with what a roster would hold beside its state."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ImportState.UPLOADED
        self.members = 0
        self.was_checked = False

    @rule(act=st.sampled_from(ACTS))
    def do(self, act: str) -> None:
        before = self.state
        if (before, act) not in rules.IMPORT:
            with pytest.raises(Refused, match=r"roster\.state"):
                rules.next_state(before, act)
            return
        self.state = rules.next_state(before, act)
        if act == "checked":
            self.was_checked = True
        if act == "map":
            self.was_checked = False
        if act == "land":
            assert self.was_checked, "nothing lands unchecked"
            self.members += 1
        if act == "undone":
            self.members = 0

    @invariant()
    def members_only_where_they_can_be_taken_back(self) -> None:
        if self.members:
            assert self.state in HOLDING
        if self.state == ImportState.CANCELLED:
            assert not self.members

    @invariant()
    def there_is_a_way_on_until_the_end(self) -> None:
        leads = [act for state, act in rules.IMPORT if state == self.state]
        assert bool(leads) == (self.state not in ENDS)


TestRosterStates = RosterMachine.TestCase
TestRosterStates.settings = settings(max_examples=200, stateful_step_count=20, deadline=None)


def test_every_state_is_reached() -> None:
    reached = {ImportState.UPLOADED}
    while more := {end for (start, _), end in rules.IMPORT.items() if start in reached} - reached:
        reached |= more
    assert reached == set(ImportState)


def test_whoever_holds_members_can_be_gone_on_with_or_undone() -> None:
    for state in (ImportState.LANDED, ImportState.FAILED):
        assert (state, "undo") in rules.IMPORT
    assert (ImportState.FAILED, "land") in rules.IMPORT


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (["name"], "roster.columns_uneven"),
        (["name", "shoe_size"], "roster.column_unknown"),
        (["name", "name"], "roster.column_twice"),
        (["id_number", ""], "roster.no_name"),
        (["name", ""], "roster.no_finder"),
    ],
)
def test_columns_that_cannot_be_read(columns: list[str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_columns(["甲", "乙"], columns)
    assert refusal.value.code == code


def test_name_and_one_finder_are_enough() -> None:
    rules.check_columns(["甲", "乙", "丙"], ["name", "mobile", ""])


def test_more_than_half_is_odd_and_half_is_not() -> None:
    assert rules.warnings_of(rows=4, elsewhere=2, faults=2, other_unions=2) == []
    assert rules.warnings_of(rows=4, elsewhere=3, faults=0, other_unions=3) == ["mostly_elsewhere", "other_union"]
    assert rules.warnings_of(rows=4, elsewhere=0, faults=0, other_unions=0, is_titled_otherwise=True) == ["other_title"]
    assert rules.warnings_of(rows=0, elsewhere=0, faults=0, other_unions=0) == []


def test_a_roster_lands_when_every_warning_was_seen() -> None:
    with pytest.raises(Refused, match=r"roster\.nobody"):
        rules.check_may_land(landable=0, warnings=[], seen=[])
    with pytest.raises(Refused, match=r"roster\.warning"):
        rules.check_may_land(landable=1, warnings=["other_union"], seen=["mostly_faulty"])
    rules.check_may_land(landable=1, warnings=["other_union"], seen=["other_union"])


def test_the_last_moment_to_undo() -> None:
    until = datetime(2026, 6, 18, tzinfo=UTC)
    rules.check_may_undo(until, until - timedelta(microseconds=1))
    rules.check_may_undo(None, until)
    with pytest.raises(Refused, match=r"roster\.too_late"):
        rules.check_may_undo(until, until)
