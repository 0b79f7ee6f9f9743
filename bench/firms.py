"""A district with its streets, and so many firms below them: each employer with its union, a chair and a manager.

Names and numbers are invented.  Where a bench asks for it some unions lack what an offer needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bench.bodies import FOUNDED, rows
from hexian.domains.orgs.models import Office, Organisation, Place, Role
from hexian.domains.orgs.rules import Category, Kind, child_code
from hexian.domains.people import rules as people
from hexian.domains.people.models import Person
from hexian.foundation import crypto
from hexian.foundation.actor import Actor
from hexian.foundation.regions.models import Division

DISTRICT = "330108"
CITY = "3301"
#: So many invented names, one after another.
NAMES = ("王小满", "李知夏", "陈立秋", "赵清和", "周望舒", "吴景行", "孙临川", "郑怀远")
SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer with its union, and who acts for either."""

    employer: Organisation
    union: Organisation
    chair: Person
    manager: Person


def found(count: int, actor: Actor) -> tuple[Organisation, list[Firm]]:
    """The district's union and the firms below its streets, in turns."""
    now = actor.now
    province = rows([(None, "33", "浙江省", Kind.PROVINCE)], now)[0]
    city = rows([(province, CITY, "杭州市", Kind.CITY)], now)[0]
    district = rows([(city, DISTRICT, "滨江区", Kind.DISTRICT)], now)[0]
    known = Division.objects.filter(parent=DISTRICT, administrative=True).order_by("code").values_list("code", "name")
    streets = rows([(district, code, name, Kind.STREET) for code, name in known], now)
    homes = [streets[number % len(streets)] for number in range(count)]
    employers = _bodies(homes, Category.EMPLOYER, actor)
    unions = _bodies(homes, Category.UNION, actor, employers)
    chairs = _officers(unions, "chair", "工会主席", 0, actor)
    managers = _officers(employers, "employer", "总经理", count, actor)
    return district, [Firm(*each) for each in zip(employers, unions, chairs, managers, strict=True)]


#: Of which kind the bodies are, and what stands behind their number.
_SORTS = {Category.EMPLOYER: (Kind.EMPLOYER, "单位（演示）"), Category.UNION: (Kind.ENTERPRISE, "工会（演示）")}


def _bodies(
    homes: Sequence[Organisation], category: Category, actor: Actor, employers: Sequence[Organisation] = ()
) -> list[Organisation]:
    kind, name = _SORTS[category]
    last = dict(Organisation.objects.filter(pk__in={home.pk for home in homes}).values_list("pk", "last_child"))
    made = []
    for number, home in enumerate(homes):
        last[home.pk] += 1
        full = f"第 {number + 1} 号{name}"
        made.append(
            Organisation(
                category=category, kind=kind, name=full, short_name=full, parent=home, division=home.division,
                code=child_code(home.code, last[home.pk]), founded_on=FOUNDED, created_at=actor.now,
                employer=employers[number] if employers else None, staff_total=60 + number % 400,
                is_scaled=number % 3 == 0,
            )
        )  # fmt: skip
    bodies = Organisation.objects.bulk_create(made, batch_size=500)
    for pk, child in last.items():
        Organisation.objects.filter(pk=pk).update(last_child=child)
    standing = [Place(org=body, parent_id=body.parent_id, code=body.code, since=FOUNDED) for body in bodies]
    Place.objects.bulk_create(standing, batch_size=500)
    return bodies


def _officers(bodies: Sequence[Organisation], key: str, title: str, serial: int, actor: Actor) -> list[Person]:
    """Somebody at each, whose number is of nobody."""
    role = Role.objects.get(org=None, key=key)
    readings = {name: people.pinyin_of(name) for name in NAMES}
    people_ = [
        Person(
            name=name, pinyin=readings[name].key, initials=readings[name].initials, subject=subject, code=body.code,
            mobile=f"139{serial + number:08}", created_at=actor.now,
        )
        for number, (body, subject) in enumerate(zip(bodies, crypto.new_subjects(len(bodies)), strict=True))
        for name in [NAMES[(serial + number) % len(NAMES)]]
    ]  # fmt: skip
    made = Person.objects.bulk_create(people_, batch_size=500)
    offices = [
        Office(org=body, code=body.code, person=person, role=role, title=title, starts_on=SINCE)
        for body, person in zip(bodies, made, strict=True)
    ]
    Office.objects.bulk_create(offices, batch_size=500)
    return made
