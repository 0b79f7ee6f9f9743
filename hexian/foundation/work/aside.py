"""Reckoning aside: a generator runs in a process of its own, two items ahead, while this one waits for the database.

Worked example:

    for portion in aside.items("hexian.domains.mutualaid.services.portions:read", source):
        write(portion)

A thread would not do: it lends the interpreter back a few milliseconds late every time a statement returns, which adds
up to a third of a long run.  Two items, because now this process and now the other is the slower one: with a single one
each waits for the other in turn.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO, Literal

import django

from hexian.foundation.actor import Refused

_Said = tuple[Literal["item", "refused", "failed", "end"], Any]
#: What goes over at once, and how soon whoever hands it over gets the interpreter back: an item has ten megabytes.
_PIPE, _SWITCH = 1 << 20, 0.0005


class AsideError(RuntimeError):
    """The other process ended before it was done; what it wrote about it stands in the log."""


def items(function: str, *given: object) -> Generator[Any, None, None]:
    """What the generator `package.module:name` yields for `given`, made two items ahead in another process.

    Everything that goes over is pickled; the other process shares nothing else with this one, above all no transaction.
    It ends with this iterator, and by itself when this process has died.  Raises what `Refused` it meets, and
    `AsideError` when it fails otherwise.
    """
    with begun(function, *given) as made:
        yield from made


@contextmanager
def begun(function: str, *given: object) -> Iterator[Iterator[Any]]:
    """The same for a block, whose other process begins at once instead of when the first item is asked for."""
    with subprocess.Popen(
        [sys.executable, "-m", "hexian.foundation.work.aside"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        try:
            if other.stdin is None or other.stdout is None:  # for the type checker: both were asked for
                raise AsideError
            pickle.dump((function, given), other.stdin)
            other.stdin.close()
            yield _heard(other.stdout)
        finally:
            other.kill()


def _heard(line: BinaryIO | Any) -> Iterator[Any]:
    while True:
        try:
            said: _Said = pickle.load(line)  # noqa: S301 - our own process, over a pipe nobody else holds
        except (EOFError, pickle.UnpicklingError):
            message = "the process aside ended before it was done"
            raise AsideError(message) from None
        match said:
            case "item", item:
                yield item
            case "refused", (code, params):
                raise Refused(code, **params)
            case "failed", message:
                raise AsideError(message)
            case _:
                return


def main() -> None:
    """The other process: says what it makes on what was its standard output; prints go where errors go."""
    line = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    django.setup()
    function, given = pickle.load(sys.stdin.buffer)  # noqa: S301 - see above
    with _handing_over(line) as say:
        try:
            for item in _found(function)(*given):
                say(("item", item))
            say(("end", None))
        except Refused as refusal:
            say(("refused", (refusal.code, refusal.params)))
        except Exception as fault:
            say(("failed", f"{type(fault).__name__}: {fault}"))
            raise


@contextmanager
def _handing_over(line: BinaryIO) -> Iterator[Callable[[_Said], None]]:
    """One item is on its way and one waits, while the next is made; on leaving all have gone over."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # elsewhere it takes a little longer
        fcntl.fcntl(line, fcntl.F_SETPIPE_SZ, _PIPE)
    sys.setswitchinterval(_SWITCH)
    waiting: Queue[_Said | None] = Queue(maxsize=1)

    def hand_over() -> None:
        try:
            while (said := waiting.get()) is not None:
                _say(line, said)
        except BrokenPipeError:
            os._exit(1)  # whoever asked has gone

    thread = Thread(target=hand_over, daemon=True)
    thread.start()
    try:
        yield waiting.put
    finally:
        waiting.put(None)
        thread.join()


def _found(function: str) -> Callable[..., Iterator[Any]]:
    module, _, name = function.partition(":")
    found: Callable[..., Iterator[Any]] = getattr(import_module(module), name)
    return found


def _say(line: BinaryIO, said: _Said) -> None:
    pickle.dump(said, line, protocol=pickle.HIGHEST_PROTOCOL)
    line.flush()


if __name__ == "__main__":
    main()
