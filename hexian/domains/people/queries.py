"""Read-only views of persons for screens, and everything held about one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from hexian.domains.people import access, notices, privacy, rules, texts
from hexian.domains.people.models import Account, Consent, OneTimeCode, Person
from hexian.domains.people.privacy import Watcher
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.access import glance, scope
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook.rules import NATION
from hexian.foundation.notices import queries as notice_queries


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as screens show her: numbers masked."""

    person_id: int
    public_id: UUID
    name: str
    mobile: str
    id_number: str
    is_verified: bool
    verified_at: datetime | None
    verified_by_resolution: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as its owner sees it."""

    public_id: UUID
    mobile: str
    has_password: bool
    is_demo: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One purpose: its text as it reads now, when she agreed, and to which version."""

    text: texts.ConsentText
    given_at: datetime | None
    version: str

    @property
    def is_given(self) -> bool:
        """Whether a yes stands today."""
        return self.given_at is not None

    @property
    def if_withdrawn(self) -> Promise:
        """What follows from taking it back."""
        return self.text.if_withdrawn


def masked(person: Person) -> PersonView:
    """A person's row with its numbers masked."""
    return PersonView(
        person_id=person.pk,
        public_id=person.public_id,
        name=person.name,
        mobile=rules.mask_mobile(person.mobile),
        id_number=rules.mask_id_tail(person.id_tail),
        is_verified=person.verified_at is not None,
        verified_at=person.verified_at,
        verified_by_resolution=person.verified_by_resolution,
    )


def me(actor: Actor) -> PersonView | None:
    """The actor's own data."""
    person = access.own_person(actor).first()
    return masked(person) if person else None


def my_account(actor: Actor) -> AccountView | None:
    """The account the actor signed in with."""
    account = access.own_account(actor).first()
    return account_view(account) if account else None


def account_view(account: Account) -> AccountView:
    """An account's row with its number masked."""
    return AccountView(
        public_id=account.public_id,
        mobile=rules.mask_mobile(account.mobile),
        has_password=account.has_usable_password(),
        is_demo=account.is_demo,
        last_login=account.last_login,
    )


def my_consents(actor: Actor) -> list[ConsentView]:
    """Every purpose there is, with the actor's own yes where it stands."""
    live: dict[str, Consent] = {
        consent.purpose: consent for consent in access.own_consents(actor) if consent.withdrawn_at is None
    }
    return [
        ConsentView(text, live[purpose].given_at, live[purpose].version)
        if purpose in live
        else ConsentView(text, None, "")
        for purpose, text in texts.CONSENTS.items()
    ]


def has_consented(person_id: int, purpose: rules.Purpose) -> bool:
    """Whether a person's yes to a purpose stands today, as far as the scope sees."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at__isnull=True).exists()


def took_consent_back(person_ids: Iterable[int], *, actor: Actor) -> set[int]:
    """Those of these persons who have taken a yes back and not given it again (个保法 15).

    A yes may have been given to a union out of the actor's sight, so this runs as the system and gives back ids alone;
    whoever takes one back at this very moment waits for the caller's transaction.
    """
    latest: dict[tuple[int, str], bool] = {}
    with scope(Actor.system("consents", actor.now)):
        rows = Consent.objects.filter(person_id__in=list(person_ids)).select_for_update(of=("self",)).order_by("pk")
        # A yes that has nothing to do with membership may be taken back and membership stands.
        rows = rows.exclude(purpose=rules.Purpose.HEALTH)
        for row in rows:
            key = (row.person_id, row.purpose)
            latest[key] = latest.get(key, False) or row.withdrawn_at is None
    return {person for (person, _purpose), stands in latest.items() if not stands}


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The present names of these persons, as far as the scope sees them; none of somebody who was erased."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    return dict(Person.objects.filter(pk__in=wanted, erased_at__isnull=True).values_list("pk", "name"))


_NAMES = """
    SELECT coalesce(array_agg(id), '{}'), coalesce(array_agg(name), '{}') FROM people_person
    WHERE id = ANY(%s::bigint[]) AND erased_at IS NULL
"""


def names_known(person_ids: Iterable[int], *, program: Actor) -> dict[int, str]:
    """As `names_of`, with the eyes of a program, in one message to the server: pages of other rooms ask it often.

    Only for rows their reader may see anyway: who sees a settlement sees whose it is.
    """
    wanted = sorted(set(person_ids))
    found = glance(program, _NAMES, [wanted]) if wanted else None
    return dict(zip(*found, strict=True)) if found else {}


def code_limits(now: datetime) -> rules.CodeLimits:
    """What the lawbook says of one-time codes today; a mobile number belongs to no place, so the nation's rows hold."""
    today = timezone.localdate(now)
    minutes, tries, per_hour = (
        lawbook.look_up(code, NATION, today).number
        for code in ("join.code_minutes", "join.code_tries", "join.code_per_hour")
    )
    return rules.CodeLimits(timedelta(minutes=minutes), tries, per_hour)


def code_trouble(code_id: UUID, *, actor: Actor) -> str:
    """Why the code with this id will not arrive, as a sentence, while it could still have been used; else nothing.

    Codes to sign in with go only to numbers that have an account: of those it says only how codes fare at all, so that
    nobody learns whose number is known here.
    """
    with scope(Actor.system("codes", actor.now)):
        code = _live_code(code_id, actor).first()
        error = _failure(code, actor) if code else ""
    return texts.code_not_sent(error) if error else ""


def code_waits(code_id: UUID, *, actor: Actor) -> bool:
    """Whether the code with this id can still be used."""
    with scope(Actor.system("codes", actor.now)):
        return _live_code(code_id, actor).exists()


def _live_code(code_id: UUID, actor: Actor) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(pk=code_id, used_at__isnull=True, expires_at__gt=actor.now)


def _failure(code: OneTimeCode, actor: Actor) -> str:
    if CodePurpose(code.purpose) not in rules.FOR_ACCOUNTS_ONLY:
        return notice_queries.why_given_up(code.pk)
    error = notice_queries.latest_outcome(notices.CODE, actor.now - rules.HOUR)
    return "" if error in rules.ABOUT_THE_NUMBER else error


def who_can_see(person_id: int, *, actor: Actor) -> list[Watcher]:
    """Everybody whose office lets her see this person's data: which union, which duty, why.

    For her own page 「谁能看到」: names of officers lie outside her scope, so the rooms answer as the system.
    Nothing for anybody else.
    """
    if actor.person_id != person_id and not actor.is_system:
        return []
    with scope(Actor.system("who can see", actor.now)):
        return privacy.watchers_of(person_id)
