"""An action of offers (集体要约行动): drafts for all unions below at once, sent together where a union asks for it.

The offer of an enterprise is its own union's, or its employer's (浙江 7, 杭州 24), and names that union's delegates,
whom nobody above can choose (浙江 10, 杭州 18).  A union above organises and helps (浙江 4, 杭州 6): it *prepares*
drafts, of which no clock runs and nothing reaches an employer.  Each union completes its own and sends it, or entrusts
the sending of that very version (`entrust`); those go out together (`start_sending`), each from then on under its own
clocks.  What was sent stays sent; drafts nobody has touched can be withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Delivery, Drive, DriveEntry, Item, Participant
from hexian.domains.bargaining.rules import drives
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import DELEGATES
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.services import choosing, moving, offering, opening, reaching
from hexian.domains.bargaining.services.choosing import Candidate, Plan
from hexian.domains.bargaining.services.law import FROZEN
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit, events, work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.locks import once, remember
from hexian.foundation.work import queries as work_queries
from hexian.foundation.work import services as tasks

PREPARE, SEND, WITHDRAW = "bargaining.prepare_offers", "bargaining.send_offers", "bargaining.withdraw_offers"
#: So many unions in one transaction: a worker killed in between goes on behind the last that was finished.
PORTION = 500
_ONCE = "bargaining.drive"


@transaction.atomic
def start_drive(org_id: UUID, plan: Plan, *, request_key: str, actor: Actor) -> Drive:
    """Have drafts prepared for the unions below one that the actor oversees; once per `request_key`.

    Raises `Organisation.DoesNotExist` where she oversees nothing, `Refused` with `drive.no_topics` and as
    `choosing.check_plan`, `drive.nobody` where no union of an employer lies below.
    """
    known = once(_ONCE, f"{request_key}.{actor.person_id}")
    if known is not None:
        return Drive.objects.get(public_id=known)
    org = access.bodies_acting(access.OVERSEE, actor).get(public_id=org_id)
    choosing.check_plan(plan, actor)
    total = choosing.unions_of(org).count()
    if not total:
        raise Refused("drive.nobody", name=org.name)
    office = actor.office_over(org.code)
    drive = Drive.objects.create(
        org=org, code=org.code, title=" ".join(plan.title.split())[:80], plan=plan.as_row(), by_id=actor.person_id,
        by_name=actor.name, by_office=f"{office.org_name}{office.title}" if office else "", created_at=actor.now,
    )  # fmt: skip
    _start(drive, PREPARE, total, actor)
    audit.record(BargainingEvent.DRIVE_STARTED, drive, actor=actor, code=org.code, duty=access.OVERSEE, unions=total)
    remember(_ONCE, f"{request_key}.{actor.person_id}", str(drive.public_id))
    return drive


def _start(drive: Drive, runner: str, total: int, actor: Actor) -> None:
    """Queue the next piece of work of an action. Raises `Refused("drive.busy")` while another is under way."""
    former = work_queries.any_of(drive.task, actor.now) if drive.task else None
    if former is not None and former.is_open:
        raise Refused("drive.busy", title=drive.title)
    title = str(texts.DRIVE_TASKS[runner]) % {"title": drive.title}
    task = tasks.start(
        runner, actor=actor, code=drive.code, params={"drive": str(drive.public_id)}, title=title, total=total
    )
    drive.task = task.public_id
    drive.save(update_fields=["task"])


def _of(task: work.Running) -> Drive:
    return access.drives_led(task.actor).select_related("org").get(public_id=task.params["drive"])


# — Drafts —


@work.runner(PREPARE, words=texts.of)
def prepare(task: work.Running) -> None:
    """Prepare the drafts, portion by portion; what the rules say to a union is kept beside its name."""
    drive, actor = _of(task), task.actor
    plan, law = Plan(**drive.plan), lawbook.law_on(moving.today(actor), FROZEN)

    def fetch(after: str | None) -> Sequence[Candidate]:
        return choosing.candidates(drive.org, plan, actor, after=after or "", limit=PORTION)

    for portion in task.chunks(fetch, cursor_of=lambda each: each.code):
        Making(drive, plan, law, actor).prepare(portion)
    Drive.objects.filter(pk=drive.pk).update(prepared_at=actor.now)


@dataclass(frozen=True, slots=True)
class Making:
    """The drafts of an action by the rules and rows of a single one (`opening.make`, `fill`, `keep_rows`).

    `law` is today's for every place.  Rooms and agendas are their union's alone: the program writes them, in the
    officer's name.
    """

    drive: Drive
    plan: Plan
    law: lawbook.Law
    actor: Actor

    def prepare(self, portion: Sequence[Candidate]) -> list[DriveEntry]:
        """Drafts for some unions; what the rules say to a union is kept beside its name."""
        bodies = Organisation.objects.in_bulk({pk for each in portion for pk in (each.org, each.employer) if pk})
        problems = {each.org: each.problem for each in portion if each.problem}
        drafted: dict[int, Case] = {}
        for each in portion:
            if each.problem or each.draft:
                continue
            try:
                drafted[each.org] = self._draft(each, bodies)
            except Refused as refusal:
                problems[each.org] = refusal
        with scope(Actor.system("drive", self.actor.now)):
            self._save(list(drafted.values()))
            entries = self._enter(portion, drafted, problems)
        _tell(BargainingEvent.OFFERS_PREPARED, self.drive, entries, self.actor)
        return entries

    def _draft(self, each: Candidate, bodies: Mapping[int, Organisation]) -> Case:
        union, employer = bodies[each.org], bodies[each.employer or 0]
        case = opening.make(Side.WORKER, union, employer, has_union=True, actor=self.actor)
        case.former_id = each.former
        opening.fill(case, self.plan.facts(employer.staff_total), self.actor, law=self.law)
        return case

    def _save(self, cases: Sequence[Case]) -> None:
        opening.save_all(cases)
        agendas = [(case, opening.items_of(case, Side.WORKER, self.plan.topics)) for case in cases]
        opening.keep_rows(agendas, self.actor, self.drive.title)

    def _enter(
        self, portion: Sequence[Candidate], drafted: Mapping[int, Case], problems: Mapping[int, Refused]
    ) -> list[DriveEntry]:
        """Each union's line in the action: its new draft, the one it had already, or why there is none."""
        found = Case.objects.defer("params").in_bulk(
            [each.draft for each in portion if each.draft and each.org not in problems]
        )
        lines = []
        for each in portion:
            case = drafted.get(each.org) or found.get(each.draft or 0)
            lines.append(
                DriveEntry(
                    drive=self.drive, org_id=each.org, code=each.code, case=case, is_joined=bool(case and each.draft),
                    made_version=case.version if case else 0, problem=_kept(problems.get(each.org)),
                )
            )  # fmt: skip
        return DriveEntry.objects.bulk_create(lines, batch_size=1_000)


