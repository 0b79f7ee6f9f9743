"""A union's list of cards: looked through line by line, shown with what is wrong, kept in one act when told so.

Nothing is written before that: between the two the list travels sealed under the key of whoever gave it.
"""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Self
from uuid import UUID

from django.db import transaction

from hexian.domains.ledger import rules
from hexian.domains.ledger.models import PayeeAccount
from hexian.domains.ledger.rules import Listed
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.cards import Card, keep_cards, owners_of, payees_in_reach
from hexian.domains.ledger.services.posting import today
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation import crypto
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import open_sheet

#: A thousand people take a tenth of it.
LARGEST = 2 * 1024 * 1024


class Given(Protocol):
    """A file as it is handed in."""

    name: str | None

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A line with what keeping it would mean: `new`, `other` (in place of a former card), `same`, or `fault`."""

    line: Listed
    state: str
    tail: str = ""
    fault: Refused | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How many cards were kept, how many were hers already, how many lines were left out for what is wrong."""

    kept: int
    same: int
    left_out: int


def read_pasted(text: str) -> list[Listed]:
    """The lines of a list as it was pasted. Raises as `rules.read_list` does."""
    return rules.read_list(enumerate(rules.cells_of(text), 1))


def read_file(file: Given) -> list[Listed]:
    """The lines of a list in a file (XLSX, XLS, CSV), which is not kept. Raises `sheets.*`, as `rules.read_list`."""
    name = Path(file.name or "").name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        rows = open_sheet(path, name, most_bytes=LARGEST).visible[0].rows()
        return rules.read_list((row.number, row.cells) for row in rows)


def look_through(lines: Sequence[Listed], actor: Actor) -> list[Looked]:
    """Every line beside whom it means; whoever is out of her reach is as unknown as nobody at all."""
    checked = {line.row: _by_itself(line, actor) for line in lines}
    good = [each for each in checked.values() if not isinstance(each, Refused)]
    doubled = rules.twice(number for number, _digits in good)
    shared = rules.twice(digits for _number, digits in good)
    with reaching.as_book(actor):
        beside = _Beside.of({number for number, _ in good}, {digits for _, digits in good}, actor)
    return [_looked(line, checked[line.row], beside, doubled | shared) for line in lines]


def _by_itself(line: Listed, actor: Actor) -> tuple[str, str] | Refused:
    """The number of her ID and the digits of her card, or what is wrong."""
    try:
        number = people_rules.check_id_number(line.id_number, today(actor))
        return number.number, rules.check_line(line)
    except Refused as refusal:
        return refusal


@dataclass(frozen=True, slots=True)
class _Beside:
    """Whom a list may mean, who has a card, and whose cards have the digits of one on the list."""

    known: Mapping[str, Person]
    carded: frozenset[int]
    owners: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, numbers: set[str], digits: set[str], actor: Actor) -> Self:
        indexes = {index: number for number in numbers for index in people.id_indexes(number)}
        rows = Person.objects.filter(payees_in_reach(actor), id_index__in=list(indexes), erased_at__isnull=True)
        known = {indexes[bytes(each.id_index or b"")]: each for each in rows}
        active = PayeeAccount.objects.filter(is_active=True)
        carded = active.filter(person__in=known.values()).values_list("person_id", flat=True)
        return cls(known, frozenset(carded), owners_of(digits))


def _looked(line: Listed, checked: tuple[str, str] | Refused, beside: _Beside, twice: set[str]) -> Looked:
    if isinstance(checked, Refused):
        return Looked(line, "fault", fault=checked)
    number, digits = checked
    person = beside.known.get(number)
    owners = beside.owners.get(digits, frozenset())
    fault = ""
    if person is None:
        fault = "ledger.payee_unknown"
    elif rules.tidy(person.name) != rules.tidy(line.name):
        fault = "ledger.payee_other_name"
    elif number in twice or digits in twice:
        fault = "ledger.payee_twice" if number in twice else "ledger.card_twice"
    elif owners - {person.pk}:
        fault = "ledger.card_of_another"
    if fault or person is None:
        return Looked(line, "fault", fault=Refused(fault))
    state = "same" if person.pk in owners else "other" if person.pk in beside.carded else "new"
    return Looked(line, state, digits[-4:], person=person.public_id)


@transaction.atomic
def keep_list(lines: Sequence[Listed], *, only_good: bool = False, actor: Actor) -> Kept:
    """Keep the cards of a list in one act: everybody's, or with `only_good` those of the lines nothing is wrong with.

    Looked through anew: whoever has gone or given a card meanwhile is seen.  Raises `Refused` with
    `ledger.cards_faulty` (`count`), `ledger.cards_nothing_new`.
    """
    looked = look_through(lines, actor)
    faulty = sum(each.state == "fault" for each in looked)
    if faulty and not only_good:
        raise Refused("ledger.cards_faulty", count=faulty)
    given = {each.person: _card(each.line) for each in looked if each.person and each.state in {"new", "other"}}
    if not given:
        raise Refused("ledger.cards_nothing_new")
    return Kept(keep_cards(given, actor=actor), sum(each.state == "same" for each in looked), faulty)


def _card(line: Listed) -> Card:
    return Card(line.bank_name, line.number, line.holder or line.name, line.province, line.city)


def sealed(lines: Sequence[Listed], actor: Actor) -> str:
    """A list as it may travel through a page: readable here alone, by whoever gave it, on the same day."""
    content = json.dumps([today(actor).isoformat(), [asdict(line) for line in lines]], ensure_ascii=False)
    return b64encode(crypto.seal(content, _subject(actor))).decode()


def unsealed(text: str, actor: Actor) -> list[Listed]:
    """The list that was sealed. Raises `Refused("ledger.cards_stale")` for any other text."""
    try:
        day, lines = json.loads(crypto.open_sealed(b64decode(text, validate=True), _subject(actor)))
    except (Refused, NotBase64, ValueError) as fault:
        raise Refused("ledger.cards_stale") from fault
    if day != today(actor).isoformat():
        raise Refused("ledger.cards_stale")
    return [Listed(**each) for each in lines]


def _subject(actor: Actor) -> UUID:
    """Under whose salt she seals. Raises `Refused("ledger.no_person")` for whoever is no person."""
    subject = Person.objects.filter(pk=actor.person_id or 0).values_list("subject", flat=True).first()
    if subject is None:
        raise Refused("ledger.no_person")
    return subject
