"""What an officer is told about her offices, from the outbox."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office, Organisation
from hexian.foundation import events
from hexian.foundation.access import recode
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

APPOINTED = wording("orgs.appointed", notice=_("您已担任{org}的{title}。"))
MOVED = wording("orgs.moved", notice=_("{org}从 {on} 起隶属于{above}。"))
RELIEVED = wording("orgs.relieved", notice=_("您在{org}担任的{title}已结束。"))


@events.on(OrgEvent.OFFICE_BEGAN)
def tell_the_appointed(event: Event, actor: Actor) -> None:
    """Let somebody know that she has been appointed, and to what."""
    _tell(event, actor, APPOINTED)


@events.on(OrgEvent.OFFICE_ENDED)
def tell_the_relieved(event: Event, actor: Actor) -> None:
    """Let somebody know that her office has ended."""
    _tell(event, actor, RELIEVED)


@events.on(OrgEvent.MOVED)
def let_latecomers_follow(event: Event, _actor: Actor) -> None:
    """Rows written by somebody who had read the old code before the move and committed after it."""
    recode(event.payload["old"], event.payload["new"])


@events.on(OrgEvent.MOVED)
def tell_of_the_move(event: Event, actor: Actor) -> None:
    """The officers of the body that moved, and of the unions it left and joined."""
    body = Organisation.objects.select_related("parent").get(public_id=event.subject)
    above = Organisation.objects.get(pk=event.payload["above"])
    params = {"org": body.name, "above": above.name, "on": event.payload["on"]}
    for person_id, code in _officers(body.pk, event.payload["former"], above.pk, actor=actor).items():
        notices.tell(person_id, MOVED, params=params, actor=actor, code=code)


def _officers(*orgs: int, actor: Actor) -> dict[int, str]:
    """Whoever holds an office in one of the bodies today, each once, with its code."""
    today = timezone.localdate(actor.now)
    rows = Office.objects.filter(org__in=orgs, starts_on__lte=today).exclude(ends_on__lte=today)
    return dict(rows.order_by("pk").values_list("person_id", "code"))


def _tell(event: Event, actor: Actor, kind: str) -> None:
    office = Office.objects.select_related("org").get(public_id=event.subject)
    params = {"org": office.org.name, "title": office.title}
    notices.tell(office.person_id, kind, params=params, actor=actor, code=office.code)
