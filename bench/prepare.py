"""Fill a bench's database: `python -m bench.prepare 1000000`, as owner; the last line it prints is JSON.

The JSON holds what the measuring needs to know: session keys of officers and workers, cursors of far pages, texts to
search for, members to open.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django
import psycopg

django.setup()

from allauth.account.internal.flows.login import record_authentication  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import bodies, frame  # noqa: E402
from bench.bodies import Tree  # noqa: E402
from bench.crowd import LEFT, TABLES, Crowd  # noqa: E402
from bench.loading import Link, laid_open, run  # noqa: E402
from bench.names import NAMES, id_number  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.members.models import Membership  # noqa: E402
from hexian.domains.members.queries import member_total  # noqa: E402
from hexian.domains.members.services import tallies  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import Organisation, Role  # noqa: E402
from hexian.domains.people import rules as people_rules  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.domains.people.models import Account, Person  # noqa: E402
from hexian.foundation.access import scope, within  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402

PAGE = 25
FAR = 1_000
WORKERS = 40
SAMPLES = 60


def main(size: int) -> dict[str, Any]:
    """Everything from an empty schema to something to measure."""
    began = time.monotonic()
    actor = Actor.system("bench", timezone.now())
    with scope(actor):
        tree = bodies.found(actor.now)
        crowd = Crowd(tree, size, actor.now)
        crowd.seal_some()
    with psycopg.connect(environment.database_urls()["owner"]) as link:
        _load(link, crowd)
    with scope(actor):
        tallies.recount()
    told = _told(tree, size, actor)
    with psycopg.connect(environment.database_urls()["owner"], autocommit=True) as link:
        run(link, "VACUUM (ANALYZE)")
    return told | {"seconds": time.monotonic() - began}


def _load(link: Link, crowd: Crowd) -> None:
    run(link, "SET hexian.system = 'on'")
    run(link, "SET maintenance_work_mem = '512MB'")
    # The sealer's list is for entries the program wrote itself.
    run(link, "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_is_to_be_sealed")
    with laid_open(link, TABLES):
        crowd.load(link)
        frame.say("  rows are in, building indexes")
    run(link, "ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_is_to_be_sealed")


def _told(tree: Tree, size: int, actor: Actor) -> dict[str, Any]:
    with scope(actor):
        street = max(tree.streets, key=lambda body: member_total(body.code))
        district = next(body for body in tree.districts if street.code.startswith(body.code))
        places = {"street": street, "district": district, "city": tree.city}
        facts = {name: _place(place, number, actor) for number, (name, place) in enumerate(places.items(), 1)}
        workers = [session_of(_with_account(pk, actor)) for pk in _workers(size)]
    return {"places": facts, "workers": workers, "texts": _texts(size)}


def _place(body: Organisation, number: int, actor: Actor) -> dict[str, Any]:
    """An organisation with its officer's session, where her far page begins, and some members to open."""
    rows = Membership.objects.filter(within("code", [body.code]), state="active").order_by("-code", "-pk")
    far = min(FAR, member_total(body.code) // PAGE)
    last_before = rows.values_list("public_id", flat=True)[PAGE * (far - 1) - 1]
    ids = list(rows.order_by("public_id").values_list("public_id", flat=True)[:SAMPLES])
    return {
        "code": body.code,
        "members": member_total(body.code),
        "session": session_of(officer_over(body, number, actor), second_factor=True),
        "far": {"page": far, "cursor": f"after:{last_before}"},
        "ids": [str(each) for each in ids],
    }


def officer_over(body: Organisation, number: int, actor: Actor) -> Person:
    """A chair with an account, by the number her mobile ends in."""
    mobile = f"1380000000{number}"
    person = people.register_person("李敏", mobile, body.code, actor=actor)
    people.open_account(mobile, person, actor=actor)
    chair = Role.objects.get(org=None, key="chair").public_id
    orgs.appoint(body.public_id, person_id=person.public_id, role_id=chair, title="工会主席", actor=actor)
    return person


def _workers(size: int) -> list[int]:
    """Members with notices, spread over all the years."""
    tens = range(10, size + 1, max(10, size // WORKERS // 10 * 10))
    return [pk for pk in tens if (pk - 1) % 100 not in LEFT]


def _with_account(pk: int, actor: Actor) -> Person:
    person = Person.objects.get(pk=pk)
    people.open_account(person.mobile, person, actor=actor)
    return person


def session_of(person: Person, *, second_factor: bool = False) -> str:
    """The key of a session as signing in leaves it."""
    account = Account.objects.get(person=person)
    request = HttpRequest()
    request.session = session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    for method in ("password", "mfa") if second_factor else ("code",):
        record_authentication(request, account, method)
    session.create()
    return str(session.session_key)


def _texts(size: int) -> dict[str, list[str]]:
    """What officers type: pairs from names, whole names, beginnings of pinyin, initials, whole ID numbers."""
    names = [NAMES[(number * len(NAMES) // SAMPLES + number) % len(NAMES)] for number in range(SAMPLES)]
    readings = [people_rules.pinyin_of(name) for name in names]
    return {
        "pair": [name[-2:] if number % 2 else name[:2] for number, name in enumerate(names)],
        "name": names,
        "pinyin": [reading.key[: 4 + number % 5] for number, reading in enumerate(readings)],
        "initials": [reading.initials for reading in readings],
        "id_number": [id_number(number * size // SAMPLES) for number in range(SAMPLES)],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
