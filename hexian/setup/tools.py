"""Running other programs: what they print goes to a log and to the screen's step, why they fail into a sentence."""

import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hexian.setup import troubles
from hexian.setup.leftovers import MARK

# Enough to find the reason of a failure; the whole is in the log.
LINES_KEPT = 200
SECONDS_TO_END = 5


def run(
    command: Sequence[str | Path],
    *,
    name: tuple[str, str],
    log: Path,
    mark: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] = lambda line: None,
) -> None:
    """Run a program to its end, line by line; `mark` is the folder it works for.

    Raises `SetupError` when it fails. What stops us stops it; were we killed, the next run finds it by its mark.
    """
    marked = {**os.environ, **(env or {}), MARK: str(mark)}
    with log.open("a", encoding="utf-8") as kept, _started(command, cwd, marked) as process:
        try:
            last = _read(process, kept.write, on_line)
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise troubles.of_tool(*name, "".join(last), log)


def _started(command: Sequence[str | Path], cwd: Path | None, env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _read(process: subprocess.Popen[str], keep: Callable[[str], object], on_line: Callable[[str], None]) -> deque[str]:
    last: deque[str] = deque(maxlen=LINES_KEPT)
    for line in process.stdout or ():
        keep(line)
        last.append(line)
        on_line(line.rstrip())
    process.wait()
    return last


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
