"""A house for every test of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from hexian.embedded import DatabaseUrls
from hexian.foundation.crypto import keyring
from tests.cli.house import House


@pytest.fixture
def house(own_database: DatabaseUrls, tmp_path: Path, settings: Settings) -> Iterator[House]:
    """A database and a home of this test's own, in use in this process too, as the owner: as `hx` works."""
    home = tmp_path / "home"
    for name in ("frontend", "attachments"):
        (home / name).mkdir(parents=True)
    keyring.use(home / "keys")
    keyring.ring()
    former, user = settings.KEYS_DIR, connection.settings_dict["USER"]
    settings.HOME, settings.KEYS_DIR, settings.ATTACHMENTS_DIR = home, home / "keys", home / "attachments"
    connection.settings_dict["USER"] = "hexian_owner"
    yield House(own_database, home)
    connection.close()
    connection.settings_dict["USER"] = user
    keyring.use(former)
