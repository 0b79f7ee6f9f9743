"""The pieces of members' names by which they are found."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef

from hexian.domains.members.models import Gram, Membership
from hexian.domains.members.rules import MembershipState, grams_of
from hexian.domains.people.models import Person


def add(people: Mapping[int, Person], code: str) -> None:
    """Write the pieces of many members of one union, by the id of their membership."""
    Gram.objects.bulk_create(
        (
            Gram(gram=piece, code=code, membership_id=member_id)
            for member_id, person in people.items()
            for piece in sorted(grams_of(person.name, person.pinyin, person.initials))
        ),
        batch_size=5_000,
    )


def renew(person: Person) -> None:
    """Write a person's pieces anew after her name has changed."""
    members = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    for member in members:
        member.grams.all().delete()
        add({member.pk: person}, member.code)


def sweep() -> int:
    """Delete pieces that belong to no membership any more; returns how many."""
    nobodys = Gram.objects.filter(~Exists(Membership.objects.filter(pk=OuterRef("membership_id"))))
    return int(nobodys.delete()[0])
