"""A version of a table, tried on decisions already made: the long job behind the page of a comparison."""

from __future__ import annotations

from uuid import UUID

from hexian.domains.mutualaid import texts as mutualaid
from hexian.foundation import work
from hexian.foundation.actor import Refused
from hexian.foundation.tables import services, texts


def _words(refusal: Refused) -> str:
    """A refusal of the room that tries the version, or of the tables' own."""
    return mutualaid.of(refusal) if mutualaid.knows(refusal.code) else texts.of(refusal)


@work.runner(services.COMPARE, words=_words)
def compare(task: work.Running) -> None:
    """Try the version in one transaction: of a comparison that was stopped half-way nothing is kept."""
    version, against = UUID(task.params["version"]), UUID(task.params["against"])
    answer = services.try_on_the_past(version, against, actor=task.actor, show=task.show)
    task.show(answer.rows, answer.rows)
    task.finish()
