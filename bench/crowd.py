"""So many invented members in a thousand unions: persons, memberships, search pieces, tallies, and what they did.

Numbers are well-formed and of nobody.  Members come in the order in which they joined, spread over all unions, so that
a page of one street reads rows that lie far apart, as in life.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bench.bodies import Tree
from bench.loading import Link, advance_serial, copy, run
from bench.names import NAMES, id_number
from hexian.domains.members import rules
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import rules as people_rules
from hexian.foundation import crypto

TABLES = (
    "people_person", "members_membership", "members_gram", "members_application", "notices_notice", "audit_entry",
)  # fmt: skip
#: Every so many-th person's number is really sealed; the others carry as many bytes, so that rows are as wide.
REALLY_SEALED = 1_000
_SEALED_SIZE = 51
#: Whose membership has ended, among a hundred.
LEFT = frozenset({33, 66, 98})
_PORTION = 10_000
_NULL = "\\N"
_WORK = ("装配工", "检验员", "仓储管理", "设备维修", "质量管理", "外卖配送员", "网约车司机", "快递员", "保洁员", "厨师")
_PERSON = (
    "id", "public_id", "name", "pinyin", "initials", "mobile", "subject", "id_sealed", "id_index", "id_tail",
    "verified_at", "code", "created_at",
)  # fmt: skip
_MEMBERSHIP = (
    "id", "public_id", "person_id", "org_id", "code", "state", "card_no", "card_token", "kind_of_work",
    "is_new_form", "platform", "station", "joined_on", "ended_on",
)  # fmt: skip


class Crowd:
    """The members of a tree; the same seed makes the same crowd."""

    def __init__(self, tree: Tree, size: int, now: datetime) -> None:
        self.size, self.now, self.chance = size, now, Random(20_260_617)
        weights = [self.chance.lognormvariate(0, 0.8) for _ in tree.unions]
        self.homes: Sequence[Organisation] = self.chance.choices(tree.unions, weights, k=size)
        self.readings = {name: people_rules.pinyin_of(name) for name in NAMES}
        self.names = self.chance.choices(NAMES, k=size)
        self.subjects: dict[int, UUID] = {}
        self.sealed: dict[int, bytes] = {}

    def seal_some(self) -> None:
        """Make real salts and seal the numbers of every thousandth person with them."""
        serials = range(0, self.size, REALLY_SEALED)
        self.subjects = dict(zip(serials, crypto.new_subjects(len(serials)), strict=True))
        blobs = crypto.seal_many((id_number(serial), subject) for serial, subject in self.subjects.items())
        self.sealed = dict(zip(serials, blobs, strict=True))

    def persons(self) -> Iterator[str]:
        """Lines for `people_person`."""
        for start in range(0, self.size, _PORTION):
            serials = range(start, min(start + _PORTION, self.size))
            numbers = [id_number(serial) for serial in serials]
            indexes = crypto.blind_many(numbers, people_rules.ID_PURPOSE)
            yield "".join(map(self._person, serials, numbers, indexes))

    def _person(self, serial: int, number: str, index: bytes) -> str:
        name, code = self.names[serial], self.homes[serial].code
        reading = self.readings[name]
        subject = self.subjects.get(serial) or f"{self.chance.getrandbits(128):032x}"
        sealed = self.sealed.get(serial) or self.chance.randbytes(_SEALED_SIZE)
        return (
            f"{serial + 1}\t{self.chance.getrandbits(128):032x}\t{name}\t{reading.key}\t{reading.initials}\t"
            f"{19_900_000_000 + serial}\t{subject}\t\\\\x{sealed.hex()}\t\\\\x{index.hex()}\t{number[-4:]}\t"
            f"{self.now}\t{code}\t{self.now}\n"
        )

    def memberships(self) -> Iterator[str]:
        """Lines for `members_membership`; three in a hundred have left."""
        for start in range(0, self.size, _PORTION):
            yield "".join(map(self._membership, range(start, min(start + _PORTION, self.size))))

    def _membership(self, serial: int) -> str:
        home, joined = self.homes[serial], self.now.date() - timedelta(days=3_650 * (self.size - serial) // self.size)
        left = serial % 100 in LEFT
        card = rules.card_number(home.division, joined.year, serial + 1)
        rider = home.kind == "new_form"
        return (
            f"{serial + 1}\t{self.chance.getrandbits(128):032x}\t{serial + 1}\t{home.pk}\t{home.code}\t"
            f"{'quit' if left else 'active'}\t{card}\t{secrets.token_urlsafe(16)}\t{_WORK[serial % len(_WORK)]}\t"
            f"{'t' if rider else 'f'}\t{'迅达配送（演示）' if rider else ''}\t\t{joined}\t{joined if left else _NULL}\n"
        )

    def load(self, link: Link) -> None:
        """Write everybody; the tables must be laid open."""
        copy(link, "people_person", _PERSON, self.persons())
        copy(link, "members_membership", _MEMBERSHIP, self.memberships())
        self._pieces(link)
        for statement in _DEEDS:
            link.execute(statement, {"now": self.now, "open": max(20, self.size // 500)})
        for table in ("people_person", "members_membership", "members_application"):
            advance_serial(link, table)
        run(link, f"SELECT setval('members_card_number', {self.size})")

    def _pieces(self, link: Link) -> None:
        """The pieces of every name as `grams_of` makes them, joined to whoever bears it."""
        run(link, 'CREATE TEMPORARY TABLE piece (name text COLLATE "C", gram text COLLATE "C")')
        pieces = "".join(
            f"{name}\t{gram}\n"
            for name, reading in self.readings.items()
            for gram in sorted(rules.grams_of(name, reading.key, reading.initials))
        )
        copy(link, "piece", ("name", "gram"), iter([pieces]))
        run(link, "ANALYZE piece")
        run(link, "ANALYZE people_person")
        run(link, "ANALYZE members_membership")
        run(link, _GRAMS)


_GRAMS = """
    INSERT INTO members_gram (gram, code, membership_id)
    SELECT piece.gram, m.code, m.id FROM members_membership m
        JOIN people_person p ON p.id = m.person_id JOIN piece ON piece.name = p.name WHERE m.state = 'active'
