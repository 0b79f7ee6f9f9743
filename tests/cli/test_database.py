"""What `hx migrate` says of the tables it made, or found."""

from __future__ import annotations

import psycopg
import pytest

from hexian.embedded import DatabaseUrls
from hexian.embedded.roles import with_parts
from tests import environment
from tests.cli.house import House

pytestmark = [pytest.mark.database, pytest.mark.thorough]


@pytest.mark.slow
def test_migrating_says_whether_tables_were_made_or_were_there(house: House) -> None:
    name = f"{environment.DATABASE}_bare"
    environment.drop(name)
    with psycopg.connect(house.urls.owner, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    urls = DatabaseUrls(with_parts(house.urls.owner, dbname=name), with_parts(house.urls.app, dbname=name))
    said = [house.hx("migrate", urls=urls).stdout for _ in range(2)]
    environment.drop(name)
    assert "建好了数据库结构，共" in said[0]
    assert said[1].strip() == "数据库结构已是最新。"
