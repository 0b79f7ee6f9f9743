"""Looking after the data must not need the whole program running: bring the embedded PostgreSQL up for one command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from hexian import embedded

_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


@contextmanager
def database_up() -> Iterator[None]:
    """Run the block with a database that answers; one started for it is stopped after, unless others came to use it.

    Raises `PostgresError` when it does not start.
    """
    home = Path(settings.HOME) / "postgres"
    if not _is_embedded() or embedded.status(home) is embedded.Standing.UP:
        yield
        return
    embedded.start(home)
    try:
        yield
    finally:
        connection.close()
        if not _others_are_in():
            embedded.stop(home)


def _is_embedded() -> bool:
    """Whether set-up noted the embedded server and no address was given for this call."""
    if settings.DATABASE_IS_GIVEN:
        return False
    try:
        noted = json.loads((Path(settings.HOME) / "database.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(noted.get("kind") == "embedded")


def _others_are_in() -> bool:
    noted = json.loads((Path(settings.HOME) / "database.json").read_text(encoding="utf-8"))
    with psycopg.connect(noted["owner"]) as link:
        return link.execute(_OTHERS).fetchone() != (0,)
