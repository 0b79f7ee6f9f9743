"""One-time codes: six digits to a mobile number for one purpose, five tries, used once.

Whoever asks for a code has not proved anything yet, so no policy could let her see the row: these statements run as the
system and give nothing back but yes or no.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from django.db import transaction

from hexian.domains.people import notices, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import OneTimeCode
from hexian.domains.people.rules import CodePurpose
from hexian.domains.people.services import lock_outs
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.notices.queries import can_text


@transaction.atomic
def send_code(mobile: str, purpose: CodePurpose, *, actor: Actor, address: str = "", deliver: bool = True) -> None:
    """Send a fresh code to a mobile number; a former one for the same purpose is dead from now on.

    `address` is the network address asking, "" when there is none. `deliver=False` does everything but send, so that
    asking about an unknown number looks like asking about a known one.  Raises `Refused` with `mobile.*`,
    `code.too_soon`, `code.too_many` or `code.too_many_here` (`until`), and `code.no_channel` before text messages are
    connected: nobody should wait for a code that cannot come.
    """
    number = rules.check_mobile(mobile)
    if not can_text():
        raise Refused("code.no_channel")
    code = f"{secrets.randbelow(1_000_000):06d}"
    with scope(Actor.system("codes", actor.now)):
        _check_pauses(number, address, actor)
        OneTimeCode.objects.create(
            mobile=number,
            purpose=purpose,
            code_hash=_hashes(number, purpose, code)[0],
            sent_at=actor.now,
            expires_at=actor.now + rules.CODE_LIFE,
        )
        audit.record(PeopleEvent.CODE_SENT, actor=actor, purpose=purpose)
    with transaction.atomic():
        notices.send_code(number, purpose, code, actor=actor)
        # Written and taken back, not left out: how long an answer takes must not tell who is known here.
        transaction.set_rollback(not deliver)


def check_code(mobile: str, purpose: CodePurpose, code: str, *, actor: Actor) -> str:
    """Use a code up and return the mobile number it proves.

    Raises `Refused` with `mobile.*`, `code.form`, `code.none`, `code.wrong` (`left`), `code.dead`, `code.expired` or
    `code.used`.  Every wrong try is counted in a transaction that is complete before the refusal is raised: call it at
    the top of a view and catch the refusal there, not inside another verb whose roll-back would un-count the try.
    """
    number, typed = rules.check_mobile(mobile), rules.check_code_form(code)
    refusal = _try_code(number, purpose, typed, actor)
    if refusal is not None:
        raise refusal
    return number


@transaction.atomic
def _try_code(number: str, purpose: CodePurpose, typed: str, actor: Actor) -> Refused | None:
    with scope(Actor.system("codes", actor.now)):
        # The lock, not the row's, decides the order: a code sent at this very moment must not leave two alive.
        advisory(_lock(number, purpose))
        sent = OneTimeCode.objects.filter(mobile=number, purpose=purpose)
        row = sent.select_for_update().order_by("-sent_at", "-expires_at", "id").first()
        if row is None:
            return Refused("code.none")
        refusal = rules.code_answer(
            is_right=any(compare_digest(each, row.code_hash) for each in _hashes(number, purpose, typed)),
            tries=row.tries + 1,
            expires_at=row.expires_at,
            used=row.used_at is not None,
            now=actor.now,
        )
        row.tries = min(row.tries + 1, rules.MOST_TRIES)
        row.used_at = row.used_at or (actor.now if refusal is None else None)
        row.save(update_fields=["tries", "used_at"])
        if refusal is not None:
            audit.record(PeopleEvent.CODE_REFUSED, actor=actor, purpose=purpose, why=refusal.code)
        return refusal


def _check_pauses(number: str, address: str, actor: Actor) -> None:
    advisory(*(_lock(number, purpose) for purpose in CodePurpose))
    limits = [
        (f"code.pause.{number}", 1, rules.CODE_PAUSE, "code.too_soon"),
        (f"code.hour.{number}", rules.MOST_CODES_PER_MOBILE, rules.HOUR, "code.too_many"),
    ]
    if address:
        limits.append((f"code.from.{address}", rules.MOST_CODES_PER_ADDRESS, rules.HOUR, "code.too_many_here"))
    for key, most, stretch, refusal in limits:
        sent, since = lock_outs.count(key, stretch, actor.now)
        rules.check_pause(sent, most, since + stretch, refusal)


def _hashes(number: str, purpose: CodePurpose, code: str) -> list[str]:
    """The keyed digests a row may hold, the current key's first: two while keys are being rotated."""
    return [each.hex() for each in crypto.blind_candidates(f"{number}.{purpose}.{code}", "one_time_code")]


def _lock(number: str, purpose: CodePurpose) -> str:
    return f"people.code.{purpose}.{number}"
