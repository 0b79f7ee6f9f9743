"""Where a bargaining stands, who moves it, with which paper and clock (RULES §2.1, §2.2).

`CASE` is the whole table: (state, act) → state.  `POSTS` says for every state whose turn it is and which clock runs, or
why none does; a state machine in the tests walks both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hexian.foundation.actor import Refused


class State(StrEnum):
    """Where a case stands (RULES §2.1, in its order)."""

    INIT = "init"
    OFFER_SENT = "offer_sent"
    REPLIED = "replied"
    OFFER_OVERDUE = "offer_overdue"
    REFUSED = "refused"
    REPS_ELECTED = "reps_elected"
    MATERIALS = "materials"
    NEGOTIATING = "negotiating"
    SUSPENDED = "suspended"
    DRAFT_AGREED = "draft_agreed"
    CONGRESS_SUBMITTED = "congress_submitted"
    CONGRESS_PASSED = "congress_passed"
    CONGRESS_REJECTED = "congress_rejected"
    SIGNED = "signed"
    SIGN_REFUSED = "sign_refused"
    FILED = "filed"
    OBJECTED = "objected"
    REVISING = "revising"
    EFFECTIVE = "effective"
    PUBLISHED = "published"
    MONITORING = "monitoring"
    MODIFIED = "modified"
    TERMINATED_EARLY = "terminated_early"
    EXPIRING = "expiring"
    RENEWAL = "renewal"
    EXPIRED = "expired"
    DISPUTE_SIGN = "dispute_sign"
    DISPUTE_PERFORM = "dispute_perform"
    UNLAWFUL = "unlawful"


class Side(StrEnum):
    """For whom somebody sits in a room."""

    WORKER = "worker"
    EMPLOYER = "employer"


class Turn(StrEnum):
    """Whose turn it is in a state."""

    OFFERING = "offering"  # the side that made the offer
    ANSWERING = "answering"  # the other one
    WORKER = "worker"
    EMPLOYER = "employer"
    BOTH = "both"
    CONGRESS = "congress"
    EXAMINER = "examiner"  # 人社
    UPPER = "upper"  # the union above
    NOBODY = "nobody"


class Act(StrEnum):
    """What moves a case from state to state."""

    SEND_OFFER = "send_offer"
    REPLY = "reply"
    LAPSE = "lapse"
    REFUSE = "refuse"
    PUBLICISE = "publicise"
    GIVE_MATERIALS = "give_materials"
    MEET = "meet"
    SUSPEND = "suspend"
    RESUME = "resume"
    ADOPT = "adopt"
    SUBMIT = "submit"
    PASS = "pass"  # noqa: S105 - what a congress does
    REJECT = "reject"
    REVISE = "revise"
    SIGN = "sign"
    REFUSE_SIGN = "refuse_sign"
    FILE = "file"
    OBJECT = "object"
    TAKE_EFFECT = "take_effect"
    PUBLISH = "publish"
    DEPOSIT = "deposit"
    MODIFY = "modify"
    END_EARLY = "end_early"
    WINDOW = "window"
    RENEW = "renew"
    EXPIRE = "expire"
    ASK_COORDINATION = "ask_coordination"
    CLAIM_BREACH = "claim_breach"
    FIND_UNLAWFUL = "find_unlawful"
    SETTLE = "settle"


S, A = State, Act
CASE: Mapping[tuple[State, str], State] = {
    (S.INIT, A.SEND_OFFER): S.OFFER_SENT,
    (S.OFFER_SENT, A.REPLY): S.REPLIED,
    (S.OFFER_SENT, A.LAPSE): S.OFFER_OVERDUE,
    (S.OFFER_SENT, A.REFUSE): S.REFUSED,
    # A late answer is an answer, and coming to the table with one's delegates is one too.
    (S.OFFER_OVERDUE, A.REPLY): S.REPLIED,
    (S.OFFER_OVERDUE, A.REFUSE): S.REFUSED,
    (S.REFUSED, A.REPLY): S.REPLIED,
    (S.REPLIED, A.PUBLICISE): S.REPS_ELECTED,
    (S.OFFER_OVERDUE, A.PUBLICISE): S.REPS_ELECTED,
    (S.REFUSED, A.PUBLICISE): S.REPS_ELECTED,
    (S.REPS_ELECTED, A.GIVE_MATERIALS): S.MATERIALS,
    (S.MATERIALS, A.MEET): S.NEGOTIATING,
    (S.NEGOTIATING, A.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, A.RESUME): S.NEGOTIATING,
    (S.NEGOTIATING, A.ADOPT): S.DRAFT_AGREED,
    # The employer's side may mend its text until the congress has it.
    (S.DRAFT_AGREED, A.ADOPT): S.DRAFT_AGREED,
    (S.DRAFT_AGREED, A.SUBMIT): S.CONGRESS_SUBMITTED,
    (S.CONGRESS_SUBMITTED, A.PASS): S.CONGRESS_PASSED,
    (S.CONGRESS_SUBMITTED, A.REJECT): S.CONGRESS_REJECTED,
    (S.CONGRESS_REJECTED, A.REVISE): S.NEGOTIATING,
    (S.CONGRESS_PASSED, A.SIGN): S.SIGNED,
    (S.CONGRESS_PASSED, A.REFUSE_SIGN): S.SIGN_REFUSED,
    (S.SIGN_REFUSED, A.SIGN): S.SIGNED,
    (S.SIGNED, A.FILE): S.FILED,
    (S.FILED, A.OBJECT): S.OBJECTED,
    (S.FILED, A.TAKE_EFFECT): S.EFFECTIVE,
    (S.OBJECTED, A.REVISE): S.REVISING,
    (S.REVISING, A.FILE): S.FILED,
    # The law is silent; what changes the substance goes before the congress again (RULES §2.5).
    (S.REVISING, A.SUBMIT): S.CONGRESS_SUBMITTED,
    (S.EFFECTIVE, A.PUBLISH): S.PUBLISHED,
    (S.PUBLISHED, A.DEPOSIT): S.MONITORING,
    # An objection that came in time and was entered late: silence there was none.
    (S.EFFECTIVE, A.OBJECT): S.OBJECTED,
    (S.PUBLISHED, A.OBJECT): S.OBJECTED,
    (S.MONITORING, A.OBJECT): S.OBJECTED,
    # A contract in force may be changed or ended early, however far its papers have come.
    (S.EFFECTIVE, A.MODIFY): S.MODIFIED,
    (S.EFFECTIVE, A.END_EARLY): S.TERMINATED_EARLY,
    (S.PUBLISHED, A.MODIFY): S.MODIFIED,
    (S.PUBLISHED, A.END_EARLY): S.TERMINATED_EARLY,
    (S.MONITORING, A.MODIFY): S.MODIFIED,
    (S.MONITORING, A.END_EARLY): S.TERMINATED_EARLY,
    (S.EXPIRING, A.MODIFY): S.MODIFIED,
    (S.EXPIRING, A.END_EARLY): S.TERMINATED_EARLY,
    (S.MONITORING, A.WINDOW): S.EXPIRING,
    (S.EXPIRING, A.RENEW): S.RENEWAL,
    (S.EXPIRING, A.EXPIRE): S.EXPIRED,
    # A term ends on its day, also that of a contract whose publication or copy nobody entered.
    (S.EFFECTIVE, A.RENEW): S.RENEWAL,
    (S.EFFECTIVE, A.EXPIRE): S.EXPIRED,
    (S.PUBLISHED, A.RENEW): S.RENEWAL,
    (S.PUBLISHED, A.EXPIRE): S.EXPIRED,
    # Side branches; where each comes from it goes back to (`branch_from`).
    (S.OFFER_OVERDUE, A.ASK_COORDINATION): S.DISPUTE_SIGN,
    (S.REFUSED, A.ASK_COORDINATION): S.DISPUTE_SIGN,
    (S.NEGOTIATING, A.ASK_COORDINATION): S.DISPUTE_SIGN,
    (S.SUSPENDED, A.ASK_COORDINATION): S.DISPUTE_SIGN,
    (S.SIGN_REFUSED, A.ASK_COORDINATION): S.DISPUTE_SIGN,
    (S.MONITORING, A.CLAIM_BREACH): S.DISPUTE_PERFORM,
    (S.EXPIRING, A.CLAIM_BREACH): S.DISPUTE_PERFORM,
    (S.OFFER_OVERDUE, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.REFUSED, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.REPS_ELECTED, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.MATERIALS, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.NEGOTIATING, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.SIGN_REFUSED, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.SIGNED, A.FIND_UNLAWFUL): S.UNLAWFUL,
    (S.MONITORING, A.FIND_UNLAWFUL): S.UNLAWFUL,
}
#: States that remember where they came from, and go back there once settled.
BRANCHES = frozenset({S.DISPUTE_SIGN, S.DISPUTE_PERFORM, S.UNLAWFUL})
ENDED = frozenset({S.MODIFIED, S.TERMINATED_EARLY, S.RENEWAL, S.EXPIRED})
#: Until both lists are publicised they are still being made: who is taken off one leaves no seat empty.
BEING_LISTED = frozenset({S.INIT, S.OFFER_SENT, S.OFFER_OVERDUE, S.REFUSED, S.REPLIED})
#: From then on until both have signed what stands: who leaves is to be replaced, and the other side told (浙江 13).
AT_WORK = frozenset({
    S.REPS_ELECTED, S.MATERIALS, S.NEGOTIATING, S.SUSPENDED, S.DRAFT_AGREED, S.CONGRESS_SUBMITTED, S.CONGRESS_REJECTED,
    S.CONGRESS_PASSED, S.SIGN_REFUSED, S.OBJECTED, S.REVISING,
})  # fmt: skip
#: A chief has somebody to lead: whether she still holds her office is asked from the answer on.
LED = AT_WORK | {S.REPLIED}
#: Both sides work on terms: proposals, talk, evidence, minutes.
AT_THE_TABLE = frozenset({S.MATERIALS, S.NEGOTIATING})
#: A contract binds; its staff may read it.
IN_FORCE = frozenset({S.EFFECTIVE, S.PUBLISHED, S.MONITORING, S.EXPIRING, S.DISPUTE_PERFORM})
#: In force, its papers not all on their way: days bring its window and its end all the same.
UNFINISHED = frozenset({S.EFFECTIVE, S.PUBLISHED})
#: The way most cases go, as a page draws it.
PATH = (
    S.INIT, S.OFFER_SENT, S.REPLIED, S.REPS_ELECTED, S.MATERIALS, S.NEGOTIATING, S.DRAFT_AGREED, S.CONGRESS_SUBMITTED,
    S.CONGRESS_PASSED, S.SIGNED, S.FILED, S.EFFECTIVE, S.PUBLISHED, S.MONITORING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A state as somebody's task: whose turn, which clock of the lawbook runs, or why none does.

    `why_none` is a code of `texts.NO_CLOCK`; a region without the rule shows it too.
    """

    turn: Turn
    clock: str = ""
    why_none: str = ""


