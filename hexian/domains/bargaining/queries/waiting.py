"""Which cases wait for somebody.  Every page of the desk asks: as SQL it takes a quarter of what the ORM takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from hexian.domains.bargaining import access
from hexian.domains.bargaining.rules.states import ENDED, POSTS, Post, Side, State, Turn
from hexian.foundation.access import MOST_SHOWN, HowMany
from hexian.foundation.actor import Actor

#: A list and a figure beside it need no more.
MOST = 1000
_WITHIN = "EXISTS (SELECT FROM unnest(%({subtrees})s::text[]) AS top WHERE {column} >= top AND {column} < top || '~')"


def _keys(turns: Iterable[tuple[State, Side]]) -> list[str]:
    return [f"{state} {offering}" for state, offering in turns if state not in ENDED]


def _waits_for(side: Side, post: Post, offering: Side) -> bool:
    if post.turn is Turn.OFFERING:
        return offering is side
    if post.turn is Turn.ANSWERING:
        return offering is not side
    return post.turn in {Turn(side), Turn.BOTH}


#: State and offering side of the cases that wait for a side, and of offers that came for it.
_TURNS = {
    side: _keys((state, by) for state, post in POSTS.items() for by in Side if _waits_for(side, post, by))
    for side in Side
}
_CAME = {
    side: _keys(
        (state, by) for state, post in POSTS.items() for by in Side if post.turn is Turn.ANSWERING and by != side
    )
    for side in Side
}
_COUNTED = "SELECT count(*) FROM (SELECT FROM bargaining_case WHERE {ways} LIMIT %(most)s) AS few"
_KEY = "state || ' ' || offered_by"


def waiting_ids(actor: Actor) -> list[int]:
    """Primary keys of the cases that wait for one of her sides, or for the office she examines or oversees in.

    The newest first, `MOST` at most.  Row-level security stands behind it as behind every question.
    """
    ways, facts = _ways(actor)
    if not ways:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM bargaining_case WHERE {' OR '.join(ways)} ORDER BY id DESC LIMIT {MOST}", facts)  # noqa: S608 - our own words; what is hers goes as parameters
        return [key for (key,) in cursor.fetchall()]


def cases_waiting(actor: Actor) -> HowMany:
    """How many cases wait for her, up to a hundred."""
    ways, facts = _ways(actor)
    if not ways:
        return HowMany()
    return HowMany(_COUNTED.format(ways=" OR ".join(ways)), {**facts, "most": MOST_SHOWN})


def _ways(actor: Actor) -> tuple[list[str], dict[str, Any]]:
    """The ways a case may wait for her, each as a condition, and what they compare with."""
    ways: list[str] = []
    facts: dict[str, Any] = {}
    for side in Side:
        _of_a_side(side, actor, ways, facts)
    if examines := actor.subtrees_for(access.EXAMINE):
        facts["examines"] = list(examines)
        filed = _WITHIN.format(subtrees="examines", column="examiner_code")
        # Once its days are over there is nothing left to examine: silence has said yes.
        facts["examined_until"] = actor.now
        waits = "(due_at IS NULL OR due_at > %(examined_until)s)"
        ways.append(f"state = '{State.FILED}' AND examiner_code <> '' AND {waits} AND {filed}")
    if oversees := actor.subtrees_for(access.OVERSEE):
        facts["oversees"] = list(oversees)
        ways.append(f"state = '{State.REFUSED}' AND {_WITHIN.format(subtrees='oversees', column='code')}")
    return ways, facts


def _of_a_side(side: Side, actor: Actor, ways: list[str], facts: dict[str, Any]) -> None:
    """Cases she sits in for a side, and what came for her body before anybody there has taken it up."""
    if parts := [part.subject for part in actor.parts if part.kind == access.PART and part.role == side]:
        facts |= {f"{side}_parts": parts, f"{side}_turns": _TURNS[side]}
        ways.append(f"public_id = ANY (%({side}_parts)s) AND {_KEY} = ANY (%({side}_turns)s)")
    needed, column = (access.ACT, "code") if side is Side.WORKER else (access.ANSWER, "employer_code")
    if here := sorted({office.org_code for office in actor.held if needed in office.duties}):
        facts |= {f"{side}_here": here, f"{side}_came": _CAME[side]}
        ways.append(f"{column} = ANY (%({side}_here)s) AND {_KEY} = ANY (%({side}_came)s)")
