"""Admitting thousands at once from a roster, as `pass_resolution` admits a list: the same rules, set-based.

Two steps, like `people.services.bulk`: `prepare_entries` may run in a thread ahead; `admit_many` writes one portion in
the caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Membership, Resolution
from hexian.domains.members.rules import Fate, MembershipState, ResolutionState, Standing
from hexian.domains.members.services import cards, carrying, settling, tallies
from hexian.domains.orgs.rules import Kind, OrgState
from hexian.domains.people import queries as people_queries
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.foundation import audit, events
from hexian.foundation.access import escaped, next_ids, scope, staged
from hexian.foundation.actor import Actor, Refused

#: One row of audit stands for so many persons at most.
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a roster after every check; `joined_on` None: on the day of the meeting.

    Whoever joined earlier keeps that day; the membership here counts from the meeting all the same.
    """

    newcomer: Newcomer
    kind_of_work: str = ""
    platform: str = ""
    station: str = ""
    joined_on: date | None = None
    go: bool = False  # an officer has looked at whoever has the same name and mobile number


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry with everything that could be made without the database."""

    entry: Entry
    person: people.Prepared
    grams: tuple[str, ...]
    card_token: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry; ids where it made a member, the code she was known under before where it moved."""

    fate: Fate
    person_id: int = 0
    membership_id: int = 0
    former_code: str = ""


_MEMBERSHIP = {
    "id": "bigint", "person_id": "bigint", "card_no": "text", "card_token": "text", "kind_of_work": "text",
    "platform": "text", "station": "text", "joined_on": "date",
}  # fmt: skip
#: An earlier day of joining is kept as hers; she is counted here since the meeting: past days stay as they were.
_ADMIT = """
    INSERT INTO members_membership (id, public_id, person_id, org_id, code, state, card_no, card_token, kind_of_work,
        is_new_form, platform, station, employer_id, resolution_id, joined_on, came_on)
    SELECT id, gen_random_uuid(), person_id, %(org)s, %(code)s, %(state)s, card_no, card_token, kind_of_work,
        %(is_new_form)s, platform, station, %(employer)s, %(resolution)s, joined_on,
        CASE WHEN joined_on < %(held_on)s THEN %(held_on)s END
    FROM members_landing
"""
_GRAMS = """
    INSERT INTO members_gram (gram, code, membership_id)
    SELECT gram, %(code)s, membership_id FROM members_landing_gram ORDER BY gram
"""


def prepare_entries(entries: Sequence[Entry]) -> list[Ready]:
    """Seal, index and read everybody; no row is touched, so a thread may do it while the portion before is written."""
    prepared = people.prepare([entry.newcomer for entry in entries])
    return [_ready(entry, person) for entry, person in zip(entries, prepared, strict=True)]


def _ready(entry: Entry, person: people.Prepared) -> Ready:
    pinyin = person.pinyin
    grams = sorted(rules.grams_of(entry.newcomer.name, pinyin.key, pinyin.initials))
    return Ready(entry, person, tuple(grams), cards.new_token())


#: Lists go as one text each: quoting ten thousand values one by one costs more than looking them up.
_STANDING = """
    SELECT members_standing(%(org)s,
        (SELECT array_agg(decode(nullif(x, ''), 'hex') ORDER BY n)
            FROM unnest(string_to_array(%(newest)s, ',')) WITH ORDINALITY AS u(x, n)),
        (SELECT array_agg(decode(nullif(x, ''), 'hex') ORDER BY n)
            FROM unnest(string_to_array(%(oldest)s, ',')) WITH ORDINALITY AS u(x, n)),
        string_to_array(%(names)s, E'\\n'), string_to_array(%(mobiles)s, E'\\n'))
"""


def standing_of(org_id: int, newcomers: Sequence[Newcomer]) -> list[int]:
    """What is known of each, anywhere, as flags of `rules.Standing`; in one statement."""
    return _standing(org_id, newcomers, people.candidates_for(newcomers))


def _standing(org_id: int, newcomers: Sequence[Newcomer], candidates: Sequence[tuple[bytes, ...]]) -> list[int]:
    if not newcomers:
        return []
    known = [each or (b"",) for each in candidates]
    lists: dict[str, str | int] = {
        "org": org_id, "newest": ",".join([each[0].hex() for each in known]),
        "oldest": ",".join([each[-1].hex() for each in known]), "names": "\n".join([each.name for each in newcomers]),
        "mobiles": "\n".join([each.mobile for each in newcomers]),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, lists)
        (flags,) = cursor.fetchone() or ([],)
    return list(flags)