"""
_APPLICATION = """
    INSERT INTO members_application (public_id, org_id, code, person_id, name, pinyin, mobile, subject, id_index,
        id_tail, kind_of_work, platform, station, state, findings, passed_over, note, reason, remedy, applied_at,
        due_at, decided_at)
    SELECT gen_random_uuid(), m.org_id, m.code, p.id, p.name, p.pinyin, p.mobile, p.subject, p.id_index, p.id_tail,
        m.kind_of_work, m.platform, '', {state}, '{{}}', '{{}}', '', '', '', {applied}, {due}, {decided}
    FROM members_membership m JOIN people_person p ON p.id = m.person_id
"""
#: Whom the committee admitted lately, who waits, what they were told, and who looked.
_DEEDS = (
    _APPLICATION.format(state="'approved'", applied="%(now)s", due="NULL", decided="%(now)s")
    + "WHERE m.state = 'active' AND m.id %% 10 = 0",
    _APPLICATION.format(
        state="'applied'", applied="%(now)s", due="%(now)s + m.id %% 20 * interval '1 day'", decided="NULL"
    )
    + "WHERE m.state = 'quit' ORDER BY m.id DESC LIMIT %(open)s",
    """
    INSERT INTO notices_notice (public_id, person_id, kind, params, url, code, created_at, read_at)
    SELECT gen_random_uuid(), m.person_id, 'members.admitted', jsonb_build_object('org', o.short_name), '/me/card/',
        m.code, %(now)s - n * interval '1 day', CASE WHEN n > 1 THEN %(now)s END
    FROM members_membership m JOIN orgs_organisation o ON o.id = m.org_id, generate_series(1, 3) n WHERE m.id %% 10 = 0
    """,
    """
    INSERT INTO audit_entry (id, at, event, actor_name, office, request_id, code, person_id, subject_type, subject_id,
        facts, shifted)
    SELECT gen_random_uuid(), %(now)s - (m.id + n) %% 90 * interval '1 day', CASE n WHEN 1 THEN 'members.admitted'
        ELSE 'person.viewed' END, '李敏', '', '', m.code, m.person_id, 'membership', m.public_id::text, '{}', false
    FROM members_membership m, generate_series(1, 3) n WHERE m.id %% 5 = 0
    """,
)
