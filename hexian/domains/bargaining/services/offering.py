"""Send the offer, prove that it arrived, answer it; and what happens when nobody does (浙江 7, 杭州 24)."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Delivery
from hexian.domains.bargaining.rules import delegates, meeting
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import Act, Side, State, other
from hexian.domains.bargaining.services import listing, moving
from hexian.domains.bargaining.services.carrying import carry_over
from hexian.domains.bargaining.services.law import keep_law
from hexian.domains.bargaining.services.opening import check_alone, day_sent, put_topics
from hexian.domains.bargaining.services.scans import check_paper
from hexian.domains.people.rules import check_mailbox, check_mobile
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.clock.rules import start_of
from hexian.foundation.clock.states import State as ClockState
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

OFFER, REPLY = "offer", "reply"
#: In the address of a one-time link; its hash alone is kept.
TOKEN_BYTES = 16
#: On whose wish an offer is made, where a region lets workers ask for bargaining together.
PROPOSED = _("由职工 %(n)s 人联名提议")
LATE, MOVED = _("逾期答复"), _("另提了时间或者地点")
ANSWERED = wording(
    "bargaining.link_reply",
    sms=_("{sender}书面答复《{title}》集体协商要约，请{receiver}点开签收：{url}"),
    subject=_("应约书：{title}"),
    mail=_("{sender}书面答复{receiver}《{title}》的集体协商要约，同意协商。请点开链接签收应约书：{url}"),
)
LINK = wording(
    "bargaining.link",
    sms=_("{sender}向{receiver}发出《{title}》集体协商要约书，请点开签收：{url}"),
    subject=_("集体协商要约书：{title}"),
    mail=_("{sender}向{receiver}发出《{title}》集体协商要约书。请点开链接签收，从签收之日起算答复期限：{url}"),
)


@dataclass(frozen=True, slots=True)
class Sending:
    """How the offer goes: in the program, by a one-time link to a number or mailbox, or on paper.

    `on` is the day a paper went that was handed over before anybody entered it; today by default.
    """

    way: str = meeting.Delivery.IN_APP
    to_name: str = ""
    to_address: str = ""
    on: date | None = None


@transaction.atomic
def send_offer(case_id: UUID, sending: Sending, *, actor: Actor, version: int | None = None) -> Delivery:
    """Send the offer; the sixty days run from now, the days to answer from its receipt (杭州 29, 24).

    One that went on paper on an earlier day (`sending.on`) went then: by that day's law, and the sixty days from it.
    Raises `Refused` with `offer.incomplete` (`fields`), `meeting.past`, `offer.meets_before`, `delegates.*` of one's
    own side, `bargaining.state`, `bargaining.stale`, `delivery.way`, `delivery.address`, `offer.paper_only`,
    `offer.sent_ahead`, `offer.sent_old` (`on`).
    """
    case, side = moving.for_side(case_id, actor, version=version)
    check_offering(case, side)
    day = _day_sent(sending, actor)
    check_complete(case, actor, since=start_of(day))
    check_alone(case)
    if day < moving.today(actor):
        keep_law(case, day)
    return dispatch(case, side, sending, actor)


def _day_sent(sending: Sending, actor: Actor) -> date:
    if sending.on not in {None, moving.today(actor)} and sending.way != meeting.Delivery.PAPER:
        raise Refused("offer.paper_only")
    return day_sent(sending.on, actor)


def check_offering(case: Case, side: Side) -> None:
    """Raise `bargaining.not_your_side` unless it is the side that makes the offer."""
    if side != case.offered_by:
        raise Refused("bargaining.not_your_side", sides=[case.offered_by])


def check_complete(case: Case, actor: Actor, *, since: datetime | None = None) -> None:
    """An offer names time, place, topics, delegates (杭州 24): raises `offer.incomplete` (`fields`), `meeting.past`.

    `since` is when it went, where that was before today: it named a time after that (`offer.meets_before`).
    """
    own = case.participants.filter(side=case.offered_by, role__in=delegates.DELEGATES, until=None)
    went = since if since is not None and timezone.localdate(since) < moving.today(actor) else None
    roles = set(own.values_list("role", flat=True))
    if went is not None and case.meet_at is not None and case.meet_at <= went:
        raise Refused("offer.meets_before", on=timezone.localdate(went))
    check_said(case, roles, has_topics=case.items.exists(), now=went or actor.now)


def check_said(case: Case, own_roles: Set[str], *, has_topics: bool, now: datetime) -> None:
    """As `check_complete`, for whoever has read the roles of its own delegates and its agenda already."""
    given = {
        "meet_at": case.meet_at is not None, "place": bool(case.place),
        "topics": has_topics or case.procedure == Procedure.END,  # an early end is about itself
        "delegates": bool(own_roles), "chief": delegates.Role.CHIEF in own_roles,
    }  # fmt: skip
    lacking = [name for name, there in given.items() if not there]
    if lacking:
        raise Refused("offer.incomplete", fields=lacking)
    if case.meet_at is not None:
        meeting.check_meeting_day(case.meet_at, now, earliest=None)


def dispatch(case: Case, side: Side, sending: Sending, actor: Actor) -> Delivery:
    """The offer is on its way: state, clock, delivery."""
    case.offered_on = sending.on or moving.today(actor)
    earlier = case.offered_on < moving.today(actor)
    by_pen = _gettext("%(on)s用纸送出") % {"on": clock_texts.on(case.offered_on)} if earlier else ""
    note = "，".join(filter(None, (_asked_for(case), by_pen)))
    moving.move(case, Act.SEND_OFFER, actor, side=side, at=moving.moment_of(case.offered_on, actor), note=note)
    return _deliver(case, OFFER, other(side), sending, actor)


def _asked_for(case: Case) -> str:
    """How many workers asked for it, where they did: the other side reads on whose wish it is invited."""
    return str(PROPOSED) % {"n": case.proposers} if case.proposers else ""


@transaction.atomic
def deliver_again(case_id: UUID, sending: Sending, *, actor: Actor) -> Delivery:
    """Send an offer that has not been received once more, another way; so an answer to an offer that came on paper.

    Raises `delivery.received`, `delivery.nobody_there`, as `send_offer`.
    """
    case, side = moving.for_side(case_id, actor)
    sending = replace(sending, on=None)  # once more is now
    if side != case.offered_by and case.replied_at is not None and listing.is_away(case, case.offered_by):
        return _answer_again(case, sending, actor)
    check_offering(case, side)
    moving.check_state(case, State.OFFER_SENT, act=Act.SEND_OFFER)
    if case.received_at is not None:
        raise Refused("delivery.received", at=case.received_at)
    return _deliver(case, OFFER, other(side), sending, actor)


def _answer_again(case: Case, sending: Sending, actor: Actor) -> Delivery:
    done = case.deliveries.filter(document=REPLY, received_at__isnull=False).first()
    if done is not None and done.received_at is not None:
        raise Refused("delivery.received", at=done.received_at)
    return _deliver(case, REPLY, Side(case.offered_by), _abroad(sending), actor)


def _abroad(sending: Sending | None) -> Sending:
    """How a paper reaches a side without anybody in the program. Raises `delivery.nobody_there`."""
    if sending is None or sending.way == meeting.Delivery.IN_APP:
        raise Refused("delivery.nobody_there")
    return sending


def _deliver(case: Case, document: str, to_side: Side, sending: Sending, actor: Actor) -> Delivery:
    if sending.way not in list(meeting.Delivery):
        raise Refused("delivery.way")
    row, token = delivery_of(case, document, to_side, sending, actor), ""
    if sending.way == meeting.Delivery.LINK:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row.token_hash = hashed(token)
    row.save()
    if token:
        _send_link(case, row, token, actor)
    return row


def delivery_of(case: Case, document: str, to_side: Side, sending: Sending, actor: Actor) -> Delivery:
    """The row of a paper on its way, unsaved. Raises `delivery.address`, `mailbox.form`, `mobile.*`."""
    return Delivery(
        case=case, document=document, to_side=to_side, way=sending.way, to_name=sending.to_name.strip()[:60],
        to_address=_checked(sending), sent_at=moving.moment_of(sending.on, actor) if sending.on else actor.now,
        sent_by=actor.name,
    )  # fmt: skip


def _checked(sending: Sending) -> str:
    if sending.way != meeting.Delivery.LINK:
        return ""
    address = sending.to_address.strip()
    if not address:
        raise Refused("delivery.address")
    return check_mailbox(address) if "@" in unicodedata.normalize("NFKC", address) else check_mobile(address)


def hashed(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send_link(case: Case, row: Delivery, token: str, actor: Actor) -> None:
    (sender, receiver), said = names_of(case, row), LINK if row.document == OFFER else ANSWERED
    words = {"sender": sender, "receiver": receiver, "title": case.title,
             "url": f"{settings.PUBLIC_URL}/bargaining/paper/{token}/"}  # fmt: skip
    if "@" in row.to_address:
        notices.send_mail(row.to_address, said, words, actor=actor)
    else:
        notices.send_text(row.to_address, said, words, actor=actor)


def names_of(case: Case, row: Delivery) -> tuple[str, str]:
    """Who sends a paper and who is to have it."""
    bodies = {Side.WORKER: case.union.name, Side.EMPLOYER: case.employer.name}
    return bodies[other(row.to_side)], bodies[Side(row.to_side)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a paper was handed over: who took it, when; a refusal with its witness counts as taken (民诉法 89)."""

    received_by: str
    at: datetime
    witness: str = ""
    attachment: UUID | None = None


