"""What applicants and members are told, and what else follows from what happened; all from the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Set

from django.utils.translation import gettext_lazy as _

from hexian.domains.members import queries, texts
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, ChangeRequest, Membership, Passage, Resolution
from hexian.domains.members.rules import ENDS_HERE, NEEDS_SECOND, ChangeState, MembershipState, PassageKind
from hexian.domains.members.services import upkeep
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services as orgs_services
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

PASSAGE_ASKED = wording("members.passage_asked", notice=_("已收到您的{what}申请，{until} 前答复您。"))
PASSAGE_BEGUN = wording("members.passage_begun", notice=_("{org}要为您办理{what}，请看看对不对，点开确认或不同意。"))
PASSAGE_PROPOSED = wording(
    "members.passage_proposed",
    notice=_("{org}没有查到您最近半年交会费或参加活动的记录。会籍现在不变，您可以点开说明情况。"),
    sms=_("{org}没有查到您最近半年交会费或参加活动的记录。会籍现在不变，请登录说明情况，或者给工会打个电话。"),
)
PASSAGE_RELEASED = wording(
    "members.passage_released", notice=_("{org}同意您转出了，正等{target}接收，{until} 前答复您。")
)
PASSAGE_RECALLED = wording(
    "members.passage_recalled", notice=_("{org}收回了转出的同意，还要再核实，{until} 前答复您。")
)
PASSAGE_REFUSED = wording(
    "members.passage_refused",
    notice=_("{org}这次没有同意您的{what}申请。原因和接下来可以怎么办，点开能看到。"),
    sms=_("{org}这次没有同意您的{what}申请。登录后可以看到原因，以及接下来可以怎么办。"),
)
PASSAGE_WITHDRAWN = wording("members.passage_withdrawn", notice=_("{org}撤回了要为您办的{what}，会籍没有变。"))
PASSAGE_WARNED = wording(
    "members.passage_warned", notice=_("{org}记下了和您的谈话。有话想说，{until} 前点开写给委员会。")
)
PASSAGE_DROPPED = wording("members.passage_dropped", notice=_("会籍的提醒已经了结，您的会籍没有变。"))
PASSAGE_UNDONE = wording("members.passage_undone", notice=_("{org}撤销了办过的{what}，您的会籍恢复到原来的样子。"))
PASSAGE_DONE: Mapping[str, str] = {
    PassageKind.TRANSFER: wording(
        "members.passage_transferred",
        notice=_("您已经转到{target}。会员卡照旧用，会龄接着算。"),
        sms=_("您已经转到{target}。会员卡照旧用，会龄接着算。"),
    ),
    PassageKind.RETAIN: wording(
        "members.passage_retained", notice=_("{org}为您保留了会籍。重新上班以后，可以恢复或者转会。")
    ),
    PassageKind.RESUME: wording("members.passage_resumed", notice=_("您的会籍恢复了，会员卡照旧用。")),
    PassageKind.RETIRE: wording("members.passage_retired", notice=_("{org}为您办好了退休，会籍保留着。")),
    PassageKind.QUIT: wording(
        "members.passage_quit", notice=_("您已退出{org}。以后想再加入，随时可以申请。")
    ),
    PassageKind.LAPSE: wording(
        "members.passage_lapsed",
        notice=_("{org}委员会决定，您的会籍视为自动退会。理由、怎么提意见，点开能看到。"),
        sms=_("{org}委员会决定，您的会籍视为自动退会。登录后可以看到理由，以及怎么提意见。"),
    ),
}  # fmt: skip
_PASSAGE_WORDS: Mapping[MemberEvent, str] = {
    MemberEvent.PASSAGE_ASKED: PASSAGE_ASKED, MemberEvent.PASSAGE_BEGUN: PASSAGE_BEGUN,
    MemberEvent.PASSAGE_PROPOSED: PASSAGE_PROPOSED, MemberEvent.PASSAGE_RELEASED: PASSAGE_RELEASED,
    MemberEvent.PASSAGE_RECALLED: PASSAGE_RECALLED, MemberEvent.PASSAGE_REFUSED: PASSAGE_REFUSED,
    MemberEvent.PASSAGE_WARNED: PASSAGE_WARNED, MemberEvent.PASSAGE_DROPPED: PASSAGE_DROPPED,
    MemberEvent.PASSAGE_UNDONE: PASSAGE_UNDONE,
}  # fmt: skip
#: What she must not miss goes to her phone as well.
_BY_TEXT = {MemberEvent.PASSAGE_PROPOSED, MemberEvent.PASSAGE_REFUSED}

_MEMBERSHIP = "/me/membership/"
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
    """Without her consent an application goes no further; her yes about her health is not asked for there."""
    if event.payload["purpose"] == Purpose.HEALTH:
        return
    upkeep.stop_without_consent(int(event.payload["person_id"]), actor, at=event.at)


@events.on(PeopleEvent.CONSENT_WITHDRAWN)
def forget_numbers(event: Event, actor: Actor) -> None:
    """Without her consent to its use her ID number lies in no application any more."""
    if event.payload["purpose"] == Purpose.IDENTITY:
        upkeep.forget_numbers(int(event.payload["person_id"]), actor, at=event.at)


@events.on(MemberEvent.PASSAGE_ASKED)
@events.on(MemberEvent.PASSAGE_BEGUN)
@events.on(MemberEvent.PASSAGE_PROPOSED)
@events.on(MemberEvent.PASSAGE_RELEASED)
@events.on(MemberEvent.PASSAGE_RECALLED)
@events.on(MemberEvent.PASSAGE_REFUSED)
@events.on(MemberEvent.PASSAGE_WARNED)
@events.on(MemberEvent.PASSAGE_DROPPED)
@events.on(MemberEvent.PASSAGE_UNDONE)
def tell_passage(event: Event, actor: Actor) -> None:
    """Where her passage stands; reason and remedy of a no stand on her own page only."""
    name = MemberEvent(event.name)
    _tell_passage(event, actor, _PASSAGE_WORDS[name], by_text=name in _BY_TEXT)


@events.on(MemberEvent.PASSAGE_WITHDRAWN)
def tell_passage_withdrawn(event: Event, actor: Actor) -> None:
    """What an officer began was taken back; what she took back herself she need not be told."""
    if not event.payload.get("by_herself"):
        _tell_passage(event, actor, PASSAGE_WITHDRAWN)


@events.on(MemberEvent.PASSAGE_DONE)
def tell_passage_done(event: Event, actor: Actor) -> None:
    """It has taken effect; nothing is told about a death."""
    passage = Passage.objects.get(public_id=event.subject)
    if passage.kind in PASSAGE_DONE:
        kind = PASSAGE_DONE[passage.kind]
        _tell_passage(event, actor, kind, by_text=passage.kind in {PassageKind.TRANSFER, PassageKind.LAPSE})


@events.on(MemberEvent.PASSAGE_DONE)
def question_her_offices(event: Event, actor: Actor) -> None:
    """Whoever has left and still holds an office there: those who appoint are asked; nothing ends by itself."""
    passage = Passage.objects.get(public_id=event.subject)
    if passage.kind in ENDS_HERE:
        orgs_services.question(queries.left(orgs.held_by(passage.person_id, actor)), actor=actor)


def _tell_passage(event: Event, actor: Actor, kind: str, *, by_text: bool = False) -> None:
    """Tell her; the words name the unions and the kind, nothing else."""
    row = Passage.objects.select_related("source", "target", "person").get(public_id=event.subject)
    refused_there = row.refusal and row.released_at and row.target
    params = {
        "org": row.target.name if refused_there and row.target else row.source.name,
        "target": row.target.name if row.target else "",
        "what": str(texts.PASSAGE_KINDS[row.kind]),
        "until": clock.until(row.due_at) if row.due_at else "",
    }
    notices.tell(row.person_id, kind, params=params, url=_MEMBERSHIP, actor=actor, code=row.code)
    if by_text and row.person.mobile and not _who_died({row.person_id}):
        notices.send_text(row.person.mobile, kind, params, actor=actor)


def _who_died(person_ids: Set[int]) -> set[int]:
    rows = Membership.objects.filter(person_id__in=person_ids, state=MembershipState.DECEASED)
    return set(rows.values_list("person_id", flat=True))


notices.keep_silent(_who_died)


def _application(event: Event) -> Application:
    return Application.objects.select_related("org").get(public_id=event.subject)
