"""Joining a union: states, the transition tables, what may be decided and what stands in the way.

`APPLIED → CHECKED → APPROVED` (RULES §1.2: 申请 → 基本核对 → 委员会批准); a refusal names a reason and a
remedy, and she may apply again.  Membership begins on the day of the committee's resolution (中国工会章程 2).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntFlag, StrEnum
from functools import cache
from typing import Protocol

from hexian.foundation.actor import Refused


class ApplicationState(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    CHECKED = "checked"
    PROPOSED = "proposed"  # on the list of a committee meeting
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class MembershipState(StrEnum):
    """Where a membership stands (RULES §1.2); all but `ACTIVE` have ended as far as counting goes."""

    ACTIVE = "active"
    TRANSFERRED = "transferred"  # a stay that has ended, kept beside the living row
    RETAINED = "retained"
    RESUMED = "resumed"  # a stay before a time of retaining that is over, kept beside the living row
    RETIRED = "retired"
    QUIT = "quit"
    AUTO_QUIT = "auto_quit"
    DECEASED = "deceased"


class ResolutionState(StrEnum):
    """Where a committee's resolution stands."""

    DRAFT = "draft"
    PASSED = "passed"
    CANCELLED = "cancelled"


#: Passed, and its signed page not yet kept: a view of the list, no state of its own, since the vote counts without it.
UNSIGNED = "unsigned"


class ChangeState(StrEnum):
    """Where a request to correct one's data stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PassageKind(StrEnum):
    """What becomes of a membership after it began (RULES §1.1 DISSOLVE, QUIT_AUTO; §1.2)."""

    TRANSFER = "transfer"
    RETAIN = "retain"
    RESUME = "resume"
    RETIRE = "retire"
    QUIT = "quit"
    LAPSE = "lapse"  # six months without dues or taking part: a proposal, which a committee decides
    DEATH = "death"


class PassageState(StrEnum):
    """Where a passage stands."""

    ASKED = "asked"
    PROPOSED = "proposed"  # by the program, under the six-month rule; nothing has been decided
    RELEASED = "released"  # the former union lets her go, the other has not answered
    WARNED = "warned"  # somebody has spoken with her
    OBJECTED = "objected"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class Turn(StrEnum):
    """Who is to act next."""

    SOURCE = "source"
    TARGET = "target"
    HER = "her"
    NOBODY = "nobody"


class Origin(StrEnum):
    """Who began a passage."""

    SELF = "self"
    OFFICER = "officer"
    PROGRAM = "program"


class PassageReason(StrEnum):
    """Why a membership changes; the names follow the codes of the real-name system (TEMPLATES §6.2)."""

    NEW_JOB = "new_job"
    LAID_OFF = "laid_off"
    UNEMPLOYED = "unemployed"
    BANKRUPT = "bankrupt"
    LEAVE = "leave"
    SERVICE = "service"
    BACK = "back"
    RETIRED = "retired"
    OWN_WISH = "own_wish"
    NO_PART = "no_part"
    DIED = "died"
    OTHER = "other"


class PassageRefusal(StrEnum):
    """Why a union says no to a passage; each has a remedy in `texts`."""

    NOT_OURS = "not_ours"
    NOT_HERE = "not_here"
    IDENTITY = "identity"
    HOLDS_OFFICE = "holds_office"
    NOT_REACHED = "not_reached"
    NO_GROUND = "no_ground"
    OTHER = "other"


class Paper(StrEnum):
    """What a death is recorded by."""

    MEDICAL = "medical"
    REGISTER = "register"
    CREMATION = "cremation"
    COURT = "court"
    EMPLOYER = "employer"


class Part(StrEnum):
    """What keeps a member from the six-month rule."""

    DUES = "dues"
    ACTIVITY = "activity"


class Finding(StrEnum):
    """What could be wrong with an application; an officer sees it beside the name."""

    SAME_ID_MEMBER_HERE = "same_id_member_here"
    SAME_ID_MEMBER_ELSEWHERE = "same_id_member_elsewhere"
    SAME_ID_OPEN = "same_id_open"
    SAME_ID_KNOWN = "same_id_known"  # somebody of this number and name is known already, without being a member
    SAME_MOBILE = "same_mobile"
    NAME_UNLIKE_ID = "name_unlike_id"  # the ID number is known under another name
    ID_OF_OLD_DIVISION = "id_of_old_division"  # a warning, never a rejection


#: Findings an officer cannot pass over: the committee could not lawfully admit.
BLOCKING = frozenset({Finding.SAME_ID_MEMBER_HERE, Finding.SAME_ID_MEMBER_ELSEWHERE, Finding.NAME_UNLIKE_ID})
#: Findings an officer must look into and clear before the committee sees the name; the others are only worth a look.
TO_CLEAR = frozenset({Finding.SAME_ID_OPEN, Finding.SAME_ID_KNOWN})


class Reason(StrEnum):
    """Why an application is refused; each has a remedy in `texts`."""

    MEMBER_ELSEWHERE = "member_elsewhere"
    MEMBER_HERE = "member_here"
    NOT_THIS_UNION = "not_this_union"
    IDENTITY = "identity"
    NOT_REACHED = "not_reached"
    DUPLICATE = "duplicate"
    UNION_DISSOLVED = "union_dissolved"
    VOTED_DOWN = "voted_down"
    OTHER = "other"


class Share(Protocol):
    """A share of a committee as the lawbook states it: «过半数» and the like."""

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part satisfies it."""

    def least(self, whole: int) -> int:
        """The smallest part that does."""


