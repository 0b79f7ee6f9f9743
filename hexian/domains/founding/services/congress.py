"""The congress as its minutes and tellers' sheets say: who came, how the ballots fell, who is elected and as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from hexian.domains.founding import rules
from hexian.domains.founding.models import Ballot, Candidate, Case, Congress
from hexian.domains.founding.rules import Body, Channel, Leadership, Standing, Votes
from hexian.domains.founding.services import living, moving
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook import rules as law

#: Every number of law an election is held against, kept on the case as it stood on the day of the congress.
_NUMBERS = (
    "election.present", "election.votes", "election.spare_candidates", "union.direct_meeting_below",
    "founding.women_committee", "founding.seats", "founding.audit_seats", "founding.seats_parity",
)  # fmt: skip


#: What the lawbook says where seats must be odd in number.
ODD = "奇数"


@dataclass(frozen=True, slots=True)
class Count:
    """One body's seats, its ballots, the votes of each candidate by id, and the posts of those elected by id."""

    seats: int
    votes: Votes
    tally: Mapping[UUID, int]
    posts: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of the congress say."""

    held_on: date
    place: str
    kind: str
    members: int
    women_members: int
    due: int
    present: int
    heads_by: str
    counts: Mapping[Body, Count]


@transaction.atomic
def hold_congress(
    case_id: UUID, minutes: Minutes, *, actor: Actor, channel: str = Channel.PAPER, version: int | None = None
) -> Case:
    """Enter the result of a congress; entered again before it is reported, the former entry is replaced.

    Quorum and majority are shares of those due to come (RULES §13.3).  Raises `Refused` with `founding.day_*`,
    `founding.too_few_present`, `founding.seats*`, `founding.spare`, `founding.ballots_*`, `founding.votes*`,
    `founding.tie`, `founding.seats_unfilled`, `founding.overlap`, `founding.head`, `founding.undeclared`,
    `founding.kin_ban`, `founding.chair_ban`, `founding.body_missing`, `founding.elected_died`, `founding.state`.
    """
    case = moving.workable(case_id, actor, version)
    rules.next_state(case.state, "hold_congress", case.returned_from)
    rules.check_day(minutes.held_on, moving.today(actor), not_before=case.prep_on)
    book = _Book(case, minutes.held_on)
    _check_meeting(case, minutes, book)
    elected = {body: _elect(case, body, minutes, book) for body in _bodies(case, minutes, book)}
    rules.check_no_overlap(elected[Body.COMMITTEE], elected.get(Body.AUDIT, []))
    _write(case, minutes, elected)
    living.check_elected(case, actor, before=minutes.held_on)
    case.params |= book.frozen
    moving.move(case, "hold_congress", actor, channel=channel)
    return case


class _Book:
    """The numbers of law in force at the place on the day of the congress, and the same frozen."""

    def __init__(self, case: Case, on: date) -> None:
        self._params = {code: lawbook.look_up(code, case.upper.division, on) for code in _NUMBERS}
        self.frozen = {code: law.freeze(param) for code, param in self._params.items()}

    def __getitem__(self, code: str) -> law.Param:
        return self._params[code]

    def seats(self, body: Body, members: int) -> tuple[int, int] | None:
        """The least and the most seats for so many members; none said for the women's committee."""
        if body is Body.WOMEN:
            return None
        table = self["founding.seats" if body is Body.COMMITTEE else "founding.audit_seats"].table
        least, most = law.bracket(table, members)
        return least or 1, most or 1


def _check_meeting(case: Case, minutes: Minutes, book: _Book) -> None:
    if minutes.members < 1 or not 0 <= minutes.women_members <= minutes.members:
        raise Refused("founding.nobody")
    least = law.thaw(case.params["union.required_members"]).number
    rules.check_leadership(case.leadership, minutes.members, least)
    rules.check_meeting(minutes.kind, minutes.due, minutes.members, book["union.direct_meeting_below"].number)
    rules.check_attendance(minutes.due, minutes.present, book["election.present"].ratio)


