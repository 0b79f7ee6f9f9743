"""What the database is asked for a page: `python -m bench.statements`, pages on stdin, as `hexian_app` as in real life.

For each page its statements and, with plans, what PostgreSQL does for each under row security.  For the first page of
the member list also what the bare view needs in order to ask the same.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.load import Ask  # noqa: E402
from hexian.domains.members import queries as members  # noqa: E402
from hexian.domains.members.queries import MemberFilter  # noqa: E402
from hexian.domains.orgs import queries as orgs  # noqa: E402
from hexian.foundation.access import read_only, scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402

Statement = tuple[str, Sequence[Any]]
#: Statements that hold the session's own key, set who acts, or write: not explained.
_SILENT = re.compile(r"^(?!SELECT)|set_config|django_session")


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """Every statement of the block, as it is sent."""
    said: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append((sql, list(params or [])))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield said


def of_page(ask: Ask) -> list[Statement]:
    """The statements of one page, as a browser would have caused them. Raises `SystemExit` for a page that fails."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = ask.session
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    # The first visit fills the caches every later one finds full.
    _visit(client, ask)
    with heard() as said:
        answer = _visit(client, ask)
    if answer.status_code != 200:
        message = f"{ask.kind} answers {answer.status_code}: {ask.path}"
        raise SystemExit(message)
    return said


def _visit(client: Client, ask: Ask) -> Any:
    if ask.form:
        return client.post(ask.path, dict(parse_qsl(ask.form)))
    return client.get(ask.path)


def actor_of(session: str) -> Actor:
    """The actor behind a session key."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return orgs.actor_for(int(store[SESSION_KEY]), timezone.now(), "bench")


def explained(said: Sequence[Statement], actor: Actor) -> str:
    """Each statement with its plan, measured, as `hexian_app` under the actor's scope."""
    parts = []
    with read_only(), scope(actor), connection.cursor() as cursor:
        for sql, params in said:
            if _SILENT.search(sql):
                continue
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            parts.append(f"{sql}\n\n{plan}\n")
    return "\n\n".join(parts)


def for_bare(session: str) -> dict[str, Any]:
    """What the bare view asks and is given: the statements of the list's rows and of its choice of unions."""
    actor = actor_of(session)
    with read_only(), scope(actor):
        with heard() as listed:
            found = members.members(actor, MemberFilter())
        with heard() as unions:
            orgs.unions(actor, limit=100)
    return {"listed": listed, "unions": unions, "total": found.total, "session": session}


def main(wanted: dict[str, Any]) -> dict[str, Any]:
    """How many statements each page sends, their plans if wanted, and what the bare view needs."""
    counts, plans = {}, {}
    for ask in (Ask(*row) for row in wanted["asks"]):
        said = of_page(ask)
        counts[ask.kind] = len(said)
        if wanted["plans"]:
            plans[ask.kind] = explained(said, actor_of(ask.session))
    return {"counts": counts, "plans": plans, "bare": for_bare(wanted["bare"])}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin)), default=str))