APPLICATION: Mapping[tuple[ApplicationState, str], ApplicationState] = {
    (ApplicationState.APPLIED, "check"): ApplicationState.CHECKED,
    (ApplicationState.APPLIED, "propose"): ApplicationState.PROPOSED,
    (ApplicationState.CHECKED, "propose"): ApplicationState.PROPOSED,
    (ApplicationState.PROPOSED, "take_back"): ApplicationState.CHECKED,
    (ApplicationState.PROPOSED, "approve"): ApplicationState.APPROVED,
    (ApplicationState.APPLIED, "refuse"): ApplicationState.REFUSED,
    (ApplicationState.CHECKED, "refuse"): ApplicationState.REFUSED,
    (ApplicationState.PROPOSED, "refuse"): ApplicationState.REFUSED,
    (ApplicationState.REFUSED, "reopen"): ApplicationState.APPLIED,
    (ApplicationState.APPLIED, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.CHECKED, "withdraw"): ApplicationState.WITHDRAWN,
    (ApplicationState.PROPOSED, "withdraw"): ApplicationState.WITHDRAWN,
}
RESOLUTION: Mapping[tuple[ResolutionState, str], ResolutionState] = {
    (ResolutionState.DRAFT, "pass"): ResolutionState.PASSED,
    (ResolutionState.DRAFT, "cancel"): ResolutionState.CANCELLED,
}
CHANGE: Mapping[tuple[ChangeState, str], ChangeState] = {
    (ChangeState.ASKED, "accept"): ChangeState.ACCEPTED,
    (ChangeState.ASKED, "refuse"): ChangeState.REFUSED,
    (ChangeState.ASKED, "withdraw"): ChangeState.WITHDRAWN,
}

#: Which passage leads a membership from which state to which: whoever has ended it, or died, goes nowhere from there
#: but by undoing it (undoing brings back the state before).
MEMBERSHIP: Mapping[tuple[MembershipState, PassageKind], MembershipState] = {
    (MembershipState.ACTIVE, PassageKind.TRANSFER): MembershipState.ACTIVE,
    (MembershipState.RETAINED, PassageKind.TRANSFER): MembershipState.ACTIVE,
    (MembershipState.ACTIVE, PassageKind.RETAIN): MembershipState.RETAINED,
    (MembershipState.RETAINED, PassageKind.RESUME): MembershipState.ACTIVE,
    (MembershipState.RETIRED, PassageKind.RESUME): MembershipState.ACTIVE,
    (MembershipState.ACTIVE, PassageKind.RETIRE): MembershipState.RETIRED,
    (MembershipState.RETAINED, PassageKind.RETIRE): MembershipState.RETIRED,
    (MembershipState.ACTIVE, PassageKind.QUIT): MembershipState.QUIT,
    (MembershipState.RETAINED, PassageKind.QUIT): MembershipState.QUIT,
    (MembershipState.RETIRED, PassageKind.QUIT): MembershipState.QUIT,
    (MembershipState.ACTIVE, PassageKind.LAPSE): MembershipState.AUTO_QUIT,
    (MembershipState.ACTIVE, PassageKind.DEATH): MembershipState.DECEASED,
    (MembershipState.RETAINED, PassageKind.DEATH): MembershipState.DECEASED,
    (MembershipState.RETIRED, PassageKind.DEATH): MembershipState.DECEASED,
}
#: Rows that stand for the person herself today; the others of hers are stays that are over.
LIVING = (MembershipState.ACTIVE, MembershipState.RETAINED, MembershipState.RETIRED)
#: Passages after which she is no member of that union any more, though she lives.
ENDS_HERE = frozenset({PassageKind.TRANSFER, PassageKind.RETIRE, PassageKind.QUIT, PassageKind.LAPSE})

