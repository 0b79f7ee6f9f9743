"""Where bodies stand and stood: every change of the tree writes the days of a place."""

from __future__ import annotations

from hexian.domains.orgs.models import Organisation, Place


def open_place(body: Organisation, parent: Organisation | None) -> Place:
    """A new body stands where it was founded; not before its parent stood there itself."""
    since = body.founded_on if parent is None else max(body.founded_on, standing(parent).since)
    return Place.objects.create(org=body, parent=parent, code=body.code, since=since)


def standing(body: Organisation) -> Place:
    """Where a body stands now. Every body does."""
    return Place.objects.get(org=body, until__isnull=True)
