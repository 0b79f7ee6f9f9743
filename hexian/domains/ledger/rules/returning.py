"""What of a payment is owed back, when what it was for turns out to be worth more, less or the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment the bank has or has made, in fen: its sum, what of it is owed back, what of that has come."""

    fen: int
    owed: int
    repaid: int

    @property
    def kept(self) -> int:
        """What she has of it and keeps."""
        return self.fen - self.owed


def set_off(payments: Sequence[Paid], worth: int) -> list[int]:
    """How much more each payment owes back from now on (below nought: how much less), in fen.

    What is kept beyond the worth is owed back, the latest payment first; what is missing is taken from what is owed
    back and has not come, the earliest first.  Worked example: 1,500 and 1,050 paid and now 2,000 right: the second
    owes 550.  Then 2,300 right and 400 of these 550 repaid: 150 are owed no longer, 150 are the caller's to order.
    """
    moves = [0] * len(payments)
    over = sum(each.kept for each in payments) - worth
    if over > 0:
        for place in reversed(range(len(payments))):
            moves[place] = min(over, payments[place].kept)
            over -= moves[place]
        return moves
    for place, each in enumerate(payments):
        moves[place] = -min(-over, each.owed - each.repaid)
        over -= moves[place]
    return moves
