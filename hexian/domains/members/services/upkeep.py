"""What the schedule and the outbox ask of this room."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from hexian.domains.members import rules
from hexian.domains.members.models import Application, Resolution
from hexian.domains.members.services import applying, changes, findings, flow, grams, promises, tallies
from hexian.domains.people import services as people
from hexian.foundation import crypto
from hexian.foundation.actor import Actor

log = structlog.get_logger(__name__)


@transaction.atomic
def recount_tallies() -> int:
    """Count the members of every union and the names on every resolution anew, as the system.

    Returns how many counts were wrong or missing.
    """
    corrected = tallies.recount() + tallies.recount_names()
    if corrected:
        log.info("tallies corrected", count=corrected)
    return corrected


@transaction.atomic
def recount_flow() -> int:
    """Count the members of every past day anew, as the system; returns how many sums were wrong."""
    mended = flow.recount()
    if mended:
        log.info("flow mended", count=mended)
    return mended


@transaction.atomic
def sweep_pieces() -> int:
    """Drop pieces of names whose membership is gone, which no foreign key holds; returns how many."""
    swept = grams.sweep()
    if swept:
        log.info("pieces swept", count=swept)
    return swept


@transaction.atomic
def stop_without_consent(person_id: int, actor: Actor, *, at: datetime | None = None) -> int:
    """Whoever takes her consent back has her open applications stopped; returns how many (个保法 15).

    With `at`, the moment she did (UTC), those she has sent since, with a consent of their own, go on.
    """
    rows = _applied_by(person_id, at).filter(state__in=rules.OPEN_APPLICATION)
    stopped = [applying.stop(row, actor) for row in rows.select_for_update(of=("self",)).order_by("pk")]
    return len(stopped)


@transaction.atomic
def forget_numbers(person_id: int, actor: Actor, *, at: datetime | None = None) -> int:
    """Whoever takes back her yes to the use of her ID number has it deleted from all she sent in (个保法 47).

    Returns from how many applications; `at` as in `stop_without_consent`.
    """
    rows = _applied_by(person_id, at).filter(id_sealed__isnull=False).select_for_update(of=("self",))
    applications = list(rows.order_by("pk"))
    for row in applications:
        row.id_sealed, row.id_index, row.id_tail = None, None, ""
    Application.objects.bulk_update(applications, ["id_sealed", "id_index", "id_tail"], batch_size=500)
    if applications:
        crypto.destroy(*(row.subject for row in applications))
    changes.drop_wishes_about_number(person_id, actor)
    return len(applications)


def _applied_by(person_id: int, at: datetime | None) -> QuerySet[Application]:
    rows = Application.objects.filter(person_id=person_id)
    return rows.filter(applied_at__lte=at) if at else rows


@transaction.atomic
def refresh_rivals(*ids: str) -> int:
    """Look up anew everybody who applied with the same ID number as these applications; returns how many changed."""
    causes = list(Application.objects.filter(public_id__in=ids))
    indexes = [index for number in findings.numbers_of(causes).values() for index in people.id_indexes(number)]
    rivals = Application.objects.filter(id_index__in=indexes, state__in=rules.OPEN_APPLICATION)
    return len(findings.refresh(list(rivals.select_for_update(of=("self",)).order_by("pk"))))


@transaction.atomic
def keep_promises(resolution: Resolution, actor: Actor) -> None:
    """Everybody on a passed list has her answer, as of the moment it was passed."""
    for public_id in resolution.applications.order_by("pk").values_list("public_id", flat=True):
        promises.keep(public_id, actor, at=resolution.passed_at)


@transaction.atomic
def keep_promise(application: Application, actor: Actor) -> None:
    """An applicant has her answer, as of the moment it was decided."""
    promises.keep(application.public_id, actor, at=application.decided_at)
