"""While a contract binds: the yearly report, the window before its end, disputes, and what is unlawful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Participant, Report, Step
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import UNFINISHED, Act, Side, State
from hexian.domains.bargaining.services import drafting, moving, opening, superseding
from hexian.domains.bargaining.services.carrying import carry_particulars
from hexian.domains.bargaining.services.handling import end_handlers
from hexian.domains.bargaining.services.law import keep_law
from hexian.domains.bargaining.services.meeting_up import resume_all
from hexian.domains.orgs import services as orgs
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.clock.models import current_calendar, span_of
from hexian.foundation.clock.rules import end_of, last_day, reckon

#: Longer than any window before a contract's end.
NEAR = timedelta(days=120)
COORDINATION, EXTENSION = "contract.dispute", "contract.dispute_extension"
#: Lines of the timeline that move nothing.
TAKE_UP, EXTEND = "take_up_coordination", "extend_coordination"


@dataclass(frozen=True, slots=True)
class Kept:
    """How a contract was kept: when the congress heard it, clause by clause, and the conclusion."""

    held_on: date
    rows: Sequence[Mapping[str, str]]
    conclusion: str


@transaction.atomic
def report(case_id: UUID, kept: Kept, *, actor: Actor) -> Report:
    """Enter the yearly report to the congress (浙江 37, 杭州 42); the next year's clock begins.

    Every clause both sides agreed on has its line.  Raises `Refused` with `report.ahead`, `report.rows`,
    `report.blank` (`titles`), `report.conclusion`, `bargaining.state`.
    """
    case, _side = moving.for_side(case_id, actor)
    moving.check_state(case, State.MONITORING, State.EXPIRING, act="report")
    if kept.held_on > moving.today(actor):
        raise Refused("report.ahead")
    if not kept.rows:
        raise Refused("report.rows")
    said = {each.get("clause", "") for each in kept.rows if each.get("done", "").strip()}
    blank = [each.clause.title for each in drafting.agreed_in(case) if each.clause.code not in said]
    if blank:
        raise Refused("report.blank", titles=blank)
    if not kept.conclusion.strip():
        raise Refused("report.conclusion")
    row = Report.objects.create(
        case=case, held_on=kept.held_on, rows=[dict(each) for each in kept.rows],
        conclusion=moving.written(kept.conclusion, 2_000, "conclusion"), at=actor.now, by_name=actor.name,
    )  # fmt: skip
    running = clocks.open_deadline(case.public_id, moving.REPORT)
    if running is not None:
        clock.met(running.id, actor=actor)
    if case.state == State.MONITORING:
        moving.start(case, moving.REPORT, moving.moment_of(kept.held_on, actor), actor)
    moving.keep_due(case)
    moving.note(case, actor, BargainingEvent.REPORTED, tell=True, report=str(row.public_id))
    return row


# — The end of a term —


def window_opens(case: Case) -> date | None:
    """The first day on which either side may ask for the next contract (浙江 30, 杭州 23)."""
    kept = moving.frozen(case, moving.rule_of(case, "contract.renewal_window"))
    if kept is None or case.ends_on is None:
        return None
    return last_day(reckon(end_of(case.ends_on), span_of(kept), current_calendar()).at)


def open_windows(actor: Actor, limit: int = 500) -> int:
    """Contracts whose window has opened: both sides hear of it, and the next offer lies ready as a draft only.

    Also of one whose publication or copy nobody entered: that goes on being asked for, so it stays where it stands.
    Where a change is to come, the end is the one it says: its window opens, not the former's.
    """
    today = moving.today(actor)
    told = Exists(Step.objects.filter(case=OuterRef("pk"), act=Act.WINDOW))
    unfinished = Q(state__in=UNFINISHED, procedure=Procedure.CONCLUDE) & ~told
    waiting = Q(state=State.MONITORING) | unfinished
    rows = Case.objects.filter(waiting, ends_on__lte=today + NEAR).order_by("ends_on")
    done = 0
    for case_id in list(rows.values_list("public_id", flat=True)[:limit]):
        done += _open_window(case_id, today, actor)
    return done


@transaction.atomic
def _open_window(case_id: UUID, today: date, actor: Actor) -> bool:
    case = moving.locked(Case.objects.all(), case_id)
    opens = window_opens(case)
    told = case.steps.filter(act=Act.WINDOW).exists()
    waits = case.state == State.MONITORING or (case.state in UNFINISHED and not told)
    if not waits or opens is None or opens > today or superseding.change_to_come(case, today) is not None:
        return False
    if case.state == State.MONITORING:
        moving.move(case, Act.WINDOW, actor)
    else:
        moving.write_step(case, Act.WINDOW, actor, former=case.state)
        moving.note(case, actor, BargainingEvent.EXPIRING, tell=True)
    if not told:
        _follow(case, actor)
    return True


def _follow(case: Case, actor: Actor) -> None:
    """What comes after a contract: a bargaining about the next one that is under way already, else a draft."""
    rows = opening.under_way(case.contract, case.special, Procedure.CONCLUDE).filter(employer=case.employer)
    begun = rows.exclude(pk=case.pk).order_by("pk").first()
    if begun is None:
        _prepare_next(case, actor)
    elif begun.former_id is None:
        begun.former = case
        begun.save(update_fields=["former"])


def _prepare_next(case: Case, actor: Actor) -> Case:
    """The next offer as a draft: everything the contract speaks of, nothing sent."""
    following = opening.make(Side.WORKER, case.union, case.employer, has_union=case.has_union, actor=actor)
    following.former, following.contract, following.special = case, case.contract, case.special
    keep_law(following, moving.today(actor))
    following.title = next_title(_first(case).title)
    following.women, following.disabled, following.dispatched = case.women, case.disabled, case.dispatched
    following.is_scaled = case.is_scaled if following.is_scaled is None else following.is_scaled
    following.place, following.wanted_each, following.materials = case.place, case.wanted_each, case.materials
    opening.keep_new(following, _topics(case), actor)
    carry_particulars(following)
    handling = case.participants.filter(until=None, role=Role.HANDLER, side=following.offered_by, person__isnull=False)
    for former in handling:
        Participant.objects.create(
            case=following, person_id=former.person_id, role=Role.HANDLER, side=former.side, name=former.name,
            since=moving.today(actor),
        )  # fmt: skip
        if former.person_id is not None:
            orgs.grant_part(
                former.person_id, kind=access.PART, subject=following.public_id, role=former.side, actor=actor
            )
    return following


def _first(case: Case) -> Case:
    """The contract as it was concluded, before any change of it: the next one is named after that."""
    while case.procedure == Procedure.AMEND and case.former is not None:
        case = case.former
    return case


def _topics(case: Case) -> list[str]:
    """What a contract speaks of, also in what a change left as it was; before it was agreed on, its agenda."""
    agreed = [each.clause.code for each in drafting.agreed_in(case)]
    return list(dict.fromkeys([*agreed, *case.items.order_by("number").values_list("clause", flat=True)]))


def next_title(title: str) -> str:
    """«2026年工资集体协商» → «2027年工资集体协商»; a title without a year gets a mark."""
    for year in range(2020, 2100):
        if str(year) in title:
            return title.replace(str(year), str(year + 1))
    return f"{title}（续签）"[:80]


def end_terms(actor: Actor, limit: int = 500) -> int:
    """Contracts whose last day is over, their papers done or not: renewed where the next offer is out, else expired."""
    today = moving.today(actor)
    ends = Q(state=State.EXPIRING) | (Q(state__in=UNFINISHED) & ~Q(procedure=Procedure.END))
    rows = Case.objects.filter(ends, ends_on__lt=today).order_by("ends_on")
    done = 0
    for case_id in list(rows.values_list("public_id", flat=True)[:limit]):
        done += _end_term(case_id, today, actor)
    return done


@transaction.atomic
def _end_term(case_id: UUID, today: date, actor: Actor) -> bool:
    case = moving.locked(Case.objects.all(), case_id)
    ends = case.state == State.EXPIRING or (case.state in UNFINISHED and case.procedure != Procedure.END)
    if not ends or case.ends_on is None or case.ends_on >= today:
        return False
    going = case.later.filter(procedure=Procedure.CONCLUDE).exclude(state=State.INIT).exists()
    case.ended_on = case.ends_on
    moving.move(case, Act.RENEW if going else Act.EXPIRE, actor)
    return True


# — Disputes, and what is unlawful —


@transaction.atomic
def ask_coordination(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """Note that the labour office was asked to coordinate a dispute about signing; its days run once it takes it up.

    Raises `Refused` with `dispute.words`, `bargaining.state`.
    """
    return _branch(case_id, Act.ASK_COORDINATION, words, actor, version)


@transaction.atomic
def take_up_coordination(case_id: UUID, on: date, *, actor: Actor, version: int | None = None) -> Case:
    """The labour office has taken the dispute up: thirty days from then (浙江 39), fifteen more with reasons.

    By its examiner, or by a side that enters what came from the office.  Raises `Refused` with
    `dispute.taken_up_already`, `dispute.before` (`on`, when the offer went), `dispute.ahead`, `bargaining.state`.
    """
    case = moving.locked(access.cases_examined(actor) | access.cases_taking_part(actor), case_id, version)
    moving.check_state(case, State.DISPUTE_SIGN, act="take_up_coordination")
    asked = case.steps.filter(act=Act.ASK_COORDINATION).latest("pk")
    if case.steps.filter(act=TAKE_UP, pk__gt=asked.pk).exists():
        raise Refused("dispute.taken_up_already")
    # Asked and taken up on paper, it may have been before anybody entered it here.
    if case.offered_on is not None and on < case.offered_on:
        raise Refused("dispute.before", on=case.offered_on)
    if on > moving.today(actor):
        raise Refused("dispute.ahead", on=on)
    running = clocks.open_deadline(case.public_id, COORDINATION)
    if running is not None:  # of a case that counted from the day it was asked
        clock.cancel(running.id, actor=actor, reason="taken_up")
    moving.start(case, COORDINATION, moving.moment_of(on, actor), actor)
    moving.keep_due(case)
    moving.write_step(case, TAKE_UP, actor, former=case.state, note=_("%(on)s受理") % {"on": clock_texts.on(on)})
    moving.note(case, actor, BargainingEvent.DISPUTE, tell=True, taken_up=True)
    return case


@transaction.atomic
def extend_coordination(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """The labour office needs longer and says why in writing: up to so many days more, once (浙江 39).

    By its examiner, or by a side that enters what came from the office.  Raises `Refused` with `dispute.words`,
    `dispute.not_running` where no time to coordinate runs or it is over, `bargaining.state`.
    """
    case = moving.locked(access.cases_examined(actor) | access.cases_taking_part(actor), case_id, version)
    moving.check_state(case, State.DISPUTE_SIGN, act="extend_coordination")
    if not words.strip():
        raise Refused("dispute.words")
    running = clocks.open_deadline(case.public_id, COORDINATION)
    if running is None or running.due_at < actor.now:
        raise Refused("dispute.not_running")
    clock.cancel(running.id, actor=actor, reason="extended")
    moving.start(case, EXTENSION, moving.moment_within(running.last_day), actor)
    moving.keep_due(case)
    moving.write_step(case, EXTEND, actor, former=case.state, note=moving.written(words, 1_000, "words"))
    moving.note(case, actor, BargainingEvent.DISPUTE, tell=True, extended=True)
    return case


@transaction.atomic
def claim_breach(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """Note a dispute about keeping the contract: mediation, arbitration or court decide it elsewhere (浙江 40)."""
    return _branch(case_id, Act.CLAIM_BREACH, words, actor, version)


def _branch(case_id: UUID, act: Act, words: str, actor: Actor, version: int | None) -> Case:
    case, side = moving.for_side(case_id, actor, version=version)
    if not words.strip():
        raise Refused("dispute.words")
    moving.move(case, act, actor, side=side, note=moving.written(words, 1_000, "words"))
    return case


@transaction.atomic
def find_unlawful(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """The union above finds what is done unlawful and prepares its opinion (杭州 43, 浙江 41).

    Raises `Refused` with `dispute.words`, `bargaining.state`, `Case.DoesNotExist` where she oversees nothing.
    """
    case = moving.locked(access.cases_overseen(actor), case_id, version)
    if not words.strip():
        raise Refused("dispute.words")
    moving.move(case, Act.FIND_UNLAWFUL, actor, note=moving.written(words, 1_000, "words"))
    return case


@transaction.atomic
def settle(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """A dispute is settled, or what was unlawful put right: the case goes on where it stood.

    What the union above found unlawful, it or the workers' side lets rest, not who did it.  Raises `Refused` with
    `dispute.words`, `bargaining.not_your_side`, `bargaining.state`.
    """
    reach = access.cases_taking_part(actor) | access.cases_overseen(actor) | access.cases_examined(actor)
    case = moving.locked(reach, case_id, version)
    overseen = access.cases_overseen(actor).filter(pk=case.pk).exists()
    if case.state == State.UNLAWFUL and not overseen and access.part_in(case.public_id, actor) != Side.WORKER:
        raise Refused("bargaining.not_your_side", sides=[Side.WORKER])
    if not words.strip():
        raise Refused("dispute.words")
    moving.move(case, Act.SETTLE, actor, note=moving.written(words, 1_000, "words"))
    superseding.catch_up(case, actor)
    return case


def run_clocks(actor: Actor) -> dict[str, int]:
    """What days bring by themselves, once a day: windows open, terms end, by agreement too, suspensions and offices.

    What a clock of the law brings (nobody answered, nobody objected) follows its own event, at any hour.
    """
    with scope(actor):
        return {
            # First: what a change has taken the place of does not run out, nor is its next asked for.
            "gave_way": superseding.give_way(actor),
            "windows": open_windows(actor), "ended": end_terms(actor), "resumed": resume_all(actor),
            "handlers": end_handlers(actor),
        }  # fmt: skip


def change_contracts(actor: Actor) -> int:
    """Contracts that give way to their change or are at their agreed end today: at the first minute of the day."""
    with scope(actor):
        return superseding.give_way(actor)
