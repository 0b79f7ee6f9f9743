"""What a runner holds while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from django.db import connection

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - somebody asked for it
    """The starter cancelled the task; what was committed stays."""


class Interrupted(Exception):  # noqa: N818 - it goes on elsewhere
    """This worker is stopping; the task goes on from its last checkpoint in another."""


class Superseded(Exception):  # noqa: N818 - somebody else has it
    """Another worker has taken the task over; nothing of this run may be written any more."""


class Ledger(Protocol):
    """Where progress is written; fenced, so that only the latest run can."""

    def save(self, running: Running) -> None:
        """Write cursor, progress and note into the open transaction. Raises `Superseded`."""

    def show(self, running: Running) -> None:
        """Write progress beside the open transaction, where others see it at once."""

    def cancel_requested(self) -> bool:
        """Whether somebody asked to stop, as of now."""

    def stopping(self) -> bool:
        """Whether this worker is shutting down."""


class Running:
    """A task under way. Between two checkpoints lies one transaction, under the starter's scope."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        task_id: UUID,
        actor: Actor,
        code: str,
        params: Mapping[str, Any],
        cursor: Any = None,
        done: int = 0,
        total: int | None = None,
        note: str = "",
    ) -> None:
        self.task_id = task_id
        self.actor = actor
        self.code = code
        self.params = params
        self.cursor = cursor
        self.done = done
        self.total = total
        self.note = note
        self.attachment_id: UUID | None = None
        self._ledger = ledger
        self._chunk = ExitStack()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._chunk.__exit__(kind, error, trace)

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop; `checkpoint` sees to it by itself."""
        return self._ledger.cancel_requested()

    def checkpoint(self, cursor: Any, done: int, total: int | None = None, note: str = "") -> None:
        """Commit the chunk together with where to go on (`cursor`: JSON) and how much is done.

        Raises `Cancelled`, `Interrupted` or `Superseded`, which a runner lets pass.
        """
        self.cursor = cursor
        self.done = done
        self.total = self.total if total is None else total
        self.note = note or self.note
        self._ledger.save(self)
        self._chunk.close()
        self._heed()
        self._open()

    def show(self, done: int, total: int | None = None) -> None:
        """Let others see how much is done of work that commits as a whole; nothing is committed by it.

        Raises like `checkpoint`, and then nothing of the work remains.
        """
        self.total = self.total if total is None else total
        self.done = done if self.total is None else min(done, self.total)
        self._ledger.show(self)
        self._heed()

    def chunks(self, fetch: Callable[[Any], Sequence[T]], *, cursor_of: Callable[[T], Any]) -> Iterator[Sequence[T]]:
        """Portion after portion, each committed before the next: `fetch(cursor)` until it gives nothing."""
        while rows := fetch(self.cursor):
            yield rows
            self.checkpoint(cursor_of(rows[-1]), self.done + len(rows))

    def finish(self, *, attachment_id: UUID | None = None, note: str = "") -> None:
        """Say what came of it; the task ends when the runner returns."""
        self.attachment_id = attachment_id
        self.note = note or self.note

    def _heed(self) -> None:
        if self._ledger.cancel_requested():
            raise Cancelled
        if self._ledger.stopping():
            raise Interrupted

    def _open(self) -> None:
        self._chunk = ExitStack()
        self._chunk.enter_context(scope(self.actor))
        with connection.cursor() as cursor:
            # a worker that hangs must not keep its rows from the one that took over
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
