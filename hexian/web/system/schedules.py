"""The schedule in words: how often a job runs, and how its last run went."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hexian.foundation.work.queries import Planned

#: By cron's number; Sunday has two.
_WEEKDAYS = "日一二三四五六日"


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
    """A rule of the schedule: 「每 15 分钟」「每天 03:05」「每周一 06:40」「每月 1 日 04:00」.

    A rule of another shape as it is written; a test holds every job we have against these.
    """
    if found := re.fullmatch(r"\*/(\d+) \* \* \* \*", cron):
        return _("每 %(n)s 分钟") % {"n": found[1]}
    if found := re.fullmatch(r"(\d+) (\d+) \* \* \*", cron):
        return _("每天 %(at)s") % {"at": _clock(found)}
    if found := re.fullmatch(r"(\d+) (\d+) \* \* ([0-7])", cron):
        return _("每周%(day)s %(at)s") % {"day": _WEEKDAYS[int(found[3])], "at": _clock(found)}
    if found := re.fullmatch(r"(\d+) (\d+) (\d+) \* \*", cron):
        return _("每月 %(day)s 日 %(at)s") % {"day": found[3], "at": _clock(found)}
    return cron


def _clock(found: re.Match[str]) -> str:
    """Minute and hour, as cron has them, the way people write them: 「06:40」."""
    return f"{int(found[2]):02}:{int(found[1]):02}"


def _outcome(job: Planned) -> str:
    if job.last_started_at is None:
        return _("还没做过")
    if not job.last_outcome:
        return _("正在做")
    return _("做完了") if job.last_outcome.startswith("ok") else _("没有做成，下次再做")
