"""What delegates are told, from the outbox: when and where they sit, that it moved or is called off."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import SERVING, Delegate, Sitting
from hexian.domains.decisions.rules import ENDED
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

CALLED = wording("decisions.called", notice=_("{body}{session}会议定在 {at}，{place}。请准时到会签到。"))
MOVED = wording("decisions.moved", notice=_("{body}{session}会议改到 {at}，{place}。请按新的时间到会。"))
CALLED_OFF = wording("decisions.called_off", notice=_("{body}{session}会议取消了，不用到会。再开会时会通知您。"))

_WORDS: Mapping[str, str] = {
    DecisionEvent.SITTING_PLANNED: CALLED, DecisionEvent.SITTING_CHANGED: MOVED, DecisionEvent.CANCELLED: CALLED_OFF,
}  # fmt: skip


@events.on(DecisionEvent.SITTING_PLANNED)
@events.on(DecisionEvent.SITTING_CHANGED)
@events.on(DecisionEvent.CANCELLED)
def tell_delegates(event: Event, actor: Actor) -> None:
    """Everybody who sits and has an account here; nothing of a sitting that is over by now, unless that is the news."""
    sitting = Sitting.objects.select_related("body").get(public_id=event.subject)
    if sitting.state in ENDED and event.name != DecisionEvent.CANCELLED:
        return
    kind, params = _WORDS[event.name], _params(sitting)
    given = params if kind != CALLED_OFF else {name: params[name] for name in ("body", "session")}
    serving = Delegate.objects.filter(SERVING, body=sitting.body, person__isnull=False)
    for person_id in serving.order_by("pk").values_list("person_id", flat=True):
        if person_id is not None:
            notices.tell(person_id, kind, params=given, actor=actor, code=sitting.body.code)


def _params(sitting: Sitting) -> dict[str, str]:
    at = timezone.localtime(sitting.held_at)
    return {
        "body": sitting.body.name,
        "session": f"第 {sitting.body.term_number} 届第 {sitting.number} 次",
        "at": f"{at.month} 月 {at.day} 日 {at:%H:%M}",
        "place": sitting.place,
    }