@transaction.atomic
def admit_many(ready: Sequence[Ready], resolution: Resolution, *, batch: UUID, actor: Actor) -> list[Outcome]:
    """Make members of everybody nothing stands in the way of; what became of each, in order.

    `batch` names this portion in the audit trail: one row with the digest of whoever was admitted.  Raises `Refused`
    with `landing.too_many`, `resolution.state`, `org.dissolved`; `IntegrityError` when somebody became a member at
    this very moment, and then nothing of the portion is written.
    """
    _check(ready, resolution)
    people.take_numbers()
    fates = _fates(ready, resolution, actor)
    persons = _persons(ready, fates, resolution, actor)
    admitted = [(place, *persons[place]) for place in sorted(persons)]
    former = carrying.supersede([person_id for place, person_id, _ in admitted if fates[place] is not Fate.NEW], actor)
    members = _admit([(ready[place], person_id) for place, person_id, _ in admitted], resolution)
    carrying.lead_to(former, {person_id: pk for (_, person_id, _), pk in zip(admitted, members, strict=True)}, actor)
    outcomes = [Outcome(fate) for fate in fates]
    for (place, person_id, former_code), member_id in zip(admitted, members, strict=True):
        outcomes[place] = Outcome(fates[place], person_id, member_id, former_code)
    _tell(outcomes, resolution, batch, actor)
    # Those who applied are counted by their applications.  Last of all: others may want the row while we write.
    tallies.name({resolution.pk: sum(each.membership_id > 0 and each.fate is not Fate.APPLIED for each in outcomes)})
    return outcomes


def _check(ready: Sequence[Ready], resolution: Resolution) -> None:
    if len(ready) > MOST_AT_ONCE:
        raise Refused("landing.too_many", most=MOST_AT_ONCE)
    if resolution.state != ResolutionState.PASSED:
        raise Refused("resolution.state", state=resolution.state, number=resolution.number)
    if resolution.org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=resolution.org.name)


def _fates(ready: Sequence[Ready], resolution: Resolution, actor: Actor) -> list[Fate]:
    """What becomes of each; whoever took her consent back stays out, and of one number twice only the first goes in."""
    candidates = people.candidates_of([each.person for each in ready])
    standing = _standing(resolution.org_id, [each.entry.newcomer for each in ready], candidates)
    fates = [rules.fate_of(flags, go=each.entry.go) for flags, each in zip(standing, ready, strict=True)]
    seen: set[str] = set()
    for place, each in enumerate(ready):
        number = each.entry.newcomer.number
        if number and number in seen and fates[place] in rules.ADMITTING:
            fates[place] = Fate.TWICE
        seen.add(number)
    rivals = [index for found, flags in zip(candidates, standing, strict=True) if _has_rival(flags) for index in found]
    if rivals:
        settling.warn_rivals(rivals, resolution, actor)
    return fates


_OPEN = int(Standing.APPLIED | Standing.APPLIED_ELSEWHERE)


def _has_rival(flags: int) -> bool:
    return bool(flags & _OPEN)


def _persons(
    ready: Sequence[Ready], fates: list[Fate], resolution: Resolution, actor: Actor
) -> dict[int, tuple[int, str]]:
    """Whom each place of the list admits, and the code she was known under before; fates change where it cannot be."""
    places: dict[Fate, list[int]] = {fate: [] for fate in rules.ADMITTING}
    for place, fate in enumerate(fates):
        if fate in places:
            places[fate].append(place)
    fresh = people.register_many([ready[place].person for place in places[Fate.NEW]], code=resolution.code, actor=actor)
    found = {place: (pk, "") for place, pk in zip(places[Fate.NEW], fresh, strict=True)}
    found |= _link({place: ready[place] for place in places[Fate.LINKED]}, fates, resolution, actor)
    for place in places[Fate.APPLIED]:
        fates[place], person_id = settling.settle(ready[place].entry.newcomer, resolution, actor)
        if fates[place] in rules.ADMITTING:
            found[place] = (person_id, "")
    return found


def _link(
    chosen: Mapping[int, Ready], fates: list[Fate], resolution: Resolution, actor: Actor
) -> dict[int, tuple[int, str]]:
    """Somebody known without a membership, perhaps to a union out of the officer's sight: hence as the system."""
    if not chosen:
        return {}
    indexes = {
        index: place for place, each in chosen.items() for index in people.id_indexes(each.entry.newcomer.number)
    }
    with scope(Actor.system("linking persons", actor.now)):
        rows = Person.objects.select_for_update(of=("self",)).filter(id_index__in=list(indexes)).order_by("pk")
        known = [(indexes[bytes(row.id_index or b"")], row.pk, row.code) for row in rows]
        unwilling = people_queries.took_consent_back((pk for _, pk, _ in known), actor=actor)
        linked = {place: (pk, code) for place, pk, code in known if pk not in unwilling}
        Person.objects.filter(pk__in=[pk for pk, _ in linked.values()]).update(code=resolution.code)
    for place in chosen.keys() - linked.keys():
        fates[place] = Fate.UNWILLING
    return linked


