"""What the pages of a roster share: its colours, its steps, its figures, and where each figure leads."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hexian.domains.rosters import queries
from hexian.domains.rosters.queries import ImportView
from hexian.domains.rosters.rules import ImportState, Verdict
from hexian.foundation.actor import Actor
from hexian.web.members.doing import within_reach
from hexian.web.templatetags import wording

#: The colour of a state; any other is grey.
KINDS: Mapping[str, str] = {
    ImportState.UPLOADED: "warn", ImportState.MAPPED: "warn", ImportState.CHECKED: "warn",
    ImportState.CHECKING: "info", ImportState.LANDING: "info", ImportState.UNDOING: "info",
    ImportState.LANDED: "ok", ImportState.FAILED: "bad",
}  # fmt: skip
STEPS = (_("上传"), _("确认各列"), _("核对"), _("表决和接收"), _("完成"))
_STEP_OF: Mapping[str, int] = {
    ImportState.UPLOADED: 1, ImportState.MAPPED: 2, ImportState.CHECKING: 2, ImportState.CHECKED: 3,
    ImportState.LANDING: 3, ImportState.FAILED: 3, ImportState.LANDED: 5,
}  # fmt: skip
#: Longer than any row number.
_DIGITS = 7


def read(roster_id: UUID, actor: Actor) -> ImportView:
    """One roster, or a page that does not exist."""
    with within_reach():
        return queries.roster(roster_id, actor)


def step_of(page: ImportView) -> int | None:
    """Which of the steps it stands at; None once it has left the way in."""
    return _STEP_OF.get(page.state)


def number(text: str) -> int:
    """A row number out of an address; anything else is 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def figures(page: ImportView) -> list[dict[str, object]]:
    """The key figures of a checked roster, each leading to its rows."""
    sums = page.totals
    is_in = page.landed or page.state not in {ImportState.CHECKED, ImportState.CHECKING}
    first = (
        (_("已接收"), page.landed, _("成为会员的人"), "")
        if is_in
        else (_("可以接收"), page.landable, _("核对无误的人"), "")
    )
    cells = [
        first,
        (_("要改正"), sums.faulty, _("每行的原因在下面"), Verdict.FAULT),
        (_("在别的工会"), sums.elsewhere, _("请本人办理转会"), queries.ELSEWHERE),
        (_("同名同手机"), sums.held - page.released, _("看过才能放行"), Verdict.HELD),
        (_("已在本会"), sums.here, _("不用再办"), Verdict.SKIPPED),
    ]
    return [_figure(*cell) for cell in cells]


def _figure(label: object, value: int, note: object, verdict: str) -> dict[str, object]:
    url = f"?verdict={verdict}#rows" if verdict and value else ""
    return {"label": label, "value": wording.count_words(value), "note": note, "url": url, "current": False}
