"""What every page of the tree begins with: a body within reach, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from hexian.domains.orgs import queries
from hexian.web.screen import ActorRequest


@contextmanager
def within_reach() -> Iterator[None]:
    """Turn «there is none for you» into a page that does not exist."""
    try:
        yield
    except ObjectDoesNotExist as fault:
        raise Http404 from fault


def page_of(org_id: UUID, request: ActorRequest) -> queries.OrgPage:
    """One organisation's figures, or 404 out of reach."""
    with within_reach():
        return queries.organisation(org_id, request.actor)