def _kept(problem: Refused | None) -> dict[str, Any]:
    return {"code": problem.code, "params": _plain(problem.params)} if problem else {}


def _plain(params: dict[str, object]) -> dict[str, object]:
    return {
        name: "" if value is None else value if isinstance(value, int | list) else str(value)
        for name, value in params.items()
    }


def _tell(event: str, drive: Drive, entries: Sequence[DriveEntry], actor: Actor) -> None:
    """One entry of the trail and one event for a portion; each case's own timeline names who did it."""
    there = [entry.pk for entry in entries if entry.case_id is not None]
    facts = {"done": len(there), "left_out": len(entries) - len(there)}
    audit.record(event, drive, actor=actor, code=drive.code, duty=access.OVERSEE, **facts)
    if there:
        events.publish(event, drive, actor=actor, code=drive.code, entries=there)


# — A union leaves the sending to the union above —


@transaction.atomic
def entrust(case_id: UUID, *, actor: Actor, version: int | None = None) -> DriveEntry:
    """Leave the sending of a complete offer, as it now stands, to the union above; its union may take that back.

    It goes in the program: for an employer nobody of whom can read it there the union sends its paper itself.  Raises
    `Refused` with `drive.none`, `drive.withdrawn`, `drive.gone_on_paper` (`on`), `drive.unreachable` and as
    `offering.send_offer`.
    """
    case, _side = moving.for_side(case_id, actor, Side.WORKER, version=version)
    moving.check_state(case, State.INIT, act=Act.SEND_OFFER)
    entry = _of_case(case)
    offering.check_complete(case, actor)
    opening.check_alone(case)
    # Who holds an office at the employer is not the union's to see: the program looks.
    with scope(Actor.system("offices", actor.now)):
        _check_goes(case, reaching.people_of(case, [Side.EMPLOYER]))
    entry.entrusted_version, entry.entrusted_by, entry.entrusted_at = case.version, actor.name, actor.now
    entry.problem = {}
    entry.save(update_fields=["entrusted_version", "entrusted_by", "entrusted_at", "problem"])
    audit.record(BargainingEvent.ENTRUSTED, case, actor=actor, code=case.code, duty=moving.duty_of(case, actor))
    return entry