_WITHDRAW: Mapping[tuple[PassageState, str], PassageState] = {
    (PassageState.ASKED, "withdraw"): PassageState.WITHDRAWN,
}
_CONFIRM: Mapping[tuple[PassageState, str], PassageState] = {
    (PassageState.ASKED, "confirm"): PassageState.DONE,
    **_WITHDRAW,
}
_REFUSE: Mapping[tuple[PassageState, str], PassageState] = {(PassageState.ASKED, "refuse"): PassageState.REFUSED}
_UNDO: Mapping[tuple[PassageState, str], PassageState] = {(PassageState.DONE, "undo"): PassageState.UNDONE}
#: What may be done with a passage of each kind.  Nobody refuses a quit: leaving is hers to decide (中国工会章程).
#: No act of the six-month rule but the proposal itself is the program's.
PASSAGE: Mapping[PassageKind, Mapping[tuple[PassageState, str], PassageState]] = {
    PassageKind.TRANSFER: {
        (PassageState.ASKED, "release"): PassageState.RELEASED,
        (PassageState.RELEASED, "recall"): PassageState.ASKED,
        (PassageState.RELEASED, "accept"): PassageState.DONE,
        **_REFUSE,
        (PassageState.RELEASED, "refuse"): PassageState.REFUSED,
        **_WITHDRAW,
        (PassageState.RELEASED, "withdraw"): PassageState.WITHDRAWN,
    },
    PassageKind.RETAIN: {**_CONFIRM, **_REFUSE, **_UNDO},
    PassageKind.RESUME: {**_CONFIRM, **_REFUSE},
    PassageKind.RETIRE: {**_CONFIRM, **_REFUSE, **_UNDO},
    PassageKind.QUIT: {**_CONFIRM, **_UNDO},
    PassageKind.LAPSE: {
        (PassageState.PROPOSED, "warn"): PassageState.WARNED,
        (PassageState.PROPOSED, "object"): PassageState.OBJECTED,
        (PassageState.WARNED, "object"): PassageState.OBJECTED,
        (PassageState.OBJECTED, "warn"): PassageState.OBJECTED,
        (PassageState.PROPOSED, "drop"): PassageState.DROPPED,
        (PassageState.WARNED, "drop"): PassageState.DROPPED,
        (PassageState.OBJECTED, "drop"): PassageState.DROPPED,
        (PassageState.WARNED, "lapse"): PassageState.DONE,
        (PassageState.OBJECTED, "lapse"): PassageState.DONE,
        **_UNDO,
    },
    PassageKind.DEATH: {**_UNDO},
}
OPEN_PASSAGE = (
    PassageState.ASKED, PassageState.PROPOSED, PassageState.RELEASED, PassageState.WARNED, PassageState.OBJECTED,
)  # fmt: skip
#: Which reasons fit which kind; the first is taken where nobody chose.
PASSAGE_REASONS: Mapping[PassageKind, tuple[PassageReason, ...]] = {
    PassageKind.TRANSFER: (PassageReason.NEW_JOB, PassageReason.LAID_OFF, PassageReason.BANKRUPT, PassageReason.OTHER),
    PassageKind.RETAIN: (
        PassageReason.UNEMPLOYED, PassageReason.LAID_OFF, PassageReason.BANKRUPT, PassageReason.LEAVE,
        PassageReason.SERVICE, PassageReason.OTHER,
    ),
    PassageKind.RESUME: (PassageReason.BACK, PassageReason.OTHER),
    PassageKind.RETIRE: (PassageReason.RETIRED,),
    PassageKind.QUIT: (PassageReason.OWN_WISH,),
    PassageKind.LAPSE: (PassageReason.NO_PART,),
    PassageKind.DEATH: (PassageReason.DIED,),
}  # fmt: skip
#: What she may ask for herself; the six-month rule and a death come from elsewhere.
ASKED_BY_HER = (
    PassageKind.TRANSFER, PassageKind.RETAIN, PassageKind.RESUME, PassageKind.RETIRE, PassageKind.QUIT,
)  # fmt: skip
#: What an officer may begin for her.
BEGUN_BY_OFFICER = (*ASKED_BY_HER, PassageKind.DEATH)

