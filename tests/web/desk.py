"""An officer at her desk, in a browser without JavaScript: what every test of the desk's pages begins with."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Account
from hexian.foundation.actor import Actor
from tests import makers


@dataclass(frozen=True)
class Officer:
    """Somebody with an office, signed in with a second factor."""

    client: Client
    actor: Actor

    def get(self, name: str, /, *args: object, status: int = 200, **query: Any) -> str:
        """A page's words."""
        response = self.client.get(reverse(name, args=args), query)
        assert response.status_code == status, f"{response.status_code} {response.headers.get('Location')}"
        return words(response.content.decode())

    def post(self, name: str, /, *args: object, status: Any = 302, **data: Any) -> str:
        """Post; the words of the answer, or of the page it leads to."""
        response = self.client.post(reverse(name, args=args), data)
        assert response.status_code == status, words(response.content.decode())[:1500]
        if status != 302:
            return words(response.content.decode())
        return words(self.client.get(response.headers["Location"]).content.decode())

    def find(self, name: str, /, *args: object, field: str = "text", typed: str) -> Any:
        """Type into a page's search form; the answer, or the page it leads to."""
        return self.client.post(reverse(name, args=args), {field: typed, "find": "1"}, follow=True)


def streamed(answer: Any) -> bytes:
    """The bytes of a file that was streamed."""
    return b"".join(answer.streaming_content)


def words(page: str) -> str:
    """What a reader sees of a page: no tags, no scripts, plain characters."""
    bare = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.sub(r'<[^>]*?(?:placeholder|value|aria-label)="([^"]*)"[^>]*>', r" \1 ", bare)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", spoken)))


def officer_of(org: Organisation, *duties: str, name: str = "李敏") -> Officer:
    """An officer of a union; a chair unless other duties are given."""
    return at_the_desk(makers.officer_of(org, *(duties or makers.CHAIR), name=name))


def at_the_desk(actor: Actor) -> Officer:
    """A browser this actor is signed in with."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id or 0))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session["account_authentication_methods_user"] = str(actor.account_id)
    session.save()
    return Officer(client, actor)
