"""Programs that ask: a key, and what they send and get as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Account
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests import makers

ROOT = "/api/v1"


@dataclass(frozen=True)
class Caller:
    """Somebody's program with its key; without one, anybody."""

    key: str = ""

    def get(self, address: str, status: int = 200, **query: str) -> Any:
        """The answer to a GET."""
        answer = Client().get(f"{ROOT}/{address}", query, headers=self._headers())
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, address: str, body: object = None, status: int = 200, once: str = "") -> Any:
        """The answer to a POST; `once` is its Idempotency-Key."""
        sent = body if isinstance(body, str) else json.dumps(body if body is not None else {})
        more = {"Idempotency-Key": once} if once else {}
        answer = Client().post(
            f"{ROOT}/{address}", sent, content_type="application/json", headers={**self._headers(), **more}
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


ANYBODY = Caller()


def key_of(actor: Actor, *duties: str, days: int = 7) -> str:
    """A key of this account, with these duties or all she has."""
    with scope(actor):
        until = timezone.now() + timedelta(days=days)
        named = duties or sorted({duty for office in actor.held for duty in office.duties})
        return people.issue_token("测试", duties=named, expires_at=until, actor=actor)[1]


def with_second_factor(actor: Actor) -> Actor:
    """The same person, once she has set a second factor up."""
    Account.objects.filter(pk=actor.account_id or 0).update(is_demo=True)
    people.set_totp(Account.objects.get(pk=actor.account_id or 0), actor=makers.SYSTEM)
    return actor


def officer_of(org: Organisation, *duties: str) -> Caller:
    """An officer's program; a chair's unless other duties are given."""
    return Caller(key_of(with_second_factor(makers.officer_of(org, *(duties or makers.CHAIR)))))