OPEN_APPLICATION = (ApplicationState.APPLIED, ApplicationState.CHECKED, ApplicationState.PROPOSED)


def next_application_state(state: str, act: str) -> ApplicationState:
    """The state an act leads to; raises `Refused("application.state")` when it cannot be done from here."""
    try:
        return APPLICATION[ApplicationState(state), act]
    except KeyError:
        raise Refused("application.state", state=state, act=act) from None


def next_resolution_state(state: str, act: str) -> ResolutionState:
    """The state an act leads to; raises `Refused("resolution.state")` when it cannot be done from here."""
    try:
        return RESOLUTION[ResolutionState(state), act]
    except KeyError:
        raise Refused("resolution.state", state=state, act=act) from None


def next_change_state(state: str, act: str) -> ChangeState:
    """The state an act leads to; raises `Refused("change.state")` when it cannot be done from here."""
    try:
        return CHANGE[ChangeState(state), act]
    except KeyError:
        raise Refused("change.state", state=state, act=act) from None


def next_membership_state(state: str, kind: str) -> MembershipState:
    """The state a passage leads a membership to; raises `Refused("passage.membership")` (`member`, `kind`)."""
    try:
        return MEMBERSHIP[MembershipState(state), PassageKind(kind)]
    except KeyError:
        raise Refused("passage.membership", member=state, kind=kind) from None


def next_passage_state(kind: str, state: str, act: str) -> PassageState:
    """The state an act leads a passage to; raises `Refused("passage.state")` (`state`, `act`, `kind`)."""
    try:
        return PASSAGE[PassageKind(kind)][PassageState(state), act]
    except KeyError:
        raise Refused("passage.state", state=state, act=act, kind=kind) from None


def passages_from(state: str) -> list[PassageKind]:
    """The kinds of passage a membership may begin from a state, in the order they are offered."""
    return [kind for kind in PassageKind if (state, kind) in MEMBERSHIP]


def turn_of(state: str, *, needs_yes: bool) -> Turn:
    """Whose turn it is; `needs_yes`: an officer began it and nobody else has said yes."""
    if state == PassageState.ASKED and needs_yes:
        return Turn.HER
    if state == PassageState.RELEASED:
        return Turn.TARGET
    return Turn.SOURCE if state in OPEN_PASSAGE else Turn.NOBODY


def check_passage_reason(kind: str, reason: str, note: str) -> PassageReason:
    """A reason that fits the kind; «other» needs words. Raises `Refused`: `passage.reason`, `passage.note_missing`."""
    fitting = PASSAGE_REASONS[PassageKind(kind)]
    if not reason:
        return fitting[0]
    if reason not in fitting:
        raise Refused("passage.reason", kind=kind)
    if reason == PassageReason.OTHER and not note.strip():
        raise Refused("passage.note_missing")
    return PassageReason(reason)


def check_passage_refusal(reason: str, remedy: str) -> PassageRefusal:
    """A known reason and what she can do instead. Raises `Refused`: `passage.refusal`, `passage.remedy_missing`."""
    if reason not in list(PassageRefusal):
        raise Refused("passage.refusal")
    if not remedy.strip():
        raise Refused("passage.remedy_missing")
    return PassageRefusal(reason)