POSTS: Mapping[State, Post] = {
    S.INIT: Post(Turn.OFFERING, why_none="yours_to_send"),
    S.OFFER_SENT: Post(Turn.ANSWERING, "bargaining.reply", "not_received_yet"),
    S.OFFER_OVERDUE: Post(Turn.ANSWERING, "bargaining.complete", "late_already"),
    S.REFUSED: Post(Turn.UPPER, "bargaining.complete", "refusal_has_no_term"),
    S.REPLIED: Post(Turn.BOTH, "bargaining.complete", "agreed_between_sides"),
    S.REPS_ELECTED: Post(Turn.BOTH, "bargaining.materials", "no_meeting_yet"),
    S.MATERIALS: Post(Turn.BOTH, "bargaining.complete", "agreed_between_sides"),
    S.NEGOTIATING: Post(Turn.BOTH, "bargaining.complete", "agreed_between_sides"),
    S.SUSPENDED: Post(Turn.BOTH, "bargaining.suspend_limit", "agreed_between_sides"),
    S.DRAFT_AGREED: Post(Turn.EMPLOYER, "bargaining.submit_draft", "no_term_there"),
    S.CONGRESS_SUBMITTED: Post(Turn.CONGRESS, why_none="on_the_day_of_the_meeting"),
    S.CONGRESS_REJECTED: Post(Turn.WORKER, "bargaining.complete", "agreed_between_sides"),
    S.CONGRESS_PASSED: Post(Turn.BOTH, why_none="sign_at_once"),
    S.SIGN_REFUSED: Post(Turn.EMPLOYER, "bargaining.complete", "refusal_has_no_term"),
    S.SIGNED: Post(Turn.EMPLOYER, "bargaining.file"),
    S.FILED: Post(Turn.EXAMINER, "bargaining.objection", "not_received_yet"),
    S.OBJECTED: Post(Turn.BOTH, why_none="no_term_there"),
    S.REVISING: Post(Turn.EMPLOYER, why_none="no_term_there"),
    S.EFFECTIVE: Post(Turn.EMPLOYER, "bargaining.publish", "no_term_there"),
    S.PUBLISHED: Post(Turn.WORKER, why_none="no_term_there"),
    S.MONITORING: Post(Turn.BOTH, "bargaining.report_every", "until_it_ends"),
    S.EXPIRING: Post(Turn.BOTH, why_none="until_it_ends"),
    S.DISPUTE_SIGN: Post(Turn.EXAMINER, "contract.dispute", "not_taken_up_yet"),
    S.DISPUTE_PERFORM: Post(Turn.BOTH, why_none="elsewhere"),
    S.UNLAWFUL: Post(Turn.EMPLOYER, why_none="letter_has_its_own"),
    S.MODIFIED: Post(Turn.NOBODY, why_none="over"),
    S.TERMINATED_EARLY: Post(Turn.NOBODY, why_none="over"),
    S.RENEWAL: Post(Turn.NOBODY, why_none="over"),
    S.EXPIRED: Post(Turn.NOBODY, why_none="over"),
}

