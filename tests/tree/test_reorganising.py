"""A large act seen from outside while it is under way: progress at once, the tree only when all is done."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from hexian.domains.members.models import Membership
from hexian.domains.orgs import services
from hexian.domains.orgs.models import Organisation, Reorganisation
from hexian.domains.orgs.rules import Kind
from hexian.domains.orgs.services import following, reorganising
from hexian.embedded import DatabaseUrls
from hexian.foundation.access import scope
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.makers import SYSTEM

pytestmark = [pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What another connection sees of task, tree and members when every row is written and nothing committed."""
    found: list[Any] = []

    def look() -> None:
        with scope(SYSTEM):
            task = Task.objects.get(name="orgs.reorganise")
            street = Organisation.objects.select_related("parent").get(kind=Kind.STREET)
            member = Membership.objects.get()
            assert street.parent is not None
            found.append((task.state, task.done, task.total, street.parent.name, member.code == street.code))
        connection.close()

    def from_outside(_moved: following.Moved) -> None:
        watcher = threading.Thread(target=look)
        watcher.start()
        watcher.join()

    monkeypatch.setattr(reorganising, "MOST_AT_ONCE", 1)
    monkeypatch.setitem(following.FOLLOWERS, "a watcher", from_outside)
    return found


def test_others_see_progress_but_the_former_tree_until_all_is_done(
    own_database: DatabaseUrls, seen: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(SYSTEM):
        city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
        left, right = (makers.make_org(f"{name}区总工会（演示）", kind=Kind.DISTRICT, parent=city) for name in "左右")
        street = makers.make_org(parent=left)
        makers.make_member(street)
        chair = makers.officer_of(city, *makers.CHAIR)
    monkeypatch.setattr(registry, "_builder", [lambda _starter, now: replace(chair, now=now)])
    with scope(chair):
        begun = services.begin_move(street.public_id, to=right.public_id, reason="区划调整", actor=chair)
    assert begun.body is None
    assert begun.task is not None
    runs.run_task(str(begun.task))
    [(state, done, total, parent, together)] = seen
    assert (state, parent, together) == ("running", left.name, True)
    assert 0 < done <= total
    with scope(SYSTEM):
        task, moved = Task.objects.get(public_id=begun.task), Organisation.objects.get(pk=street.pk)
        assert (task.state, task.done, moved.parent_id) == ("done", total, right.pk)
        assert Membership.objects.get().code == moved.code
        assert Reorganisation.objects.get().act == begun.task
