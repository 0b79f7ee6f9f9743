"""What hospitals are called: learned from files that have both a number and a name."""

from __future__ import annotations

from collections.abc import Sequence

from hexian.domains.mutualaid.models import File, Hospital


def learn(hospitals: Sequence[tuple[str, str]], row: File) -> None:
    """Keep the names a portion brought, in the order of their numbers so that two files cannot block each other.

    The latest one counts.
    """
    known = dict(
        Hospital.objects.filter(org_id=row.org_id, number__in=[number for number, _name in hospitals]).values_list(
            "number", "name"
        )
    )
    fresh = [
        Hospital(org_id=row.org_id, number=number, name=name)
        for number, name in hospitals
        if known.get(number) != name and name != number
    ]
    Hospital.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["org", "number"], update_fields=["name"]
    )  # fmt: skip
