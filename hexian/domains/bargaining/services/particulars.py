"""What printed papers say besides: filled in once by either side, so that nothing is written in by hand later."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Particulars
from hexian.domains.bargaining.services import moving
from hexian.domains.orgs.facts import SCALES
from hexian.foundation.actor import Actor

#: What may be said, and how long it may be.
KEYS: Mapping[str, int] = {
    "legal_representative": 40, "ownership": 60, "union_chair": 40, "employer_contact": 40, "employer_phone": 40,
    "workers_contact": 40, "workers_phone": 40, "handler_phone": 40, "receiver": 40, "receiver_phone": 40,
    "recorder_post": 60, "observers": 200, "former": 2_000, "wage_people": 40, "wage_average": 40,
    "wage_front_line": 40, "reply_number": 60, "contract_number": 60,
}  # fmt: skip
#: Whether the employer is one of 规上, said apart from the words: how many delegates a side needs hangs on it.
SCALE = "scale"


@transaction.atomic
def keep_particulars(case_id: UUID, given: Mapping[str, str], *, actor: Actor) -> None:
    """Keep what was typed; a key left out stays as it is, `scale` is «yes», «no», or empty where nothing is said of it.

    Raises `words.long` (`most`), `bargaining.not_your_side`.
    """
    case, side = moving.for_side(case_id, actor)
    row, _made = Particulars.objects.get_or_create(case=case)
    said = {key: moving.written(given[key], most, "particulars") for key, most in KEYS.items() if key in given}
    row.known = {key: words for key, words in {**row.known, **said}.items() if words}
    row.save()
    if SCALE in given:
        _keep_scale(case, SCALES.get(given[SCALE]), actor)
    moving.note(case, actor, BargainingEvent.EDITED, what="particulars", side=side)


def _keep_scale(case: Case, is_scaled: bool | None, actor: Actor) -> None:
    if is_scaled is None or is_scaled is case.is_scaled:
        return
    case.is_scaled = is_scaled
    moving.touch(case, actor, BargainingEvent.EDITED, "is_scaled", what="scale", is_scaled=is_scaled)


def particulars_of(case: Case) -> dict[str, str]:
    """What was said so far."""
    row = Particulars.objects.filter(case=case).first()
    return dict(row.known) if row else {}
