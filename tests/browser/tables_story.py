"""Decision tables in the browser's story: one in force, drafts, one that waits, one withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.tables import services
from hexian.foundation.tables.models import Trial, Version
from hexian.foundation.tables.registry import Comparison, Example
from hexian.foundation.tables.rules import Range
from tests.browser import desk_story
from tests.foundation.table_makers import BAND, YUEYANG
from tests.web.table_shapes import MIXED


def tell(street: Organisation, officer: Person, colleague: Person) -> dict[str, str]:
    """An id of each sort of version; the colleague is the second person."""
    chair, second = desk_story.actor_of(officer), desk_story.actor_of(colleague)
    year = timezone.localdate().year
    held = _published(street.code, date(year, 1, 1), second, chair)
    with scope(chair):
        draft = services.draft_next(
            held.public_id, valid_from=date(year + 1, 1, 1), basis="〔2026〕12 号（演示）", actor=chair
        ).public_id
        services.put_row(
            draft, 2, when={BAND: Range(450_000, 1_000_000)}, then={"rate": 3_600}, basis="第五条", actor=chair
        )
        services.remove_row(draft, 4, actor=chair)
        mixed = services.draft(
            MIXED,
            place=street.code,
            title="大病慰问（演示）",
            valid_from=date(year, 7, 1),
            basis="会议纪要",
            actor=chair,
        ).public_id
        empty = services.draft(
            replace(YUEYANG, code="aid.empty", rows=()), place=street.code, title="门诊补助（演示）",
            valid_from=date(year, 7, 1), actor=chair,
        ).public_id  # fmt: skip
        gone = services.draft_next(held.public_id, valid_from=date(year, 11, 1), actor=chair).public_id
        services.withdraw(gone, reason="和会议纪要不符", actor=chair)
    with scope(second):
        hers = services.draft_next(held.public_id, valid_from=date(year, 10, 1), basis="〔2026〕9 号", actor=second)
        services.propose(hers.public_id, actor=second)
    _tried(draft, held)
    return {
        "table": str(held.public_id), "table_draft": str(draft), "table_mixed": str(mixed),
        "table_proposed": str(hers.public_id), "table_empty": str(empty), "table_withdrawn": str(gone),
    }  # fmt: skip


def _published(place: str, since: date, author: Actor, second: Actor) -> Version:
    title = "住院互助补助（演示）"
    with scope(author):
        version = services.draft(
            YUEYANG, place=place, title=title, valid_from=since, basis="〔2025〕3 号（演示）", actor=author
        )
        services.propose(version.public_id, actor=author)
    with scope(second):
        return services.publish(version.public_id, actor=second)


def _tried(draft: UUID, held: Version) -> None:
    """What the long job would have left."""
    version = Version.objects.get(public_id=draft)
    examples = (Example({BAND: 800_000}, 255_000, 258_000, 1_204), Example({BAND: 2_500_000}, 950_000, 955_000, 311))
    answer = Comparison(18_498, 1_545_130_000, 1_571_220_000, 6_310, 0, examples)
    Trial.objects.create(
        version=version, against=held, body_hash=version.body_hash, answer=answer.as_json(), by_name="李敏",
        at=timezone.now(),
    )  # fmt: skip
