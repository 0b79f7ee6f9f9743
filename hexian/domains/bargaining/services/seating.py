"""Delegates: named, elected, publicised, replaced; guides and the recorder; and the promise to keep secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hexian.domains.bargaining import access, texts
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case, Participant
from hexian.domains.bargaining.rules import delegates, states
from hexian.domains.bargaining.rules.delegates import DELEGATES, INCOMPLETE, Balance, Limits, Origin, Role, Staff
from hexian.domains.bargaining.rules.states import AT_WORK, BEING_LISTED, ENDED, LED, Act, Side
from hexian.domains.bargaining.services import moving, reaching
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Office
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.clock import services as clock
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.clock.models import current_calendar, span_of
from hexian.foundation.clock.rules import last_day, reckon, start_of

REFILL = "delegates.refill"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is to sit for a side, and how she came to."""

    name: str
    mobile: str = ""
    role: str = Role.REP
    origin: str = Origin.ELECTED
    sex: str = ""
    post: str = ""
    chosen_on: date | None = None
    votes: int | None = None
    voters: int | None = None
    heads: bool = False
    is_outside: bool = False
    is_disabled: bool = False
    is_dispatched: bool = False
    mandate: str = ""
    namesake: bool = False  # somebody of her name has a part already, and is not she


@transaction.atomic
def name_delegate(case_id: UUID, seat: Seat, *, actor: Actor, replaces: UUID | None = None) -> Participant:
    """Name a delegate of one's own side; she gets a part in the case, by her number.

    A chief takes the seat of the one before her, where that one's office is over.

    Whoever sits on both sides, sits twice or keeps the minutes is refused here already; a name that is there already is
    asked about.  Raises `Refused` with `name.*`, `mobile.*`, `delegates.role`, `delegates.origin`, `delegates.ahead`,
    `delegates.both_sides`, `delegates.other_side`, `delegates.twice`, `delegates.same_name`,
    `delegates.recorder_sits`, `delegates.one_chief`, `bargaining.over`; of a chief's successor what keeps her from
    leading (`delegates.worker_chief`, `.employer_chief`, `.authorisation_missing`, `.chief_outside`).
    """
    case, side = moving.for_side(case_id, actor)
    gone = _giving_way(case, side, actor) if seat.role == Role.CHIEF else None
    row = seat_delegate(case, seat, side, actor, replaces=gone.public_id if gone and replaces is None else replaces)
    if gone is not None:
        _shut_out(gone, actor)
    return row


def _giving_way(case: Case, side: str, actor: Actor) -> Participant | None:
    """The chief whose office is over: who follows her takes her seat, with no day between without anybody there."""
    gone = next((row for row in _out_of_office(case, _by_office(case), actor) if row.side == side), None)
    if gone is None:
        return None
    _leave(gone, _("任职已经结束"), actor)
    if case.state not in BEING_LISTED:
        _told_in_writing(case, gone, BargainingEvent.DELEGATE_ENDED, actor)
    moving.note(
        case, actor, BargainingEvent.DELEGATE_ENDED, tell=True, participant=str(gone.public_id), side=side,
        at_work=case.state in AT_WORK,
    )  # fmt: skip
    return gone


def seat_delegate(
    case: Case, seat: Seat, side: Side, actor: Actor, *, replaces: UUID | None = None, paper: UUID | None = None
) -> Participant:
    """A delegate of a side of a locked case, whoever may write it; `paper` is the page she was named from.

    Raises like `name_delegate`.
    """
    _check_open(case)
    if seat.role not in DELEGATES:
        raise Refused("delegates.role")
    row = _written(case, seat, side, actor)
    row.paper = paper
    if replaces is not None:
        row.replaces = case.participants.get(public_id=replaces, side=side)
    if case.state in AT_WORK and row.role == Role.CHIEF:
        delegates.check_chief(as_delegate(row), limits_of(case), has_union=case.has_union)
    seat_her(case, row, seat.mobile, side, actor)
    if case.state in AT_WORK:
        _told_in_writing(case, row, BargainingEvent.DELEGATE_NAMED, actor)
    _refilled(case, actor)
    source = {"paper": str(paper)} if paper else {}
    moving.touch(
        case, actor, BargainingEvent.DELEGATE_NAMED, tell=True, participant=str(row.public_id), side=side,
        at_work=case.state in AT_WORK, **source,
    )  # fmt: skip
    return row