def check_passage_day(on: date, *, since: date, today: date) -> date:
    """A day in the present stay: not ahead, not before it began. Raises `passage.ahead`, `passage.before`."""
    if on > today:
        raise Refused("passage.ahead", on=on)
    if on < since:
        raise Refused("passage.before", on=on, since=since)
    return on


def check_death(died_on: date, paper: str, paper_on: date) -> Paper:
    """A death is recorded by a paper that is not older than the death itself.

    Raises `Refused`: `death.paper`, `death.paper_early` (`on`, `paper_on`).
    """
    if paper not in list(Paper):
        raise Refused("death.paper")
    if paper_on < died_on:
        raise Refused("death.paper_early", on=died_on, paper_on=paper_on)
    return Paper(paper)


def months_back(day: date, months: int) -> date:
    """The same day so many months before; the last of the month where it has no such day (民法典 202).

    Worked example: six months before 31 August 2026 is 28 February 2026.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_may_undo(kind: str, decided_on: date, today: date, days: int) -> None:
    """What was done may be undone for some days; a wrong death always. Raises `Refused("passage.too_late")`."""
    if kind != PassageKind.DEATH and (today - decided_on).days > days:
        raise Refused("passage.too_late", days=days)


#: What an officer does not correct alone: by name and ID number she is who she is, by the mobile number she is reached
#: and known again.  The member herself or a second officer says yes.
NEEDS_SECOND = frozenset({"name", "id_number", "mobile"})


def check_proposal(field: str, why: str) -> None:
    """An officer's correction says why: the member reads it. Raises `Refused` with `change.why_missing`."""
    if not why.strip():
        raise Refused("change.why_missing", field=field)


def check_committee_vote(
    *, seats: int, present: int, yes: int, no: int, abstained: int, quorum: Share, majority: Share
) -> None:
    """A committee admits when enough of its seats are present and enough of its seats say yes.

    How many are enough are parameters of the lawbook, frozen into the resolution (中国工会章程 2; TEMPLATES 1.9, not
    verified).  Raises `Refused` with `committee.count` (votes do not add up to those present), `committee.crowd`
    (more present than seats), `committee.present` (`need`) or `committee.majority` (`need`).
    """
    if min(seats, present, yes, no, abstained) < 0 or yes + no + abstained != present:
        raise Refused("committee.count", seats=seats, present=present, votes=yes + no + abstained)
    if present > seats:
        raise Refused("committee.crowd", seats=seats, present=present)
    if not quorum.met_by(present, seats):
        raise Refused("committee.present", seats=seats, present=present, need=quorum.least(seats))
    if not majority.met_by(yes, seats):
        raise Refused("committee.majority", seats=seats, yes=yes, need=majority.least(seats))


def standing_in_the_way(findings: Collection[str], passed_over: Collection[str]) -> list[Finding]:
    """The findings because of which somebody cannot be admitted: blocking ones, and open ones nobody has cleared."""
    uncleared = {Finding(each) for each in findings if each in TO_CLEAR} - {Finding(each) for each in passed_over}
    return sorted({Finding(each) for each in findings if each in BLOCKING} | uncleared)


def check_finding_may_be_cleared(finding: str, findings: Collection[str], note: str) -> Finding:
    """A finding that is there, is not blocking, and has a note of what was looked into.

    Raises `Refused` with `finding.absent`, `finding.blocking`, `finding.note_missing`.
    """
    if finding not in findings:
        raise Refused("finding.absent")
    if finding in BLOCKING:
        raise Refused("finding.blocking", finding=finding)
    if not note.strip():
        raise Refused("finding.note_missing")
    return Finding(finding)


#: A list is printed for a meeting at most so many calendar days from now; a later day is mostly a slip in the year.
MOST_DAYS_AHEAD = 60


def check_meeting_held(held_on: date, today: date) -> None:
    """A vote is recorded on the day of its meeting or after it. Raises `Refused("resolution.ahead")` (`on`)."""
    if held_on > today:
        raise Refused("resolution.ahead", on=held_on)


