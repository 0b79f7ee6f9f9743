"""What applicants and members are told, and what else follows from what happened; all from the outbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, ChangeRequest, Resolution
from hexian.domains.members.rules import NEEDS_SECOND, ChangeState
from hexian.domains.members.services import upkeep
from hexian.domains.orgs import queries as orgs
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.rules import Purpose
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.clock import texts as clock
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

APPLIED = wording("members.applied", notice=_("已收到您加入{org}的申请，{until} 前回复您。"))
ADMITTED = wording(
    "members.admitted",
    notice=_("{org}已批准您入会。会员卡在「我的」里，随时可以出示。"),
    sms=_("{org}已批准您入会，欢迎您！登录后可以看到会员卡。"),
)
REFUSED = wording(
    "members.refused",
    notice=_("{org}这次没有批准您的入会申请。原因和接下来可以怎么办，点开能看到。"),
    sms=_("{org}这次没有批准您的入会申请。登录后可以看到原因，以及接下来可以怎么办。"),
)
REOPENED = wording("members.reopened", notice=_("{org}恢复了您的入会申请，{until} 前回复您。"))
CHANGE_ACCEPTED = wording("members.change_accepted", notice=_("您申请更正的资料已经改好了。"))
CHANGE_PROPOSED = wording(
    "members.change_proposed", notice=_("{org}要更正您登记的资料，请看看对不对，点开确认或不同意。")
)
CHANGE_MADE = wording(
    "members.change_made", notice=_("{org}更正了您登记的资料，改前改后点开能看到。不对的话，可以再申请更正。")
)
CHANGE_DROPPED = wording("members.change_dropped", notice=_("{org}提出的更正没有改，您的资料还是原来的。"))
PROPOSAL_ACCEPTED = wording("members.proposal_accepted", notice=_("您提出的一份会员资料更正已经确认，改好了。"))
PROPOSAL_REFUSED = wording("members.proposal_refused", notice=_("您提出的一份会员资料更正没有得到同意，没有改。"))
CHANGE_REFUSED = wording("members.change_refused", notice=_("您申请更正的资料没有改，原因点开能看到。"))

_MATTERS = "/me/matters/"
_CARD = "/me/card/"
_CHANGES = "/desk/changes/"


@events.on(MemberEvent.APPLIED)
def tell_received(event: Event, actor: Actor) -> None:
    """The receipt, with the day of the promise."""
    _tell_with_promise(event, actor, APPLIED)


@events.on(MemberEvent.REOPENED)
def tell_reopened(event: Event, actor: Actor) -> None:
    """A refusal was taken back: the new promise."""
    _tell_with_promise(event, actor, REOPENED)


def _tell_with_promise(event: Event, actor: Actor, kind: str) -> None:
    row = _application(event)
    until = clock.until(row.due_at) if row.due_at else ""
    params = {"org": row.org.name, "until": until}
    notices.tell(row.person_id, kind, params=params, url=_MATTERS, actor=actor, code=row.code)


@events.on(MemberEvent.REFUSED)
def tell_refused(event: Event, actor: Actor) -> None:
    """A refusal, in the program and by text message; reason and remedy stand on her own page only."""
    row = _application(event)
    params = {"org": row.org.name}
    notices.tell(row.person_id, REFUSED, params=params, url=_MATTERS, actor=actor, code=row.code)
    notices.send_text(row.mobile, REFUSED, params, actor=actor)


@events.on(MemberEvent.RESOLUTION_PASSED)
def tell_admitted(event: Event, actor: Actor) -> None:
    """Everybody on the list: a notice and a text message each."""
    resolution = Resolution.objects.select_related("org").get(public_id=event.subject)
    params = {"org": resolution.org.name}
    for row in resolution.applications.order_by("pk"):
        notices.tell(row.person_id, ADMITTED, params=params, url=_CARD, actor=actor, code=row.code)
        notices.send_text(row.mobile, ADMITTED, params, actor=actor)


@events.on(MemberEvent.RESOLUTION_PASSED)
def keep_promises(event: Event, actor: Actor) -> None:
    """Everybody on the list has had her answer."""
    upkeep.keep_promises(Resolution.objects.get(public_id=event.subject), actor)


@events.on(MemberEvent.RESOLUTION_PASSED)
def warn_rivals_of_the_admitted(event: Event, _actor: Actor) -> None:
    """Whoever else applied with one of these ID numbers stands under a finding now."""
    listed = Application.objects.filter(resolution__public_id=event.subject).order_by("pk")
    upkeep.refresh_rivals(*(str(each) for each in listed.values_list("public_id", flat=True)))


@events.on(MemberEvent.SETTLED)
def tell_settled(event: Event, actor: Actor) -> None:
    """Her application was decided with a roster: she has her answer, and hears of it like anybody admitted."""
    row = _application(event)
    upkeep.keep_promise(row, actor)
    params = {"org": row.org.name}
    notices.tell(row.person_id, ADMITTED, params=params, url=_CARD, actor=actor, code=row.code)
    notices.send_text(row.mobile, ADMITTED, params, actor=actor)


@events.on(MemberEvent.RIVALLED)
def warn_rivals_of_a_roster(event: Event, _actor: Actor) -> None:
    """Whoever has applied with a number that came with a roster stands under a finding now."""
    upkeep.refresh_rivals(*event.payload["applications"])


@events.on(MemberEvent.APPLIED)
@events.on(MemberEvent.REFUSED)
@events.on(MemberEvent.REOPENED)
@events.on(MemberEvent.WITHDRAWN)
def warn_rivals(event: Event, _actor: Actor) -> None:
    """One application more or fewer with an ID number changes what is found about the others."""
    upkeep.refresh_rivals(event.subject)


@events.on(MemberEvent.CHANGE_PROPOSED)
def tell_proposed(event: Event, actor: Actor) -> None:
    """An officer wants to correct her data; nothing to say yes to where it was corrected at once."""
    wish = _wish(event)
    if wish is not None and wish.state == ChangeState.ASKED:
        _tell_change(wish, actor, CHANGE_PROPOSED)


@events.on(MemberEvent.CHANGE_ACCEPTED)
def tell_corrected(event: Event, actor: Actor) -> None:
    """Her data were corrected; an officer who proposed it and did not do it herself hears of it too."""
    wish = _wish(event)
    if wish is None:
        return
    _tell_change(wish, actor, CHANGE_MADE if wish.proposed_by else CHANGE_ACCEPTED)
    if wish.field in NEEDS_SECOND:
        _tell_proposer(wish, actor, PROPOSAL_ACCEPTED)


@events.on(MemberEvent.CHANGE_REFUSED)
def tell_not_corrected(event: Event, actor: Actor) -> None:
    """Her data were not corrected; the answer stands on her own page. What she refused herself she need not be told."""
    wish = _wish(event)
    if wish is None:
        return
    if not event.payload.get("by_herself"):
        _tell_change(wish, actor, CHANGE_DROPPED if wish.proposed_by else CHANGE_REFUSED)
    _tell_proposer(wish, actor, PROPOSAL_REFUSED)


def _wish(event: Event) -> ChangeRequest | None:
    """None when she has had it erased meanwhile."""
    return ChangeRequest.objects.filter(public_id=event.subject).first()


def _tell_change(wish: ChangeRequest, actor: Actor, kind: str) -> None:
    params = {"org": orgs.names_by_code([wish.code]).get(wish.code, "")}
    notices.tell(wish.person_id, kind, params=params, url=_MATTERS, actor=actor, code=wish.code)


def _tell_proposer(wish: ChangeRequest, actor: Actor, kind: str) -> None:
    if wish.proposed_by is not None:
        notices.tell(wish.proposed_by, kind, url=_CHANGES, actor=actor, code=wish.code)


@events.on(PeopleEvent.CONSENT_WITHDRAWN)
def stop_applications(event: Event, actor: Actor) -> None:
    """Without her consent an application goes no further."""
    upkeep.stop_without_consent(int(event.payload["person_id"]), actor, at=event.at)


@events.on(PeopleEvent.CONSENT_WITHDRAWN)
def forget_numbers(event: Event, actor: Actor) -> None:
    """Without her consent to its use her ID number lies in no application any more."""
    if event.payload["purpose"] == Purpose.IDENTITY:
        upkeep.forget_numbers(int(event.payload["person_id"]), actor, at=event.at)


def _application(event: Event) -> Application:
    return Application.objects.select_related("org").get(public_id=event.subject)
