"""Filing with the labour office, its opinion, and the effect silence has (浙江 34, 杭州 40, 劳动合同法 54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Draft, Filing, Publication
from hexian.domains.bargaining.rules import contracts, meeting
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import drafting, listing, moving, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.domains.bargaining.services.signing import signed
from hexian.domains.bargaining.services.superseding import holds_from
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock.models import Deadline
from hexian.foundation.clock.rules import end_of, last_day

OBJECTION = "bargaining.objection"
#: Where a contract stands that silence made effective: an objection that came in time may still be entered.
SILENT = frozenset({State.EFFECTIVE, State.PUBLISHED, State.MONITORING})


@dataclass(frozen=True, slots=True)
class Package:
    """What is filed: when, how many copies, by whom, with which office; a reason where it is late."""

    filed_on: date
    copies: int
    examiner: UUID | None = None
    handler: str = ""
    late_reason: str = ""


@transaction.atomic
def file(case_id: UUID, package: Package, *, actor: Actor, version: int | None = None) -> Filing:
    """The employer files the signed contract (浙江 34, 杭州 40).

    Raises `Refused` with `file.before_signing`, `file.ahead`, `file.copies`, `file.late_reason`, `file.not_signed`,
    `file.examiner`, `bargaining.state`.
    """
    case, side = listing.acting_for(case_id, actor, Side.EMPLOYER, version), Side.EMPLOYER
    moving.check_state(case, State.SIGNED, State.REVISING, act=Act.FILE)
    drafting.check_settled(case)
    draft = drafting.adopted(case)
    signed_on = meeting.complete_on(signed(draft), draft.text_hash)
    if signed_on is None:
        raise Refused("file.not_signed")
    least = moving.param(case, "bargaining.file_copies")
    today = moving.today(actor)
    meeting.check_filing(package.filed_on, signed_on, today, package.copies, least.number if least else 1)
    running = clocks.open_deadline(case.public_id, moving.rule_of(case, "bargaining.file"))
    if running is not None and end_of(package.filed_on) > running.due_at and not package.late_reason.strip():
        raise Refused("file.late_reason", due=running.due_at)
    if package.examiner is not None:
        _examine_at(case, package.examiner)
    row = Filing.objects.create(
        case=case, number=case.filings.count() + 1, draft=draft, filed_on=package.filed_on, copies=package.copies,
        handler=package.handler.strip()[:60], late_reason=moving.written(package.late_reason, 500, "reason"),
    )  # fmt: skip
    moving.move(case, Act.FILE, actor, side=side, at=moving.moment_of(package.filed_on, actor))
    return row


def _examine_at(case: Case, examiner: UUID) -> None:
    office = Organisation.objects.filter(public_id=examiner, category=Category.PARTNER, partner="labour").first()
    if office is None:
        raise Refused("file.examiner")
    case.examiner, case.examiner_code = office, office.code


def _filing(case: Case) -> Filing:
    row = case.filings.order_by("-number").first()
    if row is None:
        raise Refused("file.none")
    return row


def _at_filing(case_id: UUID, actor: Actor) -> Case:
    """The case for its examiner, or for a side that enters what came from the office."""
    return moving.locked(access.cases_examined(actor) | access.cases_taking_part(actor), case_id)


@transaction.atomic
def receive_filing(case_id: UUID, on: date, *, actor: Actor, received_by: str = "", receipt_number: str = "") -> Filing:
    """The office has the package: from this day fifteen run, not from the signature (劳动合同法 54).

    An early end is filed for the record only (浙江 33, 34): with its receipt the agreement is in force.
    Raises `Refused` with `file.received_before`, `file.received_ahead`, `file.received_already`, `bargaining.state`.
    """
    case = _at_filing(case_id, actor)
    moving.check_state(case, State.FILED, act="receive_filing")
    row = _filing(case)
    if row.received_at is not None:
        raise Refused("file.received_already", at=row.received_at)
    meeting.check_received(on, row.filed_on, moving.today(actor))
    row.received_at = moving.moment_of(on, actor)
    row.received_by, row.receipt_number = received_by.strip()[:60] or actor.name, receipt_number.strip()[:60]
    ends = case.procedure == Procedure.END
    row.result = "noted" if ends else ""
    row.save(update_fields=["received_at", "received_by", "receipt_number", "result"])
    if not ends:
        moving.start(case, OBJECTION, row.received_at, actor)
        moving.keep_due(case)
    moving.note(case, actor, BargainingEvent.RECEIVED, tell=True, filing=str(row.public_id))
    if ends:
        _take_effect(case, row.received_at, actor)
    return row


@dataclass(frozen=True, slots=True)
class Opinion:
    """The 审查意见书: lawful, or objections clause by clause with basis and what to change."""

    on: date
    number: str = ""
    words: str = ""
    objections: Sequence[Mapping[str, str]] = ()
    #: Entered after the fifteen days: the day it reached the parties, and the scan that proves it.
    delivered_on: date | None = None
    paper: UUID | None = None


@transaction.atomic
def examine(case_id: UUID, opinion: Opinion, *, actor: Actor) -> Case:
    """The office's opinion, by its examiner or entered by a side from paper: objections, or lawful from that day.

    What reached the parties within the fifteen days may be entered after them, with its proof: there was no silence,
    and the contract is not in force (浙江 34).  Raises `Refused` with `file.not_received`, `opinion.before`,
    `opinion.ahead`, `opinion.late`, `opinion.incomplete`, `opinion.delivered`, `opinion.paper`, `opinion.superseded`,
    `scan.not_here`.
    """
    case = _at_filing(case_id, actor)
    is_silent = case.state in SILENT and bool(opinion.objections)
    if not is_silent:
        moving.check_state(case, State.FILED, act=Act.OBJECT)
    row = _filing(case)
    _check_opinion(case, row, opinion, actor)
    if is_silent:
        _check_proven(case, row, opinion, actor)
        _undo_silence(case, actor)
    _write_opinion(row, opinion)
    if opinion.objections:
        moving.move(case, Act.OBJECT, actor, filing=str(row.public_id))
    else:
        _take_effect(case, _in_force_from(case, opinion, actor), actor)
    return case


def _write_opinion(row: Filing, opinion: Opinion) -> None:
    row.opinion, row.opinion_number = moving.written(opinion.words, 4_000, "opinion"), opinion.number.strip()[:60]
    row.opinion_on, row.delivered_on, row.paper = opinion.on, opinion.delivered_on, opinion.paper
    row.objections = [dict(each) for each in opinion.objections]
    row.result = "objected" if opinion.objections else "lawful"
    row.save()


def _check_proven(case: Case, row: Filing, opinion: Opinion, actor: Actor) -> None:
    """It came within the days, and a paper shows it; a former contract has not given way to this one."""
    due = _objection_due(case)
    if row.result != "silence" or due is None:
        raise Refused("bargaining.state", state=case.state, act=Act.OBJECT)
    has_taken = case.procedure != Procedure.CONCLUDE and case.state == State.MONITORING
    if has_taken and holds_from(case, moving.today(actor)) is None:
        raise Refused("opinion.superseded", title=case.title)
    if opinion.delivered_on is None:
        raise Refused("opinion.delivered")
    if opinion.delivered_on < opinion.on:
        raise Refused("opinion.delivered_before", on=opinion.on)
    if opinion.delivered_on > last_day(due):
        raise Refused("opinion.late", due=due)
    if opinion.paper is None:
        raise Refused("opinion.paper")
    check_paper(case, opinion.paper, "opinion", actor)


def _objection_due(case: Case) -> datetime | None:
    """When the fifteen days of the last filing were or are over."""
    rows: list[Deadline] = [row for row in clocks.deadlines_of(case.public_id) if row.rule == OBJECTION]
    return max(rows, key=lambda row: row.started_at).due_at if rows else None


def _undo_silence(case: Case, actor: Actor) -> None:
    """In force it never was: nothing is published, its days no longer run; readers find that written on it."""
    case.effective_at = case.published_at = case.deposited_at = None
    # The office that enters it does not sit at the table: the program takes the notice down.
    with scope(Actor.system("objection", actor.now)):
        taken = Publication.objects.filter(case=case, withdrawn_at=None).update(withdrawn_at=actor.now)
    if taken:
        moving.note(case, actor, BargainingEvent.WITHDRAWN, tell=True)


def _in_force_from(case: Case, opinion: Opinion, actor: Actor) -> datetime:
    """The opinion's day; silence has made it effective before an opinion that comes later."""
    running = clocks.open_deadline(case.public_id, OBJECTION)
    said = moving.moment_of(opinion.on, actor)
    return said if running is None else min(said, running.due_at)


