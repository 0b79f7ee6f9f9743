"""One-time codes: six digits to a mobile number for one purpose, a few tries, used once.

Whoever asks for a code has not proved anything yet, so no policy could let her see the row: these statements run as the
system and give nothing back but yes or no.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from uuid import UUID

from django.db import transaction

from hexian.domains.people import notices, queries, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import OneTimeCode
from hexian.domains.people.rules import CodeLimits, CodePurpose
from hexian.domains.people.services import lock_outs
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory
from hexian.foundation.notices import queries as notice_queries


@transaction.atomic
def send_code(
    mobile: str, purpose: CodePurpose, *, actor: Actor, address: str = "", device: str = "", deliver: bool = True
) -> UUID:
    """Send a fresh code to a mobile number; a former one for the same purpose is dead from now on. Returns its id.

    `address` is the network address asking, "" when there is none; `device` a device this number signed in on before,
    which has codes and an allowance of its own (docs/adr/0007).  `deliver=False` does everything but send, so that
    asking about an unknown number looks like asking about a known one.  Raises `Refused` with `mobile.*`,
    `code.no_channel`, `code.too_soon`, `code.too_many` or `code.too_many_here` (`until`).
    """
    number = rules.check_mobile(mobile)
    if not notice_queries.texts_go_out():
        raise Refused("code.no_channel")
    limits = queries.code_limits(actor.now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    with scope(Actor.system("codes", actor.now)):
        _check_pauses(number, address, device, limits, actor)
        row = OneTimeCode.objects.create(
            mobile=number,
            purpose=purpose,
            asker=device,
            code_hash=_hashes(number, purpose, code)[0],
            sent_at=actor.now,
            expires_at=actor.now + limits.life,
            most_tries=limits.tries,
        )
        audit.record(PeopleEvent.CODE_SENT, actor=actor, purpose=purpose)
    with transaction.atomic():
        notices.send_code(number, purpose, code, limits, actor=actor, message_id=row.pk)
        # Written and taken back, not left out: how long an answer takes must not tell who is known here.
        transaction.set_rollback(not deliver)
    return row.pk


def check_code(mobile: str, purpose: CodePurpose, code: str, *, actor: Actor, device: str = "") -> str:
    """Use a code up and return the mobile number it proves; raises like `prove`."""
    use_up(prove(mobile, purpose, code, actor=actor, device=device), actor=actor)
    return rules.check_mobile(mobile)


def prove(mobile: str, purpose: CodePurpose, code: str, *, actor: Actor, device: str = "") -> UUID:
    """Try a code without using it up, so that what it is for may still be refused; returns its id for `use_up`.

    Raises `Refused` with `mobile.*`, `code.form`, `code.none`, `code.wrong` (`left`), `code.dead`, `code.expired` or
    `code.used`.  Every wrong try is counted in a transaction that is complete before the refusal is raised: call it at
    the top of a view and catch the refusal there, not inside another verb whose roll-back would un-count the try.
    """
    number, typed = rules.check_mobile(mobile), rules.check_code_form(code)
    row, refusal = _try_code(number, purpose, typed, device, actor)
    if row is None or refusal is not None:
        raise refusal or Refused("code.none")
    return row.pk


@transaction.atomic
def use_up(code_id: UUID, *, actor: Actor) -> None:
    """Write down that a code that was right has been used, together with what it was used for.

    Raises `Refused("code.used")` for whoever comes second.
    """
    with scope(Actor.system("codes", actor.now)):
        unused = OneTimeCode.objects.filter(pk=code_id, used_at__isnull=True)
        if not unused.update(used_at=actor.now):
            raise Refused("code.used")


def proved_by(code_id: UUID, *, actor: Actor) -> str:
    """The mobile number that the code with this id proved a little while ago; nothing once that is too long ago."""
    with scope(Actor.system("codes", actor.now)):
        used = OneTimeCode.objects.filter(pk=code_id, used_at__gt=actor.now - rules.PROOF_LIFE)
        return used.values_list("mobile", flat=True).first() or ""


@transaction.atomic
def _try_code(
    number: str, purpose: CodePurpose, typed: str, device: str, actor: Actor
) -> tuple[OneTimeCode | None, Refused | None]:
    with scope(Actor.system("codes", actor.now)):
        # The lock, not the row's, decides the order: a code sent at this very moment must not leave two alive.
        advisory(_lock(number, purpose))
        row = _tried(number, purpose, device, actor)
        if row is None:
            return None, Refused("code.none")
        refusal = rules.code_answer(
            is_right=any(compare_digest(each, row.code_hash) for each in _hashes(number, purpose, typed)),
            tries=row.tries + 1,
            most_tries=row.most_tries,
            expires_at=row.expires_at,
            used=row.used_at is not None,
            now=actor.now,
        )
        if refusal is not None:
            row.tries = min(row.tries + 1, row.most_tries)
            row.save(update_fields=["tries"])
            audit.record(PeopleEvent.CODE_REFUSED, actor=actor, purpose=purpose, why=refusal.code)
        return row, refusal


def _tried(number: str, purpose: CodePurpose, device: str, actor: Actor) -> OneTimeCode | None:
    """The row a try is held against: the device's own code while it lives, else the latest anybody asked for."""
    sent = OneTimeCode.objects.filter(mobile=number, purpose=purpose).select_for_update()
    newest = sent.order_by("-sent_at", "-expires_at", "id")
    own = newest.filter(asker=device, used_at__isnull=True, expires_at__gt=actor.now).first() if device else None
    return own or newest.filter(asker__in={"", device}).first()


def _check_pauses(number: str, address: str, device: str, most: CodeLimits, actor: Actor) -> None:
    advisory(*(_lock(number, purpose) for purpose in CodePurpose))
    # A stranger may use up what everybody may ask for, never what her own device may.
    whose = f"{number}.{device}" if device else number
    limits = [
        (f"code.pause.{whose}", 1, rules.CODE_PAUSE, "code.too_soon"),
        (f"code.hour.{whose}", most.per_hour, rules.HOUR, "code.too_many"),
    ]
    if address and not device:
        limits.append((f"code.from.{address}", rules.MOST_CODES_PER_ADDRESS, rules.HOUR, "code.too_many_here"))
    for key, allowed, stretch, refusal in limits:
        sent, since = lock_outs.count(key, stretch, actor.now)
        rules.check_pause(sent, allowed, since + stretch, refusal)


def _hashes(number: str, purpose: CodePurpose, code: str) -> list[str]:
    """The keyed digests a row may hold, the current key's first: two while keys are being rotated."""
    return [each.hex() for each in crypto.blind_candidates(f"{number}.{purpose}.{code}", "one_time_code")]


def _lock(number: str, purpose: CodePurpose) -> str:
    return f"people.code.{purpose}.{number}"