def _admit(admitted: Sequence[tuple[Ready, int]], resolution: Resolution) -> list[int]:
    """Memberships, grams and the tally of whoever is admitted; the ids of the memberships in order."""
    org = resolution.org
    ids = next_ids("members_membership", len(admitted))
    numbers = cards.new_numbers(org, resolution.held_on.year, len(admitted))
    facts = {
        "org": org.pk, "code": org.code, "state": MembershipState.ACTIVE, "is_new_form": org.kind == Kind.NEW_FORM,
        "employer": org.employer_id, "resolution": resolution.pk,
        "held_on": resolution.held_on,
    }  # fmt: skip
    lines = (
        _line(pk, person_id, card_no, ready, resolution.held_on)
        for pk, (ready, person_id), card_no in zip(ids, admitted, numbers, strict=True)
    )
    with staged("members_landing", _MEMBERSHIP, lines), connection.cursor() as cursor:
        cursor.execute(_ADMIT, facts)
    pieces = _pieces(ids, admitted)
    with staged("members_landing_gram", _PIECES, pieces), connection.cursor() as cursor:
        cursor.execute(_GRAMS, facts)
    tallies.add(org, len(ids))
    return ids


#: As the table has it: sorting by bytes costs a tenth of sorting by a language.
_PIECES = {"gram": 'text COLLATE "C"', "membership_id": "bigint"}


def _line(pk: int, person_id: int, card_no: str, ready: Ready, held_on: date) -> str:
    entry = ready.entry
    return (
        f"{pk}\t{person_id}\t{card_no}\t{ready.card_token}\t{escaped(entry.kind_of_work)}\t{escaped(entry.platform)}\t"
        f"{escaped(entry.station)}\t{entry.joined_on or held_on}\n"
    )


def _pieces(ids: Sequence[int], admitted: Sequence[tuple[Ready, int]]) -> Iterator[str]:
    for pk, (ready, _) in zip(ids, admitted, strict=True):
        yield "".join([f"{escaped(gram)}\t{pk}\n" for gram in ready.grams])


def _tell(outcomes: Sequence[Outcome], resolution: Resolution, batch: UUID, actor: Actor) -> None:
    """One row of audit with the digest of all who came, one event for the worker."""
    admitted = [each for each in outcomes if each.membership_id]
    digest = sha256("\n".join(f"{each.membership_id} {each.person_id}" for each in admitted).encode()).hexdigest()
    audit.record(
        MemberEvent.LANDED, batch, actor=actor, code=resolution.code, duty=access.ADMIT, count=len(admitted),
        digest=digest, resolution=str(resolution.public_id),
    )  # fmt: skip
    events.publish(MemberEvent.LANDED, batch, actor=actor, code=resolution.code, count=len(admitted))


@transaction.atomic
def take_back_many(landed: Mapping[int, str | None], *, batch: UUID, code: str, actor: Actor) -> int:
    """Undo what `admit_many` did for these memberships, as if it had not been; returns how many.

    `landed` gives for each membership the code its person was known under before, None for a person it made.
    """
    found = list(Membership.objects.filter(pk__in=landed).values_list("pk", "person_id", "org_id", "resolution_id"))
    rows = [(pk, person_id, org_id) for pk, person_id, org_id, _ in found]
    orgs = {org_id for _, _, org_id in rows}
    members = Membership.objects.filter(pk__in=[pk for pk, _, _ in rows])
    for row in members.order_by("org_id").distinct("org_id").select_related("org"):
        tallies.add(row.org, -sum(org_id == row.org_id for _, _, org_id in rows))
    ids = [pk for pk, _, _ in rows]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_gram WHERE membership_id = ANY (%s)", [ids])
        cursor.execute("DELETE FROM members_membership WHERE id = ANY (%s)", [ids])
    _forget({person_id: landed[pk] for pk, person_id, _ in rows}, actor)
    again = carrying.stand_again(ids, actor)
    digest = sha256("\n".join(f"{pk} {person_id}" for pk, person_id, _ in sorted(rows)).encode()).hexdigest()
    audit.record(
        MemberEvent.TAKEN_BACK_MANY, batch, actor=actor, code=code, duty=access.ADMIT, count=len(rows), digest=digest,
        unions=len(orgs), standing_again=again,
    )  # fmt: skip
    named = Counter(resolution for *_, resolution in found)
    tallies.name({resolution: -count for resolution, count in named.items()})
    return len(rows)


def _forget(persons: Mapping[int, str | None], actor: Actor) -> None:
    """Persons the roster made go with their salts; who was known before is known again where she was."""
    people.forget_many(pk for pk, former in persons.items() if former is None)
    with scope(Actor.system("taking back", actor.now)):
        for former in {code for code in persons.values() if code}:
            back = [pk for pk, code in persons.items() if code == former]
            Person.objects.filter(pk__in=back).update(code=former)