def _check_opinion(case: Case, row: Filing, opinion: Opinion, actor: Actor) -> None:
    if row.received_at is None:
        raise Refused("file.not_received")
    received = timezone.localdate(row.received_at)
    if opinion.on < received:
        raise Refused("opinion.before", received=received)
    if opinion.on > moving.today(actor):
        raise Refused("opinion.ahead")
    due = _objection_due(case)
    if opinion.objections and due is not None and end_of(opinion.on) > due:
        raise Refused("opinion.late", due=due)
    if any(not each.get("words", "").strip() or not each.get("basis", "").strip() for each in opinion.objections):
        raise Refused("opinion.incomplete")


@transaction.atomic
def answer_objection(case_id: UUID, *, actor: Actor, version: int | None = None) -> Case:
    """Both sides take up what was objected to: clauses named there are open again (浙江 34)."""
    case, side = moving.for_side(case_id, actor, version=version)
    row = _filing(case)
    moving.move(case, Act.REVISE, actor, side=side)
    named = {each.get("clause", "") for each in row.objections}
    case.items.filter(clause__in=named).update(agreed=None, agreed_at=None, agreed_paper=None, reopen_asked_by="")
    return case


@transaction.atomic
def adopt_revision(case_id: UUID, text_hash: str, *, substantive: bool, actor: Actor) -> Draft:
    """The employer's chief adopts the mended text; what changes the substance goes to the congress again.

    Which that is, the program finds by the text the congress passed; she may send other words there too, and never
    keep another agreement from it.  Raises `Refused` with `draft.substantive` (`changes`), `draft.changed`,
    `draft.unmended`, `draft.*`, `bargaining.chief_only`, `bargaining.state`.
    """
    case, side = moving.for_side(case_id, actor, Side.EMPLOYER)
    moving.check_state(case, State.REVISING, act=Act.ADOPT)
    leading = seating.check_chief(case, side, actor)
    return _adopted_anew(case, text_hash, leading.name, substantive=substantive, actor=actor)


