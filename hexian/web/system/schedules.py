"""The schedule in words: how often a job runs, and how its last run went."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hexian.foundation.work.queries import Planned


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


def often(cron: str) -> str:
    """A rule of the schedule: 「每 15 分钟」「每天 03:05」; a rarer one as it is written."""
    if found := re.fullmatch(r"\*/(\d+) \* \* \* \*", cron):
        return _("每 %(n)s 分钟") % {"n": found[1]}
    if found := re.fullmatch(r"(\d+) (\d+) \* \* \*", cron):
        return _("每天 %(at)s") % {"at": f"{int(found[2]):02}:{int(found[1]):02}"}
    return cron


def _outcome(job: Planned) -> str:
    if job.last_started_at is None:
        return _("还没做过")
    if not job.last_outcome:
        return _("正在做")
    return _("做完了") if job.last_outcome.startswith("ok") else _("没有做成，下次再做")
