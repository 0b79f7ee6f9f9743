"""What an officer is told about her offices, from the outbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

APPOINTED = wording("orgs.appointed", notice=_("您已担任{org}的{title}。"))
RELIEVED = wording("orgs.relieved", notice=_("您在{org}担任的{title}已结束。"))


@events.on(OrgEvent.OFFICE_BEGAN)
def tell_the_appointed(event: Event, actor: Actor) -> None:
    """Let somebody know that she has been appointed, and to what."""
    _tell(event, actor, APPOINTED)


@events.on(OrgEvent.OFFICE_ENDED)
def tell_the_relieved(event: Event, actor: Actor) -> None:
    """Let somebody know that her office has ended."""
    _tell(event, actor, RELIEVED)


def _tell(event: Event, actor: Actor, kind: str) -> None:
    office = Office.objects.select_related("org").get(public_id=event.subject)
    params = {"org": office.org.name, "title": office.title}
    notices.tell(office.person_id, kind, params=params, actor=actor, code=office.code)