@transaction.atomic
def note_revision(
    case_id: UUID, text_hash: str, paper: UUID | None, *, substantive: bool, actor: Actor
) -> Draft:  # fmt: skip
    """Enter that the employer's chief adopted the mended text on paper, with its page.

    By who handles papers for the employer, or enters them while it has nobody in the program.  Raises as
    `adopt_revision`, and `Refused` with `draft.scan`, `scan.not_here`, `delegates.one_chief`, `delegates.chief_left`.
    """
    case = listing.acting_for(case_id, actor, Side.EMPLOYER)
    moving.check_state(case, State.REVISING, act=Act.ADOPT)
    if paper is None:
        raise Refused("draft.scan")
    check_paper(case, paper, "draft", actor)
    leading = seating.named_chief(case, Side.EMPLOYER, actor)
    return _adopted_anew(case, text_hash, leading.name, substantive=substantive, actor=actor, paper=paper)


def _adopted_anew(
    case: Case, text_hash: str, by: str, *, substantive: bool, actor: Actor, paper: UUID | None = None
) -> Draft:
    side, proof = Side.EMPLOYER, {"paper": str(paper)} if paper else {}
    body = drafting.check_ready(case)
    if contracts.text_hash(body) != text_hash:
        raise Refused("draft.changed")
    if text_hash == _filing(case).draft.text_hash:
        raise Refused("draft.unmended")
    changes = drafting.substance(case, body)
    if changes and not substantive:
        raise Refused("draft.substantive", changes=changes)
    row = drafting.keep(case, body, actor, adopted_by=by, substantive=substantive, paper=paper)
    if substantive:
        moving.move(case, Act.SUBMIT, actor, side=side, paper=paper, draft=str(row.public_id))
    else:
        moving.touch(case, actor, BargainingEvent.DRAFT_ADOPTED, tell=True, draft=str(row.public_id), **proof)
    return row


def fall_silent(case_id: UUID, actor: Actor) -> None:
    """Fifteen days without objection: in force at the minute they ended, whenever that is noticed."""
    case = moving.locked(Case.objects.all(), case_id)
    running = clocks.open_deadline(case.public_id, OBJECTION)
    if case.state != State.FILED or running is None or running.due_at > actor.now:
        return
    row = _filing(case)
    row.result = "silence"
    row.save(update_fields=["result"])
    _take_effect(case, running.due_at, actor)


def _take_effect(case: Case, at: datetime, actor: Actor) -> None:
    case.effective_at = at
    moving.move(case, Act.TAKE_EFFECT, actor, at=at)