@transaction.atomic
def confirm(delivery_id: UUID, *, actor: Actor) -> Case:
    """The receiving side confirms in the program that the paper has come. Raises like `prove`."""
    row = Delivery.objects.select_related("case").select_for_update(of=("self",)).get(public_id=delivery_id)
    case, _side = moving.for_side(row.case.public_id, actor, Side(row.to_side))
    return receive(case, row, Receipt(actor.name, actor.now), actor)


@transaction.atomic
def prove(delivery_id: UUID, receipt: Receipt, *, actor: Actor) -> Case:
    """The sending side enters the receipt of a paper, with its photo.

    Raises `Refused` with `delivery.received`, `delivery.ahead`, `delivery.before`, `delivery.photo`, `delivery.who`,
    `scan.not_here`.
    """
    row = Delivery.objects.select_related("case").select_for_update(of=("self",)).get(public_id=delivery_id)
    case, _side = moving.for_side(row.case.public_id, actor, other(row.to_side))
    if receipt.attachment is None:
        raise Refused("delivery.photo")
    check_paper(case, receipt.attachment, "receipt", actor)
    return receive(case, row, receipt, actor)


@transaction.atomic
def open_link(token: str, name: str, *, actor: Actor) -> Case:
    """Whoever has the one-time link signs for the paper with her name; the second time it only shows.

    Raises `Refused` with `delivery.no_link`, `delivery.your_name`.
    """
    with scope(Actor.system("link", actor.now)):
        rows = Delivery.objects.select_related("case").select_for_update(of=("self",))
        row = rows.filter(token_hash=hashed(token)).first()
        if row is None:
            raise Refused("delivery.no_link")
        case = moving.locked(Case.objects.all(), row.case.public_id)
        if row.received_at is None:
            if not name.strip():
                raise Refused("delivery.your_name")
            receive(case, row, Receipt(name, actor.now), Actor.system("link", actor.now))
    return case


