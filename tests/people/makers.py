"""Plainly invented people for tests: typed makers, one line each."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.db.models import Max

from hexian.domains.people import rules, services
from hexian.domains.people.models import Account, OneTimeCode, Person
from hexian.foundation.actor import Actor
from hexian.foundation.notices.models import Message

#: A union's code; the organisation itself is not needed here.
HERE = "A0001"
ELSEWHERE = "A0002"
_numbers = count(1)
#: What the packaged lawbook says of one-time codes (`join.code_*`).
CODE_LIFE = timedelta(minutes=5)
MOST_TRIES = 5
MOST_CODES_PER_MOBILE = 5


def mobile(number: int | None = None) -> str:
    """An invented mobile number nobody else in the test has."""
    return f"139{(next(_numbers) if number is None else number):08d}"


def id_number(serial: int = 1, birth: str = "19900101", division: str = "330108") -> str:
    """A well-formed, invented identity number."""
    body = f"{division}{birth}{serial:03d}"
    return body + rules._check_character(body)


def person(system: Actor, name: str = "王小满", *, code: str = HERE, number: str | None = None) -> Person:
    """A person some union knows."""
    return services.register_person(name, number or mobile(), code, actor=system)


def account(system: Actor, *, password: str | None = None, who: Person | None = None, is_demo: bool = False) -> Account:
    """A person with an account on her own mobile number."""
    owner = who or person(system)
    return services.open_account(owner.mobile, owner, actor=system, password=password, is_demo=is_demo)


def actor_of(owner: Account, system: Actor) -> Actor:
    """The owner of an account, signed in."""
    return Actor(
        now=system.now, request_id="tests", name="", person_id=owner.person_id, account_id=owner.pk, mobile=owner.mobile
    )


def stranger(system: Actor) -> Actor:
    """Somebody signed in who has nothing to do with anybody in the test."""
    return Actor(now=system.now, request_id="tests", name="", person_id=-1, account_id=-1, mobile="13000000000")


def plant_code(number: str, purpose: rules.CodePurpose, code: str = "482913") -> str:
    """Make the code last sent to a number a known one, as if the test had read the phone."""
    hashed = services.codes._hashes(number, purpose, code)[0]
    sent = OneTimeCode.objects.filter(mobile=number, purpose=purpose)
    changed = sent.filter(sent_at=sent.aggregate(latest=Max("sent_at"))["latest"]).update(code_hash=hashed)
    assert changed == 1, "no code was sent"
    return code


def messages_waiting() -> int:
    """How many messages are on their way out."""
    return Message.objects.count()