def check_meeting_day(held_on: date, today: date, applied: Iterable[date]) -> None:
    """A meeting is past or soon, and not before anybody on its list applied (TEMPLATES 1.7: 批准日早于申请日即退件).

    Raises `Refused` with `resolution.far_ahead` (`on`, `most` days), `resolution.before_application` (`on`, `applied`).
    """
    if (held_on - today).days > MOST_DAYS_AHEAD:
        raise Refused("resolution.far_ahead", on=held_on, most=MOST_DAYS_AHEAD)
    latest = max(applied, default=None)
    if latest is not None and held_on < latest:
        raise Refused("resolution.before_application", on=held_on, applied=latest)


def check_refusal(reason: str, note: str) -> Reason:
    """A known reason; «other» needs words too. Raises `Refused` with `refusal.reason`, `refusal.note_missing`."""
    if reason not in list(Reason):
        raise Refused("refusal.reason")
    if reason == Reason.OTHER and not note.strip():
        raise Refused("refusal.note_missing")
    return Reason(reason)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a worker wants to be entered as: her kind of work, and where she has no employer, platform and station."""

    kind_of_work: str
    platform: str = ""
    station: str = ""


#: How long each may be, in characters.
MOST_CHARACTERS = 60


def check_wish(wish: Wish, *, needs_platform: bool, needs_station: bool) -> Wish:
    """What she typed, without stray spaces.

    Raises `Refused` with `work.missing`, `platform.missing`, `station.missing`, `work.long` (`what`, `most`).
    """
    tidy = Wish(*(re.sub(r"\s+", " ", text).strip() for text in (wish.kind_of_work, wish.platform, wish.station)))
    if not tidy.kind_of_work:
        raise Refused("work.missing")
    if needs_platform and not tidy.platform:
        raise Refused("platform.missing")
    if needs_station and not tidy.station:
        raise Refused("station.missing")
    if max(len(tidy.kind_of_work), len(tidy.platform), len(tidy.station)) > MOST_CHARACTERS:
        raise Refused("work.long", most=MOST_CHARACTERS)
    return tidy


class Standing(IntFlag):
    """What is known of an ID number on a roster, anywhere, as flags and nothing more: never where, never who."""

    HERE = 1  # an active member of this union
    ELSEWHERE = 2  # an active member of another
    KNOWN = 4  # registered, without an active membership
    NAME_UNLIKE = 8  # known, or applying here, under another name
    LOOKALIKE = 16  # somebody else has this very name and mobile number
    APPLIED = 32  # an open application to this union
    APPLIED_ELSEWHERE = 64  # an open application to another


class Fate(StrEnum):
    """What becomes of a row of a roster."""

    NEW = "new"  # a person nobody knew becomes a member
    LINKED = "linked"  # somebody known becomes a member
    APPLIED = "applied"  # her own application is decided with the roster
    HERE = "here"  # a member already: nothing to do
    ELSEWHERE = "elsewhere"
    NAME_UNLIKE = "name_unlike"
    LOOKALIKE = "lookalike"  # held back until an officer has looked
    UNWILLING = "unwilling"  # she took her consent back
    HAS_ACCOUNT = "has_account"  # two rows of persons, both with accounts: to be settled with her
    TWICE = "twice"  # the same number stood before in the same list


#: Fates that make a member.
ADMITTING = frozenset({Fate.NEW, Fate.LINKED, Fate.APPLIED})


@cache
def fate_of(standing: int, *, go: bool = False) -> Fate:
    """What becomes of a row, from what is known of its number; `go`: an officer has looked at the lookalike.

    Whoever is a member elsewhere is refused before anything else is compared, so that nothing can be learned of her.
    """
    for flag, fate in (
        (Standing.ELSEWHERE, Fate.ELSEWHERE),
        (Standing.NAME_UNLIKE, Fate.NAME_UNLIKE),
        (Standing.HERE, Fate.HERE),
        (Standing.APPLIED, Fate.APPLIED),
        (Standing.KNOWN, Fate.LINKED),
    ):
        if standing & flag:
            return fate
    return Fate.LOOKALIKE if standing & Standing.LOOKALIKE and not go else Fate.NEW


#: A workbook's sheet ends at 1,048,576 rows; title, head and foot stand on it too.
MOST_ROWS = 1_048_000


def check_past_list(day: date, today: date, *, is_narrowed: bool) -> None:
    """The list of a past day: of a day that has come, by union alone. Raises `Refused` with `list.ahead` (`on`),
    `list.narrowed`."""
    if day > today:
        raise Refused("list.ahead", on=day)
    if is_narrowed:
        raise Refused("list.narrowed")


def check_export(count: int) -> int:
    """So many rows fit a workbook, and there is somebody. Raises `Refused` with `export.nobody`, `export.too_many`."""
    if not count:
        raise Refused("export.nobody")
    if count > MOST_ROWS:
        raise Refused("export.too_many", count=count, most=MOST_ROWS)
    return count


def card_number(division: str, year: int, sequence: int) -> str:
    """A member's card number: six digits of division, two of the year, eight of the sequence, one check digit.

    Worked example: the first card given out in 滨江 (330108) in 2026 is `33010826000000015`.  The sequence alone
    makes it unique; division and year are there for people, the check digit (Luhn) for whoever types it.
    """
    body = f"{division[:6]:0<6}{year % 100:02}{sequence:08}"
    return body + _luhn(body)


def is_card_number(text: str) -> bool:
    """Whether a text is a card number whose check digit is right."""
    return re.fullmatch(r"[0-9]{17,}", text) is not None and _luhn(text[:-1]) == text[-1]


#: What a digit counts when doubled: the sum of the digits of twice itself.
_DOUBLED = str.maketrans("0123456789", "0246813579")


def _luhn(body: str) -> str:
    """Every second digit from the right doubled; the check digit makes the sum a multiple of ten."""
    return str(-sum(map(int, body[-1::-2].translate(_DOUBLED) + body[-2::-2])) % 10)


#: Sorts after every character, in the C collation: the end of a prefix's range.
AFTER = "\U0010ffff"
#: Before three characters; nobody can type it, since separators are taken out of names and of what is looked for.
_THREE = "·"
_CHINESE = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def grams_of(name: str, pinyin: str, initials: str) -> frozenset[str]:
    """The pieces a member is found by: each two or three neighbouring characters, the pinyin, the initials in capitals.

    Worked example: 王小满 → 王小, 小满, ·王小满, wangxiaoman, WXM.  Capitals keep initials apart from pinyin: «wa» is
    not 王安; the dot keeps threes, there because officers mostly type whole names, out of what begins with 王.
    """
    bare = re.sub(r"[\s·'-]+", "", name)
    sizes = {2: "", 3: _THREE} if _CHINESE.search(bare) else {}
    runs = {mark + bare[at : at + size] for size, mark in sizes.items() for at in range(len(bare) - size + 1)}
    return frozenset(runs | {bare if len(bare) == 1 else pinyin, pinyin, initials.upper()})


class Look(StrEnum):
    """By what a search goes."""

    PIECE = "piece"
    PREFIX = "prefix"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    CARD = "card"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody typed into the search box, understood: how to look, for which text, and the whole name if typed."""

    look: Look
    text: str
    whole: str = ""
    else_initials: str = ""