def receive(case: Case, row: Delivery, receipt: Receipt, actor: Actor) -> Case:
    """A paper has come: for an offer the days to answer begin."""
    if row.received_at is not None:
        raise Refused("delivery.received", at=row.received_at)
    if receipt.at > actor.now:
        raise Refused("delivery.ahead")
    if timezone.localdate(receipt.at) < timezone.localdate(row.sent_at):
        raise Refused("delivery.before", sent_at=row.sent_at)
    if not receipt.received_by.strip():
        raise Refused("delivery.who")
    row.received_at, row.received_by = receipt.at, receipt.received_by.strip()[:60]
    row.witness, row.attachment = receipt.witness.strip()[:60], receipt.attachment
    row.save(update_fields=["received_at", "received_by", "witness", "attachment"])
    if row.document == OFFER and case.received_at is None and case.state == State.OFFER_SENT:
        case.received_at = receipt.at
        moving.start(case, "bargaining.reply", receipt.at, actor)
        case.due_at = moving.next_due(case)
    moving.touch(
        case, actor, BargainingEvent.DELIVERED, "received_at", "due_at", tell=True, document=row.document, way=row.way
    )
    return case


# — The answer —


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answers: it may want another time, place, more topics; it may not say no."""

    meet_at: datetime | None = None
    place: str = ""
    topics: Sequence[str] = ()
    materials: Sequence[str] = ()
    note: str = ""


@transaction.atomic
def reply(
    case_id: UUID, answer: Answer, *, actor: Actor, version: int | None = None, sending: Sending | None = None,
    handed: Receipt | None = None,
) -> Case:  # fmt: skip
    """Answer an offer in writing: agreed, with what one wants to add; late answers count, and stay late.

    `sending` is how it reaches a side whose offer came on paper, `handed` that it did so before anybody entered the
    offer: who took it, when, and its page; nobody was silent then.  Raises `Refused` with `bargaining.state`,
    `bargaining.not_your_side`, `meeting.past`, `reply.time_over`, `clause.*`, `delivery.*`, and of what was handed
    over `answer.paper_only`, `answer.ahead`, `answer.before_received` (`on`), `answer.photo`, `delivery.who`.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    check_answering(case, side)
    at = _answered_at(case, side, handed, actor)
    if answer.meet_at is not None:
        meeting.check_meeting_day(answer.meet_at, at, earliest=None)
        case.meet_at = answer.meet_at
    elif case.meet_at is not None and case.meet_at <= at:
        # An answer settles when both meet (浙江 7): a day that is over settles nothing.
        raise Refused("reply.time_over", at=case.meet_at)
    case.place = answer.place.strip()[:200] or case.place
    put_topics(case, side, answer.topics)
    case.reply = {
        "note": moving.written(answer.note, 1_000, "note"),
        "late": is_late(case, actor) if handed is None else _came_late(case, at),
        "materials": [each[:100] for each in answer.materials if each],
        "moved": answer.meet_at is not None or bool(answer.place.strip()),
    }  # fmt: skip
    case.replied_at = at
    if case.received_at is None:
        case.received_at = actor.now  # who answers has received it
    by_pen = _gettext("%(on)s用纸答复") % {"on": clock_texts.on(timezone.localdate(at))} if handed else ""
    note = "，".join(filter(None, (_how_answered(case), by_pen)))
    moving.move(case, Act.REPLY, actor, side=side, at=at, note=note)
    carry_over(case, side, actor)
    if listing.is_away(case, other(side)):
        _hand_answer(case, side, sending, handed, actor)
    return case


