"""What an officer is told about her offices, from the outbox."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs import rules
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
MERGED = wording("orgs.merged", notice=_("{source}从 {on} 起并入{org}，会员、会员卡和入会码都转了过来。"))
SPLIT = wording("orgs.split", notice=_("{org}从 {on} 起由{source}分立出来，选定的会员转到了新工会。"))
EXPIRING = wording("orgs.office_expiring", notice=_("{org}的{title}到 {on} 任期届满，请提前准备换届。"))
MINDING = wording("orgs.minding", notice=_("{above}请您代管{org}的{title}，到 {on} 为止。"))
VACANT = wording("orgs.office_vacant", notice=_("{org}的{title}空缺了：原任已去世。请任命接任的人，或者安排上级代管。"))
QUESTIONED = wording(
    "orgs.office_questioned", notice=_("{org}的{title}已经不是这里的会员，任职还在。请看要不要结束，点开就能办。")
)
RETURNED = wording("orgs.office_returned", notice=_("去世登记是误登，已经撤销。您在{org}担任的{title}恢复了。"))
GIVEN_BACK = wording(
    "orgs.office_given_back",
    notice=_("{org}的{title}恢复了：去世登记是误登，已经撤销。这期间任命过别人的，请看要不要结束。"),
)
RELIEVED = wording("orgs.relieved", notice=_("您在{org}担任的{title}已结束。"))


@events.on(OrgEvent.OFFICE_BEGAN)
def tell_the_appointed(event: Event, actor: Actor) -> None:
    """Let somebody know that she has been appointed, and to what; or what she minds for how long."""
    office = Office.objects.select_related("org", "minded_from").get(public_id=event.subject)
    if office.minded_from is None:
        _tell(event, actor, APPOINTED)
        return
    params = {"above": office.minded_from.name, "org": office.org.name, "title": office.title, "on": _day(office)}
    notices.tell(office.person_id, MINDING, params=params, actor=actor, code=office.code)


@events.on(OrgEvent.OFFICE_ENDED)
def tell_the_relieved(event: Event, actor: Actor) -> None:
    """Let somebody know that her office has ended."""
    _tell(event, actor, RELIEVED)


@events.on(OrgEvent.OFFICE_ENDED)
def tell_of_the_vacancy(event: Event, actor: Actor) -> None:
    """Whoever can fill it, in the union or the nearest above, when its holder has died."""
    office = Office.objects.select_related("org").get(public_id=event.subject)
    if office.end_reason == rules.DIED:
        _tell_appointers(office, actor, VACANT, url="/desk/offices/vacancies/")


@events.on(OrgEvent.OFFICE_QUESTIONED)
def tell_of_the_question(event: Event, actor: Actor) -> None:
    """Whoever can end it: its holder is no member there any more."""
    office = Office.objects.select_related("org").get(public_id=event.subject)
    _tell_appointers(office, actor, QUESTIONED, url="/desk/offices/")


@events.on(OrgEvent.OFFICE_RETURNED)
def tell_of_the_return(event: Event, actor: Actor) -> None:
    """Its holder, and whoever was asked to fill it when she was thought to have died."""
    _tell(event, actor, RETURNED)
    office = Office.objects.select_related("org").get(public_id=event.subject)
    _tell_appointers(office, actor, GIVEN_BACK, url="/desk/offices/")


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


@events.on(OrgEvent.MERGED)
def tell_of_the_merger(event: Event, actor: Actor) -> None:
    """The officers of both unions, those of the former one too."""
    _tell_both(event, actor, MERGED)


@events.on(OrgEvent.SPLIT)
def tell_of_the_split(event: Event, actor: Actor) -> None:
    """The officers of both unions."""
    _tell_both(event, actor, SPLIT)


def _tell_both(event: Event, actor: Actor, kind: str) -> None:
    bodies = Organisation.objects.in_bulk([event.payload["source"], event.payload["target"]])
    source, target = bodies[event.payload["source"]], bodies[event.payload["target"]]
    params = {"source": source.name, "org": target.name, "on": event.payload["on"]}
    relieved = Office.objects.filter(org=source, ends_on=event.payload["on"]).values_list("person_id", "code")
    told = dict(relieved.order_by("pk")) | _officers(source.pk, target.pk, actor=actor)
    for person_id, code in told.items():
        notices.tell(person_id, kind, params=params, actor=actor, code=code)


@events.on(OrgEvent.OFFICE_EXPIRING)
def tell_of_the_end(event: Event, actor: Actor) -> None:
    """The officer whose term nears its end, and whoever can fill the office, in the union or the nearest above."""
    office = Office.objects.select_related("org").get(public_id=event.subject)
    params = {"org": office.org.name, "title": office.title, "on": _day(office)}
    for person_id in sorted({office.person_id} | _appointers(office, actor)):
        notices.tell(person_id, EXPIRING, params=params, actor=actor, code=office.code)


def _tell_appointers(office: Office, actor: Actor, kind: str, *, url: str) -> None:
    params = {"org": office.org.name, "title": office.title}
    for person_id in sorted(_appointers(office, actor)):
        notices.tell(person_id, kind, params=params, url=url, actor=actor, code=office.code)


def _appointers(office: Office, actor: Actor) -> set[int]:
    today = timezone.localdate(actor.now)
    rows = Office.objects.filter(
        code__in=rules.ancestors(office.code), role__duties__contains=[rules.APPOINTING], starts_on__lte=today
    ).exclude(ends_on__lte=today)
    others = list(rows.exclude(person_id=office.person_id).order_by("-code").values_list("code", "person_id"))
    return {person_id for code, person_id in others if code == others[0][0]}


def _day(office: Office) -> str:
    return office.ends_on.isoformat() if office.ends_on else ""


def _officers(*orgs: int, actor: Actor) -> dict[int, str]:
    """Whoever holds an office in one of the bodies today, each once, with its code."""
    today = timezone.localdate(actor.now)
    rows = Office.objects.filter(org__in=orgs, starts_on__lte=today).exclude(ends_on__lte=today)
    return dict(rows.order_by("pk").values_list("person_id", "code"))


def _tell(event: Event, actor: Actor, kind: str) -> None:
    office = Office.objects.select_related("org").get(public_id=event.subject)
    params = {"org": office.org.name, "title": office.title}
    notices.tell(office.person_id, kind, params=params, actor=actor, code=office.code)
