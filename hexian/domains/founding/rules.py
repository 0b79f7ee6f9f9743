"""Founding a union: states, who moves what with which paper and clock, the checks of the law, elections, targets.

`draft → prep_requested → prep_approved → member_recruit → congress_held → result_reported → approved` and, where the
union wants to be a legal person, `legal_person_reg`, then `active` (RULES §1.2).  A case may be returned with a reason
and a remedy at each of the three places where the upper union decides, and goes on from there once mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from hexian.foundation.actor import Refused


class State(StrEnum):
    """Where a case stands (RULES §1.2)."""

    DRAFT = "draft"
    PREP_REQUESTED = "prep_requested"
    PREP_APPROVED = "prep_approved"
    MEMBER_RECRUIT = "member_recruit"
    CONGRESS_HELD = "congress_held"
    RESULT_REPORTED = "result_reported"
    APPROVED = "approved"
    LEGAL_PERSON_REG = "legal_person_reg"
    ACTIVE = "active"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Form(StrEnum):
    """Which sort of union: one employer's, several employers', a trade's, an area's, of workers without employer."""

    ALONE = "alone"
    JOINT = "joint"
    TRADE = "trade"
    AREA = "area"
    NEW_FORM = "new_form"


class Leadership(StrEnum):
    """A committee, or where members are few one organiser (工会法 11)."""

    COMMITTEE = "committee"
    ORGANISER = "organiser"


class Body(StrEnum):
    """What is elected; three bodies at one congress (三会同选)."""

    COMMITTEE = "committee"
    AUDIT = "audit"
    WOMEN = "women"


class Post(StrEnum):
    """What somebody elected does; plain members have none."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    ORGANISER = "organiser"
    AUDIT_CHAIR = "audit_chair"
    WOMEN_CHAIR = "women_chair"


class Ban(StrEnum):
    """What a candidate declares not to be: see `texts.BANS` for the article."""

    CHAIR = "chair_ban"
    KIN = "kin_ban"


class Channel(StrEnum):
    """How a step came: on the phone or computer, as a photo of paper, by somebody who came in person."""

    ONLINE = "online"
    PAPER = "paper"
    VISIT = "visit"


class Meeting(StrEnum):
    """Everybody, or delegates."""

    MEMBERS = "members"
    DELEGATES = "delegates"


class Side(StrEnum):
    """Whose turn it is: those who found, or the union above."""

    APPLICANT = "applicant"
    UPPER = "upper"


class Document(StrEnum):
    """What is printed, signed and sealed."""

    REQUEST = "request"
    REPLY = "reply"
    REPORT = "report"
    RESULT_REPLY = "result_reply"
    LEGAL = "legal"
    ROSTER = "roster"
    RECORD = "record"
    RECRUIT = "recruit"
    LICENCE = "licence"


class Reason(StrEnum):
    """Why a case is returned; each has its usual remedy in `texts`."""

    NAME = "name"
    PAPERS = "papers"
    LEADER_BARRED = "leader_barred"
    FIGURES = "figures"
    NOT_OURS = "not_ours"
    PROCEDURE = "procedure"
    BODIES = "bodies"
    OTHER = "other"