@transaction.atomic
def take_back(case_id: UUID, *, actor: Actor) -> DriveEntry:
    """Send one's own offer oneself after all. Raises `Refused` with `drive.none`, `bargaining.state` once sent."""
    case, _side = moving.for_side(case_id, actor, Side.WORKER)
    moving.check_state(case, State.INIT, act=Act.SEND_OFFER)
    entry = _of_case(case)
    entry.entrusted_version = None
    entry.save(update_fields=["entrusted_version"])
    audit.record(BargainingEvent.TAKEN_BACK, case, actor=actor, code=case.code, duty=moving.duty_of(case, actor))
    return entry


def _of_case(case: Case) -> DriveEntry:
    entry = DriveEntry.objects.select_for_update(of=("self",)).filter(case=case).order_by("-pk").first()
    if entry is None:
        raise Refused("drive.none", title=case.title)
    if entry.withdrawn_at is not None:
        raise Refused("drive.withdrawn", title=case.title)
    return entry


def _check_goes(case: Case, people: Sequence[int]) -> None:
    if case.offered_on is not None:
        raise Refused("drive.gone_on_paper", on=case.offered_on)
    if not people:
        raise Refused("drive.unreachable", name=case.employer.name)


# — Together —


def entrusted(drive: Drive) -> QuerySet[DriveEntry]:
    """The entries whose unions have left the sending to the union above."""
    return drive.entries.filter(entrusted_version__isnull=False, sent_at=None, withdrawn_at=None, case__isnull=False)


@transaction.atomic
def start_sending(drive_id: UUID, *, actor: Actor) -> Drive:
    """Send what was entrusted, all at once. Raises `Refused("drive.nothing_to_send")`, `Drive.DoesNotExist`."""
    drive = access.drives_led(actor).select_for_update(of=("self",)).get(public_id=drive_id)
    total = entrusted(drive).count()
    if not total:
        raise Refused("drive.nothing_to_send", title=drive.title)
    _start(drive, SEND, total, actor)
    return drive


@work.runner(SEND, words=texts.of)
def send(task: work.Running) -> None:
    """Send what was entrusted, portion by portion; the sixty days of each run from then (杭州 29)."""
    drive, actor = _of(task), task.actor

    def fetch(after: int | None) -> Sequence[DriveEntry]:
        return list(entrusted(drive).filter(pk__gt=after or 0).order_by("pk")[:PORTION])

    for portion in task.chunks(fetch, cursor_of=lambda each: each.pk):
        send_some(drive, portion, actor)


def send_some(drive: Drive, entries: Sequence[DriveEntry], actor: Actor) -> list[DriveEntry]:
    """Send some offers by the rules of a single one; what they refuse is kept beside the union's name."""
    with scope(Actor.system("drive", actor.now)):
        # A union may have taken it back, or sent it, since these were read.
        entries = list(entrusted(drive).filter(pk__in=[entry.pk for entry in entries]).select_for_update(of=("self",)))
        rows = Case.objects.filter(pk__in=[entry.case_id for entry in entries])
        rows = rows.select_related("union", "employer").select_for_update(of=("self",)).order_by("pk")
        cases = {case.pk: case for case in rows}
        facts = _Facts(list(cases.values()))
        refused = {entry.pk: facts.refusal(cases[entry.case_id or 0], entry, actor) for entry in entries}
        going = [entry for entry in entries if refused[entry.pk] is None]
        _go([cases[entry.case_id or 0] for entry in going], drive, actor)
        DriveEntry.objects.filter(pk__in=[entry.pk for entry in going]).update(sent_at=actor.now, problem={})
        left = [entry for entry in entries if refused[entry.pk] is not None]
        for entry in left:
            entry.problem = _kept(refused[entry.pk])
        DriveEntry.objects.bulk_update(left, ["problem"], batch_size=500)
    _tell(BargainingEvent.OFFERS_SENT, drive, going, actor)
    return going