#: Clocks an act starts: a rule of the lawbook. `bargaining.complete` runs from sending and nothing stops it (杭州 29).
STARTS: Mapping[str, tuple[str, ...]] = {
    A.SEND_OFFER: ("bargaining.complete",),
    A.SUSPEND: ("bargaining.suspend_limit",),
    A.ADOPT: ("bargaining.submit_draft",),
    A.SIGN: ("bargaining.file",),
    # The yearly report counts from the day the contract binds, not from a copy handed on.
    A.TAKE_EFFECT: ("bargaining.publish", "bargaining.report_every"),
}
#: Clocks that stop with an act: what they waited for is not so after all.
VOIDS: Mapping[str, tuple[str, ...]] = {A.OBJECT: ("bargaining.publish", "bargaining.report_every")}
#: Clocks an act meets.
MEETS: Mapping[str, tuple[str, ...]] = {
    A.REPLY: ("bargaining.reply",),
    A.PUBLICISE: ("bargaining.reply",),
    A.GIVE_MATERIALS: ("bargaining.materials",),
    A.RESUME: ("bargaining.suspend_limit",),
    A.ADOPT: ("bargaining.complete",),
    A.SUBMIT: ("bargaining.submit_draft", "bargaining.resubmit"),
    A.FILE: ("bargaining.file",),
    A.OBJECT: ("bargaining.objection",),
    A.TAKE_EFFECT: ("bargaining.objection",),
    A.PUBLISH: ("bargaining.publish",),
    A.SETTLE: ("contract.dispute", "contract.dispute_extension"),
}