CASE: Mapping[tuple[State, str], State] = {
    (State.DRAFT, "request"): State.PREP_REQUESTED,
    (State.PREP_REQUESTED, "approve_prep"): State.PREP_APPROVED,
    (State.PREP_REQUESTED, "return"): State.RETURNED,
    (State.PREP_APPROVED, "recruit"): State.MEMBER_RECRUIT,
    (State.MEMBER_RECRUIT, "hold_congress"): State.CONGRESS_HELD,
    (State.CONGRESS_HELD, "hold_congress"): State.CONGRESS_HELD,
    (State.CONGRESS_HELD, "report"): State.RESULT_REPORTED,
    (State.RESULT_REPORTED, "approve_result"): State.APPROVED,
    (State.RESULT_REPORTED, "return"): State.RETURNED,
    (State.APPROVED, "ask_legal"): State.LEGAL_PERSON_REG,
    (State.APPROVED, "activate"): State.ACTIVE,
    (State.LEGAL_PERSON_REG, "certify"): State.ACTIVE,
    (State.LEGAL_PERSON_REG, "return"): State.RETURNED,
    (State.RETURNED, "request"): State.PREP_REQUESTED,
    (State.RETURNED, "hold_congress"): State.CONGRESS_HELD,
    (State.RETURNED, "report"): State.RESULT_REPORTED,
    (State.RETURNED, "ask_legal"): State.LEGAL_PERSON_REG,
    (State.RETURNED, "activate"): State.ACTIVE,
    (State.DRAFT, "withdraw"): State.WITHDRAWN,
    (State.PREP_REQUESTED, "withdraw"): State.WITHDRAWN,
    (State.PREP_APPROVED, "withdraw"): State.WITHDRAWN,
    (State.MEMBER_RECRUIT, "withdraw"): State.WITHDRAWN,
    (State.CONGRESS_HELD, "withdraw"): State.WITHDRAWN,
    (State.RESULT_REPORTED, "withdraw"): State.WITHDRAWN,
    (State.RETURNED, "withdraw"): State.WITHDRAWN,
}
#: What may be done with a returned case follows from where it was returned.
MENDS: Mapping[State, frozenset[str]] = {
    State.PREP_REQUESTED: frozenset({"request", "withdraw"}),
    State.RESULT_REPORTED: frozenset({"hold_congress", "report", "withdraw"}),
    # The union exists by now: there is nothing to withdraw.
    State.LEGAL_PERSON_REG: frozenset({"ask_legal", "activate"}),
}
#: In what the union above sees its turn.
AT_UPPER = (State.PREP_REQUESTED, State.RESULT_REPORTED, State.LEGAL_PERSON_REG)
#: The union exists.
FOUNDED = (State.APPROVED, State.LEGAL_PERSON_REG, State.ACTIVE)
ENDED = (State.ACTIVE, State.WITHDRAWN)
#: The path of a case as a page draws it; the optional step is drawn where it was chosen.
PATH = (
    State.DRAFT, State.PREP_REQUESTED, State.PREP_APPROVED, State.MEMBER_RECRUIT, State.CONGRESS_HELD,
    State.RESULT_REPORTED, State.APPROVED, State.LEGAL_PERSON_REG, State.ACTIVE,
)  # fmt: skip

#: Which side does what.
DOES: Mapping[str, Side] = {
    "open": Side.APPLICANT, "request": Side.APPLICANT, "recruit": Side.APPLICANT, "hold_congress": Side.APPLICANT,
    "report": Side.APPLICANT, "ask_legal": Side.APPLICANT, "activate": Side.APPLICANT, "withdraw": Side.APPLICANT,
    "approve_prep": Side.UPPER, "return": Side.UPPER, "approve_result": Side.UPPER, "certify": Side.UPPER,
}  # fmt: skip
#: The paper of each step: what is printed for it.
PAPER: Mapping[str, Document] = {
    "request": Document.REQUEST, "approve_prep": Document.REPLY, "report": Document.REPORT,
    "approve_result": Document.RESULT_REPLY, "ask_legal": Document.LEGAL, "recruit": Document.RECRUIT,
}  # fmt: skip
#: The clock each step starts: a rule of the lawbook.
STARTS: Mapping[str, str] = {
    "request": "founding.prep_reply", "approve_prep": "founding.congress", "hold_congress": "founding.report",
    "report": "founding.result_reply", "approve_result": "founding.legal", "ask_legal": "founding.legal_reply",
    "return": "founding.correction",
}  # fmt: skip
#: Steps for which somebody used to come to the window: handing something in, or fetching the answer to it.
TRIPS = ("request", "approve_prep", "report", "approve_result", "ask_legal", "certify")


class Share(Protocol):
    """A share as the lawbook states it: «过半数» and the like."""

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part satisfies it."""

    def least(self, whole: int) -> int:
        """The smallest part that does."""


def may(state: str, act: str, returned_from: str = "") -> bool:
    """Whether an act can be done from a state; for a returned case, from where it was returned."""
    here = State(state)
    if (here, act) not in CASE:
        return False
    return here is not State.RETURNED or act in MENDS[State(returned_from)]


def next_state(state: str, act: str, returned_from: str = "") -> State:
    """The state an act leads to; raises `Refused("founding.state")` when it cannot be done from here."""
    if not may(state, act, returned_from):
        raise Refused("founding.state", state=state, act=act)
    return CASE[State(state), act]


def turn(state: str) -> Side | None:
    """Whose turn it is; nobody's once a case has ended."""
    if state in ENDED:
        return None
    return Side.UPPER if state in AT_UPPER else Side.APPLICANT


def check_version(seen: int | None, now: int) -> None:
    """What somebody decides on is what she has seen. Raises `Refused("founding.stale")`."""
    if seen is not None and seen != now:
        raise Refused("founding.stale")