class _Facts:
    """What the rules of sending ask about some cases, in a few statements."""

    def __init__(self, cases: Sequence[Case]) -> None:
        own = Participant.objects.filter(case__in=cases, side=Side.WORKER, role__in=DELEGATES, until=None)
        self.roles: dict[int, set[str]] = {}
        for case_id, role in own.values_list("case_id", "role"):
            self.roles.setdefault(case_id, set()).add(role)
        self.with_topics = set(Item.objects.filter(case__in=cases).values_list("case_id", flat=True).distinct())
        self.reached = reaching.people_of_all(cases, Side.EMPLOYER)
        self.others = self._under_way(cases)

    @staticmethod
    def _under_way(cases: Sequence[Case]) -> dict[int, str]:
        """The title of what is under way already, by employer: those of an action are all of one sort."""
        if not cases:
            return {}
        rows = opening.under_way(cases[0].contract, cases[0].special, Procedure.CONCLUDE).exclude(state=State.INIT)
        rows = rows.filter(employer__in=[case.employer_id for case in cases])
        return dict(rows.values_list("employer_id", "title"))

    def refusal(self, case: Case, entry: DriveEntry, actor: Actor) -> Refused | None:
        """Why an offer cannot go now, by the same rules as a single one; None when it can."""
        try:
            moving.check_state(case, State.INIT, act=Act.SEND_OFFER)
            drives.check_entrusted(case.version, entry.entrusted_version)
            topics = case.pk in self.with_topics
            offering.check_said(case, self.roles.get(case.pk, set()), has_topics=topics, now=actor.now)
            if case.employer_id in self.others:
                raise Refused("bargaining.running", title=self.others[case.employer_id])
            _check_goes(case, sorted(self.reached[case.pk]))
        except Refused as refusal:
            return refusal
        return None


def _go(cases: Sequence[Case], drive: Drive, actor: Actor) -> None:
    """As `offering.dispatch` for each."""
    moving.move_all(
        cases, Act.SEND_OFFER, actor, side=Side.WORKER, note=drive.title, org_code=drive.code,
        offered_on=moving.today(actor),
    )  # fmt: skip
    way = offering.Sending()
    Delivery.objects.bulk_create(
        [offering.delivery_of(case, offering.OFFER, Side.EMPLOYER, way, actor) for case in cases], batch_size=1_000
    )


# — Undone, where nobody has touched it —


@transaction.atomic
def start_withdrawing(drive_id: UUID, *, actor: Actor) -> Drive:
    """Withdraw an action: untouched drafts go, what unions have taken up stays theirs, what was sent stays sent.

    From now on nothing of it is entrusted or sent.  Raises `Refused("drive.withdrawn")`, `Drive.DoesNotExist`.
    """
    drive = access.drives_led(actor).select_for_update(of=("self",)).get(public_id=drive_id)
    if drive.withdrawn_at is not None:
        raise Refused("drive.withdrawn", title=drive.title)
    drive.withdrawn_at = actor.now
    drive.save(update_fields=["withdrawn_at"])
    _start(drive, WITHDRAW, drive.entries.filter(sent_at=None).count(), actor)
    return drive


@work.runner(WITHDRAW, words=texts.of)
def withdraw(task: work.Running) -> None:
    """Throw the untouched drafts away, portion by portion."""
    drive, actor = _of(task), task.actor

    def fetch(after: int | None) -> Sequence[DriveEntry]:
        return list(drive.entries.filter(pk__gt=after or 0, sent_at=None).order_by("pk")[:PORTION])

    for portion in task.chunks(fetch, cursor_of=lambda each: each.pk):
        withdraw_some(drive, portion, actor)


def withdraw_some(drive: Drive, entries: Sequence[DriveEntry], actor: Actor) -> int:
    """Throw away what nobody has touched among some entries; returns how many drafts."""
    with scope(Actor.system("drive", actor.now)):
        rows = Case.objects.filter(pk__in=[entry.case_id for entry in entries if entry.case_id])
        cases = {case.pk: case for case in rows.defer("params").select_for_update(of=("self",)).order_by("pk")}
        taken_up = set(Participant.objects.filter(case__in=list(cases)).values_list("case_id", flat=True))
        gone = [
            case.pk
            for entry in entries
            for case in [cases.get(entry.case_id or 0)]
            if case is not None
            and drives.is_untouched(
                state=case.state, version=case.version, made_version=entry.made_version, joined=entry.is_joined,
                taken_up=case.pk in taken_up,
            )
        ]  # fmt: skip
        DriveEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(withdrawn_at=actor.now)
        Case.objects.filter(pk__in=gone).delete()
    facts = {"done": len(gone), "left_out": len(entries) - len(gone)}
    audit.record(BargainingEvent.OFFERS_WITHDRAWN, drive, actor=actor, code=drive.code, duty=access.OVERSEE, **facts)
    return len(gone)
