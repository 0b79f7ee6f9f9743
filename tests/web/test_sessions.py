"""Sessions are Django's, read the short way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hexian.web.accounts.sessions import SessionStore

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def key() -> str:
    """The key of a session that holds a word."""
    made = SessionStore()
    made["word"] = "和"
    made.save()
    return str(made.session_key)


def test_a_session_is_read_as_django_reads_it(key: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        ours = SessionStore(key).load()
    assert ours == db.SessionStore(key).load() == {"word": "和"}


@pytest.mark.parametrize("what", ["ended", "unknown"])
def test_a_session_that_is_none_holds_nothing_and_loses_its_key(key: str, what: str) -> None:
    if what == "ended":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for kind in (SessionStore, db.SessionStore):
        store = kind(key if what == "ended" else "x" * 32)
        assert store.get("word") is None
        assert store.session_key is None