# — What is asked for —


def check_union_name(text: str, leadership: str) -> str:
    """A union's full name without stray spaces (TEMPLATES 1.1: 漏「委员会」或用简称即退件).

    Raises `Refused` with `founding.name_union`, `founding.name_committee`, `founding.name_long` (`most`).
    """
    name = re.sub(r"\s+", "", text)
    if "工会" not in name:
        raise Refused("founding.name_union")
    if leadership == Leadership.COMMITTEE and not name.endswith("委员会"):
        raise Refused("founding.name_committee")
    if len(name) > 80:
        raise Refused("founding.name_long", most=80)
    return name


def check_employers(form: str, count: int) -> None:
    """One employer founds alone, two or more jointly or as a trade or area; workers without employer have none.

    Raises `Refused` with `founding.one_employer`, `founding.several_employers`, `founding.no_employer` (`have`).
    """
    if form == Form.NEW_FORM and count:
        raise Refused("founding.no_employer", have=count)
    if form == Form.ALONE and count != 1:
        raise Refused("founding.one_employer", have=count)
    if form in {Form.JOINT, Form.TRADE, Form.AREA} and count < 2:
        raise Refused("founding.several_employers", have=count)


def check_figures(staff: int, women: int, intended: int) -> None:
    """Numbers of people that agree with each other.

    Raises `Refused` with `founding.nobody`, `founding.women_beyond_staff`, `founding.members_beyond_staff`.
    """
    if min(staff, women, intended) < 0 or not intended:
        raise Refused("founding.nobody")
    if women > staff:
        raise Refused("founding.women_beyond_staff", staff=staff, women=women)
    if intended > staff:
        raise Refused("founding.members_beyond_staff", staff=staff, members=intended)


def check_leadership(leadership: str, members: int, least: int) -> None:
    """From so many members on a committee must be founded; fewer may found alone, jointly or elect one organiser.

    工会法 11 (UNION_REQ).  Raises `Refused("founding.committee_required")` (`members`, `least`).
    """
    if leadership == Leadership.ORGANISER and members >= least:
        raise Refused("founding.committee_required", members=members, least=least)


def check_term(years: int, allowed: Iterable[int | None]) -> None:
    """A term of three or five years (工会法 16). Raises `Refused("founding.term")` (`years`, `allowed`)."""
    known = [each for each in allowed if each is not None]
    if years not in known:
        raise Refused("founding.term", years=years, allowed=known)


def check_group_lives(dead: Sequence[str]) -> None:
    """Nobody of the preparatory group has died. Raises `Refused("founding.group_died")` (`names`)."""
    if dead:
        raise Refused("founding.group_died", names=list(dead))


def check_elected_live(dead: Sequence[str]) -> None:
    """Nobody elected has died. Raises `Refused("founding.elected_died")` (`names`)."""
    if dead:
        raise Refused("founding.elected_died", names=list(dead))


def check_group(leaders: int, members: int) -> None:
    """A preparatory group has one leader and somebody beside her.

    Raises `Refused` with `founding.group_small`, `founding.group_leader`.
    """
    if members < 2:
        raise Refused("founding.group_small", have=members)
    if leaders != 1:
        raise Refused("founding.group_leader", have=leaders)


def check_reason(reason: str, note: str, remedy: str) -> Reason:
    """A known reason, words for «other», and what to do about it.

    Raises `Refused` with `founding.reason`, `founding.note_missing`, `founding.remedy_missing`.
    """
    if reason not in list(Reason):
        raise Refused("founding.reason")
    if reason == Reason.OTHER and not note.strip():
        raise Refused("founding.note_missing")
    if not remedy.strip():
        raise Refused("founding.remedy_missing")
    return Reason(reason)


def check_number(text: str) -> str:
    """The number of an official letter: 代字〔年〕号 (TEMPLATES §7). Raises `Refused("founding.number")`."""
    number = re.sub(r"\s+", "", text)
    if not re.fullmatch(r".{1,20}〔[0-9]{4}〕[1-9][0-9]{0,4}号", number):
        raise Refused("founding.number")
    return number


def check_day(on: date, today: date, *, not_before: date | None) -> None:
    """A day that has been, and not before what it follows. Raises `founding.day_ahead`, `founding.day_order`."""
    if on > today:
        raise Refused("founding.day_ahead", on=on)
    if not_before is not None and on < not_before:
        raise Refused("founding.day_order", on=on, before=not_before)


