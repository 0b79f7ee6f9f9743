"""Members with cards who take part in a plan, officers, and a file that waits: `python -m bench.aid_ground`, as owner.

For `bench.faults_aid`; the last line it prints is JSON: the book, and the account of each officer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg

django.setup()

from django.utils import timezone  # noqa: E402

from bench import adjudicate_fill, bodies  # noqa: E402
from bench.aid_file import card_of  # noqa: E402
from bench.bodies import Tree  # noqa: E402
from bench.crowd import _PERSON, Crowd  # noqa: E402
from bench.loading import advance_serial, copy, laid_open, run  # noqa: E402
from bench.names import id_number  # noqa: E402
from hexian.config import environment  # noqa: E402
from hexian.domains.ledger.models import Book  # noqa: E402
from hexian.domains.mutualaid import services  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.domains.orgs.models import Organisation, Role  # noqa: E402
from hexian.domains.orgs.queries.actors import actor_for  # noqa: E402
from hexian.domains.orgs.rules import Kind  # noqa: E402
from hexian.domains.people import services as people  # noqa: E402
from hexian.foundation import crypto  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402

#: Every so many-th has no card yet: her money waits.
WITHOUT_CARD = 50
_CARD = (
    "public_id", "person_id", "code", "bank_name", "province", "city", "card", "tail", "holder", "is_active",
    "added_at",
)  # fmt: skip
#: Who takes in, and whose hands a run goes through.
_DUTIES = {
    "intake": ("mutualaid.intake", "mutualaid.view", "orgs.view"), "propose": ("ledger.propose", "ledger.keep"),
    "review": ("ledger.review",), "second": ("ledger.approve",), "approve": ("ledger.approve",),
    "release": ("ledger.release",),
}  # fmt: skip
_PORTION = 20_000


def main(members: int, file: Path) -> dict[str, Any]:
    """Everything up to the file that waits for a worker."""
    system = Actor.system("faults", timezone.now())
    with scope(system):
        [union] = bodies.rows([(None, "330108", "滨江区", Kind.DISTRICT)], system.now)
        crowd = Crowd(Tree(union, [], [], [union]), members, system.now)
        crowd.subjects = dict(enumerate(crypto.new_subjects(members)))
        crowd.sealed = dict(enumerate(crypto.seal_many((id_number(at), each) for at, each in crowd.subjects.items())))
        cards = list(_cards(crowd))
    with psycopg.connect(environment.database_urls()["owner"]) as link:
        run(link, "SET hexian.system = 'on'")
        with laid_open(link, ("people_person", "ledger_payee_account")):
            copy(link, "people_person", _PERSON, crowd.persons())
            copy(link, "ledger_payee_account", _CARD, iter(cards))
        advance_serial(link, "people_person")
    adjudicate_fill.main()
    with scope(system):
        officers = {name: _officer(union, at, duties) for at, (name, duties) in enumerate(_DUTIES.items())}
        Book.objects.update(bank_name="演示银行长河支行", bank_holder="演示总工会", bank_number="9558000000000001")
        book = str(Book.objects.get().public_id)
    _hand_in(union, file, officers["intake"])
    return {"book": book, "officers": officers}


def _cards(crowd: Crowd) -> Iterator[str]:
    having = [at for at in range(crowd.size) if at % WITHOUT_CARD]
    for start in range(0, len(having), _PORTION):
        some = having[start : start + _PORTION]
        sealed = crypto.seal_many((card_of(at + 1), crowd.subjects[at]) for at in some)
        yield "".join(
            f"{uuid4()}\t{at + 1}\t{crowd.homes[at].code}\t演示银行长河支行\t浙江\t杭州\t\\\\x{each.hex()}\t"
            f"{card_of(at + 1)[-4:]}\t{crowd.names[at]}\tt\t{crowd.now}\n"
            for at, each in zip(some, sealed, strict=True)
        )


def _officer(union: Organisation, number: int, duties: tuple[str, ...]) -> int:
    """The account of somebody with these duties."""
    system = Actor.system("faults", timezone.now())
    person = people.register_person("李敏", f"138000001{number:02}", union.code, actor=system)
    account = people.open_account(person.mobile, person, actor=system)
    role = Role.objects.create(org=union, key=uuid4().hex[:8], name="演示", duties=sorted(duties))
    orgs.appoint(union.public_id, person_id=person.public_id, role_id=role.public_id, title="演示", actor=system)
    return int(account.pk)


def _hand_in(union: Organisation, file: Path, account: int) -> None:
    officer = actor_for(account, timezone.now(), uuid4().hex)
    with scope(officer), file.open("rb") as stream:
        row = services.receive(stream, name=file.name, org_id=union.public_id, actor=officer, sender="演示")
    with scope(officer):
        services.start_run(row.public_id, actor=officer)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), Path(sys.argv[2]))))
