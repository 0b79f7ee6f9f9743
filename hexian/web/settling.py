"""What a web worker has loaded stands for good; the garbage collector need not look at it again and again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: After so many answers most views and templates are loaded, then nearly all, then all that anybody ever opens.
AT = frozenset({50, 500, 5_000})


class Settling:
    """The application as it is; from time to time all that lives is taken out of the collector's rounds.

    A full round over it stops a worker for a fifth of a second, once in some hundred pages, and whoever asks then waits
    that long.  What happens to be under way at these three moments and goes round in circles is never given back.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._answered = count(1)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """As WSGI has it."""
        if next(self._answered) in AT:
            gc.collect()
            gc.freeze()
        return self._application(environ, start_response)