def may(state: str, act: str) -> bool:
    """Whether an act can be done from a state."""
    here = State(state)
    return (here, act) in CASE or (here in BRANCHES and act == Act.SETTLE)


def next_state(state: str, act: str, branch_from: str = "") -> State:
    """The state an act leads to. Raises `Refused("bargaining.state")` (`state`, `act`) when it cannot be done here."""
    here = State(state)
    if here in BRANCHES and act == Act.SETTLE:
        return State(branch_from)
    if (here, act) not in CASE:
        raise Refused("bargaining.state", state=state, act=act)
    return CASE[here, act]


def is_silent(state: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether the days to object are over with nothing said: in force by law, which is written down in a moment.

    No other clock runs while a contract lies with the labour office, and none for an early end.
    """
    return state == State.FILED and due_at is not None and due_at <= now


def turn_of(state: str, offered_by: str) -> Turn:
    """Whose turn it is, with «offering» and «answering» resolved to a side."""
    turn = POSTS[State(state)].turn
    if turn is Turn.OFFERING:
        return Turn(offered_by)
    return Turn(other(offered_by)) if turn is Turn.ANSWERING else turn


def other(side: str) -> Side:
    """The side across the table."""
    return Side.EMPLOYER if side == Side.WORKER else Side.WORKER


def check_version(seen: int | None, now: int) -> None:
    """What somebody decides on is what she has seen. Raises `Refused("bargaining.stale")`."""
    if seen is not None and seen != now:
        raise Refused("bargaining.stale")
