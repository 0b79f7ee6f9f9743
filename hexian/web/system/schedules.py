"""The schedule in words: how often a job runs, and how its last run went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hexian.foundation.work.queries import Planned
from hexian.foundation.work.texts import often


@dataclass(frozen=True, slots=True)
class Job:
    """One job as the page shows it."""

    what: str
    often: str
    next_run_at: datetime
    last_started_at: datetime | None
    outcome: str
    is_well: bool


def shown(jobs: Iterable[Planned]) -> list[Job]:
    """The jobs of the schedule, the next to run first."""
    return [
        Job(
            job.what,
            often(job.cron),
            job.next_run_at,
            job.last_started_at,
            _outcome(job),
            not job.last_outcome or job.last_outcome.startswith("ok"),
        )
        for job in jobs
    ]


def _outcome(job: Planned) -> str:
    if job.last_started_at is None:
        return _("还没做过")
    if not job.last_outcome:
        return _("正在做")
    return _("做完了") if job.last_outcome.startswith("ok") else _("没有做成，下次再做")