# — The congress —


def check_attendance(due: int, present: int, quorum: Share) -> None:
    """Enough of those due have come (election.present: ≥ 2/3).

    Raises `Refused` with `founding.attendance_count`, `founding.too_few_present` (`due`, `present`, `need`, `missing`).
    """
    if due < 1 or present < 0 or present > due:
        raise Refused("founding.attendance_count", due=due, present=present)
    if not quorum.met_by(present, due):
        need = quorum.least(due)
        raise Refused("founding.too_few_present", due=due, present=present, need=need, missing=need - present)


def check_meeting(kind: str, due: int, members: int, direct_below: int) -> None:
    """Few members meet all together; delegates are for many.

    Raises `Refused` with `founding.direct_meeting` (`members`, `below`), `founding.due_beyond_members`.
    """
    if kind == Meeting.DELEGATES and members < direct_below:
        raise Refused("founding.direct_meeting", members=members, below=direct_below)
    if due > members:
        raise Refused("founding.due_beyond_members", due=due, members=members)


def check_seats(body: str, seats: int, limits: tuple[int, int] | None, *, odd: bool) -> None:
    """So many seats fit the number of members, and are odd so that a vote decides.

    Raises `Refused` with `founding.seats` (`body`, `least`, `most`), `founding.seats_odd`.
    """
    if seats < 1 or (limits is not None and not limits[0] <= seats <= limits[1]):
        least, most = limits or (1, seats)
        raise Refused("founding.seats", body=body, seats=seats, least=least, most=most)
    if odd and seats % 2 == 0:
        raise Refused("founding.seats_odd", body=body, seats=seats)


def check_spare(body: str, candidates: int, seats: int, spare: Share) -> None:
    """More candidates than seats (差额, election.spare_candidates: ≥ 5 % of the seats).

    Raises `Refused("founding.spare")` (`body`, `have`, `need`).
    """
    if not spare.met_by(candidates - seats, seats):
        raise Refused("founding.spare", body=body, have=candidates, seats=seats, need=seats + spare.least(seats))


@dataclass(frozen=True, slots=True)
class Votes:
    """The ballots of one body as the tellers counted them."""

    issued: int
    returned: int
    valid: int
    invalid: int


