"""Who may change the lawbook. Everybody may read it: it holds no personal data, so there is no row-level security."""

from __future__ import annotations

from hexian.foundation.access import duty
from hexian.foundation.actor import Actor, Refused

CHANGE = duty("lawbook.change")

#: The code of an organisation at the top of the tree: «A» and four characters.
_TOP = 5


def held_at_the_top(actor: Actor, needs: str) -> bool:
    """Whether she holds the duty in an organisation nobody stands above: what counts for everybody is decided there."""
    return any(len(code) <= _TOP for code in actor.subtrees_for(needs))


def may_change(actor: Actor) -> bool:
    """Whether she may change a number of law or promise."""
    return held_at_the_top(actor, CHANGE)


def check_may_change(actor: Actor) -> None:
    """Raise `Refused` (`lawbook.not_yours_to_change`) unless she may."""
    if not may_change(actor):
        raise Refused("lawbook.not_yours_to_change")