def _told_in_writing(case: Case, row: Participant, event: str, actor: Actor) -> None:
    """Who sits no longer, who took her seat: the other side is told in writing (浙江 13), in the timeline it reads."""
    note = f"{texts.ROLES[row.role]} {row.name}{f'：{row.end_reason}' if row.end_reason else ''}"
    moving.write_step(case, event, actor, former=case.state, side=row.side, note=note)


def _check_open(case: Case) -> None:
    if case.state in ENDED:
        raise Refused("bargaining.over", title=case.title)


def _written(case: Case, seat: Seat, side: str, actor: Actor) -> Participant:
    if seat.origin not in list(Origin):
        raise Refused("delegates.origin")
    _check_choosing(seat.chosen_on, seat.votes, seat.voters, actor)
    return Participant(
        case=case, side=side, role=seat.role, name=people_rules.check_name(seat.name), sex=seat.sex,
        namesake=seat.namesake, post=seat.post.strip()[:60], origin=seat.origin, chosen_on=seat.chosen_on,
        votes=seat.votes, voters=seat.voters, heads=seat.heads, is_outside=seat.is_outside,
        is_disabled=seat.is_disabled, is_dispatched=seat.is_dispatched, mandate=seat.mandate.strip()[:200],
        since=moving.today(actor),
    )  # fmt: skip


def _check_choosing(on: date | None, votes: int | None, voters: int | None, actor: Actor) -> None:
    if on is not None and on > moving.today(actor):
        raise Refused("delegates.ahead", on=on)
    if votes is not None and (voters is None or not 0 <= votes <= voters):
        raise Refused("delegates.votes", votes=votes, voters=voters or 0)


def _check_new(case: Case, row: Participant) -> None:
    """Nobody is on both sides, or sits twice: by her person, or as long as nobody says otherwise by her name."""
    new, may_record = as_delegate(row), word(case, "bargaining.recorder", "not_delegate") != "not_delegate"
    for each in seated(case):
        code = delegates.at_odds(each, new, may_record=may_record) if each.key != new.key else ""
        if code:
            raise Refused(code, name=row.name)


def _check_office(case: Case, row: Participant, actor: Actor) -> None:
    """Whoever acts for the other side by her office sits on this one never: her own side could not go on without her.

    Raises `delegates.other_side`.
    """
    if row.role not in DELEGATES or row.person_id is None:
        return
    theirs = states.other(Side(row.side))
    code = case.code if theirs is Side.WORKER else case.employer_code
    with scope(Actor.system("parts", actor.now)):
        is_theirs = row.person_id in reaching.holders_at([code], theirs).get(code, ())
    if is_theirs:
        raise Refused("delegates.other_side", name=row.name, side=theirs)


def seat_her(case: Case, row: Participant, mobile: str, role: str, actor: Actor) -> None:
    """Check her against everybody who has a part, and give her hers: to whom the number belongs, or a new account.

    Without a number she sits by name alone and signs on paper.
    """
    number = people_rules.check_mobile(mobile) if mobile.strip() else ""
    # The union's people are not the employer's to see, nor the other way round: the program looks her up.
    with scope(Actor.system("parts", actor.now)):
        row.person = people.person_for(number) if number else None
    _check_new(case, row)
    _check_office(case, row, actor)
    if not number:
        save(row)
        return
    with scope(Actor.system("parts", actor.now)):
        person = row.person or people.register_person(row.name, number, case.code, actor=actor)
        people.open_account(number, person, actor=actor)
    row.person = person
    save(row)
    orgs.grant_part(person.pk, kind=access.PART, subject=case.public_id, role=role, actor=actor)