def check_ballots(body: str, votes: Votes, present: int) -> None:
    """No more ballots out than people there, none back that were not given out, valid and invalid make up the returned.

    Raises `Refused` with `founding.ballots_issued`, `founding.ballots_returned`, `founding.ballots_sum`.
    """
    if min(votes.issued, votes.returned, votes.valid, votes.invalid) < 0 or votes.issued > present:
        raise Refused("founding.ballots_issued", body=body, issued=votes.issued, present=present)
    if votes.returned > votes.issued:
        raise Refused("founding.ballots_returned", body=body, returned=votes.returned, issued=votes.issued)
    if votes.valid + votes.invalid != votes.returned:
        raise Refused(
            "founding.ballots_sum", body=body, valid=votes.valid, invalid=votes.invalid, returned=votes.returned
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who stood, and her votes."""

    name: str
    votes: int


def elect(body: str, standing: Sequence[Standing], *, seats: int, valid: int, base: int, majority: Share) -> list[str]:
    """Who is elected, the most votes first: more than half of those due to come, not of those who came (RULES §13.3).

    Raises `Refused` with `founding.votes` (more than valid ballots), `founding.tie` (`names`) when a seat is contested
    by equals, `founding.seats_unfilled` (`have`, `seats`, `need`) when too few have a majority.
    """
    over = [each.name for each in standing if not 0 <= each.votes <= valid]
    if over or sum(each.votes for each in standing) > valid * seats:
        raise Refused("founding.votes", body=body, names=over or [each.name for each in standing], valid=valid)
    passed = sorted((each for each in standing if majority.met_by(each.votes, base)), key=lambda each: -each.votes)
    if len(passed) < seats:
        raise Refused("founding.seats_unfilled", body=body, have=len(passed), seats=seats, need=majority.least(base))
    if len(passed) > seats and passed[seats - 1].votes == passed[seats].votes:
        equals = [each.name for each in passed if each.votes == passed[seats].votes]
        raise Refused("founding.tie", body=body, names=equals)
    return [each.name for each in passed[:seats]]


def check_no_overlap(committee: Iterable[str], audit: Iterable[str]) -> None:
    """Nobody audits what she decides. Raises `Refused("founding.overlap")` (`names`)."""
    both = sorted(set(committee) & set(audit))
    if both:
        raise Refused("founding.overlap", names=both)


#: Which body a post belongs to; whether it may be held once only.
POST_OF: Mapping[Post, Body] = {
    Post.CHAIR: Body.COMMITTEE, Post.VICE_CHAIR: Body.COMMITTEE, Post.ORGANISER: Body.COMMITTEE,
    Post.AUDIT_CHAIR: Body.AUDIT, Post.WOMEN_CHAIR: Body.WOMEN,
}  # fmt: skip
HEAD_OF: Mapping[Body, Post] = {
    Body.COMMITTEE: Post.CHAIR, Body.AUDIT: Post.AUDIT_CHAIR, Body.WOMEN: Post.WOMEN_CHAIR,
}  # fmt: skip


def head_of(body: Body, leadership: str) -> Post:
    """The post at the head of a body; with one organiser it is hers."""
    alone = body is Body.COMMITTEE and leadership == Leadership.ORGANISER
    return Post.ORGANISER if alone else HEAD_OF[body]


def check_posts(body: Body, leadership: str, posts: Mapping[str, str], elected: Sequence[str]) -> None:
    """Each body has one head, out of those elected to it, and no post of another body.

    Raises `Refused` with `founding.head` (`body`, `post`), `founding.post_not_elected` (`names`),
    `founding.post_elsewhere` (`names`).
    """
    wanted = head_of(body, leadership)
    if sum(post == wanted for post in posts.values()) != 1:
        raise Refused("founding.head", body=body, post=wanted)
    strange = sorted(name for name in posts if name not in elected)
    if strange:
        raise Refused("founding.post_not_elected", names=strange)
    elsewhere = sorted(name for name, post in posts.items() if POST_OF[Post(post)] is not body)
    if elsewhere:
        raise Refused("founding.post_elsewhere", names=elsewhere)


def bodies_needed(leadership: str, women: int, women_from: int) -> tuple[Body, ...]:
    """Which bodies a congress elects: an organiser alone, or committee and audit committee, and the women's."""
    if leadership == Leadership.ORGANISER:
        return (Body.COMMITTEE,)
    return (Body.COMMITTEE, Body.AUDIT, Body.WOMEN) if women >= women_from else (Body.COMMITTEE, Body.AUDIT)


# — Declarations —


def bans_for(form: str, body: str) -> tuple[Ban, ...]:
    """What a candidate signs: whoever may come to lead a union of employers' staff (RULES CHAIR_BAN, KIN_BAN)."""
    return (Ban.CHAIR, Ban.KIN) if form != Form.NEW_FORM and body == Body.COMMITTEE else ()


def check_declared(name: str, wanted: Iterable[Ban], answers: Mapping[str, bool], post: str = "") -> None:
    """Everything asked of her is signed; a «yes» bars her, from the committee or from its chair.

    `answers` says for each ban whether it is true of her.  Raises `Refused` with `founding.undeclared`,
    `founding.kin_ban`, `founding.chair_ban` (`name`).
    """
    if any(ban not in answers for ban in wanted):
        raise Refused("founding.undeclared", name=name)
    if answers.get(Ban.KIN):
        raise Refused("founding.kin_ban", name=name)
    if post == Post.CHAIR and answers.get(Ban.CHAIR):
        raise Refused("founding.chair_ban", name=name)


# — Targets —

#: A target for all unions together, beside one for each form.
ALL = "all"
TARGET_KINDS: tuple[str, ...] = (ALL, *Form)


def completion(done: int, target: int) -> int | None:
    """Done of the target in basis points, half up; None without a target.

    Worked example: 370 of 360 → 10278 (102.78 %), 12 of 9 → 13333 (133.33 %).
    """
    if target <= 0:
        return None
    return (2 * done * 10_000 + target) // (2 * target)


def check_target(number: int, year: int, this_year: int) -> None:
    """A whole number, for a year that is not over long ago.

    Raises `Refused` with `founding.target_number`, `founding.target_year`.
    """
    if not 0 <= number <= 1_000_000:
        raise Refused("founding.target_number")
    if not this_year - 5 <= year <= this_year + 2:
        raise Refused("founding.target_year", year=year)


# — Trips —


def saved_trips(steps: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The steps that once took a trip and were done without one; `steps` are (act, channel) as they happened."""
    return tuple(act for act, channel in steps if act in TRIPS and channel != Channel.VISIT)