def _answered_at(case: Case, side: Side, handed: Receipt | None, actor: Actor) -> datetime:
    """When it was answered: now, or when the answer on paper was handed over, in the order the law counts by."""
    if handed is None:
        return actor.now
    if not listing.is_away(case, other(side)):
        raise Refused("answer.paper_only")
    if handed.attachment is None:
        raise Refused("answer.photo")
    check_paper(case, handed.attachment, REPLY, actor)
    if handed.at > actor.now:
        raise Refused("answer.ahead")
    if case.received_at is not None and handed.at < case.received_at:
        raise Refused("answer.before_received", at=case.received_at)
    return handed.at


def _hand_answer(case: Case, side: Side, sending: Sending | None, handed: Receipt | None, actor: Actor) -> None:
    if handed is None:
        _deliver(case, REPLY, other(side), _abroad(sending), actor)
        return
    row = delivery_of(case, REPLY, other(side), Sending(meeting.Delivery.PAPER), actor)
    row.sent_at = handed.at
    row.save()
    receive(case, row, handed, actor)


def _how_answered(case: Case) -> str:
    """What everybody may know of an answer: that it came late, that it names another time or place."""
    return "，".join(str(words) for words, holds in ((LATE, case.reply["late"]), (MOVED, case.reply["moved"])) if holds)


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """An answer that came on paper: when it came, its page; another time and place where it names them."""

    at: datetime
    attachment: UUID | None = None
    meet_at: datetime | None = None
    place: str = ""
    note: str = ""


