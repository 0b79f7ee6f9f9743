"""What founders, those who signed up and those who decide are told, from the outbox."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.founding import access, rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Case, Intent
from hexian.domains.orgs.models import Office
from hexian.domains.orgs.rules import ancestors
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.clock import texts as clock
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

REQUESTED = wording(
    "founding.requested", notice=_("已收到「{name}」的筹建请示，{upper}在{until} 前批复。"),
    sms=_("已收到「{name}」的筹建请示，{upper}在{until} 前批复。登录可以看进展，不用跑。"),
)  # fmt: skip
PREP_APPROVED = wording(
    "founding.prep_approved", notice=_("{upper}同意筹建「{name}」。接下来发展会员、开大会，{until} 前选好。"),
    sms=_("{upper}同意筹建「{name}」。接下来发展会员、开大会，批复可以登录后自己打印。"),
)  # fmt: skip
RETURNED = wording(
    "founding.returned", notice=_("「{name}」的材料退回了，{until} 前补好就行。原因和怎么改，点开能看到。"),
    sms=_("「{name}」的材料退回补正。登录能看到原因和怎么改，不用跑。"),
)  # fmt: skip
REPORTED = wording("founding.reported", notice=_("已收到「{name}」的选举结果，{upper}在{until} 前批复。"))
APPROVED = wording(
    "founding.approved", notice=_("{upper}批准「{name}」成立。批复、入会海报都可以打印了。"),
    sms=_("{upper}批准「{name}」成立。登录可以打印批复和入会海报。"),
)  # fmt: skip
CERTIFIED = wording(
    "founding.certified", notice=_("「{name}」的法人资格登记办好了，可以去开户。"),
    sms=_("「{name}」的法人资格登记办好了，可以去开户。"),
)  # fmt: skip
DUE_HERE = wording("founding.due_here", notice=_("「{name}」的材料 {until} 到期，请尽快批复。"))
OVERDUE_HERE = wording("founding.overdue_here", notice=_("「{name}」的材料已经过了批复的期限，请马上办理。"))
DUE_YOURS = wording(
    "founding.due_yours", notice=_("「{name}」的下一步 {until} 到期，点开接着办。"),
    sms=_("「{name}」建会的下一步快到期了，登录接着办；来不及就先联系{upper}。"),
)  # fmt: skip
OVERDUE_YOURS = wording(
    "founding.overdue_yours", notice=_("「{name}」的下一步已经过期。还能接着办，来不及请联系{upper}。"),
    sms=_("「{name}」建会的下一步已经过期，还能接着办。请登录，或者联系{upper}。"),
)  # fmt: skip
ASK_AGAIN = wording(
    "founding.ask_again", sms=_("「{name}」成立了。您的入会登记没能直接转成申请，请扫工会海报再填一次。")
)

_WORDS = {
    FoundingEvent.REQUESTED: REQUESTED, FoundingEvent.PREP_APPROVED: PREP_APPROVED, FoundingEvent.RETURNED: RETURNED,
    FoundingEvent.REPORTED: REPORTED, FoundingEvent.APPROVED: APPROVED, FoundingEvent.CERTIFIED: CERTIFIED,
}  # fmt: skip
#: What is told in the program only: the receipt of a report is no news worth a text message.
_QUIET = {REPORTED}


@events.on(FoundingEvent.REQUESTED)
@events.on(FoundingEvent.PREP_APPROVED)
@events.on(FoundingEvent.RETURNED)
@events.on(FoundingEvent.REPORTED)
@events.on(FoundingEvent.APPROVED)
@events.on(FoundingEvent.CERTIFIED)
def tell_contact(event: Event, actor: Actor) -> None:
    """The contact: what has happened, and until when what comes next."""
    case = Case.objects.select_related("upper").get(public_id=event.subject)
    kind = _WORDS[FoundingEvent(event.name)]
    until = clock.until(case.due_at) if case.due_at else ""
    params = {"name": case.name, "upper": case.upper.name, "until": until}
    if case.contact_id is not None:
        url = f"/found/case/{case.public_id}/"
        notices.tell(case.contact_id, kind, params=params, url=url, actor=actor, code=case.code)
    if kind not in _QUIET:
        notices.send_text(case.contact_mobile, kind, params, actor=actor)


@events.on(FoundingEvent.DUE)
def remind(event: Event, actor: Actor) -> None:
    """Whose turn it is: who decides at the upper union, or the contact; nothing if it has moved on meanwhile."""
    case = Case.objects.select_related("upper").get(public_id=event.subject)
    if case.due_at is None or case.due_at.isoformat() != event.payload["due_at"]:
        return
    is_over, turn = event.payload["is_over"], rules.turn(case.state)
    params = {"name": case.name, "upper": case.upper.name, "until": clock.until(case.due_at)}
    if turn == rules.Side.UPPER:
        kind, url = OVERDUE_HERE if is_over else DUE_HERE, f"/desk/founding/{case.public_id}/"
        for person_id in sorted(deciders(case, actor)):
            notices.tell(person_id, kind, params=params, url=url, actor=actor, code=case.code)
        return
    kind = OVERDUE_YOURS if is_over else DUE_YOURS
    if case.contact_id is not None:
        notices.tell(
            case.contact_id, kind, params=params, url=f"/found/case/{case.public_id}/", actor=actor, code=case.code
        )
    notices.send_text(case.contact_mobile, kind, params, actor=actor)


def deciders(case: Case, actor: Actor) -> set[int]:
    """Who may decide at the upper union today; where nobody holds such an office, at the nearest above it."""
    today = timezone.localdate(actor.now)
    held = Office.objects.filter(
        code__in=ancestors(case.code), role__duties__overlap=[access.APPROVE, access.HANDLE], starts_on__lte=today
    ).exclude(ends_on__lte=today)
    found = list(held.order_by("-code").values_list("code", "person_id"))
    return {person_id for code, person_id in found if code == found[0][0]}


@events.on(FoundingEvent.INTENT_DROPPED)
def ask_again(event: Event, actor: Actor) -> None:
    """Whose wish could not become an application is asked to scan the poster of the union that exists now."""
    intent = Intent.objects.select_related("case").filter(public_id=event.subject).first()
    if intent is not None and intent.refusal and intent.mobile:
        notices.send_text(intent.mobile, ASK_AGAIN, {"name": intent.case.name}, actor=actor)
