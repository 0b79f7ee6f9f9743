"""The part of the demo in which a firm sends its roster: checked, with faults in it, waiting for the committee."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from hexian.cli.demo_roster import write_roster
from hexian.domains.rosters import queries, services
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.work import runs

#: Small enough to be read at a glance; the seed gives a title over the headings, hidden rows and many sorts of fault.
_ROWS, _FAULTS, _SEED = 60, 15, 6
_NAME = "会员花名册（演示）.xlsx"
_SENDER = "和畅电子人事部（演示）"


def play(firm: UUID, chair: Actor) -> int:
    """Send, confirm and check one roster as the firm's chair would; returns how many people are on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(path, rows=_ROWS, faults=_FAULTS, kind="xlsx", seed=_SEED)
        with scope(chair), path.open("rb") as file:
            sent = services.upload(file, name=_NAME, org_id=firm, actor=chair, sender=_SENDER)
    with scope(chair):
        _confirm(sent.public_id, chair)
        task_id = services.start_check(sent.public_id, actor=chair).task_id
    # What a worker would do a moment later; the page is not to be empty until one has started.
    runs.run_task(str(task_id))
    return _ROWS


def _confirm(roster: UUID, chair: Actor) -> None:
    sheet = next(each.name for each in queries.layout(roster, chair).sheets if each.name == "会员名单")
    seen = queries.layout(roster, chair, sheet)
    services.confirm_columns(
        roster, sheet=seen.sheet, header_row=seen.heading.row, titles=seen.heading.words,
        columns=[str(guess.column or "") for guess in seen.heading.guesses], actor=chair,
    )  # fmt: skip