@transaction.atomic
def note_reply(case_id: UUID, answer: PaperAnswer, *, actor: Actor, version: int | None = None) -> Case:
    """The side that asked enters the answer it was given on paper, as of the day it came: nobody was silent then.

    Raises `Refused` with `reply.photo`, `reply.ahead`, `reply.before` (`on`), `meeting.past`, `scan.not_here`,
    `bargaining.not_your_side`, `bargaining.state`.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    check_offering(case, side)
    if answer.attachment is None:
        raise Refused("reply.photo")
    check_paper(case, answer.attachment, "reply", actor)
    if answer.at > actor.now:
        raise Refused("reply.ahead")
    if case.offered_on is not None and timezone.localdate(answer.at) < case.offered_on:
        raise Refused("reply.before", on=case.offered_on)
    if answer.meet_at is not None:
        # It names a time after the day it came, whenever it is entered.
        meeting.check_meeting_day(answer.meet_at, answer.at, earliest=None)
        case.meet_at = answer.meet_at
    case.place = answer.place.strip()[:200] or case.place
    case.reply = {
        "note": moving.written(answer.note, 1_000, "note"), "late": _came_late(case, answer.at), "materials": [],
        "moved": answer.meet_at is not None or bool(answer.place.strip()),
    }  # fmt: skip
    case.replied_at = answer.at
    case.received_at = case.received_at or answer.at
    moving.move(
        case, Act.REPLY, actor, side=other(side), at=answer.at, paper=answer.attachment, note=_how_answered(case)
    )
    carry_over(case, other(side), actor, paper=answer.attachment)
    return case


def _came_late(case: Case, at: datetime) -> bool:
    """Whether the days to answer were over when it came, whatever was noticed meanwhile."""
    rows = [row for row in clocks.deadlines_of(case.public_id) if row.rule == "bargaining.reply"]
    return bool(rows) and rows[-1].due_at <= at


def check_answering(case: Case, side: Side) -> None:
    """Raise `bargaining.not_your_side` unless it is the side that was asked."""
    if side == case.offered_by:
        raise Refused("bargaining.not_your_side", sides=[other(side)])


def is_late(case: Case, actor: Actor) -> bool:
    """Whether the days to answer are over, also where nobody has noticed yet."""
    running = clocks.open_deadline(case.public_id, "bargaining.reply")
    over = running is not None and (running.state == ClockState.LATE or running.due_at < actor.now)
    return over or case.state == State.OFFER_OVERDUE


@transaction.atomic
def refuse(case_id: UUID, reason: str, *, actor: Actor, version: int | None = None) -> Case:
    """Record that the other side says no: it may not, and the union above prepares its opinion (浙江 7, 42).

    Either side may record it: who was asked, or who asked and heard it.  Raises `bargaining.state`, `refusal.reason`.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    if not reason.strip():
        raise Refused("refusal.reason")
    case.refusal = moving.written(reason, 500, "reason")
    moving.move(case, Act.REFUSE, actor, side=side)
    return case


def lapse(case_id: UUID, actor: Actor) -> None:
    """Nobody answered in time; called by the clock's own event."""
    case = moving.locked(access.cases_visible(actor), case_id)
    running = clocks.open_deadline(case.public_id, "bargaining.reply")
    if case.state == State.OFFER_SENT and running is not None and running.state == ClockState.LATE:
        moving.move(case, Act.LAPSE, actor)
