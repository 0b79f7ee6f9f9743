"""How both halves end: a sentence and a code, never a traceback for what a person can mend."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from hexian.setup import screen, troubles
from hexian.setup.troubles import SetupError

STOPPED = 130
SIGNS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to stop, by Ctrl-C or by SIGTERM; passes every `except Exception`."""


@contextmanager
def told(*also: type[Exception]) -> Iterator[None]:
    """Turn what goes wrong inside into one sentence and an exit code; `also` are exceptions with `zh` and `en`."""
    for sign in SIGNS:
        # Under nohup a closed terminal is no reason to stop.
        if sign is not signal.SIGHUP or signal.getsignal(sign) is not signal.SIG_IGN:
            signal.signal(sign, _stop)
    mendable: tuple[type[Exception], ...] = (SetupError, *also)
    try:
        yield
    except Stopped:
        screen.complain("已停下；再运行一次会从这里接着做。", "Stopped; run again and it goes on from here.")
        sys.exit(STOPPED)
    except mendable as trouble:
        screen.complain(*str(trouble).split("\n", 1))
        sys.exit(1)
    except OSError as fault:
        screen.complain(*str(troubles.of_system(fault)).split("\n", 1))
        sys.exit(1)


def _stop(_sign: int, _frame: FrameType | None) -> None:
    # Once is enough: what follows cleans up and must not be cut short by an impatient second press.
    for sign in SIGNS:
        signal.signal(sign, signal.SIG_IGN)
    raise Stopped
