"""What people are told of mutual aid, from the outbox; never in the transaction that decides."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Passage
from hexian.domains.mutualaid import access, texts
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Contest, Decision, File, Plan
from hexian.domains.mutualaid.rules import DecisionState
from hexian.domains.mutualaid.services import enrolling, note_end_of_work, straying, tallying
from hexian.domains.mutualaid.services.upkeep import BROKE_OFF, STOPPED_BY_HAND
from hexian.domains.orgs.models import Office
from hexian.domains.orgs.rules import ancestors
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.rules import Purpose
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording
from hexian.foundation.notices.services import Told

#: People told in one transaction; the rest of a portion follows in the next.
AT_ONCE = 5_000

PAID = wording(
    "aid.paid",
    notice=_("{sum}互助金已为您办好，不用申请。点开看怎么算的；不想要可以谢绝，觉得不对可以提异议。"),
)
NOT_PAID = wording("aid.not_paid", notice=_("您 {day} 出院的这笔结算没有发放互助金。点开看原因，觉得不对可以提异议。"))
CHANGED = wording("aid.changed", notice=_("您 {day} 出院的这笔互助金重新办过，现在是{sum}。点开看怎么算的。"))
ANSWERED = wording("aid.answered", notice=_("您对互助金的异议有答复了，点开看。不满意，可以要求另一个人复核。"))
APPEAL_ANSWERED = wording("aid.appeal_answered", notice=_("您要求的复核有结果了，点开看。"))
DUE = wording("aid.due", notice=_("有一份互助金异议快到答复的时间了，请尽快答复。"))
OVER = wording("aid.over", notice=_("有一份互助金异议过了答复的时间，请马上答复。"))
STOPPED = wording("aid.drifted", notice=_("「{plan}」停办了，请看原因，核实后由另一个人恢复。"))


def page_of(row: Decision) -> str:
    """Where she reads how a decision came about."""
    return f"/me/aid/{row.public_id}/"


@events.on(AidEvent.DECIDED)
@events.on(AidEvent.TELLING)
def tell_paid(event: Event, actor: Actor) -> None:
    """One notice for everybody a portion pays, some thousands at a time."""
    low, high = int(event.payload["low"]), int(event.payload["high"])
    rows = Decision.objects.filter(pk__range=(low, high), batch_id=event.subject, state=DecisionState.ORDERED)
    found = list(rows.order_by("pk")[:AT_ONCE])
    _tell_sums(found, PAID, actor)
    if len(found) == AT_ONCE:
        code = str(event.payload.get("code", ""))
        events.publish(AidEvent.TELLING, event.subject, actor=actor, code=code, low=found[-1].pk + 1, high=high)


def _tell_sums(rows: Iterable[Decision], kind: str, actor: Actor) -> None:
    lines = (Told(row.person_id, {"sum": texts.money(row.amount_fen)}, page_of(row), row.code) for row in rows)
    notices.tell_many(lines, kind, actor=actor)


@events.on(AidEvent.PASSED)
def tell_passed(event: Event, actor: Actor) -> None:
    """A person has decided: paid, or worked out anew."""
    row = Decision.objects.get(public_id=event.subject)
    if row.revision == 2 and row.amount_fen:
        _tell_sums([row], PAID, actor)
        return
    params = {"sum": texts.money(row.amount_fen), "day": texts.day(row.discharged)}
    notices.tell(row.person_id, CHANGED, params=params, url=page_of(row), actor=actor, code=row.code)


@events.on(AidEvent.REFUSED)
def tell_refused(event: Event, actor: Actor) -> None:
    """A person has decided that nothing is paid; why stands on her own page alone."""
    _tell_not_paid(Decision.objects.filter(public_id=event.subject), actor)


@events.on(AidEvent.GROUP_REFUSED)
def tell_group(event: Event, actor: Actor) -> None:
    """The same to everybody of a group."""
    _tell_not_paid(Decision.objects.filter(pk__in=event.payload["decisions"]).order_by("pk"), actor)


def _tell_not_paid(rows: Iterable[Decision], actor: Actor) -> None:
    lines = (Told(row.person_id, {"day": texts.day(row.discharged)}, page_of(row), row.code) for row in rows)
    notices.tell_many(lines, NOT_PAID, actor=actor)


@events.on(AidEvent.CONTEST_DECIDED)
@events.on(AidEvent.APPEAL_DECIDED)
def tell_answer(event: Event, actor: Actor) -> None:
    """Her contest was answered."""
    row = Contest.objects.select_related("decision").get(public_id=event.subject)
    kind = ANSWERED if event.name == AidEvent.CONTEST_DECIDED else APPEAL_ANSWERED
    notices.tell(row.person_id, kind, url=page_of(row.decision), actor=actor, code=row.code)


@events.on(AidEvent.CONTEST_DUE)
def remind_of_contest(event: Event, actor: Actor) -> None:
    """Whoever may answer hears that the promised time is nearly over, or is."""
    row = Contest.objects.get(public_id=event.subject)
    kind = OVER if event.payload["is_over"] else DUE
    url = f"/desk/aid/contests/{row.public_id}/"
    lines = [Told(person, {}, url, row.code) for person in officers(row.code, access.DECIDE, actor)]
    notices.tell_many(lines, kind, actor=actor)


@events.on(AidEvent.PLAN_HALTED)
def tell_halted(event: Event, actor: Actor) -> None:
    """Whoever keeps plans hears that one stands still."""
    code = str(event.payload["code"])
    plan = Plan.objects.get(public_id=event.subject)
    url = f"/desk/aid/plans/{plan.public_id}/"
    lines = [Told(person, {"plan": plan.name}, url, code) for person in officers(code, access.PLAN, actor)]
    notices.tell_many(lines, STOPPED, actor=actor)


def officers(code: str, duty: str, actor: Actor) -> list[int]:
    """Who holds an office with the duty today at the union with a code, or at the nearest above it that has one."""
    today = timezone.localdate(actor.now)
    rows = Office.objects.filter(code__in=ancestors(code), role__duties__contains=[duty], starts_on__lte=today)
    held = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)).order_by("person_id")
    found = list(held.values_list("code", "person_id").distinct())
    nearest = max((place for place, _person in found), key=len, default="")
    return [person for place, person in found if place == nearest]


@events.on(AidEvent.FINISHED)
def tally_after_a_file(event: Event, actor: Actor) -> None:
    """The board shows a file as soon as it is done."""
    tallying.tally(File.objects.values_list("org_id", flat=True).get(public_id=event.subject), actor.now)


@events.on(PeopleEvent.CONSENT_WITHDRAWN)
def stop_without_consent(event: Event, actor: Actor) -> None:
    """Without her yes to the use of her settlements she takes part no longer."""
    if event.payload["purpose"] == Purpose.HEALTH:
        enrolling.stop_without_consent(int(event.payload["person_id"]), actor)


@events.on(MemberEvent.PASSAGE_DONE)
@events.on(MemberEvent.PASSAGE_UNDONE)
def follow_her(event: Event, actor: Actor) -> None:
    """Participation follows the person to the union she is a member of now."""
    row = Passage.objects.filter(public_id=event.subject).first()
    if row is not None:
        enrolling.follow([row.person_id], actor)


@events.on(PeopleEvent.IDENTITY_VERIFIED)
def try_her_strays(event: Event, actor: Actor) -> None:
    """Whoever is known by her number from now on may have settlements that nobody was known for."""
    straying.look_for_strays(actor, person_id=int(event.payload["person_id"]))


@events.on(MemberEvent.RESOLUTION_PASSED)
@events.on(MemberEvent.LANDED)
def try_their_strays(event: Event, actor: Actor) -> None:
    """Many are known from now on."""
    straying.look_for_strays(actor)


@events.on("work.task.ended")
def follow_the_work(event: Event, actor: Actor) -> None:
    """A run that broke off can be gone on with; its starter is told by the work itself."""
    if event.payload["runner"].startswith("mutualaid.") and event.payload["state"] in {"failed", "cancelled"}:
        problem = STOPPED_BY_HAND if event.payload["state"] == "cancelled" else BROKE_OFF
        note_end_of_work(UUID(event.subject), actor, problem=problem)
