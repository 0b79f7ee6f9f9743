"""What a person sees while set-up works: one line a step, moving while it lasts."""

import shutil
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

# Without a terminal (a log, a build machine) a long step speaks this often.
SECONDS_BETWEEN_LINES = 10.0
RED, GREEN, BOLD, PLAIN = "\033[31m", "\033[32m", "\033[1m", "\033[0m"


def is_terminal() -> bool:
    """Whether a person looks on."""
    return sys.stdout.isatty()


def coloured(text: str, colour: str) -> str:
    """The text in a colour, where there are colours."""
    return f"{colour}{text}{PLAIN}" if is_terminal() else text


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def complain(zh: str, en: str) -> None:
    """Print what is wrong, Chinese first."""
    sys.stdout.flush()
    print(f"{zh}\n{en}", file=sys.stderr, flush=True)


def width(text: str) -> int:
    """How many columns a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def cut(text: str, columns: int) -> str:
    """As much of a text as fits, so that a moving line never wraps."""
    while width(text) > columns:
        text = text[:-1]
    return text


class Step:
    """A step under way, which may say how far it is."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.words = ""
        self._began = self._spoke = time.monotonic()
        self._over = threading.Event()
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def note(self, words: str) -> None:
        """Say how far the step is; a line without words says nothing."""
        if not words.strip():
            return
        self.words = words[:60]
        if not is_terminal() and time.monotonic() - self._spoke >= SECONDS_BETWEEN_LINES:
            self._spoke = time.monotonic()
            say(f"  {self.title}：{self.words}")

    def begin(self) -> None:
        """Show the step."""
        if is_terminal():
            self._ticking.start()
        else:
            say(f"· {self.title}")

    def end(self, mark: str) -> None:
        """Show how it ended and how long it took."""
        self._over.set()
        if is_terminal():
            self._ticking.join()
            print("\r\033[K", end="")
        say(f"{mark} {self.title} {self._seconds():.1f}s")

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _tick(self) -> None:
        while not self._over.wait(0.2):
            line = cut(f"· {self.title} {self._seconds():.0f}s {self.words}", shutil.get_terminal_size().columns - 1)
            print(f"\r\033[K{line}", end="", flush=True)


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show a step from its begin to its end."""
    shown = Step(title)
    shown.begin()
    try:
        yield shown
    except BaseException:
        shown.end(coloured("✗", RED))
        raise
    shown.end(coloured("✓", GREEN))
