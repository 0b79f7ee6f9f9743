"""The processes that ./run keeps alive: started, watched, started again when they fall, and all ended with it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hexian.setup import leftovers, screen
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

# One that has stood this long has recovered; its next fall is forgiven at once again.
SECONDS_TO_RECOVER = 60.0
LONGEST_PAUSE = 30.0
FALLS_BEFORE_READY = 3
SECONDS_TO_END = 8.0
LARGEST_LOG = 20_000_000


@dataclass
class Child:
    """One program that shall run all the time."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str]
    falls: int = 0
    due: float = 0.0
    began: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def tend(self) -> None:
        """Start it when it is due, notice when it fell; call this several times a second."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif self.process.poll() is not None:
            self._fell(now, self.process.returncode)
        elif self.falls and now - self.began > SECONDS_TO_RECOVER:
            self.falls = 0

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to it and to all it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, sign)
            except ProcessLookupError:
                self.process.poll()

    def _start(self, now: float) -> None:
        _keep_small(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for us alone; we end the others in order.
                start_new_session=True,
            )
        self.began = now

    def _fell(self, now: float, code: int) -> None:
        self.signal(signal.SIGKILL)
        self.process = None
        self.falls += 1
        pause = 0.0 if self.falls == 1 else min(2.0 ** (self.falls - 2), LONGEST_PAUSE)
        self.due = now + pause
        screen.say(
            f"{self.name} 意外退出（代码 {code}），{pause:.0f} 秒后重新启动，日志 {self.log}。"
            f" It ended with code {code} and is started again in {pause:.0f}s."
        )


def _keep_small(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


@contextmanager
def kept(places: Places, *children: Child) -> Iterator[None]:
    """Have these running inside; all ended when it is left, however it is left."""
    try:
        for child in children:
            child.tend()
        yield
    finally:
        _end(children)
        # One that was being started when we were told to stop is found by its mark.
        leftovers.end(places.home)


def refuse_hopeless(*children: Child) -> None:
    """Raise `SetupError` when one falls again and again before it was ever ready."""
    for child in children:
        if child.falls >= FALLS_BEFORE_READY:
            raise SetupError(
                f"{child.name} 连续 {child.falls} 次启动失败：原因在 {child.log} 的最后几行，改好后再运行一次。",
                f"It fell {child.falls} times at the start: mend what the last lines of {child.log} say and run again.",
            )


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    end = time.monotonic() + SECONDS_TO_END
    for child in children:
        if child.process is not None:
            _wait(child.process, end - time.monotonic())
        child.signal(signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(max(seconds, 0.0))
    except subprocess.TimeoutExpired:
        process.kill()
