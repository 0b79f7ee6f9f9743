"""Unions to be, in the browser's story: one case of each sort that has pages of its own."""

from __future__ import annotations

import io
from dataclasses import replace

from django.utils import timezone
from PIL import Image

from hexian.domains.founding import services
from hexian.domains.founding.models import Case
from hexian.domains.founding.rules import Body
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests.browser import desk_story
from tests.founding import makers


def tell(street: Organisation, officer: Person) -> tuple[dict[str, str], Person]:
    """An id of each sort of thing, and the contact of all these cases."""
    chair = desk_story.actor_of(officer)
    contact = replace(Actor.guest(timezone.now(), code=street.code, mobile="13800000031"))
    draft = makers.filled(street, contact, address="滨江区演示路 1 号")
    asked = makers.requested(street, contact)
    recruiting = makers.agreed(street, contact, chair)
    intent = makers.intent(recruiting, mobile="13800000032")
    makers.with_candidates(recruiting, contact)
    approved = makers.founded_on(street, contact, chair, timezone.localdate())
    with scope(contact):
        photo = services.keep_scan(draft.public_id, "request", _photo(), actor=contact, name="请示.jpg")
    candidate = recruiting.candidates.filter(body=Body.COMMITTEE).order_by("pk")[0]
    who = Case.objects.select_related("contact").get(pk=draft.pk).contact
    assert who is not None
    return {
        "case_draft": str(draft.public_id), "case_asked": str(asked.public_id), "case": str(recruiting.public_id),
        "case_approved": str(approved.public_id), "candidate": str(candidate.public_id), "intent": str(intent),
        "case_employer": str(draft.employers.get().public_id),
        "case_preparer": str(draft.preparers.order_by("pk")[0].public_id), "scan": str(photo.public_id),
        "recruit": Case.objects.get(pk=recruiting.pk).recruit_code,
    }, who  # fmt: skip


def _photo() -> io.BytesIO:
    page = io.BytesIO()
    Image.new("RGB", (64, 90), "white").save(page, "JPEG")
    page.seek(0)
    return page
