"""The pulse: small duties done over and over beside the queue, woken by the outbox or by the clock.

Each loop is a thread with a database connection of its own.  A duty that fails is logged and tried again at its next
turn; a lost database is waited for, two seconds at first, half a minute at most.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate.contrib.django.utils import connector_params

log = structlog.get_logger(__name__)

CHANNEL = "hexian_outbox"
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do at least every so many seconds, and with `woken` also whenever the outbox calls."""

    name: str
    every: float
    act: Callable[[], object]
    woken: bool = False


class Loop(threading.Thread):
    """Does its duties in turn until told to stop."""

    def __init__(self, name: str, duties: Sequence[Duty], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.duties = duties
        self.stop = stop
        self._due = dict.fromkeys((duty.name for duty in duties), 0.0)

    def run(self) -> None:
        """Listen and work; come back when the database does."""
        pause = FIRST_PAUSE
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                self._listen_and_work()
            except (psycopg.Error, OperationalError, InterfaceError) as trouble:
                # a connection that held for a while starts the waiting anew
                pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
                log.warning("database lost, waiting", loop=self.name, error=type(trouble).__name__, seconds=pause)
                connection.close()
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        connection.close()

    def _listen_and_work(self) -> None:
        with listening() as line:
            woken = True
            while not self.stop.is_set():
                self.turn(woken=woken)
                woken = heard(line, seconds=1.0)

    def turn(self, *, woken: bool) -> None:
        """Do whatever is due now."""
        close_old_connections()
        for duty in self.duties:
            if self.stop.is_set():
                return
            if time.monotonic() >= self._due[duty.name] or (woken and duty.woken):
                self._due[duty.name] = time.monotonic() + duty.every
                do(duty, self.name)


def do(duty: Duty, loop: str) -> None:
    """Do one duty; only a lost database ends the turn."""
    try:
        duty.act()
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        log.exception("duty failed", loop=loop, duty=duty.name, error=type(fault).__name__)


@contextmanager
def listening() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that hears when the outbox has something."""
    with closing(psycopg.connect(**connector_params(), autocommit=True, connect_timeout=10)) as line:
        line.execute(f"LISTEN {CHANNEL}")
        yield line


def heard(line: psycopg.Connection[tuple[object, ...]], *, seconds: float) -> bool:
    """Wait for a call, at most so long; several at once count as one."""
    return any(True for _ in line.notifies(timeout=seconds, stop_after=1))
