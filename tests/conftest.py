"""Fixtures every test may use: the row-security scope, a database of its own for tests that commit, clients."""

from __future__ import annotations

import gc
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from _pytest import runner
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from hexian.embedded import DatabaseUrls
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.web.frames import with_room
from tests import environment
from tests.moments import NOW

if TYPE_CHECKING:
    from tests.districts import Districts

__all__ = ["NOW"]
#: Where the tests of ten seconds and more are.
LONGEST = {"test_faults.py", "test_backup.py", "test_bargaining_story.py", "test_begin.py", "test_demo_city.py"}
_own_databases = count(1)
#: What a file says of all its tests.
_ALL_OF_IT = re.compile(r"^pytestmark = .*\bmark\.(thorough|browser)\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which `./test fast` wants nothing is not even read: the description of the API alone takes 2 s."""
    wanted = config.option.markexpr or ""
    if " not " not in f" {wanted}" or " or " in wanted or not collection_path.name.startswith("test_"):
        return None
    marks = _ALL_OF_IT.findall(collection_path.read_text(encoding="utf-8"))
    return True if any(re.search(rf"\bnot {mark}\b", wanted) for mark in marks) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a database or a cluster of its own is none of `./test fast`; what takes longest begins first.

    Were it drawn last, one worker would be at it while the other has nothing left to do.
    """
    for item in items:
        if {"own_database", "one", "cluster", "server", "house"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.thorough)
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_configure() -> None:
    """Settings of every test.

    Static files are found when asked for: each new client would else look at all of them, a third of its time.
    """
    # No test is timed, hypothesis' examples neither: a busy machine is no fault.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    settings.WHITENOISE_AUTOREFRESH = True
    # As the door of the web opens pages; here it saves a twenty-fifth.
    runner.runtestprotocol = with_room(runner.runtestprotocol)


def pytest_collection_finish() -> None:
    """What the program and seven thousand tests consist of never becomes garbage: not looking it over saves a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there already, cloned by `tests.environment` before Django was loaded."""


#: What pytest-django does before and after every test for marks and means that no test here has: other addresses, apps
#: left out, templates with wrong variables, a live server, Django's own mail box and sites.  Six fixtures set up eight
#: thousand times; a test that wants one of them takes its name off this list.
UNUSED = (
    "_django_set_urlconf", "_django_isolate_apps", "_template_string_if_invalid_marker", "_live_server_helper",
    "_dj_autoclear_mailbox", "_django_clear_site_cache",
)  # fmt: skip
for _name in UNUSED:
    globals()[_name] = pytest.fixture(lambda: None, scope="session", autouse=True, name=_name)


@pytest.fixture
def system() -> Actor:
    """The program itself, at `NOW`."""
    return Actor.system("tests", NOW)


@pytest.fixture(autouse=True)
def _scope(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that use the database arrange their rows as the system; doors narrow the scope themselves."""
    uses_database = {"db", "client"} & set(request.fixturenames) or request.node.get_closest_marker("django_db")
    if not uses_database:
        yield
        return
    request.getfixturevalue("db")
    with scope(Actor.system("tests", NOW)):
        yield


@pytest.fixture
def own_database(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[DatabaseUrls]:
    """A database of this test's own, for tests that commit, use threads or start processes."""
    name = f"{environment.DATABASE}_own{next(_own_databases)}"
    urls = environment.clone(name)
    with django_db_blocker.unblock():
        connection.close()
        former = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        yield urls
        connection.close()
        connection.settings_dict["NAME"] = former
    environment.discard(name)


@pytest.fixture(scope="session")
def world(django_db_blocker: DjangoDbBlocker) -> Iterator[Districts]:
    """Two districts for every generated request of this worker; all are taken back. Told once, in five seconds."""
    from tests import districts

    with districts.standing(f"{environment.DATABASE}_districts", django_db_blocker) as found:
        yield found


@pytest.fixture
def client() -> Client:
    """A browser without JavaScript, with CSRF checks as in real life."""
    return Client(enforce_csrf_checks=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing behind but the server and the template."""
    connection.close()
    environment.drop_discarded()
    environment.drop(environment.DATABASE)
    shutil.rmtree(environment.HOME, ignore_errors=True)