def understand(text: str) -> Search:
    """How to look for what was typed.

    Two or more Chinese characters go by the last two or three, the rarer piece of a name; a single one or letters by
    prefix; digits by ID number, mobile or card.  «wang» is pinyin, «wxm» initials; «oy» is tried as pinyin first.
    """
    bare = re.sub(r"[\s·'-]+", "", text)
    if _CHINESE.search(bare):
        return _by_characters(bare)
    if re.fullmatch(r"[A-Za-z]{1,40}", bare):
        return _by_letters(bare)
    number = bare.upper()
    if re.fullmatch(r"1[3-9][0-9]{9}", number):
        return Search(Look.MOBILE, number)
    if re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", number):
        return Search(Look.ID_NUMBER, number)
    return Search(Look.CARD, number) if is_card_number(number) else Search(Look.NOTHING, bare)


def _by_characters(name: str) -> Search:
    if len(name) == 1:
        return Search(Look.PREFIX, name)
    if len(name) == 2:
        return Search(Look.PIECE, name)
    return Search(Look.PIECE, _THREE + name[-3:], whole=name if len(name) > 3 else "")


def _by_letters(letters: str) -> Search:
    if re.search(r"[aeiouv]", letters.lower()):
        return Search(Look.PREFIX, letters.lower(), else_initials=letters.upper())
    return Search(Look.PREFIX, letters.upper())