def save(row: Participant) -> None:
    """Save a participant; what the table refuses is a sentence. Raises `delegates.one_chief`, `delegates.twice`."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        if "one_chief" in str(fault):
            raise Refused("delegates.one_chief", side=row.side, have=2) from None
        if "sits_twice" in str(fault):
            raise Refused("delegates.twice", name=row.name) from None
        raise


def seated(case: Case) -> list[delegates.Delegate]:
    """Everybody with a part today, as the rules ask."""
    return [as_delegate(row) for row in case.participants.filter(until=None).order_by("pk")]


def as_delegate(row: Participant) -> delegates.Delegate:
    """A participant as the rules see her."""
    side = Side(row.side) if row.side else Side.WORKER
    elected = row.origin not in {Origin.ELECTED, Origin.NOMINATED} or row.chosen_on is not None
    return delegates.Delegate(
        key=str(row.public_id), name=row.name, side=side, role=Role(row.role),
        origin=Origin(row.origin or Origin.APPOINTED), person_id=row.person_id, namesake=row.namesake,
        is_outside=row.is_outside, is_woman=row.sex == "女", is_disabled=row.is_disabled,
        is_dispatched=row.is_dispatched, elected=elected, has_paper=bool(row.mandate), heads=row.heads,
    )  # fmt: skip


def limits_of(case: Case) -> Limits:
    """Numbers of law for delegates as the case keeps them."""
    large, least = moving.param(case, "delegates.least_large"), moving.param(case, "delegates.least")
    least = large if large and case.is_scaled else least
    most, outside = moving.param(case, "delegates.most"), moving.param(case, "delegates.outside")
    assert least is not None and outside is not None  # noqa: PT018, S101 - the nation has both
    return Limits(
        least=least.number, most=most.number if most else None, outside=outside.ratio,
        balance=Balance(word(case, "delegates.balance", Balance.NOT_MORE)),
        worker_chief=word(case, "delegates.worker_chief", "chair"),
        employer_chief=word(case, "delegates.employer_chief", "head"),
        large=large.number if large and case.is_scaled is None else None,
        recorder=word(case, "bargaining.recorder", "not_delegate"), balance_by=_law_of(case, "delegates.balance"),
    )  # fmt: skip


def _law_of(case: Case, rule: str) -> str:
    """Where a rule stands: 《浙江省企业民主管理条例》第 28 条."""
    found = moving.param(case, rule)
    return f"{found.source}第 {found.article} 条" if found and found.article else found.source if found else ""


def word(case: Case, rule: str, default: str) -> str:
    """A rule that is a word, as the case keeps it."""
    found = moving.param(case, rule)
    return found.text if found else default


def staff_of(case: Case) -> Staff:
    """Who works there, as far as the case says."""
    numerous = moving.param(case, "delegates.numerous")
    return Staff(case.staff, case.women, case.disabled, case.dispatched, numerous.ratio if numerous else None)


def findings(case: Case) -> list[delegates.Finding]:
    """What is wrong with both delegations today."""
    return delegates.findings(seated(case), limits_of(case), staff_of(case), has_union=case.has_union)


@transaction.atomic
def end_delegate(participant_id: UUID, reason: str, *, actor: Actor) -> Participant:
    """A delegate of one's own side sits no longer; the seat is to be filled the same way (浙江 13).

    Raises `Refused` with `delegates.reason`.
    """
    row = Participant.objects.select_related("case").get(public_id=participant_id, until=None)
    case, side = moving.for_side(row.case.public_id, actor)
    if row.side != side:
        raise Refused("bargaining.not_your_side", sides=[row.side])
    return unseat(case, row, reason, actor)


def unseat(case: Case, row: Participant, reason: str, actor: Actor) -> Participant:
    """A delegate of a locked case sits no longer, whoever may write it. Raises `Refused` with `delegates.reason`."""
    if not reason.strip():
        raise Refused("delegates.reason")
    _leave(row, reason, actor)
    if row.role in DELEGATES and case.state not in BEING_LISTED:
        _await_refill(case, actor)
        _told_in_writing(case, row, BargainingEvent.DELEGATE_ENDED, actor)
    moving.touch(
        case, actor, BargainingEvent.DELEGATE_ENDED, tell=True, participant=str(row.public_id), side=row.side,
        at_work=case.state in AT_WORK,
    )  # fmt: skip
    # Last of all: who takes herself off the list writes nothing more here.
    _shut_out(row, actor)
    return row


@transaction.atomic
def note_choosing(
    participant_id: UUID, on: date, *, actor: Actor, votes: int | None = None, voters: int | None = None
) -> Participant:
    """Write down later when a delegate of one's own side was chosen, and with how many votes (浙江 12, 杭州 16).

    What is written already stays: who was chosen anew is another seat.  Raises `Refused` with `delegates.ahead`,
    `delegates.votes`, `delegates.chosen_already` (`on`), `bargaining.not_your_side`, `bargaining.over`.
    """
    row = Participant.objects.select_related("case").get(public_id=participant_id, until=None)
    case, side = moving.for_side(row.case.public_id, actor)
    if row.side != side:
        raise Refused("bargaining.not_your_side", sides=[row.side])
    _check_open(case)
    row.refresh_from_db(fields=["chosen_on"])
    if row.chosen_on is not None:
        raise Refused("delegates.chosen_already", name=row.name, on=row.chosen_on)
    _check_choosing(on, votes, voters, actor)
    row.chosen_on = on
    if votes is not None:
        row.votes, row.voters = votes, voters
    row.save(update_fields=["chosen_on", "votes", "voters"])
    moving.touch(case, actor, BargainingEvent.DELEGATE_CHOSEN, participant=str(row.public_id), side=side)
    return row


def _await_refill(case: Case, actor: Actor) -> None:
    """The days to fill a seat run from the first that is empty; a second one does not begin them anew."""
    if clocks.open_deadline(case.public_id, REFILL) is None:
        moving.start(case, REFILL, actor.now, actor)
        moving.keep_due(case)


def _refilled(case: Case, actor: Actor) -> None:
    """Whether both sides are complete again; then the clock is met."""
    running = clocks.open_deadline(case.public_id, REFILL)
    if running is not None and not any(each.code in INCOMPLETE for each in findings(case)):
        clock.met(running.id, actor=actor)
        moving.keep_due(case)


def end(row: Participant, reason: str, actor: Actor) -> None:
    """Close a seat and the case to who had it, unless she still handles papers."""
    _leave(row, reason, actor)
    _shut_out(row, actor)


def _leave(row: Participant, reason: str, actor: Actor) -> None:
    row.until, row.end_reason = moving.today(actor), reason.strip()[:200]
    row.save(update_fields=["until", "end_reason"])


def _shut_out(row: Participant, actor: Actor) -> None:
    if row.person_id is None:
        return
    others, role = row.case.participants.filter(person_id=row.person_id, until=None), row.side or row.role
    if role not in {each.side or each.role for each in others}:
        orgs.end_part(row.person_id, kind=access.PART, subject=row.case.public_id, role=role, actor=actor)


@transaction.atomic
def publicise(case_id: UUID, *, actor: Actor, since: date | None = None, version: int | None = None) -> Case:
    """Publicise the delegates once both delegations are as the law wants them (杭州 18); how long, the lawbook says.

    Raises `Refused` with the first of `delegates.*` that stops, `publicity.ahead`, `publicity.before_chosen`,
    `bargaining.state`.
    """
    case, _side = moving.for_side(case_id, actor, Side.WORKER, version=version)
    make_public(case, since or moving.today(actor), actor)
    return case


def make_public(case: Case, begin: date, actor: Actor, *, paper: UUID | None = None) -> None:
    """As `publicise`, of a locked case, whoever may enter it; `paper` is the notice as it hung."""
    if begin > moving.today(actor):
        raise Refused("publicity.ahead", on=begin)
    _check_chosen_by(case, begin)
    check_chiefs_in_office(case, actor)
    delegates.check(seated(case), limits_of(case), staff_of(case), has_union=case.has_union)
    case.publicised_from, case.publicised_until = begin, begin
    kept = moving.frozen(case, "bargaining.publicity")
    if kept is not None:
        begins = start_of(begin)
        case.publicised_until = last_day(reckon(begins, span_of(kept), current_calendar()).at)
    note = _("公示从 %(on)s起") % {"on": clock_texts.on(begin)} if paper else ""
    moving.move(case, Act.PUBLICISE, actor, side=Side.WORKER, note=note, paper=paper)
    if case.meet_at is not None and case.meet_at > actor.now:
        moving.start(case, "bargaining.materials", case.meet_at, actor)
        moving.keep_due(case)


def _check_chosen_by(case: Case, begin: date) -> None:
    """Nobody is publicised before she is chosen (杭州 18: 产生后)."""
    sitting = case.participants.filter(until=None, role__in=DELEGATES, chosen_on__gt=begin)
    late = sitting.order_by("-chosen_on", "pk").first()
    if late is not None:
        raise Refused("publicity.before_chosen", name=late.name, on=late.chosen_on)


def check_chiefs_in_office(case: Case, actor: Actor) -> None:
    """A chief by office still holds it. Raises `delegates.chief_left` (`name`)."""
    for leading in _by_office(case):
        _check_in_office(case, leading, actor)


def chiefs_gone(case: Case, actor: Actor) -> list[delegates.Finding]:
    """Chiefs who hold the office no longer by which they lead: what either side finds out by being refused."""
    return [
        delegates.Finding("delegates.chief_left", delegates.Weight.BLOCKS, {"name": leading.name, "side": leading.side})
        for leading in _out_of_office(case, _by_office(case), actor)
    ]


def led_no_longer(person_id: int, actor: Actor) -> list[Participant]:
    """The seats of a chief in which she leads no longer, since the office by which she did is over."""
    rows = Participant.objects.filter(person_id=person_id, role=Role.CHIEF, until=None, heads=True)
    going_on = rows.filter(case__state__in=LED).select_related("case__union", "case__employer")
    return [row for row in going_on.order_by("pk") if _out_of_office(row.case, [row], actor)]


def _by_office(case: Case) -> list[Participant]:
    return list(case.participants.filter(role=Role.CHIEF, until=None, heads=True, person__isnull=False))


def _check_in_office(case: Case, leading: Participant, actor: Actor) -> None:
    if _out_of_office(case, [leading], actor):
        raise Refused("delegates.chief_left", name=leading.name, side=leading.side)


def _out_of_office(case: Case, leading: Sequence[Participant], actor: Actor) -> list[Participant]:
    """Of some chiefs those whose office is over; who never had one leads without.

    The offices of the other side are not hers to see: the program looks, once for all of them.
    """
    if not leading:
        return []
    bodies = {str(Side.WORKER): case.union_id, str(Side.EMPLOYER): case.employer_id}
    ends: dict[tuple[int, int], list[date | None]] = {}
    with scope(Actor.system("offices", actor.now)):
        held = Office.objects.filter(
            person_id__in=[each.person_id or 0 for each in leading], org_id__in=bodies.values()
        )
        for person, body, day in held.values_list("person_id", "org_id", "ends_on"):
            ends.setdefault((person, body), []).append(day)
    today = moving.today(actor)
    known = [(each, ends.get((each.person_id or 0, bodies[each.side]), [])) for each in leading]
    return [each for each, days in known if days and not any(day is None or day > today for day in days)]


@transaction.atomic
def promise(case_id: UUID, *, actor: Actor) -> None:
    """Promise to keep what one learns secret (杭州 21): before anything of the room is seen.

    It does not keep anybody from telling her own side how it stands (浙江 15(三), 杭州 19(三)).
    """
    case = moving.locked(access.cases_taking_part(actor), case_id)
    rows = case.participants.filter(person_id=actor.person_id or 0, until=None, promised_at=None)
    if rows.update(promised_at=actor.now):
        moving.note(case, actor, BargainingEvent.PROMISED, person_id=actor.person_id)


def own_seats(case: Case, actor: Actor) -> list[tuple[str, str, bool]]:
    """Her own open seats in a case, in one look: side, role, and whether she has promised."""
    rows = case.participants.filter(person_id=actor.person_id or 0, until=None)
    return [(side, role, at is not None) for side, role, at in rows.values_list("side", "role", "promised_at")]


def check_seats(seats: Sequence[tuple[str, str, bool]], actor: Actor) -> None:
    """As `check_promised`, for whoever has read her seats."""
    if not actor.is_system and not any(promised for _side, _role, promised in seats):
        raise Refused("room.promise_first")


def has_promised(case: Case, actor: Actor) -> bool:
    """Whether she may see what is said and proposed."""
    return any(promised for _side, _role, promised in own_seats(case, actor))


def check_promised(case: Case, actor: Actor) -> None:
    """Raise `Refused("room.promise_first")` unless she has promised."""
    check_seats(own_seats(case, actor), actor)


@transaction.atomic
def assign_guide(case_id: UUID, name: str, mobile: str, *, actor: Actor, namesake: bool = False) -> Participant:
    """Let a bargaining guide see and speak; she does not vote and signs nothing (杭州 7).

    Raises `Refused` with `name.*`, `mobile.*`, `delegates.both_sides`, `delegates.twice`, `delegates.same_name`.
    """
    reach = access.cases_overseen(actor) | access.cases_taking_part(actor)
    case = moving.locked(reach, case_id)
    seat = Seat(name, mobile, role=Role.GUIDE, namesake=namesake)
    return _neutral(case, seat, BargainingEvent.GUIDE_ASSIGNED, actor)


@transaction.atomic
def dismiss_guide(participant_id: UUID, reason: str, *, actor: Actor) -> Participant:
    """A guide the union above has sent sees and speaks no longer: a wrong number is no key to a room for ever.

    Raises `Refused` with `delegates.reason`, `Case.DoesNotExist` where she oversees nothing.
    """
    row = Participant.objects.select_related("case").get(public_id=participant_id, role=Role.GUIDE, until=None)
    return unseat(moving.locked(access.cases_overseen(actor), row.case.public_id), row, reason, actor)


@transaction.atomic
def appoint_recorder(case_id: UUID, name: str, mobile: str, *, actor: Actor, namesake: bool = False) -> Participant:
    """Both sides' recorder (浙江 16); in Hangzhou none of the delegates (杭州 26).

    Raises `Refused` with `name.*`, `mobile.*`, `delegates.recorder_sits`, `delegates.same_name`.
    """
    case, _side = moving.for_side(case_id, actor)
    for former in case.participants.filter(role=Role.RECORDER, until=None):
        end(former, "replaced", actor)
    seat = Seat(name, mobile, role=Role.RECORDER, namesake=namesake)
    return _neutral(case, seat, BargainingEvent.DELEGATE_NAMED, actor)


def _neutral(case: Case, seat: Seat, event: str, actor: Actor) -> Participant:
    """Somebody who sits for neither side."""
    row = _written(case, seat, "", actor)
    row.origin = ""
    seat_her(case, row, seat.mobile, str(seat.role), actor)
    moving.touch(case, actor, event, tell=True, participant=str(row.public_id))
    return row


def chief(case: Case, side: str) -> Participant | None:
    """The chief of a side today."""
    return case.participants.filter(side=side, role=Role.CHIEF, until=None).first()


def named_chief(case: Case, side: str, actor: Actor) -> Participant:
    """The chief whose pen a page shows, still in office. Raises `delegates.one_chief`, `delegates.chief_left`."""
    leading = chief(case, side)
    if leading is None:
        raise Refused("delegates.one_chief", side=side, have=0)
    check_chiefs_in_office(case, actor)
    return leading


def is_chief(case: Case, side: str, actor: Actor) -> bool:
    """Whether the actor herself leads the side."""
    leading = chief(case, side)
    return leading is not None and actor.person_id is not None and leading.person_id == actor.person_id


def check_chief(case: Case, side: str, actor: Actor) -> Participant:
    """The side's chief, who must be the actor and still hold the office she leads by.

    Raises `Refused` with `bargaining.chief_only` (`name`), `delegates.chief_left`.
    """
    leading = chief(case, side)
    if leading is None or not is_chief(case, side, actor):
        raise Refused("bargaining.chief_only", name=leading.name if leading else "", side=side)
    if leading.heads:
        _check_in_office(case, leading, actor)
    return leading
