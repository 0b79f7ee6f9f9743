"""Meetings and materials, minutes and their signatures, suspensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Meeting, Suspension
from hexian.domains.bargaining.rules import contracts, meeting
from hexian.domains.bargaining.rules.delegates import DELEGATES, Role
from hexian.domains.bargaining.rules.meeting import Consent, Form, Stand
from hexian.domains.bargaining.rules.states import AT_THE_TABLE, Act, Side, State, other
from hexian.domains.bargaining.services import listing, moving, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.clock.models import current_calendar, span_of
from hexian.foundation.clock.rules import end_of, last_day, reckon
from hexian.foundation.clock.states import State as ClockState

LIMIT = "bargaining.suspend_limit"
#: As which lines of the timeline a suspension stands that was asked for and turned down, or taken back.
DECLINED, TAKEN_BACK = "decline_suspend", "take_back_suspend"
RESULTS = ("agreed", "apart", "later")
#: While a meeting may be called.
MAY_MEET = frozenset({State.REPS_ELECTED, *AT_THE_TABLE})


@transaction.atomic
def give_materials(case_id: UUID, provided: Sequence[str], *, actor: Actor, version: int | None = None) -> Case:
    """Notice of topics and delegates is out and this side has given what it was asked for (浙江 16, 杭州 25).

    The case goes on once each side that was asked has given.  Raises `Refused` with `bargaining.state`,
    `materials.missing` (`names`) where something asked for is left out, `materials.not_yours` (`names`) where it is
    only the other side that owes something.
    """
    case, side = moving.for_side(case_id, actor, version=version)
    moving.check_state(case, State.REPS_ELECTED, act=Act.GIVE_MATERIALS)
    missing = [name for name in owed(case, side) if name not in provided]
    if missing:
        raise Refused("materials.missing", names=missing)
    waited = waited_for(case, side)
    if waited and not owed(case, side):
        raise Refused("materials.not_yours", names=waited)
    _given(case, side, actor.now.isoformat(), actor)
    return case


@transaction.atomic
def note_materials(case_id: UUID, *, actor: Actor, paper: UUID | None, version: int | None = None) -> Case:
    """Enter that a side without anybody in the program gave all it was asked for by hand, with the list both signed.

    Raises `Refused` with `materials.scan`, `materials.nothing_asked`, `bargaining.state`, and as `listing.proven_by`.
    """
    case = moving.locked(access.cases_taking_part(actor), case_id, version)
    moving.check_state(case, State.REPS_ELECTED, act=Act.GIVE_MATERIALS)
    theirs, _page = listing.check_from_paper(case, actor)
    if paper is None:
        raise Refused("materials.scan")
    listing.proven_by(case, actor, paper, "materials")
    if not waited_for(case, other(theirs)):
        raise Refused("materials.nothing_asked")
    _given(case, theirs, actor.now.isoformat(), actor, paper=paper)
    return case


def owed(case: Case, side: str) -> list[str]:
    """What the other side asked a side to provide."""
    asked = case.materials if side != case.offered_by else case.reply.get("materials", [])
    return [str(name) for name in asked]


def waited_for(case: Case, side: str) -> list[str]:
    """What a side asked for and the other has not given yet."""
    across = other(side)
    return [] if across in case.materials_given else owed(case, across)


def _given(case: Case, giver: str, how: str, actor: Actor, *, note: str = "", paper: UUID | None = None) -> None:
    case.materials_given = {**case.materials_given, str(giver): how}
    if any(owed(case, each) and each not in case.materials_given for each in Side):
        proof = {"paper": str(paper)} if paper else {}
        moving.touch(case, actor, BargainingEvent.MATERIALS_GIVEN, "materials_given", tell=True, **proof)
        return
    moving.move(case, Act.GIVE_MATERIALS, actor, side=giver, note=note, paper=paper)


@transaction.atomic
def waive_materials(case_id: UUID, *, actor: Actor) -> Case:
    """The chief of the side that asked goes on without what was asked for; it is written down.

    Raises `Refused` with `bargaining.state`, `bargaining.chief_only`, `materials.nothing_asked`.
    """
    case, side = moving.for_side(case_id, actor)
    moving.check_state(case, State.REPS_ELECTED, act=Act.GIVE_MATERIALS)
    seating.check_chief(case, side, actor)
    if not waited_for(case, side):
        raise Refused("materials.nothing_asked")
    _given(case, other(side), "waived", actor, note=_("要资料的一方同意不等资料先开会"))
    return case


def earliest_meeting(case: Case, actor: Actor) -> datetime | None:
    """The first moment at which a meeting may begin if notice goes out now; None where the region has no term.

    The days before the meeting are counted back from it: the first day whose last day for notice is not past.
    """
    kept = moving.frozen(case, "bargaining.materials")
    if kept is None:
        return None
    span, calendar, day = span_of(kept), current_calendar(), moving.today(actor)
    for ahead in range(1, 90):
        candidate = end_of(date.fromordinal(day.toordinal() + ahead - 1))
        if last_day(reckon(candidate, span, calendar).at) >= day:
            return candidate
    return None


@transaction.atomic
def call_meeting(
    case_id: UUID, at: datetime, place: str, *, actor: Actor, paper: UUID | None = None
) -> Meeting:  # fmt: skip
    """Call the next meeting: the chiefs take turns (浙江 16, 杭州 26), far enough ahead for notice and materials.

    `paper` is the notice by which a side without anybody in the program called it.  Raises `Refused` with
    `meeting.scan`, `meeting.turn`, `meeting.past`, `meeting.too_soon`, `meeting.place`, `bargaining.chief_only`,
    and with a page as `listing.proven_by`.
    """
    case = moving.locked(access.cases_taking_part(actor), case_id)
    side = _calling(case, actor, paper)
    moving.check_state(case, *MAY_MEET, act="call_meeting")
    former = list(case.meetings.order_by("number").values_list("chaired_by", flat=True))
    meeting.check_chair(side, former, case.offered_by)
    # Notice and materials precede the first meeting; at the table the next one is agreed there.
    meeting.check_meeting_day(at, actor.now, earliest=None if former else earliest_meeting(case, actor))
    if not place.strip():
        raise Refused("meeting.place")
    row = Meeting.objects.create(
        case=case, number=len(former) + 1, at=at, place=place.strip()[:200], chaired_by=side,
        called_at=actor.now, recorder=_recorder(case), paper=paper,
    )  # fmt: skip
    if not former and case.state == State.REPS_ELECTED:
        _count_back_from(case, at, actor)
    proof = {"paper": str(paper)} if paper else {}
    moving.touch(case, actor, BargainingEvent.MEETING_CALLED, tell=True, meeting=str(row.public_id), **proof)
    return row


def _calling(case: Case, actor: Actor, paper: UUID | None) -> Side:
    """Whose chief calls: she herself, or the one whose notice she has."""
    if paper is not None:
        return listing.proven_by(case, actor, paper, "meeting")[0]
    former = case.meetings.order_by("number").values_list("chaired_by", flat=True)
    turn = meeting.next_chair(list(former), case.offered_by)
    if listing.enters_for(case, actor, turn):
        raise Refused("meeting.scan", side=turn)
    _case, side = moving.for_side(case.public_id, actor)
    seating.check_chief(case, side, actor)
    return side


def _count_back_from(case: Case, at: datetime, actor: Actor) -> None:
    """Notice and materials are due before the meeting that was called, not before the one an offer once named."""
    running = clocks.open_deadline(case.public_id, "bargaining.materials")
    if running is not None:
        clock.cancel(running.id, actor=actor, reason="meeting_called")
    moving.start(case, "bargaining.materials", at, actor)
    moving.keep_due(case)


def _recorder(case: Case) -> str:
    found = case.participants.filter(role=Role.RECORDER, until=None).first()
    return found.name if found else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One topic as the minutes have it: each side's view, the figures named, and what came of it."""

    title: str
    employer: str = ""
    worker: str = ""
    basis: str = ""
    result: str = "later"
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a recorder writes down."""

    until: datetime | None = None
    recorder: str = ""
    present: Sequence[tuple[str, str]] = ()  # (side, name)
    lines: Sequence[Line] = ()
    remarks: str = ""


@transaction.atomic
def keep_minutes(meeting_id: UUID, record: Record, *, actor: Actor, version: int | None = None) -> Meeting:
    """Write the minutes of a meeting, by the recorder or a chief; once a chief has signed, both sign anew.

    Raises `Refused` with `minutes.empty`, `minutes.result` (`title`), `minutes.recorder`, `meeting.recorder`,
    `minutes.ahead`, `minutes.signed`, `bargaining.stale`.
    """
    row = Meeting.objects.select_related("case").select_for_update(of=("self",)).get(public_id=meeting_id)
    case = _writing(row, actor)
    if version is not None and version != row.version:
        raise Refused("bargaining.stale")
    if len({each["side"] for each in row.signatures}) == len(Side):
        raise Refused("minutes.signed", number=row.number)
    _check_record(case, row, record, actor)
    row.until, row.recorder, row.remarks = (
        record.until,
        record.recorder.strip()[:60],
        moving.written(record.remarks, 4_000, "remarks"),
    )
    row.present = [{"side": side, "name": name[:60]} for side, name in record.present]
    row.minutes = [_as_json(line) for line in record.lines]
    row.text_hash = contracts.text_hash(written(row))
    row.signatures, row.version = [], row.version + 1
    row.save()
    moving.note(case, actor, BargainingEvent.MINUTES_KEPT, meeting=str(row.public_id))
    return row


def _writing(row: Meeting, actor: Actor) -> Case:
    """The case, for its recorder or a side."""
    case = moving.locked(access.cases_taking_part(actor), row.case.public_id)
    part = access.part_in(case.public_id, actor)
    if part not in {*Side, access.RECORDER} and not actor.is_system:
        raise Refused("bargaining.not_your_side", sides=[access.RECORDER])
    seating.check_promised(case, actor)
    return case


def _check_record(case: Case, row: Meeting, record: Record, actor: Actor) -> None:
    if row.at > actor.now:
        raise Refused("minutes.ahead", at=row.at)
    if not record.lines:
        raise Refused("minutes.empty")
    open_lines = [line.title for line in record.lines if line.result not in RESULTS]
    if open_lines:
        raise Refused("minutes.result", title=open_lines[0])
    if not record.recorder.strip():
        raise Refused("minutes.recorder")
    sitting = case.participants.filter(role__in=DELEGATES, until=None, name=record.recorder.strip()).exists()
    may_sit = seating.word(case, "bargaining.recorder", "not_delegate") != "not_delegate"
    meeting.check_recorder(sitting, may_sit)


def _as_json(line: Line) -> dict[str, str]:
    texts = {
        name: moving.written(getattr(line, name), 2_000, "minutes") for name in ("title", "employer", "worker", "basis")
    }
    return {**texts, "result": line.result, "clause": line.clause}


def written(row: Meeting) -> dict[str, Any]:
    """What both chiefs sign, as plain data."""
    return {
        "number": row.number, "at": row.at.isoformat(), "until": row.until.isoformat() if row.until else "",
        "place": row.place, "chaired_by": row.chaired_by, "recorder": row.recorder, "present": row.present,
        "minutes": row.minutes, "remarks": row.remarks,
    }  # fmt: skip


@transaction.atomic
def sign_minutes(meeting_id: UUID, text_hash: str, *, actor: Actor) -> Meeting:
    """A chief confirms the minutes she has before her (浙江 16).

    Raises `Refused` with `bargaining.chief_only`, `minutes.changed`, `sign.twice`, `minutes.empty`.
    """
    row = Meeting.objects.select_related("case").select_for_update(of=("self",)).get(public_id=meeting_id)
    case, side = moving.for_side(row.case.public_id, actor)
    leading = seating.check_chief(case, side, actor)
    _check_unsigned(row, side, text_hash)
    _sign(row, {"side": side, "name": leading.name, "form": Form.ELECTRONIC}, actor)
    moving.note(case, actor, BargainingEvent.MINUTES_SIGNED, meeting=str(row.public_id), side=side)
    return row


def _check_unsigned(row: Meeting, side: str, text_hash: str) -> None:
    if not row.minutes:
        raise Refused("minutes.empty")
    if text_hash != row.text_hash:
        raise Refused("minutes.changed", number=row.number)
    if any(each["side"] == side for each in row.signatures):
        raise Refused("sign.twice", side=side)


def _sign(row: Meeting, given: dict[str, str], actor: Actor) -> None:
    row.signatures = [*row.signatures, {**given, "at": actor.now.isoformat(), "hash": row.text_hash}]
    row.save(update_fields=["signatures"])


@dataclass(frozen=True, slots=True)
class Inked:
    """Minutes signed with a pen: whose signatures are entered, on which day they signed, and the page."""

    text_hash: str
    sides: Sequence[str]
    on: date
    paper: UUID | None = None


@transaction.atomic
def note_minutes_signed(meeting_id: UUID, inked: Inked, *, actor: Actor) -> Meeting:
    """Enter that chiefs signed the printed minutes with a pen, with the page (浙江 16): all sides named, or none.

    One's own chief's by whoever handles for the side; the other's only while it has nobody in the program.  Raises
    `Refused` with `minutes.nobody`, `minutes.scan`, `minutes.signed_ahead`, `minutes.signed_before` (`on`),
    `minutes.changed`, `minutes.empty`, `sign.twice`, `scan.not_here`, `delegates.one_chief`, `delegates.chief_left`,
    `bargaining.not_your_side`, `room.promise_first`.
    """
    row = Meeting.objects.select_related("case").select_for_update(of=("self",)).get(public_id=meeting_id)
    case = moving.locked(access.cases_taking_part(actor), row.case.public_id)
    seating.check_promised(case, actor)
    _check_inked(case, row, inked, actor)
    for each in dict.fromkeys(inked.sides):
        side = Side(each)
        listing.acting_for(case.public_id, actor, side)
        _check_unsigned(row, side, inked.text_hash)
        given = {"side": side, "name": seating.named_chief(case, side, actor).name, "form": Form.PAPER,
                 "on": inked.on.isoformat(), "paper": str(inked.paper), "by": actor.name}  # fmt: skip
        _sign(row, given, actor)
        moving.note(
            case, actor, BargainingEvent.MINUTES_SIGNED, meeting=str(row.public_id), side=side, paper=str(inked.paper)
        )
    return row


def _check_inked(case: Case, row: Meeting, inked: Inked, actor: Actor) -> None:
    if not inked.sides:
        raise Refused("minutes.nobody")
    if inked.paper is None:
        raise Refused("minutes.scan")
    check_paper(case, inked.paper, "minutes", actor)
    meeting.check_inked_day(inked.on, timezone.localdate(row.at), moving.today(actor))


# — Suspension —


@dataclass(frozen=True, slots=True)
class Break:
    """Why both sides stop for a while, until when, and where they go on."""

    reason: str
    until: date
    next_place: str = ""
    next_topics: str = ""


@transaction.atomic
def suspend(case_id: UUID, wanted: Break, *, actor: Actor, paper: UUID | None = None) -> Suspension:
    """Ask for a suspension; it begins once whoever has to consent has (RULES §2.5), the sixty days run on all the same.

    `paper` is the scan of a consent both chiefs signed at the table; it stands for the other chief's only while that
    side has nobody in the program.  Raises `Refused` with `suspend.too_long`, `suspend.order`, `suspend.reason`,
    `suspend.asked`, `bargaining.chief_only`, `bargaining.state`, and with a page as `listing.check_from_paper`.
    """
    case, side = moving.for_side(case_id, actor)
    moving.check_state(case, State.NEGOTIATING, act=Act.SUSPEND)
    seating.check_chief(case, side, actor)
    if paper is not None:
        check_paper(case, paper, "suspension", actor)
        listing.check_from_paper(case, actor)
    if not wanted.reason.strip():
        raise Refused("suspend.reason")
    if case.suspensions.filter(ended_on=None).exists():
        raise Refused("suspend.asked")
    since = moving.today(actor)
    _check_length(case, since, wanted.until)
    row = Suspension.objects.create(
        case=case, asked_by=side, reason=moving.written(wanted.reason, 500, "reason"), since=since, until=wanted.until,
        next_place=wanted.next_place.strip()[:200], paper=paper,
        next_topics=moving.written(wanted.next_topics, 500, "topics"),
        consents=[_consent(case, each, actor) for each in (tuple(Side) if paper else (side,))],
    )  # fmt: skip
    _begin_if_consented(case, row, actor)
    return row


@transaction.atomic
def consent_to_suspend(case_id: UUID, *, actor: Actor) -> Suspension:
    """The other chief agrees to a suspension that was asked for. Raises `suspend.nothing_asked`, as `suspend`."""
    case, side = moving.for_side(case_id, actor)
    seating.check_chief(case, side, actor)
    row = case.suspensions.filter(ended_on=None, begun_at=None).first()
    if row is None or row.asked_by == side:
        raise Refused("suspend.nothing_asked")
    row.consents = [*row.consents, _consent(case, side, actor)]
    _begin_if_consented(case, row, actor)
    return row


@transaction.atomic
def decline_to_suspend(case_id: UUID, *, actor: Actor) -> None:
    """Take back or turn down a suspension that has not begun: who asked for it, or was asked, hears of it.

    Raises `suspend.nothing_asked`.
    """
    case, side = moving.for_side(case_id, actor)
    seating.check_chief(case, side, actor)
    row = case.suspensions.filter(ended_on=None, begun_at=None).first()
    if row is None:
        raise Refused("suspend.nothing_asked")
    act = TAKEN_BACK if row.asked_by == side else DECLINED
    note = _("提议中止到 %(until)s") % {"until": clock_texts.on(row.until)}
    row.delete()
    moving.write_step(case, act, actor, former=case.state, side=side, note=note)
    moving.note(
        case, actor, BargainingEvent.SUSPENSION_OFF, tell=True, side=side, to=other(side), taken_back=act == TAKEN_BACK
    )


def _begin_if_consented(case: Case, row: Suspension, actor: Actor) -> None:
    given = {each["side"] for each in row.consents}
    try:
        meeting.check_consents(seating.word(case, "bargaining.suspend_consent", Consent.WORKER), given)
    except Refused:
        row.save()
        moving.note(case, actor, BargainingEvent.SUSPENDED, tell=True, asked=True)
        return
    row.since, row.begun_at = moving.today(actor), actor.now
    _check_length(case, row.since, row.until)
    row.save()
    moving.move(case, Act.SUSPEND, actor, side=row.asked_by)
    _count_what_is_left(case, actor)


def _count_what_is_left(case: Case, actor: Actor) -> None:
    """The days are of all suspensions together: a second one has what the former left."""
    used = meeting.days_suspended(stands(case))
    running = clocks.open_deadline(case.public_id, LIMIT)
    kept = moving.frozen(case, LIMIT)
    if not used or running is None or kept is None:
        return
    clock.cancel(running.id, actor=actor, reason="used")
    left = {**kept, "text": str(int(kept["text"]) - used)}
    clock.start(LIMIT, subject=case, region=case.region, on=actor.now, actor=actor, org_code=case.code, frozen=left)
    moving.keep_due(case)


def _check_length(case: Case, since: date, until: date) -> None:
    limit = moving.param(case, LIMIT)
    meeting.check_suspension(since, until, stands(case), most=limit.number if limit else None)


def _consent(case: Case, side: str, actor: Actor) -> dict[str, str]:
    return {"side": str(side), "name": _chief_name(case, side), "at": actor.now.isoformat()}


def _chief_name(case: Case, side: str) -> str:
    leading = seating.chief(case, side)
    return leading.name if leading else ""


def stands(case: Case) -> list[Stand]:
    """The suspensions that are over."""
    rows = case.suspensions.filter(ended_on__isnull=False).order_by("since")
    return [Stand(row.since, row.ended_on or row.until) for row in rows]


@transaction.atomic
def resume(case_id: UUID, *, actor: Actor) -> Case:
    """Go on, on the day agreed or before: either chief may. Raises `bargaining.state`, `bargaining.chief_only`."""
    case, side = moving.for_side(case_id, actor)
    seating.check_chief(case, side, actor)
    end_suspension(case, actor)
    moving.move(case, Act.RESUME, actor, side=side)
    return case


def resume_all(actor: Actor, limit: int = 500) -> int:
    """Suspensions whose day has come: the bargaining goes on, and both sides hear of it. For the schedule."""
    rows = Suspension.objects.filter(ended_on=None, begun_at__isnull=False, until__lte=moving.today(actor))
    found = list(rows.order_by("until", "pk").values_list("case__public_id", flat=True)[:limit])
    return sum(_resume_by_day(case_id, actor) for case_id in found)


@transaction.atomic
def _resume_by_day(case_id: UUID, actor: Actor) -> bool:
    case = moving.locked(Case.objects.all(), case_id)
    if case.state != State.SUSPENDED:
        return False
    end_suspension(case, actor)
    moving.move(case, Act.RESUME, actor, note=_("约定的中止期满"), day_came=True)
    return True


def end_suspension(case: Case, actor: Actor) -> None:
    """Close the open suspension today, or on the day it was to end if that is past."""
    for row in case.suspensions.filter(ended_on__isnull=True, begun_at__isnull=False):
        row.ended_on = max(row.since, min(row.until, timezone.localdate(actor.now)))
        row.save(update_fields=["ended_on"])


def left_to_suspend(case: Case) -> int | None:
    """Natural days both sides may still stand; None without a limit."""
    limit = moving.param(case, LIMIT)
    return None if limit is None else max(0, limit.number - meeting.days_suspended(stands(case)))


def is_overdue(case: Case, actor: Actor) -> bool:
    """Whether the sixty days are over, where there are any."""
    running = clocks.open_deadline(case.public_id, "bargaining.complete")
    return running is not None and (running.state == ClockState.LATE or running.due_at < actor.now)
