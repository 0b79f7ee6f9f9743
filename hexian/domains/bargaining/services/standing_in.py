"""What an enterprise union with nobody in the program did with a pen, or what the union above does in its place.

Its delegates' notice, its plan after a rejection and the copy it handed on are facts a sealed page shows: the employer
across the table enters them from it, as `listing` says, and the page stays with the case for everybody to see.  Its
congress is another matter: the union calls and holds it (浙江企业民主管理条例 5, 15), so no employer puts anything
before it, counts or types a result; the union above does, with ballots and two tellers like anybody (`voting`).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import listing, moving, publishing, seating
from hexian.domains.bargaining.services.scans import check_paper
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import texts as clock

#: The notice as it hung, the plan after a rejection, the receipt of the union above.
PUBLICITY, PLAN, COPY = "publicity", "plan", "copy"


@transaction.atomic
def note_publicity(
    case_id: UUID, since: date, *, actor: Actor, paper: UUID | None, version: int | None = None
) -> Case:  # fmt: skip
    """Enter that the union publicised the delegates, from its sealed notice and from the day that says (杭州 18).

    Raises `Refused` with `publicity.scan`, `delegates.*` as `seating.publicise`, `publicity.ahead`,
    `publicity.before_chosen`, `bargaining.state`, and as `listing.proven_by`.
    """
    case = _entered(case_id, actor, version)
    if paper is None:
        raise Refused("publicity.scan")
    listing.proven_by(case, actor, paper, PUBLICITY)
    seating.make_public(case, since, actor, paper=paper)
    return case


@transaction.atomic
def note_revision_plan(
    case_id: UUID, on: date, *, actor: Actor, paper: UUID | None, version: int | None = None
) -> Case:  # fmt: skip
    """Enter that the union proposed on paper what is to change after its congress said no (浙江 24, 杭州 28).

    `on` is the plan's own day.  Raises `Refused` with `plan.scan`, `plan.ahead`, `plan.before` (`on`),
    `bargaining.state`, and as `listing.proven_by`.
    """
    case = _entered(case_id, actor, version)
    moving.check_state(case, State.CONGRESS_REJECTED, act=Act.REVISE)
    if paper is None:
        raise Refused("plan.scan")
    listing.proven_by(case, actor, paper, PLAN)
    if on > moving.today(actor):
        raise Refused("plan.ahead", on=on)
    rejected = case.steps.filter(act=Act.REJECT).order_by("-at").values_list("at", flat=True).first()
    if rejected is not None and on < timezone.localdate(rejected):
        raise Refused("plan.before", on=timezone.localdate(rejected))
    note = _("修改方案落款 %(on)s") % {"on": clock.on(on)}
    moving.move(case, Act.REVISE, actor, side=Side.WORKER, note=note, paper=paper)
    return case


@transaction.atomic
def note_deposit(
    case_id: UUID, on: date, *, actor: Actor, paper: UUID | None = None, version: int | None = None
) -> Case:  # fmt: skip
    """Enter that the union handed its copy to the union above (浙江 35, 杭州 41), on the day it was received there.

    By the employer from the receipt (`paper`), or by the union above itself, which has the copy and needs none.
    Raises `Refused` with `copy.scan`, `copy.ahead`, `copy.before` (`on`), `bargaining.state`,
    `bargaining.not_your_side`, and as `listing.check_from_paper`.
    """
    case = moving.locked(access.cases_taking_part(actor) | access.cases_overseen(actor), case_id, version)
    moving.check_state(case, State.PUBLISHED, act=Act.DEPOSIT)
    if above_for_union(case, actor):
        paper = None
    else:
        _check_worker(case, actor)
        if paper is None:
            raise Refused("copy.scan")
        check_paper(case, paper, COPY, actor)
    if on > moving.today(actor):
        raise Refused("copy.ahead", on=on)
    binds = timezone.localdate(case.effective_at) if case.effective_at else on
    if on < binds:
        raise Refused("copy.before", on=binds)
    publishing.hand_on(case, actor, at=moving.moment_of(on, actor), paper=paper)
    return case


def above_for_union(case: Case, actor: Actor) -> bool:
    """Whether she is of the union above one that came on paper and has nobody in the program."""
    overseen = access.cases_overseen(actor).filter(pk=case.pk).exists()
    return overseen and listing.is_away(case, Side.WORKER)


def _entered(case_id: UUID, actor: Actor, version: int | None) -> Case:
    """The case for who enters the workers' side's papers. Raises as `listing.check_from_paper`."""
    case = moving.locked(access.cases_taking_part(actor), case_id, version)
    _check_worker(case, actor)
    return case


def _check_worker(case: Case, actor: Actor) -> None:
    theirs, _page = listing.check_from_paper(case, actor)
    if theirs is not Side.WORKER:
        raise Refused("bargaining.not_your_side", sides=[Side.WORKER])


# — Somebody of the side comes, and what stands there is not so —

#: As which lines of the timeline it stands; neither moves the case.
CONTEST, CONTEST_OVER = "contest", "contest_over"


@transaction.atomic
def contest(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """Say that what was entered from a side's paper is not so: it stands before everybody until it is put right.

    By that side once somebody of it is in the program, or for the workers' side by the union above.  Raises `Refused`
    with `contest.nothing`, `dispute.words`.
    """
    case, side = _contesting(case_id, actor, version)
    if not words.strip():
        raise Refused("dispute.words")
    _say(case, CONTEST, words, side, actor)
    return case


@transaction.atomic
def end_contest(case_id: UUID, words: str, *, actor: Actor, version: int | None = None) -> Case:
    """Say that it has been put right, by whom it was contested for. Raises `contest.none`, `dispute.words`."""
    case, side = _contesting(case_id, actor, version)
    if not words.strip():
        raise Refused("dispute.words")
    last = case.steps.filter(act__in=(CONTEST, CONTEST_OVER), side=side).order_by("-at", "-pk").first()
    if last is None or last.act != CONTEST:
        raise Refused("contest.none")
    _say(case, CONTEST_OVER, words, side, actor)
    return case


def _contesting(case_id: UUID, actor: Actor, version: int | None) -> tuple[Case, Side]:
    case = moving.locked(access.cases_taking_part(actor) | access.cases_overseen(actor), case_id, version)
    side = contests_for(case, actor)
    if side is None:
        raise Refused("contest.nothing")
    return case, side


def contests_for(case: Case, actor: Actor) -> Side | None:
    """For which side she may say that what was entered from its paper is not so; None where nothing was, or not she."""
    part = access.part_in(case.public_id, actor)
    if part in set(Side):
        side: Side | None = Side(part)
    else:
        side = Side.WORKER if access.cases_overseen(actor).filter(pk=case.pk).exists() else None
    return side if side is not None and side in listing.pages_of(case) else None


def _say(case: Case, act: str, words: str, side: Side, actor: Actor) -> None:
    case.version += 1
    case.save(update_fields=["version"])
    told = moving.written(words, 1_000, "words")
    moving.write_step(case, act, actor, former=case.state, side=side, note=told)
    moving.note(case, actor, BargainingEvent.CONTESTED, tell=True, side=side, over=act == CONTEST_OVER)


def check_may_call(case: Case, actor: Actor) -> None:
    """Who puts a text before the congress: its union, or the one above while it has nobody in the program.

    Raises `Refused` with `congress.union_calls` for the employer across the table, `bargaining.not_your_side`.
    """
    part = access.part_in(case.public_id, actor)
    if part == Side.WORKER or (part not in set(Side) and above_for_union(case, actor)):
        return
    if part == Side.EMPLOYER and listing.is_away(case, states.other(Side.EMPLOYER)):
        raise Refused("congress.union_calls", union=case.union.name)
    raise Refused("bargaining.not_your_side", sides=[Side.WORKER])