def _bodies(case: Case, minutes: Minutes, book: _Book) -> Sequence[Body]:
    """The bodies that must be elected, and any other there are ballots of."""
    needed = rules.bodies_needed(case.leadership, minutes.women_members, book["founding.women_committee"].number)
    for body in needed:
        if body not in minutes.counts:
            raise Refused("founding.body_missing", body=body)
    extra = [body for body in minutes.counts if body not in needed and case.leadership == Leadership.COMMITTEE]
    return [*needed, *extra]


def _elect(case: Case, body: Body, minutes: Minutes, book: _Book) -> list[str]:
    """The names elected to one body, in the order of their votes."""
    count = minutes.counts[body]
    stood = list(case.candidates.filter(body=body).order_by("pinyin", "pk"))
    _check_list(case, body, minutes, stood, book)
    rules.check_ballots(body, count.votes, minutes.present)
    standing = [Standing(each.name, count.tally[each.public_id]) for each in stood]
    elected = rules.elect(
        body, standing, seats=count.seats, valid=count.votes.valid, base=minutes.due,
        majority=book["election.votes"].ratio,
    )  # fmt: skip
    posts = {each.name: count.posts[each.public_id] for each in stood if count.posts.get(each.public_id)}
    rules.check_posts(body, case.leadership, posts, elected)
    _check_officers(case, body, stood, posts)
    return elected


def _check_list(case: Case, body: Body, minutes: Minutes, stood: Sequence[Candidate], book: _Book) -> None:
    count = minutes.counts[body]
    alone = case.leadership == Leadership.ORGANISER
    odd = str(book["founding.seats_parity"].value) == ODD
    limits = (1, 1) if alone else book.seats(body, minutes.members)
    rules.check_seats(body, count.seats, limits, odd=odd and body is not Body.WOMEN)
    put_up = [each for each in stood if not each.is_written_in]
    if not alone:
        rules.check_spare(body, len(put_up), count.seats, book["election.spare_candidates"].ratio)
    silent = [each.name for each in stood if each.public_id not in count.tally]
    if silent or not stood:
        raise Refused("founding.votes_missing", body=body, names=silent)


def _check_officers(case: Case, body: Body, stood: Sequence[Candidate], posts: Mapping[str, str]) -> None:
    """Everybody who stood has declared; whoever holds a post can be reached."""
    wanted = rules.bans_for(case.form, body)
    for each in stood:
        answers = dict(each.declarations.values_list("ban", "answer"))
        rules.check_declared(each.name, wanted, answers, posts.get(each.name, ""))
        if each.name in posts and not each.mobile:
            raise Refused("founding.officer_mobile", name=each.name)


def _write(case: Case, minutes: Minutes, elected: Mapping[Body, Sequence[str]]) -> None:
    Congress.objects.update_or_create(
        case=case,
        defaults={
            "held_on": minutes.held_on,
            "place": " ".join(minutes.place.split())[:80],
            "kind": rules.Meeting(minutes.kind),
            "members": minutes.members,
            "women_members": minutes.women_members,
            "due": minutes.due,
            "present": minutes.present,
            "heads_by": minutes.heads_by,
        },
    )
    case.ballots.all().delete()
    case.candidates.update(votes=None, is_elected=False, post="")
    for body, names in elected.items():
        _write_body(case, body, minutes.counts[body], names)


def _write_body(case: Case, body: Body, count: Count, names: Sequence[str]) -> None:
    votes = count.votes
    Ballot.objects.create(
        case=case, body=body, seats=count.seats, issued=votes.issued, returned=votes.returned, valid=votes.valid,
        invalid=votes.invalid,
    )  # fmt: skip
    rows = list(case.candidates.filter(body=body))
    for each in rows:
        each.votes, each.is_elected = count.tally[each.public_id], each.name in names
        each.post = count.posts.get(each.public_id, "") if each.is_elected else ""
    Candidate.objects.bulk_update(rows, ["votes", "is_elected", "post"])
